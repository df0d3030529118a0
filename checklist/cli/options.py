"""Options that several commands share, and how their values are read.

All problems of a command line are collected, so that one run tells them all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import ChecklistError, Location, Problem, suggestion, visible
from ..model import SOURCE_LANG, RuleSet

if TYPE_CHECKING:
    from ..api import Brief
    from ..project import Origin
    from ..saved import Saved

Function = TypeVar("Function", bound=Callable[..., Any])


def author_options(function: Function) -> Function:
    """Add `--rules` and `--pack` for those who write rules; the project has no say there."""
    for option in (
        click.option("--pack", "packs", multiple=True, metavar="DIR|FILE|NAME", help="House pack that lies below; repeatable."),
        click.option("--rules", "rules_path", metavar="DIR", help="Rules directory to use instead of the built-in one."),
    ):
        function = option(function)
    return function


def rules_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--rules`, `--pack` and `--no-project`, handed on as `origin`."""

    @wraps(function)
    def with_origin(*args: Any, rules_path: str | None, packs: tuple[str, ...], no_project: bool, **given: Any) -> Any:
        from ..project import origin

        if given.get("record") is not None:  # `generate --from` needs no rules, nor a project that is sound
            return function(*args, origin=None, **given)
        return function(*args, origin=origin(rules_path, packs, alone=no_project), **given)

    for option in (
        click.option("--no-project", is_flag=True, help="Ignore checklist.yml and CHECKLIST_PACKS."),
        click.option("--pack", "packs", multiple=True, metavar="DIR|FILE|NAME", help="House pack to lay over the rules; repeatable."),
        click.option("--rules", "rules_path", metavar="DIR", help="Rules directory to use instead of the built-in one."),
    ):
        with_origin = option(with_origin)
    return with_origin


def lang_option(default: str) -> Callable[[Function], Function]:
    """Return what adds `--lang`; *default* says which language it is without."""
    return click.option("--lang", metavar="LANG", help=f"Language of the text, as in de. Default: {default}.")


def load(origin: Origin, lang: str | None) -> tuple[RuleSet, Options]:
    """Return the rules in the language *lang*, and what reads the other options; an unknown language is left in it."""
    from ..loading import languages
    from ..project import rules_of

    option = "--lang" if lang or not origin.project.lang else origin.project.path
    lang = lang or origin.project.lang or None
    known = languages(origin.path, origin.packs) if lang else (SOURCE_LANG,)
    rules = rules_of(origin, lang if lang and lang in known else SOURCE_LANG)
    options = Options(rules)
    options.one(option, "language", lang, rules.langs)
    return rules, options


def state_option(function: Function) -> Function:
    """Add `--state`."""
    told = "Add ticks and notes of a state file (`rules schema state`) that are not there yet; repeatable."
    return click.option("--state", "states", multiple=True, metavar="FILE", help=told)(function)


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


