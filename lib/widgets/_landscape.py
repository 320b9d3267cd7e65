"""지형 위의 경주: 여러 옵티마이저가 같은 출발점에서 내려가는 길과 손실."""

import copy

import numpy as np
import traitlets

from lib import _checks, plotting
from lib.landscapes import LANDSCAPES
from lib.optimizers import OPTIMIZERS
from lib.training import minimize
from lib.widgets import _check as check
from lib.widgets import _race as race
from lib.widgets._figure import Checked, Figure
from lib.widgets._stability import best

PANELS = ("calculation", "inside")
GOAL = 1e-3  # 손실과 최솟값의 차이가 출발점의 이만큼이 되면 도착으로 본다
VARIANT_DASHES = ((2, 2), (9, 3), (1, 3))  # 같은 방법이 여러 번 나올 때의 선 모양
QUADRATIC = ("bowl", "ravine", "elongated")
DIGITS = 8  # 적어 두는 경로의 유효 숫자


class LandscapeExplorer(Figure):
    """지형 위에서 옵티마이저를 견주는 그림.

    landscape: 지형의 이름이나 `Landscape`. 독자가 만든 지형이면 파이썬이 계산해 격자로 보낸다.
    optimizers: 이름이나 객체의 목록. 독자가 만든 클래스의 객체는 파이썬이 계산한다. "all"이면
    책의 모든 방법이고, 학습률은 저마다 `tune()`이 고른 것이다.
    landscapes: 고를 수 있는 지형의 이름. start: 출발점(없으면 지형이 권하는 곳). steps: 걸음 수.
    step: 처음에 보일 걸음(없으면 마지막). selected: 처음에 손잡이를 보일 방법의 이름표.
    panels: 펴 놓을 판. "calculation"(이 걸음의 수를 갱신식에 넣어 보인다), "inside"(좌표마다의
    기울기, 모멘트, 유효 학습률). 적지 않은 판도 독자가 단추로 펼 수 있다.
    race: 참이면 누가 먼저 도착했는지 말한다. goal: 손실과 최솟값의 차이가 출발점의 몇 배가 되면
    도착인가. same_lr: 참이면 그림에서 학습률을 밀 때 모든 방법의 학습률이 함께 바뀐다.

    trait: landscape, start, steps, step, selected, hidden(감춘 이름표), panels, goal, same_lr,
    hyper({이름표: {이름: 값}}), lr(selected의 학습률).
    hyper에는 바꿀 것만 대입해도 된다: `fig.hyper = {"GD": {"lr": 0.2}}`.
    """

    figure = "landscape"
    fields = (
        "goal",
        "hidden",
        "hyper",
        "landscape",
        "landscapes",
        "lr",
        "methods",
        "panels",
        "race",
        "recorded",
        "same_lr",
        "selected",
        "start",
        "step",
        "steps",
    )
    usual = {"goal": GOAL, "panels": [], "race": False, "same_lr": False}  # noqa: RUF012 - 바꾸지 않는다

    methods = traitlets.List().tag(sync=True)
    recorded = traitlets.Dict().tag(sync=True)
    landscapes = Checked(check.names("landscapes", LANDSCAPES), ())
    landscape = Checked(check.landscape, send=check.send_landscape, receive=check.receive_landscape)
    start = Checked(check.point("start"), (0.0, 0.0))
    steps = Checked(check.steps, 100)
    step = Checked(check.step, 0)
    selected = Checked(lambda figure, value: check.choice("selected", figure.labels)(figure, value))
    hidden = Checked(lambda figure, value: check.names("hidden", figure.labels)(figure, value), ())
    panels = Checked(check.names("panels", PANELS), (), send=list)
    race = Checked(lambda figure, value: _checks.flag("race", value), False)
    same_lr = Checked(lambda figure, value: _checks.flag("same_lr", value), False)
    goal = Checked(check.number("goal", 0, 1, open_low=True, open_high=True), GOAL)
    hyper = Checked(lambda figure, value: figure._merged(value))
    lr = Checked(lambda figure, value: figure._checked_lr(value))

    def __init__(
        self,
        landscape="ravine",
        optimizers=("GD",),
        *,
        landscapes=None,
        start=None,
        steps=100,
        step=None,
        selected=None,
        panels=(),
        race=False,
        goal=GOAL,
        same_lr=False,
        caption="",
        alt="",
    ):
        everyone = isinstance(optimizers, str) and optimizers == "all"
        self._optimizers = _labelled(_planar() if everyone else optimizers)
        ground = check.landscape(None, landscape)
        hyper = {label: _hyper(opt) for label, opt in self._optimizers.items()}
        selected = self.labels[0] if selected is None else selected
        # 뒤의 값을 검사하는 데 앞의 값이 쓰이므로 차례를 지킨다.
        super().__init__(
            methods=_methods(self._optimizers),
            landscape=ground,
            landscapes=() if landscapes is None else landscapes,
            start=ground.start if start is None else start,
            steps=steps,
            step=steps if step is None else step,
            hyper=hyper,
            selected=selected,
            lr=hyper.get(selected, {}).get("lr"),
            panels=panels,
            race=race,
            goal=goal,
            same_lr=same_lr,
            caption=caption,
            alt=alt,
        )
        if everyone:
            self.tune()
        self._record()
        self.observe(self._follow_landscape, "landscape")
        self.observe(self._follow_steps, "steps")
        self.observe(self._follow_hyper, ["hyper", "selected"])
        self.observe(self._follow_lr, "lr")
        self.observe(
            lambda change: self._record(), ["landscape", "start", "steps", "hyper", "panels"]
        )

    @property
    def labels(self):
        """방법들의 이름표."""
        return tuple(self._optimizers)

    def traces(self):
        """지금 설정으로 계산한 경로들: {이름표: Trace}."""
        return {label: self._run(label) for label in self.labels}

    def arrivals(self):
        """방법마다 도착한 걸음: {이름표: 걸음}. 도착하지 못했거나 발산했으면 None."""
        traces = self.traces()
        floor = self._floor(traces.values())
        return {
            label: None if trace.diverged else race.arrival(trace.loss, floor, self.goal)
            for label, trace in traces.items()
        }

    def tune(self):
        """책의 방법마다 학습률을 맞춘다: 똑같은 수의 학습률을 해 보고 가장 먼저 도착하는 것으로."""
        floor = self._floor(self.traces().values())
        self.hyper = {
            method["label"]: {
                "lr": race.best_rate(
                    self._tuned(method["label"]),
                    self.landscape,
                    self.start,
                    self.steps,
                    floor,
                    self.goal,
                )
            }
            for method in self.methods
            if method["rule"] is not None
        }

    def set_best(self, label=None):
        """이론이 주는 가장 좋은 값으로. 이차함수 위의 GD, Momentum, NAG에만 있다.

        label: 이름표(없으면 selected). 고윳값이 λ ≤ L이고 κ = L/λ면 GD는 η = 2/(λ + L), 나머지는
        `lib.widgets._stability.best`의 값이다.
        """
        label = self.selected if label is None else check.choice("label", self.labels)(self, label)
        rule = next(m["rule"] for m in self.methods if m["label"] == label)
        low, high = self._curvatures(rule)
        if rule == "GD":
            self.hyper = {label: {"lr": 2 / (low + high)}}
        else:
            product, momentum = best(rule, high / low)
            self.hyper = {label: {"lr": product / high, "momentum": momentum}}

    def _curvatures(self, rule):
        """이차함수의 가장 작은 고윳값과 가장 큰 고윳값."""
        if rule not in ("GD", "Momentum", "NAG") or self.landscape.name not in QUADRATIC:
            raise ValueError(
                f"landscape={self.landscape.name!r}: 이론의 가장 좋은 값은 "
                f"{', '.join(QUADRATIC)} 위의 GD, Momentum, NAG에만 있습니다."
            )
        rows = self.landscape.grad(np.eye(2)) - self.landscape.grad(np.zeros(2))
        return np.linalg.eigvalsh(rows).tolist()

    def _floor(self, traces):
        """도착을 잴 바닥: 최솟값을 알면 그것, 모르면 이 그림에서 가장 낮았던 손실."""
        minima = np.asarray(self.landscape.minima, dtype=float).reshape(-1, 2)
        heights = [self.landscape(minima)] if len(minima) else [trace.loss for trace in traces]
        return float(min(np.min(height) for height in heights))

    # ── 값 검사와 서로 따라 바뀌는 값 ──────────────────────────────────────

    def _merged(self, value):
        """바뀐 하이퍼파라미터를 지금 것에 얹는다. 범위는 옵티마이저가 스스로 검사한다."""
        known = {label: _hyper(opt) for label, opt in self._optimizers.items()}
        merged = dict(self.hyper) if self.trait_has_value("hyper") else known
        for label, changes in dict(value).items():
            check.choice("hyper", self.labels)(self, label)
            tuned = copy.copy(self._optimizers[label])
            for name, given in changes.items():
                check.choice(f"hyper[{label!r}]", known[label])(self, name)
                setattr(tuned, name, given)
            merged[label] = merged[label] | {name: getattr(tuned, name) for name in changes}
        return merged

    def _checked_lr(self, value):
        if value is None:
            return None
        return self._merged({self.selected: {"lr": value}})[self.selected]["lr"]

    def _follow_landscape(self, change):
        if change.old.name != change.new.name and "start" not in self.told:
            self.start = change.new.start

    def _follow_steps(self, change):
        self.step = self.steps if self.step == change.old else min(self.step, self.steps)

    def _follow_hyper(self, change):
        self.lr = self.hyper[self.selected].get("lr")

    def _follow_lr(self, change):
        if self.lr is not None:
            self.hyper = {self.selected: {"lr": self.lr}}

    # ── 파이썬이 계산하는 경로 ─────────────────────────────────────────────

    def _tuned(self, label):
        opt = copy.deepcopy(self._optimizers[label])
        for name, value in self.hyper[label].items():
            setattr(opt, name, value)
        return opt

    def _run(self, label):
        return minimize(self.landscape, self.start, self._tuned(label), self.steps)

    def _record(self):
        """브라우저가 스스로 계산하지 못하는 경로를 적는다: 독자의 규칙이나 독자의 지형."""
        foreign = not check.is_known(self.landscape)
        labels = [m["label"] for m in self.methods if foreign or m["rule"] is None]
        self.recorded = {label: self._recorded(label) for label in labels}

    def _recorded(self, label):
        opt = _Listening(self._tuned(label))
        trace = minimize(self.landscape, self.start, opt, self.steps)
        inner = {
            "g": check.rounded(opt.heard[: trace.steps], DIGITS),
            "state": {name: check.rounded(value, DIGITS) for name, value in trace.state.items()},
        }
        return (inner if self.panels else {}) | {
            "x": check.rounded(trace.x, DIGITS),
            "loss": check.rounded(trace.loss, DIGITS),
            "grad_norm": check.rounded(trace.grad_norm, DIGITS),
            "stop": trace.stop,
            "of": {
                "landscape": {"name": self.landscape.name, "params": dict(self.landscape.params)},
                "start": list(self.start),
                "steps": self.steps,
                "hyper": self.hyper[label],
            },
        }

    # ── 말과 사진 ──────────────────────────────────────────────────────────

    def describe(self):
        runs = " ".join(f"{label}: {trace}" for label, trace in self._visible().items())
        x, y = self.start
        return (
            f"{self.landscape.title} 지형의 등고선 위에 출발점 ({x:g}, {y:g})에서 내려간 경로와 "
            f"걸음에 따른 손실을 그린 그림. {runs}"
        )

    def draw(self, picture):
        left, right = picture.subplots(1, 2, width_ratios=(1.25, 1))
        plotting.plot_contour(self.landscape, ax=left)
        minima = np.asarray(self.landscape.minima, dtype=float).reshape(-1, 2)
        floor = float(np.min(self.landscape(minima))) if len(minima) else 0.0
        styles = {method["label"]: _line(method) for method in self.methods}
        (x0, x1), (y0, y1) = self.landscape.domain
        reach = 20 * max(x1 - x0, y1 - y0)
        for label, trace in self._visible().items():
            path = np.clip(trace.x[: self.step + 1], -reach, reach)
            left.plot(*path.T, marker=".", markersize=3, label=label, **styles[label])
            gap = np.clip(trace.loss - floor, 1e-16, 1e12)
            right.plot(gap, label=label, **styles[label])
        left.plot(*self.start, marker="o", markerfacecolor="white", color="#222222", zorder=6)
        left.legend(loc="upper right", frameon=True, framealpha=0.85, edgecolor="none")
        right.axvline(self.step, color="#888888", linewidth=0.8)
        name = "손실" if floor == 0 else "손실 − 최솟값"
        right.set(yscale="log", xlabel="걸음 t", ylabel=name, xlim=(0, self.steps))

    def _visible(self):
        return {label: run for label, run in self.traces().items() if label not in self.hidden}

    def __repr__(self):
        x, y = self.start
        return (
            f"LandscapeExplorer({self.landscape.name!r}, {list(self.labels)}, "
            f"start=({x:g}, {y:g}), steps={self.steps})"
        )


