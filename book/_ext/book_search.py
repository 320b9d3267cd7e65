"""찾기: 우리말의 조사와 어미를 걷어 낸 색인을 만든다.

Sphinx의 찾기는 한글을 띄어쓰기로만 끊어 '미분은'과 '미분'을 다른 말로 본다. 여기서는 형태소 분석기
Kiwi가 낱말을 가려내 search-index.js에 적고, book/_static/search.js가 그것을 읽는다.
색인은 스크립트라서 디스크에서 연 책에서도 찾아진다.
"""

import csv
import functools
import json
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from kiwipiepy import Kiwi
from sphinx.addnodes import pending_xref

DATA = Path(__file__).resolve().parents[1] / "_data"
# 이름씨와 그에 붙는 것, 로마자, 수. 띄어 쓰지 않고 이어지면 한 낱말이다(학습+률, 경사+하강+법).
NOUN = ("NN", "NR", "XSN", "XPN", "XR", "SL", "SH", "SN")
VERB = ("VV", "VA")
HANGUL = re.compile("[가-힣]+")
APPENDIX = 0.25  # 부록은 모든 낱말을 담고 있어, 그대로 세면 설명하는 장보다 앞선다
EXCERPT = 1_500  # 한 절에서 보기글로 실을 글자 수의 한도. 낱말은 글 전체에서 센다
# 색인에 넣지 않는 마디: 코드, 실행 결과, 스크립트
SKIPPED = (nodes.literal_block, nodes.raw, nodes.comment, nodes.image, nodes.system_message)
CITATION = re.compile(r"([a-z]+)(\d{4})[a-z]*")
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eta": "η", "theta": "θ", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "epsilon": "ε",
    "varepsilon": "ε", "nabla": "∇", "partial": "∂", "le": "≤", "ge": "≥", "approx": "≈",
    "times": "×", "cdot": "·", "pm": "±", "infty": "∞", "to": "→",
}  # fmt: skip


# ── 글에서 낱말로 ──────────────────────────────────────────────────


