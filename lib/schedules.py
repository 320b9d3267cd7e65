"""학습률 스케줄: 걸음 t를 받아 그 걸음의 학습률을 주는 함수.

    schedule = cosine(lr=0.1, steps=100)
    schedule(0)  # 첫 걸음의 학습률, 0.1

t는 지금까지 걸은 걸음 수다. 첫 걸음이 0이어서 PyTorch의 스케줄러(걸음마다 step()을 한 번 부를 때),
Keras의 스케줄과 같은 걸음에서 같은 값을 낸다. t에 배열을 주면 같은 모양의 학습률이 나오고, 곡선을
그리기 좋게 정수가 아니어도 된다. 음수나 유한하지 않은 t는 ValueError다.
"""

import math

import numpy as np

from lib import _checks


def constant(lr):
    """바뀌지 않는 학습률. η(t) = η."""
    lr = _rate("lr", lr)
    return _schedule(lambda t: np.full_like(t, lr))


def step(lr, every, gamma=0.1):
    """계단. `every` 걸음마다 γ배. η(t) = ηγ^⌊t/every⌋.

    gamma: 배율 γ(0 초과). PyTorch StepLR(every, gamma).
    """
    lr, gamma = _rate("lr", lr), _factor("gamma", gamma)
    every = _checks.integer("every", every, 1)
    return _schedule(lambda t: lr * gamma ** np.floor(t / every))


def multi_step(lr, milestones, gamma=0.1):
    """정한 걸음마다 γ배. η(t) = ηγ^(t까지 지난 이정표의 수).

    milestones: 학습률을 바꿀 걸음들. 커지는 차례로 적은 1 이상의 정수. 그 걸음부터 줄어든다.
    gamma: 배율 γ(0 초과). PyTorch MultiStepLR(milestones, gamma). Keras의 PiecewiseConstantDecay는
    이정표 다음 걸음부터 줄어든다.
    """
    lr, gamma = _rate("lr", lr), _factor("gamma", gamma)
    milestones = _milestones(milestones)
    return _schedule(lambda t: lr * gamma ** np.searchsorted(milestones, t, side="right"))


def exponential(lr, gamma):
    """걸음마다 γ배. η(t) = ηγᵗ.

    gamma: 배율 γ(0 초과). PyTorch ExponentialLR(gamma). Keras ExponentialDecay(lr, n, rate)와는
    γ = rate^(1/n)일 때 같다.
    """
    lr, gamma = _rate("lr", lr), _factor("gamma", gamma)
    return _schedule(lambda t: lr * gamma**t)


def inverse_time(lr, decay):
    """걸음 수에 반비례. η(t) = η / (1 + kt).

    decay: 줄어드는 빠르기 k(0 이상). 1/k걸음 뒤에 반이 된다. 잡음 섞인 기울기로도 수렴하는
    Robbins & Monro (1951)의 조건 Ση = ∞, Ση² < ∞를 지킨다. Keras InverseTimeDecay(lr, n, rate)와는
    k = rate/n일 때 같고, 옛 Keras의 `decay` 인자가 이것이다.
    """
    lr, decay = _rate("lr", lr), _rate("decay", decay)
    return _schedule(lambda t: lr / (1 + decay * t))


def polynomial(lr, steps, power=1.0, end=0.0):
    """`steps` 걸음에 걸쳐 끝값까지 다항식으로. η(t) = e + (η−e)(1 − t/T)^p, T 뒤로는 e.

    steps: T(1 이상의 정수). power: 차수 p(0 초과), 1이면 직선. end: 끝값 e.
    PyTorch PolynomialLR(T, p)는 끝값이 0이고, Keras PolynomialDecay는 끝값의 기본이 0.0001이다.
    """
    lr, end, power = _rate("lr", lr), _rate("end", end), _factor("power", power)
    steps = _checks.integer("steps", steps, 1)
    return _schedule(lambda t: end + (lr - end) * (1 - np.minimum(t / steps, 1)) ** power)


def cosine(lr, steps, end=0.0):
    """`steps` 걸음에 걸쳐 끝값까지 반 바퀴의 코사인으로 (Loshchilov & Hutter 2017, 식 (5)).

    η(t) = e + ½(η−e)(1 + cos(πt/T)), T 뒤로는 e.

    steps: T(1 이상의 정수). end: 끝값 e. Keras CosineDecay(lr, T, alpha=e/lr)와 같다.
    PyTorch CosineAnnealingLR(T, e)는 T까지 같고, T를 넘으면 코사인을 따라 다시 커진다.
    """
    lr, end = _rate("lr", lr), _rate("end", end)
    steps = _checks.integer("steps", steps, 1)
    return _schedule(lambda t: _half_cosine(lr, end, np.minimum(t / steps, 1)))


