"""그림의 손잡이: 눈금과 적는 칸, 되돌리기, 지형을 바꿀 때의 값, 좁은 화면의 표."""

import numpy as np
import pytest
import test_widgets
from test_widgets import Unit, drag, handle, position, settle, slide, text_of

from lib import landscapes
from lib.landscapes import CURVES
from lib.optimizers import GD, Adam, Momentum
from lib.widgets import (
    DecayExplorer,
    DescentExplorer,
    DirectionDial,
    LandscapeExplorer,
    MomentExplorer,
    RegressionExplorer,
    ScheduleDesigner,
    SecantExplorer,
    StabilityMap,
    TrainingViewer,
)
from lib.widgets._stability import best

show = test_widgets.show
PHONE = {"width": 360, "height": 900}
CURVE_NAMES = tuple(CURVES)


def open_figure(show, figure, **options):
    page = show(figure, **options)
    page.wait_for_selector(".of-root svg path", state="attached")
    settle(page)
    return page


def write(page, label, text):
    """값을 눌러 적는다."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    field.fill(text)
    field.press("Enter")
    field.blur()
    settle(page)


def choose(page, label, value):
    page.get_by_label(label, exact=True).select_option(value)
    settle(page)


def press_reset(page):
    page.get_by_role("button", name="처음 상태로").first.click()
    settle(page)


# ── 학습률의 눈금 ──────────────────────────────────────────────────────────


def test_the_rate_slider_reaches_every_threshold(show):
    """학습률의 문턱 0.5와 1에 화살표 키로 꼭 닿는다."""
    page = open_figure(show, DescentExplorer("square", lr=0.45))
    rate = page.get_by_role("slider", name="학습률 η")
    for value, words in ((0.5, "한 번에"), (0.99, "진동하며 수렴"), (1, "끝없이"), (1.01, "발산")):
        at = float(rate.input_value())
        slide(page, rate, times=round(100 * (value - at)))
        assert float(rate.input_value()) == value
        assert words in text_of(page, ".of-status")


@pytest.mark.parametrize(
    ("text", "shown"), [("0.0005", "5×10−4"), ("25", "25"), ("2/3", "0.6667"), ("0", "0")]
)
def test_typed_rates_go_beyond_the_slider(show, text, shown):
    page = open_figure(show, DescentExplorer("square"))
    write(page, "학습률 η 값", text)
    assert text_of(page, ".of-slider output") == shown
    assert text_of(page, ".of-slider .of-said") == ""


def test_a_negative_rate_is_refused_in_words(show):
    page = open_figure(show, DescentExplorer("square"))
    write(page, "학습률 η 값", "-1")
    assert text_of(page, ".of-slider output") == "0"
    assert text_of(page, ".of-slider .of-said") == "허용 범위는 0 이상입니다. 0으로 맞추었습니다."


# ── 되돌리기 ───────────────────────────────────────────────────────────────


def test_secant_keeps_the_point_between_curves(show):
    page = open_figure(show, SecantExplorer("cubic", x0=0.5, h=0.8, curves=("cubic", "sine")))
    choose(page, "곡선", "sine")
    assert position(page, "점 x₀").startswith("x₀ = 0.5,")
    choose(page, "곡선", "cubic")
    assert position(page, "점 x₀").startswith("x₀ = 0.5,")
    drag(page, handle(page, "점 x₀"), 60, 0)
    slide(page, page.get_by_role("slider", name="간격 h"), times=3)
    page.locator(".of-choice", has_text="중앙 차분").click()
    assert not position(page, "점 x₀").startswith("x₀ = 0.5,")
    press_reset(page)
    assert position(page, "점 x₀").startswith("x₀ = 0.5,")
    assert text_of(page, ".of-readout dd") == "−0.41"
    assert page.get_by_label("전방 차분").is_checked()


def test_secant_point_stays_on_the_curve(show):
    page = open_figure(show, SecantExplorer("sine", x0=6, curves=("cubic", "sine")))
    choose(page, "곡선", "cubic")
    assert position(page, "점 x₀").startswith("x₀ = 2.4,")


def test_dial_goes_back(show):
    page = open_figure(show, DirectionDial("ravine", point=(1.5, 1), angle=30))
    before = text_of(page, ".of-status")
    drag(page, handle(page, "점"), -90, 40)
    slide(page, page.get_by_role("slider", name="방향의 각도 φ"), times=9)
    assert text_of(page, ".of-status") != before
    press_reset(page)
    assert text_of(page, ".of-status") == before
    assert position(page, "점") == "(1.500, 1.000)"


def test_dial_comes_back_to_the_first_landscape_as_it_was(show):
    figure = DirectionDial(
        landscapes.ravine(condition=4), point=(1.5, 1), landscapes=("ravine", "bowl")
    )
    page = open_figure(show, figure)
    before = text_of(page, ".of-readout")
    choose(page, "지형", "bowl")
    assert text_of(page, ".of-readout") != before
    choose(page, "지형", "ravine")
    assert text_of(page, ".of-readout") == before


# ── 최솟값 쪽 ──────────────────────────────────────────────────────────────


def test_dial_shows_how_far_descent_is_from_the_minimum(show):
    page = open_figure(show, DirectionDial("ravine", point=(1.5, 1)))
    assert page.locator(".of-toward").first.is_hidden()
    page.get_by_label("최솟값 쪽과 견주기").check()
    settle(page)
    # 원점 쪽은 180° + atan(1/1.5), −∇f는 180° + atan(20/1.5)
    expected = np.rad2deg(np.arctan2(20, 1.5) - np.arctan2(1, 1.5))
    assert f"최솟값에서 {expected:.3g}° 빗나갑니다" in text_of(page, ".of-status")
    assert page.locator(".of-readout dd").last.text_content() == f"{expected:.3g}°"
    assert page.locator(".of-toward").first.is_visible()
    write(page, "점의 y 값", "0")
    assert "똑바로 가리킵니다" in text_of(page, ".of-status")


def test_dial_names_the_nearest_minimum(show):
    figure = DirectionDial("himmelblau", point=(2.5, 2.5), target=True)
    page = open_figure(show, figure)
    home = np.subtract((3, 2), (2.5, 2.5))
    down = -figure.landscape.grad((2.5, 2.5))
    cosine = home @ down / np.linalg.norm(home) / np.linalg.norm(down)
    assert figure.astray == pytest.approx(np.rad2deg(np.arccos(cosine)))
    assert page.locator(".of-readout dd").last.text_content() == f"{figure.astray:.3g}°"
    assert f"{figure.astray:.3g}도 빗나간다" in figure.description


def test_no_angle_on_a_minimum_or_a_saddle():
    assert DirectionDial("bowl", point=(0, 0), target=True).astray is None
    assert DirectionDial("saddle", point=(0, 0), target=True).astray is None
    assert "빗나간다" not in DirectionDial("bowl", point=(0, 0), target=True).description


@pytest.mark.parametrize("point", [(0, 0), (1, 0)])
def test_dial_on_special_points(show, point):
    page = open_figure(show, DirectionDial("bowl", point=point, target=True))
    gone = page.locator(".of-toward").first.evaluate("n => n.classList.contains('of-gone')")
    assert gone == (point == (0, 0))


def test_arrow_keys_turn_like_the_slider(show):
    page = open_figure(show, DirectionDial("bowl", point=(1, 0), angle=30))
    handle(page, "방향 u").focus()
    for key, angle in (("ArrowRight", 35), ("ArrowUp", 40), ("ArrowLeft", 35), ("ArrowDown", 30)):
        page.keyboard.press(key)
        assert position(page, "방향 u") == f"{angle}도"


# ── 출발점 ─────────────────────────────────────────────────────────────────


def test_start_sticks_to_the_axis(show):
    """안장점의 출발점을 끌면 y = 0에 꼭 놓인다. 화살표 키도 0을 건너뛰지 않는다."""
    page = open_figure(show, LandscapeExplorer("saddle", [GD(lr=0.1)], start=(-1.8, 0.3)))
    plot = page.locator(".of-plot").first.bounding_box()
    per_pixel = 3.2 / (plot["height"] - 60)
    drag(page, handle(page, "출발점"), 0, 0.3 / per_pixel + 2)
    assert position(page).startswith("(−1.800, 0.000)")
    assert "기울기가 작을 뿐" in text_of(page, ".of-status")
    write(page, "출발점의 y 값", "0.01")
    handle(page, "출발점").focus()
    page.keyboard.press("ArrowDown")
    assert position(page).startswith("(−1.800, 0.000)")
    page.keyboard.press("ArrowDown")
    assert position(page).startswith("(−1.800, −0.020)")


def test_start_can_be_typed(show):
    page = open_figure(show, LandscapeExplorer("saddle", [GD(lr=0.1)], steps=60))
    write(page, "출발점의 y 값", "1e-4")
    assert page.get_by_label("출발점의 y 값").input_value() == "0.0001"
    write(page, "출발점의 x 값", "-99")
    assert position(page).startswith("(−2.000, 0.000)")
    said = text_of(page, ".of-place .of-said")
    assert said == "허용 범위는 −2–2입니다. −2로 맞추었습니다."
    write(page, "출발점의 x 값", "왼쪽")
    assert "수로 읽을 수 없습니다" in text_of(page, ".of-place .of-said")


def test_start_of_an_own_landscape_stays(show):
    page = open_figure(show, LandscapeExplorer(test_widgets.own_landscape(), ["GD"]))
    assert page.get_by_label("출발점의 x 값").is_disabled()


def test_start_on_a_curve_can_be_typed(show):
    page = open_figure(show, DescentExplorer("square", lr=0.5, start=-2))
    write(page, "출발점의 x 값", "1.2345")
    assert position(page).startswith("x = 1.234")
    assert page.get_by_label("출발점의 x 값").input_value() == "1.2345"


# ── 지형과 곡선을 바꿀 때 ──────────────────────────────────────────────────


def test_a_new_landscape_gets_rates_that_suit_it(show):
    figure = LandscapeExplorer(
        "saddle",
        [GD(lr=0.1), Momentum(lr=0.1), Adam(lr=0.1), Unit(lr=0.1)],
        landscapes=("saddle", "himmelblau", "ravine", "rosenbrock"),
        selected="GD",
    )
    page = open_figure(show, figure)
    rate = page.locator(".of-side .of-slider output")
    choose(page, "지형", "himmelblau")
    said = text_of(page, ".of-status").splitlines()[0]
    assert said == "학습률을 이 지형에 맞게 되돌렸습니다: GD 0.01, Momentum 0.01, Adam 0.001."
    assert rate.first.text_content() == "0.01"
    assert "발산" not in text_of(page, ".of-status")
    choose(page, "지형", "rosenbrock")
    assert "발산" not in text_of(page, ".of-status")
    choose(page, "지형", "ravine")
    assert rate.first.text_content() == f"{2 / 21:.4g}"
    lr, momentum = best("Momentum", 20)
    page.locator(".of-pick", has_text="Momentum").click()
    settle(page)
    assert rate.first.text_content() == f"{lr / 20:.4g}"
    assert rate.nth(1).text_content() == f"{momentum:.4g}"
    choose(page, "지형", "saddle")
    assert "처음 값으로" in text_of(page, ".of-status").splitlines()[0]
    assert rate.first.text_content() == "0.1"
    slide(page, page.locator(".of-side input[type=range]").first)
    assert "되돌렸습니다" not in text_of(page, ".of-status")


@pytest.mark.parametrize("name", CURVE_NAMES)
def test_a_new_curve_starts_without_divergence(show, name):
    other = "square" if name != "square" else "sine"
    figure = DescentExplorer(other, lr=0.9, start=-1.5, curves=CURVE_NAMES)
    page = open_figure(show, figure)
    choose(page, "곡선", name)
    assert text_of(page, ".of-slider output") == "0.1"
    status = text_of(page, ".of-status")
    assert status.startswith("이 곡선에 맞추어 학습률을 0.1로 되돌렸습니다.")
    assert "발산" not in status
    choose(page, "곡선", other)
    assert text_of(page, ".of-slider output") == "0.9"
    assert position(page).startswith("x = −1.5,")


# ── 모든 방법에 같은 학습률 ────────────────────────────────────────────────


def test_one_rate_for_all(show):
    figure = LandscapeExplorer("ravine", [GD(lr=0.02), Momentum(lr=0.01), Adam(lr=0.3)], steps=60)
    page = open_figure(show, figure)
    rate = page.locator(".of-side .of-slider output").first
    page.get_by_label("모든 방법에 같은 η").check()
    settle(page)
    for label in ("Momentum", "Adam", "GD"):
        page.locator(".of-pick", has_text=label).click()
        settle(page)
        assert rate.text_content() == "0.02"
    write(page, "학습률 η 값", "0.08")
    page.locator(".of-pick", has_text="Adam").click()
    settle(page)
    assert rate.text_content() == "0.08"
    page.get_by_label("모든 방법에 같은 η").uncheck()
    write(page, "학습률 η 값", "0.2")
    page.locator(".of-pick", has_text="GD").click()
    settle(page)
    assert rate.text_content() == "0.08"


def test_one_method_needs_no_switch(show):
    page = open_figure(show, LandscapeExplorer("ravine", ["GD"]))
    assert page.get_by_label("모든 방법에 같은 η").is_hidden()


def test_recorded_paths_keep_their_rate(show):
    page = open_figure(show, LandscapeExplorer("ravine", [GD(lr=0.02), Unit(lr=0.1)]))
    page.get_by_label("모든 방법에 같은 η").check()
    page.locator(".of-pick", has_text="Unit").click()
    settle(page)
    assert page.locator(".of-side .of-slider output").first.text_content() == "0.1"


def test_wrong_flags():
    with pytest.raises(ValueError, match="same_lr='네'"):
        LandscapeExplorer("ravine", same_lr="네")
    with pytest.raises(ValueError, match="target=1"):
        DirectionDial("ravine", target=1)


# ── 표 ─────────────────────────────────────────────────────────────────────

SPILLS = """() => [...document.querySelectorAll(".of-table :is(td, th)")].flatMap((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const text = range.getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(cell).paddingLeft);
    const left = cell.getBoundingClientRect().left + padding;
    const pick = cell.querySelector(".of-pick");
    const cut = pick !== null && pick.scrollWidth > pick.clientWidth;
    return cut || (text.width > 0 && text.left < left - 0.5) ? [cell.textContent] : [];
})"""
LONG_NUMBERS = (
    lambda: LandscapeExplorer("himmelblau", ["GD", "Momentum", "Adam"], steps=80),
    lambda: LandscapeExplorer("ravine", "all", race=True),
    lambda: LandscapeExplorer("ravine", [GD(lr=0.09), Momentum(lr=0.03)], steps=2000),
    lambda: LandscapeExplorer("rosenbrock", [GD(lr=0.1), Adam(lr=0.1)], steps=8),
)


@pytest.mark.parametrize("make", LONG_NUMBERS)
@pytest.mark.parametrize("width", [360, 700, 1280])
def test_long_numbers_stay_in_their_cells(show, make, width):
    page = open_figure(show, make(), viewport={"width": width, "height": 900})
    assert page.evaluate(SPILLS) == []


# ── 예측하기 전에는 ────────────────────────────────────────────────────────

VEILED = {
    "landscape": (
        lambda **at: LandscapeExplorer("ravine", [GD(lr=0.09), Momentum(lr=0.02)], steps=60, **at),
        "곁에 있습니다",
    ),
    "descent": (lambda **at: DescentExplorer("square", lr=0.9, steps=20, **at), "진동하며 수렴"),
    "regression": (lambda **at: RegressionExplorer(epochs=5, **at), "마지막 3분의 1"),
}
# 보이는 앞길과, 손실의 선에서 가리지 않은 너비의 몫.
AHEAD = """() => {
    const paths = [...document.querySelectorAll(".of-front .of-ahead:not(.of-flag)")];
    const shown = paths.filter((node) => getComputedStyle(node).display !== "none"
        && node.closest("[clip-path*=veil]") === null && (node.getAttribute("d") ?? "") !== "");
    const veil = document.querySelector(".of-side [clip-path*=veil]");
    if (veil === null) return [shown.length, 1];
    const box = document.querySelector(veil.getAttribute("clip-path").slice(4, -1)).firstChild;
    const frame = veil.closest("svg").querySelector("[clip-path*=clip]").getAttribute("clip-path");
    const all = document.querySelector(frame.slice(4, -1)).firstChild;
    return [shown.length, box.getAttribute("width") / all.getAttribute("width")];
}"""


@pytest.mark.parametrize("kind", VEILED)
def test_nothing_is_told_before_the_walk(show, kind):
    """0걸음에서 연 그림은 걸어 본 데까지만 보이고, 끝까지 가야 무슨 일이 일어났는지 말한다."""
    make, outcome = VEILED[kind]
    page = open_figure(show, make(step=0))
    steps = page.locator(".of-playback input[type=range]").first
    last = int(steps.get_attribute("max"))
    assert page.evaluate(AHEAD) == [0, 0]
    assert text_of(page, ".of-status").startswith("아직 걷지 않았습니다.")
    slide(page, steps, "ArrowRight", times=last // 2)
    assert page.evaluate(AHEAD) == [0, pytest.approx(0.5, abs=0.03)]
    assert text_of(page, ".of-status").startswith(f"{last // 2}걸음까지 보았습니다.")
    slide(page, steps, "Home")
    assert text_of(page, ".of-status").startswith(f"{last // 2}걸음까지 보았습니다.")
    slide(page, steps, "End")
    assert outcome in text_of(page, ".of-status")
    slide(page, steps, "Home")
    assert outcome in text_of(page, ".of-status")
    assert page.evaluate(AHEAD)[1] == 1
    press_reset(page)
    assert page.evaluate(AHEAD) == [0, 0]
    assert text_of(page, ".of-status").startswith("아직 걷지 않았습니다.")


@pytest.mark.parametrize("kind", VEILED)
def test_other_openings_tell_all(show, kind):
    make, outcome = VEILED[kind]
    for step in (None, 1):
        page = open_figure(show, make(step=step))
        assert outcome in text_of(page, ".of-status")
        assert page.evaluate(AHEAD)[1] == 1


def test_the_inside_is_veiled_too(show):
    """펴 둔 내부 상태도 걸어 본 데까지만 보인다."""
    page = open_figure(show, LandscapeExplorer("ravine", ["Adam"], panels=["inside"], step=0))
    veils = page.locator(".of-inside [clip-path*=veil]")
    assert veils.count() == 4
    slide(page, page.locator(".of-playback input[type=range]").first, "End")
    assert veils.count() == 0


def test_race_keeps_the_arrivals_secret(show):
    figure = LandscapeExplorer("ravine", [GD(lr=0.09)], steps=90, step=0, race=True)
    page = open_figure(show, figure)
    arrived = page.locator(".of-table td").last
    assert arrived.text_content() == "–"
    slide(page, page.locator(".of-playback input[type=range]").first, "End")
    assert arrived.text_content() == f"{figure.arrivals()['GD']}걸음"


# ── 끝값과 좁은 화면 ───────────────────────────────────────────────────────

EVERY = (
    lambda: SecantExplorer("cubic", x0=0.5, curves=CURVE_NAMES),
    lambda: DescentExplorer("double_well", curves=CURVE_NAMES),
    lambda: DirectionDial("ravine", landscapes=("ravine", "saddle"), target=True),
    lambda: LandscapeExplorer(
        "rosenbrock",
        ["GD", "Momentum", "Adam"],
        landscapes=("rosenbrock", "ravine"),
        panels=("calculation", "inside"),
        race=True,
    ),
    lambda: StabilityMap("Momentum", condition=20),
    lambda: RegressionExplorer(),
    lambda: MomentExplorer("noisy"),
    lambda: DecayExplorer(),
    lambda: ScheduleDesigner("multi_step", task="regression"),
    lambda: TrainingViewer(["SGD", "Adam"]),
)
every_figure = pytest.mark.parametrize("make", EVERY, ids=lambda make: make().figure)


def assert_sound(page):
    """그림판의 좌표가 모두 수이고, 옆으로 밀어야 보이는 것이 없다."""
    settle(page)
    drawn = page.evaluate(
        """[...document.querySelectorAll(".of-layer *")].flatMap((node) =>
            [...node.attributes].map(({ value }) => value)).join(" ")"""
    )
    assert "NaN" not in drawn
    assert "Infinity" not in drawn
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """[...document.querySelectorAll(".of-root *")].filter((node) =>
            node.checkVisibility() && !node.closest("svg, math, .of-spoken, .of-handle")
            && node.getBoundingClientRect().right > innerWidth + 0.5)
            .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert wide == []


