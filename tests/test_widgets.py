"""움직이는 그림: 파이썬 쪽의 값과 글, 브라우저에서의 움직임, 묶음 파일."""

import base64
import gzip
import io
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest
from conftest import JS
from PIL import Image
from playwright.sync_api import expect

from lib import landscapes
from lib.optimizers import GD, Adam, Momentum, Muon, Optimizer
from lib.training import minimize
from lib.widgets import DescentExplorer, DirectionDial, LandscapeExplorer, SecantExplorer
from lib.widgets._figure import STATIC

FIGURES = (
    lambda: LandscapeExplorer("ravine", ["GD", "Momentum", "Adam"], steps=60, step=20),
    lambda: SecantExplorer("cubic", x0=0.5),
    lambda: DescentExplorer("square", lr=0.9),
    lambda: DirectionDial("ravine", angle=60),
)
every_figure = pytest.mark.parametrize("make", FIGURES, ids=lambda make: make().figure)


class Unit(Optimizer):
    """독자가 만든 규칙: 언제나 같은 길이만큼 걷는다."""

    def __init__(self, lr=0.05):
        self.lr = lr
        self.reset()

    def rule(self, x, g):
        return (x - self.lr * g / np.linalg.norm(g, axis=-1, keepdims=True),)


class Bare:
    """Optimizer를 물려받지 않은 규칙."""

    def reset(self):
        self.count = 0

    def step(self, x, g):
        self.count += 1
        return x - 0.01 * g


def own_adam():
    class Adam(Unit):
        pass

    return Adam()


def own_landscape(**changes):
    about = {
        "name": "quartic",
        "title": "네제곱 그릇",
        "formula": "x^4 + y^2",
        "f": lambda p: p[..., 0] ** 4 + p[..., 1] ** 2,
        "grad": lambda p: np.stack([4 * p[..., 0] ** 3, 2 * p[..., 1]], axis=-1),
        "minima": ((0.0, 0.0),),
        "domain": ((-2.0, 2.0), (-1.5, 1.5)),
        "start": (1.5, 1.0),
    }
    return landscapes.Landscape(**about | changes)


# ── 노트북에 남는 것 ───────────────────────────────────────────────────────


