"""부록: 기호, 용어, 판정, lib의 이름에서 설명하는 자리로 한 번에 가는가."""

import csv
import functools
import gzip
import re
from types import SimpleNamespace
from urllib.parse import unquote

import book_appendix
import book_lib
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.util.inventory import InventoryFile
from test_search import ask, search_page  # noqa: F401
from test_site import ROOT, problems, reader, site  # noqa: F401 - 함께 쓰는 준비물

from lib.optimizers import OPTIMIZERS

DATA = ROOT / "book" / "_data"
CHAPTERS = sorted((ROOT / "book").glob("[01]*.ipynb"))


def table(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def terms():
    return [row for row in table("terms.csv") if book_appendix.is_term(row)]


@functools.cache
def article(path):
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return soup.select_one("article.bd-article")


@pytest.fixture(scope="module")
def pages(site):  # noqa: F811
    return {
        name.removeprefix("book/"): article(site / f"{name}.html") for name in book_appendix.PAGES
    }


def entries(page):
    """닻 → 그 항목의 설명."""
    return {
        term["id"]: term.find_next_sibling("dd")
        for term in page.select("dl.book-entries > dt, dl.py:not(dl.py dl.py) > dt")
    }


# ── 자료 ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", terms(), ids=lambda row: row["영어"])
def test_term_is_defined(row):
    assert row["정의"], f"terms.csv의 {row['영어']!r}에 정의(한 문장)를 적어 주십시오."
    assert row["자리"], f"terms.csv의 {row['영어']!r}에 설명하는 절의 라벨을 적어 주십시오."
    assert row["정의"].endswith(".")


def test_terms_have_their_own_anchors():
    anchors = [book_appendix.slug(row["영어"]) for row in terms()]
    assert len(set(anchors)) == len(anchors)


def test_every_hyperparameter_is_a_symbol():
    named = {name for row in table("symbols.csv") for name in row["코드"].split("|")}
    used = {name for rule in OPTIMIZERS.values() for name in rule.hyper()}
    assert not used - named, "symbols.csv의 코드 열에 없습니다"


def test_symbols_have_names_and_places():
    rows = table("symbols.csv")
    names = [row["이름"] for row in rows]
    assert len(set(names)) == len(names)
    needed = ("갈래", "이름", "기호", "읽기", "뜻", "자리")
    assert not [row["이름"] for row in rows if not all(row[name] for name in needed)]


def test_v_says_where_it_changes():
    rows = {row["이름"]: row for row in table("symbols.csv")}
    assert "2차 모멘트" in rows["v"]["달라지는 곳"]
    assert "속도" in rows["v-second"]["달라지는 곳"]


def test_every_module_has_a_section():
    text = (ROOT / "book" / "library.md").read_text(encoding="utf-8")
    assert re.findall(r"```\{book-module\} (\S+)", text) == re.findall(
        r"^## (lib\.\S+)", text, re.M
    )
    assert sorted(re.findall(r"^## (lib\.\S+)", text, re.M)) == sorted(book_lib.modules())


def test_everything_public_is_described():
    bare = [each.full_name for each in book_lib.entries() if not each.docstring]
    assert not bare, "설명 글이 없습니다"


def test_explained_names_exist():
    public = {each.name for each in book_lib.entries()}
    assert {row["이름"] for row in table("library.csv")} <= public


# ── 판정 ─────────────────────────────────────────────────────────


def claims():
    """장에서 읽은 것. 차례에 아직 없는 장도 읽는다."""
    env = SimpleNamespace(
        found_docs={f"book/{path.stem}" for path in CHAPTERS},
        doc2path=lambda name: ROOT / f"{name}.ipynb",
    )
    return list(book_appendix.claims(env))


def test_claims_are_numbered_in_order():
    numbers = [claim.number for claim in claims()]
    assert numbers == list(range(1, len(numbers) + 1))
    if len(CHAPTERS) == 13:
        assert numbers[-1] == 31


def test_every_claim_heading_has_a_verdict():
    text = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS)
    assert len(re.findall(r'"### C\d+\. 「', text)) == len(claims())


def test_every_claim_is_listed(pages, site):  # noqa: F811
    listed = {}
    for term in pages["claims"].select("dl.book-entries > dt"):
        listed[term["id"]] = term.select_one(".book-verdict").get_text().split()[1]
    built = [claim for claim in claims() if (site / f"{claim.docname}.html").exists()]
    assert listed == {f"verdict-c{claim.number}": claim.verdict for claim in built}


