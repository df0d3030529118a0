"""A page that exists already: its format, the checklists on it, and each of them by the rules of now.

Text in, values out. Not responsible for files (`writing`), for what a checklist says, nor for what is to become of the
page: `refreshing` writes it anew, `gate` judges it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import ModuleType
from typing import NamedTuple

from . import dialects, embedding, making, recorded, regions
from .dialects._base import Landmark, word
from .embedding import Laid, Own
from .errors import ChecklistError, Location, Problem, failure
from .making import Brief, checklist, find_template, marker_fields, words_of
from .model import SOURCE_LANG, Checklist, RuleSet, State
from .recorded import Recorded
from .regions import Region
from .rendering import Template
from .saved import Saved
from .selection import Choice

_NAMED = re.compile(r"checklist-begin(?:(?!checklist-begin)[^<>|\n])*?[ \t]dialect=(?P<name>[a-z-]+)")


class Habits(NamedTuple):
    """How the project writes a checklist that is new on its page; empty: as everybody does."""

    template: str = ""
    group_by: str = ""
    lang: str = ""


class Request(NamedTuple):
    """What is asked of a page. Empty: as recorded on it.

    With a `brief` its checklist alone is refreshed, or put in: in place of a placeholder, below the heading `under`, or,
    if `at_end`, at the end. `format` is that of a page that holds no checklist yet; `template` a name or a file; `lang` the
    language to write it in, if it is to be another than it was; `saved` are state files to add.
    """

    brief: Brief | None = None
    themes: tuple[str, ...] = ()
    template: str = ""
    group_by: str = ""
    pinned: date | None = None
    format: str = ""
    under: str = ""
    at_end: bool = False
    force: bool = False
    allow_older: bool = False
    lang: str = ""
    habits: Habits = Habits()
    saved: tuple[Saved, ...] = ()


class Standing:
    """One checklist on a page: what it was, and what it is by the rules of now."""

    def __init__(
        self, rules: RuleSet, brief: Brief, choice: Choice, own: Own, dialect: ModuleType, day: date, saved: Iterable[Saved] = ()
    ) -> None:
        if brief.pinned is None:
            brief = brief._replace(pinned=_pinned(own.region))
        self.rules, self.brief, self.choice, self.own, self.dialect, self.day = rules, brief, choice, own, dialect, day
        self.words = words_of(rules)
        self.saved = [each for each in saved if each.id == own.region.fields["id"]]

    def lay(self) -> Laid:
        """Return the checklist with what people recorded."""
        return embedding.lay(self.own, self._select, self.words, self.rules, self.dialect, self.saved)

    def _select(self, judged: date | None, states: Mapping[str, State]) -> Checklist:
        return checklist(self.rules, self.brief, self.choice, day=self.day, states=states, judged=judged)

    def is_edited(self) -> bool:
        """Return whether generated text was changed by hand."""
        return embedding.is_edited(self.own, self.dialect, self.words)

    def edits(self, page: str, write: Callable[[Laid], str]) -> ChecklistError | None:
        """Return what was changed by hand, None if nothing was; each line is named where the page can be written as it was."""
        if not self.is_edited():
            return None
        error = None
        if self.own.packs == {pack.name: pack.version for pack in self.rules.packs}:
            (fresh,) = regions.find(text := write(self.lay()), self.own.path, self.dialect)
            units = self.dialect.parse(text[fresh.inner_start : fresh.inner_end])
            error = embedding.edits(self.own, units, self.dialect, self.words)
        return error or embedding.refusal(self.own, page)


class Page:
    """A page, and the rules and options it is read with. *rules_in* gives the same rules in another of their languages."""

    def __init__(
        self, rules: RuleSet, text: str, path: str, *, request: Request, day: date, root: str,
        rules_in: Callable[[str], RuleSet] | None = None,
    ) -> None:
        self.rules, self.text, self.path, self.request, self.day, self.root = rules, text, path, request, day, root
        self.rules_in = rules_in
        self.format = format_of(text, path, request.format)
        self.dialect = dialects.load(self.format)
        self.below = 0

    def wanted(self) -> list[Region]:
        """Return the checklists on the page that are asked for, in order.

        Raises:
            ChecklistError: PAG01, for a format that is not read back; PAG02, PAG04, PAG06, PAG08, for markers that cannot be used.
        """
        if not hasattr(self.dialect, "parse"):
            raise failure(self.path, "PAG01", f"a page in {self.format} is not read back", "generate it anew with `checklist generate`")
        found = regions.find(self.text, self.path, self.dialect, allow_older=self.request.allow_older)
        self._check(found)
        self.below = self._depth(found)
        return [region for region in found if self.request.brief is None or region.fields["id"] == self._id()]

    def _id(self) -> str:
        assert self.request.brief
        return making.with_options(self.request.brief, self.choice(Choice())).id

    def choice(self, choice: Choice) -> Choice:
        """Return *choice* with what is asked for in place of what it says."""
        themes, group_by = self.request.themes or choice.themes, self.request.group_by or choice.group_by
        return choice._replace(themes=themes, group_by=group_by, lang=self.request.lang or choice.lang or SOURCE_LANG)

    def rules_for(self, choice: Choice) -> RuleSet:
        """Return the rules in the language of *choice*."""
        if choice.lang == self.rules.lang:
            return self.rules
        if self.rules_in is None:
            message = f"the checklist is in {choice.lang!r}, and the rules are in {self.rules.lang!r}"
            raise failure(self.path, "PAG02", message, "load the rules in that language")
        return self.rules_in(choice.lang)

    def _check(self, found: Iterable[Region]) -> None:
        """Report checklists that cannot be told apart, and those in another format than the page."""
        lines: dict[str, int] = {}
        problems = []
        for region in found:
            id, form, place = region.fields["id"], region.fields["dialect"], Location(self.path, region.line)
            if id in lines:
                hint = f"first in line {lines[id]}; remove one of them"
                problems.append(Problem(place, "PAG08", f"the checklist {id!r} stands twice on the page", hint))
            if form != self.format:
                message = f"a checklist in {form} on a page in {self.format}"
                problems.append(Problem(place, "PAG02", message, "remove it, or give the page the ending of that format"))
            lines.setdefault(id, region.line)
        if problems:
            raise ChecklistError(problems)

    def _depth(self, found: Iterable[Region]) -> int:
        """Return how much deeper our headings have to stand: a page that has a title needs no second one."""
        ours = next(self.dialect.landmarks(self.dialect.heading(1, "x"))).level
        titled = any(mark.kind == "heading" and mark.level == 1 for mark in outside(self.dialect.landmarks(self.text), found))
        return int(titled and ours == 1)

    # ---- one checklist

    def standing(self, region: Region) -> tuple[Standing, Template]:
        """Return the checklist of *region* as it stands, and the template it is written with.

        Raises:
            ChecklistError: PAG02, PAG03, PAG04, if it cannot be read back.
        """
        made_from = self._made_from(region)
        rules = self.rules_for(made_from.choice)
        own = embedding.read(self.text, self.path, region, self.dialect, words_of(rules))
        standing = Standing(rules, made_from.brief, made_from.choice, own, self.dialect, self.day, self.request.saved)
        return standing, self.template(made_from.template)

    def _made_from(self, region: Region) -> Recorded:
        if self.request.lang:
            region = region._replace(fields={**region.fields, "lang": self.request.lang})
        if self.request.brief is None:
            made = recorded.read(region, self.path, self.rules, root=self.root, allow_older=self.request.allow_older)
            brief = made.brief._replace(pinned=self.request.pinned) if self.request.pinned else made.brief
            return made._replace(brief=brief, choice=self.choice(made.choice))
        # The campaign is given, so where the marker would find it does not matter.
        fields = {key: value for key, value in region.fields.items() if key not in ("campaign", "set", "params")}
        neutral = region._replace(fields={**fields, "id": "adhoc-"})
        made = recorded.read(neutral, self.path, self.rules, root=self.root, allow_older=self.request.allow_older)
        return made._replace(brief=self.request.brief, choice=self.choice(made.choice))

    def template(self, name: str) -> Template:
        """Return the template asked for, else the one called *name*."""
        chosen = self.request.template or name
        if chosen.endswith(".j2") and chosen not in (self.request.template, self.request.habits.template):
            raise failure(self.path, "PAG02", f"the page was made with the template {chosen}", "name the file with --template")
        return find_template(chosen, self.dialect)

    def written(self, standing: Standing, laid: Laid, template: Template, text: str) -> str:
        """Return the region of *standing* as it is now; *text* is the page it stands on, unchanged up to the region's end."""
        region = standing.own.region
        around = text[: region.start] + text[region.end :]
        return self.rendered(
            standing.rules, laid.checklist, standing.brief, standing.choice, template, around, _line_end(text, region.end)
        )

    def rendered(
        self, rules: RuleSet, made: Checklist, brief: Brief, choice: Choice, template: Template, around: str, line_end: str
    ) -> str:
        """Return *made* as a region to stand on the page *around*."""
        name = template.name.replace("\\", "/").rpartition("/")[2]
        marker = marker_fields(made, brief, choice, format=self.format, template=name)
        written = making.render(
            rules, made, format=self.format, template=template, marker=marker, around=around, below=self.below
        )
        return written.rstrip("\n").replace("\n", line_end)

    def is_same(self, before: str, after: str) -> bool:
        """Return whether two regions differ in nothing but what the wiki changes by itself."""
        if before == after:
            return True
        canonical = word(self.dialect, "canonical")
        return bool(canonical(before.replace("\r\n", "\n")) == canonical(after.replace("\r\n", "\n")))


