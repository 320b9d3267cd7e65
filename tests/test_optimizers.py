"""lib.optimizers: 공개된 값, 프레임워크, 항등식, 수렴, 나쁜 입력과 견준다."""

import copy
import inspect
import pickle
import tracemalloc

import frameworks
import numpy as np
import pytest
from expect import refused
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lib import optimizers
from lib.landscapes import landscape
from lib.optimizers import (
    GD,
    NAG,
    OPTIMIZERS,
    SGD,
    AdaBelief,
    AdaGrad,
    Adam,
    AdamW,
    Amos,
    Lion,
    Momentum,
    Muon,
    Nadam,
    Optimizer,
    RMSProp,
    newton_schulz,
)
from lib.schedules import cosine

examples = settings(deadline=None, max_examples=40)
# 변형까지 포함해, 상태와 갈림길을 하나도 빠뜨리지 않는 목록
VARIANTS = {
    **OPTIMIZERS,
    "SGD": SGD,
    "RMSProp centered": lambda: RMSProp(centered=True, momentum=0.5),
    "RMSProp momentum": lambda: RMSProp(momentum=0.9),
    "Adam amsgrad": lambda: Adam(amsgrad=True),
    "AdamW amsgrad": lambda: AdamW(amsgrad=True),
    "Lion decay": lambda: Lion(weight_decay=0.1),
    "Muon decay": lambda: Muon(weight_decay=0.1),
}
every = pytest.mark.parametrize("name", VARIANTS)
pointwise = pytest.mark.parametrize("name", [name for name in VARIANTS if "Muon" not in name])
elementwise = pytest.mark.parametrize(
    "name", [name for name, make in VARIANTS.items() if make().elementwise]
)


def shape_for(name, shape=(3,)):
    """Muon에는 행렬을, 나머지에는 `shape`를."""
    return (*(3, 2)[: 2 - len(shape)], *shape) if "Muon" in name and len(shape) < 2 else shape


def walk(opt, x, gradients):
    """정해진 기울기로 걸은 자취."""
    path = [x]
    for g in gradients:
        path.append(opt.step(path[-1], g))
    return np.array(path[1:])


def draw(shape, seed=0, steps=5):
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape), rng.normal(size=(steps, *shape))


def states(opt):
    return {name: copy.deepcopy(getattr(opt, name)) for name in opt.state_names}


def assert_same(a, b):
    """비트까지 같다."""
    np.testing.assert_array_equal(np.asarray(a), np.asarray(b), strict=True)


# 공개된 값 -----------------------------------------------------------------------------

W = np.linspace(-0.4, 0.6, 20).reshape(4, 5)
DW = np.linspace(-0.6, 0.4, 20).reshape(4, 5)


def line(low, high):
    return np.linspace(low, high, 20).reshape(4, 5)


def started(cls, hyper, t, **state):
    """t걸음을 걸어 상태가 이미 쌓인 옵티마이저."""
    opt = cls(**hyper)
    opt.t = t
    for name, value in state.items():
        setattr(opt, name, value)
    return opt


def test_cs231n_momentum():
    """CS231n 과제 2: 0이 아닌 상태에서 뗀 한 걸음. 과제의 v는 −ηv다."""
    opt = started(Momentum, {"lr": 1e-3}, 0, v=-line(0.6, 0.9) / 1e-3)
    np.testing.assert_allclose(opt.step(W, DW), line(0.1406, 1.4096), rtol=0, atol=5e-9)


# fmt: off
RMSPROP = [
    -0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247, -0.132737, -0.08078555,
    -0.02881884, 0.02316247, 0.07515774, 0.12716641, 0.17918792, 0.23122175, 0.28326742,
    0.33532447, 0.38739248, 0.43947102, 0.49155973, 0.54365823, 0.59576619,
]
ADAM = [
    -0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977, -0.1380274, -0.08544591,
    -0.03286534, 0.01971428, 0.0722929, 0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969,
    0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459,
]
# fmt: on


def test_cs231n_rmsprop():
    opt = started(RMSProp, {"lr": 1e-2, "rho": 0.99}, 0, s=line(0.6, 0.9))
    np.testing.assert_allclose(opt.step(W, DW).ravel(), RMSPROP, rtol=0, atol=5e-9)


def test_cs231n_adam():
    opt = started(Adam, {"lr": 1e-2}, 5, m=line(0.6, 0.9), v=line(0.7, 0.5))
    np.testing.assert_allclose(opt.step(W, DW).ravel(), ADAM, rtol=0, atol=5e-9)


X = np.array([[2.0, 1, 1], [7, 4, 1], [-4, 12, 1], [5, 8, 1]])
Y = X @ [3, 1, -2]
CANDLE = [
    (GD, {"lr": 0.004}, 1000, [2.99831983, 0.99790215, -1.97969030]),
    (NAG, {"lr": 0.004, "momentum": 0.1}, 100, [1.07497010, -9.90404560, -1.89613511]),
    (Momentum, {"lr": 0.004, "momentum": 0.1}, 100, [2.88700556, 0.85891569, -0.63413793]),
    (AdamW, {"lr": 0.1}, 100, [2.72568861, 0.70969757, 0.78725649]),
    (Adam, {"lr": 0.1}, 100, [2.75178422, 0.71385614, 0.74059130]),
]


@pytest.mark.parametrize(("cls", "hyper", "steps", "expected"), CANDLE)
def test_candle(cls, hyper, steps, expected):
    """candle의 선형 회귀. 네스테로프는 PyTorch가 적는 점, 곧 앞당긴 점을 견준다."""
    opt, theta = cls(**hyper), np.zeros(3)
    for _ in range(steps):
        theta = opt.step(theta, 2 * X.T @ (X @ opt.lookahead(theta) - Y))
    np.testing.assert_allclose(opt.lookahead(theta), expected, rtol=0, atol=6e-9)


def test_momentum_of_tensorflow():
    path = walk(Momentum(lr=2.0, momentum=0.9), np.array([1.0, 2.0]), np.full((2, 2), 0.1))
    np.testing.assert_allclose(path, [[0.8, 1.8], [0.42, 1.42]], rtol=1e-14)


def test_lion_by_hand():
    """부호만 보는 SGD(0.9, 1.0, 1.1, 1.0), m의 부호(0.9, 0.8, 0.7, 0.6)와 갈리는 기울기다."""
    path = walk(Lion(lr=0.1), np.array(1.0), np.array([1, -0.05, -0.2, 0.3]))
    np.testing.assert_allclose(path, [0.9, 0.8, 0.9, 0.8], rtol=1e-14)


