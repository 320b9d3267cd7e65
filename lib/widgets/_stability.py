"""안정 지도: 이차함수 위의 모멘텀과 NAG가 학습률과 모멘텀에 따라 어떻게 움직이는가."""

import numpy as np
from matplotlib.colors import BoundaryNorm

from lib import _checks, plotting
from lib.landscapes import Curve
from lib.optimizers import NAG, Momentum
from lib.training import minimize
from lib.widgets import _check as check
from lib.widgets._figure import Checked, Figure

RULES = {"Momentum": Momentum, "NAG": NAG}
TITLES = {"Momentum": "모멘텀", "NAG": "네스테로프(NAG)"}
WIDEST = 4.0  # 지도에 그리는 가장 큰 ηL
HIGH = 1.25  # 움직임의 판에 그리는 가장 먼 위치
LEVELS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99, 1)


def iteration_matrix(rule, lr, momentum):
    """곡률 L인 이차함수에서 (xₜ, xₜ₋₁)을 (xₜ₊₁, xₜ)로 옮기는 2×2 행렬.

    rule: "Momentum"이나 "NAG". lr: 학습률 × 곡률 ηL. momentum: μ. 반환: (2, 2) 배열.
    """
    if _checks.choice("rule", rule, RULES) == "Momentum":
        return np.array([[1 + momentum - lr, -momentum], [1.0, 0.0]])
    return np.array([[(1 - lr) * (1 + momentum), -(1 - lr) * momentum], [1.0, 0.0]])


def rate(rule, lr, momentum, condition=1.0):
    """걸음마다 오차에 곱해지는 수. lr과 momentum은 배열이어도 된다.

    곡률이 L/κ에서 L까지인 이차함수에서 가장 느린 방향의 반복 행렬의 스펙트럼 반지름이다.
    """
    _checks.choice("rule", rule, RULES)
    return np.maximum(
        _radius(rule, np.asarray(lr, dtype=float), momentum),
        _radius(rule, np.asarray(lr, dtype=float) / condition, momentum),
    )


def _radius(rule, z, mu):
    if rule == "Momentum":
        half, det = (1 + mu - z) / 2, mu + 0 * z
    else:
        half, det = (1 - z) * (1 + mu) / 2, (1 - z) * mu
    inside = half * half - det
    real = abs(half) + np.sqrt(np.maximum(inside, 0))
    return np.where(inside < 0, np.sqrt(half * half + np.maximum(-inside, 0)), real)


def best(rule, condition=1.0):
    """조건수 κ인 이차함수에서 `rate`를 가장 작게 하는 (ηL, μ).

    모멘텀: ηL = 4κ/(√κ+1)², μ = ((√κ−1)/(√κ+1))², 그때의 rate는 (√κ−1)/(√κ+1).
    NAG: ηL = 4κ/(3κ+1), μ = (√(3κ+1)−2)/(√(3κ+1)+2), 그때의 rate는 1 − 2/√(3κ+1).
    """
    kappa = _checks.real("condition", condition, 1)
    if _checks.choice("rule", rule, RULES) == "Momentum":
        root = np.sqrt(kappa)
        return float(4 * kappa / (root + 1) ** 2), float(((root - 1) / (root + 1)) ** 2)
    root = np.sqrt(3 * kappa + 1)
    return float(4 * kappa / (3 * kappa + 1)), float((root - 2) / (root + 2))


