"""Which sources bind an item here and now, and which will.

A source binds by its kind, on its days, in its places, and under its own further condition. Not responsible
for whether the item applies at all (`selection`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from .conditions import Stated, meets
from .model import Becomes, Citation, Item, RuleSet, Source, Truth

if TYPE_CHECKING:
    from .memory import Judged, Memory

BINDING = ("law", "directive", "house")
WORLD = "world"


class Law:
    """The sources of a rule set as of a day; *memory* is what is known of that rule set."""

    def __init__(self, rules: RuleSet, as_of: date, memory: Memory) -> None:
        self.sources, self.facets, self.as_of = rules.sources, rules.vocabulary.facets, as_of
        self.markets = self.facets["markets"]
        self.memory = memory
        self.reached: dict[tuple[tuple[str, ...] | None, tuple[str, ...]], Truth] = {}

    def citations(self, item: Item, stated: Stated) -> tuple[tuple[Citation, ...], list[Becomes]]:
        """Return the sources that bind now, certain ones first, and those that will."""
        now: list[Citation] = []
        later: list[Becomes] = []
        for requirement in item.required_by:
            source = self.sources[requirement.source]
            if source.kind not in BINDING or (source.until and source.until < self.as_of):
                continue
            judged = self.memory.judge(requirement.when, stated)
            if judged.verdict.truth is Truth.FALSE:
                continue
            markets = stated.get("markets")
            for citation in self.memory.citations(source, judged, markets, partial(self._places, source, judged, markets)):
                if source.since <= self.as_of:
                    now.append(citation)
                else:
                    later.append(Becomes(source.since, citation))
        now.sort(key=is_uncertain)
        return tuple(now), later

    def _places(self, source: Source, judged: Judged, markets: tuple[str, ...] | None) -> Iterable[Citation]:
        """Yield a citation for each national law of a directive, else one; none where the markets rule it out."""
        named = source.through if source.kind == "directive" else (("", source.short),)
        for country, provision in named:
            wanted = (country,) if country else source.jurisdictions
            reach = self._reach(markets, wanted)
            if reach is Truth.FALSE:
                continue
            places = tuple(name for name in wanted if markets is None or WORLD in wanted or self._reach(markets, (name,)))
            certain = min(reach, judged.verdict.truth) is Truth.TRUE
            yield Citation(source, places, provision, certain, reach is Truth.TRUE, judged.to_confirm)

    def _reach(self, markets: tuple[str, ...] | None, wanted: tuple[str, ...]) -> Truth:
        """Return whether a campaign in *markets* is in one of the places that are *wanted*."""
        known = self.reached.get((markets, wanted))
        if known is None:
            known = self.reached[markets, wanted] = Truth.TRUE if WORLD in wanted else meets(self.markets, markets, wanted)
        return known

    def is_here(self, source: Source, stated: Stated) -> bool:
        """Return whether the markets leave *source* a place."""
        return self._reach(stated.get("markets"), source.jurisdictions) is not Truth.FALSE


def must(citations: Iterable[Citation]) -> Truth:
    """Return whether *citations* make an item a must."""
    return max((Truth.TRUE if citation.certain else Truth.UNKNOWN for citation in citations), default=Truth.FALSE)


def is_uncertain(citation: Citation) -> bool:
    """Return whether something is to confirm before the source binds; certain ones sort first."""
    return not citation.certain


def open_facets(citations: Iterable[Citation]) -> tuple[str, ...]:
    """Return the facets that decide whether an unconfirmed must is one; none where a certain source makes it one."""
    cited = tuple(citations)
    if any(citation.certain for citation in cited):
        return ()
    found: dict[str, None] = {}
    for citation in cited:
        if not citation.reach:
            found["markets"] = None
        found.update(dict.fromkeys(test.facet for test in citation.open_tests))
    return tuple(found)
