"""HTML for pages that accept it: no script, style, class, id or form control, because wikis strip them.

Boxes are the characters ☐ and ☑. Written, not read back.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model import State
from ._base import Block
from .html import bullet, code, em, heading, paragraph, step, strong, text

SUFFIX = ".html"
MEDIA_TYPE = "text/html"
IS_MARKUP = True

_LISTS = {"task": "ul", "bullet": "ul", "step": "ol"}

__all__ = ["bullet", "code", "em", "finish", "heading", "link", "paragraph", "step", "strong", "task", "text"]


def link(inner: str, url: str) -> str:
    return f'<a href="{text(url)}" rel="noopener noreferrer">{inner}</a>'


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    sign = "☑" if state.box.strip() else "☐"
    return f"<li>{sign} {inner} ({code})</li>"


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks, entries of a list wrapped in one list, deeper ones in a list inside the entry above them."""
    page: list[str] = []
    lists: list[str] = []
    kind = ""
    for block in blocks:
        if block.kind == "raw" and not block.text.strip() and lists:
            continue
        wanted = block.depth + 1 if block.kind in _LISTS else 0
        if block.kind != kind:
            _close(page, lists, 0)
        _close(page, lists, wanted)
        while len(lists) < wanted:
            if lists:
                page[-1] = page[-1].removesuffix("</li>\n") + "\n"
            lists.append(_LISTS[block.kind])
            page.append(f"<{lists[-1]}>\n")
        page.append(block.text if block.kind == "raw" else block.text + "\n")
        kind = block.kind
    _close(page, lists, 0)
    return "".join(page)


def _close(page: list[str], lists: list[str], depth: int) -> None:
    """End the lists that lie deeper than *depth*, and the entries that hold them."""
    while len(lists) > depth:
        page.append(f"</{lists.pop()}>\n")
        if lists:
            page.append("</li>\n")
