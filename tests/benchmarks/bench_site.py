"""책을 만드는 시간, 시험하는 시간, 쪽마다 처음 받는 양을 잰다.

    python tests/benchmarks/bench_site.py           # 모두. 설치부터 하므로 몇 분
    python tests/benchmarks/bench_site.py --bytes   # 지금 _build/html의 쪽마다 받는 양만

양은 gzip으로 보내는 서버에서 Chromium이 실제로 받은 것이다.
"""

import argparse
import functools
import gzip
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_scripts"))
from chromium import ARGUMENTS, installed_browser

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
KINDS = {
    ".html": "쪽",
    ".css": "스타일",
    ".js": "스크립트",
    ".woff2": "글꼴",
    ".png": "그림",
    ".svg": "그림",
}


def timed(title, *command, cwd):
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    print(f"{title:<30} {time.perf_counter() - start:7.1f} s", flush=True)


def measure_times():
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        timed("복제", "git", "clone", "-q", str(ROOT), str(clone), cwd=ROOT)
        timed("make book, 빈 복제본에서", "make", "book", cwd=clone)
        timed("make book, 바뀐 것 없이", "make", "book", cwd=clone)
        chapter = next((clone / "book").glob("01_*.ipynb"))
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace("습니다.", "습니다. ", 1), encoding="utf-8")
        timed("make book, 한 장을 고치고", "make", "book", cwd=clone)
        chapter.write_text(text, encoding="utf-8")
        timed("make test, 처음(설치 포함)", "make", "test", cwd=clone)
        timed("make test, 다시", "make", "test", cwd=clone)


class Gzip(SimpleHTTPRequestHandler):
    """글로 된 파일을 gzip으로 보내고, 보낸 양을 적는다."""

    sent = None  # 받는 쪽이 넘기는 목록: (경로, 원래 크기, 보낸 크기)

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        raw = path.read_bytes()
        packed = path.suffix in {".html", ".css", ".js", ".svg", ".json"}
        body = gzip.compress(raw, 6) if packed else raw
        self.sent.append((path, len(raw), len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def page_names():
    """차례에 실린 쪽들과 찾기 쪽."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"]), "search"]


def measure_bytes():
    from playwright.sync_api import sync_playwright

    sent = []
    handler = functools.partial(type("Handler", (Gzip,), {"sent": sent}), directory=str(SITE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kinds = sorted(set(KINDS.values()))
    print(f"\n{'처음 받는 양 (KB, gzip)':<34}{'모두':>7}{'펼치면':>7}{'요청':>5}", end="")
    print("".join(f"{kind:>7}" for kind in kinds))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=ARGUMENTS)
        for name in page_names():
            sent.clear()
            context = browser.new_context(viewport={"width": 360, "height": 740})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
            page.wait_for_load_state("networkidle")
            context.close()
            by_kind = Counter()
            for path, _, size in sent:
                by_kind[KINDS.get(path.suffix, "그림")] += size
            raw, packed = (sum(item[i] for item in sent) for i in (1, 2))
            print(f"{name:<34}{packed / 1024:9.0f}{raw / 1024:9.0f}{len(sent):7}", end="")
            print("".join(f"{by_kind[kind] / 1024:9.0f}" for kind in kinds))
        browser.close()
    server.shutdown()


def main():
    parser = argparse.ArgumentParser(description="책을 만드는 시간과 쪽의 무게를 잰다.")
    parser.add_argument("--bytes", action="store_true", help="지금 만들어진 책의 무게만 잰다")
    options = parser.parse_args()
    if not options.bytes:
        measure_times()
    measure_bytes()


if __name__ == "__main__":
    main()
