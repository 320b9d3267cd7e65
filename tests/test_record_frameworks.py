"""13장의 기록(book/_data/frameworks.json)이 지금의 record_frameworks.py, 13장의 글과 맞는지."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import record_frameworks

CHAPTER = Path(__file__).resolve().parents[1] / "book" / "13_frameworks.ipynb"
BLOCKS = re.compile(r"^```(python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def recorded():
    return json.loads(record_frameworks.RECORDED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chapter():
    """13장의 마크다운."""
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_tells_how_it_was_made(recorded):
    about = recorded["libraries"]["about"]
    assert about["command"].endswith("record_frameworks.py libraries")
    assert {"date", "python", "torch", "keras", "optax", "jax", "numpy"} <= set(about)
    about = recorded["training"]["about"]
    assert about["tuning_seeds"] == list(record_frameworks.TUNING)
    assert about["final_seeds"] == list(record_frameworks.FINAL)
    assert not set(about["tuning_seeds"]) & set(about["final_seeds"])


def test_every_recipe_was_run_as_it_stands(recorded):
    recipes = recorded["libraries"]["recipes"]
    assert {name: recipe["source"] for name, recipe in recipes.items()} == {
        name: source.strip("\n") for name, source in record_frameworks.RECIPES.items()
    }
    assert all(recipe["output"].strip() for recipe in recipes.values())


def test_chapter_shows_the_recipes_that_were_run(recorded, chapter):
    """코드 상자는 모두 기록한 조리법이고, 바로 다음 상자가 그때 찍힌 글이다."""
    blocks = BLOCKS.findall(chapter)
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    shown = {code.strip("\n"): out.strip() for (_, code), (_, out) in pairs}
    recipes = recorded["libraries"]["recipes"].values()
    assert shown == {recipe["source"]: recipe["output"].strip() for recipe in recipes}


def test_chapter_names_the_versions_that_were_used(recorded, chapter):
    about = recorded["libraries"]["about"]
    shown = {"torch": "PyTorch", "keras": "Keras", "optax": "Optax", "jax": "JAX"}
    for name, title in shown.items():
        assert f"{title} {about[name]}" in chapter
    assert about["date"] in chapter


NAMES = {
    "SGD": ("SGD", "SGD", "sgd"),
    "AdaGrad": ("Adagrad", "Adagrad", "adagrad"),
    "RMSProp": ("RMSprop", "RMSprop", "rmsprop"),
    "Adam": ("Adam", "Adam", "adam"),
    "Nadam": ("NAdam", "Nadam", "nadam"),
    "AdamW": ("AdamW", "AdamW", "adamw"),
}
OTHERS = {
    "AdaGrad의 $\\varepsilon$": ("AdaGrad", "eps", "epsilon"),
    "RMSProp의 $\\varepsilon$": ("RMSProp", "eps", "epsilon"),
    "Adam의 $\\varepsilon$": ("Adam", "eps", "epsilon"),
    "AdamW의 $\\lambda$": ("AdamW", "weight_decay", "weight_decay"),
    "RMSProp의 $\\rho$": ("RMSProp", "alpha", "rho"),
    "AdaGrad의 $s_0$": ("AdaGrad", "initial_accumulator_value", "initial_accumulator_value"),
    "SGD의 $\\mu$": ("SGD", "momentum", "momentum"),
}


OPTAX = ("eps", "eps", "eps", "weight_decay", "decay", "initial_accumulator_value", "momentum")


def rows(chapter, title):
    """`title` 다음 표의 줄들. 칸의 코드 표시는 벗긴다."""
    table = chapter.split(title)[1].split("\n\n")[1]
    lines = [line.strip("| ").split("|") for line in table.splitlines()]
    return [[cell.strip(" `") for cell in line] for line in lines[2:]]


def test_tabulated_defaults_are_the_recorded_signatures(recorded, chapter):
    defaults = recorded["libraries"]["defaults"]
    torch, keras, optax = (defaults[name] for name in ("torch", "keras", "optax"))
    rates = rows(chapter, "**학습률**")
    assert [rule for rule, *_ in rates] == list(NAMES)
    for rule, one, two in rates:
        names = NAMES[rule]
        assert one == str(torch[names[0]]["lr"])
        assert two == str(keras[names[1]]["learning_rate"])
        assert "learning_rate" not in optax[names[2]]
    others = rows(chapter, "**그 밖**")
    assert [label for label, *_ in others] == list(OTHERS)
    for label, one, two in others:
        rule, *arguments = OTHERS[label]
        assert one == str(torch[NAMES[rule][0]][arguments[0]])
        assert two == str(keras[NAMES[rule][1]][arguments[1]])
    found = rows(chapter, "**Optax**")
    assert [label for label, _ in found] == list(OTHERS)
    for (label, value), argument in zip(found, OPTAX, strict=True):
        assert value == str(optax[NAMES[OTHERS[label][0]][2]][argument])


def test_rules_that_share_their_defaults(recorded):
    """글이 말하는 대로 셋이 같은 것: β, 꺼진 모멘텀과 네스테로프. Optax에만 있는 ε의 인자."""
    defaults = recorded["libraries"]["defaults"]
    torch, keras, optax = (defaults[name] for name in ("torch", "keras", "optax"))
    for rule in ("Adam", "Nadam", "AdamW"):
        names = NAMES[rule]
        assert list(torch[names[0]]["betas"]) == [0.9, 0.999]
        assert [keras[names[1]][name] for name in ("beta_1", "beta_2")] == [0.9, 0.999]
        assert [optax[names[2]][name] for name in ("b1", "b2")] == [0.9, 0.999]
    for sgd in (torch["SGD"], keras["SGD"], optax["sgd"]):
        assert not sgd["momentum"]
        assert not sgd["nesterov"]
    assert optax["adam"]["eps_root"] == 0
    assert optax["rmsprop"]["eps_in_sqrt"] is True


def test_learning_rate_scales_the_decay_of_every_adamw(recorded):
    for families in recorded["libraries"]["forms"].values():
        assert families["Adam과 감쇠, AdamW"]["떼어 냄, η 없이"] > 1


def test_same_numbers_in_torch_and_keras(recorded):
    """학습률이 한결같을 때와 도중에 내릴 때의 차이. 경사하강법만 어느 쪽이든 같다."""
    equal = recorded["libraries"]["equal"]
    assert [name for name, gaps in equal.items() if gaps == [0, 0]] == [
        "경사하강법",
        "경사하강법과 감쇠",
    ]
    for name in ("모멘텀", "네스테로프"):
        assert equal[name][0] == 0
        assert equal[name][1] > 0.1
    assert max(equal["AdaGrad"]) <= 2e-7
    assert max(equal["Nadam, ψ=1"]) < 1e-8


def test_each_rule_has_exactly_one_form(recorded):
    found = recorded["libraries"]["forms"]
    assert set(found) == set(record_frameworks.CONSTRUCTORS)
    for families in found.values():
        for family, gaps in families.items():
            assert set(gaps) == set(record_frameworks.FAMILIES[family.split(",")[0]])
            assert sorted(gaps.values())[:1] == [0]
            assert sorted(gaps.values())[1] >= 0.05


def test_gap_is_zero_for_the_same_path_and_large_for_another():
    path = record_frameworks.walk(record_frameworks.FAMILIES["모멘텀"]["η는 속도 밖"]())
    other = record_frameworks.walk(record_frameworks.FAMILIES["모멘텀"]["η는 속도 안"]())
    start = np.zeros(6)
    assert record_frameworks.gap(path, path, start) == 0
    assert record_frameworks.gap(path, other, start) > 0.05


def test_learning_rate_is_the_best_and_inside_the_grid(recorded):
    runs = recorded["training"]["runs"]
    assert set(runs) == set(record_frameworks.TRAINED)
    for name, run in runs.items():
        grid = {float(lr): loss for lr, loss in run["grid"].items()}
        assert sorted(grid) == record_frameworks.grid(record_frameworks.TRAINED[name][1])
        assert run["lr"] == min(grid, key=lambda lr: (grid[lr] is None, grid[lr]))
        assert min(grid) < run["lr"] < max(grid)
        assert len(run["tuned"]) == len(record_frameworks.FINAL)
        assert ("same" in run) == (name in record_frameworks.PAIRS)


@pytest.mark.parametrize("name", ["MomentumAverage", "RMSPropInside"])
def test_can_be_made_again(recorded, name):
    run = recorded["training"]["runs"][name]
    loss, error = record_frameworks.train(name, run["lr"], record_frameworks.FINAL[0])
    np.testing.assert_allclose([loss, error], run["tuned"][0], rtol=0.3, atol=0.7)


def test_curvature_is_far_from_the_limit_of_the_wrong_form(recorded):
    training = recorded["training"]
    for name, curvature in training["curvature"].items():
        assert 1 < curvature < 0.860 / 3 / training["runs"][name]["lr"]


def test_divergence_counts_as_all_wrong():
    with np.errstate(all="ignore"):
        assert record_frameworks.train("NAGWrong", 1e6, 0) == (None, 100.0)
