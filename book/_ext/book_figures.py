"""움직이는 그림을 페이지에 싣는다.

노트북의 출력 하나에 <figure class="opt-figure">(text/html)와 그 그림(image/png)이 함께 있으면,
그림을 <noscript>로 figure 안에 넣어 스크립트가 없는 독자도 보게 한다.
그림이 있는 페이지에만 스크립트를 싣는다. 스타일은 book_css가 모은다.
"""

import html
import re
import shutil
import struct
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

STATIC = Path(__file__).resolve().parents[2] / "lib" / "widgets" / "static"
FILES = ("figures.css", "figures.js")
FALLBACK = re.compile(r'<p class="opt-fallback">(.*?)</p>', re.DOTALL)
logger = logging.getLogger(__name__)


class noscript_image(nodes.image):  # noqa: N801 - docutils는 노드 이름을 소문자로 쓴다
    """스크립트가 없을 때만 보이는 그림. 파일을 옮기는 일은 Sphinx가 image처럼 한다."""


def png_size(path):
    """PNG 머리말에서 너비와 높이를 읽는다."""
    with path.open("rb") as file:
        return struct.unpack(">II", file.read(24)[16:24])


def visit_image(self, node):
    """그림의 자리를 먼저 비워 두어 글이 밀리지 않게 하고, 화면에 가까워질 때 받게 한다."""
    source = Path(self.builder.srcdir) / node["uri"]
    HTML5Translator.visit_image(self, node)
    attributes = 'loading="lazy" decoding="async"'
    if source.suffix == ".png" and "width" not in node and "height" not in node:
        width, height = png_size(source)
        attributes += f' width="{width}" height="{height}"'
    self.body[-1] = self.body[-1].replace("<img ", f"<img {attributes} ", 1)


def visit_noscript_image(self, node):
    source = self.builder.imgpath + "/" + self.builder.images[node["uri"]]
    width, height = png_size(Path(self.builder.srcdir) / node["uri"])
    self.body.append(
        f'<noscript><img src="{source}" alt="{node["alt"]}" width="{width}" height="{height}"'
        ' loading="lazy"></noscript>'
    )
    raise nodes.SkipNode


class FigurePictures(SphinxPostTransform):
    """출력 묶음에서 figure와 그림을 합친다. myst-nb가 하나를 고르기(4) 전에 한다."""

    default_priority = 3
    formats = ("html",)

    def run(self, **kwargs):
        bundles = self.document.findall(
            lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "mime_bundle"
        )
        for bundle in list(bundles):
            outputs = {output["mime_type"]: output for output in bundle.children}
            if "text/html" in outputs:
                raw = outputs["text/html"].next_node(nodes.raw)
                if 'class="opt-figure"' in raw.astext():
                    self.merge(bundle, raw, outputs.get("image/png"))

    def merge(self, bundle, raw, picture):
        text = raw.astext()
        fallback = FALLBACK.search(text)
        if picture is None or fallback is None:
            logger.warning(
                "움직이는 그림에 image/png나 opt-fallback이 없습니다", location=bundle.parent
            )
            return
        before, after = text[: fallback.start()], text[fallback.start() :]
        image = picture.next_node(nodes.image)
        # 설명은 이미 HTML 문장이므로 다시 이스케이프할 것은 따옴표뿐이다.
        alt = html.escape(html.unescape(fallback[1].strip()), quote=True)
        noscript = noscript_image(uri=image["uri"], candidates=image["candidates"], alt=alt)
        box = nodes.container(classes=["output", "text_html"])
        box += [
            nodes.raw("", before, format="html"),
            noscript,
            nodes.raw("", after, format="html"),
        ]
        raw.parent.children = [box]
        self.document["has_opt_figure"] = True


def copy_assets(app):
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "figures"
        target.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if (STATIC / name).exists():
                shutil.copy2(STATIC / name, target / name)


def add_files(app, pagename, templatename, context, doctree):
    if doctree is not None and doctree.get("has_opt_figure"):
        app.add_js_file("figures/figures.js", defer="defer")


def setup(app):
    app.add_node(nodes.image, override=True, html=(visit_image, HTML5Translator.depart_image))
    app.add_node(noscript_image, html=(visit_noscript_image, None))
    app.add_post_transform(FigurePictures)
    app.connect("builder-inited", copy_assets)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
