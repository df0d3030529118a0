"""The only reader of rule and campaign files.

Finds the built-in rules beside the package, reads a rules directory into a `RuleSet`, and a campaign file
into a `Campaign`. What was read and checked once is kept in the cache under a digest of its text, so a run
does not parse rules that have not changed.

Not responsible for what the files hold (`packs`, `briefs`) or for pages (`writing`).
"""

from __future__ import annotations

import os
import stat

from . import caching
from .errors import ChecklistError, Location, Problem, failure, suggestion
from .model import Campaign, RuleSet

MAX_BYTES = 5_000_000

_FILES = ("pack.yml", "vocabulary.yml", "sources.yml", "wording.yml")
_HERE = os.path.dirname(os.path.abspath(__file__))


def shipped(folder: str) -> str:
    """Return the path of `rules` or `templates`: inside the installed package, else beside it."""
    inside = os.path.join(_HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_HERE), folder)


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


def load_rules(path: str | None = None) -> RuleSet:
    """Return the rules in the directory *path*, by default the built-in pack.

    Raises:
        ChecklistError: with every problem in every file of the directory.
    """
    core = os.path.join(shipped("rules"), "core")
    directory = core if path is None else path
    is_core = os.path.realpath(directory) == os.path.realpath(core)
    texts, problems = _texts(directory)
    parts = [part for file, text in texts.items() for part in (os.fsencode(file), text)]
    # A pack without a wording of its own has the built-in one.
    shared = [] if is_core else [read_bytes(os.path.join(core, file)) for file in ("wording.yml", *_languages(core))]
    name = caching.digest(os.fsencode(directory), *shared, *parts)
    kept = None if problems else caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .packs import read_pack

    rules = read_pack(directory, texts, wordings=() if is_core else load_rules().wordings, problems=problems)
    caching.keep(name, rules)
    return rules


def load_campaign(path: str, rules: RuleSet) -> Campaign:
    """Return the campaign in the file *path*; `-` is standard input.

    Raises:
        ChecklistError: with every problem in it, unknown codes of waivers included.
    """
    from .briefs import read_campaign

    return read_campaign(read_bytes(path), path, rules)


def _texts(directory: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the YAML files of a rules directory by their path within it, in the order they are read, and what is amiss.

    Raises:
        ChecklistError: if *directory* is none.
    """
    names = _listed(directory, "there is no such rules directory", "name the directory that holds pack.yml")
    problems = [_unexpected(os.path.join(directory, name)) for name in names if _is_yaml(name) and name not in _FILES]
    missing = [name for name in ("pack.yml", "vocabulary.yml") if name not in names]
    problems += [Problem(Location(os.path.join(directory, name)), "OUT01", "the file is missing", "a pack needs it") for name in missing]
    folder = os.path.join(directory, "themes")
    themes: list[str] = []
    try:
        themes = _listed(folder, "there are no themes", "add themes/<theme>.yml")
        problems += [_not_yml(os.path.join(folder, name)) for name in themes if name.endswith(".yaml")]
        if not any(name.endswith(".yml") for name in themes):
            problems.append(Problem(Location(folder), "OUT01", "there are no theme files", "add themes/<theme>.yml"))
    except ChecklistError as error:
        problems += error.problems
    texts = {}
    own = [*_languages(directory), *(name for name in _FILES if name in names)]
    for name in own + [f"themes/{name}" for name in themes if name.endswith(".yml")]:
        try:
            texts[name] = read_bytes(os.path.join(directory, name))
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def _languages(directory: str) -> list[str]:
    """Return the wordings of *directory* in further languages, by their path within it."""
    folder = os.path.join(directory, "i18n")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [f"i18n/{name}/wording.yml" for name in names if os.path.isfile(os.path.join(folder, name, "wording.yml"))]


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


def _not_yml(path: str) -> Problem:
    return Problem(Location(path), "REF01", "a theme file ends in .yml", f"rename it to {os.path.basename(path)[:-5]}.yml")


def _nearby(path: str) -> str:
    """Return a hint that names a file with a similar name in the same directory, if there is one."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return f"there is no directory {folder}" if folder else "check the name"
    hint = suggestion(name, names)
    return hint if hint.startswith("did you mean") else "check the name"
