"""The words by which an article shows what it is about, as a pack has them: frozen values.

Not responsible for how they are written down (`signals`) or found (`matching`, `scanning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .errors import Location

# How near something has to stand: so many words, or one of these.
NEARNESS = ("sentence", "paragraph", "text")


class Signal(NamedTuple):
    """Terms that say the same under the same conditions.

    A term is one or more words; `*` at the end of a word stands for any ending, at its beginning for the first part of a
    compound. `needs` are groups of which one has to stand near, `unless` are terms that none of which may; `not_in` are
    phrases in which a term means something else. `within` and `near` are a number of words or one of `NEARNESS`.
    `case` is "", "exact", or "noun": with a capital letter that is not the first of a sentence.
    """

    terms: tuple[str, ...]
    weight: int
    needs: tuple[str, ...]
    within: str
    unless: tuple[str, ...]
    near: str
    not_in: tuple[str, ...]
    case: str
    location: Location


class Grammar(NamedTuple):
    """What reading a language takes: its commonest words, what stands before a full stop that ends nothing, months, citations.

    `joiners` stand between an elliptic compound and the whole one ("Daten- und Verbraucherschutz"). `months` are twelve
    names with their short forms. `provisions` stand before the number of an article; `laws` are last words, or with `*`
    last parts of words, of names of laws, and `no_laws` words that only look so.
    """

    stop_words: tuple[str, ...]
    joiners: tuple[str, ...]
    abbreviations: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    provisions: tuple[str, ...]
    laws: tuple[str, ...]
    no_laws: tuple[str, ...]


class Tongue(NamedTuple):
    """The signals of one language.

    A text is looked at if it names every group of one line of `about`. `sources` are names of laws, by what the names of
    their sources in the registry begin with; `applying` are terms that speak of the day from which a law applies;
    `elsewhere` are words of other fields, which tell against every theme; `chance` are the points that an article in the
    language has by chance, which count for none.
    """

    lang: str
    grammar: Grammar
    about: tuple[tuple[str, ...], ...]
    groups: Mapping[str, tuple[Signal, ...]]
    themes: Mapping[str, tuple[Signal, ...]]
    sources: Mapping[str, tuple[str, ...]]
    applying: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    chance: int = 0


class Lexicon(NamedTuple):
    """The signals of all languages, those of packs laid over each other, by language."""

    tongues: Mapping[str, Tongue]
