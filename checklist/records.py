"""The kinds of values that are made of others: lists, mappings, records.

Each reads a node and describes itself as JSON Schema, as the kinds of `fields` do for single values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence as Several
from typing import Any, NamedTuple

from .fields import Described, Kind, Reading
from .yamlio import Mapping, Node, Scalar, Sequence, quoted, surprise


_NOTHING = {"none", "nothing", "n/a", "-"}


def _list_hint(node: Node) -> str:
    if not isinstance(node, Scalar) or not node.text or len(node.text) > 60:
        return "write [ …, … ]"
    if node.text.casefold() in _NOTHING:
        return "write [] for none"
    return f'write ["{node.text}"]' if surprise(node) else f"write [{node.text}]"


class ListOf:
    """A list of one kind, without repetitions."""

    def __init__(self, kind: Kind, *, least: int = 0, most: int = 100) -> None:
        self.kind, self.least, self.most = kind, least, most

    def read(self, node: Node, reading: Reading) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            hint = _list_hint(node)
            reading.report(node, "RUL02", "a list belongs here", hint)
            return None
        if not self.least <= len(node.nodes) <= self.most:
            reading.report(node, "RUL04", f"{len(node.nodes)} entries", f"from {self.least} to {self.most} belong here")
        values: list[Any] = []
        for inner in node.nodes[: self.most]:
            value = self.kind.read(inner, reading)
            if value is None:
                continue
            if value in values:
                reading.report(inner, "RUL07", "this entry stands twice", "remove one of them")
                continue
            values.append(value)
        return tuple(values)

    def describe(self) -> Described:
        described: Described = {"type": "array", "items": self.kind.describe(), "maxItems": self.most, "uniqueItems": True}
        if self.least:
            described["minItems"] = self.least
        return described


class MapOf:
    """A mapping of free keys to one kind. Returns pairs (key, value) in reading order."""

    def __init__(self, keys: Kind, kind: Kind, *, most: int = 2000) -> None:
        self.keys, self.kind, self.most = keys, kind, most

    def read(self, node: Node, reading: Reading) -> tuple[tuple[str, Any], ...] | None:
        if not isinstance(node, Mapping):
            reading.report(node, "RUL02", "a mapping belongs here", "write `name: value` pairs")
            return None
        if len(node.pairs) > self.most:
            reading.report(node, "RUL04", f"{len(node.pairs)} entries", f"at most {self.most} belong here")
        pairs: list[tuple[str, Any]] = []
        given: set[str] = set()
        for key, inner in node.pairs[: self.most]:
            name = self.keys.read(key, reading)
            value = self.kind.read(inner, reading)
            if name in given:
                reading.report(key, "YML05", f"key {quoted(name)} stands twice", "blanks around a key do not count; keep one of them")
            if name is not None:
                given.add(name)
            if name is not None and value is not None:
                pairs.append((name, value))
        return tuple(pairs)

    def describe(self) -> Described:
        described: Described = {"type": "object", "propertyNames": self.keys.describe(), "additionalProperties": self.kind.describe()}
        return described | {"maxProperties": self.most}


class Field(NamedTuple):
    """A key of a record. `missing` is the value when the key is absent and not `needed`."""

    name: str
    kind: Kind
    doc: str
    needed: bool = False
    missing: Any = None


class Record:
    """A mapping with fixed keys, handed to *make* as keywords.

    *make* gets the values, and `at` (a `Location`) if *placed*; after a problem it is not called.
    *check* may look at the finished values with their nodes and report what only shows in combination.
    """

    def __init__(
        self,
        label: str,
        fields: Several[Field],
        make: Callable[..., Any],
        *,
        placed: bool = False,
        check: Callable[[dict[str, Any], Mapping, Reading], None] | None = None,
    ) -> None:
        self.label, self.fields, self.make, self.placed, self.check = label, tuple(fields), make, placed, check
        self._by_name = {field.name: field for field in self.fields}

    def read(self, node: Node, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            needed = ", ".join(field.name for field in self.fields if field.needed)
            hint = f"it needs the keys {needed}" if needed else f"it may hold {', '.join(self._by_name)}"
            reading.report(node, "RUL02", f"{self.label} is a mapping", hint)
            return None
        before = len(reading.problems)
        values = {field.name: field.missing for field in self.fields}
        for key, inner in node.pairs:
            field = self._by_name.get(key.text)
            if field is None:
                hint = reading.suggestion(key.text, self._by_name)
                reading.report(key, "RUL01", f"key {quoted(key.text)} is unknown in {self.label}", hint)
                continue
            values[key.text] = field.kind.read(inner, reading)
        given = {key.text for key, _ in node.pairs}
        for field in self.fields:
            if field.needed and field.name not in given:
                reading.report(node, "RUL08", f"key {field.name!r} is missing in {self.label}", field.doc)
        if len(reading.problems) > before:
            return None
        if self.check:
            self.check(values, node, reading)
            if len(reading.problems) > before:
                return None
        if self.placed:
            values["at"] = reading.at(node)
        return self.make(**values)

    def describe(self) -> Described:
        return {
            "type": "object",
            "properties": {field.name: field.kind.describe() | {"description": field.doc} for field in self.fields},
            "required": [field.name for field in self.fields if field.needed],
            "additionalProperties": False,
        }


class Either:
    """A scalar of one kind, or a mapping of another."""

    def __init__(self, short: Kind, long: Kind) -> None:
        self.short, self.long = short, long

    def read(self, node: Node, reading: Reading) -> Any:
        return (self.long if isinstance(node, Mapping) else self.short).read(node, reading)

    def describe(self) -> Described:
        return {"anyOf": [self.short.describe(), self.long.describe()]}
