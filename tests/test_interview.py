"""Which question comes next, how many there are at most, and what the answers leave of the checklist."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from checklist import api
from checklist.errors import ChecklistError
from checklist.interview import CAMPAIGN, ENDS, ID, LAUNCH, Answer, Asked, Interview, open_questions
from checklist.model import ChannelSteps, Parameter, Requirement, RuleSet
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source, make_waiver, wants
from tests.strategies import examples, few, moderate

BRAND = Parameter("brand", "your brand", None, "text", None, None)
LIMIT = Parameter("limit", "your limit", "5", "number", 1, 9)
SOURCES = (make_source("eu-law"), make_source("de-law", jurisdictions=("de",)), make_source("later", since=date(2029, 1, 1)))
RULES = make_rules(
    make_item("TRN-01", when=wants(channels=["social"]), required_by=["eu-law"]),
    make_item("TRN-02", when=wants(channels=["email"], data=["personal"]), action="Name {{ brand }} in every mail", required_by=["de-law"]),
    make_item("TRN-03", when=wants(ai_uses=["chatbot"]), required_by=[Requirement("eu-law", wants(audience=["minors"]))]),
    make_item(
        "TRN-04", when=wants(ai_uses=["generated-image"]), per="channels",
        channels=(ChannelSteps("tiktok", ("Say {{ limit }} and {{ brand }}.",), ()),),
    ),
    make_item("TRN-05"),
    sources=SOURCES, params=(BRAND, LIMIT),
)
NOTHING = api.NOBODY


def begun(rules: RuleSet = RULES, base=NOTHING, **given: Answer) -> Interview:
    return Interview(rules, base, given, day=DAY)


def keys(interview: Interview) -> list[str]:
    return [asked.key for asked in interview.questions()]


def answered(interview: Interview, **answers: Answer) -> Interview:
    """Answer the next questions, which have to be these."""
    for key, answer in answers.items():
        (asked, *_) = interview.questions()
        assert asked.key == key
        interview.answer(asked, answer)
    return interview


# ---- the order of questions


def test_questions_begin_with_name_and_dates():
    assert keys(begun())[:3] == [CAMPAIGN, LAUNCH, ENDS]


def test_questions_ask_for_the_facet_that_touches_most_items_first():
    interview = answered(begun(), campaign="Spring", launch=None, ends=None)
    assert keys(interview) == ["markets", "channels", "ai_uses", "data", "audience", "params.brand"]
    touched = {question.facet.name: {*question.stay, *question.may_bind} for question in open_questions(interview.checklist())}
    assert [len(touched[name]) for name in keys(interview)[:5]] == [3, 2, 2, 1, 1]


def test_questions_leave_out_facets_that_can_change_nothing_any_more():
    interview = answered(begun(), campaign="Spring", launch=None, ends=None, markets=("de",), channels=("email",), ai_uses=())
    assert keys(interview) == ["data", "params.brand"]
    assert keys(answered(interview, data=())) == []


def test_questions_leave_out_a_parameter_of_texts_that_are_gone():
    interview = answered(begun(), campaign="Spring", launch=None, ends=None, markets=("de",), channels=("instagram",), ai_uses=())
    assert keys(interview) == []


def test_questions_ask_for_a_parameter_of_the_steps_of_a_channel():
    given = {"channels": ("tiktok",), "ai_uses": ("generated-image",), "markets": ("us",), "data": (), "audience": ()}
    interview = begun(campaign="Spring", launch=None, ends=None, **given)
    assert keys(interview) == ["params.brand"]


def test_questions_ask_for_no_parameter_with_a_default():
    assert "params.limit" not in keys(begun())


def test_questions_ask_for_an_id_where_the_name_makes_none():
    interview = answered(begun(), campaign="日本")
    assert keys(interview)[0] == ID
    assert answered(interview, id="japan").campaign().id == "japan"


def test_questions_leave_out_what_options_answer():
    assert keys(begun(campaign="Spring", launch=date(2027, 5, 1), channels=None))[0] == ENDS
    assert "channels" not in keys(begun(channels=None))


def test_questions_leave_out_what_the_brief_says():
    base = make_campaign(launch=date(2027, 5, 1), channels=["email"], params={"brand": "Acme"})
    assert keys(begun(base=base)) == [ENDS, "markets", "ai_uses", "data", "audience"]


def test_questions_end_where_everything_is_answered():
    assert keys(answered(begun(make_rules(make_item())), campaign="Spring", launch=None, ends=None)) == []


# ---- going back


def test_back_asks_the_question_before_once_more_and_keeps_its_answer_till_then():
    interview = answered(begun(), campaign="Spring", launch=date(2027, 5, 1))
    assert interview.back()
    assert keys(interview)[0] == LAUNCH
    assert interview.campaign().launch == date(2027, 5, 1)
    assert keys(answered(interview, launch=None))[0] == ENDS
    assert interview.campaign().launch is None


def test_back_twice_asks_both_again_in_order():
    interview = answered(begun(), campaign="Spring", launch=None, ends=None)
    assert interview.back() and interview.back()
    assert keys(answered(interview, launch=None, ends=None))[0] == "markets"


def test_back_to_a_facet_makes_it_open_again():
    interview = begun(campaign="Spring", launch=None, ends=None, markets=("de",), channels=("email",), ai_uses=())
    answered(interview, data=())
    assert keys(interview) == []
    assert interview.back()
    assert keys(interview)[0] == "data"
    assert interview.standing().left_out == 4


def test_back_from_the_first_question_leads_nowhere():
    assert not begun().back()
    assert not begun(campaign="Spring").back()


# ---- numbers


def test_standing_counts_as_the_page_does():
    interview = begun(campaign="Spring", channels=("social",), markets=("eu",))
    made = interview.checklist()
    assert interview.standing() == (made.totals.total, made.totals.must, 2, len(made.left_out))
    assert interview.standing() == (4, 2, 2, 1)


def test_standing_of_nothing_left_is_no_error():
    rules = make_rules(make_item(when=wants(data=["personal"])))
    interview = begun(rules, campaign="Spring", data=())
    assert interview.standing() == (0, 0, 0, 1)
    with pytest.raises(ChecklistError):
        api.checklist(rules, api.Brief(interview.campaign()), api.Choice(), day=DAY)


def test_the_launch_moves_the_day_laws_are_judged_at():
    rules = make_rules(make_item(required_by=["later"]), sources=SOURCES)
    assert begun(rules, campaign="Spring", markets=("de",)).standing().must == 0
    assert begun(rules, campaign="Spring", markets=("de",), launch=date(2029, 1, 1)).standing().must == 1


def test_a_waived_item_still_asks_for_what_its_text_leaves_open():
    base = make_campaign(launch=DAY, ends=DAY, channels=["email"], data=["personal"], ai_uses=[], waivers=(make_waiver("TRN-02"),))
    assert "params.brand" in keys(begun(base=base))


def _answers(asked: Asked) -> st.SearchStrategy[Answer]:
    if asked.facet:
        return st.none() | st.lists(st.sampled_from(sorted(asked.facet.members)), max_size=2, unique=True).map(tuple)
    if asked.key in (LAUNCH, ENDS):
        return st.none() | st.just(date(2029, 1, 1))
    return st.just("Spring") if asked.parameter is None else st.none() | st.just("Acme")


def _talk(interview: Interview, data: st.DataObject) -> None:
    """Answer to the end; the most there can be never grows, and every facet asked for is open."""
    most = interview.most()
    while questions := interview.questions():
        asked = questions[0]
        assert asked.facet is None or asked.facet.name not in interview.campaign().facets
        interview.answer(asked, data.draw(_answers(asked)))
        assert interview.most() <= most
        most = interview.most()
    assert interview.number() == most + 1


@settings(moderate, max_examples=examples(80))
@given(st.data())
def test_the_most_there_can_be_never_grows(data):
    _talk(begun(), data)


@settings(moderate, max_examples=examples(5))
@given(st.data())
def test_neither_does_it_for_the_built_in_rules(core, data):
    _talk(Interview(core, NOTHING, {}, day=api.today()), data)


@few
@given(st.data())
def test_no_answer_to_a_question_that_was_left_out_would_change_the_checklist(data):
    interview = begun(campaign="Spring", launch=None, ends=None)
    while (questions := interview.questions()) and questions[0].facet:
        interview.answer(questions[0], data.draw(_answers(questions[0])))
    told = interview.standing(), [out.code for out in interview.checklist().left_out]
    for name, facet in RULES.vocabulary.facets.items():
        if name in interview.answers:
            continue
        for value in facet.members:
            other = begun(**{**interview.answers, name: (value,)})
            assert other.standing()[:2] == told[0][:2]
            assert [out.code for out in other.checklist().left_out] == told[1]
