"""경주: 옵티마이저를 같은 출발점, 같은 씨앗, 같은 조율 예산으로 견준다.

방법마다 같은 학습률들을 모두 돌려 보고(`sweep`), 조율용 씨앗에서 가장 좋은 것을 골라, 조율에 쓰지
않은 씨앗으로 다시 돌린다(`race`). 점수는 실수 하나이고 작을수록 좋다. 발산은 빼지 않고 무한대다.
"""

from dataclasses import dataclass

import numpy as np

from lib import _checks
from lib.training import fit, minimize

# 누구에게도 맞추지 않은 넓은 격자: 3.2e-5에서 10까지, 열 배에 두 개씩 열두 개
RATES = 10.0 ** np.arange(-4.5, 1.25, 0.5)


@dataclass(frozen=True)
class Sweep:
    """방법 하나의 학습률 감도.

    rates: 시험한 학습률 (R,), 작은 것부터. seeds: 씨앗 (S,).
    scores: 점수 (R, S), 작을수록 좋고 발산은 무한대다.
    """

    name: str
    rates: np.ndarray
    seeds: tuple
    scores: np.ndarray

    @property
    def median(self):
        """학습률마다 씨앗들의 중앙값 (R,). 씨앗의 절반 이상이 발산하면 무한대다."""
        ordered = np.sort(self.scores, axis=1)
        half = ordered.shape[1] // 2
        if ordered.shape[1] % 2:
            return ordered[:, half]
        return (ordered[:, half - 1] + ordered[:, half]) / 2

    @property
    def lr(self):
        """중앙값이 가장 작은 학습률. 같으면 작은 쪽."""
        return float(self.rates[self.median.argmin()])

    @property
    def best(self):
        """가장 작은 중앙값."""
        return float(self.median.min())

    @property
    def interior(self):
        """고른 학습률이 격자의 끝이 아닌지. 끝이면 격자를 넓혀 다시 재야 한다."""
        return bool(0 < self.median.argmin() < len(self.rates) - 1)

    def usable(self, factor=2.0):
        """쓸 만한 학습률: 고른 것을 둘러싸고 중앙값이 가장 좋은 값의 factor배 이하인 이어진 칸.

        factor: 1 이상. 반환: (가장 작은 것, 가장 큰 것, 폭). 폭의 단위는 열 배(상용로그)다.
        격자의 칸으로 재므로 폭의 눈금은 격자의 간격이다. 모두 발산했으면 (nan, nan, 0).
        """
        factor = _checks.real("factor", factor, 1)
        if not np.isfinite(self.best):
            return np.nan, np.nan, 0.0
        good = self.median <= factor * self.best
        low = high = int(self.median.argmin())
        while low > 0 and good[low - 1]:
            low -= 1
        while high < len(good) - 1 and good[high + 1]:
            high += 1
        bottom, top = float(self.rates[low]), float(self.rates[high])
        return bottom, top, float(np.log10(top / bottom))

    def __str__(self):
        lines = ["      η   중앙값     최소     최대"]
        for rate, middle, scores in zip(self.rates, self.median, self.scores, strict=True):
            mark = " *" if rate == self.lr else ""
            cells = "".join(_cell(value) for value in (middle, scores.min(), scores.max()))
            lines.append(f"{rate:8.2g}{cells}{mark}")
        return "\n".join(lines)


def sweep(score, make, rates=RATES, seeds=range(3), *, name=""):
    """학습률마다, 씨앗마다 한 번씩 돌려 점수를 모은다.

    score: (옵티마이저, 씨앗) → 점수. 씨앗을 한꺼번에 돌릴 수 있으면 `score.many(옵티마이저,
    씨앗들)` → (S,)를 쓴다. make: 학습률 → 새 옵티마이저. rates: 학습률 (R,), 0보다 크고 커지는
    차례. seeds: 겹치지 않는 씨앗. 반환: `Sweep`. 유한하지 않은 점수는 무한대로 적는다.
    """
    _checks.function("score", score)
    _checks.function("make", make)
    rates = _rates(rates)
    seeds = _seeds("seeds", seeds)
    scores = np.stack([_scores(score, make, rate, seeds) for rate in rates])
    return Sweep(name, rates, seeds, scores)


