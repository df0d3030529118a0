"""Conditions as rule files write them: facets with wanted values, nested with `any`, `all` and `not`.

A kind of value like those of `fields`. Not responsible for evaluating conditions (`conditions`).
"""

from __future__ import annotations

from .fields import Described, Reading, Ref
from .model import All, Any_, Condition, Is, Not
from .records import ListOf
from .yamlio import Mapping, Node, Scalar, Sequence, quoted


class Expression:
    """A condition: a mapping of facets to wanted values, nested with `any`, `all` and `not`."""

    def read(self, node: Node, reading: Reading) -> Condition | None:
        if not isinstance(node, Mapping):
            reading.report(node, "RUL02", "a condition is a mapping", "write {facet: [value, …]}")
            return None
        parts: list[Condition] = []
        for key, inner in node.pairs:
            part = self._part(key, inner, reading)
            if part is not None:
                parts.append(part)
        if not node.pairs:
            reading.report(node, "RUL04", "the condition is empty", "name a facet or remove `when`")
        return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else None

    def _part(self, key: Scalar, inner: Node, reading: Reading) -> Condition | None:
        if key.text == "not":
            part = self.read(inner, reading)
            return Not(part) if part is not None else None
        if key.text in ("any", "all"):
            if not isinstance(inner, Sequence) or not inner.nodes:
                reading.report(inner, "RUL02", f"{key.text} takes a list of conditions", f"write {key.text}: [{{…}}, {{…}}]")
                return None
            parts = tuple(part for node in inner.nodes if (part := self.read(node, reading)) is not None)
            return (Any_ if key.text == "any" else All)(parts) if parts else None
        facets = reading.known.get("facets")
        if facets is not None and key.text not in facets:
            names = [*facets, "any", "all", "not"]
            reading.report(key, "REF01", f"facet {quoted(key.text)} is not defined", reading.suggestion(key.text, names))
            return None
        wanted = ListOf(Ref(f"facet {key.text}", f"value of {key.text}"), least=1).read(inner, reading)
        return Is(key.text, wanted) if wanted else None

    def describe(self) -> Described:
        return {"$ref": "#/$defs/condition"}


CONDITION_SCHEMA: Described = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
        "not": {"$ref": "#/$defs/condition"},
    },
    "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
}
