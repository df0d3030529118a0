"""What a region was made from, read back from its marker: campaign, options, template.

Everything in a marker is untrusted: names are looked up, a path has to lie inside the project, and nothing of
the file it names is quoted. Not responsible for the grammar of markers (`regions`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote

from . import durations
from .briefs import parameter_problems
from .errors import ChecklistError, Location, Problem, failure, suggestion, visible
from .fields import code_in_brackets
from .loading import load_campaign
from .making import NOBODY, Brief
from .model import LEVELS, SOURCE_LANG, Campaign, RuleSet
from .project import inside
from .regions import Region
from .arranging import GROUPINGS
from .selection import Choice
from .versions import numbers

_LONGEST = 200


class Recorded(NamedTuple):
    """What a region was made from; `template` is a bare name."""

    brief: Brief
    choice: Choice
    template: str


def read(region: Region, path: str, rules: RuleSet, *, root: str, allow_older: bool) -> Recorded:
    """Return what *region* of the page *path* was made from; *root* is the directory of the project.

    Raises:
        ChecklistError: PAG02 for a value that means nothing here, PAG04 for newer rules.
    """
    return _Marker(region, path, rules).recorded(root, allow_older)


def campaign_of(
    region: Region, path: str, rules: RuleSet, *, root: str, load: Callable[[str], Campaign]
) -> tuple[Campaign, tuple[Problem, ...]]:
    """Return the campaign of *region*, with the facts that its marker states, and what keeps its file from being used.

    *load* reads a campaign file inside the project *root*. Without a file, all that is known is the identity of the checklist.
    """
    marker = _Marker(region, path, rules, load)
    return marker.campaign(root), tuple(marker.problems)


def refuse_newer(region: Region, rules: RuleSet, path: str) -> None:
    """Raise if the page was written with a later version of a pack than the one that is loaded."""
    problems = _Marker(region, path, rules).newer()
    if problems:
        raise ChecklistError(problems)


class _Marker:
    """The fields of one marker on their way to values; collects what is wrong with them."""

    def __init__(self, region: Region, path: str, rules: RuleSet, load: Callable[[str], Campaign] | None = None) -> None:
        self.fields, self.rules = region.fields, rules
        self.load = load or (lambda full: load_campaign(full, rules))
        self.place = Location(path, region.line)
        self.problems: list[Problem] = []

    def recorded(self, root: str, allow_older: bool) -> Recorded:
        self._check_packs()
        if not allow_older:
            self.problems += self.newer()
        choice = Choice(
            themes=self._names("themes", self.fields.get("themes", "*"), self.rules.themes),
            level=self._one("level", LEVELS),
            owner=self._one("owner", self.rules.vocabulary.owners),
            group_by=self._one("group-by", GROUPINGS) or GROUPINGS[0],
            lang=self._one("lang", self.rules.langs) or SOURCE_LANG,
            budget=self._budget(),
        )
        template = self.fields.get("template", "checklist")
        if template != os.path.basename(template) or template in ("", os.pardir, os.curdir):
            self._report("template", template, "it has to be a bare name")
        brief = self._brief(root)
        if self.problems:
            raise ChecklistError(self.problems)
        return Recorded(brief, choice, template)

    def newer(self) -> list[Problem]:
        """Return a problem for each pack that was newer when the page was written."""
        loaded = {pack.name: pack.version for pack in self.rules.packs}
        found = []
        for name, version in self._packs():
            if name in loaded and numbers(version) > numbers(loaded[name]):
                message = f"it was written with {name} {version}, newer than {loaded[name]} here"
                found.append(Problem(self.place, "PAG04", message, "update the rules, or --allow-older takes the older ones"))
        return found

    def _packs(self) -> list[tuple[str, str]]:
        pairs = [pack.partition("@") for pack in self.fields.get("packs", "").split(",") if pack]
        return [(name, version) for name, _, version in pairs]

    def _check_packs(self) -> None:
        loaded = [pack.name for pack in self.rules.packs]
        for name, _ in self._packs():
            if name not in loaded:
                self._report("packs", name, f"rules of that name are not loaded; loaded: {', '.join(loaded)}")

    def campaign(self, root: str) -> Campaign:
        """Return the campaign, as far as it can be told."""
        unknown = NOBODY._replace(id=self.fields["id"])
        path = self.fields.get("campaign", "")
        campaign = self._campaign(path, root) or unknown if path else unknown
        if campaign.id != unknown.id:
            self._report_other(path, campaign)
            campaign = unknown
        stated = self._stated()
        facets = {name: values for name, values in {**campaign.facets, **stated}.items() if values is not None}
        return campaign._replace(facets=facets)

    def _report_other(self, path: str, campaign: Campaign) -> None:
        message = f"{visible(path)} is now the campaign {campaign.id!r}, not {self.fields['id']!r}"
        hint = f"write `id: {self.fields['id']}` into it, or name the file with --campaign"
        self.problems.append(Problem(self.place, "PAG02", message, hint))

    def _brief(self, root: str) -> Brief:
        campaign = NOBODY._replace(id=self.fields["id"])
        path = self.fields.get("campaign", "")
        if path:
            campaign = self._campaign(path, root) or campaign
        elif not campaign.id.startswith("adhoc-"):
            message = f"the marker of {campaign.id!r} names no campaign file"
            self.problems.append(Problem(self.place, "PAG02", message, "name it with --campaign"))
        brief = Brief(campaign, path, self._stated(), self._params(), self._pinned())
        if path and not self.problems and campaign.id != self.fields["id"]:
            self._report_other(path, campaign)
        return brief

    def _campaign(self, path: str, root: str) -> Campaign | None:
        full = inside(path, root)
        if full is None:
            self._report("campaign", path, "it points outside the project")
            return None
        try:
            # Opening a pipe would wait for ever, and a directory is told as one.
            if os.path.exists(full) and not os.path.isfile(full) and not os.path.isdir(full):
                raise failure(path, "OUT01", "no regular file")
            return self.load(full)
        except ChecklistError as error:
            # What the file says is not for whoever wrote the marker.
            codes = ", ".join(dict.fromkeys(problem.code for problem in error.problems))
            self._report("campaign", path, f"the file cannot be used ({codes}); `checklist generate` with it tells why")
            return None

    def _stated(self) -> dict[str, tuple[str, ...] | None]:
        facets = self.rules.vocabulary.facets
        stated: dict[str, tuple[str, ...] | None] = {}
        for part in filter(None, self.fields.get("set", "").split(";")):
            name, _, listed = part.partition(":")
            if name not in facets:
                self._report("set", name, suggestion(name, facets))
            else:
                stated[name] = None if listed == "?" else self._names(f"set {name}", listed, facets[name].members)
        return stated

    def _params(self) -> dict[str, str]:
        params = {}
        for part in filter(None, self.fields.get("params", "").split(";")):
            name, _, value = part.partition(":")
            params[name] = value = unquote(value)
            if not value or len(value) > _LONGEST or visible(value) != value or code_in_brackets(f"({value})"):
                self._report("params", name, "its value is no line of text that a page may hold")
        self.problems += parameter_problems(params, self.rules, dict.fromkeys(params, self.place))
        return params

    def _pinned(self) -> date | None:
        day = self.fields.get("as-of", "today")
        if day in ("", "today", "launch"):
            return None
        try:
            return date.fromisoformat(day)
        except ValueError:
            self._report("as-of", day, "write today, launch or 2027-01-15")
            return None

    def _budget(self) -> int:
        written = self.fields.get("budget", "")
        fault = durations.fault(written) if written else None
        if fault:
            self._report("budget", written, fault[1])
        return durations.minutes(written)

    def _one(self, key: str, known: Collection[str]) -> str:
        names = self._names(key, self.fields.get(key, ""), known)
        return names[0] if names else ""

    def _names(self, key: str, listed: str, known: Collection[str]) -> tuple[str, ...]:
        names = [] if listed in ("", "*") else listed.split(",")
        for name in names:
            if name not in known:
                self._report(key, name, suggestion(name, known))
        return tuple(name for name in names if name in known)

    def _report(self, key: str, value: str, hint: str) -> None:
        self.problems.append(Problem(self.place, "PAG02", f"the marker says {key} {visible(value)[:60]!r}, which means nothing here", hint))
