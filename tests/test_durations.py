"""Lengths of time: what is understood, what is refused, and what it may have been meant for."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from checklist import durations
from tests.strategies import moderate


@pytest.mark.parametrize("text, minutes", [
    ("45m", 45), ("1h", 60), ("1h30m", 90), ("90m", 90), ("1h90m", 150), ("0h5m", 5), ("999h", 59_940), ("007m", 7),
])
def test_minutes_reads_hours_and_minutes(text, minutes):
    assert durations.fault(text) is None and durations.minutes(text) == minutes


@pytest.mark.parametrize("text, near", [
    ("90", "1h30m"), ("45", "45m"), ("-5m", "5m"), ("+5m", "5m"), ("1.5h", "1h30m"), ("1,5h", "1h30m"), (".5h", "30m"), ("1:30", "1h30m"),
    ("1h30", "1h30m"), ("1h 30m", "1h30m"), (" 45m", "45m"), ("45m\n", "45m"), ("45M", "45m"), ("45min", "45m"), ("45 minutes", "45m"),
    ("2hours", "2h"), ("1 hour 30 minutes", "1h30m"), ("2 Stunden", "2h"), ("45 Minuten", "45m"),
])
def test_fault_guesses_what_was_meant(text, near):
    assert durations.fault(text) == (f"{text!r} is no length of time", f"did you mean {near}?")
    assert durations.minutes(text) == 0


@pytest.mark.parametrize("text", [
    "", "h", "m", "x", "soon", "1d", "m45", "45mm", "30m1h", "٤٥m", "1e3m", "\x1b[31m", "9" * 400 + "m", "0", "-", "1:75",
])
def test_fault_shows_how_it_is_written_where_anything_may_be_meant(text):
    assert durations.fault(text) == (f"{text!r} is no length of time", "write 45m, 1h or 1h30m")


@pytest.mark.parametrize("text", ["0m", "0h", "0h0m"])
def test_fault_refuses_no_time_at_all(text):
    assert durations.fault(text) == (f"{text!r} is no time at all", "--level must leaves the musts alone")


@pytest.mark.parametrize("text", ["999h1m", "1000h", "59941m", "999999999h999999999m"])
def test_fault_refuses_what_nobody_has(text):
    assert durations.fault(text) == (f"{text!r} is too long", "at most 999h; without the option nothing is hidden")


@pytest.mark.parametrize("minutes, shown", [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (2925, "48 h 45 min")])
def test_shown_is_the_same_in_every_language(minutes, shown):
    assert durations.shown(minutes) == shown


@moderate
@given(st.integers(1, durations.MOST))
def test_what_is_spelled_is_read(minutes):
    assert durations.minutes(durations.spelled(minutes)) == minutes


@moderate
@given(st.one_of(st.text(max_size=20), st.text("0123456789hm:., -", max_size=12)))
def test_fault_answers_to_anything_and_what_it_guesses_is_sound(text):
    fault = durations.fault(text)
    assert (fault is None) == (durations.minutes(text) > 0)
    if fault and fault[1].startswith("did you mean "):
        assert durations.fault(fault[1][len("did you mean "):-1]) is None
