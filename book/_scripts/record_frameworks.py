"""13장의 기록: 세 프레임워크에서 돌려 본 조리법과 식의 꼴, 갈래마다의 학습 결과.

    python book/_scripts/record_frameworks.py libraries   # torch, keras, jax, optax가 있어야 한다
    python book/_scripts/record_frameworks.py training    # lib만 쓴다

book/_data/frameworks.json의 그 부분을 새로 쓴다. libraries는 조리법(`RECIPES`)을 하나씩 돌려 찍힌
글을 적고, 생성자의 서명에서 기본값을 읽고, 같은 기울기를 주어 어느 꼴과 같은지를 잰다.
training은 갈래마다 학습률을 조율해 손글씨 숫자를 새 씨앗 서른 개로 학습한다. 코어 하나로 몇 분이다.
"""

import contextlib
import inspect
import io
import json
import os
import platform
import sys
import warnings
from datetime import date
from functools import cache
from importlib.metadata import version
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from lib import forms
from lib.data import digits, split
from lib.models import MLP
from lib.optimizers import GD, NAG, AdaGrad, Adam, AdamW, Momentum, Nadam, RMSProp
from lib.schedules import multi_step
from lib.training import fit

RECORDED = Path(__file__).resolve().parents[1] / "_data" / "frameworks.json"

