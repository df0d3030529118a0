"""What can still be asked about a campaign, what comes first, and what the answers make of its checklist.

Pure: rules, a brief and answers in, questions and numbers out. A facet is asked for only while its answer can still change
something (`deciding`), a parameter only while a text that remains leaves it open. Not responsible for asking (`cli/init_`),
for what is typed (`replies`), nor for the text of the brief (`briefing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from . import arranging, making, prose, selection
from .briefs import slug
from .deciding import deciding
from .model import Campaign, Checklist, Facet, Item, Parameter, Question, RuleSet
from .wording import is_open

# A name, an id or the value of a parameter; a day; the values of a facet; None where nobody knows.
Answer = str | date | tuple[str, ...] | None

CAMPAIGN, ID, LAUNCH, ENDS = "campaign", "id", "launch", "ends"
_PARAM = "params."


class Asked(NamedTuple):
    """A question: its place in the brief, and the facet or the parameter it is about."""

    key: str
    facet: Facet | None = None
    parameter: Parameter | None = None


class Standing(NamedTuple):
    """How many items are in, of them how many a must and how many to confirm; and how many are left out."""

    total: int
    must: int
    to_confirm: int
    left_out: int


class Interview:
    """The answers so far, laid over a brief; *given* are those that nobody has to be asked for."""

    def __init__(self, rules: RuleSet, base: Campaign, given: Mapping[str, Answer], *, day: date) -> None:
        self.rules, self.base, self.day = rules, base, day
        self.answers = dict(given)
        self._asked: list[str] = []
        self._again: set[str] = set()
        self._made: dict[bool, Checklist] = {}

    # ---- answers

    def answer(self, asked: Asked, answer: Answer) -> None:
        """Take an answer."""
        self.answers[asked.key] = answer
        self._asked.append(asked.key)
        self._again.discard(asked.key)
        self._made.clear()

    def back(self) -> bool:
        """Return whether there is a question before, which then comes next; its answer counts until there is another."""
        if not self._asked:
            return False
        self._again.add(self._asked.pop())
        self._made.clear()
        return True

    def campaign(self) -> Campaign:
        """Return the campaign as far as it is known."""
        return self._campaign(firm=False)

    def checklist(self) -> Checklist:
        """Return the checklist as it stands."""
        return self._checklist(firm=False)

    def standing(self) -> Standing:
        """Return the numbers of the checklist as it stands."""
        made = self.checklist()
        to_confirm = sum(is_open(task.entry) for section in made.sections for task in section.tasks)
        return Standing(made.totals.total, made.totals.must, to_confirm, len(made.left_out))

    # ---- questions

    def number(self) -> int:
        """Return the number of the next question, from 1."""
        return len(self._asked) + 1

    def most(self) -> int:
        """Return how many questions there are at most, those answered included; it never grows."""
        return len(self._asked) + len(self.questions())

    def questions(self) -> tuple[Asked, ...]:
        """Return what can still be asked, what comes next first; of the parameters perhaps more than will be."""
        made = self._checklist(firm=True)
        campaign = self._campaign(firm=True)
        plain = tuple(self._plain(campaign))
        # The day laws are judged at may still move, and another facet may then decide.
        facets = self._unstated(campaign) if Asked(LAUNCH) in plain else self._facets(made)
        return (*plain, *map(Asked, facets, facets.values()), *self._parameters(made, bool(facets)))

    def deciding(self) -> frozenset[str]:
        """Return the facets that can still change something, had nobody refused an answer."""
        made = self.checklist()
        return deciding(self.rules, made.campaign.facets, closed=(), as_of=made.as_of)

    def _plain(self, campaign: Campaign) -> Iterator[Asked]:
        if not campaign.title:
            yield Asked(CAMPAIGN)
        elif not campaign.id:
            yield Asked(ID)
        for key, day in ((LAUNCH, campaign.launch), (ENDS, campaign.ends)):
            if day is None and not self._is_closed(key):
                yield Asked(key)

    def _unstated(self, campaign: Campaign) -> dict[str, Facet]:
        known = self.rules.vocabulary.facets
        return {name: facet for name, facet in known.items() if name not in campaign.facets and not self._is_closed(name)}

    def _facets(self, made: Checklist) -> dict[str, Facet]:
        """Return the facets to ask for, what touches most items first."""
        known = self.rules.vocabulary.facets
        closed = [name for name in known if self._is_closed(name)]
        left = deciding(self.rules, made.campaign.facets, closed=closed, as_of=made.as_of)
        touched = {question.facet.name: len({*question.stay, *question.may_bind}) for question in open_questions(made)}
        return {name: known[name] for name in sorted((name for name in known if name in left), key=lambda name: -touched.get(name, 0))}

    def _parameters(self, made: Checklist, may_gain: bool) -> Iterator[Asked]:
        """Yield the parameters that texts leave open; if the list *may gain* entries for channels, those of their steps too."""
        unset = selection.parameters(self.rules, made.campaign)[1]
        remaining = [task.entry.item for tasks in (*(section.tasks for section in made.sections), made.waived) for task in tasks]
        names = _used(remaining) if may_gain else [parameter.name for parameter in made.to_fill_in]
        for name in names:
            if name in unset and not self._is_closed(_PARAM + name):
                yield Asked(_PARAM + name, parameter=unset[name])

    def _is_closed(self, key: str) -> bool:
        """Return whether nobody knows the answer to *key*."""
        return key in self.answers and self.answers[key] is None and key not in self._again

    def _campaign(self, *, firm: bool) -> Campaign:
        answers = {key: answer for key, answer in self.answers.items() if not firm or key not in self._again}
        return _laid(self.base, answers)

    def _checklist(self, *, firm: bool) -> Checklist:
        """Return the checklist; a *firm* one leaves out the answers that are asked for again."""
        firm = firm and bool(self._again)
        if firm not in self._made:
            brief = making.Brief(self._campaign(firm=firm))
            self._made[firm] = making.checklist(self.rules, brief, selection.Choice(), day=self.day, may_be_empty=True)
        return self._made[firm]


def open_questions(made: Checklist) -> tuple[Question, ...]:
    """Return the facets that *made* leaves open and the codes they touch, also where no fact is stated at all.

    Of the markets, the places that a law may or may not reach count as values asked for.
    """
    tasks = [task for section in made.sections for task in section.tasks]
    places = {
        place for task in tasks if task.entry.level == "must" and "markets" in made.campaign.facets
        for citation in task.entry.citations if not citation.reach for place in citation.places
    }
    found = []
    for question in arranging.questions(tasks, made.vocabulary.facets.values()):
        asked_for = {*question.perhaps, *(places if question.facet.name == "markets" else ())}
        found.append(question._replace(perhaps=tuple(name for name in question.facet.members if name in asked_for)))
    return tuple(found)


def parameter_key(name: str) -> str:
    """Return the place in the brief of the parameter *name*."""
    return _PARAM + name


def _laid(base: Campaign, answers: Mapping[str, Answer]) -> Campaign:
    """Return *base* with *answers* over it; one that nobody knows leaves it unknown."""
    title, given, launch, ends = (answers.get(key) or old for key, old in (
        (CAMPAIGN, base.title), (ID, base.id), (LAUNCH, base.launch), (ENDS, base.ends)
    ))
    facets = {name: values for name, values in base.facets.items() if name not in answers}
    facets.update({key: answer for key, answer in answers.items() if isinstance(answer, tuple)})
    params = {key[len(_PARAM):]: answer for key, answer in answers.items() if key.startswith(_PARAM) and isinstance(answer, str)}
    assert isinstance(title, str) and isinstance(given, str)
    assert not isinstance(launch, (str, tuple)) and not isinstance(ends, (str, tuple))
    return base._replace(
        title=title, id=given or slug(title), launch=launch, ends=ends, facets=facets, params={**base.params, **params}
    )


def _used(items: list[Item]) -> list[str]:
    """Return the parameters in any text of *items*, each once."""
    used: dict[str, None] = {}
    for item in items:
        steps = (text for step in item.channels for text in step.how)
        for text in (item.action, item.why, item.evidence, *item.how, *(text for _, text in item.snippets), *steps):
            if "{{ " in text:
                used.update(dict.fromkeys(prose.parameters(text)))
    return list(used)
