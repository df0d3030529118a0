"""Try the cases of a pack: does each campaign get the checklist its author expects, and does some case speak for every item?

Values in, findings out. Not responsible for the format of a case (`expected`) nor for reading files (`loading`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from .binding import BINDING, WORLD
from .conditions import distinct, evaluate, meets
from .errors import ChecklistError, Location, Problem
from .expected import CITED, LISTS, Case, Expectation
from .model import Citation, Entry, Item, LeftOut, Requirement, RuleSet, Source, Truth
from .selection import select
from .wording import Words

_SELECTED = frozenset(LISTS) - {"left_out"} | {"becomes"}


class Tried(NamedTuple):
    """What trying the cases showed. `gaps` are items that no case selects, or none leaves out; `always` apply to every campaign."""

    cases: int
    total: int
    selected: int
    left_out: int
    always: int
    failures: tuple[Problem, ...]
    gaps: tuple[Problem, ...]


def try_cases(rules: RuleSet, cases: Collection[Case], *, folder: str = "cases") -> Tried:
    """Return what *cases* find in *rules*; *folder* is where they lie, for the message that there are none.

    An item is covered by what the cases state, not by what their campaigns happen to get: one case has to list it as
    selected, at a level or not, and one as left out. An item without a condition need not be left out.
    """
    failures = tuple(failure for case in cases for failure in _Trial(rules, case).failures())
    selected = _named(cases, _SELECTED)
    left_out = _named(cases, ("left_out",), whole=True)
    # A house answers for what it brings, and for what it changes.
    own = [item for item in rules.item_list if rules.packs[-1].name in item.packs]
    always = [item.code for item in own if item.when is None]
    gaps = list(_gaps(own, selected, left_out | set(always))) if cases else [_none(folder)]
    codes = {item.code for item in own}
    return Tried(
        len(cases), len(codes), len(codes & selected), len((codes & left_out) - set(always)), len(always), failures, tuple(gaps)
    )


def summary(rules: RuleSet, tried: Tried) -> str:
    """Return the coverage in two lines, whether or not anything failed."""
    conditional = tried.total - tried.always
    always = f", {tried.always} always apply" if tried.always else ""
    failed = f"{len(tried.failures)} failures" if tried.failures else "no failures"
    return (
        f"{rules.packs[-1].name} {rules.packs[-1].version}: {tried.cases} cases, {failed}\n"
        f"  of {tried.total} items, {tried.selected} selected by some case ({_percent(tried.selected, tried.total)});"
        f" of {conditional} with a condition, {tried.left_out} left out by some case ({_percent(tried.left_out, conditional)}){always}\n"
    )


def _percent(part: int, whole: int) -> str:
    """Return a share, rounded down, so that 100 % means all."""
    return f"{100 * part // whole if whole else 100} %"


def _named(cases: Iterable[Case], keys: Collection[str], *, whole: bool = False) -> set[str]:
    """Return the items that *cases* name under *keys*; a code with a channel speaks for its item unless *whole* are asked for."""
    names = {expectation.name for case in cases for expectation in case.expected if expectation.key in keys}
    return {name.partition(".")[0] for name in names if not whole or "." not in name}


def _gaps(items: Iterable[Item], selected: set[str], left_out: set[str]) -> Iterator[Problem]:
    for item in items:
        if item.code not in selected:
            hint = "list it in a case under selected, or under its level"
            yield Problem(item.location, "CAS06", f"{item.code} is selected by no case", hint)
        if item.code not in left_out:
            yield Problem(item.location, "CAS07", f"{item.code} is left out by no case", "list it in a case under left_out")


def _none(folder: str) -> Problem:
    return Problem(Location(folder), "CAS08", "there are no cases", "add cases/<name>.yml; `checklist rules schema case` says how")


class _Trial:
    """One case against the rules."""

    def __init__(self, rules: RuleSet, case: Case) -> None:
        self.rules, self.case = rules, case
        self.facets, self.stated = rules.vocabulary.facets, case.campaign.facets
        self.words = Words(rules.wording, rules.vocabulary)
        self.items = {item.code: item for item in rules.item_list}
        self.entries: dict[str, Entry] = {}
        self.left_out: Mapping[str, LeftOut] = {}
        try:
            made = select(rules, case.campaign, as_of=case.as_of)
        except ChecklistError:  # nothing at all is left, which a case may well expect
            self.left_out = {item.code: self._ruled_out(item) for item in rules.item_list}
            return
        groups = [section.tasks for section in made.sections] + [made.waived]
        self.entries = {
            entry.code: entry for tasks in groups for task in tasks for entry in (task.entry, *task.channels)
        }
        self.left_out = {out.code: out for out in made.left_out}

    def failures(self) -> Iterator[Problem]:
        """Yield what is not as expected, in the order of the file."""
        cited = self._cited()
        for expectation in self.case.expected:
            if expectation.key in CITED:
                yield from self._citing(expectation, cited)
            elif expectation.key == "left_out":
                yield from self._absent(expectation)
            elif expectation.name not in self.entries:
                yield _failure(expectation, "CAS01", f"{expectation.name} is left out, and belongs in", self._why_out(expectation.name))
            elif expectation.key == "becomes":
                yield from self._becoming(expectation, self.entries[expectation.name])
            else:
                yield from self._level(expectation, self.entries[expectation.name])

    # ---- one expectation

    def _absent(self, expectation: Expectation) -> Iterator[Problem]:
        entry = self.entries.get(expectation.name)
        if entry is not None:
            message = f"{entry.code} is selected, as {self._label(entry)}, and does not belong in"
            yield _failure(expectation, "CAS02", message, self.words.because(entry))

    def _level(self, expectation: Expectation, entry: Entry) -> Iterator[Problem]:
        key = expectation.key
        if key == "selected" or key == entry.level or (key == "confirmed" and entry.confirmed):
            return
        message = f"{entry.code} is {self._label(entry)}, and belongs under {key}"
        yield _failure(expectation, "CAS03", message, self._why_level(entry, key))

    def _becoming(self, expectation: Expectation, entry: Entry) -> Iterator[Problem]:
        if entry.level == "must" or entry.becomes is None or entry.becomes.day != expectation.day:
            message = f"{entry.code} is {self._label(entry)}, and belongs under becomes: {expectation.day}"
            yield _failure(expectation, "CAS04", message, self._why_level(entry, "becomes"))

    def _citing(self, expectation: Expectation, cited: Mapping[str, str]) -> Iterator[Problem]:
        source = self.rules.sources[expectation.name]
        if expectation.key == "cited" and source.name not in cited:
            hint = f"it applies in {self.words.places(source.jurisdictions)}"
            yield _failure(expectation, "CAS05", f"{source.name} is cited nowhere", hint)
        if expectation.key == "not_cited" and source.name in cited:
            yield _failure(expectation, "CAS05", f"{source.name} is cited", f"by {cited[source.name]}")

    def _cited(self) -> dict[str, str]:
        """Return the sources of the checklist, each with the first code that cites it."""
        cited: dict[str, str] = {}
        for code, entry in self.entries.items():
            for source in (*(citation.source for citation in entry.citations), *entry.see):
                cited.setdefault(source.name, code)
        return cited

    # ---- why it is as it is

    def _label(self, entry: Entry) -> str:
        return self.words.label(entry, general=False)

    def _ruled_out(self, item: Item) -> LeftOut:
        return LeftOut(item.code, distinct(evaluate(item.when, self.facets, self.stated).deciding))

    def _why_out(self, code: str) -> str:
        whole, _, channel = code.partition(".")
        if whole in self.left_out:
            return self.words.ruled_out(self.left_out[whole])
        return f"the checklist has {whole}, with no line for {channel}"

    def _why_level(self, entry: Entry, key: str) -> str:
        """Return the laws that make *entry* what it is, or what keeps each of its sources from binding."""
        if key == "confirmed" and entry.level == "must":
            parts = [self.words.open_fact(test) for test in entry.to_confirm]
            parts += [f"{citation.provision} {self.words.doubts(citation)}" for citation in entry.citations if not citation.certain]
        elif entry.level == "must":
            parts = [self._law(citation) for citation in entry.citations]
        else:
            parts = [self._unbound(requirement, entry.channel) for requirement in entry.item.required_by]
        return "; ".join(dict.fromkeys(parts)) or "no source makes it a must"

    def _law(self, citation: Citation) -> str:
        doubts = self.words.doubts(citation)
        return f"{citation.provision}, {self.words.since(citation)}" + (f", {doubts}" if doubts else "")

    def _unbound(self, requirement: Requirement, channel: str) -> str:
        """Return why a source does not bind an entry, which may be that of a channel."""
        source, condition = self.rules.sources[requirement.source], requirement.when
        stated = {**self.stated, "channels": (channel,)} if channel else self.stated
        places = tuple(country for country, _ in source.through) if source.kind == "directive" else source.jurisdictions
        if source.kind not in BINDING:
            return f"{source.short} binds nobody"
        if WORLD not in places and meets(self.facets["markets"], self.stated.get("markets"), places) is Truth.FALSE:
            return f"{source.short} applies in {self.words.places(places)}"
        if evaluate(condition, self.facets, stated).truth is Truth.FALSE:
            return f"{source.short} needs {self.words.condition(condition)}"
        return _out_of_time(source, self.case.as_of)


def _out_of_time(source: Source, as_of: date) -> str:
    return f"{source.short} begins on {source.since_text}" if source.since > as_of else f"{source.short} ended on {source.until}"


def _failure(expectation: Expectation, code: str, message: str, hint: str) -> Problem:
    return Problem(expectation.location, code, message, hint)
