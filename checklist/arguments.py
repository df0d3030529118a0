"""What callers of the Python API pass, made ready: days, names, pages and articles, each in one of several forms.

What is wrong is told as of the option of the command line that means the same. Not responsible for campaigns (`given`) nor
for what is done with any of it (`public`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Union

from . import api, durations
from .arranging import GROUPINGS
from .effects import Days
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .model import LEVELS, Campaign, RuleSet
from .project import root as project_root
from .selection import Choice

StrPath = Union[str, "os.PathLike[str]"]
Brief = Union[Campaign, Mapping[str, object], StrPath]
Page = Union[str, "os.PathLike[str]"]
Names = Union[str, Iterable[str]]


def day_of(name: str, day: date) -> date:
    """Return a day that the caller gave under *name*: that of a `datetime`, too."""
    if not isinstance(day, date):
        raise TypeError(f"{name} has to be a datetime.date, not {type(day).__name__}")
    return day.date() if isinstance(day, datetime) else day


def days_of(brief: api.Brief, since: date | None) -> Days:
    """Return the days that a campaign is judged at, before and now."""
    day, _ = api.as_of(brief, api.today())
    if since and since > day:
        whose = f"the day {brief.campaign.title} is judged at" if brief.campaign.title else "the day that counts as now"
        raise failure("--since", "OPT03", f"{since} is later than {day}, {whose}", "name an earlier day, or a later one with --as-of")
    return Days(since or day, day)


def choice_of(rules: RuleSet, themes: Names, level: str, owner: str, budget: str, group_by: str) -> Choice:
    """Return what is asked for of a checklist, or raise every problem in it."""
    problems: list[Problem] = []
    named = checked(problems, "--theme", "theme", names_of(themes), rules.themes)
    choice = Choice(named, level, owner, group_by, rules.lang, durations.minutes(budget) if budget else 0)
    checked(problems, "--owner", "owner", names_of(owner), rules.vocabulary.owners)
    checked(problems, "--level", "level", names_of(level), LEVELS)
    checked(problems, "--group-by", "grouping", [group_by], GROUPINGS)
    fault = durations.fault(budget) if budget else None
    if fault:
        problems.append(Problem(Location("--budget"), "OPT02", *fault))
    if problems:
        raise ChecklistError(problems)
    return choice


def names_of(given: Names) -> list[str]:
    """Return one name or several as a list, each once."""
    if isinstance(given, str):
        return [given] if given else []
    return list(dict.fromkeys(given))


def checked(problems: list[Problem], option: str, label: str, names: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return *names*; those that are not *known* become problems, told as of the option of the command line."""
    given = tuple(names)
    for name in given:
        if name not in known:
            problems.append(Problem(Location(option), "OPT01", f"there is no {label} {name!r}", suggestion(name, known)))
    return given


def page_of(page: Page, name: str) -> tuple[str, str]:
    """Return the text of a page, and its name for messages."""
    if isinstance(page, str):
        if "\n" not in page and len(page) < 1000 and page.endswith((".md", ".txt", ".xml", ".mediawiki", ".dokuwiki", ".html")):
            raise TypeError(f"{page!r} is the name of a file, not the text of a page; give pathlib.Path({page!r}) to read it")
        return page, name or "page"
    from .rulefiles import read_bytes
    from .yamlio import decode

    path = os.fspath(page)
    return decode(read_bytes(path), path), name or path


def article_of(article: Page | bytes, name: str) -> tuple[bytes, str]:
    """Return the bytes of an article, and its name for messages."""
    if isinstance(article, bytes):
        return article, name or "article"
    if isinstance(article, os.PathLike):
        from .rulefiles import read_bytes

        return read_bytes(os.fspath(article)), name or os.fspath(article)
    return page_of(article, name)[0].encode("utf-8", "surrogatepass"), name or "article"


def folder_of(root: StrPath | None) -> str:
    """Return the project folder *root*, by default that of the working directory."""
    return project_root() if root is None else os.fspath(root)
