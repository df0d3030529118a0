"""Reading pages that are made of lines, for the dialects of such wikis.

What a heading, a task line or a block of code looks like is for the dialect to say; which lines are generated
and which are people's is the same everywhere: below a task all lines are notes, up to the next task line or heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ._base import Unit


# A rule at the start of a page is no front matter: that begins with a key.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n[A-Za-z_][\w-]*[ \t]*:(?s:.*?)\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")


_LONG = 6
# Pages of the same rules hold the same lines; longer ones are nobody's habit, and are not kept.
_MOST_KEPT, _LONGEST_KEPT = 4096, 400


class TaskLine(NamedTuple):
    """A line that begins with a box and holds a code in parentheses. `width` is its indentation, four for a level.

    `head` is the text from behind the box to the code, which it includes; `inner` the same without the code.
    """

    width: int
    box: str
    head: str
    inner: str
    code: str
    tail: str


def read(
    region: str, *, is_heading: Callable[[str], bool], task: Callable[[str], TaskLine | None], hold: Callable[[str, int], bool],
    signs: re.Pattern[str], tasks: re.Pattern[str], whole: bool = True,
) -> tuple[Unit, ...]:
    """Return the units of *region*; if not the *whole* is wanted, no text, and no headings but those before a task and the next one.
    Line ends come back as line feeds.

    *hold* tells whether a line, with its offset in the region, belongs to code; it is asked in order. A line that *signs* does not
    match at its start is no heading, no task and begins no code, and *hold* is not asked for it while no code is open. One that
    *tasks* does not match is no task.
    """
    last = None if whole else _after_newline(tasks)
    return tuple(_Reader(region.replace("\r\n", "\n"), is_heading, task, hold, _after_newline(signs), last).read())


@lru_cache(maxsize=16)
def _after_newline(signs: re.Pattern[str]) -> re.Pattern[str]:
    """Return what finds the newline before a line that *signs* matches: a search for one character is fast."""
    return re.compile(f"\n(?:{signs.pattern})", signs.flags | re.MULTILINE)


def body_lines(page: str) -> Iterator[tuple[str, int]]:
    """Yield each line of *page* with its offset, line ends gone; the front matter of a static-site page is passed over."""
    offset = body_start(page)
    for line in page[offset:].split("\n") if offset <= len(page) else ():
        yield line.rstrip("\r"), offset
        offset += len(line) + 1


def body_start(page: str) -> int:
    """Return the offset of the line behind the front matter of *page*; past its end if all of it is front matter."""
    if not _FRONT_MATTER.match(page):
        return 0
    start = page.find("\n") + 1
    while start:
        end = page.find("\n", start)
        if page[start : end if end >= 0 else None].rstrip() in ("---", "..."):
            return end + 1 if end >= 0 else len(page) + 1
        start = end + 1
    return len(page) + 1


def lines_with(page: str, needles: tuple[str, ...], start: int = 0) -> Iterator[tuple[str, int]]:
    """Yield each line of *page* from *start* on that holds one of *needles*, with its offset, line ends gone."""
    places: list[int] = []
    # A rare character is found an order of magnitude faster than several in a row are.
    for sign in dict.fromkeys(needle[0] if len(needle) < _LONG else needle for needle in needles):
        place = page.find(sign, start)
        while place >= 0:
            if page.startswith(needles, place):
                places.append(place)
                place = page.find("\n", place)
            place = page.find(sign, place + 1) if place >= 0 else -1
    behind = start
    for place in sorted(places):
        if place >= behind:
            first, last = page.rfind("\n", start, place) + 1 or start, page.find("\n", place)
            behind = last + 1 if last >= 0 else len(page) + 1
            yield page[first : behind - 1].rstrip("\r"), first


class _Reader:
    """Reads a region line by line, but for the lines that belong to what came before."""

    def __init__(
        self, region: str, is_heading: Callable[[str], bool], task: Callable[[str], TaskLine | None],
        hold: Callable[[str, int], bool], sign: re.Pattern[str], ahead: re.Pattern[str] | None,
    ) -> None:
        self.region, self.is_heading, self.task, self.hold, self.sign = region, is_heading, task, hold, sign
        # What may be a task is looked for ahead where text is not wanted; `coming` is where the next one may be.
        self.ahead, self.whole, self.coming = ahead, ahead is None, -1
        self.units: list[Unit] = []
        self.parent, self.margin, self.held = "", 0, False
        # Where the last unit begins, and where its first line ends.
        self.first = self.last = 0

    def read(self) -> list[Unit]:
        at, number, end = 0, 1, len(self.region)
        while at <= end:
            if at and not self.held and not (self.whole and self._may_begin_text()):
                found = self.sign.search(self.region, at - 1)
                if not found:
                    break
                number += self.region.count("\n", at, found.start() + 1)
                at = found.start() + 1
            if not self.held and self.region.startswith("\n", at):
                at, number = at + 1, number + 1
                continue
            stop = self.region.find("\n", at)
            stop = stop if stop >= 0 else end
            self._take(self.region[at:stop], number, at)
            if self.ahead and at > self.coming and self.units and self.units[-1].kind == "heading":
                found = self.ahead.search(self.region, at)
                if not found:
                    return self.units
                self.coming = found.start()
            at, number = stop + 1, number + 1
        self._close(end + 1)
        return self.units

    def _may_begin_text(self) -> bool:
        """Return whether a line that is nothing else begins generated text here, and does not belong to what came before."""
        return not self.units or self.units[-1].kind == "heading"

    def _take(self, line: str, number: int, at: int) -> None:
        unit = None
        if self.held or not at or self.sign.match(self.region, at - 1):
            unit = self._told(line, number, at)
        if unit is None and self.whole and self._may_begin_text() and line.strip():
            unit = Unit("text", number, line)
        if unit is not None:
            self._close(at)
            self.units.append(unit)
            self.first, self.last = at, at + len(line)

    def _told(self, line: str, number: int, at: int) -> Unit | None:
        """Return the heading or task that *line* is, unless it belongs to code."""
        self.held = self.hold(line, at)
        if self.held:
            return None
        if self.is_heading(line):
            self.parent = ""
            return Unit("heading", number, line.strip())
        return self._task(line, number)

    def _task(self, line: str, number: int) -> Unit | None:
        found = _kept(self.task, line) if len(line) <= _LONGEST_KEPT else self.task(line)
        if found is None:
            return None
        if not self.parent or found.width < self.margin + 2:
            self.parent, self.margin = found.code, found.width
        elif not found.code.startswith(self.parent + "."):
            return None
        return Unit("task", number, found.head, found.inner, found.code, found.box, found.tail, depth=int(found.code != self.parent))

    def _close(self, end: int) -> None:
        """Give the last unit the lines up to *end*, where the next one begins: notes of a task, or more text."""
        kept = self.region[self.last + 1 : end - 1].rstrip() if self.units and self.last + 1 < end else ""
        if not kept:
            return
        start = self.last + 1
        stop = self.region.find("\n", start + len(kept))
        stop = stop if stop >= 0 else len(self.region)
        last = self.units[-1]
        if last.kind == "task":
            self.units[-1] = last._replace(notes=tuple(self.region[start:stop].split("\n")))
        elif last.kind == "text":
            self.units[-1] = last._replace(text=self.region[self.first : stop])


@lru_cache(maxsize=_MOST_KEPT)
def _kept(task: Callable[[str], TaskLine | None], line: str) -> TaskLine | None:
    return task(line)
