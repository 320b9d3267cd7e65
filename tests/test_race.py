"""lib.race: 같은 출발점, 같은 씨앗, 같은 예산인지, 발산이 감추어지지 않는지 본다."""

from types import SimpleNamespace

import numpy as np
import pytest
from expect import refused

from lib.data import diabetes, digits, split
from lib.landscapes import bowl, ravine, saddle
from lib.models import LinearRegression, SoftmaxRegression
from lib.optimizers import GD, OPTIMIZERS, Adam, Momentum
from lib.race import RATES, Race, Sweep, arrival, descent_score, race, sweep, training_score
from lib.schedules import cosine
from lib.training import fit, minimize


def fixed(scores, rates=(0.01, 0.1, 1.0, 10.0)):
    """점수를 손으로 적은 Sweep."""
    scores = np.array(scores, dtype=float)
    return Sweep("GD", np.array(rates)[: len(scores)], tuple(range(scores.shape[1])), scores)


def by_rate(table):
    """학습률로 점수를 찾는 가짜 실험. 씨앗은 소수 자리에 남는다."""
    return lambda opt, seed: table[opt.lr] + seed / 1000


def test_rates_are_half_decades_from_tiny_to_huge():
    assert len(RATES) == 12
    np.testing.assert_allclose(np.diff(np.log10(RATES)), 0.5)
    np.testing.assert_allclose(RATES[[0, -1]], [10**-4.5, 10.0])


def test_sweep_runs_every_rate_and_seed_with_a_new_optimizer():
    seen = []

    def score(opt, seed):
        seen.append((opt.lr, seed, id(opt)))
        kept.append(opt)
        return opt.lr + seed

    kept = []
    tuned = sweep(score, GD, [0.1, 0.2], [3, 5], name="내 GD")
    assert [one[:2] for one in seen] == [(0.1, 3), (0.1, 5), (0.2, 3), (0.2, 5)]
    assert len({one[2] for one in seen}) == 4
    np.testing.assert_allclose(tuned.scores, [[3.1, 5.1], [3.2, 5.2]])
    assert (tuned.name, tuned.seeds) == ("내 GD", (3, 5))


def test_median_choice_and_ties():
    tuned = fixed([[9, 1, 5], [2, 2, 7], [0, 2, 9], [8, 8, 8]])
    np.testing.assert_array_equal(tuned.median, [5, 2, 2, 8])
    assert (tuned.lr, tuned.best) == (0.1, 2.0)  # 같으면 작은 학습률
    assert tuned.interior
    np.testing.assert_array_equal(fixed([[1, 4], [2, 3]]).median, [2.5, 2.5])


def test_choice_at_an_edge_is_told():
    assert not fixed([[1], [2], [3]]).interior
    assert not fixed([[3], [2], [1]]).interior
    assert fixed([[3], [1], [2]]).interior


def test_divergence_stays_in_the_scores():
    tuned = fixed([[1, 1, 1], [0, 0, np.inf], [0, np.inf, np.inf], [np.inf] * 3])
    np.testing.assert_array_equal(tuned.median, [1, 0, np.inf, np.inf])
    assert tuned.lr == 0.1
    assert fixed([[0, np.inf]]).median == np.inf
    nan = sweep(lambda opt, seed: np.nan, GD, [0.1], [0])
    assert nan.scores[0, 0] == np.inf


def test_usable_is_one_run_of_rates_around_the_best():
    rates = (0.01, 0.1, 1.0, 10.0, 100.0)
    tuned = fixed([[1.9], [5], [1.5], [1], [2.0]], rates)
    assert tuned.usable(2) == (1.0, 100.0, pytest.approx(2.0))
    assert tuned.usable(1.6) == (1.0, 10.0, pytest.approx(1.0))
    assert tuned.usable(1) == (10.0, 10.0, 0.0)
    assert tuned.usable(10) == (0.01, 100.0, pytest.approx(4.0))
    low, high, width = fixed([[np.inf], [np.inf]]).usable()
    assert np.isnan([low, high]).all()
    assert width == 0


def test_race_chooses_on_some_seeds_and_reports_on_others():
    table = {0.01: 3.0, 0.1: 1.0, 1.0: 2.0}
    methods = {"GD": GD, "Adam": Adam}
    result = race(by_rate(table), methods, list(table), [0, 1, 2], [7, 9])
    assert result.lr == {"GD": 0.1, "Adam": 0.1}
    np.testing.assert_allclose(result.results["GD"], [1.007, 1.009])
    assert result.seeds == (7, 9)
    assert result.edges == []
    assert result.budget == "조율 3×3 = 9번, 마지막 2번"
    assert result.sweeps["Adam"].name == "Adam"