@every_figure
def test_figure_survives_its_ends(show, make):
    """손잡이를 하나씩 양 끝으로 밀고 아주 큰 수를 적어도 그림이 성하고, 범위를 넘으면 말한다."""
    page = open_figure(show, make(), viewport=PHONE)
    for control in page.locator(".of-root input[type=range]").all():
        if not control.is_visible():
            continue
        for key in ("End", "Home", "End"):
            slide(page, control, key)
            assert_sound(page)
        press_reset(page)
    for field in page.locator(".of-root .of-typed").all():
        if not field.evaluate("node => node.checkVisibility()"):
            continue
        for text in ("1e9", "-1e9", "글"):
            field.focus()
            field.fill(text)
            field.press("Enter")
            field.blur()
            assert_sound(page)
            said = page.locator(".of-said:not(:empty)").count()
            unbounded = make().figure == "descent" and text == "1e9" and not said
            assert said or unbounded, f"{field.get_attribute('aria-label')} {text}"
        press_reset(page)


@every_figure
def test_every_choice_fits_the_phone(show, make):
    page = open_figure(show, make(), viewport=PHONE)
    for option in page.locator(".of-root :is(input[type=radio], input[type=checkbox])").all():
        if option.evaluate("node => node.closest('label').checkVisibility()"):
            option.evaluate("node => node.closest('label').click()")
            assert_sound(page)
    for select in page.locator(".of-root select").all():
        if not select.is_visible():
            continue
        for value in select.evaluate("node => [...node.options].map((one) => one.value)"):
            select.select_option(value)
            assert_sound(page)


