"""lib.plotting: 글꼴에 빠진 글자가 없는지, 색이 누구에게나 갈리는지, 무엇을 그리는지 본다."""

import runpy
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from expect import refused
from matplotlib.colors import same_color, to_rgb
from matplotlib.ft2font import FT2Font

from lib.landscapes import bowl, curve, landscape, ravine
from lib.optimizers import GD, OPTIMIZERS, Momentum
from lib.plotting import (
    FONT,
    OTHER,
    OTHER_DASHES,
    STYLES,
    plot_contour,
    plot_loss,
    plot_sensitivity,
    style,
    use_book_style,
)
from lib.race import Sweep
from lib.training import minimize

CORE = ("GD", "Momentum", "NAG", "AdaGrad", "RMSProp", "Adam")


@pytest.fixture(autouse=True)
def canvas():
    """책의 설정으로 그리고, 끝나면 그림과 설정을 되돌린다."""
    with mpl.rc_context():
        mpl.use("agg")
        use_book_style()
        yield
        plt.close("all")


def drawn(ax):
    """실제로 그려 본다. 글꼴에 없는 글자는 경고가 되고, 시험에서 경고는 실패다."""
    ax.figure.canvas.draw()
    return ax


def line(ax, label):
    return next(one for one in ax.get_lines() if one.get_label() == label)


# 글꼴


def test_font_has_hangul_and_a_true_minus():
    font = FT2Font(str(FONT))
    needed = [*range(ord("가"), ord("힣") + 1), *map(ord, "−×·ηαβγδεθκλμνρσ−±≤≥≈→²³½∞°")]
    missing = [chr(code) for code in needed if not font.get_char_index(code)]
    assert missing == []


def test_book_style_is_in_force():
    assert mpl.rcParams["font.family"][0] == "Pretendard"
    assert mpl.rcParams["axes.unicode_minus"] is True
    assert mpl.rcParams["figure.constrained_layout.use"] is True


def test_pictures_are_light_and_quiet():
    """작은 그림(576×324 화소), 위와 오른쪽 테두리 없음, 옅은 격자, 틀 없는 범례."""
    fig, ax = plt.subplots()
    ax.plot([0, 1], label="가")
    legend = ax.legend()
    drawn(ax)
    assert fig.canvas.get_width_height() == (576, 324)
    assert [ax.spines[side].get_visible() for side in ("top", "right", "left", "bottom")] == [
        False,
        False,
        True,
        True,
    ]
    assert 0 < ax.get_xgridlines()[0].get_alpha() < 0.5
    assert ax.get_xgridlines()[0].get_visible()
    assert not legend.get_frame_on()


def test_hangul_minus_signs_and_mathematics_are_drawn_without_missing_glyphs():
    ax = plt.subplots()[1]
    ax.plot([-3, 3], [1e-8, 1e8])
    ax.set(
        yscale="log",
        title="학습률 η = −0.1에서 손실이 줄어드는 뒤틀린 길",
        ylabel="손실 $L(\\theta)$ − 최솟값",
    )
    ax.text(0, 1, "꽃샘추위 쓔웅 $\\eta^{-1} \\times \\sqrt{x^2} - 한$")
    drawn(ax)
    linear = plt.subplots()[1]
    linear.plot([-1, 1], [-1, 1])
    drawn(linear)
    ticks = [tick.get_text() for tick in linear.get_xticklabels()]
    assert any(text.startswith("\N{MINUS SIGN}") for text in ticks)
    assert not any(text.startswith("-") for text in ticks)


# 색

