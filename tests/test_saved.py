"""State files: what they add to a page, that they only add, and that a hostile one does no harm."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from checklist import api, dialects, making, notes, regions, saved
from checklist.dialects._base import word
from checklist.errors import ChecklistError
from checklist.model import State
from tests.builders import make_item, make_rules, make_source, write_pack
from tests.hostile import HOSTILE, admitted
from tests.strategies import few, moderate
from tests.test_gate import DAY, DIALECTS, EU, RULES, page_of, plain_page

ENTRY = {"done": True, "owner": "Ada", "due": "2027-06-30", "evidence": "https://x.example/a_b?c=1&d=2", "notes": "first\nsecond"}


def state_file(entries: dict[str, Any], **fields: Any) -> bytes:
    whole = {
        "schema": "state/1", "id": "spring", "generator": "marketing-impact-checklist 1.0", "saved": "2026-11-24T12:00:00Z",
        "packs": [{"name": "test", "version": "1.0.0"}], "entries": entries, **fields,
    }
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


def embedded(page: str, *entries: dict[str, Any], format: str = "markdown", rules: Any = RULES, **fields: Any) -> api.Embedded:
    files = tuple(saved.read(state_file(each, **fields), "state.json") for each in entries)
    request = api.Request(api.Brief(EU), format=format, saved=files, at_end=True)
    return api.embed(rules, page, "page", request=request, day=DAY, root="/")


def recorded(page: str, format: str = "markdown", rules: Any = RULES) -> dict[str, notes.Recorded]:
    """Return what the program understands of *page*, by code."""
    states = states_of(page, format)
    return {code: notes.read(state, rules.wordings, word(dialects.load(format), "lines")) for code, state in states.items()}


def states_of(page: str, format: str = "markdown") -> dict[str, State]:
    dialect = dialects.load(format)
    (region,) = regions.find(page, "page", dialect)
    return regions.states(dialect.parse(page[region.inner_start : region.inner_end]), "page", 1)


# ---- what is added


@pytest.mark.parametrize("format", DIALECTS)
@pytest.mark.parametrize("code", ["TRN-01", "TRN-04.tiktok"])
def test_a_state_file_adds_tick_and_notes(format, code):
    page = embedded(plain_page(format), {code: ENTRY}, format=format).text
    assert recorded(page, format)[code] == notes.Recorded(True, None, "Ada", "2027-06-30", "https://x.example/a_b?c=1&d=2")
    said = "\n".join(dialects.load(format).plain(note) for note in states_of(page, format)[code].notes)
    assert re.search(r"first\s.*second", said, re.S)


@pytest.mark.parametrize("format", DIALECTS)
def test_twice_is_once(format):
    once = embedded(plain_page(format), {"TRN-01": ENTRY}, format=format).text
    twice = embedded(once, {"TRN-01": ENTRY}, {"TRN-01": ENTRY}, format=format)
    assert twice.text == once and not twice.told[0].is_changed


def test_a_new_page_takes_the_state_at_once():
    told = embedded("", {"TRN-01": ENTRY})
    assert recorded(told.text)["TRN-01"].done and told.told[0].ticks == 1
    assert told.text == embedded(plain_page("markdown"), {"TRN-01": ENTRY}).text


def test_a_tick_on_the_page_stays_where_the_file_has_none():
    page = plain_page("markdown").replace("- [ ]", "- [x]")
    assert embedded(page, {"TRN-01": {"done": False, "notes": "n"}}).text.count("- [x]") == page.count("- [x]")


def test_a_line_that_is_there_is_not_added_however_it_is_written():
    page = re.sub(r"(?m)^(.*\[TRN-01\].*)$", "\\1 Owner: Ada\n  * **Due:**  2027-06-30\n> first", plain_page("markdown"), count=1)
    after = embedded(page, {"TRN-01": {"owner": "Ada", "due": "2027-06-30", "notes": "first"}}).text
    assert len(states_of(after)["TRN-01"].notes) == len(states_of(page)["TRN-01"].notes)


def test_another_value_is_one_more_line_and_the_last_counts():
    page = re.sub(r"(?m)^(.*\[TRN-01\].*)$", "\\1\n    - Owner: Bob", plain_page("markdown"), count=1)
    after = embedded(page, {"TRN-01": {"owner": "Ada"}}).text
    assert recorded(after)["TRN-01"].owner == "Ada" and "Owner: Bob" in after


def test_not_applicable_needs_its_reason():
    after = embedded(plain_page("markdown"), {"TRN-02": {"na": "no pictures"}, "TRN-03": {"na": None}}).text
    assert recorded(after)["TRN-02"].na == "no pictures" and recorded(after)["TRN-03"].na is None


def test_several_files_add_up():
    page = embedded(plain_page("markdown"), {"TRN-01": {"done": True}}, {"TRN-02": {"done": True}}).text
    assert [code for code, said in recorded(page).items() if said.done] == ["TRN-01", "TRN-02"]


def test_keys_are_those_of_the_language_of_the_page():
    german = RULES._replace(wording=RULES.wordings[1])
    page = embedded(page_of(german), {"TRN-01": {"owner": "Ada"}}, rules=german).text
    assert "Verantwortlich: Ada" in page


def test_a_code_without_a_place_is_told():
    told = embedded(plain_page("markdown"), {"ZZZ-99": ENTRY, "TRN-01": {"done": True}, "TRN-99": {}})
    assert told.told[0].unplaced == ("ZZZ-99",)


@pytest.mark.parametrize(
    "box, ticked", [("<todo>", "<todo #>"), ("<todo @ada due:2027-01-01>", "<todo @ada due:2027-01-01 #>"), (" ", "<todo #>")],
)
def test_whom_a_todo_names_stays(box, ticked):
    dialect = dialects.load("dokuwiki-todo")
    assert dialect.ticked(box) == ticked and notes.is_done(ticked)


@pytest.mark.parametrize("format", DIALECTS)
def test_a_ticked_box_is_done_and_can_be_cleared(format):
    dialect = dialects.load(format)
    box = word(dialect, "ticked")(" ")
    assert notes.is_done(box) and not notes.is_done(word(dialect, "cleared")(box))


# ---- rules that changed since the file was saved


def test_a_tick_from_before_a_changed_meaning_is_not_taken():
    items = [item._replace(revised="2.0.0") if item.code == "TRN-01" else item for item in RULES.item_list]
    rules = make_rules(*items, sources=(make_source("ai-act"),), params=RULES.packs[0].params)
    rules = rules._replace(packs=(rules.packs[0]._replace(version="2.0.0"),))
    page = embedded(page_of(rules), {"TRN-01": ENTRY, "TRN-02": {"done": True}}, rules=rules).text
    assert not recorded(page)["TRN-01"].done and "↻" in page and recorded(page)["TRN-01"].owner == "Ada"
    assert recorded(page)["TRN-02"].done


def test_a_retired_code_hands_on_what_the_file_says():
    rules = make_rules(make_item("TRN-07", replaces=("TRN-01",)))
    page = embedded(page_of(rules), {"TRN-01": ENTRY}, rules=rules).text
    assert recorded(page)["TRN-07"].done and recorded(page)["TRN-07"].owner == "Ada"


# ---- laws

said = st.fixed_dictionaries({}, optional={
    "done": st.booleans(), "na": admitted, "owner": admitted, "due": st.dates().map(str), "evidence": admitted,
    "notes": st.lists(admitted | st.sampled_from(HOSTILE), min_size=1, max_size=4).map("\n".join),
})
files = st.dictionaries(st.sampled_from(["TRN-01", "TRN-02", "TRN-04", "TRN-04.tiktok", "TRN-05", "TRN-99"]), said, max_size=4)


@settings(few)
@given(format=st.sampled_from(DIALECTS), first=files, second=files)
def test_a_state_file_only_adds(format, first, second):
    before = embedded(plain_page(format), first, format=format).text
    after = embedded(before, second, format=format).text
    was, now = states_of(before, format), states_of(after, format)
    for code, state in was.items():
        assert now[code].notes[: len(state.notes)] == state.notes and now[code].tail == state.tail
        assert notes.is_done(now[code].box) or not notes.is_done(state.box)
    for code, entry in second.items():
        assert code == "TRN-99" or not entry.get("done") or notes.is_done(now[code].box)
    assert embedded(after, second, format=format).text == after


@settings(few)
@given(format=st.sampled_from(DIALECTS), text=admitted | st.sampled_from(HOSTILE))
def test_a_note_of_a_file_is_a_note_and_nothing_else(format, text):
    page = plain_page(format)
    after = embedded(page, {"TRN-01": {"notes": text}}, format=format).text
    assert states_of(after, format).keys() == states_of(page, format).keys()
    before_units, units = (
        [(unit.kind, unit.text) for unit in dialects.load(format).parse(side)] for side in (inner(page, format), inner(after, format))
    )
    assert units == before_units


def inner(page: str, format: str) -> str:
    (region,) = regions.find(page, "page", dialects.load(format))
    return page[region.inner_start : region.inner_end]


# ---- files that are no good


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "STA01 this is no JSON"), (b"{", "state.json:1:2: STA01"), (b"[" * 100_000, "STA01"), (b"[]", "STA02 it is no state file"),
        (b"\xff\xfe\xfa", "state.json: YML"), (b'{"schema": "checklist/1"}', "`schema` is not 'state/1'"),
        (b'{"schema": NaN}', "NaN is no JSON"),
        (b'{"schema": "state/1", "schema": "state/1"}', "a name stands twice"),
        (state_file({}, id=None), "id is missing"), (state_file({}, id=7), "id is no text"), (state_file({}, id=""), "id has 0 characters"),
        (state_file({}, idd="x"), "idd is unknown (did you mean 'id'?)"), (state_file({}, saved="now"), "saved is no time"),
        (state_file({}, packs={}), "packs is no list"), (state_file({}, packs=[]), "packs is no list"),
        (state_file({}, packs=[{"name": "core", "version": "1"}]), "packs[0].version is no version"),
        (state_file({}, packs=[{"name": "core"}]), "packs[0] is no pack"),
        (state_file({}, packs=[{"name": [], "version": 1}]), "packs[0].name"),
        (state_file({"x": {}}), "entries.x is no code"), (state_file({"TRN-01": []}), "entries.TRN-01 is no object"),
        (state_file({"TRN-01": {"done": 1}}), "entries.TRN-01.done is neither true nor false"),
        (state_file({"TRN-01": {"owner": ["a"]}}), "entries.TRN-01.owner is no text"),
        (state_file({"TRN-01": {"owner": "a\nb"}}), "entries.TRN-01.owner holds a line break"),
        (state_file({"TRN-01": {"notes": "a\tb"}}), "entries.TRN-01.notes holds a line break or another control"),
        (state_file({"TRN-01": {"due": "soon"}}), "entries.TRN-01.due is no date"),
        (state_file({"TRN-01": {"due": "2027-02-30"}}), "entries.TRN-01.due is no date"),
        (state_file({"TRN-01": {"due": "30.06.2027"}}), "entries.TRN-01.due is no date"),
        (state_file({"TRN-01": {"owner": "x" * 2001}}), "has 2001 characters (from 1 to 2000"),
        (state_file({"TRN-01": {"oner": "x"}}), "entries.TRN-01.oner is unknown (did you mean 'owner'?)"),
        (state_file({f"TRN-{n:03}.a{'b' * (n // 1000)}": {} for n in range(5001)}), "entries is no object"),
        (state_file({"TRN-01": {"notes": "x" * 1_000_000}}), "larger than 1 MB"), (b'{"schema": 1' + b"0" * 5000 + b"}", "STA0"),
    ],
    ids=range(32),
)
def test_a_file_that_is_no_good_is_told(content, told):
    with pytest.raises(ChecklistError) as caught:
        saved.read(content, "state.json")
    assert told in str(caught.value)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(ChecklistError) as caught:
        saved.read(state_file({"TRN-01": {"done": 1, "due": "x"}, "x": {}}, id=None), "state.json")
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("entries", [{}, {"TRN-01": ENTRY}, {"TRN-04.tiktok": {"done": True, "na": None, "notes": "↻ Check again\nx"}}])
def test_a_sound_file_follows_the_published_schema(entries):
    content = state_file(entries)
    jsonschema.validate(json.loads(content), saved.SCHEMA, cls=jsonschema.Draft202012Validator)
    assert saved.read(content, "state.json").entries.keys() == entries.keys()


def test_the_schema_of_a_state_file_is_published(run):
    assert json.loads(run("rules", "schema", "state").out) == saved.SCHEMA


_scalars = st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "a\nb", "2027-06-30", "1.0.0", "core", "\x1f", "\u2028"])
_entry = st.dictionaries(st.sampled_from(["done", "na", "owner", "due", "evidence", "notes", "__proto__"]), _scalars, max_size=4)
_parts = st.fixed_dictionaries({}, optional={
    "id": _scalars, "generator": _scalars, "saved": _scalars | st.just("2026-11-24T12:00:00.5+01:00"),
    "packs": _scalars | st.lists(st.dictionaries(st.sampled_from(["name", "version", "x"]), _scalars, max_size=3), max_size=2),
    "entries": _scalars | st.dictionaries(st.sampled_from(["TRN-01", "TRN-01.a-b", "TRN-1", "", "trn-01"]), _entry | _scalars, max_size=3),
    "__proto__": _entry,
})


@settings(moderate)
@given(parts=_parts)
def test_a_file_is_read_exactly_if_it_follows_the_schema(parts):
    whole = {**json.loads(state_file({"TRN-01": ENTRY})), **parts}
    follows = jsonschema.Draft202012Validator(saved.SCHEMA).is_valid(whole)
    try:
        saved.read(json.dumps(whole).encode(), "state.json")
    except ChecklistError as error:
        assert not follows and all(problem.code == "STA02" for problem in error.problems)
    else:
        assert follows


# ---- the commands


@pytest.fixture
def place(run, tmp_path):
    """A project with a campaign, its page, and a state file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "spring.yml").write_text("campaign: Spring\nmarkets: [de]\nchannels: [email]\n")
    packs = [{"name": "core", "version": "1.0.0"}]
    (tmp_path / "state.json").write_bytes(state_file({"TRN-03": {"done": True}, "ETH-01": ENTRY}, packs=packs))
    (tmp_path / "page.md").write_text("[checklist]\n")
    assert run("embed", "page.md", "--campaign", "spring.yml", "-t", "ethics").code == 0
    return tmp_path