@every_figure
def test_every_figure_can_go_back(show, make):
    page = open_figure(show, make())
    assert page.get_by_role("button", name="처음 상태로").count() >= 1


# ── 노트북의 커널 ──────────────────────────────────────────────────────────


def test_kernel_keeps_the_start_the_browser_sent():
    """지형을 처음 것으로 되돌리면 출발점도 처음 값이다. 커널이 지형의 기본값으로 바꾸지 않는다."""
    figure = LandscapeExplorer("saddle", ["GD"], start=(-1, 0.2), landscapes=("saddle", "bowl"))
    figure.landscape = landscapes.bowl()
    assert figure.start == landscapes.bowl().start
    figure.set_state({"landscape": {"name": "saddle", "params": {}}, "start": [-1, 0.2]})
    assert figure.start == (-1, 0.2)
    figure.landscape = landscapes.bowl()
    assert figure.start == landscapes.bowl().start


def test_kernel_keeps_the_point_the_browser_sent():
    figure = DirectionDial("ravine", point=(1.5, 1))
    figure.landscape = landscapes.bowl()
    ravine = {"name": "ravine", "params": {"condition": 20, "rotation": 0}}
    figure.set_state({"landscape": ravine, "point": [1.5, 1]})
    assert figure.point == (1.5, 1)


