"""브라우저가 스스로 계산하는 그림들(안정 지도 등)이 lib과 같은 수를 내는지 본다."""

import inspect
import itertools

import numpy as np
import pytest

from lib.optimizers import OPTIMIZERS
from lib.schedules import SCHEDULES
from lib.training import minimize
from lib.widgets import (
    DecayExplorer,
    MomentExplorer,
    RegressionExplorer,
    ScheduleDesigner,
    _decay,
    _moments,
    _random,
    _schedule,
    _stability,
)
from lib.widgets._figure import STATIC

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>견주기</title>")
    page.add_script_tag(path=str(STATIC / "figures.js"))
    yield page
    page.close()


def close(there, here, tolerance=TOLERANCE):
    return np.allclose(there, here, rtol=tolerance, atol=tolerance)


# ── 안정 지도 ──────────────────────────────────────────────────────────────


def random_places(count):
    """(ηL, μ, κ). κ = 1과 μ = 0도 섞는다."""
    rng = np.random.default_rng(4)
    places = rng.uniform((0, 0), (4, 0.999), size=(count, 2))
    kappas = 10 ** rng.uniform(0, 3, size=count)
    kappas[::5], places[::7, 1] = 1.0, 0.0
    return np.column_stack([places, kappas])


@pytest.mark.parametrize("rule", _stability.RULES)
def test_rate(page, rule):
    places = random_places(500)
    there = page.evaluate(
        """([rule, places]) => places.map(([z, mu, kappa]) =>
            OptimizerFigures.stability.rate(rule, z, mu, kappa))""",
        [rule, places.tolist()],
    )
    assert close(there, _stability.rate(rule, *places.T))


@pytest.mark.parametrize("rule", _stability.RULES)
def test_eigenvalues(page, rule):
    places = random_places(300)
    there = page.evaluate(
        """([rule, places]) => places.map(([z, mu]) =>
            OptimizerFigures.stability.eigenvalues(rule, z, mu))""",
        [rule, places.tolist()],
    )
    for (lr, momentum, _), pair in zip(places, np.array(there) @ [1, 1j], strict=True):
        here = np.linalg.eigvals(_stability.iteration_matrix(rule, lr, momentum))
        assert close(np.sort_complex(pair), np.sort_complex(here), 1e-7)


@pytest.mark.parametrize("rule", _stability.RULES)
def test_best(page, rule):
    kappas = [1, 1.5, 4, 30, 1000]
    there = page.evaluate(
        "([rule, kappas]) => kappas.map((k) => OptimizerFigures.stability.best(rule, k))",
        [rule, kappas],
    )
    assert close(there, [_stability.best(rule, kappa) for kappa in kappas])


@pytest.mark.parametrize("rule", _stability.RULES)
def test_bands_end_where_the_rate_does(page, rule):
    """지도의 띠는 구간의 두 끝으로 그린다. 그 끝에서 수렴 속도가 정말로 r이어야 한다."""
    rng = np.random.default_rng(5)
    draws = np.column_stack(
        [rng.uniform(0.05, 1, 300), rng.uniform(0, 0.999, 300), 10 ** rng.uniform(0, 3, 300)]
    )
    there = page.evaluate(
        """([rule, draws]) => draws.map(([r, mu, kappa]) =>
            OptimizerFigures.stability.span(rule, r, mu, kappa))""",
        [rule, draws.tolist()],
    )
    z = np.linspace(0, 4, 801)
    for (r, momentum, kappa), ends in zip(draws, there, strict=True):
        inside = _stability.rate(rule, z, momentum, kappa) <= r
        if ends is None:
            assert not inside.any()
            continue
        low, high = ends
        near = (abs(z - low) < 1e-6) | (abs(z - high) < 1e-6)
        assert ((z >= low) & (z <= high))[~near].tolist() == inside[~near].tolist()


@pytest.mark.parametrize("rule", _stability.RULES)
def test_motion_on_a_quadratic(page, rule):
    for lr, momentum, kappa in random_places(40):
        there = page.evaluate(
            """([rule, curvature, hyper]) => {
                const line = { f: ([x]) => curvature * x * x / 2, grad: ([x]) => [curvature * x] };
                return OptimizerFigures.simulate(rule, line, [1], hyper, 40).x.flat();
            }""",
            [rule, 1 / kappa, {"lr": lr, "momentum": momentum}],
        )
        ground = _stability.quadratic(1 / kappa)
        here = minimize(ground, 1.0, OPTIMIZERS[rule](lr=lr, momentum=momentum), 40)
        assert close(there, here.x)


