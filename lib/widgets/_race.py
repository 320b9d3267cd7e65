"""경주: 누가 먼저 도착했는가. 브라우저의 race.js와 같은 셈이다."""

import copy

import numpy as np

from lib import race
from lib.training import minimize

# 맞추기에서 해 보는 학습률. 방법마다 똑같이 이만큼씩 해 본다.
RATES = (*(float(f"{m}e{e}") for e in (-3, -2, -1, 0) for m in (1, 1.6, 2.5, 4, 6.3)), 10.0)


def arrival(loss, floor, goal):
    """손실과 최솟값의 차이가 출발점의 goal배 아래로 내려가 끝까지 머무르기 시작한 걸음.

    loss: (걸음+1,). floor: 최솟값. 그런 걸음이 없으면 None이다.
    """
    step = race.arrival(loss - floor, goal)
    return int(step) if np.isfinite(step) else None


def best_rate(opt, landscape, start, steps, floor, goal):
    """지금 값과 RATES 가운데 가장 먼저 도착하는 학습률. 아무것도 도착하지 못하면 끝 손실로 고른다.

    opt: 책의 옵티마이저. 학습률 말고는 그대로 쓴다. 발산하는 학습률은 빼고 고른다.
    """
    rates = (opt.lr, *RATES)
    tried = copy.deepcopy(opt)
    tried.lr = np.array(rates)[:, None]
    trace = minimize(landscape, np.tile(start, (len(rates), 1)), tried, steps)
    best, lowest = opt.lr, (np.inf, np.inf)
    for lr, loss, lost in zip(rates, trace.loss.T, trace.diverged, strict=True):
        if lost:
            continue
        step = arrival(loss, floor, goal)
        score = (np.inf, loss[-1]) if step is None else (step, 0.0)
        if score < lowest:
            best, lowest = lr, score
    return best
