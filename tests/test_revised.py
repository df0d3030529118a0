"""A tick says that something was done; when the rules come to mean something else, it is taken back and said why."""

from __future__ import annotations

import pytest

from checklist import api
from checklist.model import RuleSet, State

from .people import markdown as people
from .builders import make_campaign, make_item, make_rules
from .test_embedding import Way, page_of, recorded, refreshed

WAY = Way(make_campaign(channels=["instagram"]), api.Choice())
NOTE = "    - Evidence: https://x.example"


def rules(version: str, **fields: str) -> RuleSet:
    made = make_rules(make_item("TRN-01", **fields), make_item("TRN-02"))
    return made._replace(packs=(made.packs[0]._replace(version=version),))


def ticked(box: str = "x") -> str:
    return people.written(page_of(rules("1.2.0"), WAY), {"TRN-01": State(box, "", (NOTE,)), "TRN-02": State("x", "", ())})


def test_a_tick_is_taken_back_when_the_meaning_changed():
    state = recorded(refreshed(rules("2.0.0", revised="2.0.0"), WAY, ticked()))["TRN-01"]
    assert state.box == " "
    assert state.notes == (NOTE, "    - ↻ Check again: ticked under test 1.2.0; its meaning changed in test 2.0.0.")


def test_the_tick_of_another_item_stays():
    assert recorded(refreshed(rules("2.0.0", revised="2.0.0"), WAY, ticked()))["TRN-02"].box == "x"


def test_it_is_said_once():
    page = refreshed(rules("2.0.0", revised="2.0.0"), WAY, ticked())
    assert refreshed(rules("2.0.0", revised="2.0.0"), WAY, page) == page


def test_a_tick_after_that_stays():
    page = refreshed(rules("2.0.0", revised="2.0.0"), WAY, ticked())
    again = people.written(page, {"TRN-01": State("x", "", recorded(page)["TRN-01"].notes)})
    assert recorded(refreshed(rules("2.0.0", revised="2.0.0"), WAY, again))["TRN-01"].box == "x"


@pytest.mark.parametrize("revised", ["1.0.0", "1.2.0", "1.1.10"])
def test_other_words_for_the_same_keep_the_tick(revised):
    page = refreshed(rules("2.0.0", revised=revised, action="Say it in other words"), WAY, ticked())
    assert recorded(page)["TRN-01"] == State("x", "", (NOTE,))


def test_versions_are_compared_as_numbers():
    page = refreshed(rules("1.10.0", revised="1.10.0"), WAY, ticked())
    assert recorded(page)["TRN-01"].box == " "


def test_an_open_box_is_left_as_it_is():
    page = refreshed(rules("2.0.0", revised="2.0.0"), WAY, ticked(" "))
    assert recorded(page)["TRN-01"].notes == (NOTE,)
