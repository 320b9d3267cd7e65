"""옵티마이저: 논문의 식 한 줄이 코드 한 줄이다.

모든 규칙이 같은 약속을 따른다.

- `x = opt.step(x, g)`는 새 x를 돌려주고 받은 배열은 건드리지 않는다. 계산은 float64로 한다.
- 규칙은 원소마다 따로 작동한다. 모양이 (N, 2)인 배열은 경로 N개이고, 하나씩 돌린 것과
  비트까지 같다. 하이퍼파라미터도 x와 방송되는 배열이면 된다(경로마다 다른 학습률).
  마지막 축을 한 벡터로 보는 Amos와 마지막 두 축을 한 행렬로 보는 Muon만 다르다.
- 내부 상태는 0에서 시작하며 `reset()`이 그리로 되돌린다.
- 기울기를 재는 자리는 `opt.lookahead(x)`다. 네스테로프 말고는 x 그대로다.

    for _ in range(steps):
        x = opt.step(x, grad(opt.lookahead(x)))

`OPTIMIZERS`가 {이름: 클래스}의 목록이다. `cls.hyper()`는 하이퍼파라미터의 이름과 기본값,
`cls.lr`처럼 클래스에서 읽은 하이퍼파라미터는 그 허용 범위(`Range`)다.
"""

import inspect
import math
import sys

import numpy as np

LARGE = 2**18  # 이보다 큰 배열은
BLOCK = 2**14  # 이만한 토막으로 나누어 계산한다. 토막과 중간 결과가 함께 캐시에 든다.

# 리눅스의 malloc은 큰 배열을 놓을 때마다 운영체제에 돌려주고 다시 얻느라 계산보다 오래 걸리는데,
# 한 번 잡았다 놓아 본 크기까지는 쥐고 다시 쓴다. 16 MB를 놓아 두면 그런 일이 없다.
np.empty(2**21)


