"""손잡이 하나를 움직일 때 브라우저의 주 스레드가 쓰는 CPU 시간.

    python tests/benchmarks/bench_figures_more.py

회귀, 안정 지도, 모멘트, 감쇠, 스케줄, 학습 기록의 손잡이마다 값을 60번 바꾸고, 바꿀 때마다 다음
프레임이 그려지기를 기다린다. 스크립트, 스타일, 레이아웃에 쓴 시간을 모두 더해 횟수로 나눈다.
스레드의 CPU 시간이라 다른 프로그램이 바쁜 컴퓨터에서도 덜 흔들린다. CPU가 4배 느리면 이 값의 4배로
본다. 기준은 16 ms와 50 ms다.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_scripts"))
from bench_figures import busy, open_figure
from chromium import ARGUMENTS, installed_browser

from lib.widgets import (
    DecayExplorer,
    MomentExplorer,
    RegressionExplorer,
    ScheduleDesigner,
    StabilityMap,
    TrainingViewer,
)

REPEATS = 60
# 저마다 가장 무거운 꼴
FIGURES = (
    RegressionExplorer(batch_size=1),
    StabilityMap("NAG", condition=30),
    MomentExplorer("noisy", steps=200),
    DecayExplorer(),
    ScheduleDesigner("warm_restarts", optimizer="Adam"),
    TrainingViewer(),
)
MOVE = """async ([number, repeats]) => {
    const input = document.querySelectorAll(".of-root input[type=range]")[number];
    const [low, high] = [Number(input.min), Number(input.max)];
    for (let i = 0; i < repeats; i += 1) {
        input.value = low + (high - low) * (0.2 + 0.6 * ((i * 37) % repeats) / repeats);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = done;
            channel.port2.postMessage(null);
        }));
    }
}"""


def measure(browser, figure):
    page, cpu = open_figure(browser, figure)
    print(type(figure).__name__)
    sliders = page.locator(".of-root input[type=range]")
    for number in range(sliders.count()):
        if not sliders.nth(number).is_visible():
            continue
        name = sliders.nth(number).evaluate(
            "node => node.labels[0]?.textContent ?? node.getAttribute('aria-label')"
        )
        page.evaluate(MOVE, [number, REPEATS])  # 몸풀기: 스크립트가 기계어로 바뀔 때까지
        before = busy(cpu)
        page.evaluate(MOVE, [number, REPEATS])
        each = (busy(cpu) - before) / REPEATS
        print(f"  {name:<20} {each:6.1f} ms   (4배 느리면 {4 * each:5.1f} ms)")
    page.close()


def main():
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "모름"
    print(f"CPU {os.cpu_count()}개, 부하 {load}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        for figure in FIGURES:
            measure(browser, figure)
        browser.close()


if __name__ == "__main__":
    main()
