"""쪽의 머리글과 책에 하나뿐인 파일: 설명, 공유 카드, 요약 모음, 사이트맵, 404, 오프라인.

주소가 있어야 뜻이 있는 것(사이트맵, 정본 주소, 공유 카드)은 책의 주소가 정해졌을 때만 만든다.
주소는 환경 변수 BOOK_URL이나 _config.yml의 html.baseurl로 정한다.
"""

import hashlib
import html
import json
import os
import textwrap
from pathlib import Path

import matplotlib.image
import matplotlib.patches
from book_search import order_of_reading, plain_text
from docutils import nodes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

ROOT = Path(__file__).resolve().parents[2]
FONT = FontProperties(fname=ROOT / "lib" / "fonts" / "Pretendard-Regular.otf")
LOGO = ROOT / "book" / "_static" / "figure.png"
TEMPLATES = ROOT / "book" / "_templates"
DESCRIPTION = 155  # 검색 결과에 보이는 글자 수의 한도
# 오프라인으로 읽을 때 필요 없는 것
NOT_KEPT = ("_sources/", ".buildinfo", "objects.inv", "sw.js", "robots.txt", "sitemap.xml")
NOT_KEPT += ("book.pdf", ".map")
NOT_KEPT_IN = ("_static/scripts/", "_static/locales/", "_static/vendor/", "_static/styles/")


# ── 쪽마다 ────────────────────────────────────────────────────────


def description(doctree):
    """쪽의 첫 문단에서 뽑은 한두 문장."""
    first = doctree.next_node(nodes.paragraph)
    words = " ".join(plain_text(first).split()) if first else ""
    return textwrap.shorten(words, DESCRIPTION, placeholder=" …")


def describe(app, pagename, templatename, context, doctree):
    if doctree is None:
        about = f"{app.config.html_title}: {context.get('title', '')}"
        context["metatags"] = f'<meta name="description" content="{quoted(about)}">'
        return
    address = app.config.html_baseurl
    title = app.env.titles[pagename].astext()
    tags = {
        "og:type": "article",
        "og:locale": "ko_KR",
        "og:site_name": app.config.html_title,
        "og:title": title,
        "og:description": description(doctree),
    }
    if address:
        tags["og:url"] = address + app.builder.get_target_uri(pagename)
        tags["og:image"] = address + card_name(pagename)
        tags["twitter:card"] = "summary_large_image"
    context["metatags"] += f'<meta name="description" content="{quoted(tags["og:description"])}">'
    for name, value in tags.items():
        context["metatags"] += f'\n<meta property="{name}" content="{quoted(value)}">'


def quoted(text):
    return html.escape(text, quote=True)


def card_name(pagename):
    return f"_static/cards/{pagename.replace('/', '-')}.png"


def draw_card(title, book, path):
    """공유 카드 한 장: 1200×630픽셀, 장의 제목과 책의 이름."""
    figure = Figure(figsize=(12, 6.3), dpi=100, facecolor="#fbfaf7")
    figure.add_artist(matplotlib.patches.Rectangle((0, 0), 0.015, 1, color="#0072B2"))
    lines = "\n".join(textwrap.wrap(title, 14, break_long_words=False))
    figure.text(0.08, 0.62, lines, fontproperties=FONT, size=58, va="center", color="#14181e")
    figure.text(0.08, 0.14, book, fontproperties=FONT, size=24, va="center", color="#48566b")
    axes = figure.add_axes((0.62, 0.22, 0.34, 0.62))
    axes.imshow(matplotlib.image.imread(LOGO))
    axes.axis("off")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


# ── 첫 쪽 끝의 요약 모음 ────────────────────────────────────────────


def add_summaries(app, doctree, docname):
    """첫 쪽 끝에 장마다 한 문단과 요약으로 가는 길을 놓는다."""
    if docname != app.config.root_doc or app.builder.format != "html":
        return
    items = [chapter_item(app, name) for name in order_of_reading(app.env)[1:]]
    items = [item for item in items if item]
    section = nodes.section("", nodes.title("", "장마다 한 문단"), ids=["chapters"])
    section += nodes.bullet_list("", *items, classes=["book-chapters"])
    doctree.next_node(nodes.section).append(section)


def chapter_item(app, name):
    """장 하나: 제목, 첫 문단, 요약으로 가는 고리. 요약이 없는 쪽은 장이 아니다."""
    summary = next(
        (anchor for anchor, title, *_ in app.env.book_sections[name] if title.startswith("요약")),
        None,
    )
    if summary is None:
        return None
    page = app.builder.get_relative_uri(app.config.root_doc, name)
    number = ".".join(map(str, app.env.toc_secnumbers.get(name, {}).get("", ())))
    title = f"{number}. {app.env.titles[name].astext()}"
    links = nodes.paragraph()
    links += nodes.reference("", title, refuri=page, internal=True, classes=["book-chapter"])
    links += nodes.Text(" ")
    links += nodes.reference("", "이 장의 요약", refuri=f"{page}#{summary}", internal=True)
    about = nodes.paragraph("", description(app.env.get_doctree(name)))
    return nodes.list_item("", links, about)


# ── 책 전체에 하나 ─────────────────────────────────────────────────


def use_address(app, config):
    config.html_baseurl = os.environ.get("BOOK_URL") or config.html_baseurl
    if config.html_baseurl and not config.html_baseurl.endswith("/"):
        config.html_baseurl += "/"


def write_files(app, error):
    if error or app.builder.format != "html":
        return
    root = Path(app.outdir)
    address = app.config.html_baseurl
    home = app.builder.get_target_uri(app.config.root_doc)
    if address:
        names = order_of_reading(app.env)
        write_sitemap(root, [address + app.builder.get_target_uri(name) for name in names])
        (root / "robots.txt").write_text(f"User-agent: *\nSitemap: {address}sitemap.xml\n")
        for name in names:
            title = app.env.titles[name].astext()
            draw_card(title, app.config.html_title, root / card_name(name))
    page = (TEMPLATES / "404.html").read_text(encoding="utf-8")
    page = page.replace("{home}", (address or "") + home)
    (root / "404.html").write_text(page.replace("{base}", address or ""), encoding="utf-8")
    manifest = {
        "name": app.config.html_title,
        "short_name": app.config.html_theme_options["logo"]["text"],
        "lang": "ko",
        "start_url": home,
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": "_static/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    (root / "book.webmanifest").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    write_worker(root)


def write_sitemap(root, addresses):
    entries = "".join(f"<url><loc>{html.escape(address)}</loc></url>\n" for address in addresses)
    (root / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def write_worker(root):
    """오프라인 일꾼에게 책의 파일 목록과 판(내용의 해시)을 적어 준다."""
    files, digest = {}, hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        skipped = name.startswith(NOT_KEPT_IN) or name.startswith(NOT_KEPT)
        if path.is_file() and not skipped and not name.endswith(NOT_KEPT):
            files[name] = path.stat().st_size
            digest.update(name.encode() + path.read_bytes())
    worker = (ROOT / "book" / "_static" / "offline.js").read_text(encoding="utf-8")
    head = f"const VERSION = {digest.hexdigest()[:16]!r};\nconst FILES = {json.dumps(files)};\n"
    (root / "sw.js").write_text(head + worker, encoding="utf-8")


def setup(app):
    app.connect("config-inited", use_address)
    app.connect("doctree-resolved", add_summaries)
    app.connect("html-page-context", describe)
    # 글꼴과 스타일이 다 만들어진 뒤
    app.connect("build-finished", write_files, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
