"""The two DokuWiki dialects: what they write, and that they read it back as people leave it.

What a real wiki shows of it is for `test_wiki_dokuwiki`; the laws of a refresh are for `test_laws`. The todo plugin is
read here by `todos`, which follows its grammar, because nobody packages it.
"""

from __future__ import annotations

import re
import time
from types import ModuleType
from typing import Any

import pytest
from hypothesis import assume, example, given, strategies as st

from checklist import api, notes, regions
from checklist.dialects import _base, dokuwiki, dokuwiki_todo
from checklist.dialects._base import Block, Landmark, Unit
from checklist.model import State
from tests.builders import make_campaign, make_item, make_rules, make_waiver
from tests.hostile import HOSTILE, admitted
from tests.people import dokuwiki as people, dokuwiki_todo as people_todo
from tests.places import RULES
from tests.strategies import few, moderate

ZERO_WIDTH = "\u200b"
BEGIN = f"[[#checklist-begin v=1 id=spring dialect=dokuwiki|{ZERO_WIDTH}]]"
END = f"[[#checklist-end sum=0123456789ab|{ZERO_WIDTH}]]"

each_dialect = pytest.mark.parametrize(
    "dialect, people", [pytest.param(dokuwiki, people, id="dokuwiki"), pytest.param(dokuwiki_todo, people_todo, id="dokuwiki-todo")],
)


def task(inner: str, code: str = "TRN-01", *, dialect: ModuleType = dokuwiki, depth: int = 0, **fields: Any) -> str:
    written = dialect.task(inner, code, State(**{"box": "", "tail": "", "notes": (), **fields}), depth=depth)
    assert isinstance(written, str)
    return written


def todo(inner: str, code: str = "TRN-01", **fields: Any) -> str:
    return task(inner, code, dialect=dokuwiki_todo, **fields)


# ---- what is written