def _reals(name, value):
    """`value`를 float64 배열로 본다. 이미 그렇다면 사본을 만들지 않는다."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiu":
            raise TypeError
    except (TypeError, ValueError):
        raise ValueError(f"{name}={value!r}: 실수나 실수 배열이어야 합니다.") from None
    return np.asarray(array, dtype=float)


class Range:
    """하이퍼파라미터 하나의 허용 범위. 벗어난 값을 대입하면 ValueError를 낸다.

    대입한 값은 옵티마이저에 담기므로 `opt.lr`은 값이고, 클래스에서 읽은 `GD.lr`은 이 범위다.
    """

    def __init__(self, low, high, *, open_low=False):
        self.low, self.high, self.open_low = low, high, open_low

    def __set_name__(self, owner, name):
        self.name = name

    def __set__(self, instance, value):
        array = _reals(self.name, value)
        above = array > self.low if self.open_low else array >= self.low
        if not np.all(above & (array < self.high)):
            raise ValueError(f"{self.name}={value!r}: 허용 범위는 {self}입니다.")
        instance.__dict__[self.name] = array.copy() if array.ndim else float(array)

    def __str__(self):
        high = "∞" if np.isinf(self.high) else f"{self.high:g}"
        return f"{self.low:g} {'<' if self.open_low else '≤'} {self.name} < {high}"


class Flag:
    """켜고 끄는 하이퍼파라미터. True나 False가 아니면 ValueError를 낸다."""

    def __set_name__(self, owner, name):
        self.name = name

    def __set__(self, instance, value):
        if not isinstance(value, bool):
            raise ValueError(f"{self.name}={value!r}: True나 False여야 합니다.")
        instance.__dict__[self.name] = value


class Optimizer:
    """모든 옵티마이저의 뼈대. 새 규칙은 `state_names`를 정하고 `rule`을 쓰면 된다.

    state_names: 내부 상태의 이름. 같은 이름의 속성에 담긴다.
    elementwise: 원소마다 따로 작동하는 규칙인가. 참이면 큰 배열을 토막 내어 계산한다.
    min_ndim: x에 있어야 하는 축의 최소 수.
    """

    state_names: tuple[str, ...] = ()
    elementwise = False
    min_ndim = 0

    def reset(self):
        """걸음 수와 내부 상태를 0으로 되돌린다. 스칼라 0은 어떤 모양의 x와도 어울린다."""
        self.t = 0
        self.shape = None  # 걸음을 떼면 x의 모양으로 굳는다
        self._last = None  # 앞 걸음이 받은 x. 다들 놓으면 새 x를 적을 자리가 된다
        for name in self.state_names:
            setattr(self, name, 0.0)

    def lookahead(self, x):
        """기울기를 잴 점. x와 같은 모양."""
        return x

    def rule(self, x, g, *state):
        """갱신식. 새 x와 새 상태를 차례로 담은 튜플을 돌려준다. 걸음 번호는 `self.t`(1부터)다."""
        raise NotImplementedError(f"{type(self).__name__}에 rule이 없습니다.")

    def step(self, x, g):
        """한 걸음. x: 임의의 모양, g: x와 같은 모양의 기울기. 반환: 새 x(같은 모양).

        모양이 다르거나 유한하지 않은 값이 있으면 ValueError를 내고 상태는 그대로 둔다.
        """
        x, g = _reals("x", x), _reals("g", g)
        self._check(x, g)
        self.t, self.shape = self.t + 1, x.shape
        if x.size == 0:
            return x.copy()
        names = self.state_names
        if x.size > LARGE and self._divisible(names, x.shape):
            moved, *state = self._in_blocks(names, x, g)
        else:
            moved, *state = self._call(names, x, g, *(getattr(self, n, 0.0) for n in names))
        if np.shape(moved) != x.shape:
            raise ValueError(
                f"새 x의 모양 {np.shape(moved)}: x의 모양 {x.shape}과(와) 같아야 합니다. "
                "하이퍼파라미터가 배열이면 x보다 크지 않아야 합니다."
            )
        for name, value in zip(names, state, strict=True):
            setattr(self, name, value)
        return moved

    def _check(self, x, g):
        if x.ndim < self.min_ndim:
            raise ValueError(
                f"x의 모양 {x.shape}: {type(self).__name__}에는 축이 {self.min_ndim}개 이상인 "
                "배열이 필요합니다."
            )
        if g.shape != x.shape:
            raise ValueError(f"g의 모양 {g.shape}: x의 모양 {x.shape}과(와) 같아야 합니다.")
        if self.shape not in (None, x.shape) and self.state_names:
            raise ValueError(
                f"x의 모양 {x.shape}: 앞 걸음의 x의 모양 {self.shape}과(와) 다릅니다. "
                "모양이 다른 x를 넣으려면 reset()을 먼저 부르세요."
            )
        if math.isfinite(np.vdot(x, g)):
            return  # 곱의 합이 유한하면 모두 유한하다(0·∞도 nan이다). 하나하나 보는 것보다 빠르다.
        for name, array in (("x", x), ("g", g)):
            bad = array[~np.isfinite(array)]
            if bad.size:
                raise ValueError(f"{name}에 {bad[0]}이(가) 있습니다. 유한한 실수만 됩니다.")

    def _call(self, names, *arguments):
        """`rule`의 (x, *상태). 변형을 끈 규칙이 함께 돌려주는 쓰지 않을 상태는 버린다."""
        result = self.rule(*arguments)
        if not isinstance(result, tuple) or len(result) <= len(names):
            parts = ", ".join(("x", *names))
            raise ValueError(f"{type(self).__name__}.rule의 반환값: 튜플 ({parts})이어야 합니다.")
        return result[: 1 + len(names)]

    def _divisible(self, names, shape):
        """토막 내도 되는가. 경로마다 다른 학습률처럼 모양이 다른 배열은 짝이 맞지 않는다."""
        mine = {name: value for name, value in vars(self).items() if name != "_last"}
        return self.elementwise and all(
            name in names and value.shape == shape
            for name, value in mine.items()
            if isinstance(value, np.ndarray)
        )

    def _in_blocks(self, names, x, g):
        """`rule`을 토막마다 부른다. 통째로 부른 것과 비트까지 같고, 중간 결과가 캐시에 남는다."""
        results = [self._room(name, x.shape) for name in ("_last", *names)]
        state = (getattr(self, name, 0.0) for name in names)
        flat = [part.reshape(-1) if np.ndim(part) else part for part in (x, g, *state)]
        for start in range(0, x.size, BLOCK):
            block = slice(start, start + BLOCK)
            parts = self._call(names, *(part[block] if np.ndim(part) else part for part in flat))
            for i, part in enumerate(parts):
                if np.ndim(part) == 0:
                    results[i] = part
                    continue
                if results[i] is None:
                    results[i] = np.empty(x.shape)
                results[i].reshape(-1)[block] = part
        self._last = x
        return results

    def _room(self, name, shape):
        """`name`에 담긴 배열. 쥔 이가 이 옵티마이저뿐일 때만이고, 아니면 None이다.

        아무도 볼 수 없는 배열이라 그 자리에 새 값을 적어도 순수 함수와 다르지 않다. 큰 배열을
        걸음마다 새로 잡으면 운영체제가 자리를 비우는 데에 계산만큼의 시간이 든다.
        """
        mine = vars(self)
        if sys.getrefcount(mine.get(name)) > 2:  # mine과 getrefcount의 인자, 둘만 쥐고 있어야 한다
            return None
        array = mine[name]
        fits = isinstance(array, np.ndarray) and (array.shape, array.dtype) == (shape, float)
        return array if fits and array.flags.owndata and array.flags.carray else None

    @classmethod
    def hyper(cls):
        """하이퍼파라미터의 {이름: 기본값}. 생성자의 인자 차례다."""
        parameters = inspect.signature(cls).parameters.values()
        return {parameter.name: parameter.default for parameter in parameters}

    def __repr__(self):
        hyper = [name for name in self.hyper() if hasattr(self, name)]
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in hyper)})"


class GD(Optimizer):
    """경사하강법 (Cauchy 1847).

    x ← x − ηg

    lr: 학습률 η. 기본값 0.01은 Keras의 SGD와 같다(PyTorch는 0.001, Optax는 기본값이 없다).
    """

    lr = Range(0, np.inf)
    elementwise = True

    def __init__(self, lr=0.01):
        self.lr = lr
        self.reset()

    def rule(self, x, g):
        return (x - self.lr * g,)


class SGD(GD):
    """확률적 경사하강법 (Robbins & Monro 1951).

    갱신식은 경사하강법 그대로다. g가 전체가 아니라 미니배치에서 잰 기울기라는 점만 다르다.
    """


class Momentum(Optimizer):
    """모멘텀, 무거운 공 (Polyak 1964; Sutskever 외 2013).

    v ← μv + g
    x ← x − ηv

    lr: 학습률 η. momentum: 모멘텀 μ. 기본값 0.9는 널리 쓰는 값이다. PyTorch·Keras·Optax는 모두
    모멘텀 없는 SGD가 기본이다. 속도에 학습률을 넣지 않는 PyTorch와 Optax의 꼴이고, 속도에
    학습률까지 넣는 Keras와 원논문의 꼴(v ← μv − ηg)과는 η가 도중에 바뀔 때만 갈린다.
    """

    lr = Range(0, np.inf)
    momentum = Range(0, 1)
    elementwise = True
    state_names = ("v",)

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.reset()

    def rule(self, x, g, v):
        v = self.momentum * v + g
        return x - self.lr * v, v


class NAG(Momentum):
    """네스테로프 가속 경사 (Nesterov 1983; 여기의 꼴은 Sutskever 외 2013, 식 (3)–(4)).

    g = ∇f(x − ημv)
    v ← μv + g
    x ← x − ηv

    lr: 학습률 η. momentum: 모멘텀 μ. 갱신식은 모멘텀과 같고, 기울기를 재는 점만 관성이 데려갈
    자리로 당긴다. PyTorch·Keras·Optax(nesterov=True)는 그 앞당긴 점 x − ημv를 매개변수로 적어
    둔다. `lookahead(x)`를 이어 적으면 그들의 매개변수와 같다.
    """

    def lookahead(self, x):
        return x - self.lr * self.momentum * self.v


class AdaGrad(Optimizer):
    """AdaGrad (Duchi 외 2011, 그림 1의 대각행렬 꼴).

    s ← s + g²
    x ← x − ηg / (√s + ε)

    lr: 학습률 η. eps: 분모를 지키는 작은 수 ε(논문의 δ). 기본값은 PyTorch와 같다.
    Keras와 Optax는 s를 0이 아니라 0.1에서 시작하고 ε을 근호 안에 둔다: √(s + ε), ε = 1e-7.
    """

    lr = Range(0, np.inf)
    eps = Range(0, np.inf, open_low=True)
    elementwise = True
    state_names = ("s",)

    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.reset()

    def rule(self, x, g, s):
        s = s + g * g
        return x - self.lr * g / (np.sqrt(s) + self.eps), s


class RMSProp(Optimizer):
    """RMSProp (Tieleman & Hinton 2012, 강의 6e; 변형은 Graves 2013, 식 (38)–(41)).

    s ← ρs + (1−ρ)g²
    v ← μv + g / (√s + ε)
    x ← x − ηv

    lr: 학습률 η. rho: 지수이동평균의 계수 ρ, 강의의 0.9. eps: ε.
    momentum: 모멘텀 μ. 기본값 0이면 v를 쌓지 않는 x ← x − ηg/(√s + ε), 강의의 식이다.
    centered: 참이면 기울기의 평균 m ← ρm + (1−ρ)g도 쌓아, s 대신 분산 s − m²의 제곱근으로
    나눈다. 분산은 반올림으로 음수가 될 수 있어 0에서 막는다(PyTorch는 막지 않아 nan이 된다).
    나머지는 PyTorch의 꼴이다(기본값은 ρ = 0.99, η = 0.01). Keras와 Optax는 ε을 근호 안에 둔다.
    """

    lr = Range(0, np.inf)
    rho = Range(0, 1)
    eps = Range(0, np.inf, open_low=True)
    momentum = Range(0, 1)
    centered = Flag()
    elementwise = True

    def __init__(self, lr=0.001, rho=0.9, eps=1e-8, momentum=0.0, centered=False):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.momentum, self.centered = momentum, centered
        self.reset()

    @property
    def state_names(self):
        if self.centered:
            return ("s", "v", "m")
        return ("s", "v") if np.count_nonzero(self.momentum) else ("s",)

    def rule(self, x, g, s, v=0.0, m=0.0):
        s = variance = self.rho * s + (1 - self.rho) * g * g
        if self.centered:
            m = self.rho * m + (1 - self.rho) * g
            variance = np.maximum(s - m * m, 0)
        v = self.momentum * v + g / (np.sqrt(variance) + self.eps)
        return x - self.lr * v, s, v, m


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015, 알고리즘 1).

    m ← β₁m + (1−β₁)g
    v ← β₂v + (1−β₂)g²
    m̂ = m / (1−β₁ᵗ),  v̂ = v / (1−β₂ᵗ)
    x ← x − η m̂ / (√v̂ + ε)

    lr: 학습률 η. beta1, beta2: 지수이동평균의 계수. eps: 분모를 지키는 작은 수 ε.
    기본값은 논문과 같다. ε의 자리도 논문과 PyTorch를 따라 근호 밖, 편향 보정 뒤다. Keras는
    편향 보정을 학습률로 옮겨 ε을 1/√(1−β₂ᵗ)배로 키운 셈이고, 기본값도 1e-7이다.
    amsgrad: 참이면 v̂ = max(v₁, …, vₜ)/(1−β₂ᵗ). AMSGrad(Reddi 외 2018, 알고리즘 2)에 편향 보정을
    더한 PyTorch의 꼴이다. 논문에는 편향 보정이 없고, Optax는 보정한 v̂의 최댓값을 쓴다.
    """

    lr = Range(0, np.inf)
    beta1 = Range(0, 1)
    beta2 = Range(0, 1)
    eps = Range(0, np.inf, open_low=True)
    amsgrad = Flag()
    elementwise = True

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.amsgrad = amsgrad
        self.reset()

    @property
    def state_names(self):
        return ("m", "v", "v_max") if self.amsgrad else ("m", "v")

    def rule(self, x, g, m, v, v_max=0.0):
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        v_max = np.maximum(v_max, v) if self.amsgrad else v
        m_hat = m / (1 - self.beta1**self.t)
        v_hat = v_max / (1 - self.beta2**self.t)
        return x - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), m, v, v_max


