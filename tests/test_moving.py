"""States under the codes of now: what replaces what, channels that come, meanings that change."""

from __future__ import annotations

import pytest

from checklist import moving
from checklist.dialects import markdown
from checklist.making import words_of
from checklist.model import Item, State
from tests.builders import make_item, make_rules

TICK = State("x", "", ())
OPEN = State(" ", "", ())


def moved(states, *items: Item, left=(), version="1.0.0", **channels: list[str]) -> moving.Moved:
    """Return what becomes of *states*, recorded under version 1.0.0; every item is shown, with channels by `TRN_01=[…]`."""
    rules = make_rules(*items)
    rules = rules._replace(packs=(rules.packs[0]._replace(version=version),))
    shown = {item.code: tuple(channels.get(item.code.replace("-", "_"), ())) for item in items}
    page = moving.Page(states, left, {"test": "1.0.0"})
    return moving.move(page, shown, rules, words_of(rules), markdown)


def record(line: str) -> str:
    return f"    - ↻ {line}"


# ---- replaced


def test_the_state_moves_to_the_item_that_names_the_code():
    state = State("x", " by Ada", ("    - Evidence: https://x.example",))
    result = moved({"TRN-01": state}, make_item("TRN-02", replaces=("TRN-01",)))
    assert result.states == {"TRN-02": state} and result.to_check == ()


def test_the_first_item_that_names_the_code_takes_it():
    result = moved({"TRN-01": TICK}, make_item("TRN-02", replaces=("TRN-01",)), make_item("TRN-03", replaces=("TRN-01",)))
    assert set(result.states) == {"TRN-02"}


def test_a_chain_of_replacements_is_followed_to_its_end():
    items = (make_item("TRN-03", replaces=("TRN-02",)), make_item("TRN-04", replaces=("TRN-01",)))
    assert set(moved({"TRN-02": TICK}, *items).states) == {"TRN-03"}
    assert moving.heirs([make_item("TRN-03", replaces=("TRN-02", "TRN-01"))]) == {"TRN-02": "TRN-03", "TRN-01": "TRN-03"}


def test_replacements_in_a_circle_come_to_an_end():
    items = [make_item("TRN-01", replaces=("TRN-02",)), make_item("TRN-02", replaces=("TRN-01",))]
    assert set(moving.heirs(items)) == {"TRN-01", "TRN-02"}


def test_the_tick_does_not_move_if_the_new_item_was_revised_since():
    result = moved({"TRN-01": TICK}, make_item("TRN-02", replaces=("TRN-01",), revised="2.0.0"), version="2.0.0")
    assert result.states == {"TRN-02": State(" ", "", (record("Check again: ticked as TRN-01, which TRN-02 replaces."),))}
    assert result.to_check == ("TRN-02",)


def test_of_several_merged_codes_all_have_to_be_ticked():
    both = make_item("TRN-03", replaces=("TRN-01", "TRN-02"))
    assert moved({"TRN-01": TICK, "TRN-02": TICK}, both).states == {"TRN-03": TICK}
    result = moved({"TRN-01": TICK, "TRN-02": OPEN}, both)
    assert result.states["TRN-03"] == State(" ", "", (record("Check again: ticked as TRN-01, TRN-02, which TRN-03 replaces."),))


def test_notes_of_merged_codes_are_joined_in_order():
    first, second = State(" ", " by Ada", ("    - one",)), State(" ", " by Ben", ("    - two",))
    result = moved({"TRN-01": first, "TRN-02": second}, make_item("TRN-03", replaces=("TRN-01", "TRN-02")))
    assert result.states == {"TRN-03": State(" ", " by Ada", ("    - one", "    - by Ben", "    - two"))}


def test_words_that_stand_at_the_new_item_come_first():
    own, old = State("x", "", ("    - mine",)), State("x", "", ("    - old",))
    result = moved({"TRN-01": old, "TRN-02": own}, make_item("TRN-02", replaces=("TRN-01",)))
    assert result.states == {"TRN-02": State("x", "", ("    - mine", "    - old"))}


