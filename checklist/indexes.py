"""An index over the checklists of one run: a page of HTML, or one of Markdown beside checklists in Markdown.

Values in, text out; links lead to files beside the index. An index of HTML says of itself what it is; one of Markdown carries a
sum of what it says, so that one that somebody edited is told apart. Not responsible for the checklists, nor for where the text
goes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from types import ModuleType
from typing import NamedTuple
from urllib.parse import quote

from . import looks, notes
from .dialects import load
from .dialects._base import Block, word
from .errors import visible
from .model import LEVELS, Checklist, RuleSet, Task, Totals
from .wording import Words, capital

_TEMPLATE = "index.html.j2"
_MARKER = re.compile(r"<!-- checklist-index sum=(?P<sum>[0-9a-f]{12}) -->\n")
_HTML = re.compile(r'<html [^>]*data-index.*<meta name="generator" content="marketing-impact-checklist [^"]*">', re.DOTALL)


class Row(NamedTuple):
    """A checklist of the index: the name of its file, whose it is, how much there is to do and what comes first.

    `closed` is None where the file does not hold what people tick; `due` is the nearest day of what is open, as noted or as
    the launch asks for it; `coming` the first day on which items become musts, and how many.
    """

    file: str
    title: str
    launch: date | None
    ends: date | None
    totals: Totals
    closed: int | None
    due: date | None
    coming: tuple[date, int] | None


def file_name(form: str) -> str:
    """Return what the index is called beside checklists in the format *form*."""
    return "index.md" if form == "markdown" else "index.html"


def row(made: Checklist, file: str, form: str, words: Words) -> Row:
    """Return the line of a checklist that was written to *file* in the format *form*."""
    dialect = load(form)
    reader = notes.Reader(words.wordings)
    closed = 0
    dues: list[date] = []
    for task in (task for section in made.sections for task in section.tasks):
        days = _left(task, reader, dialect)
        closed += not days
        dues += [day for day in days if day]
    days_to_come = [coming.becomes.day for coming in made.coming]
    first = min(days_to_come, default=None)
    return Row(
        file, made.campaign.title or made.id, made.campaign.launch, made.campaign.ends, made.totals,
        closed if hasattr(dialect, "parse") else None, min(dues, default=None), (first, days_to_come.count(first)) if first else None,
    )


def _left(task: Task, reader: notes.Reader, dialect: ModuleType) -> list[date | None]:
    """Return the day of each open entry of *task*, None for one without a day; empty if nothing is open."""
    said = word(dialect, "lines")
    above = reader.read(task.entry.state, said)[0] if task.entry.state else notes.NOTHING
    left = []
    for entry in task.channels or (task.entry,):
        own = reader.read(entry.state, said)[0] if entry.state else notes.NOTHING
        recorded = notes.inherited(own, above) if task.channels else own
        if not recorded.done and not recorded.na:
            left.append(notes.day_of(recorded.due or "") or entry.by)
    return left


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Return *rows* by launch, those without one last, then by title and file."""
    return sorted(rows, key=lambda row: (row.launch or date.max, row.title.casefold(), row.file))


def write(rows: Iterable[Row], failed: Sequence[str], rules: RuleSet, words: Words, *, form: str, day: date) -> str:
    """Return the index beside checklists in the format *form*; *failed* are the briefs that have none, *day* tells what is overdue."""
    listed = ordered(rows)
    return _markdown(listed, failed, rules, words) if file_name(form).endswith(".md") else _html(listed, failed, rules, words, day)


def is_ours(content: bytes, form: str) -> bool:
    """Return whether a file that holds *content* is an index of ours that nobody edited, so that it may be written anew."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    if not file_name(form).endswith(".md"):
        return bool(_HTML.search(text[:4000]))
    found = _MARKER.match(text)
    return found is not None and _sum(text[found.end() :]) == found["sum"]


def _sum(text: str) -> str:
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def _address(file: str) -> str:
    """Return the link to *file*; a name is never read as a scheme, a query or a place on the page."""
    return quote(os.fsencode(file), safe="")


def _totals(rows: Sequence[Row]) -> Totals:
    return Totals(*(sum(row.totals[place] for row in rows) for place in range(len(Totals._fields))))


def _levels(totals: Totals, words: Words) -> str:
    pairs = zip(LEVELS, (totals.must, totals.should, totals.could))
    return ", ".join(words.say("level_count", n=number, level=words.say(level)) for level, number in pairs if number)


def _summary(rows: Sequence[Row], words: Words) -> str:
    """Return how much there is to do in all."""
    totals = _totals(rows)
    name = "status_checklists_one" if len(rows) == 1 else "status_checklists"
    checklists = words.say(name, n=len(rows))
    return words.say("index_summary", checklists=checklists, count=words.count(totals.total), levels=_levels(totals, words))


def _coming(row: Row, words: Words) -> str:
    return words.say("index_becomes", date=row.coming[0], count=words.count(row.coming[1])) if row.coming else ""


def _packs(rules: RuleSet, words: Words) -> str:
    return words.both([f"{pack.name} {pack.version}" for pack in rules.packs])


def _html(rows: Sequence[Row], failed: Sequence[str], rules: RuleSet, words: Words, day: date) -> str:
    return looks.report(
        _TEMPLATE, rows=rows, failed=failed, t=words.say, capital=capital, visible=visible, address=_address, levels=LEVELS,
        totals=_totals(rows), said=_summary(rows, words), coming=lambda row: _coming(row, words), day=day,
        closed=sum(row.closed for row in rows if row.closed is not None), has_closed=any(row.closed is not None for row in rows),
        lang=rules.lang, packs=_packs(rules, words),
    )


def _markdown(rows: Sequence[Row], failed: Sequence[str], rules: RuleSet, words: Words) -> str:
    dialect = load("markdown")
    text = dialect.text
    blocks = [
        Block("heading", 1, dialect.heading(1, text(words.say("index_title")))),
        Block("paragraph", 0, dialect.paragraph(text(_summary(rows, words)))),
        *(Block("bullet", 0, dialect.bullet(_line(row, words, dialect), 0)) for row in rows),
    ]
    if failed:
        blocks.append(Block("heading", 2, dialect.heading(2, text(words.say("index_failed")))))
        blocks.append(Block("paragraph", 0, dialect.paragraph(text(words.say("index_failed_text")))))
        blocks += [Block("bullet", 0, dialect.bullet(text(visible(path)), 0)) for path in failed]
    foot = f"{words.say('index_colophon', packs=_packs(rules, words))} {words.say('advice')}"
    blocks.append(Block("paragraph", 0, dialect.paragraph(text(foot))))
    body = "\n" + word(dialect, "finish")(blocks)
    return f"<!-- checklist-index sum={_sum(body)} -->\n{body}"


def _line(row: Row, words: Words, dialect: ModuleType) -> str:
    facts = [
        words.say("launch_fact", date=row.launch) if row.launch else "",
        words.say("ends_fact", date=row.ends) if row.ends else "",
        f"{words.count(row.totals.total)}: {_levels(row.totals, words)}" if row.totals.total else words.count(0),
        f"{words.say('status_closed')}: {words.say('status_left_of', left=row.closed, total=row.totals.total)}"
        if row.closed is not None else "",
        f"{words.say('status_next_due')}: {row.due}" if row.due else "",
        f"{words.say('index_coming')}: {_coming(row, words)}" if row.coming else "",
    ]
    link = dialect.link(dialect.text(row.title), _address(row.file))
    return " · ".join([str(dialect.strong(link)), *(dialect.text(fact) for fact in facts if fact)])
