"""Which facets a brief leaves open can still change its checklist.

An answer changes the checklist if an item comes in or falls out, becomes certain, becomes a must now or from another day, or
is ticked in another number of channels. Pure and exact: what may be stated of a facet counts only by the tests it answers,
so few statements stand for all. Not responsible for the order of questions (`interview`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import NamedTuple

from .binding import BINDING, WORLD
from .conditions import Stated, meets, tests_of
from .model import All, Condition, Facet, Is, Item, Not, RuleSet, Source, Truth

Truths = Mapping[Is, Truth]
# How each test of one facet turns out under one statement of it.
_Profile = tuple[Truth, ...]
# Beyond this many trials an item is not looked at any closer: one question too many does less harm than one too few.
_MOST_TRIALS = 20_000
_MOST_PROFILES = 300


class _Stakes(NamedTuple):
    """What an item can lose or win: whether it applies, what makes it a must now, and from which days something will."""

    when: Condition | None
    now: tuple[Condition | None, ...]
    later: tuple[tuple[date, Condition | None], ...]

    def tests(self) -> tuple[Is, ...]:
        conditions = (self.when, *self.now, *(condition for _, condition in self.later))
        return tuple(dict.fromkeys(test for condition in conditions for test in tests_of(condition)))

    def outcome(self, truths: Truths) -> tuple[object, ...]:
        """Return all that a page says of the item that depends on *truths*."""
        applies = _truth(self.when, truths)
        if applies is Truth.FALSE:
            return (applies,)
        must = max((_truth(condition, truths) for condition in self.now), default=Truth.FALSE)
        if must is not Truth.FALSE:
            return applies, must
        return applies, must, min((day for day, condition in self.later if _truth(condition, truths) is not Truth.FALSE), default=None)


def deciding(rules: RuleSet, stated: Stated, *, closed: Collection[str], as_of: date) -> frozenset[str]:
    """Return the facets neither *stated* nor *closed* (nobody knows them) whose answer can still change something."""
    facets = rules.vocabulary.facets
    found: set[str] = set()
    for item in rules.item_list:
        if len(found) == len(facets):
            break
        stakes = _stakes(item, rules.sources, as_of)
        truths = {test: meets(facets[test.facet], stated.get(test.facet), test.wanted) for test in stakes.tests()}
        if _truth(stakes.when, truths) is Truth.FALSE:
            continue
        if item.per and "channels" not in stated and "channels" not in closed:
            found.add("channels")
        stakes = _open(stakes, truths)
        by_facet: dict[str, list[Is]] = {}
        for test in stakes.tests():
            if test.facet not in stated and test.facet not in closed:
                by_facet.setdefault(test.facet, []).append(test)
        found.update(_changing(stakes, truths, {name: (facets[name], tests) for name, tests in by_facet.items()}, found))
    return frozenset(found)


def _changing(
    stakes: _Stakes, truths: dict[Is, Truth], by_facet: Mapping[str, tuple[Facet, list[Is]]], found: Collection[str]
) -> Iterator[str]:
    """Yield the facets in *by_facet*, not *found* yet, that can change the outcome; *truths* are those of what is known."""
    for name, (facet, tests) in by_facet.items():
        if name in found:
            continue
        outcome = stakes.outcome(truths)
        if any(stakes.outcome({**truths, **dict(zip(tests, profile))}) != outcome for profile in _singles(facet, tests)):
            yield name
        elif _changes_with_others(stakes, truths, by_facet, name):
            yield name


def _changes_with_others(
    stakes: _Stakes, truths: dict[Is, Truth], by_facet: Mapping[str, tuple[Facet, list[Is]]], name: str
) -> bool:
    """Return whether facet *name* can change the outcome once the others are answered, or stay unknown, in some way."""
    profiles = {each: _profiles(*pair) for each, pair in by_facet.items()}
    others = [each for each in by_facet if each != name]
    unknown = {each: tuple([Truth.UNKNOWN] * len(by_facet[each][1])) for each in by_facet}
    trials = 0
    for chosen in product(*([unknown[each], *profiles[each]] for each in others)):
        around = dict(truths)
        for each, profile in zip(others, chosen):
            around.update(zip(by_facet[each][1], profile))
        outcome = stakes.outcome(around)
        for profile in profiles[name]:
            trials += 1
            if trials > _MOST_TRIALS or stakes.outcome({**around, **dict(zip(by_facet[name][1], profile))}) != outcome:
                return True
    return False


def _singles(facet: Facet, tests: list[Is]) -> Iterator[_Profile]:
    """Yield how *tests* turn out where nothing or a single value is stated."""
    yield tuple([Truth.FALSE] * len(tests))
    yield from dict.fromkeys(tuple(meets(facet, (value,), test.wanted) for test in tests) for value in facet.members)


def _profiles(facet: Facet, tests: list[Is]) -> list[_Profile]:
    """Return every way in which *tests* can turn out where the facet is stated, the first few hundred if there are more."""
    singles = list(_singles(facet, tests))
    found = dict.fromkeys(singles)
    todo = list(singles)
    while todo and len(found) < _MOST_PROFILES:
        first = todo.pop()
        for single in singles:
            both = tuple(map(max, first, single))
            if both not in found:
                found[both] = None
                todo.append(both)
    return list(found)


def _stakes(item: Item, sources: Mapping[str, Source], as_of: date) -> _Stakes:
    """Return what is at stake for *item*; what asks the same beside the places is taken together."""
    now: dict[Condition | None, set[str]] = {}
    later: dict[tuple[date, Condition | None], set[str]] = {}
    for requirement in item.required_by:
        source = sources[requirement.source]
        if source.kind not in BINDING or (source.until and source.until < as_of):
            continue
        places = [country for country, _ in source.through] if source.kind == "directive" else source.jurisdictions
        if source.since <= as_of:
            now.setdefault(requirement.when, set()).update(places)
        else:
            later.setdefault((source.since, requirement.when), set()).update(places)
    return _Stakes(
        item.when,
        tuple(_reaching(places, when) for when, places in now.items()),
        tuple((day, _reaching(places, when)) for (day, when), places in later.items()),
    )


def _reaching(places: Iterable[str], when: Condition | None) -> Condition | None:
    """Return the condition that the markets reach *places* and *when* holds."""
    if WORLD in places:
        return when
    reach = Is("markets", tuple(sorted(places)))
    return All((reach, when)) if when else reach


def _open(stakes: _Stakes, truths: Truths) -> _Stakes:
    """Return *stakes* without what is settled already: a verdict that is not unknown stays whatever else is stated."""
    if any(_truth(condition, truths) is Truth.TRUE for condition in stakes.now):
        return stakes._replace(now=(None,), later=())
    return stakes._replace(
        now=tuple(condition for condition in stakes.now if _truth(condition, truths) is not Truth.FALSE),
        later=tuple(pair for pair in stakes.later if _truth(pair[1], truths) is not Truth.FALSE),
    )


def _truth(condition: Condition | None, truths: Truths) -> Truth:
    if condition is None:
        return Truth.TRUE
    if isinstance(condition, Is):
        return truths[condition]
    if isinstance(condition, Not):
        return Truth(Truth.TRUE - _truth(condition.part, truths))
    parts = [_truth(part, truths) for part in condition.parts]
    return min(parts) if isinstance(condition, All) else max(parts)
