"""10장의 기록(book/_data/schedules.json)이 지금의 record_schedules.py와 맞는지."""

import json

import numpy as np
import pytest
import record_schedules


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_schedules.RECORDED.read_text(encoding="utf-8"))


def test_tells_how_it_was_made(recorded):
    about = recorded["about"]
    assert about["command"].endswith("record_schedules.py")
    assert about["epochs"] == record_schedules.BUDGETS
    assert about["tuning_seeds"] == list(record_schedules.TUNING)
    assert about["final_seeds"] == list(record_schedules.FINAL)
    assert about["warmup_seeds"] == list(record_schedules.WARMUP_SEEDS)
    assert about["noise"] == record_schedules.NOISE
    assert not set(about["tuning_seeds"]) & set(about["final_seeds"])


def test_every_schedule_had_the_same_budget(recorded):
    for races in recorded["races"].values():
        for optimizer, runs in races.items():
            assert list(runs) == list(record_schedules.SHAPES)
            for run in runs.values():
                assert [lr for lr, _ in run["tried"]] == record_schedules.LRS[optimizer]
                assert {len(wrong) for _, wrong in run["tried"]} == {len(record_schedules.TUNING)}
                assert len(run["wrong"]) == len(run["loss"]) == len(record_schedules.FINAL)


def test_chosen_rate_is_the_best_and_inside_the_grid(recorded):
    for races in recorded["races"].values():
        for optimizer, runs in races.items():
            for run in runs.values():
                assert run["lr"] == record_schedules.best(run["tried"])
                lrs = record_schedules.LRS[optimizer]
                assert lrs[0] < run["lr"] < lrs[-1]


def test_noisy_race_had_the_same_budget(recorded):
    assert list(recorded["noisy"]) == ["고정", "직선", "코사인"]
    for run in recorded["noisy"].values():
        lrs = [lr for lr, _ in run["tried"]]
        assert lrs == record_schedules.NOISY_LRS
        assert run["lr"] == record_schedules.best(run["tried"])
        assert lrs[0] < run["lr"] < lrs[-1]
        assert len(run["wrong"]) == len(record_schedules.FINAL)


def test_noise_changes_only_the_training_answers():
    clean, held, test = record_schedules.problem(3)
    noisy, noisy_held, noisy_test = record_schedules.problem(3, noise=0.4)
    np.testing.assert_array_equal(noisy.X, clean.X)
    np.testing.assert_array_equal(noisy_held[1], held[1])
    np.testing.assert_array_equal(noisy_test.y, test.y)
    assert 0.3 < (noisy.y != clean.y).mean() < 0.42  # 열에 하나는 우연히 같은 숫자다


def test_warmups_share_rates_and_seeds(recorded):
    assert list(recorded["warmups"]) == list(record_schedules.NETWORKS)
    for table in recorded["warmups"].values():
        assert list(table) == list(record_schedules.WARMUPS)
        for cells in table.values():
            assert [lr for lr, *_ in cells] == record_schedules.WARMUP_LRS
            assert {len(wrong) for _, wrong, _ in cells} == {len(record_schedules.WARMUP_SEEDS)}


@pytest.mark.parametrize("name", ["코사인", "계단"])
def test_a_race_can_be_made_again(recorded, name):
    run = recorded["races"]["짧게"]["Momentum"][name]
    seed = record_schedules.FINAL[0]
    model, _, test, history = record_schedules.train(
        record_schedules.SHAPES[name], "Momentum", run["lr"], 3, seed
    )
    assert abs(record_schedules.wrong(model, history, test) - run["wrong"][0]) <= 2
    np.testing.assert_allclose(record_schedules.loss(model, history), run["loss"][0], rtol=0.05)


def test_a_warmup_can_be_made_again(recorded):
    lr, wrong, _ = recorded["warmups"]["얕은"]["50걸음"][1]
    model, _, test, history = record_schedules.train(
        record_schedules.WARMUPS["50걸음"], "Adam", lr, 8, record_schedules.WARMUP_SEEDS[0]
    )
    assert abs(record_schedules.wrong(model, history, test) - wrong[0]) <= 2


def test_divergence_counts_as_all_wrong():
    model, _, test, history = record_schedules.train(
        record_schedules.SHAPES["고정"], "Momentum", 1e6, 3, 0
    )
    assert history.diverged
    assert record_schedules.wrong(model, history, test) == 750
    assert record_schedules.loss(model, history) is None


def test_best_is_the_lowest_mean():
    assert record_schedules.best([[0.1, [1, 9]], [0.2, [2, 2]]]) == 0.2
