"""Refresh the checklists on a page, or put one in.

Text in, text out: what lies outside the regions comes back byte for byte. Not responsible for files (`writing`) nor for
what stands on the page (`pages`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from . import dialects, embedding, making, recorded, regions
from .arranging import GROUPINGS
from .dialects._base import Landmark, word
from .embedding import Laid, Own
from .errors import ChecklistError, Problem, failure, suggestion
from .making import Brief, checklist, find_template, words_of
from .model import Checklist, RuleSet, State
from .notes import is_done
from .pages import Page, Request, Standing, outside
from .regions import Region
from .saved import Saved
from .selection import Choice


class Told(NamedTuple):
    """What became of one checklist on a page: codes, and how many `ticks` it holds now; `unplaced` are those of state files."""

    id: str  #: identity of the checklist
    ticks: int  #: ticks it holds now
    added: tuple[str, ...]  #: codes that came in
    moved: tuple[str, ...]  #: codes that moved to "No longer in this list"
    to_check: tuple[str, ...]  #: codes to be checked again
    is_new: bool  #: whether it was put in now
    is_changed: bool  #: whether its text changed
    is_edited: bool  #: whether generated text had been changed by hand
    unplaced: tuple[str, ...] = ()  #: codes of state files that it has no place for


class Embedded(NamedTuple):
    """A page as it is to be, and what became of each of its checklists, in order; none means: left alone."""

    text: str  #: the page as it is to be
    told: tuple[Told, ...]  #: what became of each checklist, in order; empty: the page holds none


def embed(
    rules: RuleSet, text: str, path: str, *, request: Request, day: date, root: str, rules_in: Callable[[str], RuleSet] | None = None
) -> Embedded:
    """Return the page *text* with its checklists as they are on *day*; *root* is the directory of the project.

    *rules_in* gives the same rules in another of their languages; without it, a checklist in another is refused.

    Raises:
        ChecklistError: PAG…, with every checklist that cannot be refreshed; the page then stays as it is.
    """
    return _Embedding(Page(rules, text, path, request=request, day=day, root=root, rules_in=rules_in)).embedded()


def begin(rules: RuleSet, brief: Brief, choice: Choice, *, day: date, format: str, saved: Iterable[Saved]) -> Laid:
    """Return the checklist of *brief* with what the *saved* state files say, to be written in *format* for the first time."""

    def select(judged: date | None, states: Mapping[str, State]) -> Checklist:
        return checklist(rules, brief, choice, day=day, states=states, judged=judged)

    return embedding.begin(select, words_of(rules), rules, dialects.load(format), saved)


def refresh(
    rules: RuleSet, brief: Brief, choice: Choice, *, day: date, page: str, path: str, format: str, force: bool, saved: Iterable[Saved] = ()
) -> Laid:
    """Return the checklist of *brief* with what people recorded on *page*, which has to be a page of ours and nothing else.

    What *saved* state files say is added. A day that was pinned when the page was written stays pinned, unless *brief* pins another.

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
    standing = Standing(rules, brief, choice, own, dialect, day, saved)
    if not force:
        name = region.fields.get("template", "")
        template = find_template(name if name in making.template_names() else making.DEFAULT_TEMPLATE, dialect)
        edited = standing.edits(
            page, lambda laid: making.render(rules, laid.checklist, format=format, template=template, marker=region.fields)
        )
        if edited:
            raise edited
    return standing.lay()


