"""The quality of rule content: what a format cannot say, and a reader would find.

Findings are not errors: the pack can be used. Everything that makes it unusable is told by `loading`: an item without
an owner, a source that binds nobody in `required_by`, an address that is not https.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from . import prose
from .binding import BINDING, WORLD
from .conditions import tests_of
from .errors import Location, Problem, suggestion
from .model import All, Condition, Is, Item, Requirement, RuleSet, Source, Truth
from .naming import PlaceNames
from .reaching import can_be, implies

ACTION_HABIT = 100
# What a text begins with that is still to be written (`checklist rules new`).
TO_DO = "TODO"
ALIKE = 0.7

# Words that no imperative begins with.
_NOT_IMPERATIVE = frozenset(
    "a ai all always an any anybody anyone are as at be because before both by can cannot consider consideration could data each either"
    " ensure every everybody everyone everything for from he how i if in is it its marketers may might must my never no nobody none not of"
    " on once one only our ourselves ours people please shall she should since some somebody someone that the their them there these they"
    " this those to under unless until we what when where whether which who whoever why will with would you your".split()
)
# Verbs that look like a plural or like a gerund.
_VERBS = frozenset("bias bring canvas focus ping ring sing".split())
_ENDINGS = ("ing", "s")
_VERB_ENDINGS = ("ss", "us")
# Words that tell no two actions apart.
_SMALL = frozenset(
    "a an and any at by each every for from in into it its of on or per the their to what where which who with you your".split()
)
_BRACES = re.compile(r"\{\{|\}\}")
_PLAIN_LINK = re.compile(r"http://[^\s)]+", re.I)


class Text(NamedTuple):
    """A text of an item, and the name of its field."""

    field: str
    text: str


def lint(rules: RuleSet, as_of: date, *, below: RuleSet | None = None) -> list[Problem]:
    """Return what a reviewer would object to, in reading order; reviews are due as of the given day.

    The sources of the rules *below* a house pack are not its business.
    """
    linter = _Linter(rules, as_of)
    findings = [finding for item in rules.item_list for finding in linter.item(item)]
    findings += _duplicates(rules)
    findings += linter.themes()
    findings += _sources(rules, as_of, below.sources if below else ())
    return sorted(findings, key=lambda finding: (finding.location.path, finding.location.line, finding.code))


class _Linter:
    """What can be said of one item after the other."""

    def __init__(self, rules: RuleSet, as_of: date) -> None:
        self.rules, self.as_of = rules, as_of
        self.facets = rules.vocabulary.facets
        self.markets = self.facets["markets"]
        self.places = PlaceNames(self.markets)
        self.declared = {parameter.name for pack in rules.packs for parameter in pack.params}
        self.reachable: dict[str, bool] = {}

    def item(self, item: Item) -> Iterator[Problem]:
        """Yield the findings of one item."""
        yield from _wording(item)
        yield from self._reach(item)
        for requirement in item.required_by:
            yield from self._requirement(item, requirement)
        yield from self._places(item)
        for text in _texts(item):
            yield from self._text(item, text)
        if item.per and not any(test.facet == "channels" for test in tests_of(item.when)) and not item.channels:
            yield _finding(item, "LNT07", "it is ticked per channel, but no channel differs", "add `channels` or remove `per`")

    def themes(self) -> Iterator[Problem]:
        """Yield the themes of which no item can ever apply; to be called after the items."""
        for theme in self.rules.themes.values():
            mine = [item for item in self.rules.item_list if item.theme == theme.name]
            if mine and not any(self.reachable[item.code] for item in mine):
                place = Location(mine[0].location.path, 1, 1)
                yield Problem(place, "LNT15", f"no item of {theme.name} can ever apply", "see the conditions of its items")

    def _reach(self, item: Item) -> Iterator[Problem]:
        self.reachable[item.code] = self._can_be(Truth.TRUE, item, item.when)
        if not self.reachable[item.code]:
            yield _finding(item, "LNT14", "no campaign meets its condition", "look for tests that exclude each other")
        elif item.when is not None and not self._can_be(Truth.FALSE, item, item.when):
            yield _finding(item, "LNT16", "every campaign meets its condition", "remove `when`, or say whom it does not concern")

    def _can_be(self, truth: Truth, item: Item, condition: Condition | None) -> bool:
        return can_be(truth, condition, self.facets, single=("channels",) if item.per else ())

    def _requirement(self, item: Item, requirement: Requirement) -> Iterator[Problem]:
        source = self.rules.sources[requirement.source]
        if source.kind not in BINDING or (source.kind == "directive" and not source.through):
            yield _finding(item, "LNT04", f"{source.name} binds nobody", "add `through` to the directive, or list it under `see`")
            return
        if source.confidence == "unverified":
            yield _finding(item, "LNT05", f"{source.name} is unverified and cannot make a must", "verify it, or list it under `see`")
        if source.until and source.until < self.as_of:
            message = f"{source.name} ended on {source.until} and binds nobody"
            yield _finding(item, "LNT11", message, "remove it, or cite what came after it")
        elif self.reachable[item.code] and not self._can_bind(item, requirement, source):
            hint = "its place, its condition and that of the item exclude each other"
            yield _finding(item, "LNT11", f"{source.name} never binds where the item applies", hint)

    def _can_bind(self, item: Item, requirement: Requirement, source: Source) -> bool:
        """Return whether *source* makes *item* a must on some day in some market; what it takes two markets for is a mistake."""
        places = tuple(country for country, _ in source.through) if source.kind == "directive" else source.jurisdictions
        here = None if WORLD in places else Is("markets", places)
        parts = tuple(part for part in (item.when, requirement.when, here) if part is not None)
        return can_be(Truth.TRUE, All(parts) if parts else None, self.facets, single=("markets", "channels") if item.per else ("markets",))

    def _places(self, item: Item) -> Iterator[Problem]:
        """Yield the places that the item names and whose people alone it does not address.

        In the action the condition has to keep every other place out. Elsewhere a source of the item may stand for the place.
        """
        cited = _cited_places(item, self.rules)
        told: set[tuple[str, str]] = set()
        for field, text in _texts(item):
            for market, written in self.places.read(text) if field != "snippets" else ():
                if (field, market) in told or self._is_implied(item, market) or (field != "action" and self._is_among(market, cited)):
                    continue
                told.add((field, market))
                hint = f"add markets: [{market}] to `when`" + ("" if field == "action" else ", or cite a source of that place")
                yield _finding(item, "LNT12", f"{field} names {written}, but the item applies elsewhere too", hint)

    def _is_implied(self, item: Item, market: str) -> bool:
        """Return whether the condition of *item* is never met outside *market*."""
        return implies(item.when, Is("markets", (market,)), self.facets)

    def _is_among(self, market: str, places: set[str]) -> bool:
        """Return whether one of *places* lies within *market* or around it; the whole world stands for no place."""
        above = self.markets.above
        return any(market in above[place] or place in above[market] for place in places if place != WORLD)

    def _text(self, item: Item, text: Text) -> Iterator[Problem]:
        for name in prose.parameters(text.text):
            if name not in self.declared:
                yield _finding(item, "LNT06", f"parameter {name!r} is not declared", suggestion(name, self.declared))
        if _BRACES.search(prose.without_parameters(text.text)):
            yield _finding(item, "LNT18", f"the braces in {text.field} are no parameter", "write {{ name }}, with one blank on each side")
        for link in _PLAIN_LINK.findall(text.text):
            yield _finding(item, "LNT13", f"{link} in {text.field} is not https", "link the https address")
        if text.text.startswith(TO_DO):
            yield _finding(item, "LNT17", f"{text.field} is still to be written", f"replace the text that begins with {TO_DO}")


def _wording(item: Item) -> Iterator[Problem]:
    if len(item.action) > ACTION_HABIT:
        yield _finding(item, "LNT01", f"the action has {len(item.action)} characters", f"at most {ACTION_HABIT} fit a line of a wiki")
    if item.action.endswith((".", "!", "?")):
        yield _finding(item, "LNT02", "the action ends in a full stop", "remove it")
    if not _is_imperative(item.action):
        yield _finding(item, "LNT03", f"the action begins with {item.action.split()[0]!r}", "begin with what to do: Label, Check, Ask")
    if item.evidence.endswith("."):
        yield _finding(item, "LNT02", "the evidence ends in a full stop", "write a noun phrase without one")


def _is_imperative(action: str) -> bool:
    """Return whether *action* may begin with an imperative: with no article, pronoun, plural or gerund."""
    first = re.sub(r"[^\w-]", "", action.split()[0]).casefold()
    if first in _NOT_IMPERATIVE or not first:
        return False
    return first in _VERBS or not first.endswith(_ENDINGS) or first.endswith(_VERB_ENDINGS)


def _duplicates(rules: RuleSet) -> Iterator[Problem]:
    seen: list[tuple[str, frozenset[str], Item]] = []
    for item in rules.item_list:
        if item.action.startswith(TO_DO):
            continue
        action, words = item.action.casefold(), _content(item.action)
        same = next((other for known, _, other in seen if known == action), None)
        near = same or next((other for _, others, other in seen if _is_alike(words, others)), None)
        if near:
            message = f"{near.code} has the same action" if same else f"{near.code} has nearly the same action: {near.action}"
            yield _finding(item, "LNT08", message, "merge the two or say the difference")
        seen.append((action, words, item))


def _content(action: str) -> frozenset[str]:
    """Return the words of *action* that carry its meaning, without their endings."""
    words = re.findall(r"\w+", action.casefold())
    return frozenset(re.sub(r"(?:ing|ed|es|s)\Z", "", word) or word for word in words if word not in _SMALL)


def _is_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return len(words & others) >= max(3, ALIKE * len(words | others))


def _sources(rules: RuleSet, as_of: date, of_others: Collection[str]) -> Iterator[Problem]:
    used = {name for item in rules.item_list for name in _names(item)}
    for source in (source for name, source in rules.sources.items() if name not in of_others):
        if source.name not in used:
            yield Problem(source.location, "LNT09", f"no item uses {source.name}", "remove it, or cite it")
        if source.review_by < as_of:
            yield Problem(source.location, "LNT10", f"{source.name} was to be checked by {source.review_by}", "check it and move the date")


def _names(item: Item) -> Iterator[str]:
    yield from (requirement.source for requirement in item.required_by)
    yield from item.see
    for steps in item.channels:
        yield from steps.see


def _cited_places(item: Item, rules: RuleSet) -> set[str]:
    """Return where the sources of *item* apply, those that bind and those that support."""
    sources = [rules.sources[name] for name in _names(item)]
    return {place for source in sources for place in (*source.jurisdictions, *(country for country, _ in source.through))}


def _texts(item: Item) -> Iterator[Text]:
    yield Text("action", item.action)
    yield Text("why", item.why)
    yield from (Text("how", step) for step in item.how)
    yield from (Text("how", step) for steps in item.channels for step in steps.how)
    yield Text("evidence", item.evidence)
    yield from (Text("snippets", text) for _, text in item.snippets)


def _finding(item: Item, code: str, message: str, hint: str) -> Problem:
    return Problem(item.location, code, f"{item.code}: {message}", hint)
