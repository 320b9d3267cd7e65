"""책에 쓰인 글자만 남긴 웹 글꼴을 만든다.

프리텐다드 가변 글꼴(2 MB)에서 쪽과 그림과 찾기에 나오는 글자만 남기면 백 KB 남짓이다.
쓰인 글자가 바뀔 때만 다시 만든다.
"""

import hashlib
import html
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SOURCE = Path(__file__).resolve().parents[1] / "_vendor" / "pretendard" / "PretendardVariable.woff2"
TARGET = Path("_static") / "fonts" / "Pretendard.woff2"
SCRIPTS = ("_static/book.js", "_static/search.js", "_static/figures/figures.js")
NOT_TEXT = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
WEIGHTS = (400, 700)


def used_characters(root):
    """쪽의 글과, 스크립트가 화면에 적는 글의 글자. ASCII는 모두 넣는다."""
    characters = set(map(chr, range(0x20, 0x7F)))
    for page in root.rglob("*.html"):
        characters.update(html.unescape(NOT_TEXT.sub("", page.read_text(encoding="utf-8"))))
    for name in SCRIPTS:
        characters.update((root / name).read_text(encoding="utf-8"))
    return sorted(character for character in characters if character.isprintable())


def make_font(characters, target):
    options = subset.Options()
    options.layout_features = ["kern", "calt", "ccmp", "locl"]
    with TTFont(SOURCE) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        small = instantiateVariableFont(font, {"wght": WEIGHTS})
        small.flavor = "woff2"
        small.save(target)


def write_font(app, error):
    if error or app.builder.format != "html":
        return
    root = Path(app.outdir)
    characters = used_characters(root)
    text = "".join(characters).encode() + SOURCE.read_bytes()
    stamp = Path(app.doctreedir) / "font.txt"
    key = hashlib.sha256(text).hexdigest()
    target = root / TARGET
    if target.exists() and stamp.exists() and stamp.read_text() == key:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    make_font(characters, target)
    stamp.write_text(key)


def setup(app):
    app.connect("build-finished", write_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
