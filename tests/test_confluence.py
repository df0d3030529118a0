"""The Confluence dialect: what it writes is XML that shows each text as it stands, and what people write comes back letter for letter."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from html.entities import name2codepoint
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, strategies as st

from checklist import api, regions
from checklist.dialects import confluence
from checklist.dialects._base import Block, Unit, Unreadable
from checklist.errors import ChecklistError
from checklist.model import RuleSet, State
from tests import places
from tests.builders import make_campaign, make_item, make_rules, wants
from tests.hostile import HOSTILE, admitted
from tests.people import confluence as people, is_written
from tests.strategies import few, moderate

DAY = date(2026, 11, 24)
AC, RI = "{ac}", "{ri}"
ANCHOR = '<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">{}</ac:parameter></ac:structured-macro>'
BEGIN = f"<p>{ANCHOR.format('checklist-begin v=1 id=spring dialect=confluence')}</p>"
END = f"<p>{ANCHOR.format('checklist-end sum=0123456789ab')}</p>"
BLOCKS = {"p", "ul", "ol", "li", "table", "h2", "h3", AC + "task-list", AC + "rich-text-body", AC + "structured-macro"}
ENTITIES = "".join(f'<!ENTITY {name} "&#{point};">' for name, point in name2codepoint.items() if name not in ("lt", "amp", "gt", "quot"))
codes = st.from_regex(r"\A[A-Z]{3}-[0-9]{2,3}(\.[a-z-]+)?\Z")


def tree(page: str) -> ElementTree.Element:
    """Return *page* as expat reads it, with the entities of HTML."""
    return ElementTree.fromstring(f'<!DOCTYPE page [{ENTITIES}]><page xmlns:ac="ac" xmlns:ri="ri">{page}</page>')


def words(element: ElementTree.Element) -> str:
    """Return the text of *element*, white space normalised, without what only keeps a code from being read as one."""
    hidden = [each for macro in element.iter(AC + "structured-macro") for each in macro.findall(AC + "parameter")]
    texts = "".join(element.itertext())
    for each in hidden:
        texts = texts.replace(each.text or "", "", 1)
    return " ".join(texts.replace("\u2060", "").split())


def task(inner: str = "Do it", code: str = "TRN-01", **fields: Any) -> str:
    return confluence.task(inner, code, State(**{"box": " ", "tail": "", "notes": (), **fields}), depth=0)


def tasks(*written: str) -> str:
    return confluence.finish(Block("task", 0, each) for each in written)


def parsed(region: str) -> list[Unit]:
    return list(confluence.parse(region))


def body_of(inside: str) -> str:
    """Return a list with one task that has *inside* for its body."""
    return (
        "<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>"
        f"<ac:task-body>{inside}</ac:task-body></ac:task></ac:task-list>"
    )


# ---- what is written


@pytest.mark.parametrize(
    "written, expected",
    [
        pytest.param(confluence.heading(1, "Plan"), "<h2>Plan</h2>", id="heading-one-deeper"),
        pytest.param(confluence.heading(9, "Deep"), "<h6>Deep</h6>", id="heading-deepest"),
        pytest.param(confluence.paragraph("x"), "<p>x</p>", id="paragraph"),
        pytest.param(confluence.bullet("x", 0), "<li><p>x</p></li>", id="bullet"),
        pytest.param(confluence.step("x", 3), "<li><p>x</p></li>", id="step"),
        pytest.param(confluence.strong("x"), "<strong>x</strong>", id="strong"),
        pytest.param(confluence.em("x"), "<em>x</em>", id="em"),
        pytest.param(confluence.code("a<b (TRN-02)"), "<code>a&lt;b (\u2060TRN-02)</code>", id="code"),
        pytest.param(confluence.link("x", "https://x.example/?a=1&b=2"), '<a href="https://x.example/?a=1&amp;b=2">x</a>', id="link"),
        pytest.param(confluence.link("x", 'https://x/"<> |]'), '<a href="https://x/%22%3C%3E%20%7C%5D">x</a>', id="link-percent-encoded"),
        pytest.param(confluence.anchor("x", "trn-01"), ANCHOR.format("trn-01") + "x", id="anchor"),
        pytest.param(
            confluence.jump("A&amp;B]]&gt;", "trn-01"),
            '<ac:link ac:anchor="trn-01"><ac:plain-text-link-body><![CDATA[A&B]]]]><![CDATA[>]]></ac:plain-text-link-body></ac:link>',
            id="jump",
        ),
        pytest.param(
            confluence.jump("<em>x</em>", "y"), '<ac:link ac:anchor="y"><ac:link-body><em>x</em></ac:link-body></ac:link>',
            id="jump-marked",
        ),
        pytest.param(confluence.marker("checklist-end sum=0"), f"<p>{ANCHOR.format('checklist-end sum=0')}</p>", id="marker"),
        pytest.param(confluence.note("a\nb <c> (TRN-02)"), "<p>a b &lt;c&gt; (\u2060TRN-02)</p>", id="note-on-one-line"),
        pytest.param(confluence.tail_line("<br />Owner: Ada"), "<p>Owner: Ada</p>", id="tail-line"),
        pytest.param(confluence.tail_line(" x<p>y</p>"), "<div>x<p>y</p></div>", id="tail-line-of-blocks"),
        pytest.param(
            task(), "<ac:task>\n<ac:task-id></ac:task-id>\n<ac:task-status>incomplete</ac:task-status>\n"
            "<ac:task-body>Do it (TRN-01)</ac:task-body>\n</ac:task>", id="task",
        ),
        pytest.param(
            task(box="complete", tail=" soon", notes=("<p>a</p>",), number="7 f-1"),
            "<ac:task>\n<ac:task-id>7</ac:task-id>\n<ac:task-uuid>f-1</ac:task-uuid>\n<ac:task-status>complete</ac:task-status>\n"
            "<ac:task-body>Do it (TRN-01) soon</ac:task-body>\n</ac:task>\n<p>a</p>", id="task-with-state",
        ),
    ],
)
def test_words_write(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "box, status",
    [
        (" ", "incomplete"), ("", "incomplete"), ("complete", "complete"), ("blocked", "blocked"), ("x", "complete"), ("X", "complete"),
        ("[x]", "complete"), ("☑", "complete"), ("✅", "complete"), ("<todo @ada #mia:2026-12-04>", "complete"), ("~", "incomplete"),
        ("<todo>", "incomplete"), ("<b>", "incomplete"), ("-", "incomplete"),
    ],
)
def test_task_writes_the_box_of_any_dialect_as_a_status(box, status):
    assert f"<ac:task-status>{status}</ac:task-status>" in task(box=box)


@pytest.mark.parametrize("number", ["<b>", "a&b", "1 2 3", " "])
def test_task_writes_no_number_that_would_break_the_page(number):
    assert "<ac:task-id></ac:task-id>" in task(number=number)


@pytest.mark.parametrize(
    "text",
    [
        "Teach everyone its limits – and your rules (AI Act Art. 4; since 2025-02-02)", "\"quoted\", 'single', “both”: a/b? Yes!",
        "https://x.example/a_b?c=1", "*x* [x](y) {{ x }} `x` 100 % @x #1", "(TRN-1)", "(trn-01)",
    ],
)
def test_text_leaves_an_ordinary_sentence_alone(text):
    assert confluence.text(text) == text


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_text_leaves_out_what_xml_cannot_hold(sign):
    assert confluence.text(f"a{sign}b") == "ab" and tree(confluence.jump(f"a{sign}b", f"c{sign}")) is not None


@moderate
@given(st.text(max_size=60))
@example("]]>")
@example("(TRN-02) (TRN-02.tiktok)")
@example("\u0338=\u0338")
def test_any_text_is_shown_as_it_stands(text):
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    written = confluence.text(text)
    assert confluence.plain(written).replace("\u2060", "") == kept.replace("\u2060", "")
    for each in (confluence.paragraph(written), confluence.code(text), confluence.jump(written, text)):
        shown = "".join(tree(each).itertext())
        assert shown.replace("\u2060", "") == re.sub("\r\n?", "\n", kept).replace("\u2060", "")
        assert not re.search(rf"\({people.CODE}\)", shown)


@moderate
@given(st.text(max_size=40))
def test_any_name_and_address_stay_in_their_attribute(text):
    assert [*tree(confluence.link("x", text)).iter("a")] and [*tree(confluence.jump("x", text)).iter(AC + "link")]
    assert not re.search(r"[\s<>\"|]", tree(confluence.link("x", text))[0].get("href", "").replace("&", ""))


# ---- a page with the string at every place


def shown(page: str) -> dict[str, str]:
    """Return what a reader sees at each place of the page, as `places.literal` has it."""
    root = tree(page)
    headings = [words(each) for each in root if each.tag in ("h2", "h3", "h4")]
    bodies = [words(each) for each in root.iter(AC + "task-body")]
    fold = next(each for each in root if each.get(AC + "name") == "expand")
    title, inside = fold[0].text or "", fold[1]
    paragraphs = [words(each) for each in inside if each.tag == "p"]
    return {
        "title": headings[0],
        "action": next(line for line in bodies if line.endswith("(TRN-01)")),
        "waiver": next(line for line in bodies if line.endswith("(TRN-02)")),
        "theme": " ".join(title.replace("\u2060", "").split()).removesuffix(": TRN-01, TRN-02"),
        "why": paragraphs[1].removeprefix("TRN-01 – "),
        "steps": " / ".join([words(each) for each in inside.iter("li")][:2]),
        "facts": paragraphs[2],
        "outline": " ".join(headings[1:3]),
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text):
    page = places.page(text, "confluence")
    assert shown(page) == places.literal(text)


# ---- two themes of the built-in rules, large enough for a page of any team


@lru_cache(maxsize=32)
def core_page(template: str, group_by: str = "phase", themes: tuple[str, ...] = ("transparency", "privacy")) -> str:
    rules = api.load_rules()
    brief, choice = api.Brief(api.NOBODY), api.Choice(group_by=group_by, themes=themes)
    made = api.checklist(rules, brief, choice, day=DAY)
    marker = api.marker_fields(made, brief, choice, format="confluence", template=template)
    return api.render(rules, made, format="confluence", template=api.find_template(template, confluence), marker=marker)


TEMPLATES = pytest.mark.parametrize("template", ["checklist", "compact"])


@TEMPLATES
def test_core_page_is_xml_with_every_task_numbered_once(template):
    root = tree(core_page(template))
    numbers = [each.text for each in root.iter(AC + "task-id")]
    assert len(numbers) > 40 and len(set(numbers)) == len(numbers) and all(numbers)
    assert len(numbers) == sum(unit.kind == "task" for unit in parsed(core_page(template)))


@TEMPLATES
def test_core_page_has_one_run_of_text_in_each_task(template):
    for body in tree(core_page(template)).iter(AC + "task-body"):
        assert [each.tag for each in body.iter()] == [AC + "task-body", "strong"]


@TEMPLATES
def test_core_page_lists_tasks_at_the_top_and_nothing_else_in_their_lists(template):
    root = tree(core_page(template))
    assert {each.tag for tasks in root.iter(AC + "task-list") for each in tasks} == {AC + "task"}
    assert len(root.findall(AC + "task-list")) == len(list(root.iter(AC + "task-list")))


def test_core_page_folds_the_guide_by_theme_with_every_code_in_a_title():
    root = tree(core_page("checklist"))
    titles = " ".join(each[0].text or "" for each in root if each.get(AC + "name") == "expand")
    assert all(code in titles for code in set(re.findall(r"[A-Z]{3}-\d\d", core_page("compact"))))


def test_every_link_of_the_core_page_has_its_anchor():
    root = tree(core_page("checklist"))
    anchors = {each[0].text for each in root.iter(AC + "structured-macro") if each.get(AC + "name") == "anchor"}
    links = {each.get(AC + "anchor") for each in root.iter(AC + "link")}
    assert links and links <= anchors


@TEMPLATES
@pytest.mark.parametrize("group_by", ["theme", "owner"])
def test_core_page_is_read_back_however_it_is_grouped(template, group_by):
    page = core_page(template, group_by)
    (region,) = regions.find(page, "page.xml", confluence)
    units = parsed(page[region.inner_start : region.inner_end])
    assert {unit.kind for unit in units} == {"heading", "text", "task"} and tree(page) is not None
    assert all((unit.box, unit.tail, unit.notes) == (" ", "", ()) for unit in units if unit.kind == "task")


def test_core_page_stands_alone_in_its_markers():
    page = core_page("checklist")
    marks = [mark for mark in confluence.landmarks(page) if mark.kind == "marker"]
    assert (marks[0].start, marks[1].end) == (0, len(page) - 1)


def test_loose_words_of_a_template_become_a_paragraph(tmp_path):
    from checklist.rendering import Template

    path = tmp_path / "own.j2"
    written = "{{ h(1, title()) }}\nOurs & theirs &amp; {{ title() }}\n{{ h(2, 'Then') }}\n<p>marked</p>\n{{ h(2, 'End') }}"
    path.write_text(written, encoding="utf-8")
    rules = make_rules(make_item())
    made = api.checklist(rules, api.Brief(make_campaign(title="<b>")), api.Choice(), day=DAY)
    page = api.render(rules, made, format="confluence", template=Template(str(path), str(path), False))
    assert [words(each) for each in tree(page)] == ["AI checklist: <b>", "Ours & theirs & AI checklist: <b>", "Then", "marked", "End"]


def test_nested_bullets_stand_in_the_entry_above_them():
    blocks = [("bullet", 0, "a"), ("bullet", 1, "b"), ("bullet", 2, "c"), ("bullet", 0, "d"), ("step", 0, "e"), ("step", 0, "f")]
    page = confluence.finish([*(Block(kind, depth, f"<li><p>{text}</p></li>") for kind, depth, text in blocks), Block("raw", 0, "<hr/>")])
    first, second, _ = tree(page)
    assert (first.tag, [words(each) for each in first], second.tag, [words(each) for each in second]) == (
        "ul", ["a b c", "d"], "ol", ["e", "f"]
    )
    assert first.find("li/ul/li/ul/li/p").text == "c"


# ---- what `task` writes, `parse` reads


@moderate
@given(admitted, codes, people.states, st.booleans(), st.sampled_from(["", "7", "7 0f-1a"]))
def test_parse_reads_the_task_that_was_written(text, code, state, labelled, number):
    inner = (confluence.strong("Must:") + " " if labelled else "") + confluence.text(text)
    (unit,) = parsed(tasks(task(inner, code, **state._replace(number=number)._asdict())))
    assert (unit.kind, unit.inner, unit.code) == ("task", inner, code)
    assert State(unit.box, unit.tail, unit.notes, unit.number) == state._replace(number=number)
    assert confluence.plain(unit.text).replace("\u2060", "") == f"{'Must: ' * labelled}{text} ({code})"


@moderate
@given(st.lists(st.lists(people.states, min_size=1, max_size=3), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_parse_reads_lists_under_headings_and_they_are_written_again_as_they_were(sections, newline):
    blocks: list[Block] = []
    for number, states in enumerate(sections):
        blocks.append(Block("heading", 2, confluence.heading(2, f"Phase {number}")))
        blocks += [
            Block("task", 0, task("Do it", f"TRN-{number:02}.{'abc'[place]}", **state._asdict())) for place, state in enumerate(states)
        ]
    page = confluence.finish(blocks)
    units = parsed(page.replace("\n", newline))
    assert [State(*unit[5:8]) for unit in units if unit.kind == "task"] == [state for states in sections for state in states]
    assert [unit.text for unit in units if unit.kind == "heading"] == [f"Phase {number}" for number in range(len(sections))]
    assert {unit.kind for unit in units} == {"heading", "task"} and tree(page) is not None
    again = [
        Block("heading", 2, confluence.heading(2, unit.text)) if unit.kind == "heading"
        else Block("task", 0, task(unit.inner, unit.code, box=unit.box, tail=unit.tail, notes=unit.notes)) for unit in units
    ]
    assert confluence.finish(again) == page


@pytest.mark.parametrize(
    "inside, inner, tail",
    [
        ("<strong>Must:</strong> Do it (TRN-01)", "<strong>Must:</strong> Do it", ""),
        ("<span>Do it (TRN-01)</span> soon", "Do it", " soon"),
        ('<span class="placeholder-inline-tasks">Do it (TRN-01)<br />a</span>', "Do it", "<br />a"),
        ('<span class="placeholder-inline-tasks"><span style="color: red;">Do it (TRN-01)</span></span>', "Do it", ""),
        ("<p>Do it (TRN-01)</p><p>more</p>", "Do it", "<p>more</p>"),
        ("<strong>Must: Do it (TRN-01)</strong>", "<strong>Must: Do it</strong>", ""),
        ("<strong>Must: Do it (TRN-01) and more</strong> too", "<strong>Must: Do it</strong>", "<strong> and more</strong> too"),
        ("<strong><em>(TRN-01)</em></strong>", "", ""),
        ("<strong>a <em>b (TRN-01) c</em> d</strong>e", "<strong>a <em>b</em></strong>", "<strong><em> c</em> d</strong>e"),
        ("Do it (<span>TRN-01</span>)", "Do it", ""),
        ("Do it (TRN-<span>01</span>) x", "Do it", " x"),
        ('Do it (<a href="#trn-01">TRN-01</a>) x', "Do it", " x"),
        ('Do it (<a href="https://x.example/page#trn-01">TRN-01</a>)', "Do it", ""),
        (f"Do it ({confluence.jump('TRN-01', 'trn-01')}) x", "Do it", " x"),
        ('Do it (<ac:link ac:anchor="trn-01"><ac:link-body>TRN-01</ac:link-body></ac:link>)', "Do it", ""),
        ('Do it (<ac:inline-comment-marker ac:ref="f">TRN-01</ac:inline-comment-marker>)', "Do it", ""),
        (
            '<ac:inline-comment-marker ac:ref="f">it (TRN-01) x</ac:inline-comment-marker>',
            '<ac:inline-comment-marker ac:ref="f">it</ac:inline-comment-marker>',
            '<ac:inline-comment-marker ac:ref="f"> x</ac:inline-comment-marker>',
        ),
        ("Do it (TRN-01) – by Ada (PRV-02)", "Do it", " – by Ada (PRV-02)"),
        ("Do it (TRN-01)<ac:task-list><ac:task><ac:task-body>x (PRV-02)</ac:task-body></ac:task></ac:task-list>", "Do it",
         "<ac:task-list><ac:task><ac:task-body>x (PRV-02)</ac:task-body></ac:task></ac:task-list>"),
        ("<code>(PRV-02)</code> Do it (TRN-01)", "<code>(PRV-02)</code> Do it", ""),
        ("\n  Do it (TRN-01)\n", "\n  Do it", "\n"),
    ],
)
def test_parse_reads_a_task_as_editors_leave_it(inside, inner, tail):
    (unit,) = parsed(body_of(inside))
    assert (unit.inner, unit.code, unit.tail, unit.number) == (inner, "TRN-01", tail, "7")
    assert tree(unit.inner) is not None and tree(unit.tail) is not None
    (again,) = parsed(tasks(task(unit.inner, unit.code, tail=unit.tail)))
    assert (again.inner, again.tail) == (unit.inner, unit.tail)


@pytest.mark.parametrize(
    "inside",
    [
        "Do it", "Do it (TRN-1)", "Do it (trn-01)", "Do it TRN-01", '(<a href="https://x.example">TRN-01</a>)', "<code>(TRN-01)</code>",
        "(<strong>TRN-01</strong>)", "(TRN-<br />01)", "<!-- (TRN-01) -->", "(\u2060TRN-01)",
        "<ac:link><ac:plain-text-link-body><![CDATA[(TRN-01)]]></ac:plain-text-link-body></ac:link>",
        '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">(TRN-01)</ac:parameter></ac:structured-macro>',
        "own<ac:task-list><ac:task><ac:task-body>x (TRN-01)</ac:task-body></ac:task></ac:task-list>",
    ],
)
def test_parse_takes_a_task_without_a_code_for_somebodys_own(inside):
    own = body_of(inside).removeprefix("<ac:task-list>").removesuffix("</ac:task-list>")
    assert [unit.kind for unit in parsed(body_of(inside))] in (["text"], [])
    first, = parsed(tasks(task("a", "TRN-99")) + body_of(inside))
    assert (first.code, first.notes) == ("TRN-99", (own,))


@pytest.mark.parametrize(
    "parts, box, number",
    [
        ("<ac:task-status>complete</ac:task-status>", "complete", ""),
        ("<ac:task-id> 12 </ac:task-id>\n<ac:task-status> incomplete </ac:task-status>", " ", "12"),
        ("<ac:task-id>12</ac:task-id><ac:task-uuid>0f</ac:task-uuid><ac:task-status>cancelled</ac:task-status>", "cancelled", "12 0f"),
        ("<ac:task-id>12</ac:task-id><ac:task-status/>", " ", "12"), ("", " ", ""),
    ],
)
def test_parse_reads_status_and_number(parts, box, number):
    element = f'<ac:task local-id="1">{parts}<ac:task-body>a (TRN-01)</ac:task-body></ac:task>'
    (unit,) = parsed(f'<ac:task-list ac:task-list-id="f">{element}</ac:task-list>')
    assert (unit.box, unit.number) == (box, number)


def coded(code: str) -> str:
    return f"<ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a ({code})</ac:task-body></ac:task>"


@pytest.mark.parametrize(
    "nested",
    [
        pytest.param(f"<ac:task-list>{coded('TRN-02')}<ac:task-list>{{}}</ac:task-list>{coded('TRN-03')}</ac:task-list>", id="beside"),
        pytest.param(
            "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a (TRN-02)"
            f"<ac:task-list>{{}}</ac:task-list></ac:task-body></ac:task>{coded('TRN-03')}</ac:task-list>", id="inside",
        ),
    ],
)
def test_parse_takes_an_indented_task_for_ours_only_below_its_item(nested):
    units = parsed(nested.format(coded("TRN-02.tiktok") + coded("PRV-03") + "<ac:task><ac:task-body>own</ac:task-body></ac:task>"))
    assert [unit.code for unit in units] == ["TRN-02", "TRN-02.tiktok", "TRN-03"] and [unit.tail for unit in units] == [""] * 3
    copied = f"<ac:task-list>\n{coded('PRV-03')}\n</ac:task-list>"
    assert units[1].notes == (copied, "<ac:task><ac:task-body>own</ac:task-body></ac:task>")
    written = tasks(*(task(unit.inner, unit.code, box=unit.box, tail=unit.tail, notes=unit.notes) for unit in units))
    assert [unit[4:8] for unit in parsed(written)] == [unit[4:8] for unit in units]


def test_parse_keeps_a_list_of_foreign_tasks_below_a_task_whole():
    copies = f"<ac:task-list>{coded('PRV-03')}</ac:task-list>"
    first, second = parsed(f"<ac:task-list>{coded('TRN-02')}{copies}{coded('TRN-03')}</ac:task-list>")
    assert (first.notes, second.notes) == ((copies,), ())


def test_parse_passes_over_what_shows_nothing():
    before = "<h3>a</h3><p /><!-- x --><p>&nbsp;<br/></p><p><span> </span></p>"
    page = before + tasks(task()) + "<p></p>\n<p class=\"auto-cursor-target\"><br /></p>"
    assert [(unit.kind, unit.notes) for unit in parsed(page)] == [("heading", ()), ("task", ())]


def test_parse_takes_what_follows_each_other_in_a_line_for_one_note():
    (unit,) = parsed(tasks(task()) + "a <strong>b</strong>c<br/> d<p>e</p>f")
    assert unit.notes == ("a <strong>b</strong>c<br/> d", "<p>e</p>", "f")


def test_parse_ends_notes_at_a_heading_and_none_is_a_heading_inside_a_block():
    task_, heading, text = parsed(tasks(task()) + "<div><h3>x</h3></div><h3>Run &amp; <em>go</em></h3><p>text</p>")
    assert (task_.notes, heading.text, text.text) == (("<div><h3>x</h3></div>",), "Run &amp; go", "text")


def test_parse_tells_the_line_of_each_unit_and_of_each_line_of_a_text():
    page = "\n<h2>T</h2>\n\n<p>text</p>\n<ul>\n<li>more</li>\n</ul>\n<ac:task-list>\n"
    page += task() + "\n<p>note</p>\n" + task() + "\n</ac:task-list>"
    units = parsed(page)
    assert [unit.line for unit in units] == [2, 4, 9, 15]
    assert units[1].text == "text\n\nmore\n"


def test_parse_shows_dates_mentions_pictures_and_foreign_macros_in_a_text():
    (unit,) = parsed(
        '<p>due <time datetime="2026-12-11" /> by <ac:link><ri:user ri:account-id="ada" /></ac:link> '
        '<ac:image><ri:attachment ri:filename="a.png" /></ac:image> <ac:structured-macro ac:name="toc"/></p>'
    )
    assert unit.text == "due 2026-12-11 by ada a.png toc"


def test_lines_tell_what_people_wrote():
    mention = '<ac:link><ri:user ri:account-id="ada" /></ac:link>'
    assert confluence.lines(f'<br />Owner: {mention}<br />Due: <time datetime="2026-12-11" /><p>N/A: &lt;none&gt;\nat all</p>') == [
        "Owner: ada", "Due: 2026-12-11", "N/A: <none> at all"
    ]
    assert confluence.lines("<ul><li>Evidence: a<ul><li>b</li></ul></li></ul>") == ["Evidence: a", "b"]
    assert confluence.lines(task(number="12", box="complete")) == ["Do it (TRN-01)"]
    assert confluence.lines(confluence.note("↻ Check again")) == ["↻ Check again"]
    assert confluence.lines("  ") == []


# ---- numbers


def numbered(page: str) -> list[str]:
    return [(each.text or "").strip() for each in tree(page).iter(AC + "task-id")]


def test_settle_numbers_new_tasks_after_the_highest_of_the_page():
    body = tasks(task(number="4"), task(), task(number="9 f"), task("own", notes=(people._task(5, "x"),)))
    assert numbered(confluence.settle(body, people._task(40, "y"))) == ["4", "41", "9", "42", "5"]


def test_settle_renumbers_what_is_not_the_only_one_of_its_number():
    body = tasks(task(number="4"), task(number="4"), task(number="7"))
    assert numbered(confluence.settle(body, people._task(7, "y"))) == ["4", "8", "9"]


@pytest.mark.parametrize("foreign", ["abc", "9" * 40, "", "1-2", "٣"])
def test_settle_counts_on_from_numbers_only(foreign):
    around = f"<ac:task><ac:task-id>{foreign}</ac:task-id></ac:task><ac:task-id/>"
    assert numbered(confluence.settle(tasks(task(), task(number="zz")), around)) == ["1", "zz"]


def test_settle_leaves_code_alone():
    note = "<ac:plain-text-body><![CDATA[<ac:task-id></ac:task-id>]]></ac:plain-text-body>"
    assert note in confluence.settle(tasks(task(notes=(note,))), "<!-- <ac:task-id>9</ac:task-id> -->")


@moderate
@given(st.lists(st.sampled_from(["", "", "1", "2", "3", "x", "99999999999999999999"]), max_size=8), st.lists(st.integers(1, 4), max_size=3))
def test_settle_makes_numbers_unique_and_is_done_once(given_numbers, around):
    body = tasks(*(task(number=number) for number in given_numbers))
    page = "".join(people._task(number, "x") for number in around)
    settled = confluence.settle(body, page)
    numbers = numbered(settled)
    assert all(numbers) and len(set(numbers)) == len(numbers) and not set(numbers) & set(map(str, around))
    kept = [number for place, number in enumerate(given_numbers) if number and number not in given_numbers[:place]]
    assert set(kept) - set(map(str, around)) <= set(numbers)
    assert confluence.settle(settled, page) == settled


# ---- landmarks


def find(page: str) -> list[regions.Region]:
    return regions.find(page, "page.xml", confluence)


def refusal(page: str) -> tuple[str, int, int]:
    with pytest.raises(Unreadable) as caught:
        list(confluence.landmarks(page))
    return caught.value.reason, caught.value.line, caught.value.column


LAYOUT = "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell>{}</ac:layout-cell></ac:layout-section></ac:layout>"


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("{}", id="alone"), pytest.param("<h1>a</h1><p>b &nbsp;</p>\n{}<p>c</p>", id="between"),
        pytest.param(LAYOUT, id="cell"), pytest.param("<p/>" + LAYOUT.format("<p>a</p>{}<p/>") + "<p/>", id="cell-among-others"),
        pytest.param("\ufeff\n{}", id="byte-order-mark"),
    ],
)
def test_find_tells_where_a_region_is(around):
    page = around.format(f"{BEGIN}<h2>x</h2>{END}")
    (region,) = find(page)
    assert page[region.start : region.end] == f"{BEGIN}<h2>x</h2>{END}" and page[region.inner_start : region.inner_end] == "<h2>x</h2>"
    assert (region.fields["id"], region.sum) == ("spring", "0123456789ab")


@pytest.mark.parametrize(
    "marker",
    [
        BEGIN.replace("<p>", '<p local-id="3f">'),
        BEGIN.replace('ac:name="anchor"', 'ac:local-id="a" ac:name="anchor" ac:schema-version="1" ac:macro-id="b>c"'),
        BEGIN.replace("<p>", "<p>\n <span>").replace("</p>", "</span><br />&nbsp;</p>"),
        BEGIN.replace("</ac:parameter>", '</ac:parameter><ac:parameter ac:name="legacyAnchorId">LEGACY-x</ac:parameter>'),
        BEGIN.replace("v=1", "\n v=1"), BEGIN.replace('"', "'"), BEGIN.replace("<p>", "").replace("</p>", ""),
    ],
)
def test_find_reads_a_marker_as_editors_leave_it(marker):
    (region,) = find(marker + END)
    assert region.fields == {"v": "1", "id": "spring", "dialect": "confluence"} and region.start == 0


@pytest.mark.parametrize(
    "page",
    [
        "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body></ac:structured-macro>",
        "<!-- {} -->", "<pre><![CDATA[{}]]></pre>", "<p><![CDATA[{}]]></p>",
    ],
)
@pytest.mark.parametrize("what", [BEGIN, END, "<h2>x</h2>", "<p>[checklist]</p>"], ids=["begin", "end", "heading", "placeholder"])
def test_landmarks_are_none_in_code(page, what):
    assert list(confluence.landmarks(page.format(what))) == []


@pytest.mark.parametrize(
    "page",
    [
        '<ac:structured-macro ac:name="panel"><ac:rich-text-body>{}</ac:rich-text-body></ac:structured-macro>',
        "<table><tbody><tr><td>{}</td></tr></tbody></table>", "<div>{}</div>", "<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>",
        "<ac:layout-cell>{}</ac:layout-cell>", LAYOUT.format("<div>{}</div>"),
    ],
)
def test_a_page_whose_markers_moved_into_a_block_is_refused(page):
    reason, line, column = refusal("\n" + page.format(BEGIN + END))
    assert reason.startswith("the marker of a checklist has to stand alone") and line == 2
    assert column == 2 + page.format(BEGIN).index("<ac:parameter ac:name=\"\">") - 1


def test_a_page_with_words_beside_its_markers_is_refused():
    assert refusal(BEGIN.replace("</p>", " words</p>") + END.replace("<p>", "<p>x"))[0].startswith("the marker of a checklist has to stand")


def test_an_old_copy_inside_a_block_is_text_where_a_checklist_stands_at_the_top():
    copy = f'<ac:structured-macro ac:name="expand"><ac:rich-text-body>{BEGIN}{END}</ac:rich-text-body></ac:structured-macro>'
    (region,) = find(copy + BEGIN + END)
    assert region.start == len(copy)


def test_a_checklist_that_ends_in_another_cell_is_refused():
    cells = LAYOUT.format(f"{BEGIN}</ac:layout-cell><ac:layout-cell>{END}")
    assert refusal(cells)[0] == "this checklist ends in another cell of the layout than it began in"
    assert refusal(BEGIN + LAYOUT.format(END))[0] == "this checklist ends in another cell of the layout than it began in"


@pytest.mark.parametrize(
    "page, problems",
    [
        (f"<p>x</p>\n{BEGIN}", ["2 PAG02 this checklist has no end"]), (f"\n\n{END}", ["3 PAG02 a checklist ends that never began"]),
        (BEGIN + BEGIN + END, ["1 PAG02 a checklist begins inside another"]),
        (BEGIN.replace(" id=", " colour=") + END, ["1 PAG02 key 'colour' is unknown in a marker"]),
    ],
)
def test_find_refuses_broken_markers_with_their_line(page, problems):
    with pytest.raises(ChecklistError) as caught:
        find(page)
    assert [f"{each.location.line} {each.code} {each.message}" for each in caught.value.problems][:1] == problems


@pytest.mark.parametrize(
    "page, line, column, reason",
    [
        ("<p>a</p>\n<p>ä <b>x</p>", 2, 12, "no well-formed XML, mismatched tag"), ("a & b", 1, 4, "no well-formed XML"),
        ("\n\n<!DOCTYPE x><p/>", 3, 3, "a page declares no document type"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>&a;', 1, 3, "a page declares no document type"),
        ("<p>&bogus;</p>", 1, 4, "no well-formed XML, undefined entity"), ("x\n<?php x ?>", 2, 1, "a page holds no processing instruction"),
        ('<?xml version="1.0"?><p/>', 1, 1, "a page holds no processing instruction"), ("</page><page>", 1, 8, "no well-formed XML, junk"),
        ("<p>", 1, 4, "no well-formed XML, mismatched tag"), ("<p>\x01</p>", 1, 4, "no well-formed XML"),
        ("<p a='1' a='2'/>", 1, 10, "no well-formed XML, duplicate"), ("日本\n<p>🎉 \ud800</p>", 2, 6, "the page holds half a character"),
        ("<p>日本🎉 & x</p>", 1, 9, "no well-formed XML"), ("<p>]]></p>", 1, 6, "no well-formed XML"),
    ],
)
def test_a_page_that_is_no_storage_format_is_refused_with_its_place(page, line, column, reason):
    told, *place = refusal(page)
    assert told.startswith(reason) and place == [line, column]
    with pytest.raises(Unreadable):
        confluence.parse(page)


def test_every_entity_of_html_passes():
    page = "<p>" + "".join(f"&{name};" for name in name2codepoint) + "&apos;&#8211;&#x2013;</p>"
    assert list(confluence.landmarks(page)) == []
    assert confluence.plain(page).strip() == "".join(map(chr, name2codepoint.values())) + "'––"


def test_landmarks_tell_headings_and_placeholders_in_order():
    page = (
        "<h1>A &amp; <em>B</em></h1><p>x</p><p> <span>[<strong>checklist</strong>]</span> </p><div><h2>inside</h2><p>[checklist]</p></div>"
        + LAYOUT.format("<h3 local-id='x'>C</h3><p>[checklist]</p>") + "<p>[checklist] x</p><p>a checklist</p>"
    )
    found = list(confluence.landmarks(page))
    assert [(mark.kind, mark.text, mark.level) for mark in found] == [
        ("heading", "A & B", 1), ("placeholder", "[checklist]", 0), ("heading", "C", 3), ("placeholder", "[checklist]", 0),
    ]
    assert [page[mark.start : mark.end] for mark in found][1:3] == [
        "<p> <span>[<strong>checklist</strong>]</span> </p>", "<h3 local-id='x'>C</h3>"
    ]


@given(st.integers(1, 6))
def test_landmarks_see_the_headings_that_are_written(level):
    (mark,) = confluence.landmarks(confluence.heading(level, "x"))
    assert (mark.kind, mark.text, mark.level) == ("heading", "x", min(level + 1, 6))


@pytest.mark.parametrize(
    "page, place",
    [
        ("<p>a</p>", 8), ("", 0), (LAYOUT.format("<p>a</p>") + "\n", LAYOUT.index("{}") + 8), (LAYOUT.format("") + "<p>b</p>", -1),
        (LAYOUT.format("a</ac:layout-cell><ac:layout-cell>"), LAYOUT.index("{}") + len("a</ac:layout-cell><ac:layout-cell>")),
        ("<ac:layout></ac:layout>", -1), ("<ac:layout />", -1),
    ],
)
def test_end_of_is_where_a_region_can_be_put(page, place):
    place = len(page) if place < 0 else place
    assert confluence.end_of(page) == place
    (region,) = find(page[:place] + BEGIN + END + page[place:])
    assert region.start == place


# ---- hostile pages


# Recursion in Python ends a thousand deep, that of a parser in C later: one of them goes as far as that takes.
@pytest.mark.no_cover
@pytest.mark.parametrize(("name", "levels"), [("span", 10_000), ("strong", 10_000), ("ac:task-list", 100_000)])
def test_no_depth_is_too_much(name, levels):
    deep = f"<{name}>" * levels + "x (TRN-02)" + f"</{name}>" * levels
    (region,) = find(deep + BEGIN + END)
    assert region.start == len(deep)
    (unit,) = parsed(body_of(f"a (TRN-01) {deep}"))
    assert unit.tail == f" {deep}"
    (unit,) = parsed(body_of(f"{deep} (TRN-03)"))
    (again,) = parsed(tasks(task(unit.inner, unit.code, tail=unit.tail)))
    assert (again.inner, again.tail) == (unit.inner, unit.tail)
    assert confluence.canonical(deep) and confluence.plain(deep).strip() == "x (TRN-02)" and confluence.settle(deep, deep) == deep


def test_a_large_page_keeps_every_byte_outside_the_region():
    before = "<p>x &amp; <strong>y</strong> &nbsp;<a href=\"a>b\">z</a></p>\n<ul><li>1<br/></li></ul>" * 20_000
    page = before + BEGIN + "<h2>x</h2>" + END + before
    (region,) = find(page)
    assert page[: region.start] == before and page[region.end :] == before


@few
@given(st.lists(st.sampled_from([
    "<p>a &mdash; b</p>", "<P>x</P>", "<p   a = '>' />", "<!-- <p> -->", "<![CDATA[</p>]]>", "\r\n", "&nbsp;", "<ac:layout/>", "<h2>y</h2>",
    "\t",
    '<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">other</ac:parameter></ac:structured-macro>', "日本", "<br/>",
]), max_size=8), st.integers(0, 8))
def test_splicing_leaves_all_else_byte_for_byte(pieces, place):
    before, after = "".join(pieces[:place]), "".join(pieces[place:])
    page = before + BEGIN + END + after
    (region,) = find(page)
    assert (page[: region.start], page[region.end :]) == (before, after)
    new = page[: region.start] + BEGIN + tasks(task()) + END + page[region.end :]
    assert [each.start for each in find(new)] == [region.start]


# ---- the sum, and what Confluence changes by itself


def total(page: str) -> str:
    (region,) = find(page)
    return regions.checksum(parsed(page[region.inner_start : region.inner_end]), confluence, gone=["No longer in this list"])


def inside(page: str) -> str:
    (region,) = find(page)
    return page[region.start : region.end]


# A property draws one theme of core at a time: all of them come up, and no page is long.
one_theme = st.sampled_from([
    "accountability", "analytics", "bias", "ethics", "moderation", "privacy", "transparency", "wellbeing",
]).map(lambda theme: (theme,))


@few
@given(people.honest, people.honest, one_theme)
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_sum_survives_what_honest_editors_do(template, first, second, themes):
    page = core_page(template, themes=themes)
    assert total(second(first(page))) == total(page)


@few
@given(st.data(), people.honest, people.honest, one_theme)
def test_states_survive_what_honest_editors_do(data, first, second, themes):
    page = core_page("compact", themes=themes)
    states = {code: data.draw(people.states) for code in data.draw(st.lists(st.sampled_from(people.codes(page)), max_size=4, unique=True))}
    typed = people.written(page, states)
    changed = second(first(typed))
    before, after = recorded(typed), recorded(changed)
    assert {code: state.box for code, state in before.items()} == {code: state.box for code, state in after.items()}
    assert {code: said(state) for code, state in before.items()} == {code: said(state) for code, state in after.items()}
    assert total(changed) == total(page)


def said(state: State) -> list[str]:
    return [unicodedata.normalize("NFC", line) for each in (state.tail, *state.notes) for line in confluence.lines(each)]


def recorded(page: str) -> dict[str, State]:
    (region,) = find(page)
    states = regions.states(parsed(page[region.inner_start : region.inner_end]), "page.xml", 1)
    return {code: state for code, state in states.items() if is_written(state)}


@pytest.mark.parametrize(
    "old, new",
    [
        ("<strong>Show:</strong>", "<strong>Shows:</strong>"), ("<h3>Plan</h3>", "<h3>Planning</h3>"), ("(PRV-01)", "(PRV-91)"),
        (" items</strong>: ", " things</strong>: "),
        ("<h3>Guide</h3>", '<h3>Guide</h3><p><ac:image><ri:attachment ri:filename="a.png" /></ac:image></p>'),
        ("<h3>Guide</h3>", '<h3>Guide</h3><ac:structured-macro ac:name="toc" />'), ("<h3>Guide</h3>", "<h3>Guide</h3><p>x</p>"),
        ("<h3>Plan</h3>", "<h3>Plan</h3><p>a sentence</p>"), ("<h3>Plan</h3>", f"<h3>Plan</h3>{body_of('own task')}"),
    ],
)
def test_sum_sees_a_change(old, new):
    page = core_page("checklist")
    assert old in page and total(page.replace(old, new, 1)) != total(page)


@few
@given(people.honest.filter(lambda change: "NFD" not in repr(change)), st.data(), one_theme)
def test_canonical_form_is_the_same_after_what_confluence_does(change, data, themes):
    page = core_page("compact", themes=themes)
    states = {code: data.draw(people.states) for code in data.draw(st.lists(st.sampled_from(people.codes(page)), max_size=3, unique=True))}
    typed = people.written(page, states)
    assert confluence.canonical(inside(change(typed))) == confluence.canonical(inside(typed))
    assert tree(confluence.canonical(inside(typed))) is not None


@pytest.mark.parametrize(
    "one, other",
    [
        ("<p>a</p>\n<p>b</p>", "<p local-id='1'>a</p><p ac:local-id=\"2\">b</p>"), ("<p/>", ""),
        ("<p>a</p><p />", "<p>a</p><p><br/></p><p>&nbsp;</p>"),
        ("<hr/>", "<hr></hr>"), ("<p>ä–</p>", "<p>&auml;&#8211;</p>"), ("<p>a&#x308;</p>", "<p>ä</p>"),
        ("<p>a  b\nc</p>", "<p> a b c </p>"), ("<p>a<span>b</span></p>", "<p>ab</p>"),
        ('<ac:task-body><span class="placeholder-inline-tasks">a <span>b</span></span></ac:task-body>', "<ac:task-body>a b</ac:task-body>"),
        ('<a b="1" c="2">x</a>', "<a c='2' b='1'>x</a>"), ("<p>a<!-- x -->b</p>", "<p>ab</p>"),
        (ANCHOR.format("x"), ANCHOR.format('x</ac:parameter><ac:parameter ac:name="legacyAnchorId">L-x')),
        ("<p>a</p>", '<p><ac:inline-comment-marker ac:ref="f">a</ac:inline-comment-marker></p>'),
        ("<ac:task-id>1</ac:task-id>", "<ac:task-id>1</ac:task-id>\n<ac:task-uuid>f</ac:task-uuid>"),
        ("<ac:link><![CDATA[a&b]]></ac:link>", "<ac:link>a&amp;b</ac:link>"),
        ('<ac:layout-cell ac:breakout-mode="wide" ac:breakout-width="9">a</ac:layout-cell>', "<ac:layout-cell>a</ac:layout-cell>"),
    ],
)
def test_canonical_form_is_one_where_a_reader_sees_no_difference(one, other):
    assert confluence.canonical(one) == confluence.canonical(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("<p>a</p>", "<p>b</p>"), ("<p>a b</p>", "<p>ab</p>"), ("<p>a</p>", "<h2>a</h2>"), ('<a href="x">a</a>', '<a href="y">a</a>'),
        ('<span style="color: red;">a</span>', "a"), ("<strong>a</strong>", "a"), ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<ac:task-status>complete</ac:task-status>", "<ac:task-status>incomplete</ac:task-status>"), ("<p>a, b</p>", "<p>a b</p>"),
        ("<ac:plain-text-body><![CDATA[a  b]]></ac:plain-text-body>", "<ac:plain-text-body><![CDATA[a b]]></ac:plain-text-body>"),
        ("<p>&lt;b&gt;</p>", "<p><b></b></p>"), ("<p><em>a</em> b</p>", "<p><em>a</em>b</p>"), ("<hr/>", ""),
        ('<ac:image><ri:attachment ri:filename="a" /></ac:image>', '<ac:image><ri:attachment ri:filename="b" /></ac:image>'),
        ("<ac:task-id>1</ac:task-id>", "<ac:task-id>2</ac:task-id>"),
    ],
)
def test_canonical_form_is_another_where_something_differs(one, other):
    assert confluence.canonical(one) != confluence.canonical(other)


@few
@given(st.data(), one_theme)
def test_canonical_form_is_its_own(data, themes):
    page = core_page("compact", themes=themes)
    typed = people.written(page, {code: data.draw(people.states) for code in people.codes(page)[:3]})
    once = confluence.canonical(inside(typed))
    assert confluence.canonical(once) == once


# ---- refreshing


def page_of(rules: RuleSet, campaign: Any, made: Any = None) -> str:
    brief = api.Brief(campaign)
    made = made or api.checklist(rules, brief, api.Choice(), day=DAY)
    marker = api.marker_fields(made, brief, api.Choice(), format="confluence", template="checklist")
    return api.render(rules, made, format="confluence", marker=marker)


def refreshed(rules: RuleSet, campaign: Any, page: str) -> str:
    brief = api.Brief(campaign)
    laid = api.refresh(rules, brief, api.Choice(), day=DAY, page=page, path="page.xml", format="confluence", force=False)
    made = laid.checklist
    return page_of(rules, campaign, made)


def three_items() -> RuleSet:
    return make_rules(
        make_item("TRN-01", when=wants(channels=["instagram"])), make_item("TRN-02"),
        make_item("TRN-03", per="channels", when=wants(channels=["social", "email"])),
    )


INSTAGRAM, EMAIL = make_campaign(channels=["instagram"]), make_campaign(channels=["email"])


@few
@given(st.data(), people.honest)
def test_a_refresh_keeps_what_people_wrote_letter_for_letter(data, change):
    page = page_of(three_items(), INSTAGRAM)
    states = {code: data.draw(people.states) for code in people.codes(page)}
    typed = people.written(page, states)
    assert refreshed(three_items(), INSTAGRAM, typed) == typed
    assert [code for code, state in states.items() if not people.stands(typed, code, state)] == []
    moved = refreshed(three_items(), EMAIL, typed)
    kept = {code: state for code, state in states.items() if is_written(state)}
    assert [code for code, state in kept.items() if not people.stands(moved, code, state)] == []
    assert refreshed(three_items(), INSTAGRAM, moved) == refreshed(three_items(), INSTAGRAM, typed) or len(kept) < len(states)
    assert recorded(refreshed(three_items(), INSTAGRAM, change(typed))).keys() == kept.keys()


def test_a_task_keeps_its_number_whoever_is_ticked():
    page = page_of(three_items(), INSTAGRAM).replace("<ac:task-id>2<", "<ac:task-id>4711<")
    typed = people.written(page, {"TRN-01": State("complete", "", ())})
    assert refreshed(three_items(), INSTAGRAM, typed) == typed


def test_a_channel_repeats_the_action_and_never_lies_below_its_item():
    lines = [words(each) for each in tree(page_of(three_items(), make_campaign(channels=["instagram", "email"]))).iter(AC + "task-body")]
    assert [line for line in lines if "TRN-03" in line] == [
        "Should: Do what TRN-03 says (TRN-03)", "Should: instagram – Do what TRN-03 says (TRN-03.instagram)",
        "Should: email – Do what TRN-03 says (TRN-03.email)",
    ]


def test_a_line_that_left_says_why_in_xml():
    page = people.written(page_of(three_items(), INSTAGRAM), {"TRN-01": State("complete", " by <em>Ada</em>", ("<p>Owner: Mia</p>",))})
    gone = refreshed(three_items(), EMAIL, page)
    assert "channels: email; the item is for instagram (TRN-01) by <em>Ada</em></ac:task-body>" in gone and tree(gone) is not None
