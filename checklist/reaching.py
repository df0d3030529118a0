"""Whether a condition can come true at all, whether it can fail, and what it implies, for whatever a campaign states.

Exact: every outcome that the tests of a facet can have together is tried with every outcome of the others. A condition
that has too many of them gets the benefit of the doubt: it is taken to be as its author means it. Not responsible for
what follows from it (`linting`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from math import prod

from .conditions import Stated, evaluate, meets, tests_of
from .model import All, Condition, Facet, Truth

# Beyond these a condition is taken to be reachable: no author writes so much, and a hostile one must not keep us busy.
MOST_OUTCOMES = 300
MOST_CAMPAIGNS = 20_000

Statements = list[tuple[str, ...]]


def can_be(truth: Truth, condition: Condition | None, facets: Mapping[str, Facet], *, single: Collection[str] = ()) -> bool:
    """Return whether some campaign gives *condition* this *truth*; a facet in *single* has at most one value at a time."""
    campaigns = _campaigns(condition, facets, single)
    return campaigns is None or any(evaluate(condition, facets, stated).truth is truth for stated in campaigns)


def implies(condition: Condition | None, other: Condition, facets: Mapping[str, Facet]) -> bool:
    """Return whether *other* is true wherever *condition* is."""
    campaigns = _campaigns(All((condition, other)) if condition else other, facets, ())
    return campaigns is None or all(
        evaluate(other, facets, stated).truth is Truth.TRUE
        for stated in campaigns if evaluate(condition, facets, stated).truth is Truth.TRUE
    )


def _campaigns(condition: Condition | None, facets: Mapping[str, Facet], single: Collection[str]) -> Iterator[Stated] | None:
    """Return one campaign for each way in which the tests of *condition* can turn out together; None if there are too many."""
    wanted: dict[str, dict[tuple[str, ...], None]] = {}
    for test in tests_of(condition):
        wanted.setdefault(test.facet, {})[test.wanted] = None
    choices = [_statements(facets[name], list(lists), name in single) for name, lists in wanted.items()]
    if any(len(choice) >= MOST_OUTCOMES for choice in choices) or prod(map(len, choices)) > MOST_CAMPAIGNS:
        return None
    return (dict(zip(wanted, stated)) for stated in product(*choices))


def _statements(facet: Facet, wanted: list[tuple[str, ...]], is_single: bool) -> Statements:
    """Return one statement for each outcome that testing *facet* for every list of *wanted* can have."""
    alone: dict[tuple[Truth, ...], tuple[str, ...]] = {}
    for value in facet.members:
        alone.setdefault(tuple(meets(facet, (value,), want) for want in wanted), (value,))
    found: dict[tuple[Truth, ...], tuple[str, ...]] = {tuple(Truth.FALSE for _ in wanted): ()}
    for outcome, stated in alone.items():
        for other, more in [] if is_single else list(found.items()):
            found.setdefault(tuple(map(max, outcome, other)), more + stated)
            if len(found) >= MOST_OUTCOMES:
                return list(found.values())
        found.setdefault(outcome, stated)
    return list(found.values())
