"""The short facts that stand in one row below an item: level, what is open, where, by which law.

Values and words in, values out. Not responsible for markup, nor for what the details say (`page`).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from .model import Citation, Entry
from .wording import Words

MOST_LAWS = 3
_YEAR = 365


class Law(NamedTuple):
    """A law by its short name; `since` is its first day where that is news, else ""."""

    name: str
    since: str


class Chips(NamedTuple):
    """The row of an entry: its level in words, the facets to confirm, badges of places, laws and how `many_more` there are."""

    label: str
    confirm: tuple[str, ...]
    places: tuple[str, ...]
    laws: tuple[Law, ...]
    many_more: int


def chips(entry: Entry, words: Words, *, general: bool, as_of: date) -> Chips:
    """Return the row of *entry*; on a *general* page, made without a campaign, the level says where it holds."""
    label = words.label(entry._replace(becomes=None, waiver=None), general=True) if general else words.say(entry.level)
    citations = entry.citations or ((entry.becomes.citation,) if entry.becomes else ())
    laws = {citation.provision: _law(citation, as_of) for citation in citations}
    # What is new comes first: it is what a reader who knows the list has to see.
    shown = sorted(laws.values(), key=lambda law: not law.since)[:MOST_LAWS]
    facets, markets = words.vocabulary.facets, words.vocabulary.facets["markets"].members
    names = () if label != words.say(entry.level) else tuple(place for citation in citations for place in citation.places)
    return Chips(
        label=label,
        confirm=() if general else tuple(facets[name].title for name in _open_facets(entry)),
        places=tuple(dict.fromkeys(markets[name].short for name in names)),
        laws=tuple(shown),
        many_more=len(laws) - len(shown),
    )


def _law(citation: Citation, as_of: date) -> Law:
    source = citation.source
    return Law(citation.provision, source.since_text if 0 <= (as_of - source.since).days <= _YEAR else "")


def _open_facets(entry: Entry) -> tuple[str, ...]:
    """Return the facets that decide whether the entry stays, and whether its must is one."""
    found = dict.fromkeys(test.facet for test in entry.to_confirm)
    if entry.level == "must" and not any(citation.certain for citation in entry.citations):
        for citation in entry.citations:
            if not citation.reach:
                found["markets"] = None
            found.update(dict.fromkeys(test.facet for test in citation.open_tests))
    return tuple(found)
