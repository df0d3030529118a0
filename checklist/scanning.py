"""Find the themes that an article touches, with the sentences that show it.

Deterministic and explainable: terms have points, each counted once per paragraph and double in a title, as far as what
they need stands near and what takes their meaning away does not. A theme's score is what the stretch of 200 words that
says most about it has, and the stretch of 60 words once more; words of other fields, such as sport, take points off it. An
article that names nothing the lexicon is about touches no theme.

Not responsible for reading articles (`articles`), finding words (`matching`) or for laws and dates (`mentions`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .lexicon import Lexicon, Signal, Tongue
from .matching import Hit, Matcher
from .mentions import mentioned
from .model import RuleSet
from .scans import Article, Scan, Sentence, Touched

# From this score on a theme is touched, and touched clearly, and strongly.
THRESHOLD = 18
# Beside a theme that the article deals with, one with less than this share of its score is named in passing; whoever asks
# for less than the usual threshold gets it all the same.
SHARE = 0.25
CLEAR, STRONG = 40, 72
TITLE_FACTOR = 2
# What each different word of another field takes off the score of every theme.
ELSEWHERE = 4
# What counts is what stands close together, so that a theme in passing is none however long the article is: the points of
# the stretch of so many words that has most, for each of these lengths.
STRETCHES = (60, 200)
# Words of different paragraphs are never near each other.
_APART = 1000


class Found(NamedTuple):
    """A hit with its place in the article: sentence, paragraph, and number of its first word counted through."""

    hit: Hit
    sentence: int
    paragraph: int
    word: int


class _Places:
    """Where the members of a group, or guards, stand."""

    def __init__(self) -> None:
        self.words: list[int] = []
        self.sentences: set[int] = set()
        self.paragraphs: set[int] = set()

    def add(self, found: Found) -> None:
        """Add a place; to be called in reading order."""
        self.words.append(found.word)
        self.sentences.add(found.sentence)
        self.paragraphs.add(found.paragraph)

    def has_near(self, found: Found, nearness: str) -> bool:
        """Return whether one of them stands as near to *found* as *nearness* says."""
        if nearness == "text":
            return bool(self.words)
        if nearness == "paragraph":
            return found.paragraph in self.paragraphs
        if nearness == "sentence":
            return found.sentence in self.sentences
        place = bisect_left(self.words, found.word - int(nearness))
        return place < len(self.words) and self.words[place] <= found.word + int(nearness) + found.hit.last - found.hit.first


class Text(NamedTuple):
    """An article with all hits in it: those of a term by its number, each list in reading order."""

    sentences: tuple[Sentence, ...]
    titles: frozenset[int]
    found: dict[int, list[Found]]

    def of(self, terms: Sequence[int]) -> list[Found]:
        """Return the hits of *terms* in reading order."""
        lists = [self.found[term] for term in terms if term in self.found]
        return lists[0] if len(lists) == 1 else sorted((found for each in lists for found in each), key=lambda found: found.word)


class _Judged(NamedTuple):
    """A signal with the numbers of its terms, of its guards, and of the phrases it must not stand in."""

    signal: Signal
    terms: tuple[int, ...]
    unless: tuple[int, ...]
    not_in: tuple[int, ...]


class Reader:
    """A lexicon's language made ready for reading; one serves many articles."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.matcher = Matcher(tongue.grammar.joiners)
        self.groups = {name: self._judged(signals) for name, signals in tongue.groups.items()}
        self.themes = {name: self._judged(signals) for name, signals in tongue.themes.items()}
        self.applying = tuple(self.matcher.add(term) for term in tongue.applying)
        self.elsewhere = tuple(map(self.matcher.add, tongue.elsewhere))
        self.sources = {stem: tuple(self.matcher.add(name, _source_case(name)) for name in names) for stem, names in tongue.sources.items()}

    def _judged(self, signals: Sequence[Signal]) -> tuple[_Judged, ...]:
        add = self.matcher.add
        return tuple(
            _Judged(
                signal, tuple(add(term, signal.case) for term in signal.terms), tuple(map(add, signal.unless)),
                tuple(map(add, signal.not_in)),
            )
            for signal in signals
        )

    def read(self, article: Article) -> Text:
        """Return *article* with everything that is found in it."""
        sentences: list[Sentence] = []
        found: dict[int, list[Found]] = {}
        titles = set()
        word = 0
        for number, paragraph in enumerate(article.paragraphs):
            if paragraph.is_title:
                titles.add(number)
            for sentence in paragraph.sentences:
                hits, length = self.matcher.find(sentence.text)
                for hit in hits:
                    found.setdefault(hit.term, []).append(Found(hit, len(sentences), number, word + hit.first))
                sentences.append(sentence)
                word += length
            word += _APART
        return Text(tuple(sentences), frozenset(titles), found)

    def near(self, text: Text) -> dict[str, _Places]:
        """Return where the groups stand; a group may need those before it."""
        places: dict[str, _Places] = {}
        for name, judged in self.groups.items():
            places[name] = _Places()
            kept = (found for each in judged for found in _standing(each, text, places))
            for found in sorted(kept, key=lambda found: found.word):
                places[name].add(found)
        return places