def test_amos_of_the_authors():
    """저자들의 구현으로 포물선을 내려간 값."""
    x, goal = np.array([-1.0, 10.0, 1.0]), np.array([1.0, -1.0, 1.0])
    opt, path = Amos(lr=1.0), []
    for _ in range(10_000):
        x = opt.step(x, 2 * (x - goal))
        path.append(x)
    expected = [
        [-0.1901613323034066, 3.295887327668737, 0.5],
        [0.022346799752090807, 2.269856335826592, 0.5317252743251314],
    ]
    np.testing.assert_allclose(path[:2], expected, rtol=1e-14)
    np.testing.assert_allclose(path[-1], goal, rtol=0, atol=5e-8)
    assert opt.v.shape == opt.b.shape == (1,)


def test_amos_by_hand():
    """η와 ξ가 1이 아닐 때의 두 걸음. 식을 그대로 셈한 값이다."""
    opt = Amos(lr=0.25, scale=4.0, beta=0.5)
    x = opt.step(np.array([2.0, 1.0]), np.array([3.0, 1.0]))
    # a = 5, r = 1/5, c = d = 1, γ = 1/16
    np.testing.assert_allclose(opt.v, [2.5], rtol=1e-15)
    np.testing.assert_allclose(opt.b, [1 / 16], rtol=1e-15)
    root = np.sqrt(0.2)
    np.testing.assert_allclose(x, [2 - 3 * root - 1 / 16, 1 - root - 1 / 32], rtol=1e-15)
    moved = opt.step(x, np.array([0.0, 2.0]))
    # a = 2, v = 9/4, r = (3/4)/(9/4) = 1/3
    c, d = 1 / np.sqrt(1 + 0.5 / 64), 1 / (1 + 1 / 64)
    gamma = c / 16 / 3 * 2
    move = d * (np.array([0.0, 2.0]) / np.sqrt(3) + gamma * x / 2)
    np.testing.assert_allclose(moved, x - move, rtol=1e-14)
    np.testing.assert_allclose(opt.b, [1 / 16 + gamma * 17 / 16], rtol=1e-14)


def test_amos_stands_still_without_gradient():
    opt = Amos(lr=0.5)
    assert_same(opt.step(np.array([2.0, -3.0]), np.zeros(2)), [2.0, -3.0])
    assert_same(opt.v, [0.0])
    # 제곱이 2⁻¹²⁵보다 작으면 r은 더 커지지 않는다.
    g = 2.0**-70
    moved = Amos(lr=1.0, beta=0.0).step(np.zeros(1), np.array([g]))
    np.testing.assert_allclose(moved, [-(2.0**62.5) * g], rtol=1e-14)


def test_centered_rmsprop_by_hand():
    """s = ½·4 = 2, m = ½·2 = 1, 분산 1. 그다음 s = 1, m = ½, 분산 ¾."""
    opt = RMSProp(lr=0.1, rho=0.5, eps=1.0, momentum=0.5, centered=True)
    x = opt.step(0.0, 2.0)
    assert (opt.s, opt.m, opt.v, x) == (2.0, 1.0, 1.0, -0.1)
    x = opt.step(x, 0.0)
    assert (opt.s, opt.m, opt.v, x) == (1.0, 0.5, 0.5, -0.1 - 0.1 * 0.5)


def test_adabelief_by_hand():
    """ε은 걸음마다 s에 더해져 쌓인다."""
    opt = AdaBelief(lr=0.1, beta1=0.5, beta2=0.5, eps=0.25)
    x = opt.step(1.0, 2.0)  # m = 1, s = ½(2−1)² + ¼, ŝ = 3/2
    assert opt.s == 0.75
    np.testing.assert_allclose(x, 1 - 0.1 * 2 / (np.sqrt(1.5) + 0.25), rtol=1e-15)
    opt.step(x, 1.0)  # m = 1, s = ½·¾ + 0 + ¼
    assert opt.s == 0.625


def test_nadam_momentum_grows():
    """μₜ는 β₁/2에서 β₁로 커진다. 곱 μ₁⋯μₜ를 상태로 갖고 있다."""
    opt = Nadam(beta1=0.8, momentum_decay=0.5)
    walk(opt, np.zeros(2), np.ones((3, 2)))
    expected = np.prod([0.8 * (1 - 0.5 * 0.96 ** (0.5 * t)) for t in (1, 2, 3)])
    np.testing.assert_allclose(opt.mu_product, expected, rtol=1e-15)
    opt.reset()
    assert opt.mu_product == 1


# 프레임워크 ----------------------------------------------------------------------------


@pytest.mark.parametrize(("framework", "name"), frameworks.pairs(OPTIMIZERS))
def test_framework(framework, name):
    gap, key = frameworks.difference(OPTIMIZERS, framework, name)
    assert gap <= 1e-12, key


def test_every_rule_of_pytorch_is_compared():
    ours = {name for framework, name in frameworks.pairs(OPTIMIZERS) if framework == "torch"}
    assert ours == set(OPTIMIZERS) - {"AdaBelief", "Lion", "Amos"}  # PyTorch에 없는 것


