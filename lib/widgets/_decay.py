"""감쇠 견주기: L2 규제를 기울기에 더하기와 가중치를 따로 줄이기."""

import numpy as np

from lib import _checks, plotting
from lib.forms import GDL2, GDW, AdamL2
from lib.landscapes import Landscape
from lib.optimizers import AdamW
from lib.widgets import _check as check
from lib.widgets._figure import Checked, Figure
from lib.widgets._random import mulberry32, normals

FORMS = {"coupled": "L2 규제", "decoupled": "떼어 낸 감쇠"}
METHODS = ("SGD", "Adam")
RULES = {
    ("SGD", "coupled"): GDL2,
    ("SGD", "decoupled"): GDW,
    ("Adam", "coupled"): AdamL2,
    ("Adam", "decoupled"): AdamW,
}
DOMAIN = ((-0.3, 2.5), (-0.3, 2.1))


class DecayExplorer(Figure):
    """기울기의 크기가 다른 두 매개변수에서 두 가지 감쇠를 견주는 그림.

    손실은 ½ Σ sᵢ(θᵢ − 1)²이고 s = (√r, 1/√r)다. 기울기는 sᵢ(θᵢ − 1 + σ·잡음)이어서, 감쇠가 없으면
    Adam에게 두 좌표는 같은 문제다. L2 규제는 기울기에 λθ를 더하고, 떼어 낸 감쇠는 θ에서 ηλθ를 뺀다.

    method: "SGD"나 "Adam". weight_decay: λ(0 ≤ λ ≤ 2). lr: 학습률. ratio: 기울기의 비 s₁/s₂ = r
    (1 ≤ r ≤ 1000). noise: σ(0 ≤ σ ≤ 2). start: 출발점. steps: 걸음 수. step: 처음에 보일 걸음
    (없으면 마지막). seed: 잡음의 씨앗.
    trait: method, weight_decay, lr, ratio, noise, start, step, seed.
    """

    figure = "decay"
    fields = (
        "lr",
        "method",
        "noise",
        "ratio",
        "seed",
        "start",
        "step",
        "steps",
        "weight_decay",
    )

    method = Checked(check.choice("method", METHODS), "Adam")
    weight_decay = Checked(check.number("weight_decay", 0, 2), 0.5)
    lr = Checked(check.number("lr", 0, 10, open_low=True), 0.05)
    ratio = Checked(check.number("ratio", 1, 1000), 50.0)
    noise = Checked(check.number("noise", 0, 2), 0.5)
    start = Checked(check.point("start"), (2.2, 1.8))
    steps = Checked(check.steps, 600)
    step = Checked(check.step, 0)
    seed = Checked(lambda figure, value: _checks.integer("seed", value, 0, 2**32 - 1), 0)

    def __init__(
        self,
        method="Adam",
        *,
        weight_decay=0.5,
        lr=0.05,
        ratio=50.0,
        noise=0.5,
        start=(2.2, 1.8),
        steps=600,
        step=None,
        seed=0,
        caption="",
        alt="",
    ):
        super().__init__(
            method=method,
            weight_decay=weight_decay,
            lr=lr,
            ratio=ratio,
            noise=noise,
            start=start,
            steps=steps,
            step=steps if step is None else step,
            seed=seed,
            caption=caption,
            alt=alt,
        )

    @property
    def scales(self):
        """좌표마다의 기울기의 크기 (s₁, s₂)."""
        return np.array([np.sqrt(self.ratio), 1 / np.sqrt(self.ratio)])

    @property
    def ridge(self):
        """L2 규제를 더한 손실의 최솟점 s/(s + λ)."""
        return self.scales / (self.scales + self.weight_decay)

    def run(self, form):
        """한 방법의 길과 감쇠의 세기: (걸음+1, 2)와 (걸음, 2).

        form: "coupled"(L2 규제)나 "decoupled"(떼어 낸 감쇠). 감쇠의 세기는 걸음마다 θ를 줄인 몫을
        η로 나눈 것이다. 유한하지 않게 되면 그 앞까지다.
        """
        _checks.choice("form", form, FORMS)
        xi = np.reshape(normals(mulberry32(self.seed), 2 * self.steps), (self.steps, 2))
        opt = RULES[self.method, form](lr=self.lr, weight_decay=self.weight_decay)
        x = np.array(self.start)
        theta, strength = [x], []
        with np.errstate(all="ignore"):
            for t, noise in enumerate(xi, 1):
                g = self.scales * (x - 1 + self.noise * noise)
                x = opt.step(x, g) if np.isfinite(g).all() else g
                if not np.isfinite(x).all():
                    break
                theta.append(x)
                divided = isinstance(opt, AdamL2)
                root = np.sqrt(opt.v / (1 - opt.beta2**t)) + opt.eps if divided else np.ones(2)
                strength.append(self.weight_decay / root)
        return np.array(theta), np.array(strength)

    def ends(self):
        """마지막 3분의 1의 평균: {"coupled": (θ₁, θ₂), "decoupled": (θ₁, θ₂)}."""
        paths = {form: self.run(form)[0] for form in FORMS}
        return {form: path[-len(path) // 3 :].mean(axis=0) for form, path in paths.items()}

    def describe(self):
        said = []
        for form, (a, b) in self.ends().items():
            gone = not abs(a) + abs(b) < 1e3
            said.append(f"{FORMS[form]}: {'발산' if gone else f'({a:.3g}, {b:.3g})'}")
        return (
            f"기울기의 크기가 {self.ratio:g}배 다른 두 매개변수에서 {self.method}에 L2 규제를 더한 "
            f"길과 가중치를 따로 줄인 길을 그린 그림. λ = {self.weight_decay:g}일 때 머무는 자리는 "
            f"{', '.join(said)}이다."
        )

    def draw(self, picture):
        left, right = picture.subplots(1, 2, width_ratios=(1.25, 1))
        s = self.scales
        plotting.plot_contour(
            Landscape(
                name="decay",
                title=f"{self.method}, λ = {self.weight_decay:g}",
                formula="",
                f=lambda p: (s * (p - 1) ** 2).sum(axis=-1) / 2,
                grad=lambda p: s * (p - 1),
                minima=((1.0, 1.0),),
                domain=DOMAIN,
                start=self.start,
            ),
            ax=left,
        )
        styles = {"coupled": plotting.style(self.method), "decoupled": plotting.style("AdamW")}
        left.plot(DOMAIN[0], DOMAIN[0], ":", color="#222222", linewidth=0.8)
        for form, line in styles.items():
            theta, strength = self.run(form)
            left.plot(*np.clip(theta[: self.step + 1], -50, 50).T, label=FORMS[form], **line)
            right.plot(strength[:, 0], label=f"{FORMS[form]} θ₁", **line)
            right.plot(strength[:, 1], label=f"{FORMS[form]} θ₂", **{**line, "linestyle": ":"})
        left.plot(*self.start, "o", color="#222222", markerfacecolor="white")
        left.set(xlabel="θ₁ (기울기가 큰 쪽)", ylabel="θ₂ (기울기가 작은 쪽)")
        left.legend(loc="upper left")
        right.set(xlabel="걸음 t", title="감쇠의 세기 (η의 배)")
        right.set_yscale("log" if self.weight_decay > 0 else "linear")
        right.legend(fontsize=8)

    def __repr__(self):
        return (
            f"DecayExplorer({self.method!r}, weight_decay={self.weight_decay:g}, lr={self.lr:g}, "
            f"ratio={self.ratio:g})"
        )