@dataclass(frozen=True)
class Race:
    """경주 하나의 기록.

    sweeps: {이름: `Sweep`}, 조율. results: {이름: (S,)}, 고른 학습률로 새 씨앗에서 얻은 점수.
    seeds: 그 새 씨앗들.
    """

    sweeps: dict
    results: dict
    seeds: tuple

    @property
    def lr(self):
        """방법마다 고른 학습률 {이름: 실수}."""
        return {name: tuned.lr for name, tuned in self.sweeps.items()}

    @property
    def edges(self):
        """고른 학습률이 격자의 끝인 방법들의 이름. 비어 있어야 공정하다."""
        return [name for name, tuned in self.sweeps.items() if not tuned.interior]

    @property
    def budget(self):
        """한 방법이 쓴 예산을 말하는 한 줄."""
        rates, seeds = next(iter(self.sweeps.values())).scores.shape
        return f"조율 {rates}×{seeds} = {rates * seeds}번, 마지막 {len(self.seeds)}번"

    @property
    def ranks(self):
        """새 씨앗에서의 중앙값으로 매긴 등수 {이름: 실수}. 같으면 등수를 나눈다(2.5등)."""
        middles = np.array([_median(scores) for scores in self.results.values()])
        below = (middles[:, None] > middles).sum(axis=1)
        same = (middles[:, None] == middles).sum(axis=1)
        ranks = (below + (same + 1) / 2).tolist()
        return dict(zip(self.results, ranks, strict=True))

    def wins(self, a, b):
        """같은 씨앗끼리 견준 (a가 나은 수, 같은 수, b가 나은 수)."""
        for name, value in (("a", a), ("b", b)):
            _checks.choice(name, value, tuple(self.results))
        first, second = self.results[a], self.results[b]
        return (
            int((first < second).sum()),
            int((first == second).sum()),
            int((first > second).sum()),
        )

    def __str__(self):
        lines = ["방법      η        중앙값     최대  등"]
        for name, rank in self.ranks.items():
            scores, edge = self.results[name], "!" if name in self.edges else " "
            cells = "".join(_cell(value) for value in (_median(scores), scores.max()))
            lines.append(f"{name:9}{edge}{self.lr[name]:<6.2g}{cells}{rank:4.3g}")
        if self.edges:
            lines.append("! 고른 학습률이 격자의 끝입니다.")
        return "\n".join([*lines, self.budget])


def race(score, methods, rates=RATES, tune_seeds=range(3), test_seeds=range(100, 105)):
    """방법마다 `sweep`으로 학습률을 고르고, 새 씨앗으로 다시 돌린다.

    methods: {이름: 학습률 → 새 옵티마이저}. 나머지는 `sweep`과 같고 모두가 함께 쓴다.
    tune_seeds와 test_seeds가 겹치면 ValueError: 고를 때 본 씨앗은 고른 쪽에 유리하다.
    반환: `Race`.
    """
    if not isinstance(methods, dict) or not methods:
        raise ValueError(f"methods={methods!r}: {{이름: 함수}} 꼴의 비지 않은 dict여야 합니다.")
    tune_seeds = _seeds("tune_seeds", tune_seeds)
    test_seeds = _seeds("test_seeds", test_seeds)
    both = sorted(set(tune_seeds) & set(test_seeds))
    if both:
        raise ValueError(f"test_seeds={test_seeds}: 조율에 쓴 씨앗 {both}과(와) 겹치면 안 됩니다.")
    sweeps = {
        name: sweep(score, make, rates, tune_seeds, name=name) for name, make in methods.items()
    }
    results = {
        name: _scores(score, make, sweeps[name].lr, test_seeds) for name, make in methods.items()
    }
    return Race(sweeps, results, test_seeds)


def arrival(gap, goal):
    """최솟값과의 차이가 출발할 때의 goal배 아래로 들어가 끝까지 머물기 시작한 걸음.

    gap: 걸음마다의 차이 (걸음+1, ...). 반환: 실수 (...). 끝까지 머물지 못했으면 무한대다.
    """
    outside = ~(gap <= goal * gap[0])
    last = len(gap) - 1 - outside[::-1].argmax(axis=0)  # 밖에 있던 마지막 걸음
    arrived = np.where(outside.any(axis=0), last + 1.0, 0.0)
    return np.where(outside[-1], np.inf, arrived)