class StabilityMap(Figure):
    """(ηL, μ)의 지도 위에서 점을 끌며 수렴 속도, 고윳값, 움직임을 함께 보는 그림.

    rule: "Momentum"이나 "NAG". lr: 가장 큰 곡률을 L = 1로 놓은 학습률, 곧 ηL(0 ≤ lr ≤ 4).
    momentum: μ(0 ≤ momentum < 1). condition: 조건수 κ(1 ≤ condition ≤ 1000). 1이면 곡률이
    하나인 1변수 이차함수다. steps: 움직임을 그릴 걸음 수. rules: 고를 수 있는 방법.
    trait: rule, lr, momentum, condition, steps. `fig.set_best()`는 가장 좋은 값으로 옮긴다.
    """

    figure = "stability"
    fields = ("condition", "lr", "momentum", "rule", "rules", "steps")

    rule = Checked(check.choice("rule", RULES), "Momentum")
    rules = Checked(check.names("rules", RULES), ())
    lr = Checked(check.number("lr", 0, WIDEST), 0.5)
    momentum = Checked(check.number("momentum", 0, 1, open_high=True), 0.5)
    condition = Checked(check.number("condition", 1, 1000), 1.0)
    steps = Checked(check.steps, 40)

    def __init__(
        self,
        rule="Momentum",
        *,
        lr=0.5,
        momentum=0.5,
        condition=1.0,
        steps=40,
        rules=("Momentum", "NAG"),
        caption="",
        alt="",
    ):
        super().__init__(
            rule=rule,
            rules=rules,
            lr=lr,
            momentum=momentum,
            condition=condition,
            steps=steps,
            caption=caption,
            alt=alt,
        )

    @property
    def rate(self):
        """지금의 자리에서 걸음마다 오차에 곱해지는 수."""
        return float(rate(self.rule, self.lr, self.momentum, self.condition))

    def set_best(self):
        """지금의 방법과 조건수에 가장 좋은 자리로 옮긴다."""
        self.lr, self.momentum = best(self.rule, self.condition)

    def traces(self):
        """곡률 L과 L/κ인 방향의 움직임: {"L": Trace, "L/κ": Trace}. κ = 1이면 하나뿐이다."""
        curvatures = {"L": 1.0, "L/κ": 1 / self.condition} if self.condition > 1 else {"L": 1.0}
        opt = RULES[self.rule](lr=self.lr, momentum=self.momentum)
        return {
            name: minimize(quadratic(curvature), 1.0, opt, self.steps)
            for name, curvature in curvatures.items()
        }

    def _place(self, name):
        return (self.lr if name == "L" else self.lr / self.condition), self.momentum

    def describe(self):
        speed, top = self.rate, best(self.rule, self.condition)
        fate = "줄지 않는다" if np.isclose(speed, 1, rtol=0, atol=1e-9) else "수렴한다"
        fate = "발산한다" if speed > 1 + 1e-9 else fate
        return (
            f"학습률과 곡률의 곱 ηL과 모멘텀 μ에 따라 {TITLES[self.rule]}의 수렴 속도를 그린 "
            f"지도와, 조건수 {self.condition:g}인 이차함수 위의 움직임. 점 (ηL, μ) = "
            f"({self.lr:g}, {self.momentum:g})에서 오차가 걸음마다 {speed:.4g}배가 되어 {fate}. "
            f"가장 좋은 점은 ({top[0]:.4g}, {top[1]:.4g})이다."
        )

    def draw(self, picture):
        left, right = picture.subplots(1, 2, width_ratios=(1.15, 1))
        z, mu = np.meshgrid(np.linspace(0, WIDEST, 241), np.linspace(0, 0.999, 201))
        speeds = rate(self.rule, z, mu, self.condition)
        norm = BoundaryNorm(LEVELS, plotting.DEPTH.N)
        left.contourf(z, mu, speeds, LEVELS, cmap=plotting.DEPTH, norm=norm)
        wild = left.contourf(z, mu, speeds, (1, 9), colors="none", hatches=["///"])
        wild.set_edgecolor("#eac3ae")
        wild.set_linewidth(0)
        lines = left.contour(z, mu, speeds, LEVELS[1:-1], colors="#47698c", linewidths=0.4)
        left.clabel(lines, LEVELS[3:-1:2], fontsize=8)
        left.contour(z, mu, speeds, (1,), colors="#b3470a")
        left.plot(*best(self.rule, self.condition), "+", color="#222222", markersize=9)
        left.plot(self.lr, self.momentum, "o", color="#222222")
        left.set(xlabel="ηL", ylabel="모멘텀 μ", title=TITLES[self.rule], ylim=(0, 1))

        lines = (plotting.style(self.rule), {"color": "#444444", "linestyle": (0, (2, 2))})
        for (name, trace), line in zip(self.traces().items(), lines, strict=False):
            out = np.flatnonzero(abs(trace.x) > HIGH)
            last = out[0] + 1 if _radius(self.rule, *self._place(name)) > 1 and len(out) else None
            at = np.clip(trace.x[:last], -50, 50)
            right.plot(at, marker="o", markersize=3, label=f"곡률 {name}", **line)
        right.set(xlabel="걸음 t", ylabel="위치 x", ylim=(-HIGH, HIGH), xlim=(0, self.steps))
        right.legend(loc="upper right")

    def __repr__(self):
        return (
            f"StabilityMap({self.rule!r}, lr={self.lr:g}, momentum={self.momentum:g}, "
            f"condition={self.condition:g})"
        )


def quadratic(curvature):
    """곡률이 일정한 이차함수 ½·곡률·x²."""
    return Curve(
        name="quadratic",
        title="이차함수",
        formula="\\tfrac12 L x^2",
        f=lambda x: curvature * x * x / 2,
        df=lambda x: curvature * x,
        d2f=lambda x: curvature + 0 * x,
        minima=(0.0,),
        domain=(-1.5, 1.5),
        start=1.0,
    )
