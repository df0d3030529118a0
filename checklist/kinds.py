"""Kinds of values in a JSON file of ours: each writes a value, reads it back from untrusted data, and describes itself.

A problem is told with the JSON pointer (RFC 6901) of its place; all of a file are collected. Not responsible for what a file
holds (`freezing`) nor for the kinds of rule files, which people write (`fields`, `records`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol

from .errors import Location, Problem, suggestion, visible
from .shapes import DATE, Shape

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HALVES = re.compile("[\ud800-\udfff]")
# A field with this as its usual value is always written.
ALWAYS = object()


class Reading:
    """One file being read: `path` for messages, what was wrong with it, and by name what it defined so far."""

    def __init__(self, path: str, code: str) -> None:
        self.path, self.code = path, code
        self.problems: list[Problem] = []
        self.known: dict[str, Mapping[str, Any]] = {}

    def report(self, at: str, message: str, hint: str) -> None:
        """Record what is wrong at the pointer *at*."""
        self.problems.append(Problem(Location(self.path), self.code, f"{at or '/'} {message}", hint))


class Kind(Protocol):
    """What a value looks like. `read` returns anything at all after it has reported a problem."""

    def write(self, value: Any) -> Any: ...

    def read(self, plain: Any, at: str, reading: Reading) -> Any: ...

    def describe(self) -> Shape: ...


def step(at: str, key: object) -> str:
    """Return the pointer to *key* in what *at* points to, cut where a key is too long to read."""
    return f"{at}/{str(key)[:60].replace('~', '~0').replace('/', '~1')}"


class Text:
    """Characters; control characters and half a character are refused, a *raw* text may hold the former."""

    def __init__(self, most: int = 2_000, *, least: int = 0, pattern: str = "", say: str = "", raw: bool = False) -> None:
        self.most, self.least, self.pattern, self.say, self.raw = most, least, pattern, say, raw
        self._fits = re.compile(pattern).fullmatch if pattern else None

    def write(self, value: str) -> str:
        return value

    def read(self, plain: Any, at: str, reading: Reading) -> str:
        if not isinstance(plain, str):
            reading.report(at, "is no text", "put it in quotes")
        elif not self.least <= len(plain) <= self.most:
            reading.report(at, f"has {len(plain)} characters", f"from {self.least} to {self.most}")
        elif _HALVES.search(plain) or not self.raw and visible(plain) != plain:
            reading.report(at, "holds a control character", "remove it")
        elif self._fits and not self._fits(plain):
            reading.report(at, f"is {_shown(plain)}", self.say or f"it has to look like {self.pattern}")
        else:
            return plain
        return ""

    def describe(self) -> Shape:
        shape: Shape = {"type": "string", "maxLength": self.most}
        if self.least:
            shape["minLength"] = self.least
        return shape | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})


class Flag:
    """True or false."""

    def write(self, value: bool) -> bool:
        return value

    def read(self, plain: Any, at: str, reading: Reading) -> bool:
        if not isinstance(plain, bool):
            reading.report(at, "is neither true nor false", "write true or false")
        return plain is True

    def describe(self) -> Shape:
        return {"type": "boolean"}


class Number:
    """A whole number between two others."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def write(self, value: int) -> int:
        return value

    def read(self, plain: Any, at: str, reading: Reading) -> int:
        if isinstance(plain, int) and not isinstance(plain, bool) and self.least <= plain <= self.most:
            return plain
        reading.report(at, "is no such number", f"a whole number from {self.least} to {self.most}")
        return self.least

    def describe(self) -> Shape:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Day:
    """A day of the calendar, as ISO 8601 writes it."""

    def write(self, value: date) -> str:
        return str(value)

    def read(self, plain: Any, at: str, reading: Reading) -> date:
        if isinstance(plain, str) and _DAY.fullmatch(plain):
            try:
                return date.fromisoformat(plain)
            except ValueError:
                pass
        reading.report(at, "is no date", "write 2027-06-30")
        return date.min

    def describe(self) -> Shape:
        return DATE


class OneOf:
    """One of a few words; *values* are what they stand for, by default themselves."""

    def __init__(self, *names: str, values: Collection[Any] = ()) -> None:
        self.values = dict(zip(names, values or names))
        self.names = {value: name for name, value in self.values.items()}

    def write(self, value: Any) -> str:
        return self.names[value]

    def read(self, plain: Any, at: str, reading: Reading) -> Any:
        if isinstance(plain, str) and plain in self.values:
            return self.values[plain]
        reading.report(at, f"is {_shown(plain)}", f"one of: {', '.join(self.values)}")
        return next(iter(self.values.values()))

    def describe(self) -> Shape:
        return {"enum": list(self.values)}


class Name:
    """A word that names something of the kind *what*, which stands earlier in the file; read as it is, or *whole* as the thing itself."""

    def __init__(self, what: str, *, whole: bool = False) -> None:
        self.what, self.whole = what, whole

    def write(self, value: Any) -> str:
        return str(value.name) if self.whole else str(value)

    def read(self, plain: Any, at: str, reading: Reading) -> Any:
        known = reading.known.get(self.what, {})
        if isinstance(plain, str) and plain in known:
            return known[plain] if self.whole else plain
        if known:
            hint = suggestion(plain[:60], known) if isinstance(plain, str) else f"name one in {self.what}"
            reading.report(at, f"is {_shown(plain)}, which is not among its {self.what}", hint)
        elif not reading.problems:
            reading.report(at, f"names one of its {self.what}, and it has none", "give it what it names")
        return "" if not self.whole else None

    def describe(self) -> Shape:
        return {"type": "string"}