def format_of(text: str, path: str, asked: str) -> str:
    """Return the format of a page: the one asked for, else by the ending of its name, else that of its first checklist."""
    named = list(dict.fromkeys(_named(text)))
    known = dialects.names()
    suffix = re.search(r"\.[^./\\]+\Z", path)
    fitting = [name for name in (dialects.for_suffix(suffix[0].lower()) if suffix else []) if hasattr(dialects.load(name), "parse")]
    for name in (asked, *fitting):
        if name in named:
            return name
    if asked or fitting:
        return asked or fitting[0]
    ours = [name for name in named if name in known]
    return ours[0] if ours else making.DEFAULT_FORMAT


def _named(text: str) -> Iterator[str]:
    """Yield the formats that the markers in *text* name, wherever they stand."""
    place = text.find(regions.BEGIN)
    while place >= 0:
        found = _NAMED.match(text, place)
        if found:
            yield found["name"]
        place = text.find(regions.BEGIN, place + 1)


def outside(marks: Iterable[Landmark], found: Iterable[Region]) -> list[Landmark]:
    """Return those of *marks* that stand in none of the regions *found*."""
    regions_left = list(found)
    outside = []
    for mark in marks:
        while regions_left and regions_left[0].end <= mark.start:
            regions_left.pop(0)
        if not regions_left or mark.start < regions_left[0].start:
            outside.append(mark)
    return outside


def _line_end(text: str, offset: int) -> str:
    """Return the line end in use at *offset*: that of the line before it, since a region has several."""
    place = text.rfind("\n", 0, offset)
    return "\r\n" if place > 0 and text[place - 1] == "\r" else "\n"


def _pinned(region: Region) -> date | None:
    try:
        return date.fromisoformat(region.fields.get("as-of", ""))
    except ValueError:
        return None
