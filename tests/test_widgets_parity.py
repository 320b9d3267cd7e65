"""브라우저의 규칙과 지형은 lib의 두 번째 사본이다. 둘이 같은 수를 내는지 본다.

이름은 lib의 표에서 온다. 규칙, 지형, 곡선, 하이퍼파라미터, 색이 한쪽에만 있으면 실패한다.
"""

import inspect
import json
from itertools import combinations

import numpy as np
import pytest
from test_plotting import CORE, VISION, lab, linear_rgb

from lib import plotting
from lib.derivatives import central_difference, forward_difference
from lib.landscapes import CURVES, LANDSCAPES
from lib.optimizers import OPTIMIZERS
from lib.training import minimize
from lib.widgets import _landscape
from lib.widgets._figure import STATIC

TOLERANCE = 1e-9
# 그림의 지형은 평면이므로 행렬을 위한 규칙(Muon)은 브라우저에 없어야 한다.
RULES = {name: rule for name, rule in OPTIMIZERS.items() if rule.min_ndim < 2}
DRAWS = 4  # 규칙과 지형의 짝마다 뽑는 수
STEPS = 80


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>견주기</title>")
    page.add_script_tag(path=str(STATIC / "figures.js"))
    yield page
    page.close()


@pytest.fixture(scope="module")
def tables(page):
    """브라우저 쪽의 표들. 함수는 빼고 값만 가져온다."""
    return page.evaluate("JSON.parse(JSON.stringify(OptimizerFigures))")


# ── 이름과 표 ──────────────────────────────────────────────────────────────


def test_same_rules(tables):
    assert sorted(tables["rules"]) == sorted(RULES)


@pytest.mark.parametrize("name", RULES)
def test_same_hyperparameters(tables, name):
    table = tables["rules"][name]["hyper"]
    assert {entry["name"]: entry["default"] for entry in table} == RULES[name].hyper()
    assert [entry["name"] for entry in table] == list(RULES[name].hyper())


@pytest.mark.parametrize("name", RULES)
def test_slider_range_is_allowed(tables, name):
    for entry in tables["rules"][name]["hyper"]:
        if entry["scale"] != "flag":
            for end in ("min", "max"):
                RULES[name](**{entry["name"]: entry[end]})
            assert entry["min"] <= entry["default"] <= entry["max"]


def test_same_landscapes(tables):
    assert sorted(tables["landscapes"]) == sorted(LANDSCAPES)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_same_landscape_table(page, tables, name):
    known = LANDSCAPES[name]()
    defaults = inspect.signature(LANDSCAPES[name]).parameters.values()
    assert tables["landscapes"][name]["params"] == {p.name: p.default for p in defaults}
    there = page.evaluate(
        "name => JSON.parse(JSON.stringify(OptimizerFigures.landscape(name)))", name
    )
    assert there["title"] == known.title
    for field in ("minima", "domain", "start"):
        np.testing.assert_allclose(there[field], getattr(known, field), rtol=1e-12)
    for control in there["controls"]:
        for end in ("min", "max"):
            LANDSCAPES[name](**{control["name"]: control[end]})


def test_same_curves(tables):
    assert sorted(tables["curves"]) == sorted(CURVES)
    for name, make in CURVES.items():
        there, known = tables["curves"][name], make()
        assert there["title"] == known.title
        for field in ("minima", "domain", "start"):
            np.testing.assert_allclose(there[field], getattr(known, field), rtol=1e-12)


def test_same_styles(tables):
    ours = {name: [style.color, list(style.dash)] for name, style in plotting.STYLES.items()}
    there = {name: [style["color"], style["dash"]] for name, style in tables["styles"].items()}
    assert there == ours
    other = tables["otherStyle"]
    assert [other["color"], other["dash"]] == [plotting.OTHER.color, list(plotting.OTHER.dash)]
    dashes = tuple(map(tuple, tables["variantDashes"]))
    assert dashes == _landscape.VARIANT_DASHES