# 심한 색각 이상의 모의실험 행렬, 선형 RGB에 쓴다 (Machado, Oliveira & Fernandes 2009, 강도 1.0).
VISION = {
    "보통": np.eye(3),
    "적색맹": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "녹색맹": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "청색맹": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear_rgb(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """선형 RGB의 CIELAB 좌표. 두 색의 거리가 눈에 보이는 차이에 가깝다."""
    ratio = XYZ @ rgb / XYZ.sum(axis=1)
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a, b, vision):
    seen = [lab(np.clip(VISION[vision] @ linear_rgb(STYLES[n].color), 0, 1)) for n in (a, b)]
    return np.linalg.norm(seen[0] - seen[1])


def test_every_optimizer_has_its_style():
    assert set(OPTIMIZERS) | {"SGD"} == set(STYLES)


@pytest.mark.parametrize("name", STYLES)
def test_lines_stand_out_on_white(name):
    luminance = XYZ[1] @ linear_rgb(STYLES[name].color)
    assert 1.05 / (luminance + 0.05) >= 3


@pytest.mark.parametrize("vision", VISION)
def test_colours_are_distinct_for_every_kind_of_sight(vision):
    for a, b in combinations(STYLES, 2):
        if {a, b} == {"GD", "SGD"}:  # 같은 규칙이라 색이 같고 선 모양만 다르다
            continue
        least = 30 if vision == "보통" else 10
        assert distance(a, b, vision) >= least, (a, b)
    for a, b in combinations(CORE, 2):  # 한 그림에 자주 함께 나온다
        assert distance(a, b, vision) >= 20, (a, b)


def test_dashes_are_distinct_too():
    dashes = [STYLES[name].dash for name in STYLES]
    assert dashes.count(()) == 2  # GD와 Adam만 실선
    broken = [dash for dash in dashes if dash]
    assert len(set(broken)) == len(broken)
    for dash in (*broken, *OTHER_DASHES):
        assert len(dash) % 2 == 0
        assert min(dash) > 0
    assert STYLES["GD"].color == STYLES["SGD"].color
    assert OTHER_DASHES[0] == OTHER.dash
    assert len(set(OTHER_DASHES)) == len(OTHER_DASHES)


def test_style_is_ready_for_plot():
    assert style("Adam") == {"color": STYLES["Adam"].color, "linestyle": "-"}
    assert style("NAG") == {"color": STYLES["NAG"].color, "linestyle": (0, STYLES["NAG"].dash)}
    assert style("나의 규칙") == {"color": OTHER.color, "linestyle": (0, OTHER.dash)}
    ax = plt.subplots()[1]
    for name in (*STYLES, "나의 규칙"):
        ax.plot([0, 1], **style(name))
    drawn(ax)


# 등고선


def test_contour_of_a_landscape():
    f = bowl()
    ax = drawn(plot_contour(f))
    assert ax.get_xlim() == f.domain[0]
    assert ax.get_ylim() == f.domain[1]
    assert ax.get_title() == "둥근 그릇"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x$", "$y$")
    assert ax.get_aspect() == 1
    assert ax.get_legend() is None
    stars = [one for one in ax.get_lines() if one.get_marker() == "*"]
    np.testing.assert_array_equal([one.get_xydata()[0] for one in stars], f.minima)
    assert not any(grid.get_visible() for grid in ax.get_xgridlines())


def test_contours_are_at_cubes_so_that_low_ground_is_dense():
    filled, lines = plot_contour(bowl(), levels=5).collections
    low, high = bowl()((0.0, 0.0)), bowl()((2.5, 2.0))
    expected = low + (high - low) * (np.arange(6) / 5) ** 3
    np.testing.assert_allclose(filled.levels, expected, atol=1e-3)
    np.testing.assert_array_equal(lines.levels, filled.levels)
    assert len(plot_contour(bowl()).collections[0].levels) == 19


def test_contour_colours_go_from_deep_to_white():
    filled = drawn(plot_contour(bowl())).collections[0]
    lightness = [lab(linear_rgb(color[:3]))[0] for color in filled.get_facecolor()]
    assert (np.diff(lightness) >= 0).all()
    assert lightness[0] < 83
    assert lightness[-1] > 98


@pytest.mark.parametrize("name", ["himmelblau", "saddle", "rastrigin", "plateau"])
def test_every_minimum_gets_a_star(name):
    f = landscape(name)
    stars = [one for one in plot_contour(f).get_lines() if one.get_marker() == "*"]
    assert len(stars) == len(f.minima)


def test_paths_have_the_style_of_their_method():
    f = ravine()
    traces = {"GD": minimize(f, f.start, GD(), 9), "Momentum": minimize(f, f.start, Momentum(), 9)}
    ax = drawn(plot_contour(f, traces))
    for name, trace in traces.items():
        path = line(ax, name)
        np.testing.assert_array_equal(path.get_xydata(), trace.x)
        assert same_color(path.get_color(), STYLES[name].color)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["GD", "Momentum"]
    starts = [one.get_xydata()[0] for one in ax.get_lines() if one.get_marker() == "o"]
    np.testing.assert_array_equal(starts, [f.start, f.start])


def test_paths_may_be_arrays_and_the_axes_given():
    ax = plt.subplots()[1]
    path = [[0.0, 1.0], [1.0, 0.5]]
    assert plot_contour(bowl(), {"나의 규칙": path}, ax=ax) is ax
    np.testing.assert_array_equal(line(ax, "나의 규칙").get_xydata(), path)
    assert len(plt.get_fignums()) == 1


def test_other_names_get_different_dashes():
    path = np.zeros((2, 2))
    names = ["η = 0.1", "GD", "η = 0.2", "η = 0.3", "η = 0.4", "η = 0.5"]
    ax = drawn(plot_contour(bowl(), dict.fromkeys(names, path)))
    dashes = [line(ax, name)._unscaled_dash_pattern[1] for name in names if name != "GD"]
    assert [tuple(dash) for dash in dashes] == [*OTHER_DASHES, OTHER_DASHES[0]]
    assert line(ax, "GD").get_linestyle() == "-"
    assert same_color(line(ax, "η = 0.3").get_color(), OTHER.color)


def test_a_diverging_path_leaves_the_picture_and_is_named():
    f = ravine()
    trace = minimize(f, f.start, GD(lr=0.2), 2000)
    assert trace.diverged
    ax = drawn(plot_contour(f, {"GD": trace}))
    path = line(ax, "GD (발산)").get_xydata()
    np.testing.assert_array_equal(path, trace.x[: len(path)])
    assert abs(path).max() < 1e6
    assert abs(trace.x[len(path)]).max() >= 1e6
    assert not f.domain[1][0] < path[-1, 1] < f.domain[1][1]
    assert ax.get_xlim() == f.domain[0]


def test_paths_with_holes_stop_at_the_first_hole():
    path = [[0.0, 1.0], [1.0, 1.0], [np.nan, np.nan], [1.0, 0.0]]
    ax = drawn(plot_contour(bowl(), {"GD": path}))
    np.testing.assert_array_equal(line(ax, "GD").get_xydata(), path[:2])
    lost = drawn(plot_contour(bowl(), {"GD": [[1e7, 0.0], [0.0, 0.0]]}))
    np.testing.assert_array_equal(line(lost, "GD").get_xydata(), [[1e7, 0.0]])


# 손실


def test_loss_curves():
    f = ravine()
    traces = {
        "GD": minimize(f, f.start, GD(), 9),
        "나의 규칙": minimize(f, f.start, GD(lr=0.02), 5),
    }
    ax = drawn(plot_loss(traces))
    for name, trace in traces.items():
        np.testing.assert_array_equal(line(ax, name).get_ydata(), trace.loss)
        np.testing.assert_array_equal(line(ax, name).get_xdata(), np.arange(len(trace.loss)))
    assert ax.get_yscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("걸음", "손실")
    assert same_color(line(ax, "GD").get_color(), STYLES["GD"].color)
    assert len(ax.get_legend().get_texts()) == 2


def test_loss_above_the_optimum():
    trace = SimpleNamespace(loss=np.array([5.0, 3.0, 2.0, 1.0]))
    given = plt.subplots()[1]
    ax = drawn(plot_loss({"GD": trace}, ax=given, optimum=2.0))
    assert ax is given
    np.testing.assert_array_equal(line(ax, "GD").get_ydata(), [3, 1, np.nan, np.nan])
    assert ax.get_ylabel() == "손실 − 최솟값"


def test_loss_of_a_diverging_run_leaves_the_picture_and_is_named():
    f = curve("square")
    traces = {"GD": minimize(f, 1.0, GD(lr=3.0), 1000), "Momentum": minimize(f, 2.0, GD(), 10)}
    ax = drawn(plot_loss(traces))
    np.testing.assert_array_equal(line(ax, "GD (발산)").get_ydata(), traces["GD"].loss)
    assert traces["GD"].loss.max() > 1e290
    assert ax.get_ylim() == (traces["GD"].loss[0] / 2, 4e6)  # 백만 배까지만
    late = SimpleNamespace(loss=np.array([-1.0, 2.0, 3e6, 1.0]))  # 처음에는 최솟값 아래였다
    assert drawn(plot_loss({"GD": late})).get_ylim() == (0.5, 2e6)
    calm = drawn(plot_loss({"Momentum": traces["Momentum"]}))
    assert calm.get_ylim()[1] < 10


def test_loss_with_nothing_above_the_optimum_is_drawn_empty():
    ax = drawn(plot_loss({"GD": SimpleNamespace(loss=np.array([1.0, 0.5]))}, optimum=2.0))
    assert np.isnan(line(ax, "GD").get_ydata()).all()


# 학습률 감도


def test_sensitivity_shows_median_band_choice_and_divergence():
    rates = np.array([0.01, 0.1, 1.0])
    scores = np.array([[3.0, 1.0, 2.0], [0.0, 1e-20, 0.5], [4.0, np.inf, np.inf]])
    given = plt.subplots()[1]
    ax = drawn(plot_sensitivity({"Adam": Sweep("Adam", rates, (0, 1, 2), scores)}, ax=given))
    assert ax is given
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    median, lost, best = ax.get_lines()
    assert median.get_label() == "Adam"
    assert same_color(median.get_color(), STYLES["Adam"].color)
    np.testing.assert_array_equal(median.get_xdata(), rates)
    height = median.get_ydata()
    assert tuple(height[:2]) == (2.0, 1e-16)
    assert 4.0 < height[2] < ax.get_ylim()[1]  # 발산은 위끝에
    assert (lost.get_marker(), tuple(lost.get_xdata())) == ("x", (1.0,))
    assert (best.get_marker(), tuple(best.get_xdata())) == ("o", (0.1,))
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert {tuple(point) for point in corners} >= {(0.01, 1.0), (0.01, 3.0), (0.1, 0.5), (1.0, 4.0)}
    assert corners[:, 1].max() == height[2]


def test_sensitivity_of_a_method_that_always_diverges_has_no_choice():
    rates = np.array([0.1, 1.0])
    sweeps = {
        "GD": Sweep("GD", rates, (0,), np.array([[np.inf], [np.inf]])),
        "내 규칙": Sweep("내 규칙", rates, (0,), np.array([[1.0], [2.0]])),
    }
    ax = drawn(plot_sensitivity(sweeps))
    assert [one.get_marker() for one in ax.get_lines()] == ["None", "x", "None", "x", "o"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["GD", "내 규칙"]


# 잘못된 인자


def test_bad_sensitivity():
    with refused("sweeps={}: 그릴 기록이 하나는 있어야 합니다."):
        plot_sensitivity({})
    with refused("sweeps['GD']=3: lib.race의 Sweep이어야 합니다."):
        plot_sensitivity({"GD": 3})
    with refused("sweeps: 모두 발산하여 그릴 점수가 없습니다."):
        plot_sensitivity({"GD": Sweep("GD", np.ones(1), (0,), np.array([[np.inf]]))})


def test_bad_pictures():
    f = bowl()
    with refused("landscape='bowl': Landscape여야 합니다."):
        plot_contour("bowl")
    with refused("traces['GD']=[1.0]: loss를 기록한 Trace여야 합니다."):
        plot_loss({"GD": [1.0]})
    with refused("levels=0: 허용 범위는 1 이상의 정수입니다."):
        plot_contour(f, levels=0)
    with refused("traces['GD']의 모양 (3,): (걸음+1, 2)여야 합니다."):
        plot_contour(f, {"GD": np.zeros(3)})
    with refused("traces['GD']의 모양 (4, 5, 2): (걸음+1, 2)여야 합니다."):
        plot_contour(f, {"GD": minimize(f, np.ones((5, 2)), GD(), 3)})
    with refused("traces['GD'].loss의 모양 (4, 5): 경로 하나의 기록이어야 합니다."):
        plot_loss({"GD": minimize(f, np.ones((5, 2)), GD(), 3)})
    with refused("optimum=nan: 허용 범위는 −∞ < optimum < ∞입니다."):
        plot_loss({}, optimum=np.nan)
    with refused("traces={}: 그릴 기록이 하나는 있어야 합니다."):
        plot_loss({})


@pytest.mark.parametrize(("height", "words"), [(1.0, "1에서 1까지"), (np.nan, "nan에서 nan까지")])
def test_landscapes_that_cannot_be_drawn(height, words):
    flat = SimpleNamespace(name="flat", domain=((0, 1), (0, 1)), minima=(), title="")

    class Flat(SimpleNamespace):
        def __call__(self, p):
            return np.full(p.shape[:-1], height)

    with refused(f"landscape='flat': 높이가 {words}라 못 그립니다."):
        plot_contour(Flat(**vars(flat)))


def test_the_family_tree_wears_the_colors():
    script = Path(__file__).parents[1] / "book" / "_scripts" / "family_tree.py"
    tree = runpy.run_path(str(script))
    assert tree["TARGET"].read_text(encoding="utf-8") == tree["svg"](), f"{script.name}를 다시 실행"
