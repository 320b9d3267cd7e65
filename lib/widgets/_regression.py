"""미니배치 회귀: 배치 크기와 학습률이 경로와 손실에 하는 일."""

import math

import numpy as np

from lib import _checks, plotting
from lib.data import diabetes
from lib.models import LinearRegression
from lib.optimizers import SGD
from lib.widgets import _check as check
from lib.widgets._figure import Checked, Figure
from lib.widgets._random import mulberry32, permutation, resample

AXES = {"steps": "걸음 t", "gradients": "계산한 표본 기울기의 수"}
MOST = 600  # 표본의 수
LONGEST = 6000  # 한 번의 달리기에서 계산하는 표본 기울기의 수
DIGITS = 4  # 보내는 자료의 유효 숫자


class RegressionExplorer(Figure):
    """직선을 자료에 맞추는 확률적 경사하강법.

    x, y: (n,) 자료. 주지 않으면 당뇨 환자 50명의 BMI와 한 해 뒤의 진행도(둘 다 표준화).
    names: 두 축의 이름. batch_size: 미니배치의 크기 B(1 ≤ B ≤ n). lr: 학습률. seed: 뽑는 차례의
    씨앗. 차례는 씨앗만 정하므로 B나 lr 하나만 바꾸면 같은 표본을 같은 차례로 본다.
    epochs: 자료를 도는 횟수. start: 출발점 (w, b). step: 처음에 보일 걸음(없으면 마지막).
    replace: 되넣으며 뽑는가. axis: 손실의 가로축 "steps"나 "gradients"(계산한 표본 기울기의 수).
    trait: batch_size, lr, seed, replace, start, step, axis.
    """

    figure = "regression"
    fields = (
        "axis",
        "batch_size",
        "data",
        "domain",
        "epochs",
        "lr",
        "names",
        "replace",
        "seed",
        "start",
        "step",
    )

    data = Checked(lambda figure, value: value)
    domain = Checked(lambda figure, value: value)
    names = Checked(lambda figure, value: value)
    epochs = Checked(lambda figure, value: figure._checked_epochs(value), 1)
    batch_size = Checked(
        lambda figure, value: _checks.integer("batch_size", value, 1, len(figure.data["x"])), 1
    )
    lr = Checked(check.number("lr", 0, 100), 0.1)
    seed = Checked(lambda figure, value: _checks.integer("seed", value, 0, 2**32 - 1), 0)
    replace = Checked(lambda figure, value: _checks.flag("replace", value), False)
    start = Checked(check.point("start"), (0.0, 0.0))
    axis = Checked(check.choice("axis", AXES), "steps")
    step = Checked(check.step, 0)

    def __init__(
        self,
        x=None,
        y=None,
        *,
        names=None,
        batch_size=8,
        lr=0.1,
        seed=0,
        epochs=20,
        start=None,
        step=None,
        replace=False,
        axis="steps",
        caption="",
        alt="",
    ):
        x, y, names = _data(x, y, names)
        minimum = LinearRegression(x[:, None], y).solution()
        start = minimum + np.array([-1.6, 1.2]) if start is None else start
        start = tuple(check.rounded(check.point("start")(None, start), DIGITS))
        super().__init__(
            data={"x": x.tolist(), "y": y.tolist()},
            domain=_domain(minimum, start),
            names=names,
            epochs=epochs,
            batch_size=batch_size,
            lr=lr,
            seed=seed,
            replace=replace,
            start=start,
            axis=axis,
            caption=caption,
            alt=alt,
        )
        self.step = self.steps if step is None else step
        self.observe(self._follow_size, "batch_size")

    @property
    def model(self):
        """자료를 품은 `LinearRegression`. θ = [w, b]."""
        return LinearRegression(np.array(self.data["x"])[:, None], self.data["y"])

    @property
    def steps(self):
        """한 번의 달리기의 걸음 수."""
        return self._steps(self.batch_size)

    def batches(self):
        """걸음마다의 미니배치: 표본 번호의 목록."""
        n, size = len(self.data["x"]), self.batch_size
        random, draw = mulberry32(self.seed), resample if self.replace else permutation
        orders = [draw(random, n) for _ in range(self.epochs)]
        return [order[first : first + size] for order in orders for first in range(0, n, size)]

    def path(self):
        """지금 설정으로 걸은 길 (걸음+1, 2). 유한하지 않게 되면 그 앞까지다."""
        model, opt = self.model, SGD(lr=self.lr)
        theta = [np.array(self.start)]
        with np.errstate(all="ignore"):
            for rows in self.batches():
                g = model.batch(rows).grad(theta[-1])
                if not np.isfinite(theta[-1] - self.lr * g).all():
                    break
                theta.append(opt.step(theta[-1], g))
        return np.array(theta)

    def _steps(self, size):
        return self.epochs * math.ceil(len(self.data["x"]) / size)

    def _checked_epochs(self, value):
        most = LONGEST // len(self.data["x"])
        return _checks.integer("epochs", value, 1, most)

    def _follow_size(self, change):
        """본 자료의 양을 지킨다."""
        if "step" in self.told:
            return
        self.step = round(self.step / self._steps(change.old) * self.steps)

    def describe(self):
        model, path = self.model, self.path()
        excess = _excess(model, path)
        kind = (
            "전체 배치" if self.batch_size == len(model) else f"크기 {self.batch_size}의 미니배치"
        )
        end = "발산했다" if len(path) <= self.steps else f"초과 손실은 {excess[-1]:.3g}이다"
        return (
            f"표본 {len(model)}개에 직선을 맞추는 그림. 자료와 직선, w와 b의 등고선 위의 길, "
            f"손실 곡선이 있다. 초과 손실 {excess[0]:.3g}에서 떠나 {kind}와 학습률 {self.lr:g}로 "
            f"{self.steps}걸음을 걸은 결과: {end}."
        )

    def draw(self, picture):
        left, middle, right = picture.subplots(1, 3)
        model, path = self.model, self.path()
        best = model.solution()
        x, y = np.array(self.data["x"]), np.array(self.data["y"])
        at = min(self.step, len(path) - 1)
        rows = self.batches()[min(at, self.steps - 1)]
        ends = np.array([x.min(), x.max()])
        line = plotting.style("GD")
        left.plot(x, y, ".", color="#999999")
        if self.batch_size < len(x):
            left.plot(x[rows], y[rows], "o", color="#b3470a", markersize=5)
        left.plot(ends, best[0] * ends + best[1], "--", color="#222222", linewidth=1)
        left.plot(ends, path[at, 0] * ends + path[at, 1], **line)
        left.set(xlabel=self.names[0], title=self.names[1], ylim=_room(y))

        (w0, w1), (b0, b1) = self.domain
        w, b = np.meshgrid(np.linspace(w0, w1, 81), np.linspace(b0, b1, 81))
        height = model(np.stack([w, b], axis=-1).reshape(-1, 2)).reshape(w.shape)
        levels = height.min() + np.ptp(height) * np.linspace(0, 1, 15) ** 2
        middle.contourf(w, b, height, levels, cmap=plotting.DEPTH)
        middle.plot(*np.clip(path[: at + 1], -1e3, 1e3).T, linewidth=1, **{**line, "marker": ""})
        middle.plot(*path[0], "o", color="#222222", markerfacecolor="white")
        middle.plot(*best, "+", color="#222222", markersize=9)
        middle.set(xlim=(w0, w1), ylim=(b0, b1), xlabel="w", title="b")

        unit = 1 if self.axis == "steps" else self.epochs * len(x) / self.steps
        excess = np.clip(_excess(model, path), 1e-8, 1e4)
        right.semilogy(unit * np.arange(len(path)), excess, **line)
        right.set(xlabel=AXES[self.axis], title="손실 − 최솟값")

    def __repr__(self):
        return (
            f"RegressionExplorer(batch_size={self.batch_size}, lr={self.lr:g}, seed={self.seed}, "
            f"epochs={self.epochs})"
        )