def descent_score(landscape, steps, starts=None, *, goal=None):
    """지형에서 정한 걸음을 걸은 뒤의 점수를 주는 함수 (옵티마이저, 씨앗) → 점수.

    landscape: `Landscape`. steps: 걸음 수. starts: 씨앗 → 출발점 (2,). None이면 씨앗마다 그림의
    범위에서 고르게 뽑는다. 그래서 같은 씨앗이면 어느 방법이든 같은 곳에서 떠난다.
    goal: None이면 점수는 마지막 손실 − 최솟값. 0과 1 사이의 수면 그 차이가 출발할 때의 goal배
    아래로 들어가 머물기까지의 걸음 수다(못 들어가면 무한대). 값이 유한하지 않게 되었거나 차이가
    출발할 때의 백만 배를 넘은 채 끝나면 발산으로 친다.
    """
    if not (callable(landscape) and hasattr(landscape, "minima")):
        raise ValueError(f"landscape={landscape!r}: Landscape여야 합니다.")
    steps = _checks.integer("steps", steps, 1)
    goal = goal if goal is None else _checks.real("goal", goal, 0, 1, open_low=True)
    if starts is None:
        box = np.transpose(landscape.domain)

        def starts(seed):
            return np.random.default_rng(seed).uniform(*box)

    _checks.function("starts", starts)

    def many(opt, seeds):
        points = np.stack([np.asarray(starts(seed), dtype=float) for seed in seeds])
        trace = minimize(landscape, points, opt, steps)
        gap = trace.loss - landscape(landscape.minima[0])
        lost = ~(gap[-1] <= 1e6 * gap[0]) | (trace.stop == "diverged")
        if goal is None:
            return np.where(lost, np.inf, gap[-1])
        return np.where(lost, np.inf, arrival(gap, goal))

    def score(opt, seed):
        return float(many(opt, [seed])[0])

    score.many = many  # 씨앗을 한꺼번에 걸으면 훨씬 빠르다
    return score


def training_score(model, epochs, batch_size, test=None, *, schedule=None):
    """데이터에서 학습을 마친 뒤의 점수를 주는 함수 (옵티마이저, 씨앗) → 점수.

    model, epochs, batch_size: `fit`과 같다. 씨앗이 출발점과 미니배치의 차례를 정하므로, 같은
    씨앗이면 어느 방법이든 같은 곳에서 떠나 같은 미니배치를 본다. test: None이면 점수는 훈련
    데이터 전체의 손실, (X, y)나 Dataset이면 거기서의 오차(틀린 비율, 회귀에서는 손실).
    schedule: 학습률 → 스케줄(`lambda lr: cosine(lr, 440)`).
    """
    if schedule is not None:
        _checks.function("schedule", schedule)

    def score(opt, seed):
        plan = None if schedule is None else schedule(opt.lr)
        history = fit(model, opt, epochs, batch_size, seed, schedule=plan)
        if history.diverged:
            return np.inf
        result = model.evaluate(history.theta, test)
        if test is None or result.accuracy is None:
            return float(result.loss)
        return float(1 - result.accuracy)

    return score


def _scores(score, make, lr, seeds):
    """학습률 하나로 씨앗마다 돌린 점수 (S,)."""
    if hasattr(score, "many"):
        scores = np.asarray(score.many(make(lr), seeds), dtype=float)
    else:
        scores = np.array([score(make(lr), seed) for seed in seeds], dtype=float)
    return np.where(np.isfinite(scores), scores, np.inf)


def _median(scores):
    return Sweep("", np.ones(1), (), np.asarray(scores)[None]).median[0]


def _rates(rates):
    rates = _checks.finite("rates", rates)
    if rates.ndim != 1 or len(rates) == 0 or rates[0] <= 0 or (np.diff(rates) <= 0).any():
        raise ValueError(f"rates={rates!r}: 0보다 크고 커지는 차례로 적은 학습률이어야 합니다.")
    return rates


def _seeds(name, seeds):
    seeds = tuple(_checks.integer(name, seed, 0) for seed in seeds)
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError(f"{name}={seeds}: 겹치지 않는 씨앗이 하나는 있어야 합니다.")
    return seeds


def _cell(value):
    """아홉 칸에 오른쪽으로 붙인 숫자. 한글은 한 자가 두 칸이다."""
    if np.isinf(value):
        return "     발산"
    text = f"{value:.3g}"
    return f"{text if len(text) < 9 else f'{value:.1e}':>9}"