def warm_restarts(lr, steps, mult=1, end=0.0):
    """코사인을 내려가고 처음 학습률에서 다시 시작하기 (Loshchilov & Hutter 2017, 식 (5)).

    steps: 첫 주기의 걸음 수. mult: 주기마다 길이에 곱하는 정수(1 이상). end: 끝값.
    PyTorch CosineAnnealingWarmRestarts(steps, mult, end). Keras의 CosineDecayRestarts는 mult의
    기본이 2이고 주기마다 높이도 줄일 수 있다(m_mul).
    """
    lr, end = _rate("lr", lr), _rate("end", end)
    steps = _checks.integer("steps", steps, 1)
    mult = _checks.integer("mult", mult, 1)

    def formula(t):
        if mult == 1:
            return _half_cosine(lr, end, t % steps / steps)
        starts = [0]  # 주기가 시작하는 걸음. 로그로 구하면 경계에서 반올림에 흔들린다
        while starts[-1] <= t.max(initial=0):
            starts.append(starts[-1] * mult + steps)
        cycle = np.searchsorted(starts, t, side="right") - 1
        return _half_cosine(lr, end, (t - np.take(starts, cycle)) / (steps * mult**cycle))

    return _schedule(formula)


def linear_warmup(lr, steps, start=0.0):
    """`steps` 걸음에 걸쳐 직선으로 키우기 (Goyal 외 2017, 2.2절). 그 뒤로는 η 그대로다.

    η(t) = s + (η−s)t/T.

    steps: T(1 이상의 정수). start: 첫 걸음의 학습률 s. 0이면 첫 걸음은 제자리에 머문다.
    PyTorch LinearLR(s/η, 1, T)와 같다(LinearLR은 s > 0만 받는다). 다음 스케줄과 이으려면 `join`을
    쓴다.
    """
    lr, start = _rate("lr", lr), _rate("start", start)
    steps = _checks.integer("steps", steps, 1)
    return _schedule(lambda t: start + (lr - start) * np.minimum(t / steps, 1))


def one_cycle(lr, steps, warmup=0.3, div=25.0, final_div=10000.0):
    """한 번 올랐다가 길게 내려가기 (Smith & Topin 2019).

    η/div에서 코사인으로 η까지 오르고, 코사인으로 η/(div·final_div)까지 내려간다.

    lr: 꼭대기의 학습률 η. steps: 모든 걸음 수. warmup: 오르는 데 쓰는 몫(0 초과 1 미만).
    마지막 걸음 steps−1에서 끝값에 닿고 그 뒤로는 끝값이다. 논문은 직선으로 오르내린다. 코사인은
    fastai를 따른 PyTorch OneCycleLR(lr, steps, warmup)의 꼴이다. 모멘텀은 바꾸지 않는다.
    """
    lr, steps = _rate("lr", lr), _checks.integer("steps", steps, 1)
    warmup = _checks.real("warmup", warmup, 0, 1, open_low=True, open_high=True)
    start = lr / _checks.real("div", div, 1)
    end = start / _checks.real("final_div", final_div, 1)
    peak = warmup * steps - 1
    if peak <= 0:
        raise ValueError(f"warmup={warmup!r}, steps={steps!r}: 둘의 곱이 1보다 커야 합니다.")

    def formula(t):
        rise = _half_cosine(start, lr, t / peak)
        fall = _half_cosine(lr, end, np.minimum((t - peak) / (steps - 1 - peak), 1))
        return np.where(t <= peak, rise, fall)

    return _schedule(formula)


def join(schedules, milestones):
    """스케줄을 차례로 잇는다. 다음 스케줄은 이정표에서 t = 0부터 다시 센다.

        join([linear_warmup(0.1, steps=10), cosine(0.1, steps=90)], [10])

    schedules: 스케줄 둘 이상. milestones: 다음 스케줄로 넘어가는 걸음. 스케줄보다 하나 적고, 커지는
    차례로 적은 1 이상의 정수들이다. PyTorch SequentialLR, Optax join_schedules와 같다.
    """
    milestones = _milestones(milestones)
    schedules = [_checks.function("schedules", schedule) for schedule in schedules]
    if len(schedules) != len(milestones) + 1:
        raise ValueError(
            f"schedules {len(schedules)}개와 milestones {len(milestones)}개: "
            "이정표는 스케줄보다 하나 적어야 합니다."
        )

    def formula(t):
        starts = [0, *milestones]
        parts = [part(np.maximum(t - starts[i], 0)) for i, part in enumerate(schedules)]
        return np.select([t < last for last in milestones], parts[:-1], parts[-1])

    return _schedule(formula)


def _half_cosine(high, low, fraction):
    """fraction이 0에서 1로 가는 동안 high에서 low로 가는 반 바퀴의 코사인."""
    return low + (high - low) * (1 + np.cos(math.pi * fraction)) / 2


def _schedule(formula):
    """배열의 식을 t를 살피는 함수로 감싼다. 스칼라에는 float를 돌려준다."""

    def schedule(t):
        t = _checks.finite("t", t)
        if (t < 0).any():
            raise ValueError(f"t={t.min():g}: 허용 범위는 0 ≤ t < ∞입니다.")
        lr = formula(t)
        return float(lr) if t.ndim == 0 else lr

    return schedule


def _rate(name, value):
    return _checks.real(name, value, 0)


def _factor(name, value):
    return _checks.real(name, value, 0, open_low=True)


def _milestones(values):
    milestones = [_checks.integer("milestones", value, 1) for value in values]
    if not milestones or milestones != sorted(set(milestones)):
        raise ValueError(f"milestones={values!r}: 커지는 차례로 적은 하나 이상의 정수여야 합니다.")
    return milestones


SCHEDULES = {
    make.__name__: make
    for make in (
        constant,
        step,
        multi_step,
        exponential,
        inverse_time,
        polynomial,
        cosine,
        warm_restarts,
        linear_warmup,
        one_cycle,
    )
}
