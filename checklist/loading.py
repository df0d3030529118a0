"""Rules, campaigns and cases from files, and the rules of several packs laid over each other.

Reads a rules directory into a `RuleSet`, a campaign file into a `Campaign`, and the cases of a pack. What was read and
checked once is kept in the cache under a digest of its text, so a run does not parse rules that have not changed. Each
language is kept by itself: a run in one does not open the translations into another.

Not responsible for what is on the disk (`rulefiles`), what the files hold (`packs`, `briefs`, `expected`) or pages (`writing`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import caching, rulefiles
from .errors import ChecklistError, failure, suggestion
from .model import SOURCE_LANG, Campaign, RuleSet

if TYPE_CHECKING:
    from .expected import Case
    from .translation import Phrase, Phrases

_EXTENDS = re.compile(rb"(?m)^[\"']?extends[\"']?[ \t]*:")


class Translation(NamedTuple):
    """What a rules directory itself says in a further language: its folder, the stems of the files in it, their phrases.

    `sentences` are the names of those that pages have in it, the ones left to the built-in pack included.
    """

    folder: str
    stems: tuple[str, ...]
    phrases: Phrases
    sentences: frozenset[str]


def load_rules(path: str | None = None, lang: str = SOURCE_LANG, packs: Sequence[str] = ()) -> RuleSet:
    """Return the rules in the directory *path*, by default the built-in pack, in one of its languages.

    *packs* are house packs, directories or files, laid over them in their order; a *path* that is one is laid on top.

    Raises:
        ChecklistError: with every problem in every file that was read; OPT01, if there is no such language.
    """
    langs = languages(path, packs)
    if lang not in langs:
        raise failure("--lang", "OPT01", f"there is no language {lang!r}", suggestion(lang, langs))
    base, houses = layered(path, packs)
    return _laid(base, houses, lang) if houses else _plain(base, lang, langs)


def layered(path: str | None, packs: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the rules at the bottom, and the house packs over them."""
    return (None, (*packs, path)) if path is not None and is_house(path) else (path, tuple(packs))


def is_house(path: str) -> bool:
    """Return whether *path*, a directory or a file, is a house pack: one that extends others."""
    main = os.path.join(path, "pack.yml") if os.path.isdir(path) else path
    try:
        return bool(_EXTENDS.search(rulefiles.read_bytes(main)))
    except ChecklistError:
        return False


def _laid(base: str | None, houses: Sequence[str], lang: str) -> RuleSet:
    """Return the rules of *base* with *houses* laid over them."""
    found = [rulefiles.house_files(path) for path in houses]
    problems = [problem for _, amiss in found for problem in amiss]
    parts = [part for path, (texts, _) in zip(houses, found) for part in (os.fsencode(path), *rulefiles.parts_of(texts))]
    langs = languages(base, houses)
    directory = rulefiles.directory_of(base)
    below = [os.fsencode(directory), *_shared(directory), *rulefiles.parts_of(rulefiles.rule_files(directory)[0])]
    name = caching.digest(b"laid", ",".join(langs).encode(), *below, *parts)
    if lang != SOURCE_LANG and not problems:
        return _laid_in(base, houses, lang, name)
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .tailoring import Layers, lay

    layers = Layers(load_rules(base))
    for path, (texts, amiss) in zip(houses, found):
        layers = lay(layers, path, texts, langs=rulefiles.languages_in(path), problems=amiss)
    caching.keep(name, layers.rules)
    return layers.rules


def _laid_in(base: str | None, houses: Sequence[str], lang: str, name: str) -> RuleSet:
    """Return the rules with *houses* over them, kept under *name* in their own language, in the language *lang*."""
    from .phrases import read
    from .translation import put

    said: dict[tuple[str, ...], list[Phrase]] = {}
    parts: list[bytes] = []
    for number in range(len(houses) + 1):
        below = load_rules(base, packs=houses[:number])
        directory = houses[number - 1] if number else rulefiles.directory_of(base)
        texts, problems = rulefiles.translation_files(directory, lang, list(below.themes))
        parts += rulefiles.parts_of(texts)
        for place, phrases in read(os.path.join(directory, "i18n", lang), texts, below, problems=problems).items():
            said.setdefault(place, []).extend(phrases)
    name = caching.digest(name.encode(), lang.encode(), *parts)
    kept = caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    rules = put(load_rules(base, packs=houses), said, lang)
    caching.keep(name, rules)
    return rules


