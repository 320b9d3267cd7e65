"""만든 책을 진짜 브라우저로 읽는다.

독자가 겪을 네 가지 자리에서 모든 쪽을 연다: 어느 하위 경로의 웹 서버, 360픽셀 폰,
자바스크립트가 꺼진 브라우저, 내려받아 디스크에서 연 파일.
"""

import functools
import hashlib
import json
import re
import threading
from collections import Counter
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import book_css
import book_math
import build_book
import pytest
import yaml
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "book" / "_vendor"
PREFIX = "/어느/하위 경로/"
HANGUL = re.compile("[가-힣]")
LATIN = re.compile("[A-Za-z]{2,}")
# 우리말로 옮길 것이 없는 낱말
NAMES = re.compile(
    r"\b(AdamW?|NAG|SGD|AdaGrad|RMSProp|AdaBelief|Lion|Amos|Muon|CC BY|MIT|ipynb|md|pdf|Ctrl|lib)\b"
)


def toc_pages():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"]] + [
        chapter["file"] for part in toc["parts"] for chapter in part["chapters"]
    ]
    return [f"{name}.html" for name in names]


PAGES = toc_pages()
each_page = pytest.mark.parametrize("page_name", PAGES)
every_page = pytest.mark.parametrize("page_name", [*PAGES, "search.html"])


# ── 책을 만들고 보여 주는 것 ───────────────────────────────────────────


