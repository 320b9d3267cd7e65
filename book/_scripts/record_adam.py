"""8장의 비교를 돌려 기록한다: Adam과 앞 장의 다섯 방법, 같은 조율 예산.

    python book/_scripts/record_adam.py

book/_data/adam.json을 만든다. 문제는 넷이고 모든 방법이 같은 데이터, 같은 처음 매개변수, 같은
미니배치를 본다. 학습률만 방법마다 조율하고 나머지는 기본값이다. 먼저 반 자릿수 간격의 열한 개를
시험하고(`GRIDS`), 그중 가장 좋은 값의 1.7배와 1/1.7배를 더 시험한다. 기준은 조율용 씨앗 셋의 마지막
훈련 손실의 평균이다. 고른 학습률로 조율에 쓰지 않은 씨앗 열 개를 새로 돌린다. 끝으로 여섯 방법 모두
학습률 하나를 네 문제에 함께 쓸 때를 더 촘촘한 학습률 다섯에서 새 씨앗으로 돌린다(`COMMON`).
코어 둘로 십여 분 걸린다.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from provenance import provenance

from lib.data import digits, sparse_text, split
from lib.models import MLP, SoftmaxRegression
from lib.optimizers import NAG, SGD, AdaGrad, Adam, Momentum, Nadam, RMSProp
from lib.training import fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "adam.json"
BATCH, TUNING, FINAL = 64, range(3), range(10, 20)
EPOCHS = {"표준": 10, "원자료": 10, "깊은": 10, "성긴": 5}


class Uncorrected(Adam):
    """편향 보정을 뺀 Adam."""

    def rule(self, x, g, m, v):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        return x - self.lr * m / (np.sqrt(v) + self.eps), m, v


# 만드는 법과 시험할 가장 작은 학습률
METHODS = {
    "SGD": (SGD, 1e-3),
    "Momentum": (Momentum, 1e-4),
    "NAG": (NAG, 1e-4),
    "AdaGrad": (AdaGrad, 1e-3),
    "RMSProp": (RMSProp, 1e-5),
    "Adam": (Adam, 1e-5),
    "Nadam": (Nadam, 1e-5),
    "AMSGrad": (lambda lr: Adam(lr=lr, amsgrad=True), 1e-5),
    "보정 없음": (Uncorrected, 1e-5),
    "RMSProp+모멘텀": (lambda lr: RMSProp(lr=lr, rho=0.999, momentum=0.9), 1e-6),
}
RIVALS = ("SGD", "Momentum", "NAG", "AdaGrad", "RMSProp", "Adam")
# 네 문제에 함께 쓸 학습률: 다섯 모두 이웃과 1.3–1.4배쯤 떨어져 있다
COMMON = {
    "SGD": (0.04, 0.055, 0.075, 0.1, 0.135),
    "Momentum": (0.0075, 0.01, 0.0135, 0.018, 0.024),
    "NAG": (0.0075, 0.01, 0.0135, 0.018, 0.024),
    "AdaGrad": (0.03, 0.04, 0.055, 0.075, 0.1),
    "RMSProp": (0.003, 0.004, 0.0055, 0.0075, 0.01),
    "Adam": (0.003, 0.004, 0.0055, 0.0075, 0.01),
}
# 가장 작은 것에서 위로 열한 개, 다섯 자릿수
GRIDS = {
    name: [float(f"{low * step * 10**k:g}") for k in range(5) for step in (1, 3)] + [low * 1e5]
    for name, (_, low) in METHODS.items()
}


def problem(name):
    """이름에 맞는 모델과 시험 데이터."""
    if name == "성긴":  # 드문 낱말이 많은 글, 소프트맥스 회귀
        data = split(sparse_text(), standardize=False)
        return SoftmaxRegression(*data.train[:2]), data.test
    data = split(digits(), standardize=name != "원자료")  # 원자료: 0에서 16까지의 밝기 그대로
    if name == "깊은":  # 은닉층 여섯
        return MLP(*data.train[:2], hidden=(32,) * 6, activation="tanh"), data.test
    return MLP(*data.train[:2], hidden=(64, 32)), data.test


def train(task, method, lr, seed):
    """한 번의 학습. 반환: `History`."""
    model, test = problem(task)
    return fit(model, METHODS[method][0](lr=lr), EPOCHS[task], BATCH, seed, test=test)


def tune(task, method, lr):
    """조율용 씨앗의 마지막 훈련 손실. 발산은 null."""
    histories = [train(task, method, lr, seed) for seed in TUNING]
    return [None if h.diverged else short(h.train_loss[-1]) for h in histories]


def final(task, method, lr):
    """고른 학습률로 새 씨앗마다 돌린 훈련 손실의 곡선과 마지막 시험 오차."""
    histories = [train(task, method, lr, seed) for seed in FINAL]
    return {
        "lr": lr,
        "train_loss": [[short(value) for value in h.train_loss] for h in histories],
        "test_error": [short(1 - h.test_accuracy[-1]) for h in histories],
    }


def common(task, method, lr):
    """학습률 하나를 여러 문제에 함께 쓸 때, 새 씨앗마다의 마지막 훈련 손실."""
    return [short(train(task, method, lr, seed).train_loss[-1]) for seed in FINAL]


def short(value):
    """유효 숫자 네 자리."""
    return float(f"{value:.4g}")


def best(trials):
    """씨앗들의 평균이 가장 낮은 학습률. 하나라도 발산한 학습률은 고르지 않는다."""
    means = {lr: np.inf if None in losses else np.mean(losses) for lr, losses in trials.items()}
    return min(means, key=means.get)


def search(pool, pairs):
    """(문제, 방법)마다 시험한 {학습률: 손실}. 격자를 돌고 나서 가장 좋은 값의 양옆을 더 본다."""
    trials = {pair: {} for pair in pairs}
    for finer in (False, True):
        runs = []
        for task, method in pairs:
            lrs = GRIDS[method]
            if finer:
                middle = best(trials[task, method])
                lrs = [short(middle / 1.7), short(middle * 1.7)]
            runs += [(task, method, lr) for lr in lrs]
        for run, losses in zip(runs, pool.map(tune, *zip(*runs, strict=True)), strict=True):
            trials[run[:2]][run[2]] = losses
    return trials


def main():
    pairs = [(task, method) for task in EPOCHS for method in RIVALS]
    pairs += [("표준", method) for method in METHODS if method not in RIVALS]
    results = {task: {} for task in EPOCHS}
    with ProcessPoolExecutor() as pool:
        trials = search(pool, pairs)
        chosen = [(*pair, best(trials[pair])) for pair in pairs]
        ends = pool.map(final, *zip(*chosen, strict=True))
        for (task, method, _), end in zip(chosen, ends, strict=True):
            tried = sorted(trials[task, method].items())
            results[task][method] = {"tried": tried, **end}
        shared = [(task, name, lr) for task in EPOCHS for name in RIVALS for lr in COMMON[name]]
        for (task, method, lr), losses in zip(
            shared, pool.map(common, *zip(*shared, strict=True)), strict=True
        ):
            results[task][method].setdefault("common", []).append([lr, losses])
    about = provenance(
        "record_adam.py",
        batch_size=BATCH,
        epochs=EPOCHS,
        tuning_seeds=list(TUNING),
        final_seeds=list(FINAL),
    )
    record = {"about": about, "results": results}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace('"tried"', '\n"tried"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
