"""책 밖으로 나가는 고리를 모아 살아 있는지 살핀다. 인터넷이 있는 곳에서 사람이 손으로 실행한다.

    python book/_scripts/check_links.py            # 물어보고 날짜를 적는다
    python book/_scripts/check_links.py --list     # 묻지 않고 목록만 새로 한다

book/_data/links.csv에 고리마다 마지막으로 확인한 날과 답을 적는다. 확인한 적이 없으면 비워 둔다.
"""

import csv
import datetime
import sys
import urllib.error
import urllib.request
from html.parser import HTMLParser

import build_book

LIST = build_book.ROOT / "book" / "_data" / "links.csv"
FIELDS = ("고리", "확인한 날", "답")


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        address = dict(attributes).get("href") or ""
        if tag == "a" and address.startswith(("http://", "https://")):
            self.found.add(address)


def external_links(site):
    """만든 책의 모든 쪽에서 밖으로 나가는 고리."""
    reader = Links()
    for page in sorted(site.rglob("*.html")):
        reader.feed(page.read_text(encoding="utf-8"))
    return sorted(reader.found)


def listed():
    if not LIST.exists():
        return {}
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["고리"]: row for row in csv.DictReader(file)}


def ask(address):
    """서버의 답: 상태 코드, 또는 닿지 못한 까닭."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError as error:
        return f"닿지 못함: {error}"


def main():
    before = listed()
    rows = []
    for address in external_links(build_book.SITE):
        row = before.get(address, dict.fromkeys(FIELDS, "") | {"고리": address})
        if "--list" not in sys.argv[1:]:
            row |= {"확인한 날": datetime.date.today().isoformat(), "답": ask(address)}
            print(row["답"], address)
        rows.append(row)
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
