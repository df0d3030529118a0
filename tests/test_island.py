"""What a page tells its script, and the file in which ticks and notes travel."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from checklist import api, island
from checklist.model import Gone, State
from checklist.saved import SCHEMA
from checklist.wording import Words
from tests.builders import DAY, VOCABULARY
from tests.live import CAMPAIGN, ITEMS, live_page, live_rules
from tests.strategies import few

WORDS = Words(live_rules().wording, VOCABULARY, live_rules().wordings)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def made(rules=None, states=None):
    return api.checklist(rules or live_rules(), api.Brief(CAMPAIGN), api.Choice(), day=DAY, states=states)


def test_schema_is_a_sound_schema_and_is_printed(run):
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(run("rules", "schema", "state").out) == SCHEMA


def test_titles_stand_in_the_order_of_the_rules():
    titles = island.plain(made(), WORDS)["titles"]
    assert titles == {
        "phase": {"plan": "Plan", "build": "Build", "run": "Run"}, "theme": {"transparency": "Transparency", "privacy": "Privacy"},
        "owner": {"brand-manager": "Brand manager", "creative-lead": "Creative lead"},
        "channel": {"instagram": "Instagram", "email": "Email"},
    }


def test_codes_are_grouped_by_the_version_that_set_their_meaning():
    items = [ITEMS[0]._replace(revised="2.0.0", revised_by="acme", packs=("test", "acme")), *ITEMS[1:3]]
    revised = island.plain(made(live_rules(*items)), WORDS)["revised"]
    assert sorted(revised) == [["acme", "2.0.0", "test", ["TRN-01"]], ["test", "1.0.0", "test", ["TRN-03", "TRN-02"]]]


def test_heirs_name_what_replaces_a_retired_code():
    items = [ITEMS[0]._replace(replaces=("TRN-77", "TRN-78")), *ITEMS[1:]]
    assert island.plain(made(live_rules(*items)), WORDS)["heirs"] == {"TRN-77": "TRN-01", "TRN-78": "TRN-01"}


@pytest.mark.parametrize(("state", "record"), [
    (State("x", "", ()), {"done": True}),
    (State(" ", "", ()), {}),
    (State("~", "", ()), {}),
    (State(" ", "", ("Owner: Mia", "Verantwortlich: Jo")), {"owner": "Jo", "notes": "Owner: Mia"}),
    (State(" ", " Due: 30.06.2027", ("N/A: no need", "* Evidence: x")), {"na": "no need", "due": "2027-06-30", "evidence": "x"}),
    (State("x", "", ("Due: soon", "a note")), {"done": True, "notes": "Due: soon\na note"}),
    (State(" ", "", ("N/A: old", "↻ Check again: x")), {"notes": "N/A: old\n↻ Check again: x"}),
], ids=["ticked", "nothing", "no reason", "the last counts", "facts", "no day", "asked again"])
def test_what_a_page_records_becomes_an_entry_of_a_state_file(state, record):
    assert island.recorded_of(state, WORDS) == record


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


@few
@given(box=st.sampled_from(" x~"), tail=TEXT, lines=st.lists(TEXT, max_size=4))
def test_every_entry_fits_the_schema(box, tail, lines):
    record = island.recorded_of(State(box, tail, tuple(lines)), WORDS)
    VALIDATOR.validate({
        "schema": "state/1", "id": "x", "generator": "x", "saved": "2027-01-01T12:00:00Z", "packs": [{"name": "x", "version": "1.0.0"}],
        "entries": {"TRN-01": record},
    })


def test_what_left_the_list_is_told_too():
    checklist = made(states={"TRN-02.email": State("x", "", ())})
    gone = Gone("TRN-99", "m", "x", "x", State("x", "", ("seen",)), "")
    state = island.plain(checklist._replace(gone=(gone,)), WORDS)["state"]
    assert state == {"TRN-02.email": {"done": True}, "TRN-99": {"done": True, "notes": "seen"}}


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!-- <script>", "a\u2028b\u2029c", '"\\'])
def test_nothing_a_person_wrote_ends_the_island(text):
    told = island.island(made(states={"TRN-01": State("x", "", (text,))}), WORDS)
    assert "<" not in told and "\u2028" not in told and "\u2029" not in told
    assert json.loads(told)["state"]["TRN-01"]["notes"] == text


def test_the_words_of_the_script_are_those_of_the_page():
    german = live_rules().wordings[1]
    words = island.plain(made(), Words(german, VOCABULARY))["words"]
    assert words["must"] == "Muss" and words["done_of"] == "{done} von {n} erledigt" and words["key_owner"] == "Verantwortlich:"
    assert all(german.get(f"live_{name}", german.get(name)) == sentence for name, sentence in words.items())


def test_the_island_stands_on_the_page_once():
    assert live_page().count('id="island"') == 1
