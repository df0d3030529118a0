"""Compare two rule sets: which items are new, retired, of another meaning, reworded; which sources and words changed.

Whether a meaning changed is what `revised` says, because that is what takes a tick back on a page; a change that should have been
said and was not is a kind of its own. Pure: two rule sets in, changes out. Not responsible for what they come to in a campaign
(`effects`), nor for words (`phrasing`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from .model import All, Any_, Condition, Disabled, Is, Item, Parameter, RuleSet, Source, Value
from .moving import is_revised

# What may become of a code, in the order it is told; each code of either side is of just one kind.
KINDS = ("new", "on", "retired", "off", "meaning", "unsaid", "reworded", "details", "same")
# The kind seen from the other side.
MIRRORED = {**{kind: kind for kind in KINDS}, "new": "retired", "retired": "new", "on": "off", "off": "on"}


class Change(NamedTuple):
    """What became of the item `code`: the `fields` that differ, the `heirs` that replace it, who switched it `off`.

    Only a new item has no `old`, only a retired one no `new`. An item that was switched off before is `on` again.
    """

    code: str
    kind: str
    old: Item | None
    new: Item | None
    fields: tuple[str, ...] = ()
    heirs: tuple[str, ...] = ()
    off: Disabled | None = None

    @property
    def item(self) -> Item:
        """The item as it is now, or as it was last."""
        item = self.new or self.old
        assert item is not None
        return item


class SourceChange(NamedTuple):
    """What became of a source: new, gone, changed, or `checked` again without a change; `codes` are the items that name it."""

    name: str
    kind: str
    old: Source | None
    new: Source | None
    fields: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def source(self) -> Source:
        """The source as it is now, or as it was last."""
        source = self.new or self.old
        assert source is not None
        return source


class WordChange(NamedTuple):
    """A facet, value, role, phase, theme or parameter (`what`) that is new, gone or changed; `facet` is that of a value."""

    what: str
    name: str
    kind: str
    title: str
    fields: tuple[str, ...] = ()
    facet: str = ""
    was: str = ""
    now: str = ""


class Arrival(NamedTuple):
    """A source that came into force on `day`, or whose last day it was; `codes` are the items that name it."""

    source: Source
    day: date
    is_end: bool
    codes: tuple[str, ...]


class Changes(NamedTuple):
    """Everything that differs between two rule sets; `items` has every code of either, `sentences` counts those of pages."""

    old: RuleSet
    new: RuleSet
    items: tuple[Change, ...]
    sources: tuple[SourceChange, ...]
    words: tuple[WordChange, ...]
    sentences: int

    def of_kind(self, *kinds: str) -> tuple[Change, ...]:
        """Return the changes of these kinds."""
        return tuple(change for change in self.items if change.kind in kinds)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.sources or self.words or self.sentences or any(change.kind != "same" for change in self.items))


def diff(old: RuleSet, new: RuleSet) -> Changes:
    """Return what differs between *old* and *new*."""
    before, after = ({item.code: item for item in rules.item_list} for rules in (old, new))
    items = tuple(_change(code, before.get(code), after.get(code), old, new) for code in dict.fromkeys((*after, *before)))
    sentences = sum(old.wording.get(name) != new.wording.get(name) for name in {**old.wording, **new.wording})
    return Changes(old, new, items, tuple(_sources(old, new)), tuple(_words(old, new)), sentences)


def arrivals(sources: Iterable[Source], users: Mapping[str, Iterable[str]], *, after: date, until: date) -> tuple[Arrival, ...]:
    """Return the *sources* whose first day lies *after* one day and not later than another, and those that ended in between.

    *users* are the codes that name a source. The last day is a day in force: a source ends on the day after it.
    """
    found = []
    for source in sources:
        codes = tuple(users.get(source.name, ()))
        if source.since_text and after < source.since <= until:
            found.append(Arrival(source, source.since, False, codes))
        if source.until and after <= source.until < until:
            found.append(Arrival(source, source.until, True, codes))
    return tuple(sorted(found, key=lambda arrival: (arrival.day, arrival.source.name, arrival.is_end)))


def users(items: Iterable[Item]) -> dict[str, list[str]]:
    """Return the codes of the *items* that name a source, by its name."""
    found: dict[str, list[str]] = {}
    for item in items:
        for name in dict.fromkeys((*(wanted.source for wanted in item.required_by), *_see(item))):
            found.setdefault(name, []).append(item.code)
    return found


# ---- items


def _sorted_test(condition: Condition | None) -> Hashable:
    """Return *condition* as a value that the order of its parts does not change."""
    if condition is None:
        return None
    if isinstance(condition, Is):
        return "is", condition.facet, frozenset(condition.wanted)
    if isinstance(condition, All | Any_):
        parts = frozenset(map(_sorted_test, condition.parts))
        return next(iter(parts)) if len(parts) == 1 else ("all" if isinstance(condition, All) else "any", parts)
    return "not", _sorted_test(condition.part)


def _see(item: Item) -> tuple[str, ...]:
    return (*item.see, *(name for steps in item.channels for name in steps.see))


# What of an item can differ, and what of it has to be equal not to. A change of the first three changes what is asked, of whom.
_MEANING: Mapping[str, Callable[[Item], Hashable]] = {
    "when": lambda item: _sorted_test(item.when),
    "required_by": lambda item: frozenset((wanted.source, _sorted_test(wanted.when)) for wanted in item.required_by),
    "level": lambda item: item.level,
}
_TEXTS: Mapping[str, Callable[[Item], Hashable]] = {
    "action": lambda item: item.action,
    "why": lambda item: item.why,
    "how": lambda item: item.how,
    "evidence": lambda item: item.evidence,
    "snippets": lambda item: frozenset(item.snippets),
    "channels": lambda item: frozenset((steps.channel, steps.how) for steps in item.channels),
}
_DETAILS: Mapping[str, Callable[[Item], Hashable]] = {
    "per": lambda item: item.per,
    "theme": lambda item: item.theme,
    "also": lambda item: frozenset(item.also),
    "owner": lambda item: item.owner,
    "phase": lambda item: item.phase,
    "effort": lambda item: item.effort,
    "lead": lambda item: item.lead,
    "see": lambda item: frozenset(_see(item)),
    "replaces": lambda item: frozenset(item.replaces),
}
_FIELDS = {**_MEANING, **_TEXTS, **_DETAILS}


def _change(code: str, old: Item | None, new: Item | None, before: RuleSet, after: RuleSet) -> Change:
    if old is None or new is None:
        return _come_or_gone(code, old, new, before, after)
    fields = tuple(name for name, view in _FIELDS.items() if view(old) != view(new))
    return Change(code, _kind(old, new, fields, before, after), old, new, fields)


def _come_or_gone(code: str, old: Item | None, new: Item | None, before: RuleSet, after: RuleSet) -> Change:
    without = after if new is None else before
    off = next((disabled for disabled in without.disabled if disabled.code == code), None)
    if new is None:
        heirs = tuple(item.code for item in after.item_list if code in item.replaces)
        return Change(code, "off" if off else "retired", old, new, heirs=heirs, off=off)
    return Change(code, "on" if off else "new", old, new, off=off)


def _kind(old: Item, new: Item, fields: Iterable[str], before: RuleSet, after: RuleSet) -> str:
    is_told = (old.revised_by, old.revised) != (new.revised_by, new.revised)
    if is_told and (is_revised(new, _versions(before)) or is_revised(old, _versions(after))):
        return "meaning"
    # `revised` moved to a version that pages may have been written with already: no tick is taken back.
    if is_told or any(field in _MEANING for field in fields):
        return "unsaid"
    if any(field in _TEXTS for field in fields):
        return "reworded"
    return "details" if fields else "same"


def _versions(rules: RuleSet) -> dict[str, str]:
    return {pack.name: pack.version for pack in rules.packs}


# ---- sources

_OF_SOURCE = (
    "since", "until", "jurisdictions", "kind", "through", "provision", "title", "short", "issuer", "summary", "caveat", "url", "confidence",
    "checked", "review_by",
)
_REVIEW = ("checked", "review_by")


def _sources(old: RuleSet, new: RuleSet) -> Iterable[SourceChange]:
    before, after = users(old.item_list), users(new.item_list)
    for name in dict.fromkeys((*new.sources, *old.sources)):
        was, now = old.sources.get(name), new.sources.get(name)
        codes = tuple((after if now else before).get(name, ()))
        if was is None or now is None:
            yield SourceChange(name, "gone" if now is None else "new", was, now, (), codes)
            continue
        fields = tuple(field for field in _OF_SOURCE if _of_source(was, field) != _of_source(now, field))
        if fields:
            yield SourceChange(name, "checked" if set(fields) <= set(_REVIEW) else "changed", was, now, fields, codes)


def _of_source(source: Source, field: str) -> Hashable:
    value: Any = getattr(source, field)
    if field == "since":
        return value, source.since_text
    return frozenset(value) if field in ("jurisdictions", "through") else value


# ---- words

_OF_VALUE = ("title", "phrase", "short", "define", "within", "languages")
_OF_PARAMETER = ("title", "default", "type", "min", "max")


def _words(old: RuleSet, new: RuleSet) -> Iterable[WordChange]:
    yield from _named("theme", old.themes, new.themes, ("title", "impact", "code"))
    was, now = old.vocabulary, new.vocabulary
    yield from _named("facet", was.facets, now.facets, ("title", "question"))
    for name in (name for name in now.facets if name in was.facets):
        values = _named("value", was.facets[name].members, now.facets[name].members, _OF_VALUE)
        yield from (change._replace(facet=name) for change in values)
    yield from _named("role", was.owners, now.owners, ("title", "define"))
    yield from _named("phase", was.phases, now.phases, ("title", "define"))
    yield from _named("parameter", _parameters(old), _parameters(new), _OF_PARAMETER)


def _named(what: str, old: Mapping[str, Any], new: Mapping[str, Any], fields: Iterable[str]) -> Iterable[WordChange]:
    for name in dict.fromkeys((*new, *old)):
        was: Any = old.get(name)
        now: Any = new.get(name)
        if was is None or now is None:
            title = (was if now is None else now).title
            yield WordChange(what, name, "gone" if now is None else "new", title, was=_default(was), now=_default(now))
            continue
        differing = tuple(field for field in fields if _of_word(was, field) != _of_word(now, field))
        if differing:
            yield WordChange(what, name, "changed", now.title, differing, was=_default(was), now=_default(now))


def _of_word(word: Any, field: str) -> Hashable:
    value = getattr(word, field)
    return frozenset(value) if isinstance(word, Value) and field in ("within", "languages") else value


def _default(word: Any) -> str:
    return (word.default or "") if isinstance(word, Parameter) else ""


def _parameters(rules: RuleSet) -> dict[str, Parameter]:
    return {parameter.name: parameter for pack in rules.packs for parameter in pack.params}
