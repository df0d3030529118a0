"""The order of the chosen tasks on a page, and the overviews drawn from them.

Sections to work in, the guide to read, who does what, what to ask first, what is coming. Not responsible for
which tasks are chosen (`selection`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from .binding import open_facets
from .model import (
    LEVELS, Coming, Duty, Entry, Facet, Item, Question, RuleSet, Section, Source, Task, ThemeGuide, Totals, Waiver,
)
from .wording import possible

GROUPINGS = ("phase", "theme", "owner")


class Order:
    """The order of levels, phases and codes under one rule set; *theme_of* says under which theme an item is shown."""

    def __init__(self, rules: RuleSet, theme_of: Callable[[Item], str]) -> None:
        self.rules, self.theme_of = rules, theme_of
        self.levels = {level: rank for rank, level in enumerate(LEVELS)}
        self.phases = {name: rank for rank, name in enumerate(rules.vocabulary.phases)}

    def rank(self, entry: Entry) -> tuple[int, int, str]:
        """Return the key to sort by within a group: level, phase, code."""
        return self.levels[entry.level], self.phases[entry.item.phase], entry.item.code

    def is_below(self, entry: Entry, level: str) -> bool:
        """Return whether *entry* is less strict than *level*."""
        return self.levels[entry.level] > self.levels[level]

    def sections(self, tasks: Iterable[Task], group_by: str) -> tuple[Section, ...]:
        """Return the tasks under headings, both in the order of the pack."""
        vocabulary = self.rules.vocabulary
        titles = {
            "phase": {phase.name: phase.title for phase in vocabulary.phases.values()},
            "owner": {owner.name: owner.title for owner in vocabulary.owners.values()},
            "theme": {theme.name: theme.title for theme in self.rules.themes.values()},
        }[group_by]
        groups: dict[str, list[Task]] = {}
        for task in tasks:
            item = task.entry.item
            key = self.theme_of(item) if group_by == "theme" else item.phase if group_by == "phase" else item.owner
            groups.setdefault(key, []).append(task)
        return tuple(
            Section(key, title, tuple(sorted(groups[key], key=lambda task: self.rank(task.entry))))
            for key, title in titles.items() if key in groups
        )

    def guide(self, tasks: Iterable[Task]) -> tuple[ThemeGuide, ...]:
        """Return the tasks by theme and code; a waived channel and its item share one entry."""
        guides: dict[str, dict[str, Task]] = {}
        for task in tasks:
            guides.setdefault(self.theme_of(task.entry.item), {}).setdefault(task.entry.item.code, task)
        return tuple(
            ThemeGuide(theme, tuple(guides[name][code] for code in sorted(guides[name])))
            for name, theme in self.rules.themes.items() if name in guides
        )

    def duties(self, tasks: Iterable[Task]) -> tuple[Duty, ...]:
        """Return who owns which tasks, in order of phase; whoever owns most comes first."""
        owned: dict[str, list[Task]] = {}
        for task in tasks:
            owned.setdefault(task.entry.item.owner, []).append(task)
        duties = [
            Duty(owner, tuple(sorted(owned[name], key=lambda task: (self.phases[task.entry.item.phase], *self.rank(task.entry)))))
            for name, owner in self.rules.vocabulary.owners.items() if name in owned
        ]
        return tuple(sorted(duties, key=lambda duty: -len(duty.tasks)))


def questions(tasks: Iterable[Task], facets: Iterable[Facet]) -> tuple[Question, ...]:
    """Return the facets a brief leaves open, whatever keeps most items in first."""
    known = {facet.name: facet for facet in facets}
    stay: dict[str, list[str]] = {}
    bind: dict[str, list[str]] = {}
    perhaps: dict[str, dict[str, None]] = {}
    for task in tasks:
        open_tests = [test for entry in task.channels or (task.entry,) for test in entry.to_confirm]
        for facet in dict.fromkeys(test.facet for test in open_tests):
            stay.setdefault(facet, []).append(task.entry.code)
        if task.entry.level == "must":
            for facet in open_facets(task.entry.citations):
                bind.setdefault(facet, []).append(task.entry.code)
            open_tests += [test for citation in task.entry.citations for test in citation.open_tests]
        for test in open_tests:
            if test.stated is not None:
                perhaps.setdefault(test.facet, {}).update(dict.fromkeys(possible(test, known[test.facet])))
    found = [
        Question(facet, tuple(perhaps.get(facet.name, ())), tuple(stay.get(facet.name, ())), tuple(bind.get(facet.name, ())))
        for facet in known.values() if facet.name in stay or facet.name in bind
    ]
    return tuple(sorted(found, key=lambda question: (-len(question.stay), -len(question.may_bind))))


def coming(tasks: Iterable[Task], as_of: date, ends: date | None) -> tuple[Coming, ...]:
    """Return the days on which a task becomes a must, up to the horizon, the nearest first."""
    last = horizon(as_of, ends)
    found = [Coming(task.entry.code, task.entry.becomes) for task in tasks if task.entry.becomes and task.entry.becomes.day <= last]
    return tuple(sorted(found, key=lambda coming: (coming.becomes.day, coming.code)))


def horizon(as_of: date, ends: date | None) -> date:
    """Return the last day that counts as coming: a year on (29 February: the 28th), or the campaign's end if later."""
    if as_of.year == date.max.year:
        return date.max
    year = as_of.year + 1
    try:
        year_on = as_of.replace(year=year)
    except ValueError:
        year_on = as_of.replace(year=year, day=28)
    return max(year_on, ends) if ends else year_on


def totals(tasks: Sequence[Task], waived: Sequence[Task]) -> Totals:
    """Return the numbers of tasks by level."""
    must, should, could = (sum(task.entry.level == level for task in tasks) for level in LEVELS)
    return Totals(len(tasks), must, should, could, len(waived))


def ended(tasks: Iterable[Task], waivers: Iterable[Waiver], as_of: date) -> tuple[Waiver, ...]:
    """Return the waivers that have run out and whose items are therefore among *tasks* again."""
    over = [waiver for waiver in waivers if waiver.expires < as_of]
    due = {entry.code for task in tasks for entry in (task.entry, *task.channels)} if over else ()
    return tuple(waiver for waiver in over if waiver.code in due)


def sources(tasks: Iterable[Task]) -> list[Source]:
    """Return the sources that *tasks* cite, each once."""
    found = {}
    for task in tasks:
        for entry in (task.entry, *task.channels):
            citations = (*entry.citations, entry.becomes.citation) if entry.becomes else entry.citations
            for source in (*(citation.source for citation in citations), *entry.see):
                found[source.name] = source
    return list(found.values())
