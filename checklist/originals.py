"""What of a checklist is not in its language, because nobody translated it or the rules changed since.

A page names it at its foot, so that nobody wonders. Not responsible for which phrase counts (`translation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import arranging
from .conditions import tests_of
from .model import Checklist, Citation, Entry, Is, RuleSet, Task, Tested

Place = tuple[str, ...]


def names(rules: RuleSet, made: Checklist) -> tuple[str, ...]:
    """Return what is shown on the page of *made* in the language of the rules: codes, and titles as they stand there."""
    return tuple(dict.fromkeys(name for place, name in _used(rules, made) if place in rules.untranslated and name))


def _used(rules: RuleSet, made: Checklist) -> Iterator[tuple[Place, str]]:
    """Yield the place and the name of everything that *made* shows; twice does not matter."""
    tasks = [task for section in made.sections for task in section.tasks] + list(made.waived)
    for task in tasks:
        item = task.entry.item
        yield (item.theme, "items", item.code), item.code
    for guide in made.guide:
        yield (guide.theme.name,), guide.theme.title
    for source in arranging.sources(tasks):
        yield ("sources", "sources", source.name), source.short
    for parameter in (parameter for pack in rules.packs for parameter in pack.params):
        yield ("pack", "params", parameter.name), parameter.title if parameter in made.to_fill_in else ""
    for off in made.disabled:
        yield ("pack", "disable", off.code), off.code
    for task in tasks:
        yield from _terms(rules, task)
    yield from _words(rules, made, tasks)


def _terms(rules: RuleSet, task: Task) -> Iterator[tuple[Place, str]]:
    item, vocabulary = task.entry.item, rules.vocabulary
    yield ("vocabulary", "owners", item.owner), vocabulary.owners[item.owner].title
    yield ("vocabulary", "phases", item.phase), vocabulary.phases[item.phase].title


def _words(rules: RuleSet, made: Checklist, tasks: Iterable[Task]) -> Iterator[tuple[Place, str]]:
    """Yield the facets and values that the page speaks of."""
    facets = rules.vocabulary.facets
    for facet, values in (*made.campaign.facets.items(), *_tested(made, tasks)):
        yield ("vocabulary", "facets", facet), facets[facet].title
        for value in values:
            yield ("vocabulary", "facets", facet, "values", value), facets[facet].members[value].title


def _tested(made: Checklist, tasks: Iterable[Task]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield facets with the values that are named beside them."""
    for entry in (entry for task in tasks for entry in (task.entry, *task.channels)):
        yield "channels", (entry.channel,) if entry.channel else ()
        tests: Iterable[Is | Tested] = (*entry.because, *entry.to_confirm) if made.campaign.facets else tests_of(entry.item.when)
        yield from ((test.facet, test.wanted) for test in tests)
        for citation in _citations(entry):
            yield "markets", citation.places
            yield from ((test.facet, test.wanted) for test in citation.open_tests)
    for out in made.left_out:
        yield from ((test.facet, test.wanted) for test in out.failed)


def _citations(entry: Entry) -> tuple[Citation, ...]:
    return (*entry.citations, entry.becomes.citation) if entry.becomes else entry.citations
