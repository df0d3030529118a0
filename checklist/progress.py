"""How far the checklists on many pages are: figures by page, theme, owner and level, next due dates, and what to look at.

Pages come as text, one after the other, and none is kept, so that a thousand of them need no more memory than one.
Not responsible for files (`folders`), for what a page says of an entry (`ledger`), nor for reports (`tables`, `dashboard`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from . import dialects, memory, recorded, regions
from .binding import Law
from .errors import ChecklistError, Location, Problem, failure
from .ledger import STATES, Listed, Reader
from .loading import load_campaign
from .making import words_of
from .model import LEVELS, Campaign, Item, Pack, RuleSet, Source
from .pages import format_of
from .regions import Region
from .saved import Saved, onto
from .wording import capital

Key = tuple[str, ...]

_MOST_OF_A_PAGE = 10
_MOST_PLACES = 5


class Filter(NamedTuple):
    """Which entries count: of these themes, of this owner (a role by name or title, or somebody named on a page); empty: all."""

    themes: tuple[str, ...] = ()
    owner: str = ""


class Figures(NamedTuple):
    """How many entries are in each state; `overdue` of those not closed were due before the day, `next_due` is the earliest."""

    total: int
    done: int
    na: int
    waived: int
    again: int
    open: int
    overdue: int
    next_due: date | None

    @property
    def closed(self) -> int:
        """How many are done, waived or not applicable."""
        return self.done + self.na + self.waived

    @property
    def left(self) -> int:
        """How many are open or to be checked again."""
        return self.total - self.closed


_NOTHING = Figures(0, 0, 0, 0, 0, 0, 0, None)


class Sheet(NamedTuple):
    """A checklist on a page: where it begins, what it belongs to, how far it is; it is `live` unless its campaign has ended."""

    path: str
    line: int
    id: str
    format: str
    campaign: Campaign
    live: bool
    figures: Figures


class Stale(NamedTuple):
    """A source that should have been reviewed, and the live checklists that rest on it: of each, the place and the codes."""

    source: Source
    touched: tuple[tuple[Location, str, tuple[str, ...]], ...]


class Status(NamedTuple):
    """Everything a report tells. Keys of themes, owners and levels are as in the ledger; "" is what nobody can tell.

    `titles` are those of the themes of the rules, `owners` persons and titles of roles, `cells` go by theme and level. `dues`
    counts what is left by its due day. `without` are pages that hold no checklist, `broken` those that cannot be read; `people`
    are all that are named. `entries` are given only where they were asked for, each with its page and its checklist.
    """

    day: date
    lang: str
    packs: tuple[Pack, ...]
    filter: Filter
    titles: Mapping[str, str]
    sheets: tuple[Sheet, ...]
    totals: Figures
    themes: Mapping[str, Figures]
    owners: Mapping[str, Figures]
    levels: Mapping[str, Figures]
    cells: Mapping[tuple[str, str], Figures]
    dues: Mapping[date, int]
    stale: tuple[Stale, ...]
    without: int
    broken: int
    warnings: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    people: tuple[str, ...]
    entries: tuple[tuple[str, str, Listed], ...] | None


def status(
    rules: RuleSet, pages: Iterable[tuple[str, str]], *, day: date, root: str, choice: Filter = Filter(), entries: bool = False
) -> Status:
    """Return how far the checklists on *pages* are on *day*; a page is its path and its text, *root* the directory of the project.

    What keeps a page from being read is among the problems of the result, and the other pages count without it.
    """
    progress = Progress(rules, day=day, root=root, choice=choice, entries=entries)
    for path, text in pages:
        progress.add(path, text)
    return progress.status()


class Progress:
    """Adds pages up."""

    def __init__(
        self, rules: RuleSet, *, day: date, root: str, choice: Filter = Filter(), entries: bool = False, saved: Iterable[Saved] = ()
    ) -> None:
        self.rules, self.day, self.root, self.choice, self.saved = rules, day, root, choice, tuple(saved)
        self.reader, self.words = Reader(rules, actions=entries), words_of(rules)
        self.roles = {name: role.title for name, role in rules.vocabulary.owners.items()}
        self.sheets: list[Sheet] = []
        self.sums = _Sums(day)
        self.dues: dict[date, int] = {}
        self.places: dict[str, list[Location]] = {}
        self.people: dict[str, None] = {}
        self.named: dict[str, str] = {}
        self.past = _Past(rules, day)
        self.without = self.broken = 0
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []
        self.listed: list[tuple[str, str, Listed]] | None = [] if entries else None
        self.load = lru_cache(maxsize=256)(lambda path: load_campaign(path, rules))

    def add(self, path: str, text: str) -> None:
        """Count the checklists on the page *text*; what is wrong with it becomes a problem."""
        try:
            read = list(self._read(path, text))
        except ChecklistError as error:
            self.refuse(error)
            return
        if not read:
            self.skip()
        for region, form, entries in read:
            self._count(path, region, form, entries)

    def skip(self) -> None:
        """Count a page that holds no checklist."""
        self.without += 1

    def refuse(self, error: ChecklistError) -> None:
        """Count a page that cannot be read."""
        self.broken += 1
        told, more = error.problems[:_MOST_OF_A_PAGE], len(error.problems) - _MOST_OF_A_PAGE
        self.problems += told
        if more > 0:
            last = told[-1]
            self.problems.append(last._replace(location=Location(last.location.path), message=f"and {more} more problems", hint=""))

    def status(self) -> Status:
        """Return what came of all pages so far."""
        ranks = {name: rank for rank, name in enumerate((*self.rules.themes, *LEVELS))}
        last = len(ranks)
        return Status(
            self.day, self.rules.lang, self.rules.packs, self.choice,
            {name: theme.title for name, theme in self.rules.themes.items()}, tuple(self.sheets), self.sums.total(),
            _ordered(self.sums.by(lambda key: key[0]), lambda name: (ranks.get(name, last), name)),
            _ordered(self.sums.by(lambda key: key[1]), lambda name: (not name, name.casefold())),
            _ordered(self.sums.by(lambda key: key[2]), lambda name: (ranks.get(name, last), name)),
            self.sums.by(lambda key: (key[0], key[2])),
            dict(sorted(self.dues.items())), self.past.stale(), self.without, self.broken,
            (*self.warnings, *self._doubles()), tuple(self.problems),
            tuple(self.people), tuple(self.listed) if self.listed is not None else None,
        )

    # ---- one page

    def _read(self, path: str, text: str) -> Iterator[tuple[Region, str, list[Listed]]]:
        """Yield the checklists on a page with their entries.

        Raises:
            ChecklistError: PAG…, if one of them cannot be read.
        """
        if regions.BEGIN not in text and regions.END not in text:
            return
        form = format_of(text, path, "")
        dialect = dialects.load(form)
        if not hasattr(dialect, "parse"):
            raise failure(path, "PAG01", f"a page in {form} is not read back", "generate it anew with `checklist generate`")
        for region in regions.find(text, path, dialect, allow_older=True):
            if region.fields["dialect"] != form:
                message = f"a checklist in {region.fields['dialect']} on a page in {form}"
                raise failure(path, "PAG02", message, "remove it, or rename the page", line=region.line)
            outline = getattr(dialect, "outline", dialect.parse)
            first = text.count("\n", 0, region.inner_start) + 1
            units = outline(text[region.inner_start : region.inner_end])
            for saved in self.saved:
                if saved.id == region.fields["id"]:
                    units = onto(saved, units, self.rules, self.words, dialect)
            yield region, form, self.reader.entries(units, dialect, path, first)

    def _count(self, path: str, region: Region, form: str, entries: list[Listed]) -> None:
        id, place = region.fields["id"], Location(path, region.line)
        self.places.setdefault(id, []).append(place)
        campaign, amiss = recorded.campaign_of(region, path, self.rules, root=self.root, load=self.load)
        self.warnings += amiss
        live = campaign.ends is None or campaign.ends >= self.day
        self._warn_of_dates(path, entries)
        if live and self.past.by_code:
            self.past.touch(place, id, campaign, entries)
        if self.choice.owner:
            self.people.update({entry.owner: None for entry in entries if entry.owner})
        chosen = [entry for entry in entries if self._is_chosen(entry)] if any(self.choice) else entries
        if chosen or not any(self.choice):
            self.sheets.append(Sheet(path, region.line, id, form, campaign, live, self._added(path, id, chosen)))

    def _added(self, path: str, id: str, entries: list[Listed]) -> Figures:
        """Add *entries* to all figures, and return those of their checklist."""
        own = _Sums(self.day)
        for entry in entries:
            key = (entry.theme, self._owner(entry), entry.level)
            self.sums.add(key, entry)
            own.add((), entry)
        for entry in entries:
            if entry.day and not entry.is_closed:
                self.dues[entry.day] = self.dues.get(entry.day, 0) + 1
        if self.listed is not None:
            self.listed += [(path, id, entry) for entry in entries]
        return own.total()

    def _owner(self, entry: Listed) -> str:
        """Return who has to do it; a name counts as it was first written."""
        if not entry.owner:
            return capital(self.roles.get(entry.role, ""))
        return self.named.setdefault(entry.owner.casefold(), entry.owner)

    def _is_chosen(self, entry: Listed) -> bool:
        wanted = self.choice.owner.casefold()
        names = (entry.owner.casefold(),) if entry.owner else (entry.role, self.roles.get(entry.role, "").casefold())
        return (not self.choice.themes or entry.theme in self.choice.themes) and (not wanted or wanted in names)

    # ---- what to look at

    def _warn_of_dates(self, path: str, entries: Collection[Listed]) -> None:
        wrong = [entry for entry in entries if entry.due and entry.day is None]
        for entry in wrong[:_MOST_OF_A_PAGE]:
            message = f"the due date of {entry.code} is no date: {entry.due[:40]!r}"
            self.warnings.append(Problem(Location(path, entry.line), "GAT07", message, "write 2027-06-30 or 30.06.2027"))
        if len(wrong) > _MOST_OF_A_PAGE:
            message = f"{len(wrong) - _MOST_OF_A_PAGE} more due dates on this page are no dates"
            self.warnings.append(Problem(Location(path), "GAT07", message, "write 2027-06-30 or 30.06.2027"))

    def _doubles(self) -> Iterator[Problem]:
        """Yield a warning for each checklist that stands in more than one place."""
        for id, places in self.places.items():
            if len(places) > 1:
                shown = ", ".join(f"{place.path}:{place.line}" for place in places[:_MOST_PLACES])
                shown += f" and {len(places) - _MOST_PLACES} more places" if len(places) > _MOST_PLACES else ""
                hint = "it counts each time; keep one of them, or give one campaign another id"
                yield Problem(places[1], "PAG08", f"the checklist {id!r} stands in {len(places)} places: {shown}", hint)


def _ordered(figures: Mapping[str, Figures], rank: Callable[[str], Any]) -> dict[str, Figures]:
    return {name: figures[name] for name in sorted(figures, key=rank)}


class _Sums:
    """Numbers of entries that are still being added up, by a key of several parts."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.counts: dict[tuple[Key, str], int] = {}
        self.late: dict[Key, int] = {}
        self.next: dict[Key, date] = {}

    def add(self, key: Key, entry: Listed) -> None:
        counted = (key, entry.state)
        self.counts[counted] = self.counts.get(counted, 0) + 1
        if entry.day and not entry.is_closed:
            self.late[key] = self.late.get(key, 0) + (entry.day < self.day)
            self.next[key] = min(self.next.get(key, entry.day), entry.day)

    def total(self) -> Figures:
        """Return the figures of everything."""
        return self.by(lambda key: ()).get((), _NOTHING)

    def by(self, part: Callable[[Key], Any]) -> dict[Any, Figures]:
        """Return the figures of what has the same *part* of its key."""
        found: dict[Any, dict[str, Any]] = {}
        for (key, state), number in self.counts.items():
            sums = found.setdefault(part(key), {**dict.fromkeys(STATES, 0), "overdue": 0, "next_due": None})
            sums[state] += number
        for key, day in self.next.items():
            sums = found[part(key)]
            sums["overdue"] += self.late[key]
            sums["next_due"] = min(sums["next_due"] or day, day)
        return {key: Figures(total=sum(sums[state] for state in STATES), **sums) for key, sums in found.items()}


