"""스케줄 짓기: 학습률의 곡선과, 그것이 작은 학습에서 하는 일."""

import inspect

import numpy as np

from lib import _checks
from lib.models import LinearRegression
from lib.optimizers import GD, Adam, Momentum
from lib.schedules import SCHEDULES, join, linear_warmup
from lib.widgets import _check as check
from lib.widgets._figure import Checked, Figure
from lib.widgets._random import mulberry32, normals, permutation
from lib.widgets._regression import sample

OPTIMIZERS = {"GD": GD, "Momentum": Momentum, "Adam": Adam}
NAMES = (*SCHEDULES, "drawn")
TITLES = {
    "constant": "고정",
    "step": "계단",
    "multi_step": "이정표마다",
    "exponential": "지수",
    "inverse_time": "반비례",
    "polynomial": "다항식",
    "cosine": "코사인",
    "warm_restarts": "코사인 되풀이",
    "linear_warmup": "직선 워밍업",
    "one_cycle": "원사이클",
    "drawn": "직접 그리기",
}
TASKS = {"quadratic": "손실", "regression": "손실 − 최솟값"}
BLUE, ORANGE = "#0b5fa5", "#b3470a"
RUNS, CONDITION, START = 24, 10, 1.0  # 아래의 둘까지 practice.js와 같다
AWAY = (-1.6, 1.2)  # 회귀의 출발점: 최솟점에서 이만큼 떨어진 곳
STRIDE = 1000003  # 회귀의 되풀이마다 씨앗을 이만큼씩 옮긴다
LONGEST = 500


