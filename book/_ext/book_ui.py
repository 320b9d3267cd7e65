"""읽는 이가 만나는 껍데기: 접기, 단추, 쪽마다 싣는 파일, 고쳐진 파일만 다시 만들기.

접기는 브라우저의 <details>로 하므로 스크립트가 없어도 열리고 닫힌다.
"""

import hashlib
import re
import zlib
from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform

ROOT = Path(__file__).resolve().parents[2]
# 바뀌면 원고를 모두 다시 읽어야 하는 것과, 페이지만 모두 다시 쓰면 되는 것.
READ_AGAIN = ("book/_ext", "book/_vendor", "book/_locale", "book/_data/terms.csv")
WRITE_AGAIN = ("book/_static", "book/_templates", "lib/widgets/static")
FIGURES = "figures/figures.js"
# 쪽에 싣는 스크립트
OURS = re.compile(r"^(_static/)?book\.js$")
HEIGHTS = (25, 50, 100, 200, 400, 800, 1600)
GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)")
COLAB = ("Colab", "https://colab.research.google.com/github/{repository}/blob/{branch}/{path}")
BINDER = ("Binder", "https://mybinder.org/v2/gh/{repository}/{branch}?labpath={path}")


class folded(nodes.General, nodes.Element):  # noqa: N801 - docutils는 노드 이름을 소문자로 쓴다
    """접히는 상자."""


class folded_title(nodes.General, nodes.TextElement):  # noqa: N801
    """접힌 상자에서 언제나 보이는 제목."""


class RoughHeights(SphinxPostTransform):
    """절마다 폰에서의 높이를 어림해 클래스로 적는다. 화면에서 먼 절은 그리지 않고 이만큼 비워 둔다.

    모자라면 그 절의 속이 다음 절과 겹친 것으로 재어지므로 넉넉하게 잡는다.
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for section in self.document.findall(nodes.section):
            if not isinstance(section.parent, nodes.document):
                height = self.rem(section)
                tall = next((size for size in HEIGHTS if size >= height), HEIGHTS[-1])
                section["classes"].append(f"tall-{tall}")

    def rem(self, section):
        """글자 스무 자가 한 줄이고 한 줄이 2rem인 폰에서의 높이."""
        height = 3 + len(section.astext()) / 20 * 2
        for kind, each in ((nodes.image, 25), (nodes.math_block, 4), (nodes.Element, 0.3)):
            height += each * sum(1 for _ in section.findall(kind))
        figures = [raw for raw in section.findall(nodes.raw) if "opt-figure" in raw.astext()]
        return height + 100 * len(figures)


class FoldAdmonitions(SphinxPostTransform):
    """`:class: dropdown`이 붙은 상자를 접히는 상자로 바꾼다."""

    default_priority = 198
    formats = ("html",)

    def run(self, **kwargs):
        for box in list(self.document.findall(nodes.admonition)):
            if "dropdown" in box["classes"]:
                title, *content = box.children
                summary = folded_title("", "", *title.children)
                box.replace_self(
                    folded("", summary, *content, classes=box["classes"], ids=box["ids"])
                )


def visit_folded(self, node):
    self.body.append(self.starttag(node, "details", CLASS="admonition"))


def depart_folded(self, node):
    self.body.append("</details>\n")


def visit_folded_title(self, node):
    self.body.append('<summary class="admonition-title">')


def depart_folded_title(self, node):
    self.body.append("</summary>\n")


def visit_hidden_cell(self, node):
    """myst-nb의 것과 같되 영어로 된 aria-label이 없다."""
    self.body.append(self.starttag(node, "details", CLASS="admonition hide"))
    self.body.append(
        '<summary class="admonition-title">'
        f'<span class="collapsed">{escape(node["prompt_show"])}</span>'
        f'<span class="expanded">{escape(node["prompt_hide"])}</span></summary>\n'
    )


def replace_hidden_cell(app):
    """myst-nb가 자기 노드를 등록한 뒤에야 바꿀 수 있으므로 builder-inited에서 부른다."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_hidden_cell, depart_folded))


