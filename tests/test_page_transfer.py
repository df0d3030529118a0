"""Taking the page of HTML along: as a file and back, as Markdown, on paper. What comes in may be hostile."""

from __future__ import annotations

import json
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from checklist.dialects import markdown
from checklist.saved import SCHEMA
from tests.live import ITEMS, choose, form_of, is_ticked, live_page, live_rules, reload, settled, shown_codes, tick, write

pytestmark = pytest.mark.browser

FILE = {
    "schema": "state/1", "id": "spring", "generator": "somebody 1", "saved": "2027-01-01T12:00:00Z",
    "packs": [{"name": "test", "version": "1.0.0"}], "entries": {},
}


@pytest.fixture
def page(visit):
    return visit(live_page()).page


def put_in(page, content, name: str = "ann.state.json") -> None:
    """Load a file, given as bytes or as what JSON makes of it."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/json", "buffer": raw})
    page.wait_for_function("() => !document.getElementById('alarm').hidden || !document.getElementById('toast').hidden")


def entries(**given) -> dict:
    return {**FILE, "entries": {code.replace("_", "-").replace("--", "."): entry for code, entry in given.items()}}


def save(page) -> dict:
    with page.expect_download() as download:
        page.locator("#save").click()
    assert download.value.suggested_filename == "spring.state.json"
    return json.loads(download.value.path().read_text(encoding="utf-8"))


def alarm(page) -> str:
    return page.locator("#alarm").inner_text()


# ---- files


def test_a_saved_file_fits_the_published_schema_and_leaves_out_what_is_empty(page):
    tick(page, "TRN-01")
    tick(page, "TRN-03")
    tick(page, "TRN-03")
    write(page, "TRN-02.email", owner="Mia", due="2027-01-05", evidence="https://x.example/", na="no", notes="a\nb")
    saved = save(page)
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(saved)
    assert saved["entries"] == {
        "TRN-01": {"done": True},
        "TRN-02.email": {"na": "no", "owner": "Mia", "due": "2027-01-05", "evidence": "https://x.example/", "notes": "a\nb"},
    }
    assert saved["id"] == "spring" and saved["packs"] == [{"name": "test", "version": "1.0.0"}]


def test_a_file_carries_everything_to_another_browser(visit, page):
    tick(page, "TRN-01")
    write(page, "TRN-03", owner="Mia", due="2027-01-05", evidence="Folder 7", na="no", notes="a\n<b>")
    saved = save(page)
    other = visit(live_page()).page
    put_in(other, saved)
    assert other.locator("#toast").inner_text() == "ann.state.json is loaded; changed entries: 2."
    assert is_ticked(other, "TRN-01") and save(other)["entries"] == saved["entries"]


def test_a_file_only_adds_and_twice_is_once(page):
    tick(page, "TRN-01")
    write(page, "TRN-03", owner="Jo", notes="mine")
    file = entries(TRN_03={"done": True, "owner": "Mia", "notes": "mine\ntheirs"})
    put_in(page, file)
    expected = {"TRN-01": {"done": True}, "TRN-03": {"done": True, "owner": "Mia", "notes": "mine\nOwner: Jo\ntheirs"}}
    assert save(page)["entries"] == expected
    put_in(page, file)
    assert save(page)["entries"] == expected
    reload(page)
    assert save(page)["entries"] == expected


def test_a_file_of_older_rules_is_brought_up_to_date(visit):
    items = [ITEMS[0]._replace(revised="2.0.0"), *ITEMS[1:]]
    page = visit(live_page(live_rules(*items, version="2.0.0"))).page
    put_in(page, entries(TRN_01={"done": True}, TRN_03={"done": True}))
    assert not is_ticked(page, "TRN-01") and is_ticked(page, "TRN-03")
    assert "TRN-01" in alarm(page) and "↻ Check again" in page.locator("#trn-01 > .quote").inner_text()


def test_what_a_file_holds_of_unknown_codes_is_kept_and_saved_again(page):
    put_in(page, entries(ZZZ_99={"notes": "from elsewhere"}))
    assert page.locator("#gone .code").inner_text() == "ZZZ-99" and page.locator("#gone .quote").inner_text() == "from elsewhere"
    assert save(page)["entries"] == {"ZZZ-99": {"notes": "from elsewhere"}}


def test_a_file_of_another_checklist_is_refused(page):
    put_in(page, {**FILE, "id": "summer", "entries": {"TRN-01": {"done": True}}})
    assert "it belongs to another checklist: summer, and this is spring" in alarm(page).splitlines()
    assert not is_ticked(page, "TRN-01")


BAD = {
    "not JSON": (b"\x00{", "it is no JSON"),
    "empty": (b"", "it is no JSON"),
    "a list": ([], "it is no file of ticks and notes; “schema” has to be state/1"),
    "another schema": ({**FILE, "schema": "state/2"}, "it is no file of ticks and notes; “schema” has to be state/1"),
    "too large": (b" " * 1_000_001, "it is larger than 1000000 bytes"),
    "no entries": ({key: value for key, value in FILE.items() if key != "entries"}, "$.entries: this is missing"),
    "a list of entries": ({**FILE, "entries": []}, "$.entries: an object belongs here"),
    "an unknown key": ({**FILE, "more": 1}, "$.more: nothing of this name belongs here"),
    "a wrong code": (entries(nonsense={}), '$.entries["nonsense"]: this is no code of an item'),
    "a tick in words": (entries(TRN_01={"done": "yes"}), '$.entries["TRN-01"].done: true or false belongs here'),
    "a number": (entries(TRN_01={"owner": 7}), '$.entries["TRN-01"].owner: text belongs here'),
    "an empty text": (entries(TRN_01={"owner": ""}), '$.entries["TRN-01"].owner: this is empty; leave it out'),
    "two lines": (entries(TRN_01={"owner": "a\nb"}), '$.entries["TRN-01"].owner: it has to be one line without control characters'),
    "a bell": (entries(TRN_01={"notes": "a\x07b"}), '$.entries["TRN-01"].notes: it holds control characters'),
    "a long line": (entries(TRN_01={"evidence": "x" * 2_001}), '$.entries["TRN-01"].evidence: longer than 2000 characters'),
    "long notes": (entries(TRN_01={"notes": "x" * 10_001}), '$.entries["TRN-01"].notes: longer than 10000 characters'),
    "no day": (entries(TRN_01={"due": "2027-02-30"}), '$.entries["TRN-01"].due: a day such as 2027-06-30 belongs here'),
    "an unknown field": (entries(TRN_01={"tick": True}), '$.entries["TRN-01"].tick: nothing of this name belongs here'),
    "no time": ({**FILE, "saved": "yesterday"}, "$.saved: a time such as 2027-06-30T12:00:00Z belongs here"),
    "no packs": ({**FILE, "packs": []}, "$.packs: this is empty; leave it out"),
    "a wrong version": ({**FILE, "packs": [{"name": "test", "version": "1"}]}, "$.packs[0].version: a version such as 1.2.0 belongs here"),
    "a pack without a name": ({**FILE, "packs": [{"version": "1.0.0"}]}, "$.packs[0].name: this is missing"),
    "a prototype": (
        b'{"schema": "state/1", "id": "spring", "entries": {"__proto__": {"done": true}}}',
        '$.entries["__proto__"]: this is no code of an item',
    ),
    "a constructor": (entries(TRN_01={"constructor": {}}), '$.entries["TRN-01"].constructor: nothing of this name belongs here'),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_fit_is_refused_with_the_place(page, name):
    content, message = BAD[name]
    put_in(page, content)
    assert alarm(page).startswith("ann.state.json was not loaded:") and message in alarm(page).splitlines()
    assert page.locator("#sum").inner_text() == "0 of 5 done" and save(page)["entries"] == {}


def test_all_problems_of_a_file_are_told_the_first_ten_in_full(page):
    put_in(page, {**FILE, "entries": {f"bad{number}": 1 for number in range(6_000)}})
    assert "$.entries: more than 5000 entries" in alarm(page)
    page.locator("#alarm button").last.click()
    put_in(page, {**FILE, "entries": {f"bad{number}": 1 for number in range(200)}})
    lines = alarm(page).splitlines()
    assert len([line for line in lines if "no code of an item" in line]) == 10 and "and 190 more" in lines


def test_notes_that_would_grow_too_long_together_are_refused_whole(page):
    put_in(page, entries(TRN_01={"notes": "x" * 9_000}))
    settled(page)
    put_in(page, entries(TRN_01={"notes": "y" * 9_000}, TRN_03={"done": True}))
    assert "together with the notes here it is longer" in alarm(page) and not is_ticked(page, "TRN-03")


HOSTILE = '<img src=x onerror="document.title=\'hit\'"><script>document.title="hit"</script>'


def test_hostile_words_in_a_file_stay_words(page):
    fields = {name: HOSTILE for name in ("na", "owner", "evidence", "notes")}
    put_in(page, {**FILE, "entries": {"TRN-01": fields, "ZZZ-01": fields}}, name="<b>x.json")
    form_of(page, "TRN-01")
    page.locator("#trn-01 > .more > summary").click()
    settled(page)
    assert page.title() != "hit" and page.locator("#list img, #list script, #toast b").count() == 0
    assert page.locator("#trn-01 > .quote").inner_text() == HOSTILE and page.locator("#gone .quote").inner_text() == HOSTILE
    put_in(page, {**FILE, HOSTILE: 1}, name="<b>x.json")
    assert page.locator("#alarm img, #alarm b").count() == 0 and "<img" in alarm(page)


def test_the_choice_of_a_file_is_offered_by_the_button(page):
    with page.expect_file_chooser() as chooser:
        page.locator("#load").click()
    assert chooser.value.element.get_attribute("accept") == ".json,application/json"


# ---- Markdown


def copied(page) -> str:
    """Return what the page copies, by hand where the browser does not let it."""
    page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { window.copied = text }}}) }")
    page.locator("#copy").click()
    page.wait_for_function("() => window.copied")
    return page.evaluate("() => window.copied")


def read_back(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {unit.code: (unit.box, unit.notes) for unit in markdown.parse(text) if unit.kind == "task"}


def test_what_is_copied_is_a_task_list_with_ticks_and_notes(page):
    tick(page, "TRN-01")
    tick(page, "TRN-02.email")
    write(page, "TRN-03", owner="Mia", due="2027-01-05", evidence="https://x.example/a_b", na="no", notes="first\nsecond")
    text = copied(page)
    assert text.splitlines()[:12] == [
        "# AI checklist: Spring", "", "## Plan", "",
        "- [x] **Must:** Label pictures (TRN-01)",
        "- [ ] **Could:** Ask for consent (TRN-03)",
        "    - first", "    - second", "    - Owner: Mia", "    - Due: 2027-01-05", "    - Evidence: https://x.example/a_b",
        "    - N/A: no",
    ]
    assert "- [ ] **Should:** Label films (TRN-02)\n    - [ ] Instagram (TRN-02.instagram)\n    - [x] Email (TRN-02.email)\n" in text
    assert "**Must, to confirm:** Keep a record (PRV-01)" in text and "**Should, must from 2027-12-02:** Write it down (PRV-02)" in text
    assert "## Waived\n\n- [ ] **Until 2027-06-30:** Wait for it (PRV-04)" in text
    assert page.locator("#toast").inner_text() == "Copied as Markdown, ticks included: 6 of 6 items."


def test_what_is_copied_is_read_back_by_the_program(page):
    from checklist import notes
    from checklist.model import State

    tick(page, "TRN-01")
    write(page, "TRN-01", owner="Mia", due="2027-01-05", evidence="Folder", na="no", notes="Owner: Jo\nseen")
    box, lines = read_back(copied(page))["TRN-01"]
    recorded = notes.read(State(box, "", lines), live_rules().wordings)
    assert recorded == notes.Recorded(True, "no", "Mia", "2027-01-05", "Folder")


def test_what_is_copied_is_what_is_shown(page):
    page.locator("#by-owner").select_option("creative-lead")
    settled(page)
    assert list(read_back(copied(page))) == ["TRN-02", "TRN-02.instagram", "TRN-02.email", "PRV-02"]
    assert page.locator("#toast").inner_text() == "Copied as Markdown, ticks included: 2 of 6 items."


def test_what_left_the_list_is_copied_too(page):
    put_in(page, entries(ZZZ_99={"done": True, "notes": "seen"}))
    assert "## No longer in this list\n\n- [x] **No longer in this list:** ZZZ-99 (ZZZ-99)\n    - seen\n" in copied(page)


def test_where_the_browser_does_not_copy_the_text_is_offered_selected(page):
    page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', {value: undefined}) }")
    page.locator("#copy").click()
    area = page.locator("#by-hand-text")
    selected, length = area.evaluate("field => [field.selectionEnd - field.selectionStart, field.value.length]")
    assert area.is_visible() and selected == length > 100
    page.locator("#by-hand-close").click()
    assert not area.is_visible()


# ---- paper


def test_print_holds_what_is_shown_and_says_which_filter(page):
    choose(page, "search", "label")
    choose(page, "level", "must")
    page.emulate_media(media="print")
    assert page.locator("#filtered").inner_text() == "Filtered by Must, “label”: 1 of 6 items."
    assert shown_codes(page) == ["TRN-01"] and not page.locator("#bar").is_visible() and not page.locator("#actions").is_visible()


def test_print_holds_the_notes_and_the_addresses_of_evidence(page):
    write(page, "TRN-01", owner="Mia", evidence="https://x.example/proof", notes="Seen")
    page.emulate_media(media="print")
    assert page.locator("#trn-01 > .said").is_visible() and page.locator("#trn-01 > .quote").is_visible()
    assert not page.locator("#trn-01 .record").is_visible()
    said = page.locator("#trn-01 > .said a").evaluate("link => getComputedStyle(link, '::after').content + link.title")
    assert "https://x.example/proof" in said


def test_print_without_a_filter_says_nothing_of_one(page):
    page.emulate_media(media="print")
    assert not page.locator("#filtered").is_visible() and len(shown_codes(page)) == 6


def test_on_paper_what_is_folded_away_on_the_screen_is_there_where_it_was_opened(page):
    form_of(page, "TRN-01")
    page.emulate_media(media="print")
    assert page.locator("#trn-01 ol").is_visible() and not page.locator("#trn-03 ol").is_visible()
    assert page.locator("#sources a").first.is_visible()