def test_defaults_told_in_docstrings():
    """docstring이 말하는 프레임워크의 기본값."""
    torch, keras, optax = (frameworks.DEFAULTS[name] for name in frameworks.FRAMEWORKS)
    assert GD.hyper() == {"lr": keras["SGD"]["learning_rate"]}
    assert torch["SGD"]["lr"] == 0.001
    assert {d["momentum"] for d in (torch["SGD"], keras["SGD"])} == {0}
    assert AdaGrad.hyper() == {name: torch["Adagrad"][name] for name in ("lr", "eps")}
    assert torch["Adagrad"]["initial_accumulator_value"] == 0
    for theirs in (keras["Adagrad"]["epsilon"], optax["adagrad"]["eps"]):
        assert theirs == 1e-7
    for theirs in (keras["Adagrad"], optax["adagrad"]):
        assert theirs["initial_accumulator_value"] == 0.1
    assert (torch["RMSprop"]["alpha"], torch["RMSprop"]["lr"]) == (0.99, 0.01)
    assert optax["rmsprop"]["eps_in_sqrt"] is True
    assert keras["Adam"]["epsilon"] == 1e-7
    for cls, theirs in ((Adam, "Adam"), (AdamW, "AdamW"), (Nadam, "NAdam")):
        hyper = cls.hyper()
        hyper["betas"] = [hyper.pop("beta1"), hyper.pop("beta2")]
        assert hyper == {name: torch[theirs][name] for name in hyper}
    assert keras["AdamW"]["weight_decay"] == 0.004
    assert optax["adamw"]["weight_decay"] == 0.0001
    assert AdaBelief.hyper()["eps"] == optax["adabelief"]["eps"] == optax["adabelief"]["eps_root"]
    assert keras["Lion"]["learning_rate"] == optax["lion"]["weight_decay"] == 0.001
    assert (torch["Muon"]["lr"], torch["Muon"]["weight_decay"]) == (0.001, 0.1)
    assert (keras["Muon"]["learning_rate"], keras["Muon"]["weight_decay"]) == (0.001, 0.004)
    assert keras["Muon"]["rms_rate"] == 0.2


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
def test_pytorch_again():
    """저장한 값을 깔려 있는 PyTorch가 그대로 다시 낸다."""
    pytest.importorskip("torch", reason="PyTorch가 깔려 있을 때만 다시 만들어 본다.")
    import make_reference

    paths, curves, _ = make_reference.torch_reference()
    stored = frameworks.STORED["torch"]
    assert set(stored) == {*(f"path {k}" for k in paths), *(f"curve {k}" for k in curves), "meta"}
    for kind, fresh in (("path", paths), ("curve", curves)):
        for key, values in fresh.items():
            np.testing.assert_allclose(values, stored[f"{kind} {key}"], rtol=1e-12, atol=0)


# 항등식 --------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [Momentum, NAG])
def test_momentum_zero_is_gd(cls):
    x, gradients = draw((4,))
    assert_same(walk(cls(lr=0.3, momentum=0), x, gradients), walk(GD(lr=0.3), x, gradients))


def test_sgd_is_gd():
    x, gradients = draw((4,))
    assert_same(walk(SGD(lr=0.3), x, gradients), walk(GD(lr=0.3), x, gradients))


@pytest.mark.parametrize("amsgrad", [False, True])
def test_adamw_without_decay_is_adam(amsgrad):
    x, gradients = draw((4,))
    adamw = walk(AdamW(lr=0.3, weight_decay=0, amsgrad=amsgrad), x, gradients)
    assert_same(adamw, walk(Adam(lr=0.3, amsgrad=amsgrad), x, gradients))


def test_nag_looks_ahead():
    opt = NAG(lr=0.5, momentum=0.8)
    x = np.array([1.0, -1.0])
    assert_same(opt.lookahead(x), x)
    x = opt.step(x, np.array([2.0, 4.0]))
    assert_same(opt.lookahead(x), x - 0.4 * np.array([2.0, 4.0]))


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "NAG"])
def test_others_do_not_look_ahead(name):
    opt = VARIANTS[name]()
    x, gradients = draw(shape_for(name))
    walk(opt, x, gradients)
    assert opt.lookahead(x) is x


def test_rmsprop_approaches_adagrad():
    """ρ → 1이면 s ≈ (1−ρ)Σg²이므로, η를 √(1−ρ)배 한 RMSProp이 AdaGrad로 다가간다."""
    x, gradients = draw((4,), steps=20)
    adagrad = walk(AdaGrad(lr=0.1, eps=1e-30), x, gradients)
    gaps = []
    for rho in (0.99, 0.999, 0.9999):
        opt = RMSProp(lr=0.1 * np.sqrt(1 - rho), rho=rho, eps=1e-30)
        gaps.append(np.abs(walk(opt, x, gradients) - adagrad).max())
    np.testing.assert_allclose(gaps[0] / gaps[1], 10, rtol=0.2)
    np.testing.assert_allclose(gaps[1] / gaps[2], 10, rtol=0.02)


@pytest.mark.parametrize("make", [Adam, Nadam, lambda: Adam(amsgrad=True), AdaGrad, RMSProp])
def test_scale_invariance(make):
    """기울기를 k배 해도 ε만 아니면 같은 길을 간다. k가 2의 거듭제곱이면 반올림까지 같다."""
    x, gradients = draw((4,))
    paths = []
    for scale in (1.0, 2.0**20):
        opt = make()
        opt.eps = 1e-300
        paths.append(walk(opt, x, scale * gradients))
    assert_same(*paths)


def test_lion_and_muon_ignore_the_scale():
    x, gradients = draw((3, 4))
    for cls in (Lion, Muon):
        assert_same(walk(cls(), x, gradients), walk(cls(), x, 2.0**20 * gradients))


def test_amsgrad_never_forgets():
    """한 번 큰 기울기를 본 뒤로 v는 줄어도 v_max는 줄지 않는다."""
    gradients = np.array([1.0, 10.0, 0.1, 0.1, 0.1])
    opt = Adam(beta2=0.5, amsgrad=True)
    largest = []
    for g in gradients:
        opt.step(0.0, g)
        largest.append(opt.v_max)
    assert largest[1] == largest[-1] == max(largest)
    assert opt.v < opt.v_max


def test_centered_rmsprop_survives_rounding():
    """기울기가 한결같으면 분산은 0인데, 반올림은 음수를 만들기도 한다."""
    for g in np.linspace(0.1, 1, 50):
        opt = RMSProp(lr=1e-9, rho=0.5, centered=True)
        path = walk(opt, np.array(0.0), np.full(100, g))
        assert np.isfinite(path).all()


def test_newton_schulz_pushes_singular_values_to_one():
    rng = np.random.default_rng(0)
    for shape in ((4, 4), (6, 3), (3, 6)):
        u, _, v = np.linalg.svd(rng.normal(size=shape), full_matrices=False)
        values = np.array([1.0, 0.5, 0.1, 0.02])[: min(shape)]
        o = newton_schulz(u * values @ v)
        assert o.shape == shape
        # 크기로 나눈 뒤의 특잇값에 다항식을 다섯 번 먹인 것과 같고, 방향은 그대로다.
        values = values / np.linalg.norm(values)
        for _ in range(5):
            values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
        np.testing.assert_allclose(o, u * values @ v, rtol=0, atol=1e-12)
        assert ((values > 0.68) & (values < 1.14)).all()


def test_newton_schulz_steps_and_tiny_matrices():
    g = np.diag([3.0, 4.0])
    once = newton_schulz(g, steps=1)
    values = np.array([0.6, 0.8])
    expected = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
    np.testing.assert_allclose(once, np.diag(expected), rtol=1e-13, atol=1e-16)
    assert_same(newton_schulz(np.zeros((2, 3))), np.zeros((2, 3)))
    # 크기가 1e-7보다 작으면 1e-7로 나눈다.
    tiny = newton_schulz(np.diag([1e-9, 0.0]), steps=1)
    np.testing.assert_allclose(tiny[0, 0], 3.4445 * 1e-2, rtol=1e-3)