@pytest.mark.parametrize(
    "written, expected",
    [
        pytest.param(task("**Must:** Do it"), "  * ☐ **Must:** Do it (TRN-01)", id="task"),
        pytest.param(task("Do it", box="x"), "  * x Do it (TRN-01)", id="task-ticked"),
        pytest.param(task("Do it", box="[x]"), "  * [x] Do it (TRN-01)", id="task-box-as-found"),
        pytest.param(task("TikTok", "TRN-01.tiktok", depth=1), "    * ☐ TikTok (TRN-01.tiktok)", id="task-nested"),
        pytest.param(
            task("Do it", tail=" soon", notes=("    * Owner: Ada", "", "flush")), "  * ☐ Do it (TRN-01) soon\n    * Owner: Ada\n\nflush",
            id="task-notes",
        ),
        pytest.param(
            task("**Must:** Say %%\"x\"%%", "[[#trn-01|TRN-01]]", box="<todo @mia>"), '  * <todo @mia>Must: Say "x" (TRN-01)</todo>',
            id="task-with-the-box-of-a-todo",
        ),
        pytest.param(todo("Must: Do it"), "  * <todo>Must: Do it (TRN-01)</todo>", id="todo"),
        pytest.param(todo("Do it", box="<todo @a #b:2026-12-04>"), "  * <todo @a #b:2026-12-04>Do it (TRN-01)</todo>", id="todo-ticked"),
        pytest.param(todo("Do it", tail=" soon"), "  * <todo>Do it (TRN-01)</todo> soon", id="todo-tail"),
        pytest.param(todo("Do it", tail=" soon</todo> x"), "  * <todo>Do it (TRN-01) soon</todo> x", id="todo-tail-inside"),
        pytest.param(todo('Say "x"', box="☑"), '  * ☑ Say %%"x"%% (TRN-01)', id="todo-with-another-box"),
        pytest.param(dokuwiki.heading(1, "T"), "====== T ======", id="heading-1"),
        pytest.param(dokuwiki.heading(2, "T"), "===== T =====", id="heading-2"),
        pytest.param(dokuwiki.heading(3, "T"), "==== T ====", id="heading-3"),
        pytest.param(dokuwiki.heading(4, "T"), "=== T ===", id="heading-4"),
        pytest.param(dokuwiki.heading(4, "TRN-02"), "== TRN-02 ==", id="heading-of-a-code"),
        pytest.param(dokuwiki.heading(9, "T"), "== T ==", id="heading-lowest"),
        pytest.param(dokuwiki.heading(2, dokuwiki.text('a -- "b" **c**')), '===== a -- "b" **c** =====', id="heading-takes-no-syntax"),
        pytest.param(dokuwiki.bullet("x", 0), "  * x", id="bullet"),
        pytest.param(dokuwiki.bullet("x", 2), "      * x", id="bullet-nested"),
        pytest.param(dokuwiki.step("x", 3), "  - x", id="step"),
        pytest.param(dokuwiki.strong("x"), "**x**", id="strong"),
        pytest.param(dokuwiki.strong("x*"), "**x%%*%%**", id="strong-that-would-end-early"),
        pytest.param(dokuwiki.em("x"), "//x//", id="em"),
        pytest.param(dokuwiki.code("Owner:"), "''Owner:''", id="code"),
        pytest.param(dokuwiki.code("a--b"), "''a%%--%%b''", id="code-escaped"),
        pytest.param(dokuwiki.link("x", "https://x.example/a_b"), "[[https://x.example/a_b|x]]", id="link"),
        pytest.param(dokuwiki.link("x", "https://x.example/[a]|b c>"), "[[https://x.example/%5Ba%5D%7Cb%20c%3E|x]]", id="link-encoded"),
        pytest.param(dokuwiki.link("x", "mailto:a@b.example"), "[[a@b.example|x]]", id="link-mail"),
        pytest.param(dokuwiki.link("x", "mailto:x"), "x", id="link-mail-that-is-none"),
        pytest.param(dokuwiki.link("a]]b {{c}}", "https://x.example"), "[[https://x.example|a]\u2060]b {\u2060{c}}]]", id="link-text"),
        pytest.param(dokuwiki.jump("TRN-01", "trn-01"), "[[#trn-01|TRN-01]]", id="jump"),
        pytest.param(dokuwiki.marker("checklist-end sum=0"), f"[[#checklist-end sum=0|{ZERO_WIDTH}]]", id="marker"),
        pytest.param(dokuwiki.note("a\nb **c**"), "    * a b %%**%%c%%**%%", id="note-on-one-line"),
        pytest.param(dokuwiki.note("x (TRN-02)", depth=1), "      * x %%(%%TRN-02)", id="note-defused"),
        pytest.param(dokuwiki.tail_line(" by Ada (EN) ", 1), "      * by Ada (EN)", id="tail-line"),
        pytest.param(dokuwiki.paragraph("> x"), "%%>%% x", id="paragraph-no-quote"),
        pytest.param(dokuwiki.paragraph("| x"), "%%|%% x", id="paragraph-no-table"),
        pytest.param(dokuwiki.paragraph("a == b =="), "a == b %%==%%", id="paragraph-no-heading"),
        pytest.param(dokuwiki.paragraph("  x"), "x", id="paragraph-no-code"),
        pytest.param(dokuwiki.paragraph("(" + dokuwiki.text("(x)") + ") y"), "%%((%%x)) y", id="pieces-that-act-together"),
    ],
)
def test_words_write(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "text",
    [
        "Teach everyone its limits – and your rules (AI Act Art. 4; since 2025-02-02)", "e-mail, “quoted”, 'one', it's: a/b? Yes!",
        "10.5 % more + 3 * 4 = 12", "utm_source and a_b_c", "AT&T, R&D & co", "mail a.b@x.example", "say [your brand] now", "x < 5, y > 3",
        "between $5k and $10k", "at 10:30", "C++ and #ad", "Art. 5(1)(ba), (bb)", "100%", "a == b", "C:\\Users", "„Werbung“ · «Pub»",
        "- x", "1. x", "TikTok and YouTube", "/path", "?x", "x.", "(see below)", "and so on …", "FAQ, GDPR, 5x", "`x`", "2027. A year",
    ],
)
def test_text_leaves_an_ordinary_sentence_alone(text):
    assert dokuwiki.text(text) == text


