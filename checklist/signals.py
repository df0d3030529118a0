"""The format of `signals/<language>.yml`: the words by which an article in that language shows its themes.

A file of its own for each language, read by `scan` and the checks of a pack alone, so that a checklist costs no time for
it. Tables of kinds, as in `schema`. Not responsible for finding words in a text (`matching`), nor for their quality
(`lexing`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Names, Sequence as Several
from typing import Any, NamedTuple

from .errors import ChecklistError, Location, Problem
from .fields import SLUG, Described, FormatVersion, Int, OneOf, Reading, Ref, Str
from .lexicon import NEARNESS, Grammar, Lexicon, Signal, Tongue
from .records import Field, ListOf, MapOf, Record
from .yamlio import Mapping, Node, Scalar, quoted

FOLDER = "signals"
_SLUG = Str(most=60, pattern=SLUG, shape="a name in small letters, digits and hyphens", example="marketing")
_WORD_SHAPE = re.compile(r"\*?[^\s*]+\*?\Z")
# Shorter stems would be found in half the words of a language.
_LEAST_STEM, _LEAST_INNER = 3, 4


class Term(Str):
    """A term: words, each with an optional `*` for any ending or for the first part of a compound."""

    def __init__(self) -> None:
        super().__init__(most=100, bare=True)

    def read(self, node: Node, reading: Reading) -> str | None:
        text = super().read(node, reading)
        if text is None:
            return None
        words = [word for word in re.split(r"[\s-]+", text) if word]
        for place, word in enumerate(words):
            if word == "*" and 0 < place < len(words) - 1:
                continue
            if not _WORD_SHAPE.match(word) or not re.search(r"[^\W_]", word):
                hint = "write a * before or after the letters of a word, or alone between two words"
                reading.report(node, "RUL05", f"{quoted(word)} is not a word of a term", hint)
                return None
            # The further words of a phrase are held by its first.
            least = _LEAST_INNER if word.startswith("*") else 1 if not word.endswith("*") else _LEAST_STEM if not place else 2
            if len(word.strip("*")) < least:
                reading.report(node, "RUL04", f"the stem {quoted(word)} is too short", f"at least {least} letters")
                return None
        return text


class _Nearness(Str):
    """A number of words from 1 to 100, or how near in words."""

    def read(self, node: Node, reading: Reading) -> str | None:
        if isinstance(node, Scalar) and node.text.isdigit():
            number = Int(1, 100).read(node, reading)
            return None if number is None else str(number)
        return OneOf(*NEARNESS).read(node, reading)

    def describe(self) -> Described:
        return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100}, {"enum": list(NEARNESS)}]}


_TERM = Term()
_TERMS = ListOf(_TERM, most=1000)
_WEIGHTS = {"strong": 6, "medium": 4, "weak": 2, "faint": 1}


def _signal(at: Location, weight: str, **values: Any) -> Signal:
    return Signal(weight=_WEIGHTS[weight], location=at, **values)


def _check_signal(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    for key, about in (("within", "needs"), ("near", "unless")):
        given = node.get(key)
        if given is not None and not values[about]:
            reading.report(given, "RUL09", f"`{key}` says how near `{about}` has to stand, and there is none", f"add it or remove `{key}`")


SIGNAL = Record(
    "a signal",
    [
        Field("terms", ListOf(_TERM, least=1, most=2000), "words and phrases; * stands for any ending or any first part", True),
        Field("weight", OneOf(*_WEIGHTS), "points it counts: strong 6, medium 4, weak 2, faint 1", missing="strong"),
        Field("needs", ListOf(Ref("groups", "group"), least=1), "groups of which one has to stand near", missing=()),
        Field("within", _Nearness(), "how near: a number of words, sentence, paragraph or text", missing="sentence"),
        Field("unless", ListOf(_TERM, least=1, most=200), "terms that take the meaning away", missing=()),
        Field("near", _Nearness(), "how near those: a number of words, sentence, paragraph or text", missing="sentence"),
        Field("not_in", ListOf(_TERM, least=1, most=200), "phrases in which it means something else", missing=()),
        Field("case", OneOf("exact", "noun"), "exact: as written; noun: with a capital letter within the sentence", missing=""),
    ],
    _signal,
    placed=True,
    check=_check_signal,
)
_SIGNALS = ListOf(SIGNAL, most=200)
GRAMMAR = Record(
    "the grammar of a language",
    [
        Field("stop_words", ListOf(_TERM, least=10, most=400), "its commonest words, by which it is recognised", True),
        Field("joiners", ListOf(_TERM), "words between an elliptic compound and the whole one: und", missing=()),
        Field("abbreviations", ListOf(_TERM, most=400), "what a full stop follows that ends no sentence: Art", missing=()),
        Field("months", ListOf(ListOf(_TERM, least=1), least=12, most=12), "twelve months, each with its short forms", missing=()),
        Field("provisions", ListOf(Str(most=40)), "what stands before the number of a provision: Article", missing=()),
        Field("laws", ListOf(_TERM), "last words of the names of laws: Act, *gesetz", missing=()),
        Field("no_laws", ListOf(_TERM, most=400), "words that only look so", missing=()),
    ],
    Grammar,
)


class Spoken(NamedTuple):
    """What one file says of its language; `dropped` are terms it takes out of themes of the packs below, and where."""

    lang: str
    grammar: Grammar | None
    about: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, tuple[Signal, ...]], ...]
    themes: tuple[tuple[str, tuple[Signal, ...]], ...]
    sources: tuple[tuple[str, tuple[str, ...]], ...]
    applying: tuple[str, ...]
    elsewhere: tuple[str, ...]
    chance: int
    dropped: tuple[tuple[str, tuple[str, ...]], ...]
    location: Location


class _Stem(Str):
    """What the names of sources begin with."""

    def read(self, node: Node, reading: Reading) -> str | None:
        text = super().read(node, reading)
        names = reading.known.get("sources")
        if text is None or names is None or any(is_source(text, name) for name in names):
            return text
        reading.report(node, "REF01", f"no source is called {quoted(text)} or begins with it", reading.suggestion(text, names))
        return None


def is_source(stem: str, name: str) -> bool:
    """Return whether *stem* stands for the source *name*: it is its name, or the beginning of it up to a hyphen."""
    return name == stem or name.startswith(stem + "-")


SIGNALS = Record(
    "a list of signals",
    [
        Field("schema", FormatVersion(1), "version of the file format: 1", True),
        Field("grammar", GRAMMAR, "what reading the language takes; needed where no pack below has the language"),
        Field(
            "about", ListOf(ListOf(Ref("groups", "group"), least=1)), "a text is looked at if it names every group of one line", missing=(),
        ),
        Field("groups", MapOf(_SLUG, _SIGNALS), "what signals may need near them, by name", missing=()),
        Field("themes", MapOf(Ref("themes", "theme"), _SIGNALS), "what shows a theme", missing=()),
        Field("sources", MapOf(_Stem(most=60), _TERMS), "what texts call a law, by the beginning of the names of its sources", missing=()),
        Field("applying", _TERMS, "words that speak of the day from which a law applies", missing=()),
        Field("elsewhere", _TERMS, "words of other fields, such as sport: each that an article has tells against every theme", missing=()),
        Field("chance", Int(0, 50), "points that an article in the language has by chance: they count for no theme", missing=0),
        Field("drop", MapOf(Ref("themes", "theme"), _TERMS), "terms of packs below that show a theme no longer", missing=()),
    ],
    lambda schema, drop, at, **values: Spoken(lang="", dropped=drop, location=at, **values),
    placed=True,
)


def read_signals(path: str, text: bytes, lang: str, *, known: Names[str, Any], groups: Several[str] = ()) -> Spoken:
    """Return what the file *path* says of the language *lang*; *groups* are those of the packs below.

    Raises:
        ChecklistError: with every problem of the file.
    """
    from . import yamlio

    node = yamlio.parse(text, path)
    own = node.get("groups") if isinstance(node, Mapping) else None
    named = [key.text for key, _ in own.pairs] if isinstance(own, Mapping) else []
    reading = Reading(path, {**known, "groups": [*groups, *named]})
    spoken: Spoken | None = SIGNALS.read(node, reading)
    if reading.problems or spoken is None:
        raise ChecklistError(reading.problems)
    return spoken._replace(lang=lang)


def lay(below: Lexicon, spoken: Spoken) -> Lexicon:
    """Return the lexicon *below* with what a file says laid over it.

    Raises:
        ChecklistError: RUL08, if nobody has said how to read the language; REF01, if it drops a term that there is not.
    """
    old = below.tongues.get(spoken.lang)
    grammar = spoken.grammar or (old.grammar if old else None)
    if grammar is None:
        hint = "no pack below has the language; see `checklist rules schema signals`"
        raise ChecklistError([Problem(spoken.location, "RUL08", "key 'grammar' is missing in a list of signals", hint)])
    if old is None:
        old = Tongue(spoken.lang, grammar, (), {}, {}, {}, ())
    themes = _joined(_without(old.themes, spoken), spoken.themes)
    tongue = Tongue(
        spoken.lang, grammar, spoken.about or old.about, _joined(old.groups, spoken.groups), themes,
        _joined(old.sources, spoken.sources), (*old.applying, *spoken.applying), (*old.elsewhere, *spoken.elsewhere),
        spoken.chance or old.chance,
    )
    return Lexicon({**below.tongues, spoken.lang: tongue})


def _joined(old: Names[str, tuple[Any, ...]], more: Several[tuple[str, tuple[Any, ...]]]) -> dict[str, tuple[Any, ...]]:
    joined = dict(old)
    for name, entries in more:
        joined[name] = (*joined.get(name, ()), *entries)
    return joined


def _without(themes: Names[str, tuple[Signal, ...]], spoken: Spoken) -> dict[str, tuple[Signal, ...]]:
    """Return *themes* without the terms that *spoken* drops."""
    left = dict(themes)
    problems = []
    for theme, terms in spoken.dropped:
        there = {term for signal in left.get(theme, ()) for term in signal.terms}
        for term in (term for term in terms if term not in there):
            problems.append(Problem(spoken.location, "REF01", f"{theme} has no term {term!r} to drop", "write it as the pack below does"))
        kept = (signal._replace(terms=tuple(t for t in signal.terms if t not in terms)) for signal in left.get(theme, ()))
        left[theme] = tuple(signal for signal in kept if signal.terms)
    if problems:
        raise ChecklistError(problems)
    return left