def completing(*names: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what the shell completes an option with; its value is checked by `Options`, with all the others."""
    return lambda ctx, parameter, begun: [name for name in names if name.startswith(begun)]


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
            is_unknown = listed.strip() == "?"
            if not equals:
                self.report(option, "OPT02", "a fact needs a facet, = and values", "write markets=de,fr")
            elif name not in facets:
                self.report(option, "OPT01", f"there is no facet {name!r}", suggestion(name, facets))
            elif name in stated and is_unknown is not (stated[name] is None):
                self.report(option, "OPT03", f"{name} is stated and unknown at once", "keep one of the two")
            elif is_unknown:
                stated[name] = None
            else:
                values = [value.strip() for value in listed.split(",") if value.strip()]
                self._known(option, f"value of {name}", values, facets[name].members)
                stated[name] = tuple(dict.fromkeys((*(stated.get(name) or ()), *values)))
        return stated

    def names(self, option: str, label: str, given: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
        """Return the names in *given*, which may hold commas, each once."""
        names: list[str] = []
        for text in given:
            listed = [name.strip() for name in text.split(",") if name.strip()]
            if not listed:
                self.report(option, "OPT02", "it names nothing", f"name a {label} or leave it out")
            names += listed
        self._known(option, label, names, known)
        return tuple(dict.fromkeys(names))

    def one(self, option: str, label: str, given: str | None, known: Collection[str]) -> str:
        """Return the name in *given*, "" if it is None."""
        if given is not None and given not in known:
            self.report(option, "OPT01", f"there is no {label} {given!r}", suggestion(given, known))
        return given or ""

    def by_suffix(self, form: str | None, output: str | None, suffixes: Mapping[str, str], *, option: str = "--output") -> str:
        """Return the format of a report, by name or by the ending of its file, which must not contradict each other; "" if neither."""
        known = tuple(dict.fromkeys(suffixes.values()))
        if form is not None:
            self.one("--format", "format", form, known)
        suffix = os.path.splitext(output or "")[1].lower()
        found = suffixes.get(suffix)
        if form is None and suffix and found is None:
            self.report(option, "OPT03", f"no format ends in {suffix!r}", f"{suggestion(suffix, suffixes)} – or name the format with -f")
        elif form in known and found not in (None, form):
            self.report(option, "OPT03", f"{suffix} is the ending of {found}, not of {form}", "change one of the two")
        return form or found or ""

    def filled(self, option: str, given: str | None) -> None:
        """Report a file name that is empty: a variable of a script that was never set."""
        if given == "":
            self.report(option, "OPT02", "the name is empty", "name a file or leave it out")

    def template(self, name: str, *, told: str = "--template") -> None:
        """Report a template that does not exist, at *told*, or is no text."""
        from .. import api
        from ..dialects import markdown

        try:
            found = api.find_template(name, markdown, told=told)
            if not found.shipped:
                from ..rulefiles import read_bytes
                from ..yamlio import decode

                decode(read_bytes(found.path), found.path)
        except ChecklistError as error:
            self.problems += error.problems

    def params(self, given: Iterable[str]) -> dict[str, str]:
        """Return what `--param` gives."""
        values: dict[str, str] = {}
        for text in given:
            name, equals, value = text.partition("=")
            name, value = name.strip(), " ".join(value.split())
            if not equals or not value:
                self.report(f"--param {text}", "OPT02", "a parameter needs a name, = and a value", "write brand=Acme")
            elif name in values:
                self.report(f"--param {text}", "OPT03", f"{name} is given twice", "keep one of them")
            else:
                values[name] = value
                self._check_param(f"--param {name}", value)
        if values:
            from ..briefs import parameter_problems

            self.problems += parameter_problems(values, self.rules, {name: Location(f"--param {name}") for name in values})
        return values

    def _check_param(self, option: str, value: str) -> None:
        from ..fields import code_in_brackets

        if len(value) > 200:
            self.report(option, "OPT02", f"{len(value)} characters are too long", "at most 200")
        elif code_in_brackets(f"({value})"):
            self.report(option, "OPT02", "the code in it could be read as the end of a task line", "say it in words")
        elif visible(value) != value:
            self.report(option, "OPT02", f"{value!r} holds a control character", "remove it")

    def states(self, given: Iterable[str]) -> tuple[Saved, ...]:
        """Return the state files in *given*."""
        from ..rulefiles import read_bytes
        from ..saved import read

        found = []
        for path in given:
            try:
                found.append(read(read_bytes(path), path))
            except ChecklistError as error:
                self.problems += error.problems
        return tuple(found)

    def day(self, option: str, given: str | None) -> date | None:
        """Return a day, None if none is given."""
        if given is None:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
                raise ValueError(given)
            return date.fromisoformat(given)
        except ValueError:
            self.report(option, "OPT02", f"{given!r} is not a date", "write 2027-01-15")
            return None

    def budget(self, option: str, given: str | None) -> int:
        """Return the minutes of a length of time, 0 if none is given."""
        if given is None:
            return 0
        from .. import durations

        fault = durations.fault(given)
        if fault:
            self.report(option, "OPT02", *fault)
        return durations.minutes(given)

    def _known(self, option: str, label: str, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                self.report(option, "OPT01", f"there is no {label} {name!r}", suggestion(name, known))


def read_brief(options: Options, campaign: str | None, given: dict[str, Any]) -> Brief:
    """Return the campaign and what the options state on top; what is wrong with it is left in *options*."""
    from .. import api
    from ..project import relative

    stated, params = options.facts(given["facts"]), options.params(given["params"])
    pinned = options.day("--as-of", given["as_of"])
    options.filled("CAMPAIGN", campaign)
    read = api.NOBODY
    if campaign:
        try:
            read = api.load_campaign(campaign, options.rules)
        except ChecklistError as error:
            options.problems[:0] = error.problems
    path = relative(campaign) if campaign and campaign != "-" else ""
    return api.Brief(read, path, stated, params, pinned)


def check_states(saved: Iterable[Saved], there: Collection[str]) -> None:
    """Raise for each state file that belongs to none of the checklists *there*."""
    hint = f"it may be for {', '.join(sorted(there))}" if there else "there is no checklist to add it to"
    problems = [
        Problem(Location(each.path), "STA03", f"it belongs to the checklist {each.id!r}, which is not among these", hint)
        for each in saved if each.id not in there
    ]
    if problems:
        raise ChecklistError(problems)
