"""부록: 기호표, 용어집, 정오표, lib 레퍼런스를 자료와 장에서 만든다.

기호는 _data/symbols.csv, 용어는 _data/terms.csv, 판정은 장의 제목과 판정 줄, lib의 설명은
docstring에서 온다. 장마다 용어를 영어와 함께 처음 적은 자리와 lib의 이름을 처음 부른 자리에
닻을 내려, 부록에서 그 자리로 곧바로 간다. 장에서 처음 부른 lib의 이름은 레퍼런스로 이어진다.
"""

import csv
import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

import book_lib
from book_search import spellings, terms_table
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

DATA = Path(__file__).resolve().parents[1] / "_data"
PAGES = ("book/symbols", "book/glossary", "book/claims", "book/library")
LIBRARY = "book/library"
CHAPTER = re.compile(r"book/(\d\d)_\w+")
HEADING = re.compile(r"^\(([\w-]+)\)=\n+#+ ([^\n]+)", re.MULTILINE)
EQUATION = re.compile(r"^\$\$ \((eq-[\w-]+)\)", re.MULTILINE)
CLAIM = re.compile(r"^\(claim-c(\d+)\)=\n+### C(\d+)\. 「(.+)」", re.MULTILINE)
VERDICT = re.compile(r"^\*\*판정: (맞음|조건부|틀림)\.\*\* (.+)", re.MULTILINE)
MARKS = {"맞음": ("○", "yes"), "조건부": ("△", "partly"), "틀림": ("✕", "no")}
INITIALS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
OTHERS = "수와 로마자"
logger = logging.getLogger(__name__)


# ── 장에서 읽는 것 ──────────────────────────────────────────────────


