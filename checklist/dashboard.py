"""How far checklists are, as one page of HTML with bars: for a browser, for print, with no request to anywhere.

Values in, text out. Every value is escaped by the template; what pages say comes without control characters from the
ledger. Not responsible for counting (`progress`), for the lengths of bars (`bars`), nor for where the text goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from . import bars, looks
from .errors import visible
from .model import LEVELS
from .progress import Figures, Status
from .tables import labels, level_title, state_name, summary, theme_title
from .wording import Words, capital

_TEMPLATE = "status.html.j2"
# In a bar what is closed comes first, as it was done, and what is left last.
_ORDER = ("done", "na", "waived", "again", "open")


class Line(NamedTuple):
    """A line of a table: its title, what stands below the title, and its figures."""

    title: str
    below: tuple[str, ...]
    figures: Figures


def html(status: Status, words: Words) -> str:
    """Return the dashboard; with the ledger if it was asked for."""
    _, _, said = summary(status, words)
    return looks.report(
        _TEMPLATE, status=status, t=words.say, capital=capital, visible=visible, said=said,
        groups=_groups(status, words), bar=_bar(words), states=[(state, words.say(state_name(state))) for state in _ORDER],
        map_levels=_levels(status), map_rows=_map(status, words), spans=_spans(status),
        state_title=lambda state: words.say(state_name(state)), theme_title=lambda name: theme_title(name, words, status),
        level_title=lambda name: level_title(name, words),
        role_title=lambda name: words.vocabulary.owners[name].title if name in words.vocabulary.owners else "",
        packs=words.both([f"{pack.name} {pack.version}" for pack in status.packs]),
    )


def _groups(status: Status, words: Words) -> list[tuple[str, str, list[Line]]]:
    """Return the tables: the name of their sentence, the head of their first column, their lines."""
    unknown = words.say("status_unknown")
    return [
        ("page", words.say("status_page"), [*_pages(status, words)]),
        ("owner", words.say("status_owner"), [Line(name or unknown, (), each) for name, each in status.owners.items()]),
        ("theme", words.say("status_theme"), [Line(theme_title(name, words, status), (), each) for name, each in status.themes.items()]),
        ("level", words.say("level_word"), [Line(level_title(name, words), (), each) for name, each in status.levels.items()]),
    ]


def _pages(status: Status, words: Words) -> Iterable[Line]:
    for label, sheet in zip(labels(status.sheets), status.sheets):
        campaign = sheet.campaign
        below = [label] if campaign.title else []
        if not sheet.live:
            below.append(words.say("status_ended", date=campaign.ends))
        elif campaign.launch:
            below.append(words.say("launch_fact", date=campaign.launch))
        yield Line(campaign.title or label, tuple(below), sheet.figures)


def _bar(words: Words) -> Any:
    """Return what tells a template the segments of a bar for figures, and the same in words."""

    def told(figures: Figures, most: int = 0) -> dict[str, Any]:
        parts = [(state, getattr(figures, state)) for state in _ORDER]
        said = ", ".join(words.say("status_part", n=n, state=words.say(state_name(state))) for state, n in parts if n)
        text = words.say("status_bar", closed=figures.closed, total=figures.total, parts=said or words.say("nothing"))
        return {"segments": bars.stacked(parts, most or figures.total), "text": text}

    return told


def _levels(status: Status) -> list[str]:
    """Return the levels that the map has columns for."""
    return [level for level in (*LEVELS, "") if level in status.levels]


def _map(status: Status, words: Words) -> dict[str, Any]:
    """Return what is where, by theme and level, and how much the fullest cell holds."""
    rows = [
        (theme_title(name, words, status), [status.cells.get((name, level)) for level in _levels(status)]) for name in status.themes
    ]
    most = max((cell.total for _, cells in rows for cell in cells if cell), default=0)
    return {"rows": rows, "most": most}


def _spans(status: Status) -> dict[str, Any]:
    found = bars.spans(status.dues, status.totals.left, status.day)
    most = max(span.number for span in found if span.kind != "undated")
    dated = sum(status.dues.values())
    return {
        "spans": found, "late": status.totals.overdue, "dated": dated - status.totals.overdue, "undated": status.totals.left - dated,
        "bar": lambda span: bars.stacked([(span.kind, span.number)], most),
    }
