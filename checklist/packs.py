"""The files of one rules directory to a rule set.

Knows which file may name what: the vocabulary comes first, then the sources, then the themes, so that each
name is checked where it stands. Texts in, values out; nothing is opened here (`loading` does that).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from . import yamlio
from .errors import ChecklistError, Location, Problem
from .fields import Reading
from .model import Item, Pack, RuleSet, Source, Theme, Vocabulary
from .records import Record
from .schema import PACK, SOURCES, THEME, VOCABULARY, WORDING


def read_pack(
    directory: str, texts: Mapping[str, bytes], *, wordings: Sequence[Mapping[str, str]] = (), problems: Sequence[Problem] = ()
) -> RuleSet:
    """Return the rule set that *texts* make; they go by their path within *directory*, themes last.

    *wordings* are those of the built-in pack, the first of which stands wherever this pack has no sentence of its own; *problems*
    are those of files that are missing from *texts*: they are told first, and what hangs on those files is not checked.

    Raises:
        ChecklistError: with every problem of every file.
    """
    return _Reader(directory, texts, wordings, problems).rules()


class _Reader:
    """One rules directory on its way from texts to a rule set."""

    def __init__(
        self, directory: str, texts: Mapping[str, bytes], wordings: Sequence[Mapping[str, str]], problems: Sequence[Problem]
    ) -> None:
        self.directory = directory
        self.texts = texts
        self.wordings = wordings
        self.known: dict[str, Collection[str]] = {}
        self.problems = list(problems)
        self.unread = {problem.location.path for problem in problems}

    def rules(self) -> RuleSet:
        """Return the rule set, or raise every problem of every file."""
        pack: Pack | None = self._read("pack.yml", PACK)
        vocabulary: Vocabulary | None = self._read("vocabulary.yml", VOCABULARY)
        if vocabulary is not None:
            self._know(vocabulary)
        if pack is not None:
            self.known["prefixes"] = pack.prefixes
        self.known["themes"] = self._theme_names()
        sources: tuple[Source, ...] | None = self._read("sources.yml", SOURCES) if self._has("sources.yml") else ()
        if sources is not None:
            self.known["sources"] = {source.name: source.kind for source in sources}
        themes, items = self._themes()
        base = self.wordings[0] if self.wordings else {}
        if base:
            self.known["sentences"] = base
        wording = {**base, **((self._read("wording.yml", WORDING) or {}) if self._has("wording.yml") else {})}
        self.known["sentences"] = wording
        others = [self._read(name, WORDING) or {} for name in self.texts if name.startswith("i18n/")]
        self._check_codes(items)
        self._check_prefixes(themes)
        if self.problems:
            raise ChecklistError(self.problems)
        assert pack is not None and vocabulary is not None and sources is not None
        order = {prefix: place for place, prefix in enumerate(pack.prefixes)}
        themes.sort(key=lambda theme: order[theme.code])
        place = {theme.name: number for number, theme in enumerate(themes)}
        items = [item._replace(packs=(pack.name,)) for item in items]
        items.sort(key=lambda item: (place[item.theme], item.code))
        return RuleSet(
            (pack,), vocabulary, {source.name: source for source in sources}, {theme.name: theme for theme in themes},
            tuple(items), wording, (wording, *self.wordings[1:], *({**wording, **other} for other in others)),
        )

    def _theme_names(self) -> list[str]:
        """Return the names of all theme files, also of those that cannot be read."""
        folder = self._path("themes")
        unread = [os.path.basename(path)[:-4] for path in self.unread if os.path.dirname(path) == folder]
        return [name[7:-4] for name in self.texts if name.startswith("themes/")] + unread

    def _has(self, name: str) -> bool:
        """Return whether there is a file called *name*, even if it cannot be read."""
        return name in self.texts or self._path(name) in self.unread

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def _read(self, name: str, record: Record) -> Any:
        if name not in self.texts:
            return None
        reading = Reading(self._path(name), self.known)
        try:
            value = record.read(yamlio.parse(self.texts[name], reading.path), reading)
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
            self.known["this theme"] = [name[7:-4]]
            read = self._read(name, THEME)
            if read is not None:
                themes.append(read[0])
                items += read[1]
        return themes, items

    def _check_codes(self, items: list[Item]) -> None:
        first: dict[str, Item] = {}
        for item in items:
            if item.code in first:
                hint = f"first used at {first[item.code].location}; codes are never reused"
                self.problems.append(Problem(item.location, "REF02", f"code {item.code} is taken", hint))
            first.setdefault(item.code, item)

    def _check_prefixes(self, themes: list[Theme]) -> None:
        first: dict[str, Theme] = {}
        for theme in themes:
            if theme.code in first:
                place = Location(self._path(f"themes/{theme.name}.yml"))
                hint = f"theme {first[theme.code].name} has it; give this one its own"
                self.problems.append(Problem(place, "REF02", f"prefix {theme.code} is taken", hint))
            first.setdefault(theme.code, theme)
