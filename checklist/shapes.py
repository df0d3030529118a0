"""The pieces that the published JSON Schemas of our reports are made of.

Not responsible for the formats of files that people write: those come from their records (`records`).
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

STRING: Shape = {"type": "string"}
STRINGS: Shape = {"type": "array", "items": STRING}
BOOLEAN: Shape = {"type": "boolean"}
COUNT: Shape = {"type": "integer", "minimum": 0}
DATE: Shape = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CODE: Shape = {"type": "string", "pattern": r"^[A-Z]{3}-[0-9]{2,3}(\.[a-z-]+)?$"}


def object_of(**properties: Shape) -> Shape:
    """Return the shape of an object with just these properties, none of them missing."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def list_of(entry: Shape) -> Shape:
    """Return the shape of a list of *entry*."""
    return {"type": "array", "items": entry}


def map_of(value: Shape) -> Shape:
    """Return the shape of an object with any keys, each with a *value*."""
    return {"type": "object", "additionalProperties": value}


def or_null(shape: Shape) -> Shape:
    """Return *shape*, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def published(name: str, title: str, **properties: Shape) -> Shape:
    """Return the schema of the report called *name*, in its first version, under its address."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:marketing-impact-checklist:{name}:1",
        "title": title,
        **object_of(schema={"const": f"{name}/1"}, **properties),
    }