def test_pairs_and_ranks():
    sweeps = dict.fromkeys("abcd", fixed([[2], [1], [2]]))
    results = {"a": [1, 2, 3], "b": [1, 3, 2.5], "c": [2, 2, 2], "d": [np.inf] * 3}
    result = Race(sweeps, {name: np.array(row) for name, row in results.items()}, (5, 6, 7))
    assert result.wins("a", "b") == (1, 1, 1)
    assert result.wins("b", "a") == (1, 1, 1)
    assert result.wins("c", "d") == (3, 0, 0)
    assert result.ranks == {"a": 1.5, "c": 1.5, "b": 3.0, "d": 4.0}
    with refused("b='e': 쓸 수 있는 이름은 a, b, c, d입니다."):
        result.wins("a", "e")


def test_table_fits_a_phone_and_names_the_edges():
    sweeps = {"Momentum": fixed([[2], [1], [2]]), "AdaBelief": fixed([[1], [2], [3]])}
    results = {"Momentum": np.array([1.234e-110, 3e-300]), "AdaBelief": np.full(2, np.inf)}
    text = str(Race(sweeps, results, (5, 6)))
    widths = [sum(2 if ord(c) > 0x1100 else 1 for c in line) for line in text.split("\n")]
    assert max(widths) <= 38
    lines = text.split("\n")
    assert lines[2].split() == ["AdaBelief!0.01", "발산", "발산", "2"]
    assert lines[3] == "! 고른 학습률이 격자의 끝입니다."
    assert lines[1].split() == ["Momentum", "0.1", "6.2e-111", "1.2e-110", "1"]


def test_sweep_text_marks_the_choice():
    lines = str(fixed([[3, 5], [1, 1], [np.inf, 2]])).split("\n")
    assert lines[2].split() == ["0.1", "1", "1", "1", "*"]
    assert lines[3].split() == ["1", "발산", "2", "발산"]
    assert max(map(len, lines)) <= 40


@pytest.mark.parametrize("name", ["GD", "Momentum", "NAG", "AdaGrad", "Adam", "Amos"])
def test_starts_walked_together_are_single_runs(name):
    land, steps = ravine(10, 0.3), 40
    score = descent_score(land, steps)
    together = score.many(OPTIMIZERS[name](lr=0.05), range(4))
    for seed in range(4):
        start = np.random.default_rng(seed).uniform([-2.5, -2.0], [2.5, 2.0])
        alone = minimize(land, start, OPTIMIZERS[name](lr=0.05), steps)
        assert together[seed] == alone.loss[-1]
        assert score(OPTIMIZERS[name](lr=0.05), seed) == alone.loss[-1]


def test_descent_is_measured_above_the_minimum():
    score = descent_score(saddle(), 1, lambda seed: (0.0, float(seed)))
    assert score(GD(lr=0.5), 1) == 0.0  # 최솟값 −¼을 뺀 값
    assert score(GD(lr=0.5), 0) == 0.25  # 안장점에 서 있다


def test_diverged_descents_are_infinite_one_by_one():
    score = descent_score(bowl(), 3000, lambda seed: (float(seed), 0.0))
    np.testing.assert_array_equal(score.many(GD(lr=1.5), [0, 1]), [0.0, np.inf])
    np.testing.assert_array_equal(score.many(GD(lr=1.5), [1, 2]), [np.inf, np.inf])
    few = descent_score(bowl(), 20, lambda seed: (1.0, 0.0))  # 걸음마다 2배, 손실은 4²⁰배
    assert few(GD(lr=1.5), 0) == np.inf
    assert descent_score(bowl(), 9, lambda seed: (1.0, 0.0))(GD(lr=1.5), 0) == 4**9
    arrival = descent_score(bowl(), 3000, lambda seed: (float(seed), 0.0), goal=0.1)
    np.testing.assert_array_equal(arrival.many(GD(lr=1.5), [1, 2]), [np.inf, np.inf])


