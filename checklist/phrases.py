"""The files of a translation: their formats, as tables, and how they are read.

One folder for each language, one file for each theme and three for the rest of a pack. A name that the rules do not
define is a problem where it stands; a text that the rules no longer hold is not, because `linting` tells of it.

Not responsible for opening files (`loading`), nor for what a phrase stands for (`translation`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping as Names, Sequence as Several
from typing import Any

from . import yamlio
from .errors import ChecklistError, Location, Problem
from .fields import Described, FormatVersion, Reading, Ref, RuleText, Str
from .model import RuleSet
from .records import Field, ListOf, MapOf, Record
from .translation import Phrase, Phrases, Place
from .yamlio import Mapping, Node, Scalar, quoted

Tree = dict[str, Any]


class Yes:
    """The word `true`; whatever is not so is left out."""

    def read(self, node: Node, reading: Reading) -> bool | None:
        """Return True, or report what stands there instead."""
        if isinstance(node, Scalar) and node.text == "true":
            return True
        reading.report(node, "RUL05", "this is not `true`", "write `same: true`, or remove the key")
        return None

    def describe(self) -> Described:
        """Return the JSON Schema."""
        return {"const": True}


class Draft:
    """A text that may still be empty: `""` waits for its translation."""

    def __init__(self, kind: Str) -> None:
        self.kind = kind

    def read(self, node: Node, reading: Reading) -> str | None:
        """Return the text, "" for none."""
        if isinstance(node, Scalar) and not node.plain and not node.text.strip():
            return ""
        return self.kind.read(node, reading)

    def describe(self) -> Described:
        """Return the JSON Schema."""
        return self.kind.describe() | {"minLength": 0}


class Branch(MapOf):
    """A mapping of names to translations. Returns a dict."""

    def read(self, node: Node, reading: Reading) -> Any:
        """Return the translations by name."""
        pairs = super().read(node, reading)
        return None if pairs is None else dict(pairs)


class Steps(ListOf):
    """Translations of a list, each of another text, in any order."""

    def read(self, node: Node, reading: Reading) -> tuple[Any, ...] | None:
        """Return the phrases; a digest that stands twice is reported."""
        phrases = super().read(node, reading)
        seen = set()
        for phrase in phrases or ():
            if phrase.of and phrase.of in seen:
                place = Scalar("", False, phrase.location.line, phrase.location.column)
                reading.report(place, "RUL07", f"{phrase.of} is translated twice in this list", "remove one of them")
            seen.add(phrase.of)
        return phrases


def _tree(**values: Any) -> Tree:
    return {name: value for name, value in values.items() if value and name not in ("schema", "theme")}


def _phrase(of: str, text: str | None, same: bool, at: Location) -> Phrase:
    return Phrase(of, text or "", same, at)


def _check_phrase(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    if values["text"] is None and not values["same"]:
        reading.report(node, "RUL08", "key 'text' is missing in a translation", 'write it, `text: ""` if it is to come, or `same: true`')


def _text(kind: Str) -> Record:
    """Return the translation of a text of this kind."""
    return Record(
        "a translation",
        [
            Field("of", Str(most=8, pattern="[0-9a-f]{8}", shape="a digest", example="1a2b3c4d", bare=True), _OF, missing=""),
            Field("text", Draft(kind), 'the text in the language of the folder; "" if it is to come'),
            Field("same", Yes(), "true if the text is rightly that of the rules", missing=False),
        ],
        _phrase,
        placed=True,
        check=_check_phrase,
    )


# Other languages are longer than English: half as much again. An action and a badge still have to fit their line.
_OF = "digest of the text it translates: the first 8 hexadecimal digits of its SHA-256; `checklist rules translate` fills it in"
_SCHEMA = Field("schema", FormatVersion(1), "version of the file format: 1", True)
_TITLE = Field("title", _text(RuleText(most=120)), "title")
_DEFINE = Field("define", _text(Str(most=240)), "one sentence")
_STEPS = Field("how", Steps(_text(RuleText(most=300)), most=10), "steps, each by its digest")


def _record(label: str, fields: Several[Field], **options: Any) -> Record:
    return Record(label, fields, _tree, **options)


_CHANNEL = _record("the steps of a channel", [_STEPS])
_ITEM = _record(
    "the translation of an item",
    [
        Field("action", _text(RuleText(most=140)), "one imperative sentence without full stop"),
        Field("why", _text(RuleText(most=600)), "why"),
        _STEPS,
        Field("evidence", _text(RuleText(most=300)), "what proves that it is done"),
        Field("channels", Branch(Ref("facet channels", "channel"), _CHANNEL), "what single channels add"),
    ],
)
_SOURCE = _record(
    "the translation of a source",
    [
        Field("title", _text(Str(most=240)), "what it is called"),
        Field("short", _text(Str(most=72)), "how a page cites it"),
        Field("summary", _text(Str(most=600)), "what it asks of a marketer"),
        Field("caveat", _text(Str(most=750)), "what is doubtful or limited"),
        Field("through", Branch(Ref("facet markets", "market"), _text(Str(most=90))), "national law, where its name is not what is used"),
    ],
)
_VALUE = _record(
    "the translation of a value",
    [
        _TITLE,
        Field("phrase", _text(RuleText(most=90)), "as it stands after a verb; default: the title"),
        Field("short", _text(RuleText(most=12)), "as a badge; default: the title"),
        _DEFINE,
    ],
)
_FACET = _record(
    "the translation of a facet",
    [
        _TITLE,
        Field("question", _text(Str(most=300)), "how to ask for it"),
        Field("values", Branch(Ref("values", "value"), _VALUE), "what a campaign may state, by name"),
    ],
)
_TERM = _record("the translation of a term", [_TITLE, _DEFINE])
_PARAMETER = _record(
    "the translation of a parameter", [_TITLE, Field("default", _text(RuleText(most=200)), "the value where nobody gives one")]
)


def _check_values(values: dict[str, Any], node: Mapping, reading: Reading) -> None:
    """Report values that their facet does not have."""
    facets = node.get("facets")
    for name, facet in facets.pairs if isinstance(facets, Mapping) else ():
        known = reading.known.get(f"facet {name.text}", ())
        members = facet.get("values") if isinstance(facet, Mapping) else None
        for key, _ in members.pairs if isinstance(members, Mapping) else ():
            if key.text not in known:
                hint = reading.suggestion(key.text, known)
                reading.report(key, "REF01", f"{name.text} has no value {quoted(key.text)}", hint)


THEME = _record(
    "the translation of a theme",
    [
        _SCHEMA, _TITLE,
        Field("impact", _text(RuleText(most=900)), "how a change in this theme reaches marketing"),
        Field("items", Branch(Ref("codes", "item"), _ITEM), "the actions, by code"),
    ],
)
SOURCES = _record("the translation of sources", [_SCHEMA, Field("sources", Branch(Ref("sources", "source"), _SOURCE), "by name", True)])
VOCABULARY = _record(
    "the translation of a vocabulary",
    [
        _SCHEMA,
        Field("facets", Branch(Ref("facets", "facet"), _FACET), "what a campaign may say of itself, by name"),
        Field("owners", Branch(Ref("owners", "owner"), _TERM), "roles that own items, by name"),
        Field("phases", Branch(Ref("phases", "phase"), _TERM), "phases of a campaign, by name"),
    ],
    check=_check_values,
)
PACK = _record(
    "the translation of a pack",
    [
        _SCHEMA,
        Field("params", Branch(Ref("params", "parameter"), _PARAMETER), "parameters that rule text may use, by name"),
        Field("disable", Branch(Ref("disabled", "item switched off"), _text(Str(most=300))), "why items are switched off, by code"),
    ],
)
# By the stem of the file; every other stem is that of a theme.
FIXED = {"pack": PACK, "vocabulary": VOCABULARY, "sources": SOURCES}
# By the name of the format, for `checklist rules schema`.
FILES = {"i18n-theme": THEME} | {f"i18n-{stem}": record for stem, record in FIXED.items()}


def read(folder: str, texts: Names[str, bytes], rules: RuleSet, *, problems: Several[Problem] = ()) -> Phrases:
    """Return the phrases of the files of *folder*, by their stems in *texts*, for *rules* in their own language.

    Raises:
        ChecklistError: with *problems* and every problem of every file.
    """
    found = list(problems)
    phrases: dict[Place, Several[Phrase]] = {}
    for stem, text in texts.items():
        reading = Reading(f"{folder}/{stem}.yml", _known(rules, stem))
        try:
            tree = FIXED.get(stem, THEME).read(yamlio.parse(text, reading.path), reading)
        except ChecklistError as error:
            found += error.problems
            continue
        found += reading.problems
        phrases.update(_flat((stem,), tree or {}))
    if found:
        raise ChecklistError(found)
    return phrases


def _known(rules: RuleSet, stem: str) -> dict[str, Collection[str]]:
    """Return the names that the rules define, as far as the file called *stem* may use them."""
    vocabulary = rules.vocabulary
    known: dict[str, Collection[str]] = {
        "codes": [item.code for item in rules.item_list if item.theme == stem],
        "sources": rules.sources,
        "params": [parameter.name for pack in rules.packs for parameter in pack.params],
        "disabled": [off.code for off in rules.disabled],
        "facets": vocabulary.facets,
        "owners": vocabulary.owners,
        "phases": vocabulary.phases,
    }
    return known | {f"facet {name}": facet.members for name, facet in vocabulary.facets.items()}


def _flat(place: Place, tree: Tree) -> Iterator[tuple[Place, Several[Phrase]]]:
    """Yield the phrases of a tree by their place."""
    for name, value in tree.items():
        if isinstance(value, Phrase):
            yield (*place, name), (value,)
        elif isinstance(value, dict):
            yield from _flat((*place, name), value)
        else:
            yield (*place, name), value
