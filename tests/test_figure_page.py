"""그림이 놓인 쪽: 스크립트가 없거나 늦을 때, 디스크에서 열 때, 종이에 찍을 때. 모든 그림을 본다."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, writes
from test_axe import FIGURES

EXTENSIONS = Path(__file__).resolve().parents[1] / "book" / "_ext"
HOST = "http://book.test/"
PHONE = {"width": 360, "height": 600}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """그림 하나씩을 출력으로 담은 노트북을 책과 같은 확장으로 만든 쪽."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    cells = []
    for make in FIGURES.values():
        data, _ = make()._repr_mimebundle_()
        kept = {kind: data[kind] for kind in ("text/html", "image/png")}
        cells.append(new_code_cell("figure", outputs=[new_output("display_data", data=kept)]))
    language = {"name": "python", "pygments_lexer": "python"}
    notebook = new_notebook(cells=cells, metadata={"language_info": language})
    (source / "index.ipynb").write_text(writes(notebook), encoding="utf-8")
    settings = {
        "extensions": "myst_nb,book_figures",
        "nb_execution_mode": "off",
        "language": "ko",
        "html_css_files": "figures/figures.css",  # 책에서는 book_css가 style.css에 모은다
    }
    options = [part for name, value in settings.items() for part in ("-D", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "html", "-C", "-W", "-q", *options, source, target],
        env=os.environ | {"PYTHONPATH": str(EXTENSIONS)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def go(address=None, **options):
        context = browser.new_context(**{"viewport": PHONE} | options)
        contexts.append(context)
        page = context.new_page()
        page.goto(address or (site / "index.html").as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_figure_has_a_picture_without_scripts(open_page, media):
    page = open_page(java_script_enabled=False)
    page.emulate_media(media=media)
    figures = page.locator("figure.opt-figure").all()
    assert len(figures) == len(FIGURES)
    for figure in figures:
        picture = figure.locator("img")
        picture.scroll_into_view_if_needed()
        assert picture.is_visible()
        # 종이에서는 시험에 쓴 테마가 쪽의 너비를 정하므로, 그림의 자리와 견준다.
        room = figure.bounding_box()["width"] if media == "print" else PHONE["width"]
        assert picture.bounding_box()["width"] <= room
        assert re.search("[가-힣]", picture.get_attribute("alt"))
        assert figure.locator(".opt-fallback").is_visible()
    page.wait_for_timeout(200)
    loaded = [figure.locator("img").evaluate("img => img.naturalWidth") for figure in figures]
    assert all(loaded)


def test_every_figure_works_from_disk(open_page):
    page = open_page()
    broken = []
    page.on("console", lambda message: broken.append(message.text))
    figures = page.locator("figure.opt-figure").all()
    assert len(figures) == len(FIGURES)
    for figure in figures:
        figure.scroll_into_view_if_needed()
        figure.locator(".of-root svg path").first.wait_for(state="attached")
        assert figure.locator("img").count() == 0
    assert broken == []


def test_first_paint_does_not_wait_for_the_figures(browser, site):
    """그림의 스크립트가 오지 않아도 글과 설명은 먼저 보인다."""
    context = browser.new_context(viewport=PHONE)
    held = []

    def answer(route):
        path = site / route.request.url.removeprefix(HOST).split("?")[0]
        if path.name == "figures.js":
            held.append(route)
        elif path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404)

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(HOST + "index.html", wait_until="commit")
    page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint').length > 0", timeout=15_000
    )
    assert page.locator(".opt-fallback").first.is_visible()
    assert page.locator(".of-root").count() == 0
    assert len(held) == 1
    held[0].fulfill(path=site / "_static" / "figures" / "figures.js")
    page.locator(".of-root").first.wait_for()
    context.close()


# 종이에 찍히기 바로 전에 그림마다 무엇이 있는가.
BEFORE_PRINT = """() => {
    window.addEventListener("beforeprint", () => {
        window.printed = [...document.querySelectorAll("figure.opt-figure")].map((figure) => [
            figure.dataset.figure,
            figure.querySelectorAll(".of-root svg path[d*=',']").length > 0,
            figure.querySelector(".opt-fallback").hidden,
            figure.querySelector(".of-playback output")?.textContent ?? null,
        ]);
    });
    return document.querySelectorAll(".of-root").length;
}"""


def test_paper_shows_figures_that_were_never_seen(open_page):
    """한 번도 화면에 들어오지 않은 그림도 제 상태로 찍힌다."""
    page = open_page()
    page.locator(".of-root").first.wait_for()
    assert page.evaluate(BEFORE_PRINT) < len(FIGURES)
    page.pdf()
    printed = page.evaluate("printed")
    kinds = [make().figure for make in FIGURES.values()]
    assert [kind for kind, drawn, hidden, _ in printed if drawn and hidden] == kinds
    assert printed[0][3] == "37 / 60걸음"


def test_paper_keeps_the_values_and_drops_the_controls(open_page):
    page = open_page(viewport={"width": 700, "height": 900})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    outside = page.evaluate(
        """[...document.querySelectorAll(".of-root output")].filter((node) => {
            if (!node.checkVisibility()) return false;
            const range = document.createRange();
            range.selectNodeContents(node);
            const text = range.getBoundingClientRect();
            const box = node.closest("figure").getBoundingClientRect();
            return text.left < box.left - 1 || text.right > box.right + 1;
        }).map((node) => node.textContent)"""
    )
    assert outside == []
    shown = page.locator(".of-root :is(button:not(.of-pick), input[type=range], input[type=text])")
    assert not any(control.is_visible() for control in shown.all())