@pytest.mark.parametrize(
    "text, written",
    [
        ('say "Ad" first', 'say %%"Ad"%% first'), ('5" high', '5%%"%% high'), ("a -- b", "a %%--%% b"), ("and ...", "and %%...%%"),
        ("a -> b", "a %%->%% b"), ("x <= y", "x %%<=%% y"), ("(c) Acme", "%%(c)%% Acme"), ("1080x1920 px", "%%1080x1920%% px"),
        ("**x**", "%%**%%x%%**%%"), ("a//b", "a%%//%%b"), ("[[x]]", "%%[[%%x]]"), ("{{x}}", "%%{{%%x}}"), ("((x))", "%%((%%x))"),
        ("<b>", "%%<%%b>"), ("<a@x.example>", "%%<%%a@x.example>"), ("~~NOTOC~~", "%%~~%%NOTOC%%~~%%"), ("a\\\\ b", "a%%\\\\%% b"),
        ("see https://x.example/a_b, too", "see %%https://x.example/a_b%%, too"), ("www.x.example.", "%%www.x.example%%."),
        (":-) FIXME", "%%:-)%% %%FIXME%%"), ("100%% sure", "100<nowiki>%</nowiki><nowiki>%</nowiki> sure"), ("(TRN-02)", "%%(%%TRN-02)"),
        ("<todo>x</todo>", "%%<%%todo>x%%<%%/todo>"), ('"<todo>"', '%%"<%%%%todo>"%%'), ('"(TRN-02)"', '%%"(%%%%TRN-02)"%%'),
        ("</nowiki>", "%%<%%/nowiki>"),
    ],
)
def test_text_escapes_what_acts_and_no_more(text, written):
    assert dokuwiki.text(text) == written


def test_no_line_of_the_core_page_holds_an_escape(core):
    made = api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today())
    for format in ("dokuwiki", "dokuwiki-todo"):
        written = api.render(core, made, format=format)
        assert [line for line in written.splitlines() if "%%" in line or "<nowiki>" in line or "\u2060" in line] == []


@moderate
@given(admitted)
@example("%%<%%")
@example("</nowiki>%%</nowiki>")
def test_plain_gives_back_what_text_was_given(text):
    assert dokuwiki.plain(dokuwiki.text(text)) == text
    assert dokuwiki.plain(dokuwiki.strong(dokuwiki.text(text))) == text
    assert dokuwiki.plain(dokuwiki.code(text)) == text


@moderate
@given(admitted)
def test_a_heading_and_a_link_show_characters_alone(text):
    assert dokuwiki.heading(2, dokuwiki.text(text)).replace("\u2060", "") == f"===== {text} =====".replace("\u2060", "")
    link = dokuwiki.link(dokuwiki.text(text), "https://x.example")
    assert link.replace("\u2060", "") == f"[[https://x.example|{text}]]".replace("\u2060", "")


# ---- what the plugin for todos would see


def todos(page: str) -> list[tuple[str, str]]:
    """Return the attributes and the text of each todo of *page*, as the plugin's patterns find them."""
    found, place = [], 0
    while opening := re.compile(r"<todo[\s]*?.*?>(?=.*?</todo>)", re.DOTALL).search(page, place):
        end = page.index("</todo>", opening.end())
        found.append((opening[0].removeprefix("<todo").removesuffix(">"), page[opening.end() : end]))
        place = end + len("</todo>")
    return found


