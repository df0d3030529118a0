"""Changes in words: what differs in an item, a source or the vocabulary, and why something stands otherwise in a campaign.

Plain English strings, one thought each; `changelog` and `deltas` put them where they belong. Not responsible for finding changes
(`diffing`, `effects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import prose
from .diffing import Arrival, Change, Changes, SourceChange, WordChange
from .effects import Cause, Doubt, Effect, Impact, Stranger
from .model import Item, Requirement, RuleSet, Source, Value
from .making import NOBODY
from .moving import is_revised
from .selection import parameters
from .versions import numbers
from .wording import Words

_FIELD_WORDS = {
    "why": "the reason", "how": "the steps", "evidence": "the proof", "snippets": "the wording to copy",
    "channels": "the steps of channels",
    "theme": "theme", "also": "further themes", "owner": "owner", "phase": "phase", "effort": "effort", "lead": "days before launch",
    "see": "see also", "replaces": "what it replaces", "title": "title", "short": "short name", "issuer": "issuer", "summary": "summary",
    "caveat": "caveat", "url": "address", "confidence": "confidence", "define": "definition", "phrase": "phrase", "impact": "impact",
    "question": "question", "languages": "languages", "type": "type", "min": "least value", "max": "greatest value", "code": "code",
}


def count(number: int, word: str) -> str:
    """Return a number of things: 1 item, 2 items."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def series(parts: Iterable[str]) -> str:
    """Return *parts* as a list in a sentence: a, b and c."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def packs(rules: RuleSet) -> str:
    """Return the packs of *rules* with their versions: core 1.2.0 + acme 2026.1.0."""
    return " + ".join(f"{pack.name} {pack.version}" for pack in rules.packs)


class Phrases:
    """Sentences about one comparison."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        wording = changes.new.wording
        self.words = Words(wording, changes.new.vocabulary)
        self.old_words = Words(wording, changes.old.vocabulary)
        self.params, _ = parameters(changes.new, NOBODY)
        self.old_params, _ = parameters(changes.old, NOBODY)

    # ---- items

    def action(self, item: Item, *, old: bool = False) -> str:
        """Return the action of *item* as plain text; `[your brand]` stands for a parameter."""
        return str(prose.read(item.action, self.old_params if old else self.params))

    def item(self, change: Change) -> Iterator[str]:
        """Yield what there is to say of a change in the rules, its action aside."""
        if change.kind in ("new", "on"):
            yield from self._new(change)
        elif change.kind in ("retired", "off"):
            yield self._gone(change)
        else:
            yield from self._said(change)
            yield from self._fields(change)

    def is_to_tick_again(self, item: Item) -> bool:
        """Return whether a page written with the old rules loses its tick at *item*."""
        return is_revised(item, {pack.name: pack.version for pack in self.changes.old.packs})

    def _new(self, change: Change) -> Iterator[str]:
        item = change.item
        if change.off:
            yield f"{change.off.pack} had switched it off: {change.off.reason}"
        if item.replaces:
            yield f"replaces {series(item.replaces)}"
        yield f"{item.level}; applies to {self.words.condition(item.when)}"
        if item.required_by:
            yield f"a must by {self._requirements(item.required_by, self.changes.new, self.words)}"

    def _gone(self, change: Change) -> str:
        if change.off:
            return f"switched off by {change.off.pack}: {change.off.reason}"
        if not change.heirs:
            return "nothing replaces it"
        heirs = [item for item in self.changes.new.item_list if item.code in change.heirs]
        moved = "notes move there, a tick does not" if self.is_to_tick_again(heirs[0]) else "notes and tick move there"
        return f"replaced by {series(f'{item.code} ({self.action(item)})' for item in heirs)}; {moved}"

    def _said(self, change: Change) -> Iterator[str]:
        assert change.old and change.new
        old, new = change.old, change.new
        if change.kind == "meaning":
            if self.is_to_tick_again(new):
                yield f"changed in {new.revised_by} {new.revised}: what was ticked has to be ticked again"
            else:
                yield f"as it was before {old.revised_by} {old.revised}"
        elif change.kind == "unsaid":
            yield self._unsaid(change)
        if change.kind in ("meaning", "unsaid") and not change.fields:
            yield "its text is the same"

    def _unsaid(self, change: Change) -> str:
        assert change.old and change.new
        old, new = change.old, change.new
        if (old.revised_by, old.revised) == (new.revised_by, new.revised):
            return f"`revised` is still {new.revised}, so ticks stay"
        version = next((pack.version for pack in self.changes.old.packs if pack.name == new.revised_by), "")
        known = f"; pages were written with {version} already" if version else ""
        return f"`revised` is {new.revised}, and was {old.revised}{known}, so ticks stay"

    def _fields(self, change: Change) -> Iterator[str]:
        """Yield what differs, field by field; the action is shown by itself."""
        assert change.old and change.new
        old, new = change.old, change.new
        if "when" in change.fields:
            yield f"applies to {self.words.condition(new.when)}; before: {self.old_words.condition(old.when)}"
        if "required_by" in change.fields:
            yield from self._bound(old, new)
        if "level" in change.fields:
            yield f"level {new.level}; before: {old.level}"
        if "per" in change.fields:
            yield "ticked once for each channel now" if new.per else "ticked once for all channels now"
        for field in ("owner", "phase", "effort", "lead"):
            if field in change.fields:
                yield f"{_FIELD_WORDS[field]} {self._detail(new, field)}; before: {self._detail(old, field)}"
        texts = [_FIELD_WORDS[field] for field in change.fields if field in ("why", "how", "evidence", "snippets", "channels")]
        if texts:
            yield f"reworded: {series(texts)}"
        rest = [_FIELD_WORDS[field] for field in change.fields if field in ("theme", "also", "see", "replaces")]
        if rest:
            yield f"changed: {series(rest)}"

    def _detail(self, item: Item, field: str) -> str:
        rules = self.changes.new if item in self.changes.new.item_list else self.changes.old
        if field == "owner":
            return rules.vocabulary.owners[item.owner].title
        if field == "phase":
            return rules.vocabulary.phases[item.phase].title
        return f"{item.effort} minutes" if field == "effort" else str(item.lead)

    def _bound(self, old: Item, new: Item) -> Iterator[str]:
        names = {wanted.source for wanted in old.required_by}, {wanted.source for wanted in new.required_by}
        came = [wanted for wanted in new.required_by if wanted.source not in names[0]]
        went = [wanted for wanted in old.required_by if wanted.source not in names[1]]
        both = [wanted for wanted in new.required_by if wanted.source in names[0] and wanted not in old.required_by]
        if came:
            yield f"a must now by {self._requirements(came, self.changes.new, self.words)}"
        if went:
            yield f"no longer a must by {self._requirements(went, self.changes.old, self.old_words)}"
        if both:
            yield f"a must on another condition by {self._requirements(both, self.changes.new, self.words)}"

    def _requirements(self, wanted: Iterable[Requirement], rules: RuleSet, words: Words) -> str:
        told = []
        for each in wanted:
            source = rules.sources[each.source]
            told.append(f"{source.short} ({where(source, words)}{f'; for {words.condition(each.when)}' if each.when else ''})")
        return series(told)

    # ---- sources and words

    def source(self, change: SourceChange) -> Iterator[str]:
        """Yield what differs in a source."""
        source = change.source
        words = self.old_words if change.new is None else self.words
        if change.old is None or change.new is None:
            yield f"{source.provision} ({where(source, words)})"
        else:
            yield from self._source_fields(change, change.old, change.new)
        if change.codes and change.kind != "checked":
            yield f"named by {series(change.codes)}"

    def _source_fields(self, change: SourceChange, old: Source, new: Source) -> Iterator[str]:
        for field in change.fields:
            if field == "since":
                yield f"starts {new.since_text or 'on no day'}; before: {old.since_text or 'on no day'}"
            elif field == "until":
                yield f"last day {new.until or 'open'}; before: {old.until or 'open'}"
            elif field == "jurisdictions":
                yield f"applies in {self.words.places(new.jurisdictions)}; before: {self.old_words.places(old.jurisdictions)}"
            elif field == "through":
                yield f"through {_through(new, self.words)}; before: {_through(old, self.old_words)}"
            elif field in ("provision", "kind", "confidence"):
                yield f"{field} {getattr(new, field)}; before: {getattr(old, field)}"
        texts = [_FIELD_WORDS[field] for field in change.fields if field in ("title", "short", "issuer", "summary", "caveat", "url")]
        if texts:
            yield f"reworded: {series(texts)}"

    def arrival(self, arrival: Arrival) -> str:
        """Return which source took effect, or did so for the last time, where, and which items name it."""
        source = arrival.source
        words = self.words if source.name in self.changes.new.sources else self.old_words
        came = "was in force for the last time" if arrival.is_end else "took effect"
        return f"{source.short} ({place(source, words)}) {came}" + (f": {series(arrival.codes)}" if arrival.codes else "")

    def word(self, change: WordChange) -> str:
        """Return a change of the vocabulary, the themes or the parameters in one line."""
        what = f"{change.what} {change.name}"
        if change.facet:
            facet = self.changes.new.vocabulary.facets[change.facet].title
            what = f"{facet}: {change.name}"
        title = "" if change.title == change.name else f" ({change.title})"
        if change.kind != "changed":
            default = f", {change.now} where nothing is given" if change.now else ""
            return f"{what}{title} is {change.kind}{default}"
        told = [f"lies within {self._within(change)}"] if "within" in change.fields else []
        if "default" in change.fields:
            told.append(f"is {change.now or 'open'} where nothing is given; before: {change.was or 'open'}")
        texts = [_FIELD_WORDS[field] for field in change.fields if field not in ("within", "default")]
        told += [f"changed: {series(texts)}"] if texts else []
        return f"{what}{title} {'; '.join(told)}"

    def _within(self, change: WordChange) -> str:
        now, was = (
            series(rules.vocabulary.facets[change.facet].members[change.name].within or ("nothing",))
            for rules in (self.changes.new, self.changes.old)
        )
        return f"{now}; before: {was}"

    # ---- campaigns

    def sides(self, made: Impact) -> tuple[Words, Words]:
        """Return the words for the checklist before and the one now."""
        wording = self.changes.new.wording
        return Words(wording, made.old.vocabulary), Words(wording, made.new.vocabulary)

    def label(self, effect: Effect, made: Impact, *, old: bool = False) -> str:
        """Return the label of an entry as its page has it: `must`, `should, must from 2026-12-02`; "" where it is not listed."""
        stand, words = (effect.was, self.sides(made)[0]) if old else (effect.now, self.sides(made)[1])
        if stand.entry is None or stand.status != "listed":
            return ""
        return words.label(stand.entry, general=not made.campaign.facets)

    def causes(self, effect: Effect, made: Impact) -> Iterator[str]:
        """Yield why an item stands otherwise than before."""
        for cause in effect.causes:
            yield from self._cause(cause, effect, made)
        now, was = effect.now.entry, effect.was.entry
        if effect.kind in ("stricter", "milder") and effect.change.kind == "meaning" and now and self.is_to_tick_again(now.item):
            yield "its meaning changed: what was ticked has to be ticked again"
        if effect.now.status == effect.was.status == "listed" and now and was and now.by and now.by != was.by:
            yield f"due by {now.by}; before: {was.by}"
        if effect.gained and effect.was.channels:
            yield f"now for {self._channels(effect.gained, made.new.vocabulary.facets['channels'].members)} too"
        if effect.lost and effect.now.channels:
            yield f"no longer for {self._channels(effect.lost, made.old.vocabulary.facets['channels'].members)}"

    def _channels(self, names: Iterable[str], known: Mapping[str, Value]) -> str:
        return series(known[name].title for name in names)

    def _cause(self, cause: Cause, effect: Effect, made: Impact) -> Iterator[str]:
        before, after = self.sides(made)
        if cause.citation and cause.source:
            cited = effect.now.entry.citations if effect.now.entry else ()
            is_gone = cause.kind in _LOST and cause.citation not in cited
            yield _by_source(cause, cause.source, before if is_gone else after)
        elif cause.kind in ("new", "on", "retired", "off"):
            yield from self._by_rules(effect)
        elif cause.kind == "waiver":
            yield self._waiver(effect, made)
        elif cause.kind in ("condition", "vocabulary"):
            why = "its condition changed" if cause.kind == "condition" else "the words of its condition mean something else"
            if effect.kind == "out":
                out = next(out for out in made.new.left_out if out.code == effect.change.code)
                yield f"{why}: {after.ruled_out(out)}"
            else:
                assert effect.now.entry is not None
                yield f"{why}: {after.because(effect.now.entry)}"
        elif cause.kind == "level":
            yield f"the rules call it a {effect.change.item.level} now"
        elif cause.kind in ("certain", "open"):
            assert effect.now.entry is not None
            told = "it applies for certain" if cause.kind == "certain" else "whether it applies is open"
            yield f"{told}: {after.because(effect.now.entry)}"

    def _by_rules(self, effect: Effect) -> Iterator[str]:
        change = effect.change
        if effect.kind == "out":
            yield self._gone(change)
        elif change.off:
            yield f"{change.off.pack} had switched it off: {change.off.reason}"
        else:
            yield f"new in the rules, replaces {series(change.item.replaces)}" if change.item.replaces else "new in the rules"

    def _waiver(self, effect: Effect, made: Impact) -> str:
        waivers = [waiver for waiver in made.campaign.waivers if waiver.code.partition(".")[0] == effect.change.code]
        ended = [waiver.expires for waiver in waivers if waiver.expires < made.days.new]
        if effect.kind == "in":
            return f"its waiver ended on {max(ended)}" if ended else "its waiver does not cover it any more"
        waiver = max(waivers, key=lambda waiver: waiver.expires)
        return f"waived until {waiver.expires} by {waiver.approver}: {waiver.reason}"

    def doubt(self, doubt: Doubt) -> str:
        """Return what to do about a waiver."""
        if doubt.kind in ("retired", "off"):
            told = f"is {'retired' if doubt.kind == 'retired' else 'no longer asked for'}, {self._gone(doubt.change)}"
        else:
            told = "is a must now" if doubt.kind == "must" else "means something else now"
        return f"{doubt.waiver.code}, waived until {doubt.waiver.expires} by {doubt.waiver.approver}: the item {told}"

    def stranger(self, stranger: Stranger) -> str:
        """Return what of the brief one side does not know."""
        rules = self.changes.old if stranger.side == "old" else self.changes.new
        known = (self.changes.new if stranger.side == "old" else self.changes.old).vocabulary.facets[stranger.facet]
        what = known.title + (f": {', '.join(known.members[value].title for value in stranger.values)}" if stranger.values else "")
        hint = "" if stranger.side == "old" else "; the brief has to say it in other words"
        return f"{packs(rules)} does not know {what}{hint}"

    def warnings(self) -> Iterator[str]:
        """Yield what authors of the rules should know before they publish them."""
        old, new = ({pack.name: pack.version for pack in rules.packs} for rules in (self.changes.old, self.changes.new))
        for name in (name for name in new if name in old and numbers(new[name]) < numbers(old[name])):
            yield f"{name} goes back from {old[name]} to {new[name]}; pages written with {old[name]} are refreshed with --allow-older only"
        is_other = any(change.kind != "same" for change in self.changes.items)
        if old == new and is_other:
            yield f"both sides are {packs(self.changes.new)}, so pages cannot tell them apart; give the pack another version"


