"""The MediaWiki dialect: what it writes, and what it reads from pages as people and the wiki leave them.

That the real wiki shows each text as the literal string is for `test_wiki_mediawiki`.
"""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import example, given, strategies as st

from checklist import api, notes, regions
from checklist.dialects import _base, mediawiki
from checklist.dialects._base import Block, Landmark, Unit
from checklist.errors import ChecklistError
from checklist.model import State
from checklist.prose import read
from tests.builders import make_campaign, make_item, make_rules
from tests.hostile import HOSTILE, admitted
from tests.people import mediawiki as people
from tests.places import page as page_of
from tests.strategies import few, moderate
from tests.test_markdown import _texts

BEGIN = "<!-- checklist-begin v=1 id=spring dialect=mediawiki -->"
END = "<!-- checklist-end sum=0123456789ab -->"


def task(inner: str, code: str = "TRN-01", *, depth: int = 0, **fields: Any) -> str:
    return mediawiki.task(inner, code, State(**{"box": "", "tail": "", "notes": (), **fields}), depth=depth)


# ---- what is written


@pytest.mark.parametrize(
    "written, expected",
    [
        pytest.param(task("'''Must:''' Do it", "[[#trn-01|TRN-01]]"), "* ☐ '''Must:''' Do it ([[#trn-01|TRN-01]])", id="task"),
        pytest.param(task("Do it", box=" "), "* ☐ Do it (TRN-01)", id="task-open"),
        pytest.param(task("Do it", box="x"), "* x Do it (TRN-01)", id="task-ticked"),
        pytest.param(task("Do it", box="{{done}}"), "* {{done}} Do it (TRN-01)", id="task-box-as-found"),
        pytest.param(task("TikTok", "TRN-01.tiktok", depth=1), "** ☐ TikTok (TRN-01.tiktok)", id="task-nested"),
        pytest.param(
            task("Do it", tail=" soon", notes=("*: Owner: Ada", "", "flush")), "* ☐ Do it (TRN-01) soon\n*: Owner: Ada\n\nflush",
            id="task-notes",
        ),
        pytest.param(mediawiki.heading(1, "Title"), "== Title ==", id="heading"),
        pytest.param(mediawiki.heading(9, "Deep"), "====== Deep ======", id="heading-deepest"),
        pytest.param(mediawiki.bullet("x", 0), "* x", id="bullet"),
        pytest.param(mediawiki.bullet("x", 2), "*** x", id="bullet-nested"),
        pytest.param(mediawiki.step("x", 3), "# x", id="step"),
        pytest.param(mediawiki.strong("x"), "'''x'''", id="strong"),
        pytest.param(mediawiki.em("x"), "''x''", id="em"),
        pytest.param(mediawiki.strong(mediawiki.em("x")), "<b>''x''</b>", id="strong-and-em"),
        pytest.param(mediawiki.paragraph("''a''''b''"), "''a''<nowiki/>''b''", id="em-beside-em"),
        pytest.param(mediawiki.bullet("'''a''''''b'''", 0), "* '''a'''<nowiki/>'''b'''", id="strong-beside-strong"),
        pytest.param(mediawiki.paragraph("'''a'''''b''"), "'''a'''''b''", id="strong-beside-em"),
        pytest.param(mediawiki.code("a''b"), "<code>a&#39;'b</code>", id="code"),
        pytest.param(mediawiki.link("x", "https://x.example/a_b"), "[https://x.example/a_b x]", id="link"),
        pytest.param(mediawiki.link("[x]", "https://x.example"), "[https://x.example [x&#93;]", id="link-bracket-in-text"),
        pytest.param(
            mediawiki.link("x", "https://x.example/a|b c]<\"'{"), "[https://x.example/a%7Cb%20c%5D%3C%22%27%7B x]",
            id="link-percent-encoded",
        ),
        pytest.param(mediawiki.link("x", "https://x.example/?a&lt;b"), "[https://x.example/?a&lt%3Bb x]", id="link-entity"),
        pytest.param(mediawiki.link("x", "https://x.example/~~~~__TOC__"), "[https://x.example/%7E%7E~~%5F_TOC__ x]", id="link-magic"),
        pytest.param(mediawiki.link("x", "https://x.example/(TRN-02)"), "[https://x.example/%28TRN-02) x]", id="link-code"),
        pytest.param(mediawiki.jump("TRN-01", "trn-01"), "[[#trn-01|TRN-01]]", id="jump"),
        pytest.param(mediawiki.anchor("TRN-01 – On: x", "trn-01"), '<span id="trn-01"></span>TRN-01 – On&#58; x', id="anchor"),
        pytest.param(
            mediawiki.anchor("On: [https://x.example a]", 'a" onclick="x'),
            '<span id="a__onclick__x"></span>On&#58; [https://x.example a]', id="anchor-safe",
        ),
        pytest.param(mediawiki.marker("checklist-end sum=0"), "<!-- checklist-end sum=0 -->", id="marker"),
        pytest.param(mediawiki.note("a\nb ''c''"), "*: a b &#39;'c&#39;&#39;", id="note-on-one-line"),
        pytest.param(mediawiki.note("x (TRN-02) ~~~~", 1), "**: x &#40;TRN-02) &#126;&#126;~~", id="note-defused"),
        pytest.param(mediawiki.tail_line(" – by ''Ada'' ", 1), "**: – by ''Ada''", id="tail-line"),
        pytest.param(mediawiki.paragraph("1. x"), "1. x", id="paragraph"),
    ],
)
def test_words_write(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "text",
    [
        "Teach everyone its limits – and your rules (AI Act Art. 4; since 2025-02-02)", "e-mail, “quoted”, 'single', \"double\": a/b? Yes!",
        "10.5 % more + 3 * 4 = 12", "utm_source and a_b_c", "AT&T, R&D & co", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj?x=1&y=2#z",
        "mail a.b@x.example", "say [your brand] now", "[x] y", "x < 5 and y > 3", "<3", "between $5k and $10k", "at 10:30", "C++ and #ad",
        "Art. 5(1)(ba), (bb)", "it's the brands' own", "a | b", "a {b} c", "~5 or ~~ so", "„Werbung“ · «Publicité»", "tel: 1, RFC, ISBN",
        "日本語",
        "Füge hinzu", "https://de.wikipedia.org/wiki/Müller_(Begriffsklärung)", "*x*", "**x**", "_x_", "`x`", "1. x", "&copy 2027",
    ],
)
def test_text_leaves_an_ordinary_sentence_alone(text):
    assert mediawiki.text(text) == text


