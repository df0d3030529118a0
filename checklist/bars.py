"""Bars of a dashboard: what lies where in a bar, and which weeks what is left falls due in.

Lengths are whole thousandths of a whole bar. Not responsible for words or markup; a template draws what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

WHOLE = 1000
_WEEKS = 8


class Segment(NamedTuple):
    """A piece of a bar: what it stands for, where it begins, how long it is."""

    kind: str
    x: int
    width: int


class Span(NamedTuple):
    """Days that are shown as one: `kind` is late, week, later or undated; a week begins on `day`."""

    kind: str
    day: date | None
    number: int


def stacked(parts: Iterable[tuple[str, int]], most: int) -> tuple[Segment, ...]:
    """Return *parts*, a kind and a number each, one behind the other in a bar that *most* fills; none of nothing."""
    segments = []
    before = x = 0
    for kind, number in parts:
        before += number
        end = before * WHOLE // max(most, 1)
        if number:
            segments.append(Segment(kind, x, end - x))
        x = end
    return tuple(segments)


def spans(dues: Mapping[date, int], left: int, today: date) -> tuple[Span, ...]:
    """Return when *left* entries fall due, by weeks from *today* on; *dues* counts those that have a day."""
    weeks = [0] * _WEEKS
    late = later = 0
    for day, number in dues.items():
        week = (day - today).days // 7
        if day < today:
            late += number
        elif week < _WEEKS:
            weeks[week] += number
        else:
            later += number
    found = [Span("week", today + timedelta(weeks=week), number) for week, number in enumerate(weeks)]
    undated = left - sum(dues.values())
    return (Span("late", None, late), *found, Span("later", None, later), Span("undated", None, undated))
