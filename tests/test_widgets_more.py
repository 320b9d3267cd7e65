"""회귀, 안정 지도, 모멘트, 감쇠, 스케줄, 학습 기록: 브라우저에서의 움직임."""

import base64
import io
import json
import re

import pytest
import test_widgets
from PIL import Image
from playwright.sync_api import expect
from test_widgets import MODEL, assert_fits, drag, handle, settle, slide, text_of

from lib.widgets import (
    DecayExplorer,
    MomentExplorer,
    RegressionExplorer,
    ScheduleDesigner,
    StabilityMap,
    TrainingViewer,
)
from lib.widgets._figure import STATIC

show = test_widgets.show

FIGURES = (
    lambda: RegressionExplorer(step=30),
    lambda: StabilityMap("Momentum", lr=1.0, momentum=0.6, condition=20),
    lambda: MomentExplorer("noisy", step=20),
    lambda: DecayExplorer(steps=300, step=120),
    lambda: ScheduleDesigner("multi_step", warmup=10, steps=100),
    lambda: TrainingViewer(["SGD", "Adam"], epoch=5),
)
every_figure = pytest.mark.parametrize("make", FIGURES, ids=lambda make: make().figure)


@every_figure
def test_notebook_output(make):
    """노트북에는 그림의 설정과 한글 설명, 가벼운 사진이 남고, 다시 실행해도 같은 글이다."""
    data, _ = make()._repr_mimebundle_()
    assert data["text/html"] == make().to_html()
    config = re.search(r'application/json">(.*?)</script>', data["text/html"]).group(1)
    assert set(json.loads(config)) == set(make().fields)
    assert re.search("[가-힣]", re.search("<p.*?>(.*?)</p>", data["text/html"]).group(1))
    picture = base64.b64decode(data["image/png"])
    assert Image.open(io.BytesIO(picture)).format == "PNG"
    assert len(picture) < 40_000
    assert make().to_png() == picture


# 손잡이 자신의 값은 빼고, 그림이 보여 주는 것 전부.
SHOWN = """() => {
    const copy = document.querySelector(".of-root").cloneNode(true);
    copy.querySelectorAll("input, select, [role=status]").forEach((node) => node.remove());
    return copy.innerHTML;
}"""
CONTROLS = ".of-root :is(input, select, .of-action)"


def open_figure(show, figure, **options):
    page = show(figure, **options)
    page.wait_for_selector(".of-root svg path", state="attached")
    settle(page)
    return page


def operate(page, control):
    """사람이 하듯 손잡이 하나를 움직인다."""
    kind = control.evaluate("node => node.type || node.tagName")
    if kind == "range":
        at_end = control.evaluate("node => node.value === node.max")
        slide(page, control, "ArrowLeft" if at_end else "ArrowRight", times=4)
    elif kind == "select-one":
        others = control.evaluate(
            "node => [...node.options].map((o) => o.value).filter((v) => v !== node.value)"
        )
        control.select_option(others[0])
    elif kind == "text":
        before = control.input_value()
        type_number(control, str(0.2 * float(before)))
        settle(page)
        if control.input_value() == before:  # 0이거나 정수로 되돌아왔다
            type_number(control, str(float(before) + 1))
    elif kind == "radio":
        control.evaluate("node => node.closest('label').click()")
    else:
        control.click()
    settle(page)


def type_number(control, text):
    control.focus()
    control.fill(text)
    control.press("Enter")
    control.blur()


@every_figure
@pytest.mark.parametrize("width", [360, 900])
def test_figure_fits(show, make, width):
    page = open_figure(show, make(), viewport={"width": width, "height": 900})
    assert_fits(page, width)


@every_figure
def test_every_control_changes_the_figure(show, make):
    """보이는 손잡이는 하나도 빠짐없이 그림을 바꾼다. 고른 것을 다시 고르는 라디오만 다르다."""
    page = open_figure(show, make())
    for control in page.locator(CONTROLS).all():
        if not control.evaluate("node => node.checkVisibility()") or control.is_disabled():
            continue
        chosen = control.evaluate("node => node.type === 'radio' && node.checked")
        before = page.evaluate(SHOWN)
        operate(page, control)
        name = control.evaluate("node => (node.labels?.[0] ?? node).textContent")
        assert chosen or page.evaluate(SHOWN) != before, name