def test_newton_schulz_works_on_the_small_side():
    """작은 쪽의 그람 행렬을 쓴다. 눕힌 것과 비트까지 같다."""
    rng = np.random.default_rng(0)
    for shape in ((7, 2), (5, 7, 2), (5, 2, 7)):
        g = rng.normal(size=shape)
        lying = newton_schulz(np.swapaxes(g, -1, -2))
        assert_same(newton_schulz(g), np.swapaxes(lying, -1, -2))
    square = rng.normal(size=(4, 4))
    x = square / np.linalg.norm(square, axis=(-2, -1), keepdims=True)
    gram = x @ x.T
    expected = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    assert_same(newton_schulz(square, steps=1), expected)


@pytest.mark.parametrize("shape", [(6, 3), (3, 6), (4, 4)])
def test_muon_by_hand(shape):
    """두 걸음. 세로로 긴 행렬의 걸음은 √(행/열)배다."""
    x, (g1, g2) = draw(shape, steps=2)
    opt = Muon(lr=0.1, momentum=0.5, weight_decay=0.2)
    scale = np.sqrt(max(1, shape[0] / shape[1]))
    first = 0.98 * x - 0.1 * scale * newton_schulz(1.5 * g1)
    np.testing.assert_allclose(opt.step(x, g1), first, rtol=1e-12)
    v = 0.5 * g1 + g2
    second = 0.98 * first - 0.1 * scale * newton_schulz(g2 + 0.5 * v)
    np.testing.assert_allclose(opt.step(first, g2), second, rtol=1e-12)
    assert_same(opt.v, v)


# 경로 여럿 -----------------------------------------------------------------------------


@pointwise
def test_batch_is_many_single_runs(name):
    """모양 (N, 2)는 경로 N개다. 마지막 축이 벡터인 Amos까지, 하나씩 돌린 것과 비트까지 같다."""
    x, gradients = draw((7, 2), steps=10)
    batch = walk(VARIANTS[name](), x, gradients)
    for i in range(len(x)):
        assert_same(batch[:, i], walk(VARIANTS[name](), x[i], gradients[:, i]))


@elementwise
def test_every_element_walks_alone(name):
    x, gradients = draw((2, 3), steps=10)
    whole = walk(VARIANTS[name](), x, gradients)
    for index in np.ndindex(x.shape):
        one = walk(VARIANTS[name](), x[index], gradients[:, *index])
        assert_same(whole[:, *index], one)


def test_amos_mixes_the_last_axis():
    x, gradients = draw((2, 3))
    opt = Amos()
    whole = walk(opt, x, gradients)
    assert opt.v.shape == (2, 1)
    assert not np.allclose(whole[:, 0, 0], walk(Amos(), x[0, :1], gradients[:, 0, :1])[:, 0])


def test_muon_takes_a_stack_of_matrices():
    """비트까지는 아니다: 행렬곱의 더하는 차례가 묶음의 크기에 따라 달라질 수 있다."""
    x, gradients = draw((5, 3, 2))
    stack = walk(Muon(), x, gradients)
    for i in range(len(x)):
        one = walk(Muon(), x[i], gradients[:, i])
        np.testing.assert_allclose(stack[:, i], one, rtol=1e-10, atol=1e-12)


@pointwise
def test_hyper_parameters_may_be_arrays(name):
    """경로마다 다른 하이퍼파라미터. 하나씩 돌린 것과 비트까지 같다."""
    x, gradients = draw((3, 2), steps=4)
    choices = {
        "lr": (0.1, 0.01, 0.0),
        "momentum": (0.9, 0.5, 0.0),
        "rho": (0.9, 0.5, 0.0),
        "beta": (0.9, 0.5, 0.0),
        "beta1": (0.9, 0.5, 0.0),
        "beta2": (0.99, 0.5, 0.0),
        "eps": (1e-8, 1e-2, 1.0),
        "scale": (1.0, 0.1, 10.0),
        "weight_decay": (0.1, 0.01, 0.0),
        "momentum_decay": (0.004, 1.0, 0.0),
    }
    whole = VARIANTS[name]()
    names = [h for h in whole.hyper() if h in choices]
    for h in names:
        setattr(whole, h, np.array(choices[h])[:, None])
    path = walk(whole, x, gradients)
    for i in range(len(x)):
        one = VARIANTS[name]()
        for h in names:
            setattr(one, h, choices[h][i])
        np.testing.assert_allclose(path[:, i], walk(one, x[i], gradients[:, i]), rtol=1e-14)


# 수렴 ----------------------------------------------------------------------------------

# 규칙: 포물선의 (학습률, 손실), 로젠브록의 (학습률, 손실). 500걸음과 4,000걸음, 학습률은 코사인으로
# 0까지 줄인다. 부호나 특잇값만 보는 Lion과 Muon은 걸음이 작아지지 않아 덜 가까이 간다.
CONVERGENCE = {
    "GD": [(0.3, 1e-12), (0.001, 0.1)],
    "Momentum": [(0.1, 1e-12), (0.001, 1e-6)],
    "NAG": [(0.1, 1e-12), (0.001, 1e-6)],
    "AdaGrad": [(1.0, 1e-12), (1.0, 0.02)],
    "RMSProp": [(0.03, 1e-12), (0.01, 1e-3)],
    "Adam": [(0.1, 1e-12), (0.1, 1e-12)],
    "Nadam": [(0.1, 1e-12), (0.1, 1e-3)],
    "AdamW": [(0.1, 1e-12), (0.1, 1e-12)],
    "AdaBelief": [(0.1, 1e-12), (0.1, 1e-12)],
    "Lion": [(0.03, 1e-8), (0.003, 1e-5)],
    "Amos": [(0.3, 1e-12), (1.0, 0.01)],
    "Muon": [(0.03, 1e-8), (0.01, 1e-9)],
}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    ("column", "problem", "steps"), [(0, "bowl", 500), (1, "rosenbrock", 4000)]
)
def test_convergence(name, column, problem, steps):
    lr, tolerance = CONVERGENCE[name][column]
    f, schedule = landscape(problem), cosine(lr, steps)
    x = np.array([f.start]) if name == "Muon" else np.array(f.start)
    hyper = {"weight_decay": 0.0} if name == "AdamW" else {}
    opt = OPTIMIZERS[name](**hyper)
    for rate in schedule(np.arange(steps)):
        opt.lr = rate
        x = opt.step(x, f.grad(opt.lookahead(x)))
    assert np.max(f(x)) <= tolerance


