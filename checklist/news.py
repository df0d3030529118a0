"""What an article comes to in a campaign: the themes it touches with what there is to do, the laws and the days it names.

A scan is held against the rules and a campaign; what comes out are values for people and for tools. All text in them that
stems from the article is hostile: escape it for where it goes.

Not responsible for finding anything in an article (`scanning`), nor for words (`bulletin`, `newspage`, `clippings`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from .binding import BINDING, WORLD
from .conditions import Stated, meets
from .errors import nearest
from .making import Brief, as_of, checklist, with_options
from .model import LEVELS, Campaign, Checklist, Entry, Item, Pack, RuleSet, Source, Task, Theme, Totals, Truth
from .scanning import CLEAR, STRONG, THRESHOLD
from .scans import Article, Dated, Mention, Scan, Sentence
from .selection import Choice
from .wording import is_open

# How clearly an article has to touch a theme, in words, by the points that this takes.
THRESHOLDS = {"weak": THRESHOLD, "clear": CLEAR, "strong": STRONG}
MOST_POINTS = 999
# Whoever names more laws or days than a person would read is not told all of them.
MOST_NAMED = 1000
# Longer sentences are shown around what was recognised in them.
LONGEST = 280


class Concern(NamedTuple):
    """A theme that an article touches, and what a campaign has to do about it.

    An item that belongs to several themes stands under its own, or under the first of the others if its own is not touched.
    """

    theme: Theme  #: the theme
    strength: str  #: `weak`, `clear` or `strong`
    score: int  #: the number behind it
    sentences: tuple[Sentence, ...]  #: the sentences that show it, in reading order
    tasks: tuple[Task, ...]  #: what to do: musts first, among them what rests on a law that the article names
    left_out: int  #: how many items of the theme a stated fact rules out


class Standing(NamedTuple):
    """A source of the registry and how it stands for a campaign."""

    source: Source  #: the source
    status: str  #: `in-force`, `coming`, `ended`, or `elsewhere` if the campaign is not where it applies
    binds: bool  #: whether it is law, a directive or a house rule; guidance and policies bind nobody
    places: tuple[str, ...]  #: markets it applies in
    certain: bool  #: whether the campaign is there for certain


class Named(NamedTuple):
    """A law or rule book that an article names."""

    name: str  #: as the article words it first
    provisions: tuple[str, ...]  #: articles cited with it: `50`, `5a`
    standings: tuple[Standing, ...]  #: the sources it may mean, those of the list first; none if the registry does not know it
    sentences: tuple[Sentence, ...]  #: the sentences that name it


class Day(NamedTuple):
    """A day that an article names, held against the registry."""

    day: date  #: the day
    status: str  #: `covered`, `differs`, or `unknown` where the registry has no such day for what the article names
    sources: tuple[Source, ...]  #: the sources meant
    expected: tuple[date, ...]  #: the days that the registry has for them
    sentence: Sentence  #: the sentence that names it


class News(NamedTuple):
    """An article held against the rules and a campaign: the impact brief as values."""

    path: str  #: the file, as it was given
    title: str  #: its headline, or empty
    article_lang: str  #: the language it is read in
    threshold: int  #: the points from which on a theme counts as touched
    campaign: Campaign  #: the campaign, with the arguments laid over it
    as_of: date  #: day that laws are judged at
    packs: tuple[Pack, ...]  #: the packs it was made with
    lang: str  #: language of the texts of the rules
    concerns: tuple[Concern, ...]  #: themes it touches, the strongest first
    sources: tuple[Named, ...]  #: laws and rule books it names, in reading order
    dates: tuple[Day, ...]  #: days it names, in reading order
    checklist: Checklist | None  #: what to do about all of these themes; None if it touches none
    meant: frozenset[str]  #: names of the sources that the article names

    @property
    def totals(self) -> Totals:
        """Return the numbers of items by level."""
        return self.checklist.totals if self.checklist else Totals(0, 0, 0, 0, 0)

    @property
    def is_narrowed(self) -> bool:
        """Return whether less was asked for than is told by default."""
        return self.threshold > THRESHOLD


def weigh(article: Article, found: Scan, rules: RuleSet, brief: Brief, *, day: date, threshold: int) -> News:
    """Return what *found* in *article* comes to for the campaign *brief*; *day* is today."""
    themes = tuple(touched.theme for touched in found.themes)
    made = checklist(rules, brief, Choice(themes, group_by="theme"), day=day, may_be_empty=True) if themes else None
    campaign = with_options(brief, Choice(themes))
    judged, _ = as_of(brief, day)
    register = _Register(rules, campaign.facets, judged, made)
    meant = frozenset(name for mention in found.sources for name in mention.sources)
    return News(
        path=article.path, title=_title(article), article_lang=article.lang, threshold=threshold, campaign=campaign, as_of=judged,
        packs=rules.packs, lang=rules.lang, concerns=tuple(_concerns(found, rules, made, meant)),
        sources=tuple(map(register.named, found.sources[:MOST_NAMED])),
        dates=tuple(map(register.day, found.dates[:MOST_NAMED])), checklist=made, meant=meant,
    )


def points(given: str) -> int:
    """Return the threshold that *given* says, a word or a number.

    Raises:
        ValueError: if it says none; what is wrong, and what to do.
    """
    written = given.strip().lower()
    if written in THRESHOLDS:
        return THRESHOLDS[written]
    if written.isascii() and written.isdigit() and len(written) < 7 and 1 <= int(written) <= MOST_POINTS:
        return int(written)
    near = nearest(written, THRESHOLDS)
    known = ", ".join(f"{word} ({number} points)" for word, number in THRESHOLDS.items())
    raise ValueError(f"{given!r} is no threshold", f"did you mean {near!r}?" if near else f"{known}, or a number from 1 to {MOST_POINTS}")


def _title(article: Article) -> str:
    titles = (paragraph for paragraph in article.paragraphs if paragraph.is_title)
    return next((" ".join(sentence.text for sentence in paragraph.sentences) for paragraph in titles), "")


def _concerns(found: Scan, rules: RuleSet, made: Checklist | None, meant: frozenset[str]) -> Iterator[Concern]:
    names = [touched.theme for touched in found.themes]
    home = {item.code: _home(item, names) for item in rules.item_list}
    tasks = [task for section in made.sections for task in section.tasks] if made else []
    out = Counter(home[left.code] for left in made.left_out) if made else Counter()
    for touched in found.themes:
        mine = (task for task in tasks if home[task.entry.item.code] == touched.theme)
        yield Concern(
            rules.themes[touched.theme], touched.strength, touched.score, touched.sentences,
            _ordered(mine, touched.theme, meant), out[touched.theme],
        )


def _home(item: Item, names: Collection[str]) -> str:
    """Return which of the themes *names* an item is told under: its own, else the first that it belongs to too; "" for none."""
    return next((name for name in (item.theme, *item.also) if name in names), "")


def _ordered(tasks: Iterable[Task], theme: str, meant: frozenset[str]) -> tuple[Task, ...]:
    """Return *tasks* with musts first; of one level first what rests on a source that is *meant*, then the items of *theme* itself."""

    def rank(task: Task) -> tuple[int, bool, bool, bool]:
        entry = task.entry
        return LEVELS.index(entry.level), not rests_on(entry, meant), entry.item.theme != theme, is_open(entry)

    return tuple(sorted(tasks, key=rank))


def rests_on(entry: Entry, meant: Collection[str]) -> bool:
    """Return whether a source that is *meant* makes *entry* a must, now or later."""
    coming = (entry.becomes.citation,) if entry.becomes else ()
    return any(citation.source.name in meant for citation in (*entry.citations, *coming))


class _Register:
    """The sources of a rule set, as they stand for one campaign on one day."""

    def __init__(self, rules: RuleSet, stated: Stated, judged: date, made: Checklist | None) -> None:
        self.sources, self.markets = rules.sources, rules.vocabulary.facets["markets"]
        self.stated, self.judged = stated.get("markets"), judged
        tasks = [task for section in made.sections for task in section.tasks] if made else []
        self.cited = {citation.source.name for task in tasks for citation in task.entry.citations}

    def named(self, mention: Mention) -> Named:
        """Return the law that *mention* is, with the sources it may mean: those that the list cites first, then what binds."""
        standings = [self._standing(self.sources[name]) for name in mention.sources]
        standings.sort(key=lambda each: (each.source.name not in self.cited, not each.binds, each.status == "elsewhere"))
        return Named(mention.name, mention.provisions, tuple(standings), mention.sentences)

    def day(self, dated: Dated) -> Day:
        """Return the day that *dated* is."""
        return Day(dated.day, dated.status, tuple(self.sources[name] for name in dated.sources), dated.expected, dated.sentence)

    def _standing(self, source: Source) -> Standing:
        places = tuple(place for place, _ in source.through) or source.jurisdictions
        reach = Truth.TRUE if WORLD in places else meets(self.markets, self.stated, places)
        if reach is Truth.FALSE:
            status = "elsewhere"
        elif source.until and source.until < self.judged:
            status = "ended"
        else:
            status = "coming" if source.since > self.judged else "in-force"
        return Standing(source, status, source.kind in BINDING, places, reach is Truth.TRUE)


# ---- sentences as they are shown


class Piece(NamedTuple):
    """A piece of a sentence; `marked` if it is what was recognised."""

    text: str
    marked: bool


def excerpt(sentence: Sentence, longest: int = LONGEST) -> Sentence:
    """Return *sentence*, or the part of it around its first mark, of at most *longest* characters beside the dots."""
    text, marks = sentence.text, sentence.marks
    if len(text) <= longest:
        return sentence
    first = marks[0][0] if marks else 0
    start = 0 if first < longest // 2 else first - longest // 4
    start = _word_start(text, start, first)
    end = _word_end(text, min(start + longest, len(text)), max(marks[0][1] if marks else 0, start))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    kept = tuple((max(begin, start) + shift, min(stop, end) + shift) for begin, stop in marks if begin < end and stop > start)
    return Sentence(sentence.line, f"{before}{text[start:end].rstrip()}{after}", kept)


def clipped(text: str, longest: int) -> str:
    """Return *text*, cut at a word where it is longer than *longest* characters."""
    return excerpt(Sentence(0, text), longest).text


def _word_start(text: str, place: int, latest: int) -> int:
    """Return where a word begins at *place* or behind it, at most at *latest*."""
    if not place or text[place - 1].isspace():
        return place
    gap = next((at for at in range(place, min(place + 40, latest)) if text[at].isspace()), place - 1)
    return gap + 1


def _word_end(text: str, place: int, earliest: int) -> int:
    """Return where a word ends at *place* or before it, at least at *earliest*."""
    if place >= len(text) or text[place].isspace():
        return place
    return next((at for at in range(place, max(place - 40, earliest), -1) if text[at].isspace()), place)


def pieces(sentence: Sentence) -> Iterator[Piece]:
    """Yield *sentence* cut at its marks, without empty pieces."""
    end = 0
    for start, stop in sentence.marks:
        if start > end:
            yield Piece(sentence.text[end:start], False)
        if stop > max(start, end):
            yield Piece(sentence.text[max(start, end) : stop], True)
        end = max(end, stop)
    if end < len(sentence.text):
        yield Piece(sentence.text[end:], False)


def telling(sentences: Iterable[Sentence], most: int) -> tuple[Sentence, ...]:
    """Return those of *sentences* that say most, by what was recognised in them, at most *most*, in reading order."""
    listed = list(sentences)
    best = sorted(range(len(listed)), key=lambda place: (-len(listed[place].marks), place))[:most]
    return tuple(listed[place] for place in sorted(best))
