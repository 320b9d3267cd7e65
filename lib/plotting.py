"""그림: 한글 글꼴, 등고선과 경로, 손실 곡선. 옵티마이저마다 책 전체에서 한 가지 색을 쓴다."""

from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap

from lib import _checks


class Style(NamedTuple):
    """옵티마이저 하나의 색과 선 모양. dash는 matplotlib의 (켬, 끔, …) 점 단위, 비면 실선이다."""

    color: str
    dash: tuple = ()


# 색각 이상 세 가지의 모의실험에서도 갈리도록 밝기를 벌리고, 색을 못 보아도 갈리도록 선 모양을
# 함께 준다. 흰 바탕과의 대비는 모두 3:1이 넘는다.
STYLES = {
    "GD": Style("#0072b2"),
    "SGD": Style("#0072b2", (1, 1)),
    "Momentum": Style("#d55e00", (6, 2)),
    "NAG": Style("#004a2a", (8, 2, 2, 2)),
    "AdaGrad": Style("#a64f7a", (2, 2)),
    "RMSProp": Style("#a6825e", (5, 2, 1, 2)),
    "Adam": Style("#3d239d"),
    "AdamW": Style("#753110", (10, 3)),
    "Nadam": Style("#627cf2", (4, 2)),
    "AdaBelief": Style("#657d33", (3, 1, 1, 1)),
    "Lion": Style("#e1353a", (9, 2, 1, 2)),
    "Amos": Style("#2d919d", (1, 2)),
    "Muon": Style("#525252", (7, 3)),
}
FONT = Path(__file__).parent / "fonts" / "Pretendard-Regular.otf"
OTHER = Style("#444444", (3, 3))  # 독자가 만든 규칙
OTHER_DASHES = (OTHER.dash, (1, 1), (6, 1, 1, 1), (9, 2))  # 한 그림에 여럿이면 차례로
DEPTH = LinearSegmentedColormap.from_list("depth", ["#b9d0ea", "#dfeaf6", "#ffffff"])


def use_book_style():
    """책의 그림 설정을 켠다. 글꼴은 한글, 그리스 문자, 뺄셈표(U+2212)를 모두 갖춘 프리텐다드다."""
    font_manager.fontManager.addfont(FONT)
    mpl.rcParams.update(
        {
            "font.family": ["Pretendard", "DejaVu Sans"],
            "mathtext.fontset": "dejavusans",
            "axes.unicode_minus": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": "medium",
            "axes.grid": True,
            "grid.alpha": 0.25,
            "figure.figsize": (6.4, 3.6),
            "figure.dpi": 90,
            "figure.constrained_layout.use": True,
            "legend.frameon": False,
            "lines.linewidth": 1.8,
        }
    )


def style(name):
    """이름에 맞는 선의 설정. `ax.plot(..., **style("Adam"))`처럼 쓴다."""
    color, dash = STYLES.get(name, OTHER)
    return {"color": color, "linestyle": (0, dash) if dash else "-"}


def plot_contour(landscape, traces=None, *, ax=None, levels=18):
    """등고선 위에 경로를 그린다.

    landscape: `Landscape`. traces: {이름: Trace 또는 (걸음+1, 2) 배열}. ax: 없으면 새로 만든다.
    levels: 등고선의 수(1 이상). 높이의 세제곱근을 고르게 나누어 낮은 곳이 촘촘하다.
    발산한 경로는 그림을 벗어나는 걸음까지 그리고 범례에 적는다. 반환: ax.
    """
    levels = _checks.integer("levels", levels, 1)
    if not (callable(landscape) and hasattr(landscape, "domain")):
        raise ValueError(f"landscape={landscape!r}: Landscape여야 합니다.")
    (x0, x1), (y0, y1) = landscape.domain
    x, y = np.meshgrid(np.linspace(x0, x1, 161), np.linspace(y0, y1, 161))
    z = landscape(np.stack([x, y], axis=-1))
    low, high = np.min(z), np.max(z)
    if not np.isfinite(high - low) or low == high:
        raise ValueError(
            f"landscape={landscape.name!r}: 높이가 {low:g}에서 {high:g}까지라 못 그립니다."
        )
    heights = low + (high - low) * np.linspace(0, 1, levels + 1) ** 3
    paths = {name: _path(name, trace) for name, trace in (traces or {}).items()}

    ax = plt.subplots()[1] if ax is None else ax
    ax.contourf(x, y, z, heights, cmap=DEPTH)
    ax.contour(x, y, z, heights, colors="#7d9cc0", linewidths=0.5, alpha=0.7)
    for point in landscape.minima:
        ax.plot(*point, marker="*", color="#222222", markersize=9, zorder=5)
    for (name, path), line in zip(paths.items(), _lines(paths), strict=True):
        ax.plot(*path.T, marker=".", markersize=3, label=_label(name, traces[name]), **line)
        ax.plot(*path[0], marker="o", markerfacecolor="white", color="#222222", zorder=6)
    if paths:
        ax.legend(loc="upper right", frameon=True, framealpha=0.85, edgecolor="none")
    ax.grid(False)
    ax.set(
        aspect="equal",
        xlim=(x0, x1),
        ylim=(y0, y1),
        xlabel="$x$",
        ylabel="$y$",
        title=landscape.title,
    )
    return ax


