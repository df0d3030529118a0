"""What the lines people write at a task are taken for."""

from __future__ import annotations

import pytest

from checklist import notes
from checklist.model import State

WORDING = {"key_na": "N/A:", "key_owner": "Owner:", "key_due": "Due:", "key_evidence": "Evidence:"}


def recorded(*lines: str, box: str = " ", tail: str = "") -> notes.Recorded:
    return notes.read(State(box, tail, lines), (WORDING,))


TICKS = (
    "x", "X", "☑", "✔", "✅", "complete", "✔\ufe0f", "[x]", "[ x ]", "<todo #>", "<todo#>", "<todo @mia #mia:2026-12-04>",
)
OPEN = (" ", "", "~", "-", "incomplete", "☐", "☒", "[ ]", "{{done}}", "<todo>", "<todo @mia>", "<todo due:2027-01-01>")


@pytest.mark.parametrize("box", TICKS)
def test_read_takes_every_accepted_tick_for_done(box):
    assert recorded(box=box).done


@pytest.mark.parametrize("box", OPEN)
def test_read_takes_anything_else_for_open(box):
    assert not recorded(box=box).done


@pytest.mark.parametrize("box", ["~", "[~]"])
def test_a_tilde_says_that_the_item_does_not_apply(box):
    assert notes.is_not_applicable(box) and recorded(box=box).na == ""


def test_read_understands_the_keys_of_every_language():
    german = {"key_na": "Entfällt:", "key_owner": "Verantwortlich:", "key_due": "Fällig:", "key_evidence": "Nachweis:"}
    read = notes.read(State(" ", "", ("*: Nachweis: https://x.example", "- Due: 2027-01-14")), (WORDING, german))
    assert (read.evidence, read.due) == ("https://x.example", "2027-01-14")


@pytest.mark.parametrize(
    "line",
    [
        "Owner: Ada", "    - Owner: Ada", "* owner:Ada", "+ OWNER : Ada", "  **Owner:** Ada", "*Owner*: Ada", "Owner： Ada", "1. Owner: Ada",
        "*: Owner: Ada", "*# Owner: Ada", "; Owner: Ada", "** '''Owner:''' Ada", "'''Owner''': Ada",
    ],
)
def test_read_understands_a_key_after_list_signs_and_emphasis(line):
    assert recorded(line).owner == "Ada"


@pytest.mark.parametrize("line", ["Ask the Owner: Ada", "Ownership: Ada", "Owner Ada", "Owner:", "Owner:   "])
def test_read_gives_no_owner_where_none_is_given(line):
    assert recorded(line).owner is None


def test_read_takes_the_last_of_several():
    assert recorded("Due: 2027-01-01", "Due: 2027-02-01").due == "2027-02-01"


def test_read_looks_at_the_tail_first():
    assert recorded("Owner: Ben", tail=" Owner: Ada").owner == "Ben"
    assert recorded(tail=" Owner: Ada").owner == "Ada"


def test_read_takes_the_tilde_for_not_applicable_without_reason():
    assert recorded(box="~").na == ""


def test_read_lets_a_later_record_line_end_not_applicable():
    assert recorded("N/A: no video", "↻ Check again").na is None
    assert recorded("↻ Check again", "N/A: no video").na == "no video"


def test_lines_returns_everything_in_order():
    assert list(notes.lines(State("x", " see wiki", ("    - one", "", "    - two")))) == ["see wiki", "    - one", "    - two"]
