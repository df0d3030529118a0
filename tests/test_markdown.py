"""The Markdown dialect: what it writes, and that four engines show each text as the literal string, wherever it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given

from checklist import api
from checklist.dialects import _base, markdown
from checklist.dialects._base import Block
from checklist.model import RuleSet
from checklist.prose import read
from checklist.model import State
from tests.engines import ENGINES, of_kind, tree, words
from tests.hostile import HOSTILE, admitted
from tests.places import literal, page, shown
from tests.strategies import few, moderate

each_engine = pytest.mark.parametrize("engine", ENGINES)


def task(inner: str, code: str = "TRN-01", *, depth: int = 0, **fields: Any) -> str:
    return markdown.task(inner, code, State(**{"box": "", "tail": "", "notes": (), **fields}), depth=depth)


# ---- what is written


@pytest.mark.parametrize(
    "written, expected",
    [
        pytest.param(task("**Must:** Do it"), "- [ ] **Must:** Do it (TRN-01)", id="task"),
        pytest.param(task("Do it", box="x"), "- [x] Do it (TRN-01)", id="task-ticked"),
        pytest.param(task("Do it", box="~"), "- [~] Do it (TRN-01)", id="task-box-as-found"),
        pytest.param(task("TikTok", "TRN-01.tiktok", depth=1), "    - [ ] TikTok (TRN-01.tiktok)", id="task-nested"),
        pytest.param(
            task("Do it", tail=" soon", notes=("    - Owner: Ada", "", "flush")), "- [ ] Do it (TRN-01) soon\n    - Owner: Ada\n\nflush",
            id="task-notes",
        ),
        pytest.param(markdown.heading(2, "Plan"), "## Plan", id="heading"),
        pytest.param(markdown.heading(9, "Deep"), "###### Deep", id="heading-deepest"),
        pytest.param(markdown.heading(1, "C#"), r"# C\#", id="heading-closing-sign"),
        pytest.param(markdown.bullet("x", 0), "- x", id="bullet"),
        pytest.param(markdown.bullet("x", 2), "        - x", id="bullet-nested"),
        pytest.param(markdown.step("x", 3), "3. x", id="step"),
        pytest.param(markdown.strong("x"), "**x**", id="strong"),
        pytest.param(markdown.em("x"), "*x*", id="em"),
        pytest.param(markdown.code("x"), "`x`", id="code"),
        pytest.param(markdown.code("a`b"), "``a`b``", id="code-with-backtick"),
        pytest.param(markdown.code("`x`"), "`` `x` ``", id="code-of-backticks"),
        pytest.param(markdown.link("x", "https://x.example/a_b"), "[x](https://x.example/a_b)", id="link"),
        pytest.param(markdown.link("x", "https://x.example/(a)|b c"), "[x](https://x.example/%28a%29%7Cb%20c)", id="link-percent-encoded"),
        pytest.param(markdown.link("x", "https://x.example/?a&lt;b"), "[x](https://x.example/?a&lt%3Bb)", id="link-entity"),
        pytest.param(markdown.jump("TRN-01", "trn-01"), "[TRN-01](#trn-01)", id="jump"),
        pytest.param(markdown.marker("checklist-end sum=0"), "<!-- checklist-end sum=0 -->", id="marker"),
        pytest.param(markdown.note("a\nb *c*"), r"    - a b \*c\*", id="note-on-one-line"),
        pytest.param(markdown.note("# x (TRN-02)"), r"    - \# x &#40;TRN-02)", id="note-defused"),
        pytest.param(markdown.paragraph("1. x"), r"1\. x", id="paragraph"),
    ],
)
def test_words_write(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "text",
    [
        "Teach everyone its limits – and your rules (AI Act Art. 4; since 2025-02-02)",
        "e-mail, “quoted”, 'single', \"double\": a/b? Yes!", "10.5 % more + 3 * 4 = 12",
        "utm_source and a_b_c", "AT&T, R&D & co", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj?x=1&y=2", "www.x.example/a_b",
        "mail a.b@x.example",
        "say [your brand] now", "x < 5 and y > 3", "between $5k and $10k", "at 10:30", "C++ and #ad", "Art. 5(1)(ba), (bb)",
        "BW Arts. 6:193a-6:193j", "100%",
        "a == b", "some ~ 5", "some ~5", "C:\\Users", "„Werbung“ · «Publicité»", "state: done", "2027. A year", "-5 degrees", "!x",
        "/path", "?x",
    ],
)
def test_text_leaves_an_ordinary_sentence_alone(text):
    assert markdown.text(text) == text


@pytest.mark.parametrize(
    "text, written",
    [
        ("*x*", r"\*x\*"), ("a|b", "a&#124;b"), ("<b>", "&lt;b>"), ("&lt;", "&amp;lt;"), ("[x](y)", r"\[x\](y)"), ("x^2^", "x&#94;2&#94;"),
        ("==x== y", "&#61;=x== y"), (":tada:", "&#58;tada:"), ("@x", "&#64;x"), ("#12", r"\#12"), ("\\*", r"&#92;\*"), ("`", r"\`"),
        ("{{ x }}", "&#123;&#123; x }}"),
        ("(TRN-02)", "&#40;TRN-02)"), ("https://x.example/*", r"https&#58;//x.example/\*"), ("%%", "&#37;%"), ("++x++", r"\++x++"),
    ],
)
def test_text_escapes_the_character_that_acts_and_no_other(text, written):
    assert markdown.text(text) == written


@pytest.mark.parametrize(
    "inner, opened",
    [
        ("# x", r"\# x"), ("#ad", r"\#ad"), ("- x", r"\- x"), ("+ x", r"\+ x"), ("1. x", r"1\. x"), ("1) x", r"1\) x"), ("> x", "&gt; x"),
        (": x", "&#58; x"),
        ("!!! x", r"\!!! x"), ("??? x", "&#63;?? x"), ("/// x", "&#47;// x"), ("---", r"\---"), ("1.5 x", "1.5 x"), ("-5", "-5"),
        ("**x**", "**x**"), ("x", "x"),
    ],
)
def test_a_block_escapes_what_would_open_another_kind(inner, opened):
    assert markdown.paragraph(inner) == opened and markdown.bullet(inner, 0) == f"- {opened}" and markdown.step(inner, 1) == f"1. {opened}"


def _texts(rules: RuleSet) -> set[str]:
    found = {text for theme in rules.themes.values() for text in (theme.title, theme.impact)}
    for item in rules.item_list:
        found.update((item.action, item.why, item.evidence, *item.how, *(text for _, text in item.snippets)))
        found.update(step for channel in item.channels for step in channel.how)
    found.update(text for source in rules.sources.values() for text in (source.short, source.title, source.provision))
    for facet in rules.vocabulary.facets.values():
        found.update((facet.title, facet.question, *(value.title for value in facet.members.values())))
    found.update(term.title for terms in (rules.vocabulary.owners, rules.vocabulary.phases) for term in terms.values())
    return found


def test_no_text_of_the_core_pack_gains_a_backslash_or_an_entity(core):
    plain = {str(read(text, {"brand": "[your brand]"})) for text in _texts(core)}
    assert len(plain) > 500
    assert {text: markdown.text(text) for text in plain if markdown.text(text) != text} == {}


def test_no_line_of_the_core_page_holds_a_backslash_or_an_entity(core):
    written = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="markdown")
    assert [line for line in written.splitlines() if "\\" in line or "&#" in line or "&amp;" in line or "&lt;" in line] == []


# ---- what engines show: a page with the string at every place


@pytest.mark.no_cover  # what takes the time is engines of others
@each_engine
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text, engine):
    assert shown(ENGINES[engine](page(text, "markdown"))) == literal(text)


# ---- the same for any text, on the words alone


def _sample(text: str) -> str:
    written = markdown.text(text)
    code = markdown.jump("TRN-01", "trn-01")
    blocks = [
        Block("heading", 1, markdown.heading(1, written)),
        Block("heading", 2, markdown.heading(2, markdown.text("On: ") + written)),
        Block("task", 0, task(f"{markdown.strong('Must:')} {written} – {written}", code)),
        Block("task", 1, task(written, "TRN-01.x", depth=1, box="x")),
        Block("heading", 2, "## End"),
        Block("paragraph", 0, markdown.paragraph(written)),
        Block("paragraph", 0, markdown.paragraph(f"{markdown.strong(written + '.')} {written}")),
        Block("bullet", 0, markdown.bullet(written, 0)),
        Block("bullet", 0, markdown.bullet(f"{markdown.strong(written + ':')} {written}", 0)),
        Block("paragraph", 0, f"see {markdown.link(written, 'https://x.example/a_b?c=$d$')} too"),
        Block("step", 0, markdown.step(written, 1)),
    ]
    return _base.finish(blocks)


def _expected(text: str, box: bool) -> list[str]:
    return [
        text, f"On: {text}", "[ ] " * box + f"Must: {text} – {text} (TRN-01)", "[x] " * box + f"{text} (TRN-01.x)", "End", text,
        f"{text}. {text}", text,
        f"{text}: {text}", f"see {text} too", text,
    ]


@each_engine
@moderate
@given(text=admitted)
@example(text="? <[x]a@<b>")
@example(text="&#1 ://$$https://x.example/) [ab c]")
@example(text="https://x.example/#")
@example(text="-&amp;$b[+](u):x:b")
def test_any_text_is_shown_as_it_stands(text, engine):
    shown = of_kind(tree(ENGINES[engine](_sample(text))), "h1", "h2", "p", "li")
    assert [line for line in shown if line] == _expected(text, box=engine == "python-markdown")


# Known: Python-Markdown completes &#1 to &#1; even in code, and InlineHilite takes #!x and :::x for a language.
UNSAFE_CODE = re.compile(r"(?:#!|:::)\w|.*&#\w")


@each_engine
@few
@given(text=admitted.filter(lambda text: not UNSAFE_CODE.match(text)))
def test_any_code_is_shown_as_it_stands(text, engine):
    element = tree(ENGINES[engine](f"Type {markdown.code(text)} there")).find(".//code")
    assert words(element) == text


@each_engine
def test_links_reach_their_address(engine):
    url = "https://x.example/a_b*c(d)?e=$f$&lt;=~g~#h"
    (link,) = tree(ENGINES[engine]("see " + markdown.link("x", url))).iter("a")
    assert link.get("href") == "https://x.example/a_b*c%28d%29?e=%24f%24&lt%3B=~g~#h"


@each_engine
def test_markers_are_not_seen(engine):
    source = f"{markdown.marker('checklist-begin v=1')}\n\ntext\n\n{markdown.marker('checklist-end sum=0')}"
    assert of_kind(tree(ENGINES[engine](source)), "p") == ["text"]