@pytest.mark.parametrize(
    "text, written",
    [
        ("''x'' y", "&#39;'x&#39;' y"), ("'x'", "&#39;x&#39;"), ("[[x]]", "&#91;[x]]"),
        ("[https://x.example y]", "&#91;https://x.example y]"),
        ("[//x y]", "&#91;//x y]"), ("[mailto:a@b c]", "&#91;mailto&#58;a@b c]"), ("x [", "x &#91;"), ("{{x}}", "&#123;{x}}"),
        ("{{{1}}}", "&#123;&#123;{1}}}"), ("{|", "&#123;|"), ("-{x}-", "-&#123;x}-"), ("<b>", "&lt;b>"), ("</b>", "&lt;/b>"),
        ("<!-- x", "&lt;!-- x"), ("&lt;", "&amp;lt;"), ("&#35;", "&amp;#35;"), ("~~~~", "&#126;&#126;~~"), ("__TOC__", "&#95;_TOC__"),
        ("__目次__", "&#95;_目次__"), ("＿＿目次＿＿", "&#65343;＿目次＿＿"), ("RFC 2119", "&#82;FC 2119"), ("PMID 1", "&#80;MID 1"),
        ("ISBN 0306406152", "&#73;SBN 0306406152"), ("news:x", "news&#58;x"), ("https://x.example/a''b", "https&#58;//x.example/a&#39;'b"),
        ("https://x.example/a|b", "https&#58;//x.example/a|b"), ("(TRN-02)", "&#40;TRN-02)"),
        ("x (TRN-02.tiktok) y", "x &#40;TRN-02.tiktok) y"),
        ("e\u0301", "é"), ("\u0338x", "&#824;x"), ("x <", "x &lt;"), ("R &", "R &amp;"),
    ],
)
def test_text_escapes_the_character_that_acts_and_no_other(text, written):
    assert mediawiki.text(text) == written