def fingerprint(places):
    digest = hashlib.sha256()
    for place in places:
        for path in sorted((ROOT / place).rglob("*")) or [ROOT / place]:
            if path.is_file() and path.suffix not in {".pyc", ".mo"}:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def note_sources(app, config):
    """Sphinx는 원고와 설정만 지켜본다. 확장과 스타일이 바뀐 것도 설정이 바뀐 것으로 알린다."""
    config.book_read_again = fingerprint(READ_AGAIN)
    config.book_write_again = fingerprint(WRITE_AGAIN)


def pages_with_old_contents(app, env):
    """차례와 PDF의 고리는 모든 페이지에 실리므로, 그것이 바뀌면 모든 페이지를 다시 쓴다."""
    contents = (
        {name: title.astext() for name, title in env.titles.items()},
        {name: list(children) for name, children in env.toctree_includes.items()},
        pdf(app).exists(),
    )
    if getattr(env, "book_contents", None) == contents:
        return []
    env.book_contents = contents
    return list(env.all_docs)


def lean_files(app, pagename, templatename, context, doctree):
    """쪽에 싣는 파일을 책의 것으로 줄인다. 테마의 단추와 Sphinx의 찾기는 쓰지 않는다."""
    names = [(str(file.filename or ""), file) for file in context["script_files"]]
    context["script_files"] = [file for name, file in names if OURS.search(name)]
    if any(name.endswith(FIGURES) for name, _ in names):
        # 그림의 스크립트는 글이 그려진 뒤에 book.js가 받는다.
        version = zlib.crc32((Path(app.outdir) / "_static" / FIGURES).read_bytes())
        context["later_scripts"] = f"{context['pathto'](f'_static/{FIGURES}', 1)}?v={version:08x}"
    context["css_files"] = []  # book_css가 style.css 하나로 모은다


def note_notebook(app, pagename, templatename, context, doctree):
    """쪽이 노트북이면 내려받을 자리와, 저장소 주소가 있으면 그것을 여는 곳을 알린다."""
    source = context.get("sourcename") or ""
    context["notebook_source"] = source if source.endswith(".ipynb") else ""
    address = app.config.html_theme_options.get("repository_url", "")
    branch = app.config.html_theme_options.get("repository_branch") or "main"
    found = GITHUB.fullmatch(address.rstrip("/"))
    places = COLAB, BINDER
    context["notebook_links"] = [
        (name, place.format(repository=found[1], branch=branch, path=f"{pagename}.ipynb"))
        for name, place in (places if found else ())
    ]


def pdf(app):
    return Path(app.outdir) / "book.pdf"


def drop_old_pdf(app, env, added, changed, removed):
    """글이 바뀌면 앞서 만든 PDF는 낡은 것이다."""
    if added or changed or removed:
        pdf(app).unlink(missing_ok=True)
    return []


def link_pdf(app, pagename, templatename, context, doctree):
    context["book_pdf"] = pdf(app).exists()


def setup(app):
    # Jupyter Book이 언제나 넘기는 설정. 그것을 읽는 sphinx_comments는 쓰지 않는다.
    app.add_config_value("comments_config", {}, "html")
    app.add_config_value("book_read_again", "", "env")
    app.add_config_value("book_write_again", "", "html")
    app.add_node(folded, html=(visit_folded, depart_folded))
    app.add_node(folded_title, html=(visit_folded_title, depart_folded_title))
    app.add_post_transform(FoldAdmonitions)
    app.add_post_transform(RoughHeights)
    app.connect("config-inited", note_sources)
    app.connect("builder-inited", replace_hidden_cell)
    app.connect("env-updated", pages_with_old_contents)
    app.connect("html-page-context", lean_files, priority=900)
    app.connect("html-page-context", note_notebook)
    app.connect("html-page-context", link_pdf)
    app.connect("env-get-outdated", drop_old_pdf)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
