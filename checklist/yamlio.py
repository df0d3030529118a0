"""YAML text to plain nodes that know their line and column.

Works on parser events, never on PyYAML's nodes or objects: nothing is constructed, nothing expands, and
depth is bounded before the C library recurses. Anchors, aliases, tags, several documents and duplicate
keys are refused. What a plain scalar *means* is for the reader of the format to say; `surprise` tells
what YAML 1.1 would have made of it, so that `no` stays Norway and `1.10` a version.

Not responsible for formats (`schema`) nor for opening files (`loading`).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple

from .errors import ChecklistError, Location, Problem, failure

MAX_BYTES = 5_000_000
MAX_DEPTH = 50
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# YAML 1.1, "Language-Independent Types" (yaml.org/type, 2005): bool, null, float, int, timestamp, merge.
_SURPRISES = (
    ("true or false", re.compile(r"(?:y|yes|n|no|true|false|on|off)\Z", re.I)),
    ("nothing at all", re.compile(r"(?:~|null|)\Z", re.I)),
    ("a date", re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?\Z")),
    (
        "a number",
        re.compile(
            r"[-+]?0x[\da-f_]+\Z|[-+]?(?:0[ob])?[\d_]*\.?[\d_]+(?:e[-+]?\d+)?\Z|[-+]?\d[\d_]*\.\Z|[-+]?\.(?:inf|nan)\Z", re.I
        ),
    ),
    ("a number to the base of 60", re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?\Z")),
)


# What libyaml and the loader in Python say of lines that stand too far left or right, or lack their colon.
_MISPLACED = ("expected <block end>", "could not find expected ':'", "expected key", "expected '-' indicator", "<document start>")


class Scalar(NamedTuple):
    """A single value; `plain` = written without quotes and on no block of its own."""

    text: str
    plain: bool
    line: int
    column: int


class Sequence(NamedTuple):
    """A list of nodes."""

    nodes: tuple[Node, ...]
    line: int
    column: int


class Mapping(NamedTuple):
    """Pairs of key and value in reading order; keys are unique."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value under *key*, None if there is none."""
        for name, node in self.pairs:
            if name.text == key:
                return node
        return None


Node = Scalar | Sequence | Mapping


def parse(data: bytes, path: str) -> Node:
    """Return the node tree of one YAML document.

    Raises:
        ChecklistError: with every problem that does not hide the rest of the document.
    """
    text = decode(data, path)
    controls = _control_problems(text, path)
    if controls:
        raise ChecklistError(controls)
    builder = _Builder(path)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while loader.check_event():
            builder.take(loader.get_event())
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, text, path))
    except (ValueError, OverflowError):
        # The loader in Python makes the character before it looks at the number; libyaml reports it with a mark.
        mark = loader.get_mark()
        builder.report(mark.line + 1, mark.column + 1, "YML01", "the escape names no character", "write the character itself")
    finally:
        loader.dispose()
    if builder.problems:
        raise ChecklistError(builder.problems)
    if builder.root is None:
        raise failure(path, "YML03", "the file holds no data", "see `checklist rules schema` for what belongs in it")
    return builder.root


def decode(data: bytes, path: str) -> str:
    """Return the text of *data*, which has to be UTF-8, with or without a byte order mark.

    Raises:
        ChecklistError: too large, UTF-16, binary, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise failure(path, "YML02", f"the file is larger than {MAX_BYTES // 1_000_000} MB", "split it")
    if data.startswith(_UTF16):
        raise failure(path, "YML02", "the file is UTF-16", "save it as UTF-8")
    if b"\0" in data:
        raise failure(path, "YML02", "the file is binary", "give a text file in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise failure(
            path, "YML02", f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8", line=line, column=column
        ) from error


def surprise(scalar: Scalar) -> str:
    """Return what YAML 1.1 reads where the author wrote plain text, or an empty string."""
    if not scalar.plain:
        return ""
    for meaning, pattern in _SURPRISES:
        if pattern.match(scalar.text):
            return meaning
    return ""


def forbidden(text: str) -> str:
    """Return the first character of *text* that no text may hold, written as it is or as an escape; "" if there is none."""
    found = _CONTROLS.search(text)
    return found.group() if found else ""


def quoted(text: str) -> str:
    """Return *text* in quotes for a message, cut where it is too long for one."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


class _Open:
    """A collection that is still being read."""

    __slots__ = ("is_mapping", "nodes", "seen", "line", "column")

    def __init__(self, is_mapping: bool, line: int, column: int) -> None:
        self.is_mapping = is_mapping
        self.nodes: list[Any] = []
        self.seen: dict[str, int] = {}
        self.line = line
        self.column = column