def test_embed_takes_a_state_file(run, place):
    outcome = run("embed", "page.md", "--state", "state.json")
    assert outcome.err.splitlines() == [
        "page.md: spring: refreshed; 1 tick kept", "page.md: spring: not in this list, so not taken from the state file: TRN-03",
    ]


def test_check_judges_with_a_state_file_and_writes_nothing(run, place):
    before = (place / "page.md").read_bytes()
    plain = run("check", "page.md", "--require", "all").out
    told = run("check", "page.md", "--require", "all", "--state", "state.json")
    assert "ETH-01 is open" in plain and "ETH-01 is open" not in told.out
    assert (place / "page.md").read_bytes() == before


def test_status_counts_with_a_state_file_and_writes_nothing(run, place):
    before = (place / "page.md").read_bytes()
    report = json.loads(run("status", ".", "--entries", "--state", "state.json", "-f", "json").out)
    assert [entry["owner"] for entry in report["entries"] if entry["state"] == "done"] == ["Ada"]
    assert (place / "page.md").read_bytes() == before


def test_generate_takes_a_state_file_in_every_format(run, place):
    text = run("generate", "spring.yml", "-t", "ethics", "--state", "state.json").out
    assert re.search(r"- \[x\] .*\[ETH-01\]", text)
    report = json.loads(run("generate", "spring.yml", "-t", "ethics", "-f", "json", "--state", "state.json").out)
    states = {entry["code"]: entry["state"] for part in report["sections"] for entry in part["entries"]}
    assert states["ETH-01"] == {**ENTRY, "na": None, "notes": states["ETH-01"]["notes"]}
    assert "checked" in run("generate", "spring.yml", "-t", "ethics", "-f", "html", "--state", "state.json").out