class Maybe:
    """A kind, or null for None."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def write(self, value: Any) -> Any:
        return None if value is None else self.kind.write(value)

    def read(self, plain: Any, at: str, reading: Reading) -> Any:
        return None if plain is None else self.kind.read(plain, at, reading)

    def describe(self) -> Shape:
        return {"anyOf": [self.kind.describe(), {"type": "null"}]}


class Many:
    """A list of one kind."""

    def __init__(self, kind: Kind, *, most: int = 5_000, least: int = 0) -> None:
        self.kind, self.most, self.least = kind, most, least

    def write(self, value: Collection[Any]) -> list[Any]:
        return [self.kind.write(each) for each in value]

    def read(self, plain: Any, at: str, reading: Reading) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            reading.report(at, "is no list", "put it in square brackets")
            return ()
        if not self.least <= len(plain) <= self.most:
            reading.report(at, f"has {len(plain)} entries", f"from {self.least} to {self.most}")
            return ()
        return tuple(self.kind.read(each, step(at, place), reading) for place, each in enumerate(plain))

    def describe(self) -> Shape:
        return {"type": "array", "items": self.kind.describe(), "maxItems": self.most} | ({"minItems": self.least} if self.least else {})


class Table:
    """An object of free keys to one kind; what it defines is *known* under a name to all that is read after it.

    Where the kind is a `Row`, a thing's own field `name` (or *named*) is its key, and not written again.
    """

    def __init__(self, keys: Kind, kind: Kind, *, known: str = "", named: str = "", most: int = 5_000) -> None:
        self.keys, self.kind, self.known, self.named, self.most = keys, kind, known, named, most

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.kind.write(each) for key, each in value.items()}

    def read(self, plain: Any, at: str, reading: Reading) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if not isinstance(plain, dict):
            reading.report(at, "is no object", "put it in braces")
        elif len(plain) > self.most:
            reading.report(at, f"has {len(plain)} entries", f"at most {self.most}")
        else:
            for key, each in plain.items():
                place = step(at, key)
                self.keys.read(key, place, reading)
                value = self.kind.read(each, place, reading)
                found[key] = value._replace(**{self.named: key}) if self.named and value is not None else value
        if self.known:
            reading.known[self.known] = found
        return found

    def describe(self) -> Shape:
        return {
            "type": "object", "propertyNames": self.keys.describe(), "additionalProperties": self.kind.describe(),
            "maxProperties": self.most,
        }


class Pairs(Table):
    """An object whose order counts, read as pairs of key and value."""

    def write(self, value: Any) -> dict[str, Any]:
        return super().write(dict(value))

    def read(self, plain: Any, at: str, reading: Reading) -> Any:
        return tuple(super().read(plain, at, reading).items())


class Field(NamedTuple):
    """A key of a row. A value that is `usual` is not written, and stands where the key is missing."""

    name: str
    kind: Kind
    usual: Any = ALWAYS


class Row:
    """An object with fixed keys, made of the attributes of a value, and handed to *make* as keywords.

    *fixed* are keywords that the file does not hold. *check* may report what only shows in combination.
    """

    def __init__(
        self, make: Callable[..., Any], fields: Mapping[str, Kind | tuple[Kind, Any]], *, fixed: Mapping[str, Any] | None = None,
        check: Callable[[Any, str, Reading], None] | None = None,
    ) -> None:
        self.make, self.fixed, self.check = make, fixed or {}, check
        self.fields = [Field(name, *kind) if isinstance(kind, tuple) else Field(name, kind) for name, kind in fields.items()]

    def write(self, value: Any) -> dict[str, Any]:
        written = {}
        for name, kind, usual in self.fields:
            each = getattr(value, name)
            if usual is ALWAYS or each != usual:
                written[name] = kind.write(each)
        return written

    def read(self, plain: Any, at: str, reading: Reading) -> Any:
        if not isinstance(plain, dict):
            reading.report(at, "is no object", f"it holds {', '.join(field.name for field in self.fields)}")
            return None
        before = len(reading.problems)
        names = {field.name for field in self.fields}
        for name in plain.keys() - names:
            reading.report(step(at, name), "is unknown", suggestion(name[:60], names))
        values = dict(self.fixed)
        for name, kind, usual in self.fields:
            if name in plain:
                values[name] = kind.read(plain[name], step(at, name), reading)
            elif usual is ALWAYS:
                reading.report(step(at, name), "is missing", "restore it from a copy")
            else:
                values[name] = usual
        if len(reading.problems) > before:
            return None
        made = self.make(**values)
        # What was wrong before may have left a hole here.
        if self.check and not reading.problems:
            self.check(made, at, reading)
        return made

    def describe(self) -> Shape:
        return {
            "type": "object",
            "properties": {field.name: field.kind.describe() for field in self.fields},
            "required": [field.name for field in self.fields if field.usual is ALWAYS],
            "additionalProperties": False,
        }


def _shown(plain: Any) -> str:
    """Return *plain* for a message, cut where it is too long for one."""
    if isinstance(plain, str):
        return repr(plain if len(plain) <= 60 else plain[:59] + "…")
    return {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}.get(type(plain), "a number")
