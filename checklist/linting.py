"""The quality of rule content: what a format cannot say, and a reader would find.

Findings are not errors: the pack can be used. Everything that makes it unusable is told by `loading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import prose
from .conditions import tests_of
from .errors import Location, Problem, suggestion
from .model import Item, RuleSet, Source
from .binding import BINDING

ACTION_HABIT = 100
_NOT_IMPERATIVE = (
    "the", "a", "an", "all", "you", "we", "it", "there", "this", "these", "no", "must", "should", "may", "is", "are", "ensure",
    "consider",
)


def lint(rules: RuleSet, as_of: date) -> list[Problem]:
    """Return what a reviewer would object to, in reading order; reviews are due as of the given day."""
    findings = [finding for item in rules.item_list for finding in _item(item, rules)]
    findings += _duplicates(rules)
    findings += _sources(rules, as_of)
    return sorted(findings, key=lambda finding: (finding.location.path, finding.location.line, finding.code))


def _item(item: Item, rules: RuleSet) -> Iterator[Problem]:
    if len(item.action) > ACTION_HABIT:
        yield _finding(item, "LNT01", f"the action has {len(item.action)} characters", f"at most {ACTION_HABIT} fit a line of a wiki")
    if item.action.endswith((".", "!", "?")):
        yield _finding(item, "LNT02", "the action ends in a full stop", "remove it")
    if item.action.split()[0].casefold() in _NOT_IMPERATIVE:
        yield _finding(item, "LNT03", f"the action begins with {item.action.split()[0]!r}", "begin with what to do: Label, Check, Ask")
    if item.evidence.endswith("."):
        yield _finding(item, "LNT02", "the evidence ends in a full stop", "write a noun phrase without one")
    for requirement in item.required_by:
        yield from _requirement(item, rules.sources[requirement.source])
    declared = {parameter.name for pack in rules.packs for parameter in pack.params}
    for text in (item.action, item.why, item.evidence, *item.how, *(text for _, text in item.snippets)):
        for name in prose.parameters(text):
            if name not in declared:
                yield _finding(item, "LNT06", f"parameter {name!r} is not declared", suggestion(name, declared))
    if item.per and not any(test.facet == "channels" for test in tests_of(item.when)) and not item.channels:
        yield _finding(item, "LNT07", "it is ticked per channel, but no channel differs", "add `channels` or remove `per`")


def _requirement(item: Item, source: Source) -> Iterator[Problem]:
    if source.kind not in BINDING or (source.kind == "directive" and not source.through):
        yield _finding(item, "LNT04", f"{source.name} binds nobody", "add `through` to the directive, or list it under `see`")
    if source.confidence == "unverified":
        yield _finding(item, "LNT05", f"{source.name} is unverified and cannot make a must", "verify it, or list it under `see`")


def _duplicates(rules: RuleSet) -> Iterator[Problem]:
    seen: dict[str, Item] = {}
    for item in rules.item_list:
        action = item.action.casefold()
        if action in seen:
            yield _finding(item, "LNT08", f"{seen[action].code} has the same action", "merge the two or say the difference")
        seen.setdefault(action, item)


def _sources(rules: RuleSet, as_of: date) -> Iterator[Problem]:
    used = {name for item in rules.item_list for name in _names(item)}
    for source in rules.sources.values():
        if source.name not in used:
            yield Problem(source.location, "LNT09", f"no item uses {source.name}", "remove it, or cite it")
        if source.review_by < as_of:
            yield Problem(source.location, "LNT10", f"{source.name} was to be checked by {source.review_by}", "check it and move the date")


def _names(item: Item) -> Iterator[str]:
    yield from (requirement.source for requirement in item.required_by)
    yield from item.see
    for steps in item.channels:
        yield from steps.see


def _finding(item: Item, code: str, message: str, hint: str) -> Problem:
    return Problem(Location(item.location.path, item.location.line, item.location.column), code, f"{item.code}: {message}", hint)
