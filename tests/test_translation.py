"""Phrases and the texts they stand for: which is shown, what is told, and that files come back as they were written."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import pytest
from hypothesis import given, strategies as st

from checklist import api, drafting, phrases, translation
from checklist.errors import ChecklistError, Location
from checklist.fields import code_in_brackets
from checklist.model import SOURCE_LANG, ChannelSteps, Parameter, RuleSet
from checklist.translation import Phrase, Text, digest, findings, is_words, owner, pairs, put, texts, unworded
from tests.builders import make_item, make_rules, make_source
from tests.strategies import few, moderate
from tests.tongues import RULES, spoken

AT = Location("i18n/de/transparency.yml", 3, 5)
ITEM = make_item(
    how=("Write the label.", "Check the label."), evidence="labelled files", per="channels",
    channels=(ChannelSteps("tiktok", ("Switch it on now.",), ()),),
)
SOURCE = make_source(title="AI Act, labels", short="AI Act Art. 50", caveat="Not for art.", through=(("de", "UWG Anhang"),))
PLACE = ("transparency", "items", "TRN-01")


def rules_of(*items: Any, **given: Any) -> RuleSet:
    """Return rules that may be put into German."""
    rules = make_rules(*(items or (ITEM,)), **given)
    return rules._replace(langs=(SOURCE_LANG, "de"))


def phrase(words: str, text: str = "", *, of: str | None = None, same: bool = False) -> Phrase:
    return Phrase(digest(words) if of is None else of, text, same, AT)


# ---- digests and words


def test_digest_is_the_beginning_of_the_sha_256_of_the_text():
    assert digest("Label AI pictures") == hashlib.sha256(b"Label AI pictures").hexdigest()[:8]


@pytest.mark.parametrize("text", ["Bild für {{ brand }}", "Größe", "クリエ", ""])
def test_digest_is_that_of_the_composed_text_before_parameters(text):
    assert digest(unicodedata.normalize("NFD", text)) == digest(text) == hashlib.sha256(text.encode()).hexdigest()[:8]


@pytest.mark.parametrize("text, expected", [
    ("EU", False), ("US-CA", False), ("UWG § 5a", False), ("2027", False), ("–", False), ("", False), ("{n} X", False),
    ("World", True), ("GDPR Art. 6", True), ("ad", True), ("通知", True), ("Ärzte", True),
])
def test_is_words_tells_words_from_signs(text, expected):
    assert is_words(text) is expected


# ---- what can be translated

ALL = rules_of(ITEM, sources=(SOURCE,), params=(Parameter("brand", "your brand", "your house", "text", None, None),))


def test_texts_are_every_string_that_a_page_shows_in_the_order_of_the_files():
    names = [".".join(text.place) for text in texts(ALL)]
    assert names[:2] == ["pack.params.brand.default", "pack.params.brand.title"]
    assert "vocabulary.facets.markets.values.de.define" in names and "vocabulary.phases.plan.title" in names
    start = names.index("transparency.title")
    assert names[start:] == [
        "transparency.title", "transparency.impact", "transparency.items.TRN-01.action", "transparency.items.TRN-01.why",
        "transparency.items.TRN-01.how", "transparency.items.TRN-01.how", "transparency.items.TRN-01.evidence",
        "transparency.items.TRN-01.channels.tiktok.how",
    ]
    assert [name for name in names if name.startswith("sources")] == [
        f"sources.sources.ai-act.{key}" for key in ("title", "short", "summary", "caveat", "through.de")
    ]


def test_texts_that_may_stay_as_they_are_are_not_needed():
    optional = {".".join(text.place) for text in texts(ALL) if not text.needed}
    assert "sources.sources.ai-act.through.de" in optional  # national law goes by the name it has there
    assert "vocabulary.facets.markets.values.de.phrase" in optional  # the title serves
    assert "sources.sources.ai-act.short" not in optional


def test_saying_nothing_new_changes_nothing():
    assert translation.reworded(ALL, lambda place, text, needed: text) == ALL


@pytest.mark.parametrize("place, expected", [
    (("privacy", "title"), ("privacy",)),
    (("privacy", "items", "PRV-01", "how"), ("privacy", "items", "PRV-01")),
    (("privacy", "items", "PRV-01", "channels", "tiktok", "how"), ("privacy", "items", "PRV-01")),
    (("sources", "sources", "gdpr", "through", "de"), ("sources", "sources", "gdpr")),
    (("vocabulary", "facets", "markets", "title"), ("vocabulary", "facets", "markets")),
    (("vocabulary", "facets", "markets", "values", "de", "title"), ("vocabulary", "facets", "markets", "values", "de")),
    (("pack", "params", "brand", "title"), ("pack", "params", "brand")),
])
def test_owner_is_what_a_string_belongs_to(place, expected):
    assert owner(place) == expected


# ---- what is shown


def item_in_german(given: dict[tuple[str, ...], list[Phrase]], rules: RuleSet | None = None) -> Any:
    return put(rules or rules_of(), given, "de").item_list[0]


def test_put_shows_a_translation_of_the_text_as_it_is():
    assert item_in_german({(*PLACE, "action"): [phrase(ITEM.action, "Tun, was TRN-01 sagt")]}).action == "Tun, was TRN-01 sagt"


@pytest.mark.parametrize("given", [
    pytest.param([], id="none"),
    pytest.param([phrase("Do something else", "Etwas anderes tun")], id="of-another-text"),
    pytest.param([phrase(ITEM.action, "Tun", of="")], id="of-nobody-knows-what"),
    pytest.param([phrase(ITEM.action, "")], id="empty"),
    pytest.param([phrase("Do something else", same=True)], id="same-as-another-text"),
])
def test_put_shows_the_text_of_the_rules_where_no_translation_fits(given):
    rules = put(rules_of(), {(*PLACE, "action"): given}, "de")
    assert rules.item_list[0].action == ITEM.action
    assert PLACE in rules.untranslated


def test_put_takes_same_for_a_translation():
    given = {(*PLACE, "action"): [phrase(ITEM.action, same=True)]}
    everything = spoken(rules_of())
    rules = put(rules_of(), {**everything, **given}, "de")
    assert rules.item_list[0].action == ITEM.action
    assert rules.untranslated == frozenset()


def test_put_finds_steps_by_their_digest_in_any_order():
    given = {(*PLACE, "how"): [phrase("Check the label.", "Prüfen."), phrase("Write the label.", "Schreiben.")]}
    assert item_in_german(given).how == ("Schreiben.", "Prüfen.")
    moved = rules_of(ITEM._replace(how=("Measure.", "Check the label.", "Write the label.")))
    assert item_in_german(given, moved).how == ("Measure.", "Prüfen.", "Schreiben.")


def test_put_lets_a_later_pack_translate_what_it_overrides():
    given = {(*PLACE, "action"): [phrase("Old words", "Alte Worte"), phrase(ITEM.action, "Neue Worte")]}
    assert item_in_german(given).action == "Neue Worte"


def test_put_takes_the_title_of_a_value_where_it_has_no_phrase_of_its_own():
    place = ("vocabulary", "facets", "markets", "values", "de")
    one = put(rules_of(), {(*place, "title"): [phrase("de", "Deutschland")]}, "de").vocabulary.facets["markets"].members["de"]
    assert (one.title, one.phrase, one.short) == ("Deutschland", "Deutschland", "DE")
    both = {(*place, "title"): [phrase("de", "Schweiz")], (*place, "phrase"): [phrase("de", "die Schweiz")]}
    two = put(rules_of(), both, "de").vocabulary.facets["markets"].members["de"]
    assert (two.title, two.phrase) == ("Schweiz", "die Schweiz")


def test_put_keeps_the_hierarchy_names_and_codes():
    rules = put(ALL, spoken(ALL), "de")
    for name, facet in ALL.vocabulary.facets.items():
        other = rules.vocabulary.facets[name]
        assert (other.name, other.above, other.below, list(other.members)) == (name, facet.above, facet.below, list(facet.members))
    assert [item.code for item in rules.item_list] == [item.code for item in ALL.item_list]
    assert [source.url for source in rules.sources.values()] == [source.url for source in ALL.sources.values()]


def test_put_shows_no_text_of_the_rules_where_everything_is_translated():
    rules = put(ALL, spoken(ALL), "de")
    left = {text.words for text in texts(rules)} & {text.words for text in texts(ALL) if text.needed}
    assert left == set() and rules.untranslated == frozenset()
    assert (rules.lang, rules.wording) == ("de", ALL.wordings[1])


# ---- which phrase stands for which text

WORDS = st.sampled_from(["Write it.", "Check it.", "Keep it.", "Ask first.", "Measure."])
PHRASES = st.builds(
    lambda words, text, kind: Phrase({"of": digest(words), "none": ""}[kind], text, False, AT),
    WORDS, st.sampled_from(["", "Eins", "Zwei", "Drei"]), st.sampled_from(["of", "of", "of", "none"]),
)
STEPS = st.lists(WORDS, max_size=5, unique=True)


@moderate
@given(STEPS, st.lists(PHRASES, max_size=6))
def test_pairs_lose_nothing_that_somebody_wrote(steps, given):
    here = [Text(("a", "how"), words, True) for words in steps]
    paired, left = pairs(here, given)
    assert [pair.text for pair in paired] == here
    kept = [pair.phrase for pair in paired if pair.phrase] + left
    assert sorted(phrase.text for phrase in kept if phrase.text) == sorted(phrase.text for phrase in given if phrase.text)


@moderate
@given(STEPS, st.lists(PHRASES, max_size=6))
def test_pairs_give_each_text_the_phrase_of_its_digest(steps, given):
    here = [Text(("a", "how"), words, True) for words in steps]
    by_digest = {phrase.of for phrase in given}
    for pair in pairs(here, given)[0]:
        if digest(pair.text.words) in by_digest:
            assert pair.phrase and pair.phrase.of == digest(pair.text.words)


def test_pairs_take_what_fits_no_text_for_what_its_text_was():
    here = [Text(("a", "how"), words, True) for words in ("New step.", "Check it.", "Newer step.")]
    old, kept, older = phrase("Old step.", "Alt."), phrase("Check it.", "Prüfen."), phrase("Older step.", "Älter.")
    paired, left = pairs(here, [old, kept, older, phrase("Gone.", "Weg.")])
    assert [pair.phrase for pair in paired] == [old, kept, older]
    assert [phrase.text for phrase in left] == ["Weg."]


# ---- what a reviewer is told

EVERYTHING = spoken(rules_of())


def told(place: tuple[str, ...], given: list[Phrase]) -> list[str]:
    """Return the findings where all is translated but what *given* says of *place*."""
    stems = ("pack", "vocabulary", "sources", "transparency")
    return [str(found) for found in findings(rules_of(), {**EVERYTHING, place: given}, folder="i18n/de", stems=stems)]


def test_findings_are_none_where_everything_is_translated():
    assert told((*PLACE, "action"), [phrase(ITEM.action, "Tun")]) == []


@pytest.mark.parametrize("key, given, expected", [
    pytest.param("why", [], "i18n/de/transparency.yml: LNT20 TRN-01 why has no translation (it says 'Because it helps.')", id="missing"),
    pytest.param(
        "why", [phrase("Because it helps.")],
        "i18n/de/transparency.yml:3:5: LNT20 TRN-01 why has no translation (it says 'Because it helps.')", id="empty",
    ),
    pytest.param(
        "why", [phrase("It helped.", "Es half.")],
        f"i18n/de/transparency.yml:3:5: LNT21 TRN-01 why changed after it was translated (revise the text, then write of: "
        f"{digest('Because it helps.')}; it says 'Because it helps.')", id="changed",
    ),
    pytest.param(
        "why", [phrase("It helped.", same=True)],
        f"i18n/de/transparency.yml:3:5: LNT21 TRN-01 why changed after it was translated (revise the text, then write of: "
        f"{digest('Because it helps.')}; it says 'Because it helps.')", id="changed-same",
    ),
    pytest.param(
        "why", [phrase("Because it helps.", "Because it helps.")],
        "i18n/de/transparency.yml:3:5: LNT22 TRN-01 why is not translated (write `same: true` if that is right)", id="identical",
    ),
    pytest.param(
        "why", [phrase("Because it helps.", "Es hilft.", same=True)],
        "i18n/de/transparency.yml:3:5: LNT23 TRN-01 why is not the same, but says so (remove `same` or `text`)", id="not-the-same",
    ),
    pytest.param(
        "why", [phrase("", "Es hilft.", of="")],
        f"i18n/de/transparency.yml:3:5: LNT24 TRN-01 why does not say what it translates (if it translates 'Because it helps.', "
        f"write of: {digest('Because it helps.')}, or let `checklist rules translate` do it)", id="no-digest",
    ),
    pytest.param(
        "why", [phrase("Because it helps.", "Es hilft {{ brand }}.")],
        "i18n/de/transparency.yml:3:5: LNT25 TRN-01 why has not the same parameters: brand (take over each {{ name }} as it is)",
        id="another-parameter",
    ),
    pytest.param(
        "action", [phrase(ITEM.action, "Tun.")],
        "i18n/de/transparency.yml:3:5: LNT02 TRN-01 action ends in a full stop (remove it)", id="full-stop",
    ),
    pytest.param(
        "caveat", [phrase("Old.", "Alt.")], "i18n/de/transparency.yml:3:5: LNT26 it stands for no text of the rules (remove it)",
        id="no-such-text",
    ),
    pytest.param(
        "how", [phrase("Write the label.", "A."), phrase("Check the label.", "B."), phrase("Gone.", "C.")],
        "i18n/de/transparency.yml:3:5: LNT26 it stands for no text of the rules (remove it)", id="one-step-too-many",
    ),
])
def test_findings_tell_place_fault_and_remedy(key, given, expected):
    assert told((*PLACE, key), given) == [expected]


@pytest.mark.parametrize("given", [
    pytest.param([phrase("Because it helps.", same=True)], id="same"),
    pytest.param([phrase("Because it helps.", "Because it helps.", same=True)], id="same-with-the-text"),
    pytest.param([phrase("Because it helps.", "Es hilft.")], id="translated"),
])
def test_findings_accept(given):
    assert told((*PLACE, "why"), given) == []


def test_findings_tell_a_missing_file_once():
    found = list(findings(rules_of(), {}, folder="i18n/de", stems=("pack", "vocabulary", "sources")))
    assert str(found[-1]) == (
        "i18n/de/transparency.yml: LNT20 the file is missing, and with it 8 translations (`checklist rules translate` writes the file)"
    )


def test_findings_do_not_miss_a_file_that_would_hold_nothing():
    found = findings(rules_of(), EVERYTHING, folder="i18n/de", stems=("vocabulary", "transparency"))
    assert list(found) == []


def test_unworded_names_the_sentences_of_pages_that_are_missing():
    rules = rules_of()
    assert list(unworded(rules, rules.wording, path="w.yml")) == []
    (found,) = unworded(rules, set(rules.wording) - {"advice", "citation", "nothing"}, path="w.yml")
    assert str(found) == "w.yml: LNT20 advice has no translation (it says 'Guidance, not legal advice.')"


# ---- files

# Every text that a rule file admits: signs, with single blanks between them.
UNFIT = "\ufeff\ufffe\uffff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SIGN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters=UNFIT)
WORD = st.text(SIGN | st.sampled_from("#:-'\"\\{}[],&*!|>%@`?~ay1"), min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=25).map(" ".join).filter(lambda text: len(text) <= 140 and not code_in_brackets(text))
KINDS = ("none", "fits", "changed", "empty", "same", "unsaid")


class Drawn:
    """Rules whose one item says anything, and phrases of its texts, fitting or not; printed in short."""

    def __init__(self, rules: RuleSet, given: dict[tuple[str, ...], list[Phrase]]) -> None:
        self.rules, self.given = rules, given

    def __repr__(self) -> str:
        return f"Drawn({self.rules.item_list[0]}, {self.given})"


@st.composite
def drafts(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> Drawn:
    how = tuple(draw(st.lists(TEXT, min_size=1, max_size=4, unique=True)))
    item = ITEM._replace(action=draw(TEXT), why=draw(TEXT), how=how, evidence=draw(TEXT))
    rules = rules_of(item)
    given: dict[tuple[str, ...], list[Phrase]] = {}
    for text in (text for text in texts(rules) if text.place[:3] == PLACE):
        kind = draw(st.sampled_from(kinds))
        of = {"changed": digest(text.words + "!"), "unsaid": ""}.get(kind, digest(text.words))
        said = "" if kind in ("empty", "same") else draw(TEXT)
        if kind != "none":
            given.setdefault(text.place, []).append(Phrase(of, said, kind == "same", AT))
    return Drawn(rules, given)


def read_back(rules: RuleSet, made: dict[str, drafting.Draft]) -> translation.Phrases:
    return phrases.read("i18n/de", {stem: draft.text.encode() for stem, draft in made.items()}, rules)


@few
@given(drafts())
def test_a_draft_of_a_draft_is_the_same(drawn):
    once = drafting.draft(drawn.rules, drawn.given, "de")
    assert drafting.draft(drawn.rules, read_back(drawn.rules, once), "de") == once


@few
@given(drafts())
def test_a_draft_keeps_everything_that_somebody_wrote(drawn):
    back = read_back(drawn.rules, drafting.draft(drawn.rules, drawn.given, "de"))
    said = [sorted(phrase.text for here in found.values() for phrase in here if phrase.text) for found in (drawn.given, back)]
    assert said[0] == said[1]


@few
@given(drafts(kinds=("none", "fits", "changed", "empty", "same")))
def test_a_draft_says_the_same_as_what_it_was_made_from(drawn):
    back = read_back(drawn.rules, drafting.draft(drawn.rules, drawn.given, "de"))
    assert put(drawn.rules, back, "de") == put(drawn.rules, drawn.given, "de")


@few
@given(drafts(kinds=("fits", "changed", "unsaid", "none")))
def test_a_draft_never_makes_a_changed_text_pass_for_a_new_one(drawn):
    back = read_back(drawn.rules, drafting.draft(drawn.rules, drawn.given, "de"))
    changed = {(phrase.of, phrase.text) for here in drawn.given.values() for phrase in here if phrase.of}
    assert changed <= {(phrase.of, phrase.text) for here in back.values() for phrase in here}


def drafted(rules: RuleSet, given: Any) -> str:
    return drafting.draft(rules, given, "de")["transparency"].text


HEAD = """\
# Translation of themes/transparency.yml into "de". Comments are written anew by `checklist rules translate de`: above each
# translation stands what it translates. "" is missing. Where it says CHANGED: revise the text, then delete its line `of`.
schema: 1

