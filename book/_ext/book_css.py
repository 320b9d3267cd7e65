"""쪽에 싣는 스타일을 하나로 모으고, 책이 쓰지 않는 규칙을 덜어 낸다.

테마의 스타일은 400 KB가 넘지만 책이 쓰는 것은 그 오분의 일이다. 다 만든 쪽들에서 쓰인 클래스와
아이디를 모으고, 그 밖의 이름을 부르는 선택자를 지운다. 수식과 그림과 책의 스타일은
줄이지 않고 붙인다.
"""

import re
from pathlib import Path

import tinycss2

THEME = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
)
OWN = ("katex/katex.min.css", "figures/figures.css", "book.css")
BUNDLE = "style.css"
ATTRIBUTE = re.compile(r'\b(class|id)="([^"]*)"')
# 스크립트가 나중에 붙이는 이름
LATER = frozenset({"active", "pst-sidebar-hidden", "copy-code"})
GROUP = re.compile(r":(?:not|is|where|has)\([^()]*(?:\([^()]*\)[^()]*)*\)")
BRACKETS = re.compile(r"\[[^\]]*\]")
NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")


def used_names(pages):
    """쪽들에서 쓰인 클래스와 아이디."""
    names = set(LATER)
    for page in pages:
        for _, value in ATTRIBUTE.findall(page.read_text(encoding="utf-8")):
            names.update(value.split())
    return names


def is_used(selector, names):
    """선택자가 부르는 이름이 모두 쓰이는가. :not()처럼 고르지 않는 묶음은 따지지 않는다."""
    bare = BRACKETS.sub("", GROUP.sub("", selector))
    return {name.replace("\\", "") for name in NAME.findall(bare)} <= names


def split_selectors(prelude):
    """쉼표로 나뉜 선택자들. 괄호 속의 쉼표에서는 나누지 않는다."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def without_unused(text, names):
    """스타일 글에서 쓰이지 않는 규칙과 글꼴 선언을 뺀다."""
    kept = []
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = split_selectors(rule.prelude)
            used = [selector for selector in selectors if is_used(selector, names)]
            if used:
                kept.append(f"{','.join(used)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = without_unused(tinycss2.serialize(rule.content), names)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword not in {"font-face", "charset"}:
            kept.append(rule.serialize())
    return "\n".join(kept)


def theme_styles(static):
    """테마의 스타일 파일들, 읽히는 차례대로."""
    return [static / name for name in THEME] + sorted(static.glob("mystnb.*.css"))


def at_root(static, name):
    """줄이지 않는 스타일. 글꼴의 자리를 묶음의 자리에서 본 것으로 고친다."""
    text = (static / name).read_text(encoding="utf-8")
    folder = name.rpartition("/")[0]
    return text.replace("url(fonts/", f"url({folder}/fonts/") if folder else text


def bundle(app, error):
    if error or app.builder.format != "html":
        return
    root = Path(app.outdir)
    static = root / "_static"
    names = used_names(sorted(root.rglob("*.html")))
    theme = [path.read_text(encoding="utf-8") for path in theme_styles(static)]
    lean = [without_unused(text, names) for text in theme]
    own = [at_root(static, name) for name in OWN]
    (static / BUNDLE).write_text("\n".join([*lean, *own]), encoding="utf-8")


def setup(app):
    # 테마가 같은 때에 pygments.css를 고쳐 쓰므로 그 뒤에 한다.
    app.connect("build-finished", bundle, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
