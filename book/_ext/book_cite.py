"""인용을 우리말 글의 관례로 적는다: Kingma & Ba (2015), (Duchi 외, 2011)."""

from dataclasses import dataclass, field

from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


def brackets():
    return BracketStyle(left="(", right=")")


def people():
    return PersonStyle(sep=", ", sep2=" & ", last_sep=" & ", other=" 외")


@dataclass
class RoundReferenceStyle(AuthorYearReferenceStyle):
    bracket_parenthetical: BracketStyle = field(default_factory=brackets)
    bracket_textual: BracketStyle = field(default_factory=brackets)
    bracket_author: BracketStyle = field(default_factory=brackets)
    bracket_label: BracketStyle = field(default_factory=brackets)
    bracket_year: BracketStyle = field(default_factory=brackets)
    person: PersonStyle = field(default_factory=people)


def list_items(app, pagename, templatename, context, doctree):
    """참고문헌의 항목에 목록의 역할을 적는다. docutils가 붙이는 역할은 폐기되었다."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app):
    app.connect("html-page-context", list_items)
    register_plugin(
        "sphinxcontrib.bibtex.style.referencing", "author_year_round", RoundReferenceStyle
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