# 아무 입력 -----------------------------------------------------------------------------

# 1e100쯤의 값까지는 제곱이 float64에 담긴다.
ELEMENTS = {"f8": st.floats(-1e100, 1e100), "f4": st.floats(-(2.0**100), 2.0**100, width=32)}
shapes = st.one_of(st.just(()), hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4))
kinds = st.sampled_from(["f8", "f4", "i8", "i4", "u1"])


@st.composite
def problems(draw):
    shape = draw(shapes)
    arrays = (
        hnp.arrays(kind, shape, elements=ELEMENTS.get(kind))
        for kind in draw(st.tuples(kinds, kinds))
    )
    return tuple(draw(array) for array in arrays)


@every
@examples
@given(problem=problems())
def test_any_shape_and_dtype(name, problem):
    x, g = problem
    if "Muon" in name and x.ndim < 2:
        x, g = x.reshape(1, -1), g.reshape(1, -1)
    before = x.copy(), g.copy()
    opt = VARIANTS[name]()
    with np.errstate(all="ignore"):
        first = opt.step(x, g)
        second = opt.step(first, g)
    for moved in (first, second):
        assert moved.shape == x.shape
        assert moved.dtype == np.float64
        assert np.isfinite(moved).all()
    assert not np.shares_memory(first, x)
    assert_same(x, before[0])
    assert_same(g, before[1])


@every
@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e150])
def test_huge_and_tiny_gradients(name, scale):
    opt = VARIANTS[name]()
    x, gradients = draw(shape_for(name))
    with np.errstate(over="ignore", under="ignore"):
        assert np.isfinite(walk(opt, x, scale * gradients)).all()


@every
def test_lists_and_scalars(name):
    shape = shape_for(name, ())
    opt, other = VARIANTS[name](), VARIANTS[name]()
    x = np.full(shape, 2.0)
    moved = opt.step(x.tolist(), x.tolist())
    assert_same(moved, other.step(x, x))
    assert np.shape(moved) == shape


@every
@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3)])
def test_empty_arrays(name, shape):
    shape = shape_for(name, shape)
    opt = VARIANTS[name]()
    x = np.zeros(shape)
    for _ in range(2):
        moved = opt.step(opt.lookahead(x), x)
        assert_same(moved, x)
        assert moved is not x
    assert opt.t == 2


@every
def test_layout_does_not_matter(name):
    """전치한 배열, 건너뛴 배열, 쓸 수 없는 배열도 같은 값을 낸다."""
    x, gradients = draw((4, 6))
    expected = walk(VARIANTS[name](), x, gradients)
    strided = np.repeat(x, 2, axis=1)[:, ::2]
    frozen = x.copy()
    frozen.flags.writeable = False
    for start in (np.asfortranarray(x), strided, frozen):
        np.testing.assert_allclose(walk(VARIANTS[name](), start, gradients), expected, rtol=1e-9)


# 되풀이와 사본 -------------------------------------------------------------------------


@every
def test_reset_makes_a_run_repeatable(name):
    x, gradients = draw(shape_for(name))
    opt = VARIANTS[name]()
    fresh = states(opt)
    first = walk(opt, x, gradients)
    assert opt.t == len(gradients)
    opt.reset()
    assert opt.t == 0
    assert states(opt) == fresh
    assert_same(walk(opt, x, gradients), first)
    opt.reset()
    other, more = draw((2, 5, 3), seed=1)  # 모양이 달라도 된다
    assert walk(opt, other, more).shape == more.shape


@every
@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda opt: pickle.loads(pickle.dumps(opt))]
)
def test_copies_continue_exactly(name, clone):
    x, gradients = draw(shape_for(name), steps=8)
    whole = walk(VARIANTS[name](), x, gradients)
    opt = VARIANTS[name]()
    half = walk(opt, x, gradients[:4])
    twin = clone(opt)
    assert repr(twin) == repr(opt)
    assert_same(walk(opt, half[-1], gradients[4:]), whole[4:])
    assert_same(walk(twin, half[-1], gradients[4:]), whole[4:])


@every
def test_states_are_new_arrays(name):
    """옛 상태를 쥐고 있어도 다음 걸음이 고쳐 쓰지 않는다."""
    x, gradients = draw(shape_for(name))
    opt = VARIANTS[name]()
    kept, copied = [], []
    for g in gradients:
        x = opt.step(x, g)
        kept.append([getattr(opt, state) for state in opt.state_names])
        copied.append(copy.deepcopy(kept[-1]))
    for old, new in zip(kept, copied, strict=True):
        for a, b in zip(old, new, strict=True):
            assert_same(a, b)


# 큰 배열 -------------------------------------------------------------------------------


@pytest.fixture
def blocks(monkeypatch):
    """원소 34개가 넘는 배열은 여덟씩 토막 낸다. (5, 7)이면 마지막 토막이 작다."""
    monkeypatch.setattr(optimizers, "LARGE", 34)
    monkeypatch.setattr(optimizers, "BLOCK", 8)


def in_blocks(opt, x, gradients):
    """토막의 크기를 적어 가며 걷는다."""
    sizes, rule = [], opt.rule
    opt.rule = lambda x, *rest: sizes.append(x.shape) or rule(x, *rest)
    return walk(opt, x, gradients), sizes


@elementwise
def test_blocks_change_nothing(name, blocks):
    """토막 내어 계산해도 값과 상태가 비트까지 같다."""
    x, gradients = draw((5, 7))
    opt, whole = VARIANTS[name](), VARIANTS[name]()
    path, sizes = in_blocks(opt, x, gradients)
    assert sizes == len(gradients) * [(8,), (8,), (8,), (8,), (3,)]
    optimizers.LARGE = 35
    expected, sizes = in_blocks(whole, x, gradients)
    assert sizes == len(gradients) * [x.shape]
    assert_same(path, expected)
    for state in opt.state_names:
        assert_same(getattr(opt, state), getattr(whole, state))


@pytest.mark.parametrize("name", ["Amos", "Muon", "Muon decay"])
def test_no_blocks_for_coupled_rules(name, blocks):
    x, gradients = draw((5, 7))
    assert set(in_blocks(VARIANTS[name](), x, gradients)[1]) == {x.shape}


