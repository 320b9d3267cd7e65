"""lib.forms: 갈래마다 어디서 같고 어디서 다른지, 프레임워크의 값과 함께 본다."""

import frameworks
import numpy as np
import pytest
from expect import refused

from lib.forms import (
    FORMS,
    GDL2,
    GDW,
    AdaGradInside,
    AdamHat,
    AdamInside,
    AdamL2,
    AdamWUnscaled,
    MomentumAverage,
    MomentumInside,
    NAGShifted,
    NAGWrong,
    RMSPropInside,
)
from lib.optimizers import GD, NAG, OPTIMIZERS, AdaGrad, Adam, AdamW, Momentum, RMSProp

every = pytest.mark.parametrize("name", FORMS)


def walk(opt, x, gradients):
    path = [x]
    for g in gradients:
        path.append(opt.step(path[-1], g))
    return np.array(path[1:])


def draw(steps=8, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=4), rng.normal(size=(steps, 4))


def close(a, b, rtol=1e-13):
    np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol)


@pytest.mark.parametrize(("framework", "name"), frameworks.pairs(FORMS))
def test_framework(framework, name):
    gap, key = frameworks.difference(FORMS, framework, name)
    assert gap <= 1e-12, key


def test_frameworks_cover_the_forms():
    compared = {name for _, name in frameworks.pairs(FORMS)}
    # 나머지는 이름 붙은 구현이 없어 아래에서 식으로 견준다
    assert set(FORMS) - compared == {"MomentumAverage", "NAGWrong", "GDW", "AdamWUnscaled"}


def test_adagrad_of_tensorflow():
    """TensorFlow 1: 누적은 0.1에서 시작하고 ε이 없다. 단정밀도의 값이라 그만큼만 맞는다."""
    opt = AdaGradInside(lr=3.0, eps=1e-300, initial=0.1)
    path = walk(opt, np.array([1.0, 2.0]), np.full((3, 2), 0.1))
    theirs = [-1.6026098728179932, -0.6026098728179932]
    np.testing.assert_allclose(path[-1], theirs, rtol=0, atol=2e-7)
    close(path[-1], np.array([1.0, 2.0]) - 0.3 * np.sum([0.11, 0.12, 0.13] ** np.array(-0.5)))
    opt.reset()
    assert opt.s == 0.1


@pytest.mark.parametrize(
    ("cls", "lr", "decay", "steps", "published"),
    [
        (AdamW, 0.1, 0.01, 100, [2.7257, 0.7097, 0.7873]),
        (AdamW, 0.001, 0.6, 1000, [0.6901, 0.5677, 0.6287]),
        (AdamL2, 0.001, 0.6, 1000, [0.8997, 0.6964, 0.7975]),
    ],
)
def test_published_decay(cls, lr, decay, steps, published):
    """공개된 값. 시험 파일들이 PyTorch와 견주었다고 적고 넷째 자리까지만 적는다.

    첫째는 github.com/huggingface/candle의 candle-nn/tests/optim.rs, 나머지는
    github.com/KGrewal1/candle-optimisers의 tests/adam_tests.rs. 모두 단정밀도다.
    """
    X = np.array([[2.0, 1, 1], [7, 4, 1], [-4, 12, 1], [5, 8, 1]])
    y = X @ [3, 1, -2]
    opt, theta = cls(lr=lr, weight_decay=decay), np.zeros(3)
    for _ in range(steps):
        theta = opt.step(theta, 2 * X.T @ (X @ theta - y))
    np.testing.assert_allclose(theta, published, rtol=0, atol=5e-5)


# 속도의 배율 ---------------------------------------------------------------------------


def test_momentum_scalings_agree_at_constant_rate():
    x, gradients = draw()
    lr, mu = 0.1, 0.8
    plain, inside = Momentum(lr, mu), MomentumInside(lr, mu)
    average = MomentumAverage(lr / (1 - mu), mu)
    path = walk(plain, x, gradients)
    close(walk(inside, x, gradients), path)
    close(walk(average, x, gradients), path)
    close(inside.v, -lr * plain.v)
    close(average.v, (1 - mu) * plain.v)


