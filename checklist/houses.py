"""The format of a house pack: what it adds to the rules of others, changes in them, and switches off.

Tables of kinds, as in `schema`. Not responsible for laying a pack over others (`tailoring`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .errors import Location
from .fields import SLUG, Described, Kind, ParamValue, Reading, Ref, Str
from .model import Item, Pack, Parameter, Source, Term, Theme, Value
from .records import Either, Field, ListOf, MapOf, Record
from .schema import (
    ITEM, NAMED, PARAMETER, REQUIREMENTS, SOURCE, SOURCE_NAMES, THEME_FIELDS, check_item, check_requirements, check_theme, code_kind,
    made_theme, prefix_kind,
)
from .versions import CONDITIONS
from .vocabularies import TERM, VALUE
from .yamlio import Mapping, Node

# A change in one of these changes what a tick means.
MEANING = ("action", "when", "required_by", "also_required_by")
_KEPT = ("code", "since", "replaces")
_SLUG = Str(most=60, pattern=SLUG, shape="a name in small letters, digits and hyphens", example="acme")


_PARAM = Str(most=40, pattern="[a-z][a-z0-9_]*", shape="a name in small letters, digits and underscores", example="brand_name")


class Placed:
    """A value with the place where it stands."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def read(self, node: Node, reading: Reading) -> tuple[Any, Location] | None:
        """Return the value and its place."""
        value = self.kind.read(node, reading)
        return None if value is None else (value, reading.at(node))

    def describe(self) -> Described:
        """Return the JSON Schema of the value."""
        return self.kind.describe()


class Setting(NamedTuple):
    """A value for something that others define: a parameter, or the reason why an item is switched off."""

    name: str
    value: str
    location: Location


class Override(NamedTuple):
    """What a pack changes in the item `code`: values by the name of the field."""

    code: str
    values: dict[str, Any]
    location: Location


class MoreFacet(NamedTuple):
    """Values for a facet; with `title` and `question` a facet that there was not."""

    name: str
    title: str | None
    question: str | None
    members: tuple[Value, ...]


class House(NamedTuple):
    """What a house pack says."""

    pack: Pack
    settings: tuple[Setting, ...]
    overrides: tuple[Override, ...]
    disabled: tuple[Setting, ...]
    facets: tuple[MoreFacet, ...]
    owners: tuple[Term, ...]
    sources: tuple[Source, ...]
    themes: tuple[tuple[Theme, tuple[Item, ...]], ...]
    items: tuple[Item, ...]
    location: Location


# ---- override


def _override(at: Location, channels: Any, **values: Any) -> Override:
    if channels is not None:
        values["channels"] = tuple(steps._replace(channel=name) for name, steps in channels)
    return Override("", {name: value for name, value in values.items() if value is not None}, at)


def _check_override(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    given = [name for name, value in values.items() if value is not None]
    changed = [name for name in MEANING if name in given]
    if not given:
        reading.report(node, "RUL08", "the override changes nothing", "name a field, or remove it")
    if changed and "revised" not in given:
        hint = "add `revised:` with the version of this pack in which it changed"
        reading.report(node, "RUL08", f"a change of {changed[0]} changes what a tick means", hint)
    for name in ("required_by", "also_required_by"):
        check_requirements(values[name] or (), node.get(name), reading)


OVERRIDE = Record(
    "an override",
    [
        *(Field(field.name, field.kind, field.doc) for field in ITEM.fields if field.name not in _KEPT),
        Field("also_required_by", REQUIREMENTS, "binding sources beside those the item has"),
        Field("also_see", SOURCE_NAMES, "supporting sources beside those the item has"),
    ],
    _override,
    placed=True,
    check=_check_override,
)

# ---- add


def _added(theme: str, **values: Any) -> Item:
    item: Item = ITEM.make(**values)
    return item._replace(theme=theme)


ADDED_ITEM = Record(
    "an item", [Field("theme", Ref("themes", "theme"), "theme it belongs to", True), *ITEM.fields], _added, placed=True, check=check_item
)
ADDED_THEME = Record("a theme", THEME_FIELDS, lambda **values: made_theme("", **values), check=check_theme)
ADDED_FACET = Record(
    "more of a facet",
    [
        Field("title", Str(most=40), "of a new facet: what people call it, as it stands in a sentence"),
        Field("question", Str(most=200), "of a new facet: how to ask for it, with examples"),
        Field("values", MapOf(_SLUG, VALUE), "what a campaign may state", True),
    ],
    lambda title, question, values: MoreFacet("", title, question, tuple(value._replace(name=name) for name, value in values)),
)
ADDED_WORDS = Record(
    "more vocabulary",
    [
        Field("facets", MapOf(_SLUG, ADDED_FACET), "further values, and further facets", missing=()),
        Field("owners", MapOf(_SLUG, TERM), "further roles that own items", missing=()),
    ],
    lambda facets, owners: (
        tuple(facet._replace(name=name) for name, facet in facets), tuple(term._replace(name=name) for name, term in owners)
    ),
)
ADDITIONS = Record(
    "additions",
    [
        Field("vocabulary", ADDED_WORDS, "what campaigns may say beside what they may already", missing=((), ())),
        Field("sources", MapOf(_SLUG, SOURCE), "what items rest on, by name", missing=()),
        Field("themes", ListOf(ADDED_THEME), "further themes with their items", missing=()),
        Field("items", ListOf(ADDED_ITEM, most=1000), "items of themes that there are", missing=()),
    ],
    lambda sources, **values: {**values, "sources": tuple(source._replace(name=name) for name, source in sources)},
)
_NOTHING: dict[str, Any] = {"vocabulary": ((), ()), "sources": (), "themes": (), "items": ()}

# ---- the pack


def _house(
    at: Location, schema: str, params: Any, override: Any, disable: Any, add: Any, extends: tuple[str, ...], **named: Any
) -> House:
    declared = tuple(parameter._replace(name=name) for name, (parameter, _) in params if isinstance(parameter, Parameter))
    facets, owners = add["vocabulary"]
    return House(
        Pack(params=declared, extends=extends, **named),
        tuple(Setting(name, value, place) for name, (value, place) in params if isinstance(value, str)),
        tuple(override._replace(code=code) for code, override in override),
        tuple(Setting(code, reason, place) for code, (reason, place) in disable),
        facets, owners, add["sources"], add["themes"], add["items"], at,
    )


HOUSE = Record(
    "a house pack",
    [
        *NAMED,
        Field("extends", ListOf(_SLUG, least=1), "packs that it is laid over: [core]", True),
        Field(
            "requires",
            ListOf(Str(most=80, pattern=SLUG + CONDITIONS, shape="a pack with versions", example='"core>=1.2,<2"')),
            "versions of other packs that it was written for", missing=(),
        ),
        Field("prefixes", ListOf(prefix_kind), "prefixes of the codes it adds", missing=()),
        Field("params", MapOf(_PARAM, Placed(Either(ParamValue(), PARAMETER))), "values, or further parameters", missing=()),
        Field("override", MapOf(code_kind, OVERRIDE), "fields to change, by code", missing=()),
        Field("disable", MapOf(code_kind, Placed(Str(most=200))), "codes to switch off, each with the reason", missing=()),
        Field("add", ADDITIONS, "vocabulary, sources, themes and items", missing=_NOTHING),
    ],
    _house,
    placed=True,
)