@pytest.mark.parametrize(
    "inner, opened",
    [
        ("* x", "&#42; x"), ("#ad", "&#35;ad"), (": x", "&#58; x"), ("; x", "&#59; x"), ("=x=", "&#61;x="), ("| x", "&#124; x"),
        ("!x", "&#33;x"),
        ("----", "&#45;---"), (" x", "x"), ("- x", "- x"), ("'''x'''", "'''x'''"), ("-5", "-5"), ("x", "x"), ("", ""),
    ],
)
def test_a_paragraph_escapes_what_would_open_another_kind(inner, opened):
    assert mediawiki.paragraph(inner) == opened


def test_no_text_of_the_core_pack_gains_an_entity(core):
    plain = {str(read(text, {"brand": "[your brand]"})) for text in _texts(core)}
    assert len(plain) > 500
    assert {text: mediawiki.text(text) for text in plain if mediawiki.text(text) != text} == {}


def core_page(core: Any) -> str:
    made = api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today())
    return api.render(core, made, format="mediawiki")


def test_no_line_of_the_core_page_holds_an_entity_but_for_the_colon_of_a_term(core):
    lines = [line for line in core_page(core).splitlines() if re.search(r"&#?\w+;|<nowiki", line)]
    assert [line for line in lines if not line.startswith("; ") or line.replace("&#58;", "").count("&")] == []


def test_what_follows_a_heading_follows_at_once():
    blocks = [
        Block("heading", 1, "== T =="), Block("task", 0, "* ☐ a (TRN-01)"), Block("task", 1, "** ☐ b (TRN-01.x)"),
        Block("heading", 2, "=== U ==="), Block("raw", 0, "''a''''b''"),
        Block("bullet", 0, "* x"), Block("bullet", 0, "* y"), Block("paragraph", 0, "z"),
    ]
    assert mediawiki.finish(blocks) == (
        "== T ==\n* ☐ a (TRN-01)\n** ☐ b (TRN-01.x)\n\n=== U ===\n''a''<nowiki/>''b''\n\n* x\n* y\n\nz\n"
    )


# ---- the guide


def test_every_code_of_the_list_has_its_place_in_the_guide(core):
    page = core_page(core)
    linked, anchored = re.findall(r"\[\[#([^|]+)\|", page), re.findall(r'; <span id="([^"]+)"></span>', page)
    assert set(linked) == set(anchored) and len(anchored) == len(set(anchored)) == len(core.item_list)


def test_a_theme_is_folded_with_the_number_of_its_items(core):
    page = core_page(core)
    for theme in core.themes.values():
        number = sum(item.theme == theme.name for item in core.item_list)
        assert f'==== {theme.title} ====\n<div class="mw-collapsible mw-collapsed" data-expandtext="show {number} items" ' in page


def test_a_theme_of_one_item_says_so():
    assert 'data-expandtext="show 1 item" data-collapsetext="hide">' in page_with("x", make_rules(make_item()))


def page_with(title: str, rules: Any) -> str:
    made = api.checklist(rules, api.Brief(make_campaign(title=title)), api.Choice(), day=api.today())
    return api.render(rules, made, format="mediawiki")


@pytest.mark.parametrize("said", ['a" onclick="x', "a> b", "a'' b", "{{A}}", "a &quot; b", 'a" <b>'])
def test_words_cannot_leave_the_attribute_they_stand_in(said):
    rules = make_rules(make_item())
    rules = rules._replace(wording={**rules.wording, "fold_show_one": said, "fold_hide": said})
    (tag,) = re.findall(r"<div class=\"mw-collapsible .*", page_with("x", rules))
    found = re.fullmatch(r'<div class="mw-collapsible mw-collapsed" data-expandtext="([^">]*)" data-collapsetext="([^">]*)">', tag)
    assert found and unescape(found[1]) == unescape(found[2]) == said


# ---- what `task` writes, `parse` reads


def parsed(text: str) -> list[Unit]:
    return list(mediawiki.parse(text))


codes = st.from_regex(r"\A[A-Z]{3}-[0-9]{2,3}\Z")


