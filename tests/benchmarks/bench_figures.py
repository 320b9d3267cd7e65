"""손잡이를 움직이고 그림이 그려지기까지 걸리는 시간.

    python tests/benchmarks/bench_figures.py

같은 그림(아홉 방법, 200걸음)을 두 길로 잰다. 기준은 중앙값 16 ms, CPU가 4배 느리면 50 ms다.

- 이 책의 그림: 브라우저에서 input 이벤트를 낸 때부터 그 프레임이 그려진 뒤까지. 그리기가 끝난 때는
  requestAnimationFrame 안에서 보낸 MessageChannel의 소식이 도착한 때다(렌더링이 끝나야 온다).
  그래서 이벤트가 다음 프레임의 시작을 기다린 시간(60 Hz에서 0–16.7 ms)은 빼고 적고, 따로도 적는다.
  다른 프로그램이 바쁜 컴퓨터에서는 이 시간이 몇 배로 는다. 그래서 그동안 주 스레드가 쓴 CPU 시간
  (스크립트, 스타일, 레이아웃, 칠하기)을 먼저 적는다. 「빈손」은 값을 바꾸지 않고 프레임만 기다린
  것으로, 다른 줄에도 들어 있는 재는 일 자체의 몫이다.
- ipywidgets.interact와 matplotlib: 같은 경로를 계산하고 그려 PNG를 만드는 콜백 한 번. 커널과 화면을
  오가는 시간은 빼 준 셈이다.
"""

import io
import os
import statistics
import sys
import time
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_scripts"))
from chromium import ARGUMENTS, installed_browser

from lib import plotting
from lib.landscapes import ravine
from lib.optimizers import GD, NAG, AdaGrad, Adam, AdamW, Lion, Momentum, Nadam, RMSProp
from lib.training import minimize
from lib.widgets import LandscapeExplorer
from lib.widgets._figure import STATIC

STEPS = 200
REPEATS = 120
CONTROLS = {
    "걸음": ".of-playback input[type=range]",
    "학습률": ".of-side input[type=range]",
    "조건수(등고선도)": ".of-main .of-sliders input[type=range]",
}
WARM_UP = 20
MOVE = """async ([selector, i, repeats, moving]) => {
    const input = document.querySelector(selector);
    const [low, high] = [Number(input.min), Number(input.max)];
    const painted = () => new Promise((done) => requestAnimationFrame((start) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done([start, performance.now()]);
        channel.port2.postMessage(null);
    }));
    const place = low + (high - low) * (0.3 + 0.4 * ((i * 37) % repeats) / repeats);
    if (moving) input.value = place;
    const before = performance.now();
    if (moving) input.dispatchEvent(new Event("input", { bubbles: true }));
    const handled = performance.now();
    const [start, end] = await painted();
    return [handled - before + end - Math.max(start, handled), end - before];
}"""


def busy(cpu):
    """주 스레드가 지금까지 일한 CPU 시간(ms)."""
    metrics = cpu.send("Performance.getMetrics")["metrics"]
    return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def measure(page, cpu, selector, moving=True):
    """움직일 때마다의 [CPU 시간, 처리와 그리기, 기다린 시간까지]."""
    times = []
    for i in range(REPEATS):
        before = busy(cpu)
        waited = page.evaluate(MOVE, [selector, i, REPEATS, moving])
        times.append([busy(cpu) - before, *waited])
    return zip(*times[WARM_UP:], strict=True)


def median_and_p95(times):
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(0.95 * len(ordered))]


def report(name, times):
    median, p95 = median_and_p95(times)
    print(f"  {name:<26} 중앙값 {median:6.1f} ms   95% {p95:6.1f} ms")


def optimizers():
    quick = [GD(lr=0.05), Momentum(lr=0.02), NAG(lr=0.02)]
    return [*quick, *(rule(lr=0.1) for rule in (AdaGrad, RMSProp, Adam, Nadam, AdamW, Lion))]


def open_figure(browser, figure):
    """그림 하나만 있는 쪽과, 주 스레드의 CPU 시간을 읽는 길."""
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.set_content(f"<!doctype html><title>재기</title>{figure.to_html()}")
    page.add_style_tag(path=str(STATIC / "figures.css"))
    page.add_script_tag(path=str(STATIC / "figures.js"))
    page.wait_for_selector(".of-root")
    cpu = page.context.new_cdp_session(page)
    cpu.send("Performance.enable", {"timeDomain": "threadTicks"})
    return page, cpu


def browser_times():
    figure = LandscapeExplorer("ravine", optimizers(), steps=STEPS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        page, cpu = open_figure(browser, figure)
        for rate in (1, 4):
            cpu.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            print(f"이 책의 그림, CPU {rate}배 느리게")
            used, *_ = measure(page, cpu, CONTROLS["걸음"], moving=False)
            report("빈손: CPU 시간", used)
            for name, selector in CONTROLS.items():
                used, work, total = measure(page, cpu, selector)
                report(f"{name}: CPU 시간", used)
                report(f"{name}: 처리와 그리기", work)
                report(f"{name}: 프레임을 기다린 시간까지", total)
        browser.close()


def matplotlib_times(repeats=15):
    mpl.use("agg")
    plotting.use_book_style()
    times = []
    for k in range(repeats):
        start = time.perf_counter()
        ground = ravine(condition=20 + k)
        runs = [(opt, minimize(ground, ground.start, opt, STEPS)) for opt in optimizers()]
        traces = {type(opt).__name__: trace for opt, trace in runs}
        figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6))
        plotting.plot_contour(ground, traces, ax=left)
        plotting.plot_loss(traces, ax=right)
        figure.savefig(io.BytesIO(), format="png")
        plt.close(figure)
        times.append(1000 * (time.perf_counter() - start))
    print("interact + matplotlib")
    report("콜백 한 번(계산, 그리기, PNG)", times[2:])


if __name__ == "__main__":
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "모름"
    print(f"아홉 방법 × {STEPS}걸음, {REPEATS}번씩. CPU {os.cpu_count()}개, 부하 {load}")
    browser_times()
    matplotlib_times()