def test_verdicts_are_counted(pages):
    counts = [badge.get_text().split() for badge in pages["claims"].select(".book-count span")]
    listed = [badge.get_text() for badge in pages["claims"].select("dt .book-verdict")]
    assert {word: int(n) for _, word, n in counts} == {
        word: sum(word in text for text in listed) for word in book_appendix.MARKS
    }


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("반만 맞습니다(12걸음). 나머지는 틀립니다.", "반만 맞습니다(12걸음)."),
        ("그뿐이 아닙니다. 0.014가 됩니다. 끝.", "그뿐이 아닙니다. 0.014가 됩니다."),
        ("수가 없습니다. 정말입니다.", "수가 없습니다."),
    ],
)
def test_first_reason(text, first):
    assert book_appendix.first_reason(text) == first


# ── 한 번에 가는가 ─────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name.removeprefix("book/") for name in book_appendix.PAGES])
def test_every_entry_leads_to_its_explanation(pages, site, name):  # noqa: F811
    lost = []
    for anchor, content in entries(pages[name]).items():
        links = [link["href"] for link in content.select(".book-where a[href]")]
        targets = [unquote(link).partition("#") for link in links]
        found = [
            target in reader(site / "book" / page).ids
            for page, _, target in targets
            if page and (site / "book" / page).is_file()
        ]
        if not found or not all(found) or len(found) < len(links) - links.count("#"):
            lost.append(anchor)
    assert entries(pages[name])
    assert not lost


def test_every_row_has_an_entry(pages):
    assert {f"symbol-{row['이름']}" for row in table("symbols.csv")} == entries(
        pages["symbols"]
    ).keys()
    anchors = {f"term-{book_appendix.slug(row['영어'])}" for row in terms()}
    assert anchors == entries(pages["glossary"]).keys()
    assert {each.full_name for each in book_lib.entries()} == entries(pages["library"]).keys()


def test_english_list_reaches_every_term(pages):
    links = {link["href"] for link in pages["glossary"].select("ul.book-index a")}
    assert links == {f"#{anchor}" for anchor in entries(pages["glossary"])}


def test_glossary_is_in_order(pages):
    words = [term.contents[0].strip() for term in pages["glossary"].select("dl.book-entries > dt")]
    hangul = [word for word in words if "가" <= word[0] <= "힣"]
    assert hangul == sorted(hangul) == words[: len(hangul)]


def test_first_uses_are_marked(pages, site):  # noqa: F811
    """2장은 ‘학습률(learning rate)’을 처음 적은 자리에 닻이 있고, 용어집이 그리로 간다."""
    marked = article(site / "book" / "02_gradient_descent.html").find(id="first-learning-rate")
    assert marked.get_text() == "학습률"
    assert str(marked.next_sibling).startswith("(learning rate)")
    links = entries(pages["glossary"])["term-learning-rate"].select(".book-where a")
    assert "02_gradient_descent.html#first-learning-rate" in [link["href"] for link in links]


def test_terms_can_be_called(site):  # noqa: F811
    """{term}`…`이 쓰는 목록에 우리말과 영어가 다 있다."""
    with (site / "objects.inv").open("rb") as file:
        listed = InventoryFile.load(file, "", lambda base, path: path)["std:term"]
    assert {"경사하강법", "확률적 경사하강법", "SGD", "learning rate"} <= listed.keys()


def test_citations_resolve(site):  # noqa: F811
    known = set(reader(site / "book" / "references.html").ids)
    cited = {
        link.rpartition("#")[2]
        for path in (site / "book").glob("*.html")
        for link in reader(path).links
        if "references.html#" in link
    }
    assert cited
    assert cited <= known


@pytest.mark.parametrize("query", ["기계 엡실론", "정류점이", "heavy ball", "후회"])
def test_terms_are_found_by_searching(search_page, query):  # noqa: F811
    """용어집도 찾아지지만 맨 앞은 설명하는 장이다."""
    links = ask(search_page, query).locator("h2 a")
    found = [link.get_attribute("href") for link in links.all()]
    assert any(link.endswith("glossary.html") for link in found)
    assert re.search(r"/\d\d_\w+\.html$", found[0])


