"""9장의 비교를 돌려 기록한다: Adam에 L2 규제를 더한 것과 AdamW, 학습률 × λ의 표.

    python book/_scripts/record_adamw.py

book/_data/adamw.json을 만든다. 손글씨 숫자에서 시험 750장을 먼저 떼어 두고, 씨앗마다 남은 1,047장을
다시 섞어 300장으로 학습하고 747장으로 검증한다. 두 방법은 같은 데이터, 같은 처음 매개변수, 같은
미니배치를 보고, 같은 수의 (학습률, λ)를 시험한다(`LRS`, `DECAYS`). 평균 검증 오차가 가장 낮은 짝을
골라 새 씨앗 스물로 다시 학습하고, 그때 처음으로 시험 750장에서 잰다. 코어 하나로 육 분쯤 걸린다.
"""

import json
import platform
from functools import cache
from pathlib import Path

import numpy as np
import sklearn

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
    "정규화": (4, 1e-3, True, True, cosine),
    "고정": (4, 1e-3, True, False, None),
}
LRS = {task: [lr for lr in HALVES if lr >= low][:6] for task, (_, low, *_) in TASKS.items()}
DECAYS = {
    "L2": [0.0, *[value for value in HALVES if value <= 1]],
    "AdamW": [0.0, *[value for value in HALVES if 0.01 <= value <= 100]],
}


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


def train(task, method, lr, decay, seed, *, everything=False):
    """한 번의 학습. everything이면 편향과 γ까지 줄인다. 반환: 모델, 검증, 시험, `History`."""
    model, held, test = problem(task, seed)
    schedule = TASKS[task][-1]
    schedule = constant(lr) if schedule is None else schedule(lr, STEPS)
    where = True if everything else model.decayed
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


def main():
    grids, finals, excluded = {}, {}, {}
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
    for task in ("표준", "정규화"):
        lr, decay = best(grids[task]["AdamW"])
        excluded[task] = [
            [
                decay * factor,
                final(task, "AdamW", lr, decay * factor),
                final(task, "AdamW", lr, decay * factor, everything=True),
            ]
            for factor in (1, 3, 10)
        ]
    about = {
        "command": "python book/_scripts/record_adamw.py",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        "train": TRAIN,
        "test": TEST,
        "batch_size": BATCH,
        "epochs": EPOCHS,
        "tuning_seeds": {task: list(range(count)) for task, (count, *_) in TASKS.items()},
        "final_seeds": list(FINAL),
    }
    record = {"about": about, "grids": grids, "finals": finals, "excluded": excluded}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace("]],[", "]],\n["), encoding="utf-8")


if __name__ == "__main__":
    main()
