"""A campaign given as plain Python values instead of a file, read by the same format and with the same problems.

A problem names its place as Python would: `campaign['markets'][0]`. Not responsible for the format itself (`briefs`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from datetime import date, datetime

from .briefs import read_node
from .errors import ChecklistError, Location, Problem
from .model import Campaign, RuleSet
from .yamlio import MAX_DEPTH, Mapping, Node, Scalar, Sequence, forbidden

NAME = "campaign"
MOST_VALUES = 10_000
_LINE = re.compile(r"\bfirst in line (\d+)")


def read_given(brief: Names[str, object], rules: RuleSet) -> Campaign:
    """Return the campaign that *brief* states under the keys of a campaign file.

    Raises:
        ChecklistError: with every problem in it.
    """
    tree = _Tree()
    node = tree.node(brief, NAME)
    if tree.problems:
        raise ChecklistError(tree.problems)
    try:
        campaign = read_node(node, NAME, rules)
    except ChecklistError as error:
        raise ChecklistError(map(tree.told, error.problems)) from None
    return campaign._replace(waivers=tuple(waiver._replace(location=tree.place(waiver.location)) for waiver in campaign.waivers))


class _Tree:
    """Turns values into nodes. The line of a node is the number of its place among all."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.problems: list[Problem] = []

    def node(self, value: object, place: str, depth: int = 0) -> Node:
        """Return the node for *value*, which stands at *place*."""
        self.places.append(place)
        line = len(self.places)
        if depth >= MAX_DEPTH or line > MOST_VALUES:
            # A list that holds itself has no end.
            if not self.problems:
                self._report(NAME, "YML04", f"deeper than {MAX_DEPTH} levels, or more than {MOST_VALUES} values", "flatten it")
            return Scalar("", False, line, 0)
        if isinstance(value, Names):
            return Mapping(tuple(self._pairs(value, place, line, depth)), line, 0)
        if isinstance(value, list | tuple | set | frozenset):
            # A set has no order, and a checklist has to come out the same every time.
            ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return Sequence(tuple(self.node(inner, f"{place}[{number}]", depth + 1) for number, inner in enumerate(ordered)), line, 0)
        return Scalar(self._text(value, place), False, line, 0)

    def _pairs(self, value: Names[object, object], place: str, line: int, depth: int) -> list[tuple[Scalar, Node]]:
        pairs = []
        for key, inner in value.items():
            if inner is None:
                continue
            if not isinstance(key, str):
                self._report(f"{place}[{key!r}]", "YML04", "a key has to be text", "name a key of a campaign file")
                continue
            inside = f"{place}[{key!r}]"
            node = self.node(inner, inside, depth + 1)
            pairs.append((Scalar(self._text(key, inside), False, node.line, 0), node))
        return pairs

    def _text(self, value: object, place: str) -> str:
        if isinstance(value, str):
            found = forbidden(value)
            if found:
                self._report(place, "YML04", f"character U+{ord(found):04X} is not allowed in text", "remove it")
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return str(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        hint = "give its date()" if isinstance(value, datetime) else "give text, a whole number, a date, a list or a dict"
        self._report(place, "RUL02", f"a value of type {type(value).__name__} cannot stand here", hint)
        return ""

    def _report(self, place: str, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(place), code, message, hint))

    def place(self, location: Location) -> Location:
        """Return where the node stands that *location* means."""
        return Location(self.places[location.line - 1]) if location.line else location

    def told(self, problem: Problem) -> Problem:
        """Return *problem* with places instead of lines."""
        hint = _LINE.sub(lambda found: f"first in {self.places[int(found[1]) - 1]}", problem.hint)
        return problem._replace(location=self.place(problem.location), hint=hint)