def test_colors_stand_out(tables):
    """밝은 바탕에서는 3:1, 어두운 바탕에서는 4.5:1보다 또렷하다(WCAG 1.4.11)."""
    for style in [*tables["styles"].values(), tables["otherStyle"]]:
        assert contrast(style["color"], "#ffffff") >= 3
        assert contrast(style["dark"], "#14181e") >= 4.5


@pytest.mark.parametrize("vision", VISION)
def test_dark_colors_are_distinct_for_every_kind_of_sight(tables, vision):
    """어두운 화면의 색도 밝은 화면의 색과 같은 기준을 지킨다(tests/test_plotting.py)."""
    colors = {name: linear_rgb(style["dark"]) for name, style in tables["styles"].items()}
    seen = {name: lab(np.clip(VISION[vision] @ rgb, 0, 1)) for name, rgb in colors.items()}
    for a, b in combinations(seen, 2):
        if {a, b} == {"GD", "SGD"}:  # 같은 규칙이라 색이 같고 선 모양만 다르다
            continue
        least = 20 if {a, b} <= set(CORE) else 10
        assert np.linalg.norm(seen[a] - seen[b]) >= (30 if vision == "보통" else least), (a, b)


def contrast(a, b):
    def luminance(color):
        channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        return linear @ [0.2126, 0.7152, 0.0722]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# ── 값 ─────────────────────────────────────────────────────────────────────


def close(there, here):
    return np.allclose(there, here, rtol=TOLERANCE, atol=TOLERANCE)


def random_params(rng, name):
    spans = {"condition": (1, 200), "rotation": (0, np.pi), "a": (-2, 2), "b": (0.5, 100)}
    return {key: rng.uniform(*spans[key]) for key in LANDSCAPES[name]().params}


@pytest.mark.parametrize("name", LANDSCAPES)
def test_landscape_values(page, name):
    rng = np.random.default_rng(1)
    for _ in range(5):
        params = random_params(rng, name)
        points = rng.uniform(-5, 5, size=(20, 2))
        there = page.evaluate(
            """([name, params, points]) => {
                const { f, grad } = OptimizerFigures.landscape(name, params);
                return points.map((p) => [f(p), ...grad(p)]);
            }""",
            [name, params, points.tolist()],
        )
        known = LANDSCAPES[name](**params)
        assert close(there, np.column_stack([known(points), known.grad(points)]))


@pytest.mark.parametrize("name", CURVES)
def test_curve_values(page, name):
    x = np.random.default_rng(2).uniform(-5, 5, size=100)
    there = page.evaluate(
        """([name, xs]) => {
            const { f, df, d2f } = OptimizerFigures.curve(name);
            return xs.map((x) => [f(x), df(x), d2f(x)]);
        }""",
        [name, x.tolist()],
    )
    known = CURVES[name]()
    assert close(there, np.column_stack([known(x), known.df(x), known.d2f(x)]))


@pytest.mark.parametrize("name", CURVES)
def test_differences(page, name):
    rng = np.random.default_rng(3)
    x = rng.uniform(-2, 2, size=100)
    h = 10 ** rng.uniform(-16, 0, size=100)
    there = page.evaluate(
        """([name, xs, hs]) => {
            const { f } = OptimizerFigures.curve(name);
            const { forward, central } = OptimizerFigures.difference;
            return xs.map((x, i) => [forward(f, x, hs[i]), central(f, x, hs[i])]);
        }""",
        [name, x.tolist(), h.tolist()],
    )
    curve = CURVES[name]()
    here = np.column_stack([forward_difference(curve, x, h), central_difference(curve, x, h)])
    # 함숫값의 마지막 자리가 다르면(sin, exp) 차분은 그것을 h로 나눈 만큼 다르다.
    last_digit = 4 * np.finfo(float).eps * (1 + abs(curve(x))) / h
    assert (abs(np.array(there) - here) <= TOLERANCE * (1 + abs(here)) + last_digit[:, None]).all()


# ── 경로 ───────────────────────────────────────────────────────────────────


