"""Put a language on a rule set, string by string, and say what is missing or out of date.

A translation is a set of phrases, each at the place of the string it stands for and with a digest of that string. A
phrase whose digest is not that of the text it now stands for is never shown: the text itself is. What of a pack can be
translated is said once, by `reworded`; everything else asks it.

Not responsible for files (`phrases` reads them, `drafting` writes them), nor for the wording of pages, which has no digests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from . import prose
from .errors import Location, Problem
from .model import ChannelSteps, Facet, Item, Pack, Parameter, RuleSet, Source, Term, Theme, Value, Vocabulary

# Where a string stands: the stem of the file that translates it, then the keys in that file.
Place = tuple[str, ...]
# What is said at a place instead of a text; False where nothing is amiss if nobody translated it.
Say = Callable[[Place, str, bool], str]

_SLOT = re.compile(r"\{[a-z_]+\}")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Phrase(NamedTuple):
    """A string in another language: the digest `of` what it translates ("" where nobody gave one), and the `text`.

    An empty text is missing; `same` says that the text is rightly that of the source.
    """

    of: str
    text: str
    same: bool
    location: Location


class Text(NamedTuple):
    """A string of the rules that can be translated; `needed` if a page would show a foreign word without."""

    place: Place
    words: str
    needed: bool


class Pair(NamedTuple):
    """A text with the phrase that stands for it, stood for it, or None."""

    text: Text
    phrase: Phrase | None


Phrases = Mapping[Place, Sequence[Phrase]]


def digest(text: str) -> str:
    """Return the first 8 hexadecimal digits of SHA-256 of *text* in NFC, parameters as they stand in the rules."""
    return sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:8]


def is_words(text: str) -> bool:
    """Return whether *text* holds a word: letters side by side that are not all capitals. `EU` and `UWG § 5` do not."""
    return any(not found.isupper() for found in _WORD.findall(text))


def texts(rules: RuleSet) -> tuple[Text, ...]:
    """Return every string of *rules* that can be translated, in the order of the files."""
    found: list[Text] = []

    def note(place: Place, text: str, needed: bool) -> str:
        if text:
            found.append(Text(place, text, needed and is_words(text)))
        return text

    reworded(rules, note)
    return tuple(found)


def own_texts(rules: RuleSet, below: RuleSet | None) -> Iterator[Text]:
    """Yield the texts of *rules* that the rules *below* them do not have: what a house pack brings."""
    known = {(text.place, text.words) for text in texts(below)} if below else set()
    return (text for text in texts(rules) if (text.place, text.words) not in known)


def put(rules: RuleSet, phrases: Phrases, lang: str) -> RuleSet:
    """Return *rules* in the language *lang*, one of theirs; what has no phrase of its own stays as it is.

    What of that a page would show is `untranslated`.
    """
    missing: set[Place] = set()

    def say(place: Place, text: str, needed: bool) -> str:
        said = _said(phrases.get(place, ()), text)
        if not said and needed and is_words(text) and not _is_unseen(place):
            missing.add(owner(place))
        return said or text

    wording = rules.wordings[rules.langs.index(lang)]
    return reworded(rules, say)._replace(lang=lang, wording=wording, untranslated=frozenset(missing))


def owner(place: Place) -> Place:
    """Return the place of what a string belongs to: an item, a source, a value, a theme."""
    return place[:5] if place[3:4] == ("values",) else place[:3] if len(place) > 2 else place[:1]


def _is_unseen(place: Place) -> bool:
    """Return whether a string stands on no page: `explain`, `list` and data alone show it."""
    return place[-1] in ("define", "summary", "caveat") or (place[0] == "sources" and place[-1] == "title")


def _said(phrases: Iterable[Phrase], text: str) -> str:
    """Return the translation of *text* among *phrases*, "" if there is none; of several the last counts."""
    given = [phrase for phrase in phrases if phrase.text or phrase.same]
    current = digest(text) if given else ""
    return next((text if phrase.same else phrase.text for phrase in reversed(given) if phrase.of == current), "")


# ---- what can be translated


def reworded(rules: RuleSet, say: Say) -> RuleSet:
    """Return *rules* with what *say* returns for each string that can be translated."""
    return rules._replace(
        packs=_packs(rules.packs, say),
        vocabulary=_vocabulary(rules.vocabulary, say),
        sources={name: _source(source, say) for name, source in rules.sources.items()},
        themes={name: _theme(theme, say) for name, theme in rules.themes.items()},
        item_list=tuple(_item(item, say) for item in rules.item_list),
        disabled=tuple(off._replace(reason=say(("pack", "disable", off.code), off.reason, True)) for off in rules.disabled),
    )


def _packs(packs: Iterable[Pack], say: Say) -> tuple[Pack, ...]:
    """Return *packs* in words of the language; what a house sets a parameter of others to is a name, and stays."""
    declared: set[str] = set()
    said = []
    for pack in packs:
        said.append(pack._replace(params=tuple(
            _parameter(parameter, say, parameter.name not in declared) for parameter in pack.params
        )))
        declared.update(parameter.name for parameter in pack.params)
    return tuple(said)


def _parameter(parameter: Parameter, say: Say, is_declared: bool) -> Parameter:
    place = ("pack", "params", parameter.name)
    default = parameter.default
    if is_declared and default is not None and parameter.type == "text":
        default = say((*place, "default"), default, True)
    return parameter._replace(title=say((*place, "title"), parameter.title, True), default=default)


def _vocabulary(vocabulary: Vocabulary, say: Say) -> Vocabulary:
    return Vocabulary(
        {name: _facet(facet, say) for name, facet in vocabulary.facets.items()},
        {name: _term(("vocabulary", "owners", name), term, say) for name, term in vocabulary.owners.items()},
        {name: _term(("vocabulary", "phases", name), term, say) for name, term in vocabulary.phases.items()},
    )


def _facet(facet: Facet, say: Say) -> Facet:
    place = ("vocabulary", "facets", facet.name)
    return facet._replace(
        title=say((*place, "title"), facet.title, True),
        question=say((*place, "question"), facet.question, True),
        members={name: _value((*place, "values", name), value, say) for name, value in facet.members.items()},
    )


def _value(place: Place, value: Value, say: Say) -> Value:
    """Return *value* in words of the language; where it has no phrase or badge of its own, its title serves again."""
    title = say((*place, "title"), value.title, True)

    def other(name: str, text: str) -> str:
        said = say((*place, name), text, text != value.title)
        return title if said == text == value.title else said

    return value._replace(
        title=title, phrase=other("phrase", value.phrase), short=other("short", value.short),
        define=say((*place, "define"), value.define, True),
    )


def _term(place: Place, term: Term, say: Say) -> Term:
    return term._replace(title=say((*place, "title"), term.title, True), define=say((*place, "define"), term.define, True))


def _source(source: Source, say: Say) -> Source:
    place = ("sources", "sources", source.name)
    # National law goes by the name it has there, so nobody has to translate it.
    return source._replace(
        title=say((*place, "title"), source.title, True),
        short=say((*place, "short"), source.short, True),
        summary=say((*place, "summary"), source.summary, True),
        caveat=say((*place, "caveat"), source.caveat, True),
        through=tuple((country, say((*place, "through", country), law, False)) for country, law in source.through),
    )


def _theme(theme: Theme, say: Say) -> Theme:
    return theme._replace(title=say((theme.name, "title"), theme.title, True), impact=say((theme.name, "impact"), theme.impact, True))


def _item(item: Item, say: Say) -> Item:
    place = (item.theme, "items", item.code)
    return item._replace(
        action=say((*place, "action"), item.action, True),
        why=say((*place, "why"), item.why, True),
        how=tuple(say((*place, "how"), step, True) for step in item.how),
        evidence=say((*place, "evidence"), item.evidence, True),
        channels=tuple(_steps((*place, "channels", steps.channel, "how"), steps, say) for steps in item.channels),
    )


def _steps(place: Place, steps: ChannelSteps, say: Say) -> ChannelSteps:
    return steps._replace(how=tuple(say(place, step, True) for step in steps.how))


# ---- which phrase stands for which text


def by_place(found: Iterable[Text]) -> dict[Place, list[Text]]:
    """Return texts by their place; the steps of one list share theirs."""
    places: dict[Place, list[Text]] = {}
    for text in found:
        places.setdefault(text.place, []).append(text)
    return places


def pairs(here: Sequence[Text], given: Iterable[Phrase]) -> tuple[list[Pair], list[Phrase]]:
    """Return each text of one place with its phrase, and the phrases that are left over.

    A phrase belongs to the text of its digest, so steps may change their order. Those that fit no text are paired with
    the texts that have none, in order: that is what they stood for before it was changed.
    """
    wanted = [digest(text.words) for text in here]
    fitting: dict[str, Phrase] = {}
    others: list[Phrase] = []
    for phrase in given:
        if phrase.of in wanted and phrase.of not in fitting:
            fitting[phrase.of] = phrase
        elif phrase.text or phrase.same:
            others.append(phrase)
    paired = []
    for text, name in zip(here, wanted):
        phrase_of = fitting.get(name)
        paired.append(Pair(text, phrase_of if phrase_of else others.pop(0) if others else None))
    return paired, others


# ---- what a reviewer would object to


def findings(
    rules: RuleSet, phrases: Phrases, *, folder: str, stems: Iterable[str], below: RuleSet | None = None
) -> Iterator[Problem]:
    """Yield what is missing, out of date or doubtful in a translation of *rules* (in their own language).

    *folder* is where it stands, *stems* are the names of its files without their ending; what the rules *below* say is
    not its business.
    """
    places = by_place(own_texts(rules, below))
    absent: dict[str, int] = {}
    for place, here in places.items():
        if place[0] in stems:
            paired, others = pairs(here, phrases.get(place, ()))
            for pair in paired:
                yield from _doubts(pair, f"{folder}/{place[0]}.yml")
            yield from map(_orphan, others)
        else:
            absent[place[0]] = absent.get(place[0], 0) + sum(text.needed for text in here)
    for place in phrases:
        if place not in places:
            yield from map(_orphan, phrases[place])
    for stem, number in absent.items():
        if number:
            hint = "`checklist rules translate` writes the file"
            yield Problem(Location(f"{folder}/{stem}.yml"), "LNT20", f"the file is missing, and with it {number} translations", hint)


def unworded(rules: RuleSet, given: Collection[str], *, path: str) -> Iterator[Problem]:
    """Yield the sentences of pages of *rules* whose names are not *given*; they belong into the file *path*."""
    for name, sentence in rules.wording.items():
        if name not in given and is_words(_SLOT.sub("", sentence)):
            yield Problem(Location(path), "LNT20", f"{name} has no translation", f"it says {sentence!r}")


def _doubts(pair: Pair, path: str) -> Iterator[Problem]:
    (place, words, needed), phrase = pair
    name = _name(place)
    if phrase is None or not (phrase.text or phrase.same):
        if needed:
            where = phrase.location if phrase else Location(path)
            yield Problem(where, "LNT20", f"{name} has no translation", f"it says {_cut(words)!r}")
        return
    current = digest(words)
    if not phrase.of:
        hint = f"if it translates {_cut(words)!r}, write of: {current}, or let `checklist rules translate` do it"
        yield Problem(phrase.location, "LNT24", f"{name} does not say what it translates", hint)
    elif phrase.of != current:
        hint = f"revise the text, then write of: {current}; it says {_cut(words)!r}"
        yield Problem(phrase.location, "LNT21", f"{name} changed after it was translated", hint)
    elif phrase.same and phrase.text not in ("", words):
        yield Problem(phrase.location, "LNT23", f"{name} is not the same, but says so", "remove `same` or `text`")
    elif not phrase.same:
        yield from _slips(name, words, phrase)
        if place[-1] in ("action", "evidence") and phrase.text.endswith("."):
            yield Problem(phrase.location, "LNT02", f"{name} ends in a full stop", "remove it")


def _slips(name: str, words: str, phrase: Phrase) -> Iterator[Problem]:
    """Yield what is doubtful in a translation that is up to date."""
    if phrase.text == words:
        yield Problem(phrase.location, "LNT22", f"{name} is not translated", "write `same: true` if that is right")
    lost = set(prose.parameters(words)) ^ set(prose.parameters(phrase.text))
    if lost:
        hint = "take over each {{ name }} as it is"
        yield Problem(phrase.location, "LNT25", f"{name} has not the same parameters: {', '.join(sorted(lost))}", hint)


def _orphan(phrase: Phrase) -> Problem:
    return Problem(phrase.location, "LNT26", "it stands for no text of the rules", "remove it")


def _name(place: Place) -> str:
    """Return what a place is called in a message: `PRV-03 action`."""
    return " ".join(part for part in place[1:] if part not in ("items", "sources", "facets", "values", "params"))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
