"""The lexicon of a rules directory, read from the files of its packs.

A reader of its own beside `loading`, so that only `scan` and the checks of a pack open these files.

Not responsible for what they hold (`signals`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

from . import caching
from .errors import ChecklistError, Location, Problem
from .lexicon import Lexicon
from .loading import layered, load_rules
from .model import SOURCE_LANG
from .rulefiles import built_in, directory_of, is_core, is_language, is_yaml, parts_of, read_inside
from .signals import FOLDER, lay, read_signals


def load_lexicon(path: str | None = None, packs: Sequence[str] = ()) -> Lexicon:
    """Return the signals of the rules in the directory *path*, by default the built-in pack, with those of *packs* over them.

    The built-in signals lie beneath, as far as the rules have their themes: languages and laws are the same for all.

    Raises:
        ChecklistError: with every problem in every file.
    """
    base, houses = layered(path, packs)
    directory = directory_of(base)
    layers = [built_in(), *([] if is_core(directory) else [directory]), *(house for house in houses if os.path.isdir(house))]
    texts = {layer: _signal_texts(layer) for layer in layers}
    parts = [part for layer, found in texts.items() for part in (os.fsencode(layer), *parts_of(found))]
    rules = load_rules(base, packs=houses)
    known = {"themes": list(rules.themes), "sources": list(rules.sources)}
    name = caching.digest(b"lexicon", repr(known).encode(), *parts)
    kept = caching.recall(name)
    if kept is not None:
        return cast(Lexicon, kept)
    lexicon = Lexicon({})
    problems: list[Problem] = []
    for layer, found in texts.items():
        for lang, text in found.items():
            below = lexicon.tongues.get(lang)
            # Rules that do without the built-in themes and sources are no mistake of the built-in signals.
            checked = known if layer != built_in() or is_core(directory) else {}
            place = os.path.join(layer, FOLDER, f"{lang}.yml")
            try:
                lexicon = lay(lexicon, read_signals(place, text, lang, known=checked, groups=tuple(below.groups) if below else ()))
            except ChecklistError as error:
                problems += error.problems
    if problems:
        raise ChecklistError(problems)
    caching.keep(name, lexicon)
    return lexicon


def _signal_texts(directory: str) -> dict[str, bytes]:
    """Return the files with the signals of *directory* by their languages.

    Raises:
        ChecklistError: REF01, if one has another name than that of a language; OUT01, if one cannot be read.
    """
    folder = os.path.join(directory, FOLDER)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    texts, problems = {}, []
    for name in filter(is_yaml, names):
        lang, ending = os.path.splitext(name)
        if ending != ".yml" or not (lang == SOURCE_LANG or is_language(lang)):
            hint = "write two small letters and .yml, as in de.yml"
            problems.append(Problem(Location(os.path.join(folder, name)), "REF01", "signals have another name", hint))
            continue
        texts[lang] = read_inside(directory, os.path.join(FOLDER, name))
    if problems:
        raise ChecklistError(problems)
    return texts


def signal_files(directory: str | None) -> tuple[str, ...]:
    """Return the paths of the files with signals in the rules directory or house pack *directory*, by default the built-in one."""
    place = directory_of(directory)
    return tuple(os.path.join(place, FOLDER, f"{lang}.yml") for lang in _signal_texts(place))