RECIPES = {
    "torch": """
import torch

p = torch.nn.Parameter(torch.tensor([-7.0, 2.0]))
opt = torch.optim.Adam([p], lr=0.1)
for _ in range(3):
    opt.zero_grad()
    loss = p[0] ** 2 / 20 + p[1] ** 2
    loss.backward()
    opt.step()
print([round(v, 3) for v in p.tolist()])
""",
    "keras": """
import keras
import numpy as np

p = keras.Variable([-7.0, 2.0])
opt = keras.optimizers.Adam(learning_rate=0.1)
for _ in range(3):
    g = np.array(p) * [0.1, 2.0]  # 손으로 구한 기울기
    opt.apply_gradients([(keras.ops.array(g), p)])
print([round(float(v), 3) for v in np.array(p)])
""",
    "optax": """
import jax
import jax.numpy as jnp
import optax

def loss(p):
    return p[0] ** 2 / 20 + p[1] ** 2

p = jnp.array([-7.0, 2.0])
opt = optax.adam(learning_rate=0.1)
state = opt.init(p)
for _ in range(3):
    g = jax.grad(loss)(p)
    moves, state = opt.update(g, state, p)
    p = optax.apply_updates(p, moves)
print([round(float(v), 3) for v in p])
""",
    "torch-check": """
import numpy as np
import torch
from lib.optimizers import Adam

class Torch:
    # PyTorch의 옵티마이저에 lib의 step을 입힌다

    def __init__(self, make):
        self.make, self.p = make, None

    def step(self, x, g):
        if self.p is None:
            self.p = torch.nn.Parameter(torch.tensor(x))
            self.opt = self.make([self.p])
        self.p.grad = torch.tensor(g)
        self.opt.step()
        return self.p.detach().numpy().copy()

mine = Torch(lambda p: torch.optim.Adam(p, lr=0.1))
theirs = Adam(0.1)
x = y = np.ones(8)
for g in np.random.default_rng(0).normal(size=(100, 8)):
    x, y = mine.step(x, g), theirs.step(y, g)
print(np.allclose(x, y, rtol=1e-10, atol=1e-12))
""",
    "torch-hat": """
import math
import torch

p = torch.nn.Parameter(torch.zeros(1))
opt = torch.optim.Adam([p], lr=0.001)
group = opt.param_groups[0]
for t in range(1, 101):
    hat = math.sqrt(1 - group["betas"][1] ** t)
    group["eps"] = 1e-7 / hat  # Keras의 epsilon=1e-7
    p.grad = torch.full((1,), 1e-6)
    opt.step()
print(f"{p.item():.5f}")
""",
    "keras-hat": """
import keras
import numpy as np

p = keras.Variable([0.0])
opt = keras.optimizers.Adam()  # 0.001, 1e-7
for _ in range(100):
    opt.apply_gradients([(keras.ops.array([1e-6]), p)])
print(f"{np.array(p)[0]:.5f}")
""",
    "keras-outside": """
import keras
import numpy as np

p = keras.Variable([0.0])
opt = keras.optimizers.Adam()
for t in range(1, 101):
    # PyTorch의 eps=1e-8
    opt.epsilon = 1e-8 * (1 - 0.999**t) ** 0.5
    opt.apply_gradients([(keras.ops.array([1e-6]), p)])
print(f"{np.array(p)[0]:.5f}")
""",
    "torch-plain": """
import torch

for eps in (1e-7, 1e-8):
    p = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.Adam([p], lr=0.001, eps=eps)
    for _ in range(100):
        p.grad = torch.full((1,), 1e-6)
        opt.step()
    print(f"eps={eps}: {p.item():.5f}")
""",
    "torch-groups": """
import torch

net = torch.nn.Linear(3, 2)
weights = [p for p in net.parameters() if p.ndim > 1]
others = [p for p in net.parameters() if p.ndim <= 1]
opt = torch.optim.AdamW(
    [
        {"params": weights, "weight_decay": 0.01},
        {"params": others, "weight_decay": 0.0},
    ],
    lr=0.001,
)
print([g["weight_decay"] for g in opt.param_groups])
""",
    "keras-exclude": """
import keras
import numpy as np

net = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
net.set_weights([np.ones((3, 2)), np.ones(2)])
opt = keras.optimizers.AdamW(0.001, weight_decay=0.01)
opt.exclude_from_weight_decay(var_names=["bias"])
found = net.trainable_variables
opt.apply_gradients([(keras.ops.zeros(v.shape), v) for v in found])
W, b = net.get_weights()
print(f"W {W[0, 0]:.5f}, b {b[0]:.5f}")
""",
    "optax-mask": """
import jax
import jax.numpy as jnp
import optax

params = {"W": jnp.ones((3, 2)), "b": jnp.ones(2)}
mask = jax.tree.map(lambda p: p.ndim > 1, params)
opt = optax.adamw(0.001, weight_decay=0.01, mask=mask)
zero = jax.tree.map(jnp.zeros_like, params)
moves, _ = opt.update(zero, opt.init(params), params)
print(f"W {moves['W'][0, 0]:.0e}, b {abs(moves['b'][0]):.0f}")
""",
    "optax-chain": """
import jax.numpy as jnp
import optax

adamw = optax.chain(
    optax.scale_by_adam(),
    optax.add_decayed_weights(0.01),
    optax.scale_by_learning_rate(0.001),
)
adam_l2 = optax.chain(
    optax.add_decayed_weights(0.01),
    optax.scale_by_adam(),
    optax.scale_by_learning_rate(0.001),
)
p, g = jnp.ones(1), jnp.ones(1)
for opt in (adamw, adam_l2):
    moves, _ = opt.update(g, opt.init(p), p)
    print(f"{moves[0]:.5f}")
""",
    "keras-old": """
import textwrap
import warnings
import keras

try:
    keras.optimizers.SGD(lr=0.1)
except ValueError as error:
    print(error)
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    opt = keras.optimizers.SGD(0.1, decay=0.01)
print(*textwrap.wrap(str(told[0].message), 36), sep="\\n")
p = keras.Variable([0.0])
for _ in range(100):
    opt.apply_gradients([(keras.ops.ones(1), p)])
print(f"{float(opt.learning_rate):.4f}")
""",
    "keras-new": """
import keras

rate = keras.optimizers.schedules.InverseTimeDecay(
    0.1, decay_steps=1, decay_rate=0.01
)
opt = keras.optimizers.SGD(learning_rate=rate)
p = keras.Variable([0.0])
for _ in range(100):
    opt.apply_gradients([(keras.ops.ones(1), p)])
print(f"{float(opt.learning_rate):.4f}")
""",
    "torch-schedule": """
import torch

def rates(early):
    p = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.SGD([p], lr=0.8)
    plan = torch.optim.lr_scheduler.StepLR(opt, 2, 0.5)
    used = []
    for _ in range(6):
        if early:  # 순서가 바뀐 코드
            plan.step()
        used.append(opt.param_groups[0]["lr"])
        opt.step()
        if not early:
            plan.step()
    return used

print(rates(early=False))
print(rates(early=True))
""",
    "keras-schedule": """
import keras

plan = keras.optimizers.schedules.ExponentialDecay(
    0.8, decay_steps=2, decay_rate=0.5, staircase=True
)
opt = keras.optimizers.SGD(learning_rate=plan)
p, used = keras.Variable([0.0]), []
for _ in range(6):
    used.append(round(float(opt.learning_rate), 4))
    opt.apply_gradients([(keras.ops.ones(1), p)])
print(used, int(opt.iterations))
""",
    "optax-schedule": """
import jax.numpy as jnp
import optax

plan = optax.exponential_decay(0.8, 2, 0.5, staircase=True)
opt = optax.sgd(plan)
p, used = jnp.zeros(1), []
state = opt.init(p)
for _ in range(6):
    moves, state = opt.update(jnp.ones(1), state, p)
    used.append(round(-float(moves[0]), 4))
print(used)
""",
    "torch-clip": """
import torch

a, b = (torch.nn.Parameter(torch.zeros(2)) for _ in "ab")
a.grad = torch.tensor([3.0, 4.0])
b.grad = torch.tensor([0.0, 12.0])
norm = torch.nn.utils.clip_grad_norm_([a, b], 1.0)
sizes = [p.grad.norm().item() for p in (a, b)]
print(norm.item(), [round(s, 4) for s in sizes])
""",
    "keras-clip": """
import keras
import numpy as np

for name in ("clipnorm", "global_clipnorm"):
    a, b = keras.Variable([0.0] * 2), keras.Variable([0.0] * 2)
    opt = keras.optimizers.SGD(1.0, **{name: 1.0})
    g = [keras.ops.array([3.0, 4.0]), keras.ops.array([0.0, 12.0])]
    opt.apply(g, [a, b])
    sizes = [float(np.linalg.norm(np.array(v))) for v in (a, b)]
    print(name, [round(s, 4) for s in sizes])
""",
}