# ── 장에서 레퍼런스로 ──────────────────────────────────────────────


def chapter_pages(site):  # noqa: F811
    return sorted((site / "book").glob("[01]*.html"))


def test_code_is_linked_once_in_a_chapter(site):  # noqa: F811
    """장마다 이름은 한 번만, 제목과 다른 고리 밖에서 이어진다."""
    linked = 0
    for path in chapter_pages(site):
        links = article(path).select("a.book-lib")
        names = [link["href"] for link in links]
        linked += len(links)
        assert len(set(names)) == len(names), path.stem
        assert not article(path).select(":is(h1, h2, h3, h4, a, summary) a.book-lib"), path.stem
    assert linked


def test_names_in_framework_sections_are_not_ours(site):  # noqa: F811
    for path in chapter_pages(site):
        for title in article(path).select("section > h2"):
            if "프레임워크에서는" in title.get_text():
                texts = [link.get_text() for link in title.parent.select("a.book-lib")]
                assert all(text.startswith("lib.") for text in texts), path.stem


def test_ambiguous_names_are_left_alone():
    """step은 스케줄이기도 옵티마이저의 메서드이기도 하다."""
    assert "step" not in book_lib.linkable()
    assert book_lib.linkable()["lib.schedules.step"] == "lib.schedules.step"
    assert book_lib.linkable()["Adam"] == "lib.optimizers.Adam"


def test_library_is_light(site):  # noqa: F811
    packed = gzip.compress((site / "book" / "library.html").read_bytes())
    assert len(packed) < 120_000


# ── 읽는 솜씨 ─────────────────────────────────────────────────────


def test_signature_is_as_written():
    module = book_lib.module("lib.derivatives")
    found = book_lib.Entry(module, "central_difference")
    assert found.signature == "central_difference(f, x, h=H_CENTRAL)"
    assert book_lib.Entry(book_lib.module("lib.optimizers"), "Adam").signature == (
        "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False)"
    )


def test_docstring_is_split():
    parts = list(
        book_lib.paragraphs(
            """첫 줄이
            이어진다.

            v ← μv + g
            x ← x − ηv

            - 하나
              더
            - 둘

                x = 1

            lr: 학습률.
            반환: 새
            x.
            """
        )
    )
    assert parts == [
        ("text", ["첫 줄이 이어진다."]),
        ("formula", ["v ← μv + g", "x ← x − ηv"]),
        ("list", ["하나 더", "둘"]),
        ("code", ["x = 1"]),
        ("text", ["lr: 학습률.", "반환: 새 x."]),
    ]


def test_imports_and_calls():
    code = "from lib.optimizers import (\n    GD,\n    Adam,\n)\nfrom lib.data import digits\n"
    assert book_lib.imported(code) == [
        "lib.data.digits",
        "lib.optimizers.Adam",
        "lib.optimizers.GD",
    ]
    assert book_lib.is_called("lib.optimizers.Adam", "opt = Adam(0.1)")
    assert not book_lib.is_called("lib.optimizers.Adam", "class Adam(Optimizer):")
    assert not book_lib.is_called("lib.data.split", "text.split(',')")


def paragraph(*children):
    document = nodes.document(None, None)
    document += nodes.section("", nodes.title("", "제목 학습률(learning rate)"))
    document[0] += nodes.paragraph("", "", *children)
    return document


def test_terms_are_marked_in_text_and_bold():
    document = paragraph(
        nodes.Text("여기 기울기(gradient)와 "),
        nodes.strong("", "학습률"),
        nodes.Text("(learning rate), 그리고 수렴(convergence)과 기울기(gradient)."),
    )
    before = document.astext()
    marks = book_appendix.mark_terms(document)
    assert marks.keys() == {"gradient", "learning-rate", "convergence"}
    assert document.astext() == before
    ids = [anchor for node in document.findall(nodes.Element) for anchor in node.get("ids", [])]
    assert sorted(ids) == sorted(marks.values())


@pytest.mark.parametrize(
    ("word", "group"),
    [("기울기", "ㄱ"), ("까닭", "ㄱ"), ("학습률", "ㅎ"), ("L2 규제", "수와 로마자")],
)
def test_groups_by_first_sound(word, group):
    assert book_appendix.initial(word) == group