@every_figure
def test_reset(show, make):
    page = open_figure(show, make())
    before = page.evaluate(SHOWN)
    for control in page.locator(".of-root input[type=range]").all():
        if control.is_visible():
            operate(page, control)
    assert page.evaluate(SHOWN) != before
    page.get_by_role("button", name="처음 상태로").first.click()
    settle(page)
    page.wait_for_timeout(50)
    assert page.evaluate(SHOWN) == before


# 그림이 스스로 바꾸지 않는 trait. 나머지는 손잡이를 움직이면 커널로 가야 한다.
FIXED = {
    "regression": {"data", "domain", "epochs", "names"},
    "stability": {"rules", "steps"},
    "moments": {"gradients", "steps"},
    "decay": {"steps"},
    "schedule": {"data", "defaults", "given", "steps"},
    "training": {"epochs", "labels", "note", "runs"},
}
BY_HAND = {"regression": {"start"}, "decay": {"start"}, "schedule": {"points"}}


@every_figure
def test_widget_tells_the_kernel(show, make):
    figure = make()
    page = show(body="")
    page.evaluate(MODEL, figure.get_state([*figure.fields, "_meta", "caption"]))
    settle(page)
    for control in page.locator(CONTROLS).all():
        if control.evaluate("node => node.checkVisibility()") and not control.is_disabled():
            operate(page, control)
    for radio in page.locator(".of-choice input").all():
        operate(page, radio)
        for control in page.locator(".of-sliders input, .of-action").all():
            if control.is_visible():
                operate(page, control)
    told = set(page.evaluate("saved")) - {"save"}
    expected = set(figure.fields) - FIXED[figure.figure] - BY_HAND.get(figure.figure, set())
    assert expected - told == set()


@every_figure
def test_kernel_moves_the_figure(show, make):
    figure = make()
    page = show(body="")
    page.evaluate(MODEL, figure.get_state([*figure.fields, "_meta", "caption"]))
    settle(page)
    before = page.evaluate(SHOWN)
    changes = {
        "regression": ("batch_size", 1),
        "stability": ("momentum", 0.9),
        "moments": ("beta1", 0.5),
        "decay": ("weight_decay", 1.5),
        "schedule": ("warmup", 40),
        "training": ("epoch", 12),
    }
    page.evaluate("([key, value]) => model.fromKernel(key, value)", changes[figure.figure])
    settle(page)
    assert page.evaluate(SHOWN) != before
    assert page.evaluate("saved") == []


@every_figure
def test_dark_theme_keeps_lines_visible(show, make):
    page = open_figure(show, make())
    color = "getComputedStyle(document.querySelector('.of-line:not(.of-gone)')).stroke"
    light = page.evaluate(color)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(color) != light


# ── 저마다의 것 ────────────────────────────────────────────────────────────


def test_map_point_by_mouse_keys_and_button(show):
    page = open_figure(show, StabilityMap("Momentum", lr=1.0, momentum=0.5, condition=100))
    point = handle(page, "학습률과 모멘텀")
    drag(page, point, 100, -40)
    settle(page)
    dragged = point.get_attribute("aria-valuetext")
    assert not dragged.startswith("ηL = 1,")
    point.focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert point.get_attribute("aria-valuetext") != dragged
    page.get_by_role("button", name="가장 좋은 값으로").click()
    expect(point).to_have_attribute(
        "aria-valuetext", "ηL = 3.31, μ = 0.669, 걸음마다 오차가 0.818배"
    )
    drag(page, point, 3000, 3000)
    expect(point).to_have_attribute("aria-valuetext", "ηL = 4, μ = 0, 걸음마다 오차가 3배")
    assert "발산" in text_of(page, ".of-status")


@pytest.mark.parametrize(
    ("lr", "momentum", "words"),
    [
        (0.05, 0.1, "과감쇠"),
        (0.25, 0.25, "임계 감쇠"),
        (1.0, 0.5, "부족 감쇠"),
        (2.2, 0.15, "엇갈림 진동"),
        (2.2, 0.05, "발산"),
        (1.0, 0.0, "한 걸음에 도착"),
    ],
)
def test_zones_of_the_map(show, lr, momentum, words):
    page = open_figure(show, StabilityMap("Momentum", lr=lr, momentum=momentum))
    assert text_of(page, ".of-status").startswith(words)


def test_batch_size_keeps_the_place(show):
    page = open_figure(show, RegressionExplorer(batch_size=10, epochs=20, step=50))
    page.locator(".of-choice", has_text="하나씩").click()
    expect(page.locator(".of-playback output")).to_have_text("500 / 1000걸음")
    page.locator(".of-choice", has_text="전체 배치").click()
    expect(page.locator(".of-playback output")).to_have_text("10 / 20걸음")


