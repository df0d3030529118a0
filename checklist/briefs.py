"""The format of a campaign: what people state about it, in a file or on the command line.

Built for a vocabulary, because the facets a campaign may name are the vocabulary's. Bytes in, value out;
not responsible for opening files (`loading`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping as Names
from datetime import date
from typing import Any
from unicodedata import normalize

from .errors import ChecklistError, Location, Problem, suggestion
from .fields import CODE, SLUG, Day, Described, ParamValue, Reading, Ref, RuleText, Str
from .model import Campaign, Facet, RuleSet, Waiver
from .records import Field, ListOf, MapOf, Record
from .yamlio import Mapping, Node, Scalar, parse, quoted, surprise

_SLUG = Str(most=60, pattern=SLUG, shape="a name in small letters, digits and hyphens", example="spring-launch")
CODE_OF_ENTRY = Str(most=60, pattern=CODE + r"(?:\.[a-z-]+)?", shape="a code", example="PRV-03 or PRV-03.tiktok")
_PARAM = Str(most=40, pattern="[a-z][a-z0-9_]*", shape="a name in small letters, digits and underscores", example="brand_name")
PARAMS = MapOf(_PARAM, ParamValue(), most=100)


def _day(value: tuple[date, str] | None) -> date | None:
    return value[0] if value else None


WAIVER = Record(
    "a waiver",
    [
        Field("code", CODE_OF_ENTRY, "code of the item", True),
        Field("reason", RuleText(most=300), "why it is not done", True),
        Field("approver", RuleText(most=100), "who decided", True),
        Field("expires", Day(), "last day it holds", True),
    ],
    lambda at, expires, **values: Waiver(location=at, expires=expires[0], **values),
    placed=True,
)


class FacetValues:
    """What a campaign states of one facet: a list, empty for *none*; or the word `unknown`."""

    def __init__(self, facet: str) -> None:
        self.facet = facet

    def read(self, node: Node, reading: Reading) -> tuple[str, ...] | None:
        if isinstance(node, Scalar) and node.text == "unknown":
            return ()
        if isinstance(node, Scalar) and surprise(node) == "nothing at all":
            reading.report(node, "RUL03", f"{self.facet} has no value", f"write [] for none, or {self.facet}: unknown")
            return None
        return ListOf(Ref(f"facet {self.facet}", f"value of {self.facet}")).read(node, reading)

    def describe(self) -> Described:
        return {"anyOf": [{"const": "unknown"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}


def campaign_record(facets: Names[str, Facet]) -> Record:
    """Return the format of a campaign for a vocabulary with these *facets*."""
    fields = [
        Field("campaign", Str(most=120), "name of the campaign", True),
        Field("id", _SLUG, "identity of its checklist; from the name if missing"),
        Field("launch", Day(), "day it goes live"),
        Field("ends", Day(), "day it ends"),
        *(Field(facet.name, FacetValues(facet.name), facet.question) for facet in facets.values()),
        Field("params", PARAMS, "values for the parameters of rule text", missing=()),
        Field("waivers", ListOf(WAIVER), "items not done, and why", missing=()),
    ]

    def make(campaign: str, id: str | None, launch: Any, ends: Any, params: Any, waivers: Any, **stated: Any) -> Campaign:
        return Campaign(
            id or slug(campaign), campaign, _day(launch), _day(ends),
            {name: values for name, values in stated.items() if values is not None}, dict(params), waivers,
        )

    def check(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
        for name in facets:
            given = node.get(name)
            if isinstance(given, Scalar) and given.text == "unknown":
                values[name] = None
        launch, ends = _day(values["launch"]), _day(values["ends"])
        if launch and ends and ends < launch:
            reading.report(node.get("ends") or node, "RUL09", "the campaign ends before its launch", "check both dates")
        if not values["id"] and not slug(values["campaign"]):
            reading.report(node.get("campaign") or node, "RUL09", "no id can be made from this name", "add `id: my-campaign`")
        codes: dict[str, Waiver] = {}
        for waiver in values["waivers"]:
            if waiver.code in codes:
                place = Scalar("", False, waiver.location.line, waiver.location.column)
                reading.report(place, "REF02", f"{waiver.code} is waived twice", f"first in line {codes[waiver.code].location.line}")
            codes[waiver.code] = waiver

    return Record("a campaign", fields, make, check=check)


def slug(title: str) -> str:
    """Return *title* as an id: small ASCII letters, digits and single hyphens, at most 60."""
    plain = normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def read_campaign(data: bytes, path: str, rules: RuleSet) -> Campaign:
    """Return the campaign that *data* holds; *path* is for messages only."""
    return read_node(parse(data, path), path, rules)


def read_node(node: Node, path: str, rules: RuleSet) -> Campaign:
    """Return the campaign that *node* is."""
    reading = Reading(path, known_facets(rules))
    campaign: Campaign | None = campaign_record(rules.vocabulary.facets).read(node, reading)
    check_campaign(campaign, node, reading, rules)
    if reading.problems or campaign is None:
        raise ChecklistError(reading.problems)
    # What the project says of every campaign counts where this one says nothing, not even that it is unknown.
    silent = {name: values for name, values in rules.defaults if isinstance(node, Mapping) and node.get(name) is None}
    return campaign._replace(facets={**silent, **campaign.facets})


def known_facets(rules: RuleSet) -> dict[str, Collection[str]]:
    """Return the names that a `Reading` of a campaign has to know."""
    return {f"facet {facet.name}": facet.members for facet in rules.vocabulary.facets.values()}


def check_campaign(campaign: Campaign | None, node: Node | None, reading: Reading, rules: RuleSet) -> None:
    """Report what *campaign*, read from *node*, says of the rules and they do not know."""
    if campaign is None or not isinstance(node, Mapping):
        return
    params = node.get("params")
    places = {key.text.strip(): reading.at(value) for key, value in params.pairs} if isinstance(params, Mapping) else {}
    problems = parameter_problems(campaign.params, rules, places)
    for waiver in campaign.waivers:
        message, hint = unknown_code(waiver.code, rules, reading) or ("", "")
        if message:
            problems.append(Problem(waiver.location, "REF01", message, hint))
    reading.problems += sorted(problems)


def unknown_code(code: str, rules: RuleSet, reading: Reading) -> tuple[str, str] | None:
    """Return why no entry can have *code*, which may name a channel, and what to do; None if one can."""
    whole, _, channel = code.partition(".")
    codes = {item.code: item for item in rules.item_list}
    channels = rules.vocabulary.facets["channels"].below
    off = next((off for off in rules.disabled if off.code == whole), None)
    if off:
        return f"{whole} is switched off by {off.pack}", f"remove it; the reason: {off.reason}"
    if whole not in codes:
        return f"no item has the code {whole}", reading.suggestion(whole, codes)
    if channel and not codes[whole].per:
        return f"{whole} is not ticked per channel", f"write {whole}"
    if channel and channel not in channels:
        return f"channel {channel!r} is not defined", reading.suggestion(channel, channels)
    return None


def parameter_problems(params: Names[str, str], rules: RuleSet, places: Names[str, Location]) -> list[Problem]:
    """Return what is wrong with the values given for parameters of rule text; *places* says where each was given."""
    declared = {parameter.name: parameter for pack in rules.packs for parameter in pack.params}
    problems = []
    for name, value in params.items():
        parameter = declared.get(name)
        if parameter is None:
            problems.append(Problem(places[name], "REF01", f"no pack has a parameter {quoted(name)}", suggestion(name, declared)))
        elif parameter.type == "number" and not is_within(value, parameter.min, parameter.max):
            hint = within_hint(parameter.min, parameter.max)
            problems.append(Problem(places[name], "RUL05", f"{name} is {quoted(value)}, not a number it takes", hint))
    return problems


def is_within(value: str, low: int | None, high: int | None) -> bool:
    """Return whether *value* is a whole number in digits, from *low* to *high* where they are given."""
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        return False
    number = int(value)
    return (low is None or number >= low) and (high is None or number <= high)


def within_hint(low: int | None, high: int | None) -> str:
    """Return what to write where a number from *low* to *high* belongs."""
    bounds = [f"from {low}"] if low is not None else []
    bounds += [f"up to {high}"] if high is not None else []
    return " ".join(["give a whole number", *bounds])