_LOST = ("ended", "postponed", "removed", "loose", "becomes-not")
_SOURCE_CAUSES = {
    "arrived": "took effect on {day}", "moved": "applies from {day}; before: from {was}", "extended": "is in force again",
    "added": "makes it a must now", "ended": "had its last day on {day}",
    "postponed": "applies from {day}; before: from {was}", "removed": "no longer makes it a must", "becomes-not": "will not make it a must",
}


def _by_source(cause: Cause, source: Source, words: Words) -> str:
    assert cause.citation is not None
    name = f"{cause.citation.provision} ({place(source, words)})"
    doubts = words.doubts(cause.citation)
    perhaps = f", {doubts}" if doubts else ""
    if cause.kind == "becomes":
        before = f"; before: from {cause.was}" if cause.was else ""
        return f"{name} makes it a must from {cause.day}{perhaps}{before}"
    if cause.kind == "loose":
        return f"{name} now binds {doubts}" if doubts else f"{name} does not bind any more"
    if cause.kind == "reach":
        return f"{name} now binds {doubts}" if doubts else f"{name} now binds for certain"
    return f"{name} {_SOURCE_CAUSES[cause.kind].format(day=cause.day, was=cause.was)}" + ("" if cause.kind in _LOST else perhaps)


def where(source: Source, words: Words) -> str:
    """Return where and since when a source applies: `EU, since 2026-08-02`."""
    since = f", since {source.since_text}" if source.since_text else ""
    return place(source, words) + since + (f", until {source.until}" if source.until else "")


def place(source: Source, words: Words) -> str:
    """Return where a source applies: `EU, UK`, or that it is a rule of the house."""
    return "house rule" if source.kind == "house" else words.places(source.jurisdictions)


def _through(source: Source, words: Words) -> str:
    return series(f"{words.places([place])}: {law}" for place, law in source.through) if source.through else "no national law"
