"""`checklist explain`: an item, its sources, and why it is in or out of a campaign's checklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .options import facts_options, lang_option, load, read_brief, rules_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from ..api import Brief
    from ..conditions import Stated
    from ..model import Checklist, Condition, Facet, Item, Requirement, RuleSet, Source
    from ..reversing import Facts
    from ..wording import Words
    from ..project import Origin


@click.command("explain")
@click.argument("code", metavar="CODE")
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@facts_options
@lang_option("en")
@rules_option
def command(code: str, campaign: str | None, origin: Origin, **given: Any) -> None:
    """Say what the item CODE asks and on what it rests; with CAMPAIGN, why it is in or out, and at which level."""
    from ..errors import suggestion
    from . import emit

    rules, options = load(origin, given["lang"])
    brief = read_brief(options, campaign, given)
    items = {item.code: item for item in rules.item_list}
    wanted, dot, channel = code.partition(".")
    wanted = wanted.upper()
    off = {disabled.code: disabled for disabled in rules.disabled}.get(wanted)
    if off:
        options.report("CODE", "OPT01", f"{wanted} is switched off by {off.pack}", off.reason)
    elif wanted not in items:
        options.report("CODE", "OPT01", f"no item has the code {code!r}", suggestion(wanted, items))
    elif dot and not items[wanted].per:
        options.report("CODE", "OPT01", f"{wanted} is not ticked per channel", f"write {wanted}")
    elif dot:
        options.one("CODE", "channel", channel, rules.vocabulary.facets["channels"].below)
    options.check()
    emit("\n".join(_lines(rules, items[wanted], brief)) + "\n")


def _lines(rules: RuleSet, item: Item, brief: Brief) -> Iterator[str]:
    from .. import api
    from ..prose import read
    from ..selection import parameters
    from ..wording import Words

    words = Words(rules.wording, rules.vocabulary)
    campaign = api.with_options(brief, api.Choice())
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
    day, _ = api.as_of(brief, api.today())
    if campaign.facets:
        yield from _verdict(rules, item, brief, words)
    yield f"Sources as of {day}"
    for requirement in item.required_by:
        yield from _binding(rules, requirement, campaign.facets, words, day)
    for name in dict.fromkeys((*item.see, *(name for steps in item.channels for name in steps.see))):
        yield from _source(rules.sources[name], words, "see also", day)


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
    from ..conditions import evaluate, meets
    from ..model import Truth

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


def _verdict(rules: RuleSet, item: Item, brief: Brief, words: Words) -> Iterator[str]:
    from .. import api
    from ..conditions import evaluate
    from ..reversing import opposite

    made = api.checklist(rules, brief, api.Choice(), day=api.today(), may_be_empty=True)
    stated, facets = made.campaign.facets, rules.vocabulary.facets
    yield f"In the checklist {made.campaign.title or made.id}"
    out = [out for out in made.left_out if out.code == item.code]
    if out:
        yield f"  Left out: {words.ruled_out(out[0])}"
    else:
        yield from _entries(made, item, words)
    yield from _waivers(made, item)
    if item.when is not None:
        yield "  Conditions:"
        yield from _tree(item.when, facets, stated, words, "    ")
    found = opposite(item.when, facets, stated)
    truth = evaluate(item.when, facets, stated).truth
    if found:
        yield f"  To {'bring it in' if not truth else 'leave it out'}, state {_options(found)}"
    else:
        yield "  Nothing a campaign states leaves it out" if truth else "  No few facts bring it in"


def _options(found: Iterable[Facts]) -> str:
    """Return sets of facts as the options that state them, at most five."""
    shown = [" ".join(f"-s {name}={','.join(values)}" for name, values in facts.items()) for facts in found]
    more = f" (and {len(shown) - 5} more ways)" if len(shown) > 5 else ""
    return " or ".join(shown[:5]) + more


def _tree(condition: Condition, facets: Mapping[str, Facet], stated: Stated, words: Words, margin: str) -> Iterator[str]:
    """Yield a condition test by test: what is wanted, and whether it is stated, unknown or contradicted."""
    from ..conditions import meets
    from ..model import All, Is, Not, Truth

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


def _entries(made: Checklist, item: Item, words: Words) -> Iterator[str]:
    from ..wording import capital

    groups = [section.tasks for section in made.sections] + [made.waived]
    for task in (task for tasks in groups for task in tasks if task.entry.item.code == item.code):
        for entry in task.channels or (task.entry,):
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
