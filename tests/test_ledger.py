"""What a page says of its entries: states in their order, channels, levels in every language, whose and until when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist import api, dialects, notes, regions
from checklist.dialects._base import Unit
from checklist.errors import ChecklistError, visible
from checklist.ledger import Listed, Reader
from checklist.model import State
from tests.builders import make_campaign, make_item, make_rules, make_waiver
from tests.strategies import moderate

RULES = make_rules(
    make_item("TRN-01", action="Label pictures"), make_item("TRN-02", action="Keep a list", owner="creative-lead", per="channels"),
    make_item("PRV-01", action="Ask first", theme="privacy"),
)
FORMATS = ("markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence")


def entries(text: str, format: str = "markdown") -> dict[str, Listed]:
    """Return the entries of a region by code."""
    dialect = dialects.load(format)
    read = Reader(RULES, actions=True).entries(dialect.outline(text), dialect, "page.md", 1)
    return {entry.code: entry for entry in read}


def one(notes_below: str = "", box: str = " ", head: str = "**Should:** Label pictures", section: str = "Plan") -> Listed:
    """Return the entry of a line with *notes_below*."""
    return entries(f"## {section}\n\n- [{box}] {head} (TRN-01)\n{notes_below}")["TRN-01"]


@pytest.mark.parametrize("below, box, section, state", [
    ("", " ", "Plan", "open"),
    ("", "x", "Plan", "done"),
    ("- N/A: no pictures", " ", "Plan", "na"),
    ("", "~", "Plan", "na"),
    ("- N/A: no pictures", "x", "Plan", "done"),
    ("- ↻ Check again: x", " ", "Plan", "again"),
    ("- ↻ Check again: x", "x", "Plan", "done"),
    ("- N/A: no pictures\n- ↻ Check again: x", " ", "Plan", "again"),
    ("- ↻ Check again: x\n- N/A: no pictures", " ", "Plan", "na"),
    ("", "x", "Waived", "waived"),
    ("", " ", "Ausgesetzt", "waived"),
    ("", " ", "Waived at last", "open"),
], ids=lambda value: value or "-")
def test_the_state_is_the_first_that_fits(below, box, section, state):
    assert one(below, box, section=section).state == state


@pytest.mark.parametrize("head, level", [
    ("**Must:** Label pictures", "must"),
    ("**Must in EU, UK:** Label pictures", "must"),
    ("**Should, must from 2026-12-02:** Label pictures", "should"),
    ("**Could, to confirm:** Label pictures", "could"),
    ("Must: Label pictures", "must"),
    ("**Muss, zu klären:** Bilder kennzeichnen", "must"),
    ("**Soll:** Bilder kennzeichnen", "should"),
    ("**Kann:** Bilder kennzeichnen", "could"),
    ("Mustard: none", ""),
    ("Label what must be labelled", ""),
    ("**Until 2027-06-30:** Label pictures", ""),
])
def test_the_level_is_that_of_the_label(head, level):
    assert one(head=head).level == level


@pytest.mark.parametrize("format", FORMATS)
def test_a_page_of_ours_is_read_in_every_dialect(format):
    campaign = make_campaign(channels=["instagram", "tiktok"], markets=["de"], waivers=(make_waiver("PRV-01"),))
    made = api.checklist(RULES, api.Brief(campaign), api.Choice(), day=date(2027, 3, 1))
    marker = api.marker_fields(made, api.Brief(campaign), api.Choice(), format=format, template="checklist")
    page = api.render(RULES, made, format=format, marker=marker)
    (region,) = regions.find(page, "page", dialects.load(format))
    read = entries(page[region.inner_start : region.inner_end], format)
    assert {code: (entry.state, entry.level) for code, entry in read.items()} == {
        "TRN-01": ("open", "should"), "TRN-02.instagram": ("open", "should"), "TRN-02.tiktok": ("open", "should"),
        "PRV-01": ("waived", ""),
    }
    assert [read[code].action for code in ("TRN-01", "TRN-02.tiktok")] in (
        ["Label pictures", "Keep a list – tiktok"], ["Label pictures", "tiktok – Keep a list"],
    )


def test_an_item_with_channels_is_its_channels_and_what_is_written_at_it_counts_for_each_that_is_silent():
    read = entries(
        "- [x] **Must:** Keep a list (TRN-02)\n    - Owner: Mia\n    - N/A: none\n    - [ ] Instagram (TRN-02.instagram)\n"
        "        - Owner: Tom\n    - [x] TikTok (TRN-02.tiktok)\n"
    )
    assert {code: (entry.state, entry.owner, entry.level) for code, entry in read.items()} == {
        "TRN-02.instagram": ("na", "Tom", "must"), "TRN-02.tiktok": ("done", "Mia", "must"),
    }


@pytest.mark.parametrize("written, evidence", [
    ('<a href="https://dam.example/1?a&amp;b">the <em>labels</em></a> and more', "the labels (https://dam.example/1?a&b) and more"),
    ('<a href="https://dam.example/1">https://dam.example/1</a>', "https://dam.example/1"),
    ('<a href="javascript:alert(1)">x</a>', "x"),
])
def test_the_address_of_a_link_is_part_of_the_evidence(written, evidence):
    text = (
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>"
        f"<ac:task-body>Label pictures (TRN-01)</ac:task-body></ac:task></ac:task-list><p>Evidence: {written}</p>"
    )
    assert entries(text, "confluence")["TRN-01"].evidence == evidence


def test_what_is_no_longer_in_the_list_is_no_entry():
    read = entries("- [x] a (TRN-01)\n\n## No longer in this list\n\nThese left.\n\n- [x] b (PRV-01)\n\n## Guide\n")
    assert list(read) == ["TRN-01"]


@pytest.mark.parametrize("code, theme, role", [
    ("TRN-01", "transparency", "brand-manager"), ("TRN-02.tiktok", "transparency", "creative-lead"), ("TRA-77", "transparency", ""),
    ("ZZZ-01", "", ""),
])
def test_theme_and_role_are_those_of_the_rules_as_far_as_they_know_the_code(code, theme, role):
    entry = entries(f"- [ ] **Must:** a ({code})")[code]
    assert (entry.theme, entry.role, entry.level) == (theme, role, "must")


@pytest.mark.parametrize("due, day", [
    ("2027-06-30", date(2027, 6, 30)), ("30.06.2027", date(2027, 6, 30)), ("soon", None), ("2027-02-30", None),
    ("2027-06-30" + " " * 90 + "or so", None),
], ids=["iso", "german", "word", "no day", "long"])
def test_a_due_date_is_read_and_stays_as_written(due, day):
    entry = one(f"- Fällig: {due}")
    assert (entry.due, entry.day) == (" ".join(due.split()), day)


def test_what_people_wrote_comes_without_control_characters_in_one_line():
    entry = one("- Owner: \x1b[31mMia\u202e  Keller\n- Evidence: a\x9bb\n- N/A: c\x07\td")
    assert (entry.owner, entry.evidence, entry.reason) == (r"\x1b[31mMia\u202e Keller", r"a\x9bb", r"c\x07 d")


def test_lines_count_from_the_start_of_the_page():
    dialect = dialects.load("markdown")
    (entry,) = Reader(RULES, actions=False).entries(dialect.outline("\n\n- [ ] a (TRN-01)"), dialect, "page.md", 10)
    assert (entry.line, entry.action) == (12, "")


def test_a_code_that_stands_twice_is_refused_with_its_line():
    with pytest.raises(ChecklistError) as caught:
        entries("- [ ] a (TRN-01)\n- [ ] b (TRN-01)")
    assert str(caught.value) == "page.md:2:1: PAG03 code TRN-01 stands twice (first in line 1; merge the two lines)"


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4), st.sampled_from([" ", "x", "~", "✅", "?"]))
@moderate
def test_entries_read_whatever_people_write(tail, lines, box):
    unit = Unit("task", 1, f"a (TRN-01){tail}", "a", "TRN-01", box, tail, tuple(lines))
    (entry,) = Reader(RULES, actions=True).entries([unit], dialects.load("markdown"), "page.md", 1)
    said = (entry.owner, entry.due, entry.evidence, entry.reason)
    assert all(visible(text) == text and "\n" not in text for text in said)
    state = State(box, tail, tuple(lines))
    recorded, _ = notes.Reader(RULES.wordings).read(state, lambda line: [line])
    assert recorded == notes.read(state, RULES.wordings)
    assert entry.is_closed == (recorded.done or recorded.na is not None)