# ── 난수 ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", [0, 1, 12345, 2**32 - 1])
def test_random_numbers(page, seed):
    there = page.evaluate(
        """(seed) => {
            const { mulberry32, permutation, resample, normals } = OptimizerFigures.random;
            const random = mulberry32(seed);
            const raw = Array.from({ length: 200 }, random);
            return [raw, permutation(random, 57), resample(random, 57), normals(random, 99)];
        }""",
        seed,
    )
    random = _random.mulberry32(seed)
    assert there[0] == list(itertools.islice(random, 200))
    assert there[1] == _random.permutation(random, 57)
    assert there[2] == _random.resample(random, 57)
    assert close(there[3], _random.normals(random, 99), 1e-13)


# ── 미니배치 회귀 ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("size", [1, 8, 50])
def test_minibatch_path(page, size, replace):
    figure = RegressionExplorer(batch_size=size, lr=0.15, seed=3, epochs=10, replace=replace)
    there = page.evaluate(
        """([data, start, size, lr, replace, steps]) => {
            const { batches, descend, quadratic } = OptimizerFigures.regression;
            const rows = batches(data.x.length, { size, seed: 3, replace, steps });
            const { theta, stop } = descend(data, start, rows, lr);
            const { minimum, floor, steepest, gap } = quadratic(data);
            return { rows, theta, stop, minimum, floor, steepest, gaps: theta.map(gap) };
        }""",
        [figure.data, figure.start, size, figure.lr, replace, figure.steps],
    )
    model, path = figure.model, figure.path()
    assert there["rows"] == figure.batches()
    assert close(there["theta"], path)
    assert close(there["minimum"], model.solution())
    assert close(there["floor"], model(model.solution()))
    assert close(there["steepest"], np.linalg.eigvalsh(model.hessian()).max())
    assert close(there["gaps"], model(path) - model(model.solution()))


# ── 모멘트 들여다보기 ──────────────────────────────────────────────────────


def test_same_signals(page):
    there = page.evaluate(
        "Object.entries(OptimizerFigures.moments.SIGNALS).map(([name, { title }]) => [name, title])"
    )
    assert dict(there) == _moments.SIGNALS
    for name in _moments.SIGNALS:
        there = page.evaluate(
            "(name) => OptimizerFigures.moments.signal(name, 61, 9, 2.5)",
            name,
        )
        assert close(there, 2.5 * _moments.signal_values(name, 61, 9))


@pytest.mark.parametrize("correct", [True, False])
@pytest.mark.parametrize("method", _moments.METHODS)
def test_moments(page, method, correct):
    rng = np.random.default_rng(6)
    for name in _moments.SIGNALS:
        beta1, beta2, rho = 1 - 10 ** rng.uniform(-3, 0, 3)
        figure = MomentExplorer(
            name,
            method=method,
            beta1=beta1,
            beta2=beta2,
            rho=rho,
            eps=10 ** rng.uniform(-12, -1),
            scale=10 ** rng.uniform(-3, 3),
            steps=90,
            step=50,
            seed=2,
            correct=correct,
        )
        keys = ("beta1", "beta2", "rho", "eps", "correct")
        there = page.evaluate(
            """([method, g, hyper]) => OptimizerFigures.moments.feed(method, g, hyper)""",
            [method, figure.g().tolist(), {key: getattr(figure, key) for key in keys}],
        )
        for key, here in figure.history().items():
            assert close(there[key][1:], here), (name, key)
        decay = {"AdaGrad": None, "RMSProp": figure.rho, "Adam": figure.beta1}[method]
        there = page.evaluate(
            "([decay, correct]) => OptimizerFigures.moments.weights(decay, 50, correct)",
            [decay, correct and method == "Adam"],
        )
        assert close(there, figure.weights())


