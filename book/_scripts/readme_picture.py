"""README의 그림을 다시 찍는다: 만든 책의 첫 쪽에 있는 움직이는 그림.

make book 뒤에, 그림의 모양이 바뀌었을 때 사람이 실행한다. 시험에 드는 것과 Chromium이 있어야 한다.

    python book/_scripts/readme_picture.py
"""

import io
from pathlib import Path

from build_book import ROOT, SITE
from chromium import ARGUMENTS, installed_browser
from PIL import Image
from playwright.sync_api import sync_playwright

TARGET = ROOT / "book" / "_static" / "figure.png"


def take(page: Path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        view = {"width": 1280, "height": 1100}
        tab = browser.new_page(viewport=view, device_scale_factor=1.5, color_scheme="light")
        tab.goto(page.as_uri())
        figure = tab.locator("figure.opt-figure").first
        figure.scroll_into_view_if_needed()
        figure.locator("input[type=range]").first.wait_for()
        tab.wait_for_timeout(500)
        picture = figure.screenshot()
        browser.close()
    return picture


def main():
    picture = Image.open(io.BytesIO(take(SITE / "book" / "intro.html"))).convert("RGB")
    # 색을 128가지로 줄이면 크기가 4분의 1이 된다.
    picture.quantize(128).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