# 세 프레임워크에서 같은 뜻인 인자의 이름. 앞은 이 책의 이름이다.
CONSTRUCTORS = {
    "torch": ("SGD", "Adagrad", "RMSprop", "Adam", "NAdam", "AdamW"),
    "keras": ("SGD", "Adagrad", "RMSprop", "Adam", "Nadam", "AdamW"),
    "optax": ("sgd", "adagrad", "rmsprop", "adam", "nadam", "adamw"),
}

STEPS, DROP = 100, 50  # 꼴을 알아볼 때 걷는 걸음, 학습률을 10분의 1로 내리는 걸음


class AdaGradTenth(AdaGrad):
    """누적을 0.1에서 시작하고 ε은 밖에 둔 꼴."""

    def reset(self):
        super().reset()
        self.s = 0.1


class NadamPlain(Adam):
    """계수의 스케줄이 없는 Nadam. μₜ가 늘 β₁이다."""

    def rule(self, x, g, m, v):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        m_hat = self.beta1 * m / (1 - self.beta1 ** (self.t + 1))
        m_hat = m_hat + (1 - self.beta1) * g / (1 - self.beta1**self.t)
        return x - self.lr * m_hat / (np.sqrt(v / (1 - self.beta2**self.t)) + self.eps), m, v


class MomentumDamped(Momentum):
    """PyTorch의 dampening=μ. 첫 걸음에만 1−μ를 곱하지 않는다."""

    def rule(self, x, g, v):
        fresh = g if self.t == 1 else (1 - self.momentum) * g
        v = self.momentum * v + fresh
        return x - self.lr * v, v


class NAGShiftedInside(Momentum):
    """`NAGShifted`에서 학습률을 속도 안에 넣은 꼴."""

    def rule(self, x, g, v):
        v = self.momentum * v - self.lr * g
        return x + self.momentum * v - self.lr * g, v


class MomentumL2(Momentum):
    """기울기에 λx를 더해 속도에 함께 쌓는 꼴."""

    def rule(self, x, g, v):
        return super().rule(x, g + 0.1 * x, v)


class MomentumW(forms.MomentumInside):
    """매개변수를 곧바로 줄이고, 속도에는 기울기만 쌓는 꼴."""

    def rule(self, x, g, v):
        return super().rule(x - self.lr * 0.1 * x, g, v)