def test_momentum_scalings_part_when_the_rate_changes():
    """학습률을 0으로 낮추면, 안에 넣은 꼴은 쌓인 속도로 계속 미끄러진다."""
    plain, inside = Momentum(0.1, 0.5), MomentumInside(0.1, 0.5)
    for opt in (plain, inside):
        assert opt.step(0.0, 8.0) == -0.8
        opt.lr = 0.0
    assert plain.step(-0.8, 8.0) == -0.8
    close(inside.step(-0.8, 8.0), -1.2)


# 네스테로프 ----------------------------------------------------------------------------


def curvature(x):
    return np.array([1.0, 3.0, 10.0, 0.1]) * x


def test_nag_forms_are_one():
    """앞당긴 점의 자취가 프레임워크가 적는 매개변수의 자취다."""
    nag, shifted = NAG(0.05, 0.9), NAGShifted(0.05, 0.9)
    x = y = np.array([1.0, -2.0, 0.5, 3.0])
    for _ in range(50):
        x = nag.step(x, curvature(nag.lookahead(x)))
        assert shifted.lookahead(y) is y
        y = shifted.step(y, curvature(y))
        close(nag.lookahead(x), y, rtol=1e-14)
        close(nag.v, shifted.v, rtol=1e-14)


def test_wrong_nag_by_hand():
    """첫 걸음부터 다르다: 쌓인 속도가 없는데도 μ²v가 더해진다."""
    wrong = NAGWrong(0.1, 0.5)
    close(wrong.step(1.0, 2.0), 1 + 0.25 * -0.2 - 1.5 * 0.2)
    close(wrong.v, -0.2)
    close(wrong.step(0.65, 1.0), 0.65 + 0.25 * -0.2 - 1.5 * 0.1)
    close(wrong.v, -0.2)
    close(NAGShifted(0.1, 0.5).step(1.0, 2.0), 1 - 1.5 * 0.2)


def radius(cls, rate):
    """f = x²/2에서 (x, v)를 옮기는 2×2 행렬의 스펙트럼 반지름."""
    columns = []
    for x, v in ((1.0, 0.0), (0.0, 1.0)):
        opt = cls(rate, 0.9)
        opt.v = v
        columns.append((opt.step(x, x), opt.v))
    return np.abs(np.linalg.eigvals(np.array(columns).T)).max()


def stable_up_to(cls):
    low, high = 0.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if radius(cls, middle) <= 1 + 1e-12 else (low, middle)
    return low


def test_wrong_nag_is_less_stable():
    """μ = 0.9에서 안정한 ηλ의 범위가 1.357에서 0.860으로 준다. 모멘텀은 3.8이다."""
    assert round(stable_up_to(NAGShifted), 3) == 1.357
    assert round(stable_up_to(NAGWrong), 3) == 0.860
    assert round(stable_up_to(Momentum), 3) == 3.800


# ε의 자리 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outside", "inside", "more"),
    [
        (Adam, AdamInside, {}),
        (Adam, AdamHat, {}),
        (AdaGrad, AdaGradInside, {"initial": 0}),
        (RMSProp, RMSPropInside, {}),
    ],
)
def test_without_eps_all_are_one(outside, inside, more):
    x, gradients = draw()
    plain = walk(outside(lr=0.1, eps=1e-300), x, gradients)
    close(walk(inside(lr=0.1, eps=1e-300, **more), x, gradients), plain)


def test_eps_by_hand():
    """기울기 1의 첫 걸음. v̂ = 1이다."""
    eps = 0.5
    assert Adam(lr=1, eps=eps).step(0.0, 1.0) == -1 / 1.5
    close(AdamInside(lr=1, eps=eps).step(0.0, 1.0), -1 / np.sqrt(1.5))
    close(AdaGradInside(lr=1, eps=eps, initial=0.25).step(0.0, 1.0), -1 / np.sqrt(1.75))
    close(RMSPropInside(lr=1, rho=0.5, eps=eps).step(0.0, 1.0), -1.0)


def test_hat_grows_eps():
    """AdamHat은 ε을 1/√(1−β₂ᵗ)배로 키운 Adam이다. 첫 걸음에서 약 32배."""
    x, gradients = draw()
    hat, adam = AdamHat(lr=0.1, eps=1e-2), Adam(lr=0.1)
    for t, g in enumerate(gradients, start=1):
        adam.eps = 1e-2 / np.sqrt(1 - 0.999**t)
        moved = hat.step(x, g)
        close(moved, adam.step(x, g))
        x = moved
    assert 31 < 1 / np.sqrt(1 - 0.999) < 32