class Nadam(Optimizer):
    """Nadam (Dozat 2016). 네스테로프의 앞당김을 m̂에 넣은 Adam.

    μₜ = β₁(1 − ½·0.96^(ψt))
    m ← β₁m + (1−β₁)g
    v ← β₂v + (1−β₂)g²
    m̂ = μₜ₊₁m / (1 − μ₁⋯μₜ₊₁) + (1−μₜ)g / (1 − μ₁⋯μₜ),  v̂ = v / (1−β₂ᵗ)
    x ← x − η m̂ / (√v̂ + ε)

    lr: 학습률 η. beta1, beta2, eps: Adam과 같다.
    momentum_decay: ψ. μₜ가 β₁/2 가까이에서 시작해 β₁로 커지는 빠르기다. 0.004면 앞으로 남은
    거리 ½·0.96^(ψt)가 약 4,240걸음마다 반으로 준다.
    PyTorch의 NAdam과 식도 기본값도 같다. 논문은 m에도 μₜ를 쓴다. Keras는 ψ = 1로 두고,
    Optax는 μₜ = β₁로 고정한다.
    """

    lr = Range(0, np.inf)
    beta1 = Range(0, 1)
    beta2 = Range(0, 1)
    eps = Range(0, np.inf, open_low=True)
    momentum_decay = Range(0, np.inf)
    elementwise = True
    state_names = ("m", "v", "mu_product")

    def __init__(self, lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, momentum_decay=0.004):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.momentum_decay = momentum_decay
        self.reset()

    def reset(self):
        super().reset()
        self.mu_product = 1.0  # 아직 아무것도 곱하지 않은 곱

    def rule(self, x, g, m, v, mu_product):
        mu = self.beta1 * (1 - 0.5 * 0.96 ** (self.momentum_decay * self.t))
        mu_next = self.beta1 * (1 - 0.5 * 0.96 ** (self.momentum_decay * (self.t + 1)))
        mu_product = mu_product * mu
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        m_hat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * g / (1 - mu_product)
        v_hat = v / (1 - self.beta2**self.t)
        return x - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), m, v, mu_product


