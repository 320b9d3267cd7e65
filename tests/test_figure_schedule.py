"""스케줄 짓기의 파이썬 쪽: 이름, 이어 붙이기, 학습."""

import numpy as np
import pytest
import test_widgets
from test_widgets import settle, text_of

from lib.models import LinearRegression
from lib.optimizers import SGD
from lib.schedules import SCHEDULES, cosine, join, linear_warmup
from lib.widgets import ScheduleDesigner
from lib.widgets._random import mulberry32, permutation
from lib.widgets._schedule import AWAY, NAMES, RUNS, STRIDE, TITLES

show = test_widgets.show


def test_every_schedule_has_a_place():
    assert set(NAMES) == set(TITLES) == {*SCHEDULES, "drawn"}


@pytest.mark.parametrize("name", NAMES)
def test_rates(name):
    figure = ScheduleDesigner(name, lr=0.3, steps=120)
    rates = figure.rates()
    assert rates.shape == (120,)
    assert (rates >= 0).all()
    assert rates.max() <= 0.3 + 1e-12
    figure._repr_mimebundle_()


def test_warmup_is_joined():
    figure = ScheduleDesigner("cosine", lr=0.2, warmup=30, steps=150)
    expected = join([linear_warmup(0.2, 30), cosine(0.2, 120)], [30])(np.arange(150))
    np.testing.assert_allclose(figure.rates(), expected)


def test_decay_buys_a_lower_floor_when_there_is_noise():
    noisy = ScheduleDesigner("cosine", rival="constant", noise=0.5)
    assert noisy.losses()[-1] < 0.5 * noisy.losses(rival=True)[-1]
    quiet = ScheduleDesigner("cosine", rival="constant", noise=0.0)
    assert quiet.losses()[-1] > quiet.losses(rival=True)[-1]


def test_losses_without_noise_are_exact():
    """잡음이 없으면 스물네 번이 다 같고, 좌표마다 Π(1 − η곡률)이다."""
    figure = ScheduleDesigner("constant", lr=0.1, noise=0.0, steps=50)
    x = np.array([0.9, 0.99]) ** 50
    assert figure.losses()[-1] == pytest.approx((x @ (np.array([1, 0.1]) * x)) / 2)


def patients(**changes):
    return ScheduleDesigner("constant", task="regression", steps=120, **changes)


def test_regression_trains_the_model_of_the_book():
    """되풀이 하나를 lib의 LinearRegression과 SGD로 다시 걷는다."""
    figure = patients(lr=0.2, batch_size=5, seed=3)
    model = LinearRegression(np.array(figure.data["x"])[:, None], figure.data["y"])
    floor = model(model.solution())
    ends = []
    for run in range(RUNS):
        draw = mulberry32(3 + STRIDE * run)
        opt, theta = SGD(lr=0.2), model.solution() + AWAY
        for t in range(120):
            if t % 10 == 0:
                order = permutation(draw, 50)
            rows = order[5 * (t % 10) : 5 * (t % 10) + 5]
            theta = opt.step(theta, model.batch(rows).grad(theta))
        ends.append(model(theta) - floor)
    assert figure.losses()[-1] == pytest.approx(np.mean(ends))


def test_decay_buys_a_lower_floor_on_the_patients():
    """작은 배치의 잡음 때문에 고정 학습률은 높은 데서 맴돈다. 모든 표본을 쓰면 그렇지 않다."""
    for seed in range(3):
        noisy = ScheduleDesigner("cosine", task="regression", lr=0.3, batch_size=4, seed=seed)
        assert noisy.losses()[-1] < 0.5 * noisy.losses(rival=True)[-1]
    full = ScheduleDesigner("cosine", task="regression", lr=0.3, batch_size=50)
    assert full.losses()[-1] > full.losses(rival=True)[-1]


