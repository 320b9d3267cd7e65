"""지형 탐색기의 속: 걸음의 계산, 내부 상태, 경주, 이론의 값, 상태의 링크, 적어 넣는 값."""

import base64
import json
import re
import shutil

import numpy as np
import pytest
import test_widgets
from playwright.sync_api import expect
from test_widgets import PAGE, Unit, drag, own_landscape, settle, slide, text_of

from lib import landscapes
from lib.landscapes import LANDSCAPES, ravine
from lib.optimizers import GD, NAG, OPTIMIZERS, Adam, Momentum, RMSProp
from lib.training import minimize
from lib.widgets import LandscapeExplorer, _race
from lib.widgets._figure import STATIC

show = test_widgets.show
RULES = {name: rule for name, rule in OPTIMIZERS.items() if rule.min_ndim < 2}
FLAGS = ({}, {"amsgrad": True, "centered": True, "momentum": 0.5, "weight_decay": 0.1})
STEPS = 40


@pytest.fixture(scope="module")
def module(browser):
    """그림의 스크립트만 실은 빈 쪽."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>셈</title>")
    page.add_script_tag(path=str(STATIC / "figures.js"))
    yield page
    page.close()


def settings(rule, flags, lr=0.02):
    """그 규칙에 있는 것만 골라 기본값에 얹는다."""
    known = RULES[rule].hyper()
    return known | {name: value for name, value in flags.items() if name in known} | {"lr": lr}


# ── 이 걸음의 계산 ─────────────────────────────────────────────────────────

WALK = """([rule, hyper, steps]) => {
    const { simulate, landscape, equations, substitute } = OptimizerFigures;
    const objective = landscape("ravine", { condition: 20, rotation: 0.3 });
    const trace = simulate(rule, objective, [-2, 1.2], hyper, steps);
    const { known } = equations.equations(rule, hyper);
    const axes = [0, 1].map((i) => {
        const lines = [], ends = [];
        for (let t = 1; t <= steps; t += 1) {
            const watch = ({ name, tree }, before, result) =>
                lines.push([name, substitute(tree, before, { known }), result]);
            ends.push(equations.walk(rule, hyper, trace, t, i, watch));
        }
        return { lines, ends, inside: equations.inside(rule, hyper, trace, i) };
    });
    return axes;
}"""


@pytest.mark.parametrize("flags", FLAGS, ids=["기본값", "변형"])
@pytest.mark.parametrize("rule", RULES)
def test_equations_give_the_steps_of_lib(module, rule, flags):
    """식을 차례로 셈한 값이 lib의 위치와 내부 상태다."""
    hyper = settings(rule, flags)
    axes = module.evaluate(WALK, [rule, hyper, STEPS])
    trace = minimize(ravine(20, 0.3), (-2, 1.2), RULES[rule](**hyper), STEPS)
    symbols = {"v_max": "v\u0304", "mu_product": "P"}
    for i, axis in enumerate(axes):
        theta = [values["θ"] for values in axis["ends"]]
        np.testing.assert_allclose(theta, trace.x[1:, i], rtol=1e-9)
        for name, values in trace.state.items():
            ours = [end[symbols.get(name, name)] for end in axis["ends"]]
            np.testing.assert_allclose(ours, values[1:, i], rtol=1e-9, atol=1e-12)


def calculate(text):
    """화면에 적힌 식을 셈한다: 0.9·(−0.31) + 0.1·2.4, (√0.5 + 10⁻⁸), 2⁻¹²⁵."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"**{m[0].translate(digits)}", text)
    text = text.replace("·", "*").replace("×", "*").replace("−", "-")
    text = text.replace("½", "0.5").replace("¼", "0.25")
    maximum, plain = r"max\([^()]*(?:\([^()]*\))?[^()]*\)", r"[\d.]+(?:\*10\*\*-?\d+)?"
    text = re.sub(f"√({maximum}|{plain})", r"root(\1)", text)
    text = text.replace("√(", "root(")
    names = {"root": np.sqrt, "max": max, "sign": np.sign}
    return eval(text, {"__builtins__": {}}, names)


