"""The gate: may a page go live? What is open on it, missing from it, or no longer true.

A page is judged by the checklist as it is now, with what people recorded on the page laid on it. Not responsible for
reading pages (`pages`) nor for how findings are told (`verdicts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from . import arranging, notes, prose
from .dialects._base import word
from .embedding import Laid, Own
from .errors import ChecklistError, Location, Problem
from .making import NOBODY
from .model import LEVELS, Checklist, Entry, RuleSet, State, Task
from .notes import Recorded
from .pages import Page, Request
from .regions import Region
from .selection import parameters

OUTCOMES = ("done", "na", "waived", "open", "missing")
REQUIRED = ("must", "should", "all")


class Demand(NamedTuple):
    """What a page has to fulfil: the levels that have to be closed, and what else is asked of it."""

    require: str = REQUIRED[0]
    evidence: bool = False
    fresh: bool = False
    accept_na: bool = False

    def has(self, level: str) -> bool:
        """Return whether entries of *level* have to be closed."""
        return self.require == "all" or LEVELS.index(level) <= LEVELS.index(self.require)


class Finding(NamedTuple):
    """One thing that stands in the way, at the entry with the code `entry`, or "" for the checklist as a whole."""

    problem: Problem  #: place, code, message, and what to do
    entry: str = ""  #: code of the entry, empty for the checklist as a whole
    level: str = ""  #: level of the entry


class Judged(NamedTuple):
    """An entry that has to be closed, what became of it, and its line on the page."""

    code: str  #: code of the entry
    level: str  #: its level
    action: str  #: what to do, as plain text
    outcome: str  #: `done`, `na`, `waived`, `open` or `missing`
    line: int  #: its line on the page, from 1


class Judgement(NamedTuple):
    """One checklist on a page: its entries that have to be closed, and what stands in the way, both in order of the page."""

    path: str  #: name of the page
    id: str  #: identity of the checklist
    line: int  #: line it begins in
    as_of: date  #: day it is judged at
    judged: tuple[Judged, ...]  #: the entries that have to be closed
    findings: tuple[Finding, ...]  #: what stands in the way


def check(
    rules: RuleSet, text: str, path: str, *, request: Request, demand: Demand, day: date, root: str,
    rules_in: Callable[[str], RuleSet] | None = None,
) -> list[Judgement]:
    """Return how each checklist on the page *text* that *request* asks for stands against *demand* on *day*; none: it holds none.

    *root* is the directory of the project; *rules_in* gives the same rules in another of their languages.

    Raises:
        ChecklistError: PAG…, with every checklist that cannot be read back.
    """
    page = Page(rules, text, path, request=request, day=day, root=root, rules_in=rules_in)
    judgements: list[Judgement] = []
    problems: list[Problem] = []
    for region in page.wanted():
        try:
            judgements.append(_Judge(page, region, demand).judgement())
        except ChecklistError as error:
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return judgements


class _Judge:
    """Judges one checklist on a page."""

    def __init__(self, page: Page, region: Region, demand: Demand) -> None:
        self.page, self.region, self.demand = page, region, demand
        self.standing, self.template = page.standing(region)
        self.own: Own = self.standing.own
        self.laid: Laid = self.standing.lay()
        self.lines = {unit.code: self.own.line + unit.line - 1 for unit in self.own.units if unit.kind == "task"}
        self.judged: list[Judged] = []
        self.findings: list[Finding] = []
        # What the campaign says stays in its file: anybody may have written its name into the page.
        self.params, _ = parameters(self.standing.rules, NOBODY)

    @property
    def made(self) -> Checklist:
        """The checklist as it is now."""
        return self.laid.checklist

    def judgement(self) -> Judgement:
        ended = {waiver.code: waiver.expires for waiver in self.made.ended_waivers}
        for task in (task for section in self.made.sections for task in section.tasks):
            self._judge_task(task, ended)
        for task in self.made.waived:
            for entry in task.channels or (task.entry,):
                self._judge_entry(entry, None, "waived")
        self._judge_whole()
        self.findings.sort(key=lambda finding: finding.problem.location.line)
        self.judged.sort(key=lambda judged: judged.line)
        return Judgement(
            self.own.path, self.made.id, self.region.line, self.made.as_of, tuple(self.judged), tuple(self.findings)
        )

    # ---- entries

    def _judge_task(self, task: Task, ended: dict[str, date]) -> None:
        above = self._recorded(task.entry.state) if task.channels else None
        for entry in task.channels or (task.entry,):
            expired = ended.get(entry.code) or ended.get(task.entry.code)
            outcome = self._judge_entry(entry, above)
            if expired and outcome in ("open", "missing"):
                message = f"the waiver for {entry.code} ended on {expired}"
                self._find(entry, "GAT04", message, "do it, or renew the waiver in the campaign")

    def _judge_entry(self, entry: Entry, above: Recorded | None, outcome: str = "") -> str:
        """Return what became of *entry*, and keep what stands in the way; *above* was recorded at the item of a channel."""
        recorded = self._recorded(entry.state)
        if above:
            recorded = notes.inherited(recorded, above)
        is_there = entry.code in self.lines and entry.code not in self.own.left
        outcome = outcome or (self._outcome(entry, recorded) if is_there else "missing")
        is_required = self.demand.has(entry.level)
        if is_required:
            self.judged.append(Judged(entry.code, entry.level, self._plain(entry.item.action), outcome, self._line(entry)))
        if outcome == "missing":
            self._find(entry, "GAT02", self._named(entry, "is not on the page"), "refresh it with `checklist embed`")
        elif outcome == "open" and recorded.na and entry.confirmed:
            hint = "state the fact in the campaign, add a waiver there, or --accept-na takes it"
            self._find(entry, "GAT03", self._named(entry, "is law here, and `N/A:` does not close it"), hint)
        elif outcome == "open" and is_required:
            self._find_open(entry, recorded)
        elif outcome == "done" and is_required and self.demand.evidence and not recorded.evidence:
            hint = f"write `Evidence:` and a link below it; it shows {self._plain(entry.item.evidence)}"
            self._find(entry, "GAT08", self._named(entry, "is done without proof"), hint)
        self._judge_due(entry, recorded, is_open=outcome == "open")
        return outcome

    def _recorded(self, state: State | None) -> Recorded:
        written = state or State(" ", "", ())
        return notes.read(written, self.standing.words.wordings, word(self.page.dialect, "lines"))

    def _outcome(self, entry: Entry, recorded: Recorded) -> str:
        if recorded.done:
            return "done"
        return "na" if recorded.na and (self.demand.accept_na or not entry.confirmed) else "open"

    def _find_open(self, entry: Entry, recorded: Recorded) -> None:
        if entry.code in self.laid.to_check:
            message = "has to be checked again, its meaning changed"
            hint = "refresh the page with `checklist embed`, look, and tick it anew"
        elif recorded.na is not None:
            message, hint = "is said not to apply, without a reason", "write `N/A:` and why below it"
        elif entry.confirmed:
            message, hint = "is open", "do it and tick it, or add a waiver to the campaign"
        else:
            message, hint = "is open", "do it and tick it, write `N/A:` and why below it, or add a waiver to the campaign"
        self._find(entry, "GAT01", self._named(entry, message), hint)

    def _judge_due(self, entry: Entry, recorded: Recorded, *, is_open: bool) -> None:
        if recorded.due is None:
            return
        due = notes.day_of(recorded.due)
        if due is None:
            message = f"the due date of {entry.code} is no date: {recorded.due[:40]!r}"
            self._find(entry, "GAT07", message, "write 2027-06-30 or 30.06.2027")
        elif is_open and due < self.page.day:
            self._find(entry, "GAT06", f"{entry.code} was due on {due} and is open", "do it and tick it, or agree on a new day")

    def _named(self, entry: Entry, message: str) -> str:
        return f"{entry.code} {message} ({entry.level}): {self._plain(entry.item.action)}"

    def _plain(self, text: str) -> str:
        return str(prose.read(text, self.params))

    def _line(self, entry: Entry) -> int:
        return self.lines.get(entry.code) or self.lines.get(entry.code.partition(".")[0]) or self.region.line

    def _find(self, entry: Entry, code: str, message: str, hint: str) -> None:
        place = Location(self.own.path, self._line(entry))
        self.findings.append(Finding(Problem(place, code, message, hint), entry.code, entry.level))

    # ---- the checklist as a whole

    def _judge_whole(self) -> None:
        edited = self.standing.edits(self.page.text, self._written)
        for problem in edited.problems if edited else ():
            self.findings.append(Finding(problem._replace(code="GAT05", hint="undo that, or let `checklist embed --force` write it anew")))
        if self.demand.fresh:
            self.findings += map(Finding, self._stale(is_edited=edited is not None))

    def _written(self, laid: Laid) -> str:
        return self.page.written(self.standing, laid, self.template, self.page.text)

    def _stale(self, *, is_edited: bool) -> Iterator[Problem]:
        """Yield what shows that the checklist is not of today."""
        place = Location(self.own.path, self.region.line)
        before = self.page.text[self.region.start : self.region.end]
        if not is_edited and not self.page.is_same(before, self._written(self.laid)):
            message = f"the checklist {self.made.id!r} is not as the rules and the campaign are now"
            yield Problem(place, "GAT09", message, "refresh it with `checklist embed`")
        overdue = _overdue(self.made)
        if overdue:
            names = ", ".join(overdue[:5]) + (f" and {len(overdue) - 5} more" if len(overdue) > 5 else "")
            message = f"{_count(len(overdue), 'source')} of {self.made.id!r} should have been reviewed by {self.made.as_of}: {names}"
            yield Problem(place, "GAT10", message, "update the rules")


def _overdue(made: Checklist) -> list[str]:
    """Return the sources of a checklist whose next review lies before its as-of day."""
    tasks: Iterable[Task] = [*(task for section in made.sections for task in section.tasks), *made.waived]
    return sorted(source.name for source in arranging.sources(tasks) if source.review_by < made.as_of)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