class AdamW(Adam):
    """AdamW (Loshchilov & Hutter 2019, 알고리즘 2).

    x ← x − ηλx
    그다음은 Adam의 한 걸음이다. 감쇠가 기울기에 섞이지 않아 m과 v는 λ를 모른다.

    weight_decay: 가중치 감쇠 λ. 나머지는 Adam과 같다. 감쇠에 η를 곱하는 것은 PyTorch의 꼴이고,
    논문은 η를 곱하지 않는다(스케줄의 배수만 곱한다). 기본값 0.01은 PyTorch와 같다. Keras는
    0.004, Optax는 0.0001이다.
    """

    weight_decay = Range(0, np.inf)

    def __init__(
        self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01, amsgrad=False
    ):
        self.weight_decay = weight_decay
        super().__init__(lr, beta1, beta2, eps, amsgrad)

    def rule(self, x, g, *state):
        x = x - self.lr * self.weight_decay * x
        return super().rule(x, g, *state)


class AdaBelief(Optimizer):
    """AdaBelief (Zhuang 외 2020, 알고리즘 2).

    m ← β₁m + (1−β₁)g
    s ← β₂s + (1−β₂)(g−m)² + ε
    m̂ = m / (1−β₁ᵗ),  ŝ = s / (1−β₂ᵗ)
    x ← x − η m̂ / (√ŝ + ε)

    lr: 학습률 η. beta1, beta2: 지수이동평균의 계수. eps: ε. 걸음마다 s에도 더하므로
    언제나 ŝ ≥ ε/(1−β₂)다. 기본값 1e-16은 저자들의 구현(0.1 이후)과 Optax를 따른다.
    저자들의 구현은 처음 몇 걸음을 RAdam처럼 고치는 것이 기본이지만(rectify) 여기서는 논문의
    알고리즘 그대로다.
    PyTorch와 Keras에는 없다.
    """

    lr = Range(0, np.inf)
    beta1 = Range(0, 1)
    beta2 = Range(0, 1)
    eps = Range(0, np.inf, open_low=True)
    elementwise = True
    state_names = ("m", "s")

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-16):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.reset()

    def rule(self, x, g, m, s):
        m = self.beta1 * m + (1 - self.beta1) * g
        s = self.beta2 * s + (1 - self.beta2) * (g - m) ** 2 + self.eps
        m_hat = m / (1 - self.beta1**self.t)
        s_hat = s / (1 - self.beta2**self.t)
        return x - self.lr * m_hat / (np.sqrt(s_hat) + self.eps), m, s