def plot_loss(traces, *, ax=None, optimum=0.0):
    """걸음에 따른 손실을 로그 눈금으로 그린다.

    traces: {이름: Trace}. optimum: 손실의 최솟값. 세로축은 손실에서 이 값을 뺀 것이고 0 이하인
    자리는 비운다. 발산한 경로는 범례에 적고, 출발점의 백만 배를 넘으면 그림 밖에 둔다. 반환: ax.
    """
    optimum = _checks.real("optimum", optimum)
    if not traces:
        raise ValueError("traces={}: 그릴 기록이 하나는 있어야 합니다.")
    for name, trace in traces.items():
        if not hasattr(trace, "loss"):
            raise ValueError(f"traces[{name!r}]={trace!r}: loss를 기록한 Trace여야 합니다.")
    gaps = {name: np.asarray(trace.loss) - optimum for name, trace in traces.items()}
    for name, gap in gaps.items():
        if gap.ndim != 1:
            raise ValueError(
                f"traces[{name!r}].loss의 모양 {gap.shape}: 경로 하나의 기록이어야 합니다."
            )

    ax = plt.subplots()[1] if ax is None else ax
    ax.set(yscale="log", xlabel="걸음", ylabel="손실" if optimum == 0 else "손실 − 최솟값")
    shown = [gap[gap > 0] for gap in gaps.values() if (gap > 0).any()]
    ceiling = 1e6 * max((part[0] for part in shown), default=np.inf)
    if any(part.max() > ceiling for part in shown):
        ax.set_ylim(min(part.min() for part in shown) / 2, ceiling)
    for (name, gap), line in zip(gaps.items(), _lines(gaps), strict=True):
        ax.plot(np.where(gap > 0, gap, np.nan), label=_label(name, traces[name]), **line)
    ax.legend(loc="upper right")
    return ax


def plot_sensitivity(sweeps, *, ax=None):
    """학습률에 따른 점수를 로그 눈금으로 그린다. 선은 씨앗의 중앙값, 띠는 최소에서 최대까지다.

    sweeps: {이름: `lib.race.Sweep`}. 고른 학습률에는 점을 찍는다. 발산(무한대)은 감추지 않는다.
    그림의 위끝에 ×로 적고, 띠도 거기까지 올린다. 1e-16보다 작은 점수는 1e-16에 그린다. 반환: ax.
    """
    if not sweeps:
        raise ValueError("sweeps={}: 그릴 기록이 하나는 있어야 합니다.")
    for name, tuned in sweeps.items():
        if not (hasattr(tuned, "rates") and hasattr(tuned, "scores")):
            raise ValueError(f"sweeps[{name!r}]={tuned!r}: lib.race의 Sweep이어야 합니다.")
    drawn = {name: np.maximum(tuned.scores, 1e-16) for name, tuned in sweeps.items()}
    finite = np.concatenate([scores[np.isfinite(scores)] for scores in drawn.values()])
    if len(finite) == 0:
        raise ValueError("sweeps: 모두 발산하여 그릴 점수가 없습니다.")
    low, high = np.log10([finite.min(), finite.max()])
    margin = 0.08 * max(high - low, 1)
    ceiling = 10 ** (high + margin)

    ax = plt.subplots()[1] if ax is None else ax
    ax.set(xscale="log", yscale="log", xlabel="학습률 η", ylabel="점수(작을수록 좋음)")
    ax.set_ylim(10 ** (low - margin), 10 ** (high + 2 * margin))
    for (name, scores), line in zip(drawn.items(), _lines(drawn), strict=True):
        tuned = sweeps[name]
        scores = np.minimum(scores, ceiling)
        middle = np.minimum(np.maximum(tuned.median, 1e-16), ceiling)
        ax.plot(tuned.rates, middle, label=name, **line)
        ax.fill_between(
            tuned.rates, scores.min(1), scores.max(1), color=line["color"], alpha=0.15, lw=0
        )
        lost = np.isinf(tuned.median)
        ax.plot(tuned.rates[lost], middle[lost], "x", color=line["color"], clip_on=False)
        if not lost.all():
            best = middle.argmin()
            ax.plot(tuned.rates[best], middle[best], "o", color=line["color"], markersize=5)
    ax.legend()
    return ax


def _lines(names):
    """이름마다의 선. 모르는 이름이 여럿이면 선 모양을 달리한다."""
    others = [name for name in names if name not in STYLES]
    dashes = dict(zip(others, cycle(OTHER_DASHES), strict=False))
    for name in names:
        yield style(name) | ({"linestyle": (0, dashes[name])} if name in dashes else {})


def _label(name, trace):
    return f"{name} (발산)" if np.any(getattr(trace, "diverged", False)) else name


def _path(name, trace):
    """그릴 경로 (걸음+1, 2). 발산했으면 그림을 훨씬 벗어난 첫 걸음 앞까지다."""
    path = np.asarray(getattr(trace, "x", trace), dtype=float)
    if path.ndim != 2 or path.shape[1] != 2:
        raise ValueError(f"traces[{name!r}]의 모양 {path.shape}: (걸음+1, 2)여야 합니다.")
    lost = ~(abs(path) < 1e6).all(axis=1)
    return path[: max(lost.argmax(), 1)] if lost.any() else path
