"""A page that exists already: refresh the checklists on it, or put one in.

Text in, text out: what lies outside the regions comes back byte for byte. Not responsible for files (`writing`)
nor for what a checklist says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import ModuleType
from typing import NamedTuple

from . import dialects, embedding, making, recorded, regions
from .arranging import GROUPINGS
from .dialects._base import Landmark, word
from .embedding import Laid, Own
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .making import Brief, checklist, find_template, marker_fields, words_of
from .model import SOURCE_LANG, Checklist, RuleSet, State
from .notes import is_done
from .recorded import Recorded
from .regions import Region
from .rendering import Template
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
    language to write it in, if it is to be another than it was.
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


class Told(NamedTuple):
    """What became of one checklist on a page: codes, and how many `ticks` it holds now."""

    id: str
    ticks: int
    added: tuple[str, ...]
    moved: tuple[str, ...]
    to_check: tuple[str, ...]
    is_new: bool
    is_changed: bool
    is_edited: bool


class Embedded(NamedTuple):
    """A page as it is to be, and what became of each of its checklists, in order; none means: left alone."""

    text: str
    told: tuple[Told, ...]


def embed(
    rules: RuleSet, text: str, path: str, *, request: Request, day: date, root: str, rules_in: Callable[[str], RuleSet] | None = None
) -> Embedded:
    """Return the page *text* with its checklists as they are on *day*; *root* is the directory of the project.

    *rules_in* gives the same rules in another of their languages; without it, a checklist in another is refused.

    Raises:
        ChecklistError: PAG…, with every checklist that cannot be refreshed; the page then stays as it is.
    """
    return _Page(rules, text, path, request, day, root, rules_in).embedded()


def refresh(rules: RuleSet, brief: Brief, choice: Choice, *, day: date, page: str, path: str, format: str, force: bool) -> Checklist:
    """Return the checklist of *brief* with what people recorded on *page*, which has to be a page of ours and nothing else.

    A day that was pinned when the page was written stays pinned, unless *brief* pins another.

    Raises:
        ChecklistError: if it is no such page, was written by newer rules, or was edited in its generated text (and
            not *force*).
    """
    dialect = dialects.load(format)
    if not hasattr(dialect, "parse"):
        raise embedding.not_ours(path)
    found = regions.find(page, path, dialect)
    region = found[0] if len(found) == 1 else None
    if region is None or page[: region.start].strip("\ufeff \t\r\n") or page[region.end :].strip():
        raise embedding.not_ours(path)
    id = making.with_options(brief, choice).id
    if region.fields["id"] != id:
        message = f"it holds the checklist {region.fields['id']!r}, not {id!r}"
        raise failure(path, "PAG01", message, "choose another file, or --force")
    if not force:
        recorded.refuse_newer(region, rules, path)
    own = embedding.read(page, path, region, dialect, words_of(rules))
    one = _One(rules, brief, choice, own, dialect, day)
    if not force:
        name = region.fields.get("template", "")
        template = find_template(name if name in making.template_names() else making.DEFAULT_TEMPLATE, dialect)
        one.refuse_edits(page, lambda laid: making.render(rules, laid.checklist, format=format, template=template, marker=region.fields))
    return one.lay().checklist


class _One:
    """One checklist on a page: what it was, and what it is by the rules of now."""

    def __init__(self, rules: RuleSet, brief: Brief, choice: Choice, own: Own, dialect: ModuleType, day: date) -> None:
        if brief.pinned is None:
            brief = brief._replace(pinned=_pinned(own.region))
        self.rules, self.brief, self.choice, self.own, self.dialect, self.day = rules, brief, choice, own, dialect, day
        self.words = words_of(rules)

    def lay(self) -> Laid:
        """Return the checklist with what people recorded."""
        return embedding.lay(self.own, self._select, self.words, self.rules, self.dialect)

    def _select(self, judged: date | None, states: Mapping[str, State]) -> Checklist:
        return checklist(self.rules, self.brief, self.choice, day=self.day, states=states, judged=judged)

    def is_edited(self) -> bool:
        return embedding.is_edited(self.own, self.dialect, self.words)

    def refuse_edits(self, page: str, write: Callable[[Laid], str]) -> None:
        """Raise if generated text was edited; each line is named where the page can be written as it was."""
        if not self.is_edited():
            return
        error = None
        if self.own.packs == {pack.name: pack.version for pack in self.rules.packs}:
            (fresh,) = regions.find(text := write(self.lay()), self.own.path, self.dialect)
            units = self.dialect.parse(text[fresh.inner_start : fresh.inner_end])
            error = embedding.edits(self.own, units, self.dialect, self.words)
        raise error or embedding.refusal(self.own, page)


class _Page:
    """The work of one `embed`."""

    def __init__(
        self, rules: RuleSet, text: str, path: str, request: Request, day: date, root: str, rules_in: Callable[[str], RuleSet] | None
    ) -> None:
        self.rules, self.text, self.path, self.request, self.day, self.root = rules, text, path, request, day, root
        self.rules_in = rules_in
        self.format = _format(text, path, request.format)
        self.dialect = dialects.load(self.format)
        self.problems: list[Problem] = []

    def embedded(self) -> Embedded:
        if not hasattr(self.dialect, "parse"):
            raise failure(self.path, "PAG01", f"a page in {self.format} is not read back", "generate it anew with `checklist generate`")
        found = regions.find(self.text, self.path, self.dialect, allow_older=self.request.allow_older)
        self._check(found)
        self.below = self._depth(found)
        wanted = [region for region in found if self._is_wanted(region)]
        told = [self._refreshed(region) for region in reversed(wanted)][::-1]
        if self.problems:
            raise ChecklistError(self.problems)
        if self.request.brief and not wanted:
            told = self._inserted()
        return Embedded(self.text, tuple(one for one in told if one))

    def _is_wanted(self, region: Region) -> bool:
        return self.request.brief is None or region.fields["id"] == self._id()

    def _id(self) -> str:
        assert self.request.brief
        return making.with_options(self.request.brief, self._choice(Choice())).id

    def _choice(self, choice: Choice) -> Choice:
        themes, group_by = self.request.themes or choice.themes, self.request.group_by or choice.group_by
        return choice._replace(themes=themes, group_by=group_by, lang=self.request.lang or choice.lang or SOURCE_LANG)

    def _rules(self, choice: Choice) -> RuleSet:
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
        for region in found:
            id, form, place = region.fields["id"], region.fields["dialect"], Location(self.path, region.line)
            if id in lines:
                hint = f"first in line {lines[id]}; remove one of them"
                self.problems.append(Problem(place, "PAG08", f"the checklist {id!r} stands twice on the page", hint))
            if form != self.format:
                message = f"a checklist in {form} on a page in {self.format}"
                self.problems.append(Problem(place, "PAG02", message, "remove it, or name the format with -f"))
            lines.setdefault(id, region.line)
        if self.problems:
            raise ChecklistError(self.problems)

    def _depth(self, found: Iterable[Region]) -> int:
        """Return how much deeper our headings have to stand: a page that has a title needs no second one."""
        ours = next(self.dialect.landmarks(self.dialect.heading(1, "x"))).level
        titled = any(mark.kind == "heading" and mark.level == 1 for mark in _outside(self.dialect.landmarks(self.text), found))
        return int(titled and ours == 1)

    # ---- what is there

    def _refreshed(self, region: Region) -> Told | None:
        """Put the checklist of *region* as it is now in its place; what stands in the way becomes a problem."""
        try:
            made_from = self._made_from(region)
            rules = self._rules(made_from.choice)
            own = embedding.read(self.text, self.path, region, self.dialect, words_of(rules))
            one = _One(rules, made_from.brief, made_from.choice, own, self.dialect, self.day)
            template = self._template(made_from.template)
            if not self.request.force:
                one.refuse_edits(self.text, lambda laid: self._written(one, laid, template, region))
            laid = one.lay()
            written = self._written(one, laid, template, region)
        except ChecklistError as error:
            self.problems[:0] = error.problems
            return None
        before = self.text[region.start : region.end]
        is_changed = not self._is_same(before, written)
        if is_changed:
            self.text = self.text[: region.start] + written + self.text[region.end :]
            self._verify(own, laid, region.start)
        return _told(own, laid, is_changed=is_changed, is_edited=one.is_edited())

    def _made_from(self, region: Region) -> Recorded:
        if self.request.lang:
            region = region._replace(fields={**region.fields, "lang": self.request.lang})
        if self.request.brief is None:
            made = recorded.read(region, self.path, self.rules, root=self.root, allow_older=self.request.allow_older)
            brief = made.brief._replace(pinned=self.request.pinned) if self.request.pinned else made.brief
            return made._replace(brief=brief, choice=self._choice(made.choice))
        # The campaign is given, so where the marker would find it does not matter.
        fields = {key: value for key, value in region.fields.items() if key not in ("campaign", "set", "params")}
        neutral = region._replace(fields={**fields, "id": "adhoc-"})
        made = recorded.read(neutral, self.path, self.rules, root=self.root, allow_older=self.request.allow_older)
        return made._replace(brief=self.request.brief, choice=self._choice(made.choice))

    def _template(self, name: str) -> Template:
        chosen = self.request.template or name
        if chosen.endswith(".j2") and chosen not in (self.request.template, self.request.habits.template):
            raise failure(self.path, "PAG02", f"the page was made with the template {chosen}", "name the file with --template")
        return find_template(chosen, self.dialect)

    def _written(self, one: _One, laid: Laid, template: Template, region: Region) -> str:
        around = self.text[: region.start] + self.text[region.end :]
        return self._rendered(one.rules, laid.checklist, one.brief, one.choice, template, around, _line_end(self.text, region.end))

    def _rendered(
        self, rules: RuleSet, made: Checklist, brief: Brief, choice: Choice, template: Template, around: str, line_end: str
    ) -> str:
        name = template.name.replace("\\", "/").rpartition("/")[2]
        marker = marker_fields(made, brief, choice, format=self.format, template=name)
        written = making.render(
            rules, made, format=self.format, template=template, marker=marker, around=around, below=self.below
        )
        return written.rstrip("\n").replace("\n", line_end)

    def _is_same(self, before: str, after: str) -> bool:
        """Return whether two regions differ in nothing but what the wiki changes by itself."""
        if before == after:
            return True
        canonical = word(self.dialect, "canonical")
        return bool(canonical(before.replace("\r\n", "\n")) == canonical(after.replace("\r\n", "\n")))

    def _verify(self, own: Own, laid: Laid, start: int) -> None:
        try:
            now = next(region for region in regions.find(self.text, self.path, self.dialect) if region.start == start)
            embedding.verify(own, laid, self.text, now, self.dialect)
        except ChecklistError as error:
            self.problems += error.problems

    # ---- what is new

    def _inserted(self) -> list[Told | None]:
        """Put the checklist of the brief where the page has a place for it."""
        habits = self.request.habits
        brief, choice = self.request.brief, self._choice(Choice(group_by=habits.group_by or GROUPINGS[0], lang=habits.lang))
        assert brief
        place = self._place()
        if place is None:
            return []
        rules = self._rules(choice)
        made = checklist(rules, brief, choice, day=self.day)
        template = self._template(habits.template or making.DEFAULT_TEMPLATE)
        line_end = "\r\n" if self.text.count("\r\n") * 2 > self.text.count("\n") else "\n"
        start, end = place
        around = self.text[:start] + self.text[end:]
        written = self._rendered(rules, made, brief, choice, template, around, line_end)
        before = _apart(self.text[:start], line_end, at_start=True)
        after = _apart(self.text[end:], line_end, at_start=False)
        self.text = self.text[:start] + before + written + after + self.text[end:]
        if made.id not in [region.fields["id"] for region in regions.find(self.text, self.path, self.dialect)]:
            raise failure(self.path, "PAG06", "that place of the page is inside code", "choose another place")
        codes = tuple(entry.code for entry in embedding.entries(made))
        return [Told(made.id, 0, codes, (), (), is_new=True, is_changed=True, is_edited=False)]

    def _place(self) -> tuple[int, int] | None:
        """Return where the checklist belongs, as offsets of what it takes the place of; None if the page has no place."""
        marks = _outside(self.dialect.landmarks(self.text), regions.find(self.text, self.path, self.dialect))
        if self.request.under:
            return self._below_heading([mark for mark in marks if mark.kind == "heading"])
        for mark in marks:
            if mark.kind == "placeholder":
                return mark.start, mark.end
        if not self.request.at_end:
            return None
        end = int(word(self.dialect, "end_of")(self.text))
        return end, end

    def _below_heading(self, headings: list[Landmark]) -> tuple[int, int] | None:
        wanted = _folded(self.request.under)
        found = [mark for mark in headings if _folded(self.dialect.plain(mark.text)) == wanted]
        if len(found) == 1:
            return found[0].end, found[0].end
        if not found:
            hint = suggestion(self.request.under, [mark.text for mark in headings]) or "the page has no headings"
            raise failure(self.path, "PAG06", f"there is no heading {self.request.under!r}", hint)
        lines = ", ".join(str(self.text.count("\n", 0, mark.start) + 1) for mark in found)
        raise failure(self.path, "PAG06", f"the heading {self.request.under!r} stands in lines {lines}", "make one of them unique")


def _format(text: str, path: str, asked: str) -> str:
    """Return the format of a page: the one asked for, else by the ending of its name, else that of its first checklist."""
    named = list(dict.fromkeys(found["name"] for found in _NAMED.finditer(text)))
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


def _outside(marks: Iterable[Landmark], found: Iterable[Region]) -> list[Landmark]:
    regions_left = list(found)
    outside = []
    for mark in marks:
        while regions_left and regions_left[0].end <= mark.start:
            regions_left.pop(0)
        if not regions_left or mark.start < regions_left[0].start:
            outside.append(mark)
    return outside


def _apart(text: str, line_end: str, *, at_start: bool) -> str:
    """Return what has to stand between *text* and a region, so that an empty line parts them."""
    if not text.strip("\r\n"):
        return "" if not at_start or not text or text.endswith("\n") else line_end
    lines = re.search(r"(?:\r?\n[ \t]*)*\Z" if at_start else r"\A(?:[ \t]*\r?\n)*", text)
    count = lines[0].count("\n") if lines else 0
    return line_end * max(0, 2 - count)


def _line_end(text: str, offset: int) -> str:
    """Return the line end in use at *offset*: that of the line before it, since a region has several."""
    place = text.rfind("\n", 0, offset)
    return "\r\n" if place > 0 and text[place - 1] == "\r" else "\n"


def _pinned(region: Region) -> date | None:
    try:
        return date.fromisoformat(region.fields.get("as-of", ""))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _told(own: Own, laid: Laid, *, is_changed: bool, is_edited: bool) -> Told:
    made = laid.checklist
    gone = [line.code for line in made.gone]
    states = [*(entry.state for entry in embedding.entries(made) if entry.state), *(line.state for line in made.gone)]
    return Told(
        made.id,
        sum(is_done(state.box) for state in states),
        tuple(entry.code for entry in embedding.entries(made) if entry.code not in own.states),
        tuple(code for code in gone if code not in own.left),
        laid.to_check,
        is_new=False, is_changed=is_changed, is_edited=is_edited,
    )
