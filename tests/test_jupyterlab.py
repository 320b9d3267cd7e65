"""노트북에서도 같은 그림인가: 진짜 JupyterLab을 띄우고 진짜 브라우저에서 손잡이를 움직인다."""

import importlib.util
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import conftest
import nbformat
import pytest
from jupyter_client import BlockingKernelClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

FIGURE = """
import numpy as np
from ipywidgets import FloatSlider, HBox, jslink
from lib.optimizers import GD
from lib.widgets import LandscapeExplorer

class Half:
    "독자가 만든 규칙: 기울기를 그 크기로 나누어 절반만 걷는다."
    def __init__(self, lr=0.05):
        self.lr = lr
    def reset(self):
        pass
    def step(self, x, g):
        return x - self.lr * g / (2 * np.linalg.norm(g))

fig = LandscapeExplorer("ravine", [GD(lr=0.05), Half()], steps=30, step=10)
fig
"""
LINKED = """
other = LandscapeExplorer("bowl", ["Momentum"])
knob = FloatSlider(value=0.02, min=0.01, max=0.2, step=0.01, description="학습률")
link = jslink((knob, "value"), (other, "lr"))
HBox([knob, other])
"""
OTHERS = """
from ipywidgets import VBox
from lib import widgets
shown = {
    "secant": widgets.SecantExplorer("cubic", x0=0.5),
    "descent": widgets.DescentExplorer("square", lr=0.1),
    "direction": widgets.DirectionDial("ravine", angle=60),
    "regression": widgets.RegressionExplorer(),
    "stability": widgets.StabilityMap(lr=1.0, momentum=0.5, condition=20),
    "moments": widgets.MomentExplorer("noisy"),
    "decay": widgets.DecayExplorer(steps=200),
    "schedule": widgets.ScheduleDesigner("cosine", steps=100),
    "training": widgets.TrainingViewer(["SGD", "Adam"], selected="Adam"),
}
VBox(list(shown.values()))
"""
# 그림마다: 파이썬에서 바꿀 값, 그림에서 움직일 손잡이, 그 손잡이가 바꾸는 trait.
CHANGES = {
    "secant": ("h = 0.25", "점 x₀", "x0"),
    "descent": ("lr = 0.7", "출발점", "start"),
    "direction": ("angle = 120", "점", "point"),
    "regression": ("batch_size = 1", "학습률 η", "lr"),
    "stability": ("momentum = 0.9", "학습률 ηL", "lr"),
    "moments": ("beta1 = 0.5", "2차 모멘트 계수 β2", "beta2"),
    "decay": ("weight_decay = 1.5", "잡음 σ", "noise"),
    "schedule": ("warmup = 40", "가장 큰 학습률 η", "lr"),
    "training": ("epoch = 3", "학습률 η", "lrs"),
}
PATIENCE = 120  # 바쁜 컴퓨터에서는 커널의 소식이 화면에 닿기까지 오래 걸린다(초)
# anywidget은 그림의 스크립트를 2초 안에 읽지 못하면 그 그림에 오는 커널의 소식을 모두 버린다
# (AbortSignal.timeout(2000) 뒤의 "Failed to initialize model"). 시험하는 컴퓨터는 더 바쁘다.
UNHURRIED = """
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => timeout(60 * ms);
"""
# 노트북이 커널과 이어져 셀을 실행할 수 있는가.
CONNECTED = "jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=PATIENCE):
    """참이 될 때까지 되풀이해 묻는다."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := what():
            return value
        time.sleep(0.1)
    raise AssertionError("기다리던 일이 일어나지 않았습니다.")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """임시 폴더의 노트북을 여는 JupyterLab. 사용자의 설정은 건드리지 않는다."""
    if importlib.util.find_spec("jupyterlab") is None:
        conftest.unavailable("JupyterLab이 깔려 있지 않아 노트북 시험을 하지 못합니다.")
    home = tmp_path_factory.mktemp("lab")
    notebook = new_notebook(cells=[*map(new_code_cell, (FIGURE, LINKED, OTHERS))])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, home / "figures.ipynb")
    port, token = free_port(), secrets.token_hex(8)
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    environment = os.environ | {name: str(home / name.lower()) for name in folders}
    settings = {"token": token, "root_dir": home, "port": port, "port_retries": 0}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *(f"--ServerApp.{name}={value}" for name, value in settings.items()),
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"

    def ready():
        if process.poll() is not None:
            raise AssertionError("JupyterLab이 뜨자마자 꺼졌습니다.")
        try:
            return urllib.request.urlopen(f"{address}/api/status?token={token}", timeout=5)
        except (urllib.error.URLError, OSError):
            return None

    try:
        wait_for(ready).close()
        yield f"{address}/doc/tree/figures.ipynb?token={token}", home / "jupyter_runtime_dir"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # 막 뜨던 커널을 기다리느라 늦어질 때가 있다
            process.kill()
            process.wait()


def heard(message, broken):
    """그림의 스크립트가 콘솔에 남긴 말을 모은다. JupyterLab 자신의 말은 빼고."""
    if message.type in ("error", "warning") and re.search("anywidget|그림|blob:", message.text):
        broken.append(message.text)


@pytest.fixture(scope="module")
def lab(browser, server):
    """셀을 모두 실행한 노트북의 쪽과, 같은 커널에 파이썬을 시키는 함수."""
    address, runtime = server
    context = browser.new_context(viewport={"width": 1100, "height": 1000})
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(UNHURRIED)
    page = context.new_page()
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: heard(message, broken))
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    client = BlockingKernelClient()

    def connected():
        try:
            client.load_connection_file(str(next(runtime.glob("kernel-*.json"))))
        except (StopIteration, ValueError):  # 아직 없거나 쓰는 중이다
            return False
        return True

    def answers():
        try:
            client.wait_for_ready(10)
        except RuntimeError:  # 바쁜 컴퓨터에서 막 뜬 커널은 아직 심장이 뛰지 않는다
            return False
        return True

    wait_for(connected)
    client.start_channels()
    wait_for(answers)

    def python(code):
        """커널에서 코드를 돌리고 마지막 값을 JSON으로 가져온다."""
        marked = f"import json\n{code}"
        *body, last = marked.split("\n")
        heard = []
        reply = client.execute_interactive(
            "\n".join([*body, f"print(json.dumps({last}))"]),
            timeout=PATIENCE,
            output_hook=lambda message: heard.append(message["content"].get("text", "")),
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return json.loads("".join(heard))

    page.wait_for_function(CONNECTED)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".opt-live .of-root .of-band")
    page.locator(".opt-live").nth(1).locator(".of-band").first.wait_for()
    yield page, python
    client.stop_channels()
    context.close()
    assert broken == []


def figure(page, index=0):
    return page.locator(".opt-live").nth(index)


# 손잡이 자신의 값은 빼고, 그림이 보여 주는 것 전부.
SHOWN = """node => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("input, select, [aria-live]").forEach((part) => part.remove());
    return copy.innerHTML;
}"""


@pytest.mark.parametrize("name", CHANGES)
def test_every_figure_works(lab, name):
    """어느 그림이든 노트북에서 그려지고, 파이썬과 손잡이가 서로를 움직인다."""
    page, python = lab
    change, handle, trait = CHANGES[name]
    own = page.locator(".widget-vbox .opt-live").nth(list(CHANGES).index(name))
    own.scroll_into_view_if_needed()
    own.locator("svg path").first.wait_for(state="attached")
    assert own.get_by_role("alert").count() == 0
    before = own.evaluate(SHOWN)
    python(f"shown[{name!r}].{change}\n0")
    wait_for(lambda: own.evaluate(SHOWN) != before)
    value = f"shown[{name!r}].{trait}"
    was = python(value)
    own.get_by_role("slider", name=handle, exact=True).focus()
    page.keyboard.press("ArrowRight")
    wait_for(lambda: python(value) != was)


def test_slider_in_the_browser_changes_the_trait(lab):
    page, python = lab
    slider = figure(page).get_by_role("slider", name="학습률 η")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    wait_for(lambda: python("fig.lr") > 0.05)
    shown = figure(page).locator(".of-side .of-slider output").first
    wait_for(lambda: shown.text_content() == f"{python('fig.lr'):.4g}")
    assert python("fig.hyper['GD']['lr'] == fig.lr")


def test_typed_number_reaches_python_and_not_the_notebook(lab):
    """적는 칸에 쓴 글자는 셀을 바꾸는 단축키가 되지 않는다."""
    page, python = lab
    cells = page.locator(".jp-Cell").count()
    entry = figure(page).get_by_role("textbox", name="학습률 η 값")
    entry.focus()
    page.keyboard.type("0.08")
    page.keyboard.press("Enter")
    wait_for(lambda: python("fig.lr") == 0.08)
    assert page.locator(".jp-Cell").count() == cells


def test_arrow_keys_stay_in_the_figure(lab):
    """출발점을 화살표로 옮겨도 JupyterLab의 셀은 그대로다."""
    page, python = lab
    figure(page).locator(".of-status").first.click()
    cells = "[...document.querySelectorAll('.jp-Cell')]"
    active = f"{cells}.findIndex((cell) => cell.matches('.jp-mod-active'))"
    before, start = page.evaluate(active), python("fig.start")
    figure(page).get_by_role("slider", name="출발점").focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    wait_for(lambda: python("fig.start") != start)
    assert page.evaluate(active) == before


def test_trait_from_python_moves_the_figure(lab):
    page, python = lab
    python("fig.lr = 0.02\nfig.step = 7\nfig.step")
    own = figure(page)
    wait_for(lambda: own.locator(".of-side .of-slider output").first.text_content() == "0.02")
    wait_for(lambda: own.locator(".of-playback output").first.text_content() == "7 / 30걸음")
    python("fig.panels = ['calculation']\n0")
    wait_for(lambda: "GD의 7번째 걸음" in own.locator(".of-lead").text_content())


def test_own_rule_is_computed_again(lab):
    """브라우저에서 출발점을 옮기면 독자의 규칙을 파이썬이 다시 계산해 보낸다."""
    page, python = lab
    python("fig.panels = ['calculation']\n0")
    before = python("fig.recorded['Half']['x'][1]")
    figure(page).get_by_role("slider", name="출발점").focus()
    page.keyboard.press("ArrowUp")
    wait_for(lambda: python("fig.recorded['Half']['x'][1]") != before)
    python("fig.selected = 'Half'\n0")
    wait_for(lambda: "직접 만든 규칙" in figure(page).locator(".of-lead").text_content())
    slider = figure(page).get_by_role("slider", name="학습률 η")
    wait_for(slider.is_enabled)
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait_for(lambda: python("fig.hyper['Half']['lr'] > 0.05"))
    length = "float(np.linalg.norm(np.diff(fig.recorded['Half']['x'][:2], axis=0)))"
    assert python(length) == pytest.approx(python("fig.hyper['Half']['lr']") / 2, rel=1e-4)


def test_jslink_and_hbox_compose(lab):
    page, python = lab
    box = page.locator(".widget-hbox", has=page.locator(".opt-live"))
    box.wait_for()
    python("knob.value = 0.1\n0")
    shown = figure(page, 1).locator(".of-side .of-slider output").first
    wait_for(lambda: shown.text_content() == "0.1")
    # FloatSlider는 놓인 값을 제 눈금(0.01 + 0.01k)에서 가장 가까운 실수로 고쳐 놓는다.
    linked = ("knob.value", "other.lr", "other.hyper['Momentum']['lr']")
    near = "all(abs(value - {}) < 1e-9 for value in (" + ", ".join(linked) + "))"
    wait_for(lambda: python(near.format(0.1)))
    entry = figure(page, 1).get_by_role("textbox", name="학습률 η 값")
    entry.fill("0.15")
    entry.press("Enter")
    wait_for(lambda: python(near.format(0.15)))


def test_dark_theme(lab):
    page, _ = lab
    ink = "getComputedStyle(document.querySelector('.opt-live')).color"
    light = page.evaluate(ink)
    page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")

    def brightness(color):
        return sum(map(int, re.findall(r"\d+", color)[:3]))

    assert brightness(light) < 300
    wait_for(lambda: brightness(page.evaluate(ink)) > 500)
