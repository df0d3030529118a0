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

    name: str  #: its name in the rules
    title: str  #: its full title
    short: str  #: its name in a sentence
    issuer: str  #: who issued it
    provision: str  #: the article or section
    jurisdictions: tuple[str, ...]  #: markets it is law in, or `world`
    kind: str  #: `law`, `directive`, `guidance`, `platform-policy`, `self-regulation`, `standard` or `house`
    since: date  #: first day it applies
    since_text: str  #: that day as it was written, as in `2027-03`
    until: date | None  #: last day it applies, None if open
    url: str  #: its address
    summary: str  #: what it says, in one sentence
    through: tuple[tuple[str, str], ...]  #: market and national law, for a directive
    checked: date  #: day it was last looked at
    review_by: date  #: day by which to look again
    confidence: str  #: how sure the rules are of it
    caveat: str  #: what to mind, or empty
    location: Location  #: file and line of the rules


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

    code: str  #: its code, such as `PRV-03`, never used again
    theme: str  #: name of its theme
    action: str  #: one sentence that says what to do, in inline Markdown, as all text of an item
    why: str  #: why one has to
    how: tuple[str, ...]  #: the steps
    evidence: str  #: what proves that it is done
    owner: str  #: role that does it
    phase: str  #: `plan`, `build`, `review`, `launch`, `run` or `retire`
    effort: int  #: minutes, once the owner knows how
    lead: int  #: days before the launch by which it has to be done; negative: after it
    level: str  #: `should` or `could`, where no source makes it a must
    required_by: tuple[Requirement, ...]  #: sources that make it a must, and under which condition
    see: tuple[str, ...]  #: names of sources that support it
    when: Condition | None  #: the condition under which it applies; None: always
    per: str  #: `channels` if it is ticked per channel, else empty
    channels: tuple[ChannelSteps, ...]  #: what single channels add
    snippets: tuple[tuple[str, str], ...]  #: language and wording to copy
    also: tuple[str, ...]  #: further themes it belongs to
    since: str  #: version of the rules that brought it
    revised: str  #: version in which its meaning last changed
    replaces: tuple[str, ...]  #: codes whose place it takes
    packs: tuple[str, ...]  #: names of the packs that shaped it
    revised_by: str  #: pack that `revised` is a version of
    location: Location  #: file and line of the rules


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

    packs: tuple[Pack, ...]  #: the packs, the lowest first
    vocabulary: Vocabulary  #: facets with their values, owners, phases
    sources: Mapping[str, Source]  #: sources by name
    themes: Mapping[str, Theme]  #: themes by name
    item_list: tuple[Item, ...]  #: all items
    wording: Mapping[str, str]  #: sentences of pages in the language in use
    wordings: tuple[Mapping[str, str], ...]  #: the same in every language
    lang: str = SOURCE_LANG  #: language of the text
    langs: tuple[str, ...] = (SOURCE_LANG,)  #: languages there are
    untranslated: frozenset[tuple[str, ...]] = frozenset()  #: places of what is not in `lang`
    disabled: tuple[Disabled, ...] = ()  #: items that a house pack switched off
    defaults: tuple[tuple[str, tuple[str, ...]], ...] = ()  #: what the project states of every campaign


# ---- campaign


class Waiver(NamedTuple):
    """A documented decision not to do an item until the end of a day."""

    code: str  #: the code it is for
    reason: str  #: why the item is not done
    approver: str  #: who decided
    expires: date  #: last day it holds
    location: Location  #: where it was stated


