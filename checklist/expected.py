"""The format of a case: a campaign, a fixed day, and what its checklist must and must not hold.

Bytes in, value out. Not responsible for opening files (`loading`) nor for trying a case (`cases`).
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from datetime import date
from typing import Any, NamedTuple

from .briefs import CODE_OF_ENTRY, campaign_record, check_campaign, known_facets, unknown_code
from .errors import ChecklistError, Location, Problem
from .fields import Day, Described, FormatVersion, Kind, Reading, Ref
from .model import Campaign, Facet, RuleSet
from .records import Field, ListOf, MapOf, Record
from .yamlio import Mapping, Node, parse

# What a code may be expected to be, and the key it stands under.
LISTS: Names[str, str] = {
    "selected": "codes in the checklist, at whatever level",
    "must": "codes that are a must, confirmed or still to confirm",
    "confirmed": "codes that are a must with nothing to confirm",
    "should": "codes at this level",
    "could": "codes at this level",
    "left_out": "codes that a stated fact rules out",
}
CITED: Names[str, str] = {
    "cited": "sources that the checklist cites somewhere",
    "not_cited": "sources that it cites nowhere",
}
_MOST = 2000


class Expectation(NamedTuple):
    """What one key says of one name: a code, or a source under `cited` and `not_cited`; `day` under `becomes`."""

    key: str
    name: str
    day: date | None
    location: Location


class Case(NamedTuple):
    """A campaign with what is expected of its checklist as of a day."""

    path: str
    as_of: date
    campaign: Campaign
    expected: tuple[Expectation, ...]


class _Placed(NamedTuple):
    """A value and where it stands."""

    value: Any
    location: Location


class _At:
    """A kind of value that remembers where it stood."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def read(self, node: Node, reading: Reading) -> _Placed | None:
        value = self.kind.read(node, reading)
        return None if value is None else _Placed(value, reading.at(node))

    def describe(self) -> Described:
        return self.kind.describe()


def case_record(facets: Names[str, Facet]) -> Record:
    """Return the format of a case for a vocabulary with these *facets*."""
    lists = [Field(name, ListOf(_At(CODE_OF_ENTRY), most=_MOST), doc, missing=()) for name, doc in LISTS.items()]
    cited = [Field(name, ListOf(_At(Ref("sources", "source")), most=_MOST), doc, missing=()) for name, doc in CITED.items()]
    fields = [
        Field("schema", FormatVersion(1), "version of the file format: 1", True),
        Field("as_of", Day(), "day laws are judged at", True),
        Field("campaign", campaign_record(facets), "the brief, as in a campaign file", True),
        *lists,
        Field("becomes", MapOf(_At(CODE_OF_ENTRY), Day(), most=_MOST), "codes that are no must yet, with the day of it", missing=()),
        *cited,
    ]
    return Record("a case", fields, _case, check=_check)


def _case(schema: int, as_of: tuple[date, str], campaign: Campaign, becomes: Any, **lists: tuple[_Placed, ...]) -> Case:
    expected = [Expectation(key, placed.value, None, placed.location) for key, names in lists.items() for placed in names]
    expected += [Expectation("becomes", placed.value, day, placed.location) for placed, (day, _) in becomes]
    return Case("", as_of[0], campaign, tuple(sorted(expected, key=lambda expectation: expectation.location)))


def _check(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    """Report names that stand under two keys which exclude each other, and a case that expects nothing."""
    _once(LISTS, values, reading)
    _once(CITED, values, reading)
    settled = {placed.value: key for key in ("must", "confirmed", "left_out") for placed in values[key]}
    for placed, _ in values["becomes"]:
        if placed.value in settled:
            _report(reading, placed, f"{placed.value} stands under {settled[placed.value]} too", "what becomes a must is none yet")
    if not any(values[key] for key in (*LISTS, *CITED, "becomes")):
        reading.report(node, "RUL08", "the case expects nothing", "list codes under selected, must, left_out …")


def _once(keys: Names[str, str], values: dict[str, Any], reading: Reading) -> None:
    first: dict[str, tuple[str, int]] = {}
    for key in keys:
        for placed in values[key]:
            if placed.value in first:
                other, line = first[placed.value]
                _report(reading, placed, f"{placed.value} stands under {other} already", f"see line {line}; keep the stricter of the two")
            first.setdefault(placed.value, (key, placed.location.line))


def _report(reading: Reading, placed: _Placed, message: str, hint: str) -> None:
    reading.problems.append(Problem(placed.location, "REF02", message, hint))


def read_case(data: bytes, path: str, rules: RuleSet) -> Case:
    """Return the case that *data* holds; *path* is for messages.

    Raises:
        ChecklistError: with every problem in it, codes and sources that *rules* do not have included.
    """
    reading = Reading(path, {**known_facets(rules), "sources": rules.sources})
    node = parse(data, path)
    case: Case | None = case_record(rules.vocabulary.facets).read(node, reading)
    if case is not None and isinstance(node, Mapping):
        check_campaign(case.campaign, node.get("campaign"), reading, rules)
        for expectation in case.expected:
            unknown = None if expectation.key in CITED else unknown_code(expectation.name, rules, reading)
            if unknown:
                reading.problems.append(Problem(expectation.location, "REF01", *unknown))
    if reading.problems or case is None:
        raise ChecklistError(sorted(reading.problems, key=lambda problem: problem.location))
    return case._replace(path=path)
