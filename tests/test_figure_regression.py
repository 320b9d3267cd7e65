"""미니배치 회귀의 파이썬 쪽: 난수, 미니배치, 경로, 상태."""

import itertools

import numpy as np
import pytest
import test_widgets
from test_widgets import settle, slide, text_of

from lib.models import LinearRegression
from lib.optimizers import GD
from lib.training import minimize
from lib.widgets import RegressionExplorer
from lib.widgets._random import mulberry32, normals, permutation, resample

show = test_widgets.show


def test_generator_matches_the_reference():
    """씨앗 0의 처음 다섯 수. 공개된 자바스크립트 구현의 값이다."""
    drawn = [round(value * 2**32) for value in itertools.islice(mulberry32(0), 5)]
    assert drawn == [1144304738, 1416247, 958946056, 627933444, 2007157716]


def test_draws_are_what_they_say():
    random = mulberry32(7)
    assert sorted(permutation(random, 50)) == list(range(50))
    again = resample(random, 50)
    assert set(again) < set(range(50))
    noise = normals(random, 4000)
    assert np.mean(noise) == pytest.approx(0, abs=0.05)
    assert np.std(noise) == pytest.approx(1, abs=0.05)


def test_permutations_are_uniform():
    random = mulberry32(1)
    counts = np.zeros((4, 4))
    for _ in range(4000):
        for place, item in enumerate(permutation(random, 4)):
            counts[place, item] += 1
    assert abs(counts / 4000 - 0.25).max() < 0.03


def test_full_batch_is_gradient_descent():
    figure = RegressionExplorer(batch_size=50, lr=0.3, epochs=12)
    expected = minimize(figure.model, figure.start, GD(lr=0.3), 12)
    np.testing.assert_allclose(figure.path(), expected.x, rtol=1e-12, atol=1e-13)


def test_same_draws_when_only_one_setting_changes():
    figure = RegressionExplorer(batch_size=8, lr=0.1)
    before = figure.batches()
    figure.lr = 0.7
    assert figure.batches() == before
    figure.batch_size = 4
    epoch = list(itertools.chain.from_iterable(before[:7]))
    assert list(itertools.chain.from_iterable(figure.batches()[:13])) == epoch
    figure.seed = 1
    assert figure.batches()[0] != before[0][:4]


def test_every_sample_once_an_epoch():
    figure = RegressionExplorer(batch_size=8, epochs=3)
    seen = np.bincount(np.concatenate(figure.batches()), minlength=50)
    assert (seen == 3).all()
    figure.replace = True
    seen = np.bincount(np.concatenate(figure.batches()), minlength=50)
    assert seen.sum() == 150
    assert not (seen == 3).all()


def test_noise_ball_shrinks_with_the_batch():
    def tail(size):
        figure = RegressionExplorer(batch_size=size, lr=0.2, epochs=60)
        path = figure.path()
        return figure.model(path[len(path) // 2 :]).mean()

    assert tail(1) > tail(8) > tail(50)


def test_seen_data_stays_when_the_batch_changes():
    figure = RegressionExplorer(batch_size=10, epochs=20, step=50)
    figure.batch_size = 1
    assert figure.step == 500
    assert figure.steps == 1000


def test_own_data():
    x = np.linspace(0, 1, 30)
    figure = RegressionExplorer(x, 2 * x + 1, names=("키", "몸무게"), lr=0.5, epochs=100)
    np.testing.assert_allclose(figure.model.solution(), (2, 1), atol=1e-3)
    assert isinstance(figure.model, LinearRegression)
    assert "키" in figure.to_html()


def test_divergence_is_said():
    figure = RegressionExplorer(lr=90, epochs=120)
    assert len(figure.path()) <= figure.steps
    assert "발산" in figure.description
    figure._repr_mimebundle_()


def test_picture_and_page():
    data, _ = RegressionExplorer()._repr_mimebundle_()
    assert 'data-figure="regression"' in data["text/html"]
    assert data["image/png"]
    assert RegressionExplorer(step=3).to_html() == RegressionExplorer(step=3).to_html()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: RegressionExplorer([1, 2]), "함께"),
        (lambda: RegressionExplorer([1, 2], [1, 2, 3]), "모양"),
        (lambda: RegressionExplorer([1, 1], [1, 2]), "모두 같지는"),
        (lambda: RegressionExplorer(names=["하나"]), "names"),
        (lambda: RegressionExplorer(batch_size=51), "batch_size=51"),
        (lambda: RegressionExplorer(batch_size=0), "batch_size=0"),
        (lambda: RegressionExplorer(lr=-1), "lr=-1"),
        (lambda: RegressionExplorer(epochs=10**6), "epochs"),
        (lambda: RegressionExplorer(seed=-1), "seed=-1"),
        (lambda: RegressionExplorer(replace=1), "replace=1"),
        (lambda: RegressionExplorer(axis="초"), "axis='초'"),
    ],
)
def test_wrong_values(act, words):
    with pytest.raises(ValueError, match=words):
        act()


