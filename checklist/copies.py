"""A copy of a checklist to read within another page, from the few options that the page writes down: YAML in, HTML out.

The options are untrusted, as a page is: names are looked up, a campaign has to lie inside the project, and nothing of the
file it names is quoted in a message. Not responsible for the page (`mdext`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping as Names, Sequence as Several
from typing import Any, NamedTuple

from . import durations, making
from .arranging import GROUPINGS
from .briefs import PARAMS, FacetValues, known_facets, parameter_problems
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .fields import Day, Described, OneOf, Reading, Ref, Str
from .loading import languages, load_campaign
from .rulefiles import built_in, shipped
from .model import LEVELS, SOURCE_LANG, Campaign, Facet, RuleSet
from .project import Origin, inside, origin, root, rules_of
from .records import Field, ListOf, Record
from .selection import Choice
from .settings import Project
from .yamlio import Mapping, Node, Scalar, parse, quoted

_PATH = Str(most=300)
_NOTHING = Mapping((), 1, 1)
_MOST_RULES = 8
# Reading rules takes long where there is no cache; what is kept here is found by the state of every file it was read from.
_kept: dict[tuple[Origin, str, tuple[tuple[str, int, int], ...]], RuleSet] = {}


class Copy(NamedTuple):
    """A checklist to read: its language, and its HTML, where each heading is a line of its own."""

    lang: str
    html: str


class _Names:
    """One name, or a list of them. Returns a tuple."""

    def __init__(self, kind: Ref) -> None:
        self.kind, self.several = kind, ListOf(kind, least=1)

    def read(self, node: Node, reading: Reading) -> tuple[str, ...] | None:
        if not isinstance(node, Scalar):
            return self.several.read(node, reading)
        name = self.kind.read(node, reading)
        return None if name is None else (name,)

    def describe(self) -> Described:
        return {"anyOf": [self.kind.describe(), self.several.describe()]}


class _Time:
    """A length of time. Returns minutes."""

    def read(self, node: Node, reading: Reading) -> int | None:
        text = Str(most=20).read(node, reading)
        fault = durations.fault(text) if text is not None else None
        if fault:
            reading.report(node, "RUL05", *fault)
        return None if text is None or fault else durations.minutes(text)

    def describe(self) -> Described:
        return {"type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?$", "minLength": 2}


class _Facts:
    """What is stated on top of the campaign: values by facet, None for unknown."""

    def __init__(self, facets: Names[str, Facet]) -> None:
        fields = [Field(facet.name, FacetValues(facet.name), facet.question) for facet in facets.values()]
        self.record = Record("a set of facts", fields, lambda **values: values)

    def read(self, node: Node, reading: Reading) -> dict[str, tuple[str, ...] | None] | None:
        values = self.record.read(node, reading)
        if values is None or not isinstance(node, Mapping):
            return None
        return {key.text: None if _is_unknown(value) else values[key.text] for key, value in node.pairs}

    def describe(self) -> Described:
        return self.record.describe()


def _is_unknown(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text == "unknown"


def options(facets: Names[str, Facet]) -> Record:
    """Return the format of the options, for a vocabulary with these *facets*."""
    return Record(
        "a checklist block",
        [
            Field("campaign", _PATH, "file of the campaign, as a path from the folder of the project"),
            Field("set", _Facts(facets), "facts on top of the campaign, or instead of one: `{markets: [de], data: []}`", missing={}),
            Field("params", PARAMS, "values for the parameters of rule text: `{brand: Acme}`", missing=()),
            Field("theme", _Names(Ref("themes")), "only items of this theme, or of a list of them", missing=()),
            Field("level", OneOf(*LEVELS), "only this level and stricter: `must`, `should` or `could`", missing=""),
            Field("owner", Ref("owners", "role"), "only items of this role", missing=""),
            Field("budget", _Time(), "only what fits into this time, every must first: `45m`, `1h` or `1h30m`", missing=0),
            Field("group-by", OneOf(*GROUPINGS), "what the headings are: `phase`, `theme` or `owner`", missing=""),
            Field("template", OneOf(*making.template_names()), "`checklist`, or `compact` for the list without its guide", missing=""),
            Field("lang", Ref("langs", "language"), "language of the text: `de`", missing=""),
            Field("as-of", Day(), "day to judge laws at: `2027-01-15`; else the launch if it is to come, else today"),
        ],
        lambda **values: values,
    )


def reference_copy(text: str, path: str) -> Copy:
    """Return the checklist that the options in *text* ask for; *path* is for messages only.

    Campaign, rules and usual options are those of the project that the working directory belongs to.

    Raises:
        ChecklistError: with every problem, those of *text* with their lines in it under *path*.
    """
    found = origin(None, ())
    node = parse(text.encode("utf-8", "surrogatepass"), path) if _says_something(text) else _NOTHING
    rules = _rules(found, _lang(node, found))
    asked, brief = _read(node, path, rules)
    group_by = asked["group-by"] or _usual(found.project, "group_by", GROUPINGS) or GROUPINGS[0]
    choice = Choice(asked["theme"], asked["level"], asked["owner"], group_by, rules.lang, asked["budget"])
    try:
        made = making.checklist(rules, brief, choice, day=making.today())
    except ChecklistError as error:
        raise _told(error, Location(path, 1, 1), brief.path, "with the same options") from error
    from .dialects import _reference
    from .rendering import render

    made = made._replace(hidden=tuple(hidden._replace(option=hidden.option.removeprefix("--")) for hidden in made.hidden))
    told = found.project.path if found.project.template and not asked["template"] else "--template"
    template = making.find_template(asked["template"] or found.project.template or making.DEFAULT_TEMPLATE, _reference, told=told)
    return Copy(rules.lang, render(made, making.words_of(rules), _reference, template, folder=shipped("templates")))


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _lang(node: Node, found: Origin) -> str:
    """Return the language that is asked for; if there is none of that name, that of the rules, and `_read` tells."""
    known = languages(found.path, found.packs)
    asked = node.get("lang") if isinstance(node, Mapping) else None
    if isinstance(asked, Scalar):
        return asked.text if asked.text in known else SOURCE_LANG
    return _usual(found.project, "lang", known) or SOURCE_LANG


def _usual(project: Project, key: str, known: Collection[str]) -> str:
    """Return what the project file says under *key*, "" if nothing."""
    value = str(getattr(project, key))
    if value and value not in known:
        raise failure(project.path, "OPT01", f"{key} is {quoted(value)}, which there is not", suggestion(value, known))
    return value


def _read(node: Node, path: str, rules: RuleSet) -> tuple[dict[str, Any], making.Brief]:
    """Return the options, and the campaign with what they state on top."""
    known = {"themes": rules.themes, "owners": rules.vocabulary.owners, "langs": rules.langs}
    reading = Reading(path, {**known_facets(rules), **known})
    asked: dict[str, Any] | None = options(rules.vocabulary.facets).read(node, reading)
    place = node.get("campaign") if isinstance(node, Mapping) else None
    file = _PATH.read(place, Reading(path)) if place else None
    campaign = _campaign(file, place, reading, rules) if file and place else making.NOBODY
    params = dict(asked["params"]) if asked else {}
    written = node.get("params") if isinstance(node, Mapping) else None
    places = {key.text.strip(): reading.at(value) for key, value in written.pairs} if isinstance(written, Mapping) else {}
    reading.problems += parameter_problems(params, rules, places)
    if reading.problems or asked is None:
        raise ChecklistError(sorted(reading.problems))
    pinned = asked["as-of"][0] if asked["as-of"] else None
    return asked, making.Brief(campaign, file or "", asked["set"], params, pinned)


def _campaign(path: str, place: Node, reading: Reading, rules: RuleSet) -> Campaign:
    full = inside(path, root())
    if full is None:
        reading.report(place, "REF01", f"campaign {quoted(path)} points outside the project", "name a file inside it, from its folder")
        return making.NOBODY
    try:
        return load_campaign(full, rules)
    except ChecklistError as error:
        first = error.problems[0]
        if first.code == "OUT01":
            reading.report(place, "OUT01", f"campaign {quoted(path)}: {first.message}", first.hint)
        else:
            reading.problems += _told(error, reading.at(place), path).problems
        return making.NOBODY


def _told(error: ChecklistError, place: Location, path: str, how: str = "") -> ChecklistError:
    """Return *error* as it may be told at *place*: what a campaign file says is not for whoever wrote the page."""
    if not path:
        return ChecklistError(problem._replace(location=place) for problem in error.problems)
    codes = ", ".join(dict.fromkeys(problem.code for problem in error.problems))
    message = f"campaign {quoted(path)} cannot be used: {codes}"
    return ChecklistError([Problem(place, "REF01", message, f"`checklist generate {path}` {how}".rstrip() + " tells why")])


def _rules(found: Origin, lang: str) -> RuleSet:
    """Return the rules of the project, read anew where one of their files changed."""
    key = found, lang, tuple(_states([built_in(), *found.packs]))
    rules = _kept.get(key)
    if rules is None:
        rules = rules_of(found, lang)
        while len(_kept) >= _MOST_RULES:
            del _kept[next(iter(_kept))]
        _kept[key] = rules
    return rules


def _states(places: Several[str]) -> Iterator[tuple[str, int, int]]:
    """Yield path, time and size of every file at *places*."""
    for place in map(os.path.abspath, places):
        for file in [os.path.join(folder, name) for folder, _, names in os.walk(place) for name in names] or [place]:
            try:
                status = os.stat(file)
            except OSError:
                continue  # told when it is to be read
            yield file, status.st_mtime_ns, status.st_size