def test_arrival_is_the_step_after_which_it_stays():
    """η = 0.25면 x는 걸음마다 반, 손실은 4분의 1이다. 4⁻³은 0.02 아래이고 4⁻²은 아니다."""
    start = lambda seed: (1.0, 1.0)  # noqa: E731
    assert descent_score(bowl(), 10, start, goal=0.02)(GD(lr=0.25), 0) == 3
    assert descent_score(bowl(), 3, start, goal=0.02)(GD(lr=0.25), 0) == 3
    assert descent_score(bowl(), 2, start, goal=0.02)(GD(lr=0.25), 0) == np.inf
    swings = Momentum(lr=0.2, momentum=0.9)
    gap = minimize(bowl(), (1.0, 1.0), swings, 200).loss
    inside = gap <= 0.1 * gap[0]
    arrived = int(descent_score(bowl(), 200, start, goal=0.1)(swings, 0))
    assert inside[arrived:].all()
    assert not inside[arrived - 1]
    assert inside[:arrived].any()  # 들어갔다가 도로 나온 적이 있다


def test_training_scores():
    data = split(digits())
    model = SoftmaxRegression(*data.train[:2])
    history = fit(model, GD(lr=0.1), 2, 64, 5, test=data.test)
    assert training_score(model, 2, 64)(GD(lr=0.1), 5) == history.train_loss[-1]
    error = training_score(model, 2, 64, data.test)(GD(lr=0.1), 5)
    assert error == pytest.approx(1 - history.test_accuracy[-1], abs=1e-15)
    planned = fit(model, GD(lr=0.1), 2, 64, 5, schedule=cosine(0.1, 44))
    score = training_score(model, 2, 64, schedule=lambda lr: cosine(lr, 44))
    assert score(GD(lr=0.1), 5) == planned.train_loss[-1]


def test_training_score_of_a_regression_is_its_loss_and_may_diverge():
    X, y, _ = diabetes()
    model = LinearRegression(X, y)
    score = training_score(model, 1, None, (X, y))
    assert score(GD(lr=0.1), 0) == fit(model, GD(lr=0.1), 1, None).train_loss[-1]
    wild = training_score(model, 400, None)(GD(lr=1e3), 0)
    assert wild == np.inf


def test_bad_arguments():
    good = by_rate({0.1: 1.0})
    with refused("score=3: 함수여야 합니다."):
        sweep(3, GD)
    with refused("make='GD': 함수여야 합니다."):
        sweep(good, "GD")
    for rates in ([], [0.0, 1.0], [1.0, 0.1], [0.1, 0.1], [[0.1]]):
        with pytest.raises(ValueError, match="0보다 크고 커지는 차례"):
            sweep(good, GD, rates)
    with refused("seeds=(): 겹치지 않는 씨앗이 하나는 있어야 합니다."):
        sweep(good, GD, [0.1], [])
    with refused("seeds=(1, 1): 겹치지 않는 씨앗이 하나는 있어야 합니다."):
        sweep(good, GD, [0.1], [1, 1])
    with refused("seeds=-1: 허용 범위는 0 이상의 정수입니다."):
        sweep(good, GD, [0.1], [-1])
    with refused("methods={}: {이름: 함수} 꼴의 비지 않은 dict여야 합니다."):
        race(good, {})
    with refused("test_seeds=(2, 3): 조율에 쓴 씨앗 [2]과(와) 겹치면 안 됩니다."):
        race(good, {"GD": GD}, [0.1], range(3), [2, 3])
    with refused("factor=0.5: 허용 범위는 1 ≤ factor < ∞입니다."):
        fixed([[1]]).usable(0.5)
    with refused("landscape=3: Landscape여야 합니다."):
        descent_score(3, 10)
    with refused("steps=0: 허용 범위는 1 이상의 정수입니다."):
        descent_score(bowl(), 0)
    with refused("goal=0: 허용 범위는 0 < goal ≤ 1입니다."):
        descent_score(bowl(), 10, goal=0)
    with refused("starts=3: 함수여야 합니다."):
        descent_score(bowl(), 10, 3)
    with refused("schedule=0.1: 함수여야 합니다."):
        training_score(SimpleNamespace(), 1, 1, schedule=0.1)


def test_arrival_is_the_step_after_the_last_time_outside():
    """다시 나갔다 들어온 것은 마지막에 들어온 때, 끝에 밖이면 무한대, 처음부터 안이면 0."""
    gap = np.array([[1.0, 1.0, 0.0], [0.05, 2.0, 0.0], [0.5, 0.05, 0.0], [0.05, 0.2, 0.0]])
    np.testing.assert_array_equal(arrival(gap, 0.1), [3, np.inf, 0])
    assert arrival(gap[:, 0], 0.1) == 3
