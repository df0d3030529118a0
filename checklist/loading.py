"""The only reader of rule, campaign and case files.

Finds the built-in rules beside the package, reads a rules directory into a `RuleSet`, a campaign file
into a `Campaign`, and the cases of a pack. What was read and checked once is kept in the cache under a digest of
its text, so a run does not parse rules that have not changed. Each language is kept by itself: a run in one does
not open the translations into another.

Not responsible for what the files hold (`packs`, `briefs`, `expected`) or for pages (`writing`).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import caching
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .model import SOURCE_LANG, Campaign, RuleSet

if TYPE_CHECKING:
    from .expected import Case
    from .translation import Phrase, Phrases

MAX_BYTES = 5_000_000

_FILES = ("pack.yml", "vocabulary.yml", "sources.yml", "wording.yml")
_HOUSE_FILES = ("pack.yml", "sources.yml")
_EXTENDS = re.compile(rb"(?m)^[\"']?extends[\"']?[ \t]*:")
_HERE = os.path.dirname(os.path.abspath(__file__))


def shipped(folder: str) -> str:
    """Return the path of `rules` or `templates`: inside the installed package, else beside it."""
    inside = os.path.join(_HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_HERE), folder)


def built_in() -> str:
    """Return the directory of the built-in pack."""
    return os.path.join(shipped("rules"), "core")


def read_bytes(path: str) -> bytes:
    """Return the content of a file of at most 5 MB; `-` is standard input.

    Raises:
        ChecklistError: OUT01, with what stands in the way.
    """
    if path == "-":
        import sys

        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(path, "rb") as file:
            if stat.S_ISDIR(os.fstat(file.fileno()).st_mode):
                raise IsADirectoryError
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise failure(path, "OUT01", "there is no such file", _nearby(path)) from None
    except IsADirectoryError:
        raise failure(path, "OUT01", "this is a directory", "name a file in it") from None
    except PermissionError:
        raise failure(path, "OUT01", "the file may not be read", "check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failure(path, "OUT01", f"the file cannot be read: {reason}", "check the name and the disk") from None


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
    base, houses = _layered(path, packs)
    return _laid(base, houses, lang) if houses else _plain(base, lang, langs)


def _layered(path: str | None, packs: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the rules at the bottom, and the house packs over them."""
    return (None, (*packs, path)) if path is not None and is_house(path) else (path, tuple(packs))


def is_house(path: str) -> bool:
    """Return whether *path*, a directory or a file, is a house pack: one that extends others."""
    main = os.path.join(path, "pack.yml") if os.path.isdir(path) else path
    try:
        return bool(_EXTENDS.search(read_bytes(main)))
    except ChecklistError:
        return False


def _laid(base: str | None, houses: Sequence[str], lang: str) -> RuleSet:
    """Return the rules of *base* with *houses* laid over them."""
    found = [_house_texts(path) for path in houses]
    problems = [problem for _, amiss in found for problem in amiss]
    parts = [part for path, (texts, _) in zip(houses, found) for part in (os.fsencode(path), *_parts(texts))]
    langs = languages(base, houses)
    directory = _directory(base)
    below = [os.fsencode(directory), *_shared(directory), *_parts(_texts(directory)[0])]
    name = caching.digest(b"laid", ",".join(langs).encode(), *below, *parts)
    if lang != SOURCE_LANG and not problems:
        return _laid_in(base, houses, lang, name)
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .tailoring import Layers, lay

    layers = Layers(load_rules(base))
    for path, (texts, amiss) in zip(houses, found):
        layers = lay(layers, path, texts, langs=_languages(path), problems=amiss)
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
        directory = houses[number - 1] if number else _directory(base)
        texts, problems = _translation_texts(directory, lang, list(below.themes))
        parts += _parts(texts)
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
    directory = _directory(path)
    texts, problems = _texts(directory)
    name = caching.digest(os.fsencode(directory), ",".join(langs).encode(), *_shared(directory), *_parts(texts))
    if lang != SOURCE_LANG and not problems:
        return _translated(directory, lang, name, _themes(texts))
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .packs import read_pack

    base = None if _is_core(directory) else load_rules()
    rules = read_pack(directory, texts, langs=_languages(directory), base=base, problems=problems)
    caching.keep(name, rules)
    return rules


def _shared(directory: str) -> list[bytes]:
    """Return what a pack without a wording of its own takes from the built-in one."""
    return [] if _is_core(directory) else [read_bytes(os.path.join(built_in(), file)) for file in ("wording.yml", *_wordings(built_in()))]