def test_no_blocks_with_arrays_of_another_shape(blocks):
    """경로마다 다른 학습률, 손으로 넣은 한 줄짜리 상태."""
    x, gradients = draw((5, 7))
    rows, row = Momentum(lr=np.linspace(0.1, 0.5, 5)[:, None]), Momentum()
    full = Momentum(lr=np.full((5, 7), 0.1))  # 하이퍼파라미터는 모양이 같아도 토막 내지 않는다
    row.v = np.arange(7.0)
    for opt in (rows, row, full):
        assert in_blocks(opt, x, gradients[:1])[1] == [x.shape]


def test_states_start_midway_in_blocks(blocks):
    """도중에 켠 변형의 상태는 토막 안에서도 0에서 시작한다."""
    x, gradients = draw((5, 7), steps=2)
    opt = RMSProp(lr=0.1)
    path = walk(opt, x, gradients)
    twin = copy.deepcopy(opt)
    opt.momentum = 0.5
    assert_same(opt.step(path[-1], gradients[0]), twin.step(path[-1], gradients[0]))
    assert opt.v.shape == x.shape


@elementwise
def test_blocks_never_write_into_what_is_held(name, blocks):
    """밖에서 쥔 x와 상태, 그것을 비추는 배열은 몇 걸음이 지나도 그대로다."""
    x, gradients = draw((5, 7), steps=6)
    opt = VARIANTS[name]()
    kept, copied = [], []
    for t, g in enumerate(gradients):
        x = opt.step(x, g)
        if t % 2:  # 걸러 쥐어, 그사이에는 자리를 다시 쓰게 한다
            held = [x, *(getattr(opt, state) for state in opt.state_names)]
            kept.append([part[:1, 2:] if np.ndim(part) else part for part in held])
            copied.append(copy.deepcopy(kept[-1]))
            del held
    for old, new in zip(kept, copied, strict=True):
        for a, b in zip(old, new, strict=True):
            assert_same(a, b)


@elementwise
@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy])
def test_copies_in_blocks_do_not_disturb_each_other(name, clone, blocks):
    x, gradients = draw((5, 7), steps=8)
    whole = walk(VARIANTS[name](), x, gradients)
    opt = VARIANTS[name]()
    here = there = walk(opt, x, gradients[:4])[-1]
    twin = clone(opt)
    for g, expected in zip(gradients[4:], whole[4:], strict=True):
        here, there = opt.step(here, g), twin.step(there, g)
        assert_same(here, expected)
        assert_same(there, expected)


@elementwise
def test_blocks_use_the_same_room_again(name, blocks):
    """쥔 이가 없으면 새 배열을 잡지 않는다. x는 두 자리를 번갈아 쓰고, 상태는 늘 제자리다."""
    x, gradients = draw((5, 7), steps=8)
    opt = VARIANTS[name]()
    places = []
    for g in gradients:
        given, x = x, opt.step(x, g)
        assert opt._last is given
        arrays = x, *(getattr(opt, state) for state in opt.state_names)
        places.append([part.ctypes.data for part in arrays if np.ndim(part)])
        del given, arrays
    assert places[0] != places[1]
    assert places == places[:2] * 4
    assert len({tuple(place[1:]) for place in places}) == 1
    opt.reset()
    assert opt._last is None


HELD = np.arange(35.0).reshape(5, 7)


@pytest.mark.parametrize(
    ("make", "again"),
    [
        (HELD.copy, True),
        (lambda: HELD.astype(int), False),
        (lambda: HELD.astype("f4"), False),
        (lambda: HELD.copy(order="F"), False),
        (lambda: HELD[:], False),
        (lambda: np.broadcast_to(HELD[0], (5, 7)), False),
        (lambda: np.require(HELD.tolist(), requirements="C"), True),
    ],
    ids=["제 것", "정수", "단정밀도", "세로로 담긴 것", "비춘 것", "방송된 것", "목록에서"],
)
def test_blocks_write_only_where_it_fits(make, again, blocks):
    """손으로 넣은 상태. 자료형이나 놓인 차례가 다르거나 남의 것이면 그 자리에 적지 않는다."""
    x, gradients = draw((5, 7))
    opt, whole = Momentum(), Momentum()
    opt.v, whole.v = make(), make().copy()
    place = opt.v.ctypes.data
    path = walk(opt, x, gradients)
    assert (opt.v.ctypes.data == place) is again
    optimizers.LARGE = 35
    assert_same(path, walk(whole, x, gradients))
    assert_same(HELD, np.arange(35.0).reshape(5, 7))


def test_blocks_leave_a_frozen_state_alone(blocks):
    x, gradients = draw((5, 7))
    opt = Momentum()
    opt.v = HELD.copy()
    opt.v.flags.writeable = False
    walk(opt, x, gradients)
    assert opt.v.flags.writeable


def test_blocks_fit_in_cache():
    """바꾸려면 tests/benchmarks/bench_optimizers.py로 다시 재어 본다."""
    assert (optimizers.LARGE, optimizers.BLOCK) == (2**18, 2**14)


@every
def test_memory_of_a_large_step(name):
    """한 걸음이 새로 잡는 것은 매개변수 크기의 배열 둘까지. Muon은 행렬곱 때문에 다섯이다."""
    opt, g = VARIANTS[name](), np.ones((600, 600))
    x = opt.step(g, g)
    tracemalloc.start()
    opt.step(x, g)
    peak = tracemalloc.get_traced_memory()[1] / g.nbytes
    tracemalloc.stop()
    assert peak < (5.1 if "Muon" in name else 2.1)


# 목록과 이름표 -------------------------------------------------------------------------


def test_registry():
    assert list(OPTIMIZERS) == [
        "GD",
        "Momentum",
        "NAG",
        "AdaGrad",
        "RMSProp",
        "Adam",
        "Nadam",
        "AdamW",
        "AdaBelief",
        "Lion",
        "Amos",
        "Muon",
    ]
    for name, cls in OPTIMIZERS.items():
        assert cls.__name__ == name
        assert issubclass(cls, Optimizer)


@every
def test_which_rules_work_elementwise(name):
    opt = VARIANTS[name]()
    assert opt.elementwise is (name.split()[0] not in ("Amos", "Muon"))
    assert opt.min_ndim == (2 if "Muon" in name else 0)


