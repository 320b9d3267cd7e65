"""PDF 한 권: 고리가 책 속에서 이어지고, 움직이는 그림은 그림으로 바뀌고, 글이 글로 남는다."""

import re
import subprocess
import sys
from pathlib import Path

import make_pdf
import pypdf
import pytest
from chromium import installed_browser
from test_site import problems, site  # noqa: F401 - 함께 쓰는 준비물

SCRIPTS = Path(make_pdf.__file__).parent


@pytest.fixture(scope="module")
def short_book(site):  # noqa: F811
    """첫 쪽과 참고문헌만 이은 책."""
    files = make_pdf.chapter_files()
    return make_pdf.whole_book([files[0], files[-1]])


def test_links_stay_inside(short_book):
    ids = re.findall(r' id="([^"]*)"', short_book)
    assert len(ids) == len(set(ids))
    inner = re.findall(r'href="#([^"]*)"', short_book)
    assert inner
    assert set(inner) <= set(ids)


def test_figures_become_pictures(short_book):
    assert "opt-figure" not in short_book
    assert "<noscript" not in short_book
    assert short_book.count("<details") == short_book.count('open=""')


def test_prints_korean_text_and_an_outline(short_book, tmp_path):
    if not installed_browser():
        pytest.skip("Chromium이 없습니다.")
    page = make_pdf.PAGE.with_name("_short.html")
    page.write_text(short_book, encoding="utf-8")
    # 시험들이 함께 쓰는 브라우저가 이 프로세스에 떠 있으므로 다른 프로세스에서 인쇄한다.
    code = "import sys, pathlib, make_pdf; make_pdf.print_page(*map(pathlib.Path, sys.argv[1:]))"
    try:
        subprocess.run(
            [sys.executable, "-c", code, page, tmp_path / "book.pdf"], check=True, cwd=SCRIPTS
        )
    finally:
        page.unlink()
    whole = (tmp_path / "book.pdf").stat().st_size
    make_pdf.shrink(tmp_path / "book.pdf")
    assert (tmp_path / "book.pdf").stat().st_size < 0.85 * whole
    reader = pypdf.PdfReader(tmp_path / "book.pdf")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = "".join(page.extract_text() for page in reader.pages)
    assert "옵티마이저의 가계도" in text
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert any("참고문헌" in title for title in titles)
