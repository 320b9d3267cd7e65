"""만든 책의 모든 쪽을 Lighthouse의 휴대전화 설정으로 잰다. 먼저 `make book`을 해 둔다.

    python tests/benchmarks/bench_lighthouse.py               # 모든 쪽
    python tests/benchmarks/bench_lighthouse.py --runs 3      # 쪽마다 세 번 재어 가운데 값

Node.js와 Chromium이 있어야 하고, Lighthouse는 npx가 받는다. 기계가 다른 일로 바쁘면
빠르기 점수가 낮게 나온다.
"""

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from bench_site import SITE, Gzip, installed_browser, page_names

LIGHTHOUSE = "lighthouse@13.5.0"
CHROME = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
SCORES = ("performance", "accessibility", "best-practices", "seo")


def audit(address):
    """한 쪽을 한 번 재어 (네 점수, LCP 초, CLS, 떨어진 항목)을 돌려준다."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"),
                f"--output-path={report}",
                f"--chrome-flags={' '.join(CHROME)}",
                f"--only-categories={','.join(SCORES)}",
            ],
            check=True,
            env=os.environ | {"CHROME_PATH": installed_browser()},
        )
        found = json.loads(report.read_text(encoding="utf-8"))
    scores = [round(100 * found["categories"][name]["score"]) for name in SCORES]
    audits = found["audits"]
    failed = [
        name
        for kind in SCORES[1:]
        for name in (ref["id"] for ref in found["categories"][kind]["auditRefs"] if ref["weight"])
        if audits[name]["score"] not in (None, 1)
    ]
    lcp = audits["largest-contentful-paint"]["numericValue"] / 1000
    return scores, lcp, audits["cumulative-layout-shift"]["numericValue"], failed


def main():
    parser = argparse.ArgumentParser(description="Lighthouse로 책을 잰다.")
    parser.add_argument("--runs", type=int, default=1, help="쪽마다 재는 횟수")
    parser.add_argument("pages", nargs="*", help="book/01_derivative처럼. 없으면 모든 쪽")
    options = parser.parse_args()
    handler = functools.partial(type("Quiet", (Gzip,), {"sent": []}), directory=str(SITE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'쪽':<26} 빠르기 접근성 관행 검색   LCP(s)    CLS")
    for name in options.pages or page_names():
        address = f"http://127.0.0.1:{server.server_port}/{name}.html"
        runs = [audit(address) for _ in range(options.runs)]
        scores = [statistics.median(run[0][i] for run in runs) for i in range(len(SCORES))]
        lcp, shift = (statistics.median(run[i] for run in runs) for i in (1, 2))
        print(f"{name:<26}" + "".join(f"{score:6.0f}" for score in scores), end="")
        print(f"{lcp:9.2f}{shift:9.4f}", *runs[0][3], flush=True)
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
