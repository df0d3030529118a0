"""What would have to be stated for the opposite verdict on a condition.

Pure search over the few facets a condition names; a verdict that no facts can turn has no answer. Not responsible for the
verdict itself (`conditions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from .conditions import Stated, evaluate, relate, tests_of
from .model import Condition, Facet, Truth

Facts = Mapping[str, tuple[str, ...]]
_MOST_FACETS = 3
_MOST_TRIALS = 20_000


def opposite(condition: Condition | None, facets: Mapping[str, Facet], stated: Stated) -> tuple[Facts, ...]:
    """Return the smallest sets of facts that, laid over *stated*, turn the verdict on *condition*.

    What is in, to confirm or not, is to be left out; what is left out is to apply. Each set is as small as any: no other
    with fewer facets does it. Of a facet only what the condition asks for is tried: none, one wanted value, or what is
    stated without the wanted values.
    """
    wanted = Truth.TRUE if evaluate(condition, facets, stated).truth is Truth.FALSE else Truth.FALSE
    names_of = dict.fromkeys(test.facet for test in tests_of(condition))
    options = {name: tuple(_options(condition, facets[name], stated)) for name in names_of}
    trials = 0
    for size in range(1, min(len(options), _MOST_FACETS) + 1):
        found = []
        for names in combinations(options, size):
            for values in product(*(options[name] for name in names)):
                trials += 1
                facts = dict(zip(names, values))
                if evaluate(condition, facets, {**stated, **facts}).truth is wanted:
                    found.append(facts)
                if trials > _MOST_TRIALS:
                    return tuple(found)
        if found:
            return tuple(found)
    return ()


def _options(condition: Condition | None, facet: Facet, stated: Stated) -> Iterator[tuple[str, ...]]:
    """Yield what may be stated of *facet* to turn the verdict, each once."""
    wanted = list(dict.fromkeys(value for test in tests_of(condition) if test.facet == facet.name for value in test.wanted))
    given = stated.get(facet.name)
    rest = tuple(value for value in given or () if all(relate(facet, value, want) is Truth.FALSE for want in wanted))
    for values in dict.fromkeys([rest, (), *((value,) for value in wanted)]):
        if values != given:
            yield values
