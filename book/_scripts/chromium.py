"""컴퓨터에 있는 Chromium을 찾는다. PDF, README의 그림, 시험, 벤치마크가 함께 쓴다."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# 바깥으로 말을 걸지 않는 브라우저. 컨테이너의 root로도 뜬다.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
]


def installed_browser():
    """Chromium의 자리. 없으면 None이고, Playwright가 받아 둔 것을 쓴다."""
    return next(filter(None, map(shutil.which, NAMES)), None)
