"""A table for the CSV importer of Asana: a row for each entry that is left to do, under the names that Asana finds by itself.

Source: Asana Help Center, "Preparing data for CSV import" (help.asana.com, article 14244171470491), read 2026-11-26: the names,
their order, and addresses as assignees. The last three columns are no fields of Asana; it makes custom fields of them.
Written, not read back.
"""

from __future__ import annotations

from ..model import Checklist
from ..wording import Words
from ._planned import planned
from .csv import table

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

COLUMNS = ("Name", "Description", "Section", "Assignee", "Due Date", "Level", "Role", "Minutes")


def render(checklist: Checklist, words: Words) -> str:
    """Return the table."""
    rows = (
        (task.name, task.text, task.group, task.person, task.due, task.label, task.role, task.minutes)
        for task in planned(checklist, words)
    )
    return table(COLUMNS, rows)