STATES = {
    "GD": (),
    "SGD": (),
    "Momentum": ("v",),
    "NAG": ("v",),
    "AdaGrad": ("s",),
    "RMSProp": ("s",),
    "RMSProp momentum": ("s", "v"),
    "RMSProp centered": ("s", "v", "m"),
    "Adam": ("m", "v"),
    "Adam amsgrad": ("m", "v", "v_max"),
    "Nadam": ("m", "v", "mu_product"),
    "AdamW": ("m", "v"),
    "AdamW amsgrad": ("m", "v", "v_max"),
    "AdaBelief": ("m", "s"),
    "Lion": ("m",),
    "Lion decay": ("m",),
    "Amos": ("v", "b"),
    "Muon": ("v",),
    "Muon decay": ("v",),
}


@every
def test_state_names(name):
    opt = VARIANTS[name]()
    assert opt.state_names == STATES[name]
    x, gradients = draw(shape_for(name))
    walk(opt, x, gradients)
    for state in opt.state_names:
        shape = np.shape(getattr(opt, state))
        assert shape == (() if state == "mu_product" else (1,) if name == "Amos" else x.shape)


DEFAULTS = {
    "GD": "GD(lr=0.01)",
    "SGD": "SGD(lr=0.01)",
    "Momentum": "Momentum(lr=0.01, momentum=0.9)",
    "NAG": "NAG(lr=0.01, momentum=0.9)",
    "AdaGrad": "AdaGrad(lr=0.01, eps=1e-10)",
    "RMSProp": "RMSProp(lr=0.001, rho=0.9, eps=1e-08, momentum=0.0, centered=False)",
    "RMSProp centered": "RMSProp(lr=0.001, rho=0.9, eps=1e-08, momentum=0.5, centered=True)",
    "RMSProp momentum": "RMSProp(lr=0.001, rho=0.9, eps=1e-08, momentum=0.9, centered=False)",
    "Adam": "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, amsgrad=False)",
    "Adam amsgrad": "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, amsgrad=True)",
    "Nadam": "Nadam(lr=0.002, beta1=0.9, beta2=0.999, eps=1e-08, momentum_decay=0.004)",
    "AdamW": "AdamW(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0.01, amsgrad=False)",
    "AdamW amsgrad": (
        "AdamW(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0.01, amsgrad=True)"
    ),
    "AdaBelief": "AdaBelief(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-16)",
    "Lion": "Lion(lr=0.0001, beta1=0.9, beta2=0.99, weight_decay=0.0)",
    "Lion decay": "Lion(lr=0.0001, beta1=0.9, beta2=0.99, weight_decay=0.1)",
    "Amos": "Amos(lr=0.01, scale=1.0, beta=0.999)",
    "Muon": "Muon(lr=0.02, momentum=0.95, weight_decay=0.0)",
    "Muon decay": "Muon(lr=0.02, momentum=0.95, weight_decay=0.1)",
}


@every
def test_repr(name):
    assert repr(VARIANTS[name]()) == DEFAULTS[name]


def test_variants_may_be_switched_on_midway():
    """도중에 켜면 그때까지 없던 상태는 0에서 시작한다."""
    x, gradients = draw((3,))
    opt, other = RMSProp(lr=0.1), RMSProp(lr=0.1)
    path = walk(opt, x, gradients)
    walk(other, x, gradients)
    opt.momentum = 0.5
    assert_same(opt.step(path[-1], gradients[0]), other.step(path[-1], gradients[0]))
    assert opt.state_names == ("s", "v")
    assert opt.v.shape == (3,)
    opt.momentum = np.array([0.0, 0.5, 0.0])
    assert opt.state_names == ("s", "v")
    opt = Adam()
    walk(opt, x, gradients)
    opt.amsgrad = True
    opt.step(x, gradients[0])
    assert_same(opt.v_max, opt.v)


def test_repr_of_a_readers_rule():
    class Sign(Optimizer):
        def __init__(self, lr, note="비밀"):
            self.lr = lr
            self.reset()

        def rule(self, x, g):
            return (x - self.lr * np.sign(g),)

    opt = Sign(0.5)
    assert repr(opt) == "Sign(lr=0.5)"
    assert Sign.hyper() == {"lr": inspect.Parameter.empty, "note": "비밀"}
    assert opt.step(1.0, 3.0) == 0.5
    assert not opt.elementwise  # 모르는 규칙은 토막 내지 않는다


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_docstring_tells_every_hyper_parameter(name):
    """갱신식이 있고, 하이퍼파라미터가 하나하나 풀이되어 있다(물려받은 것은 부모에)."""
    cls = OPTIMIZERS[name]
    text = "\n".join(parent.__doc__ for parent in cls.__mro__[:-2])
    assert "←" in cls.__doc__
    assert "20" in cls.__doc__.split("\n")[0] or "19" in text.split("\n")[0] or name == "GD"
    for hyper in cls.hyper():
        assert f"{hyper}:" in text or f"{hyper}," in text, hyper


# 나쁜 입력 -----------------------------------------------------------------------------

RANGES = {
    "lr": ("0 ≤ lr < ∞", (-0.1, np.inf, np.nan), (0, 1e300)),
    "momentum": ("0 ≤ momentum < 1", (-0.1, 1, np.nan), (0, 0.999)),
    "rho": ("0 ≤ rho < 1", (-0.1, 1, np.nan), (0, 0.999)),
    "beta": ("0 ≤ beta < 1", (-0.1, 1, np.nan), (0, 0.999)),
    "beta1": ("0 ≤ beta1 < 1", (-0.1, 1, np.nan), (0, 0.999)),
    "beta2": ("0 ≤ beta2 < 1", (-0.1, 1, np.nan), (0, 0.999)),
    "eps": ("0 < eps < ∞", (-1e-8, 0, np.inf, np.nan), (1e-300, 1e300)),
    "scale": ("0 < scale < ∞", (-1.0, 0, np.inf, np.nan), (1e-300, 1e300)),
    "weight_decay": ("0 ≤ weight_decay < ∞", (-0.1, np.inf, np.nan), (0, 1e300)),
    "momentum_decay": ("0 ≤ momentum_decay < ∞", (-0.1, np.inf, np.nan), (0, 1e300)),
}
FLAGS = ("centered", "amsgrad")
HYPER = [
    (name, hyper) for name, cls in OPTIMIZERS.items() for hyper in cls.hyper() if hyper in RANGES
]


def test_every_hyper_parameter_has_a_range():
    for cls in OPTIMIZERS.values():
        assert set(cls.hyper()) <= {*RANGES, *FLAGS}