def _excess(model, path):
    """최솟값에서 잰 손실. 발산한 길에서는 inf가 될 수 있다."""
    with np.errstate(all="ignore"):
        return model(path) - model(model.solution())


def sample():
    """당뇨 환자 50명의 BMI와 한 해 뒤의 진행도, 둘의 이름. 둘 다 평균 0, 표준편차 1이다."""
    raw = diabetes()
    columns = raw.X[::9, raw.names.index("BMI")], raw.y[::9]
    x, y = (check.rounded((column - column.mean()) / column.std(), DIGITS) for column in columns)
    return np.array(x), np.array(y), ("BMI (표준화)", "병의 진행도 (표준화)")


def _data(x, y, names):
    """보내는 자리까지 반올림한 자료. 파이썬과 브라우저가 같은 수로 계산하게 한다."""
    if (x is None) != (y is None):
        raise ValueError("x와 y는 함께 주거나 함께 빼야 합니다.")
    if x is None:
        x, y, own = sample()
        names = own if names is None else names
    x, y = _checks.finite("x", x), _checks.finite("y", y)
    if x.ndim != 1 or x.shape != y.shape or not 2 <= len(x) <= MOST or np.ptp(x) == 0:
        raise ValueError(
            f"x의 모양 {x.shape}, y의 모양 {y.shape}: 길이가 같은 1차원 배열 둘이고, 표본은 "
            f"2개 이상 {MOST}개 이하이며 x가 모두 같지는 않아야 합니다."
        )
    names = ("x", "y") if names is None else tuple(str(name) for name in names)
    if len(names) != 2:
        raise ValueError(f"names={names!r}: 두 축의 이름 둘이어야 합니다.")
    x, y = (np.array(check.rounded(column, DIGITS)) for column in (x, y))
    return x, y, names


def _domain(minimum, start):
    """최솟점을 가운데에 두고 출발점까지 담는 범위. 세로는 가로의 0.8배다."""
    w, b = check.rounded(minimum, DIGITS)
    reach = float(f"{1.25 * max(abs(start[0] - w), abs(start[1] - b) / 0.8, 0.5):.3g}")
    return ((w - reach, w + reach), (b - 0.8 * reach, b + 0.8 * reach))


def _room(values):
    low, high = values.min(), values.max()
    return low - 0.06 * (high - low), high + 0.06 * (high - low)
