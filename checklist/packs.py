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
from .model import SOURCE_LANG, Item, Pack, RuleSet, Source, Theme, Vocabulary
from .records import Record
from .schema import PACK, SOURCES, THEME, WORDING
from .vocabularies import VOCABULARY


def read_pack(
    directory: str, texts: Mapping[str, bytes], *, langs: Sequence[str] = (), base: RuleSet | None = None,
    problems: Sequence[Problem] = (),
) -> RuleSet:
    """Return the rule set that *texts* make; they go by their path within *directory*, themes last.

    *langs* are the languages it has translations for. The wording of the built-in pack, *base*, stands wherever this pack
    has no sentence of its own; *problems* are those of files that are missing from *texts*: they are told first, and what
    hangs on those files is not checked.

    Raises:
        ChecklistError: with every problem of every file.
    """
    return _Reader(directory, texts, langs, base, problems).rules()


def read_wording(path: str, text: bytes, rules: RuleSet) -> dict[str, str]:
    """Return the sentences that *text* has for pages of *rules*.

    Raises:
        ChecklistError: with every problem of the file.
    """
    reading = Reading(path, {"sentences": rules.wording})
    wording: dict[str, str] | None = WORDING.read(yamlio.parse(text, path), reading)
    if wording is None:
        raise ChecklistError(reading.problems)
    return wording


class _Reader:
    """One rules directory on its way from texts to a rule set."""

    def __init__(
        self, directory: str, texts: Mapping[str, bytes], langs: Sequence[str], base: RuleSet | None, problems: Sequence[Problem]
    ) -> None:
        self.directory = directory
        self.texts = texts
        self.base = base
        self.langs = (SOURCE_LANG, *sorted({*langs, *(base.langs if base else ())} - {SOURCE_LANG}))
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
        wordings = self._wordings()
        self._check_codes(items)
        self._check_prefixes(themes)
        if self.problems:
            raise ChecklistError(self.problems)
        assert pack is not None and vocabulary is not None and sources is not None
        order = {prefix: place for place, prefix in enumerate(pack.prefixes)}
        themes.sort(key=lambda theme: order[theme.code])
        place = {theme.name: number for number, theme in enumerate(themes)}
        items = [item._replace(packs=(pack.name,), revised_by=pack.name) for item in items]
        items.sort(key=lambda item: (place[item.theme], item.code))
        return RuleSet(
            (pack,), vocabulary, {source.name: source for source in sources}, {theme.name: theme for theme in themes},
            tuple(items), wordings[0], wordings, langs=self.langs,
        )

    def _wordings(self) -> tuple[Mapping[str, str], ...]:
        """Return the wording in each language, then those of the built-in pack: notes are understood in them too."""
        base = self.base.wording if self.base else {}
        if base:
            self.known["sentences"] = base
        own = {**base, **((self._read("wording.yml", WORDING) or {}) if self._has("wording.yml") else {})}
        self.known["sentences"] = own
        wordings = [own]
        for lang in self.langs[1:]:
            theirs = self.base.wordings[self.base.langs.index(lang)] if self.base and lang in self.base.langs else {}
            # What this pack says in its own words is not what the built-in pack has translated.
            fitting = {name: sentence for name, sentence in theirs.items() if own[name] == base[name]}
            wordings.append({**own, **fitting, **(self._read(f"i18n/{lang}/wording.yml", WORDING) or {})})
        return (*wordings, *(self.base.wordings[1:] if self.base else ()))

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
            self.known[f"facet {facet.name}"] = facet.members

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
