"""9장의 기록(book/_data/adamw.json)이 지금의 record_adamw.py와 맞는지."""

import json

import numpy as np
import pytest
import record_adamw


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_adamw.RECORDED.read_text(encoding="utf-8"))


def test_tells_how_it_was_made(recorded):
    about = recorded["about"]
    assert about["command"].endswith("record_adamw.py")
    assert (about["train"], about["test"]) == (record_adamw.TRAIN, record_adamw.TEST)
    assert about["final_seeds"] == list(record_adamw.FINAL)
    for seeds in about["tuning_seeds"].values():
        assert not set(seeds) & set(about["final_seeds"])


def test_both_methods_had_the_same_budget(recorded):
    assert len({len(decays) for decays in record_adamw.DECAYS.values()}) == 1
    for task, methods in recorded["grids"].items():
        for method, cells in methods.items():
            pairs = [(lr, decay) for lr in record_adamw.LRS[task] for decay in decays(method)]
            assert [tuple(cell[:2]) for cell in cells] == pairs
            assert {len(cell[2]) for cell in cells} == {record_adamw.TASKS[task][0]}


def decays(method):
    return record_adamw.DECAYS[method]


def test_chosen_pair_is_the_best_and_inside_the_grid(recorded):
    for task, found in recorded["finals"].items():
        for name, run in found.items():
            method = name if name in record_adamw.METHODS else "AdamW"
            cells = recorded["grids"][task][method]
            pair = run["lr"], run["weight_decay"]
            assert pair == record_adamw.best(cells, decayed=name in record_adamw.METHODS)
            assert record_adamw.LRS[task][0] < run["lr"] < record_adamw.LRS[task][-1]
            assert run["weight_decay"] < decays(method)[-1]
            assert len(run["wrong"]) == len(record_adamw.FINAL)


def test_no_decay_is_one_method(recorded):
    """λ = 0인 칸에서는 두 방법이 같다."""
    for methods in recorded["grids"].values():
        plain = [[cell for cell in cells if cell[1] == 0] for cells in methods.values()]
        assert plain[0] == plain[1]


@pytest.mark.parametrize(("task", "method"), [("표준", "L2"), ("배치 정규화", "AdamW")])
def test_can_be_made_again(recorded, task, method):
    run = recorded["finals"][task][method]
    model, _, test, history = record_adamw.train(
        task, method, run["lr"], run["weight_decay"], record_adamw.FINAL[0]
    )
    assert abs(record_adamw.score(model, history, test)[0] - run["wrong"][0]) <= 2


def test_what_else_is_decayed(recorded):
    """고른 λ에서 가중치만 줄인 것은 앞의 기록과 같고, γ를 줄인 것은 다시 나온다."""
    for task, rows in recorded["excluded"].items():
        assert rows[0][1]["가중치만"] == recorded["finals"][task]["AdamW"]["wrong"]
        for (decay, runs), factor in zip(rows, (1, 3, 10), strict=True):
            assert decay == pytest.approx(rows[0][0] * factor)
            assert {len(wrong) for wrong in runs.values()} == {len(record_adamw.FINAL)}
    assert list(recorded["excluded"]["배치 정규화"][0][1]) == list(record_adamw.ALSO)
    decay, runs = recorded["excluded"]["배치 정규화"][1]
    model, _, test, history = record_adamw.train(
        "배치 정규화", "AdamW", 0.1, decay, record_adamw.FINAL[0], also=("gamma",)
    )
    assert abs(record_adamw.score(model, history, test)[0] - runs["γ도"][0]) <= 4


def test_also_chooses_by_name():
    model = record_adamw.problem("배치 정규화", 0)[0]
    names = record_adamw.parts(model)
    assert set(names[~model.decayed]) == {"gamma1", "b1", "b2"}
    for also, extra in (("b",), {"b1", "b2"}), (("gamma",), {"gamma1"}), ((), set()):
        assert {name for name in set(names) if name.startswith(also)} == extra


def test_turns(recorded):
    """씨앗 열, 두 층. 감쇠를 떼어 낸 설정에서는 각이 √(ηλ)를 따른다."""
    assert [tuple(row[:4]) for row in recorded["turns"]] == record_adamw.TURNS
    for method, lr, decay, _, rows in recorded["turns"]:
        assert np.shape(rows) == (20, 3)
        if method == "AdamW":
            ratio = np.mean(rows, axis=0)[1] / (0.2294 * np.sqrt(2 * lr * decay))
            assert 0.7 < ratio < 1


def test_divergence_counts_as_all_wrong():
    model, held, _, history = record_adamw.train("표준", "AdamW", 0.3, 1e6, 0)
    assert history.diverged
    assert record_adamw.score(model, history, held) == (747, None)


def test_best_is_the_lowest_mean():
    cells = [[0.1, 0.0, [1, 9], []], [0.1, 1.0, [2, 2], []]]
    assert record_adamw.best(cells) == (0.1, 1.0)
    assert record_adamw.best(cells, decayed=False) == (0.1, 0.0)
