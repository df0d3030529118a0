"""The laws and days that an article names, held against the registry of sources.

Not responsible for themes (`scanning`), nor for whether the registry is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .binding import BINDING
from .lexicon import Grammar
from .matching import normal
from .model import Source
from .scans import Dated, Mention
from .signals import is_source

if TYPE_CHECKING:
    from .scanning import Reader, Text

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")
# The number of an act of the EU: (EU) 2024/1689, 2005/29/EC; so that a law the pack has no name for is recognised.
_EU_NUMBER = re.compile(
    r"\((?:EU|EG|EC|EWG|EEC)\) ?(?:No\.? |Nr\.? )?(\d{3,4}/\d{2,4})(?!\d)|(?<![\d/])(\d{4}/\d{1,4})/(?:EU|EC|EG|EWG|EEC)\b"
)
_NUMBER = r"\d{1,4}[a-z]{0,2}"
_CITED = re.compile(r"(?:Arts?\.?|§{1,2}|s{1,2}\.|regs?\.|Part|Title|Annex) ?(" + _NUMBER + r"(?:(?:, | and |-)" + _NUMBER + ")*)")
_PARAGRAPHS = re.compile(r" ?\([^()]{1,9}\)")
_LAW_WORDS = 6
_NEAR = 60


class _Named(NamedTuple):
    """A law as one sentence names it."""

    key: str
    name: str
    sources: tuple[str, ...]
    sentence: int
    start: int
    end: int


def mentioned(reader: Reader, text: Text, sources: Mapping[str, Source]) -> tuple[tuple[Mention, ...], tuple[Dated, ...]]:
    """Return the laws and the days that *text* names, in reading order."""
    named = sorted(_told_apart(tuple(_named(reader, text, sources)), text), key=lambda law: (law.sentence, law.start, -law.end))
    laws = _Laws(reader.tongue.grammar, text, sources)
    for law in named:
        laws.add(law)
    return laws.mentions(), tuple(_days(reader, text, sources, laws))


class _Laws:
    """The laws of a text, each with all places that name it."""

    def __init__(self, grammar: Grammar, text: Text, sources: Mapping[str, Source]) -> None:
        self.text, self.sources = text, sources
        self.provisions = _provision_pattern(grammar)
        self.places: dict[str, list[_Named]] = {}
        self.cited: dict[str, dict[str, None]] = {}  # in order, each once
        self.by_sentence: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
        self._end = (-1, -1)

    def add(self, law: _Named) -> None:
        """Take in a place; to be called in reading order, the longest of overlapping names first."""
        if self._end[0] == law.sentence and law.start < self._end[1]:
            return
        after = self._end[1] if self._end[0] == law.sentence else 0
        self._end = (law.sentence, law.end)
        self.places.setdefault(law.key, []).append(law)
        cited = self._cited(law, after)
        self.cited.setdefault(law.key, {}).update(dict.fromkeys(cited))
        self.by_sentence.setdefault(law.sentence, []).append((law.key, self._narrowed(law.sources, cited)))

    def _cited(self, law: _Named, after: int) -> list[str]:
        """Return the provisions cited right before or after the name of *law*; the law before it ends at *after*."""
        if self.provisions is None:
            return []
        sentence = self.text.sentences[law.sentence].text
        around = (sentence[max(law.start - _NEAR, after) : law.start], sentence[law.end : law.end + _NEAR])
        found = [list(self.provisions.finditer(part)) for part in around]
        # What a semicolon or several words part from it belongs elsewhere.
        before = [each for each in found[0] if not re.search(r"[;:]\s", around[0][each.end() :])][-1:]
        behind = [each for each in found[1] if len(around[1][: each.start()].split()) <= 1][:1]
        return [number.lower() for each in (*before, *behind) for number in re.findall(_NUMBER, each.group(1))]

    def _narrowed(self, sources: Sequence[str], cited: Sequence[str]) -> tuple[str, ...]:
        """Return those of *sources* that are one of the provisions *cited*; all, if none is."""
        fitting = [name for name in sources if set(cited) & _provisions_of(self.sources[name].short)]
        return tuple(fitting or sources)

    def mentions(self) -> tuple[Mention, ...]:
        """Return the laws in the order in which they are named first."""
        mentions = []
        for key, places in self.places.items():
            cited = tuple(self.cited[key])
            numbers = dict.fromkeys(place.sentence for place in places)
            marks: dict[int, list[tuple[int, int]]] = {}
            for place in places:
                marks.setdefault(place.sentence, []).append((place.start, place.end))
            shown = tuple(self.text.sentences[number]._replace(marks=tuple(marks[number])) for number in numbers)
            mentions.append(Mention(places[0].name, cited, self._narrowed(places[0].sources, cited), shown))
        return tuple(mentions)


def _provision_pattern(grammar: Grammar) -> re.Pattern[str] | None:
    """Return what a citation looks like: Article 50(4), Art. 5 Abs. 1, § 5a."""
    if not grammar.provisions:
        return None
    words = "|".join(re.escape(word) for word in sorted(grammar.provisions, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words}) ?({_NUMBER}(?:(?:, | and | und | to | bis | ?[-–] ?){_NUMBER}){{0,5}})(?!\w)", re.I)


@lru_cache(maxsize=4096)
def _provisions_of(short: str) -> frozenset[str]:
    """Return the numbers of the provisions that a source, cited as *short*, is."""
    # Their paragraphs would end a list of them: Arts. 3(3), 25.
    bare = _PARAGRAPHS.sub("", short)
    return frozenset(number.lower() for found in _CITED.finditer(bare) for number in re.findall(_NUMBER, found.group(1)))


# ---- names


def _named(reader: Reader, text: Text, sources: Mapping[str, Source]) -> Iterator[_Named]:
    """Yield the places at which laws are named, by a name of the pack, by their number, or in a way only laws are."""
    for stem, terms in reader.sources.items():
        meant = tuple(name for name in sources if is_source(stem, name))
        for found in text.of(terms) if meant else ():
            name = text.sentences[found.sentence].text[found.hit.start : found.hit.end]
            yield _Named(stem, name, meant, found.sentence, found.hit.start, found.hit.end)
    numbers = _numbered(sources)
    ends = _LawEnds(reader.tongue.grammar)
    for number, sentence in enumerate(text.sentences):
        for cited in _EU_NUMBER.finditer(sentence.text):
            eu = cited.group(1) or cited.group(2)
            meant = numbers.get(eu, ())
            stem = next((stem for stem in reader.sources if meant and is_source(stem, meant[0])), f"eu {eu}")
            yield _Named(stem, cited.group(), meant, number, cited.start(), cited.end())
        for name, start, end in ends.find(sentence.text):
            yield _Named(f"law {normal(name)}", name, (), number, start, end)


def _told_apart(named: Sequence[_Named], text: Text) -> Iterator[_Named]:
    """Yield the places without those that only a capital letter makes another law: "First AI Act fine" is about the AI Act.

    The article has to name the law by itself elsewhere, and the longer name nowhere where its capitals say something.
    """
    ends = {(law.sentence, law.end): law for law in named if law.sources}
    inner = ((law, ends.get((law.sentence, law.end))) for law in named if not law.sources)
    longer = {law: known for law, known in inner if known and law.start < known.start}
    covered = {(law.sentence, law.end) for law in longer}
    alone = {law.key for place, law in ends.items() if place not in covered}
    headlines = {number for number in {law.sentence for law in longer} if _is_headline(text.sentences[number].text)}
    firm = {law.key for law, known in longer.items() if law.sentence not in headlines and not _is_first_word(law, known, text)}
    for law in named:
        if law not in longer or law.key in firm or longer[law].key not in alone:
            yield law


def _is_headline(sentence: str) -> bool:
    """Return whether *sentence* begins all words with a capital, but for short ones."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", sentence))


