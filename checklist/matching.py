"""Find the terms of a lexicon in sentences, in time linear in their length.

Words are compared without regard to case, umlauts may be written out, and a compound is searched for its parts. What a
word may be part of is worked out once for each different word; nothing here backtracks over the text.

Not responsible for what a term means where it stands (`scanning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?", re.I)
_TERM_WORD = re.compile(r"\*?[^\W_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?\*?|\*", re.I)
_PARTED = re.compile(r"[,;:()\[\]{}!?|•…]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Longer words are no words; what is cached for words is bounded.
_LONGEST, _MOST_CACHED = 80, 50_000
_GRAM, _HEAD = 4, 2
# Stands in a phrase for any one word.
_ANY = -1
_REACH = 6


class Hit(NamedTuple):
    """A term found: its number, the words it covers [first, last], and its place in the text [start, end)."""

    term: int
    first: int
    last: int
    start: int
    end: int


class _Pattern(NamedTuple):
    term: int
    atoms: tuple[int, ...]
    is_noun: bool


def normal(word: str) -> str:
    """Return *word* as it is compared: small letters, umlauts spelled out, without a possessive s."""
    return word.split("'")[0].split("’")[0].casefold().translate(_SPELLED_OUT)


def words_of(text: str) -> list[tuple[int, int]]:
    """Return the places of the words of *text*."""
    return [found.span() for found in _WORD.finditer(text)]


class Matcher:
    """Terms, each known by the number under which it was added."""

    def __init__(self, joiners: Iterable[str] = ()) -> None:
        self.joiners = frozenset(map(normal, joiners))
        self.terms: dict[tuple[str, str], int] = {}
        self._words: dict[int, list[tuple[int, bool]]] = {}
        # By their first two words: a phrase begins with a common one more often than it goes on.
        self._phrases: dict[int, dict[int, list[_Pattern]]] = {}
        self._atoms: dict[tuple[str, str], int] = {}
        self._texts: list[str] = []
        self._exact: dict[str, list[int]] = {}
        self._cased: dict[str, list[int]] = {}
        self._heads: dict[str, list[tuple[str, int]]] = {}
        self._inner: dict[str, list[tuple[str, bool, int]]] = {}
        self._cache: dict[str, tuple[int, ...]] = {}

    def add(self, term: str, case: str = "") -> int:
        """Return the number of *term*; it is found from now on. *case* is that of a `Signal`."""
        key = (term, case)
        if key not in self.terms:
            self.terms[key] = len(self.terms)
            atoms = tuple(self._atom(word, case) for word in _term_words(term))
            if len(atoms) == 1:
                self._words.setdefault(atoms[0], []).append((self.terms[key], case == "noun"))
            elif atoms:
                begun = self._phrases.setdefault(atoms[0], {}).setdefault(atoms[1], [])
                begun.append(_Pattern(self.terms[key], atoms, case == "noun"))
        return self.terms[key]

    def _atom(self, word: str, case: str) -> int:
        if word == "*":
            return _ANY
        key = (word if case == "exact" else normal(word), "exact" if case == "exact" else "")
        if key in self._atoms:
            return self._atoms[key]
        atom = self._atoms[key] = len(self._atoms)
        text = key[0].strip("*")
        self._texts.append(text)
        if case == "exact" and "*" not in word:
            self._cased.setdefault(text, []).append(atom)
        elif word.startswith("*"):
            text = normal(text)
            self._inner.setdefault(text[:_GRAM], []).append((text, not word.endswith("*"), atom))
        elif word.endswith("*"):
            text = normal(text)
            self._heads.setdefault(text[:_HEAD], []).append((text, atom))
        else:
            self._exact.setdefault(text, []).append(atom)
        return atom

    def atoms_of(self, word: str) -> tuple[int, ...]:
        """Return the numbers of what *word* is, begins with or contains."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
            known = self._cache[word] = tuple(self._found(word))
        return known

    def _found(self, word: str) -> Iterator[int]:
        plain = normal(word)[:_LONGEST]
        yield from self._exact.get(plain, ())
        yield from self._cased.get(word.split("'")[0].split("’")[0], ())
        for stem, atom in self._heads.get(plain[:_HEAD], ()):
            if plain.startswith(stem):
                yield atom
        found = set()
        for place in range(len(plain) - _GRAM + 1):
            for stem, is_last, atom in self._inner.get(plain[place : place + _GRAM], ()):
                if plain.startswith(stem, place) and (not is_last or place + len(stem) == len(plain)):
                    found.add(atom)
        yield from sorted(found)

    def find(self, text: str) -> tuple[list[Hit], int]:
        """Return the hits in a sentence, in order of their first words, and the number of its words."""
        spans = words_of(text)
        atoms = [self.atoms_of(text[start:end]) for start, end in spans]
        wholes = self._elliptic(text, spans) if "-" in text else {}
        hits = []
        for first, found in enumerate(atoms):
            start, end = spans[first]
            for atom in found:
                for term, is_noun in self._words.get(atom, ()):
                    if not is_noun or (first and text[start].isupper()):
                        hits.append(Hit(term, first, first, start, end))
                if atom in self._phrases and first + 1 < len(spans):
                    hits += self._phrases_at(first, self._phrases[atom], text, spans, atoms)
            for atom, last in wholes.get(first, ()):
                hits += [Hit(term, first, first, start, spans[last][1]) for term, _ in self._words.get(atom, ())]
        return hits, len(spans)

    def _phrases_at(
        self, first: int, begun: dict[int, list[_Pattern]], text: str, spans: Sequence[tuple[int, int]],
        atoms: Sequence[tuple[int, ...]],
    ) -> Iterator[Hit]:
        """Yield the phrases that begin with the word *first*; *begun* are those with its atom, by their second ones."""
        for second in (*atoms[first + 1], _ANY):
            for pattern in begun.get(second, ()):
                last = first + len(pattern.atoms) - 1
                if self._goes_on(pattern, first, last, text, spans, atoms):
                    yield Hit(pattern.term, first, last, spans[first][0], spans[last][1])

    @staticmethod
    def _goes_on(
        pattern: _Pattern, first: int, last: int, text: str, spans: Sequence[tuple[int, int]], atoms: Sequence[tuple[int, ...]]
    ) -> bool:
        """Return whether the words from *first* to *last* are those of *pattern*, and nothing parts them."""
        if last >= len(spans):
            return False
        if pattern.is_noun and (first == 0 or not text[spans[first][0]].isupper()):
            return False
        for place in range(first + 1, last + 1):
            if pattern.atoms[place - first] not in atoms[place] and pattern.atoms[place - first] != _ANY:
                return False
            between = text[spans[place - 1][1] : spans[place][0]]
            if len(between) > _REACH or _PARTED.search(between):
                return False
        return True

    def _elliptic(self, text: str, spans: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        """Return what elliptic compounds stand for: by the number of their word, pairs (atom, last word)."""
        wholes: dict[int, list[tuple[int, int]]] = {}
        for place, (start, end) in enumerate(spans):
            before = text[start - 1 : start] == "-" and (start < 2 or not text[start - 2].isalnum())
            after = text[end : end + 1] == "-" and not text[end + 1 : end + 2].isalnum()
            if after:
                last = self._whole_after(text, spans, place)
                if last:
                    wholes.setdefault(place, []).extend((atom, last) for atom in self._completed(text[start:end], _at(text, spans[last])))
            elif before and place > 1 and normal(_at(text, spans[place - 1])) in self.joiners:
                head = _at(text, spans[place - 2])
                wholes.setdefault(place, []).extend((atom, place) for atom in self._begun(head, text[start:end]))
        return wholes

    def _whole_after(self, text: str, spans: Sequence[tuple[int, int]], place: int) -> int:
        """Return the number of the word that is whole behind the elliptic one at *place*, 0 if none."""
        is_joined = False
        for other in range(place + 1, min(place + _REACH, len(spans))):
            end = spans[other][1]
            if normal(_at(text, spans[other])) in self.joiners:
                is_joined = True
            elif text[end : end + 1] != "-":
                return other if is_joined else 0
        return 0

    def _completed(self, begun: str, whole: str) -> set[int]:
        """Return the atoms of *begun* with an ending of *whole* that reach into the ending."""
        mine, least = frozenset(self.atoms_of(begun)), len(normal(begun)) + 2
        made = (begun + whole[cut:].casefold() for cut in range(1, min(len(whole) - 2, _LONGEST)))
        return {atom for word in made for atom in self._found(word) if atom not in mine and len(self._texts[atom]) > least}

    def _begun(self, whole: str, ending: str) -> set[int]:
        """Return the atoms of a beginning of *whole* with *ending* that reach over both."""
        mine = {*self.atoms_of(whole), *self.atoms_of(ending)}
        least = len(normal(ending)) + 1
        made = (whole[:cut] + ending.casefold() for cut in range(3, min(len(whole), _LONGEST)))
        return {atom for word in made for atom in self._found(word) if atom not in mine and len(self._texts[atom]) > least}


def _at(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


def _term_words(term: str) -> list[str]:
    """Return the words of *term* with their asterisks."""
    return _TERM_WORD.findall(term)