class Lion(Optimizer):
    """Lion (Chen 외 2023, 알고리즘 2).

    c = β₁m + (1−β₁)g
    x ← x − η(sign(c) + λx)
    m ← β₂m + (1−β₂)g

    lr: 학습률 η. 한 걸음이 언제나 η이므로 논문은 Adam의 1/3–1/10을 권한다.
    beta1: 이번 걸음의 방향을 정하는 계수. beta2: 기억을 잇는 계수. 논문의 0.9와 0.99다.
    weight_decay: 가중치 감쇠 λ. PyTorch에는 없다. Keras는 η = 0.001, Optax는 λ = 0.001이
    기본값이다.
    """

    lr = Range(0, np.inf)
    beta1 = Range(0, 1)
    beta2 = Range(0, 1)
    weight_decay = Range(0, np.inf)
    elementwise = True
    state_names = ("m",)

    def __init__(self, lr=0.0001, beta1=0.9, beta2=0.99, weight_decay=0.0):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.weight_decay = weight_decay
        self.reset()

    def rule(self, x, g, m):
        c = self.beta1 * m + (1 - self.beta1) * g
        x = x - self.lr * (np.sign(c) + self.weight_decay * x)
        m = self.beta2 * m + (1 - self.beta2) * g
        return x, m


class Amos(Optimizer):
    """Amos (Tian & Parikh 2022, 알고리즘 1; 계수는 저자들의 구현을 따른다).

    a = mean(g²)
    v ← βv + (1−β)a
    r = (1−βᵗ) / v
    c = 1 / √(1 + ¼√ξ b),  d = 1 / (1 + ¼√(ξη) b)
    γ = c ξ² r a
    x ← x − d(ξη √r g + ½γx)
    b ← b + γ(1 + b)

    lr: 학습률 ξ. 저자들은 미니배치의 수 N에 맞추어 1/√N쯤을 권한다.
    scale: 다 배운 매개변수의 크기 η(학습률이 아니다). beta: 지수이동평균의 계수 β.
    학습률과 감쇠를 줄이는 일이 식 안에 들어 있어 스케줄이 필요 없다.
    평균은 마지막 축에서 낸다. x가 벡터 (n,)면 v와 b는 숫자 하나씩(모양 (1,))이고, (N, n)이면
    벡터 N개로 보아 (N, 1)이다. 스칼라면 그 자신이 평균이다. 저자들의 구현은 모양을 shape_fn으로
    정하고 기본값은 좌표마다 하나씩이다. PyTorch·Keras·Optax에는 없다.
    """

    lr = Range(0, np.inf)
    scale = Range(0, np.inf, open_low=True)
    beta = Range(0, 1)
    state_names = ("v", "b")

    def __init__(self, lr=0.01, scale=1.0, beta=0.999):
        self.lr, self.scale, self.beta = lr, scale, beta
        self.reset()

    def rule(self, x, g, v, b):
        a = np.mean(g * g, axis=-1, keepdims=True) if g.ndim else g * g
        v = self.beta * v + (1 - self.beta) * a
        r = (1 - self.beta**self.t) / np.maximum(v, 2.0**-125)  # 기울기가 0이어도 나눌 수 있게
        c = 1 / np.sqrt(1 + np.sqrt(self.lr) * b / 4)
        d = 1 / (1 + np.sqrt(self.lr * self.scale) * b / 4)
        gamma = c * self.lr**2 * r * a
        x = x - d * (self.lr * self.scale * np.sqrt(r) * g + gamma * x / 2)
        b = b + gamma * (1 + b)
        return x, v, b