@pytest.mark.parametrize("flags", FLAGS, ids=["기본값", "변형"])
@pytest.mark.parametrize("rule", RULES)
def test_shown_numbers_add_up(module, rule, flags):
    """식에 넣어 보인 수를 독자가 다시 셈하면, 세 자리 반올림 안에서 그 결과가 나온다."""
    for axis in module.evaluate(WALK, [rule, settings(rule, flags), STEPS]):
        for name, text, result in axis["lines"]:
            operands = [abs(float(n)) for n in re.findall(r"\d+\.?\d*", text)]
            room = 0.02 * max(abs(result), *operands)
            assert abs(calculate(text) - result) <= room, f"{name}: {text} = {result}"


def test_a_line_is_written_like_the_book(module):
    lines = module.evaluate(WALK, ["Adam", settings("Adam", {}), 37])[1]["lines"][-6:]
    texts = {name: text for name, text, _ in lines}
    assert re.fullmatch(r"0\.9·\(?−?[\d.]+\)? \+ 0\.1·\(?−?[\d.]+\)?", texts["m"])
    assert re.fullmatch(r"0\.999·[\d.]+ \+ 0\.001·\(?−?[\d.]+\)?²", texts["v"])
    assert texts["v\u0302"].endswith("/ 0.0363")  # 1 − 0.999³⁷
    assert re.fullmatch(r"−?[\d.]+ − 0\.02·\(?−?[\d.]+\)? / \(√[\d.]+ \+ 10⁻⁸\)", texts["θ"])


def test_inner_state_agrees_with_numpy(module):
    """유효 학습률과 모멘트를 lib의 상태에서 따로 셈한 것과 견준다."""
    hyper = settings("Adam", {})
    trace = minimize(ravine(20, 0.3), (-2, 1.2), Adam(lr=0.02), STEPS)
    t = np.arange(1, STEPS + 1)[:, None]
    mean = trace.state["m"][1:] / (1 - 0.9**t)
    size = np.sqrt(trace.state["v"][1:] / (1 - 0.999**t))
    for i, axis in enumerate(module.evaluate(WALK, ["Adam", hyper, STEPS])):
        inside = axis["inside"]
        np.testing.assert_allclose(inside["memory"], mean[:, i], rtol=1e-9)
        np.testing.assert_allclose(inside["size"], size[:, i], rtol=1e-9)
        np.testing.assert_allclose(inside["rate"], 0.02 / (size[:, i] + 1e-8), rtol=1e-9)
        moved = -np.array(inside["rate"]) * inside["memory"]
        np.testing.assert_allclose(moved, np.diff(trace.x[:, i]), rtol=1e-6)


