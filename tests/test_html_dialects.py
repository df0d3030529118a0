"""HTML: text is literal, the fragment holds nothing that wikis strip, and what is written is well-formed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import example, given

from checklist import api
from checklist.dialects import html, html_fragment
from checklist.dialects._base import Block
from checklist.model import State
from checklist.prose import read
from checklist.rendering import Template
from tests.engines import tree, words
from tests.hostile import HOSTILE, admitted
from tests.places import literal, page, shown
from tests.strategies import moderate

COMPACT = api.find_template("compact", html)
OWN = """\
{{ h(1, title()) }}
{{ p(summary(), " & more") }}
{% for section in checklist.sections %}
{{ h(2, capital(section.title)) }}
{% for item in section.tasks %}{{ task(item) }}{% endfor %}
{% endfor %}
{{ h(2, "Reasons") }}
<p>{{ (checklist.sections|first).key }} {{ em(checklist.campaign.title) }}</p>
{{ bullet(link("https://x.example/?a=1&b=2", "a link")) }}
{{ step(1, code("<x>")) }}
"""


@pytest.fixture
def own(tmp_path: Path) -> Template:
    """A template of a user, with HTML of its own."""
    path = tmp_path / "own.j2"
    path.write_text(OWN, encoding="utf-8")
    return Template("own.j2", str(path), False)


def strict(text: str) -> Any:
    """Return the document or, without a doctype, the fragment *text*; fail at the first error in it."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text) if text.startswith("<!doctype") else parser.parseFragment(text)


# ---- text is literal


@pytest.mark.parametrize("text", HOSTILE)
def test_fragment_shows_hostile_text_as_it_stands(text):
    assert shown(page(text, "html-fragment")) == literal(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_page_shows_hostile_text_as_it_stands(text):
    body = tree(page(text, "html", COMPACT))
    lines = [words(each) for each in body.iter("li")]
    assert words(body.find(".//h1")) == f"AI checklist: {text}"
    assert any(line.startswith(f"Should: {text} ") for line in lines), lines
    assert any(line.startswith(f"Until 2027-06-30: Do less – {text}: {text} ") for line in lines), lines


@moderate
@given(admitted)
@example("</title><script>alert(1)</script>")
@example("x\" onmouseover=\"alert(1)")
@example("' autofocus='")
def test_any_text_is_shown_as_it_stands(text):
    written = html.text(text)
    body = tree(f'<p title="{written}">{written}</p>')
    (paragraph,) = body.iter("p")
    assert words(paragraph) == text and paragraph.get("title") == text and list(paragraph) == []


def test_title_of_the_document_is_literal():
    document = html5lib.parse(page("</title><b>x", "html", COMPACT), namespaceHTMLElements=False)
    assert document.find("head/title").text == "AI checklist: </title><b>x"


def test_rule_text_keeps_its_markup_and_no_other(core):
    rules = page("plain", "html-fragment")
    assert "<script" not in rules and str(read("**a** <b>")) == "a <b>"


# ---- the fragment


def core_page(core: Any, format: str, template: Template | None = None) -> str:
    return api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format=format, template=template)


def test_fragment_holds_nothing_that_wikis_strip(core):
    elements = list(tree(core_page(core, "html-fragment")).iter())
    assert {each.tag for each in elements} <= {"body", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "code", "a"}
    assert {name for each in elements for name in each.attrib} <= {"href", "rel"}


def test_fragment_ticks_by_sign():
    open_, ticked = (html_fragment.task("x", "TRN-01", State(box, "", ()), depth=0) for box in (" ", "x"))
    assert (open_, ticked) == ("<li>☐ x (TRN-01)</li>", "<li>☑ x (TRN-01)</li>")


def test_fragment_nests_the_channels_of_an_item():
    def line(code: str, depth: int) -> Block:
        return Block("task", depth, html_fragment.task("x", code, State("", "", ()), depth=depth))

    written = html_fragment.finish(
        [line("A", 0), line("A.b", 1), line("A.c", 1), line("D", 0), Block("step", 0, "<li>y</li>"), Block("heading", 2, "<h2>E</h2>")],
    )
    assert written.replace("\n", "") == (
        "<ul><li>☐ x (A)<ul><li>☐ x (A.b)</li><li>☐ x (A.c)</li></ul></li><li>☐ x (D)</li></ul><ol><li>y</li></ol><h2>E</h2>"
    )


def test_fragment_begins_and_ends_no_document(core):
    written = core_page(core, "html-fragment")
    assert not any(tag in written.lower() for tag in ("<html", "<body", "<head", "<!doctype"))


# ---- well-formed


@pytest.mark.parametrize("format", ["html", "html-fragment"])
def test_compact_page_is_well_formed(core, format):
    strict(core_page(core, format, COMPACT))


@pytest.mark.parametrize("format", ["html", "html-fragment"])
def test_page_of_a_users_template_is_well_formed(core, own, format):
    strict(core_page(core, format, own))


def test_default_fragment_is_well_formed(core):
    strict(core_page(core, "html-fragment"))


@pytest.mark.parametrize("text", ['"><script>x</script>', "&lt;", "</li></ul>", "<!--", "]]>"])
@pytest.mark.parametrize("format", ["html", "html-fragment"])
def test_hostile_page_of_a_users_template_is_well_formed(own, text, format):
    strict(page(text, format, own))


def test_users_html_stays_and_values_are_escaped(core, own):
    body = tree(core_page(core, "html-fragment", own))
    (link,) = [each for each in body.iter("a") if each.get("href") == "https://x.example/?a=1&b=2"]
    assert words(link) == "a link" and "& more" in words(body.find(".//p")) and [words(each) for each in body.iter("code")] == ["<x>"]


def test_page_asks_for_nothing_from_outside():
    document = page("x", "html", COMPACT)
    wanted = [each.get(name) for each in tree(document).iter() for name in ("src", "srcset", "action", "poster", "data") if each.get(name)]
    assert wanted == [] and "url(http" not in document and "@import" not in document and "<link" not in document


def test_page_has_no_style_attribute_and_no_handler():
    elements = list(html5lib.parse(page("x", "html", COMPACT), namespaceHTMLElements=False).iter())
    assert [
        name for each in elements if isinstance(each.tag, str) for name in each.attrib if name == "style" or name.startswith("on")
    ] == []
