"""The format of a vocabulary: facets with their hierarchies of values, roles and phases.

With it what the other formats of rule files share: names, languages, and the version at their head. Not responsible for
what rules say with these words (`schema`).
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import Any

from .errors import suggestion
from .fields import SLUG, FormatVersion, Reading, RuleText, Str
from .model import Facet, Term, Value, Vocabulary
from .records import Field, ListOf, MapOf, Record
from .yamlio import Mapping

# Keys of a campaign and of a condition, where facets are keys, too.
TAKEN = ("campaign", "id", "launch", "ends", "params", "waivers", "any", "all", "not")

slug_kind = Str(most=60, pattern=SLUG, shape="a name in small letters, digits and hyphens", example="paid-social")
language_kind = Str(most=60, pattern="[a-z]{2}", shape="a language", example="de")
SCHEMA_FIELD = Field("schema", FormatVersion(1), "version of the file format: 1", True)


def _value(phrase: str | None, short: str | None, title: str, **values: Any) -> Value:
    return Value(name="", title=title, phrase=phrase or title, short=short or title, **values)


VALUE = Record(
    "a value",
    [
        Field("title", RuleText(most=60), "what people call it, as it stands in a sentence", True),
        Field("phrase", RuleText(most=60), "as it stands after a verb: the EU"),
        Field("short", RuleText(most=12), "as a badge: EU"),
        Field("define", Str(most=160), "one sentence", True),
        Field("within", ListOf(slug_kind), "values it lies within", missing=()),
        Field("languages", ListOf(language_kind), "of a market: languages that wording for its people is in", missing=()),
    ],
    _value,
)


def _facet(title: str, question: str, values: tuple[tuple[str, Value], ...]) -> tuple[str, str, tuple[Value, ...]]:
    return title, question, tuple(value._replace(name=name) for name, value in values)


FACET = Record(
    "a facet",
    [
        Field("title", Str(most=40), "what people call it, as it stands in a sentence", True),
        Field("question", Str(most=200), "how to ask for it, with examples", True),
        Field("values", MapOf(slug_kind, VALUE), "what a campaign may state", True),
    ],
    _facet,
)
TERM = Record(
    "a term",
    [
        Field("title", Str(most=40), "what people call it, as it stands in a sentence", True),
        Field("define", Str(most=160), "one sentence", True),
    ],
    lambda **values: Term(name="", **values),
)
_TERMS = MapOf(slug_kind, TERM)


def _vocabulary(schema: str, facets: Any, owners: Any, phases: Any) -> Vocabulary:
    return Vocabulary(
        {name: closed_facet(name, *rest) for name, rest in facets},
        {name: term._replace(name=name) for name, term in owners},
        {name: term._replace(name=name) for name, term in phases},
    )


def closed_facet(name: str, title: str, question: str, members: tuple[Value, ...]) -> Facet:
    """Return the facet with the closure of its hierarchy; *members* must be free of cycles."""
    within = {member.name: member.within for member in members}
    above = {value: frozenset([value, *_reached(value, within)]) for value in within}
    below = {value: frozenset(other for other in above if value in above[other]) for value in above}
    return Facet(name, title, question, {member.name: member for member in members}, above, below)


def _check_vocabulary(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    facets = node.get("facets")
    assert isinstance(facets, Mapping)
    for needed in ("markets", "channels"):
        if needed not in (name for name, _ in values["facets"]):
            reading.report(facets, "RUL08", f"facet {needed!r} is missing", "sources and per-channel items need it")
    for (name, facet), (_, (_, _, members)) in zip(facets.pairs, values["facets"]):
        assert isinstance(facet, Mapping)
        nodes = facet.get("values")
        assert isinstance(nodes, Mapping)
        if name.text in TAKEN:
            reading.report(name, "RUL09", f"{name.text!r} cannot be the name of a facet", "it has a meaning of its own")
        places = {key.text: key for key, _ in nodes.pairs}
        within = {member.name: member.within for member in members}
        for value, wider in within.items():
            for other in wider:
                if other not in within:
                    message = f"{value!r} lies within {other!r}, which is not defined"
                    reading.report(places[value], "REF01", message, suggestion(other, within))
        for value in on_a_cycle(within):
            reading.report(places[value], "RUL09", f"{value!r} lies within itself", "break the circle of `within`")


def on_a_cycle(within: Names[str, tuple[str, ...]]) -> list[str]:
    """Return the values from which following `within` leads back to them."""
    return [value for value in within if value in _reached(value, within)]


def _reached(start: str, within: Names[str, tuple[str, ...]]) -> set[str]:
    """Return the values that following `within` from *start* leads to, however long the way."""
    reached: set[str] = set()
    todo = list(within[start])
    while todo:
        value = todo.pop()
        if value not in reached:
            reached.add(value)
            todo.extend(within.get(value, ()))
    return reached


VOCABULARY = Record(
    "a vocabulary",
    [
        SCHEMA_FIELD,
        Field("facets", MapOf(slug_kind, FACET), "what a campaign may say of itself", True),
        Field("owners", _TERMS, "roles that own items", True),
        Field("phases", _TERMS, "phases of a campaign, in order", True),
    ],
    _vocabulary,
    check=_check_vocabulary,
)
