"""The brief on an article for people: as plain text for a terminal or a mail, and as Markdown for a wiki.

Both say the same lines; one place decides which, two how a line looks. What stems from the article is escaped for where it
goes. Values in, text out. Not responsible for the page of HTML (`newspage`), nor for what tools read (`clippings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .dialects import markdown
from .dialects._base import Block, finish
from .errors import visible
from .model import LEVELS, Citation, Entry, Source
from .news import Concern, Day, Named, News, Standing, clipped, excerpt, pieces, telling
from .prose import safe_url
from .scans import Sentence
from .widths import WIDTH, shown_width
from .wording import Words, capital

Paint = Callable[[str, str], str]

MOST_SENTENCES = 4
MOST_TASKS = 6
MOST_LISTED = 30
_MOST_LAWS = 2
_MOST_LINES = 6


class Part(NamedTuple):
    """A piece of a line; `style` is "", `strong`, or `mark` for what was recognised in a sentence; `url` is where it leads."""

    text: str
    style: str = ""
    url: str = ""


class Line(NamedTuple):
    """A line: a `title`, `heading` or `group`, a `plain` one, an `impact`, a `quote`, an `entry`, a `detail` of that."""

    kind: str
    parts: tuple[Part, ...]


def text(news: News, words: Words, paint: Paint = lambda shown, style: shown, *, width: int = WIDTH) -> str:
    """Return the brief as plain text of *width* columns, marks in square brackets; *paint* colours a piece by its style."""
    return "".join(_plain(line, paint, width) for line in _lines(news, words, MOST_TASKS))


def as_markdown(news: News, words: Words) -> str:
    """Return the brief as headings and bullets with every item, marks bold; it holds no boxes to tick."""
    return finish(_block(line) for line in _lines(news, words, None))


# ---- which lines


def _lines(news: News, words: Words, most: int | None) -> Iterator[Line]:
    yield _line("title", title(news, words))
    yield _line("plain", article(news, words))
    yield from (_line("plain", told) for told in lead(news, words))
    for concern in news.concerns:
        yield from _concern(concern, news, words, most)
    yield from _sources(news, words)
    yield from _dates(news, words)
    yield _line("foot", foot(news, words))


def _line(kind: str, *parts: str | Part) -> Line:
    return Line(kind, tuple(part if isinstance(part, Part) else Part(part) for part in parts))


def _concern(concern: Concern, news: News, words: Words, most: int | None) -> Iterator[Line]:
    yield _line("heading", f"{concern.theme.title} – {words.say(f'scan_{concern.strength}')}")
    yield _line("impact", concern.theme.impact)
    yield _line("group", words.say("scan_says"))
    shown = telling(concern.sentences, MOST_SENTENCES)
    yield from (_quote(sentence, words) for sentence in shown)
    left = len(concern.sentences) - len(shown)
    if left:
        yield _line("quote", more_places(left, words))
    yield _line("group", f"{words.say('scan_to_do')}: {tally(concern, words)}" if concern.tasks else words.say("scan_to_do"))
    if not concern.tasks:
        yield _line("entry", nothing(concern, words))
    entries = [task.entry for task in concern.tasks]
    for entry in entries[:most]:
        yield from _entry(entry, news, words)
    if most and len(entries) > most:
        yield _line("entry", words.say("scan_more_items", n=len(entries) - most))


def _quote(sentence: Sentence, words: Words) -> Line:
    place = Part(f"{words.say('scan_line', n=sentence.line)}: ")
    return Line("quote", (place, *(Part(piece.text, "mark" if piece.marked else "") for piece in pieces(excerpt(sentence)))))


def _entry(entry: Entry, news: News, words: Words) -> Iterator[Line]:
    label = capital(words.label(entry, general=not news.campaign.facets))
    # In two pieces, because a code in brackets alone would be written as if it could end a task line.
    yield _line("entry", Part(f"{label}:", "strong"), f" {entry.action} (", f"{entry.code})")
    cited = laws(entry, news, words)
    parts: list[Part] = []
    for source, before, provision, after in cited[:_MOST_LAWS]:
        parts += [Part("; " if parts else ""), Part(before), Part(provision, url=source.url), Part(after)]
    if len(cited) > _MOST_LAWS:
        parts.append(Part(f" {words.say('more_laws', n=len(cited) - _MOST_LAWS)}"))
    if entry.by:
        parts.append(Part(f"{'; ' if parts else ''}{words.say('chip_by', date=entry.by)}"))
    if parts:
        yield Line("detail", tuple(part for part in parts if part.text))


def _sources(news: News, words: Words) -> Iterator[Line]:
    if news.sources:
        yield _line("heading", words.say("scan_sources"))
    for named in news.sources[:MOST_LISTED]:
        yield _line("entry", Part(called(named, words), "strong"), f" ({lines(named, words)})")
        yield from (_line("detail", told) for told in standings(named, news, words))
    yield from _rest(len(news.sources), words)


def _dates(news: News, words: Words) -> Iterator[Line]:
    if news.dates:
        yield _line("heading", words.say("scan_dates"))
    for day in news.dates[:MOST_LISTED]:
        place = words.say("scan_line", n=day.sentence.line)
        yield _line("entry", Part(str(day.day), "strong"), f" ({place}): {dated(day, words)}")
    yield from _rest(len(news.dates), words)


def _rest(number: int, words: Words) -> Iterator[Line]:
    if number > MOST_LISTED:
        yield _line("entry", words.say("scan_more", n=number - MOST_LISTED))


# ---- what is said, plain strings


def title(news: News, words: Words) -> str:
    """Return what the brief is about: the headline of the article, else the name of its file."""
    return words.say("scan_title", title=clipped(news.title, 140) or news.path)


def article(news: News, words: Words) -> str:
    """Return which file was read, and in which language."""
    lang = words.wording.get(f"scan_lang_{news.article_lang}", news.article_lang)
    return words.say("scan_article", path=news.path, lang=lang)


def lead(news: News, words: Words) -> Iterator[str]:
    """Yield what comes of it in short: the themes, and how much there is to do about them."""
    if not news.concerns:
        yield words.say("scan_nothing") if not news.is_narrowed else words.say("scan_nothing_above", n=news.threshold)
        return
    themes = [
        words.say("scan_touched", theme=concern.theme.title, strength=words.say(f"scan_{concern.strength}")) for concern in news.concerns
    ]
    yield words.say("scan_touches", themes=words.both(themes))
    if not news.checklist or not (news.totals.total or news.totals.waived):
        yield words.say("scan_nothing_to_do")
        return
    name = "scan_general" if not news.campaign.facets else "scan_campaign" if news.campaign.title else "scan_facts"
    waived = words.say("waived_count", n=news.totals.waived) if news.totals.waived else ""
    count, levels = words.count(news.totals.total), words.levels(news.checklist)
    yield words.say(name, campaign=news.campaign.title, count=count, levels=levels, waived=waived)


def foot(news: News, words: Words) -> str:
    """Return how it was found, and that it is no legal advice."""
    packs = words.both([f"{pack.name} {pack.version}" for pack in news.packs])
    return f"{words.say('scan_colophon', packs=packs, date=news.as_of)} {words.say('advice')}"


def tally(concern: Concern, words: Words) -> str:
    """Return how many items a theme comes to: `10 must, 4 should`."""
    levels = [task.entry.level for task in concern.tasks]
    return ", ".join(words.say("level_count", n=levels.count(level), level=words.say(level)) for level in LEVELS if level in levels)


def nothing(concern: Concern, words: Words) -> str:
    """Return why there is nothing to do about a theme."""
    if not concern.left_out:
        return words.say("scan_elsewhere_listed")
    return words.say("scan_nothing_of_theme_one" if concern.left_out == 1 else "scan_nothing_of_theme", n=concern.left_out)


def more_places(number: int, words: Words) -> str:
    """Return that the article says it in further places."""
    return words.say("scan_more_places_one" if number == 1 else "scan_more_places", n=number)


def laws(entry: Entry, news: News, words: Words) -> list[tuple[Source, str, str, str]]:
    """Return what makes *entry* a must, now or later: the source, and what stands before its name, its name, what stands behind."""
    if entry.becomes:
        citation = entry.becomes.citation
        places = words.say("starts", places=words.places(citation.places), date=citation.source.since_text)
        return [_law(citation, places, news, words)]
    cited = sorted(entry.citations, key=lambda citation: citation.source.name not in news.meant)
    return [_law(citation, words.since(citation), news, words) for citation in cited]


def _law(citation: Citation, places: str, news: News, words: Words) -> tuple[Source, str, str, str]:
    # A value is never read as a slot, so the slot can stand for itself.
    before, _, after = words.say("citation", law="{law}", places=places).partition("{law}")
    doubts = words.doubts(citation) if news.campaign.facets else ""
    named = words.say("scan_named_here") if citation.source.name in news.meant else ""
    return citation.source, before, citation.provision, ", ".join(filter(None, (after, doubts, named)))


def called(named: Named, words: Words) -> str:
    """Return a law as the article names it, with the provisions it cites."""
    name = clipped(named.name, 120)
    return words.say("scan_provisions", law=name, provisions=", ".join(named.provisions[:8])) if named.provisions else name


def lines(named: Named, words: Words) -> str:
    """Return the lines that name a law."""
    numbers = list(dict.fromkeys(sentence.line for sentence in named.sentences))
    shown = ", ".join(map(str, numbers[:_MOST_LINES])) + (" …" if len(numbers) > _MOST_LINES else "")
    return words.say("scan_line" if len(numbers) == 1 else "scan_lines", n=shown)


def standings(named: Named, news: News, words: Words) -> list[str]:
    """Return what the registry has of a law, and how it stands for the campaign; sources that stand alike are told together."""
    if not named.standings:
        return [words.say("scan_unknown")]
    alike: dict[str, list[str]] = {}
    for standing in named.standings:
        alike.setdefault(_standing(standing, news, words), []).append(standing.source.short)
    return [f"{_some(names, words)}: {told}" for told, names in alike.items()]


def _standing(standing: Standing, news: News, words: Words) -> str:
    source = standing.source
    values = {"places": words.places(standing.places), "date": source.since_text}
    if standing.status == "elsewhere":
        return words.say("scan_not_here", **values)
    if standing.status == "ended":
        told = words.say("scan_ended", places=values["places"], date=source.until)
    elif not source.since_text:
        told = values["places"]
    else:
        told = words.say("since" if standing.status == "in-force" else "starts", **values)
    if not standing.binds:
        return words.say("scan_no_law", standing=told)
    if news.campaign.facets and not standing.certain:
        return f"{told}, {words.say('if_reaches', place=words.phrases(standing.places))}"
    return told


def dated(day: Day, words: Words) -> str:
    """Return how a day stands against the registry."""
    names = _some([source.short for source in day.sources], words)
    if day.status == "covered":
        return words.say("scan_covered", sources=names)
    if day.status == "differs":
        return words.say("scan_differs", days=_some(list(map(str, day.expected)), words), sources=names)
    return words.say("scan_no_day")


def _some(names: list[str], words: Words) -> str:
    """Return the first of *names*, and how many more there are."""
    shown = "; ".join(names[:_MOST_LINES])
    return f"{shown} {words.say('scan_more', n=len(names) - _MOST_LINES)}" if len(names) > _MOST_LINES else shown


# ---- how a line looks

_INDENTED = {"impact": 2, "group": 2, "quote": 4, "entry": 4, "detail": 8}
_HANGING = {"quote": 4, "entry": 4}
_WORD = re.compile(r"\S+")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")


def _plain(line: Line, paint: Paint, width: int) -> str:
    """Return a line of plain text, broken where it gets too long, with the marks of a sentence in brackets."""
    shown, styles = _flat(line)
    indent, hanging = _INDENTED.get(line.kind, 0), _HANGING.get(line.kind, 0)
    rows: list[str] = []
    for start, end in _rows(shown, width - indent - hanging):
        margin = " " * (indent + (hanging if rows else 0))
        rows.append(margin + _painted(shown, styles, start, end, paint))
    gap = "\n" if line.kind in ("heading", "group", "foot") else ""
    return gap + "\n".join(rows) + "\n"


def _flat(line: Line) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of a line fit for a terminal, and the styles in it: start, end, style."""
    shown, styles = "", []
    whole = line.kind if line.kind in ("title", "heading", "group") else ""
    for part in line.parts:
        piece = visible(part.text)
        piece = f"[{piece}]" if part.style == "mark" else piece
        if whole or part.style:
            styles.append((len(shown), len(shown) + len(piece), whole or part.style))
        shown += piece
    return shown, styles


