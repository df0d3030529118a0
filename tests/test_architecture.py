"""Who may import whom. The table is the architecture; the code has to follow it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "checklist"

# A module imports only from lower levels; inside a function counts too.
LEVELS = {
    "checklist": 0,
    "checklist.errors": 0,
    "checklist.inlines": 0,
    "checklist.fences": 0,
    "checklist.shapes": 0,
    "checklist.lexicon": 1,
    "checklist.scans": 1,
    "checklist.matching": 1,
    "checklist.articles": 3,
    "checklist.extracting": 2,
    "checklist.signals": 4,
    "checklist.mentions": 5,
    "checklist.scanning": 6,
    "checklist.lexicons": 9,
    "checklist.lexing": 2,
    "checklist.model": 1,
    "checklist.writing": 1,
    "checklist.rulefiles": 2,
    "checklist.caching": 1,
    "checklist.screening": 1,
    "checklist.yamlio": 1,
    "checklist.dialects._base": 1,
    "checklist.dialects._lines": 2,
    "checklist.prose": 1,
    "checklist.kinds": 1,
    "checklist.jsonio": 2,
    "checklist.parts": 2,
    "checklist.freezing": 3,
    "checklist.keeping": 10,
    "checklist.translation": 3,
    "checklist.notes": 2,
    "checklist.conditions": 2,
    "checklist.charts": 3,
    "checklist.wording": 2,
    "checklist.fields": 2,
    "checklist.choices": 2,
    "checklist.deciding": 4,
    "checklist.replies": 5,
    "checklist.interview": 10,
    "checklist.briefing": 11,
    "checklist.chips": 3,
    "checklist.assets": 0,
    "checklist.dialects": 3,
    "checklist.dialects.json": 4,
    "checklist.regions": 3,
    "checklist.stores": 1,
    "checklist.memory": 3,
    "checklist.binding": 3,
    "checklist.arranging": 4,
    "checklist.originals": 5,
    "checklist.durations": 0,
    "checklist.budgets": 5,
    "checklist.selection": 6,
    "checklist.records": 3,
    "checklist.briefs": 4,
    "checklist.given": 5,
    "checklist.phrases": 4,
    "checklist.drafting": 4,
    "checklist.expressions": 4,
    "checklist.pen": 3,
    "checklist.citing": 5,
    "checklist.page": 6,
    "checklist.moving": 3,
    "checklist.island": 5,
    "checklist.versions": 0,
    "checklist.reversing": 3,
    "checklist.houses": 6,
    "checklist.tailoring": 7,
    "checklist.projects": 5,
    "checklist.settings": 6,
    "checklist.project": 9,
    "checklist.saved": 4,
    "checklist.embedding": 5,
    "checklist.linting": 5,
    "checklist.naming": 4,
    "checklist.reaching": 3,
    "checklist.reports": 1,
    "checklist.rewording": 1,
    "checklist.diffing": 4,
    "checklist.effects": 7,
    "checklist.phrasing": 10,
    "checklist.changelog": 13,
    "checklist.deltas": 13,
    "checklist.expected": 5,
    "checklist.cases": 7,
    "checklist.skeletons": 6,
    "checklist.vocabularies": 4,
    "checklist.schema": 5,
    "checklist.rendering": 7,
    "checklist.packs": 6,
    "checklist.loading": 8,
    "checklist.making": 9,
    "checklist.recorded": 10,
    "checklist.explaining": 10,
    "checklist.copies": 10,
    "checklist.pages": 11,
    "checklist.bars": 1,
    "checklist.folders": 2,
    "checklist.batches": 1,
    "checklist.looks": 9,
    "checklist.indexes": 10,
    "checklist.ledger": 4,
    "checklist.progress": 12,
    "checklist.widths": 0,
    "checklist.provenance": 0,
    "checklist.tables": 13,
    "checklist.exports": 14,
    "checklist.news": 10,
    "checklist.bulletin": 11,
    "checklist.newspage": 12,
    "checklist.clippings": 11,
    "checklist.dashboard": 14,
    "checklist.refreshing": 12,
    "checklist.gate": 12,
    "checklist.verdicts": 13,
    "checklist.api": 14,
    "checklist.arguments": 15,
    "checklist.public": 16,
    "checklist.cli": 16,
    "checklist.mdext": 15,
    "checklist.__main__": 17,
}
# Heavy packages are imported where they are needed; a door may import its host.
HEAVY = {"yaml", "markdown", "jinja2", "markupsafe", "click"}
DOORS = {"checklist.cli": {"click"}, "checklist.mdext": {"markdown"}}
FORBIDDEN = {"socket", "ssl", "http", "urllib.request", "requests", "httpx", "asyncio"}


class Import(NamedTuple):
    """An import statement: who, what, where, and whether it runs when the module is imported."""

    importer: str
    imported: str
    line: int
    top: bool


def level_of(module: str) -> int:
    """Return the level of a module; modules of an extension point share the level of their package."""
    while module not in LEVELS:
        module = module.rpartition(".")[0]
        assert module, "no level"
    return LEVELS[module]


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports() -> Iterator[Import]:
    for name, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typing_only = {id(node) for block in ast.walk(tree) if _is_type_checking(block) for node in ast.walk(block)}
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        top = set(map(id, tree.body))
        for node in ast.walk(tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                yield from (Import(name, alias.name, node.lineno, id(node) in top) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = _absolute(node, package)
                for alias in node.names:
                    whole = f"{base}.{alias.name}"
                    yield Import(name, whole if whole in MODULES else base, node.lineno, id(node) in top)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parent = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parent, *([node.module] if node.module else [])])


MODULES = dict(modules())
IMPORTS = list(imports())


def test_every_module_has_a_level():
    missing = [name for name in MODULES if name not in LEVELS and name.rpartition(".")[0] not in ("checklist.cli", "checklist.dialects")]
    assert missing == []


def test_the_table_names_no_module_that_is_gone():
    assert [name for name in LEVELS if name not in MODULES] == []


def test_a_module_imports_only_from_lower_levels():
    wrong = [
        f"{i.importer}:{i.line} imports {i.imported}"
        for i in IMPORTS
        if i.imported.startswith("checklist") and not _is_within(i) and level_of(i.imported) >= level_of(i.importer) > 0
    ]
    assert wrong == []


def _is_within(found: Import) -> bool:
    """Return whether both ends lie in one extension point (a dialect may build on another, a command on `options`)."""
    return any(found.importer.startswith(point) and found.imported.startswith(point) for point in ("checklist.cli", "checklist.dialects"))


def test_heavy_packages_are_imported_inside_functions_only():
    wrong = [
        f"{i.importer}:{i.line} imports {i.imported}"
        for i in IMPORTS
        if i.top and i.imported.partition(".")[0] in HEAVY - _host_of(i.importer)
    ]
    assert wrong == []


def _host_of(module: str) -> set[str]:
    return next((hosts for door, hosts in DOORS.items() if module.startswith(door)), set())


def test_nothing_opens_a_connection():
    assert [f"{i.importer}:{i.line} imports {i.imported}" for i in IMPORTS if i.imported in FORBIDDEN] == []


@pytest.mark.parametrize("name", ["rules", "templates"])
def test_no_module_hides_a_shipped_directory(name):
    assert not (PACKAGE / f"{name}.py").exists()


def test_modules_stay_small():
    long = {name: lines for name, path in MODULES.items() if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 470}
    assert long == {}


def test_a_code_of_lint_has_one_meaning_and_is_documented():
    sources: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        for code in re.findall(r'"(LNT\d\d)"', path.read_text(encoding="utf-8")):
            sources.setdefault(code, set()).add(name)
    documented = set(re.findall(r"LNT\d\d", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    # A full stop at the end is the same finding in a text and in its translation.
    assert [code for code, names in sources.items() if len(names) > 1] == ["LNT02"]
    assert documented == set(sources)


def test_every_public_name_has_a_docstring():
    missing = []
    for name, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            missing.append(name)
        if "dialects" in name:
            continue  # the words of a dialect are described once, in `_base`
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}.{node.name}")
    assert missing == []
