"""8장의 기록(book/_data/adam.json)이 지금의 record_adam.py와 맞는지."""

import json

import numpy as np
import pytest
import record_adam


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_adam.RECORDED.read_text(encoding="utf-8"))


def runs(recorded):
    for task, methods in recorded["results"].items():
        for method, run in methods.items():
            yield task, method, run


def test_tells_how_it_was_made(recorded):
    about = recorded["about"]
    assert about["command"].endswith("record_adam.py")
    assert about["epochs"] == record_adam.EPOCHS
    assert about["tuning_seeds"] == list(record_adam.TUNING)
    assert about["final_seeds"] == list(record_adam.FINAL)
    assert not set(about["tuning_seeds"]) & set(about["final_seeds"])


def test_every_rival_was_tuned_with_the_same_budget(recorded):
    for methods in recorded["results"].values():
        assert list(methods)[: len(record_adam.RIVALS)] == list(record_adam.RIVALS)
    for _, method, run in runs(recorded):
        tried = [lr for lr, _ in run["tried"]]
        assert set(record_adam.GRIDS[method]) < set(tried)
        assert len(tried) == 13
        assert tried[-1] / tried[0] == pytest.approx(1e5)


def test_chosen_rate_is_the_best_and_inside_the_grid(recorded):
    for task, method, run in runs(recorded):
        trials = dict(run["tried"])
        assert run["lr"] == record_adam.best(trials), (task, method)
        assert min(trials) < run["lr"] < max(trials), (task, method)
        assert len(run["train_loss"]) == len(run["test_error"]) == len(record_adam.FINAL)
        assert {len(losses) for losses in run["train_loss"]} == {record_adam.EPOCHS[task] + 1}


@pytest.mark.parametrize(("task", "method"), [("성긴", "AdaGrad"), ("표준", "보정 없음")])
def test_can_be_made_again(recorded, task, method):
    run = recorded["results"][task][method]
    again = record_adam.train(task, method, run["lr"], record_adam.FINAL[0])
    np.testing.assert_allclose(again.train_loss, run["train_loss"][0], rtol=1e-2)


def test_best_skips_a_rate_that_diverged():
    assert record_adam.best({0.1: [1.0, 2.0], 1.0: [0.1, None], 0.3: [1.0, 1.0]}) == 0.3


def test_shared_rates_agree_with_the_chosen_ones(recorded):
    """학습률 하나를 함께 쓴 기록: 고른 학습률과 같은 자리에서는 두 기록이 같다."""
    for task, methods in recorded["results"].items():
        assert {name for name, run in methods.items() if "common" in run} == set(record_adam.RIVALS)
        for name, rates in record_adam.COMMON.items():
            shared = dict(methods[name]["common"])
            assert tuple(shared) == rates
            assert {len(losses) for losses in shared.values()} == {len(record_adam.FINAL)}
            if (lr := methods[name]["lr"]) in shared:
                ends = [losses[-1] for losses in methods[name]["train_loss"]]
                assert shared[lr] == ends, (task, name)


@pytest.mark.parametrize("name", record_adam.RIVALS)
def test_best_shared_rate_is_inside(recorded, name):
    """네 문제의 가장 나쁜 배수가 가장 작은 학습률은 다섯의 가장자리가 아니다."""
    worst = np.zeros(len(record_adam.COMMON[name]))
    for task in recorded["results"].values():
        finals = [np.array(task[rival]["train_loss"])[:, -1] for rival in record_adam.RIVALS]
        best = np.mean(finals, axis=1).min()
        means = [np.mean(losses) / best for _, losses in task[name]["common"]]
        worst = np.maximum(worst, means)
    assert 0 < worst.argmin() < len(worst) - 1
