"""What a change of the rules, or of the day, comes to in one campaign: what comes in, drops out, gets stricter or milder, and why.

The campaign is selected from both rule sets. A brief may use words that only one of them knows; the other is then taught these
words, so that what it would have said can be compared. Pure, and not responsible for reading briefs (`loading`) nor for words
(`phrasing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from . import arranging
from .diffing import Arrival, Change, Changes, arrivals, diff, users
from .model import (
    Becomes, Campaign, Checklist, Citation, Entry, Facet, Item, Pack, RuleSet, Source, Task, Tested, Truth, Value, Waiver,
)
from .selection import select

# What may become of a code in a campaign, in the order it is told; `apart`: in neither checklist.
KINDS = ("in", "out", "stricter", "milder", "meaning", "unsaid", "reworded", "details", "same", "apart")
MIRRORED = {**{kind: kind for kind in KINDS}, "in": "out", "out": "in", "stricter": "milder", "milder": "stricter"}
_WEIGHT = {"could": 0, "should": 1, "must": 2}


class Days(NamedTuple):
    """The days that laws and waivers are judged at: before and now."""

    old: date
    new: date


class Stand(NamedTuple):
    """How an item stands in one checklist: `listed`, `waived`, `left-out`, or `absent` because the rules do not hold it.

    `entry` is its own line, `channels` those below it, `failed` the tests that leave it out.
    """

    status: str
    entry: Entry | None = None
    channels: tuple[str, ...] = ()
    failed: tuple[Tested, ...] = ()


class Cause(NamedTuple):
    """Why an item stands otherwise than before. `source` is that of `citation`, `day` a day of it now, `was` one it had before.

    Of a source that binds now: `arrived`, `moved`, `extended`, `added` to the item, `reach`. Of one that no longer does: `ended`,
    `postponed`, `removed` from the item, `loose`. Of one that will bind: `becomes`, `becomes-not`. Else: `level`, `condition`,
    `vocabulary`, `certain`, `open`, `waiver`, or what became of the item in the rules.
    """

    kind: str
    source: Source | None = None
    day: date | None = None
    was: date | None = None
    citation: Citation | None = None


class Effect(NamedTuple):
    """What became of the item `change.code` in a campaign, and why."""

    kind: str
    change: Change
    was: Stand
    now: Stand
    causes: tuple[Cause, ...] = ()

    @property
    def gained(self) -> tuple[str, ...]:
        """The channels that it is ticked for now and was not before."""
        return tuple(name for name in self.now.channels if name not in self.was.channels)

    @property
    def lost(self) -> tuple[str, ...]:
        """The channels that it is no longer ticked for."""
        return tuple(name for name in self.was.channels if name not in self.now.channels)


class Doubt(NamedTuple):
    """A waiver that somebody has to look at again, because its item is `retired`, `off`, of another `meaning`, or a `must` now."""

    kind: str
    waiver: Waiver
    change: Change


class Stranger(NamedTuple):
    """Values of the brief that one side, `old` or `new`, does not know."""

    side: str
    facet: str
    values: tuple[str, ...]


class Impact(NamedTuple):
    """What `changes` come to in `campaign`; `effects` has every code of either side."""

    campaign: Campaign
    changes: Changes
    days: Days
    old: Checklist
    new: Checklist
    effects: tuple[Effect, ...]
    arrivals: tuple[Arrival, ...]
    doubts: tuple[Doubt, ...]
    strangers: tuple[Stranger, ...]

    def of_kind(self, *kinds: str) -> tuple[Effect, ...]:
        """Return the effects of these kinds."""
        return tuple(effect for effect in self.effects if effect.kind in kinds)

    @property
    def is_empty(self) -> bool:
        """Whether the campaign is asked just what it was asked before."""
        return not self.doubts and not self.arrivals and all(effect.kind in ("same", "apart") for effect in self.effects)


class Comparison(NamedTuple):
    """Two rule sets, the dates that arrived between two days, and what all of it comes to in campaigns."""

    changes: Changes  #: what changed in the rules
    days: Days  #: the days before and now
    arrivals: tuple[Arrival, ...]  #: dates that arrived in between
    impacts: tuple[Impact, ...]  #: what it comes to in each campaign

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self.changes.is_empty and not self.arrivals and all(impact.is_empty for impact in self.impacts)


def compare(old: RuleSet, new: RuleSet, campaigns: Iterable[tuple[Campaign, Days]] = (), *, days: Days) -> Comparison:
    """Return what differs between *old* and *new*, each campaign judged at days of its own.

    *days* are those that dates of the sources are looked for between; they may be equal.
    """
    changes = diff(old, new)
    arrived = arrivals(new.sources.values(), users(new.item_list), after=days.old, until=days.new)
    return Comparison(changes, days, arrived, tuple(impact(changes, campaign, own) for campaign, own in campaigns))


def joined(old: RuleSet, new: RuleSet) -> RuleSet:
    """Return rules to read a brief with that was written for either: they know the words, codes and parameters of both."""
    facets = {name: _taught(facet, old.vocabulary.facets.get(name), None) for name, facet in new.vocabulary.facets.items()}
    facets = {**old.vocabulary.facets, **facets}
    items = {item.code: item for item in old.item_list}
    for item in new.item_list:
        # A waiver may name a channel as long as one side ticks the item per channel.
        items[item.code] = item if item.per or item.code not in items else items[item.code]
    packs: tuple[Pack, ...] = (*old.packs, *new.packs)
    return new._replace(
        packs=packs, vocabulary=new.vocabulary._replace(facets=facets), item_list=tuple(items.values()), disabled=(),
    )


def impact(changes: Changes, campaign: Campaign, days: Days) -> Impact:
    """Return what *changes* come to in *campaign*, judged before and now at *days*."""
    old_rules, old_brief, old_strangers = _fitted("old", changes.old, changes.new, campaign)
    new_rules, new_brief, new_strangers = _fitted("new", changes.new, changes.old, campaign)
    old = select(old_rules, old_brief, as_of=days.old, may_be_empty=True)
    new = select(new_rules, new_brief, as_of=days.new, may_be_empty=True)
    compared = _Compared(changes, days, old, new)
    effects = tuple(compared.effect(change) for change in changes.items)
    return Impact(
        campaign, changes, days, old, new, effects, _arrivals(changes, days, old, new),
        tuple(_doubts(campaign, effects, days)), (*old_strangers, *new_strangers),
    )


# ---- words that one side does not know


def _fitted(side: str, rules: RuleSet, other: RuleSet, campaign: Campaign) -> tuple[RuleSet, Campaign, list[Stranger]]:
    """Return *rules* that know what *campaign* states, and the campaign without the facets they do not have."""
    facets = dict(rules.vocabulary.facets)
    strangers = []
    for name, values in campaign.facets.items():
        strange = tuple(value for value in values if name not in facets or value not in facets[name].members)
        if strange or name not in facets:
            strangers.append(Stranger(side, name, strange))
        if strange and name in facets:
            facets[name] = _taught(facets[name], other.vocabulary.facets[name], strange)
    stated = {name: values for name, values in campaign.facets.items() if name in facets}
    return rules._replace(vocabulary=rules.vocabulary._replace(facets=facets)), campaign._replace(facets=stated), strangers


def _taught(facet: Facet, other: Facet | None, values: Iterable[str] | None) -> Facet:
    """Return *facet* with those *values* of *other* that it lacks, and what they lie within; None: with all."""
    if other is None:
        return facet
    wanted = set(other.members) if values is None else {above for value in values for above in other.above[value]}
    more = [other.members[name] for name in other.members if name in wanted and name not in facet.members]
    if not more:
        return facet
    from .vocabularies import closed_facet

    members: tuple[Value, ...] = (*facet.members.values(), *more)
    return closed_facet(facet.name, facet.title, facet.question, members)


# ---- where an item stands


def _stands(made: Checklist) -> dict[str, Stand]:
    found = {out.code: Stand("left-out", failed=out.failed) for out in made.left_out}
    for task in made.waived:
        found[task.entry.item.code] = _stand("waived", task)
    for task in (task for section in made.sections for task in section.tasks):
        found[task.entry.item.code] = _stand("listed", task)
    return found


def _stand(status: str, task: Task) -> Stand:
    return Stand(status, task.entry, tuple(entry.channel for entry in task.channels))


def strength(entry: Entry) -> tuple[int, int, int]:
    """Return how strict *entry* is, to compare: its level and whether the law is certain, whether it applies, how soon it is a must."""
    is_certain = any(citation.certain for citation in entry.citations)
    soon = date.max.toordinal() - entry.becomes.day.toordinal() + 1 if entry.becomes else 0
    return _WEIGHT[entry.level] + (1 if is_certain else 0), int(entry.applies), soon


class _Compared:
    """Two checklists of one campaign, side by side."""

    def __init__(self, changes: Changes, days: Days, old: Checklist, new: Checklist) -> None:
        self.changes, self.days, self.old, self.new = changes, days, old, new
        self.before, self.after = _stands(old), _stands(new)

    def effect(self, change: Change) -> Effect:
        """Return what became of one item."""
        was, now = self.before.get(change.code, Stand("absent")), self.after.get(change.code, Stand("absent"))
        if was.status != "listed" and now.status != "listed":
            return Effect("apart", change, was, now)
        if was.status != now.status:
            return Effect("in" if now.status == "listed" else "out", change, was, now, tuple(self._crossing(change, was, now)))
        assert was.entry is not None and now.entry is not None
        before, after = strength(was.entry), strength(now.entry)
        if before != after:
            kind = "stricter" if after > before else "milder"
            return Effect(kind, change, was, now, tuple(self._shifting(change, was.entry, now.entry)))
        if change.kind == "same" and was.channels != now.channels:
            return Effect("details", change, was, now)
        return Effect(change.kind, change, was, now)

    def _crossing(self, change: Change, was: Stand, now: Stand) -> Iterator[Cause]:
        """Yield why an item came in or dropped out."""
        if "absent" in (was.status, now.status):
            yield Cause(change.kind)
        elif "waived" in (was.status, now.status):
            yield Cause("waiver")
        else:
            yield Cause("condition" if "when" in change.fields or "per" in change.fields else "vocabulary")

    def _shifting(self, change: Change, was: Entry, now: Entry) -> Iterator[Cause]:
        """Yield why an item got stricter or milder."""
        yield from self._binding(change, was, now)
        yield from self._loosened(change, was, now)
        if was.item.level != now.item.level and now.level != "must":
            yield Cause("level")
        if was.applies is not now.applies:
            yield Cause("certain" if now.applies is Truth.TRUE else "open")
        if _day_of(was.becomes) != _day_of(now.becomes) and now.level != "must":
            later = now.becomes or was.becomes
            assert later is not None
            was_day = _day_of(was.becomes) if now.becomes else None
            yield Cause("becomes" if now.becomes else "becomes-not", later.citation.source, later.day, was_day, later.citation)

    def _binding(self, change: Change, was: Entry, now: Entry) -> Iterator[Cause]:
        """Yield the sources that bind now and did not before, or not certainly."""
        before = _certainty(was.citations)
        for name, citation in _certainty(now.citations).items():
            if name in before and before[name].certain >= citation.certain:
                continue
            source, known = citation.source, self.changes.old.sources.get(name)
            kind, day = "reach", None
            if not _names(change.old, name):
                kind = "added"
            elif known and known.since > self.days.old:
                kind, day = ("arrived" if known.since == source.since else "moved"), known.since
            elif known and known.until and known.until < self.days.old:
                kind = "extended"
            yield Cause(kind, source, source.since, day, citation)

    def _loosened(self, change: Change, was: Entry, now: Entry) -> Iterator[Cause]:
        """Yield the sources that bound before and do not now, or not certainly."""
        after = _certainty(now.citations)
        for name, citation in _certainty(was.citations).items():
            if name in after and after[name].certain >= citation.certain:
                continue
            source = self.changes.new.sources.get(name)
            kind, day = "loose", None
            if not _names(change.new, name) or source is None:
                kind = "removed"
            elif source.until and source.until < self.days.new:
                kind, day = "ended", source.until
            elif source.since > self.days.new:
                kind, day = "postponed", source.since
            cited = after.get(name, citation)
            yield Cause(kind, cited.source, day, citation.source.since, cited)


def _names(item: Item | None, source: str) -> bool:
    return item is not None and any(wanted.source == source for wanted in item.required_by)


def _certainty(citations: Iterable[Citation]) -> dict[str, Citation]:
    """Return the most certain citation of each source, by its name."""
    found: dict[str, Citation] = {}
    for citation in citations:
        if citation.source.name not in found or citation.certain > found[citation.source.name].certain:
            found[citation.source.name] = citation
    return found


def _day_of(becomes: Becomes | None) -> date | None:
    return becomes.day if becomes else None


# ---- dates and waivers


def _arrivals(changes: Changes, days: Days, old: Checklist, new: Checklist) -> tuple[Arrival, ...]:
    """Return the dates that arrived for the items of the two checklists."""
    if days.old == days.new:
        return ()
    cited: dict[str, dict[str, None]] = {}
    order = {change.code: place for place, change in enumerate(changes.items)}
    tasks = [task for made in (new, old) for section in made.sections for task in section.tasks]
    for task in sorted(tasks, key=lambda task: order[task.entry.item.code]):
        for source in arranging.sources([task]):
            cited.setdefault(source.name, {})[task.entry.item.code] = None
    sources: Mapping[str, Source] = {**changes.old.sources, **changes.new.sources}
    return arrivals((sources[name] for name in cited), cited, after=days.old, until=days.new)


def _doubts(campaign: Campaign, effects: Iterable[Effect], days: Days) -> Iterator[Doubt]:
    """Yield the waivers that hold on the later day, or held before, and stand for something else now."""
    by_code = {effect.change.code: effect for effect in effects}
    for waiver in campaign.waivers:
        effect = by_code.get(waiver.code.partition(".")[0])
        if effect is None or waiver.expires < days.new:
            continue
        kind = effect.change.kind
        if kind in ("retired", "off", "meaning"):
            yield Doubt(kind, waiver, effect.change)
        elif _level(effect.now) == "must" and _level(effect.was) not in ("must", ""):
            yield Doubt("must", waiver, effect.change)


def _level(stand: Stand) -> str:
    return stand.entry.level if stand.entry else ""
