"""A table to make Trello cards of: a row for each entry that is left to do, under the names of Trello's own CSV export.

Trello itself imports no table; the first column can be pasted into a list, a line for each card, and Power-Ups and
automations that read tables take the rest. Labels are parted by commas. Written, not read back.
"""

from __future__ import annotations

from ..model import Checklist
from ..wording import Words
from ._planned import planned
from .csv import table

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

COLUMNS = ("Card Name", "Card Description", "List Name", "Labels", "Members", "Due Date")


def render(checklist: Checklist, words: Words) -> str:
    """Return the table."""
    rows = (
        (task.name, task.text, task.group, task.labels(","), task.person, task.due) for task in planned(checklist, words)
    )
    return table(COLUMNS, rows)