class _Builder:
    """Turns events into nodes and collects what is wrong with them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._take = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }

    def report(self, line: int, column: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(self.path, line, column), code, message, hint))

    def take(self, event: Any) -> None:
        handler = self._take.get(type(event).__name__)
        if handler is not None:
            handler(event)

    def _document(self, event: Any) -> None:
        if self.root is not None:
            self._refuse(event, "a second document begins here", "one file holds one document; remove `---`")

    def _alias(self, event: Any) -> None:
        self._refuse(event, f"alias *{event.anchor} is not allowed", "write the text out")
        self._add(Scalar("", False, event.start_mark.line + 1, event.start_mark.column + 1))

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        self._check_decoration(event)
        text = event.value
        found = forbidden(text)
        if found:
            self._refuse(event, f"character U+{ord(found):04X} is not allowed in text", "remove it")
        # Plain is None to the loader in Python and "" to libyaml.
        self._add(Scalar(text, not event.style, mark.line + 1, mark.column + 1))

    def _start(self, event: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            mark = event.start_mark
            raise failure(
                self.path, "YML04", _TOO_DEEP, "flatten it",
                line=mark.line + 1, column=mark.column + 1,
            )
        self._check_decoration(event)
        is_mapping = type(event).__name__ == "MappingStartEvent"
        self._open.append(_Open(is_mapping, event.start_mark.line + 1, event.start_mark.column + 1))

    def _end(self, event: Any) -> None:
        done = self._open.pop()
        if done.is_mapping:
            pairs = tuple(zip(done.nodes[::2], done.nodes[1::2]))
            self._add(Mapping(pairs, done.line, done.column))
        else:
            self._add(Sequence(tuple(done.nodes), done.line, done.column))

    def _add(self, node: Node) -> None:
        if not self._open:
            if self.root is None:
                self.root = node
            return
        parent = self._open[-1]
        if parent.is_mapping and len(parent.nodes) % 2 == 0:
            node = self._key(parent, node)
        parent.nodes.append(node)

    def _key(self, parent: _Open, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self.report(node.line, node.column, "YML04", "a key has to be a single word", "remove the `?` or the brackets")
            return Scalar("", False, node.line, node.column)
        if node.text == "<<" and node.plain:
            self.report(node.line, node.column, "YML04", "merge key << is not allowed", "write the keys out where they are needed")
        first = parent.seen.get(node.text)
        if first is None:
            parent.seen[node.text] = node.line
        else:
            self.report(
                node.line, node.column, "YML05", f"key {quoted(node.text)} stands twice", f"first in line {first}; keep one of them"
            )
        return node

    def _check_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor} is not allowed", "write the text out where it is needed")
        if event.tag is not None:
            self._refuse(event, f"tag {event.tag} is not allowed", "remove it")

    def _refuse(self, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        self.report(mark.line + 1, mark.column + 1, "YML04", message, hint)


def _syntax_problem(error: Any, text: str, path: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    message = " ".join(str(error.problem or error.context or "the YAML cannot be read").split())
    context = str(error.context or "")
    if mark is not None and mark.index >= len(text.rstrip()) and error.context_mark and ("flow" in context or "quoted" in context):
        # What was opened and never closed is found where it begins; the end of the file helps nobody.
        mark, message = error.context_mark, "the quotes are not closed" if "quoted" in context else "the bracket is not closed"
    location = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
    if "nesting depth" in message:
        return Problem(location, "YML04", _TOO_DEEP, "flatten it")  # newer versions of libyaml look ahead, and see it first
    at_tab = mark is not None and text[mark.index : mark.index + 1] == "\t"
    return Problem(location, "YML01", message, _syntax_hint(message, at_tab=at_tab))


def _syntax_hint(message: str, *, at_tab: bool) -> str:
    if at_tab or "tab character" in message:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in message:
        return "put text that holds a colon in quotes"
    if "not closed" in message:
        return "close them" if "quotes" in message else "close it"
    if "escape" in message:
        return "write the character itself, or put the text in single quotes"
    if "cannot start any token" in message:
        return "put the text in quotes"
    if any(sign in message for sign in _MISPLACED):
        return "check the indentation and the colon of this and the line before"
    return "check indentation, quotes and brackets around this place"


def _control_problems(text: str, path: str) -> list[Problem]:
    """Return the characters that show something else than they are, comments included, up to ten of them."""
    problems = []
    for found in islice(_CONTROLS.finditer(text), 10):
        start = found.start()
        place = Location(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        problems.append(Problem(place, "YML04", f"character U+{ord(found.group()):04X} is not allowed in text", "remove it"))
    return problems
