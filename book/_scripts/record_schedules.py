"""10장의 비교를 돌려 기록한다: 일곱 스케줄, 그리고 워밍업이 있는 학습과 없는 학습.

    python book/_scripts/record_schedules.py

book/_data/schedules.json을 만든다. 손글씨 숫자에서 시험 750장을 먼저 떼어 두고, 씨앗마다 남은
1,047장을 다시 섞어 800장으로 학습하고 247장으로 검증한다. 같은 씨앗이면 데이터, 처음 매개변수,
미니배치의 차례가 모두 같다.

비교(`races`): 스케줄마다 같은 수의 꼭대기 학습률(`LRS`)을 조율용 씨앗에서 시험해 평균 검증 오차가
가장 낮은 것을 고르고, 새 씨앗 마흔으로 다시 학습해 그때 처음으로 시험 750장에서 잰다. 모양을 정하는
수(계단의 자리, k, 주기의 길이)는 `SHAPES`에 적은 것에서 바꾸지 않는다.
잡음(`noisy`): 훈련 정답의 40%를 아무 숫자로 바꾸어, 고정과 직선과 코사인만 같은 차례로 견준다.
워밍업(`warmups`): 얕은 네트워크와 깊은 네트워크를 학습률마다 워밍업만 바꾸어 Adam으로
학습시킨다. 코어 하나로 십 분 안에 끝난다.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from provenance import provenance

from lib.data import digits, split
from lib.models import MLP
from lib.optimizers import Adam, Momentum
from lib.schedules import (
    constant,
    cosine,
    inverse_time,
    join,
    linear_warmup,
    multi_step,
    one_cycle,
    polynomial,
    warm_restarts,
)
from lib.training import fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "schedules.json"
TRAIN, TEST, BATCH = 800, 750, 32
TUNING, FINAL = range(5), [*range(100, 120), *range(400, 420)]
OPTIMIZERS = {"Momentum": Momentum, "Adam": Adam}
BUDGETS = {"짧게": 3, "길게": 10}  # 에포크
SHAPES = {
    "고정": lambda lr, T: constant(lr),
    "계단": lambda lr, T: multi_step(lr, [T // 2, 3 * T // 4]),
    "반비례": lambda lr, T: inverse_time(lr, 10 / T),
    "직선": lambda lr, T: polynomial(lr, T),
    "코사인": lambda lr, T: cosine(lr, T),
    "되풀이": lambda lr, T: warm_restarts(lr, -(-T // 3)),
    "원사이클": lambda lr, T: one_cycle(lr, T),
}
LRS = {
    "Momentum": [float(f"{0.01 * 2**k:.3g}") for k in range(7)],
    "Adam": [float(f"{0.002 * 2**k:.3g}") for k in range(7)],
}
NOISE = 0.4  # 아무 숫자로 바꾸는 훈련 정답의 몫
NOISY_LRS = [float(f"{0.0025 * 2**k:.3g}") for k in range(7)]
NETWORKS = {"얕은": (64,), "깊은": (64,) * 6}
WARMUP_EPOCHS = 8
WARMUP_LRS = [float(f"{0.002 * 2**k:.3g}") for k in range(5)]
WARMUPS = {
    "없음": lambda lr, T: constant(lr),
    "50걸음": lambda lr, T: linear_warmup(lr, 50),
    "기다림": lambda lr, T: join([constant(0), constant(lr)], [50]),
}
WARMUP_SEEDS = range(300, 320)  # 학습률과 워밍업의 길이를 고를 때 쓰지 않은 씨앗


@cache
def held_out():
    """시험 750장을 떼어 둔 손글씨 숫자."""
    return split(digits(), test=TEST / 1797, seed=0)


def problem(seed, hidden=(64,), noise=0.0):
    """씨앗이 정하는 훈련 800장의 모델과 검증 247장, 씨앗과 상관없는 시험 750장."""
    data = held_out()
    X, y, *_ = data.train
    rows = np.random.default_rng([seed, 2]).permutation(len(y))
    kept, held = rows[:TRAIN], rows[TRAIN:]
    answers, rng = y[kept], np.random.default_rng([seed, 9])
    answers = np.where(rng.random(TRAIN) < noise, rng.integers(0, 10, TRAIN), answers)
    model = MLP(X[kept], answers, hidden=hidden, classes=10)
    return model, (X[held], y[held]), data.test


def train(shape, optimizer, lr, epochs, seed, hidden=(64,), noise=0.0):
    """한 번의 학습. 반환: 모델, 검증, 시험, `History`."""
    model, held, test = problem(seed, hidden, noise)
    schedule = shape(lr, epochs * -(-TRAIN // BATCH))
    history = fit(model, OPTIMIZERS[optimizer](lr=lr), epochs, BATCH, seed, schedule=schedule)
    return model, held, test, history


def wrong(model, history, data):
    """틀린 장수. 발산은 모두 틀린 것으로 친다."""
    if history.diverged:
        return len(data[1])
    return round(len(data[1]) * (1 - model.evaluate(history.theta, data).accuracy))


def loss(model, history):
    """마지막 훈련 손실. 발산이면 None."""
    return None if history.diverged else float(f"{history.train_loss[-1]:.4g}")


def tune(shape, optimizer, epochs, lrs, noise=0.0):
    """[학습률, 조율용 씨앗마다 검증에서 틀린 장수]의 목록."""
    cells = []
    for lr in lrs:
        runs = (train(shape, optimizer, lr, epochs, seed, noise=noise) for seed in TUNING)
        cells.append([lr, [wrong(model, run, held) for model, held, _, run in runs]])
    return cells


def best(cells):
    """검증에서 가장 적게 틀린 학습률."""
    means = {lr: np.mean(counts) for lr, counts in cells}
    return min(means, key=means.get)


def final(shape, optimizer, lr, epochs, noise=0.0):
    """새 씨앗마다 시험에서 틀린 장수와 마지막 훈련 손실."""
    runs = [train(shape, optimizer, lr, epochs, seed, noise=noise) for seed in FINAL]
    return {
        "lr": lr,
        "wrong": [wrong(model, run, test) for model, _, test, run in runs],
        "loss": [loss(model, run) for model, _, _, run in runs],
    }


def warmup(shape, lr, network):
    """Adam의 [학습률, 씨앗마다 시험에서 틀린 장수, 마지막 훈련 손실]."""
    columns = [], []
    for seed in WARMUP_SEEDS:
        hidden = NETWORKS[network]
        model, _, test, run = train(shape, "Adam", lr, WARMUP_EPOCHS, seed, hidden)
        columns[0].append(wrong(model, run, test))
        columns[1].append(loss(model, run))
    return [lr, *columns]


def all_warmups():
    return {
        network: {
            name: [warmup(shape, lr, network) for lr in WARMUP_LRS]
            for name, shape in WARMUPS.items()
        }
        for network in NETWORKS
    }


def all_races():
    races = {}
    for budget, epochs in BUDGETS.items():
        races[budget] = {}
        for optimizer in OPTIMIZERS:
            races[budget][optimizer] = {}
            for name, shape in SHAPES.items():
                cells = tune(shape, optimizer, epochs, LRS[optimizer])
                run = final(shape, optimizer, best(cells), epochs)
                races[budget][optimizer][name] = {"tried": cells, **run}
    return races


def noisy_race():
    """훈련 정답에 잡음이 섞인 긴 모멘텀 학습. 스케줄마다 `races`와 같은 꼴."""
    race, epochs = {}, BUDGETS["길게"]
    for name in ("고정", "직선", "코사인"):
        cells = tune(SHAPES[name], "Momentum", epochs, NOISY_LRS, NOISE)
        run = final(SHAPES[name], "Momentum", best(cells), epochs, NOISE)
        race[name] = {"tried": cells, **run}
    return race


def main():
    about = provenance(
        "record_schedules.py",
        train=TRAIN,
        test=TEST,
        batch_size=BATCH,
        epochs=BUDGETS,
        tuning_seeds=list(TUNING),
        final_seeds=list(FINAL),
        noise=NOISE,
        warmup_epochs=WARMUP_EPOCHS,
        warmup_seeds=list(WARMUP_SEEDS),
    )
    record = {
        "about": about,
        "races": all_races(),
        "noisy": noisy_race(),
        "warmups": all_warmups(),
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace("]],[", "]],\n["), encoding="utf-8")


if __name__ == "__main__":
    main()