@moderate
@given(admitted, codes, people.states, st.booleans(), st.booleans())
@example("☐ x", "TRN-01", State(" ", "", ()), False, False)
@example("x☐", "TRN-01", State("x", "", ()), False, False)
@example("X", "TRN-01", State(" ", "", ()), False, False)
@example("(TRN-02)", "TRN-01", State(" ", " (TRN-03)", ()), True, False)
def test_parse_reads_the_task_that_was_written(text, code, state, linked, labelled):
    inner = (mediawiki.strong("Must:") + " " if labelled else "") + mediawiki.text(text)
    shown = mediawiki.jump(code, code.lower()) if linked else code
    (unit,) = parsed(mediawiki.task(inner, shown, state, depth=0))
    if not labelled and state.box in "xX" and text[0] == "☐":
        return  # ours begin with a label, or with the name of a channel
    assert (unit.kind, unit.inner, unit.code) == ("task", inner, code)
    assert State(unit.box, unit.tail, unit.notes) == state


@moderate
@given(st.lists(st.tuples(people.states, st.lists(people.states, max_size=2)), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_parse_reads_lists_with_channels_under_headings(items, newline):
    blocks: list[Block] = []
    expected: list[tuple[str, State]] = []

    def add(code: str, state: State, depth: int) -> None:
        blocks.append(Block("task", depth, mediawiki.task("Do it", code, state, depth=depth)))
        expected.append((code, state))

    for number, (state, channels) in enumerate(items):
        blocks.append(Block("heading", 2, mediawiki.heading(2, f"Phase {number}")))
        add(f"TRN-{number:02}", state, 0)
        for channel, inner in zip(("instagram", "x"), channels):
            add(f"TRN-{number:02}.{channel}", inner, 1)
    units = parsed(_base.finish(blocks).replace("\n", newline))
    assert [(unit.code, State(unit.box, unit.tail, unit.notes)) for unit in units if unit.kind == "task"] == expected
    assert [unit.text for unit in units if unit.kind == "heading"] == [f"=== Phase {number} ===" for number in range(len(items))]
    assert {unit.kind for unit in units} == {"heading", "task"}


@pytest.mark.parametrize(
    "line, box, tail",
    [
        ("* ☐ Do it (TRN-01)", " ", ""), ("*☐ Do it (TRN-01)", " ", ""), ("* ☐'''Must:''' Do it (TRN-01)", " ", ""),
        ("* [ ] Do it (TRN-01)", " ", ""),
        ("* [] Do it (TRN-01)", " ", ""), ("* [☐] Do it (TRN-01)", " ", ""), ("* x Do it (TRN-01)", "x", ""),
        ("* X Do it (TRN-01)", "X", ""),
        ("* x'''Must:''' Do it (TRN-01)", "x", ""), ("* x☐ Do it (TRN-01)", "x", ""), ("* x ☐ Do it (TRN-01)", "x", ""),
        ("* ☐x '''Must:''' Do it (TRN-01)", "x", ""), ("* ☑ Do it (TRN-01)", "☑", ""), ("* ✔\ufe0f Do it (TRN-01)", "✔", ""),
        ("* ✅ Do it (TRN-01)", "✅", ""),
        ("* ☒ Do it (TRN-01)", "☒", ""), ("* ✓ Do it (TRN-01)", "✓", ""), ("* [x] Do it (TRN-01)", "[x]", ""),
        ("* [~] Do it (TRN-01)", "[~]", ""),
        ("* {{done}} Do it (TRN-01)", "{{done}}", ""), ("* {{yes|Ada}} Do it (TRN-01)", "{{yes|Ada}}", ""),
        (":* x Do it (TRN-01)", "x", ""),
        ("#* x Do it (TRN-01)", "x", ""), ("* ☐ Do it ([[#trn-01|TRN-01]]) – by Ada (PRV-02)", " ", " – by Ada (PRV-02)"),
        ("* ☐ Do it ([[Spring glow#trn-01|TRN-01]])", " ", ""), ("* ☐ Do it ([https://wiki.example/page#trn-01 TRN-01])", " ", ""),
        ("* ☐ [https://x.example see] (PRV) (TRN-01)", " ", ""), ("** ☐ X (TRN-01.x)", " ", ""), ("** x X (TRN-01.x)", "x", ""),
    ],
)
def test_parse_reads_a_task_line_as_people_leave_it(line, box, tail):
    (unit,) = parsed(line)
    assert (unit.kind, unit.code[:6], unit.box, unit.tail) == ("task", "TRN-01", box, tail)


@pytest.mark.parametrize("box", ["x", "X", "☑", "✔", "✅", "[x]", "[X]", "[ x ]"])
def test_what_people_put_in_the_place_of_the_box_ticks_it(box):
    (unit,) = parsed(f"* {box} Do it (TRN-01)")
    assert notes.is_done(unit.box)


@pytest.mark.parametrize(
    "line",
    [
        "* Do it (TRN-01)", "☐ Do it (TRN-01)", "* ☐ Do it", "* ☐ Do it (TRN-1)", "* ☐ Do it (trn-01)", "*: ☐ Do it (TRN-01)",
        " * ☐ Do it (TRN-01)",
        "* ☐ see ([https://x.example TRN-01])", "* xylophone (TRN-01)", "* [[x]] (TRN-01)", "* [ab] Do it (TRN-01)", "# ☐ Do it (TRN-01)",
    ],
)
def test_parse_takes_other_lines_for_text(line):
    assert [unit.kind for unit in parsed(line)] == ["text"]


def test_parse_takes_an_indented_task_for_ours_only_below_its_item():
    units = parsed("* ☐ a (TRN-02)\n** x b (TRN-02.tiktok)\n** x c (PRV-03)\n*** ☐ d (TRN-02)\n* ☐ e (TRN-20)\n** ☐ f (TRN-02.x)")
    assert [(unit.code, unit.notes) for unit in units] == [
        ("TRN-02", ()), ("TRN-02.tiktok", ("** x c (PRV-03)", "*** ☐ d (TRN-02)")), ("TRN-20", ("** ☐ f (TRN-02.x)",)),
    ]


def test_parse_takes_a_list_that_was_indented_as_a_whole_for_ours():
    units = parsed(":* ☐ a (TRN-02)\n:** x b (TRN-02.x)\n:* x c (TRN-03)\n:** ☐ note (PRV-01)")
    assert [(unit.code, unit.notes) for unit in units] == [("TRN-02", ()), ("TRN-02.x", ()), ("TRN-03", (":** ☐ note (PRV-01)",))]


@pytest.mark.parametrize(
    "note",
    [
        "<pre>\n* ☐ x (TRN-05)\n== x ==\n</pre>", "<nowiki>\n* ☐ x (TRN-05)\n</nowiki>", "*: <NoWiki>\n== x ==\n</nowiki  >",
        "<syntaxhighlight lang='x'>\n== x ==\n</syntaxhighlight>", "<source>\n* ☐ x (TRN-05)\n</source>", "<code>\n* ☐ x (TRN-05)\n</code>",
        "<!--\n== x ==\n* ☐ x (TRN-05)\n-->", "<pre\nclass='x'>\n== x ==</pre> on",
    ],
)
def test_parse_takes_what_the_wiki_does_not_read_for_a_note(note):
    units = parsed(f"* ☐ a (TRN-02)\n{note}\n* ☐ b (TRN-03)\n*: c")
    assert [(unit.code, unit.notes) for unit in units] == [("TRN-02", tuple(note.split("\n"))), ("TRN-03", ("*: c",))]


@pytest.mark.parametrize("tag", ["<nowiki>", "<pre>", "<nowiki/>", "<pre />", "</nowiki>", "<pretty>", "<code>", "<source", "--> <"])
def test_a_tag_that_is_never_closed_is_text(tag):
    assert [unit.code for unit in parsed(f"* ☐ a (TRN-02) {tag}\n* ☐ b (TRN-03)")] == ["TRN-02", "TRN-03"]


def test_code_left_open_does_not_take_in_what_stands_before_the_next():
    assert [unit.code for unit in parsed("* ☐ a (TRN-02) <code>\n* ☐ b (TRN-03) <code>c</code>")] == ["TRN-02", "TRN-03"]


@pytest.mark.parametrize(
    "line", ["== a ==", "==a==", "= a =", "=== a ==  ", "====== a ======", "== a == <!-- b -->", "<!-- b -->== a ==", "==="],
)
def test_parse_ends_notes_at_a_heading(line):
    task, heading, text = parsed(f"* ☐ a (TRN-02)\n\nnote\n{line}\ntext")
    assert (task.notes, heading.text, text.text) == (("", "note"), line.strip(), "text")


@pytest.mark.parametrize("line", ["== a", "a ==", "= a", "=", "==", " == a ==", "* == a =="])
def test_parse_takes_half_a_heading_for_a_note(line):
    (unit,) = parsed(f"* ☐ a (TRN-02)\n{line}")
    assert unit.notes == (line,)


def test_parse_tells_the_line_of_each_unit():
    assert [unit.line for unit in parsed("\n== T ==\n\ntext\nmore\n\n* ☐ a (TRN-02)\nnote\n* ☐ b (TRN-03)")] == [2, 4, 7, 9]


@few
@given(people.states)
def test_what_people_type_stands_where_the_dialect_reads_it(state):
    page = "\n".join(["== T ==", task("'''Must:''' Do it", "[[#trn-01|TRN-01]]"), task("X", "TRN-01.x", depth=1), "", "== End ==", "text"])
    assert people.codes(page) == ["TRN-01", "TRN-01.x"]
    typed = people.written(page, {"TRN-01": state})
    assert people.stands(typed, "TRN-01", state)
    assert {unit.code: State(unit.box, unit.tail, unit.notes) for unit in parsed(typed) if unit.kind == "task"} == {
        "TRN-01": state, "TRN-01.x": State(" ", "", ()),
    }


# ---- landmarks


def found(page: str) -> list[Landmark]:
    marks = list(mediawiki.landmarks(page))
    assert marks == sorted(marks, key=lambda mark: mark.start)
    return marks


def test_landmarks_tells_kinds_places_and_levels_in_order():
    page = f"= A =\n{BEGIN}\n== B ==\n{END}\n[checklist]\r\n=== C ==\n"
    assert [(mark.kind, mark.text, mark.level) for mark in found(page)] == [
        ("heading", "A", 1), ("marker", "checklist-begin v=1 id=spring dialect=mediawiki", 0), ("heading", "B", 2),
        ("marker", "checklist-end sum=0123456789ab", 0), ("placeholder", "[checklist]", 0), ("heading", "= C", 2),
    ]
    assert [page[mark.start : mark.end] for mark in found(page)] == ["= A =", BEGIN, "== B ==", END, "[checklist]", "=== C =="]


@pytest.mark.parametrize(
    "begin",
    [
        "<!--checklist-begin v=1 id=spring dialect=mediawiki-->", "<!-- checklist-begin v=1\nid=spring dialect=mediawiki -->", f" {BEGIN}",
        f"* {BEGIN} text", f"<code>x</code> {BEGIN}", f"<!-- a -->{BEGIN}", f"<pre>{BEGIN}", f"<nowiki/>{BEGIN}",
        f"a <nowiki>b</nowiki> {BEGIN}",
    ],
)
def test_landmarks_forgives_what_stands_around_a_marker(begin):
    assert [mark.text for mark in found(f"{begin}\n{END}")] == [BEGIN[5:-4], END[5:-4]]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<nowiki>{}</nowiki>", "<pre>\n{}\n</pre>", "<PRE class='x'>{}</PRE >", '<syntaxhighlight lang="html">\n{}\n</syntaxhighlight>',
        "<source>{}</source>", "<code>{}</code>", "<code><nowiki>{}</nowiki></code>", "<nowiki><pre></nowiki><nowiki>{}</nowiki></pre>",
    ],
)
@pytest.mark.parametrize("inside", [BEGIN, END, "\n== a ==\n", "\n[checklist]\n"], ids=["begin", "end", "heading", "placeholder"])
def test_landmarks_takes_what_the_wiki_does_not_read_for_text(wrapped, inside):
    assert found(wrapped.format(inside)) == []