class _Embedding:
    """The work of one `embed`; `text` becomes the page as it is to be."""

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, page.text
        self.problems: list[Problem] = []

    def embedded(self) -> Embedded:
        wanted = self.page.wanted()
        told = [self._refreshed(region) for region in reversed(wanted)][::-1]
        if self.problems:
            raise ChecklistError(self.problems)
        if self.page.request.brief and not wanted:
            told = self._inserted(self.page.request.brief)
        return Embedded(self.text, tuple(one for one in told if one))

    # ---- what is there

    def _refreshed(self, region: Region) -> Told | None:
        """Put the checklist of *region* as it is now in its place; what stands in the way becomes a problem."""
        page = self.page
        try:
            standing, template = page.standing(region)
            edited = None if page.request.force else standing.edits(
                self.text, lambda laid: page.written(standing, laid, template, self.text)
            )
            if edited:
                raise edited
            laid = standing.lay()
            written = page.written(standing, laid, template, self.text)
        except ChecklistError as error:
            self.problems[:0] = error.problems
            return None
        is_changed = not page.is_same(self.text[region.start : region.end], written)
        if is_changed:
            self.text = self.text[: region.start] + written + self.text[region.end :]
            self._verify(standing.own, laid, region.start)
        return _told(standing.own, laid, is_changed=is_changed, is_edited=standing.is_edited())

    def _verify(self, own: Own, laid: Laid, start: int) -> None:
        path, dialect = self.page.path, self.page.dialect
        try:
            now = next(region for region in regions.find(self.text, path, dialect) if region.start == start)
            embedding.verify(own, laid, self.text, now, dialect)
        except ChecklistError as error:
            self.problems += error.problems

    # ---- what is new

    def _inserted(self, brief: Brief) -> list[Told | None]:
        """Put the checklist of *brief* where the page has a place for it."""
        page, text = self.page, self.text
        habits = page.request.habits
        choice = page.choice(Choice(group_by=habits.group_by or GROUPINGS[0], lang=habits.lang))
        place = self._place()
        if place is None:
            return []
        rules = page.rules_for(choice)
        id = making.with_options(brief, choice).id
        saved = [each for each in page.request.saved if each.id == id]
        laid = begin(rules, brief, choice, day=page.day, format=page.format, saved=saved)
        made = laid.checklist
        template = page.template(habits.template or making.DEFAULT_TEMPLATE)
        line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        start, end = place
        written = page.rendered(rules, made, brief, choice, template, text[:start] + text[end:], line_end)
        before = _apart(text[:start], line_end, at_start=True)
        after = _apart(text[end:], line_end, at_start=False)
        self.text = text[:start] + before + written + after + text[end:]
        if made.id not in [region.fields["id"] for region in regions.find(self.text, page.path, page.dialect)]:
            raise failure(page.path, "PAG06", "that place of the page is inside code", "choose another place")
        codes = tuple(entry.code for entry in embedding.entries(made))
        ticks = sum(is_done(entry.state.box) for entry in embedding.entries(made) if entry.state)
        return [Told(made.id, ticks, codes, (), (), is_new=True, is_changed=True, is_edited=False, unplaced=laid.unplaced)]

    def _place(self) -> tuple[int, int] | None:
        """Return where the checklist belongs, as offsets of what it takes the place of; None if the page has no place."""
        page, dialect = self.page, self.page.dialect
        marks = outside(dialect.landmarks(self.text), regions.find(self.text, page.path, dialect))
        if page.request.under:
            return self._below_heading(page.request.under, [mark for mark in marks if mark.kind == "heading"])
        for mark in marks:
            if mark.kind == "placeholder":
                return mark.start, mark.end
        if not page.request.at_end:
            return None
        end = int(word(dialect, "end_of")(self.text))
        return end, end

    def _below_heading(self, title: str, headings: list[Landmark]) -> tuple[int, int] | None:
        path, wanted = self.page.path, _folded(title)
        found = [mark for mark in headings if _folded(self.page.dialect.plain(mark.text)) == wanted]
        if len(found) == 1:
            return found[0].end, found[0].end
        if not found:
            hint = suggestion(title, [mark.text for mark in headings]) or "the page has no headings"
            raise failure(path, "PAG06", f"there is no heading {title!r}", hint)
        lines = ", ".join(str(self.text.count("\n", 0, mark.start) + 1) for mark in found)
        raise failure(path, "PAG06", f"the heading {title!r} stands in lines {lines}", "make one of them unique")


def _apart(text: str, line_end: str, *, at_start: bool) -> str:
    """Return what has to stand between *text* and a region, so that an empty line parts them."""
    if not text.strip("\r\n"):
        return "" if not at_start or not text or text.endswith("\n") else line_end
    lines = re.search(r"(?:\r?\n[ \t]*)*\Z" if at_start else r"\A(?:[ \t]*\r?\n)*", text)
    count = lines[0].count("\n") if lines else 0
    return line_end * max(0, 2 - count)


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
        is_new=False, is_changed=is_changed, is_edited=is_edited, unplaced=laid.unplaced,
    )