def test_generate_to_a_file_adds_to_the_page_there(run, place):
    run("generate", "spring.yml", "-t", "ethics", "-o", "own.md")
    assert "- [x]" not in (place / "own.md").read_text()
    run("generate", "spring.yml", "-t", "ethics", "-o", "own.md", "--state", "state.json")
    once = (place / "own.md").read_text()
    run("generate", "spring.yml", "-t", "ethics", "-o", "own.md", "--state", "state.json")
    assert once.count("- [x]") == 1 and (place / "own.md").read_text() == once


@pytest.mark.parametrize("command", ["embed page.md", "check page.md", "status page.md", "generate spring.yml"])
def test_a_file_of_another_checklist_is_refused(run, place, command):
    (place / "other.json").write_bytes(state_file({}, id="autumn"))
    before = (place / "page.md").read_bytes()
    outcome = run(*command.split(), "--state", "other.json")
    assert outcome.code == 2
    assert outcome.err == "other.json: STA03 it belongs to the checklist 'autumn', which is not among these (it may be for spring)\n"
    assert (place / "page.md").read_bytes() == before


@pytest.mark.parametrize("command", ["embed page.md", "check page.md", "status page.md", "generate spring.yml"])
def test_a_broken_file_is_told_by_every_command(run, place, command):
    (place / "state.json").write_text("{")
    outcome = run(*command.split(), "--state", "state.json")
    assert outcome.code == 2 and outcome.err.startswith("state.json:1:2: STA01 this is no JSON")


