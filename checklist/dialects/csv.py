"""Comma-separated values (RFC 4180, UTF-8) for spreadsheets and planners: a row for each item, or for each of its channels.

Everything a checklist holds, under names of its own; `csv-asana`, `csv-trello` and `csv-planner` have those that a tool
knows. A cell that a spreadsheet would run as a formula begins with an apostrophe. Written, not read back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

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
    themes = {guide.theme.name: guide.theme.title for guide in checklist.guide}
    groups = [section.tasks for section in checklist.sections] + [checklist.waived]
    entries = (entry for group in groups for task in group for entry in task.channels or (task.entry,))
    return table(COLUMNS, (_row(entry, checklist, words, themes) for entry in entries))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a header; nothing in it is run by a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def _row(entry: Entry, checklist: Checklist, words: Words, themes: dict[str, str]) -> list[str]:
    vocabulary = checklist.vocabulary
    general = not checklist.campaign.facets
    label = words.label(entry, general=general)
    because = words.condition(entry.item.when) if general else words.because(entry)
    waived = entry.waiver
    status = words.say("waived_text", date=waived.expires, approver=waived.approver, reason=waived.reason) if waived else ""
    return [
        action(entry, words), str(entry.by or ""), capital(vocabulary.owners[entry.item.owner].title), str(entry.why), entry.code, label,
        vocabulary.phases[entry.item.phase].title, themes.get(entry.item.theme, entry.item.theme), str(entry.item.effort),
        " ".join(map(str, entry.how)), str(entry.evidence), sources(entry, words), because, status,
    ]


def action(entry: Entry, words: Words) -> str:
    """Return what to do, and on which channel."""
    if not entry.channel:
        return str(entry.action)
    return f"{words.vocabulary.facets['channels'].members[entry.channel].title} – {entry.action}"


def sources(entry: Entry, words: Words) -> str:
    """Return what makes the entry a must: `AI Act Art. 50(4) (EU, since 2026-08-02)`."""
    return "; ".join(f"{citation.provision} ({words.since(citation)})" for citation in entry.citations)


def inert(cell: str) -> str:
    """Return *cell* so that no spreadsheet runs it."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