def phone(show, figure, **options):
    page = show(figure, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.wait_for_selector(".of-root .of-band")
    settle(page)
    return page


def test_what_is_adam_doing_at_step_37(show):
    """폰에서 손가락만으로 묻고 답을 얻는다."""
    page = phone(show, LandscapeExplorer("ravine", ["GD", Adam(lr=0.2)], steps=60))
    page.locator(".of-pick", has_text="Adam").tap()
    page.get_by_role("button", name="이 걸음의 계산").tap()
    stepper = page.locator(".of-brief")
    for _ in range(23):
        stepper.get_by_role("button", name="한 걸음 뒤로").tap()
    lead = text_of(page, ".of-lead")
    assert "Adam의 37번째 걸음" in lead
    assert "더 가파른 쪽은 y입니다(곡률 20, x는 1)" in lead
    trace = minimize(ravine(), (-2, 1.2), Adam(lr=0.2), 60)
    shown = page.locator(".of-equations dd[data-axis='1']:visible").all_text_contents()
    assert shown[0] == f"y{trace_gradient(trace, 37):.3g}".replace("-", "−")
    assert shown[-1].endswith(f"{trace.x[37][1]:.3g}".replace("-", "−"))
    page.locator(".of-choice", has_text="x 방향").tap()
    settle(page)
    assert page.locator(".of-equations dd[data-axis='0']:visible").count() == len(shown)
    assert page.locator(".of-equations dd[data-axis='1']:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def trace_gradient(trace, step):
    return ravine().grad(trace.x[step - 1])[1]


def test_every_method_has_a_calculation_and_states(show):
    figure = LandscapeExplorer(
        "ravine", list(RULES), step=30, panels=("calculation", "inside"), steps=60
    )
    page = show(figure, viewport={"width": 1000, "height": 900})
    page.wait_for_selector(".of-equations math")
    for name in RULES:
        page.locator(".of-pick", has_text=re.compile(f"^{name}$")).click()
        settle(page)
        assert f"{name}의 30번째 걸음" in text_of(page, ".of-lead")
        numbers = page.locator(".of-equations dd:visible").all_text_contents()
        assert len(numbers) >= 4
        assert not any("정의되지" in text or "NaN" in text for text in numbers)
        assert page.locator(".of-inside .of-line[d*=L]").count() >= 2


def test_panels_are_folded_unless_asked(show):
    page = show(LandscapeExplorer("ravine", ["Adam"]))
    page.wait_for_selector(".of-root .of-band")
    assert page.locator(".of-panel:visible").count() == 0
    button = page.get_by_role("button", name="내부 상태")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    settle(page)
    assert page.locator(".of-panel:visible").count() == 1
    assert button.get_attribute("aria-expanded") == "true"


def test_first_step_and_divergence_are_said(show):
    rule = GD(lr=0.1)
    figure = LandscapeExplorer("rosenbrock", [rule], step=0, panels=["calculation"])
    page = show(figure)
    page.wait_for_selector(".of-lead")
    assert "출발점입니다" in text_of(page, ".of-lead")
    slide(page, page.locator(".of-playback input[type=range]").first, "End")
    assert "발산해" in text_of(page, ".of-lead")


def test_own_rule_shows_its_states(show):
    class Heavy(Unit):
        """상태가 하나 있는 독자의 규칙."""

        state_names = ("speed",)

        def rule(self, x, g, speed):
            speed = 0.5 * speed + g
            return x - self.lr * speed, speed

    figure = LandscapeExplorer("ravine", [Heavy(lr=0.02)], steps=20, step=5, panels=["inside"])
    trace = minimize(ravine(), (-2, 1.2), Heavy(lr=0.02), 20)
    page = show(figure)
    page.wait_for_selector(".of-inside code")
    assert text_of(page, ".of-inside code") == "speed"
    value = f"{trace.state['speed'][5][0]:.3g}".replace("-", "−")
    assert value in page.locator(".of-keys", has_text="speed").first.text_content()


def test_recorded_states_are_written_only_when_asked():
    quiet = LandscapeExplorer("ravine", [Unit()], steps=5)
    assert "g" not in quiet.recorded["Unit"]
    quiet.panels = ["inside"]
    assert len(quiet.recorded["Unit"]["g"]) == 5
    figure = LandscapeExplorer(own_landscape(), ["Adam"], steps=5, panels=["calculation"])
    assert set(figure.recorded["Adam"]["state"]) == {"m", "v"}


def test_calculation_on_a_landscape_of_the_reader(show):
    """독자의 지형은 파이썬만 알지만, 적어 둔 기울기와 상태로 같은 계산을 보인다."""
    figure = LandscapeExplorer(own_landscape(), ["Adam"], steps=20, step=7, panels=["calculation"])
    page = show(figure)
    page.wait_for_selector(".of-equations math")
    end = figure.traces()["Adam"].x[7][0]
    shown = page.locator(".of-equations > div:last-child b").first.text_content()
    assert float(shown) == pytest.approx(end, rel=1e-3)


# ── 경주 ───────────────────────────────────────────────────────────────────

RACE = """([landscape, params, rule, hyper, start, steps, goal]) => {
    const { race, simulate, landscape: make } = OptimizerFigures;
    const objective = make(landscape, params);
    const floor = Math.min(...objective.minima.map(objective.f));
    const lr = race.bestRate(rule, objective, start, hyper, steps, floor, goal);
    const trace = simulate(rule, objective, start, { ...hyper, lr }, steps);
    return { lr, rates: race.RATES, step: race.arrival(trace, floor, goal) };
}"""


@pytest.mark.parametrize("name", ["ravine", "rosenbrock", "himmelblau"])
@pytest.mark.parametrize("rule", RULES)
def test_race_is_the_same_on_both_sides(module, rule, name):
    ground = LANDSCAPES[name]()
    figure = LandscapeExplorer(name, [rule], steps=120, goal=1e-2)
    hyper = figure.hyper[rule]
    figure.tune()
    sent = [name, ground.params, rule, hyper, ground.start, 120, 1e-2]
    got = module.evaluate(RACE, sent)
    assert tuple(got["rates"]) == _race.RATES
    assert got["lr"] == figure.hyper[rule]["lr"]
    assert got["step"] == figure.arrivals()[rule]


def test_arrival_means_staying():
    loss = np.array([1.0, 0.5, 0.0005, 0.5, 0.0005, 0.0002])
    assert _race.arrival(loss, 0.0, 1e-3) == 4
    assert _race.arrival(loss[:4], 0.0, 1e-3) is None
    assert _race.arrival(np.array([2.0, 2.0]), 2.0, 1e-3) == 0


def test_everyone_races(show):
    figure = LandscapeExplorer("ravine", "all", race=True, steps=200)
    assert figure.labels == tuple(RULES)
    arrivals = {name: step for name, step in figure.arrivals().items() if step is not None}
    first = min(arrivals.values())
    page = show(figure)
    page.wait_for_selector(".of-root .of-band")
    words = text_of(page, ".of-status")
    for name, step in arrivals.items():
        assert f"{name} {step}걸음" in words
        assert (re.search(f"[ ]1위 {name} ", words) is not None) == (step == first)
    assert "출발점의 0.001배 아래로 내려가 끝까지 머무르면 도착입니다" in words
    row = page.locator("tbody tr", has_text=re.compile("^GD"))
    assert row.locator("td").last.text_content() == f"{arrivals['GD']}걸음"
    slide(page, page.get_by_role("slider", name="도착선"), "Home")
    assert "10⁻¹²배" in text_of(page, ".of-status").replace("10−12", "10⁻¹²")
    assert text_of(page, ".of-status") != words


def test_tuning_in_the_browser(show):
    slow = [GD(lr=0.001), Momentum(lr=0.001)]
    figure = LandscapeExplorer("ravine", slow, race=True, steps=150)
    page = show(figure)
    page.wait_for_selector(".of-root .of-band")
    assert "도착한 방법이 없습니다" in text_of(page, ".of-status")
    page.get_by_role("button", name="학습률 맞추기").click()
    figure.tune()
    words = text_of(page, ".of-status")
    assert f"GD {figure.arrivals()['GD']}걸음" in words


def test_diverged_methods_are_named_in_a_race(show):
    figure = LandscapeExplorer("ravine", [GD(lr=0.05), GD(lr=0.5)], race=True, steps=150)
    page = show(figure)
    page.wait_for_selector(".of-root .of-band")
    assert "발산한 방법: GD 2." in text_of(page, ".of-status")
    assert figure.arrivals()["GD 2"] is None


# ── 이론의 값 ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ground", "rotation"), [("bowl", 0), ("ravine", 0), ("ravine", 0.7), ("elongated", 0)]
)
@pytest.mark.parametrize("rule", [GD, Momentum, NAG])
def test_best_values_are_the_best(module, rule, ground, rotation):
    """이론의 값이 브라우저와 같고, 조금만 옮겨도 더 느려진다."""
    place = ravine(20, rotation) if ground == "ravine" else LANDSCAPES[ground]()
    figure = LandscapeExplorer(place, [rule(lr=0.01)], start=(1.3, -0.7), steps=300)
    figure.set_best()
    best = figure.hyper[rule.__name__]
    sent = [rule.__name__, place.name, dict(place.params)]
    answer = module.evaluate(
        "([rule, name, params]) => OptimizerFigures.theory.optimal("
        "rule, OptimizerFigures.landscape(name, params).quadratic)",
        sent,
    )
    for name, value in answer["hyper"].items():
        assert best[name] == pytest.approx(value, rel=1e-9, abs=1e-12)

    def speed(hyper):
        """300걸음의 평균 빠르기. 작을수록 빠르다."""
        trace = minimize(place, (1.3, -0.7), rule(**hyper), 300)
        if trace.loss[1] < 1e-25:
            return 0.0
        gap = np.maximum(trace.loss, 1e-300)
        last = max(np.flatnonzero(gap > 1e-25)[-1], 1)
        return (gap[last] / gap[0]) ** (1 / (2 * last))

    if ground != "bowl":
        assert speed(best) == pytest.approx(answer["rate"], abs=0.06)
    for factor in (0.9, 1.1):
        assert speed(best | {"lr": factor * best["lr"]}) >= speed(best) - 1e-3


def test_best_button(show):
    page = show(LandscapeExplorer("ravine", ["Momentum", "Adam"], landscapes=["ravine", "beale"]))
    page.wait_for_selector(".of-root .of-band")
    button = page.get_by_role("button", name="가장 좋은 값으로")
    button.click()
    settle(page)
    assert "고윳값이 1과(와) 20인" in page.locator(".of-theory").text_content()
    assert page.locator(".of-side .of-slider output").first.text_content() == "0.1336"
    page.locator(".of-pick", has_text="Adam").click()
    settle(page)
    assert button.is_hidden()
    page.locator(".of-pick", has_text="Momentum").click()
    page.get_by_label("지형", exact=True).select_option("beale")
    settle(page)
    assert button.is_hidden()


@pytest.mark.parametrize(
    ("ground", "rule"), [("rosenbrock", "GD"), ("ravine", "Adam"), (own_landscape(), "GD")]
)
def test_no_theory_no_best(ground, rule):
    with pytest.raises(ValueError, match="이론의 가장 좋은 값"):
        LandscapeExplorer(ground, [rule]).set_best()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: LandscapeExplorer(panels=["state"]), "panels='state'"),
        (lambda: LandscapeExplorer(race=1), "race=1"),
        (lambda: LandscapeExplorer(goal=0), "goal=0"),
        (lambda: LandscapeExplorer(goal=1), "goal=1"),
        (lambda: LandscapeExplorer().set_best("Adam"), "label='Adam'"),
    ],
)
def test_wrong_values_are_named(act, words):
    with pytest.raises(ValueError, match=words):
        act()