def languages(path: str | None = None, packs: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the languages of the rules in the directory *path* and of *packs*, that of the rules themselves first."""
    own = {lang for directory in (_directory(path), built_in(), *packs) for lang in _languages(directory)}
    return (SOURCE_LANG, *sorted(own - {SOURCE_LANG}))


def is_language(name: str) -> bool:
    """Return whether rules can be translated into the language called *name*."""
    return len(name) == 2 and name.isascii() and name.isalpha() and name.islower() and name != SOURCE_LANG


def load_translation(path: str | None, lang: str, packs: Sequence[str] = ()) -> Translation:
    """Return what the directory *path*, by default the built-in pack, itself says in the language *lang*; it lies over *packs*.

    Raises:
        ChecklistError: with every problem in the rules, else with every problem in their translation.
    """
    from .phrases import read

    directory = _directory(path)
    folder = os.path.join(directory, "i18n", lang)
    rules = load_rules(path, packs=packs)
    texts, problems = _translation_texts(directory, lang, list(rules.themes))
    phrases = read(folder, texts, rules, problems=problems)
    return Translation(folder, tuple(texts), phrases, _sentences(directory, lang, rules))


def _sentences(directory: str, lang: str, rules: RuleSet) -> frozenset[str]:
    from .packs import read_wording

    path = os.path.join(directory, "i18n", lang, "wording.yml")
    own = frozenset(read_wording(path, read_bytes(path), rules) if os.path.isfile(path) else ())
    if _is_core(directory) or lang not in _languages(built_in()):
        return own
    core = load_rules().wording
    return own | {name for name, sentence in rules.wording.items() if core.get(name) == sentence}


def _translated(directory: str, lang: str, name: str, themes: list[str]) -> RuleSet:
    """Return the rules of *directory*, kept under *name* in their own language, in the language *lang*."""
    texts, problems = _translation_texts(directory, lang, themes)
    name = caching.digest(name.encode(), lang.encode(), *_parts(texts))
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .phrases import read
    from .translation import put

    rules = load_rules(directory)
    rules = put(rules, read(os.path.join(directory, "i18n", lang), texts, rules, problems=problems), lang)
    caching.keep(name, rules)
    return rules


def _directory(path: str | None) -> str:
    return built_in() if path is None else path


def _is_core(directory: str) -> bool:
    return os.path.realpath(directory) == os.path.realpath(built_in())


def _parts(texts: dict[str, bytes]) -> list[bytes]:
    return [part for file, text in texts.items() for part in (os.fsencode(file), text)]


def load_campaign(path: str, rules: RuleSet) -> Campaign:
    """Return the campaign in the file *path*; `-` is standard input.

    Raises:
        ChecklistError: with every problem in it, unknown codes of waivers included.
    """
    from .briefs import read_campaign

    return read_campaign(read_bytes(path), path, rules)


def load_cases(path: str | None, rules: RuleSet) -> tuple[Case, ...]:
    """Return the cases in the rules directory *path*, by default those of the built-in pack, in order of their names.

    Raises:
        ChecklistError: with every problem in every case.
    """
    from .expected import read_case

    folder = os.path.join(built_in() if path is None else path, "cases")
    names = _listed(folder, "there are no cases", "add cases/<name>.yml") if os.path.isdir(folder) else []
    problems = [_not_yml(os.path.join(folder, name), "case") for name in names if name.endswith(".yaml")]
    cases = []
    for file in (os.path.join(folder, name) for name in names if name.endswith(".yml")):
        try:
            cases.append(read_case(read_bytes(file), file, rules))
        except ChecklistError as error:
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return tuple(cases)


def _texts(directory: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the YAML files of a rules directory by their path within it, in the order they are read, and what is amiss.

    Raises:
        ChecklistError: if *directory* is none.
    """
    names = _listed(directory, "there is no such rules directory", "name the directory that holds pack.yml")
    problems = [_unexpected(os.path.join(directory, name)) for name in names if _is_yaml(name) and name not in _FILES]
    problems += _missing(directory, names, ("pack.yml", "vocabulary.yml"))
    folder = os.path.join(directory, "themes")
    themes: list[str] = []
    try:
        themes = _listed(folder, "there are no themes", "add themes/<theme>.yml")
        problems += [_not_yml(os.path.join(folder, name), "theme") for name in themes if name.endswith(".yaml")]
        if not any(name.endswith(".yml") for name in themes):
            problems.append(Problem(Location(folder), "OUT01", "there are no theme files", "add themes/<theme>.yml"))
    except ChecklistError as error:
        problems += error.problems
    texts = {}
    problems += _strange_languages(directory) if "i18n" in names else []
    own = [*_wordings(directory), *(name for name in _FILES if name in names)]
    for name in own + [f"themes/{name}" for name in themes if name.endswith(".yml")]:
        try:
            texts[name] = read_bytes(os.path.join(directory, name))
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def _house_texts(path: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the YAML files of a house pack by their path within it, `pack.yml` first, and what is amiss; of a file its text by "".

    Nothing outside the pack is read: a link that leads out of it is refused.
    """
    if not os.path.isdir(path):
        return {"": read_bytes(path)}, []
    names = _listed(path, "there is no such pack", "name the directory that holds pack.yml")
    problems = _missing(path, names, ("pack.yml",))
    problems += [_unexpected(os.path.join(path, name)) for name in names if _is_yaml(name) and name not in _HOUSE_FILES]
    folder = os.path.join(path, "themes")
    themes = _listed(folder, "", "") if "themes" in names else []
    problems += [_not_yml(os.path.join(folder, name), "theme") for name in themes if name.endswith(".yaml")]
    problems += _strange_languages(path) if "i18n" in names else []
    texts = {}
    for name in [name for name in _HOUSE_FILES if name in names] + [f"themes/{name}" for name in themes if name.endswith(".yml")]:
        try:
            texts[name] = _read_inside(path, name)
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def _read_inside(folder: str, name: str) -> bytes:
    """Return the content of the file *name* in *folder*, unless it really lies elsewhere."""
    full = os.path.join(folder, name)
    top = os.path.realpath(folder)
    if os.path.commonpath([top, os.path.realpath(full)]) != top:
        raise failure(full, "OUT01", "it is a link to a file outside the pack", "put the file itself into the pack")
    return read_bytes(full)


def _themes(texts: dict[str, bytes]) -> list[str]:
    return [name[7:-4] for name in texts if name.startswith("themes/")]


def _translation_texts(directory: str, lang: str, themes: list[str]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files of a translation by their stem, and what is amiss; the wording of pages is not among them."""
    folder = os.path.join(directory, "i18n", lang)
    known = [*themes, *(name[:-4] for name in _FILES)]
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    texts = {}
    problems = []
    for name in (name for name in names if _is_yaml(name) and name != "wording.yml"):
        path = os.path.join(folder, name)
        stem, ending = os.path.splitext(name)
        if stem not in known or ending != ".yml":
            hint = suggestion(stem, known) if ending == ".yml" else f"rename it to {stem}.yml"
            problems.append(Problem(Location(path), "REF01", "no file of a translation has this name", hint))
            continue
        try:
            texts[stem] = _read_inside(directory, path[len(directory) + 1 :])
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def _wordings(directory: str) -> list[str]:
    """Return the wordings of *directory* in further languages, by their path within it."""
    names = [f"i18n/{lang}/wording.yml" for lang in _languages(directory)]
    return [name for name in names if os.path.isfile(os.path.join(directory, name))]


def _languages(directory: str) -> list[str]:
    """Return the languages that *directory* has translations for, complete or not."""
    return [name for name in _folders(directory) if is_language(name)]


def _strange_languages(directory: str) -> list[Problem]:
    """Report folders of translations that are no language."""
    strange = [name for name in _folders(directory) if not is_language(name)]
    hint = f"write two small letters, as in de; {SOURCE_LANG} is the language of the rules themselves"
    return [Problem(Location(os.path.join(directory, "i18n", name)), "REF01", "a translation has another name", hint) for name in strange]


def _folders(directory: str) -> list[str]:
    folder = os.path.join(directory, "i18n")
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found if entry.is_dir() and not entry.name.startswith((".", "_")))
    except OSError:
        return []


def _missing(folder: str, names: Sequence[str], needed: Sequence[str]) -> list[Problem]:
    """Report each file that a pack needs and *folder* does not hold."""
    absent = (name for name in needed if name not in names)
    return [Problem(Location(os.path.join(folder, name)), "OUT01", "the file is missing", "a pack needs it") for name in absent]


def _listed(folder: str, missing: str, hint: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        near = _nearby(folder) if folder else hint
        raise failure(folder or "--rules", "OUT01", missing, near if near.startswith("did you mean") else hint) from None
    except NotADirectoryError:
        raise failure(folder, "OUT01", "this is a file, and a directory belongs here", hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failure(folder, "OUT01", f"the directory cannot be read: {reason}", "check the permissions") from None


def _is_yaml(name: str) -> bool:
    return name.endswith((".yml", ".yaml"))


def _unexpected(path: str) -> Problem:
    stem = os.path.splitext(os.path.basename(path))[0]
    near = suggestion(stem, [name[:-4] for name in _FILES])
    hint = near.replace("'?", ".yml'?") if near.startswith("did you mean") else f"a theme belongs into themes/{stem}.yml"
    return Problem(Location(path), "REF01", "no rule file has this name", hint)


def _not_yml(path: str, what: str) -> Problem:
    return Problem(Location(path), "REF01", f"a {what} file ends in .yml", f"rename it to {os.path.basename(path)[:-5]}.yml")


def _nearby(path: str) -> str:
    """Return a hint that names a file with a similar name in the same directory, if there is one."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return f"there is no directory {folder}" if folder else "check the name"
    hint = suggestion(name, names)
    return hint if hint.startswith("did you mean") else "check the name"
