"""Where things stand in the pictures of a page: squares on the map of the work, days on a line.

Coordinates are whole numbers in the units of a picture's view box, from its upper left corner. Not
responsible for words or markup; a template draws what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from . import notes
from .model import LEVELS, Checklist, Coming, Task


class Shape(NamedTuple):
    """The measures of a map: squares of `size` with a `gap`, row titles `label` wide or, without, `above` the squares."""

    width: int
    label: int
    above: int
    size: int
    gap: int
    font: int


WIDE = Shape(width=704, label=168, above=0, size=16, gap=5, font=12)
SLIM = Shape(width=256, label=0, above=18, size=9, gap=3, font=11)


class Mark(NamedTuple):
    """What one square stands for, and whether it is `done`."""

    code: str
    level: str
    done: bool = False


class Tile(NamedTuple):
    """A square on a map."""

    x: int
    y: int
    mark: Mark


class Label(NamedTuple):
    """A title on a map; `squeeze` is the length it has to be pressed into, 0 where it fits."""

    x: int
    y: int
    title: str
    squeeze: int


class Cell(NamedTuple):
    """Where a row and a column meet: its squares, and how many there are of each level that occurs."""

    tiles: tuple[Tile, ...]
    totals: tuple[tuple[str, int], ...]


class Row(NamedTuple):
    """A row of a map; `line` is the height of the rule above it."""

    label: Label
    line: int
    cells: tuple[Cell, ...]


class Chart(NamedTuple):
    """A map: the titles of its columns and its rows, drawn in a box of `width` by `height`."""

    shape: Shape
    width: int
    height: int
    heads: tuple[Label, ...]
    rows: tuple[Row, ...]


class Day(NamedTuple):
    """A day on the line: the `names` of sentences that are true on it, what becomes a must, which waivers end."""

    day: date
    kind: str
    names: tuple[str, ...]
    coming: tuple[Coming, ...]
    waived: tuple[str, ...]


# ---- the map


def work_map(checklist: Checklist, *, slim: bool = False) -> Chart:
    """Return the map of the work on the list, themes by phases, wide or slim; what is waived is not on it."""
    listed = {task.entry.code for section in checklist.sections for task in section.tasks}
    rows = []
    for guide in checklist.guide:
        cells: dict[str, list[Task]] = {name: [] for name in checklist.vocabulary.phases}
        for task in guide.tasks:
            if task.entry.code in listed:
                cells[task.entry.item.phase].append(task)
        if any(cells.values()):
            rows.append((guide.theme.title, [_marks(tasks) for tasks in cells.values()]))
    return drawn(rows, [phase.title for phase in checklist.vocabulary.phases.values()], shape=SLIM if slim else WIDE)


def drawn(rows: Sequence[tuple[str, Sequence[Sequence[Mark]]]], columns: Sequence[str], *, shape: Shape) -> Chart:
    """Return titled rows of cells as a map; each cell lays its marks out in lines from left to right."""
    step = shape.size + shape.gap
    column = (shape.width - shape.label) // max(1, len(columns))
    per_line = max(1, (column - 4 + shape.gap) // step)
    lefts = [shape.label + column * place for place in range(len(columns))]
    heads = tuple(_label(left, shape.font, title, column, shape) for left, title in zip(lefts, columns))
    y = shape.font + 10
    placed = []
    for title, cells in rows:
        lines = max((-(-len(marks) // per_line) for marks in cells), default=1) or 1
        top = y + 9 + shape.above
        base = y + 8 + shape.font if shape.above else top + shape.size - 4
        label = _label(0, base, title, shape.label or shape.width, shape)
        placed.append(Row(label, y, tuple(_cell(marks, left, top, per_line, step) for marks, left in zip(cells, lefts))))
        y = top + lines * step - shape.gap + 9
    return Chart(shape, shape.width, y, heads, tuple(placed))


def _marks(tasks: Sequence[Task]) -> list[Mark]:
    """Return a square for each task, the strictest level first."""
    marks = [Mark(task.entry.code, task.entry.level, _is_done(task)) for task in tasks]
    return sorted(marks, key=lambda mark: (LEVELS.index(mark.level), mark.code))


def _is_done(task: Task) -> bool:
    """Return whether the box of *task* is ticked, or those of all its channels."""
    return all(entry.state is not None and notes.is_done(entry.state.box) for entry in task.channels or (task.entry,))


def _cell(marks: Sequence[Mark], left: int, top: int, per_line: int, step: int) -> Cell:
    tiles = tuple(
        Tile(left + place % per_line * step, top + place // per_line * step, mark) for place, mark in enumerate(marks)
    )
    counts = ((level, sum(mark.level == level for mark in marks)) for level in LEVELS)
    return Cell(tiles, tuple((level, number) for level, number in counts if number))


def _label(x: int, y: int, title: str, room: int, shape: Shape) -> Label:
    """Return a title; one that may be wider than its room is pressed into it.

    Letters are taken to be 0.56 of their size wide on average; most system fonts stay below.
    """
    return Label(x, y, title, room - 6 if len(title) * shape.font * 56 > (room - 6) * 100 else 0)


# ---- the line of days


def line(checklist: Checklist) -> tuple[Day, ...]:
    """Return the days that matter, in order: each once, with everything that happens on it."""
    campaign = checklist.campaign
    names: dict[date, list[str]] = {checklist.as_of: ["date_as_of"]}
    for day, name in ((checklist.review_by, "date_review"), (campaign.launch, "date_launch"), (campaign.ends, "date_ends")):
        if day:
            names.setdefault(day, []).append(name)
    coming: dict[date, list[Coming]] = {}
    for each in checklist.coming:
        coming.setdefault(each.becomes.day, []).append(each)
    waived: dict[date, dict[str, None]] = {}
    for task in checklist.waived:
        if task.entry.waiver:
            waived.setdefault(task.entry.waiver.expires, {})[task.entry.waiver.code] = None
    return tuple(_day(day, names, coming, waived) for day in sorted({*names, *coming, *waived}))


def _day(
    day: date, names: Mapping[date, list[str]], coming: Mapping[date, list[Coming]], waived: Mapping[date, Mapping[str, None]]
) -> Day:
    said = tuple(names.get(day, ()))
    kind = "law" if day in coming else "launch" if "date_launch" in said else "other"
    return Day(day, kind, said, tuple(coming.get(day, ())), tuple(waived.get(day, ())))
