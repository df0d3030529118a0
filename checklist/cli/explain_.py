"""`checklist explain`: an item, its sources, and why it is in or out of a campaign's checklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .options import Options, facts_options, read_brief, rules_option

if TYPE_CHECKING:
    from ..api import Brief
    from ..model import Checklist, Item, RuleSet


@click.command("explain")
@click.argument("code", metavar="CODE")
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@facts_options
@rules_option
def command(code: str, campaign: str | None, rules_path: str | None, **given: Any) -> None:
    """Say what the item CODE asks and on what it rests; with CAMPAIGN, why it is in or out, and at which level."""
    from .. import api
    from ..errors import suggestion
    from . import emit

    rules = api.load_rules(rules_path)
    options = Options(rules)
    brief = read_brief(options, campaign, given)
    items = {item.code: item for item in rules.item_list}
    wanted, dot, channel = code.partition(".")
    wanted = wanted.upper()
    if wanted not in items:
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
    from ..wording import Words

    words = Words(rules.wording, rules.vocabulary)
    theme, vocabulary = rules.themes[item.theme], rules.vocabulary
    yield f"{item.code}  {read(item.action)}"
    yield f"  {theme.title} · {vocabulary.phases[item.phase].title} · {vocabulary.owners[item.owner].title} · about {item.effort} minutes"
    yield f"  Why: {read(item.why)}"
    for number, step in enumerate(item.how, 1):
        yield f"  {number}. {read(step)}"
    yield f"  Show: {read(item.evidence)}"
    yield f"  Applies to: {words.condition(item.when)}"
    day, _ = api.as_of(brief, api.today())
    facets = api.with_options(brief, api.Choice()).facets
    if facets:
        yield from _verdict(rules, item, brief, words)
    yield f"Sources as of {day}"
    for requirement in item.required_by:
        condition = words.condition(requirement.when) if requirement.when else ""
        yield from _source(rules, requirement.source, words, "makes it a must", day, condition)
    for name in dict.fromkeys((*item.see, *(name for steps in item.channels for name in steps.see))):
        yield from _source(rules, name, words, "see also", day, "")


def _source(rules: RuleSet, name: str, words: Any, role: str, day: Any, condition: str) -> Iterator[str]:
    source = rules.sources[name]
    state = ""
    if source.since_text and source.since > day:
        state = ", not yet in force"
    elif source.until and source.until < day:
        state = ", no longer in force"
    since = f", since {source.since_text}" if source.since_text else ""
    yield f"  {source.short} ({words.places(source.jurisdictions)}{since}{state}) – {role}" + (f", for {condition}" if condition else "")
    if source.through:
        yield "    through " + ", ".join(f"{words.places([place])}: {law}" for place, law in source.through)
    yield f"    {source.issuer}: {source.title}, {source.provision}"
    yield f"    {source.summary}"
    yield f"    {source.url} – checked {source.checked}, {source.confidence}" + (f". {source.caveat}" if source.caveat else "")


def _verdict(rules: RuleSet, item: Item, brief: Brief, words: Any) -> Iterator[str]:
    from .. import api

    made = api.checklist(rules, brief, api.Choice(), day=api.today())
    yield f"In the checklist {made.campaign.title or made.id}"
    for out in made.left_out:
        if out.code == item.code:
            yield f"  Left out: {words.ruled_out(out)}"
            return
    yield from _entries(made, item, words)


def _entries(made: Checklist, item: Item, words: Any) -> Iterator[str]:
    from ..wording import capital

    groups = [section.tasks for section in made.sections] + [made.waived]
    for task in (task for tasks in groups for task in tasks if task.entry.item.code == item.code):
        for entry in task.channels or (task.entry,):
            yield f"  {entry.code}: {capital(words.label(entry, general=False))}"
            yield f"    Here because: {words.because(entry)}"
            for citation in entry.citations:
                doubts = words.doubts(citation)
                yield f"    Must: {citation.provision} ({words.since(citation)})" + (f", {doubts}" if doubts else "")
            if entry.becomes:
                citation = entry.becomes.citation
                yield f"    Becomes a must on {entry.becomes.day}: {citation.provision} ({words.places(citation.places)})"
            if entry.waiver:
                yield f"    Waived until {entry.waiver.expires} by {entry.waiver.approver}: {entry.waiver.reason}"
