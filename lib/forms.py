"""구현의 갈래: 같은 이름으로 불리지만 식이 다른 규칙들.

`lib.optimizers`의 규칙마다 세상에는 다른 꼴이 있다. 어디서 갈리고 얼마나 다른지 재어 보려고 13장과
연습문제가 쓴다. 학습에 쓸 규칙은 `lib.optimizers`에서 가져온다.

- 속도의 배율: `Momentum`과 `MomentumInside`, `MomentumAverage`
- 네스테로프: `NAG`와 `NAGShifted`, 틀린 `NAGWrong`
- ε의 자리: `Adam`과 `AdamInside`, `AdamHat`
- ε의 자리와 누적의 첫 값: `AdaGrad`, `RMSProp`과 `AdaGradInside`, `RMSPropInside`
- 감쇠의 자리: `AdamW`와 `GDL2`, `GDW`, `AdamL2`, `AdamWUnscaled`
"""

import numpy as np

from lib.optimizers import GD, AdaGrad, Adam, AdamW, Momentum, Range, RMSProp


class MomentumInside(Momentum):
    """학습률을 속도 안에 넣은 모멘텀 (Polyak 1964, Keras, 「밑바닥부터 시작하는 딥러닝」).

    v ← μv − ηg
    x ← x + v

    η가 한결같으면 `Momentum`과 같은 길을 간다(v가 −η배일 뿐이다). η를 도중에 줄이면 갈린다:
    여기서는 이미 쌓인 속도가 옛 η를 간직한다.
    """

    def rule(self, x, g, v):
        v = self.momentum * v - self.lr * g
        return x + v, v


class MomentumAverage(Momentum):
    """속도를 기울기의 평균으로 둔 모멘텀. Adam의 m과 같다.

    v ← μv + (1−μ)g
    x ← x − ηv

    `Momentum`에서 η를 (1−μ)배 한 것과 같다. PyTorch SGD의 dampening=μ와는 첫 걸음만 다르다
    (PyTorch는 v₁ = g).
    """

    def rule(self, x, g, v):
        v = self.momentum * v + (1 - self.momentum) * g
        return x - self.lr * v, v


class NAGShifted(Momentum):
    """앞당긴 점을 매개변수로 적는 네스테로프 (PyTorch·Optax의 nesterov=True).

    v ← μv + g
    x ← x − η(g + μv)

    여기의 x가 `NAG`의 x − ημv다. 그 자리에서 기울기를 재므로 `lookahead`가 필요 없다.
    Keras도 학습률을 속도 안에 넣은 같은 꼴이다.
    """

    def rule(self, x, g, v):
        v = self.momentum * v + g
        return x - self.lr * (g + self.momentum * v), v


class NAGWrong(Momentum):
    """틀린 네스테로프. 「밑바닥부터 시작하는 딥러닝」 예제 저장소의 옛 판이 오래 이랬다.

    v ← μv − ηg
    x ← x + μ²v − (1+μ)ηg

    둘째 줄의 v는 갱신하기 전의 것이어야 한다. 그래야 `NAGShifted`와 같다. 순서가 바뀐 탓에
    안정한 학습률의 범위가 줄어든다(연습문제).
    """

    def rule(self, x, g, v):
        v = self.momentum * v - self.lr * g
        return x + self.momentum**2 * v - (1 + self.momentum) * self.lr * g, v


class AdaGradInside(AdaGrad):
    """ε을 근호 안에 두고 누적을 0이 아닌 값에서 시작하는 AdaGrad (Keras, Optax).

    s ← s + g²,  s₀ = initial
    x ← x − ηg / √(s + ε)

    initial: 누적의 첫 값. TensorFlow 1은 ε 없이(eps를 아주 작게) initial = 0.1이었다.
    """

    initial = Range(0, np.inf)

    def __init__(self, lr=0.001, eps=1e-7, initial=0.1):
        self.initial = initial
        super().__init__(lr, eps)

    def reset(self):
        super().reset()
        self.s = self.initial

    def rule(self, x, g, s):
        s = s + g * g
        return x - self.lr * g / np.sqrt(s + self.eps), s


class RMSPropInside(RMSProp):
    """ε을 근호 안에 둔 RMSProp (Keras, Optax).

    s ← ρs + (1−ρ)g²
    x ← x − ηg / √(s + ε)
    """

    state_names = ("s",)

    def __init__(self, lr=0.001, rho=0.9, eps=1e-7):
        super().__init__(lr, rho, eps)

    def rule(self, x, g, s):
        s = self.rho * s + (1 - self.rho) * g * g
        return x - self.lr * g / np.sqrt(s + self.eps), s


class AdamInside(Adam):
    """ε을 근호 안에 둔 Adam (Optax의 eps_root).

    x ← x − η m̂ / √(v̂ + ε)
    """

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr, beta1, beta2, eps)

    def rule(self, x, g, m, v):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        m_hat = m / (1 - self.beta1**self.t)
        v_hat = v / (1 - self.beta2**self.t)
        return x - self.lr * m_hat / np.sqrt(v_hat + self.eps), m, v


class AdamHat(Adam):
    """편향 보정을 학습률로 옮긴 Adam (Keras, TensorFlow; Kingma & Ba 2015, 2절의 ε̂).

    x ← x − η √(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε)

    `Adam`의 ε을 걸음마다 ε/√(1−β₂ᵗ)로 바꾼 것과 같다. β₂ = 0.999면 첫 걸음에서 약 32배다.
    """

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
        super().__init__(lr, beta1, beta2, eps)

    def rule(self, x, g, m, v):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        lr = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        return x - lr * m / (np.sqrt(v) + self.eps), m, v


class GDL2(GD):
    """L2 규제를 기울기에 더한 경사하강법: g ← g + λx.

    weight_decay: 계수 λ. `GDW`와 같은 길을 간다.
    """

    weight_decay = Range(0, np.inf)

    def __init__(self, lr=0.01, weight_decay=0.01):
        self.weight_decay = weight_decay
        super().__init__(lr)

    def rule(self, x, g):
        return super().rule(x, g + self.weight_decay * x)


class GDW(GDL2):
    """매개변수를 곧바로 줄이는 경사하강법: x ← x − ηλx − ηg."""

    def rule(self, x, g):
        return GD.rule(self, x - self.lr * self.weight_decay * x, g)


class AdamL2(AdamW):
    """L2 규제를 기울기에 더한 Adam: g ← g + λx (PyTorch Adam의 weight_decay).

    λx도 √v̂로 나뉘므로, 기울기가 크던 매개변수는 덜 줄어든다. `AdamW`와 갈리는 까닭이다.
    """

    def rule(self, x, g, *state):
        return Adam.rule(self, x, g + self.weight_decay * x, *state)


class AdamWUnscaled(AdamW):
    """감쇠에 학습률을 곱하지 않는 AdamW (Loshchilov & Hutter 2019, 알고리즘 2에서 ηₜ = 1).

    x ← x − λx, 그다음 Adam의 한 걸음. λ = `AdamW`의 ηλ일 때 같다. 학습률을 바꾸면 갈린다.
    """

    def rule(self, x, g, *state):
        return Adam.rule(self, x - self.weight_decay * x, g, *state)


FORMS = {
    form.__name__: form
    for form in (
        MomentumInside,
        MomentumAverage,
        NAGShifted,
        NAGWrong,
        AdaGradInside,
        RMSPropInside,
        AdamInside,
        AdamHat,
        GDL2,
        GDW,
        AdamL2,
        AdamWUnscaled,
    )
}