@functools.lru_cache(maxsize=64)
def markdown(path, changed):
    """노트북의 글. changed(고친 때)가 다르면 다시 읽는다."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def chapters(env):
    """차례에 실린 장의 (이름, 번호, 글)."""
    for name in sorted(env.found_docs):
        found = CHAPTER.fullmatch(name)
        if found:
            path = Path(env.doc2path(name))
            yield name, int(found[1]), markdown(path, path.stat().st_mtime_ns)


def places(env):
    """라벨 → 그 자리로 가는 MyST 글."""
    found = {}
    for _, number, text in chapters(env):
        for label, heading in HEADING.findall(text):
            found[label] = f"[{number}장 · {heading}](#{label})"
        for label in EQUATION.findall(text):
            found[label] = f"{number}장 · 식 {{eq}}`{label}`"
    return found


@dataclass(frozen=True)
class Claim:
    """장에서 잰 흔한 설명 하나. docname과 chapter: 그 장의 이름과 번호."""

    number: int
    text: str
    verdict: str
    reason: str
    docname: str
    chapter: int


def claims(env):
    """장에 나오는 차례대로. 판정이 없거나 번호가 어긋난 것은 경고한다."""
    for name, chapter, text in chapters(env):
        found = list(CLAIM.finditer(text))
        edges = [*(match.start() for match in found), len(text)]
        for match, end in zip(found, edges[1:], strict=True):
            verdict = VERDICT.search(text, match.end(), end)
            if verdict is None or match[1] != match[2]:
                logger.warning("C%s의 라벨이나 판정 줄이 어긋납니다", match[2], location=name)
            else:
                reason = first_reason(verdict[2])
                yield Claim(int(match[1]), match[3], verdict[1], reason, name, chapter)


def first_reason(text):
    """까닭의 첫 문장. 거기 수가 없으면 수가 나오는 문장까지."""
    sentences = re.split(r"(?<=\.)\s+", text.strip())
    last = next((i for i, each in enumerate(sentences) if re.search(r"\d", each)), 0)
    return " ".join(sentences[: last + 1])


# ── 장에 내리는 닻 ──────────────────────────────────────────────────


def term_names(row):
    """용어표 한 줄의 우리말 낱말들. '경사하강법(SGD)'의 괄호 속은 뺀다."""
    return [re.sub(r"\(.*\)", "", word) for word in row["쓰는 말"].split("|")]


def english(row):
    """괄호로 덧붙인 구별을 뺀 영어."""
    return re.sub(r"\s*\([^)]*\)", "", row["영어"])


def is_term(row):
    return not row["영어"].startswith("맞춤법")


def slug(text):
    return nodes.make_id(text)


@functools.cache
def introductions():
    """(용어의 이름, '한국어(English)' 꼴, 굵은 글씨 뒤에 오는 '(English)' 꼴, 우리말들)."""
    found = []
    for row in filter(is_term, terms_table()):
        names, after = term_names(row), rf"\(\s*{re.escape(english(row))}(?![a-z])"
        before = "|".join(map(re.escape, names))
        found.append(
            (
                slug(row["영어"]),
                re.compile(rf"(?:{before}){after}", re.IGNORECASE),
                re.compile(after, re.IGNORECASE),
                tuple(names),
            )
        )
    return found


def mark_terms(document):
    """용어를 영어와 함께 처음 적은 자리에 닻을 내린다. {용어: 닻}."""
    waiting = {name: rest for name, *rest in introductions()}
    marks = {}
    texts = list(document.findall(nodes.Text))
    while texts:
        text = texts.pop(0)
        if "(" not in text or in_title(text):
            continue
        for name, (whole, tail, names) in list(waiting.items()):
            anchor = f"first-{name}"
            rest = mark_text(text, whole, anchor) or mark_emphasis(text, tail, names, anchor)
            if rest:
                marks[name] = anchor
                del waiting[name]
                texts.insert(0, rest)
                break
    return marks


def in_title(node):
    while node is not None:
        if isinstance(node, (nodes.title, nodes.reference, nodes.literal, nodes.literal_block)):
            return True
        node = node.parent
    return False


def mark_text(text, pattern, anchor):
    """우리말 낱말을 닻으로 싸고, 아직 읽지 않은 뒤의 글을 돌려준다."""
    found = pattern.search(text)
    if not found:
        return None
    # 영어는 이어지는 글에 남는다.
    end = text.index("(", found.start() + 1)
    rest = nodes.Text(text[end:])
    marked = nodes.inline("", text[found.start() : end], ids=[anchor])
    text.parent.replace(text, [nodes.Text(text[: found.start()]), marked, rest])
    return rest


def mark_emphasis(text, pattern, names, anchor):
    """굵은 낱말 바로 뒤에 영어가 오면 그 낱말에 닻을 내린다."""
    before = text.parent[max(text.parent.index(text) - 1, 0)]
    if not isinstance(before, (nodes.strong, nodes.emphasis)) or not pattern.match(text):
        return None
    if not before.astext().endswith(names):
        return None
    before["ids"].append(anchor)
    return text


def is_about_others(literal):
    """프레임워크의 절에서 짧게 적은 이름은 lib가 아니라 그 프레임워크의 것이다."""
    node = literal
    while not (isinstance(node, nodes.section) and node[0].astext().startswith("프레임워크")):
        node = node.parent
        if node is None:
            return False
    return not literal.astext().startswith("lib.")


def named(literal, imported):
    """글 속의 코드가 lib의 이름이면 그 온전한 이름. 한 낱말인 함수는 들여온 장에서만 그렇다."""
    text = literal.astext()
    name = book_lib.linkable().get(text)
    plain = text.islower() and "_" not in text and "." not in text
    wrong = (plain and name not in imported) or in_title(literal.parent)
    return None if wrong or is_about_others(literal) else name


def mark_code(document, imported):
    """lib의 이름을 처음 부른 자리에 닻을 내린다. {lib의 이름: 닻}."""
    marks = {}
    for node in document.findall(lambda n: isinstance(n, (nodes.literal, nodes.literal_block))):
        if isinstance(node, nodes.literal):
            name = named(node, imported)
            called = [name] if name else []
        else:
            code = node.astext()
            called = [name for name in imported if book_lib.is_called(name, code)]
            called += [name for name in book_lib.modules() if f"from {name} import" in code]
        for name in called:
            if name not in marks:
                # Sweep와 sweep이 갈리도록 대소문자를 지킨다
                marks[name] = f"use-{name.replace('.', '-')}"
                node["ids"].append(marks[name])
    return marks


def mark(app, doctree):
    """장을 읽을 때마다: 용어와 lib의 이름이 처음 나오는 자리를 적어 둔다."""
    if not CHAPTER.fullmatch(app.env.docname):
        return
    code = [block.astext() for block in doctree.findall(nodes.literal_block)]
    marks = mark_terms(doctree) | mark_code(doctree, book_lib.imported("\n".join(code)))
    app.env.book_marks[app.env.docname] = marks


def prepare(app):
    if not hasattr(app.env, "book_marks"):
        app.env.book_marks = {}


def purge(app, env, docname):
    env.book_marks.pop(docname, None)


def merge(app, env, docnames, other):
    env.book_marks |= {name: other.book_marks[name] for name in docnames & other.book_marks.keys()}


# ── 부록의 마디 ─────────────────────────────────────────────────────


class mentions(nodes.General, nodes.Element):  # noqa: N801 - docutils는 노드 이름을 소문자로 쓴다
    """이름이 처음 나오는 장마다의 고리가 들어설 자리. 모든 장을 읽은 뒤에 채운다.

    choices: (이름, 앞에 붙일 말)의 목록. 앞의 이름이 어느 장에도 없으면 다음 이름을 쓴다.
    """


def fill_mentions(app, doctree, docname):
    for node in list(doctree.findall(mentions)):
        lines = (mention_line(app, docname, *choice) for choice in node["choices"])
        node.replace_self(next(filter(None, lines), []))


def mention_line(app, docname, key, label):
    links = []
    for chapter, marks in sorted(app.env.book_marks.items()):
        if key in marks:
            uri = f"{app.builder.get_relative_uri(docname, chapter)}#{marks[key]}"
            number = int(CHAPTER.fullmatch(chapter)[1])
            links += [
                nodes.Text(" "),
                nodes.reference("", f"{number}장", refuri=uri, internal=True),
            ]
    return nodes.paragraph("", label, *links, classes=["book-where"]) if links else None


class Appendix(SphinxDirective):
    """부록의 지시문들이 함께 쓰는 것."""

    def block(self, text):
        """MyST 글 한 토막의 마디들."""
        holder = nodes.Element()
        self.state.nested_parse(StringList(text.split("\n"), self.get_source_info()[0]), 0, holder)
        return holder.children

    def inline(self, text):
        return self.block(text)[0].children

    def line(self, text, kind):
        return nodes.paragraph("", "", *self.inline(text), classes=[kind])

    def where(self, label):
        """설명하는 자리로 가는 줄."""
        known = places(self.env)
        if label not in known:
            logger.warning("설명하는 자리 %r이 책에 없습니다", label, location=self.get_location())
        return self.line(f"풀이 {known.get(label, '')}", "book-where")

    def table(self, name):
        path = DATA / name
        self.env.note_dependency(str(path))
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def entries(*items):
    return nodes.definition_list("", *items, classes=["book-entries"])


def entry(anchor, heading, content):
    term = nodes.term("", "", *heading, ids=[anchor])
    return nodes.definition_list_item("", term, nodes.definition("", *content))


def aside(text):
    """이름 옆의 덧말."""
    return nodes.inline("", text, classes=["book-aside"])


def section(anchor, title, *content):
    return nodes.section("", nodes.title("", title), *content, ids=[anchor])


def grouped(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


class Symbols(Appendix):
    """기호표."""

    def run(self):
        groups = grouped(self.table("symbols.csv"), lambda row: row["갈래"])
        return [
            section(f"symbols-{number}", title, entries(*map(self.entry, rows)))
            for number, (title, rows) in enumerate(groups.items(), 1)
        ]

    def entry(self, row):
        heading = [nodes.math("", row["기호"]), nodes.Text(" "), aside(row["읽기"])]
        content = [self.line(row["뜻"], "book-meaning")]
        if row["달라지는 곳"]:
            content.append(self.line(row["달라지는 곳"], "book-note"))
        if row["코드"]:
            names = ", ".join(f"`{name}`" for name in row["코드"].split("|"))
            content.append(self.line(f"코드 {names}", "book-code"))
        return entry(f"symbol-{row['이름']}", heading, [*content, self.where(row["자리"])])


def initial(word):
    """가나다 묶음의 이름: 첫 글자의 첫소리."""
    code = ord(word[0]) - ord("가")
    return INITIALS[code // 588] if 0 <= code < 19 * 588 else OTHERS


class Glossary(Appendix):
    """용어집. 낱말마다 {term}으로 부를 수 있는 닻이 있다."""

    def run(self):
        rows = sorted(filter(is_term, self.table("terms.csv")), key=lambda row: row["쓰는 말"])
        groups = grouped(rows, lambda row: initial(row["쓰는 말"]))
        last = groups.pop(OTHERS, [])
        return [
            section(f"glossary-{number}", title, entries(*map(self.entry, rows)))
            for number, (title, rows) in enumerate([*groups.items(), (OTHERS, last)], 1)
        ]

    def entry(self, row):
        anchor = f"term-{slug(row['영어'])}"
        domain = self.env.get_domain("std")
        for name in {*term_names(row), *spellings(row["쓰는 말"]), row["영어"]}:
            domain.note_object("term", name, anchor)
        heading = [nodes.Text(row["쓰는 말"].replace("|", ", ") + " "), aside(row["영어"])]
        content = [self.line(row["정의"], "book-meaning")] if row["정의"] else []
        unused = spellings(row["쓰지 않는 말"])
        if unused:
            content.append(self.line(f"쓰지 않는 말: {', '.join(unused)}", "book-note"))
        if row["자리"]:
            content.append(self.where(row["자리"]))
        content.append(mentions(choices=[(slug(row["영어"]), "영어와 함께")]))
        return entry(anchor, heading, content)


class English(Appendix):
    """영어 → 우리말 목록."""

    def run(self):
        rows = sorted(filter(is_term, self.table("terms.csv")), key=lambda row: row["영어"].lower())
        items = []
        for row in rows:
            target = f"term-{slug(row['영어'])}"
            korean = row["쓰는 말"].replace("|", ", ")
            link = nodes.reference("", korean, refid=target, internal=True)
            items.append(nodes.list_item("", nodes.paragraph("", row["영어"] + " ", link)))
        return [nodes.bullet_list("", *items, classes=["book-index"])]


def badge(verdict, text):
    sign, kind = MARKS[verdict]
    return nodes.inline("", f"{sign} {text}", classes=["book-verdict", f"book-verdict-{kind}"])


class Claims(Appendix):
    """판정의 수와 목록."""

    def run(self):
        found = list(claims(self.env))
        count = nodes.paragraph("", f"모두 {len(found)}가지입니다. ", classes=["book-count"])
        for verdict in MARKS:
            number = sum(claim.verdict == verdict for claim in found)
            count += [badge(verdict, f"{verdict} {number}"), nodes.Text(" ")]
        parts = [count]
        for (docname, number), group in grouped(found, lambda c: (c.docname, c.chapter)).items():
            title = self.line(f"{number}장 [](/{docname}.ipynb)", "book-group")
            parts += [title, entries(*map(self.entry, group))]
        return parts

    def entry(self, claim):
        words = self.inline(f"「{claim.text}」")
        heading = [aside(f"C{claim.number}"), nodes.Text(" "), *words, nodes.Text(" ")]
        heading.append(badge(claim.verdict, claim.verdict))
        link = f"[{claim.chapter}장에서 잰 것](#claim-c{claim.number})"
        content = [self.line(claim.reason, "book-meaning"), self.line(link, "book-where")]
        return entry(f"verdict-c{claim.number}", heading, content)


# ── lib 레퍼런스 ────────────────────────────────────────────────────


class Library(Appendix):
    """lib의 모듈 하나: 쓰는 장, 모듈의 설명, 공개된 이름마다 서명과 docstring."""

    required_arguments = 1

    def run(self):
        self.module = book_lib.module(self.arguments[0])
        for path in book_lib.sources(self.module):
            self.env.note_dependency(str(path))
        about = self.described(self.module.__doc__)
        about.append(mentions(choices=[(self.module.__name__, "쓰는 장")]))
        self.explained = {row["이름"]: row["자리"] for row in self.table("library.csv")}
        parts = [part for name in book_lib.public(self.module) for part in self.documented(name)]
        return [*about, *parts]

    def documented(self, name):
        """이름 하나와 그 아래의 메서드들."""
        found = book_lib.Entry(self.module, name)
        parts = self.signature(found)
        content = next(part for part in parts if isinstance(part, addnodes.desc))[-1]
        content += self.described(found.docstring)
        if name in self.explained:
            content += self.where(self.explained[name])
        usual = (self.module.__name__, "이 모듈을 쓰는 장")
        content += mentions(choices=[(found.full_name, "쓰는 장"), usual])
        for method in found.methods():
            content += self.signature(method)
            content[-1][-1].extend(self.described(method.docstring))
        return parts

    def signature(self, found):
        text = f"```{{py:{found.kind}}} {found.signature}\n:module: {self.module.__name__}\n```"
        parts = self.block(text)
        for part in parts:
            for prefix in list(part.findall(addnodes.desc_addname)):
                prefix.parent.remove(prefix)
        return parts

    def described(self, docstring):
        return [node for part in book_lib.paragraphs(docstring) for node in self.paragraph(part)]

    def paragraph(self, part):
        """docstring의 한 문단. 식은 줄을 지키고, 인자는 하나에 한 줄이다."""
        kind, lines = part
        if kind == "code":
            return [nodes.literal_block("", "\n".join(lines), language="python")]
        if kind == "formula":
            return [nodes.line_block("", *[nodes.line("", "", *spans(each)) for each in lines])]
        if kind == "list":
            items = [nodes.list_item("", nodes.paragraph("", "", *spans(each))) for each in lines]
            return [nodes.bullet_list("", *items)]
        return [nodes.paragraph("", "", *spans(each)) for each in lines]


def spans(text):
    """`코드`를 뺀 나머지는 글자 그대로."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal("", part) if number % 2 else nodes.Text(part)