def test_an_open_line_leaves_no_trace():
    assert moved({"TRN-01": OPEN}, make_item("TRN-02", replaces=("TRN-01",))).states == {"TRN-01": OPEN}


def test_a_code_that_still_exists_is_not_replaced():
    items = (make_item("TRN-01"), make_item("TRN-02", replaces=("TRN-01",)))
    assert moved({"TRN-01": TICK}, *items).states == {"TRN-01": TICK}


def test_a_tick_of_a_channel_moves_to_the_same_channel():
    heir = make_item("TRN-02", replaces=("TRN-01",))
    states = {"TRN-01": OPEN, "TRN-01.tiktok": TICK}
    result = moved(states, heir, TRN_02=["TRN-02.tiktok", "TRN-02.email"])
    assert result.states == {"TRN-01": OPEN, "TRN-02.tiktok": TICK}


def test_a_plain_tick_does_not_become_one_of_a_channel():
    state = State("x", "", ("    - Owner: Ada",))
    result = moved({"TRN-01": state}, make_item("TRN-02", replaces=("TRN-01",)), TRN_02=["TRN-02.tiktok"])
    told = "        - ↻ Check again: ticked as TRN-01, which TRN-02 replaces."
    assert result.states == {"TRN-02.tiktok": State(" ", "", ("    - Owner: Ada", told))}


# ---- channels


def test_words_go_to_the_first_channel_and_the_tick_stays():
    state = State("x", " by Ada", ("    - Owner: Ada",))
    result = moved({"TRN-01": state}, make_item("TRN-01"), TRN_01=["TRN-01.tiktok", "TRN-01.email"])
    assert result.states == {"TRN-01": State("x", "", ()), "TRN-01.tiktok": State(" ", " by Ada", ("    - Owner: Ada",))}


def test_words_stay_where_they_are_if_there_were_channels_before():
    states = {"TRN-01": State(" ", "", ("    - Owner: Ada",)), "TRN-01.email": OPEN}
    assert moved(states, make_item("TRN-01"), TRN_01=["TRN-01.tiktok"]).states == states


def test_a_channel_that_had_left_takes_the_words_too():
    states = {"TRN-01": State(" ", "", ("    - new",)), "TRN-01.tiktok": State("x", "", ("    - old",))}
    result = moved(states, make_item("TRN-01"), left=("TRN-01.tiktok",), TRN_01=["TRN-01.tiktok"])
    assert result.states == {"TRN-01": OPEN, "TRN-01.tiktok": State("x", "", ("    - old", "    - new"))}


# ---- meanings


REVISED = make_item("TRN-01", revised="2.0.0")
AGAIN = record("Check again: ticked under test 1.0.0; its meaning changed in test 2.0.0.")


@pytest.mark.parametrize("box", ["x", "X", "☑", "✔"])
def test_a_tick_is_taken_back_if_the_meaning_changed(box):
    assert moved({"TRN-01": State(box, "", ())}, REVISED).states == {"TRN-01": State(" ", "", (AGAIN,))}


@pytest.mark.parametrize("line", ["    - N/A: no such channel", "Entfällt: kein solcher Kanal"])
def test_not_applicable_is_asked_again_too(line):
    assert moved({"TRN-01": State(" ", "", (line,))}, REVISED).states == {"TRN-01": State(" ", "", (line, AGAIN))}


@pytest.mark.parametrize("state", [OPEN, State(" ", "", ("    - Owner: Ada",)), State("?", " soon", ())])
def test_what_is_open_stays_as_it_is(state):
    result = moved({"TRN-01": state}, REVISED)
    assert result.states == {"TRN-01": state} and result.to_check == ()


def test_versions_are_compared_as_numbers():
    page = moving.Page({"TRN-01": TICK}, (), {"test": "1.9.0"})
    rules = make_rules(make_item("TRN-01", revised="1.10.0"))
    assert moving.move(page, {"TRN-01": ()}, rules, words_of(rules), markdown).to_check == ("TRN-01",)


def test_rules_the_page_was_not_written_with_change_nothing():
    assert moved({"TRN-01": TICK}, make_item("TRN-01", revised="2.0.0", revised_by="other", packs=("other",))).states == {"TRN-01": TICK}
