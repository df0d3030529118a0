"""HTML to read within another page: codes lead to the guide, and nothing can be ticked.

Items are plain entries of a list, because a box on a page that keeps no tick misleads. Each heading is a line of its own,
and the place of an item in the guide is the `id` of its heading. No format of the command line: the door to
Python-Markdown writes it.
"""

from __future__ import annotations

import re

from ..model import State
from .html import anchor, bullet, code, em, jump, link, paragraph, step, strong, text
from .html_fragment import finish

SUFFIX = ".html"
MEDIA_TYPE = "text/html"
TICK = "how_tick_copy"
ANSWER = "set: {{{}: […]}}"
IS_MARKUP = True

_ANCHORED = re.compile(r'<span id="([^"]*)">(.*)</span>')

__all__ = ["anchor", "bullet", "code", "em", "finish", "heading", "jump", "link", "paragraph", "step", "strong", "task", "text"]


def heading(level: int, inner: str) -> str:
    found = _ANCHORED.fullmatch(inner)
    place, inner = (f' id="{found[1]}"', found[2]) if found else ("", inner)
    return f"<h{min(level, 6)}{place}>{inner}</h{min(level, 6)}>"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    return f"<li>{inner} ({code})</li>"
