"""Options that several commands share, and how their values are read.

All problems of a command line are collected, so that one run tells them all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, TypeVar

import click

from ..errors import ChecklistError, Location, Problem, suggestion
from ..model import RuleSet

Function = TypeVar("Function", bound=Callable[..., Any])


def rules_option(function: Function) -> Function:
    """Add `--rules`."""
    return click.option("--rules", "rules_path", metavar="DIR", help="Rules directory to use instead of the built-in one.")(function)


def facts_options(function: Function) -> Function:
    """Add the options that state facts of a campaign: `--set`, `--param`, `--as-of`."""
    for option in (
        click.option("--as-of", metavar="DATE", help="Day to judge laws at: 2027-01-15. Default: the launch, else today."),
        click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="Value for a parameter of rule text."),
        click.option(
            "-s", "--set", "facts", multiple=True, metavar="FACET=VALUE,…",
            help="State a fact: markets=de,fr. Nothing after = means none, ? means unknown.",
        ),
    ):
        function = option(function)
    return function


class Options:
    """Reads option values against the rules and collects what is wrong with them."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.problems: list[Problem] = []

    def check(self) -> None:
        """Raise every problem found so far."""
        if self.problems:
            raise ChecklistError(self.problems)

    def report(self, option: str, code: str, message: str, hint: str = "") -> None:
        """Record a problem with an option."""
        self.problems.append(Problem(Location(option), code, message, hint))

    def facts(self, given: Iterable[str]) -> dict[str, tuple[str, ...] | None]:
        """Return what `--set` states: values by facet, None for unknown; several for one facet add up."""
        facets = self.rules.vocabulary.facets
        stated: dict[str, tuple[str, ...] | None] = {}
        for fact in given:
            name, equals, listed = fact.partition("=")
            name = name.strip()
            option = f"--set {fact}"
            if not equals:
                self.report(option, "OPT02", "a fact needs a facet, = and values", "write markets=de,fr")
            elif name not in facets:
                self.report(option, "OPT01", f"there is no facet {name!r}", suggestion(name, facets))
            elif listed.strip() == "?":
                stated[name] = None
            else:
                values = [value.strip() for value in listed.split(",") if value.strip()]
                self._known(option, f"value of {name}", values, facets[name].below)
                stated[name] = tuple(dict.fromkeys((*(stated.get(name) or ()), *values)))
        return stated

    def names(self, option: str, label: str, given: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
        """Return the names in *given*, which may hold commas, each once."""
        names = [name.strip() for text in given for name in text.split(",") if name.strip()]
        self._known(option, label, names, known)
        return tuple(dict.fromkeys(names))

    def params(self, given: Iterable[str]) -> dict[str, str]:
        """Return what `--param` gives."""
        values: dict[str, str] = {}
        for text in given:
            name, equals, value = text.partition("=")
            value = " ".join(value.split())
            if not equals or not value:
                self.report(f"--param {text}", "OPT02", "a parameter needs a name, = and a value", "write brand=Acme")
            elif len(value) > 200 or re.search(r"\([A-Z]{3}-[0-9]{2,3}\b[^)]*\)", value):
                self.report(f"--param {name}", "OPT02", "the value does not fit", "at most 200 characters, no code in brackets")
            else:
                values[name.strip()] = value
        if values:
            from ..briefs import parameter_problems

            self.problems += parameter_problems(values, self.rules, "--param")
        return values

    def day(self, option: str, given: str | None) -> date | None:
        """Return a day, None if none is given."""
        if given is None:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
                raise ValueError(given)
            return date.fromisoformat(given)
        except ValueError:
            self.report(option, "OPT02", f"{given!r} is not a date", "write 2027-01-15")
            return None

    def _known(self, option: str, label: str, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                self.report(option, "OPT01", f"there is no {label} {name!r}", suggestion(name, known))


def project_path(path: str) -> str:
    """Return *path* relative to the project, "" for one outside it; the project ends at the git root or the working directory."""
    root = _project_root(os.getcwd())
    full = os.path.realpath(path)
    inside = os.path.relpath(full, root)
    return "" if inside.startswith("..") or os.path.isabs(inside) else inside.replace(os.sep, "/")


def _project_root(start: str) -> str:
    folder = os.path.realpath(start)
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in ("checklist.yml", ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return os.path.realpath(start)
        folder = above