def test_landmarks_takes_a_marker_in_another_comment_for_text():
    assert found(f"<!-- {END} -->") == [] and found(f"<!-- {BEGIN}") == []


def test_landmarks_takes_an_unclosed_comment_for_one_to_the_end():
    assert [mark.text for mark in found(f"{BEGIN}\n<!-- a\n== b ==\nx")] == [BEGIN[5:-4]]
    with pytest.raises(ChecklistError, match="has no end"):
        regions.find(f"{BEGIN}\n<!-- a\n{END[4:]}", "page", mediawiki)


@pytest.mark.parametrize("line", ["[checklist]", " [checklist] ", "&#91;checklist]", "&#91;checklist&#93;", "[checklist] <!-- here -->"])
def test_landmarks_finds_a_placeholder(line):
    assert [(mark.kind, mark.start) for mark in found(f"a\n{line}\nb")] == [("placeholder", 2)]


@pytest.mark.parametrize("line", ["* [checklist]", "x [checklist]", "[[checklist]]", "[Checklist]"])
def test_landmarks_takes_other_lines_for_no_placeholder(line):
    assert found(f"a\n{line}\nb") == []


def test_landmarks_sees_a_comment_behind_a_tag_that_never_ends():
    assert [mark.text for mark in found("== a ==\n<pre <!-- b\n== c ==")] == ["a"]


