"""A page of HTML to open, print and mail: one file, no request to anywhere, light and dark.

Tick on paper or on the screen; the browser forgets ticks when the page is closed. To keep them, put the
checklist into a wiki page in one of the wiki formats.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ._base import Block

SUFFIX = ".html"
MEDIA_TYPE = "text/html"
TICK = "how_tick_box"
SHELL = "page.html.j2"
IS_MARKUP = True

_WRAPS = {"task": ("<ul class=\"tasks\">", "</ul>"), "bullet": ("<ul>", "</ul>"), "step": ("<ol>", "</ol>")}


def text(content: str) -> str:
    return escape(content, quote=True)


def strong(inner: str) -> str:
    return f"<strong>{inner}</strong>"


def em(inner: str) -> str:
    return f"<em>{inner}</em>"


def code(content: str) -> str:
    return f"<code>{text(content)}</code>"


def link(inner: str, url: str) -> str:
    return f'<a href="{text(url)}" rel="noopener noreferrer">{inner}</a>'


def anchor(inner: str, name: str) -> str:
    return f'<span id="{text(name)}">{inner}</span>'


def jump(inner: str, name: str) -> str:
    return f'<a href="#{text(name)}">{inner}</a>'


def heading(level: int, inner: str) -> str:
    return f"<h{min(level, 6)}>{inner}</h{min(level, 6)}>"


def paragraph(inner: str) -> str:
    return f"<p>{inner}</p>"


def bullet(inner: str, depth: int) -> str:
    return f"<li>{inner}</li>"


def step(inner: str, number: int) -> str:
    return f"<li>{inner}</li>"


def task(inner: str, code: str, *, box: str, depth: int, tail: str, notes: tuple[str, ...]) -> str:
    checked = " checked" if box.strip() else ""
    return f'<li class="depth-{depth}"><label><input type="checkbox"{checked}> {inner} ({code})</label></li>'


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks, entries of a list wrapped in one list; raw text of a template stays as it is."""
    page: list[str] = []
    open_kind = ""
    for block in blocks:
        kind = block.kind if block.kind in _WRAPS else ""
        if block.kind == "raw" and not block.text.strip() and open_kind:
            continue
        if kind != open_kind:
            if open_kind:
                page.append(_WRAPS[open_kind][1] + "\n")
            if kind:
                page.append(_WRAPS[kind][0] + "\n")
            open_kind = kind
        page.append(block.text if block.kind == "raw" else block.text + "\n")
    if open_kind:
        page.append(_WRAPS[open_kind][1] + "\n")
    return "".join(page)