# ── 적어 넣는 값 ───────────────────────────────────────────────────────────


def entry(page, name):
    return page.get_by_role("textbox", name=name)


def write(page, name, text):
    entry(page, name).fill(text)
    entry(page, name).press("Enter")
    settle(page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.05", "0.05"),
        ("5e-2", "0.05"),
        ("2/21", "0.09524"),
        ("10^-3", "0.001"),
        ("10⁻²", "0.01"),
        ("1.5×10⁻³", "0.0015"),
        (" 0,3 ", "0.0003"),
    ],
)
def test_numbers_can_be_typed(show, text, shown):
    if text == " 0,3 ":  # 쉼표는 자릿수를 끊는 것이라 03이 된다
        shown = "3"
    page = show(LandscapeExplorer("ravine", ["GD"]))
    page.wait_for_selector(".of-root .of-band")
    write(page, "학습률 η 값", text)
    assert page.locator(".of-side .of-slider output").text_content() == shown
    assert page.locator(".of-side .of-said").text_content() == ""


def test_typed_values_out_of_range_are_clamped_and_said(show):
    page = show(LandscapeExplorer("ravine", ["GD"], steps=60))
    page.wait_for_selector(".of-root .of-band")
    write(page, "학습률 η 값", "50")
    assert page.locator(".of-side .of-slider output").text_content() == "10"
    said = page.locator(".of-side .of-said")
    assert said.text_content() == "허용 범위는 10−4–10입니다. 10으로 맞추었습니다."
    write(page, "학습률 η 값", "많이")
    assert said.text_content() == "수로 읽을 수 없습니다: 많이"
    assert page.locator(".of-side .of-slider output").text_content() == "10"
    slide(page, page.get_by_role("slider", name="학습률 η"), "ArrowLeft")
    assert said.text_content() == ""
    write(page, "돌린 각도 φ 값", "45")
    assert page.locator(".of-main .of-slider output").nth(1).text_content() == "45°"
    write(page, "걸음 값", "999")
    assert page.locator(".of-playback output").first.text_content() == "60 / 60걸음"
    write(page, "걸음 값", "37")
    assert page.locator(".of-playback output").first.text_content() == "37 / 60걸음"