class _Past:
    """The sources whose review should have been done before a day, and the checklists that rest on them."""

    def __init__(self, rules: RuleSet, day: date) -> None:
        self.sources = {name: source for name, source in rules.sources.items() if source.review_by < day}
        self.law = Law(rules, day, memory.of(rules))
        self.by_code = {item.code: names for item in rules.item_list if (names := self._names(item))} if self.sources else {}
        self.touched: dict[str, list[tuple[Location, str, tuple[str, ...]]]] = {}

    def _names(self, item: Item) -> tuple[str, ...]:
        cited = [requirement.source for requirement in item.required_by] + list(item.see)
        cited += [name for steps in item.channels for name in steps.see]
        return tuple(name for name in dict.fromkeys(cited) if name in self.sources)

    def touch(self, place: Location, id: str, campaign: Campaign, entries: Iterable[Listed]) -> None:
        """Keep which of the sources the *entries* of a checklist rest on, where the campaign runs."""
        codes: dict[str, list[str]] = {}
        for entry in entries:
            for name in self.by_code.get(entry.code.partition(".")[0], ()):
                codes.setdefault(name, []).append(entry.code)
        for name, found in codes.items():
            if self.law.is_here(self.sources[name], campaign.facets):
                self.touched.setdefault(name, []).append((place, id, tuple(found)))

    def stale(self) -> tuple[Stale, ...]:
        found = (Stale(self.sources[name], tuple(touched)) for name, touched in self.touched.items())
        return tuple(sorted(found, key=lambda stale: (stale.source.review_by, stale.source.name)))