def test_regression_says_that_it_diverges(show):
    page = open_figure(show, RegressionExplorer(batch_size=50, lr=2.5))
    assert "2/L" in text_of(page, ".of-status")
    assert page.locator("text.of-secant-name:not(.of-gone)").first.text_content() == "발산"


def test_step_is_put_into_the_equations(show):
    page = open_figure(show, MomentExplorer("constant", eps=0.25, step=2))
    rows = page.locator(".of-sums dd")
    expect(rows).to_have_text(
        [
            "0.9×0.1 + 0.1×1 = 0.19",
            "0.999×0.001 + 0.001×1² = 0.002",
            "0.19 / 0.19 = 1",
            "0.002 / 0.002 = 1",
            "1 / (1 + 0.25) = 0.8",
        ]
    )
    page.get_by_label("편향 보정").uncheck()
    expect(rows).to_have_count(3)
    page.locator(".of-choice", has_text="AdaGrad").click()
    expect(rows).to_have_count(2)


def test_own_gradients_hide_the_chooser(show):
    page = open_figure(show, MomentExplorer([1.0, -2.0, 0.5]))
    assert page.locator(".of-choice", has_text="번갈아").is_hidden()


def test_sgd_draws_one_name_for_two_paths(show):
    page = open_figure(show, DecayExplorer("Adam"))
    assert page.locator("text.of-flag:not(.of-gone)", has_text="떼어 낸 감쇠").count() > 0
    page.locator(".of-choice", has_text="SGD").click()
    expect(page.locator("text.of-flag:not(.of-gone)", has_text="둘 다").first).to_be_attached()


def test_schedule_is_drawn_by_hand(show):
    page = open_figure(show, ScheduleDesigner("drawn", lr=1.0))
    third = handle(page, "3번째 점")
    before = third.get_attribute("aria-valuetext")
    drag(page, third, 0, 60)
    settle(page)
    dragged = third.get_attribute("aria-valuetext")
    assert dragged != before
    third.focus()
    page.keyboard.press("ArrowUp")
    settle(page)
    assert third.get_attribute("aria-valuetext") != dragged


def test_milestones_stay_in_order(show):
    page = open_figure(show, ScheduleDesigner("multi_step", steps=100))
    first = page.locator(".of-slider", has_text="첫 이정표").locator("input[type=range]")
    first.focus()
    page.keyboard.press("End")
    settle(page)
    assert page.locator(".of-slider output").nth(2).text_content() == "99걸음"
    assert page.locator(".of-root [role=alert]").count() == 0


def test_own_schedule_has_no_knobs(show):
    page = open_figure(show, ScheduleDesigner(lambda t: 0.1))
    assert page.locator(".of-slider", has_text="워밍업").is_hidden()


def test_rate_of_the_selected_method(show):
    page = open_figure(show, TrainingViewer(["SGD", "Adam"], selected="Adam"))
    row = page.locator("tbody tr", has_text="SGD")
    row.locator(".of-pick").click()
    assert "SGD" in text_of(page, ".of-status")
    slide(page, page.locator(".of-sliders input[type=range]"), "Home")
    expect(row.locator("td").first).to_have_text("0.003")
    page.get_by_label("Adam 보이기").uncheck()
    settle(page)
    assert page.locator(".of-off").count() == 1


def test_two_widgets_on_one_page_do_not_mix(browser):
    """노트북은 그림마다 스크립트를 따로 읽는다. 그래도 이름표와 라디오가 서로 섞이지 않는다."""
    page = browser.new_page()
    script = (STATIC / "figures.mjs").read_text(encoding="utf-8")
    page.route(
        "**/*",
        lambda route: (
            route.fulfill(body=script, content_type="text/javascript")
            if "figures.mjs" in route.request.url
            else route.fulfill(body="<!doctype html><title>둘</title>", content_type="text/html")
        ),
    )
    page.goto("http://book.test/")
    ids = page.evaluate(
        """async (config) => {
            for (const copy of ["one", "two"]) {
                const { mount } = await import(`/figures.mjs?${copy}`);
                mount(document.body, "stability", config);
            }
            return [...document.querySelectorAll("[id]")].map((node) => node.id);
        }""",
        StabilityMap().get_state(StabilityMap.fields),
    )
    assert len(ids) > 10
    assert len(ids) == len(set(ids))
    assert page.locator(".of-choice input:checked").count() == 2
    page.close()