class CodeLinks(SphinxPostTransform):
    """장마다 처음 부른 lib의 이름을 레퍼런스로 잇는다. 제목과 고리 속의 것은 두고 간다."""

    default_priority = 190  # 접히는 상자의 제목이 아직 title일 때
    formats = ("html",)

    def run(self, **kwargs):
        names = {anchor: name for name, anchor in self.marks().items()}
        known = self.env.get_domain("py").objects
        for literal in list(self.document.findall(nodes.literal)):
            name = next((names[each] for each in literal["ids"] if each in names), None)
            if name in known:
                page = self.app.builder.get_relative_uri(self.env.docname, known[name].docname)
                link = nodes.reference(
                    "", "", refuri=f"{page}#{known[name].node_id}", internal=True
                )
                link["classes"].append("book-lib")
                literal.replace_self(link)  # 닻은 고리가 물려받는다
                literal["ids"] = []
                link += literal

    def marks(self):
        return self.env.book_marks.get(self.env.docname, {})


# ── 다시 만들기 ─────────────────────────────────────────────────────


def read_again(app, env, added, changed, removed):
    """장이 바뀌면 부록을 다시 읽는다."""
    pages = [name for name in PAGES if name in env.found_docs]
    return pages if any(map(CHAPTER.fullmatch, added | changed | removed)) else []


def write_again(app, env):
    """lib의 이름이 바뀌면 그것을 잇는 장을 다시 쓴다."""
    names = {name: each.node_id for name, each in env.get_domain("py").objects.items()}
    if getattr(env, "book_lib_names", None) == names:
        return []
    env.book_lib_names = names
    return list(env.all_docs)


def setup(app):
    app.add_directive("book-symbols", Symbols)
    app.add_directive("book-glossary", Glossary)
    app.add_directive("book-english", English)
    app.add_directive("book-claims", Claims)
    app.add_directive("book-module", Library)
    app.add_node(mentions)
    app.add_post_transform(CodeLinks)
    app.connect("builder-inited", prepare)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", mark)
    app.connect("env-get-outdated", read_again)
    app.connect("env-updated", write_again)
    app.connect("doctree-resolved", fill_mentions)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}