class AmsgradHat(forms.AdamHat):
    """최댓값을 쓰는 `AdamHat`."""

    state_names = ("m", "v", "v_max")

    def rule(self, x, g, m, v, v_max):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        v_max = np.maximum(v_max, v)
        lr = self.lr * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        return x - lr * m / (np.sqrt(v_max) + self.eps), m, v, v_max


class AmsgradCorrected(Adam):
    """편향 보정한 v̂의 최댓값을 쓰는 꼴."""

    def rule(self, x, g, m, v, v_max=0.0):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        v_max = np.maximum(v_max, v / (1 - self.beta2**self.t))
        m_hat = m / (1 - self.beta1**self.t)
        return x - self.lr * m_hat / (np.sqrt(v_max) + self.eps), m, v, v_max


# 가족마다 우리 쪽의 꼴. 하이퍼파라미터는 프레임워크의 것과 같은 수를 준다.
# AdaGrad의 ε은 크다: 누적이 0.1에서 시작하면 1e-7은 묻혀서 어느 자리에 있는지 알 수 없다.
FAMILIES = {
    "경사하강법": {
        "그대로": lambda: GD(0.1),
        "모멘텀 0.9": lambda: Momentum(0.1, 0.9),
    },
    "모멘텀": {
        "η는 속도 밖": lambda: Momentum(0.1, 0.9),
        "η는 속도 안": lambda: forms.MomentumInside(0.1, 0.9),
        "평균": lambda: forms.MomentumAverage(0.1, 0.9),
        "평균, 첫 걸음만 그대로": lambda: MomentumDamped(0.1, 0.9),
    },
    "네스테로프": {
        "내다본 점, η는 밖": lambda: forms.NAGShifted(0.1, 0.9),
        "내다본 점, η는 안": lambda: NAGShiftedInside(0.1, 0.9),
        "틀린 꼴": lambda: forms.NAGWrong(0.1, 0.9),
    },
    "AdaGrad": {
        "0에서, ε은 밖": lambda: AdaGrad(0.1, 0.5),
        "0.1에서, ε은 밖": lambda: AdaGradTenth(0.1, 0.5),
        "0.1에서, ε은 안": lambda: forms.AdaGradInside(0.1, 0.5, 0.1),
        "0에서, ε은 안": lambda: forms.AdaGradInside(0.1, 0.5, 0.0),
    },
    "RMSProp": {
        "ε은 밖": lambda: RMSProp(0.1, 0.9, 1e-7),
        "ε은 안": lambda: forms.RMSPropInside(0.1, 0.9, 1e-7),
    },
    "Adam": {
        "ε은 밖": lambda: Adam(0.1, eps=1e-7),
        "ε은 안": lambda: forms.AdamInside(0.1, eps=1e-7),
        "ε̂": lambda: forms.AdamHat(0.1, eps=1e-7),
    },
    "AMSGrad": {
        "v의 최댓값, ε은 밖": lambda: Adam(0.1, eps=1e-7, amsgrad=True),
        "v의 최댓값, ε̂": lambda: AmsgradHat(0.1, eps=1e-7),
        "v̂의 최댓값, ε은 밖": lambda: AmsgradCorrected(0.1, eps=1e-7, amsgrad=True),
    },
    "Nadam": {
        "ψ=0.004": lambda: Nadam(0.1, eps=1e-7),
        "ψ=1": lambda: Nadam(0.1, eps=1e-7, momentum_decay=1.0),
        "스케줄 없음": lambda: NadamPlain(0.1, eps=1e-7),
    },
    "모멘텀과 감쇠": {
        "섞음": lambda: MomentumL2(0.1, 0.9),
        "떼어 냄": lambda: MomentumW(0.1, 0.9),
    },
    "Adam과 감쇠": {
        "섞음": lambda: forms.AdamL2(0.1, eps=1e-7, weight_decay=0.1),
        "떼어 냄": lambda: AdamW(0.1, eps=1e-7, weight_decay=0.1),
        "떼어 냄, ε̂": lambda: AdamWHat(0.1, eps=1e-7),
        "떼어 냄, η 없이": lambda: forms.AdamWUnscaled(0.1, eps=1e-7, weight_decay=0.1),
    },
}