# ── 종이와 빈자리 ──────────────────────────────────────────────────────────


def test_paper_is_light(show):
    page = open_figure(show, LandscapeExplorer("bowl", ["GD"]))
    look = """() => [".opt-figure", ".of-line", ".of-tick-label"].map((name) => {
        const { color, stroke, fill } = getComputedStyle(document.querySelector(name));
        return [color, stroke, fill];
    })"""
    light = page.evaluate(look)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(look) != light
    page.emulate_media(media="print")
    assert page.evaluate(look) == light


# 장에서 쓰는 꼴.
USUAL = {make().figure: type(make()) for make in EVERY} | {
    "landscape": lambda: LandscapeExplorer("ravine", ["GD", "Momentum", "Adam"]),
    "training": EVERY[-1],
}


@every_figure
@pytest.mark.parametrize("width", [360, 800])
def test_room_is_reserved(show, make, width):
    """그림이 오르기 전의 빈자리가 오른 뒤의 높이와 비슷해서 글이 튀지 않는다."""
    page = open_figure(show, USUAL[make().figure](), viewport={"width": width, "height": 900})
    height = "document.querySelector('figure').getBoundingClientRect().height"
    after = page.evaluate(height)
    page.evaluate("delete document.querySelector('figure').dataset.mounted")
    page.evaluate("document.querySelector('figure').replaceChildren()")
    assert page.evaluate(height) == pytest.approx(after, rel=0.2)


def test_layers_that_stopped_are_not_compared(show):
    """뉴런이 모두 죽은 학습에서는 층의 걸음이 모두 0이라 몇 배인지 말하지 않는다."""
    page = open_figure(show, TrainingViewer(["SGD"], lrs={"SGD": 3}))
    text = page.locator(".of-root").inner_text()
    assert "SGD(η = 3), 15에포크" in text
    assert "정의되지 않음" not in text
