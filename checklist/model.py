"""The nouns of the product, frozen.

No input or output, no clock, no environment: values only. Names follow the glossary of the README. No field is
called like a method of dict or tuple (`items`, `keys`, `count` …), because Jinja would read the method instead.

This module alone does without `from __future__ import annotations`: NamedTuple compiles every annotation
that is a string, which took longer than everything else at start-up.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from .errors import Location
from .inlines import Prose

LEVELS = ("must", "should", "could")
# The language that rules are written in; all others are translations.
SOURCE_LANG = "en"


class Truth(IntEnum):
    """Three-valued logic; *all* is the minimum, *any* the maximum, *not* the mirror."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


# ---- vocabulary


class Value(NamedTuple):
    """A value of a facet: `title` as it stands in a sentence, `phrase` after a verb ("the EU"), `short` as a badge.

    `languages` are those of its people, as codes, where it is a market.
    """

    name: str
    title: str
    phrase: str
    short: str
    define: str
    within: tuple[str, ...]
    languages: tuple[str, ...]


class Facet(NamedTuple):
    """A property of a campaign. `above` and `below` are the closure of `within`, each value included."""

    name: str
    title: str
    question: str
    members: Mapping[str, Value]
    above: Mapping[str, frozenset[str]]
    below: Mapping[str, frozenset[str]]


class Term(NamedTuple):
    """A word of the vocabulary without a hierarchy: an owner or a phase."""

    name: str
    title: str
    define: str


class Vocabulary(NamedTuple):
    """All words that rules and campaigns may use, in the order the page shows them."""

    facets: Mapping[str, Facet]
    owners: Mapping[str, Term]
    phases: Mapping[str, Term]


# ---- rules


class Is(NamedTuple):
    """A test: the campaign's *facet* has one of the *wanted* values."""

    facet: str
    wanted: tuple[str, ...]


class All(NamedTuple):
    """Every part holds."""

    parts: "tuple[Condition, ...]"


class Any_(NamedTuple):
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


class Not(NamedTuple):
    """The part does not hold."""

    part: "Condition"


Condition = Is | All | Any_ | Not


class Source(NamedTuple):
    """A law, policy, guidance or standard. `since` and `until` are its first and last day; `since_text` as written."""

    name: str
    title: str
    short: str
    issuer: str
    provision: str
    jurisdictions: tuple[str, ...]
    kind: str
    since: date
    since_text: str
    until: date | None
    url: str
    summary: str
    through: tuple[tuple[str, str], ...]
    checked: date
    review_by: date
    confidence: str
    caveat: str
    location: Location


class Requirement(NamedTuple):
    """A source that makes an item a must, and under which further condition."""

    source: str
    when: Condition | None = None


class ChannelSteps(NamedTuple):
    """What one channel adds to an item that is ticked per channel."""

    channel: str
    how: tuple[str, ...]
    see: tuple[str, ...]


class Item(NamedTuple):
    """One action a marketer can do, verify and tick. `effort` in minutes, `lead` in days before launch.

    `packs` are those that shaped it, in order; `revised` is a version of the pack `revised_by`.
    """

    code: str
    theme: str
    action: str
    why: str
    how: tuple[str, ...]
    evidence: str
    owner: str
    phase: str
    effort: int
    lead: int
    level: str
    required_by: tuple[Requirement, ...]
    see: tuple[str, ...]
    when: Condition | None
    per: str
    channels: tuple[ChannelSteps, ...]
    snippets: tuple[tuple[str, str], ...]
    also: tuple[str, ...]
    since: str
    revised: str
    replaces: tuple[str, ...]
    packs: tuple[str, ...]
    revised_by: str
    location: Location


class Theme(NamedTuple):
    """A governance theme and how a change in it reaches marketing."""

    name: str
    code: str
    title: str
    impact: str


class Parameter(NamedTuple):
    """A value that rule text leaves to the house or the campaign."""

    name: str
    title: str
    default: str | None
    type: str
    min: int | None
    max: int | None


class Pack(NamedTuple):
    """Rules with a version. A house pack `extends` others and says which versions of them it `requires`."""

    name: str
    version: str
    title: str
    prefixes: tuple[str, ...]
    params: tuple[Parameter, ...]
    extends: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


class Disabled(NamedTuple):
    """An item that a house pack switched off, and why."""

    code: str
    pack: str
    reason: str


class RuleSet(NamedTuple):
    """Everything the rules say, packs already laid over each other, in the language `lang`.

    `disabled` are the items that a house switched off; `defaults` what the project states of every campaign.
    `langs` are the languages a page may be written in, `wordings` begin with theirs in the same order, `wording` is the
    one in use; people's notes are understood in all of them. `untranslated` are the places (see `translation`) of what
    is not in `lang`, or not any more.
    """

    packs: tuple[Pack, ...]
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    themes: Mapping[str, Theme]
    item_list: tuple[Item, ...]
    wording: Mapping[str, str]
    wordings: tuple[Mapping[str, str], ...]
    lang: str = SOURCE_LANG
    langs: tuple[str, ...] = (SOURCE_LANG,)
    untranslated: frozenset[tuple[str, ...]] = frozenset()
    disabled: tuple[Disabled, ...] = ()
    defaults: tuple[tuple[str, tuple[str, ...]], ...] = ()


# ---- campaign


