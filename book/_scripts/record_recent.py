"""12장의 비교를 돌려 기록한다: 최근의 옵티마이저 넷과 그 앞의 넷, 그리고 함께 설계하기(C31).

    python book/_scripts/record_recent.py

book/_data/recent.json을 만든다. 규칙은 11장의 것(`lib.race`)이다. 방법마다 같은 학습률 열두 개를
조율용 씨앗 셋으로 돌려 마지막 훈련 손실의 중앙값이 가장 낮은 것을 고르고, 새 씨앗 열 개로 다시
돌린다. 학습률 말고는 모두 기본값이다. 행렬에 Muon을 쓰고 나머지에 AdamW를 쓰는 방법은 조율할
학습률이 둘이지만, 예산을 같게 하려고 둘의 비를 저자의 예제(0.0003/0.02)로 묶어 하나만 조율한다.
코어 둘로 이십 분쯤 걸린다.
"""

import json
import platform
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import sklearn

from lib.data import digits, split
from lib.models import MLP
from lib.optimizers import NAG, AdaBelief, Adam, AdamW, Amos, Lion, Momentum, Muon
from lib.race import RATES, Sweep
from lib.schedules import cosine
from lib.training import ByArray, fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "recent.json"
BATCH, EPOCHS, TUNING, FINAL = 64, 10, range(3), range(100, 110)
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


def muon(lr, chosen=("W1", "W2", "W3")):
    """`chosen`의 행렬은 Muon, 나머지는 AdamW."""
    return Together(LIKE, lambda name, _: Muon(1.0) if name in chosen else AdamW(RATIO), lr)


class WholeAmos(Amos):
    """배열 하나를 벡터 하나로 보는 Amos: v와 b가 배열마다 숫자 하나씩이다."""

    def step(self, x, g):
        return super().step(x.ravel(), g.ravel()).reshape(x.shape)


# 저자들의 MNIST 예제처럼: 편향 0.5, 은닉층 √(2/들어오는 수), 마지막 층 √(1/들어오는 수), β = 0.98
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
    "Muon 가운데": lambda lr: muon(lr, ("W2",)),
    "Amos 배열": scaled_amos,
}
DESIGN = [
    (method, plan, norm) for method in ("Momentum", "Adam") for plan in SCHEDULES for norm in MODELS
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


def tuned(losses):
    """기록한 훈련 손실(학습률마다 씨앗마다, 발산은 null)을 `lib.race.Sweep`으로 읽는다."""
    table = [[np.inf if loss is None else loss for loss in row] for row in losses]
    return Sweep("", RATES, tuple(TUNING), np.array(table))


def key(*setting):
    """기록의 이름: "Adam/코사인/없음"."""
    return "/".join(setting)


def main():
    settings = [(method, plan, "없음") for method in METHODS for plan in SCHEDULES]
    settings += [setting for setting in DESIGN if setting not in settings]
    with ProcessPoolExecutor() as pool:

        def run(jobs):
            return list(pool.map(score, *zip(*jobs, strict=True), chunksize=4))

        jobs = [(*s, float(lr), seed) for s in settings for lr in RATES for seed in TUNING]
        pairs = run(jobs)
        losses = np.array([loss for loss, _ in pairs], dtype=object)
        losses = losses.reshape(len(settings), len(RATES), -1).tolist()
        chosen = [tuned(table).lr for table in losses]
        again = [(*s, lr, seed) for s, lr in zip(settings, chosen, strict=True) for seed in FINAL]
        ends = iter(run(again))
        # 함께 설계하기: 남의 조합에서 고른 학습률을 그대로 쓰면 얼마나 잃는가
        rates = dict(zip(settings, chosen, strict=True))
        moved = [(a, b) for a in DESIGN for b in DESIGN if rates[a] != rates[b]]
        lost = iter(run([(*a, rates[b], seed) for a, b in moved for seed in FINAL[:3]]))
    results = {}
    for setting, table, lr in zip(settings, losses, chosen, strict=True):
        loss, error = zip(*(next(ends) for _ in FINAL), strict=True)
        results[key(*setting)] = {"tried": table, "lr": lr, "loss": loss, "error": error}
    borrowed = {f"{key(*a)} ← {key(*b)}": [next(lost)[0] for _ in FINAL[:3]] for a, b in moved}
    about = {
        "command": "python book/_scripts/record_recent.py",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        "batch_size": BATCH,
        "epochs": EPOCHS,
        "rates": [short(lr) for lr in RATES],
        "ratio": RATIO,
        "tuning_seeds": list(TUNING),
        "final_seeds": list(FINAL),
    }
    record = {"about": about, "results": results, "borrowed": borrowed}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace('"tried"', '\n"tried"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