def _is_first_word(law: _Named, known: _Named, text: Text) -> bool:
    """Return whether *law* has before *known* only the first word of its sentence, a capital whatever it means."""
    return law.start == 0 and " " not in text.sentences[law.sentence].text[: known.start].rstrip()


def _numbered(sources: Mapping[str, Source]) -> dict[str, tuple[str, ...]]:
    """Return the sources by the number of their act of the EU."""
    numbers: dict[str, tuple[str, ...]] = {}
    for source in sources.values():
        for number in dict.fromkeys(re.findall(r"(?<![\d/])\d{3,4}/\d{2,4}(?![\d])", f"{source.title} {source.short} {source.provision}")):
            numbers[number] = (*numbers.get(number, ()), source.name)
    return numbers


class _LawEnds:
    """Words in which names of laws end."""

    def __init__(self, grammar: Grammar) -> None:
        self.whole = frozenset(word for word in grammar.laws if not word.startswith("*"))
        self.parts = tuple(normal(word.strip("*")) for word in grammar.laws if word.startswith("*"))
        self.none = frozenset(map(normal, grammar.no_laws))

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield name, start and end of what looks like the name of a law in a sentence."""
        words = [found.span() for found in re.finditer(r"[^\W_]+(?:-[^\W_]+){0,9}", text)]
        for place, (start, end) in enumerate(words):
            word = text[start:end]
            if word in self.whole:
                first = self._first(text, words, place)
                name = text[words[first][0] : end]
                if first < place and normal(name) not in self.none:
                    yield name, words[first][0], end
            elif word[0].isupper() and self._is_compound(word):
                yield word, start, end

    def _is_compound(self, word: str) -> bool:
        plain = normal(word)
        return plain not in self.none and any(plain.endswith(part) and len(plain) > len(part) + 2 for part in self.parts)

    @staticmethod
    def _first(text: str, words: Sequence[tuple[int, int]], place: int) -> int:
        """Return the number of the first of the capitalised words that end at *place*; small words may stand between."""
        first = place
        for other in range(place - 1, max(place - _LAW_WORDS, -1), -1):
            word = text[words[other][0] : words[other][1]]
            if text[words[other][1] : words[other + 1][0]] != " ":
                break
            if word[0].isupper() and word not in ("The", "This", "That", "An", "A", "Its", "Their", "Under", "If", "In", "Our", "When"):
                first = other
            elif word not in ("and", "of", "on", "for"):
                break
        return first


# ---- days


def _days(reader: Reader, text: Text, sources: Mapping[str, Source], laws: _Laws) -> Iterator[Dated]:
    everywhere = {name for found in laws.by_sentence.values() for _, names in found for name in names}
    applying = {found.sentence for found in text.of(reader.applying)}
    pattern = _worded(reader.tongue.grammar)
    told: set[tuple[date, str, tuple[str, ...]]] = set()
    for number, sentence in enumerate(text.sentences):
        days = days_in(sentence.text, pattern)
        # Once a sentence: a hostile one may name very many laws and days.
        here = list(dict.fromkeys(name for _, names in laws.by_sentence.get(number, ()) for name in names)) if days else []
        for day, start, end in days:
            status, meant, expected = _judged(day, here, everywhere, sources, number in applying)
            if (day, status, meant) not in told:
                told.add((day, status, meant))
                yield Dated(day, status, meant, expected, sentence._replace(marks=((start, end),)))


def _judged(
    day: date, here: Sequence[str], everywhere: Iterable[str], sources: Mapping[str, Source], applies: bool
) -> tuple[str, tuple[str, ...], tuple[date, ...]]:
    """Return status, sources and their days for a *day* in a sentence that names the sources *here*."""
    covering = [name for name in here if day in _own_days(sources[name])]
    covering = covering or sorted(name for name in everywhere if day in _own_days(sources[name]))
    if covering:
        return "covered", tuple(dict.fromkeys(covering)), (day,)
    meant = tuple(dict.fromkeys(name for name in here if sources[name].kind in BINDING and _own_days(sources[name])))
    if meant and applies:
        return "differs", meant, tuple(sorted({own for name in meant for own in _own_days(sources[name])}))
    return "unknown", (), ()


def _own_days(source: Source) -> set[date]:
    days = {source.since} if source.since != date.min else set()
    return days | ({source.until} if source.until else set())


class _Worded(NamedTuple):
    """Dates with the name of a month, and the months by their names."""

    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    months: dict[str, int]


def _worded(grammar: Grammar) -> _Worded | None:
    months = {name.casefold(): number for number, names in enumerate(grammar.months, 1) for name in names}
    if not months:
        return None
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    return _Worded(
        re.compile(rf"(?<!\w)(\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?({names})\.?,? (\d{{4}})(?!\w)", re.I),
        re.compile(rf"(?<!\w)({names})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\w)", re.I),
        months,
    )


def days_in(text: str, worded: _Worded | None) -> list[tuple[date, int, int]]:
    """Return the days that a sentence names, with their places in it, in reading order; only days that the calendar has."""
    found: list[tuple[date, int, int]] = []

    def keep(match: re.Match[str], year: str, month: int, day: str) -> None:
        try:
            found.append((date(int(year), month, int(day)), match.start(), match.end()))
        except ValueError:
            pass

    for match in _ISO.finditer(text):
        keep(match, match[1], int(match[2]), match[3])
    for match in _DOTTED.finditer(text):
        keep(match, match[3], int(match[2]), match[1])
    if worded:
        for match in worded.day_first.finditer(text):
            keep(match, match[3], worded.months[match[2].casefold()], match[1])
        for match in worded.month_first.finditer(text):
            keep(match, match[3], worded.months[match[1].casefold()], match[2])
    return sorted(found, key=lambda each: each[1:])
