"""The tables of figures in README.md: each stands between two comments with its name."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def write(name: str, table: str) -> None:
    """Put *table* in the place of the table called *name*."""
    readme = README.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    README.write_text(marked.sub(lambda found: found[1] + table + found[2], readme), encoding="utf-8")