class AdamWHat(forms.AdamHat):
    """감쇠를 떼어 낸 `AdamHat`."""

    def rule(self, x, g, m, v):
        return super().rule(x - self.lr * 0.1 * x, g, m, v)


def signal():
    """열 자리에 걸친 크기의 기울기 (STEPS, 6)와 출발점 1. 자취가 기울기를 바꾸지 않는다."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(STEPS, 6)) * np.logspace(-9, 1, 6)


def drop(t):
    """t걸음을 걸은 뒤의 학습률."""
    return 0.1 if t < DROP else 0.01


def steady(t):
    """한결같은 학습률."""
    return 0.1


def walk(opt):
    """우리 쪽의 자취 (STEPS, 6)."""
    x, path = np.zeros(6), []
    if "weight_decay" in opt.hyper() or type(opt).__name__ in DECAYED:
        x = np.ones(6)
    for t, g in enumerate(signal()):
        opt.lr = drop(t)
        x = opt.step(x, g)
        path.append(x)
    return np.array(path)


DECAYED = ("MomentumL2", "MomentumW", "AdamWHat")


def gap(ours, theirs, start, none=1e-6):
    """좌표마다, 둘 가운데 멀리 간 거리로 나눈 차이의 최댓값. none보다 작으면 0."""
    size = np.maximum(np.abs(ours - start), np.abs(theirs - start)).max(axis=0)
    worst = float((np.abs(ours - theirs).max(axis=0) / size).max())
    return 0.0 if worst < none else float(f"{worst:.1g}")


def makers():
    """{프레임워크: {가족: 만드는 함수}}. torch는 매개변수를, optax는 스케줄을 받는다."""
    import keras
    import optax
    from torch import optim

    k = keras.optimizers

    def amsgrad(schedule):
        return optax.chain(optax.scale_by_amsgrad(eps=1e-7), optax.scale_by_learning_rate(schedule))

    return {
        "torch": {
            "경사하강법": lambda p: optim.SGD(p, 0.1),
            "모멘텀": lambda p: optim.SGD(p, 0.1, 0.9),
            "모멘텀, dampening": lambda p: optim.SGD(p, 0.1, 0.9, dampening=0.9),
            "네스테로프": lambda p: optim.SGD(p, 0.1, 0.9, nesterov=True),
            "AdaGrad": lambda p: optim.Adagrad(p, 0.1, eps=0.5),
            "RMSProp": lambda p: optim.RMSprop(p, 0.1, 0.9, 1e-7),
            "Adam": lambda p: optim.Adam(p, 0.1, eps=1e-7),
            "AMSGrad": lambda p: optim.Adam(p, 0.1, eps=1e-7, amsgrad=True),
            "Nadam": lambda p: optim.NAdam(p, 0.1, eps=1e-7),
            "모멘텀과 감쇠": lambda p: optim.SGD(p, 0.1, 0.9, weight_decay=0.1),
            "Adam과 감쇠": lambda p: optim.Adam(p, 0.1, eps=1e-7, weight_decay=0.1),
            "Adam과 감쇠, AdamW": lambda p: optim.AdamW(p, 0.1, eps=1e-7, weight_decay=0.1),
        },
        "keras": {
            "경사하강법": lambda: k.SGD(0.1),
            "모멘텀": lambda: k.SGD(0.1, 0.9),
            "네스테로프": lambda: k.SGD(0.1, 0.9, nesterov=True),
            "AdaGrad": lambda: k.Adagrad(0.1, epsilon=0.5),
            "RMSProp": lambda: k.RMSprop(0.1, 0.9, epsilon=1e-7),
            "Adam": lambda: k.Adam(0.1, epsilon=1e-7),
            "AMSGrad": lambda: k.Adam(0.1, epsilon=1e-7, amsgrad=True),
            "Nadam": lambda: k.Nadam(0.1, epsilon=1e-7),
            "모멘텀과 감쇠": lambda: k.SGD(0.1, 0.9, weight_decay=0.1),
            "Adam과 감쇠": lambda: k.Adam(0.1, epsilon=1e-7, weight_decay=0.1),
            "Adam과 감쇠, AdamW": lambda: k.AdamW(0.1, epsilon=1e-7, weight_decay=0.1),
        },
        "optax": {
            "경사하강법": lambda s: optax.sgd(s),
            "모멘텀": lambda s: optax.sgd(s, 0.9),
            "네스테로프": lambda s: optax.sgd(s, 0.9, nesterov=True),
            "AdaGrad": lambda s: optax.adagrad(s, eps=0.5),
            "RMSProp": lambda s: optax.rmsprop(s, 0.9, 1e-7),
            "Adam": lambda s: optax.adam(s, eps=1e-7),
            "AMSGrad": amsgrad,
            "Nadam": lambda s: optax.nadam(s, eps=1e-7),
            "모멘텀과 감쇠": lambda s: optax.chain(
                optax.add_decayed_weights(0.1), optax.sgd(s, 0.9)
            ),
            "Adam과 감쇠, AdamW": lambda s: optax.adamw(s, eps=1e-7, weight_decay=0.1),
        },
    }


def walk_torch(make, start, rate=drop):
    import torch

    p = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    opt, path = make([p]), []
    for t, g in enumerate(signal()):
        opt.param_groups[0]["lr"] = rate(t)
        p.grad = torch.tensor(g)
        opt.step()
        path.append(p.detach().numpy().copy())
    return np.array(path)


def walk_keras(make, start, rate=drop):
    import keras

    p = keras.Variable(start, dtype="float64")
    opt, path = make(), []
    opt.build([p])
    for t, g in enumerate(signal()):
        opt.learning_rate = rate(t)
        opt.apply([keras.ops.convert_to_tensor(g, dtype="float64")])
        path.append(p.numpy().copy())
    return np.array(path)


def walk_optax(make, start):
    import jax.numpy as jnp
    import optax

    p = jnp.asarray(start)
    opt = make(lambda t: jnp.where(t < DROP, 0.1, 0.01))
    state, path = opt.init(p), []
    for g in signal():
        moves, state = opt.update(jnp.asarray(g), state, p)
        p = optax.apply_updates(p, moves)
        path.append(np.asarray(p))
    return np.array(path)


WALKS = {"torch": walk_torch, "keras": walk_keras, "optax": walk_optax}


def identify():
    """{프레임워크: {가족: {꼴: 차이}}}. 차이가 0인 꼴이 그 프레임워크의 꼴이다."""
    found = {}
    for framework, families in makers().items():
        found[framework] = {}
        for family, make in families.items():
            start = np.full(6, float("감쇠" in family))
            theirs = WALKS[framework](make, start)
            candidates = FAMILIES[family.split(",")[0]]
            found[framework][family] = {
                form: gap(walk(ours()), theirs, start) for form, ours in candidates.items()
            }
    return found


def equal():
    """{부르는 이름: [η가 한결같을 때, 도중에 내릴 때]}. PyTorch와 Keras의 자취의 차이다.

    모든 인자를 같은 수로 적는다. AdaGrad는 누적의 첫 값까지 적고, Nadam은 Keras에 없는 ψ를
    기본값으로 둔 것과 Keras의 1로 맞춘 것을 둘 다 잰다.
    """
    from keras import optimizers as k
    from torch import optim

    ours, theirs = makers()["torch"], makers()["keras"]
    calls = {name: (ours[name], theirs[name]) for name in theirs}
    calls |= {
        "경사하강법과 감쇠": (
            lambda p: optim.SGD(p, 0.1, weight_decay=0.1),
            lambda: k.SGD(0.1, weight_decay=0.1),
        ),
        "AdaGrad": (
            lambda p: optim.Adagrad(p, 0.1, initial_accumulator_value=0.1, eps=1e-7),
            lambda: k.Adagrad(0.1, initial_accumulator_value=0.1, epsilon=1e-7),
        ),
        "Nadam, ψ=1": (
            lambda p: optim.NAdam(p, 0.1, eps=1e-7, momentum_decay=1.0),
            theirs["Nadam"],
        ),
    }
    found = {}
    for name, (torch, keras) in calls.items():
        start = np.full(6, float("감쇠" in name))
        paths = [(walk_torch(torch, start, r), walk_keras(keras, start, r)) for r in (steady, drop)]
        found[name] = [gap(*pair, start, 1e-12) for pair in paths]
    return found


def plain(value):
    """JSON에 적을 수 있는 기본값인가."""
    return value is None or isinstance(value, (bool, int, float, tuple))


def signatures():
    """{프레임워크: {이름: {인자: 기본값}}}. 기본값이 없는 인자는 적지 않는다."""
    import keras
    import optax
    import torch

    homes = {"torch": torch.optim, "keras": keras.optimizers, "optax": optax}
    return {
        framework: {
            name: {
                p.name: p.default
                for p in inspect.signature(getattr(home, name)).parameters.values()
                if p.default is not p.empty and plain(p.default)
            }
            for name in CONSTRUCTORS[framework]
        }
        for framework, home in homes.items()
    }


def run(source):
    """조리법을 돌려 찍힌 글을 준다."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "recipe", "exec"), {})
    return out.getvalue()


