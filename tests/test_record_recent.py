"""12장의 기록(book/_data/recent.json)이 지금의 record_recent.py와 맞는지."""

import json

import numpy as np
import pytest
import record_recent

from lib.optimizers import AdamW, Muon
from lib.race import RATES


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_recent.RECORDED.read_text(encoding="utf-8"))


def test_tells_how_it_was_made(recorded):
    about = recorded["about"]
    assert about["command"].endswith("record_recent.py")
    assert about["epochs"] == record_recent.EPOCHS
    assert about["ratio"] == record_recent.RATIO
    assert about["tuning_seeds"] == list(record_recent.TUNING)
    assert about["final_seeds"] == list(record_recent.FINAL)
    assert not set(about["tuning_seeds"]) & set(about["final_seeds"])
    assert about["near_tuning_seeds"] == list(record_recent.NEAR_TUNING)
    assert not set(about["near_tuning_seeds"]) & set(about["final_seeds"])
    np.testing.assert_allclose(about["rates"], RATES, rtol=1e-3)
    np.testing.assert_allclose(about["near"], record_recent.NEAR, rtol=1e-3)


def test_every_setting_had_the_same_budget(recorded):
    settings = {
        (m, plan, "없음") for m in record_recent.METHODS for plan in record_recent.SCHEDULES
    }
    settings |= set(record_recent.DESIGN)
    assert {tuple(key.split("/")) for key in recorded["results"]} == settings
    for run in recorded["results"].values():
        assert np.shape(run["tried"]) == (len(RATES), len(record_recent.TUNING))
        assert len(run["loss"]) == len(run["error"]) == len(record_recent.FINAL)


def test_chosen_rate_is_the_best_and_inside_the_grid(recorded):
    for key, run in recorded["results"].items():
        sweep = record_recent.tuned(run["tried"])
        assert run["lr"] == sweep.lr, key
        assert sweep.interior, key


@pytest.mark.parametrize(
    "setting", [("Adam", "고정", "없음"), ("Momentum", "코사인", "배치 정규화")]
)
def test_can_be_made_again(recorded, setting):
    run = recorded["results"][record_recent.key(*setting)]
    loss, _ = record_recent.score(*setting, run["lr"], record_recent.FINAL[0])
    np.testing.assert_allclose(loss, run["loss"][0], rtol=0.1)


def test_near_rate_is_the_best_around_the_chosen_one(recorded):
    keys = {record_recent.key(*setting) for setting in record_recent.FINE}
    assert set(recorded["near"]) == keys
    for name, run in recorded["near"].items():
        center = recorded["results"][name]["lr"]
        tried = (len(record_recent.NEAR), len(record_recent.NEAR_TUNING))
        assert np.shape(run["tried"]) == tried
        assert run["lr"] == record_recent.refined(run["tried"], center), name
        assert len(run["loss"]) == len(run["error"]) == len(record_recent.FINAL)
        if run["lr"] == center:
            assert run["loss"] == recorded["results"][name]["loss"]


def test_borrowed_rates_come_from_the_other_schedule(recorded):
    design = [(a, b) for a in record_recent.DESIGN for b in record_recent.DESIGN]
    pairs = [(a, b) for a, b in design if record_recent.other_plan(a, b)]
    names = {f"{record_recent.key(*a)} ← {record_recent.key(*b)}" for a, b in pairs}
    assert set(recorded["borrowed"]) == names
    for losses in recorded["borrowed"].values():
        assert len(losses) == len(record_recent.FINAL)


def test_together_moves_every_rate():
    opt = record_recent.muon(0.2)
    assert {type(part) for part in opt.opts.values()} == {Muon, AdamW}
    opt.lr = 0.1
    for name, part in opt.opts.items():
        expected = 0.1 if name in ("W1", "W2", "W3") else 0.1 * record_recent.RATIO
        assert part.lr == pytest.approx(expected)


def test_whole_amos_keeps_one_number_per_array():
    opt = record_recent.WholeAmos(0.1)
    moved = opt.step(np.ones((3, 2)), np.arange(6.0).reshape(3, 2))
    assert moved.shape == (3, 2)
    assert opt.v.shape == opt.b.shape == (1,)