@pytest.mark.parametrize(
    "piece",
    [
        "<!--", "<!-- -->", "<!--\n-->", "<pre ", "<pre>", "<code>", "<nowiki/>", "</pre>", "=", "== ", "''", "[[", "([[#", "([a#", "* [ ",
        "{{", "*", "x ", "&", "&#1", "__a", "~", "a.", "://a.", "(TRN-01", "<span", "\n", "* ☐ ", "checklist-end ",
    ],
)
@pytest.mark.parametrize("whole", ["{}", "* ☐ {}", "* [{}", "=={}==", "<!-- checklist-end {}x-->", "<!--{}\n-->", "* ☐ a ({}) (TRN-01)"])
@pytest.mark.no_cover  # measured coverage would take three times as long, and sees nothing new
def test_no_page_takes_long_to_read(piece, whole):
    """A page is hostile: it takes some hundredths of a second; what took squared time would take many here."""
    page = whole.format(piece * (40_000 // len(piece)))
    started = time.process_time()
    list(mediawiki.landmarks(page))
    for unit in parsed(page):
        mediawiki.plain(unit.text)
    mediawiki.text(page)
    assert time.process_time() - started < 2


# ---- plain, and the sum


@pytest.mark.parametrize(
    "written, plain",
    [
        ("'''Must:''' a ([[#trn-01|TRN-01]])", "Must: a (TRN-01)"), ('<span id="trn-01"></span>a', "a"), ("a<!-- b -->c", "ac"),
        ("&lt;b&gt; &amp;lt; &#58;", "<b> &lt; :"), ("a<nowiki/>b", "ab"), ("<code>a</code>", "a"), ("a < b, c > d", "a < b, c > d"),
        ("[[Page|a]] [[b]]", "a b"), ("''a'' b's", "a b's"), ("&unknown;", "&unknown;"),
    ],
)
def test_plain_leaves_the_characters(written, plain):
    assert mediawiki.plain(written) == plain


@moderate
@given(admitted)
def test_plain_of_text_is_the_text(text):
    assert mediawiki.plain(mediawiki.text(text)) == normalize("NFC", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_anywhere_leaves_the_page_readable(text):
    page = page_of(text, "mediawiki")
    assert [unit.code for unit in parsed(page) if unit.kind == "task"] == ["TRN-01", "TRN-02"]
    assert [mark.text for mark in found(page) if mark.kind == "marker"] == []


def test_a_template_may_print_an_action_with_markup():
    page = page_with("x", make_rules(make_item(action="Ask *a*_b_ and `c`: see [d](https://x.example/e)")))
    assert "* ☐ '''Should:''' Ask ''a''<nowiki/>''b'' and <code>c</code>: see [https://x.example/e d] ([[#trn-01|TRN-01]])" in page
    assert (
        '; <span id="trn-01"></span>TRN-01 – Ask \'\'a\'\'<nowiki/>\'\'b\'\' and <code>c</code>&#58; see [https://x.example/e d]\n' in page
    )
