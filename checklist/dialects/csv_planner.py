"""A table for Microsoft Planner: a row for each entry that is left to do, under the names of Planner's own export to Excel.

A must is `Important`, a should `Medium`, a could `Low`; labels are parted by semicolons. How Planner gets at a table depends
on its plan and licence. Written, not read back.
"""

from __future__ import annotations

from ..model import Checklist
from ..wording import Words
from ._planned import planned
from .csv import table

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

COLUMNS = ("Task Name", "Bucket Name", "Progress", "Priority", "Assigned To", "Due Date", "Labels", "Description")
PRIORITIES = {"must": "Important", "should": "Medium", "could": "Low"}


def render(checklist: Checklist, words: Words) -> str:
    """Return the table."""
    rows = (
        (task.name, task.group, "Not started", PRIORITIES[task.level], task.person, task.due, task.labels(";"), task.text)
        for task in planned(checklist, words)
    )
    return table(COLUMNS, rows)
