"""The formats of rule files, as tables.

Each table is read by the validator and described as JSON Schema (`checklist rules schema`), so the two
cannot disagree. Plain nodes in, model out; all problems of a file at once.

Not responsible for opening files, nor for what one pack says about another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from datetime import date
from typing import Any

from .briefs import campaign_record, is_within, within_hint
from .binding import WORLD
from .errors import Location
from .expressions import CONDITION_SCHEMA, Expression
from .fields import (
    CODE, VERSION, Day, Described, Int, OneOf, ParamValue, Reading, Ref, RuleText, Str, Url,
)
from .model import ChannelSteps, Facet, Item, Pack, Parameter, Requirement, Source, Theme
from .phrases import FILES as TRANSLATIONS, FIXED
from .records import Either, Field, ListOf, MapOf, Record
from .signals import SIGNALS
from .vocabularies import SCHEMA_FIELD, VOCABULARY, language_kind, slug_kind
from .yamlio import Mapping, Node, Scalar, Sequence, quoted

BINDING_KINDS = ("law", "directive", "house")
SOURCE_KINDS = ("law", "directive", "case-law", "guidance", "platform-policy", "self-regulation", "standard", "house")

code_kind = Str(most=60, pattern=CODE, shape="a code", example="PRV-03")
prefix_kind = Str(most=60, pattern="[A-Z]{3}", shape="a prefix of three capital letters", example="PRV")
_VERSION = Str(most=60, pattern=VERSION, shape="a version", example="1.2.0")
_PARAM = Str(most=40, pattern="[a-z][a-z0-9_]*", shape="a name in small letters, digits and underscores", example="brand_name")


# ---- pack.yml


def _parameter(**values: Any) -> Parameter:
    return Parameter(name="", **values)


def _check_parameter(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    low, high = values["min"], values["max"]
    if low is not None and high is not None and low > high:
        reading.report(node, "RUL09", f"min {low} is more than max {high}", "swap them")
    default = values["default"]
    if values["type"] == "number" and default is not None and not is_within(default, low, high):
        reading.report(node.get("default") or node, "RUL09", f"default {default!r} is not a number it takes", within_hint(low, high))
    if values["type"] == "text" and (low is not None or high is not None):
        reading.report(node.get("min") or node.get("max") or node, "RUL09", "a text has no bounds", "write `type: number` or remove them")


PARAMETER = Record(
    "a parameter",
    [
        Field("title", RuleText(most=80), "what the parameter stands for, as it stands in a sentence", True),
        Field("type", OneOf("text", "number"), "text or number", missing="text"),
        Field("default", ParamValue(), "the value where nobody gives one"),
        Field("min", Int(-10**9, 10**9), "least number"),
        Field("max", Int(-10**9, 10**9), "greatest number"),
    ],
    _parameter,
    check=_check_parameter,
)


def _pack(schema: str, params: tuple[tuple[str, Parameter], ...], **values: Any) -> Pack:
    return Pack(params=tuple(parameter._replace(name=name) for name, parameter in params), **values)


NAMED = [
    SCHEMA_FIELD,
    Field("name", slug_kind, "name of the pack", True),
    Field("version", _VERSION, "version of the pack, N.N.N", True),
    Field("title", Str(most=80), "title of the pack", True),
]
PACK = Record(
    "a pack",
    [
        *NAMED,
        Field("prefixes", ListOf(prefix_kind, least=1), "prefixes of the codes it may define, in the order of the themes", True),
        Field("params", MapOf(_PARAM, PARAMETER), "parameters that rule text may use", missing=()),
    ],
    _pack,
)

# ---- sources.yml


def _source(since: Any = None, **values: Any) -> Source:
    day, written = values.pop("applies_from") or (date.min, "")
    until = values.pop("applies_until")
    values["jurisdictions"] = values["jurisdictions"] or (WORLD,)
    for name in ("checked", "review_by"):
        values[name] = values[name][0]
    return Source(
        name="", since=day, since_text=written, until=until[0] if until else None, location=values.pop("at"), **values
    )


def _check_source(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    kind = values["kind"]
    if kind != "house" and values["jurisdictions"] is None:
        reading.report(node, "RUL08", "key 'jurisdictions' is missing in a source", "markets in which it applies")
    day, written = values["applies_from"] or (date.min, "")
    if kind in BINDING_KINDS and not written:
        reading.report(node, "RUL08", f"a {kind} needs `applies_from`", "first day it applies")
    elif kind in ("law", "directive") and len(written) != 10:
        reading.report(node.get("applies_from") or node, "RUL09", f"a {kind} needs a full date", "write 2027-03-01")
    if kind != "directive" and values["through"]:
        reading.report(node.get("through") or node, "RUL09", f"`through` belongs to a directive, not to a {kind}", "remove it")
    until = values["applies_until"]
    if until and until[0] < day:
        reading.report(node.get("applies_until") or node, "RUL09", "it ends before it begins", "check both dates")


SOURCE = Record(
    "a source",
    [
        Field("title", Str(most=160), "what it is called", True),
        Field("short", Str(most=48), "how a page cites it: AI Act Art. 50(4)", True),
        Field("issuer", Str(most=120), "who issued it", True),
        Field("provision", Str(most=200), "the exact provision", True),
        Field("jurisdictions", ListOf(Ref("facet markets", "market"), least=1), "markets in which it applies; a house rule: all, if none"),
        Field("kind", OneOf(*SOURCE_KINDS), "what it is; only law, directive and house bind", True),
        Field("applies_from", Day(month=True), "first day it applies; needed for what binds"),
        Field("applies_until", Day(), "last day it applies"),
        Field("url", Url(), "where to read it", True),
        Field("summary", Str(most=400), "what it asks of a marketer, in our own words", True),
        Field("through", MapOf(Ref("facet markets", "market"), Str(most=60)), "national law of a directive, by market", missing=()),
        Field("checked", Day(), "day it was last checked", True),
        Field("review_by", Day(), "day by which to check it again", True),
        Field("confidence", OneOf("verified", "partly-verified", "unverified"), "how far it was verified", True),
        Field("caveat", Str(most=500), "what is doubtful or limited", missing=""),
    ],
    _source,
    placed=True,
    check=_check_source,
)


def _sources(schema: str, sources: tuple[tuple[str, Source], ...]) -> tuple[Source, ...]:
    return tuple(source._replace(name=name) for name, source in sources)


SOURCES = Record(
    "a list of sources",
    [SCHEMA_FIELD, Field("sources", MapOf(slug_kind, SOURCE), "what items rest on, by name", True)],
    _sources,
)

# ---- themes/*.yml

_SOURCE_NAME = Ref("sources", "source")
_WHEN = Field("when", Expression(), "the condition under which it applies")
REQUIREMENT = Record(
    "a requirement",
    [Field("source", _SOURCE_NAME, "name of a binding source", True), _WHEN],
    Requirement,
)


class _Requirement(Either):
    """A source by name, or with a further condition."""

    def __init__(self) -> None:
        super().__init__(_SOURCE_NAME, REQUIREMENT)

    def read(self, node: Node, reading: Reading) -> Requirement | None:
        value = super().read(node, reading)
        return Requirement(value) if isinstance(value, str) else value


REQUIREMENTS = ListOf(_Requirement(), most=30)
SOURCE_NAMES = ListOf(_SOURCE_NAME, most=30)
CHANNEL_STEPS = Record(
    "the steps of a channel",
    [
        Field("how", ListOf(RuleText(most=200), most=5), "steps on this channel", missing=()),
        Field("see", ListOf(_SOURCE_NAME), "supporting sources", missing=()),
    ],
    lambda **values: ChannelSteps(channel="", **values),
)


def _item(at: Location, channels: Any, **values: Any) -> Item:
    steps = tuple(step._replace(channel=name) for name, step in channels)
    return Item(theme="", packs=(), revised_by="", channels=steps, location=at, **values)


def check_item(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    """Report what does not go together in an item."""
    if values["channels"] and not values["per"]:
        reading.report(node.get("channels") or node, "RUL09", "`channels` goes with `per: channels`", "add it or remove the steps")
    check_requirements(values["required_by"], node.get("required_by"), reading)


def check_requirements(given: tuple[Requirement, ...], listed: Node | None, reading: Reading) -> None:
    """Report each of the requirements *given* whose source binds nobody; *listed* is where they stand."""
    kinds = reading.known.get("sources")
    for position, requirement in enumerate(given):
        kind = kinds[requirement.source] if isinstance(kinds, dict) else "law"
        if kind not in BINDING_KINDS and listed is not None:
            place = listed.nodes[position] if isinstance(listed, Sequence) else listed
            reading.report(place, "RUL10", f"{requirement.source} is {kind} and binds nobody", "list it under `see`")


_MUST = "a must comes from a binding source: write `should` and add the source to `required_by`"
_LEVEL = OneOf("should", "could", instead={"must": _MUST})
ITEM = Record(
    "an item",
    [
        Field("code", code_kind, "immutable code, never used again", True),
        Field("action", RuleText(most=140), "one imperative sentence without full stop", True),
        Field("why", RuleText(most=400), "the sentence a marketer reads when asking why", True),
        Field("how", ListOf(RuleText(most=200), least=1, most=5), "one to five concrete steps", True),
        Field("evidence", RuleText(most=200), "what proves that it is done", True),
        Field("owner", Ref("owners"), "role that owns it", True),
        Field("phase", Ref("phases"), "phase in which it is done", True),
        Field("effort", Int(1, 10_000), "minutes, once the owner knows how", True),
        Field("lead", Int(-365, 365), "days before launch by which it is done; negative: after", missing=0),
        Field("level", _LEVEL, "level where no binding source applies", True),
        Field("required_by", REQUIREMENTS, "binding sources that make it a must", missing=()),
        Field("see", SOURCE_NAMES, "supporting sources", missing=()),
        _WHEN,
        Field("per", OneOf("channels"), "one tick for each channel of the campaign", missing=""),
        Field("channels", MapOf(Ref("facet channels", "channel"), CHANNEL_STEPS), "what single channels add", missing=()),
        Field("snippets", MapOf(language_kind, RuleText(most=400)), "copy-ready wording by language", missing=()),
        Field("also", ListOf(Ref("themes", "theme")), "further themes it touches", missing=()),
        Field("since", _VERSION, "pack version that introduced it", True),
        Field("revised", _VERSION, "pack version that last changed its meaning", True),
        Field("replaces", ListOf(code_kind), "retired codes it takes over", missing=()),
    ],
    _item,
    placed=True,
    check=check_item,
)


def made_theme(schema: str, theme: str, items: tuple[Item, ...], **values: Any) -> tuple[Theme, tuple[Item, ...]]:
    """Return a theme and its items."""
    return Theme(name=theme, **values), tuple(item._replace(theme=theme) for item in items)


def check_theme(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    """Report what does not fit the name of the file or the prefixes of the pack."""
    if values["theme"] in (*FIXED, "wording"):
        hint = "a translation of the pack has a file of that name"
        reading.report(node.get("theme") or node, "RUL09", f"{values['theme']!r} cannot be the name of a theme", hint)
    for name in reading.known.get("this theme", ()):
        if values["theme"] != name:
            hint = f"write {name}, or rename the file to {values['theme']}.yml"
            reading.report(node.get("theme") or node, "REF02", f"the file is called {quoted(name + '.yml')}", hint)
    prefixes = reading.known.get("prefixes")
    if prefixes is not None and values["code"] not in prefixes:
        message, hint = f"prefix {values['code']} is not one of the pack's", reading.suggestion(values["code"], prefixes)
        reading.report(node.get("code") or node, "REF02", message, f"{hint}; or add it to `prefixes` in pack.yml")
    for item in values["items"]:
        if not item.code.startswith(values["code"] + "-"):
            place = Scalar("", False, item.location.line, item.location.column)
            message = f"code {item.code} does not begin with {values['code']}"
            reading.report(place, "REF02", message, "use the prefix of the theme")


THEME_FIELDS = [
    Field("theme", slug_kind, "name of the theme, the same as the file's", True),
    Field("code", prefix_kind, "prefix of its codes", True),
    Field("title", Str(most=60), "title of the theme", True),
    Field("impact", RuleText(most=600), "how a change in this theme reaches marketing", True),
    Field("items", ListOf(ITEM, least=1, most=100), "the actions", True),
]
THEME = Record("a theme", [SCHEMA_FIELD, *THEME_FIELDS], made_theme, check=check_theme)

# ---- wording.yml

_SENTENCE = MapOf(_PARAM, Str(most=600, bare=True))
_SLOT = re.compile(r"\{[a-z_]+\}")


def _check_wording(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    """Report sentences and names in braces that the built-in wording does not have; nothing would fill them."""
    ours = reading.known.get("sentences")
    given = node.get("wording")
    if not isinstance(ours, dict) or not isinstance(given, Mapping):
        return
    for key, inner in given.pairs:
        if key.text not in ours:
            reading.report(key, "REF01", f"no page has a sentence {quoted(key.text)}", reading.suggestion(key.text, ours))
            continue
        slots = _SLOT.findall(ours[key.text])
        for slot in _SLOT.findall(inner.text if isinstance(inner, Scalar) else ""):
            if slot not in slots:
                reading.report(inner, "REF01", f"nothing fills {quoted(slot)} here", reading.suggestion(slot, slots) or "remove it")


WORDING = Record(
    "the wording of pages",
    [SCHEMA_FIELD, Field("wording", _SENTENCE, "sentences and labels", True)],
    lambda schema, wording: dict(wording),
    check=_check_wording,
)

FILES: dict[str, Record] = {
    "pack": PACK, "vocabulary": VOCABULARY, "sources": SOURCES, "theme": THEME, "wording": WORDING, "signals": SIGNALS,
    **TRANSLATIONS,
}
FORMATS = (*FILES, "campaign")


def json_schema(name: str, facets: Names[str, Facet]) -> Described:
    """Return the JSON Schema (draft 2020-12) of one file format; KeyError for an unknown name."""
    return schema_of(name, campaign_record(facets) if name == "campaign" else FILES[name])


def schema_of(name: str, record: Record) -> Described:
    """Return the JSON Schema of the file format *name*, which is that of *record*."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:marketing-impact-checklist:{name}:1",
        "title": f"checklist {record.label}",
        **record.describe(),
        "$defs": {"condition": CONDITION_SCHEMA},
    }