LITERAL = ("<todo>", "</todo>", "<todo", "x <todo #>y</todo> z", '"<todo>"', "<<todo>>", "https://x.example/<todo>", "%%<todo>%%")


@pytest.mark.parametrize("text", [*HOSTILE, *LITERAL])
@each_dialect
def test_no_text_is_counted_as_a_todo(dialect, people, text):
    """The plugin finds the todo to tick by counting `<todo` in the source, in code too."""
    page = _page(text, dialect)
    boxes = len(people_todo.codes(page))
    assert page.count("<todo") == len(todos(page)) == boxes == (2 if dialect is dokuwiki_todo else 0)


def _page(text: str, dialect: ModuleType) -> str:
    """Return a page with *text* wherever a text can stand."""
    theme = RULES.themes["transparency"]._replace(title=text, impact=text)
    source = RULES.sources["blog"]._replace(short=text)
    rules = RULES._replace(themes={"transparency": theme}, sources={"blog": source})
    campaign = make_campaign(title=text, markets=["de"], params={"x": text}, waivers=(make_waiver("TRN-02", reason=text, approver=text),))
    made = api.checklist(rules, api.Brief(campaign), api.Choice(), day=api.today())
    return api.render(rules, made, format=dialect.__name__.rpartition(".")[2].replace("_", "-"))


@moderate
@given(admitted)
@example("</todo>")
@example("x (TRN-02) y")
def test_a_todo_shows_its_text_letter_for_letter(text):
    (found,) = todos(todo(dokuwiki_todo.task_text(text)))
    assert found[0] == "" and found[1].replace("\u2060", "") == f"{text} (TRN-01)".replace("\u2060", "")


def test_a_click_is_read_where_the_plugin_writes_it():
    page = "\n".join(todo(f"Say <todo> {number}", f"TRN-0{number}") for number in (1, 2, 3))
    place = [found.start() for found in re.finditer("<todo", page)][1]
    clicked = page[:place] + page[place:].replace(">", " #mia:2026-12-04>", 1)
    units = dokuwiki_todo.parse(clicked)
    assert [(unit.code, notes.is_done(unit.box)) for unit in units] == [("TRN-01", False), ("TRN-02", True), ("TRN-03", False)]


@pytest.mark.parametrize(
    "box, plain, cleared",
    [
        ("<todo #mia:2026-12-04>", "<todo>", " "), ("<todo @mia due:2027-06-30 #mia:2026-12-04>", "<todo @mia due:2027-06-30>", None),
        ("<todo @mia # !!>", "<todo @mia !!>", None), ("<todo#>", "<todo>", " "), ("x", " ", None), ("☑", " ", None),
    ],
)
def test_cleared_takes_the_tick_alone(box, plain, cleared):
    assert dokuwiki.cleared(box) == plain and dokuwiki_todo.cleared(box) == (cleared or plain)


# ---- what `task` writes, `parse` reads


codes = st.from_regex(r"\A[A-Z]{3}-[0-9]{2,3}\Z")


@moderate
@given(admitted, codes, people.states, st.booleans(), st.booleans())
def test_parse_reads_the_task_that_was_written(text, code, state, linked, labelled):
    inner = (dokuwiki.strong("Must:") + " " if labelled else "") + dokuwiki.text(text)
    (unit,) = dokuwiki.parse(dokuwiki.task(inner, dokuwiki.jump(code, code.lower()) if linked else code, state, depth=0))
    assert (unit.kind, unit.code) == ("task", code) and dokuwiki.plain(unit.inner) == dokuwiki.plain(inner)
    assert State(unit.box, unit.tail, unit.notes) == state


@moderate
@given(admitted, codes, people_todo.states)
@example("a <todo>", "TRN-01", State("x", " b", ()))
def test_parse_reads_the_todo_that_was_written(text, code, state):
    inner = dokuwiki_todo.task_text(text)
    (unit,) = dokuwiki_todo.parse(dokuwiki_todo.task(inner, code, state, depth=0))
    assert (unit.kind, unit.code, unit.inner) == ("task", code, inner)
    assert State(unit.box, unit.tail, unit.notes) == state


