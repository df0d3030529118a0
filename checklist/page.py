"""The words of templates, bound to one checklist in one dialect.

What a checklist says: its tasks, its sentences, the facts of its guide. How a source is cited is for `citing`, how a
heading or a link is written for the `pen`; running templates is for `rendering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .citing import Citing
from .dialects._base import word
from .durations import shown
from .model import LEVELS, Checklist, Coming, Entry, Gone, Hidden, Question, State, Task
from .stores import Store
from .wording import Words, capital, is_open

if TYPE_CHECKING:
    from markupsafe import Markup

    from .charts import Chart, Day
    from .chips import Chips

WORDS = (
    "h", "p", "task", "gone", "bullet", "bullets", "step", "steps",
    "strong", "em", "code", "link", "anchor", "t", "many", "ref", "codes",
    "title", "summary", "facts", "how_to", "levels_explained", "ask", "arrives", "label", "because", "source",
    "guide_facts", "sentences", "channel_title", "duties", "ruled_out", "switched_off", "impact", "stated", "packs", "theme",
    "untranslated",
    "hidden", "handoff", "by_when", "role",
    "chips", "work_map", "line", "theme_name", "cited", "island", "kept",
)
_UNTOUCHED = State(" ", "", ())
_MOST_NAMES = 20
_MOST_CODES = 12
_MOST_ROLES = 6
FUNCTIONS = ("is_open", "capital", "small")


class Page(Citing):
    """The words of templates, bound to one checklist in one dialect; its headings stand *below* levels deeper.

    If it *keeps* them, parts of a page that one of our templates writes are taken over from the page before.
    """

    def __init__(self, checklist: Checklist, words: Words, dialect: ModuleType, *, below: int = 0, keeps: bool = False) -> None:
        self.checklist, self.below, self.keeps = checklist, below, keeps
        self._themes = {task.entry.item.code: guide.theme.title for guide in checklist.guide for task in guide.tasks}
        self._names = {task.entry.item.code: guide.theme.name for guide in checklist.guide for task in guide.tasks}
        super().__init__(words, dialect, set(self._themes), general=not checklist.campaign.facets)
        if words.vocabulary is not checklist.vocabulary:
            self._lasting, self._kept = Store(), Store()

    def vocabulary(self) -> dict[str, Any]:
        """Return everything a template may name."""
        return {
            "checklist": self.checklist,
            "general": self.general,
            "is_open": is_open,
            "capital": capital,
            "small": str.lower,
            **{name: getattr(self, name) for name in WORDS},
        }

    # ---- tasks

    def task(self, task: Task) -> Markup:
        """Return the line to tick for *task*, and one for each of its channels."""
        entry = task.entry
        lines = [self._task(entry, self._action(entry), 0)]
        for channel in task.channels:
            is_flat = word(self.dialect, "FLAT")
            inner = self._action(channel) if is_flat else self._task_text(self.channel_title(channel))
            lines.append(self._task(channel, inner, 0 if is_flat else 1))
        return self._made("".join(lines))

    def gone(self, gone: Gone) -> Markup:
        """Return the line of something that fell out of the list, as people left it, and why."""
        # What comes from a page is markup of that page's dialect, and mere text in any other.
        inner = self._made(gone.inner) if gone.dialect == self.dialect.__name__ else self._task_text(gone.plain)
        if gone.reason:
            inner = self._made(f"{inner} – {self._task_text(gone.reason)}")
        return self._block("task", 0, self.dialect.task(inner, gone.code, gone.state, depth=0))

    def _task(self, entry: Entry, inner: Markup, depth: int) -> Markup:
        code = entry.code if self._has_plain_codes() else str(self.ref(entry.code))
        return self._block("task", depth, self.dialect.task(inner, code, entry.state or _UNTOUCHED, depth=depth))

    def _has_plain_codes(self) -> bool:
        """Return whether the code of a task leads nowhere in this dialect."""
        return bool(word(self.dialect, "PLAIN_CODES")) or hasattr(self.dialect, "task_text")

    def _task_text(self, text: str) -> Markup:
        """Return *text* as it may stand in a task."""
        write = getattr(self.dialect, "task_text", None)
        return self._made(write(text)) if write else self.finalize(text)

    def _action(self, entry: Entry) -> Markup:
        held = entry.action, entry.applies, entry.waiver, *entry.citations
        key = ("action", self.general, entry.code, entry.level, entry.becomes and entry.becomes.day, *map(id, held))
        return self._kept.once(key, held, partial(self._write_action, entry))

    def _write_action(self, entry: Entry) -> Markup:
        label = capital(self.label(entry)) + ":"
        channel = f"{self.channel_title(entry)} – " if entry.channel else ""
        waiver = entry.waiver
        reason = " – " + self.words.say("waived_reason", approver=waiver.approver, reason=waiver.reason) if waiver else ""
        if hasattr(self.dialect, "task_text"):
            return self._task_text(f"{label} {channel}{entry.action}{reason}")
        return self._made(self._join((self._made(self._bold(label)), " ", channel, entry.action, reason)))

    # ---- sentences

    def title(self) -> str:
        """Return the title of the page."""
        return self.words.title(self.checklist)

    def summary(self) -> Markup:
        """Return how much there is to do, and for what."""
        totals, title = self.checklist.totals, self.checklist.campaign.title
        count = self.strong(self.words.count(totals.total))
        name = "summary_general" if self.general else "summary" if title else "summary_adhoc"
        waived = self.words.say("waived_count", n=totals.waived) if totals.waived else ""
        summary = self.t(name, count=count, campaign=title, levels=self.words.levels(self.checklist), waived=waived)
        facts = " · ".join(value for _, value in self.facts())
        return self._made(self._join((summary, " ", facts))) if facts else summary

    def facts(self) -> list[tuple[str, str]]:
        """Return what the campaign states, as pairs of title and values."""
        campaign, vocabulary = self.checklist.campaign, self.checklist.vocabulary
        facts = [
            (vocabulary.facets[name].title, self.words.titles(name, values))
            for name, values in campaign.facets.items() if values
        ]
        if campaign.launch:
            facts.append((self.words.say("date_launch"), self.words.say("launch_fact", date=campaign.launch)))
        if campaign.ends:
            facts.append((self.words.say("date_ends"), self.words.say("ends_fact", date=campaign.ends)))
        return facts

    def how_to(self) -> Markup:
        """Return how to tick here, where notes go, what is rewritten, and what the levels mean."""
        say = self.words.say
        parts: list[object] = [self.t(word(self.dialect, "TICK"))]
        if hasattr(self.dialect, "parse"):
            keys = {name: self.code(say(f"key_{name}")) for name in ("owner", "due", "evidence", "na")}
            parts += [self.t("how_notes", **keys), self.t("how_refresh")]
        parts.append(self.levels_explained(self.em))
        if self.checklist.questions:
            parts.append(self.t("how_confirm"))
        if hasattr(self.dialect, "jump") and self.guided and not self._has_plain_codes():
            parts.append(self.t("how_code"))
        return self.many(parts, " ")

    def levels_explained(self, mark: Callable[[str], Markup]) -> Markup:
        """Return what the levels mean, their names marked by *mark*; a house makes musts too."""
        name = "how_levels_house" if len(self.checklist.packs) > 1 else "how_levels"
        return self.t(name, **{level: mark(capital(self.words.say(level))) for level in LEVELS})

    def ask(self, question: Question) -> Markup:
        """Return an open question of the brief with the codes it decides."""
        one = "_one" if len(question.stay) == 1 else ""
        name = "question_both" + one if question.stay and question.may_bind else "question_stay" + one if question.stay else "question_bind"
        binding = self._decided(question.may_bind)
        codes = self._decided(question.stay) if question.stay else binding
        asked = question.facet.question
        if question.perhaps:
            values = self.words.titles(question.facet.name, question.perhaps)
            asked = self.words.say("question_perhaps", facet=capital(question.facet.title), values=values)
        option = self.code(word(self.dialect, "ANSWER").format(question.facet.name))
        return self.many([self.t(name, question=asked, codes=codes, binding=binding), self.t("question_answer", option=option)], " ")

    def _decided(self, codes: Sequence[str]) -> Markup | str:
        """Return *codes*, or how many they are where nobody would read them all."""
        return self.codes(codes) if len(codes) <= _MOST_CODES else self.words.count(len(codes))

    def arrives(self, coming: Coming) -> Markup:
        """Return what becomes a must on a day to come, and by which law."""
        citation = coming.becomes.citation
        doubts = self.words.doubts(citation)
        law = self.link(citation.source.url, citation.provision)
        places = self.words.places(citation.places)
        return self.t("coming_if" if doubts else "coming_text", code=self.ref(coming.code), condition=doubts, place=places, law=law)

    def label(self, entry: Entry) -> str:
        """Return the label of a task line, in small letters."""
        return self.words.label(entry, general=self.general)

    def because(self, entry: Entry) -> str:
        """Return why an entry is here; without a campaign, its condition in words."""
        if self.general:
            return self._lasting.once(("when", id(entry.item)), entry.item, partial(self.words.condition, entry.item.when))
        held = entry.because, entry.to_confirm
        return self._kept.once(("because", *map(id, held)), held, partial(self.words.because, entry))

    def guide_facts(self, task: Task, *, listed: bool = False) -> list[tuple[str, Markup]]:
        """Return what the guide says of an item beside what, why and how: pairs of label and text.

        If *listed*, sources link to their place in the list of sources.
        """
        if listed:
            return self._dated(self._guide_facts(task, True), task.entry)
        entry, packs = task.entry, self.checklist.packs
        laws = (*entry.citations, entry.becomes.citation) if entry.becomes else entry.citations
        see = [source for each in (entry, *task.channels) for source in each.see] if task.channels else entry.see
        held = packs, entry.item, entry.evidence, entry.waiver, entry.because, entry.to_confirm, *laws, *see
        key = ("facts", self.general, entry.level, bool(entry.becomes), len(laws), *map(id, held))
        return self._dated(self._kept.once(key, held, partial(self._guide_facts, task, False)), entry)

    def _dated(self, facts: tuple[list[tuple[str, Markup]], list[tuple[str, Markup]]], entry: Entry) -> list[tuple[str, Markup]]:
        """Return the facts of *entry* with the day by which it must be done, which is another one for every campaign."""
        day = [(self.words.say("by_label"), self.finalize(entry.by))] if entry.by else []
        return [*facts[0], *day, *facts[1]]

    def kept(self, task: Task, caller: Callable[[], Markup]) -> Markup:
        """Return what *caller* writes of *task* for the guide: its texts, which are the same on every page.

        A template that is not ours may write anything there, and a dialect that wraps its blocks has to see each of them.
        """
        if not (self.keeps and self._joins_blocks):
            return caller()
        entry = task.entry
        texts = [text for each in (entry, *task.channels) for text in (each.action, each.why, each.how, each.code)]
        key = ("guide", self.below, id(entry.item), *map(id, texts), *((lang, id(text)) for lang, text in entry.snippets))
        held = entry.item, texts, entry.snippets
        text, anchored, linked = self._lasting.once(key, held, partial(self._write_kept, caller))
        self._anchored |= anchored
        self._linked |= linked
        return self._block("paragraph", 0, text)

    def _write_kept(self, caller: Callable[[], Markup]) -> tuple[str, set[str], set[str]]:
        """Return the blocks that *caller* writes as one text, with the codes it makes places for, and those it links to."""
        before = self._anchored, self._linked
        self._anchored, self._linked = set(), set()
        text = str(word(self.dialect, "finish")(self.blocks_of(caller(), "")))
        found = self._anchored, self._linked
        self._anchored, self._linked = before
        return text, *found

    def _guide_facts(self, task: Task, listed: bool) -> tuple[list[tuple[str, Markup]], list[tuple[str, Markup]]]:
        """Return the facts that stand before the day of an entry, and those behind it."""
        entry, say = task.entry, self.words.say
        link = self._listed if listed else self.link
        facts = [(say("show"), self.finalize(entry.evidence)), (capital(self.law_label(entry)) + ":", self.law(entry, listed))]
        if entry.waiver:
            until = entry.waiver
            text = self.t("waived_text", date=until.expires, approver=until.approver, reason=until.reason)
            facts.append((say("waived_label"), text))
        see = {source.name: source for each in (entry, *task.channels) for source in each.see}
        if see:
            facts.append((say("see_also"), self.many([link(source.url, source.short) for source in see.values()])))
        facts.append((say("here_if" if self.general else "here_because"), self.finalize(self.because(entry))))
        owner = capital(self.checklist.vocabulary.owners[entry.item.owner].title)
        facts.append((say("who_label"), self.t("effort", owner=owner, n=entry.item.effort)))
        titles = {pack.name: pack.title for pack in self.checklist.packs}
        houses = [titles.get(name, name) for name in entry.item.packs if name != self.checklist.packs[0].name]
        return facts, [(say("house_label"), self.finalize(", ".join(houses)))] if houses else []

    def sentences(self, facts: Iterable[tuple[str, Markup]]) -> Markup:
        """Return pairs of label and text as one run of sentences."""
        return self._made(" ".join([f"{self._bold(label)} {self.finalize(text)}." for label, text in facts]))

    def channel_title(self, entry: Entry) -> str:
        """Return what people call the channel of *entry*."""
        return self.checklist.vocabulary.facets["channels"].members[entry.channel].title

    def duties(self) -> list[tuple[str, Markup]]:
        """Return who does what: pairs of role and codes."""
        return [
            (capital(duty.owner.title), self.codes([task.entry.code for task in duty.tasks])) for duty in self.checklist.duties
        ]

    def by_when(self) -> list[tuple[str, Markup]]:
        """Return what has to be done by when: pairs of day and codes, in order; empty without a launch."""
        days: dict[date, list[str]] = {}
        for task in (task for section in self.checklist.sections for task in section.tasks):
            if task.entry.by:
                days.setdefault(task.entry.by, []).append(task.entry.code)
        return [(str(day), self.codes(sorted(days[day]))) for day in sorted(days)]

    def role(self) -> str:
        """Return the role whose sheet this is, "" on the page of all."""
        return self.words.owner(self.checklist.owner) if self.checklist.owner else ""

    def handoff(self) -> Markup:
        """Return how much a role has to do, by when it begins to be due, and who has the rest; nothing on the page of all."""
        if not self.checklist.owner:
            return self._made("")
        from .budgets import effort

        tasks = [task for section in self.checklist.sections for task in section.tasks]
        first = min((task.entry.by for task in tasks if task.entry.by), default=None)
        due = self.words.say("handoff_due", date=first) if first else ""
        said = [self.t("handoff", owner=self.role(), time=shown(effort(tasks)), due=due)]
        others = self.checklist.others
        rest = [self.words.say("handoff_role", owner=self.words.owner(name), n=n) for name, n in others[:_MOST_ROLES]]
        roles = ", ".join(rest)
        if len(others) > _MOST_ROLES:
            roles += " " + self.words.say("more_laws", n=len(others) - _MOST_ROLES)
        return self.many([*said, self.t("handoff_rest", roles=roles)] if rest else said, " ")

    def hidden(self, hidden: Hidden) -> str:
        """Return what an option took away."""
        return self.words.hidden(hidden)

    def ruled_out(self) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
        """Return the codes that markets rule out, and pairs of code and reason for the others."""
        foreign = [out for out in self.checklist.left_out if any(test.facet == "markets" for test in out.failed)]
        codes = {out.code for out in foreign}
        others = [
            (out.code, self._kept.once(("out", id(out.failed)), out.failed, partial(self.words.ruled_out, out)))
            for out in self.checklist.left_out if out.code not in codes
        ]
        return tuple(out.code for out in foreign), others

    def switched_off(self) -> list[tuple[str, str]]:
        """Return pairs of code and reason for the items that a house pack switched off."""
        return [(off.code, self.words.switched_off(off, self.checklist.packs)) for off in self.checklist.disabled]

    def stated(self, facet: str) -> str:
        """Return what the campaign says of a facet."""
        return self.words.titles(facet, self.checklist.campaign.facets[facet])

    def impact(self, theme: str) -> str:
        """Return how a change in the theme called *theme* reaches marketing."""
        return next(guide.theme.impact for guide in self.checklist.guide if guide.theme.name == theme)

    def theme(self, entry: Entry) -> str:
        """Return the theme an entry is shown under."""
        return self._themes[entry.item.code]

    def theme_name(self, entry: Entry) -> str:
        """Return the name of the theme an entry is shown under."""
        return self._names[entry.item.code]

    def packs(self) -> str:
        """Return the packs the page was written from."""
        return self.words.packs(self.checklist)

    def untranslated(self) -> Markup:
        """Return what of the page is not in its language, by code or name."""
        names = self.checklist.untranslated
        shown = self.many(names[:_MOST_NAMES])
        if len(names) > _MOST_NAMES:
            shown = self.many([shown, self.t("more_laws", n=len(names) - _MOST_NAMES)], " ")
        return self.t("untranslated", names=shown)

    # ---- what only a drawn page needs, imported when it is asked for

    def chips(self, entry: Entry) -> Chips:
        """Return the short facts of an entry."""
        from .chips import chips

        return chips(entry, self.words, general=self.general, as_of=self.checklist.as_of)

    def work_map(self, *, slim: bool = False) -> Chart:
        """Return the picture of themes and phases."""
        from .charts import work_map

        return work_map(self.checklist, slim=slim)

    def island(self) -> Markup:
        """Return what the script of the page has to know, as JSON for a script element."""
        from .island import island

        return self._made(island(self.checklist, self.words))

    def line(self) -> tuple[Day, ...]:
        """Return the days that matter, in order."""
        from .charts import line

        return line(self.checklist)
