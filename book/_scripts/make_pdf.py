"""책 전체를 PDF 한 권으로 만든다. `make pdf`가 부른다.

    python book/_scripts/make_pdf.py      # → _build/html/book.pdf

만든 쪽들의 글을 한 쪽으로 이어 Chromium으로 인쇄한다. 움직이는 그림은 같은 상태의 그림으로 바꾸고,
접힌 것은 펼치고, 장 사이의 고리는 책 속의 자리로 잇는다. 다 되면 책을 다시 만들어 PDF로 가는 고리를
단다.
"""

import re
import sys
from urllib.parse import urldefrag

import build_book
import pikepdf
import yaml
from bs4 import BeautifulSoup
from chromium import ARGUMENTS, installed_browser
from playwright.sync_api import sync_playwright

PAGE = build_book.SITE / "book" / "_print.html"
PDF = build_book.SITE / "book.pdf"
PAPER = {
    "format": "A4",
    "margin": {"top": "20mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
}
FOOTER = (
    '<p style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span></p>'
)
STYLE = """
.book-title { text-align: center; margin-top: 30vh; }
.book-contents { list-style: none; }
.book-part { break-before: page; }
body { background: #fff; max-width: none; }
.headerlink, .copy-code { display: none; }
.cell { break-inside: auto !important; }
"""


def chapter_files():
    toc = yaml.safe_load((build_book.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [build_book.SITE / f"{name}.html" for name in [toc["root"], *chapters]]


def article(path, files):
    """한 쪽의 글. 아이디와 고리에 쪽의 이름을 붙여 다른 쪽과 섞이지 않게 한다."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    found = soup.select_one("article.bd-article")
    for figure in found.select("figure.opt-figure"):
        picture = figure.noscript.img.extract()
        caption = figure.figcaption
        figure.clear()
        figure.extend([picture, caption] if caption else [picture])
        figure["class"] = ["align-default"]
    for image in found.select("img"):
        image["loading"] = "eager"
    for folded in found.select("details"):
        folded["open"] = ""
    for node in found.select("[id]"):
        node["id"] = f"{path.stem}--{node['id']}"
    for link in found.select("a[href]"):
        link["href"] = inner_link(link["href"], path, files)
    found["id"] = path.stem
    found["class"] = ["bd-article", "book-part"]
    return found


def inner_link(href, path, files):
    """책 속의 다른 쪽을 가리키는 고리를 이어 붙인 글 속의 자리로 바꾼다."""
    target, fragment = urldefrag(href)
    page = path if not target else (path.parent / target).resolve()
    if page not in files:
        return href
    return f"#{page.stem}--{fragment}" if fragment else f"#{page.stem}"


def whole_book(files):
    """쪽들을 이은 HTML. 표지와 차례가 앞에 온다."""
    parts = [article(path, files) for path in files]
    title = "미분에서 AdamW까지"
    contents = "".join(
        f'<li><a href="#{part["id"]}">{re.sub("#$", "", part.h1.get_text())}</a></li>'
        for part in parts
    )
    links = '<link rel="stylesheet" href="../_static/style.css">'
    return (
        f'<!DOCTYPE html><html lang="ko" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{title}</title>{links}<style>{STYLE}</style></head><body>"
        f'<h1 class="book-title">{title}</h1>'
        f'<nav class="book-part"><h2>차례</h2><ul class="book-contents">{contents}</ul></nav>'
        + "".join(map(str, parts))
        + "</body></html>"
    )


def print_page(source, target):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        page = browser.new_page(color_scheme="light")
        page.goto(source.as_uri(), timeout=300_000)
        page.evaluate("document.fonts.load('16px \"Pretendard Variable\"')")
        page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
        page.pdf(
            path=target,
            outline=True,
            tagged=True,
            print_background=True,
            display_header_footer=True,
            header_template="<p></p>",
            footer_template=FOOTER,
            **PAPER,
        )
        browser.close()


def shrink(path):
    """Chromium이 그대로 둔 것(화면 낭독기를 위한 구조)까지 눌러 담아 삼분의 일을 줄인다."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)


def main():
    if build_book.main():
        return 1
    PAGE.write_text(whole_book(chapter_files()), encoding="utf-8")
    try:
        print_page(PAGE, PDF)
        shrink(PDF)
    finally:
        PAGE.unlink()
    print(f"PDF를 만들었습니다: {PDF.relative_to(build_book.ROOT).as_posix()}")
    return build_book.main()


if __name__ == "__main__":
    sys.exit(main())