@pytest.fixture(scope="session")
def problems(tmp_path_factory, worker_id):
    """책을 한 번만 만들고 경고를 돌려준다. 여러 일꾼이 함께 부르면 먼저 온 일꾼이 만든다."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    done = shared / "site.txt"
    with FileLock(shared / "site.lock"):
        if not done.exists():
            done.write_text(build_book.build(), encoding="utf-8")
    return done.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(problems):
    if problems:
        pytest.fail("책을 만들지 못했습니다: test_book_builds를 보십시오.", pytrace=False)
    return build_book.SITE


def test_book_builds(problems):
    assert not problems, problems


class SubPath(SimpleHTTPRequestHandler):
    """책이 하위 경로에 놓인 것처럼 보여 준다. 그 밖의 자리는 404이다."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path):
        path = unquote(urlsplit(path).path)
        if not path.startswith(PREFIX):
            return str(Path(self.directory) / "없는 파일")
        return str(Path(self.directory) / path.removeprefix(PREFIX))

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def address(site):
    handler = functools.partial(SubPath, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser):
    """쪽을 열고, 그동안 잘못된 일이 하나도 없었는지 끝날 때 살핀다."""
    contexts, troubles = [], []

    def go(url, **options):
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "ko-KR"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        origin = urlsplit(url)

        def note_request(request):
            target = urlsplit(request.url)
            if target.scheme in {"data", "blob"}:
                return
            if (target.scheme, target.netloc) != (origin.scheme, origin.netloc):
                troubles.append(f"다른 호스트에 묻습니다: {request.url}")

        def note_console(message):
            if message.type in {"error", "warning"}:
                troubles.append(f"콘솔 {message.type}: {message.text}")

        page.on("request", note_request)
        page.on("requestfailed", lambda r: troubles.append(f"받지 못했습니다: {r.url}"))
        page.on("response", lambda r: r.status >= 400 and troubles.append(f"{r.status}: {r.url}"))
        page.on("console", note_console)
        page.on("pageerror", lambda e: troubles.append(f"스크립트 오류: {e}"))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def mounted_figures(page):
    """그림마다 화면에 들어오게 하고, 살아난 것을 차례로 돌려준다."""
    for figure in page.locator("figure.opt-figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator("input[type=range]").first.wait_for(state="attached")
        yield figure


# 그림이 보여 주는 것 전부. 설정과 손잡이 자신의 값은 뺀다.
SHOWN = """figure => {
  const copy = figure.cloneNode(true);
  copy.querySelectorAll("script, noscript").forEach(node => node.remove());
  copy.querySelectorAll("input").forEach(node => node.replaceWith());
  const canvases = [...figure.querySelectorAll("canvas")].map(canvas => canvas.toDataURL());
  return copy.innerHTML + canvases.join();
}"""


def assert_figures_react(page):
    for number, figure in enumerate(mounted_figures(page), 1):
        slider = figure.locator("input[type=range]").first
        before = figure.evaluate(SHOWN)
        # 가운데에 있으면 어느 쪽으로든 움직일 수 있다. 끝에 있으면 반대쪽으로 움직인다.
        at_end = slider.evaluate("input => input.value === input.max")
        slider.focus()
        for _ in range(3):
            slider.press("ArrowLeft" if at_end else "ArrowRight")
        page.wait_for_timeout(150)
        assert figure.evaluate(SHOWN) != before, f"{number}번째 그림이 손잡이에 답하지 않습니다"


# ── 브라우저에서 ───────────────────────────────────────────────────


@every_page
def test_page_is_sound(open_page, address, page_name):
    page = open_page(address + page_name)
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.locator("h1").count() == 1
    for _ in mounted_figures(page):
        pass
    missing = page.eval_on_selector_all(
        "img", "all => all.filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    )
    assert not missing


@each_page
def test_figures_react(open_page, address, page_name):
    assert_figures_react(open_page(address + page_name))


@every_page
def test_fits_a_phone(open_page, address, page_name):
    page = open_page(
        address + page_name,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    figures = list(mounted_figures(page))
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    for figure in figures:
        outside = figure.evaluate("""figure => {
          const box = figure.getBoundingClientRect();
          const parts = figure.querySelectorAll("input, button, select, svg, canvas, output, p");
          return [...parts].filter(node => {
            const { left, right, width } = node.getBoundingClientRect();
            return width && (left < box.left - 1 || right > box.right + 1);
          }).map(node => node.outerHTML.slice(0, 120));
        }""")
        assert not outside, outside
        box = figure.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


@each_page
def test_without_javascript(open_page, address, page_name):
    page = open_page(address + page_name, java_script_enabled=False)
    for figure in page.locator("figure.opt-figure").all():
        picture = figure.locator("img")
        picture.scroll_into_view_if_needed()
        page.wait_for_timeout(100)
        assert picture.is_visible()
        assert picture.evaluate("img => img.naturalWidth") > 0
        assert HANGUL.search(picture.get_attribute("alt"))


@each_page
def test_opened_from_disk(open_page, site, page_name):
    assert_figures_react(open_page((site / page_name).as_uri()))


# 먼 절은 가까워져야 그려진다. 독자처럼 절을 차례로 지나간다.
WALK = """async () => {
  for (const section of document.querySelectorAll(".bd-article section")) {
    section.scrollIntoView();
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  }
}"""


@each_page
def test_long_formulas_and_tables_take_the_keyboard(open_page, address, page_name):
    page = open_page(address + page_name, viewport={"width": 360, "height": 740})
    page.evaluate(WALK)
    stuck = page.eval_on_selector_all(
        ".math-scroll, .pst-scrollable-table-container, .bd-article pre",
        """all => all.filter(box => box.scrollWidth > box.clientWidth + 1 && box.checkVisibility()
             && box.tabIndex < 0).map(box => box.textContent.slice(0, 60))""",
    )
    assert not stuck


def test_folded_box_opens(open_page, address):
    """접힌 상자는 눌러서도 글쇠로도 열린다."""
    for name in PAGES:
        page = open_page(address + name)
        box = page.locator("details.admonition").first
        if box.count():
            box.locator("summary").press("Enter")
            assert box.get_attribute("open") is not None
            return
    pytest.skip("접힌 상자가 있는 쪽이 없습니다")


def test_theme_follows_the_device(open_page, address):
    for scheme in ("light", "dark"):
        page = open_page(address + PAGES[0], color_scheme=scheme)
        assert page.locator("html").get_attribute("data-theme") == scheme


# 요소마다 계산된 모양. 크기와 자리는 글꼴에 따르므로 뺀다. 늦게 나타나는 것(저장 단추의 둘레와
# 그림의 속)도 뺀다. 그림의 스타일은 덜어 내지 않는다.
LATE = ".sidebar-primary-items__end, .book-offline, .book-offline *, .opt-figure *"
# 찾기 쪽은 색인을 다 받은 뒤에 칸을 고른다.
SETTLED = """() => {
    const list = document.querySelector(".book-search__results");
    return !list || "ready" in list.dataset;
}"""
LOOKS = """late => [...document.querySelectorAll(`body, body *:not(${late})`)].map(node => {
  const style = getComputedStyle(node);
  const names = ["display", "color", "background-color", "font-size", "font-weight", "margin-top",
    "padding-left", "border-top-width", "border-left-color", "position", "text-align", "flex",
    "overflow-x", "list-style-type", "text-decoration-line", "line-height", "z-index"];
  return node.tagName + "." + node.className + " "
    + names.map(name => style.getPropertyValue(name)).join("; ");
})"""


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1400, "light")])
def test_leaner_style_looks_the_same(open_page, address, site, width, scheme):
    """덜어 낸 스타일과 덜어 내지 않은 스타일로 그린 쪽이 같다."""
    static = site / "_static"
    theme = [path.read_text(encoding="utf-8") for path in book_css.theme_styles(static)]
    whole = "\n".join([*theme, *(book_css.at_root(static, name) for name in book_css.OWN)])
    size = {"viewport": {"width": width, "height": 800}}
    for name in (PAGES[0], PAGES[1], "search.html"):
        page = open_page(address + name, color_scheme=scheme, **size)
        page.wait_for_function(SETTLED)
        lean_looks = page.evaluate(LOOKS, LATE)
        page.route(
            "**/_static/style.css", lambda route: route.fulfill(body=whole, content_type="text/css")
        )
        page.reload()
        page.wait_for_function(SETTLED)
        different = [
            (lean, full)
            for lean, full in zip(lean_looks, page.evaluate(LOOKS, LATE), strict=True)
            if lean != full
        ]
        assert not different, different[:5]


