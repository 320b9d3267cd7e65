"""쪽의 머리글, 엄격한 보안 정책, 이어 읽기, 오프라인, 저장소 주소가 있을 때만 나오는 것."""

import functools
import gzip
import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import book_font
import book_pages
import book_ui
import check_links
import matplotlib.image
import pytest
import run_notebooks
from test_site import (  # noqa: F401 - 함께 쓰는 준비물
    PAGES,
    address,
    assert_figures_react,
    each_page,
    open_page,
    problems,
    reader,
    site,
)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'"
)
PHONE = {"width": 360, "height": 740}
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"')


class Strict(SimpleHTTPRequestHandler):
    """스크립트를 이 책의 파일에서만 받게 하는 서버."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def strict(site):  # noqa: F811
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@each_page
def test_page_describes_itself(site, page_name):  # noqa: F811
    tags = dict(META.findall((site / page_name).read_text(encoding="utf-8")))
    assert 20 <= len(tags["description"]) <= book_pages.DESCRIPTION
    assert tags["og:title"]
    assert tags["og:locale"] == "ko_KR"


def test_descriptions_differ(site):  # noqa: F811
    texts = [(site / name).read_text(encoding="utf-8") for name in PAGES]
    assert len({dict(META.findall(text))["description"] for text in texts}) == len(PAGES)


def test_strict_policy_is_enough(open_page, strict):  # noqa: F811
    """인라인 스크립트가 하나도 없으므로 script-src 'self'만으로 모든 것이 된다."""
    for name in (PAGES[0], PAGES[1], "search.html"):
        page = open_page(strict + name)
        assert_figures_react(page)
        page.locator(".theme-switch-button").first.click()


def test_chapters_open_without_dead_buttons(site):  # noqa: F811
    """저장소 주소가 없으면 Colab과 Binder 단추가 없고, 노트북은 내려받을 수 있다."""
    text = (site / PAGES[1]).read_text(encoding="utf-8")
    assert "colab" not in text
    assert "mybinder" not in text
    link = next(link for link in reader(site / PAGES[1]).links if link.endswith(".ipynb"))
    notebook = (site / PAGES[1]).parent / link
    assert json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def test_buttons_appear_with_an_address():
    app = SimpleNamespace(
        config=SimpleNamespace(
            html_theme_options={"repository_url": "https://github.com/someone/book/"}
        )
    )
    context = {"sourcename": "book/01_derivative.ipynb"}
    book_ui.note_notebook(app, "book/01_derivative", "page.html", context, None)
    colab, binder = dict(context["notebook_links"]).values()
    assert colab.endswith("/github/someone/book/blob/main/book/01_derivative.ipynb")
    assert binder.endswith("/gh/someone/book/main?labpath=book/01_derivative.ipynb")


def test_remembers_the_place(open_page, address):  # noqa: F811
    page = open_page(address + PAGES[1])
    assert page.locator(".book-done").count() == 0
    page.locator(".prev-next-footer").scroll_into_view_if_needed()
    page.locator(".book-done").first.wait_for(state="attached")
    page.goto(address + PAGES[0])
    link = page.locator(".book-resume a")
    assert PAGES[1] in link.get_attribute("href")
    page.locator(".book-resume button").click()
    page.reload()
    assert page.locator(".book-resume").count() == 0


def test_reads_offline(browser, strict, site):  # noqa: F811
    """책을 저장하면 망이 끊겨도, 열어 본 적 없는 장까지 읽히고 그림이 움직인다."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(strict + PAGES[0])
    box = page.locator(".book-offline")
    box.locator("button").click(timeout=20_000)
    box.locator("p", has_text="오프라인에서도").wait_for(timeout=60_000)
    context.set_offline(True)
    page.goto(strict + PAGES[1])
    assert_figures_react(page)
    page.goto(strict + "search.html?q=미분")
    page.locator(".book-search__results > li").first.wait_for()
    context.close()


def test_worker_keeps_only_what_exists(site):  # noqa: F811
    text = (site / "sw.js").read_text(encoding="utf-8")
    files = json.loads(re.search(r"const FILES = (\{.*?\});", text)[1])
    assert {f"{name}" for name in PAGES} <= files.keys()
    assert all((site / name).stat().st_size == size for name, size in files.items())


