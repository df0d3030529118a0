"""Comma-separated values (RFC 4180, UTF-8) for spreadsheets and planners: a row for each item, or for each of its channels.

The first four columns are what planners import: task, due date, owner, notes. A cell that a spreadsheet
would run as a formula begins with an apostrophe. Written, not read back.
"""

from __future__ import annotations

import csv
import io

from ..model import Checklist, Entry
from ..wording import Words, capital

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

COLUMNS = (
    "Task", "Due date", "Owner", "Notes", "Code", "Level", "Phase", "Theme", "Minutes", "Steps", "Evidence", "Sources",
    "Because", "Status",
)
# OWASP, "CSV Injection": characters that make a spreadsheet read a cell as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(checklist: Checklist, words: Words) -> str:
    """Return the table, waived entries last."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    themes = {guide.theme.name: guide.theme.title for guide in checklist.guide}
    groups = [section.tasks for section in checklist.sections] + [checklist.waived]
    for task in (task for group in groups for task in group):
        for entry in task.channels or (task.entry,):
            writer.writerow([inert(cell) for cell in _row(entry, checklist, words, themes)])
    return table.getvalue()


def _row(entry: Entry, checklist: Checklist, words: Words, themes: dict[str, str]) -> list[str]:
    vocabulary = checklist.vocabulary
    action = str(entry.action)
    if entry.channel:
        action = f"{vocabulary.facets['channels'].members[entry.channel].title} – {action}"
    general = not checklist.campaign.facets
    label = words.label(entry, general=general)
    sources = [f"{citation.provision} ({words.since(citation)})" for citation in entry.citations]
    because = words.condition(entry.item.when) if general else words.because(entry)
    waived = entry.waiver
    status = words.say("waived_text", date=waived.expires, approver=waived.approver, reason=waived.reason) if waived else ""
    return [
        action, str(entry.by or ""), capital(vocabulary.owners[entry.item.owner].title), str(entry.why), entry.code, label,
        vocabulary.phases[entry.item.phase].title, themes.get(entry.item.theme, entry.item.theme), str(entry.item.effort),
        " ".join(map(str, entry.how)), str(entry.evidence), "; ".join(sources), because, status,
    ]


def inert(cell: str) -> str:
    """Return *cell* so that no spreadsheet runs it."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
