"""9장의 비교를 돌려 기록한다: Adam에 L2 규제를 더한 것과 AdamW, 학습률 × λ의 표.

    python book/_scripts/record_adamw.py

book/_data/adamw.json을 만든다. 손글씨 숫자에서 시험 750장을 먼저 떼어 두고, 씨앗마다 남은 1,047장을
다시 섞어 300장으로 학습하고 747장으로 검증한다. 두 방법은 같은 데이터, 같은 처음 매개변수, 같은
미니배치를 보고, 같은 수의 (학습률, λ)를 시험한다(`LRS`, `DECAYS`). 평균 검증 오차가 가장 낮은 짝을
골라 새 씨앗 스물로 다시 학습하고, 그때 처음으로 시험 750장에서 잰다. 끝으로 편향과 γ까지 줄일 때의
시험 오차(`ALSO`)와, 배치 정규화가 있는 층의 가중치가 한 걸음에 도는 각(`TURNS`)을 잰다. 코어 하나로
칠 분쯤 걸린다.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from provenance import provenance

from lib.data import digits, split
from lib.forms import AdamL2
from lib.models import MLP
from lib.optimizers import AdamW
from lib.schedules import constant, cosine
from lib.training import fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "adamw.json"
TRAIN, TEST, BATCH, EPOCHS = 300, 750, 32, 30
STEPS = EPOCHS * -(-TRAIN // BATCH)
FINAL = range(100, 120)
METHODS = {"L2": AdamL2, "AdamW": AdamW}
HALVES = [float(f"{digit}e{power}") for power in range(-4, 3) for digit in (1, 3)]
# 문제마다의 씨앗 수, 시험할 가장 작은 학습률, 화소의 표준화, 배치 정규화, 스케줄
TASKS = {
    "표준": (8, 1e-3, True, False, cosine),
    "원자료": (4, 3e-4, False, False, cosine),
    "배치 정규화": (4, 1e-3, True, True, cosine),
    "고정 학습률": (4, 1e-3, True, False, None),
}
LRS = {task: [lr for lr in HALVES if lr >= low][:6] for task, (_, low, *_) in TASKS.items()}
DECAYS = {
    "L2": [0.0, *[value for value in HALVES if value <= 1]],
    "AdamW": [0.0, *[value for value in HALVES if 0.01 <= value <= 100]],
}

# 가중치와 함께 줄일 것: 매개변수의 이름이 이것으로 시작하면 줄인다
ALSO = {"가중치만": (), "편향도": ("b",), "γ도": ("gamma",), "모두": ("b", "gamma")}
# 도는 각을 재는 (방법, η, λ, 에포크)
TURNS = [
    ("L2", 0.01, 0.0, 15),
    ("L2", 0.01, 0.01, 15),
    ("AdamW", 0.01, 1.0, 15),
    ("AdamW", 0.003, 3.0, 15),
    ("AdamW", 0.03, 1.0, 15),
    ("AdamW", 0.003, 1.0, 30),
]


@cache
def held_out(standardize):
    """시험 750장을 떼어 둔 손글씨 숫자."""
    return split(digits(), test=TEST / 1797, seed=0, standardize=standardize)


def problem(task, seed):
    """씨앗이 정하는 훈련 300장의 모델과 검증 747장, 씨앗과 상관없는 시험 750장."""
    _, _, standardize, batch_norm, _ = TASKS[task]
    data = held_out(standardize)
    X, y, *_ = data.train
    rows = np.random.default_rng([seed, 2]).permutation(len(y))
    kept, held = rows[:TRAIN], rows[TRAIN:]
    model = MLP(X[kept], y[kept], hidden=(64,), batch_norm=batch_norm, classes=10)
    return model, (X[held], y[held]), data.test


def parts(model):
    """매개변수마다 그것이 든 배열의 이름."""
    return np.repeat(list(model.like), [array.size for array in model.like.values()])


def train(task, method, lr, decay, seed, *, also=()):
    """한 번의 학습. 이름이 also로 시작하는 매개변수도 줄인다. 반환: 모델, 검증, 시험, `History`."""
    model, held, test = problem(task, seed)
    schedule = TASKS[task][-1]
    schedule = constant(lr) if schedule is None else schedule(lr, STEPS)
    where = model.decayed | np.array([name.startswith(also) for name in parts(model)])
    opt = METHODS[method](lr=lr, weight_decay=decay * where)
    return model, held, test, fit(model, opt, EPOCHS, BATCH, seed, schedule=schedule)


def score(model, history, data):
    """틀린 장수와 손실. 발산은 모두 틀린 것으로 친다."""
    if history.diverged:
        return len(data[1]), None
    result = model.evaluate(history.theta, data)
    return round(len(data[1]) * (1 - result.accuracy)), float(f"{result.loss:.4g}")


def tune(task, method, lr, decay):
    """검증에서 틀린 장수와 손실, 조율용 씨앗마다."""
    scores = []
    for seed in range(TASKS[task][0]):
        model, held, _, history = train(task, method, lr, decay, seed)
        scores.append(score(model, history, held))
    return [list(column) for column in zip(*scores, strict=True)]


def final(task, method, lr, decay, **options):
    """시험에서 틀린 장수, 새 씨앗마다."""
    wrong = []
    for seed in FINAL:
        model, _, test, history = train(task, method, lr, decay, seed, **options)
        wrong.append(score(model, history, test)[0])
    return wrong


def best(cells, *, decayed=True):
    """검증에서 가장 적게 틀린 (학습률, λ). decayed=False면 λ = 0 가운데서 고른다."""
    means = {(lr, decay): np.mean(wrong) for lr, decay, wrong, _ in cells if decayed or decay == 0}
    return min(means, key=means.get)


def turns(method, lr, decay, epochs):
    """은닉층 둘의 가중치마다 [처음 에포크의 각, 마지막 두 에포크의 각, 크기의 비], 씨앗 열."""
    data = split(digits())
    model = MLP(*data.train[:2], hidden=(64, 64), batch_norm=True)
    found = []
    for seed in range(10):
        opt = METHODS[method](lr, weight_decay=decay * model.decayed)
        path = fit(model, opt, epochs, 64, seed, record=True).path
        for layer in ("W1", "W2"):
            w = path[:, parts(model) == layer]
            size = np.linalg.norm(w, axis=1)
            turn = np.arccos((w[1:] * w[:-1]).sum(axis=1) / size[1:] / size[:-1])
            row = turn[:22].mean(), turn[-44:].mean(), size[-1] / size[0]
            found.append([float(f"{value:.4g}") for value in row])
    return found


def excluded(task, grid):
    """고른 η에서 λ의 1, 3, 10배로, 가중치와 함께 무엇을 줄이는지마다 시험에서 틀린 장수."""
    lr, decay = best(grid["AdamW"])
    names = ALSO if TASKS[task][3] else ("가중치만", "모두")
    return [
        [
            decay * factor,
            {name: final(task, "AdamW", lr, decay * factor, also=ALSO[name]) for name in names},
        ]
        for factor in (1, 3, 10)
    ]


def main():
    grids, finals = {}, {}
    for task in TASKS:
        grids[task] = {
            method: [
                [lr, decay, *tune(task, method, lr, decay)]
                for lr in LRS[task]
                for decay in DECAYS[method]
            ]
            for method in METHODS
        }
        chosen = {method: (method, *best(cells)) for method, cells in grids[task].items()}
        chosen["감쇠 없음"] = ("AdamW", *best(grids[task]["AdamW"], decayed=False))
        finals[task] = {
            name: {"lr": lr, "weight_decay": decay, "wrong": final(task, method, lr, decay)}
            for name, (method, lr, decay) in chosen.items()
        }
    about = provenance(
        "record_adamw.py",
        train=TRAIN,
        test=TEST,
        batch_size=BATCH,
        epochs=EPOCHS,
        tuning_seeds={task: list(range(count)) for task, (count, *_) in TASKS.items()},
        final_seeds=list(FINAL),
    )
    record = {
        "about": about,
        "grids": grids,
        "finals": finals,
        "excluded": {task: excluded(task, grids[task]) for task in ("표준", "배치 정규화")},
        "turns": [[*setting, turns(*setting)] for setting in TURNS],
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace("]],[", "]],\n["), encoding="utf-8")


if __name__ == "__main__":
    main()
