"""The files of one rules directory to a rule set.

Knows which file may name what: the vocabulary comes first, then the sources, then the themes, so that each
name is checked where it stands. Texts in, values out; nothing is opened here (`loading` does that).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any

from . import yamlio
from .errors import ChecklistError, Location, Problem
from .fields import Reading, Record
from .model import Item, RuleSet, Source, Theme, Vocabulary
from .schema import PACK, SOURCES, THEME, VOCABULARY, WORDING


def read_pack(directory: str, texts: Mapping[str, bytes]) -> RuleSet:
    """Return the rule set that *texts* make; they go by their path within *directory*, themes last.

    The wording is empty where the pack has none of its own.

    Raises:
        ChecklistError: with every problem of every file.
    """
    return _Reader(directory, texts).rules()


class _Reader:
    """One rules directory on its way from texts to a rule set."""

    def __init__(self, directory: str, texts: Mapping[str, bytes]) -> None:
        self.directory = directory
        self.texts = texts
        self.known: dict[str, Collection[str]] = {}
        self.problems: list[Problem] = []

    def rules(self) -> RuleSet:
        """Return the rule set, or raise every problem of every file."""
        pack = self._read("pack.yml", PACK)
        vocabulary: Vocabulary | None = self._read("vocabulary.yml", VOCABULARY)
        if vocabulary is not None:
            self._know(vocabulary)
        self.known["themes"] = [name[7:-4] for name in self.texts if name.startswith("themes/")]
        sources: tuple[Source, ...] | None = self._read("sources.yml", SOURCES) if "sources.yml" in self.texts else ()
        if sources is not None:
            self.known["sources"] = {source.name: source.kind for source in sources}
        themes, items = self._themes()
        wording = self._read("wording.yml", WORDING) if "wording.yml" in self.texts else None
        self._check_codes(items, themes)
        if self.problems:
            raise ChecklistError(self.problems)
        assert pack is not None and vocabulary is not None and sources is not None
        order = {prefix: place for place, prefix in enumerate(pack.prefixes)}
        themes.sort(key=lambda theme: order.get(theme.code, len(order)))
        place = {theme.name: number for number, theme in enumerate(themes)}
        items = [item._replace(packs=(pack.name,)) for item in items]
        items.sort(key=lambda item: (place[item.theme], item.code))
        return RuleSet(
            (pack,), vocabulary, {source.name: source for source in sources}, {theme.name: theme for theme in themes},
            tuple(items), wording or {},
        )

    def _read(self, name: str, record: Record) -> Any:
        path = os.path.join(self.directory, name)
        reading = Reading(path, self.known)
        try:
            value = record.read(yamlio.parse(self.texts[name], path), reading)
        except ChecklistError as error:
            self.problems += error.problems
            return None
        self.problems += reading.problems
        return value

    def _know(self, vocabulary: Vocabulary) -> None:
        self.known["facets"] = vocabulary.facets
        self.known["owners"] = vocabulary.owners
        self.known["phases"] = vocabulary.phases
        for facet in vocabulary.facets.values():
            self.known[f"facet {facet.name}"] = facet.below

    def _themes(self) -> tuple[list[Theme], list[Item]]:
        themes: list[Theme] = []
        items: list[Item] = []
        for name in self.texts:
            if not name.startswith("themes/"):
                continue
            read = self._read(name, THEME)
            if read is None:
                continue
            theme, inside = read
            path = os.path.join(self.directory, name)
            if theme.name != name[7:-4]:
                hint = f"rename it to {theme.name}.yml"
                self.problems.append(Problem(Location(path), "REF02", f"the file says theme {theme.name!r}", hint))
            themes.append(theme)
            items += inside
        return themes, items

    def _check_codes(self, items: list[Item], themes: list[Theme]) -> None:
        first: dict[str, Item] = {}
        prefixes = {theme.name: theme.code for theme in themes}
        for item in items:
            if item.code in first:
                hint = f"first used at {first[item.code].location}; codes are never reused"
                self.problems.append(Problem(item.location, "REF02", f"code {item.code} is taken", hint))
            first.setdefault(item.code, item)
            if not item.code.startswith(prefixes[item.theme] + "-"):
                message = f"code {item.code} does not begin with {prefixes[item.theme]}"
                self.problems.append(Problem(item.location, "REF02", message, "use the prefix of the theme"))
