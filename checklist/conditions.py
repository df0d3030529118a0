"""Evaluate a condition against what a campaign states, three-valued, and say why.

What the campaign does not say is unknown; only a stated fact makes a test false. Each verdict names the
tests that carry it, so that a page can say why an item is there, what is to confirm, or what ruled it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .model import All, Condition, Facet, Is, Not, Tested, Truth, Verdict

Stated = Mapping[str, tuple[str, ...]]

ALWAYS = Verdict(Truth.TRUE, (), ())


def evaluate(condition: Condition | None, facets: Mapping[str, Facet], stated: Stated) -> Verdict:
    """Return the verdict on *condition*; no condition at all is true."""
    if condition is None:
        return ALWAYS
    return _evaluate(condition, facets, stated, False)


def relate(facet: Facet, stated: str, wanted: str) -> Truth:
    """Return whether the stated value answers the wanted one.

    True if it is equal or lies within it; unknown if some value lies within both; else false.
    """
    if wanted in facet.above[stated]:
        return Truth.TRUE
    if facet.below[stated].isdisjoint(facet.below[wanted]):
        return Truth.FALSE
    return Truth.UNKNOWN


def meets(facet: Facet, stated: tuple[str, ...] | None, wanted: tuple[str, ...]) -> Truth:
    """Return the best relation over all pairs; unknown if nothing is stated, false if *none* is."""
    if stated is None:
        return Truth.UNKNOWN
    best = Truth.FALSE
    for value in stated:
        for want in wanted:
            best = max(best, relate(facet, value, want))
            if best is Truth.TRUE:
                return best
    return best


def _evaluate(condition: Condition, facets: Mapping[str, Facet], stated: Stated, negated: bool) -> Verdict:
    if isinstance(condition, Is):
        values = stated.get(condition.facet)
        truth = meets(facets[condition.facet], values, condition.wanted)
        test = Tested(condition.facet, condition.wanted, values, truth, negated)
        holds = truth is (Truth.FALSE if negated else Truth.TRUE)
        return Verdict(truth, (test,), (test,) if holds else ())
    if isinstance(condition, Not):
        inner = _evaluate(condition.part, facets, stated, not negated)
        return Verdict(Truth(Truth.TRUE - inner.truth), inner.deciding, inner.holding)
    verdicts = [_evaluate(part, facets, stated, negated) for part in condition.parts]
    truths = [verdict.truth for verdict in verdicts]
    truth = min(truths) if isinstance(condition, All) else max(truths)
    carrying = [verdict for verdict in verdicts if verdict.truth is truth]
    # What holds in one alternative is no reason if another one carries the verdict. `not all` is a choice, `not any` is not.
    is_choice = isinstance(condition, All) is negated
    return Verdict(
        truth,
        tuple(test for verdict in carrying for test in verdict.deciding),
        tuple(test for verdict in (carrying if is_choice else verdicts) for test in verdict.holding),
    )


def without(condition: Condition | None, facet: str) -> bool:
    """Return whether *condition* never tests *facet*."""
    if condition is None:
        return True
    if isinstance(condition, Is):
        return condition.facet != facet
    if isinstance(condition, Not):
        return without(condition.part, facet)
    return all(without(part, facet) for part in condition.parts)


def tests_of(condition: Condition | None) -> tuple[Is, ...]:
    """Return every test in *condition*, in reading order."""
    if condition is None:
        return ()
    if isinstance(condition, Is):
        return (condition,)
    if isinstance(condition, Not):
        return tests_of(condition.part)
    return tuple(test for part in condition.parts for test in tests_of(part))


def distinct(tests: Iterable[Tested]) -> tuple[Tested, ...]:
    """Return *tests* in order, each once."""
    return tuple(dict.fromkeys(tests))