# ── 만들어진 파일에서 ──────────────────────────────────────────────


class Reader(HTMLParser):
    """한 쪽에서 시험이 물을 것을 모은다."""

    # 닫는 태그가 없는 것
    VOID = frozenset({"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.images, self.labels, self.files = [], [], [], [], []
        self.open = []
        self.feed(text)

    def inside(self, tag):
        return tag in self.open

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "img":
            self.images.append(found)
        if tag in {"script", "img", "link"}:
            self.files += [found[key] for key in ("src", "href") if found.get(key)]
        if not self.inside("article"):
            names = ("aria-label", "title", "placeholder", "alt")
            self.labels += [found[name] for name in names if found.get(name)]

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        shown = not any(map(self.inside, ("article", "script", "style", "code")))
        if shown and self.inside("body") and data.strip():
            self.labels.append(data.strip())


@functools.cache
def reader(path):
    return Reader(path.read_text(encoding="utf-8"))


@every_page
def test_ids_are_unique(site, page_name):
    twice = [name for name, n in Counter(reader(site / page_name).ids).items() if n > 1]
    assert not twice


@every_page
def test_links_lead_somewhere(site, page_name):
    page = (site / page_name).as_uri()
    dead = []
    for link in reader(site / page_name).links:
        target, fragment = urldefrag(urljoin(page, link))
        if not target.startswith("file:"):
            continue
        path = Path(unquote(urlsplit(target).path))
        if not path.is_file() or (
            fragment and path.suffix == ".html" and unquote(fragment) not in reader(path).ids
        ):
            dead.append(link)
    assert not dead


@every_page
def test_images_are_described(site, page_name):
    # 책의 이름 옆에 놓인 로고는 꾸밈이므로 빈 설명이 옳다.
    bare = [
        image["src"]
        for image in reader(site / page_name).images
        if "logo__image" not in image.get("class", "") and not HANGUL.search(image.get("alt", ""))
    ]
    assert not bare


@every_page
def test_interface_is_korean(site, page_name):
    english = {
        label
        for label in reader(site / page_name).labels
        if LATIN.search(NAMES.sub("", label)) and not HANGUL.search(label)
    }
    assert not english


@every_page
def test_asks_only_this_site(site, page_name):
    outside = [f for f in reader(site / page_name).files if re.match(r"(https?:)?//", f)]
    assert not outside


@every_page
def test_left_out_scripts_stay_out(site, page_name):
    """무거운 것이 설정을 바꾸다 슬그머니 돌아오지 않게 한다."""
    heavy = re.compile(r"fontawesome|thebe|require|mathjax|katex\S*\.js|embed-amd", re.IGNORECASE)
    assert not [file for file in reader(site / page_name).files if heavy.search(file)]


@each_page
def test_formulas_were_rendered(site, page_name):
    text = (site / page_name).read_text(encoding="utf-8")
    assert text.count('class="katex"') == text.count('class="math ')
    spoken = text.count("<math ")
    assert spoken == text.count('class="katex-html"'), "낭독기가 읽을 MathML이 없는 수식이 있습니다"
    assert "katex-error" not in text


@pytest.mark.parametrize(
    "tex", [r"\frac{1}{2", r"\nosuchcommand", "학습률", r"a \\ b", r"\begin{aligned} a &= b"]
)
def test_wrong_formula_is_an_error(tex):
    with pytest.raises(ValueError, match=r"\S"):
        book_math.render(tex, display=True)


def test_right_formula_has_both_forms():
    html = book_math.render(r"\theta_{t+1} = \theta_t - \eta \, g_t \quad \text{학습률}", True)
    assert "<math" in html
    assert 'class="katex-html" aria-hidden="true"' in html


def test_single_letter_is_just_text():
    """글자 하나뿐인 식은 그 글자만 적는다. 낭독기도 그것을 읽는다."""
    html = book_math.render("h", False)
    assert html == '<span class="katex"><span class="mord mathnormal">h</span></span>'
    assert "<math" not in book_math.render(r"\eta", False)
    assert "<math" in book_math.render("h^2", False)


def test_vendored_files_are_untouched():
    """book/_vendor의 파일은 목록에 적힌 그대로이고, 목록에 없는 파일은 없다."""
    for package in json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8")):
        folder = ROOT / package["folder"]
        here = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        assert here == package["files"]
