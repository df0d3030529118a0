"""Two rule sets compared: which kind of change a code, a source or a word has, and that nothing falls between the kinds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from checklist import rewording
from checklist.diffing import KINDS, MIRRORED, Changes, arrivals, diff, users
from checklist.model import All, Any_, ChannelSteps, Disabled, Is, Not, Parameter, Requirement, RuleSet, Term, Theme
from tests.builders import make_facet, make_item, make_rules, make_source, wants
from tests.changes import Rules, built, changed, rules_before
from tests.strategies import few

AI_ACT = make_source("ai-act")


def version(rules: RuleSet, number: str) -> RuleSet:
    return rules._replace(packs=(rules.packs[0]._replace(version=number),))


def diffed(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Changes:
    """Return the changes between rules with one item each, of versions 1.0.0 and 2.0.0; None: without it."""
    sides = [make_rules(*([] if fields is None else [make_item(**fields)]), sources=(AI_ACT,)) for fields in (old, new)]
    return diff(sides[0], version(sides[1], "2.0.0"))


SAME = [
    pytest.param(
        {"when": wants(channels=["email", "tiktok"])}, {"when": wants(channels=["tiktok", "email"])}, id="values-in-another-order",
    ),
    pytest.param(
        {"when": All((Is("data", ("personal",)), Is("channels", ("email",))))},
        {"when": All((Is("channels", ("email",)), Is("data", ("personal",))))}, id="parts-in-another-order",
    ),
    pytest.param({"when": Any_((Is("data", ("personal",)),))}, {"when": Is("data", ("personal",))}, id="a-choice-of-one"),
    pytest.param({"see": ("ai-act", "gdpr")}, {"see": ("gdpr", "ai-act")}, id="sources-in-another-order"),
    pytest.param({"since": "1.0.0"}, {"since": "1.1.0"}, id="since"),
]
KIND_OF = [
    pytest.param(None, {}, "new", (), id="new"),
    pytest.param({}, None, "retired", (), id="retired"),
    pytest.param({}, {"revised": "2.0.0"}, "meaning", (), id="revised-alone"),
    pytest.param({}, {"revised": "2.0.0", "action": "Do more"}, "meaning", ("action",), id="action-revised"),
    pytest.param({"revised": "2.0.0"}, {"revised": "1.0.0"}, "unsaid", (), id="revised-goes-back-below-its-pack"),
    pytest.param({}, {"revised": "0.9.0", "why": "For"}, "unsaid", ("why",), id="revised-too-low"),
    pytest.param({}, {"when": wants(channels=["email"])}, "unsaid", ("when",), id="condition"),
    pytest.param({"when": Is("data", ("personal",))}, {"when": Not(Is("data", ("personal",)))}, "unsaid", ("when",), id="condition-turned"),
    pytest.param({}, {"required_by": ("ai-act",)}, "unsaid", ("required_by",), id="a-must-more"),
    pytest.param(
        {"required_by": ("ai-act",)}, {"required_by": (Requirement("ai-act", wants(data=["personal"])),)}, "unsaid", ("required_by",),
        id="a-must-on-a-condition",
    ),
    pytest.param({}, {"level": "could"}, "unsaid", ("level",), id="level"),
    pytest.param({}, {"level": "could", "action": "Do more"}, "unsaid", ("level", "action"), id="level-and-action"),
    pytest.param({}, {"action": "Do more"}, "reworded", ("action",), id="action"),
    pytest.param({}, {"why": "For"}, "reworded", ("why",), id="why"),
    pytest.param({}, {"how": ("Do it.", "Twice.")}, "reworded", ("how",), id="how"),
    pytest.param({}, {"evidence": "a list"}, "reworded", ("evidence",), id="evidence"),
    pytest.param({}, {"snippets": (("en", "AI"),)}, "reworded", ("snippets",), id="snippets"),
    pytest.param({}, {"channels": (ChannelSteps("email", ("Write.",), ()),)}, "reworded", ("channels",), id="channels"),
    pytest.param({}, {"how": ("Now.",), "owner": "creative-lead"}, "reworded", ("how", "owner"), id="how-and-owner"),
    pytest.param({}, {"owner": "creative-lead"}, "details", ("owner",), id="owner"),
    pytest.param({}, {"phase": "run"}, "details", ("phase",), id="phase"),
    pytest.param({}, {"effort": 5}, "details", ("effort",), id="effort"),
    pytest.param({}, {"lead": 5}, "details", ("lead",), id="lead"),
    pytest.param({}, {"per": "channels"}, "details", ("per",), id="per"),
    pytest.param({}, {"see": ("ai-act",)}, "details", ("see",), id="see"),
    pytest.param({}, {"also": ("bias",)}, "details", ("also",), id="also"),
    pytest.param({}, {"replaces": ("TRN-09",)}, "details", ("replaces",), id="replaces"),
    pytest.param({}, {}, "same", (), id="same"),
]


@pytest.mark.parametrize("old, new, kind, fields", KIND_OF)
def test_diff_tells_what_kind_of_change_an_item_has(old, new, kind, fields):
    (change,) = diffed(old, new).items
    assert (change.code, change.kind, change.fields) == ("TRN-01", kind, fields)


@pytest.mark.parametrize("old, new", SAME)
def test_diff_sees_no_change_where_nothing_else_is_said(old, new):
    assert diffed(old, new).is_empty


def test_diff_compares_the_version_that_pages_were_written_with():
    old = version(make_rules(make_item()), "1.2.0")
    for revised, kind in (("1.2.0", "unsaid"), ("1.3.0", "meaning")):
        (change,) = diff(old, version(make_rules(make_item(action="Do more", revised=revised)), "1.3.0")).items
        assert change.kind == kind


def test_diff_back_to_an_earlier_version_is_a_change_of_meaning_too():
    old, new = version(make_rules(make_item(revised="2.0.0")), "2.0.0"), make_rules(make_item())
    assert diff(old, new).items[0].kind == "meaning"


def test_diff_names_every_item_that_replaces_a_retired_one():
    old = make_rules(make_item("TRN-01"), make_item("TRN-02"))
    new = make_rules(make_item("TRN-03", replaces=("TRN-01", "TRN-02")), make_item("TRN-04", replaces=("TRN-02",)))
    heirs = {change.code: change.heirs for change in diff(old, new).of_kind("retired")}
    assert heirs == {"TRN-01": ("TRN-03",), "TRN-02": ("TRN-03", "TRN-04")}


def test_diff_tells_what_a_house_switched_off_from_what_is_retired():
    old = make_rules(make_item("TRN-01"))
    new = make_rules()._replace(disabled=(Disabled("TRN-01", "acme", "not us"),))
    (gone,), (back,) = diff(old, new).items, diff(new, old).items
    assert (gone.kind, back.kind) == ("off", "on") and gone.off == back.off == new.disabled[0]


def test_diff_takes_the_override_of_a_house_for_a_change_of_meaning_where_it_says_so():
    old = make_rules(make_item())
    acme = old.packs[0]._replace(name="acme", version="2026.1.0")
    (item,) = old.item_list
    said = item._replace(action="Do more", revised="2026.1.0", revised_by="acme", packs=("test", "acme"))
    for changed_item, kind in ((said, "meaning"), (item._replace(lead=3, packs=("test", "acme")), "details")):
        new = old._replace(packs=(*old.packs, acme), item_list=(changed_item,))
        assert [change.kind for change in diff(old, new).items] == [kind] == [change.kind for change in diff(new, old).items]


# ---- sources and words

OF_SOURCE = [
    pytest.param({"since": date(2026, 12, 2)}, "changed", ("since",), id="since"),
    pytest.param({"until": date(2027, 12, 31)}, "changed", ("until",), id="until"),
    pytest.param({"jurisdictions": ("de",)}, "changed", ("jurisdictions",), id="places"),
    pytest.param({"kind": "guidance"}, "changed", ("kind",), id="kind"),
    pytest.param({"provision": "Art. 2"}, "changed", ("provision",), id="provision"),
    pytest.param({"summary": "Do that.", "checked": date(2026, 11, 2)}, "changed", ("summary", "checked"), id="text-and-review"),
    pytest.param({"checked": date(2026, 11, 2), "review_by": date(2027, 11, 2)}, "checked", ("checked", "review_by"), id="review"),
]


@pytest.mark.parametrize("fields, kind, differing", OF_SOURCE)
def test_diff_tells_what_changed_in_a_source(fields, kind, differing):
    item = make_item(required_by=("ai-act",))
    (change,) = diff(make_rules(item, sources=(AI_ACT,)), make_rules(item, sources=(make_source("ai-act", **fields),))).sources
    assert (change.name, change.kind, change.fields, change.codes) == ("ai-act", kind, differing, ("TRN-01",))


def test_diff_tells_which_sources_are_new_and_gone():
    old, new = make_rules(sources=(AI_ACT,)), make_rules(sources=(make_source("gdpr"),))
    assert {change.name: change.kind for change in diff(old, new).sources} == {"ai-act": "gone", "gdpr": "new"}


def test_diff_sees_no_change_in_the_place_where_a_source_stands():
    old = make_rules(sources=(AI_ACT,))
    assert diff(old, make_rules(sources=(AI_ACT._replace(location=AI_ACT.location._replace(line=9)),))).is_empty


def _with_words(**fields: Any) -> RuleSet:
    rules = make_rules()
    return rules._replace(vocabulary=rules.vocabulary._replace(**fields))


OF_WORDS = [
    pytest.param(
        lambda rules: _with_words(facets={**rules.vocabulary.facets, "tone": make_facet("tone", {"loud": ()})}),
        ("facet", "tone", "new", (), ""), id="facet",
    ),
    pytest.param(
        lambda rules: _with_words(facets={**rules.vocabulary.facets, "data": make_facet("data", {"personal": (), "sales": ("personal",)})}),
        ("value", "sales", "new", (), "data"), id="value",
    ),
    pytest.param(
        lambda rules: _with_words(facets={**rules.vocabulary.facets, "audience": make_facet("audience", {
            "general": (), "minors": (), "adults": ("general",), "jobseekers": ("adults",),
        })}),
        ("value", "minors", "changed", ("within",), "audience"), id="hierarchy",
    ),
    pytest.param(
        lambda rules: _with_words(owners={**rules.vocabulary.owners, "client-lead": Term("client-lead", "client lead", "He.")}),
        ("role", "client-lead", "new", (), ""), id="role",
    ),
    pytest.param(
        lambda rules: rules._replace(themes={"bias": Theme("bias", "BIA", "Bias", "It matters.")}), ("theme", "bias", "new", (), ""),
        id="theme",
    ),
    pytest.param(
        lambda rules: make_rules(params=(Parameter("brand", "your brand", None, "text", None, None),)),
        ("parameter", "brand", "new", (), ""), id="parameter",
    ),
]


@pytest.mark.parametrize("change, expected", OF_WORDS)
def test_diff_tells_which_words_changed(change, expected):
    (found,) = diff(make_rules(), change(make_rules())).words
    assert (found.what, found.name, found.kind, found.fields, found.facet) == expected


def test_diff_tells_another_default_of_a_parameter():
    sides = [make_rules(params=(Parameter("cap", "a cap", default, "number", None, None),)) for default in ("3", "4")]
    (found,) = diff(*sides).words
    assert (found.kind, found.fields, found.was, found.now) == ("changed", ("default",), "3", "4")


def test_diff_counts_the_sentences_of_pages_that_changed():
    rules = make_rules()
    assert diff(rules, rules._replace(wording={**rules.wording, "guide": "Guide book", "must": "shall"})).sentences == 2


# ---- dates


@pytest.mark.parametrize("after, until, found", [
    pytest.param(date(2026, 8, 1), date(2026, 8, 2), ["start"], id="first-day-counts"),
    pytest.param(date(2026, 8, 2), date(2027, 1, 1), [], id="in-force-before"),
    pytest.param(date(2027, 12, 30), date(2027, 12, 31), [], id="last-day-is-a-day-in-force"),
    pytest.param(date(2027, 12, 31), date(2028, 1, 1), ["end"], id="ended-the-day-after"),
    pytest.param(date(2026, 1, 1), date(2028, 1, 1), ["start", "end"], id="both"),
    pytest.param(date(2026, 8, 2), date(2026, 8, 2), [], id="no-time"),
])
def test_arrivals_are_first_and_last_days_between_two_days(after, until, found):
    source = make_source(since=date(2026, 8, 2), until=date(2027, 12, 31))
    made = arrivals([source], {"ai-act": ["TRN-01"]}, after=after, until=until)
    assert ["end" if arrival.is_end else "start" for arrival in made] == found
    assert all(arrival.codes == ("TRN-01",) for arrival in made)


def test_arrivals_leave_out_sources_without_a_day():
    source = make_source(kind="standard", since=date(2026, 8, 2), since_text="")
    assert arrivals([source], {}, after=date.min, until=date.max) == ()


def test_users_counts_what_binds_what_supports_and_the_steps_of_channels():
    items = [make_item("TRN-01", required_by=("a",), see=("b",)), make_item("TRN-02", channels=(ChannelSteps("email", (), ("a",)),))]
    assert users(items) == {"a": ["TRN-01", "TRN-02"], "b": ["TRN-01"]}


# ---- laws


pairs = rules_before.flatmap(lambda rules: st.tuples(st.just(rules), changed(rules)))


@few
@given(rules=rules_before)
def test_diff_of_rules_with_themselves_is_empty(rules):
    made = diff(built(rules), built(rules))
    assert made.is_empty and {change.kind for change in made.items} == {"same"}


@few
@given(pair=pairs)
def test_diff_puts_every_code_of_either_side_into_one_kind(pair: tuple[Rules, Rules]):
    old, new = map(built, pair)
    found = [change.code for change in diff(old, new).items]
    assert sorted(found) == sorted({item.code for rules in (old, new) for item in rules.item_list})
    assert all(change.kind in KINDS for change in diff(old, new).items)


@few
@given(pair=pairs)
def test_diff_the_other_way_round_is_its_mirror(pair: tuple[Rules, Rules]):
    old, new = map(built, pair)
    there = {change.code: change.kind for change in diff(old, new).items}
    assert {change.code: change.kind for change in diff(new, old).items} == {code: MIRRORED[kind] for code, kind in there.items()}


_texts = st.lists(st.sampled_from(["a", "b", "c", "*d*", "{+e+}"]), max_size=8).map(" ".join)


@few
@given(old=_texts, new=_texts)
def test_pieces_make_both_texts_again(old, new):
    made = rewording.pieces(old, new)
    assert " ".join(piece.text for piece in made if piece.kind != "gone") == new
    assert " ".join(piece.text for piece in made if piece.kind != "new") == old


def test_pieces_name_the_words_that_changed():
    assert [tuple(piece) for piece in rewording.pieces("Label AI pictures", "Label realistic AI films")] == [
        ("kept", "Label"), ("new", "realistic"), ("kept", "AI"), ("gone", "pictures"), ("new", "films"),
    ]
