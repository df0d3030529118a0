"""Places that a text names, by the titles of the vocabulary and the adjectives people use for them.

Not responsible for whether a text may name them (`linting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from .binding import WORLD
from .model import Facet

# Further names by market, as the built-in vocabulary calls it; a pack that has such a market profits from them too.
ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "eu": ("EU",), "eea": ("EEA",), "uk": ("UK", "Britain"), "us": ("US", "USA"), "kr": ("Korea",), "ca-qc": ("Québec",),
}
ADJECTIVES: Mapping[str, tuple[str, ...]] = {
    "at": ("Austrian",), "au": ("Australian",), "be": ("Belgian",), "bg": ("Bulgarian",), "br": ("Brazilian",), "ca": ("Canadian",),
    "ch": ("Swiss",), "cn": ("Chinese",), "cy": ("Cypriot",), "cz": ("Czech",), "de": ("German",), "dk": ("Danish",),
    "ee": ("Estonian",), "es": ("Spanish",), "fi": ("Finnish",), "fr": ("French",), "gr": ("Greek",), "hr": ("Croatian",),
    "hu": ("Hungarian",), "ie": ("Irish",), "in": ("Indian",), "is": ("Icelandic",), "it": ("Italian",), "jp": ("Japanese",),
    "kr": ("Korean",), "lt": ("Lithuanian",), "lv": ("Latvian",), "mt": ("Maltese",), "nl": ("Dutch",), "no": ("Norwegian",),
    "pl": ("Polish",), "pt": ("Portuguese",), "ro": ("Romanian",), "se": ("Swedish",), "sg": ("Singaporean",), "si": ("Slovenian",),
    "sk": ("Slovak",), "uk": ("British",), "us": ("American",), "us-ca": ("Californian",), "us-tx": ("Texan",),
}
# "German captions" speak of a language, "German law" of a place.
_SPOKEN = "and|or|captions?|cop(?:y|ies)|speakers?|subtitles?|texts?|translations?|versions?|words?|wording"


class PlaceNames:
    """Finds the places of a vocabulary in texts."""

    def __init__(self, markets: Facet) -> None:
        self._names = {name: market for market in markets.members for name in _names(markets, market)}
        self._adjectives = {name: market for market in markets.members for name in ADJECTIVES.get(market, ())}
        adjective = rf"(?:{_either(self._adjectives)})(?= (?!(?:{_SPOKEN})\b)[a-z])"
        self._pattern = re.compile(rf"\b(?:(?P<name>{_either(self._names)})|{adjective})\b")

    def read(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the places that *text* names, as (market, as written), in reading order."""
        for found in self._pattern.finditer(text):
            known = self._names if found.lastgroup else self._adjectives
            yield known[found.group()], found.group()


def _names(markets: Facet, market: str) -> Iterator[str]:
    """Yield what *market* is called; the whole world is no place of its own."""
    if market != WORLD:
        member = markets.members[market]
        yield from dict.fromkeys((member.title, member.phrase.removeprefix("the "), *ABBREVIATIONS.get(market, ())))


def _either(names: Iterable[str]) -> str:
    """Return a pattern for one of *names*, the longest first; for nothing if there is none."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