def defaults(steps):
    """스케줄마다 처음에 쓸 값. 끝나는 걸음 T는 남은 걸음이므로 여기 없다."""
    given = {
        "step": {"every": max(steps // 4, 1), "gamma": 0.5},
        "multi_step": {"milestones": [max(steps // 2, 1), max(3 * steps // 4, 2)]},
        "exponential": {"gamma": 0.98},
        "inverse_time": {"decay": 0.05},
        "warm_restarts": {"steps": max(round(steps / 7), 2), "mult": 2},
        "linear_warmup": {"steps": max(steps // 4, 1)},
    }
    return {name: _own(name) | given.get(name, {}) for name in SCHEDULES}


def _own(name):
    """생성자의 기본값. lr과 steps는 그림이 정한다."""
    parameters = inspect.signature(SCHEDULES[name]).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


class ScheduleDesigner(Figure):
    """스케줄을 고르고, 워밍업을 앞에 붙이고, 점을 끌어 그리며 학습의 손실을 견주는 그림.

    학습은 둘 가운데 하나를 24번 되풀이해 평균한 것이다. "quadratic"은 ½(x² + y²/10)을 잡음 섞인
    기울기로 내려가기, "regression"은 당뇨 환자 50명의 자료에 직선을 맞추는 미니배치 SGD다
    (`RegressionExplorer`와 같은 자료이고, 되풀이마다 뽑는 차례가 다르다).

    schedule: `lib.schedules`의 이름, "drawn"(점 여섯 개를 잇는 꺾은선), 또는 t → lr 함수.
    params: 스케줄의 값. 주지 않은 것은 기본값이다. warmup: 앞에 붙일 직선 워밍업의 걸음 수.
    rival: 견줄 스케줄의 이름. lr: 가장 큰 학습률. optimizer: "GD", "Momentum", "Adam".
    noise: 기울기의 잡음 σ(0 ≤ σ ≤ 2). steps: 걸음 수. seed: 잡음의 씨앗.
    points: "drawn"의 높이 여섯(lr의 배, 0에서 1). task: "quadratic"이나 "regression".
    batch_size: 회귀의 미니배치 크기(1에서 50).
    trait: schedule(이름), params, warmup, rival, lr, optimizer, noise, points, seed, task,
    batch_size.
    """

    figure = "schedule"
    fields = (
        "batch_size",
        "data",
        "defaults",
        "given",
        "lr",
        "noise",
        "optimizer",
        "params",
        "points",
        "rival",
        "schedule",
        "seed",
        "steps",
        "task",
        "warmup",
    )

    steps = Checked(lambda figure, value: _checks.integer("steps", value, 8, LONGEST), 200)
    defaults = Checked(lambda figure, value: value)
    given = Checked(lambda figure, value: value)
    lr = Checked(check.number("lr", 0, 10, open_low=True), 0.5)
    schedule = Checked(check.choice("schedule", NAMES), "cosine")
    params = Checked(lambda figure, value: figure._checked_params(value))
    warmup = Checked(
        lambda figure, value: _checks.integer("warmup", value, 0, figure.steps // 2), 0
    )
    rival = Checked(check.choice("rival", SCHEDULES), "constant")
    optimizer = Checked(check.choice("optimizer", OPTIMIZERS), "GD")
    noise = Checked(check.number("noise", 0, 2), 0.5)
    points = Checked(lambda figure, value: _checked_points(value))
    task = Checked(check.choice("task", TASKS), "quadratic")
    data = Checked(lambda figure, value: value)
    batch_size = Checked(
        lambda figure, value: _checks.integer("batch_size", value, 1, len(figure.data["x"])), 1
    )
    seed = Checked(lambda figure, value: _checks.integer("seed", value, 0, 2**32 - 1), 0)

    def __init__(
        self,
        schedule="cosine",
        *,
        params=None,
        warmup=0,
        rival="constant",
        lr=0.5,
        optimizer="GD",
        noise=0.5,
        steps=200,
        points=(0.2, 1.0, 1.0, 0.6, 0.2, 0.0),
        seed=0,
        task="quadratic",
        batch_size=8,
        caption="",
        alt="",
    ):
        steps = _checks.integer("steps", steps, 8, LONGEST)
        given = None
        if callable(schedule):
            rates = [_checks.real("schedule(t)", schedule(t), 0) for t in range(steps)]
            given, schedule = check.rounded(rates, 8), "constant"
        x, y, _ = sample()
        super().__init__(
            data={"x": x.tolist(), "y": y.tolist()},
            steps=steps,
            defaults=defaults(steps),
            given=given,
            lr=lr,
            schedule=schedule,
            params={} if params is None else params,
            warmup=warmup,
            rival=rival,
            optimizer=optimizer,
            noise=noise,
            points=points,
            seed=seed,
            task=task,
            batch_size=batch_size,
            caption=caption,
            alt=alt,
        )
        self.observe(self._follow_schedule, "schedule")

    def _follow_schedule(self, change):
        """스케줄이 바뀌면 기본값에서 다시 시작한다."""
        if "params" not in self.told:
            self.params = {}

    def _checked_params(self, value):
        if self.schedule == "drawn" or self.given is not None:
            return {}
        known = self.defaults[self.schedule]
        for name in value:
            _checks.choice("params", name, known)
        params = known | dict(value)
        self._build(self.schedule, params, self.steps)
        return params

    def _build(self, name, params, steps):
        """lib의 스케줄. 끝나는 걸음이 있으면 남은 걸음을 다 쓴다."""
        make = SCHEDULES[name]
        wanted = inspect.signature(make).parameters
        values = {"steps": steps} | params if "steps" in wanted else params
        return make(self.lr, **values)

    def rates(self, rival=False):
        """걸음마다의 학습률 (steps,). rival=True면 견줄 스케줄의 것."""
        t = np.arange(self.steps)
        if rival:
            return self._build(self.rival, self.defaults[self.rival], self.steps)(t)
        if self.given is not None:
            return np.array(self.given)
        if self.schedule == "drawn":
            places = np.linspace(0, self.steps - 1, len(self.points))
            return self.lr * np.interp(t, places, self.points)
        main = self._build(self.schedule, self.params, self.steps - self.warmup)
        if self.warmup == 0:
            return main(t)
        return join([linear_warmup(self.lr, self.warmup), main], [self.warmup])(t)

    def losses(self, rival=False):
        """걸음마다의 손실 (steps+1,): 24번의 평균. 유한하지 않게 되면 그 앞까지다."""
        slopes, height, x = self._quadratic() if self.task == "quadratic" else self._regression()
        opt, losses = OPTIMIZERS[self.optimizer](), [height(x)]
        with np.errstate(all="ignore"):
            for t, lr in enumerate(self.rates(rival)):
                opt.lr = float(lr)
                g = slopes(x, t)
                x = opt.step(x, g) if np.isfinite(g).all() else g
                if not np.isfinite(x).all():
                    break
                losses.append(height(x))
        return np.array(losses)

    def _quadratic(self):
        """잡음 섞인 이차함수: 기울기(점, 걸음), 평균한 손실(점), 출발점 (24, 2)."""
        shape = (self.steps, RUNS, 2)
        xi = np.reshape(normals(mulberry32(self.seed), int(np.prod(shape))), shape)
        curvature = np.array([1.0, 1 / CONDITION])
        return (
            lambda x, t: curvature * x + self.noise * xi[t],
            lambda x: (curvature * x * x).sum() / 2 / RUNS,
            np.full((RUNS, 2), START),
        )

    def _regression(self):
        """미니배치 회귀: 기울기(점, 걸음), 최솟값에서 잰 평균 손실(점), 출발점 (24, 2)."""
        model = LinearRegression(np.array(self.data["x"])[:, None], self.data["y"])
        n, size, best = len(model), self.batch_size, model.solution()
        epochs = -(-self.steps // -(-n // size))
        rows = []
        for run in range(RUNS):
            random = mulberry32(self.seed + STRIDE * run)
            orders = [permutation(random, n) for _ in range(epochs)]
            rows.append([o[first : first + size] for o in orders for first in range(0, n, size)])

        def slopes(x, t):
            chosen = np.array([own[t] for own in rows])
            a, y = model.A[chosen], model.y[chosen]
            error = (a * x[:, None, :]).sum(axis=-1) - y
            return (a * error[..., None]).mean(axis=1)

        def height(x):
            away = (x - best) @ model.A.T
            return (away * away).mean(axis=1).sum() / 2 / RUNS

        return slopes, height, np.tile(best + AWAY, (RUNS, 1))

    @property
    def _title(self):
        return "독자의 스케줄" if self.given is not None else TITLES[self.schedule]

    def _final(self, losses):
        return f"{losses[-1]:.3g}" if len(losses) > self.steps and losses[-1] < 1e3 else "발산"

    def describe(self):
        ahead = f"워밍업 {self.warmup}걸음을 붙인 " if self.warmup else ""
        kind = "학습" if self.task == "quadratic" else "미니배치 회귀"
        return (
            f"학습률 스케줄 두 개와 그것으로 한 {kind}의 손실을 그린 그림. {ahead}{self._title}, "
            f"가장 큰 학습률 {self.lr:g}: 마지막 손실 {self._final(self.losses())}. 견줄 것은 "
            f"{TITLES[self.rival]}: 마지막 손실 {self._final(self.losses(rival=True))}."
        )

    def draw(self, picture):
        left, right = picture.subplots(1, 2)
        lines = (
            (True, {"color": ORANGE, "linestyle": (0, (5, 3)), "label": TITLES[self.rival]}),
            (False, {"color": BLUE, "label": self._title}),
        )
        for rival, line in lines:
            left.plot(self.rates(rival), **line)
            right.plot(np.clip(self.losses(rival), 1e-12, 1e3), **line)
        left.set(xlabel="걸음 t", title="학습률 η(t)", ylim=(0, None))
        right.set(xlabel="걸음 t", title=f"{TASKS[self.task]} (24번의 평균)", yscale="log")
        left.legend()

    def __repr__(self):
        name = "…" if self.given is not None else self.schedule
        return f"ScheduleDesigner({name!r}, lr={self.lr:g}, warmup={self.warmup})"


def _checked_points(value):
    heights = _checks.finite("points", value)
    if heights.shape != (6,) or not ((heights >= 0) & (heights <= 1)).all():
        raise ValueError(f"points={value!r}: 0과 1 사이의 실수 여섯 개여야 합니다.")
    return tuple(heights.tolist())
