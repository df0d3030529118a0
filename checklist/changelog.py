"""A comparison for people: as plain text, and as Markdown for the change log of a wiki.

Both say the same lines; one place decides which, two how a line looks. Values in, text out. Not responsible for the words of a
single change (`phrasing`), nor for reports that tools read (`deltas`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .diffing import KINDS, Arrival, Change, SourceChange
from .dialects import markdown
from .dialects._base import Block, finish
from .effects import Comparison, Days, Effect, Impact
from .errors import visible
from .phrasing import Phrases, count, packs, series
from .rewording import pieces
from .wording import capital

Paint = Callable[[str, str], str]

_OF_RULES = {
    "new": "New", "on": "Switched on again", "retired": "Retired", "off": "Switched off", "meaning": "Meaning changed",
    "unsaid": "Changed without saying so", "reworded": "Reworded", "details": "Changed in details",
}
_IN_SHORT = {
    "new": "new", "on": "switched on again", "retired": "retired", "off": "switched off", "meaning": "of another meaning",
    "unsaid": "changed without saying so", "reworded": "reworded", "details": "changed in details",
    "in": "coming in", "out": "dropping out", "stricter": "stricter", "milder": "milder",
}
_OF_CAMPAIGN = {"in": "Comes in", "out": "Drops out", "stricter": "Stricter", "milder": "Milder", **_OF_RULES}


class Part(NamedTuple):
    """A piece of a line; `style` is "", `strong`, `gone` or `new`."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """A line: a `title`, `heading` or `group`, an `entry` below it, a `detail` of that; `reworded` shows how a text changed."""

    kind: str
    parts: tuple[Part, ...]


def text(made: Comparison, paint: Paint = lambda shown, style: shown) -> str:
    """Return the comparison as plain text; *paint* colours a piece by its style, on a terminal."""
    return "".join(_plain(line, paint) for line in _lines(made))


def as_markdown(made: Comparison) -> str:
    """Return the comparison as headings and bullets, to be put into a change log; it holds no boxes to tick."""
    return finish(block for line in _lines(made) for block in _blocks(line))


# ---- which lines


def _lines(made: Comparison) -> Iterator[Line]:
    phrases = Phrases(made.changes)
    yield _line("title", _title(made))
    if made.is_empty:
        yield _line("plain", "Nothing changed.")
        return
    yield from (_line("plain", f"Mind: {warning}.") for warning in phrases.warnings())
    yield from _in_short(made)
    yield from _rules(made, phrases)
    for impact in made.impacts:
        yield from _campaign(impact, phrases)


def _line(kind: str, *parts: str | Part) -> Line:
    return Line(kind, tuple(part if isinstance(part, Part) else Part(part) for part in parts))


def _title(made: Comparison) -> str:
    old, new = packs(made.changes.old), packs(made.changes.new)
    if made.days.old == made.days.new:
        return f"{old} → {new}"
    return f"{old} on {made.days.old} → {new} on {made.days.new}"


def _in_short(made: Comparison) -> Iterator[Line]:
    yield _line("heading", "In short")
    told = _counts(made.changes.items, KINDS)
    told += [f"{count(len(made.changes.sources), 'source')} changed"] if made.changes.sources else []
    told += [f"{count(len(made.arrivals), 'date')} arrived"] if made.arrivals else []
    told += [f"{count(len(made.changes.words), 'word')} changed"] if made.changes.words else []
    if made.changes.sentences:
        told.append(f"{count(made.changes.sentences, 'sentence')} of pages changed")
    yield _line("entry", Part("Rules", "strong"), f": {', '.join(told) or 'nothing changed'}")
    for impact in made.impacts:
        yield _line("entry", Part(impact.campaign.title, "strong"), f", {_as_of(impact.days)}: {_sum(impact)}")
    if len(made.impacts) > 1:
        effects = [effect for impact in made.impacts for effect in impact.effects]
        concerned = sum(not impact.is_empty for impact in made.impacts)
        summed = ", ".join(_counts(effects, _OF_CAMPAIGN)) or "nothing changes"
        yield _line("entry", Part("Together", "strong"), f", {concerned} of {len(made.impacts)} campaigns concerned: {summed}")


def _counts(found: Iterable[Change] | Iterable[Effect], kinds: Iterable[str]) -> list[str]:
    counted = Counter(each.kind for each in found)
    return [f"{counted[kind]} {_IN_SHORT[kind]}" for kind in kinds if kind in _IN_SHORT and counted[kind]]


def _as_of(days: Days) -> str:
    return f"as of {days.new}" if days.old == days.new else f"{days.old} → {days.new}"


def _sum(impact: Impact) -> str:
    told = _counts(impact.effects, _OF_CAMPAIGN)
    told += [f"{count(len(impact.arrivals), 'date')} arrived"] if impact.arrivals else []
    told += [f"{count(len(impact.doubts), 'waiver')} to look at"] if impact.doubts else []
    return ", ".join(told) or "nothing changes"


# ---- the rules


def _rules(made: Comparison, phrases: Phrases) -> Iterator[Line]:
    if made.changes.is_empty and not made.arrivals:
        return
    yield _line("heading", "The rules")
    for kind, title in _OF_RULES.items():
        found = made.changes.of_kind(kind)
        if found:
            yield _line("group", f"{title} ({len(found)})")
            for change in found:
                yield from _item(change, phrases)
    yield from _arrived(made.arrivals, phrases)
    yield from _sources(made.changes.sources, phrases)
    if made.changes.words:
        yield _line("group", f"Words ({len(made.changes.words)})")
        yield from (_line("entry", phrases.word(change)) for change in made.changes.words)
    if made.changes.sentences:
        yield _line("group", "Pages")
        yield _line("entry", f"{count(made.changes.sentences, 'sentence')} that pages say changed")


def _item(change: Change, phrases: Phrases) -> Iterator[Line]:
    action = phrases.action(change.item, old=change.new is None)
    yield _line("entry", Part(change.code, "strong"), f" {action}")
    if "action" in change.fields and change.old and change.new:
        before = phrases.action(change.old, old=True)
        parts = tuple(Part(piece.text, "" if piece.kind == "kept" else piece.kind) for piece in pieces(before, action))
        is_shown = any(part.style for part in parts)
        yield Line("reworded", parts) if is_shown else _line("detail", "the action is emphasised or linked otherwise")
    yield from (_line("detail", told) for told in phrases.item(change))


def _arrived(arrivals: Iterable[Arrival], phrases: Phrases) -> Iterator[Line]:
    found = tuple(arrivals)
    if found:
        yield _line("group", f"Dates that arrived ({len(found)})")
    for arrival in found:
        yield _line("entry", Part(str(arrival.day), "strong"), f" {phrases.arrival(arrival)}")


def _sources(changes: Iterable[SourceChange], phrases: Phrases) -> Iterator[Line]:
    found = tuple(changes)
    for kind, title in (("new", "New sources"), ("gone", "Sources that are gone"), ("changed", "Sources that changed")):
        some = [change for change in found if change.kind == kind]
        if some:
            yield _line("group", f"{title} ({len(some)})")
        for change in some:
            yield _line("entry", Part(change.source.short, "strong"))
            yield from (_line("detail", told) for told in phrases.source(change))
    checked = [change.source.short for change in found if change.kind == "checked"]
    if checked:
        yield _line("group", f"Sources checked again ({len(checked)})")
        yield _line("entry", series(checked))


# ---- a campaign


def _campaign(impact: Impact, phrases: Phrases) -> Iterator[Line]:
    before, after = phrases.sides(impact)
    yield _line("heading", f"{impact.campaign.title}, {_as_of(impact.days)}")
    yield _line("plain", f"{capital(before.levels(impact.old))} → {after.levels(impact.new)}.")
    for stranger in impact.strangers:
        yield _line("plain", f"{phrases.stranger(stranger)}.")
    if impact.is_empty:
        yield _line("plain", "Nothing changes.")
    for kind, title in _OF_CAMPAIGN.items():
        found = impact.of_kind(kind)
        if not found:
            continue
        yield _line("group", f"{title} ({len(found)})")
        for effect in found:
            yield from _effect(effect, impact, phrases)
    yield from _arrived(impact.arrivals, phrases)
    if impact.doubts:
        yield _line("group", f"Waivers to look at ({len(impact.doubts)})")
        yield from (_line("entry", phrases.doubt(doubt)) for doubt in impact.doubts)


def _effect(effect: Effect, impact: Impact, phrases: Phrases) -> Iterator[Line]:
    change = effect.change
    was, now = phrases.label(effect, impact, old=True), phrases.label(effect, impact)
    label = f"{was} → {now}" if was and now and was != now else was or now
    action = phrases.action(change.item, old=change.new is None)
    yield _line("entry", Part(change.code, "strong"), f" {capital(label)}: {action}")
    yield from (_line("detail", told) for told in phrases.causes(effect, impact))


# ---- how a line looks

_INDENTED = {"group": "  ", "entry": "    ", "detail": "        ", "reworded": "        "}


def _plain(line: Line, paint: Paint) -> str:
    shown = "".join(_marked(part, line.kind, paint) for part in line.parts)
    if line.kind == "reworded":
        shown = " ".join(_marked(part, line.kind, paint) for part in line.parts)
    gap = "\n" if line.kind in ("heading", "group") else ""
    return f"{gap}{_INDENTED.get(line.kind, '')}{shown}\n"


def _marked(part: Part, kind: str, paint: Paint) -> str:
    shown = visible(part.text)
    if kind == "reworded" and part.style:
        shown = f"[-{shown}-]" if part.style == "gone" else f"{{+{shown}+}}"
    style = kind if kind in ("title", "heading", "group") else part.style
    return paint(shown, style) if style else shown


_LEVELS = {"title": 2, "heading": 3, "group": 4}


def _blocks(line: Line) -> Iterator[Block]:
    if line.kind == "reworded":
        for told, dropped in (("before", "new"), ("now", "gone")):
            kept = [part for part in line.parts if part.style != dropped]
            inner = " ".join(markdown.strong(markdown.text(part.text)) if part.style else markdown.text(part.text) for part in kept)
            yield Block("bullet", 1, markdown.bullet(f"{told}: {inner}", 1))
        return
    inner = "".join(markdown.strong(markdown.text(part.text)) if part.style else markdown.text(part.text) for part in line.parts)
    if line.kind in _LEVELS:
        yield Block("heading", _LEVELS[line.kind], markdown.heading(_LEVELS[line.kind], inner))
    elif line.kind == "plain":
        yield Block("paragraph", 0, markdown.paragraph(inner))
    else:
        depth = 0 if line.kind == "entry" else 1
        yield Block("bullet", depth, markdown.bullet(inner, depth))
