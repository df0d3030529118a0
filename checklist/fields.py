"""The kinds of values a file format is made of.

A kind does two things from one definition: `read` turns a node into a plain value and reports every
problem it finds, and `describe` returns the JSON Schema of what `read` accepts. The formats themselves
are tables of these kinds in `schema`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping as Names
from datetime import date
from typing import Any, Protocol

from .errors import Location, Problem, suggestion
from .yamlio import Mapping, Node, Scalar, Sequence, quoted, surprise

Described = dict[str, Any]

CODE = r"[A-Z]{3}-[0-9]{2,3}"
SLUG = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
VERSION = r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SPACE = re.compile(r"\s+")
_CODE_IN_BRACKETS = re.compile(r"\(\[?" + CODE + r"(?:\.[a-z-]+)?[)\]]")
_MARKUP = re.compile(r"[\\`*_]")
# Looking for near names is slow; a hostile file must not make us do it without end.
_MOST_SUGGESTIONS = 100


def code_in_brackets(text: str) -> str:
    """Return the first code in round brackets, as the end of a task line has it, plain or as a link; "" if none.

    Markup that would vanish on the page does not hide it.
    """
    found = _CODE_IN_BRACKETS.search(_MARKUP.sub("", text))
    return found.group() if found else ""


class Reading:
    """One file being read: where it is, what other files define, and the problems so far.

    `known` maps a kind of name ("sources", "owners", "facet markets" …) to the names there are;
    a kind that is missing there is not checked, so that one broken file causes no second error elsewhere.
    """

    def __init__(self, path: str, known: Names[str, Collection[str]] | None = None) -> None:
        self.path = path
        self.known = known or {}
        self.problems: list[Problem] = []
        self._suggestions = 0

    def suggestion(self, word: str, names: Collection[str]) -> str:
        """Return the hint for a name that is none of *names*; "" after a hundred of them."""
        self._suggestions += 1
        return suggestion(word, names) if self._suggestions <= _MOST_SUGGESTIONS else ""

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Record a problem at *node*."""
        self.problems.append(Problem(self.at(node), code, message, hint))

    def at(self, node: Node) -> Location:
        """Return where *node* stands."""
        return Location(self.path, node.line, node.column)


class Kind(Protocol):
    """What a field may hold. `read` returns None after it reported a problem."""

    def read(self, node: Node, reading: Reading) -> Any:
        """Return the value of *node*."""

    def describe(self) -> Described:
        """Return the JSON Schema of the value."""


def _scalar(node: Node, reading: Reading, wanted: str) -> Scalar | None:
    if isinstance(node, Scalar):
        if node.plain and not node.text:
            reading.report(node, "RUL03", "the value is missing", "give one or remove the key")
            return None
        return node
    found = "a list" if isinstance(node, Sequence) else "a mapping"
    reading.report(node, "RUL02", f"{wanted} belongs here, not {found}", _colon_hint(node))
    return None


def _colon_hint(node: Node) -> str:
    if isinstance(node, Mapping) and len(node.pairs) == 1 and isinstance(node.pairs[0][1], Scalar):
        return "put text that holds a colon in quotes"
    return ""


def _report_surprise(scalar: Scalar, meaning: str, reading: Reading) -> None:
    shown = quoted(scalar.text)[1:-1]
    reading.report(scalar, "RUL03", f"{shown!r} without quotes means {meaning} in YAML", f'write "{shown}"')


class Str:
    """A line of text. Line breaks of folded text become single spaces.

    *pattern* is what all of it has to match, *shape* what that is called, and *example* what looks like it.
    """

    def __init__(self, *, most: int = 1000, pattern: str = "", shape: str = "", example: str = "", bare: bool = False) -> None:
        self.most, self.pattern, self.shape, self.bare = most, pattern, shape, bare
        self.example = f"write one like {example}" if example else ""
        self._matches = re.compile(pattern + r"\Z").match if pattern else None

    def read(self, node: Node, reading: Reading) -> str | None:
        scalar = _scalar(node, reading, "text")
        if scalar is None:
            return None
        meaning = "" if self.bare else surprise(scalar)
        if meaning:
            _report_surprise(scalar, meaning, reading)
            return None
        text = _SPACE.sub(" ", scalar.text).strip()
        if not text:
            reading.report(node, "RUL03", "the text is empty", "give one or remove the key")
            return None
        if len(text) > self.most:
            reading.report(node, "RUL04", f"{len(text)} characters are too long", f"at most {self.most}")
            return None
        if self._matches and not self._matches(text):
            reading.report(node, "RUL05", f"{quoted(text)} is not {self.shape}", self.example)
            return None
        return text

    def describe(self) -> Described:
        described: Described = {"type": "string", "minLength": 1, "maxLength": self.most}
        if self.pattern:
            described["pattern"] = f"^{self.pattern}$"
        return described