def random_hyper(rng, table):
    """브라우저의 표가 정한 손잡이의 범위 안에서 뽑는다."""
    draw = {
        "flag": lambda e: bool(rng.integers(2)),
        "linear": lambda e: rng.uniform(e["min"], e["max"]),
        "log": lambda e: 10 ** rng.uniform(np.log10(e["min"]), np.log10(min(e["max"], 3))),
        "one-minus": lambda e: 1 - 10 ** rng.uniform(np.log10(1 - e["max"]), 0),
    }
    return {entry["name"]: draw[entry["scale"]](entry) for entry in table}


def random_runs(rng, table, rule):
    for name in LANDSCAPES:
        for _ in range(DRAWS):
            params = random_params(rng, name)
            (x0, x1), (y0, y1) = LANDSCAPES[name](**params).domain
            yield {
                "rule": rule,
                "landscape": name,
                "params": params,
                "start": [rng.uniform(x0, x1), rng.uniform(y0, y1)],
                "hyper": random_hyper(rng, table),
            }


def trustworthy(trace, shadow):
    """수로서 뜻이 있는 걸음의 수.

    두 언어의 exp, cos, 거듭제곱은 마지막 자리가 다를 수 있고, 그 차이는 혼돈스러운 경로(골짜기를
    튀어 다니거나 발산하는 길)에서 걸음마다 몇 배로 자란다. 그런 곳의 좌표는 누가 계산해도
    반올림의 결과이므로 견줄 뜻이 없다. 출발점을 반올림 단위의 몇 배만 옮긴 그림자 경로를 함께
    돌려, 그림자와 1e-11보다 벌어지기 전까지만 견준다.
    """
    steps = min(trace.steps, shadow.steps) + 1
    with np.errstate(all="ignore"):
        apart = abs(trace.x[:steps] - shadow.x[:steps]) / (1 + abs(trace.x[:steps]))
    strayed = np.flatnonzero(apart.max(axis=-1) > 1e-11)
    return int(strayed[0]) if strayed.size else steps


@pytest.mark.parametrize("rule", RULES)
def test_trajectories(page, tables, rule):
    rng = np.random.default_rng(sum(map(ord, rule)))
    runs = list(random_runs(rng, tables["rules"][rule]["hyper"], rule))
    there = page.evaluate(
        """([runs, steps]) => runs.map(({ rule, landscape, params, start, hyper }) => {
            const objective = OptimizerFigures.landscape(landscape, params);
            return OptimizerFigures.simulate(rule, objective, start, hyper, steps);
        })""",
        [runs, STEPS],
    )
    compared = total = 0
    for run, got in zip(runs, there, strict=True):
        ground = LANDSCAPES[run["landscape"]](**run["params"])
        optimizer = RULES[rule](**run["hyper"])
        trace = minimize(ground, run["start"], optimizer, STEPS)
        shadow = minimize(ground, np.array(run["start"]) * (1 + 1e-15), optimizer, STEPS)
        n = trustworthy(trace, shadow)
        where = json.dumps(run)
        assert close(got["x"][:n], trace.x[:n]), where
        assert close(got["loss"][:n], trace.loss[:n]), where
        assert close(got["gradNorm"][:n], trace.grad_norm[:n]), where
        for name, values in trace.state.items():
            assert close([state[name] for state in got["state"][:n]], values[:n]), where
        if n == trace.steps + 1 == shadow.steps + 1:
            assert (len(got["x"]), got["stop"]) == (n, trace.stop), where
        compared += n
        total += trace.steps + 1
    # 견주지 않은 걸음이 많으면 이 시험은 뜻이 없다.
    assert compared >= 0.8 * total, f"{total}걸음 가운데 {compared}걸음만 견주었습니다."


def test_descent_on_curves(page):
    rng = np.random.default_rng(7)
    for name, make in CURVES.items():
        start, lr = rng.uniform(*make().domain), 10 ** rng.uniform(-2, 0)
        got = page.evaluate(
            """([name, start, lr]) => {
                const { simulate, onLine, curve } = OptimizerFigures;
                return simulate("GD", onLine(curve(name)), [start], { lr }, 40);
            }""",
            [name, start, lr],
        )
        trace = minimize(make(), start, RULES["GD"](lr=lr), 40)
        assert got["stop"] == trace.stop
        assert close(np.ravel(got["x"]), trace.x)
        assert close(got["loss"], trace.loss)
