"""Regions: the grammar of markers, the reading of task lines, and the sum of the generated words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given, strategies as st

from checklist import regions
from checklist.dialects import _base, markdown
from checklist.dialects._base import Block, Unit
from checklist.errors import ChecklistError
from checklist.model import State
from tests.people import markdown as people
from tests.hostile import admitted
from tests.strategies import few, moderate

BEGIN = "<!-- checklist-begin v=1 id=spring dialect=markdown -->"
END = "<!-- checklist-end sum=0123456789ab -->"


def find(page: str) -> list[regions.Region]:
    return regions.find(page, "page.md", markdown)


def refusal(page: str) -> list[str]:
    """Return the problems of *page* as `line code message`."""
    with pytest.raises(ChecklistError) as caught:
        find(page)
    return [f"{problem.location.line} {problem.code} {problem.message}" for problem in caught.value.problems]


# ---- markers


def test_begin_writes_the_fields_in_a_fixed_order_and_leaves_out_empty_ones():
    fields = {
        "lang": "en", "v": "1", "id": "spring", "dialect": "markdown", "campaign": "campaigns/spring.yml", "set": "",
        "packs": "core@1.2.0,acme@2026.1.0",
    }
    assert regions.begin(fields) == (
        "checklist-begin v=1 id=spring dialect=markdown campaign=campaigns/spring.yml packs=core@1.2.0,acme@2026.1.0 lang=en"
    )


@pytest.mark.parametrize(
    "value, written",
    [
        ("a b", "a%20b"), ("a--b", "a-%2Db"), ("----", "-%2D-%2D"), ("-->", "-%2D%3E"), ("<x>", "%3Cx%3E"), ('"', "%22"),
        ("50%", "50%25"), ("a=b", "a%3Db"),
        ("ä", "%C3%A4"), ("~x~", "%7Ex%7E"), ("a\nb", "a%0Ab"),
        ("markets:de;channels:instagram,tiktok", "markets:de;channels:instagram,tiktok"), ("*", "*"),
    ],
)
def test_begin_encodes_values(value, written):
    assert regions.begin({"set": value}) == f"checklist-begin set={written}"


@few
@given(
    st.dictionaries(st.sampled_from([key for key in regions.KEYS if key not in ("v", "id", "dialect")]), st.text(min_size=1, max_size=30))
)
@example({"owner": "-"})
@example({"set": "--"})
@example({"params": "-->\n<!--"})
def test_markers_come_back_as_they_were_written(values):
    fields = {"v": "1", "id": "spring", "dialect": "markdown", **values}
    begin = markdown.marker(regions.begin(fields))
    (region,) = find(f"{begin}\n\n{END}\n")
    assert dict(region.fields) == fields
    assert "--" not in begin.removeprefix("<!--").removesuffix("-->") and "\n" not in begin


def test_find_tells_where_a_region_is():
    page = f"# Page\n\n{BEGIN}\ninside\n{END}\nafter\n"
    (region,) = find(page)
    assert page[region.start : region.end] == f"{BEGIN}\ninside\n{END}"
    assert page[region.inner_start : region.inner_end] == "\ninside\n"
    assert (region.line, region.sum, region.fields["id"]) == (3, "0123456789ab", "spring")


def test_find_tells_several_regions_in_order():
    second = BEGIN.replace("spring", "autumn")
    assert [region.fields["id"] for region in find(f"{BEGIN}\n{END}\n{second}\n{END}")] == ["spring", "autumn"]


def test_find_tells_nothing_of_a_page_without_markers():
    assert find("# Page\n\n<!-- a comment -->\n\nchecklist-begin v=1") == []


@pytest.mark.parametrize(
    "begin", ["<!--checklist-begin v=1 id=spring dialect=markdown-->", "<!--  checklist-begin  v=1\tid=spring dialect=markdown  -->"],
)
def test_find_forgives_blanks_in_a_marker(begin):
    (region,) = find(f"{begin}\n{END}")
    assert region.fields["id"] == "spring"


@pytest.mark.parametrize(
    "page, problems",
    [
        pytest.param(f"x\n{BEGIN}\n", ["2 PAG02 this checklist has no end"], id="no-end"),
        pytest.param(f"x\n\n{END}\n", ["3 PAG02 a checklist ends that never began"], id="no-begin"),
        pytest.param(
            f"{END}\n{BEGIN}\n", ["1 PAG02 a checklist ends that never began", "2 PAG02 this checklist has no end"], id="reversed",
        ),
        pytest.param(f"{BEGIN}\n{BEGIN}\n{END}\n", ["2 PAG02 a checklist begins inside another"], id="nested"),
        pytest.param(f"{BEGIN}\n{END}\n{END}\n", ["3 PAG02 a checklist ends that never began"], id="doubled-end"),
        pytest.param(f"{BEGIN[:-4]} colour=red -->\n{END}", ["1 PAG02 key 'colour' is unknown in a marker"], id="unknown-key"),
        pytest.param(f"{BEGIN[:-4]} id=x -->\n{END}", ["1 PAG02 key 'id' stands twice in a marker"], id="key-twice"),
        pytest.param(f"{BEGIN[:-4]} spring -->\n{END}", ["1 PAG02 'spring' is no part of a marker"], id="no-value"),
        pytest.param(f"{BEGIN[:-4]} owner=a\"b -->\n{END}", ["1 PAG02 'owner=a\"b' is no part of a marker"], id="not-encoded"),
        pytest.param(f"{BEGIN.replace(' id=spring', '')}\n{END}", ["1 PAG02 the marker lacks id"], id="no-id"),
        pytest.param(f"{BEGIN}\n<!-- checklist-end -->", ["2 PAG02 the marker lacks sum"], id="no-sum"),
        pytest.param(f"{BEGIN}\n{END[:-4]} id=spring -->", ["2 PAG02 key 'id' is unknown in a marker"], id="key-of-the-other"),
        pytest.param(f"{BEGIN.replace('v=1', 'v=2')}\n{END}", ["1 PAG04 a newer program wrote this checklist"], id="newer-version"),
    ],
)
def test_find_refuses_a_broken_marker_with_its_line(page, problems):
    assert refusal(page) == problems


def test_find_tells_the_column_of_a_broken_marker():
    with pytest.raises(ChecklistError) as caught:
        find(f"text {END}")
    assert caught.value.problems[0].location.column == 6


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param("```\n{}\n```", id="fence"),
        pytest.param("~~~ html\n{}\n~~~", id="tilde-fence"),
        pytest.param("````\n```\n{}\n```\n````", id="longer-fence"),
        pytest.param("- item\n  ```\n  {}\n  ```", id="fence-in-list"),
        pytest.param("> ```\n> {}\n> ```", id="fence-in-quote"),
        pytest.param("text\n\n    {}", id="indented"),
        pytest.param("text\n\n\t{}", id="indented-by-tab"),
        pytest.param("write `{}` there", id="inline-code"),
        pytest.param("<pre>\n{}\n</pre>", id="pre"),
    ],
)
@pytest.mark.parametrize("marker", [BEGIN, END], ids=["begin", "end"])
def test_find_takes_a_marker_in_code_for_text(wrapped, marker):
    assert find(wrapped.format(marker)) == []


@pytest.mark.parametrize(
    "before",
    [
        "```inline``` code", "text `code` and", "```\ncode\n```", "<pre>code</pre>", "~~~\n```\n~~~", "form\x0cfeed and \u2028 separator",
        "text\n    not code",
    ],
)
def test_find_sees_markers_after_code(before):
    (region,) = find(f"{before}\n{BEGIN}\n{END}")
    assert region.line == before.count("\n") + 2


def test_find_takes_an_unclosed_fence_for_code_to_the_end():
    assert refusal(f"{BEGIN}\n```\n{END}") == ["1 PAG02 this checklist has no end"]


# ---- what `task` writes, `parse` reads


def parsed(text: str) -> list[Unit]:
    return list(markdown.parse(text))


codes = st.from_regex(r"\A[A-Z]{3}-[0-9]{2,3}\Z")


@moderate
@given(admitted, codes, people.states, st.booleans(), st.booleans())
def test_parse_reads_the_task_that_was_written(text, code, state, linked, labelled):
    inner = (markdown.strong("Must:") + " " if labelled else "") + markdown.text(text)
    shown = markdown.jump(code, code.lower()) if linked else code
    assume(labelled or not text.startswith("["))
    (unit,) = parsed(markdown.task(inner, shown, state, depth=0))
    assert (unit.kind, unit.inner, unit.code) == ("task", inner, code)
    assert State(unit.box, unit.tail, unit.notes) == state


@moderate
@given(st.lists(st.tuples(people.states, st.lists(people.states, max_size=2)), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_parse_reads_lists_with_channels_under_headings(items, newline):
    blocks: list[Block] = []
    expected: list[tuple[str, State]] = []

    def add(code: str, state: State, depth: int) -> None:
        blocks.append(Block("task", depth, markdown.task("Do it", code, state, depth=depth)))
        expected.append((code, state))

    for number, (state, channels) in enumerate(items):
        blocks.append(Block("heading", 2, markdown.heading(2, f"Phase {number}")))
        add(f"TRN-{number:02}", state, 0)
        for channel, inner in zip(("instagram", "tiktok"), channels):
            add(f"TRN-{number:02}.{channel}", inner, 1)
    units = parsed(_base.finish(blocks).replace("\n", newline))
    assert [(unit.code, State(unit.box, unit.tail, unit.notes)) for unit in units if unit.kind == "task"] == expected
    assert [unit.text for unit in units if unit.kind == "heading"] == [f"## Phase {number}" for number in range(len(items))]
    assert {unit.kind for unit in units} == {"heading", "task"}


@pytest.mark.parametrize(
    "line, box, tail",
    [
        ("- [ ] Do it (TRN-01)", " ", ""), ("* [x] Do it (TRN-01)", "x", ""), ("+ [X] Do it (TRN-01)", "X", ""),
        ("-   [~]  Do it (TRN-01)", "~", ""),
        ("- [] Do it (TRN-01)", " ", ""), ("- [ x ] Do it (TRN-01)", "x", ""), ("- [x]**Must:** Do it (TRN-01)", "x", ""),
        ("   - [ ] Do it (TRN-01)", " ", ""),
        ("\t- [x] Do it (TRN-01)", "x", ""), ("- [ ] Do it ([TRN-01](#trn-01)) – by Ada (PRV-02)", " ", " – by Ada (PRV-02)"),
        ("- [ ] Do it ([TRN-01](https://wiki.example/page#trn-01))", " ", ""), ("- [ ] [see](https://x.example) (PRV) (TRN-01)", " ", ""),
    ],
)
def test_parse_reads_a_task_line_as_people_leave_it(line, box, tail):
    (unit,) = parsed(line)
    assert (unit.kind, unit.code, unit.box, unit.tail) == ("task", "TRN-01", box, tail)


@pytest.mark.parametrize(
    "line",
    [
        "- Do it (TRN-01)", "[ ] Do it (TRN-01)", "- [ ] Do it", "- [ ] Do it (TRN-1)", "- [ ] Do it (trn-01)",
        "- [ ] see ([TRN-01](https://x.example))",
        "1. [ ] Do it (TRN-01)", "- [link](https://x.example) (TRN-01)", "- [ab] Do it (TRN-01)",
    ],
)
def test_parse_takes_other_lines_for_text(line):
    assert [unit.kind for unit in parsed(line)] == ["text"]


def test_parse_takes_an_indented_task_for_ours_only_below_its_item():
    units = parsed(
        "- [ ] a (TRN-02)\n    - [x] b (TRN-02.tiktok)\n    - [x] c (PRV-03)\n    - [x] d (TRN-02)\n- [ ] e (TRN-20)\n"
        "    - [ ] f (TRN-02.x)"
    )
    assert [(unit.code, unit.notes) for unit in units] == [
        ("TRN-02", ()), ("TRN-02.tiktok", ("    - [x] c (PRV-03)", "    - [x] d (TRN-02)")), ("TRN-20", ("    - [ ] f (TRN-02.x)",)),
    ]


def test_parse_takes_a_list_that_was_indented_as_a_whole_for_ours():
    units = parsed("   - [ ] a (TRN-02)\n       - [x] b (TRN-02.x)\n   - [x] c (TRN-03)\n       - [ ] note (PRV-01)")
    assert [(unit.code, unit.notes) for unit in units] == [("TRN-02", ()), ("TRN-02.x", ()), ("TRN-03", ("       - [ ] note (PRV-01)",))]


def test_parse_begins_a_new_list_after_a_heading():
    units = parsed("- [ ] a (TRN-02)\n\n## Run\n\n    - [x] b (PRV-03)")
    assert [unit.code for unit in units if unit.kind == "task"] == ["TRN-02", "PRV-03"]


def test_parse_keeps_a_box_without_a_code_as_a_note():
    (unit,) = parsed("- [ ] a (TRN-02)\n- [x] own task\n\n- [ ] another\n\n")
    assert unit.notes == ("- [x] own task", "", "- [ ] another")


def test_parse_ends_notes_at_a_heading():
    task, heading, text = parsed("- [ ] a (TRN-02)\n\nnote\n## Run\ntext")
    assert (task.notes, heading.text, text.text) == (("", "note"), "## Run", "text")


def test_parse_tells_the_line_of_each_unit():
    assert [unit.line for unit in parsed("\n# T\n\ntext\nmore\n\n- [ ] a (TRN-02)\nnote\n- [ ] b (TRN-03)")] == [2, 4, 7, 9]


def test_parse_has_one_channel_below_another_item_only_once():
    units = parsed("- [ ] a (TRN-02)\n  - [ ] b (TRN-02.x)\n  - [ ] c (TRN-02.y)")
    assert [unit.code for unit in units] == ["TRN-02", "TRN-02.x", "TRN-02.y"]


# ---- states


def test_states_returns_what_people_recorded_by_code():
    units = parsed("- [x] a (TRN-02) soon\n    - note\n- [ ] b (TRN-03)")
    assert regions.states(units, "page.md", 1) == {"TRN-02": State("x", " soon", ("    - note",)), "TRN-03": State(" ", "", ())}


def test_states_refuses_a_code_that_stands_twice_with_both_lines():
    with pytest.raises(ChecklistError) as caught:
        regions.states(parsed("- [x] a (TRN-02)\n- [ ] b (TRN-03)\n- [ ] a (TRN-02)"), "page.md", 11)
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.line, problem.hint) == ("PAG03", 13, "first in line 11; merge the two lines")


# ---- the sum


def total(page: str) -> str:
    return regions.checksum(markdown.parse(page), markdown, gone=["No longer in this list"])


def sample(*texts: str) -> str:
    """Return a page like ours with *texts* in it."""
    first, second, third = (markdown.text(text) for text in texts)
    item = markdown.strong("Must:") + " " + second
    return _base.finish([
        Block("heading", 1, markdown.heading(1, first)),
        Block("paragraph", 0, markdown.paragraph(second)),
        Block("task", 0, markdown.task(item, "[TRN-01](#trn-01)", State(" ", "", ()), depth=0)),
        Block("task", 1, markdown.task(third, "TRN-01.tiktok", State(" ", "", ()), depth=1)),
        Block("heading", 2, markdown.heading(2, "Guide")),
        Block("bullet", 0, markdown.bullet(third, 0)),
        Block("step", 0, markdown.step(markdown.code(texts[0]), 1)),
        Block("paragraph", 0, markdown.paragraph("see " + markdown.link(first, "https://x.example"))),
    ])


texts = st.lists(admitted.filter(lambda text: text.strip("[] ") and not re.search("[A-Z]{3}-[0-9]{2}", text)), min_size=3, max_size=3)


def _spanned(page: str) -> str:
    return re.sub(r"(?<=[ ])(Must|Guide|see|the)(?= |:)", r'<span class="x">\1</span>', page)


def _decoded(page: str) -> str:
    """Return *page* as an editor writes it that decodes what means nothing there: no bracket, and nothing that opens a block."""

    def decode(found: re.Match[str]) -> str:
        opens = found.start() == 0 or page[found.start() - 1] == "\n"
        return found[0] if opens or found[1] in ("40", "91") else chr(int(found[1]))

    return re.sub(r"&#(\d+);", decode, page)


HONEST: dict[str, Callable[[str], str]] = {
    "trailing-blanks": lambda page: page.replace("\n", "  \n"),
    "crlf": lambda page: page.replace("\n", "\r\n"),
    "nfd": lambda page: unicodedata.normalize("NFD", page),
    "nfc": lambda page: unicodedata.normalize("NFC", page),
    "entities-decoded": _decoded,
    "list-sign": lambda page: re.sub(r"(?m)^( *)- ", r"\1* ", page),
    "indent-2": lambda page: re.sub(r"(?m)^    (?=- )", "  ", page),
    "indent-tab": lambda page: re.sub(r"(?m)^    (?=- )", "\t", page),
    "all-indented": lambda page: re.sub(r"(?m)^( *- )", r" \1", page),
    "blank-lines": lambda page: page.replace("\n\n", "\n\n\n\n"),
    "spans": _spanned,
    "ticks-and-notes": lambda page: page.replace("[ ]", "[x]").replace("(TRN-01.tiktok)", "(TRN-01.tiktok) done\n        - Owner: Ada 5"),
    "wrapped": lambda page: page.replace("\nsee ", "\nsee\n"),
}


@pytest.mark.parametrize("change", HONEST)
@few
@given(drawn=texts)
@example(drawn=["=\u0338 e\u0301", "=\u0338\u0338", "a-\u0301 ≠"])
@example(drawn=["<À>", "0", "0"])
@example(drawn=["0", "~~~", "0"])
@example(drawn=["&copy 2027 &notit", "a < b, c > d", "Zürich ½ №5"])
def test_sum_survives_what_honest_wikis_do(drawn, change):
    page = sample(*drawn)
    assert total(HONEST[change](page)) == total(page)


@pytest.mark.parametrize("change", [name for name in HONEST if name not in ("nfc", "nfd")])
def test_honest_changes_change_the_page(change):
    page = sample("a ~~x~~ b", "the x Guide", "second")
    assert HONEST[change](page) != page


def _counting(page: str) -> list[int]:
    """Return where in *page* a letter, digit or sign stands that a reader would miss; codes and the box excluded."""
    apart = [found.span() for found in re.finditer(r"&#?\w+;|<[^<>]*>|\[ \]|\(?\[?TRN-01[^)\n]*\)+|\]\([^)\n]*\)", page)]
    return [
        place for place, sign in enumerate(page)
        if (sign.isalnum() or ord(sign) > 127 and unicodedata.category(sign)[0] in "LNMS") and not any(
            start <= place < end for start, end in apart
        )
    ]


@moderate
@given(texts, st.data())
def test_sum_sees_a_changed_word_digit_or_sign(drawn, data):
    page = sample(*drawn)
    place = data.draw(st.sampled_from(_counting(page)))
    other = data.draw(st.sampled_from("Qq7ß日☐"))
    assume(page[place] != other and unicodedata.normalize("NFC", page[:place] + page[place + 1 :]) != page)
    changed = page[:place] + other + page[place + 1 :]
    assume(len(re.findall(r"&#?\w+;", changed)) == len(re.findall(r"&#?\w+;", page)))
    assert total(changed) != total(page)


@moderate
@given(texts, st.data())
def test_sum_sees_a_word_that_is_gone(drawn, data):
    page = sample(*drawn)
    place = data.draw(st.sampled_from(_counting(page)))
    assume(not unicodedata.category(page[place]).startswith("M"))
    changed = page[:place] + page[place + 1 :]
    assume(len(re.findall(r"&#?\w+;", changed)) == len(re.findall(r"&#?\w+;", page)))
    assert total(changed) != total(page)


@pytest.mark.parametrize(
    "old, new",
    [("(TRN-01.tiktok)", "(TRN-01.instagram)"), ("## Guide", "## Guide 2"), ("## Guide", "text"), ("\n1. ", "\n2. "), ("Must", "Should")],
)
def test_sum_sees_a_changed_structure(old, new):
    page = sample("one", "two", "three")
    assert old in page and total(page.replace(old, new)) != total(page)


def test_sum_sees_two_lines_that_changed_places():
    page = "- [ ] a (TRN-01)\n- [ ] b (TRN-02)"
    assert total("- [ ] b (TRN-01)\n- [ ] a (TRN-02)") != total(page)


@pytest.mark.parametrize("old, new", [("# ab\n\nc", "# a\n\nbc"), ("a < word, b > c", "a < other, b > c"), ("`<b>` x", "`<i>` x")])
def test_sum_sees_what_stands_close_to_signs(old, new):
    assert total(old) != total(new)


def test_sum_leaves_out_what_people_may_delete():
    page = "# T\n\n- [ ] a (TRN-01)\n\n## No longer in this list\n\nThese left.\n\n- [x] b (TRN-02)\n\n## Guide\n\ntext"
    assert total(page) == total("# T\n\n- [ ] a (TRN-01)\n\n## Guide\n\ntext") != total(page.replace("text", "test"))


def test_sum_has_twelve_hexadecimal_digits():
    assert re.fullmatch("[0-9a-f]{12}", total("x"))


def test_seal_puts_a_sum_that_the_page_has_when_it_is_read():
    sealed = regions.seal(
        sample("one", "two", "three"), {"v": "1", "id": "spring", "dialect": "markdown"}, markdown, gone=["No longer in this list"],
    )
    (region,) = find(sealed)
    assert region.sum == total(sealed[region.inner_start : region.inner_end])


# ---- landmarks


def landmarks(page: str) -> list[tuple[str, str]]:
    return [(mark.kind, page[mark.start : mark.end]) for mark in markdown.landmarks(page)]


def test_landmarks_are_told_in_order_and_span_their_lines():
    page = f"# A\n\nB\n=\n\n{BEGIN}\n\n[checklist]\n\n{END}\n"
    assert landmarks(page) == [("heading", "# A"), ("heading", "B\n="), ("marker", BEGIN), ("placeholder", "[checklist]"), ("marker", END)]


@pytest.mark.parametrize("end", ["---", "...", "--- "])
def test_landmarks_pass_over_front_matter(end):
    assert landmarks(f"---\ntitle: x\n# comment\n{end}\n# A\n") == [("heading", "# A")]


def test_a_rule_at_the_start_is_no_front_matter():
    assert landmarks("---\n\n# A\n\n---\n") == [("heading", "# A")]


@pytest.mark.parametrize(
    "page", ["```\n# A\n```", "    # A", "~~~\n[checklist]\n~~~", "<pre>\n[checklist]\n</pre>", "`[checklist]`", "- B\n---"],
)
def test_landmarks_are_none_in_code(page):
    assert landmarks(page) == []
