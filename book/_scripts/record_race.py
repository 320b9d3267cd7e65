"""11장의 경주를 돌려 기록한다: 지형, 학습률의 감도, 일반화, 배치 크기, 배치 정규화.

    python book/_scripts/record_race.py

book/_data/race.json을 만든다. 한 실험 안에서는 모든 방법이 같은 수의 학습률, 같은 씨앗, 같은
미니배치를 본다. 학습률이 고정이라 k에포크 뒤의 손실은 예산이 k에포크인 경주의 점수이기도 하다.
그래서 손실을 에포크마다 남긴다. 발산과 못 닿음은 null로 적는다. 코어 하나로 오 분쯤 걸린다.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from provenance import provenance

from lib.data import digits, split
from lib.landscapes import beale, bowl, plateau, ravine, rosenbrock, saddle
from lib.models import MLP
from lib.optimizers import GD, NAG, SGD, AdaGrad, Adam, AdamW, Momentum, Nadam, RMSProp
from lib.race import RATES, descent_score, race
from lib.schedules import cosine
from lib.training import fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "race.json"
METHODS = {c.__name__: c for c in (SGD, Momentum, NAG, AdaGrad, RMSProp, Adam, Nadam, AdamW)}
TUNE, FINAL = range(3), range(100, 110)
BATCH, EPOCHS, BUDGETS = 64, 15, (1, 3, 15)
WIDE = 10.0 ** np.arange(-4.5, 2.25, 0.5)  # RATES를 100까지 넓힌 것
# 지형: 손실이 출발할 때의 1만분의 1 아래에 머물기까지의 걸음. 열 배에 네 개씩 더 촘촘한 격자
LAND_RATES, LAND_STEPS, GOAL = 10.0 ** np.arange(-4, 2.1, 0.25), 300, 1e-4
LAND_TUNE, LAND_FINAL = range(5), range(100, 120)
# 일반화: 9장과 같은 300장짜리 문제. 규제의 세기는 SGD 무리에는 L2, Adam에는 AdamW의 λ다.
SMALL, SMALL_BATCH, SMALL_EPOCHS, SMALL_TUNE, SMALL_FINAL = 300, 32, 30, range(4), range(100, 120)
PLAIN = ("SGD", "Momentum", "NAG", "AdaGrad", "RMSProp", "Adam")
DECAYED = {"Momentum": (0.003, 0.01, 0.03, 0.1), "AdamW": (0.1, 0.3, 1.0, 3.0)}
# 배치 크기: 같은 에포크(8)와, 그때 B = 64가 걷는 걸음(176)
SIZES, SAME_EPOCHS, SAME_STEPS, BATCH_FINAL = (16, 64, 256, 1348), 8, 176, range(100, 105)
# 배치 정규화: 은닉층 32개짜리를 깊이만 바꾸어, 더 넓은 격자에서
# (배치 64면 에포크의 마지막 미니배치가 4장이라 배치 통계가 거칠다. 68이면 56장이다.)
NORM_BATCH = 68
DEPTHS, NORM_EPOCHS, NORM_RATES = (1, 2, 4), 5, 10.0 ** np.arange(-3.5, 2.25, 0.5)
SCALES = (0.2, 5.0)


def number(value):
    """다섯 자리로 줄인 수. 유한하지 않으면 null."""
    return float(f"{value:.5g}") if np.isfinite(value) else None


def middle(row):
    """씨앗들의 중앙값. null은 무한대다."""
    return np.median([np.inf if value is None else value for value in row])


def shifted(land, by=(0.7, -0.4)):
    """최솟점을 원점에서 옮긴 지형. 원점에 두면 0으로 당기는 가중치 감쇠가 답을 아는 셈이 된다."""
    by = np.array(by)
    return replace(
        land,
        f=lambda p: land.f(p - by),
        grad=lambda p: land.grad(p - by),
        minima=tuple(tuple(np.add(point, by)) for point in land.minima),
        domain=tuple(
            (low + move, high + move) for (low, high), move in zip(land.domain, by, strict=True)
        ),
    )


def landscapes():
    return {
        "그릇": shifted(bowl()),
        "골짜기 0°": shifted(ravine(100)),
        "골짜기 30°": shifted(ravine(100, np.pi / 6)),
        "로젠브록": rosenbrock(),
        "안장": shifted(saddle()),
        "고원": shifted(plateau()),
        "빌": beale(),
    }


def land_race(land, methods=None):
    """지형 하나의 경주. methods: {이름: 학습률 → 옵티마이저}. 반환: `Race`."""
    methods = methods or {"GD": GD, **{k: METHODS[k] for k in METHODS if k != "SGD"}}
    score = descent_score(land, LAND_STEPS, goal=GOAL)
    return race(score, methods, LAND_RATES, LAND_TUNE, LAND_FINAL)


def land_races():
    found = {}
    for name, land in landscapes().items():
        result = land_race(land)
        found[name] = {
            method: {
                "lr": number(result.lr[method]),
                "tuned": [number(value) for value in result.sweeps[method].median],
                "steps": [number(value) for value in result.results[method]],
            }
            for method in result.results
        }
    return found


@cache
def whole():
    """손글씨 숫자의 훈련 1,348장과 시험 449장."""
    return split(digits())


@cache
def held_out():
    """시험 750장을 떼어 둔 손글씨 숫자."""
    return split(digits(), test=750 / 1797, seed=0)


def losses(model, opt, epochs, batch_size, seed, start=None):
    """에포크마다의 훈련 손실. 발산한 뒤는 null."""
    history = fit(model, opt, epochs, batch_size, seed, start=start)
    found = [number(loss) for loss in history.train_loss[1:]]
    return found + [None] * (epochs - len(found))


@cache
def three():
    """기본 경주의 훈련 1,048장, 검증 300장, 시험 449장."""
    X, y, *_ = whole().train
    return (X[300:], y[300:]), (X[:300], y[:300]), whole().test


def train(method, lr, seed, epochs=EPOCHS):
    """기본 경주의 한 번. 반환: 에포크마다의 훈련 손실, 마지막 검증 오차와 시험 오차."""
    kept, *others = three()
    model = MLP(*kept, hidden=(64,), classes=10)
    history = fit(model, METHODS[method](lr=lr), epochs, BATCH, seed)
    found = [number(loss) for loss in history.train_loss[1:]]
    wrong = [1.0, 1.0]
    if not history.diverged:
        wrong = [number(1 - model.evaluate(history.theta, part).accuracy) for part in others]
    return [found + [None] * (epochs - len(found)), *wrong]


def score(run, goal):
    """점수. goal은 훈련 손실을 볼 에포크이거나 "검증"(마지막 검증 오차)."""
    value = run[1] if goal == "검증" else run[0][goal - 1]
    return np.inf if value is None else value


def chosen(cells, goal):
    """중앙값이 가장 작은 학습률(같으면 작은 쪽). cells: [[학습률, 씨앗마다의 `train`], …]"""
    return cells[
        int(np.argmin([np.median([score(run, goal) for run in runs]) for _, runs in cells]))
    ][0]


def main_race():
    tried, finals = {}, {}
    for method in METHODS:
        tried[method] = [[number(lr), [train(method, lr, seed) for seed in TUNE]] for lr in WIDE]
        finals[method] = {}
        for goal in (*BUDGETS, "검증"):
            lr = chosen(tried[method], goal)
            runs = [train(method, lr, seed, EPOCHS if goal == "검증" else goal) for seed in FINAL]
            finals[method][str(goal)] = {
                "lr": lr,
                "train_loss": [run[0][-1] for run in runs],
                "test_error": [run[2] for run in runs],
            }
    return {"tried": tried, "finals": finals}


def small(method, lr, decay, seed):
    """300장짜리 문제의 한 번. 반환: 훈련 손실, 검증 오차, 시험 오차."""
    X, y, *_ = held_out().train
    rows = np.random.default_rng([seed, 2]).permutation(len(y))
    kept, held = rows[:SMALL], rows[SMALL:]
    coupled = decay if method != "AdamW" else 0.0
    model = MLP(X[kept], y[kept], hidden=(64,), classes=10, l2=coupled)
    extra = {"weight_decay": decay * model.decayed} if method == "AdamW" else {}
    steps = SMALL_EPOCHS * -(-SMALL // SMALL_BATCH)
    opt = METHODS[method](lr=lr, **extra)
    history = fit(model, opt, SMALL_EPOCHS, SMALL_BATCH, seed, schedule=cosine(lr, steps))
    if history.diverged:
        return None, 1.0, 1.0
    wrong = [
        1 - model.evaluate(history.theta, part).accuracy
        for part in ((X[held], y[held]), held_out().test)
    ]
    return number(history.train_loss[-1]), *(number(value) for value in wrong)


def generalization():
    tried, finals = {}, {}
    runs = [(method, method, (0.0,)) for method in PLAIN]
    runs += [(f"{method} + 감쇠", method, decays) for method, decays in DECAYED.items()]
    for name, method, decays in runs:
        rates = RATES[3:11] if decays == (0.0,) else RATES[4:9]
        tried[name] = []
        for lr in rates:
            for decay in decays:
                scores = [small(method, lr, decay, seed) for seed in SMALL_TUNE]
                tried[name].append([number(lr), decay, [score[1] for score in scores]])
        lr, decay, _ = min(tried[name], key=lambda cell: np.mean(cell[2]))
        scores = [small(method, lr, decay, seed) for seed in SMALL_FINAL]
        finals[name] = {
            "lr": lr,
            "decay": decay,
            "train_loss": [score[0] for score in scores],
            "test_error": [score[2] for score in scores],
        }
    return {"tried": tried, "finals": finals}


def batch_size():
    """방법과 B마다 조율한 칸 [학습률, 같은 에포크의 손실, 같은 걸음의 손실]과 새 씨앗의 성적."""
    model, tried, finals = MLP(*whole().train[:2], hidden=(64,)), {}, {}
    for method, rates in (("SGD", RATES[4:]), ("Adam", RATES[2:])):
        tried[method], finals[method] = {}, {}
        for size in SIZES:
            # 같은 걸음에 가장 가까운 에포크 수
            ends = {"epochs": SAME_EPOCHS, "steps": round(SAME_STEPS / -(-len(model) // size))}
            cells = []
            for lr in rates:
                runs = [
                    losses(model, METHODS[method](lr=lr), max(ends.values()), size, seed)
                    for seed in TUNE
                ]
                found = ([run[end - 1] for run in runs] for end in ends.values())
                cells.append([number(lr), *found])
            tried[method][str(size)] = cells
            finals[method][str(size)] = {}
            for column, (goal, end) in enumerate(ends.items(), 1):
                lr = min(cells, key=lambda cell: middle(cell[column]))[0]
                finals[method][str(size)][goal] = {
                    "lr": lr,
                    "train_loss": [
                        losses(model, METHODS[method](lr=lr), end, size, seed)[-1]
                        for seed in BATCH_FINAL
                    ],
                }
    return {"tried": tried, "finals": finals}


def norm_runs(model, method, scale=1.0):
    """배치 정규화 실험의 한 줄. 반환: [학습률, 씨앗마다의 마지막 훈련 손실]들과 새 씨앗의 성적."""
    size = np.where(model.decayed, scale, 1.0)

    def end(lr, seed):
        start = size * model.start(seed)
        return losses(model, METHODS[method](lr=lr), NORM_EPOCHS, NORM_BATCH, seed, start)[-1]

    cells = [[number(lr), [end(lr, seed) for seed in TUNE]] for lr in NORM_RATES]
    lr = min(cells, key=lambda cell: middle(cell[1]))[0]
    return cells, {"lr": lr, "train_loss": [end(lr, seed) for seed in BATCH_FINAL]}


def batch_norm():
    """방법, 깊이, 정규화마다의 `norm_runs`."""
    found = {"tried": {}, "finals": {}}
    for method in ("SGD", "Adam"):
        for depth in DEPTHS:
            for norm in (False, True):
                model = MLP(*whole().train[:2], hidden=(32,) * depth, batch_norm=norm)
                key = f"{method} {depth} {'정규화' if norm else '없음'}"
                found["tried"][key], found["finals"][key] = norm_runs(model, method)
    return found


def start_scale():
    """처음 가중치를 키우거나 줄인 은닉층 넷짜리. 배율과 정규화마다의 `norm_runs`."""
    found = {"tried": {}, "finals": {}}
    for scale in SCALES:
        for norm in (False, True):
            model = MLP(*whole().train[:2], hidden=(32,) * 4, batch_norm=norm)
            key = f"{scale:g} {'정규화' if norm else '없음'}"
            found["tried"][key], found["finals"][key] = norm_runs(model, "SGD", scale)
    return found


def main():
    about = provenance(
        "record_race.py",
        tuning_seeds=list(TUNE),
        final_seeds=list(FINAL),
        small_tuning_seeds=list(SMALL_TUNE),
        small_final_seeds=list(SMALL_FINAL),
        batch_size=BATCH,
        epochs=EPOCHS,
        batch_final_seeds=list(BATCH_FINAL),
    )
    record = {
        "about": about,
        "landscapes": land_races(),
        "race": main_race(),
        "generalization": generalization(),
        "batch_size": batch_size(),
        "batch_norm": batch_norm(),
        "start_scale": start_scale(),
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    RECORDED.write_text(text.replace("]],[", "]],\n["), encoding="utf-8")


if __name__ == "__main__":
    main()