# 감쇠의 자리 ---------------------------------------------------------------------------


def test_for_gd_l2_is_decay():
    x, gradients = draw()
    close(walk(GDL2(0.1, 0.5), x, gradients), walk(GDW(0.1, 0.5), x, gradients))
    assert GDL2(0.1, 0.5).step(2.0, 3.0) == 2 - 0.1 * (3 + 0.5 * 2)
    for form in (GDL2, GDW):
        plain = walk(GD(0.1), x, gradients)
        np.testing.assert_array_equal(walk(form(0.1, 0), x, gradients), plain)


def test_for_adam_l2_is_not_decay():
    """기울기가 0이 아니면 L2는 √v̂로 나뉘어 λ와 거의 상관없어진다."""
    x, gradients = draw()
    l2, adamw = (cls(lr=0.1, weight_decay=0.5) for cls in (AdamL2, AdamW))
    assert np.abs(walk(l2, x, gradients) - walk(adamw, x, gradients)).max() > 0.05
    for cls in (AdamL2, AdamWUnscaled):
        plain = walk(Adam(lr=0.1), x, gradients)
        np.testing.assert_array_equal(walk(cls(lr=0.1, weight_decay=0), x, gradients), plain)


def test_unscaled_decay():
    """λ를 η배로 맞추면 AdamW와 같고, 학습률을 0으로 두어도 감쇠는 남는다."""
    x, gradients = draw()
    scaled = walk(AdamW(lr=0.1, weight_decay=0.5), x, gradients)
    close(walk(AdamWUnscaled(lr=0.1, weight_decay=0.05), x, gradients), scaled)
    assert AdamWUnscaled(lr=0, weight_decay=0.5).step(2.0, 1.0) == 1.0
    assert AdamW(lr=0, weight_decay=0.5).step(2.0, 1.0) == 2.0


# 목록과 나쁜 입력 ----------------------------------------------------------------------


def test_registry():
    assert not set(FORMS) & set(OPTIMIZERS)
    for name, cls in FORMS.items():
        assert cls.__name__ == name
        assert cls.__doc__


DEFAULTS = {
    "MomentumInside": "lr=0.01, momentum=0.9",
    "MomentumAverage": "lr=0.01, momentum=0.9",
    "NAGShifted": "lr=0.01, momentum=0.9",
    "NAGWrong": "lr=0.01, momentum=0.9",
    "AdaGradInside": "lr=0.001, eps=1e-07, initial=0.1",
    "RMSPropInside": "lr=0.001, rho=0.9, eps=1e-07",
    "AdamInside": "lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08",
    "AdamHat": "lr=0.001, beta1=0.9, beta2=0.999, eps=1e-07",
    "GDL2": "lr=0.01, weight_decay=0.01",
    "GDW": "lr=0.01, weight_decay=0.01",
    "AdamL2": "lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0.01, amsgrad=False",
    "AdamWUnscaled": (
        "lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0.01, amsgrad=False"
    ),
}


@every
def test_repr(name):
    assert repr(FORMS[name]()) == f"{name}({DEFAULTS[name]})"


@every
def test_batch_purity_and_reset(name):
    rng = np.random.default_rng(0)
    x, gradients = rng.normal(size=(5, 2)), rng.normal(size=(6, 5, 2))
    before = x.copy(), gradients.copy()
    opt = FORMS[name]()
    path = walk(opt, x, gradients)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(gradients, before[1])
    opt.reset()
    np.testing.assert_array_equal(walk(opt, x, gradients), path)
    for i in range(len(x)):
        one = walk(FORMS[name](), x[i], gradients[:, i])
        np.testing.assert_array_equal(path[:, i], one)


@pytest.mark.parametrize(
    ("name", "hyper"),
    [
        ("AdaGradInside", "initial"),
        ("GDL2", "weight_decay"),
        ("GDW", "weight_decay"),
        ("AdamL2", "weight_decay"),
    ],
)
def test_hyper_parameters_out_of_range(name, hyper):
    with refused(f"{hyper}=-0.1: 허용 범위는 0 ≤ {hyper} < ∞입니다."):
        FORMS[name](**{hyper: -0.1})
