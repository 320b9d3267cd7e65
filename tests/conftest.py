"""시험들이 함께 쓰는 것: 진짜 브라우저 하나."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from chromium import ARGUMENTS, installed_browser
from filelock import FileLock
from playwright.sync_api import Error, sync_playwright

JS = Path(__file__).resolve().parents[1] / "lib" / "widgets" / "js"


def unavailable(reason):
    """개발자의 컴퓨터에서는 건너뛰고, CI에서는 실패한다."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    """Playwright로 부리는 Chromium."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=installed_browser(), args=ARGUMENTS
            )
        except Error:
            unavailable("Chromium을 찾지 못해 브라우저 시험을 하지 못합니다.")
        yield chromium
        chromium.close()


def _packages(lock):
    """package-lock.json이 적은 묶음과 판. 다른 운영 체제의 것은 뺀다."""
    listed = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    needed = {name: about for name, about in listed.items() if name and not about.get("optional")}
    return {name: about["version"] for name, about in needed.items()}


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory):
    """그림의 스크립트를 묶고 살피는 npm 묶음들의 폴더. 없거나 목록과 다르면 받는다."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        unavailable("Node.js가 없어 그림의 스크립트를 살피지 못합니다.")
    folder = JS / "node_modules"
    installed = folder / ".package-lock.json"
    with FileLock(tmp_path_factory.getbasetemp().parent / "npm.lock"):
        if not installed.exists() or _packages(installed) != _packages(JS / "package-lock.json"):
            done = subprocess.run(["npm", "ci"], cwd=JS, capture_output=True, text=True)
            if done.returncode:
                unavailable(f"npm ci가 실패했습니다: {done.stderr}")
    return folder