@pytest.mark.parametrize("text", ["<b>", "<img src=x>", "a &amp; b", "[x](y)"])
@pytest.mark.parametrize("format", DIALECTS)
def test_added_keeps_a_note_that_looks_like_markup(format, text):
    dialect = dialects.load(format)
    words = making.words_of(RULES)
    said = saved.Saved("state.json", "spring", {}, {"TRN-01": saved.Said(notes=text)})
    more = saved.as_page(said, words, dialect).states["TRN-01"]
    once = saved.added(State(" ", "", ()), more, words, dialect)
    assert once.notes == (dialect.note(text),)
    assert saved.added(once, more, words, dialect) == once


@pytest.mark.parametrize("format", ["csv", "json", "text", "html", "jira"])
def test_generate_takes_back_a_tick_in_a_format_that_is_not_read_back(run, tmp_path, format):
    """An item whose meaning changed since the file was saved."""
    pack = write_pack(tmp_path / "rules")
    for file, name in ((pack / "themes" / "transparency.yml", "revised"), (pack / "pack.yml", "version")):
        file.write_text(file.read_text(encoding="utf-8").replace(f"{name}: 1.0.0", f"{name}: 1.1.0"), encoding="utf-8")
    (tmp_path / "spring.yml").write_text("campaign: Spring\nid: spring\nmarkets: [eu]\nchannels: [instagram]\n", encoding="utf-8")
    packs = [{"name": "test", "version": "1.0.0"}]
    (tmp_path / "state.json").write_bytes(state_file({"TRN-01": {"done": True}}, id="spring", packs=packs))
    outcome = run("generate", "spring.yml", "--rules", "rules", "-f", format, "--state", "state.json")
    assert (outcome.code, outcome.err) == (0, "")


def test_a_record_given_as_a_state_file_is_told(run, place):
    (place / "record.json").write_text(run("generate", "spring.yml", "-t", "ethics", "-f", "json").out, encoding="utf-8")
    outcome = run("generate", "spring.yml", "--state", "record.json")
    assert outcome.code == 2
    told = "it is no state file: `schema` is not 'state/1' (this is a record: `generate --from` takes it)"
    assert outcome.err == f"record.json: STA02 {told}\n"
