"""The Jira dialect: what it writes, and that a reader of the documented markup sees each text as the literal string.

The reader here follows the notation help to the letter: backslashes first, then blocks by their lines, then what acts in
a line. What the Cloud's own parser does differently was tried on it, and is pinned by examples.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from checklist import api
from checklist.dialects import _base, jira
from checklist.dialects._base import Block
from checklist.model import State
from tests import places
from tests.hostile import HOSTILE, admitted
from tests.strategies import moderate

_ESCAPED = re.compile(r"(?<!\\)\\([-#*_+?^~|%{}\[\]()!@])")
_BLOCK = re.compile(r"(h[1-6])\. (.*)|(bq)\. .*|([*#]+|-) (.*)|(-{4,5})\s*|(\|).*|(.*)")
_EMOTICON = re.compile(r"\((?:y|n|i|/|x|!|\+|-|\?|on|off|\*[rgby]?|flag|flagoff)\)|[:;]-?[()PpD](?!\w)")
_LINK = re.compile(r"\[([^][\n|]+)\|([^][\s|]+)\]")
_PHRASE = re.compile(r"(?<![^\W_])(\*|_|-|\+|\^|~|\?\?)(?=\S)(.+?)(?<=\S)\1(?![^\W_])")
_ACTS = re.compile(r"\\\\|\{[^}\s]|\[[^]]|(?<![^\W_])!\S|&#?\w+;|(?<!\S)-{2,3}(?!\S)|(?:https?|ftp)://\S*[\uE000-\uE0FF]")
_HIDDEN, _HIDE = range(0xE000, 0xE100), 0xE000


def _signed(inner: str) -> str:
    """Return what a phrase or a line shows: strong text bare, what acts by mistake in angle brackets."""
    inner = re.sub(r"\{\{(.+?)\}\}", lambda found: _signed(found[1]), inner)
    inner = _LINK.sub(lambda found: _signed(found[1]), inner)
    inner = _EMOTICON.sub(lambda found: f"<{found[0]}>", inner)
    inner = _ACTS.sub(lambda found: f"<acts {found[0]}>", inner)
    return _PHRASE.sub(lambda found: _signed(found[2]) if found[1] in "*_" else f"<{found[1]}{found[2]}>", inner)


def shown(page: str) -> list[str]:
    """Return what a reader sees: a line for each block, marked with its kind."""
    lines = []
    for line in page.split("\n"):
        hidden = _ESCAPED.sub(lambda found: chr(_HIDE + ord(found[1])), line)
        found = _BLOCK.fullmatch(hidden)
        assert found
        sign = found[1] or found[3] or found[4] or found[6] or found[7] or ""
        content = _signed(found[2] or found[5] or found[8] or "")
        bare = "".join(chr(ord(sign) - _HIDE) if ord(sign) in _HIDDEN else sign for sign in content)
        lines.append(f"{sign} {bare}".replace("\u2060", "").strip())
    return [line for line in lines if line]


def task(inner: str = "Do it", code: str = "TRN-01", *, depth: int = 0, **fields: Any) -> str:
    return jira.task(inner, code, State(**{"box": " ", "tail": "", "notes": (), **fields}), depth=depth)


@pytest.mark.parametrize(
    "written, expected",
    [
        pytest.param(task("*Must:* Do it"), "* (x) *Must:* Do it (TRN-01)", id="task"),
        pytest.param(task(box="x"), "* (/) Do it (TRN-01)", id="task-ticked"),
        pytest.param(task(box="complete"), "* (/) Do it (TRN-01)", id="task-complete"),
        pytest.param(task(box="~"), "* (x) Do it (TRN-01)", id="task-not-ticked"),
        pytest.param(task("TikTok", "TRN-01.tiktok", depth=1), "** (x) TikTok (TRN-01.tiktok)", id="task-nested"),
        pytest.param(task(tail=" soon", notes=("- a",)), "* (x) Do it (TRN-01)", id="no-notes"),
        pytest.param(jira.heading(1, "Plan"), "h1. Plan", id="heading"),
        pytest.param(jira.heading(9, "Deep"), "h6. Deep", id="heading-deepest"),
        pytest.param(jira.bullet("x", 1), "** x", id="bullet"),
        pytest.param(jira.step("x", 3), "# x", id="step"),
        pytest.param(jira.strong("x"), "*x*", id="strong"),
        pytest.param(jira.em("x"), "_x_", id="em"),
        pytest.param(jira.code("Owner:"), "{{Owner:}}", id="code"),
        pytest.param(jira.code("a}}*b*"), r"{{a\}\}\*b\*}}", id="code-escaped"),
        pytest.param(jira.link("x", "https://x.example/a_b?c=1#d"), "[x|https://x.example/a_b?c=1#d]", id="link"),
        pytest.param(jira.link("x", "https://x.example/a|b c]"), "[x|https://x.example/a%7Cb%20c%5D]", id="link-percent-encoded"),
        pytest.param(jira.link(r"\[x\]", "https://x.example"), r"\[x\] [https://x.example]", id="link-of-brackets"),
    ],
)
def test_words_write(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "text",
    [
        "Teach everyone its limits – and your rules (AI Act Art. 4; since 2025-02-02)", "e-mail, “quoted”, 'single': a/b? Yes!",
        "10.5 % more = 3 * 4", "utm_source and a_b_c", "AT&T, R&D", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj?x=1&y=2",
        "a - b", "C:/Users", "Art. 5(1)(ba), (bb)", "at 10:30", "#ad", "<b>", "x h1. y",
    ],
)
def test_text_leaves_an_ordinary_sentence_alone(text):
    assert jira.text(text) == text


@pytest.mark.parametrize(
    "text, written",
    [
        ("*x*", r"\*x\*"), ("_x_", r"\_x\_"), ("-x-", r"\-x-"), ("a -- b", r"a \-- b"), ("C++", r"C+\+"), ("x^2^", r"x^2^"),
        ("{code}", r"\{code\}"), ("[x|y]", r"\[x\|y\]"), ("!i.png!", r"\!i.png!"), ("a|b", r"a\|b"), ("??x??", r"\?\?x\?\?"),
        ("(x) (on)", r"\(x) \(on)"), (":) ;-) :D", ":\u2060) ;\u2060\\-) :\u2060D"), ("&lt;", "&\u2060lt;"),
        ("\\*", "\\\u2060\\*"), ("a\\\\b", "a\\\u2060\\\u2060b"), ("h1. x", "\u2060h1. x"), ("bq. x", "\u2060bq. x"), ("- x", "\u2060- x"),
        ("# x", "\u2060# x"), ("https://x.example/*a", "https:\u2060//x.example/\\*a"),
    ],
)
def test_text_escapes_what_acts(text, written):
    assert jira.text(text) == written


@pytest.mark.parametrize(
    "inner, written",
    [
        (jira.text("*x*"), "*\u2060\\*x\u2060\\**"), (jira.text("3 * 4"), "*3 \\* 4*"), (jira.text("[x]"), "*\\[\u2060x\\]\u2060*"),
        (jira.text("[^x]"), "\\[\\^x\\]"), ("x", "*x*"), ("[a|https://b.example]", "*[a|https://b.example]*"),
    ],
)
def test_a_phrase_holds_against_a_second_look(inner, written):
    assert jira.strong(inner) == written


def sample(text: str) -> str:
    written, code = jira.text(text), "TRN-01"
    return _base.finish([
        Block("heading", 1, jira.heading(1, written)),
        Block("heading", 2, jira.heading(2, jira.text("On: ") + written)),
        Block("task", 0, task(f"{jira.strong('Must:')} {written} – {written}", code)),
        Block("task", 1, task(written, "TRN-01.x", depth=1, box="x")),
        Block("paragraph", 0, written),
        Block("paragraph", 0, f"{jira.strong(written + '.')} {written}"),
        Block("bullet", 0, jira.bullet(f"{jira.em(written + ':')} {written}", 0)),
        Block("paragraph", 0, f"see {jira.code(text)} too"),
        Block("step", 0, jira.step(written, 1)),
    ])


def literal(text: str) -> list[str]:
    """Return what `shown` has to return for a sample of *text*."""
    return [
        f"h1 {text}", f"h2 On: {text}", f"* <(x)> Must: {text} – {text} (TRN-01)", f"** <(/)> {text} (TRN-01.x)", text,
        f"{text}. {text}", f"* {text}: {text}", f"see {text} too", f"# {text}",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text):
    assert shown(sample(text)) == literal(text.replace("\u2060", ""))


@moderate
@given(admitted)
def test_any_text_is_shown_as_it_stands(text):
    assert shown(sample(text)) == [" ".join(line.split(" ")) for line in literal(text.replace("\u2060", ""))]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_wherever_it_stands_on_a_page(text):
    lines = shown(places.page(text, "jira"))
    expected = places.literal(text)
    assert lines[0] == f"h1 {expected['title']}" and f"* <(x)> {expected['action']}" in lines and f"* <(x)> {expected['waiver']}" in lines
    assert {f"h3 {text}", expected["why"], f"# {text}", f"# Then {text}"} <= set(lines)


def test_every_list_of_the_core_page_ends_with_an_empty_line(core):
    page = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="jira")
    lines = page.split("\n")
    for line, after in zip(lines, lines[1:]):
        if line[:1] in ("*", "#") and line.lstrip("*#")[:1] == " ":
            assert after == "" or after[: after.find(" ")].strip("*#") == ""
    assert "change \\(x) to \\(/)." in page and "how" not in page.split("\n")[0] and page.count("* (x) ") > 40


def test_few_texts_of_the_core_page_hold_an_escape(core):
    page = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="jira")
    # Wording to copy has places to fill in, in the brackets that Jira makes links of.
    filled = re.sub(r"\\\[([\w', ]+)\\\]", r"\1", page)
    assert [line for line in filled.split("\n") if "\\" in line and "To tick" not in line] == []
    assert "\u2060" not in page
