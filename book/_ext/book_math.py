"""수식을 책을 만들 때 KaTeX로 그린다.

독자의 브라우저는 스타일과 글꼴만 받으면 되고, 수식이 늦게 그려져 글이 밀리는 일이 없다.
화면 낭독기를 위한 MathML이 함께 남는다. 틀린 수식은 그 자리를 대며 책 만들기를 실패시킨다.
"""

import atexit
import json
import re
import shutil
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

KATEX = Path(__file__).resolve().parents[1] / "_vendor" / "katex"
MATH = (nodes.math, nodes.math_block)
BASE = '<span class="katex-base">'
# 글자나 수 하나뿐인 식. 높이를 잡는 빈 칸도 따로 읽어 줄 MathML도 필요 없다.
SINGLE = re.compile(
    r'<span class="katex"><span class="katex-mathml">(?:(?!</math>).)*</math></span>'
    r'<span class="katex-html" aria-hidden="true"><span class="katex-base">'
    r'<span class="katex-strut" style="[^"]*"></span>'
    r'(<span class="mord[^>]*>[^<]+</span>)</span></span></span>'
)
# 식의 LaTeX 원문. 읽는 이에게 쓰이는 곳이 없는데 쪽의 무게를 늘린다.
SOURCE = re.compile(r"<semantics>(.*)<annotation[^>]*>[^<]*</annotation></semantics>", re.DOTALL)
# 글의 첫 빈칸 앞, 가운데, 마지막 빈칸 뒤. 빈칸이 없으면 모두 첫째에 든다.
EDGES = re.compile(r"(\S*)(?:(\s(?:.*\s)?)(\S*))?", re.DOTALL)
logger = logging.getLogger(__name__)


@cache
def engine():
    context = MiniRacer()
    # 파이썬이 스스로 치우게 두면 드물게 끝나지 않고 멈춘다.
    atexit.register(context.close)
    context.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
    return context


@cache
def render(tex, display):
    """LaTeX 식을 HTML과 MathML로 바꾼다. 틀린 식은 ValueError가 된다."""
    if "\\\\" in tex and r"\begin" not in tex:
        raise ValueError(r"줄을 바꾸려면 \begin{aligned} … \end{aligned} 안에 써야 합니다")
    # strict: JupyterLab의 MathJax에서 다르게 보일 식(한글을 \text 밖에 쓰기 따위)도 오류로 친다.
    options = {"displayMode": display, "output": "htmlAndMathml", "strict": "error"}
    try:
        text = engine().eval(f"katex.renderToString({json.dumps(tex)}, {json.dumps(options)})")
    except JSEvalException as error:
        message = next(
            (line for line in str(error).splitlines() if "ParseError" in line), str(error)
        )
        raise ValueError(message.split("ParseError: ")[-1].strip()) from None
    if single := SINGLE.fullmatch(text):
        return f'<span class="katex">{single[1]}</span>'
    return SOURCE.sub(r"\1", text)


def html(translator, node, display):
    tex = node.astext().strip()
    try:
        return render(tex, display)
    except ValueError as error:
        logger.warning("수식을 그리지 못했습니다: %s\n    %s", error, tex, location=node)
        return f"<code>{translator.encode(tex)}</code>"


def visit_inline(self, node):
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    # 수식은 줄을 바꾸지 않되(book.css), 관계와 연산의 자리에서만 바꿀 수 있게 한다.
    formula = html(self, node, display=False).replace(BASE, f"<wbr>{BASE}").replace("<wbr>", "", 1)
    self.body.append(formula + "</span>")
    raise nodes.SkipNode


def visit_block(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    self.body.append(f'<div class="math-scroll">{html(self, node, display=True)}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


class KeepParticles(SphinxPostTransform):
    """수식에 빈칸 없이 붙은 글을 수식과 묶는다.

    브라우저는 수식의 앞뒤에서 언제나 줄을 바꿀 수 있다고 보아 "$w$는"을 "$w$ / 는"으로 끊는다.
    """

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        for parent in {math.parent for math in self.document.findall(nodes.math)}:
            parent.children = self.grouped(parent.children)
            for child in parent.children:
                child.parent = parent

    def grouped(self, children):
        """빈칸 없이 이어진 글과 수식을 한 묶음으로 만든 목록."""
        done, run = [], []

        def flush():
            if len(run) > 1 and any(isinstance(node, nodes.math) for node in run):
                done.append(nodes.inline("", "", *run, classes=["keep"]))
            else:
                done.extend(run)
            run.clear()

        for child in children:
            if isinstance(child, nodes.math):
                run.append(child)
            elif isinstance(child, nodes.Text):
                head, middle, tail = EDGES.fullmatch(child.astext()).groups()
                run.extend([nodes.Text(head)] if head else [])
                if middle:
                    flush()
                    done.append(nodes.Text(middle))
                    run.extend([nodes.Text(tail)] if tail else [])
            else:
                flush()
                done.append(child)
        flush()
        return done


def copy_assets(app):
    """페이지가 쓰는 스타일만 사이트로 옮긴다. 글꼴은 book_font가 줄여서 옮긴다."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "katex"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy2(KATEX / "page" / "katex.min.css", target)


def note_formulas(app, pagename, templatename, context, doctree):
    context["has_formulas"] = 'class="math ' in context.get("body", "")


def setup(app):
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_post_transform(KeepParticles)
    app.connect("builder-inited", copy_assets)
    app.connect("html-page-context", note_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