def test_escape_leaves_the_value(show):
    page = show(LandscapeExplorer("ravine", ["GD"]))
    page.wait_for_selector(".of-root .of-band")
    box = entry(page, "학습률 η 값")
    box.fill("3")
    box.press("Escape")
    assert box.input_value() == "0.01"
    box.blur()
    settle(page)
    assert page.locator(".of-side .of-slider output").text_content() == "0.01"


# ── 판을 끌어 걸음을 훑기 ──────────────────────────────────────────────────


def test_dragging_the_loss_scrubs(show):
    page = show(LandscapeExplorer("ravine", ["GD"], steps=60, step=0))
    page.wait_for_selector(".of-loss .of-line")
    front = page.locator(".of-loss .of-front")
    front.scroll_into_view_if_needed()
    drag(page, front, 60, 0)
    here = int(text_of(page, ".of-playback output").split()[0])
    assert 30 < here < 60
    front.click()
    assert int(text_of(page, ".of-playback output").split()[0]) < here


# ── 이 상태의 링크 ─────────────────────────────────────────────────────────


def link_of(page, index=0):
    """「이 상태의 링크」를 누르고 주소창을 읽는다."""
    page.get_by_role("button", name="이 상태의 링크").nth(index).click()
    expect(page).to_have_url(re.compile("#figure="))
    return page.evaluate("location.hash")


