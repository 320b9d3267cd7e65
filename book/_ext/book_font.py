"""책에 쓰인 글자만 남긴 웹 글꼴을 만든다.

프리텐다드 가변 글꼴(2 MB)에서 쪽과 그림과 찾기에 나오는 글자만 남기면 백 KB 남짓이고,
수식의 글꼴은 수식에 나오는 글자만 남기면 절반이 된다. 쓰인 글자가 바뀔 때만 다시 만든다.
"""

import hashlib
import html
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

VENDOR = Path(__file__).resolve().parents[1] / "_vendor"
SOURCE = VENDOR / "pretendard" / "PretendardVariable.woff2"
FORMULA_SOURCES = sorted((VENDOR / "katex" / "page" / "fonts").glob("*.woff2"))
TARGET = Path("_static") / "fonts" / "Pretendard.woff2"
FORMULA_FOLDER = Path("_static") / "katex" / "fonts"
SCRIPTS = ("_static/book.js", "_static/search.js", "_static/figures/figures.js")
NOT_TEXT = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
# KaTeX는 글자를 언제나 이런 이름의 요소에 바로 적는다.
FORMULA = re.compile(
    r'<span class="(?:m(?!ath )|op-symbol|delimsizing|delim-|text|amsrm|boldsymbol|sizing)'
    r"[^>]*>([^<]+)"
)
WEIGHTS = (400, 700)


def used_characters(root):
    """쪽의 글과, 스크립트가 화면에 적는 글의 글자. ASCII는 모두 넣는다."""
    characters = set(map(chr, range(0x20, 0x7F)))
    for page in root.rglob("*.html"):
        characters.update(html.unescape(NOT_TEXT.sub("", page.read_text(encoding="utf-8"))))
    for name in SCRIPTS:
        characters.update((root / name).read_text(encoding="utf-8"))
    return sorted(character for character in characters if character.isprintable())


def formula_characters(root):
    """수식에 쓰인 글자."""
    characters = set()
    for page in root.rglob("*.html"):
        for text in FORMULA.findall(page.read_text(encoding="utf-8")):
            characters.update(html.unescape(text))
    return sorted(characters)


def keep_only(font, characters, features):
    options = subset.Options()
    options.layout_features = features
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)


def make_font(characters, target):
    with TTFont(SOURCE) as font:
        keep_only(font, characters, ["kern", "calt", "ccmp", "locl"])
        small = instantiateVariableFont(font, {"wght": WEIGHTS})
        small.flavor = "woff2"
        small.save(target)


def make_formula_fonts(characters, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for source in FORMULA_SOURCES:
        with TTFont(source) as font:
            keep_only(font, characters, ["*"])
            font.save(folder / source.name)


def write_fonts(app, error):
    if error or app.builder.format != "html":
        return
    root = Path(app.outdir)
    (root / TARGET).parent.mkdir(parents=True, exist_ok=True)
    for target, sources, characters, make in (
        (root / TARGET, [SOURCE], used_characters(root), make_font),
        (root / FORMULA_FOLDER, FORMULA_SOURCES, formula_characters(root), make_formula_fonts),
    ):
        digest = hashlib.sha256("".join(characters).encode())
        for source in sources:
            digest.update(source.read_bytes())
        stamp = Path(app.doctreedir) / f"{target.name}.txt"
        if target.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
            continue
        make(characters, target)
        stamp.write_text(digest.hexdigest())


def setup(app):
    app.connect("build-finished", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