@moderate
@given(admitted, st.sampled_from(["<todo @mia>", "<todo #mia:2026-12-04>", "<todo>", "☑", " "]), people_todo.tails)
def test_both_dialects_read_and_write_both_kinds_of_box(text, box, tail):
    assume(box.startswith("<todo") or "</todo>" not in tail)
    (unit,) = dokuwiki.parse(task(dokuwiki.text(text), box=box, tail=tail))
    assert (unit.box, unit.tail, dokuwiki.plain(unit.inner).replace("\u2060", "")) == (box, tail, text.replace("\u2060", ""))
    (other,) = dokuwiki_todo.parse(task(dokuwiki.text(text), box=box, tail=tail))
    assert (other.box, other.tail) == (" " if box == "<todo>" else box, tail)
    assert other.text == unit.text, "the sum is the same"


@each_dialect
def test_parse_reads_lists_with_channels_under_headings(dialect, people):
    @few
    @given(
        st.lists(st.tuples(people.states, st.lists(people.states, max_size=2)), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]),
    )
    def holds(drawn, newline):
        blocks: list[Block] = []
        expected: list[tuple[str, State]] = []

        def add(code: str, state: State, depth: int) -> None:
            blocks.append(Block("task", depth, dialect.task("Do it", code, state, depth=depth)))
            expected.append((code, state))

        for number, (state, channels) in enumerate(drawn):
            blocks.append(Block("heading", 2, dialect.heading(2, f"Phase {number}")))
            add(f"TRN-{number:02}", state, 0)
            for channel, inner in zip(("instagram", "tiktok"), channels):
                add(f"TRN-{number:02}.{channel}", inner, 1)
        units = dialect.parse(_base.finish(blocks).replace("\n", newline))
        assert [(unit.code, State(unit.box, unit.tail, unit.notes)) for unit in units if unit.kind == "task"] == expected
        assert [unit.text for unit in units if unit.kind == "heading"] == [f"===== Phase {number} =====" for number in range(len(drawn))]
        assert {unit.kind for unit in units} == {"heading", "task"}

    holds()


def parsed(text: str, dialect: ModuleType = dokuwiki) -> list[Unit]:
    return list(dialect.parse(text))


