"""12장의 비교를 돌려 기록한다: 최근의 옵티마이저 넷과 그 앞의 넷, 그리고 함께 설계하기(C31).

    python book/_scripts/record_recent.py

book/_data/recent.json을 만든다. 규칙은 11장의 것(`lib.race`)이다. 방법마다 같은 학습률 열두 개를
조율용 씨앗 셋으로 돌려 마지막 훈련 손실의 중앙값이 가장 낮은 것을 고르고, 새 씨앗 스무 개로
다시 돌린다(results). 격자가 성기면 칸의 틈에서, 씨앗이 적으면 운에서 승부가 갈리므로, 다섯 방법과
함께 설계하기의 조합은 고른 것과 4분의 1 자릿수 위아래의 셋을 조율용 씨앗 열로 다시 시험해 평균이
가장 낮은 것을 고르고 같은 새 씨앗으로 잰다(near). 학습률 말고는 모두 기본값이다. 행렬에 Muon을
쓰고 나머지에 AdamW를 쓰는 방법은 조율할 학습률이 둘이지만, 예산을 같게 하려고 둘의 비를 저자의
예제(0.0003/0.02)로 묶어 하나만 조율한다. 비를 열 배로 묶은 것도 따로 잰다.
코어 둘로 이십 분쯤 걸린다.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from provenance import provenance

from lib.data import digits, split
from lib.models import MLP
from lib.optimizers import NAG, AdaBelief, Adam, AdamW, Amos, Lion, Momentum, Muon
from lib.race import RATES, Sweep
from lib.schedules import cosine
from lib.training import ByArray, fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "recent.json"
BATCH, EPOCHS, TUNING, FINAL = 64, 10, range(3), range(100, 120)
# 좁힌 격자: 고른 학습률의 몇 배를, 어느 씨앗으로 시험하는가
NEAR, NEAR_TUNING = 10.0 ** np.array([-0.25, 0.0, 0.25]), range(10)
RATIO = 0.0003 / 0.02  # AdamW의 학습률 ÷ Muon의 학습률
SCHEDULES = ("고정", "코사인")
DATA = split(digits())
MODELS = {
    norm: MLP(*DATA.train[:2], hidden=(64, 32), batch_norm=norm == "배치 정규화")
    for norm in ("없음", "배치 정규화")
}
LIKE = MODELS["없음"].like


class Together(ByArray):
    """배열마다 다른 옵티마이저를 학습률 하나로 움직인다: 저마다의 배수는 그대로 둔다."""

    def __init__(self, like, choose, lr):
        super().__init__(like, choose)
        self.parts = {name: opt.lr for name, opt in self.opts.items()}
        self.lr = lr

    @property
    def lr(self):
        """공통의 학습률. 대입하면 배열마다의 학습률이 함께 바뀐다."""
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = value
        for name, opt in self.opts.items():
            opt.lr = value * self.parts[name]


def muon(lr, chosen=("W1", "W2", "W3"), ratio=RATIO):
    """`chosen`의 행렬은 Muon, 나머지는 학습률이 ratio배인 AdamW."""
    return Together(LIKE, lambda name, _: Muon(1.0) if name in chosen else AdamW(ratio), lr)


class WholeAmos(Amos):
    """배열 하나를 벡터 하나로 보는 Amos: v와 b가 배열마다 숫자 하나씩이다."""

    def step(self, x, g):
        return super().step(x.ravel(), g.ravel()).reshape(x.shape)


# 저자들의 MNIST 예제에서 가져온 크기와 β: 편향 0.5, 은닉층 √(2/들어오는 수), 마지막 층
# √(1/들어오는 수), β = 0.98. 예제의 다른 것(출력마다의 v와 b, 워밍업, 기울기 자르기)은 쓰지 않는다.
SCALES = dict.fromkeys(LIKE, 0.5) | {"W1": (2 / 64) ** 0.5, "W2": (2 / 64) ** 0.5}
SCALES |= {"W3": (1 / 32) ** 0.5}


def scaled_amos(lr):
    """배열마다 다 배운 크기를 일러 준 Amos."""
    return Together(LIKE, lambda name, _: WholeAmos(1.0, SCALES[name], 0.98), lr)


METHODS = {
    "Momentum": Momentum,
    "NAG": NAG,
    "Adam": Adam,
    "AdamW": AdamW,
    "AdaBelief": AdaBelief,
    "Lion": Lion,
    "Amos": Amos,
    "Muon": muon,
    "Muon 0.15": lambda lr: muon(lr, ratio=10 * RATIO),
    "Muon 가운데": lambda lr: muon(lr, ("W2",)),
    "Amos 배열": scaled_amos,
}
DESIGN = [
    (method, plan, norm) for method in ("Momentum", "Adam") for plan in SCHEDULES for norm in MODELS
]
FINE = DESIGN + [
    (method, plan, "없음") for method in ("Lion", "Amos", "Muon") for plan in SCHEDULES
]


def train(method, plan, norm, lr, seed, epochs=EPOCHS):
    """한 번의 학습. 반환: `History`."""
    model = MODELS[norm]
    schedule = cosine(lr, epochs * -(-len(model) // BATCH)) if plan == "코사인" else None
    opt = METHODS[method](lr=lr)
    return fit(model, opt, epochs, BATCH, seed, test=DATA.test, schedule=schedule)


def score(method, plan, norm, lr, seed):
    """(마지막 훈련 손실, 마지막 시험 오차). 발산은 (null, null)."""
    history = train(method, plan, norm, lr, seed)
    if history.diverged:
        return None, None
    return short(history.train_loss[-1]), short(1 - history.test_accuracy[-1])


def short(value):
    """유효 숫자 네 자리."""
    return float(f"{value:.4g}")


def table(losses):
    """기록한 훈련 손실(학습률마다 씨앗마다)을 배열로. 발산(null)은 무한대다."""
    return np.array([[np.inf if loss is None else loss for loss in row] for row in losses])


def tuned(losses):
    """열두 학습률의 훈련 손실을 `lib.race.Sweep`으로 읽는다."""
    return Sweep("", RATES, tuple(TUNING), table(losses))


def refined(losses, center):
    """좁힌 격자에서 고르는 학습률. center: 열두 개에서 고른 것.

    씨앗들의 평균이 가장 낮은 것이다. 중앙값은 절반 가까운 씨앗이 튀어도 알아채지 못한다.
    """
    return float(center * NEAR[table(losses).mean(axis=1).argmin()])


def other_plan(a, b):
    """두 조합이 스케줄만 다른가."""
    return a[0] == b[0] and a[1] != b[1] and a[2] == b[2]


def key(*setting):
    """기록의 이름: "Adam/코사인/없음"."""
    return "/".join(setting)


def main():
    settings = [(method, plan, "없음") for method in METHODS for plan in SCHEDULES]
    settings += [setting for setting in DESIGN if setting not in settings]
    with ProcessPoolExecutor() as pool:

        def run(jobs):
            return list(pool.map(score, *zip(*jobs, strict=True), chunksize=4))

        def try_all(settings, rates, seeds):
            """조합마다 학습률마다 씨앗마다의 훈련 손실."""
            pairs = zip(settings, rates, strict=True)
            jobs = [(*s, float(lr), seed) for s, row in pairs for lr in row for seed in seeds]
            losses = np.array([loss for loss, _ in run(jobs)], dtype=object)
            return losses.reshape(len(settings), -1, len(seeds)).tolist()

        def try_again(settings, tried, chosen):
            """고른 학습률을 새 씨앗으로."""
            pairs = list(zip(settings, chosen, strict=True))
            ends = iter(run([(*s, lr, seed) for s, lr in pairs for seed in FINAL]))
            found = {}
            for (setting, lr), losses in zip(pairs, tried, strict=True):
                loss, error = zip(*(next(ends) for _ in FINAL), strict=True)
                found[key(*setting)] = {"tried": losses, "lr": lr, "loss": loss, "error": error}
            return found

        tried = try_all(settings, [RATES] * len(settings), TUNING)
        chosen = [tuned(losses).lr for losses in tried]
        results = try_again(settings, tried, chosen)
        centers = [results[key(*setting)]["lr"] for setting in FINE]
        tried = try_all(FINE, [center * NEAR for center in centers], NEAR_TUNING)
        chosen = [refined(losses, lr) for losses, lr in zip(tried, centers, strict=True)]
        near = try_again(FINE, tried, chosen)
        # 함께 설계하기: 다른 스케줄에서 고른 학습률을 그대로 쓰면 얼마나 잃는가
        moved = [(a, b) for a in DESIGN for b in DESIGN if other_plan(a, b)]
        jobs = [(*a, near[key(*b)]["lr"], seed) for a, b in moved for seed in FINAL]
        lost = iter(run(jobs))
    borrowed = {f"{key(*a)} ← {key(*b)}": [next(lost)[0] for _ in FINAL] for a, b in moved}
    about = provenance(
        "record_recent.py",
        batch_size=BATCH,
        epochs=EPOCHS,
        rates=[short(lr) for lr in RATES],
        ratio=RATIO,
        tuning_seeds=list(TUNING),
        near=[short(factor) for factor in NEAR],
        near_tuning_seeds=list(NEAR_TUNING),
        final_seeds=list(FINAL),
    )
    record = {"about": about, "results": results, "near": near, "borrowed": borrowed}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace('"tried"', '\n"tried"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
