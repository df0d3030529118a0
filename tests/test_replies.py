"""What a typed line answers, and what is said of one that answers nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from checklist import replies
from checklist.choices import listed, numbered, tree, wrapped
from checklist.fields import Reading, Str
from checklist.model import Parameter
from checklist.yamlio import Scalar
from tests.builders import FACETS, make_facet, make_rules
from tests.hostile import HOSTILE
from tests.strategies import few

CHANNELS = FACETS["channels"]
TITLED = make_facet("sectors", {"food": (), "fat": ("food",), "twin": (), "other": ()})
TITLED = TITLED._replace(members={
    **TITLED.members, "fat": TITLED.members["fat"]._replace(title="food, high in fat, salt or sugar"),
    "twin": TITLED.members["twin"]._replace(title="Same"), "other": TITLED.members["other"]._replace(title="same"),
})


def told(error: pytest.ExceptionInfo[replies.Misread]) -> str:
    """Return what is said on the terminal."""
    from checklist.wording import Words

    rules = make_rules()
    return Words(rules.wording, rules.vocabulary).say(error.value.sentence, **error.value.values)


# ---- values


def test_tree_puts_a_value_below_the_first_it_lies_within():
    assert [(value.name, depth) for value, depth in tree(CHANNELS)] == [
        ("social", 0), ("instagram", 1), ("instagram-ads", 2), ("tiktok", 1), ("paid-social", 0), ("email", 0),
    ]


@pytest.mark.parametrize("facet, line, expected", [
    pytest.param(CHANNELS, "1", ("social",), id="number"),
    pytest.param(CHANNELS, "instagram-ads", ("instagram-ads",), id="name"),
    pytest.param(CHANNELS, " EMail ,  3,tiktok", ("email", "instagram-ads", "tiktok"), id="several"),
    pytest.param(CHANNELS, "email,6,EMAIL,", ("email",), id="each-once"),
    pytest.param(TITLED, "Food, high in  fat,salt or sugar", ("fat",), id="title-with-commas"),
    pytest.param(TITLED, "food, food, high in fat, salt or sugar", ("food", "fat"), id="the-longest-title-wins"),
    pytest.param(TITLED, "twin", ("twin",), id="name-where-titles-are-twins"),
])
def test_values_of_reads_numbers_names_and_titles(facet, line, expected):
    assert replies.values_of(facet, line) == expected


@pytest.mark.parametrize("facet, line, expected", [
    pytest.param(CHANNELS, "instagramm", "'instagramm' is none of these. Did you mean 2, instagram?", id="near"),
    pytest.param(CHANNELS, "email, fax", "'fax' is none of these; give their numbers, from 1 to 6, names or titles.", id="far"),
    pytest.param(CHANNELS, "0", "'0' is none of these; give their numbers, from 1 to 6, names or titles.", id="number-too-low"),
    pytest.param(CHANNELS, "7", "'7' is none of these; give their numbers, from 1 to 6, names or titles.", id="number-too-high"),
    pytest.param(CHANNELS, ",,", "',,' is none of these; give their numbers, from 1 to 6, names or titles.", id="commas"),
    pytest.param(TITLED, "same", "'same' may be several of these; give a number: 3, 4.", id="two-of-one-title"),
    pytest.param(CHANNELS, "\x1b[2J", r"'\x1b[2J' is none of these; give their numbers, from 1 to 6, names or titles.", id="control"),
])
def test_values_of_tells_what_names_no_value(facet, line, expected):
    with pytest.raises(replies.Misread) as error:
        replies.values_of(facet, line)
    assert told(error) == expected


@few
@given(st.lists(st.sampled_from(sorted(CHANNELS.members)), min_size=1, unique=True), st.randoms(use_true_random=False))
def test_values_of_reads_back_every_way_to_name_values(names, random):
    order = [value.name for value in numbered(CHANNELS)]
    typed = [random.choice([str(order.index(name) + 1), name, CHANNELS.members[name].title.upper()]) for name in names]
    assert replies.values_of(CHANNELS, random.choice([",", ", ", " , "]).join(typed)) == tuple(names)


# ---- the other answers


@pytest.mark.parametrize("read, line, expected", [
    pytest.param(replies.name_of, "  Spring   launch ", "Spring launch", id="name"),
    pytest.param(replies.id_of, "spring-2", "spring-2", id="id"),
    pytest.param(lambda line: replies.launch_of(line, None), " 2027-03-01 ", date(2027, 3, 1), id="day"),
    pytest.param(lambda line: replies.launch_of(line, date(2027, 3, 1)), "01.03.2027", date(2027, 3, 1), id="german-day-that-is-the-end"),
    pytest.param(lambda line: replies.end_of(line, date(2027, 3, 1)), "2027-03-01", date(2027, 3, 1), id="end-on-the-launch"),
    pytest.param(lambda line: replies.value_of(NUMBER, line), "-3", "-3", id="number"),
])
def test_a_line_is_read_as_what_is_asked_for(read, line, expected):
    assert read(line) == expected


NUMBER = Parameter("limit", "limit", None, "number", -5, None)
TEXT = Parameter("brand", "your brand", None, "text", None, None)


@pytest.mark.parametrize("read, line, expected", [
    pytest.param(replies.name_of, " ", "Nothing is given.", id="nothing"),
    pytest.param(replies.name_of, "x" * 121, "121 characters are too long; at most 120 will do.", id="too-long"),
    pytest.param(replies.name_of, "a\x1bb", "The character U+001B is not allowed.", id="control"),
    pytest.param(replies.name_of, "a\u202eb", "The character U+202E is not allowed.", id="bidi"),
    pytest.param(replies.name_of, "a\udc80", "The character U+DC80 is not allowed.", id="surrogate"),
    pytest.param(
        replies.id_of, "Über uns", "'Über uns' is no such name; write small letters and digits, with single hyphens.", id="id"
    ),
    pytest.param(lambda line: replies.launch_of(line, None), "soon", "'soon' is not a date; write one as in 2027-03-01.", id="no-day"),
    pytest.param(
        lambda line: replies.launch_of(line, None), "2027-02-30", "'2027-02-30' is not a date; write one as in 2027-03-01.",
        id="no-such-day",
    ),
    pytest.param(
        lambda line: replies.launch_of(line, date(2027, 1, 1)), "2027-01-02", "2027-01-02 is after the end, 2027-01-01.",
        id="after-the-end",
    ),
    pytest.param(
        lambda line: replies.end_of(line, date(2027, 1, 2)), "2027-01-01", "2027-01-01 is before the launch, 2027-01-02.",
        id="before-the-launch",
    ),
    pytest.param(lambda line: replies.value_of(NUMBER, line), "-6", "'-6' is not a whole number from -5 to ….", id="number"),
    pytest.param(
        lambda line: replies.value_of(TEXT, line), "TRN-01",
        "The code in 'TRN-01' could be read as the end of a task line; say it in words.", id="code",
    ),
])
def test_a_line_that_is_no_answer_is_told(read, line, expected):
    with pytest.raises(replies.Misread) as error:
        read(line)
    assert told(error) == expected


@few
@given(st.text(max_size=130) | st.sampled_from(HOSTILE))
def test_name_of_takes_what_a_brief_takes(line):
    reading = Reading("x")
    expected = Str(most=120).read(Scalar(line, False, 1, 1), reading)
    try:
        assert replies.name_of(line) == expected
    except replies.Misread as error:
        assert expected is None or error.sentence == "init_control"


# ---- lines of a terminal


@few
@given(st.lists(st.text("abcä日- ", min_size=1, max_size=30), min_size=1), st.integers(20, 100))
def test_wrapped_keeps_the_words_and_the_width(words, width):
    text = " ".join(words)
    lines = wrapped(text, width, "* ")
    assert " ".join(line[2:] for line in lines) == text
    assert all(len(line) <= width or " " not in line[2:].strip() for line in lines)


@pytest.mark.parametrize("width", [20, 40, 80, 100])
def test_listed_numbers_every_value_within_the_width(width, core):
    for facet in core.vocabulary.facets.values():
        lines = listed(facet, width)
        page = " ".join(" ".join(lines).split())
        for number, value in enumerate(numbered(facet), 1):
            assert f"{number} " in page
            assert width < 60 or value.title in page
        assert max(map(len, lines)) <= max(width, 36)