def terms_table():
    with (DATA / "terms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spellings(cell):
    """용어표 한 칸의 낱말들. 괄호 속은 따로 떼어 낸다: '확률적 경사하강법(SGD)'는 둘이다."""
    parts = re.split(r"[|()]", cell or "")
    return [part.strip() for part in parts if part.strip()]


@functools.cache
def analyser():
    """책의 용어를 한 낱말로 아는 형태소 분석기."""
    kiwi = Kiwi(num_workers=1)
    for row in terms_table():
        for word in " ".join(spellings(row["쓰는 말"])).split():
            kiwi.add_user_word(word, "NNP")
    return kiwi


def words_of(text):
    """글에 든 낱말의 수와, 낱말 뒤에 붙은 꼬리(조사와 어미)를 센다."""
    words, tails = Counter(), Counter()
    for run in glued(analyser().tokenize(text)):
        start = 0
        while start < len(run):
            end = start
            while end < len(run) and run[end].tag.startswith(NOUN):
                end += 1
            nouns = run[start:end]
            if nouns:
                parts = [t.form for t in nouns if len(t.form) > 1 and not t.tag.startswith("SN")]
                whole = text[nouns[0].start : nouns[-1].end]
                words.update({part.lower() for part in (*parts, whole) if len(part) > 1})
            elif run[start].tag.startswith(VERB) and len(run[start].form) > 1:
                # 줄기와, '멈출'처럼 줄기와 한 글자로 붙은 꼴을 함께 적는다.
                words.update({run[start].form, text[run[start].start : run[-1].end]})
            last = max(end, start + 1)
            tail = HANGUL.fullmatch(text[run[last - 1].end : run[-1].end])
            if tail and run[last - 1].tag.startswith((*NOUN, *VERB)):
                tails[tail[0]] += 1
            start = last
    return words, tails


def glued(tokens):
    """띄어쓰기와 문장 부호에서 끊은 토막들."""
    run = []
    for token in tokens:
        # 'ㄹ까'처럼 앞 글자의 받침인 어미는 앞 토막과 겹친다.
        if run and (token.start > run[-1].end or token.tag.startswith(("SF", "SP", "SS", "SW"))):
            yield run
            run = []
        if not token.tag.startswith(("SF", "SP", "SS", "SW", "SE", "SO")):
            run.append(token)
    if run:
        yield run


# ── 원고에서 글로 ──────────────────────────────────────────────────


def plain_formula(tex):
    """짧은 수식은 글자로 적고 긴 것은 줄임표로 둔다."""
    tex = re.sub(r"\\(?:mathrm|text|boldsymbol|operatorname|hat|bar|tilde|left|right)\b", "", tex)
    tex = re.sub(r"\\([A-Za-z]+)", lambda found: LETTERS.get(found[1], "\\"), tex)
    tex = re.sub(r"[{}\s]|\\[,;! ]", "", tex)
    return "…" if "\\" in tex or len(tex) > 24 else tex


def plain_reference(node):
    """번호는 모든 쪽을 읽은 뒤에야 정해지므로 종류만 적는다. 인용의 열쇠는 성과 해다."""
    if node.get("refdomain") == "cite":
        cited = CITATION.findall(node["reftarget"])
        return ", ".join(f"{name.capitalize()} ({year})" for name, year in cited)
    return {"numref": "그림", "eq": "식"}.get(node["reftype"], "")


def plain_text(node):
    """절 하나의 글. 그 아래 절의 글은 뺀다."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.math, nodes.math_block)):
        return plain_formula(node.astext())
    if isinstance(node, (*SKIPPED, nodes.section, nodes.title)):
        return ""
    if isinstance(node, pending_xref) and not node.get("refexplicit"):
        return plain_reference(node)
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output":
        return ""
    inner = "".join(map(plain_text, node.children))
    return inner + "\n" if isinstance(node, (nodes.Body, nodes.Part)) else inner


def title_text(section):
    title = section.next_node(nodes.title)
    return "".join(plain_text(child) for child in title.children).strip()


def collect(app, doctree):
    """쪽의 절을 모아 낱말로 나눈다. 바뀐 쪽에서만 불린다."""
    sections = []
    for depth, section in enumerate(doctree.findall(nodes.section)):
        text = " ".join("".join(map(plain_text, section.children)).split())
        title = title_text(section)
        body, tails = words_of(text)
        heading, _ = words_of(title)
        anchor = section["ids"][0] if depth else ""
        sections.append((anchor, title, text[:EXCERPT], dict(body), dict(heading), dict(tails)))
    app.env.book_sections[app.env.docname] = sections


def purge(app, env, docname):
    if not hasattr(env, "book_sections"):
        env.book_sections = {}
    env.book_sections.pop(docname, None)


def merge(app, env, docnames, other):
    env.book_sections |= {name: other.book_sections[name] for name in docnames}


# ── 색인으로 ──────────────────────────────────────────────────────


def other_names():
    """독자가 칠 법한 다른 이름 → 책이 쓰는 말: 영어, 용어표의 쓰지 않는 말, search_names.csv."""
    names = {}
    for row in terms_table():
        kept = spellings(row["쓰는 말"])
        if row["영어"].startswith("맞춤법"):
            continue
        others = [*spellings(row["쓰지 않는 말"]), *spellings(row["삼가는 말"]), *kept[1:]]
        # 두 낱말 이상인 용어는 통째로 알아본다: "배치 정규화"의 "정규화"는 다른 이름이 아니다.
        whole = [kept[0]] if " " in kept[0] else []
        for name in [*spellings(row["영어"]), *others, *whole]:
            names[name.lower()] = kept[0].lower()
    with (DATA / "search_names.csv").open(encoding="utf-8", newline="") as file:
        names |= {row["다른 이름"].lower(): row["쓰는 말"].lower() for row in csv.DictReader(file)}
    return names


def order_of_reading(env):
    """차례에 실린 쪽을 읽는 차례대로."""
    order, waiting = [], [env.config.root_doc]
    while waiting:
        name = waiting.pop(0)
        order.append(name)
        waiting = list(env.toctree_includes.get(name, [])) + waiting
    return order


def homes(env, numbers):
    """용어 → 그것을 설명하는 절의 번호. numbers: (쪽, 닻) → 절의 번호."""
    labels = env.get_domain("std").anonlabels
    found = {}
    for row in terms_table():
        place = labels.get(row["자리"])
        if place in numbers:
            found |= {name.lower(): numbers[place] for name in spellings(row["쓰는 말"])}
    return found


def index(env, uri_of):
    pages, sections, terms, tails, numbers = [], [], {}, Counter(), {}
    for name in order_of_reading(env):
        number = ".".join(map(str, env.toc_secnumbers.get(name, {}).get("", ())))
        weight = 1 if number or name == env.config.root_doc else APPENDIX
        for anchor, title, text, body, heading, after in env.book_sections.get(name, []):
            if not anchor:
                pages.append((uri_of(name), title, number))
            here = numbers[name, anchor] = len(sections)
            sections.append((len(pages) - 1, anchor, title, text))
            tails.update(after)
            for word in sorted(body.keys() | heading.keys()):
                entry = (here, weight * body.get(word, 0), heading.get(word, 0))
                terms.setdefault(word, []).extend(entry)
    return {
        "pages": pages,
        "sections": sections,
        "terms": dict(sorted(terms.items())),
        "tails": sorted(tails),
        "names": dict(sorted(other_names().items())),
        "homes": dict(sorted(homes(env, numbers).items())),
    }


def search_page(app):
    """찾기 쪽. Sphinx의 색인과 찾기 쪽을 대신한다."""
    if app.builder.format == "html":
        yield "search", {"title": "찾기"}, "book-search.html"


def write_index(app, error):
    if error or app.builder.format != "html":
        return
    found = index(app.env, app.builder.get_target_uri)
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "search-index.js").write_text(
        f"window.bookIndex={text};\n", encoding="utf-8"
    )


def replace_sphinx_search(app):
    app.builder.search = False
    if not hasattr(app.env, "book_sections"):
        app.env.book_sections = {}


def setup(app):
    app.connect("builder-inited", replace_sphinx_search)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", collect)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}