class Waiver(NamedTuple):
    """A documented decision not to do an item until the end of a day."""

    code: str
    reason: str
    approver: str
    expires: date
    location: Location


class Campaign(NamedTuple):
    """The brief. A facet that is missing in `facets` is unknown; an empty tuple says *none*."""

    id: str
    title: str
    launch: date | None
    ends: date | None
    facets: Mapping[str, tuple[str, ...]]
    params: Mapping[str, str]
    waivers: tuple[Waiver, ...]


# ---- checklist


class Tested(NamedTuple):
    """One test of a condition against a campaign. `stated` is None where the campaign is silent."""

    facet: str
    wanted: tuple[str, ...]
    stated: tuple[str, ...] | None
    truth: Truth
    negated: bool


class Verdict(NamedTuple):
    """The outcome of a condition: `deciding` tests carry the verdict, `holding` tests are met."""

    truth: Truth
    deciding: tuple[Tested, ...]
    holding: tuple[Tested, ...]


class Citation(NamedTuple):
    """A binding source as it touches one entry. `places` are market names, `certain` = it binds here and now.

    `reach` is true if only the markets decide; `open_tests` are the unknown tests of its own condition.
    """

    source: Source
    places: tuple[str, ...]
    provision: str
    certain: bool
    reach: bool
    open_tests: tuple[Tested, ...]


class Becomes(NamedTuple):
    """The day from which a source makes an entry a must."""

    day: date
    citation: Citation


class State(NamedTuple):
    """What people recorded under a code, verbatim: `tail` on the line, `notes` below. `number` is the wiki's own for the task."""

    box: str
    tail: str
    notes: tuple[str, ...]
    number: str = ""


class Entry(NamedTuple):
    """An item as it stands in one checklist; `code` carries the channel where the item is ticked per channel."""

    code: str
    item: Item
    channel: str
    level: str
    confirmed: bool
    applies: Truth
    because: tuple[Tested, ...]
    to_confirm: tuple[Tested, ...]
    citations: tuple[Citation, ...]
    becomes: Becomes | None
    by: date | None
    see: tuple[Source, ...]
    action: Prose
    why: Prose
    how: tuple[Prose, ...]
    evidence: Prose
    snippets: tuple[tuple[str, Prose], ...]
    waiver: Waiver | None
    state: State | None


class Task(NamedTuple):
    """One line to tick: an entry, or an item with one entry for each channel beneath it."""

    entry: Entry
    channels: tuple[Entry, ...]


class Section(NamedTuple):
    """A group of tasks under one heading."""

    key: str
    title: str
    tasks: tuple[Task, ...]


class ThemeGuide(NamedTuple):
    """A theme with the tasks that belong to it, for reading."""

    theme: Theme
    tasks: tuple[Task, ...]


class Duty(NamedTuple):
    """A role and the tasks it owns, in order of phase."""

    owner: Term
    tasks: tuple[Task, ...]


class Question(NamedTuple):
    """A facet the brief leaves open: items that `stay` in until it is answered, items that `may_bind`.

    `perhaps` are the values asked for where the brief states the facet, but too broadly.
    """

    facet: Facet
    perhaps: tuple[str, ...]
    stay: tuple[str, ...]
    may_bind: tuple[str, ...]


class Coming(NamedTuple):
    """A day on which an entry becomes a must."""

    code: str
    becomes: Becomes


class LeftOut(NamedTuple):
    """An item that a stated fact rules out, and the tests that failed."""

    code: str
    failed: tuple[Tested, ...]


class Hidden(NamedTuple):
    """Codes an option took away; of a budget also how many of each level, their minutes, and those of the musts if they exceed it."""

    option: str
    codes: tuple[str, ...]
    levels: tuple[tuple[str, int], ...] = ()
    minutes: int = 0
    over: int = 0


class Gone(NamedTuple):
    """A line that fell out of the list but carries people's words.

    `inner` is verbatim from a page in `dialect`, `plain` the same as plain text; `reason` is in words, and empty
    where `inner` holds it already.
    """

    code: str
    dialect: str
    inner: str
    plain: str
    state: State
    reason: str


class Totals(NamedTuple):
    """Tasks by level."""

    total: int
    must: int
    should: int
    could: int
    waived: int


class Checklist(NamedTuple):
    """What one campaign has to do, by the rules as of a day; `untranslated` names what of it is not in `lang`.

    The sheet of one `owner` has the name of the role, and in `others` the roles that have the rest, with their numbers of tasks.
    """

    id: str
    campaign: Campaign
    as_of: date
    as_of_mode: str
    packs: tuple[Pack, ...]
    vocabulary: Vocabulary
    lang: str
    group_by: str
    sections: tuple[Section, ...]
    guide: tuple[ThemeGuide, ...]
    duties: tuple[Duty, ...]
    questions: tuple[Question, ...]
    coming: tuple[Coming, ...]
    waived: tuple[Task, ...]
    ended_waivers: tuple[Waiver, ...]
    left_out: tuple[LeftOut, ...]
    hidden: tuple[Hidden, ...]
    gone: tuple[Gone, ...]
    to_fill_in: tuple[Parameter, ...]
    totals: Totals
    checked: date
    review_by: date
    untranslated: tuple[str, ...]
    disabled: tuple[Disabled, ...] = ()
    owner: str = ""
    others: tuple[tuple[str, int], ...] = ()