class Reader(HTMLParser):
    """<figure> 안의 설정과 설명을 모은다."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts[self.tags[-1][0]] = self.texts.get(self.tags[-1][0], "") + data


@every_figure
def test_mimebundle(make):
    data, _ = make()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    page = Reader(data["text/html"])
    assert page.tags[0][1]["class"] == "opt-figure"
    json.loads(page.texts["script"])
    assert re.search("[가-힣]", page.texts["p"])
    picture = base64.b64decode(data["image/png"])
    assert Image.open(io.BytesIO(picture)).format == "PNG"
    assert len(picture) < 40_000


@every_figure
def test_deterministic(make):
    one, two = make(), make()
    assert one.to_html() == two.to_html()
    assert one.to_png() == two.to_png()
    assert repr(one) == repr(two)


def test_caption_and_alt_are_escaped():
    figure = SecantExplorer(caption='기울기 < 1 & "접선"', alt="설명 <b>")
    text = figure.to_html()
    assert "기울기 &lt; 1 &amp; &quot;접선&quot;" in text
    assert "설명 &lt;b&gt;" in text


def test_json_cannot_close_the_script():
    rule = type("</script>", (Bare,), {})()
    text = LandscapeExplorer("bowl", [rule]).to_html()
    assert text.count("</script>") == 1


def test_description_follows_the_state():
    figure = DescentExplorer("square", lr=0.1, start=-2.0)
    before = figure.description
    figure.lr = 1.1
    assert "학습률 1.1" in figure.description != before
    assert "발산" not in before


# ── trait ──────────────────────────────────────────────────────────────────


def test_lr_and_hyper_move_together():
    figure = LandscapeExplorer("ravine", ["GD", Momentum(lr=0.02)])
    seen = []
    figure.observe(lambda change: seen.append(change.new), "lr")
    figure.lr = 0.2
    assert figure.hyper["GD"] == {"lr": 0.2}
    figure.selected = "Momentum"
    assert figure.lr == 0.02
    figure.hyper = {"Momentum": {"momentum": 0.5, "lr": 0.03}}
    assert figure.hyper == {"GD": {"lr": 0.2}, "Momentum": {"lr": 0.03, "momentum": 0.5}}
    assert seen == [0.2, 0.02, 0.03]


def test_values_that_move_together_are_sent_together(monkeypatch):
    figure = LandscapeExplorer("ravine", [GD(lr=0.1), Unit()])
    sent = []
    monkeypatch.setattr(figure, "_send", lambda message, buffers: sent.append(message["state"]))
    figure.lr = 0.2
    figure.landscape = "rosenbrock"
    assert [set(state) for state in sent] == [
        {"lr", "hyper"},
        {"landscape", "start", "recorded"},
    ]


def test_traces_use_the_settings():
    figure = LandscapeExplorer("bowl", [GD(lr=0.3)], start=(1, 2), steps=7)
    expected = minimize(landscapes.bowl(), (1, 2), GD(lr=0.3), 7)
    np.testing.assert_array_equal(figure.traces()["GD"].x, expected.x)


def test_step_follows_steps():
    figure = DescentExplorer(steps=20)
    figure.steps = 30
    assert figure.step == 30
    figure.step = 5
    figure.steps = 10
    assert figure.step == 5
    figure.step = 99
    assert figure.step == 10


def test_new_landscape_brings_its_start():
    figure = LandscapeExplorer("ravine")
    figure.landscape = "rosenbrock"
    assert figure.start == landscapes.rosenbrock().start
    figure.start = (0, 0)
    figure.landscape = landscapes.rosenbrock(b=10)
    assert figure.start == (0, 0)


def test_frontend_values_arrive():
    """브라우저가 보내는 꼴(JSON)이 그대로 trait에 들어간다."""
    figure = LandscapeExplorer("ravine", ["GD", "Adam"])
    figure.set_state(
        {
            "start": [1, -1],
            "landscape": {"name": "ravine", "params": {"condition": 5, "rotation": 0.1}},
            "hyper": {"GD": {"lr": 0.3}, "Adam": figure.hyper["Adam"]},
            "hidden": ["Adam"],
        }
    )
    assert figure.start == (1.0, -1.0)
    assert figure.landscape.params["condition"] == 5
    assert figure.lr == 0.3
    assert figure.hidden == ("Adam",)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: LandscapeExplorer("산"), "landscape='산'"),
        (lambda: LandscapeExplorer(3), "landscape=3"),
        (lambda: LandscapeExplorer("bowl", ["SGDD"]), "optimizers='SGDD'"),
        (lambda: LandscapeExplorer("bowl", "GD"), "optimizers='GD'"),
        (lambda: LandscapeExplorer("bowl", []), r"optimizers=\[\]"),
        (lambda: LandscapeExplorer("bowl", [GD]), "optimizers의"),
        (lambda: LandscapeExplorer("bowl", [Muon()]), "행렬을 위한 규칙"),
        (lambda: LandscapeExplorer("bowl", landscapes=["산"]), "landscapes='산'"),
        (lambda: LandscapeExplorer(start=(1, 2, 3)), "start="),
        (lambda: LandscapeExplorer(start=(1, float("nan"))), "start"),
        (lambda: LandscapeExplorer(steps=0), "steps=0"),
        (lambda: LandscapeExplorer(steps=10**6), "steps=1000000"),
        (lambda: LandscapeExplorer(step=-1), "step=-1"),
        (lambda: LandscapeExplorer(selected="Adam"), "selected='Adam'"),
        (lambda: setattr(LandscapeExplorer(), "lr", -1), "lr=-1"),
        (lambda: setattr(LandscapeExplorer(), "hyper", {"GD": {"mu": 1}}), "mu"),
        (lambda: setattr(LandscapeExplorer(), "hyper", {"Adam": {}}), "Adam"),
        (lambda: setattr(LandscapeExplorer(), "hidden", ["Adam"]), "hidden='Adam'"),
        (lambda: SecantExplorer("산"), "curve='산'"),
        (lambda: SecantExplorer(h=2), "h=2"),
        (lambda: SecantExplorer(kind="backward"), "kind='backward'"),
        (lambda: DescentExplorer(lr=-0.1), "lr=-0.1"),
        (lambda: DescentExplorer(start="왼쪽"), "start='왼쪽'"),
        (lambda: DirectionDial(angle=400), "angle=400"),
        (lambda: DirectionDial(own_landscape()), "landscape='quartic'"),
    ],
)
def test_wrong_values_are_named(act, words):
    with pytest.raises(ValueError, match=words) as error:
        act()
    assert re.search("[가-힣]", str(error.value))


def test_failed_assignment_changes_nothing():
    figure = LandscapeExplorer("bowl", [GD(lr=0.1)])
    with pytest.raises(ValueError, match="lr"):
        figure.lr = -1
    assert figure.lr == 0.1
    assert figure.hyper == {"GD": {"lr": 0.1}}


# ── 독자가 만든 것 ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("make", [Unit, Bare, own_adam])
def test_own_rule_is_recorded(make):
    figure = LandscapeExplorer("ravine", [GD(lr=0.05), make()], steps=30)
    (label,) = figure.recorded
    expected = minimize(landscapes.ravine(), figure.start, make(), 30)
    np.testing.assert_allclose(figure.recorded[label]["x"], expected.x, rtol=1e-7, atol=1e-12)


def test_own_rule_named_like_a_builtin():
    figure = LandscapeExplorer("ravine", ["Adam", own_adam()])
    assert figure.labels == ("Adam", "내 Adam")
    assert [method["rule"] for method in figure.methods] == ["Adam", None]


def test_same_rule_twice():
    figure = LandscapeExplorer("bowl", [GD(lr=0.1), GD(lr=0.9)])
    assert figure.labels == ("GD", "GD 2")
    assert [method["variant"] for method in figure.methods] == [0, 1]
    assert [figure.hyper[label]["lr"] for label in figure.labels] == [0.1, 0.9]


def test_own_rule_is_recomputed():
    rule = Unit(lr=0.05)
    figure = LandscapeExplorer("ravine", [rule], steps=10)
    first = figure.recorded["Unit"]
    figure.start = (1, 1)
    assert figure.recorded["Unit"]["x"][0] == [1, 1]
    figure.lr = 0.5
    step = np.diff(figure.recorded["Unit"]["x"][:2], axis=0)
    assert np.linalg.norm(step) == pytest.approx(0.5)
    assert figure.recorded["Unit"] != first
    assert rule.lr == 0.05  # 독자의 객체는 건드리지 않는다


def test_own_rule_may_diverge():
    class Uphill(Unit):
        def rule(self, x, g):
            return (x + 1e80 * g,)

    figure = LandscapeExplorer("bowl", [Uphill()])
    assert figure.recorded["Uphill"]["stop"] == "diverged"
    assert "발산" in figure.description
    figure._repr_mimebundle_()


def test_own_landscape_is_sampled():
    figure = LandscapeExplorer(own_landscape(), ["GD", "Adam"], steps=20)
    assert set(figure.recorded) == {"GD", "Adam"}
    spec = figure.get_state(["landscape"])["landscape"]
    assert len(spec["grid"]["values"]) == spec["grid"]["columns"] * spec["grid"]["rows"]
    assert len(figure.to_html()) < 80_000


def test_own_landscape_named_like_a_builtin():
    figure = LandscapeExplorer(own_landscape(name="bowl"), ["GD"])
    assert "GD" in figure.recorded


def test_own_landscape_without_minima():
    figure = LandscapeExplorer(own_landscape(minima=()), ["GD"])
    figure._repr_mimebundle_()


def test_bad_own_landscape():
    with pytest.raises(ValueError, match="유한한 값"):
        LandscapeExplorer(own_landscape(f=lambda p: np.log(p[..., 0] - 9)), ["GD"])


def test_builtin_with_flag_is_computed_by_the_browser():
    figure = LandscapeExplorer("ravine", [Adam(lr=0.1, amsgrad=True)])
    assert figure.recorded == {}
    assert figure.hyper["Adam"]["amsgrad"] is True


# ── 브라우저에서 ───────────────────────────────────────────────────────────

HOST = "http://book.test/"
PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>그림</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="figures.css"><script src="figures.js" defer></script>
<body>{body}</body></html>"""
# 인라인 스크립트도 인라인 스타일도 eval도 허락하지 않는다.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


