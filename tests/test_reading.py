"""The fast ways to read a page find what the slow ways find, on pages that are made of everything that means something."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checklist import dialects
from checklist.dialects._base import Unit, Unreadable
from checklist.dialects._lines import body_lines, body_start, lines_with
from checklist.dialects._xml import TAG, Node, children, tag_of
from tests.strategies import moderate

LINES = ("markdown", "mediawiki", "dokuwiki", "dokuwiki-todo")
EVERY = (*LINES, "confluence")
_PIECES = st.sampled_from([
    *["\n"] * 4, "\r\n", "    ", "  ", "\t", " ", "\r", "\x0b", "\x1c", "\u2028", "text", "☐", "|", "> q", "1. x", "N/A: x", "↻ x",
    "- [ ] x (TRN-01)", "- [x] **Must:** y ([TRN-02](#trn-02)) tail", "    - [ ] z (TRN-02.tiktok)", "* ☐ Must a ([[#x|TRN-03]])",
    "** ☑ b (TRN-03.x)", "*: note", "  * ☐ q ([[#trn-04|TRN-04]])", "    * Owner: x", "* <todo #x>t (TRN-05)</todo>",
    "  * <todo @m>u (TRN-06)</todo>", "```", "~~~", "`", "<pre>", "</pre>", "<nowiki>", "</nowiki>", "<code>", "</code>", "<file>",
    "</file>", "<syntaxhighlight>", "</syntaxhighlight>", "%%", "<!--", "-->", "[checklist]", "# H", "## H", "== H ==", "====", "---",
    "title: x", "...", "<!-- checklist-begin v=1 id=a dialect=markdown -->", "<!-- checklist-end sum=0 -->",
    "[[#checklist-begin v=1 id=a|\u200b]]", "[[#checklist-end sum=1|\u200b]]",
])
pages = st.lists(_PIECES, max_size=40).map("".join) | st.lists(_PIECES, max_size=20).map(lambda pieces: "---\ntitle: x\n" + "".join(pieces))

_MARKER = '<p><ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">{}</ac:parameter></ac:structured-macro></p>'
_LEAVES = st.sampled_from([
    "x", "(TRN-01)", "N/A: no", " ", "\n", "&amp;", "<br/>", "<!-- <p> -->", "<![CDATA[</p>(TRN-02)]]>", '<a href="#x">TRN-03</a>', "(",
    ")", _MARKER.format("checklist-begin v=1 id=a dialect=confluence"), _MARKER.format("checklist-end sum=0"), "checklist-begin",
    '<ac:parameter ac:name="">checklist-end sum=0</ac:parameter>', "<p>", "<?x?>",
])
_NAMES = st.sampled_from("p span div strong ul li h2 ac:layout ac:task-list ac:rich-text-body x:y custom".split())
_LAYOUT = "<ac:layout><ac:layout-section><ac:layout-cell>{}</ac:layout-cell></ac:layout-section></ac:layout>"
_TASK = (
    "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>"
    "<ac:task-body>{}(TRN-0{})</ac:task-body></ac:task></ac:task-list>"
)


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("<{0}>{1}</{0}>".format, _NAMES, inner), st.builds(_LAYOUT.format, inner),
        st.builds(_TASK.format, inner, st.integers(0, 9)), st.lists(inner, max_size=4).map("".join),
    )


xml_pages = st.recursive(_LEAVES, _around, max_leaves=12)


def read(work, page: str) -> object:
    """Return what *work* finds on *page*, or how it refuses it."""
    try:
        return list(work(page))
    except Unreadable as error:
        return error.line, error.column, error.reason


def page_of(name: str, line_page: str, xml_page: str) -> str:
    return xml_page if name == "confluence" else line_page


@pytest.mark.parametrize("name", EVERY)
@given(pages, xml_pages)
@moderate
def test_markers_finds_those_among_the_landmarks(name, line_page, xml_page):
    dialect, page = dialects.load(name), page_of(name, line_page, xml_page)
    slow = read(dialect.landmarks, page)
    if isinstance(slow, list):
        slow = [mark for mark in slow if mark.kind == "marker"]
    assert read(dialect.markers, page) == slow


@pytest.mark.parametrize("name", EVERY)
@given(pages, xml_pages)
@moderate
def test_outline_holds_the_tasks_of_parse_and_the_headings_before_them(name, line_page, xml_page):
    dialect, page = dialects.load(name), page_of(name, line_page, xml_page)
    slow = read(dialect.parse, page)
    if isinstance(slow, list):
        assert up_to_the_last_task(dialect.outline(page)) == up_to_the_last_task(slow)


def up_to_the_last_task(units: Iterable[Unit]) -> list[Unit]:
    kept = [unit for unit in units if unit.kind != "text"]
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return kept


# ---- as lines were read before most of them were skipped


def line_by_line(dialect: ModuleType, page: str) -> list[Unit]:
    """Return the units of *page*, read the plain way: each line is asked for everything it could be."""
    page = page.replace("\r\n", "\n")
    asked = _Asked(dialect, page)
    units: list[Unit] = []
    for number, (line, offset) in enumerate(_numbered(page), 1):
        unit = asked.unit(line, number, offset)
        if unit is None and (not units or units[-1].kind == "heading") and line.strip():
            unit = Unit("text", number, line)
        if unit is not None:
            _trim(units)
            units.append(unit)
        elif units and units[-1].kind == "task":
            units[-1] = units[-1]._replace(notes=(*units[-1].notes, line))
        elif units and units[-1].kind == "text":
            units[-1] = units[-1]._replace(text=f"{units[-1].text}\n{line}")
    _trim(units)
    return units


def _numbered(page: str):
    offset = 0
    for line in page.split("\n"):
        yield line, offset
        offset += len(line) + 1


def _trim(units: list[Unit]) -> None:
    if units:
        last = units[-1]
        notes, lines = list(last.notes), last.text.split("\n")
        while notes and not notes[-1].strip():
            notes.pop()
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
        units[-1] = last._replace(notes=tuple(notes), text="\n".join(lines))


class _Asked:
    """Asks the parts of a dialect what a line is."""

    def __init__(self, dialect: ModuleType, page: str) -> None:
        name = dialect.__name__.rpartition(".")[2]
        self.parts = dialects.load("dokuwiki") if name == "dokuwiki_todo" else dialect
        if name == "markdown":
            fences = dialect._Fences()
            self.hold = lambda line, offset: fences.hold(line)
        elif name == "mediawiki":
            self.hold = dialect._holder(page)
        else:
            code = self.parts._Code(page)
            self.hold = lambda line, offset: code.holds(offset)
        self.parent, self.margin = "", 0

    def unit(self, line: str, number: int, offset: int) -> Unit | None:
        if self.hold(line, offset):
            return None
        if self.parts._is_heading(line):
            self.parent = ""
            return Unit("heading", number, line.strip())
        found = self.parts._task(line)
        if found is None:
            return None
        if not self.parent or found.width < self.margin + 2:
            self.parent, self.margin = found.code, found.width
        elif not found.code.startswith(self.parent + "."):
            return None
        return Unit("task", number, found.head, found.inner, found.code, found.box, found.tail, depth=int(found.code != self.parent))


@pytest.mark.parametrize("name", ["markdown", "mediawiki", "dokuwiki"])
@given(pages)
@example("```\nx\n```")
@example("# x\n\n```\nx\n```")
@moderate
def test_parse_skips_no_line_that_means_something(name, page):
    dialect = dialects.load(name)
    assert list(dialect.parse(page)) == line_by_line(dialect, page)


@given(pages)
@moderate
def test_body_lines_are_the_lines_behind_the_front_matter(page):
    start = body_start(page)
    lines = list(body_lines(page))
    assert [offset for _, offset in lines] == [start + offset for _, offset in _numbered(page[start:])][: len(lines)]
    assert start <= len(page) + 1 and bool(lines) == (start <= len(page))


@given(pages)
@moderate
def test_lines_with_finds_every_line_that_holds_one_of_the_signs(page):
    signs = ("```", "<!--", "</pre>", "checklist-")
    expected = [(line.rstrip("\r"), offset) for line, offset in _numbered(page) if any(sign in line for sign in signs)]
    assert list(lines_with(page, signs)) == expected


@given(xml_pages)
@moderate
def test_children_counts_tags_of_its_own_name_alone(page):
    if not isinstance(read(dialects.load("confluence").parse, page), list):
        return
    assert list(children(page)) == _children(page)


def _children(text: str) -> list[Node]:
    """Return the children at the top of *text*, every tag counted."""
    nodes, at, depth, first = [], 0, 0, None
    for tag in map(tag_of, TAG.finditer(text)):
        if depth:
            depth += {"open": 1, "close": -1}.get(tag.kind, 0)
            if not depth:
                nodes.append(Node(first.name, first.start, first.end, tag.start, tag.end))
                at = tag.end
            continue
        if tag.start > at:
            nodes.append(Node("", at, at, tag.start, tag.start))
        if tag.kind == "open":
            depth, first = 1, tag
        else:
            name = {"comment": "!", "cdata": ""}.get(tag.kind, tag.name)
            nodes.append(Node(name, tag.start, tag.end, tag.end, tag.end))
        at = tag.end
    return nodes + ([Node("", at, at, len(text), len(text))] if at < len(text) else [])