def state_of(page, index=0):
    """그림이 보이는 것 전부. 창의 크기와 번호에 달린 것은 뺀다."""
    settle(page)
    return page.evaluate(
        """(index) => {
            const root = document.querySelectorAll(".of-root")[index];
            const seen = (selector) =>
                [...root.querySelectorAll(selector)].filter((node) => node.checkVisibility());
            const words = seen("output, td, .of-status, .of-lead, dd");
            const places = seen(".of-handle, input[type=range]");
            const lines = seen(".of-line:not(.of-gone)");
            return JSON.stringify([
                words.map((node) => node.textContent),
                places.map((node) => node.getAttribute("aria-valuetext")),
                lines.map((node) => node.getAttribute("d")),
            ]);
        }""",
        index,
    )


def two_figures():
    return (
        LandscapeExplorer("ravine", ["GD", Momentum(lr=0.02)], landscapes=["ravine", "bowl"]),
        LandscapeExplorer("bowl", ["GD", RMSProp(centered=True)], steps=50),
    )


def change(page):
    """둘째 그림의 여러 값을 바꾼다."""
    second = page.locator("figure").nth(1)
    second.locator(".of-pick", has_text="RMSProp").click()
    settle(page)
    slide(page, second.get_by_role("slider", name="학습률 η"), times=7)
    slide(page, second.get_by_role("slider", name="걸음").first, "ArrowLeft", times=9)
    second.locator(".of-handle").focus()
    page.keyboard.press("ArrowDown")
    second.get_by_label("GD 보이기").uncheck()
    second.get_by_label("분산으로 나누기").uncheck()
    second.get_by_role("button", name="이 걸음의 계산").click()
    settle(page)


def test_link_reproduces_the_state(show):
    page = show(*two_figures(), viewport={"width": 900, "height": 3000})
    page.wait_for_selector("figure:nth-of-type(2) .of-band")
    before = state_of(page, 0)
    change(page)
    changed = state_of(page, 1)
    fragment = link_of(page, 1)
    again = show(*two_figures(), viewport={"width": 900, "height": 3000})
    again.wait_for_selector("figure:nth-of-type(2) .of-band")
    assert state_of(again, 1) != changed
    again.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    again.wait_for_selector("figure:nth-of-type(2) .of-panel:not([hidden])")
    assert state_of(again, 1) == changed
    assert state_of(again, 0) == before  # 다른 그림은 그대로다
    second = again.locator("figure").nth(1)
    second.get_by_role("button", name="처음 상태로").click()
    assert state_of(again, 1) == state_of_fresh(show)


def state_of_fresh(show):
    page = show(*two_figures(), viewport={"width": 900, "height": 3000})
    page.wait_for_selector("figure:nth-of-type(2) .of-band")
    return state_of(page, 1)


def test_link_works_from_disk_and_any_folder(browser, tmp_path):
    folder = tmp_path / "아무 데나" / "깊이"
    folder.mkdir(parents=True)
    body = "\n".join(figure.to_html() for figure in two_figures())
    (folder / "쪽.html").write_text(PAGE.format(body=body), encoding="utf-8")
    for name in ("figures.js", "figures.css"):
        shutil.copy(STATIC / name, folder)
    context = browser.new_context(viewport={"width": 900, "height": 3000})
    page = context.new_page()
    page.goto((folder / "쪽.html").as_uri())
    page.wait_for_selector("figure:nth-of-type(2) .of-band")
    change(page)
    changed = state_of(page, 1)
    link_of(page, 1)
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector("figure:nth-of-type(2) .of-panel:not([hidden])")
    assert state_of(other, 1) == changed
    context.close()


def test_link_brings_a_far_figure_into_view(show):
    page = show(*two_figures(), viewport={"width": 900, "height": 3000})
    page.wait_for_selector("figure:nth-of-type(2) .of-band")
    change(page)
    fragment = link_of(page, 1)
    small = show(*two_figures(), viewport={"width": 360, "height": 500})
    small.wait_for_selector(".of-band")
    small.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    small.wait_for_selector("figure:nth-of-type(2) .of-panel:not([hidden])")
    expect(small.locator("figure").nth(1).locator(".of-root")).to_be_in_viewport()