def libraries():
    os.environ |= {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    import jax
    import keras

    recipes = {
        name: {"source": source.strip("\n"), "output": run(source)}
        for name, source in RECIPES.items()
    }
    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    packages = ("torch", "keras", "optax", "jax", "numpy")
    return {
        "about": {
            "command": "python book/_scripts/record_frameworks.py libraries",
            "date": date.today().isoformat(),
            "python": platform.python_version(),
            **{name: version(name).split("+")[0] for name in packages},
        },
        "recipes": recipes,
        "defaults": signatures(),
        "forms": identify(),
        "equal": equal(),
    }


# 갈래마다의 학습. 손글씨 숫자, 은닉층 64, 미니배치 64, 10에포크. 둘째 값은 학습률의 가운데다.
EPOCHS, BATCH = 10, 64
TUNING, FINAL = range(5), [*range(100, 110), *range(200, 220)]
TRAIN = 1000  # 훈련에 쓰는 장수. 나머지 347장에서 학습률을 고른다
TRAINED = {
    "Momentum": (Momentum, 0.03, None),
    "MomentumAverage": (forms.MomentumAverage, 0.3, None),
    "Momentum, 계단": (Momentum, 0.03, 0.1),
    "MomentumInside, 계단": (forms.MomentumInside, 0.03, 0.1),
    "NAG": (NAG, 0.03, None),
    "NAGShifted": (forms.NAGShifted, 0.03, None),
    "NAGWrong": (forms.NAGWrong, 0.03, None),
    "AdaGrad": (AdaGrad, 0.1, None),
    "AdaGradInside": (forms.AdaGradInside, 0.1, None),
    "RMSProp": (lambda lr: RMSProp(lr, eps=1e-7), 0.003, None),
    "RMSPropInside": (forms.RMSPropInside, 0.003, None),
    "Adam": (Adam, 0.01, None),
    "AdamHat": (lambda lr: forms.AdamHat(lr, eps=1e-8), 0.01, None),
    "AdamInside": (forms.AdamInside, 0.01, None),
    "Adam, 0.1": (lambda lr: Adam(lr, eps=0.1), 0.1, None),
    "AdamHat, 0.1": (lambda lr: forms.AdamHat(lr, eps=0.1), 0.1, None),
    "AdamInside, 0.1": (lambda lr: forms.AdamInside(lr, eps=0.1), 0.1, None),
}
# 짝: 앞의 것을 조율한 학습률을 뒤의 것에 그대로도 준다.
PAIRS = {
    "MomentumAverage": "Momentum",
    "MomentumInside, 계단": "Momentum, 계단",
    "NAGShifted": "NAG",
    "NAGWrong": "NAG",
    "AdaGradInside": "AdaGrad",
    "RMSPropInside": "RMSProp",
    "AdamHat": "Adam",
    "AdamInside": "Adam",
    "AdamHat, 0.1": "Adam, 0.1",
    "AdamInside, 0.1": "Adam, 0.1",
}


def grid(center):
    """가운데와 그 위아래로 4분의 1자리씩 다섯, 모두 열한 개."""
    return [float(f"{center * 10 ** (k / 4):.3g}") for k in range(-5, 6)]


@cache
def problem():
    """훈련 1,000장의 모델과 검증 347장, 시험 450장."""
    data = split(digits())
    X, y, *_ = data.train
    rows = np.random.default_rng(0).permutation(len(y))
    kept, held = rows[:TRAIN], rows[TRAIN:]
    return MLP(X[kept], y[kept], hidden=(64,), classes=10), (X[held], y[held]), data.test


def train(name, lr, seed, *, final=True):
    """한 번의 학습. (손실, 오차 %)를 시험에서, final이 아니면 검증에서 잰다. 발산은 (None, 100)."""
    make, _, gamma = TRAINED[name]
    model, held, test = problem()
    steps = EPOCHS * -(-TRAIN // BATCH)
    plan = multi_step(lr, [steps // 2, steps * 3 // 4], gamma) if gamma else None
    history = fit(model, make(lr), EPOCHS, BATCH, seed, schedule=plan)
    if history.diverged:
        return None, 100.0
    result = model.evaluate(history.theta, test if final else held)
    return float(f"{result.loss:.4g}"), round(100 * (1 - float(result.accuracy)), 3)


def tuned(name):
    """학습률마다 조율용 씨앗의 검증 손실의 중앙값."""
    rows = {}
    for lr in grid(TRAINED[name][1]):
        losses = [train(name, lr, seed, final=False)[0] for seed in TUNING]
        rows[lr] = float(np.median([np.inf if loss is None else loss for loss in losses]))
    return rows


def finals(name, lr):
    """새 씨앗마다의 (시험 손실, 시험 오차 %)."""
    return [train(name, lr, seed) for seed in FINAL]


def sharpest(name, lr):
    """학습하는 동안 훈련 1,000장의 손실의 가장 큰 곡률. 씨앗 셋, 걸음마다 거듭제곱법으로 잰다."""
    model, *_ = problem()
    largest, h = 0.0, 1e-7  # ReLU의 꺾인 자리를 넘지 않게 아주 조금만 민다
    for seed in FINAL[:3]:
        history = fit(model, TRAINED[name][0](lr), EPOCHS, BATCH, seed, record=True)
        v = np.random.default_rng(0).normal(size=history.theta.size)
        v, rounds = v / np.linalg.norm(v), 30
        for theta in history.path:
            for _ in range(rounds):
                Hv = (model.grad(theta + h * v) - model.grad(theta - h * v)) / (2 * h)
                curvature, v = float(v @ Hv), Hv / np.linalg.norm(Hv)
            rounds = 8  # 한 걸음에 방향이 조금 돌 뿐이라 앞의 방향에서 이어 간다
            largest = max(largest, curvature)
    return float(f"{largest:.3g}")


def training():
    with Pool(2) as pool:
        grids = dict(zip(TRAINED, pool.map(tuned, TRAINED, chunksize=1), strict=True))
        chosen = {name: min(rows, key=rows.get) for name, rows in grids.items()}
        tasks = [(name, chosen[name]) for name in TRAINED]
        tasks += [(name, chosen[other]) for name, other in PAIRS.items()]
        results = pool.starmap(finals, tasks, chunksize=1)
        curved = [(name, chosen[name]) for name in ("NAG", "NAGWrong")]
        curvatures = pool.starmap(sharpest, curved, chunksize=1)
    runs = {
        name: {
            "lr": chosen[name],
            "grid": {f"{lr:g}": None if np.isinf(v) else v for lr, v in grids[name].items()},
            "tuned": results[k],
        }
        for k, name in enumerate(TRAINED)
    }
    for k, name in enumerate(PAIRS, len(TRAINED)):
        runs[name]["same"] = results[k]
    return {
        "about": {
            "command": "python book/_scripts/record_frameworks.py training",
            "python": platform.python_version(),
            "numpy": np.__version__,
            "train": TRAIN,
            "epochs": EPOCHS,
            "batch_size": BATCH,
            "tuning_seeds": list(TUNING),
            "final_seeds": list(FINAL),
        },
        "curvature": {name: L for (name, _), L in zip(curved, curvatures, strict=True)},
        "runs": runs,
    }


PARTS = {"libraries": libraries, "training": training}


def main(part):
    made = PARTS[part]()
    record = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    record[part] = made
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    RECORDED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
