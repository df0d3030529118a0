"""The table of kinds of a project file, `checklist.yml`."""

from __future__ import annotations

from .arranging import GROUPINGS
from .fields import SLUG, Described, FormatVersion, OneOf, ParamValue, Reading, Str
from .records import Field, ListOf, MapOf, Record
from .yamlio import Node

_SLUG = Str(most=60, pattern=SLUG, shape="a name in small letters, digits and hyphens", example="markdown")


class Later:
    """Anything at all; it is read when the vocabulary is known."""

    def read(self, node: Node, reading: Reading) -> Node:
        return node

    def describe(self) -> Described:
        return {"type": "object"}


PROJECT = Record(
    "a project file",
    [
        Field("schema", FormatVersion(1), "version of the file format: 1", True),
        Field("packs", ListOf(Str(most=300)), "house packs in order, each with the versions it may have: acme>=2026.1", missing=()),
        Field("lang", Str(most=60, pattern="[a-z]{2}", shape="a language", example="de", bare=True), "language of new pages", missing=""),
        Field("format", _SLUG, "format of new pages", missing=""),
        Field("template", Str(most=300), "template of new pages", missing=""),
        Field("group_by", OneOf(*GROUPINGS), "what the headings of new pages are", missing=""),
        Field("defaults", Later(), "facts of every campaign file that does not state them"),
        Field("params", MapOf(Str(most=40), ParamValue()), "values for parameters of rule text", missing=()),
    ],
    lambda schema, **values: values,
)
