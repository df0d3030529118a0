"""Rule set and campaign to checklist: which items apply, at which level, why, and what was left out.

Pure: the as-of day comes in as a value. Not responsible for words; a checklist holds tests and citations,
and `wording` turns them into sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from . import arranging, budgets, memory, prose
from .binding import Law, is_uncertain, must
from .conditions import Stated, distinct
from .errors import failure
from .inlines import Prose
from .memory import Judged
from .model import (
    Becomes, Campaign, ChannelSteps, Checklist, Citation, Entry, Hidden, Item, LeftOut, Parameter, RuleSet, State, Task, Truth, Waiver,
)


class Choice(NamedTuple):
    """What the options of a command ask for. Empty = everything; no `lang`: that of the rules; `budget` in minutes, 0 = any."""

    themes: tuple[str, ...] = ()
    level: str = ""
    owner: str = ""
    group_by: str = "phase"
    lang: str = ""
    budget: int = 0


def select(
    rules: RuleSet,
    campaign: Campaign,
    *,
    as_of: date,
    as_of_mode: str = "today",
    choice: Choice = Choice(),
    states: Mapping[str, State] | None = None,
    may_be_empty: bool = False,
) -> Checklist:
    """Return the checklist of *campaign* under *rules* as of a day; *states* are what people recorded, by code.

    Raises:
        ChecklistError: SEL01, if nothing is left, unless it *may be empty*; the message says what emptied it.
    """
    return _Selection(rules, campaign, as_of, choice, states or {}).checklist(as_of_mode, may_be_empty)


class _Selection:
    """The work of one `select`."""

    def __init__(
        self, rules: RuleSet, campaign: Campaign, as_of: date, choice: Choice, states: Mapping[str, State]
    ) -> None:
        self.rules, self.campaign, self.as_of, self.choice, self.states = rules, campaign, as_of, choice, states
        self.lang = choice.lang or rules.lang
        self.facets = rules.vocabulary.facets
        self.spoken = self._languages(campaign.facets.get("markets", ()))
        self.memory = memory.of(rules)
        self.law = Law(rules, as_of, self.memory)
        self.order = arranging.Order(rules, self._theme_of)
        self.waivers = {waiver.code: waiver for waiver in campaign.waivers if waiver.expires >= as_of}
        self.params, self.unset = parameters(rules, campaign)
        self.left_out: list[LeftOut] = []
        self.waived: list[Task] = []
        self.hidden: list[Hidden] = []
        self.others: tuple[tuple[str, int], ...] = ()

    def checklist(self, as_of_mode: str, may_be_empty: bool) -> Checklist:
        tasks = self._hide([task for item in self._of_themes() for task in self._tasks(item)])
        if not tasks and not self.waived and not may_be_empty:
            self._refuse_empty()
        shown = [*tasks, *self.waived]
        used = arranging.sources(shown)
        made = Checklist(
            id=self.campaign.id,
            campaign=self.campaign,
            as_of=self.as_of,
            as_of_mode=as_of_mode,
            packs=self.rules.packs,
            vocabulary=self.rules.vocabulary,
            lang=self.lang,
            group_by=self.choice.group_by,
            sections=self.order.sections(tasks, self.choice.group_by),
            guide=self.order.guide(shown),
            duties=self.order.duties(tasks),
            questions=arranging.questions(tasks, self.facets.values()) if self.campaign.facets else (),
            coming=arranging.coming(tasks, self.as_of, self.campaign.ends),
            waived=tuple(self.waived),
            ended_waivers=arranging.ended(tasks, self.campaign.waivers, self.as_of),
            left_out=tuple(self.left_out),
            hidden=tuple(self.hidden),
            gone=(),
            to_fill_in=self._to_fill_in(shown),
            totals=arranging.totals(tasks, self.waived),
            checked=max((source.checked for source in used), default=self.as_of),
            review_by=min((source.review_by for source in used), default=self.as_of),
            untranslated=(),
            disabled=self.rules.disabled,
            owner=self.choice.owner,
            others=self.others,
        )
        if not self.rules.untranslated:
            return made
        from . import originals

        return made._replace(untranslated=originals.names(self.rules, made))

    # ---- which items

    def _of_themes(self) -> list[Item]:
        if not self.choice.themes:
            return list(self.rules.item_list)
        chosen = [item for item in self.rules.item_list if self._theme_of(item)]
        rest = tuple(item.code for item in self.rules.item_list if not self._theme_of(item))
        if rest:
            self.hidden.append(Hidden(f"--theme {','.join(self.choice.themes)}", rest))
        return chosen

    def _theme_of(self, item: Item) -> str:
        """Return the theme an item is shown under: the first requested one it belongs to, or ""."""
        if not self.choice.themes:
            return item.theme
        mine = (item.theme, *item.also)
        return next((theme for theme in self.choice.themes if theme in mine), "")

    def _tasks(self, item: Item) -> list[Task]:
        stated = self.campaign.facets
        judged = self.memory.judge(item.when, stated)
        channels = stated.get("channels") if item.per else None
        if channels:
            return self._per_channel(item, judged, channels)
        if judged.verdict.truth is Truth.FALSE:
            self.left_out.append(LeftOut(item.code, judged.deciding))
            return []
        task = Task(self._entry(item, judged, stated), ())
        return [] if self._is_waived(task) else [task]

    def _per_channel(self, item: Item, judged: Judged, channels: tuple[str, ...]) -> list[Task]:
        """Return the task of an item that is ticked per channel; *judged* is the verdict on all channels together."""
        entries = []
        alone: dict[str, Judged] = {}
        for channel in channels:
            narrowed = {**self.campaign.facets, "channels": (channel,)}
            alone[channel] = self.memory.judge(item.when, narrowed)
            if alone[channel].verdict.truth is not Truth.FALSE:
                entries.append(self._entry(item, alone[channel], narrowed, channel))
        if not entries:
            verdicts = [judged] if judged.verdict.truth is Truth.FALSE else alone.values()
            self.left_out.append(LeftOut(item.code, distinct(test for each in verdicts for test in each.deciding)))
            return []
        if judged.verdict.truth is Truth.FALSE:
            judged = alone[entries[0].channel]
        if item.code in self.waivers:
            self._is_waived(Task(self._parent(item, judged, entries), tuple(entries)))
            return []
        entries = [entry for entry in entries if not self._is_waived(Task(entry, ()))]
        return [Task(self._parent(item, judged, entries), tuple(entries))] if entries else []

    def _parent(self, item: Item, judged: Judged, entries: list[Entry]) -> Entry:
        """Return the line above *entries*: as strict as the strictest of them, with the law of all of them."""
        strictest = min(entries, key=lambda entry: (self.order.levels[entry.level], not entry.confirmed, _day_of(entry.becomes)))
        cited: dict[tuple[str, str], Citation] = {}
        for citation in sorted((citation for entry in entries for citation in entry.citations), key=is_uncertain):
            cited.setdefault((citation.source.name, citation.provision), citation)
        return self._entry(item, judged, self.campaign.facets)._replace(
            level=strictest.level, confirmed=strictest.confirmed, becomes=strictest.becomes, citations=tuple(cited.values())
        )

    def _is_waived(self, task: Task) -> bool:
        """Return whether a waiver covers *task*, and put it aside if so."""
        waiver = self.waivers.get(task.entry.code)
        if waiver is None:
            return False
        self.waived.append(_under(waiver, task))
        return True

    def _hide(self, tasks: list[Task]) -> list[Task]:
        level, owner = self.choice.level, self.choice.owner
        kept = []
        below: list[str] = []
        others: list[Item] = []
        for task in tasks:
            if level and self.order.is_below(task.entry, level):
                below.append(task.entry.code)
            elif owner and task.entry.item.owner != owner:
                others.append(task.entry.item)
            else:
                weak = [entry for entry in task.channels if level and self.order.is_below(entry, level)]
                below += [entry.code for entry in weak]
                kept.append(task._replace(channels=tuple(entry for entry in task.channels if entry not in weak)) if weak else task)
        if below:
            self.hidden.append(Hidden(f"--level {level}", tuple(below)))
        if others:
            self.hidden.append(Hidden(f"--owner {owner}", tuple(item.code for item in others)))
            self.others = self._owners(others)
        return self._fit(kept)

    def _owners(self, items: Iterable[Item]) -> tuple[tuple[str, int], ...]:
        """Return who owns *items* and how many of them, whoever owns most first."""
        counts = dict.fromkeys(self.rules.vocabulary.owners, 0)
        for item in items:
            counts[item.owner] += 1
        return tuple(sorted(((name, n) for name, n in counts.items() if n), key=lambda pair: -pair[1]))

    def _fit(self, tasks: list[Task]) -> list[Task]:
        """Return what of *tasks* fits into the budget."""
        if not self.choice.budget:
            return tasks
        kept, hidden = budgets.fit(tasks, self.choice.budget, self.order.rank)
        if hidden:
            self.hidden.append(hidden)
        return kept

    def _refuse_empty(self) -> None:
        causes = []
        counts: dict[str, int] = {}
        for out in self.left_out:
            for facet in dict.fromkeys(test.facet for test in out.failed):
                counts[facet] = counts.get(facet, 0) + 1
        for facet, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            stated = self.campaign.facets.get(facet, ())
            causes.append(f"{facet}: {', '.join(stated) or 'none'} rules out {count}")
        causes += [f"{hidden.option} hides {len(hidden.codes)}" for hidden in self.hidden]
        message = f"no item is left: {'; '.join(causes)}"
        raise failure(self.campaign.id or "campaign", "SEL01", message, "state fewer facts or drop the option")

    # ---- one entry

    def _entry(self, item: Item, judged: Judged, stated: Stated, channel: str = "") -> Entry:
        citations, starts = self.law.citations(item, stated)
        binds = must(citations)
        level = "must" if binds is not Truth.FALSE else item.level
        steps = self._steps(item, channel)
        code = f"{item.code}.{channel}" if channel else item.code
        names = (*item.see, *(name for step in steps for name in step.see)) if steps else item.see
        texts = self.memory.texts(item, channel, [text for step in steps for text in step.how], self.params)
        return Entry(
            code=code,
            item=item,
            channel=channel,
            level=level,
            confirmed=binds is Truth.TRUE and judged.verdict.truth is Truth.TRUE,
            applies=judged.verdict.truth,
            because=judged.because,
            to_confirm=judged.to_confirm,
            citations=citations,
            becomes=min(starts, key=_day_of, default=None) if binds is Truth.FALSE else None,
            by=_days_before(self.campaign.launch, item.lead),
            see=tuple(self.rules.sources[name] for name in dict.fromkeys(names) if self.law.is_here(self.rules.sources[name], stated)),
            action=texts.action,
            why=texts.why,
            how=texts.how,
            evidence=texts.evidence,
            snippets=self._snippets(texts.snippets) if texts.snippets else (),
            waiver=None,
            state=self.states.get(code),
        )

    def _steps(self, item: Item, channel: str) -> list[ChannelSteps]:
        """Return what *channel* adds to an item; where it has no steps of its own, those of wider channels serve."""
        if not channel or not item.channels:
            return []
        own = [step for step in item.channels if step.channel == channel]
        if own:
            return own
        wider = self.facets["channels"].above[channel]
        return [step for step in item.channels if step.channel in wider]

    def _snippets(self, snippets: tuple[tuple[str, Prose], ...]) -> tuple[tuple[str, Prose], ...]:
        """Return the wording to copy: in the language of the page, then in those of the markets; in all where it is in none of them."""
        ordered = sorted(snippets, key=lambda pair: pair[0] != self.lang)
        called_for = tuple(pair for pair in ordered if pair[0] == self.lang or pair[0] in self.spoken)
        return called_for or tuple(ordered)

    def _languages(self, markets: Iterable[str]) -> frozenset[str]:
        """Return the languages of *markets*, of what lies within them and of what they lie within."""
        facet = self.facets["markets"]
        near = frozenset[str]().union(*(facet.above[market] | facet.below[market] for market in markets))
        return frozenset(lang for market in near for lang in facet.members[market].languages)

    def _to_fill_in(self, tasks: list[Task]) -> tuple[Parameter, ...]:
        used: dict[str, None] = {}
        for task in tasks:
            item = task.entry.item
            entries = (task.entry, *task.channels) if item.channels else ()
            steps = (text for entry in entries for step in self._steps(item, entry.channel) for text in step.how)
            for text in (item.action, item.why, item.evidence, *item.how, *(text for _, text in item.snippets), *steps):
                if "{{ " in text:
                    used.update(dict.fromkeys(prose.parameters(text)))
        return tuple(self.unset[name] for name in used if name in self.unset)


def parameters(rules: RuleSet, campaign: Campaign) -> tuple[dict[str, str], dict[str, Parameter]]:
    """Return the values for rule text, and the parameters nobody gave a value for."""
    declared = {parameter.name: parameter for pack in rules.packs for parameter in pack.params}
    defaults = {
        parameter.name: parameter.default for pack in rules.packs for parameter in pack.params if parameter.default is not None
    }
    given = {**defaults, **campaign.params}
    unset = {name: parameter for name, parameter in declared.items() if name not in given}
    return {name: given.get(name, f"[{parameter.title}]") for name, parameter in declared.items()}, unset


def _days_before(launch: date | None, lead: int) -> date | None:
    """Return the day *lead* days before the launch, or the end of the calendar where it would lie beyond."""
    if launch is None:
        return None
    try:
        return launch - timedelta(days=lead)
    except OverflowError:
        return date.min if lead > 0 else date.max


def _day_of(becomes: Becomes | None) -> date:
    return becomes.day if becomes else date.max


def _under(waiver: Waiver, task: Task) -> Task:
    return Task(
        task.entry._replace(waiver=waiver), tuple(entry._replace(waiver=waiver) for entry in task.channels)
    )
