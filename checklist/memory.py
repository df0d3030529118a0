"""What many checklists of one rule set have in common, worked out once: verdicts on conditions, citations, texts.

Nothing here depends on a campaign but through the key it is kept under, so a checklist is the same with and without it; equal
things are one object, by which `page` knows again what it has written. What is kept is bounded: a store that is full begins
anew. Not responsible for what any of it means (`conditions`, `binding`, `prose`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from . import prose
from .conditions import Stated, distinct, evaluate, tests_of
from .inlines import Prose
from .model import Citation, Condition, Item, RuleSet, Source, Tested, Truth, Verdict
from .stores import Store

_MOST_RULES = 4
_kept: dict[int, Memory] = {}


class Judged(NamedTuple):
    """A verdict with its tests in order, each once: those that hold, those that decide, and the latter again where it is open."""

    verdict: Verdict
    because: tuple[Tested, ...]
    deciding: tuple[Tested, ...]
    to_confirm: tuple[Tested, ...]


class Texts(NamedTuple):
    """The texts of an item, parameters filled in."""

    action: Prose
    why: Prose
    how: tuple[Prose, ...]
    evidence: Prose
    snippets: tuple[tuple[str, Prose], ...]


class Memory:
    """What was worked out under *rules*; by holding them it keeps the identities that its keys are made of."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules, self.facets = rules, rules.vocabulary.facets
        self.judged, self.texts_of, self.cited = Store(), Store(), Store()
        # Conditions and items are held beside their names, so that no other ever gets their identity.
        self.tested: dict[int, tuple[Condition | None, tuple[str, ...]]] = {}
        self.named: dict[int, tuple[Item, tuple[str, ...]]] = {}

    def judge(self, condition: Condition | None, stated: Stated) -> Judged:
        """Return the verdict on a condition of the rules."""
        tested = self.tested.get(id(condition))
        if tested is None:
            facets = tuple(dict.fromkeys(test.facet for test in tests_of(condition)))
            tested = self.tested[id(condition)] = condition, facets
        key = (id(condition), *map(stated.get, tested[1]))
        found: Judged | None = self.judged.get(key)
        return found or self.judged.put(key, _judged(evaluate(condition, self.facets, stated)))

    def texts(self, item: Item, channel: str, steps: Iterable[str], params: dict[str, str]) -> Texts:
        """Return the texts of an item of the rules, with the further *steps* of *channel*."""
        named = self.named.get(id(item))
        if named is None:
            named = self.named[id(item)] = item, _parameters(item)
        key = (id(item), channel, *map(params.get, named[1]))
        found: Texts | None = self.texts_of.get(key)
        return found or self.texts_of.put(key, _texts(item, steps, params))

    def citations(
        self, source: Source, judged: Judged, markets: tuple[str, ...] | None, cite: Callable[[], Iterable[Citation]]
    ) -> tuple[Citation, ...]:
        """Return what *source* is cited for in *markets* under a verdict, worked out by *cite* if it is not known."""
        key = id(source), id(judged), markets
        found: tuple[Source, Judged, tuple[Citation, ...]] | None = self.cited.get(key)
        return (found or self.cited.put(key, (source, judged, tuple(cite()))))[2]


def of(rules: RuleSet) -> Memory:
    """Return what is known of *rules*; the last few rule sets that were asked for are remembered."""
    found = _kept.pop(id(rules), None)
    if found is None or found.rules is not rules:
        found = Memory(rules)
    _kept[id(rules)] = found
    while len(_kept) > _MOST_RULES:
        _kept.pop(next(iter(_kept)), None)
    return found


def _judged(verdict: Verdict) -> Judged:
    deciding = distinct(verdict.deciding)
    return Judged(verdict, distinct(verdict.holding), deciding, deciding if verdict.truth is Truth.UNKNOWN else ())


def _parameters(item: Item) -> tuple[str, ...]:
    """Return the names of the parameters in the texts of *item*, those of its channels included."""
    more = (*(text for steps in item.channels for text in steps.how), *(text for _, text in item.snippets))
    texts = (item.action, item.why, item.evidence, *item.how, *more)
    return tuple(dict.fromkeys(name for text in texts if "{{ " in text for name in prose.parameters(text)))


def _texts(item: Item, steps: Iterable[str], params: dict[str, str]) -> Texts:
    how = tuple(prose.read(text, params) for text in (*item.how, *steps))
    snippets = tuple((lang, prose.read(text, params)) for lang, text in item.snippets)
    return Texts(prose.read(item.action, params), prose.read(item.why, params), how, prose.read(item.evidence, params), snippets)