@pytest.mark.parametrize(
    "line, box, tail",
    [
        ("  * ☐ Do it (TRN-01)", " ", ""), ("  * ☑ Do it (TRN-01)", "☑", ""), ("  * x Do it (TRN-01)", "x", ""),
        ("  * X **Must:** Do it (TRN-01)", "X", ""), ("  * x**Must:** Do it (TRN-01)", "x", ""), ("  * ☑**Must:** Do it (TRN-01)", "☑", ""),
        ("  * ☐x Do it (TRN-01)", "x", ""), ("  * [x] Do it (TRN-01)", "[x]", ""), ("  * [ ] Do it (TRN-01)", " ", ""),
        ("  * [] Do it (TRN-01)", " ", ""), ("  * ✅ Do it (TRN-01)", "✅", ""), ("  * ☑\ufe0f Do it (TRN-01)", "☑\ufe0f", ""),
        ("  - ☐ Do it (TRN-01)", " ", ""), ("\t* ☐ Do it (TRN-01)", " ", ""), ("* ☐ Do it (TRN-01)", " ", ""),
        ("  *☐ Do it (TRN-01)", " ", ""), ("  *   ☐   Do it (TRN-01)", " ", ""), ("  * ~ Do it (TRN-01)", "~", ""),
        ("  * ☐ Do it ([[#trn-01|TRN-01]]) – by Ada (PRV-02)", " ", " – by Ada (PRV-02)"),
        ("  * ☐ Do it ([[:team:spring#trn-01|TRN-01]])", " ", ""), ("  * ☐ [[https://x.example#a|TRN-02]] (x) (TRN-01)", " ", ""),
        ("  * ☐ X (TRN-01)", " ", ""), ("  * X X (TRN-01)", "X", ""),
        ("  * <todo>Do it (TRN-01)</todo>", "<todo>", ""), ("  * <todo @mia>Do it (TRN-01)</todo> by Ada", "<todo @mia>", " by Ada"),
        ("  * <todo #mia:2026-12-04> Do it (TRN-01) by Ada</todo> x", "<todo #mia:2026-12-04>", " by Ada</todo> x"),
        ("  * <todo>Do it</todo> (TRN-01) by Ada", "<todo>", " by Ada"), ("  * <todo>Do it (TRN-01) by Ada", "<todo>", " by Ada"),
        ("  * <todo>Do it (TRN-01)</todo> a</todo>", "<todo>", "</todo> a</todo>"), ("  * x Do it (TRN-01)</todo> by Ada", "x", " by Ada"),
    ],
)
def test_parse_reads_a_task_line_as_people_leave_it(line, box, tail):
    (unit,) = parsed(line)
    assert (unit.kind, unit.code, unit.box, unit.tail) == ("task", "TRN-01", box, tail)
    (other,) = parsed(line, dokuwiki_todo)
    assert (other.code, other.box, other.tail) == ("TRN-01", " " if box == "<todo>" else box, tail)
    again = dokuwiki_todo.task(other.inner, other.code, State(other.box, other.tail, ()), depth=0)
    (once_more,) = parsed(again, dokuwiki_todo)
    assert (once_more.box, once_more.tail, once_more.inner) == (other.box, other.tail, other.inner)


@pytest.mark.parametrize(
    "line",
    [
        "  * Do it (TRN-01)", "☐ Do it (TRN-01)", "  * ☐ Do it", "  * ☐ Do it (TRN-1)", "  * ☐ Do it (trn-01)", "  * ☐ (TRN-01)",
        "  * ☐ see ([[https://x.example/#trn-01|TRN-01]])", "  * X (TRN-01)", "  * xDo it (TRN-01)", "<todo>Do it (TRN-01)</todo>",
        "  * **Must:** Do it (TRN-01)", "**Must:** x (TRN-01)", "  * ↻ Check again (TRN-01)",
    ],
)
def test_parse_takes_other_lines_for_text(line):
    assert [unit.kind for unit in parsed(line)] == ["text"]


def test_parse_takes_an_indented_task_for_ours_only_below_its_item():
    units = parsed(
        "  * ☐ a (TRN-02)\n    * x b (TRN-02.tiktok)\n    * x c (PRV-03)\n    * x d (TRN-02)\n   * ☐ e (TRN-20)\n"
        "\t\t* ☐ f (TRN-02.x)"
    )
    assert [(unit.code, unit.notes) for unit in units] == [
        ("TRN-02", ()), ("TRN-02.tiktok", ("    * x c (PRV-03)", "    * x d (TRN-02)")), ("TRN-20", ("\t\t* ☐ f (TRN-02.x)",)),
    ]


@pytest.mark.parametrize(
    "code",
    [
        ("<code>", "{}", "</code>"), ("    * see <code php>", "{}", "</code> there"), ("<file txt a.txt>", "{}", "", "{}", "</file>"),
        ("<nowiki>", "{}", "</nowiki>"), ("%%", "{}", "%%"), ("a %%<code>%% b <nowiki>%%</nowiki>", "<code>", "{}", "</code>"),
    ],
    ids=["code", "code-in-a-list", "file", "nowiki", "percent", "after-escapes"],
)
@pytest.mark.parametrize("line", ["  * ☐ b (TRN-03)", "===== Run =====", "  * <todo>b (TRN-03)</todo>"])
def test_parse_takes_lines_in_code_for_notes(code, line):
    notes = tuple(part.format(line) for part in code)
    units = parsed("\n".join(("  * ☐ a (TRN-02)", *notes, "  * ☐ c (TRN-04)")))
    assert [(unit.code, unit.notes) for unit in units] == [("TRN-02", notes), ("TRN-04", ())]