"""


def test_a_draft_of_nothing_asks_for_every_text():
    rules = rules_of(ITEM._replace(why="Because " + "it helps, " * 12 + "always."))
    assert drafted(rules, {}) == HEAD + f"""\
title: {{of: {digest("Transparency")}, text: ""}}  # Transparency
impact: {{of: {digest("How transparency reaches marketing.")}, text: ""}}  # How transparency reaches marketing.
items:
  TRN-01:
    action: {{of: {digest(ITEM.action)}, text: ""}}  # Do what TRN-01 says
    why:
      # Because it helps, it helps, it helps, it helps, it helps, it helps, it helps, it helps, it helps, it helps, it
      # helps, it helps, always.
      of: {digest(rules.item_list[0].why)}
      text: ""
    how:
      - {{of: {digest("Write the label.")}, text: ""}}  # Write the label.
      - {{of: {digest("Check the label.")}, text: ""}}  # Check the label.
    evidence: {{of: {digest("labelled files")}, text: ""}}  # labelled files
    channels:
      tiktok:
        how:
          - {{of: {digest("Switch it on now.")}, text: ""}}  # Switch it on now.
"""


def test_a_draft_says_what_changed_and_what_is_gone():
    given = {
        (*PLACE, "why"): [phrase("It helped.", "Es half.")], (*PLACE, "caveat"): [phrase("Old.", "Alt.")],
        (*PLACE, "how"): [phrase("Old step.", "Alter Schritt."), phrase("Check the label.", "Prüfen."), phrase("Gone.", "Weg.")],
    }
    text = drafted(rules_of(), given)
    assert f"""\
    why:
      # Because it helps.
      # CHANGED since it was translated
      of: {digest("It helped.")}
      text: Es half.
