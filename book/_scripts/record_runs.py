"""손글씨 숫자 학습을 방법과 학습률마다 돌려 기록한다.

    python book/_scripts/record_runs.py

`lib.widgets.TrainingViewer`가 보여 주는 lib/widgets/recorded/digits.json을 만든다. 모든 방법이 같은
데이터, 같은 처음 매개변수, 같은 미니배치를 보고 학습률만 방법마다의 격자에서 고른다. 에포크마다의
기록은 씨앗 0의 것이고, 마지막 값은 씨앗 다섯의 것을 모두 남긴다. 몇 분 걸린다.
"""

import json

import numpy as np
from provenance import provenance

from lib.data import digits, split
from lib.models import MLP
from lib.optimizers import OPTIMIZERS, SGD
from lib.training import fit
from lib.widgets._training import RECORDED, step_sizes

EPOCHS, BATCH, HIDDEN, SEEDS = 15, 64, (64, 32), range(5)
# 방법마다 가운데가 알맞고 양 끝은 너무 작거나 크도록 고른 격자(반 자릿수 간격)
GRIDS = {
    "SGD": (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    "Momentum": (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    "NAG": (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    "AdaGrad": (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    "RMSProp": (0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    "Adam": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "Nadam": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "AdamW": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "AdaBelief": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "Lion": (0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
}
METRICS = ("train_loss", "test_loss", "test_accuracy")


def train(name, lr, seed, epochs=EPOCHS):
    """한 번의 학습. 반환: 모델과 `History`(경로 포함)."""
    data = split(digits())
    model = MLP(data.train.X, data.train.y, hidden=HIDDEN)
    opt = (OPTIMIZERS | {"SGD": SGD})[name](lr=lr)
    return model, fit(model, opt, epochs, BATCH, seed, test=data.test, record=True)


def record(name, lr, epochs=EPOCHS, seeds=SEEDS):
    """방법과 학습률 하나의 기록. 도중에 발산한 기록은 그 앞까지고, 발산한 마지막 값은 null이다."""
    model, first = train(name, lr, seeds[0], epochs)
    histories = [first, *(train(name, lr, seed, epochs)[1] for seed in seeds[1:])]
    finals = {
        metric: short([np.nan if h.diverged else getattr(h, metric)[-1] for h in histories])
        for metric in METRICS
    }
    return {
        "lr": lr,
        **{metric: short(getattr(first, metric)) for metric in METRICS},
        "steps": step_sizes(model, first),
        "finals": finals,
    }


def short(values):
    """유효 숫자 세 자리(1에 가까운 정확도도 갈리게 네 자리). 유한하지 않으면 null."""
    digits_of = [4 if 0.1 <= value <= 1 else 3 for value in values]
    return [
        float(f"{value:.{d}g}") if np.isfinite(value) else None
        for value, d in zip(values, digits_of, strict=True)
    ]


def about():
    """어떻게 만들었는가."""
    return provenance(
        "record_runs.py",
        data="lib.data.split(digits())",
        model=f"MLP(hidden={HIDDEN})",
        epochs=EPOCHS,
        batch_size=BATCH,
        seeds=list(SEEDS),
    )


def main():
    methods = {}
    for name, grid in GRIDS.items():
        methods[name] = [record(name, lr) for lr in grid]
        best = min(methods[name], key=lambda run: run["train_loss"][-1])
        print(f"{name:>10}: 훈련 손실이 가장 낮은 학습률 {best['lr']:g}")
    text = json.dumps(
        {"about": about(), "methods": methods}, ensure_ascii=False, separators=(",", ":")
    )
    RECORDED.write_text(text.replace('{"lr"', '\n{"lr"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