def test_kernel_keeps_the_step_the_browser_sent():
    """브라우저가 배치 크기와 함께 보낸 걸음은 이미 새 크기에 맞춘 것이다."""
    figure = RegressionExplorer(batch_size=8, step=70)
    figure.set_state({"batch_size": 1, "step": 500})
    assert figure.step == 500
    figure.batch_size = 8
    assert figure.step == 70


# ── 브라우저에서 ───────────────────────────────────────────────────────────


def open_figure(show, **settings):
    page = show(RegressionExplorer(**settings))
    page.wait_for_selector(".of-root svg path", state="attached")
    settle(page)
    return page


def test_one_change_keeps_the_draws(show):
    """η만 바꾸면 같은 표본을 뽑고, B만 바꾸면 같은 차례를 다르게 끊는다. 씨앗을 바꾸면 달라진다."""
    page = open_figure(show, batch_size=8, lr=0.1, step=0)
    picked = page.locator(".of-picked")
    before = picked.get_attribute("d")
    slide(page, page.get_by_role("slider", name="학습률 η"), times=12)
    assert picked.get_attribute("d") == before
    slide(page, page.get_by_role("slider", name="배치 크기 B"), times=3)
    assert picked.get_attribute("d").startswith(before)
    page.get_by_role("button", name="다른 차례로 뽑기").click()
    settle(page)
    assert not picked.get_attribute("d").startswith(before)


def test_a_kept_path_stays_beside_the_next(show):
    page = open_figure(show, batch_size=8, lr=0.1)
    first = RegressionExplorer(batch_size=8, lr=0.1)
    before = page.locator(".of-root .of-thin").first.get_attribute("d")
    assert not before
    page.get_by_role("button", name="이 길 남기기").click()
    slide(page, page.get_by_role("slider", name="학습률 η"), "Home")
    trail = page.locator(".of-root .of-thin").first.get_attribute("d")
    assert trail.count("L") > first.steps / 2
    assert "남긴 길(B = 8, η = 0.1)의 끝 무렵 초과 손실은" in text_of(page, ".of-status")
    flags = page.locator(".of-flag:not(.of-gone)").all_text_contents()
    assert "B = 8, η = 0.1" in flags
    page.get_by_role("button", name="남긴 길 지우기").click()
    settle(page)
    assert "남긴 길" not in text_of(page, ".of-status")


def test_reset_forgets_the_kept_path(show):
    page = open_figure(show, batch_size=8, lr=0.1)
    page.get_by_role("button", name="이 길 남기기").click()
    page.get_by_role("button", name="처음 상태로 되돌리기").click()
    settle(page)
    assert page.get_by_role("button", name="이 길 남기기").is_visible()


def test_divergence_is_drawn_to_the_edge(show):
    """수의 범위를 넘게 발산해도 그릴 수 있는 수만 그리고, 발산했다고 말한다."""
    page = open_figure(show, batch_size=1, lr=3.0)
    assert "발산합니다" in text_of(page, ".of-status")
    drawn = page.evaluate("document.querySelector('.of-root').innerHTML")
    assert "NaN" not in drawn
    assert "Infinity" not in drawn