# ── 감쇠 견주기 ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", _decay.FORMS)
@pytest.mark.parametrize("method", _decay.METHODS)
def test_decay(page, method, form):
    rng = np.random.default_rng(8)
    for seed in range(4):
        settings = {
            "weight_decay": rng.uniform(0, 2),
            "lr": 10 ** rng.uniform(-3, -1.5),
            "ratio": 10 ** rng.uniform(0, 3),
            "noise": rng.uniform(0, 2),
            "start": rng.uniform(-0.3, 2, 2).tolist(),
            "steps": 300,
            "seed": seed,
        }
        figure = DecayExplorer(method, **settings)
        there = page.evaluate(
            """([method, form, settings]) => {
                const { shrink, settled, ridge } = OptimizerFigures.decay;
                const { ratio, weight_decay } = settings;
                const run = shrink(method, form, settings);
                return { ...run, end: settled(run.theta), ridge: ridge(ratio, weight_decay) };
            }""",
            [method, form, settings],
        )
        theta, strength = figure.run(form)
        assert close(there["theta"], theta)
        assert close(there["decay"][1:], strength)
        assert close(there["end"], figure.ends()[form])
        assert close(there["ridge"], figure.ridge)


# ── 스케줄 짓기 ────────────────────────────────────────────────────────────


def random_schedule(rng, name):
    """스케줄의 모든 값을 뽑는다. lib의 생성자에 그대로 들어간다."""
    steps = int(rng.integers(5, 120))
    first, second = sorted(rng.choice(np.arange(1, 150), 2, replace=False).tolist())
    values = {
        "lr": rng.uniform(0.01, 3),
        "end": rng.uniform(0, 0.01),
        "start": rng.uniform(0, 0.01),
        "every": int(rng.integers(1, 60)),
        "gamma": rng.uniform(0.5, 1),
        "milestones": [first, second],
        "decay": rng.uniform(0, 1),
        "steps": steps,
        "power": rng.uniform(0.3, 4),
        "mult": int(rng.integers(1, 4)),
        "warmup": rng.uniform(0.25, 0.8),
        "div": rng.uniform(1, 40),
        "final_div": rng.uniform(1, 1e4),
    }
    return {key: values[key] for key in inspect.signature(SCHEDULES[name]).parameters}


def test_same_schedules(page):
    assert page.evaluate("Object.keys(OptimizerFigures.schedules.SCHEDULES)") == list(SCHEDULES)
    assert page.evaluate("OptimizerFigures.schedules.TITLES") == _schedule.TITLES


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedule_values(page, name):
    rng = np.random.default_rng(10)
    t = [*range(160), 2.5, 17.25]
    for _ in range(20):
        params = random_schedule(rng, name)
        there = page.evaluate(
            """([name, params, t]) =>
                t.map(OptimizerFigures.schedules.SCHEDULES[name](params))""",
            [name, params, t],
        )
        assert close(there, SCHEDULES[name](**params)(np.array(t))), params


@pytest.mark.parametrize("warmup", [0, 25])
@pytest.mark.parametrize("name", _schedule.NAMES)
def test_designed_schedule(page, name, warmup):
    figure = ScheduleDesigner(name, lr=0.4, warmup=warmup, steps=150)
    there = page.evaluate(
        """([name, params, about]) => Array.from({ length: about.steps }, (_, t) =>
            OptimizerFigures.schedules.build(name, params, about)(t))""",
        [name, figure.params, {"lr": 0.4, "warmup": warmup, "steps": 150, "points": figure.points}],
    )
    assert close(there, figure.rates())


@pytest.mark.parametrize("optimizer", _schedule.OPTIMIZERS)
def test_practice(page, optimizer):
    for lr, noise, seed in ((0.3, 0.5, 0), (0.05, 0, 1), (5.0, 1.0, 2)):
        figure = ScheduleDesigner("cosine", optimizer=optimizer, lr=lr, noise=noise, seed=seed)
        there = page.evaluate(
            "([name, rates, about]) => OptimizerFigures.practice(name, rates, about)",
            [optimizer, figure.rates().tolist(), figure.get_state(figure.fields)],
        )
        assert close(there, figure.losses())


@pytest.mark.parametrize("optimizer", _schedule.OPTIMIZERS)
def test_practice_on_the_patients(page, optimizer):
    """회귀를 배우는 학습도 같은 미니배치, 같은 손실이다."""
    for lr, size, seed in ((0.3, 8, 0), (0.1, 1, 5), (0.05, 50, 1), (10.0, 7, 2)):
        figure = ScheduleDesigner(
            "cosine",
            task="regression",
            optimizer=optimizer,
            lr=lr,
            batch_size=size,
            seed=seed,
            steps=90,
        )
        there = page.evaluate(
            "([name, rates, about]) => OptimizerFigures.practice(name, rates, about)",
            [optimizer, figure.rates().tolist(), figure.get_state(figure.fields)],
        )
        assert close(there, figure.losses())