def _plain(path: str | None, lang: str, langs: Sequence[str]) -> RuleSet:
    """Return the rules of one directory that is no house pack."""
    directory = rulefiles.directory_of(path)
    texts, problems = rulefiles.rule_files(directory)
    name = caching.digest(os.fsencode(directory), ",".join(langs).encode(), *_shared(directory), *rulefiles.parts_of(texts))
    if lang != SOURCE_LANG and not problems:
        return _translated(directory, lang, name, _themes(texts))
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .packs import read_pack

    base = None if rulefiles.is_core(directory) else load_rules()
    rules = read_pack(directory, texts, langs=rulefiles.languages_in(directory), base=base, problems=problems)
    caching.keep(name, rules)
    return rules


def _shared(directory: str) -> list[bytes]:
    """Return what a pack without a wording of its own takes from the built-in one."""
    core = rulefiles.built_in()
    names = () if rulefiles.is_core(directory) else ("wording.yml", *rulefiles.wordings(core))
    return [rulefiles.read_bytes(os.path.join(core, name)) for name in names]


def languages(path: str | None = None, packs: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the languages of the rules in the directory *path* and of *packs*, that of the rules themselves first."""
    own = {lang for directory in (rulefiles.directory_of(path), rulefiles.built_in(), *packs) for lang in rulefiles.languages_in(directory)}
    return (SOURCE_LANG, *sorted(own - {SOURCE_LANG}))


def load_translation(path: str | None, lang: str, packs: Sequence[str] = ()) -> Translation:
    """Return what the directory *path*, by default the built-in pack, itself says in the language *lang*; it lies over *packs*.

    Raises:
        ChecklistError: with every problem in the rules, else with every problem in their translation.
    """
    from .phrases import read

    directory = rulefiles.directory_of(path)
    folder = os.path.join(directory, "i18n", lang)
    rules = load_rules(path, packs=packs)
    texts, problems = rulefiles.translation_files(directory, lang, list(rules.themes))
    phrases = read(folder, texts, rules, problems=problems)
    return Translation(folder, tuple(texts), phrases, _sentences(directory, lang, rules))


def _sentences(directory: str, lang: str, rules: RuleSet) -> frozenset[str]:
    from .packs import read_wording

    path = os.path.join(directory, "i18n", lang, "wording.yml")
    own = frozenset(read_wording(path, rulefiles.read_bytes(path), rules) if os.path.isfile(path) else ())
    if rulefiles.is_core(directory) or lang not in rulefiles.languages_in(rulefiles.built_in()):
        return own
    core = load_rules().wording
    return own | {name for name, sentence in rules.wording.items() if core.get(name) == sentence}


def _translated(directory: str, lang: str, name: str, themes: list[str]) -> RuleSet:
    """Return the rules of *directory*, kept under *name* in their own language, in the language *lang*."""
    texts, problems = rulefiles.translation_files(directory, lang, themes)
    name = caching.digest(name.encode(), lang.encode(), *rulefiles.parts_of(texts))
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .phrases import read
    from .translation import put

    rules = load_rules(directory)
    rules = put(rules, read(os.path.join(directory, "i18n", lang), texts, rules, problems=problems), lang)
    caching.keep(name, rules)
    return rules


def load_campaign(path: str, rules: RuleSet) -> Campaign:
    """Return the campaign in the file *path*; `-` is standard input.

    Raises:
        ChecklistError: with every problem in it, unknown codes of waivers included.
    """
    from .briefs import read_campaign

    return read_campaign(rulefiles.read_bytes(path), path, rules)


def load_cases(path: str | None, rules: RuleSet) -> tuple[Case, ...]:
    """Return the cases in the rules directory *path*, by default those of the built-in pack, in order of their names.

    Raises:
        ChecklistError: with every problem in every case.
    """
    from .expected import read_case

    folder = os.path.join(rulefiles.built_in() if path is None else path, "cases")
    names = rulefiles.listed(folder, "there are no cases", "add cases/<name>.yml") if os.path.isdir(folder) else []
    problems = [rulefiles.not_yml(os.path.join(folder, name), "case") for name in names if name.endswith(".yaml")]
    cases = []
    for file in (os.path.join(folder, name) for name in names if name.endswith(".yml")):
        try:
            cases.append(read_case(rulefiles.read_bytes(file), file, rules))
        except ChecklistError as error:
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return tuple(cases)


def _themes(texts: dict[str, bytes]) -> list[str]:
    return [name[7:-4] for name in texts if name.startswith("themes/")]