def test_can_be_installed(site):  # noqa: F811
    manifest = json.loads((site / "book.webmanifest").read_text(encoding="utf-8"))
    assert (site / manifest["start_url"]).is_file()
    assert all((site / icon["src"]).is_file() for icon in manifest["icons"])


def test_missing_page_is_korean(site):  # noqa: F811
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "없는 쪽입니다" in text
    assert f'href="{PAGES[0]}"' in text


def test_sitemap_and_card(tmp_path):
    book_pages.write_sitemap(tmp_path, ["https://example.org/a.html?x=1&y=2"])
    assert "x=1&amp;y=2" in (tmp_path / "sitemap.xml").read_text()
    book_pages.draw_card("확률적 경사하강법", "미분에서 AdamW까지", tmp_path / "card.png")
    assert matplotlib.image.imread(tmp_path / "card.png").shape[:2] == (630, 1200)


def test_font_holds_every_character(site):  # noqa: F811
    """쪽에 쓰인 한글은 모두 웹 글꼴에 있다."""
    with book_font.TTFont(site / book_font.TARGET) as font:
        here = font.getBestCmap()
    hangul = [c for c in book_font.used_characters(site) if "가" <= c <= "힣"]
    assert len(hangul) > 500
    assert not [c for c in hangul if ord(c) not in here]


def test_formula_fonts_hold_every_character(site):  # noqa: F811
    """수식에 쓰인 글자는 줄인 글꼴들 어딘가에, 줄이기 전 글꼴에 있던 만큼 모두 있다."""

    def here(path):
        with book_font.TTFont(path) as font:
            return font.getBestCmap().keys()

    characters = {ord(c) for c in book_font.formula_characters(site)}
    assert ord("θ") in characters
    for source in book_font.FORMULA_SOURCES:
        lean = here(site / book_font.FORMULA_FOLDER / source.name)
        assert here(source) & characters <= lean
        assert (
            site / book_font.FORMULA_FOLDER / source.name
        ).stat().st_size < source.stat().st_size


def test_web_font_is_used(open_page, address):  # noqa: F811
    page = open_page(address + PAGES[1])
    # check()는 그런 글꼴이 아예 없어도 참이므로, 실제로 읽힌 글꼴을 센다.
    load = "family => document.fonts.load(`16px ${family}`, '가').then(found => found.length)"
    assert page.evaluate(load, '"Pretendard Variable"') == 1
    assert page.evaluate(load, '"없는 글꼴"') == 0


def test_external_links_are_listed(site):  # noqa: F811
    """밖으로 나가는 고리는 모두 links.csv에 있다. 없으면 check_links.py --list."""
    assert not set(check_links.external_links(site)) - check_links.listed().keys()


def test_phone_reads_before_the_web_font_comes(open_page, strict):  # noqa: F811
    """폰에서 처음 연 쪽은 기기의 글꼴로 읽고, 뒤에서 받은 책의 글꼴은 다음 쪽부터 쓴다."""
    page = open_page(strict + PAGES[1], viewport=PHONE)
    font = "getComputedStyle(document.body).fontFamily"
    assert "Pretendard Variable" not in page.evaluate(font)
    page.wait_for_function("localStorage.getItem('font') === 'web'")
    page.goto(strict + PAGES[2])
    assert "Pretendard Variable" in page.evaluate(font)


@each_page
def test_first_load_is_light(site, page_name):  # noqa: F811
    """쪽과 스타일과 스크립트와 글꼴을 모두 처음 받아도 500 KB를 넘지 않는다."""
    static = site / "_static"
    text = [site / page_name, static / "style.css", static / "mode.js", static / "book.js"]
    text.append(static / "figures" / "figures.js")
    weight = sum(len(gzip.compress(path.read_bytes())) for path in text)
    fonts = [site / book_font.TARGET, *(site / book_font.FORMULA_FOLDER).glob("*.woff2")]
    used = [path for path in fonts if re.search("Pretendard|Main-Regular|Math-Italic", path.name)]
    assert len(used) == 3
    assert weight + sum(path.stat().st_size for path in used) < 500_000


def test_home_leads_to_every_summary(site):  # noqa: F811
    """첫 쪽에서 모든 장과 그 요약으로 한 번에 간다."""
    links = set(reader(site / PAGES[0]).links)
    for path in run_notebooks.chapters()[1:]:
        assert f"{path.stem}.html" in links
        assert any(link.startswith(f"{path.stem}.html#") for link in links)
