"""11장의 기록(book/_data/race.json)이 지금의 record_race.py와 맞는지, 고르는 그림이 최신인지."""

import json

import decision_chart
import numpy as np
import pytest
import record_race

from lib.optimizers import GD
from lib.race import RATES


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_race.RECORDED.read_text(encoding="utf-8"))


def medians(columns):
    """씨앗마다의 값에서 중앙값. null은 무한대."""
    return [np.median([np.inf if v is None else v for v in column]) for column in columns]


def test_tells_how_it_was_made(recorded):
    about = recorded["about"]
    assert about["command"].endswith("record_race.py")
    assert about["tuning_seeds"] == list(record_race.TUNE)
    assert about["final_seeds"] == list(record_race.FINAL)
    assert (about["batch_size"], about["epochs"]) == (record_race.BATCH, record_race.EPOCHS)
    assert not set(about["tuning_seeds"]) & set(about["final_seeds"])
    assert not set(about["small_tuning_seeds"]) & set(about["small_final_seeds"])


def test_every_method_had_the_same_budget(recorded):
    tried = recorded["race"]["tried"]
    assert list(tried) == list(record_race.METHODS)
    for cells in tried.values():
        np.testing.assert_allclose([cell[0] for cell in cells], record_race.WIDE, rtol=1e-4)
        assert {len(runs) for _, runs in cells} == {len(record_race.TUNE)}
        assert {len(run[0]) for _, runs in cells for run in runs} == {record_race.EPOCHS}
    small = recorded["generalization"]["tried"]
    assert {len(small[name]) for name in record_race.PLAIN} == {8}
    for runs in recorded["landscapes"].values():
        assert {len(run["tuned"]) for run in runs.values()} == {len(record_race.LAND_RATES)}
        assert {len(run["steps"]) for run in runs.values()} == {len(record_race.LAND_FINAL)}


def test_chosen_rates_are_the_best_and_inside_the_grid(recorded):
    for method, runs in recorded["race"]["finals"].items():
        cells = recorded["race"]["tried"][method]
        for goal, run in runs.items():
            goal = goal if goal == "검증" else int(goal)
            assert run["lr"] == record_race.chosen(cells, goal)
            assert cells[0][0] < run["lr"] < cells[-1][0]
            assert len(run["test_error"]) == len(record_race.FINAL)
    for name, run in recorded["generalization"]["finals"].items():
        cells = recorded["generalization"]["tried"][name]
        best = min(cells, key=lambda cell: np.mean(cell[2]))
        assert [run["lr"], run["decay"]] == best[:2]
        assert cells[0][0] < run["lr"] < cells[-1][0]
        decays = sorted({cell[1] for cell in cells})
        assert len(decays) == 1 or decays[0] < run["decay"] < decays[-1]


def test_batch_and_normalization_are_tuned_inside_and_told_on_new_seeds(recorded):
    assert not set(record_race.TUNE) & set(record_race.BATCH_FINAL)
    assert recorded["about"]["batch_final_seeds"] == list(record_race.BATCH_FINAL)
    for method, sizes in recorded["batch_size"]["tried"].items():
        assert list(sizes) == [str(size) for size in record_race.SIZES]
        for size, cells in sizes.items():
            for column, goal in enumerate(("epochs", "steps"), 1):
                best = np.argmin(medians(cell[column] for cell in cells))
                assert 0 < best < len(cells) - 1
                final = recorded["batch_size"]["finals"][method][size][goal]
                assert final["lr"] == cells[best][0]
                assert len(final["train_loss"]) == len(record_race.BATCH_FINAL)
    for name in ("batch_norm", "start_scale"):
        for key, cells in recorded[name]["tried"].items():
            np.testing.assert_allclose([cell[0] for cell in cells], record_race.NORM_RATES, 1e-4)
            best = np.argmin(medians(losses for _, losses in cells))
            assert 0 < best < len(cells) - 1
            final = recorded[name]["finals"][key]
            assert final["lr"] == cells[best][0]
            assert len(final["train_loss"]) == len(record_race.BATCH_FINAL)


def test_largest_batch_is_every_training_image():
    assert record_race.SIZES[-1] == len(record_race.whole().train.y)


def test_batch_size_can_be_made_again(recorded):
    run = recorded["batch_size"]["finals"]["SGD"]["1348"]["epochs"]
    model = record_race.MLP(*record_race.whole().train[:2], hidden=(64,))
    seed = record_race.BATCH_FINAL[0]
    again = record_race.losses(model, record_race.SGD(lr=run["lr"]), 8, 1348, seed)
    assert again[-1] == pytest.approx(run["train_loss"][0], rel=1e-3)


def test_landscapes_away_from_the_origin():
    for name, land in record_race.landscapes().items():
        lowest = min(abs(np.array(land.minima)).max(axis=1))
        assert lowest > 0.3, name
        for point in land.minima:
            np.testing.assert_allclose(land.grad(np.array(point)), 0, atol=1e-12)
            assert land(np.array(point)) == pytest.approx(land(np.array(land.minima[0])))


def test_landscape_race_can_be_made_again(recorded):
    result = record_race.land_race(record_race.landscapes()["그릇"], {"GD": GD})
    run = recorded["landscapes"]["그릇"]["GD"]
    assert result.results["GD"].tolist() == run["steps"]
    assert result.lr["GD"] == pytest.approx(run["lr"], rel=1e-4)


def test_training_can_be_made_again(recorded):
    run = recorded["race"]["finals"]["Momentum"]["3"]
    losses, _, wrong = record_race.train("Momentum", 0.1, record_race.FINAL[0], 3)
    assert losses[-1] == pytest.approx(run["train_loss"][0], rel=1e-3)
    assert wrong == pytest.approx(run["test_error"][0], abs=0.005)
    cells = dict(recorded["race"]["tried"]["SGD"])
    again = record_race.train("SGD", RATES[5], 0)
    assert again[0] == pytest.approx(cells[0.01][0][0], rel=1e-3)


def test_small_problem_can_be_made_again(recorded):
    run = recorded["generalization"]["finals"]["AdamW + 감쇠"]
    *_, wrong = record_race.small("AdamW", 10**-1.0, run["decay"], record_race.SMALL_FINAL[0])
    assert run["lr"] == 0.1
    assert wrong == pytest.approx(run["test_error"][0], abs=0.005)


def test_divergence_is_null_and_all_wrong():
    losses = record_race.train("SGD", 100.0, 0, 2)[0]
    assert losses[-1] is None or losses[-1] > 1e10
    assert record_race.small("SGD", 1e6, 0.0, 0) == (None, 1.0, 1.0)
    assert record_race.score([[None], 1.0, 1.0], 1) == np.inf


def test_ties_take_the_smaller_rate():
    cells = [[0.1, [[[2.0], 0.3, 0]]], [0.2, [[[1.0], 0.3, 0]]], [0.3, [[[1.0], 0.5, 0]]]]
    assert record_race.chosen(cells, 1) == 0.2
    assert record_race.chosen(cells, "검증") == 0.1


def test_chart_is_up_to_date_and_tells_itself_in_words():
    svg = decision_chart.TARGET.read_text(encoding="utf-8")
    assert svg == decision_chart.svg()
    for mark in "①②③④⑤⑥⑦⑧":
        assert svg.count(mark) == 2  # 화살표에 한 번, 설명에 한 번
    assert "<title" in svg
    assert "<desc" in svg