@pytest.mark.parametrize("stray", ["<code>", "100%% sure", "a %% b", "<nowiki>", "[[x", "''", "<file>", "%%<code>", "[[<code>|%%]]"])
def test_parse_is_not_led_astray_by_what_nothing_ends(stray):
    units = parsed(f"  * ☐ a (TRN-02)\n    * {stray}\n  * ☐ say %%\"b\"%% (TRN-03)\n\n===== Run =====\n")
    assert [unit.code or unit.kind for unit in units] == ["TRN-02", "TRN-03", "heading"]


def test_parse_tells_headings_from_what_looks_like_one():
    task, heading = parsed("  * ☐ a (TRN-02)\n\n  == code ==\n== open\na == b ==\n==Run==")
    assert (task.notes, heading.text) == (("", "  == code ==", "== open", "a == b =="), "==Run==")


def test_parse_tells_the_line_of_each_unit():
    assert [unit.line for unit in parsed("\n====== T ======\n\ntext\nmore\n\n  * ☐ a (TRN-02)\nnote\n  * ☐ b (TRN-03)")] == [2, 4, 7, 9]


@pytest.mark.parametrize(
    "sign",
    [
        "[[", "%%", "<nowiki>", "<code ", "<file>", "{{", '"', "<todo>", "  * ☐ a (TRN-01)\n<code>", "%%\n", "((", "[[#checklist-end x",
        "[[a|", "=", "== x", " ", "1", "#", "([[#", "  * ☐ ([[#", "<todo ", "\\\\", "www.", "a.", "<a", "* ", "%",
    ],
)
@pytest.mark.no_cover  # measured coverage would take three times as long, and sees nothing new
def test_reading_a_page_of_signs_takes_no_longer_than_it_is(sign):
    page = sign * 20_000 + " x"
    started = time.process_time()
    list(dokuwiki.landmarks(page))
    dokuwiki.parse(page)
    dokuwiki.text(page)
    dokuwiki.plain(page[:200_000])
    assert time.process_time() - started < 5


# ---- landmarks


def landmarks(page: str, kind: str) -> list[Landmark]:
    return [mark for mark in dokuwiki.landmarks(page) if mark.kind == kind]


@few
@given(st.text("ABCZabcz019 ._/@,*:;=%-", max_size=60), st.sampled_from(["begin", "end"]))
@example("campaign=a@b.example/x.yml packs=core@1.2.0,acme@2026.1.0", "begin")
def test_markers_come_back_as_they_were_written(content, name):
    content = " ".join(f"checklist-{name} {content}".split())
    page = f"x\n\n{dokuwiki.marker(content)}\n"
    (mark,) = landmarks(page, "marker")
    assert (mark.text, page[mark.start : mark.end]) == (content, page[3:-1])


@pytest.mark.parametrize(
    "wrapped",
    [
        "%%{}%%", "see %%x {} y%% there", "<nowiki>{}</nowiki>", "<nowiki>\n{}\n</nowiki>", "<code>{}</code>", "<code html>\n{}\n</code>",
        "<file txt a.txt>\n\n{}\n</file>", "text\n\n  {}", "text\n\t{}", "%%\n\n{}\n%%", "  * item <code>\n{}\n</code>", "text\n    {}",
    ],
)
@pytest.mark.parametrize("marker", [BEGIN, END, "===== T =====", "[checklist]"], ids=["begin", "end", "heading", "placeholder"])
def test_landmarks_are_not_seen_in_code(wrapped, marker):
    kind = "marker" if marker.startswith("[[") else "heading" if marker.startswith("=") else "placeholder"
    assert landmarks(wrapped.format(marker), kind) == []