class Muon(Optimizer):
    """Muon (Jordan 외 2024). 행렬의 모든 방향을 고르게 움직인다.

    v ← μv + g
    o = NewtonSchulz(g + μv)
    x ← x − ηλx
    x ← x − η√max(1, 행/열) o

    lr: 학습률 η. momentum: 모멘텀 μ. weight_decay: 가중치 감쇠 λ. 기본값은 저자의 구현과 같다
    (PyTorch는 η = 0.001, λ = 0.1; Keras는 η = 0.001, λ = 0.004).
    x의 마지막 두 축을 행렬 하나로 본다. (N, 행, 열)이면 행렬 N개다. 행렬이 아닌 매개변수(편향 등)는
    AdamW 같은 다른 규칙에 맡긴다. PyTorch 2.13의 torch.optim.Muon과 같은 식이다. 그쪽은 v에
    (1−μ)를 곱해 쌓지만 뉴턴–슐츠가 크기를 지우므로 결과가 같고, bfloat16으로 반올림하는 만큼만
    다르다. Keras는 √max(1, 행/열) 대신 0.2√max(행, 열)을 곱한다.
    """

    lr = Range(0, np.inf)
    momentum = Range(0, 1)
    weight_decay = Range(0, np.inf)
    min_ndim = 2
    state_names = ("v",)

    def __init__(self, lr=0.02, momentum=0.95, weight_decay=0.0):
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.reset()

    def rule(self, x, g, v):
        rows, columns = x.shape[-2:]
        v = self.momentum * v + g
        o = newton_schulz(g + self.momentum * v)
        x = x - self.lr * self.weight_decay * x
        return x - self.lr * np.sqrt(max(1, rows / columns)) * o, v