@pytest.mark.parametrize(("name", "hyper"), HYPER)
def test_hyper_parameters_out_of_range(name, hyper):
    allowed, outside, inside = RANGES[hyper]
    cls = OPTIMIZERS[name]
    assert str(getattr(cls, hyper)) == allowed
    opt = cls()
    before = getattr(opt, hyper)
    for value in outside:
        message = f"{hyper}={value!r}: 허용 범위는 {allowed}입니다."
        with refused(message):
            cls(**{hyper: value})
        with refused(message):
            setattr(opt, hyper, value)
        assert getattr(opt, hyper) == before
    for value in inside:
        setattr(opt, hyper, value)
        assert getattr(opt, hyper) == value
        assert type(getattr(opt, hyper)) is float


@pytest.mark.parametrize(("name", "hyper"), HYPER)
@pytest.mark.parametrize("value", ["0.1", None, True, 1j, [0.1, "둘"], [[1], [1, 2]]])
def test_hyper_parameters_of_another_kind(name, hyper, value):
    with refused(f"{hyper}={value!r}: 실수나 실수 배열이어야 합니다."):
        OPTIMIZERS[name](**{hyper: value})


def test_one_bad_element_spoils_an_array():
    with refused("lr=[0.1, -0.1]: 허용 범위는 0 ≤ lr < ∞입니다."):
        GD(lr=[0.1, -0.1])
    opt = GD(lr=[1, 2])
    assert_same(opt.lr, [1.0, 2.0])
    assert_same(opt.step([1.0, 1.0], [1.0, 1.0]), [0.0, -1.0])


def test_array_hyper_parameters_are_copied():
    lr = np.array([0.1, 0.2])
    opt = GD(lr=lr)
    lr[:] = 9
    assert_same(opt.lr, [0.1, 0.2])


@pytest.mark.parametrize(
    ("cls", "hyper"), [(RMSProp, "centered"), (Adam, "amsgrad"), (AdamW, "amsgrad")]
)
@pytest.mark.parametrize("value", [1, "yes", None, np.array([True, False])])
def test_flags(cls, hyper, value):
    with refused(f"{hyper}={value!r}: True나 False여야 합니다."):
        cls(**{hyper: value})
    assert getattr(cls(**{hyper: True}), hyper) is True
    assert getattr(cls, hyper).name == hyper


@every
def test_gradient_of_another_shape(name):
    opt = VARIANTS[name]()
    shape = shape_for(name, (4,))
    for wrong in ((1, *shape), shape[:-1], (*shape[:-1], 1)):
        with refused(f"g의 모양 {wrong}: x의 모양 {shape}과(와) 같아야 합니다."):
            opt.step(np.zeros(shape), np.zeros(wrong))
    assert opt.t == 0


@every
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_not_finite(name, bad):
    opt = VARIANTS[name]()
    x, gradients = draw(shape_for(name))
    walk(opt, x, gradients)
    before = states(opt), opt.t
    broken = x.copy()
    broken.flat[-1] = bad
    with refused(f"g에 {bad}이(가) 있습니다. 유한한 실수만 됩니다."):
        opt.step(x, broken)
    with refused(f"x에 {bad}이(가) 있습니다. 유한한 실수만 됩니다."):
        opt.step(broken, x)
    after = states(opt), opt.t
    assert repr(after) == repr(before)


@every
@pytest.mark.parametrize("value", ["점", None, [True], [1j], [[1.0], [1.0, 2.0]]])
def test_not_real(name, value):
    x = np.zeros(shape_for(name))
    with refused(f"x={value!r}: 실수나 실수 배열이어야 합니다."):
        VARIANTS[name]().step(value, x)
    with refused(f"g={value!r}: 실수나 실수 배열이어야 합니다."):
        VARIANTS[name]().step(x, value)


def test_hyper_parameters_larger_than_x():
    opt = Momentum(lr=np.full((5, 1), 0.1))
    with refused(
        "새 x의 모양 (5, 2): x의 모양 (2,)과(와) 같아야 합니다. "
        "하이퍼파라미터가 배열이면 x보다 크지 않아야 합니다."
    ):
        opt.step(np.zeros(2), np.zeros(2))
    assert opt.v == 0


def test_first_bad_value_is_told():
    with refused("g에 -inf이(가) 있습니다. 유한한 실수만 됩니다."):
        GD().step(np.zeros(3), [1.0, -np.inf, np.nan])


def test_squares_may_overflow_where_values_do_not():
    assert_same(GD(lr=0.5).step([1e200, 0.0], [1e200, 0.0]), [0.5e200, 0.0])


@pytest.mark.parametrize("name", [name for name in VARIANTS if STATES[name]])
def test_shape_changes_midway(name):
    opt = VARIANTS[name]()
    old, new = shape_for(name, (3,)), shape_for(name, (1,))
    walk(opt, *draw(old))
    for shape in (new, (2, *old)):
        with refused(
            f"x의 모양 {shape}: 앞 걸음의 x의 모양 {old}과(와) 다릅니다. "
            "모양이 다른 x를 넣으려면 reset()을 먼저 부르세요."
        ):
            opt.step(np.zeros(shape), np.zeros(shape))
    opt.reset()
    assert opt.step(np.zeros(new), np.zeros(new)).shape == new


def test_rules_without_state_take_any_shape():
    opt = GD()
    opt.step(np.zeros(3), np.zeros(3))
    assert opt.step(np.zeros(2), np.zeros(2)).shape == (2,)


@pytest.mark.parametrize("shape", [(), (3,)])
def test_muon_needs_matrices(shape):
    with refused(f"x의 모양 {shape}: Muon에는 축이 2개 이상인 배열이 필요합니다."):
        Muon().step(np.zeros(shape), np.zeros(shape))


def test_rule_is_missing():
    class Nothing(Optimizer):
        pass

    opt = Nothing()
    opt.reset()
    with pytest.raises(NotImplementedError, match=r"^Nothing에 rule이 없습니다\.$"):
        opt.step(1.0, 1.0)
    assert repr(opt) == "Nothing()"


@pytest.mark.parametrize("result", [None, np.zeros(3), (np.zeros(3), 0.0), [np.zeros(3)] * 3])
def test_rule_returns_too_little(result):
    class Forgetful(Optimizer):
        state_names = ("m", "v")

        def rule(self, x, g, m, v):
            return result

    opt = Forgetful()
    opt.reset()
    with refused("Forgetful.rule의 반환값: 튜플 (x, m, v)이어야 합니다."):
        opt.step(np.zeros(3), np.zeros(3))