@pytest.mark.parametrize(
    "before",
    [
        "%%code%%", "text <nowiki>code</nowiki> and", "<code>\ncode\n</code>", "<code> without an end", "100%% sure", "''mono''", "[[a|b]]",
        "form\x0cfeed and \u2028 separator", "<file>code</file>", "  code", "  * list", "| table |",
    ],
)
def test_landmarks_are_seen_after_code(before):
    (region,) = regions.find(f"{before}\n{BEGIN}\n{END}", "page", dokuwiki)
    assert region.line == before.count("\n") + 2


@pytest.mark.parametrize("line", ["  * {}", "> {}", "| {} |", "''{}''", "text {} text", "  * list\n  {}", "**{}**"])
def test_markers_are_seen_where_the_wiki_makes_links(line):
    assert len(landmarks(line.format(END), "marker")) == 1


@pytest.mark.parametrize(
    "marker", [END, END.replace(ZERO_WIDTH, ""), END.replace("|" + ZERO_WIDTH, ""), END.replace("[[#", "[[# "), END.replace("|", " |")],
)
def test_a_marker_may_lose_what_nobody_sees(marker):
    assert [mark.text for mark in landmarks(marker, "marker")] == ["checklist-end sum=0123456789ab"]


@pytest.mark.parametrize(
    "line, text, level",
    [
        ("====== T ======", "T", 1), ("======= T =======", "T", 1), ("===== T =====", "T", 2), ("== T ==", "T", 5), (" == T ==  ", "T", 5),
        ("==== A == B ====", "A == B", 3), ("=====T==", "T", 2), ("== T ==\r", "T", 5),
    ],
)
def test_landmarks_tell_headings_with_their_level(line, text, level):
    page = f"text\n{line}\ntext"
    (mark,) = landmarks(page, "heading")
    assert (mark.text, mark.level, page[mark.start : mark.end]) == (text, level, line.rstrip("\r"))


@pytest.mark.parametrize("line", ["[checklist]", " [checklist]  ", "[checklist]\t"])
def test_landmarks_tell_the_placeholder(line):
    page = f"a\n\n{line}\n\nb [checklist]"
    (mark,) = landmarks(page, "placeholder")
    assert page[mark.start : mark.end] == line


# ---- the page as a whole


@pytest.mark.parametrize("format", ["dokuwiki", "dokuwiki-todo"])
def test_every_jump_has_a_heading(core, format):
    page = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format=format)
    headings = set(re.findall(r"(?m)^== ([A-Z]{3}-\d+) ==$", page))
    assert set(re.findall(r"\[\[#[^|]*\|([A-Z]{3}-\d+)\]\]", page)) == headings and len(headings) > 40
    assert all(target == code.lower() for target, code in re.findall(r"\[\[#([a-z]{3}-\d+)\|([^]]*)\]\]", page))


def test_how_to_tick_is_said_for_each_dialect():
    item = make_rules(make_item())
    made = api.checklist(item, api.Brief(make_campaign()), api.Choice(), day=api.today())
    assert "type x over its ☐" in api.render(item, made, format="dokuwiki")
    assert "click its box" in api.render(item, made, format="dokuwiki-todo")


def test_the_general_dialect_is_taken_for_a_file_of_either():
    from checklist import dialects

    assert dialects.for_suffix(".dokuwiki") == ["dokuwiki", "dokuwiki-todo"]


def test_the_sum_sees_an_address_that_was_changed():
    page = dokuwiki.paragraph(f"see {dokuwiki.link('the law', 'https://law.example/a')}")
    other = page.replace("law.example", "low.example")
    assert regions.checksum(parsed(page), dokuwiki, gone=[]) != regions.checksum(parsed(other), dokuwiki, gone=[])