def newton_schulz(x, steps=5):
    """x = UΣVᵀ의 특잇값을 모두 1 언저리로 밀어 UVᵀ에 가까운 행렬을 만든다 (Jordan 외 2024).

    x: (…, 행, 열). 반환: 같은 모양. 되풀이할 때마다 특잇값 σ가 aσ + bσ³ + cσ⁵으로 옮겨 간다.
    작은 특잇값을 빨리 키우도록 고른 계수라 1로 모이지는 않는다. 0.01 이상이던 특잇값은 다섯 번 뒤
    0.68과 1.14 사이에 흩어진다.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    wide = x.shape[-2] <= x.shape[-1]
    x = x if wide else np.swapaxes(x, -1, -2)  # 작은 쪽의 그람 행렬을 쓴다
    x = x / np.maximum(np.linalg.norm(x, axis=(-2, -1), keepdims=True), 1e-7)
    for _ in range(steps):
        gram = x @ np.swapaxes(x, -1, -2)
        x = (c * gram @ gram + b * gram) @ x + a * x  # 높은 차수부터: 중간 결과를 적게 쥔다
    return x if wide else np.swapaxes(x, -1, -2)


OPTIMIZERS = {
    rule.__name__: rule
    for rule in (
        GD,
        Momentum,
        NAG,
        AdaGrad,
        RMSProp,
        Adam,
        Nadam,
        AdamW,
        AdaBelief,
        Lion,
        Amos,
        Muon,
    )
}
