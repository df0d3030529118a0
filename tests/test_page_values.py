"""What the script of the page computes, values in and values out, in a browser without a page: adding, moving, checking, Markdown."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import cmarkgfm
import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from checklist import assets
from checklist.dialects import markdown
from checklist.loading import load_rules
from checklist.rulefiles import shipped
from checklist.saved import SCHEMA
from tests.hostile import HOSTILE
from tests.strategies import examples, moderate

pytestmark = pytest.mark.browser

VALUES = assets.script(shipped("templates"), ("entries", "checking", "moving", "markdown"))
KEYS = {"na": "N/A:", "owner": "Owner:", "due": "Due:", "evidence": "Evidence:"}
WORDING = load_rules().wording
tried = settings(moderate, max_examples=examples(60))


@pytest.fixture(scope="module")
def ask(browser):
    """Return what an expression over `given` says, the functions of the script at hand."""
    context = browser.new_context()
    page = context.new_page()
    body = VALUES.removeprefix('(() => {\n').removesuffix("})();")

    def asked(expression: str, given: Any = None) -> Any:
        return page.evaluate(f"given => {{ {body}\nreturn {expression} }}", given)

    yield asked
    context.close()


LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30).map(str.strip)
NOTES = st.lists(LINE.filter(bool), max_size=4, unique=True).map("\n".join)
ENTRY = st.fixed_dictionaries({
    "done": st.booleans(), "na": LINE, "owner": LINE, "due": st.sampled_from(["", "2027-01-05", "2027-06-30"]), "evidence": LINE,
    "notes": NOTES,
})


# ---- adding


ADD = "added(given.own, given.other, given.keys)"


@tried
@given(own=ENTRY, other=ENTRY)
def test_adding_twice_is_adding_once(ask, own, other):
    once = ask(ADD, {"own": own, "other": other, "keys": KEYS})
    assert ask(ADD, {"own": once, "other": other, "keys": KEYS}) == once


@tried
@given(own=ENTRY, other=ENTRY)
def test_adding_loses_no_word_and_no_tick(ask, own, other):
    both = ask(ADD, {"own": own, "other": other, "keys": KEYS})
    assert both["done"] == (own["done"] or other["done"])
    told = {line.strip() for line in both["notes"].split("\n")} | {f"{KEYS[fact]} {both[fact]}" for fact in KEYS}
    for entry in (own, other):
        assert {line.strip() for line in entry["notes"].split("\n")} <= told | {""}
        assert {f"{KEYS[fact]} {entry[fact]}" for fact in KEYS if entry[fact]} <= told


def test_adding_nothing_changes_nothing(ask):
    own = {"done": False, "na": "", "owner": "Mia", "due": "", "evidence": "", "notes": " kept \n\n as it is "}
    assert ask("added(given.own, blank(), given.keys)", {"own": own, "keys": KEYS}) == own


# ---- moving


def move(ask, entries: dict[str, Any], **rules: Any) -> dict[str, Any]:
    """Return what becomes of *entries*, recorded with core 1.0.0."""
    given = {
        "entries": entries, "packs": rules.get("packs", {"core": "1.0.0"}), "keys": KEYS, "shown": rules.get("shown", {}),
        "heirs": rules.get("heirs", {}), "revised": rules.get("revised", {}), "words": WORDING,
    }
    return ask("""(() => {
        const map = plain => new Map(Object.entries(plain));
        const say = (name, values) => given.words[name].replace(/\\{(\\w+)\\}/g, (slot, key) => values[key]);
        const rules = {shown: map(given.shown), heirs: map(given.heirs), revised: map(given.revised), keys: given.keys, say};
        const read = new Map(Object.entries(given.entries).map(([code, plain]) => [code, entryOf(plain)]));
        const now = moved(read, () => map(given.packs), rules);
        const entries = [...now.entries].map(([code, entry]) => [code, plainOf(entry)]);
        return {entries: Object.fromEntries(entries), again: now.again, heirs: now.heirs};
    })()""", given)


CORE2 = {"pack": "core", "version": "2.0.0", "base": "core"}
AGAIN = "↻ Check again: ticked under core 1.0.0; its meaning changed in core 2.0.0."


@pytest.mark.parametrize(("recorded", "expected", "again"), [
    ({"done": True}, {"notes": AGAIN}, ["TRN-01"]),
    ({"na": "no"}, {"notes": f"N/A: no\n{AGAIN}"}, ["TRN-01"]),
    ({"owner": "Mia", "notes": "x"}, {"owner": "Mia", "notes": "x"}, []),
    ({"done": True, "notes": "x"}, {"notes": f"x\n{AGAIN}"}, ["TRN-01"]),
], ids=["ticked", "not applicable", "open", "ticked and noted"])
def test_what_was_settled_before_a_change_is_asked_again(ask, recorded, expected, again):
    now = move(ask, {"TRN-01": recorded}, shown={"TRN-01": []}, revised={"TRN-01": CORE2})
    assert now == {"entries": {"TRN-01": expected}, "again": again, "heirs": []}


@pytest.mark.parametrize(("packs", "is_asked"), [
    ({"core": "1.9.9"}, True), ({"core": "2.0.0"}, False), ({"core": "2.0.1"}, False), ({"core": "10.0.0"}, False), ({}, False),
], ids=str)
def test_versions_are_compared_as_numbers(ask, packs, is_asked):
    assert bool(move(ask, {"TRN-01": {"done": True}}, shown={"TRN-01": []}, revised={"TRN-01": CORE2}, packs=packs)["again"]) is is_asked


def test_a_pack_that_came_later_than_the_tick_changed_it(ask):
    house = {"pack": "acme", "version": "1.0.0", "base": "core"}
    now = move(ask, {"TRN-01": {"done": True}}, shown={"TRN-01": []}, revised={"TRN-01": house})
    assert now["entries"]["TRN-01"] == {"notes": "↻ Check again: ticked under core 1.0.0; its meaning changed in acme 1.0.0."}


def test_channels_are_asked_again_and_the_box_above_them_opens(ask):
    entries = {"TRN-02": {"done": True}, "TRN-02.email": {"done": True}}
    now = move(ask, entries, shown={"TRN-02": ["TRN-02.email"]}, revised={"TRN-02": CORE2})
    assert now["entries"] == {"TRN-02": {}, "TRN-02.email": {"notes": AGAIN}} and now["again"] == ["TRN-02.email"]


MOVED = "↻ Check again: ticked as A, which B replaces."


def replaced(old: str) -> str:
    return MOVED.replace(" A,", f" {old},").replace(" B ", " TRN-09 ")


@pytest.mark.parametrize(("entries", "expected"), [
    ({"TRN-03": {"done": True, "owner": "Mia"}}, {"done": True, "owner": "Mia"}),
    ({"TRN-03": {"done": True}, "TRN-04": {"done": True, "notes": "x"}}, {"done": True, "notes": "x"}),
    ({"TRN-03": {"done": True}, "TRN-04": {"notes": "x"}}, {"notes": f"x\n{replaced('TRN-03, TRN-04')}"}),
    ({"TRN-03": {"notes": "a"}, "TRN-09": {"done": True, "notes": "b"}}, {"notes": f"b\na\n{replaced('TRN-03')}"}),
    ({"TRN-03": {"na": "no"}}, {"notes": f"N/A: no\n{replaced('TRN-03')}"}),
    ({"TRN-03": {"owner": "Mia"}, "TRN-04": {"owner": "Jo"}}, {"owner": "Jo", "notes": "Owner: Mia"}),
], ids=["one", "all ticked", "one of two ticked", "the heir was ticked", "not applicable", "two owners"])
def test_retired_codes_hand_on_to_their_heir(ask, entries, expected):
    now = move(ask, entries, shown={"TRN-09": []}, heirs={"TRN-03": "TRN-09", "TRN-04": "TRN-09"})
    assert now["entries"] == {"TRN-09": expected} and now["heirs"] == ["TRN-09"]


def test_an_heir_that_means_more_is_not_ticked(ask):
    now = move(ask, {"TRN-03": {"done": True}}, shown={"TRN-09": []}, heirs={"TRN-03": "TRN-09"}, revised={"TRN-09": CORE2})
    assert now["entries"] == {"TRN-09": {"notes": replaced("TRN-03")}} and now["again"] == ["TRN-09"]


@pytest.mark.parametrize(("entries", "shown", "expected"), [
    ({"TRN-03": {"done": True}}, {}, {"TRN-03": {"done": True}}),
    ({"TRN-03.email": {"done": True}}, {"TRN-09": ["TRN-09.email"]}, {"TRN-09.email": {"done": True}}),
    ({"TRN-03": {"notes": "x"}}, {"TRN-09": ["TRN-09.email"]}, {"TRN-09.email": {"notes": "x"}}),
], ids=["the heir is not shown", "channel to channel", "words to the first channel"])
def test_where_the_state_of_a_retired_code_goes(ask, entries, shown, expected):
    assert move(ask, entries, shown=shown, heirs={"TRN-03": "TRN-09"})["entries"] == expected


def test_words_go_to_the_first_channel_and_the_tick_stays(ask):
    now = move(ask, {"TRN-02": {"done": True, "owner": "Mia"}}, shown={"TRN-02": ["TRN-02.a", "TRN-02.b"]})
    assert now["entries"] == {"TRN-02": {"done": True}, "TRN-02.a": {"owner": "Mia"}}


CODES = ["TRN-01", "TRN-02", "TRN-02.a", "TRN-03", "TRN-04", "TRN-09"]


@tried
@given(entries=st.dictionaries(st.sampled_from(CODES), ENTRY), heirs=st.sampled_from([{}, {"TRN-03": "TRN-09", "TRN-04": "TRN-09"}]))
def test_moving_loses_no_word_and_twice_is_once(ask, entries, heirs):
    rules = {"shown": {"TRN-01": [], "TRN-02": ["TRN-02.a"], "TRN-09": []}, "heirs": heirs, "revised": {"TRN-01": CORE2}}
    once = move(ask, entries, **rules)["entries"]
    told = {line.strip() for entry in once.values() for line in entry.get("notes", "").split("\n")}
    told |= {f"{KEYS[fact]} {entry[fact]}" for entry in once.values() for fact in KEYS if fact in entry}
    for entry in entries.values():
        assert {line.strip() for line in entry["notes"].split("\n") if line.strip()} <= told
        assert {f"{KEYS[fact]} {entry[fact]}" for fact in KEYS if entry[fact]} <= told
    assert move(ask, once, **rules, packs={"core": "2.0.0"})["entries"] == once


# ---- checking


PLAIN = {
    "schema": "state/1", "id": "spring", "generator": "g", "saved": "2027-01-01T12:00:00Z", "packs": [{"name": "core", "version": "1.0.0"}],
    "entries": {"TRN-01": {"done": True, "na": None, "owner": "Mia", "due": "2028-02-29", "evidence": "x", "notes": "a\nb"}},
}
ODD = [None, True, 0, 1.5, "", "x", "a\nb", "a\tb", "a\x7fb", "a\u2028b", [], {}, [{}]]
ODD += ["2027-02-29", "2000-02-29", "1900-02-29", "0000-01-01", "2027-1-1"]
ODD += ["x" * 2_000, "x" * 2_001, "😀" * 2_000, "x" * 10_000, "x" * 10_001, "1.0.0", "2027-06-30T12:00:00+02:00", "2027-06-30T24:00:00Z"]


def variants():
    for key in PLAIN:
        yield {name: value for name, value in PLAIN.items() if name != key}
        yield from ({**PLAIN, key: value} for value in ODD)
    for field in PLAIN["entries"]["TRN-01"]:
        yield from ({**PLAIN, "entries": {"TRN-01": {field: value}}} for value in ODD)
    for code in ("TRN-01", "TRN-001.a-b", "TRN-1", "trn-01", "TRN-01.", "TRN-01.A", "__proto__"):
        yield {**PLAIN, "entries": {code: {}}}
    for pack in ({}, {"name": "a"}, {"name": "A", "version": "1.0.0"}, {"name": "a", "version": "1.0"}):
        yield {**PLAIN, "packs": [pack]}
    yield {**PLAIN, "packs": [{"name": "a", "version": "1.0.0", "x": 1}]}
    yield from ({**PLAIN, "more": 1}, {**PLAIN, "entries": {"TRN-01": {"more": 1}}}, {**PLAIN, "packs": [PLAIN["packs"][0]] * 51})


def test_the_page_takes_exactly_what_the_published_schema_takes(ask):
    files = list(variants())
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker(formats=["date"]))
    by_schema = [validator.is_valid(file) for file in files]
    texts = [json.dumps(file) for file in files]
    fits = "text => { const file = JSON.parse(text); return problemsOf(file, 'state/1', String(file.id)).length === 0 }"
    found = ask(f"given.map({fits})", texts)
    differing = [(text[:200], page, schema) for text, page, schema in zip(texts, found, by_schema) if page != schema]
    assert differing == [] and True in by_schema and False in by_schema


@tried
@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.text("0123456789-", min_size=8, max_size=10))
def test_a_day_is_one_that_there_is(ask, day, text):
    try:
        is_day = bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        is_day = False
    assert ask("given.map(isDay)", [str(day), text]) == [True, is_day]


def test_every_problem_names_a_sentence_of_the_page(ask):
    texts = [json.dumps(file) for file in variants()]
    words = set(ask("[...new Set(given.flatMap(text => problemsOf(JSON.parse(text), 'state/1', 'spring').map(each => each.word)))]", texts))
    assert len(words) > 12 and {word for word in words if f"live_{word}" not in WORDING} == set()


def test_a_million_keys_are_answered_at_once(ask):
    many = "({schema: 'state/1', id: 'spring', entries: Object.fromEntries(Array.from({length: 1e6}, (_, n) => ['k' + n, 1]))})"
    assert ask(f"problemsOf({many}, 'state/1', 'spring').map(each => each.word)")[0] in ("load_many", "load_missing")


# ---- Markdown


def written(ask, entry: dict[str, Any], action: str = "Do it") -> str:
    tasks = [{"code": "TRN-01", "label": "Must", "action": action, "entry": entry, "channels": []}]
    return ask("markdownPage('Title', [{title: 'Plan', tasks: given.tasks}], given.keys)", {"tasks": tasks, "keys": KEYS})


def body_of(text: str) -> Any:
    return html5lib.parse(cmarkgfm.github_flavored_markdown_to_html(text), namespaceHTMLElements=False).find("body")


def shown(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


@settings(moderate, max_examples=examples(150))
@given(entry=ENTRY, action=LINE.filter(bool))
def test_what_is_copied_is_read_back(ask, entry, action):
    task = next(unit for unit in markdown.parse(written(ask, entry, action)) if unit.kind == "task")
    facts = [f"{KEYS[fact]} {entry[fact]}" for fact in ("owner", "due", "evidence", "na") if entry[fact]]
    lines = [line.strip() for line in entry["notes"].split("\n") if line.strip()] + facts
    assert (task.code, task.box) == ("TRN-01", "x" if entry["done"] else " ") and len(task.notes) == len(lines)


@pytest.mark.parametrize("text", [*HOSTILE, "a_b_c", "https://x.example/a_b_c", "TRN-01 (TRN-02)", "[x](y)", "@me"])
def test_a_note_shows_just_its_characters(ask, text):
    line = " ".join(text.split())
    if not line:
        return
    body = body_of(written(ask, {"done": False, "na": "", "owner": "", "due": "", "evidence": "", "notes": line}))
    notes = [shown(each) for each in body.iter("li")][1:]
    assert notes == [line] and not {each.tag for each in body.iter()} & {"img", "script", "em", "strong", "del", "code"} - {"strong"}


@pytest.mark.parametrize("text", HOSTILE)
def test_an_action_shows_just_its_characters(ask, text):
    line = " ".join(text.split()) or "x"
    body = body_of(written(ask, {"done": False, "na": "", "owner": "", "due": "", "evidence": "", "notes": ""}, line))
    assert shown(next(body.iter("li"))) == f"Must: {line} (TRN-01)"
