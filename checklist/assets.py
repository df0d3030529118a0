"""The style sheet and the script of a page of HTML, as one text each, and the sums by which a page's policy names them.

The script is hand-written in small parts, which are laid into one closure in a fixed order; what is only for
people who read the parts, comments and indentation, stays out of the page. Not responsible for what a page is.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

# A part uses only what stands in the parts before it when it is run; inside functions it may name any.
PARTS = (
    "page", "entries", "checking", "moving", "markdown", "items", "store", "record", "progress", "picture", "filter", "group", "gone",
    "transfer", "keys", "main",
)

_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)""")
_NEEDLESS_BREAK = re.compile(r"([;{,(\[])\n")
_AROUND_SIGNS = re.compile(r" *([=+*,?:;<>&|{}()[\]!-]) *")


def style(folder: str, *, live: bool) -> str:
    """Return the style sheet in *folder*, for a page that is *live* by the script or for one of words alone."""
    text = "".join(_read(os.path.join(folder, f"{name}.css")) for name in ("page", "live" if live else "plain"))
    return _joined(line.strip() for line in text.splitlines() if not line.startswith("/*"))


def script(folder: str, parts: tuple[str, ...] = PARTS) -> str:
    """Return *parts* of the script in *folder* as one closure."""
    text = "".join(_read(os.path.join(folder, "script", f"{part}.js")) for part in parts)
    return '(() => {\n"use strict";\n' + _joined(thin(line) for line in text.splitlines()) + "})();"


def thin(line: str) -> str:
    """Return a line of script without its indentation and the blanks around signs, "" if it is a comment.

    What stands in quotes stays. In the parts a comment has a line of its own, a quoted text ends on its line, and a regular
    expression holds neither blanks nor quotes; a test sees to it.
    """
    if line.lstrip().startswith("//"):
        return ""
    pieces = _QUOTED.split(line.strip())
    return "".join(piece if place % 2 else _AROUND_SIGNS.sub(r"\1", piece) for place, piece in enumerate(pieces))


def _joined(lines: Iterable[str]) -> str:
    """Return *lines* without empty ones, and without the breaks that neither a style sheet nor a script needs."""
    return _NEEDLESS_BREAK.sub(r"\1", "".join(f"{line}\n" for line in lines if line))


def total(text: str) -> str:
    """Return the sum of *text* as a policy names it."""
    return b64encode(sha256(text.encode()).digest()).decode()


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