""" in text
    assert f"""\
      # Write the label.
      # CHANGED since it was translated
      - of: {digest("Old step.")}
        text: Alter Schritt.
      - {{of: {digest("Check the label.")}, text: "Prüfen."}}  # Check the label.
      # GONE: the rules hold no such text any more; delete this
      - of: {digest("Gone.")}
        text: Weg.
""" in text
    assert f"""\
    caveat:
      # GONE: the rules hold no such text any more; delete this
      of: {digest("Old.")}
      text: Alt.
""" in text


def test_a_draft_counts():
    given = {
        (*PLACE, "action"): [phrase(ITEM.action, "Tun")], (*PLACE, "why"): [phrase("It helped.", "Es half.")],
        (*PLACE, "evidence"): [phrase("labelled files", same=True)],
    }
    made = drafting.draft(rules_of(), given, "de")["transparency"]
    assert (made.total, made.missing, made.changed) == (8, 5, 1)


def test_a_draft_fills_in_the_digest_that_somebody_left_out():
    given = {(*PLACE, "why"): [phrase("", "Es hilft.", of="")]}
    back = phrases.read("i18n/de", {"transparency": drafted(rules_of(), given).encode()}, rules_of())
    assert put(rules_of(), back, "de").item_list[0].why == "Es hilft."


@pytest.mark.parametrize("of", ["12345678", "1234e567", "00000000", "01234567"])
def test_a_digest_that_looks_like_a_number_stands_in_quotes(of):
    text = drafted(rules_of(), {(*PLACE, "why"): [phrase("", "Es half.", of=of)]})
    assert f'of: "{of}"\n' in text


def test_the_german_of_the_rules_of_the_tests_is_as_the_program_writes_it():
    rules = api.load_rules(str(RULES))
    own = api.load_translation(str(RULES), "de")
    for stem, made in drafting.draft(rules, own.phrases, "de").items():
        assert (RULES / "i18n" / "de" / f"{stem}.yml").read_text(encoding="utf-8") == made.text
        assert (made.missing, made.changed) == (0, 0)


# ---- files that are amiss

SOUND = {
    "transparency": "schema: 1\nitems:\n  TRN-01:\n    action: {of: 1a2b3c4d, text: Tun}\n",
    "vocabulary": "schema: 1\nfacets:\n  markets:\n    values:\n      de: {title: {of: 1a2b3c4d, text: Deutschland}}\n",
    "sources": "schema: 1\nsources:\n  ai-act: {title: {of: 1a2b3c4d, text: KI-Verordnung}}\n",
    "pack": "schema: 1\nparams:\n  brand: {title: {of: 1a2b3c4d, text: Ihre Marke}}\n",
}


@pytest.mark.parametrize("stem", SOUND)
def test_read_accepts_a_sound_file(stem):
    assert phrases.read("de", {stem: SOUND[stem].encode()}, ALL)


@pytest.mark.parametrize("stem, old, new, expected", [
    ("transparency", "TRN-01", "TRN-02", "3:3: REF01 item 'TRN-02' is not defined (did you mean 'TRN-01'?)"),
    ("transparency", "action", "acton", "4:5: RUL01 key 'acton' is unknown in the translation of an item (did you mean 'action'?)"),
    ("transparency", "items", "itmes", "2:1: RUL01 key 'itmes' is unknown in the translation of a theme (did you mean 'items'?)"),
    ("transparency", "schema: 1", "schema: 2", "1:9: RUL05 '2' is no file format this program knows (write 1, or update checklist)"),
    ("transparency", "text: Tun", "txt: Tun", "4:28: RUL01 key 'txt' is unknown in a translation (did you mean 'text'?)"),
    ("transparency", "1a2b3c4d", "1A2b3c4d", "4:18: RUL05 '1A2b3c4d' is not a digest (write one like 1a2b3c4d)"),
    ("transparency", "1a2b3c4d", "1a2b3c4", "4:18: RUL05 '1a2b3c4' is not a digest (write one like 1a2b3c4d)"),
    ("transparency", "1a2b3c4d", "1a2b3c4de", "4:18: RUL04 9 characters are too long (at most 8)"),
    (
        "transparency", ", text: Tun", "",
        "4:13: RUL08 key 'text' is missing in a translation (write it, `text: \"\"` if it is to come, or `same: true`)",
    ),
    ("transparency", "text: Tun", "same: yes", "4:34: RUL05 this is not `true` (write `same: true`, or remove the key)"),
    ("transparency", "text: Tun", "same: false", "4:34: RUL05 this is not `true` (write `same: true`, or remove the key)"),
    ("transparency", "text: Tun", "text: no", "4:34: RUL03 'no' without quotes means true or false in YAML (write \"no\")"),
    (
        "transparency", "text: Tun", "text: Tun (TRN-01)",
        "4:34: RUL06 (TRN-01) would be read as the end of a task line (drop the brackets)",
    ),
    ("transparency", "text: Tun", "text: " + "x" * 141, "4:34: RUL04 141 characters are too long (at most 140)"),
    (
        "transparency", "action: {of: 1a2b3c4d, text: Tun}", "action: Tun",
        "4:13: RUL02 a translation is a mapping (it may hold of, text, same)",
    ),
    (
        "transparency", "action: {of: 1a2b3c4d, text: Tun}", "how: [{of: 1a2b3c4d, text: A}, {of: 1a2b3c4d, text: B}]",
        "4:36: RUL07 1a2b3c4d is translated twice in this list (remove one of them)",
    ),
    (
        "transparency", "action: {of: 1a2b3c4d, text: Tun}", "channels: {tiktk: {how: []}}",
        "4:16: REF01 channel 'tiktk' is not defined (did you mean 'tiktok'?)",
    ),
    ("vocabulary", "      de:", "      dee:", "5:7: REF01 markets has no value 'dee' (did you mean 'de'?)"),
    ("vocabulary", "  markets:", "  market:", "3:3: REF01 facet 'market' is not defined (did you mean 'markets'?)"),
    ("vocabulary", "facets", "owners", "3:3: REF01 owner 'markets' is not defined (one of: brand-manager, creative-lead)"),
    ("sources", "ai-act", "ai-akt", "3:3: REF01 source 'ai-akt' is not defined (did you mean 'ai-act'?)"),
    (
        "sources", "title:", "url:",
        "3:12: RUL01 key 'url' is unknown in the translation of a source (one of: caveat, short, summary, through, title)",
    ),
    ("pack", "brand", "brnd", "3:3: REF01 parameter 'brnd' is not defined (did you mean 'brand'?)"),
])
def test_read_tells_what_is_amiss(stem, old, new, expected):
    assert old in SOUND[stem]
    with pytest.raises(ChecklistError) as caught:
        phrases.read("de", {stem: SOUND[stem].replace(old, new).encode()}, ALL)
    assert f"de/{stem}.yml:{expected}" in [str(problem) for problem in caught.value.problems]


def test_read_tells_the_problems_of_all_files_at_once():
    broken = {stem: text.replace("1a2b3c4d", "x").encode() for stem, text in SOUND.items()}
    with pytest.raises(ChecklistError) as caught:
        phrases.read("de", broken, ALL)
    assert [problem.location.path for problem in caught.value.problems] == [f"de/{stem}.yml" for stem in SOUND]


def test_read_lets_an_empty_text_wait():
    read = phrases.read("de", {"transparency": SOUND["transparency"].replace("Tun", '""').encode()}, ALL)
    assert [phrase.text for here in read.values() for phrase in here] == [""]


@pytest.mark.parametrize("text, told", [
    ("schema: 1\nitems: [\n", "YML01 the bracket is not closed"),
    ("", ": YML03 the file holds no data"),
    ("schema: 1\nitems:\n  TRN-01: {}\n  TRN-01: {}\n", "4:3: YML05 key 'TRN-01' stands twice"),
    ("- TRN-01\n", "1:1: RUL02 the translation of a theme is a mapping (it needs the keys schema)"),
])
def test_read_tells_what_is_no_file_of_a_translation(text, told):
    with pytest.raises(ChecklistError) as caught:
        phrases.read("de", {"transparency": text.encode()}, ALL)
    assert told in str(caught.value)
