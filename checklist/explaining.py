"""Why an item is in a campaign's checklist or out of it, at which level, and on which sources it rests; as values and in words.

Values in, values out. Not responsible for the verdict itself (`selection`), nor for where the words go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from .conditions import Stated, evaluate, meets
from .errors import ChecklistError, Location, Problem, suggestion
from .making import Brief, as_of, checklist, with_options
from .model import All, Checklist, Condition, Entry, Facet, Is, Item, LeftOut, Not, Requirement, RuleSet, Source, Truth
from .prose import read
from .reversing import Facts, opposite
from .selection import Choice, parameters
from .wording import Words, capital


class Explanation(NamedTuple):
    """Why an item is in or out; `str()` of it is what `checklist explain` prints.

    `status` is `listed`, `waived` or `left-out`; it is empty where no facts are stated, and then so is the rest.
    """

    item: Item  #: the item
    as_of: date  #: the day its sources are judged at
    status: str  #: `listed`, `waived`, `left-out`, or empty
    entries: tuple[Entry, ...]  #: its lines in the checklist: one, or one for each channel
    left_out: LeftOut | None  #: the tests that rule it out
    turning: tuple[Facts, ...]  #: the smallest sets of facts that would turn the verdict
    text: str  #: all of it in words

    def __str__(self) -> str:
        return self.text


class _Found(NamedTuple):
    """What the checklist says of the item; `made` is None where no facts are stated."""

    day: date
    made: Checklist | None = None
    status: str = ""
    entries: tuple[Entry, ...] = ()
    left_out: LeftOut | None = None
    turning: tuple[Facts, ...] = ()


def amiss(rules: RuleSet, code: str) -> list[Problem]:
    """Return why nothing can be said of *code*, which may name a channel; nothing if something can."""
    items = {item.code: item for item in rules.item_list}
    wanted, dot, channel = code.partition(".")
    wanted = wanted.upper()
    off = {disabled.code: disabled for disabled in rules.disabled}.get(wanted)
    channels = rules.vocabulary.facets["channels"].below
    if off:
        message, hint = f"{wanted} is switched off by {off.pack}", off.reason
    elif wanted not in items:
        message, hint = f"no item has the code {code!r}", suggestion(wanted, items)
    elif dot and not items[wanted].per:
        message, hint = f"{wanted} is not ticked per channel", f"write {wanted}"
    elif dot and channel not in channels:
        message, hint = f"there is no channel {channel!r}", suggestion(channel, channels)
    else:
        return []
    return [Problem(Location("CODE"), "OPT01", message, hint)]


def explain(rules: RuleSet, code: str, brief: Brief, *, day: date) -> Explanation:
    """Return what the item *code* asks and rests on and, if *brief* states facts, why it is in or out on *day*.

    Raises:
        ChecklistError: OPT01, if nothing can be said of *code*.
    """
    problems = amiss(rules, code)
    if problems:
        raise ChecklistError(problems)
    wanted = code.partition(".")[0].upper()
    item = next(item for item in rules.item_list if item.code == wanted)
    found = _found(rules, item, brief, day)
    text = "\n".join(_lines(rules, item, brief, found)) + "\n"
    return Explanation(item, found.day, found.status, found.entries, found.left_out, found.turning, text)


def _found(rules: RuleSet, item: Item, brief: Brief, day: date) -> _Found:
    judged, _ = as_of(brief, day)
    if not with_options(brief, Choice()).facets:
        return _Found(judged)
    made = checklist(rules, brief, Choice(), day=day, may_be_empty=True)
    turning = opposite(item.when, rules.vocabulary.facets, made.campaign.facets)
    groups = {"listed": [task for section in made.sections for task in section.tasks], "waived": made.waived}
    tasks = [(status, task) for status, listed in groups.items() for task in listed if task.entry.item.code == item.code]
    entries = tuple(entry for _, task in tasks for entry in task.channels or (task.entry,))
    left_out = next((out for out in made.left_out if out.code == item.code), None)
    status = "left-out" if left_out else tasks[0][0]
    return _Found(judged, made, status, entries, left_out, turning)


def _lines(rules: RuleSet, item: Item, brief: Brief, found: _Found) -> Iterator[str]:
    words = Words(rules.wording, rules.vocabulary)
    campaign = with_options(brief, Choice())
    params, _ = parameters(rules, campaign)
    theme, vocabulary = rules.themes[item.theme], rules.vocabulary
    yield f"{item.code}  {read(item.action, params)}"
    yield f"  {theme.title} · {vocabulary.phases[item.phase].title} · {vocabulary.owners[item.owner].title} · about {item.effort} minutes"
    yield f"  Why: {read(item.why, params)}"
    for number, step in enumerate(item.how, 1):
        yield f"  {number}. {read(step, params)}"
    yield f"  Show: {read(item.evidence, params)}"
    yield f"  Applies to: {words.condition(item.when)}"
    if len(item.packs) > 1 or item.packs[0] != rules.packs[0].name:
        yield f"  Shaped by: {', '.join(f'{pack.title} {pack.version}' for pack in rules.packs if pack.name in item.packs)}"
    if found.made:
        yield from _verdict(rules, item, found, found.made, words)
    yield f"Sources as of {found.day}"
    for requirement in item.required_by:
        yield from _binding(rules, requirement, campaign.facets, words, found.day)
    for name in dict.fromkeys((*item.see, *(name for steps in item.channels for name in steps.see))):
        yield from _source(rules.sources[name], words, "see also", found.day)


def _source(source: Source, words: Words, role: str, day: date) -> Iterator[str]:
    since = f", since {source.since_text}" if source.since_text else ""
    place = "house rule" if source.kind == "house" else words.places(source.jurisdictions)
    yield f"  {source.short} ({place}{since}{_out_of_force(source, day)}) – {role}"
    if source.through:
        yield "    through " + ", ".join(f"{words.places([place])}: {law}" for place, law in source.through)
    yield f"    {source.issuer}: {source.title}, {source.provision}"
    yield f"    {source.summary}"
    yield f"    {source.url} – checked {source.checked}, {source.confidence}" + (f". {source.caveat}" if source.caveat else "")


def _out_of_force(source: Source, day: date) -> str:
    if source.since_text and source.since > day:
        return ", not yet in force"
    return ", no longer in force" if source.until and source.until < day else ""


def _binding(rules: RuleSet, requirement: Requirement, stated: Stated, words: Words, day: date) -> Iterator[str]:
    """Yield a source that may make the item a must: with facts, whether it binds here and now."""
    source = rules.sources[requirement.source]
    condition = f", for {words.condition(requirement.when)}" if requirement.when else ""
    role = "makes it a must" + condition
    if stated and not _out_of_force(source, day):
        role = f"{_reach(rules, source, requirement, stated, words)}{condition}"
    yield from _source(source, words, role, day)


def _reach(rules: RuleSet, source: Source, requirement: Requirement, stated: Stated, words: Words) -> str:
    """Return whether a source that is in force binds a campaign that states *stated*."""
    facets = rules.vocabulary.facets
    places = tuple(place for place, _ in source.through) or source.jurisdictions
    here = Truth.TRUE if "world" in places else meets(facets["markets"], stated.get("markets"), places)
    if here is Truth.FALSE:
        return "does not bind: the campaign is not there"
    verdict = evaluate(requirement.when, facets, stated)
    if verdict.truth is Truth.FALSE:
        return "does not bind: its condition is not met"
    if here is Truth.TRUE and verdict.truth is Truth.TRUE:
        return "binds here and now"
    names = ["markets"] if here is Truth.UNKNOWN else []
    names += [test.facet for test in verdict.deciding] if verdict.truth is Truth.UNKNOWN else []
    return f"binds perhaps; it depends on {words.both([facets[name].title for name in dict.fromkeys(names)])}"


# ---- in or out


def _verdict(rules: RuleSet, item: Item, found: _Found, made: Checklist, words: Words) -> Iterator[str]:
    stated, facets = made.campaign.facets, rules.vocabulary.facets
    yield f"In the checklist {made.campaign.title or made.id}"
    if found.left_out:
        yield f"  Left out: {words.ruled_out(found.left_out)}"
    else:
        yield from _entries(made, found.entries, words)
    yield from _waivers(made, item)
    if item.when is not None:
        yield "  Conditions:"
        yield from _tree(item.when, facets, stated, words, "    ")
    truth = evaluate(item.when, facets, stated).truth
    if found.turning:
        yield f"  To {'bring it in' if not truth else 'leave it out'}, state {_options(found.turning)}"
    else:
        yield "  Nothing a campaign states leaves it out" if truth else "  No few facts bring it in"


def _options(found: Iterable[Facts]) -> str:
    """Return sets of facts as the options that state them, at most five."""
    shown = [" ".join(f"-s {name}={','.join(values)}" for name, values in facts.items()) for facts in found]
    more = f" (and {len(shown) - 5} more ways)" if len(shown) > 5 else ""
    return " or ".join(shown[:5]) + more


def _tree(condition: Condition, facets: Mapping[str, Facet], stated: Stated, words: Words, margin: str) -> Iterator[str]:
    """Yield a condition test by test: what is wanted, and whether it is stated, unknown or contradicted."""
    if isinstance(condition, Is):
        truth = meets(facets[condition.facet], stated.get(condition.facet), condition.wanted)
        told = {Truth.TRUE: "stated", Truth.UNKNOWN: "unknown", Truth.FALSE: "contradicted"}[truth]
        given = stated.get(condition.facet)
        said = "not stated" if given is None else words.titles(condition.facet, given)
        yield f"{margin}{facets[condition.facet].title}: {words.titles(condition.facet, condition.wanted)} – {told} ({said})"
    elif isinstance(condition, Not):
        yield f"{margin}not"
        yield from _tree(condition.part, facets, stated, words, margin + "  ")
    else:
        yield f"{margin}{'all' if isinstance(condition, All) else 'any'} of"
        for part in condition.parts:
            yield from _tree(part, facets, stated, words, margin + "  ")


def _waivers(made: Checklist, item: Item) -> Iterator[str]:
    """Yield the waivers of the item that have run out; those that hold stand at its entries."""
    for waiver in made.campaign.waivers:
        if waiver.code.partition(".")[0] == item.code and waiver.expires < made.as_of:
            yield f"  The waiver of {waiver.code} by {waiver.approver} ended on {waiver.expires}: {waiver.reason}"


def _entries(made: Checklist, entries: Iterable[Entry], words: Words) -> Iterator[str]:
    for entry in entries:
        yield f"  {entry.code}: {capital(words.label(entry, general=False))}"
        yield f"    Here because: {words.because(entry)}"
        for facet in dict.fromkeys(test.facet for test in entry.to_confirm):
            yield f"    To confirm: {made.vocabulary.facets[facet].question} -s {facet}=…"
        for citation in entry.citations:
            doubts = words.doubts(citation)
            yield f"    Must: {citation.provision} ({words.since(citation)})" + (f", {doubts}" if doubts else "")
        if entry.becomes:
            citation = entry.becomes.citation
            yield f"    Becomes a must on {entry.becomes.day}: {citation.provision} ({words.places(citation.places)})"
        if entry.waiver:
            yield f"    Waived until {entry.waiver.expires} by {entry.waiver.approver}: {entry.waiver.reason}"