class _Listening:
    """옵티마이저가 걸음마다 받은 기울기를 적어 둔다."""

    def __init__(self, opt):
        self._opt = opt
        self.heard = []

    def __getattr__(self, name):
        return getattr(self._opt, name)

    def step(self, x, g):
        self.heard.append(g)
        return self._opt.step(x, g)


def _planar():
    """평면의 점에 쓸 수 있는 책의 방법들."""
    return [name for name, rule in OPTIMIZERS.items() if rule.min_ndim < 2]


def _is_builtin(opt):
    """브라우저가 스스로 계산할 수 있는가: 책의 클래스이고, 하이퍼파라미터가 모두 스칼라다."""
    if OPTIMIZERS.get(type(opt).__name__) is not type(opt):
        return False
    return all(isinstance(getattr(opt, name), float | bool) for name in opt.hyper())


def _labelled(optimizers):
    """이름표를 단 옵티마이저. 같은 이름이 또 나오면 번호를 붙인다."""
    labelled = {}
    if isinstance(optimizers, str) or not len(optimizers):
        raise ValueError(f"optimizers={optimizers!r}: 이름이나 객체를 담은 목록이어야 합니다.")
    for item in optimizers:
        if isinstance(item, str):
            check.choice("optimizers", OPTIMIZERS)(None, item)
            item = OPTIMIZERS[item]()
        if getattr(item, "min_ndim", 0) > 1:
            raise ValueError(
                f"optimizers의 {item!r}: 행렬을 위한 규칙이라 평면의 점에는 쓸 수 없습니다."
            )
        if isinstance(item, type) or not (hasattr(item, "reset") and hasattr(item, "step")):
            raise ValueError(
                f"optimizers의 {item!r}: 이름({', '.join(OPTIMIZERS)})이거나 "
                "reset()과 step(x, g)이 있는 객체여야 합니다."
            )
        name = type(item).__name__
        base = name if _is_builtin(item) or name not in OPTIMIZERS else f"내 {name}"
        label, count = base, 1
        while label in labelled:
            count += 1
            label = f"{base} {count}"
        labelled[label] = item
    return labelled


def _methods(labelled):
    """브라우저에 보낼 방법의 목록. variant는 같은 색의 몇 번째인가이다."""
    seen = {}
    methods = []
    for label, opt in labelled.items():
        rule = type(opt).__name__ if _is_builtin(opt) else None
        methods.append({"label": label, "rule": rule, "variant": seen.setdefault(rule, 0)})
        seen[rule] += 1
    return methods


def _hyper(opt):
    """손잡이를 달 하이퍼파라미터. 독자의 규칙에서는 실수 lr만 안다."""
    if _is_builtin(opt):
        return {name: getattr(opt, name) for name in opt.hyper()}
    lr = getattr(opt, "lr", None)
    return {"lr": float(lr)} if isinstance(lr, int | float) else {}


def _line(method):
    """사진에 쓸 선. 브라우저의 styles.js와 같은 규칙이다."""
    line = plotting.style(method["rule"])
    if method["variant"]:
        line["linestyle"] = (0, VARIANT_DASHES[(method["variant"] - 1) % len(VARIANT_DASHES)])
    return line