class RuleText(Str):
    """Text that ends on a page: no code in round brackets, because those mark the end of a task line."""

    def read(self, node: Node, reading: Reading) -> str | None:
        text = super().read(node, reading)
        found = code_in_brackets(text) if text is not None else ""
        if found:
            reading.report(node, "RUL06", f"{found} would be read as the end of a task line", "drop the brackets")
            return None
        return text


class ParamValue(Str):
    """The value of a parameter: one line of at most 200 characters that puts no code in brackets, wherever it is put."""

    def __init__(self) -> None:
        super().__init__(most=200, bare=True)

    def read(self, node: Node, reading: Reading) -> str | None:
        text = super().read(node, reading)
        if text is not None and code_in_brackets(f"({text})"):
            reading.report(node, "RUL06", f"the code in {quoted(text)} could be read as the end of a task line", "say it in words")
            return None
        return text


class Url:
    """An https address without user name or password."""

    def read(self, node: Node, reading: Reading) -> str | None:
        scalar = _scalar(node, reading, "an address")
        if scalar is None:
            return None
        text = scalar.text.strip()
        host = text[8:].split("/", 1)[0]
        if not text.startswith("https://") or not host or "@" in host or re.search(r"[\s<>\"\\^`{|}]", text):
            reading.report(node, "RUL05", f"{quoted(text)} is not a usable address", "write https://…, without blanks or user names")
            return None
        return text

    def describe(self) -> Described:
        return {"type": "string", "format": "uri", "pattern": "^https://"}


class Day:
    """A calendar day, `2027-03-01`; with *month* also `2027-03`, read as its first day. Returns (day, as written)."""

    def __init__(self, *, month: bool = False) -> None:
        self.month = month

    def read(self, node: Node, reading: Reading) -> tuple[date, str] | None:
        scalar = _scalar(node, reading, "a date")
        if scalar is None:
            return None
        text = scalar.text.strip()
        full = text + "-01" if self.month and re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) else text
        try:
            if not _DAY.match(full):
                raise ValueError(full)
            return date.fromisoformat(full), text
        except ValueError:
            shape = "2027-03-01 or \"2027-03\"" if self.month else "2027-03-01"
            reading.report(node, "RUL05", f"{quoted(text)} is not a date", f"write {shape}")
            return None

    def describe(self) -> Described:
        pattern = r"^\d{4}-\d{2}(-\d{2})?$" if self.month else r"^\d{4}-\d{2}-\d{2}$"
        return {"type": "string", "pattern": pattern}


class Int:
    """A whole number within bounds."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def read(self, node: Node, reading: Reading) -> int | None:
        scalar = _scalar(node, reading, "a whole number")
        if scalar is None:
            return None
        if not re.fullmatch(r"[-+]?[0-9]{1,9}", scalar.text) or not self.least <= int(scalar.text) <= self.most:
            reading.report(
                node, "RUL05", f"{quoted(scalar.text)} is not a whole number from {self.least} to {self.most}", "write digits alone"
            )
            return None
        return int(scalar.text)

    def describe(self) -> Described:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class FormatVersion:
    """The number of the file format that this program reads."""

    def __init__(self, number: int) -> None:
        self.number = number

    def read(self, node: Node, reading: Reading) -> int | None:
        if isinstance(node, Scalar) and node.text == str(self.number):
            return self.number
        shown = quoted(node.text) if isinstance(node, Scalar) else "this"
        reading.report(node, "RUL05", f"{shown} is no file format this program knows", f"write {self.number}, or update checklist")
        return None

    def describe(self) -> Described:
        return {"const": self.number}


class OneOf:
    """A word from a fixed list; *instead* maps words people try to the hint that puts them right."""

    def __init__(self, *names: str, instead: Names[str, str] | None = None) -> None:
        self.names, self.instead = names, instead or {}

    def read(self, node: Node, reading: Reading) -> str | None:
        scalar = _scalar(node, reading, "one of " + ", ".join(self.names))
        if scalar is None:
            return None
        if scalar.text in self.names:
            return scalar.text
        hint = self.instead.get(scalar.text) or reading.suggestion(scalar.text, self.names)
        reading.report(node, "RUL05", f"{quoted(scalar.text)} is not allowed here", hint)
        return None

    def describe(self) -> Described:
        return {"enum": list(self.names)}


class Ref:
    """The name of something defined elsewhere, *what* it is being a key of `Reading.known`."""

    def __init__(self, what: str, label: str = "") -> None:
        self.what, self.label = what, label or what.rstrip("s")

    def read(self, node: Node, reading: Reading) -> str | None:
        scalar = _scalar(node, reading, f"the name of a {self.label}")
        if scalar is None:
            return None
        names = reading.known.get(self.what)
        if names is not None and scalar.text not in names:
            hint = reading.suggestion(scalar.text, names)
            reading.report(node, "REF01", f"{self.label} {quoted(scalar.text)} is not defined", hint)
            return None
        meaning = surprise(scalar)
        if meaning:
            _report_surprise(scalar, meaning, reading)
            return None
        return scalar.text

    def describe(self) -> Described:
        return {"type": "string", "minLength": 1}
