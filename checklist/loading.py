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
    directory = path or os.path.join(shipped("rules"), "core")
    texts = _texts(directory)
    name = caching.digest(os.fsencode(directory), *(part for file, text in texts.items() for part in (file.encode(), text)))
    kept = caching.recall(name)
    if isinstance(kept, RuleSet):
        return kept
    from .packs import read_pack

    rules = read_pack(directory, texts)
    if not rules.wording:
        rules = rules._replace(wording=load_rules().wording)
    caching.keep(name, rules)
    return rules


def load_campaign(path: str, rules: RuleSet) -> Campaign:
    """Return the campaign in the file *path*; `-` is standard input.

    Raises:
        ChecklistError: with every problem in it, unknown codes of waivers included.
    """
    from .briefs import read_campaign

    return read_campaign(read_bytes(path), path, rules)


def _texts(directory: str) -> dict[str, bytes]:
    """Return the YAML files of a rules directory by their path within it, in the order they are read."""
    problems = []
    texts = {}
    try:
        names = sorted(os.listdir(directory))
        themes = sorted(os.listdir(os.path.join(directory, "themes"))) if "themes" in names else []
    except FileNotFoundError:
        raise failure(directory, "OUT01", "there is no such rules directory", _nearby(directory)) from None
    except NotADirectoryError:
        raise failure(directory, "OUT01", "a directory of rules belongs here", "name the directory that holds pack.yml") from None
    except OSError as error:
        raise failure(directory, "OUT01", f"the rules cannot be read: {error.strerror}", "check the permissions") from None
    for name in names:
        if name.endswith((".yml", ".yaml")) and name not in _FILES:
            place = Location(os.path.join(directory, name))
            problems.append(Problem(place, "REF01", "no rule file has this name", suggestion(name, _FILES)))
    wanted = [name for name in _FILES if name in names] + [f"themes/{name}" for name in themes if name.endswith(".yml")]
    for name in wanted:
        try:
            texts[name] = read_bytes(os.path.join(directory, name))
        except ChecklistError as error:
            problems += error.problems
    for name in ("pack.yml", "vocabulary.yml"):
        if name not in names:
            place = Location(os.path.join(directory, name))
            problems.append(Problem(place, "OUT01", "this file is missing", "a rules directory needs it"))
    if not any(name.startswith("themes/") for name in wanted):
        place = Location(os.path.join(directory, "themes"))
        problems.append(Problem(place, "OUT01", "there are no theme files", "add themes/<theme>.yml"))
    if problems:
        raise ChecklistError(problems)
    return texts


def _nearby(path: str) -> str:
    """Return a hint that names a file with a similar name in the same directory, if there is one."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return f"there is no directory {folder}" if folder else "check the name"
    hint = suggestion(name, names)
    return hint if hint.startswith("did you mean") else "check the name"