def test_regression_may_diverge():
    figure = patients(lr=5.0, batch_size=2, optimizer="GD")
    assert "발산" in figure.description
    figure._repr_mimebundle_()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"task": "digits"}, "task='digits'"), ({"batch_size": 51}, "batch_size=51")],
)
def test_wrong_task(changes, words):
    with pytest.raises(ValueError, match=words):
        ScheduleDesigner(**changes)


def test_tasks_in_the_browser(show):
    page = show(ScheduleDesigner("cosine", steps=100))
    page.wait_for_selector(".of-root svg path", state="attached")
    settle(page)
    assert page.get_by_role("slider", name="배치 크기 B").is_hidden()
    before = text_of(page, ".of-readout dd")
    page.locator(".of-choice", has_text="당뇨병 자료의 회귀").click()
    settle(page)
    assert page.get_by_role("slider", name="잡음 σ").is_hidden()
    assert text_of(page, ".of-readout dd") != before
    figure = ScheduleDesigner("cosine", task="regression", steps=100)
    said = text_of(page, ".of-readout dd").replace("×10−", "e-")
    assert float(said) == pytest.approx(figure.losses()[-1], rel=0.05)
    field = page.get_by_label("배치 크기 B 값")
    field.focus()
    field.fill("500")
    field.press("Enter")
    settle(page)
    said = page.locator(".of-said:not(:empty)").text_content()
    assert said == "허용 범위는 1개–50개입니다. 50개로 맞추었습니다."
    assert "잡음이 없으면" in text_of(page, ".of-status")


def test_params_follow_the_schedule():
    figure = ScheduleDesigner("step", params={"gamma": 0.1})
    assert figure.params == {"every": 50, "gamma": 0.1}
    figure.schedule = "polynomial"
    assert figure.params == {"power": 1.0, "end": 0.0}
    figure.set_state({"schedule": "step", "params": {"every": 7, "gamma": 0.3}})
    assert figure.params == {"every": 7, "gamma": 0.3}
    figure.schedule = "drawn"
    assert figure.params == {}


def test_drawn():
    figure = ScheduleDesigner("drawn", lr=2.0, steps=101, points=(0, 1, 1, 0.5, 0.5, 0))
    rates = figure.rates()
    assert rates[[0, 20, 50, 60, 100]] == pytest.approx([0, 2, 1.5, 1, 0])


def test_own_schedule():
    figure = ScheduleDesigner(lambda t: 0.1 / (1 + t), steps=40)
    assert figure.rates()[1] == 0.05
    assert "독자의 스케줄" in figure.description


def test_divergence_is_said():
    figure = ScheduleDesigner("constant", lr=10.0, steps=400)
    assert "발산" in figure.description
    figure._repr_mimebundle_()


def test_deterministic():
    assert ScheduleDesigner().to_html() == ScheduleDesigner().to_html()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: ScheduleDesigner("코사인"), "schedule='코사인'"),
        (lambda: ScheduleDesigner("step", params={"width": 3}), "params='width'"),
        (lambda: ScheduleDesigner("step", params={"gamma": -1}), "gamma=-1"),
        (lambda: ScheduleDesigner("multi_step", params={"milestones": [3, 3]}), "milestones"),
        (lambda: ScheduleDesigner(rival="drawn"), "rival='drawn'"),
        (lambda: ScheduleDesigner(warmup=150), "warmup=150"),
        (lambda: ScheduleDesigner(lr=0), "lr=0"),
        (lambda: ScheduleDesigner(optimizer="Lion"), "optimizer='Lion'"),
        (lambda: ScheduleDesigner(noise=-1), "noise=-1"),
        (lambda: ScheduleDesigner(points=(0, 1)), "points"),
        (lambda: ScheduleDesigner(lambda t: -1.0), "schedule"),
        (lambda: ScheduleDesigner(steps=3), "steps=3"),
    ],
)
def test_wrong_values(act, words):
    with pytest.raises(ValueError, match=words):
        act()
