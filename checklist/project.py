"""The project: `checklist.yml`, found upwards, and which house packs apply in which order.

Order of packs: the built-in rules, then those of the project file, of `CHECKLIST_PACKS`, of the command line. A pack is a
directory, a file, or the name under which an installed distribution offers one.

Not responsible for what packs hold (`loading`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .errors import ChecklistError, Location, Problem, failure, nearest, suggestion
from .model import SOURCE_LANG, RuleSet
from .settings import Project
from .versions import CONDITIONS, allows

FILE = "checklist.yml"
GROUP = "checklist.packs"
VARIABLE = "CHECKLIST_PACKS"
_WITH_VERSIONS = re.compile(rf"(.*?)({CONDITIONS})?\Z")


class Origin(NamedTuple):
    """Where the rules of a run come from: those at the bottom, and the packs over them in order, as paths.

    `wanted` are the versions that the project asks for: name or path, conditions.
    """

    path: str | None = None
    packs: tuple[str, ...] = ()
    project: Project = Project()
    wanted: tuple[tuple[str, str], ...] = ()


def root() -> str:
    """Return the directory of the project: the nearest one upwards with a project file or a git repository, else this one.

    The search does not go above the home directory.
    """
    start = os.path.realpath(os.getcwd())
    home = os.path.realpath(os.path.expanduser("~"))
    folder = start
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in (FILE, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder or folder == home:
            return start
        folder = above


def inside(path: str, root: str) -> str | None:
    """Return the full path of a file that is named relative to the project *root*; None if it really lies outside, or is absolute."""
    try:
        full = os.path.realpath(os.path.join(root, os.fsdecode(path.encode("utf-8"))))
        top = os.path.realpath(root)
        return None if os.path.isabs(path) or os.path.commonpath([top, full]) != top else full
    except ValueError:  # a NUL in it, or half a character
        return None


def relative(path: str) -> str:
    """Return *path* relative to the project, "" for one outside it; the project ends at the git root or the working directory.

    The same in every locale; "" also for a name that is not UTF-8, which no page could hold.
    """
    inside = os.path.relpath(os.path.realpath(path), root())
    if inside.split(os.sep)[0] == os.pardir or os.path.isabs(inside):
        return ""
    try:
        return os.fsencode(inside).decode("utf-8").replace(os.sep, "/")
    except UnicodeDecodeError:
        return ""


def find() -> Project:
    """Return the project that the working directory belongs to.

    Raises:
        ChecklistError: with every problem in its file.
    """
    path = os.path.join(root(), FILE)
    if not os.path.isfile(path):
        return Project()
    from .rulefiles import read_bytes

    shown = os.path.relpath(path)
    text = read_bytes(path)
    if not text.strip():
        return Project(shown)
    from .settings import read_project

    project = read_project(text, shown)
    if project.template.endswith(".j2"):
        return project._replace(template=os.path.normpath(os.path.join(os.path.dirname(shown), project.template)))
    return project


def origin(path: str | None, packs: Sequence[str], *, alone: bool = False) -> Origin:
    """Return where the rules come from for a command line with `--rules` *path* and `--pack` *packs*.

    *alone* ignores the project file and the variable.

    Raises:
        ChecklistError: PCK03, if there is no such pack.
    """
    project = Project() if alone else find()
    listed = [(name, os.path.dirname(project.path), project.path) for name in project.packs]
    if not alone:
        listed += [(name, "", VARIABLE) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name]
    listed += [(name, "", "--pack") for name in packs]
    found: list[str] = []
    wanted: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for written, folder, told in listed:
        match = _WITH_VERSIONS.match(written)
        name, conditions = (match[1], match[2] or "") if match else (written, "")
        try:
            at = "core" if name == "core" else place(name, folder, told=told)
        except ChecklistError as error:
            problems += error.problems
            continue
        if conditions:
            wanted.append((at, conditions))
        if at != "core" and at not in found:
            found.append(at)
    if problems:
        raise ChecklistError(problems)
    return Origin(path, tuple(found), project, tuple(wanted))


def place(name: str, folder: str = "", *, told: str) -> str:
    """Return the path of a pack called *name*, relative to *folder*, or offered by a distribution.

    Raises:
        ChecklistError: PCK03 at *told*, if there is no such pack.
    """
    path = os.path.join(folder, name)
    if os.path.exists(path):
        return os.path.normpath(path)
    offered = _offered()
    if name in offered:
        return _inside(name, offered[name])
    near = nearest(name, {"core", *offered, *_beside(path, name)})
    hint = f"did you mean {near!r}?" if near else suggestion(name, offered) or "name a directory or a file, or install a pack of that name"
    raise failure(told, "PCK03", f"there is no pack {name!r}", hint)


def _beside(path: str, name: str) -> list[str]:
    """Return what the packs beside *path* would be called, as *name* is written: directories with a `pack.yml`."""
    parent, before = os.path.dirname(path), os.path.dirname(name)
    try:
        found = os.listdir(parent or ".")
    except OSError:
        return []
    return [os.path.join(before, each) for each in found if os.path.isfile(os.path.join(parent, each, "pack.yml"))]


def _offered() -> dict[str, str]:
    """Return the packs of installed distributions: `package` or `package:folder` by name."""
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=GROUP)}


def _inside(name: str, value: str) -> str:
    """Return the directory that the entry point *value* means; its package is found, not imported, so none of its code runs."""
    from importlib.util import find_spec

    package, _, folder = value.partition(":")
    try:
        spec = find_spec(package) if "." not in package else None
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise failure(GROUP, "PCK03", f"the pack {name!r} is offered as {value!r}, and there is no such package", "install it again")
    top = os.path.realpath(places[0])
    full = os.path.realpath(os.path.join(top, folder))
    if os.path.commonpath([top, full]) != top:
        raise failure(GROUP, "PCK03", f"the pack {name!r} lies outside its package", "report it to its authors")
    return full


def rules_of(found: Origin, lang: str = SOURCE_LANG) -> RuleSet:
    """Return the rules of a run in the language *lang*, with what the project says of every campaign.

    Raises:
        ChecklistError: with every problem of every pack, or of the project file.
    """
    from .loading import load_rules

    rules = load_rules(found.path, lang, found.packs)
    problems = list(_versions(found, rules))
    if found.project.params or found.project.defaults is not None:
        from .settings import applied

        rules = applied(found.project, rules, problems)
    if problems:
        raise ChecklistError(problems)
    return rules


def _versions(found: Origin, rules: RuleSet) -> Iterable[Problem]:
    loaded = dict(zip(("core", *found.packs), rules.packs))
    for wanted, conditions in found.wanted:
        pack = loaded[wanted]
        if not allows(conditions, pack.version):
            message = f"{pack.name}{conditions} is asked for, and this is {pack.name} {pack.version}"
            yield Problem(Location(found.project.path or "--pack"), "PCK01", message, "look through what changed, then widen the versions")