def _rows(shown: str, room: int) -> list[tuple[int, int]]:
    """Return where the rows of *shown* begin and end, none wider than *room* unless a word is."""
    rows: list[tuple[int, int]] = []
    start = end = 0
    for found in _WORD.finditer(shown):
        if end > start and shown_width(shown[start : found.end()]) > room:
            rows.append((start, end))
            start = found.start()
        elif end == start:
            start = found.start()
        end = found.end()
    return [*rows, (start, end)]


def _painted(shown: str, styles: Iterable[tuple[int, int, str]], start: int, end: int, paint: Paint) -> str:
    """Return *shown* from *start* to *end*, what has a style painted."""
    row, place = "", start
    for first, last, style in styles:
        first, last = max(first, start), min(last, end)
        if first < last:
            row += shown[place:first] + paint(shown[first:last], style)
            place = last
    return row + shown[place:end]


_LEVEL_OF = {"title": 1, "heading": 2, "group": 3}


def _block(line: Line) -> Block:
    inner = "".join(map(_inline, line.parts))
    if line.kind in _LEVEL_OF:
        return Block("heading", _LEVEL_OF[line.kind], markdown.heading(_LEVEL_OF[line.kind], inner))
    if line.kind in ("plain", "impact", "foot"):
        return Block("paragraph", 0, markdown.paragraph(inner))
    depth = 1 if line.kind == "detail" else 0
    return Block("bullet", depth, markdown.bullet(inner, depth))


def _inline(part: Part) -> str:
    shown = visible(part.text)
    url = safe_url(part.url)
    if url:
        return markdown.link(markdown.text(shown), url)
    if not part.style:
        return markdown.text(shown)
    # Signs at the ends of what is bold would keep some engines from seeing that it is.
    found = _CORE.search(shown)
    if not found:
        return markdown.text(shown)
    before, after = shown[: found.start()], shown[found.end() :]
    return f"{_escaped(before)}{markdown.strong(markdown.text(found.group()))}{_escaped(after)}"


def _escaped(signs: str) -> str:
    return markdown.text(signs) if signs else ""
