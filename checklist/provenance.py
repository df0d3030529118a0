"""What a report of ours looks like as a file, so that it may be written anew over itself and over nothing else.

Not responsible for what reports say (`exports`, `clippings`) nor for writing them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

GENERATOR = "marketing-impact-checklist"
_LONGEST_HEAD = 4000


def is_report(content: bytes, form: str, kind: str, begins: Callable[[str], bool]) -> bool:
    """Return whether *content* is a report of a *kind*, such as status, in the format *form*.

    JSON and HTML name what made them; in any other format *begins* tells it by the first line.
    """
    head = content[:_LONGEST_HEAD].decode("utf-8", "replace").removeprefix("\ufeff")
    if form == "json":
        return bool(re.match(rf'\{{\s*"schema": "{kind}/\d+",\s*"generator": "{GENERATOR} ', head))
    if form == "html":
        return bool(re.search(rf'<html [^>]*data-{kind}.*<meta name="generator" content="{GENERATOR} [^"]*">', head, re.DOTALL))
    return begins(head.split("\n", 1)[0].rstrip("\r"))
