"""안정 지도의 파이썬 쪽: 이론의 값, 상태, 설명."""

import numpy as np
import pytest
import test_widgets
from test_widgets import settle, text_of

from lib.optimizers import NAG, Momentum
from lib.widgets import StabilityMap
from lib.widgets._stability import best, iteration_matrix, rate

show = test_widgets.show
RULES = ("Momentum", "NAG")
BEST_RATES = {
    "Momentum": lambda kappa: (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1),
    "NAG": lambda kappa: 1 - 2 / np.sqrt(3 * kappa + 1),
}


@pytest.mark.parametrize("rule", RULES)
def test_rate_is_the_spectral_radius(rule):
    rng = np.random.default_rng(0)
    for lr, momentum in rng.uniform((0, 0), (4, 1), size=(200, 2)):
        radius = max(abs(np.linalg.eigvals(iteration_matrix(rule, lr, momentum))))
        assert rate(rule, lr, momentum) == pytest.approx(radius, rel=1e-6)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kappa", [1, 2, 10, 100, 1000])
def test_best_is_the_best_of_a_grid(rule, kappa):
    top = rate(rule, *best(rule, kappa), kappa)
    assert top == pytest.approx(BEST_RATES[rule](kappa), abs=1e-7)
    lr, momentum = np.meshgrid(np.linspace(0, 4, 401), np.linspace(0, 0.999, 400))
    assert rate(rule, lr, momentum, kappa).min() >= top - 1e-7


def test_known_limits():
    """모멘텀은 ηL < 2(1+μ), NAG는 ηL < 1 + 1/(1+2μ)에서 수렴한다."""
    for momentum in (0, 0.5, 0.9):
        for rule, limit in (("Momentum", 2 + 2 * momentum), ("NAG", 1 + 1 / (1 + 2 * momentum))):
            assert rate(rule, limit - 1e-6, momentum) < 1 < rate(rule, limit + 1e-6, momentum)


def walked(rule, z, momentum, steps):
    """lib의 옵티마이저로 곡률이 z인 이차함수들을 η = 1로 내려간 자취: (걸음+1, 곡률의 수)."""
    opt = {"Momentum": Momentum, "NAG": NAG}[rule](lr=1.0, momentum=momentum)
    x = np.ones_like(z)
    path = [x]
    for _ in range(steps):
        g = np.clip(z * opt.lookahead(x), -1e99, 1e99)
        x = np.clip(opt.step(x, g), -1e99, 1e99)
        path.append(x)
    return np.array(path)


@pytest.mark.parametrize("rule", RULES)
def test_map_agrees_with_the_walk(rule):
    """지도의 속도와 안정 구역은 셈이 아니라 걸어 본 것과도 맞는다."""
    z = np.linspace(0.02, 3.98, 199)
    for momentum in np.linspace(0, 0.9, 10):
        path = abs(walked(rule, z, momentum, 4000))
        speed = rate(rule, z, momentum)
        clear = abs(speed - 1) > 2e-3
        converged = path[-60:].max(axis=0) < 1e-2
        np.testing.assert_array_equal(converged[clear], speed[clear] < 1)
        middle = (speed > 0.9) & (speed < 1)
        grown = path[560:601, middle].max(axis=0) / path[0, middle]
        np.testing.assert_allclose(grown ** (1 / 560), speed[middle], rtol=0.02)


def test_upper_end_of_nag():
    """μ = 0.9인 NAG는 ηL = 2(1+μ)/(1+2μ) = 1.357까지 안정하다. 모멘텀의 3.8보다 좁다."""
    limit = 2 * 1.9 / 2.8
    near = np.array([0.86, limit - 0.01, limit + 0.01])
    assert (abs(walked("NAG", near, 0.9, 3000)[-1]) < 1e-3).tolist() == [True, True, False]
    assert (rate("NAG", near, 0.9) < 1).tolist() == [True, True, False]


# 중근의 자리: 모멘텀은 ηL = (1 ± √μ)², NAG는 ((1−μ)/(1+μ))².
BORDERS = [
    ("Momentum", 2.25, 0.25, "경계(중근)", "−0.5 (중근)"),
    ("Momentum", (1 + np.sqrt(0.3)) ** 2, 0.3, "경계(중근)", "−0.548 (중근)"),
    ("Momentum", 0.25, 0.25, "임계 감쇠", "0.5 (중근)"),
    ("Momentum", (1 - np.sqrt(0.7)) ** 2, 0.7, "임계 감쇠", "0.837 (중근)"),
    ("NAG", 1 / 9, 0.5, "임계 감쇠", "0.667 (중근)"),
    ("NAG", 1.0, 0.9, "한 걸음에 도착", "0 (중근)"),
    ("Momentum", 2.26, 0.25, "엇갈림 진동", "−0.434, −0.576"),
    ("Momentum", 2.24, 0.25, "부족 감쇠", "i"),
]


@pytest.mark.parametrize(("rule", "lr", "momentum", "name", "root"), BORDERS)
def test_borders_are_named(show, rule, lr, momentum, name, root):
    page = show(StabilityMap(rule, lr=lr, momentum=momentum))
    page.wait_for_selector(".of-root")
    settle(page)
    assert text_of(page, ".of-status").startswith(f"{name}:")
    assert root in page.locator(".of-readout dd").nth(2).text_content()


@pytest.mark.parametrize(("rule", "momentum"), [("Momentum", 0.3), ("NAG", 0.7), ("Momentum", 0)])
def test_edge_is_neither(show, rule, momentum):
    limit = 2 + 2 * momentum if rule == "Momentum" else 1 + 1 / (1 + 2 * momentum)
    figure = StabilityMap(rule, lr=limit, momentum=momentum)
    page = show(figure)
    page.wait_for_selector(".of-root")
    assert text_of(page, ".of-status").startswith("경계: 고윳값의 크기가 1이라")
    assert page.locator(".of-readout dd").nth(1).text_content() == "줄지 않음"
    assert "줄지 않는다" in figure.description


def test_set_best():
    figure = StabilityMap("Momentum", condition=100)
    assert figure.rate > 9 / 11
    figure.set_best()
    assert figure.rate == pytest.approx(9 / 11)
    assert (figure.lr, figure.momentum) == best("Momentum", 100)


def test_traces_shrink_at_the_rate():
    figure = StabilityMap("NAG", lr=0.7, momentum=0.8, condition=50, steps=400)
    steep, gentle = figure.traces().values()
    size = max(abs(steep.x[-1]), abs(gentle.x[-20:]).max())
    assert size ** (1 / 400) == pytest.approx(figure.rate, rel=0.02)


def test_description_says_what_happens():
    figure = StabilityMap(lr=3.5, momentum=0.2)
    assert "발산한다" in figure.description
    figure.lr = 1.0
    assert "수렴한다" in figure.description


def test_picture_and_page():
    data, _ = StabilityMap("NAG", condition=30)._repr_mimebundle_()
    assert 'data-figure="stability"' in data["text/html"]
    assert data["image/png"]
    assert StabilityMap().to_html() == StabilityMap().to_html()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: StabilityMap("GD"), "rule='GD'"),
        (lambda: StabilityMap(rules=["Adam"]), "rules='Adam'"),
        (lambda: StabilityMap(lr=5), "lr=5"),
        (lambda: StabilityMap(momentum=1), "momentum=1"),
        (lambda: StabilityMap(condition=0.5), "condition=0.5"),
        (lambda: StabilityMap(steps=0), "steps=0"),
        (lambda: best("Momentum", 0), "condition=0"),
    ],
)
def test_wrong_values(act, words):
    with pytest.raises(ValueError, match=words):
        act()
