"""Reading pages that are made of lines, for the dialects of such wikis.

What a heading, a task line or a block of code looks like is for the dialect to say; which lines are generated
and which are people's is the same everywhere: below a task all lines are notes, up to the next task line or heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ._base import Unit


# A rule at the start of a page is no front matter: that begins with a key.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n[A-Za-z_][\w-]*[ \t]*:(?s:.*?)\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")


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
    region: str, *, is_heading: Callable[[str], bool], task: Callable[[str], TaskLine | None], hold: Callable[[str], bool],
    signs: re.Pattern[str],
) -> tuple[Unit, ...]:
    """Return the units of *region*. Line ends come back as line feeds, whatever they were.

    *hold* is asked line by line whether a line belongs to code; a line that *signs* does not match at its start is no
    heading, no task and no code.
    """
    return tuple(_Reader(is_heading, task, hold, signs).read(region.replace("\r\n", "\n").split("\n")))


def body_lines(page: str) -> Iterator[tuple[str, int]]:
    """Yield each line of *page* with its offset, line ends gone; the front matter of a static-site page is passed over."""
    offset = 0
    is_front = bool(_FRONT_MATTER.match(page))
    for number, line in enumerate(page.split("\n")):
        if is_front:
            is_front = number == 0 or line.rstrip() not in ("---", "...")
        else:
            yield line.rstrip("\r"), offset
        offset += len(line) + 1


class _Reader:
    """Reads a region line by line."""

    def __init__(
        self, is_heading: Callable[[str], bool], task: Callable[[str], TaskLine | None], hold: Callable[[str], bool], signs: re.Pattern[str]
    ) -> None:
        self.is_heading, self.task, self.hold, self.signs = is_heading, task, hold, signs
        self.units: list[Unit] = []
        self.notes: list[str] = []
        self.parent, self.margin, self.held = "", 0, False

    def read(self, lines: list[str]) -> list[Unit]:
        for number, line in enumerate(lines, 1):
            # Most lines begin with none of the signs that mean something, and belong to what came before.
            if self.units and self.units[-1].kind != "heading" and not self.held and not self.signs.match(line):
                self.notes.append(line)
            else:
                self._take(line, number)
        self._close()
        return self.units

    def _take(self, line: str, number: int) -> None:
        unit = None
        self.held = self.hold(line)
        if not self.held:
            if self.is_heading(line):
                self.parent = ""
                unit = Unit("heading", number, line.strip())
            else:
                unit = self._task(line, number)
        last = self.units[-1].kind if self.units else ""
        if unit is None and last not in ("text", "task") and line.strip():
            unit = Unit("text", number, line)
        if unit is None:
            self.notes.append(line)
        else:
            self._close()
            self.units.append(unit)

    def _task(self, line: str, number: int) -> Unit | None:
        found = self.task(line)
        if found is None:
            return None
        if not self.parent or found.width < self.margin + 2:
            self.parent, self.margin = found.code, found.width
        elif not found.code.startswith(self.parent + "."):
            return None
        return Unit("task", number, found.head, found.inner, found.code, found.box, found.tail, depth=int(found.code != self.parent))

    def _close(self) -> None:
        """Give the last unit the lines that followed it: notes of a task, or more text."""
        lines, self.notes = self.notes, []
        while lines and not lines[-1].strip():
            lines.pop()
        if lines:
            last = self.units[-1]
            more = {"notes": tuple(lines)} if last.kind == "task" else {"text": "\n".join((last.text, *lines))}
            self.units[-1] = last._replace(**more)