def _source_case(name: str) -> str:
    """Return how the name of a law is compared: short names in capitals as they are written."""
    return "exact" if name.replace("-", "").isupper() and len(name) <= 8 else ""


def scan(
    article: Article, lexicon: Lexicon, rules: RuleSet, *, threshold: int = THRESHOLD, reader: Reader | None = None
) -> Scan:
    """Return what *article* says: themes with at least *threshold* points, laws it names, days it names.

    *reader* is that of the article's language, for those who scan many articles.
    """
    reader = reader or Reader(lexicon.tongues[article.lang])
    text = reader.read(article)
    places = reader.near(text)
    touched: list[Touched] = []
    if is_about(reader.tongue, places):
        off = reader.tongue.chance + ELSEWHERE * len({term for term in reader.elsewhere if term in text.found})
        known = (theme for theme in reader.themes if theme in rules.themes)
        touched = [each for theme in known if (each := _touched(theme, reader, text, places, threshold, off))]
    order = {theme: place for place, theme in enumerate(rules.themes)}
    touched.sort(key=lambda theme: (-theme.score, order[theme.theme]))
    if threshold >= THRESHOLD:
        touched = [theme for theme in touched if theme.score >= SHARE * touched[0].score]
    laws, days = mentioned(reader, text, rules.sources)
    return Scan(tuple(touched), laws, days, article.lang)


def is_about(tongue: Tongue, places: dict[str, _Places]) -> bool:
    """Return whether the text with groups in *places* is one to look at."""
    return not tongue.about or any(all(places[group].words for group in line) for line in tongue.about)


def _touched(theme: str, reader: Reader, text: Text, places: dict[str, _Places], threshold: int, off: int) -> Touched | None:
    """Return how the text touches *theme*, None if by less than *threshold* after *off* is taken off."""
    counted: set[tuple[int, int]] = set()
    points: list[tuple[int, int]] = []
    shown: dict[int, list[tuple[int, int]]] = {}
    for weight, found in _longest(reader.themes[theme], text, places):
        key = (found.paragraph, found.hit.term)
        if key not in counted:
            counted.add(key)
            # Apart or not, paragraphs follow each other.
            word = found.word - _APART * found.paragraph
            points.append((word, weight * (TITLE_FACTOR if found.paragraph in text.titles else 1)))
        shown.setdefault(found.sentence, []).append((found.hit.start, found.hit.end))
    score = sum(_densest(points, length) for length in STRETCHES) - off
    if score < max(threshold, 1):
        return None
    sentences = (text.sentences[number]._replace(marks=_merged(marks)) for number, marks in sorted(shown.items()))
    return Touched(theme, strength(score), score, tuple(sentences))


def _densest(points: Sequence[tuple[int, int]], length: int) -> int:
    """Return the most points that *length* words in a row have; *points* are by their words, in reading order."""
    most = total = first = 0
    for word, number in points:
        total += number
        while points[first][0] <= word - length:
            total -= points[first][1]
            first += 1
        most = max(most, total)
    return most


def strength(score: int) -> str:
    """Return the word for a score."""
    return "strong" if score >= STRONG else "clear" if score >= CLEAR else "weak"


def _longest(judged: Sequence[_Judged], text: Text, places: dict[str, _Places]) -> Iterator[tuple[int, Found]]:
    """Yield weight and place of what stands for a theme, without what lies within a longer term."""
    kept = [(each.signal.weight, found) for each in judged for found in _standing(each, text, places)]
    kept.sort(key=lambda pair: (pair[1].sentence, pair[1].hit.start, -pair[1].hit.end, -pair[0]))
    sentence, end = -1, -1
    for weight, found in kept:
        if found.sentence != sentence:
            sentence, end = found.sentence, -1
        if found.hit.end > end:
            end = found.hit.end
            yield weight, found


def _standing(each: _Judged, text: Text, places: dict[str, _Places]) -> Iterator[Found]:
    """Yield the hits of a signal that stand: with what it needs near, without what takes the meaning away."""
    hits = text.of(each.terms)
    if not hits:
        return
    guards = _Places()
    for found in text.of(each.unless):
        guards.add(found)
    covered = {(found.sentence, place) for found in text.of(each.not_in) for place in range(found.hit.first, found.hit.last + 1)}
    signal = each.signal
    for found in hits:
        if signal.needs and not any(places[group].has_near(found, signal.within) for group in signal.needs):
            continue
        if guards.words and guards.has_near(found, signal.near):
            continue
        if (found.sentence, found.hit.first) in covered:
            continue
        yield found


def _merged(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return *marks* in order, those that overlap put together."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