@pytest.fixture
def show(browser):
    """그림들을 한 쪽에 싣고 연다. 끝에서 콘솔에 남은 말이 없는지 본다."""
    contexts, said = [], []

    def open_page(*figures, body=None, quiet=True, **options):
        context = browser.new_context(**{"viewport": {"width": 900, "height": 900}} | options)
        contexts.append(context)
        text = PAGE.format(body="\n".join(f.to_html() for f in figures) if body is None else body)

        def answer(route):
            name = route.request.url.removeprefix(HOST)
            if name == "":
                headers = {"content-security-policy": POLICY}
                route.fulfill(body=text, content_type="text/html; charset=utf-8", headers=headers)
            elif (STATIC / name).is_file():
                route.fulfill(path=STATIC / name)
            else:
                route.fulfill(status=204)

        context.route("**/*", answer)
        page = context.new_page()
        if quiet:
            page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(HOST)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def settle(page):
    """그리기가 끝날 때까지 두 프레임을 기다린다."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def text_of(page, selector):
    settle(page)
    return page.locator(selector).first.text_content()


def assert_fits(page, width):
    """그림이 살아나 화면의 폭 안에 들고, 누를 것이 모두 손가락만 하다."""
    assert page.locator(".opt-fallback").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert text_of(page, ".of-status") != ""
    small = page.evaluate(
        """[...document.querySelectorAll(
            ".of-root :is(button, select, input[type=range], label[class], .of-handle)"
        )].filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 40)
          .map((node) => node.outerHTML)"""
    )
    assert small == []


@every_figure
@pytest.mark.parametrize("width", [360, 900])
def test_figure_mounts(show, make, width):
    page = show(make(), viewport={"width": width, "height": 900})
    page.wait_for_selector(".of-root svg path")
    assert_fits(page, width)


def test_figures_wait_until_they_are_near(show):
    page = show(*(make() for make in FIGURES), viewport={"width": 360, "height": 600})
    page.wait_for_selector(".of-root")
    mounted = "document.querySelectorAll('.of-root').length"
    assert page.evaluate(mounted) < len(FIGURES)
    for figure in page.locator("figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".of-root").wait_for()
    assert page.evaluate(mounted) == len(FIGURES)


def test_one_broken_figure_does_not_break_the_others(show):
    broken = (
        '<figure class="opt-figure" data-figure="{}">{}<p class="opt-fallback">설명</p></figure>'
    )
    unknown = broken.format("nothing", '<script type="application/json">{}</script>')
    unreadable = broken.format("secant", '<script type="application/json">{</script>')
    page = show(body=unknown + unreadable + SecantExplorer().to_html(), quiet=False)
    page.wait_for_selector("figure:nth-of-type(3) .of-plot")
    assert "움직이게 하지 못했습니다" in text_of(page, "figure:nth-of-type(1) [role=alert]")
    assert page.locator("figure:nth-of-type(2) .opt-fallback").is_visible()


def test_works_from_disk(browser, tmp_path):
    body = "\n".join(make().to_html() for make in FIGURES)
    (tmp_path / "page.html").write_text(PAGE.format(body=body), encoding="utf-8")
    for name in ("figures.js", "figures.css"):
        shutil.copy(STATIC / name, tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector(".of-root")
    page.close()


def handle(page, name):
    return page.locator(f".of-handle[aria-label='{name}']").first


def position(page, name="출발점"):
    settle(page)
    return handle(page, name).get_attribute("aria-valuetext")


def drag(page, locator, dx, dy):
    box = locator.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def test_start_by_mouse_and_keys(show):
    page = show(LandscapeExplorer("bowl", ["GD"], start=(-1, 1)))
    page.wait_for_selector(".of-handle")
    assert position(page).startswith("(−1.000, 1.000)")
    drag(page, handle(page, "출발점"), 60, 30)
    assert not position(page).startswith("(−1.000")
    handle(page, "출발점").focus()
    before = position(page)
    page.keyboard.press("ArrowRight")
    assert position(page) != before
    page.keyboard.press("ArrowLeft")
    assert position(page) == before


def test_start_by_finger_does_not_scroll(show):
    page = show(
        LandscapeExplorer("bowl", ["GD"], start=(-1, 1)),
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
    )
    page.wait_for_selector(".of-handle")
    before = position(page)
    box = handle(page, "출발점").bounding_box()
    swipe(page, box["x"] + 22, box["y"] + 22, 40, 50)
    assert position(page) != before
    assert page.evaluate("scrollY") == 0
    after = position(page)
    box = page.locator(".of-plot").first.bounding_box()
    swipe(page, box["x"] + 250, box["y"] + 200, 0, -150)
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > 0
    assert position(page) == after


def swipe(page, x, y, dx, dy):
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for k in range(1, 9):
        send("touchMove", {"x": x + dx * k / 8, "y": y + dy * k / 8})
        page.wait_for_timeout(16)
    send("touchEnd")


def slide(page, locator, key="ArrowRight", times=1):
    locator.focus()
    for _ in range(times):
        page.keyboard.press(key)
    settle(page)


def test_sliders_belong_to_the_selected_method(show):
    page = show(LandscapeExplorer("ravine", [GD(lr=0.05), Momentum(lr=0.01)]))
    page.wait_for_selector(".of-root")
    sliders = page.locator(".of-side .of-slider")
    assert sliders.count() == 1
    page.locator(".of-pick", has_text="Momentum").click()
    settle(page)
    assert sliders.count() == 2
    loss = page.locator(".of-table tr").nth(2).locator("td").nth(1)
    before = loss.text_content()
    slide(page, sliders.first.locator("input[type=range]"), times=5)
    assert loss.text_content() != before
    assert sliders.first.locator("output").text_content() != "0.01"


def test_visibility(show):
    page = show(LandscapeExplorer("ravine", ["GD", "Momentum"]))
    page.wait_for_selector(".of-root")
    page.get_by_label("Momentum 보이기").uncheck()
    assert "Momentum" not in text_of(page, ".of-status")


def test_divergence_is_said(show):
    page = show(LandscapeExplorer("rosenbrock", [GD(lr=0.1)], steps=100))
    page.wait_for_selector(".of-root")
    trace = minimize(landscapes.rosenbrock(), (-1.2, 1.0), GD(lr=0.1), 100)
    assert f"{trace.steps + 1}걸음에서 발산했습니다" in text_of(page, ".of-status")
    assert page.locator(".of-flag").is_visible()
    assert "발산" in text_of(page, ".of-table td")


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.1, "단조 수렴"),
        (0.5, "한 번에"),
        (0.9, "진동하며 수렴"),
        (1.0, "끝없이 오갑니다"),
        (1.1, "발산"),
    ],
)
def test_regimes_of_the_parabola(show, lr, words):
    page = show(DescentExplorer("square", lr=lr))
    page.wait_for_selector(".of-root")
    assert words in text_of(page, ".of-status")


def test_secant_by_slider_and_kind(show):
    page = show(SecantExplorer("sine", x0=1.0, h=0.1))
    page.wait_for_selector(".of-root")
    error = ".of-readout div:nth-child(3) dd"
    forward = text_of(page, error)
    page.locator(".of-choice", has_text="중앙 차분").click()
    assert text_of(page, error) != forward
    slide(page, page.get_by_role("slider", name="간격 h"), "Home")
    assert "같은 수가 되었습니다" in text_of(page, ".of-status")


def test_direction_by_keys(show):
    page = show(DirectionDial("bowl", point=(1, 0), angle=0))
    page.wait_for_selector(".of-root")
    assert "기울기의 방향입니다" in text_of(page, ".of-status")
    handle(page, "방향 u").focus()
    for _ in range(18):
        page.keyboard.press("ArrowUp")
        settle(page)
    assert "등고선을 따라가는" in text_of(page, ".of-status")


def test_playback(show):
    page = show(DescentExplorer("square", lr=0.1, steps=20, step=0))
    page.wait_for_selector(".of-root")
    page.get_by_role("button", name="재생").click()
    expect(page.locator(".of-playback output")).to_have_text(re.compile("^[3-9] "), timeout=5000)
    page.get_by_role("button", name="멈춤").click()
    page.get_by_role("button", name="처음 상태로 되돌리기").click()
    assert text_of(page, ".of-playback output") == "0 / 20걸음"


def test_live_region_stays_quiet_while_playing(show):
    page = show(DescentExplorer("square", lr=0.1, steps=20, step=0))
    page.wait_for_selector(".of-root")
    page.evaluate(
        """() => {
            window.spoken = [];
            new MutationObserver(() => spoken.push(1)).observe(
                document.querySelector("[aria-live]"), { childList: true, subtree: true });
        }"""
    )
    page.get_by_role("button", name="재생").click()
    page.wait_for_timeout(1000)
    assert page.evaluate("spoken.length") == 0
    page.get_by_role("button", name="멈춤").click()
    slide(page, page.get_by_role("slider", name=re.compile("학습률")), times=8)
    expect(page.locator("[aria-live]")).not_to_be_empty(timeout=5000)
    page.wait_for_timeout(300)
    assert page.evaluate("spoken.length") == 1


def test_reduced_motion_plays_in_stops(show):
    page = show(DescentExplorer("square", steps=100, step=0), reduced_motion="reduce")
    page.wait_for_selector(".of-root")
    page.get_by_role("button", name="재생").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="멈춤").click()
    step = int(text_of(page, ".of-playback output").split()[0])
    assert step > 0
    assert step % 10 == 0


def test_recorded_path_says_that_it_cannot_follow(show):
    page = show(LandscapeExplorer("ravine", [GD(lr=0.05), Unit()], selected="GD"))
    page.wait_for_selector(".of-root")
    note = page.locator(".of-root > .of-note")
    assert note.is_hidden()
    handle(page, "출발점").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "Unit의 경로는 파이썬이 계산해" in note.text_content()


def test_own_landscape_is_shown_as_recorded(show):
    page = show(LandscapeExplorer(own_landscape(), ["GD"]))
    page.wait_for_selector(".of-root .of-band")
    before = position(page)
    drag(page, handle(page, "출발점"), 40, 40)
    assert position(page) == before
    assert page.locator(".of-side input[type=range]").first.is_disabled()


def test_dark_colors(show):
    page = show(LandscapeExplorer("bowl", ["GD"]))
    page.wait_for_selector(".of-root")
    color = "getComputedStyle(document.querySelector('.of-line')).stroke"
    light = page.evaluate(color)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(color) != light


MODEL = """async (state) => {
    const { default: widget } = await import("/figures.mjs");
    const listeners = {};
    window.saved = [];
    window.model = {
        get: (key) => state[key],
        set: (key, value) => { saved.push(key); fromLink({ [key]: value }); },
        save_changes: () => saved.push("save"),
        on: (event, listener) => { listeners[event] = listener; },
        off: (event) => { delete listeners[event]; },
        fromKernel: (key, value) => fromLink({ [key]: value }),
    };
    // 커널이 보낸 값이든 jslink가 놓은 값이든 모두 바꾼 뒤에 한 번 알린다.
    window.fromLink = (patch) => { Object.assign(state, patch); listeners.change?.(); };
    window.stop = widget.render({ model, el: document.body });
    window.left = () => Object.keys(listeners).length;
}"""


def test_widget_speaks_with_the_model(show):
    """노트북의 입구: 손잡이가 trait을 바꾸고, trait이 손잡이를 옮긴다."""
    figure = LandscapeExplorer("ravine", ["GD", Unit()], caption="설명")
    page = show(body="")
    page.evaluate(MODEL, figure.get_state([*figure.fields, "_meta", "caption"]))
    slide(page, page.locator(".of-side input[type=range]").first)
    assert page.evaluate("saved") == ["hyper", "lr", "save"]
    # lr만 바꾸는 것은 jslink다. 그 자리에서 hyper를 함께 커널로 보낸다.
    assert page.evaluate("saved.length = 0, fromLink({ lr: 0.5 }), saved") == ["hyper", "save"]
    assert text_of(page, ".of-side output") == "0.5"
    assert page.evaluate("model.get('hyper').GD.lr") == 0.5
    # 커널은 lr과 hyper를 함께 보낸다. 대꾸하면 그 사이에 커널이 또 바꾼 값을 되돌린다.
    both = {"lr": 0.02, "hyper": {**figure.hyper, "GD": {"lr": 0.02}}}
    assert page.evaluate("(both) => (saved.length = 0, fromLink(both), saved)", both) == []
    assert text_of(page, ".of-side output") == "0.02"
    page.evaluate("saved.length = 0; model.fromKernel('start', [1, 1])")
    assert position(page).startswith("(1.000, 1.000)")
    assert page.evaluate("saved") == []
    assert text_of(page, ".of-caption") == "설명"
    page.evaluate("stop()")
    assert page.evaluate("left()") == 0


# ── 묶음 ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", ["figures.js", "figures.mjs"])
def test_bundle_is_small(script):
    sizes = [len(gzip.compress((STATIC / n).read_bytes(), 9)) for n in (script, "figures.css")]
    assert sum(sizes) <= 80_000


@pytest.mark.usefixtures("node_modules")
def test_bundle_is_up_to_date(tmp_path):
    """실린 파일은 지금의 소스에서 만든 것이다."""
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=JS, check=True, env=dict(os.environ))
    built = sorted(path.name for path in tmp_path.iterdir())
    assert built == sorted(path.name for path in STATIC.iterdir())
    for name in built:
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), name


def test_lock_names_no_host():
    assert "resolved" not in (JS / "package-lock.json").read_text(encoding="utf-8")
