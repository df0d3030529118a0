"""The format of `checklist.yml`, and what it says of every campaign.

Not responsible for finding the file or the packs it names (`project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ChecklistError, Location, Problem
from .model import RuleSet

if TYPE_CHECKING:
    from .yamlio import Node


class Project(NamedTuple):
    """What `checklist.yml` says, everything empty where there is none; `packs` as they are written there."""

    path: str = ""
    packs: tuple[str, ...] = ()
    lang: str = ""
    format: str = ""
    template: str = ""
    group_by: str = ""
    defaults: Node | None = None
    params: tuple[tuple[str, str], ...] = ()


def read_project(text: bytes, path: str) -> Project:
    """Return what the project file *path* says.

    Raises:
        ChecklistError: with every problem in it.
    """
    from . import yamlio
    from .fields import Reading
    from .projects import PROJECT

    reading = Reading(path)
    values: dict[str, Any] | None = PROJECT.read(yamlio.parse(text, path), reading)
    if values is None:
        raise ChecklistError(reading.problems)
    return Project(path, **values)


def applied(project: Project, rules: RuleSet, problems: list[Problem]) -> RuleSet:
    """Return *rules* with the defaults and parameters of *project*; what is wrong with them is added to *problems*."""
    if project.params:
        rules = _with_params(rules, project, problems)
    return _with_defaults(rules, project, problems) if project.defaults is not None else rules


def _with_params(rules: RuleSet, project: Project, problems: list[Problem]) -> RuleSet:
    """Return *rules* with values for their parameters; a campaign's own beat them."""
    from .briefs import parameter_problems

    given = dict(project.params)
    problems += parameter_problems(given, rules, dict.fromkeys(given, Location(project.path)))
    packs = [
        pack._replace(params=tuple(
            parameter._replace(default=given.get(parameter.name, parameter.default)) for parameter in pack.params
        )) for pack in rules.packs
    ]
    return rules._replace(packs=tuple(packs))


def _with_defaults(rules: RuleSet, project: Project, problems: list[Problem]) -> RuleSet:
    from .fields import Reading, Ref
    from .projects import Later
    from .records import ListOf, MapOf

    facets = rules.vocabulary.facets
    reading = Reading(project.path, {"facets": facets})
    defaults: list[tuple[str, tuple[str, ...]]] = []
    assert project.defaults is not None
    for name, listed in MapOf(Ref("facets"), Later()).read(project.defaults, reading) or ():
        known = Reading(project.path, {"values": facets[name].members})
        values = ListOf(Ref("values", f"value of {name}")).read(listed, known)
        problems += known.problems
        if values is not None:
            defaults.append((name, values))
    problems += reading.problems
    return rules._replace(defaults=tuple(defaults))
