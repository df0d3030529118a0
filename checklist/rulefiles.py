"""The files of rules on the disk: where the built-in ones lie, which ones a pack and its translations have, and their bytes.

What is amiss with names and places is told here. Not responsible for what the files hold (`packs`), nor for rules made of
them (`loading`).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .errors import ChecklistError, Location, Problem, failure, nearest, suggestion
from .model import SOURCE_LANG

if TYPE_CHECKING:
    from typing import TextIO

MAX_BYTES = 5_000_000

_FILES = ("pack.yml", "vocabulary.yml", "sources.yml", "wording.yml")
_HOUSE_FILES = ("pack.yml", "sources.yml")
_HERE = os.path.dirname(os.path.abspath(__file__))


def shipped(folder: str) -> str:
    """Return the path of `rules` or `templates`: inside the installed package, else beside it."""
    inside = os.path.join(_HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_HERE), folder)


def built_in() -> str:
    """Return the directory of the built-in pack."""
    return os.path.join(shipped("rules"), "core")


def directory_of(path: str | None) -> str:
    """Return the rules directory *path*, by default the built-in one."""
    return built_in() if path is None else path


def is_core(directory: str) -> bool:
    """Return whether *directory* is that of the built-in pack."""
    return os.path.realpath(directory) == os.path.realpath(built_in())


def parts_of(texts: dict[str, bytes]) -> list[bytes]:
    """Return names and contents of files as they go into a digest."""
    return [part for file, text in texts.items() for part in (os.fsencode(file), text)]


def read_bytes(path: str) -> bytes:
    """Return the content of a file of at most 5 MB; `-` is standard input.

    Raises:
        ChecklistError: OUT01, with what stands in the way.
    """
    if path == "-":
        import sys

        # None where whoever started us closed it, as some schedulers do; its type does not say so.
        stream: TextIO | None = sys.stdin
        if stream is None:
            raise failure("standard input", "OUT01", "it is closed", "pipe something into it or name a file")
        return stream.buffer.read(MAX_BYTES + 1)
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


def rule_files(directory: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the YAML files of a rules directory by their path within it, in the order they are read, and what is amiss.

    Raises:
        ChecklistError: if *directory* is none.
    """
    names = listed(directory, "there is no such rules directory", "name the directory that holds pack.yml")
    problems = [_unexpected(os.path.join(directory, name)) for name in names if is_yaml(name) and name not in _FILES]
    problems += _missing(directory, names, ("pack.yml", "vocabulary.yml"))
    folder = os.path.join(directory, "themes")
    themes: list[str] = []
    try:
        themes = listed(folder, "there are no themes", "add themes/<theme>.yml")
        problems += [not_yml(os.path.join(folder, name), "theme") for name in themes if name.endswith(".yaml")]
        if not any(name.endswith(".yml") for name in themes):
            problems.append(Problem(Location(folder), "OUT01", "there are no theme files", "add themes/<theme>.yml"))
    except ChecklistError as error:
        problems += error.problems
    texts = {}
    problems += _strange_languages(directory) if "i18n" in names else []
    own = [*wordings(directory), *(name for name in _FILES if name in names)]
    for name in own + [f"themes/{name}" for name in themes if name.endswith(".yml")]:
        try:
            texts[name] = read_bytes(os.path.join(directory, name))
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def house_files(path: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the YAML files of a house pack by their path within it, `pack.yml` first, and what is amiss; of a file its text by "".

    Nothing outside the pack is read: a link that leads out of it is refused.
    """
    if not os.path.isdir(path):
        return {"": read_bytes(path)}, []
    names = listed(path, "there is no such pack", "name the directory that holds pack.yml")
    problems = _missing(path, names, ("pack.yml",))
    problems += [_unexpected(os.path.join(path, name)) for name in names if is_yaml(name) and name not in _HOUSE_FILES]
    folder = os.path.join(path, "themes")
    themes = listed(folder, "", "") if "themes" in names else []
    problems += [not_yml(os.path.join(folder, name), "theme") for name in themes if name.endswith(".yaml")]
    problems += _strange_languages(path) if "i18n" in names else []
    texts = {}
    for name in [name for name in _HOUSE_FILES if name in names] + [f"themes/{name}" for name in themes if name.endswith(".yml")]:
        try:
            texts[name] = read_inside(path, name)
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def read_inside(folder: str, name: str) -> bytes:
    """Return the content of the file *name* in *folder*, unless it really lies elsewhere."""
    full = os.path.join(folder, name)
    top = os.path.realpath(folder)
    if os.path.commonpath([top, os.path.realpath(full)]) != top:
        raise failure(full, "OUT01", "it is a link to a file outside the pack", "put the file itself into the pack")
    return read_bytes(full)


def translation_files(directory: str, lang: str, themes: list[str]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files of a translation by their stem, and what is amiss; the wording of pages is not among them."""
    folder = os.path.join(directory, "i18n", lang)
    known = [*themes, *(name[:-4] for name in _FILES)]
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    texts = {}
    problems = []
    for name in (name for name in names if is_yaml(name) and name != "wording.yml"):
        path = os.path.join(folder, name)
        stem, ending = os.path.splitext(name)
        if stem not in known or ending != ".yml":
            hint = suggestion(stem, known) if ending == ".yml" else f"rename it to {stem}.yml"
            problems.append(Problem(Location(path), "REF01", "no file of a translation has this name", hint))
            continue
        try:
            texts[stem] = read_inside(directory, path[len(directory) + 1 :])
        except ChecklistError as error:
            problems += error.problems
    return texts, problems


def wordings(directory: str) -> list[str]:
    """Return the wordings of *directory* in further languages, by their path within it."""
    names = [f"i18n/{lang}/wording.yml" for lang in languages_in(directory)]
    return [name for name in names if os.path.isfile(os.path.join(directory, name))]


def is_language(name: str) -> bool:
    """Return whether rules can be translated into the language called *name*."""
    return len(name) == 2 and name.isascii() and name.isalpha() and name.islower() and name != SOURCE_LANG


def languages_in(directory: str) -> list[str]:
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


def listed(folder: str, missing: str, hint: str) -> list[str]:
    """Return the names in *folder*, sorted; *missing* and *hint* tell that there is none.

    Raises:
        ChecklistError: OUT01, with what stands in the way.
    """
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


def is_yaml(name: str) -> bool:
    """Return whether a file called *name* is YAML, whatever we want it to be called."""
    return name.endswith((".yml", ".yaml"))


def _unexpected(path: str) -> Problem:
    stem = os.path.splitext(os.path.basename(path))[0]
    near = suggestion(stem, [name[:-4] for name in _FILES])
    hint = near.replace("'?", ".yml'?") if near.startswith("did you mean") else f"a theme belongs into themes/{stem}.yml"
    return Problem(Location(path), "REF01", "no rule file has this name", hint)


def not_yml(path: str, what: str) -> Problem:
    """Report a file of a *what* with another ending."""
    return Problem(Location(path), "REF01", f"a {what} file ends in .yml", f"rename it to {os.path.basename(path)[:-5]}.yml")


def _nearby(path: str) -> str:
    """Return a hint that names a file with a similar name in the same directory, if there is one."""
    if re.match(r"https?://", path, re.I):
        return "checklist opens no address: save the page as a file, and name that"
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return f"there is no directory {folder}" if folder else "check the name"
    # The ending alone makes no name similar.
    stems = {os.path.splitext(each)[0] for each in names}
    near = nearest(os.path.splitext(name)[0], stems)
    hint = suggestion(name, [each for each in names if os.path.splitext(each)[0] == near]) if near else ""
    return hint if hint.startswith("did you mean") else "check the name"