class Campaign(NamedTuple):
    """The brief. A facet that is missing in `facets` is unknown; an empty tuple says *none*."""

    id: str  #: identity of its checklist
    title: str  #: its name
    launch: date | None  #: day it goes live
    ends: date | None  #: day it ends
    facets: Mapping[str, tuple[str, ...]]  #: what is stated, by facet; a missing one is unknown, an empty one says none
    params: Mapping[str, str]  #: values for the parameters of rule text
    waivers: tuple[Waiver, ...]  #: items not done, and why


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

    source: Source  #: the source
    places: tuple[str, ...]  #: markets it touches the entry in
    provision: str  #: the article or section
    certain: bool  #: whether it binds here and now
    reach: bool  #: whether only the markets decide
    open_tests: tuple[Tested, ...]  #: what would have to be known of its own condition


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

    code: str  #: the code of the item, `PRV-03.tiktok` where it is ticked per channel
    item: Item  #: the item as the rules have it
    channel: str  #: the channel, or empty
    level: str  #: `must`, `should` or `could`, as it stands for this campaign
    confirmed: bool  #: whether the campaign states enough to be sure of a must
    applies: Truth  #: 1 unknown, 2 it applies
    because: tuple[Tested, ...]  #: the tests that the campaign meets
    to_confirm: tuple[Tested, ...]  #: the tests that the campaign leaves open
    citations: tuple[Citation, ...]  #: what makes it a must
    becomes: Becomes | None  #: the day from which it will be a must, and by which source
    by: date | None  #: day by which it has to be done
    see: tuple[Source, ...]  #: sources that support it
    action: Prose  #: what to do, parameters filled in; `str()` gives plain text
    why: Prose  #: why one has to
    how: tuple[Prose, ...]  #: the steps
    evidence: Prose  #: what proves that it is done
    snippets: tuple[tuple[str, Prose], ...]  #: language and wording to copy
    waiver: Waiver | None  #: the waiver that covers it
    state: State | None  #: tick and notes of a page


class Task(NamedTuple):
    """One line to tick: an entry, or an item with one entry for each channel beneath it."""

    entry: Entry  #: the item
    channels: tuple[Entry, ...]  #: one entry for each channel, or none


class Section(NamedTuple):
    """A group of tasks under one heading."""

    key: str  #: name of the phase, theme or owner
    title: str  #: its heading in the rules' own words
    tasks: tuple[Task, ...]  #: what stands under it, in order


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

    code: str  #: the code
    failed: tuple[Tested, ...]  #: the tests that failed


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

    id: str  #: its identity on a page
    campaign: Campaign  #: the campaign, with the arguments laid over it
    as_of: date  #: day that laws and waivers are judged at
    as_of_mode: str  #: how that day came about: `launch`, `today`, or the day itself
    packs: tuple[Pack, ...]  #: the packs it was made with
    vocabulary: Vocabulary  #: what names of facets, owners and phases mean
    lang: str  #: language of the text
    group_by: str  #: what the sections are: `phase`, `theme`, `owner`
    sections: tuple[Section, ...]  #: the list
    guide: tuple[ThemeGuide, ...]  #: the tasks by theme, for reading
    duties: tuple[Duty, ...]  #: the tasks by role
    questions: tuple[Question, ...]  #: facets the campaign leaves open, and the items that hang on them
    coming: tuple[Coming, ...]  #: what becomes a must, and when
    waived: tuple[Task, ...]  #: tasks that a waiver covers
    ended_waivers: tuple[Waiver, ...]  #: waivers that have run out
    left_out: tuple[LeftOut, ...]  #: items that a stated fact rules out
    hidden: tuple[Hidden, ...]  #: codes that an argument took away
    gone: tuple[Gone, ...]  #: lines of a page that fell out and carry somebody's words
    to_fill_in: tuple[Parameter, ...]  #: parameters of rule text without a value
    totals: Totals  #: tasks by level
    checked: date  #: last day any of its sources was looked at
    review_by: date  #: first day one has to be looked at again
    untranslated: tuple[str, ...]  #: what is not in `lang`
    disabled: tuple[Disabled, ...] = ()  #: items that a house pack switched off
    owner: str = ""  #: the role whose sheet it is, if it is one
    others: tuple[tuple[str, int], ...] = ()  #: the roles that have the rest, with their numbers of tasks
