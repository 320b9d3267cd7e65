"""모든 그림의 뼈대: 값을 검사하는 trait, 페이지에 실을 HTML, 같은 상태의 사진."""

import base64
import html
import io
import json
from pathlib import Path

import anywidget
import matplotlib as mpl
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture
from PIL import Image

from lib import plotting

STATIC = Path(__file__).parent / "static"
DPI = 90
COLORS = 96  # 사진의 색 수. 색을 줄이면 노트북이 가벼워진다


class Checked(traitlets.TraitType):
    """값을 검사하는 trait. check(그림, 값)은 다듬은 값을 돌려주거나 ValueError를 낸다."""

    def __init__(self, check, default=None, *, send=None, receive=None):
        super().__init__(default_value=default)
        self.check = check
        self.tag(sync=True)
        if send is not None:
            self.tag(to_json=lambda value, figure: send(value))
        if receive is not None:
            self.tag(from_json=lambda value, figure: receive(value))

    def validate(self, obj, value):
        return self.check(obj, value)


class Figure(anywidget.AnyWidget):
    """그림 하나. `figure`는 자바스크립트 쪽의 이름, `fields`는 주고받는 trait의 이름이다.

    하위 클래스는 `describe()`(한 문장의 설명)와 `draw(picture)`(matplotlib 그림)를 쓴다.
    usual: 그대로면 페이지에 적지 않는 값들. 자바스크립트 쪽의 defaults와 같다.
    """

    _esm = STATIC / "figures.mjs"
    _css = STATIC / "figures.css"
    _meta = traitlets.Dict().tag(sync=True)

    figure: str
    fields: tuple[str, ...]
    usual: dict = {}  # noqa: RUF012 - 바꾸지 않는다
    size = (7.2, 3.6)

    caption = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode()
    told: frozenset = frozenset()  # 브라우저가 한 소식에 적어 보낸 값들의 이름

    def __init__(self, **values):
        super().__init__(_meta={"figure": self.figure, "fields": sorted(self.fields)}, **values)

    def notify_change(self, change):
        """값 하나가 데리고 바꾼 값까지 한 소식으로 보낸다.

        따로 보내면 브라우저가 사이에 끼어 옛 값으로 답하고, 그 답이 나중의 값을 덮을 수 있다.
        """
        with self.hold_sync():
            super().notify_change(change)

    def set_state(self, sync_data):
        """브라우저가 보낸 값을 넣는다. 함께 온 값은 다른 값을 따라 바꾸지 않는다."""
        self.told = frozenset(sync_data)
        super().set_state(sync_data)
        self.told = frozenset()

    @property
    def description(self):
        """대체 텍스트. `alt`를 주지 않았으면 지금의 상태를 말로 옮긴다."""
        return self.alt or self.describe()

    def describe(self):
        """지금의 상태를 말하는 한두 문장."""
        raise NotImplementedError

    def draw(self, picture):
        """같은 상태를 matplotlib의 Figure에 그린다."""
        raise NotImplementedError

    def to_html(self):
        """페이지의 스크립트가 움직이게 할 <figure>. 같은 상태면 언제나 같은 글이다."""
        state = self.get_state(self.fields)
        state = {k: v for k, v in state.items() if k not in self.usual or v != self.usual[k]}
        config = json.dumps(state, sort_keys=True, ensure_ascii=False, allow_nan=False)
        config = config.replace("<", "\\u003c")  # 글 속의 </script>가 요소를 닫지 못하게
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>\n" if self.caption else ""
        return (
            f'<figure class="opt-figure" data-figure="{self.figure}">\n'
            f'<script type="application/json">{config}</script>\n'
            f'<p class="opt-fallback">{html.escape(self.description)}</p>\n'
            f"{caption}</figure>"
        )

    def to_png(self):
        """같은 상태의 사진(PNG 바이트)."""
        with mpl.rc_context():
            plotting.use_book_style()
            # 빈자리를 찾는 "best"는 느린 기계에서 경고를 내고 자리도 상태마다 바뀐다.
            mpl.rcParams.update({"legend.loc": "upper right", "legend.frameon": True})
            mpl.rcParams.update({"legend.framealpha": 0.85, "legend.edgecolor": "none"})
            picture = Picture(figsize=self.size, dpi=DPI)
            FigureCanvasAgg(picture)
            self.draw(picture)
            raw = io.BytesIO()
            picture.savefig(raw, dpi=DPI, metadata={"Software": None})
        small = io.BytesIO()
        Image.open(raw).convert("RGB").quantize(COLORS).save(small, "PNG", optimize=True)
        return small.getvalue()

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/html"] = self.to_html()
        data["image/png"] = base64.b64encode(self.to_png()).decode()
        return data, metadata