def encoded(patch):
    raw = json.dumps(patch).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


BAD = {
    "모르는 그림": f"#figure=landscape-9&state={encoded({})}",
    "이름이 아닌 것": "#figure=&state=",
    "base64가 아닌 것": "#figure=landscape-1&state=%%%",
    "JSON이 아닌 것": "#figure=landscape-1&state=bm90IGpzb24",
    "객체가 아닌 것": f"#figure=landscape-1&state={encoded(3)}",
    "모르는 값": f"#figure=landscape-1&state={encoded({'steps': 10**9})}",
    "__proto__": f"#figure=landscape-1&state={encoded({'__proto__': 1, 'constructor': 1})}",
    "없는 지형": "#figure=landscape-1&state="
    + encoded({"landscape": {"name": "산", "params": {}}}),
    "고를 수 없는 지형": "#figure=landscape-1&state="
    + encoded({"landscape": {"name": "beale", "params": {}}}),
    "범위 밖": "#figure=landscape-1&state="
    + encoded({"landscape": {"name": "ravine", "params": {"condition": -1, "rotation": 0}}}),
    "없는 방법": f"#figure=landscape-1&state={encoded({'selected': 'Adam'})}",
    "수가 아닌 학습률": f"#figure=landscape-1&state={encoded({'hyper': {'GD': {'lr': 'x'}}})}",
    "모자라는 좌표": f"#figure=landscape-1&state={encoded({'start': [1]})}",
    "없는 걸음": f"#figure=landscape-1&state={encoded({'step': 3.5})}",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_links_are_ignored_with_a_word(show, name):
    page = show(*two_figures(), viewport={"width": 900, "height": 3000})
    page.wait_for_selector("figure:nth-of-type(2) .of-band")
    before = state_of(page, 0), state_of(page, 1)
    page.evaluate("(fragment) => { location.hash = fragment; }", BAD[name])
    page.wait_for_selector(".of-notice")
    assert "처음 상태로 보입니다" in text_of(page, ".of-notice")
    assert (state_of(page, 0), state_of(page, 1)) == before


def test_ordinary_anchors_are_left_alone(show):
    page = show(*two_figures())
    page.wait_for_selector(".of-band")
    page.evaluate("() => { location.hash = 'ch02-theory'; }")
    settle(page)
    assert page.locator(".of-notice").count() == 0


def test_link_without_clipboard_can_be_copied_by_hand(show):
    page = show(two_figures()[0])
    page.wait_for_selector(".of-band")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="이 상태의 링크").click()
    field = page.get_by_role("textbox", name="이 상태의 주소")
    expect(field).to_be_focused()
    assert field.input_value() == page.url


# ── 적게 적기 ──────────────────────────────────────────────────────────────


def test_usual_values_are_not_written():
    """손대지 않은 새 값 때문에 이미 실행한 노트북의 글이 바뀌지 않는다."""
    text = LandscapeExplorer("ravine", ["GD"]).to_html()
    assert not any(f'"{name}"' in text for name in LandscapeExplorer.usual)
    changed = {"panels": ["inside"], "race": True, "goal": 0.01, "same_lr": True}
    written = LandscapeExplorer("ravine", ["GD"], **changed).to_html()
    assert all(f'"{name}"' in written for name in LandscapeExplorer.usual)


def test_usual_values_are_the_same_in_the_browser(module):
    defaults = module.evaluate("OptimizerFigures.figures.landscape.defaults")
    assert defaults == LandscapeExplorer.usual


def test_quadratics_know_their_curvatures(module):
    """등고선을 타원으로 그리고 이론의 값을 셈하는 고윳값과 방향이 헤세 행렬의 것이다."""
    for name in ("bowl", "ravine", "elongated"):
        params = {"condition": 7.0, "rotation": 0.4} if name == "ravine" else {}
        ground = landscapes.landscape(name, **params)
        told = module.evaluate(
            "([name, params]) => OptimizerFigures.landscape(name, params).quadratic", [name, params]
        )
        hessian = ground.grad(np.eye(2)) - ground.grad(np.zeros(2))
        turn = told["rotation"]
        axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        np.testing.assert_allclose(axes @ np.diag(told["curvatures"]) @ axes.T, hessian, atol=1e-12)
