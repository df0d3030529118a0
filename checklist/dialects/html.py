"""A page of HTML to open, work in, print and mail: one file, no request to anywhere, light and dark.

Tick and take notes on the screen: the browser keeps them, and saves them to a file for others. Without
JavaScript it can be read and printed; so can what other templates make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ..model import State
from ._base import Block

SUFFIX = ".html"
MEDIA_TYPE = "text/html"
TICK = "how_tick_box"
SHELL = "page.html.j2"
IS_MARKUP = True

_WRAPS = {"task": ("<ul class=\"tasks\">", "</ul>"), "bullet": ("<ul>", "</ul>"), "step": ("<ol>", "</ol>")}
_PLACE = re.compile(r"""\bid=(?:"([^"]+)"|([^\s">]+))""")
_JUMP = re.compile(r"<a href=#([\w.-]+)>(.*?)</a>")


def text(content: str) -> str:
    return escape(content, quote=True)


def strong(inner: str) -> str:
    return f"<strong>{inner}</strong>"


def em(inner: str) -> str:
    return f"<em>{inner}</em>"


def code(content: str) -> str:
    return f"<code>{text(content)}</code>"


def link(inner: str, url: str) -> str:
    # The page itself tells browsers to send no referrer, and opens nothing in a window of its own.
    return f'<a href="{text(url)}">{inner}</a>'


def anchor(inner: str, name: str) -> str:
    return f'<span id="{text(name)}">{inner}</span>'


def jump(inner: str, name: str) -> str:
    # A name is made of a code: it needs no quotes, and there are a thousand of them on a page.
    return f"<a href=#{text(name)}>{inner}</a>"


def heading(level: int, inner: str) -> str:
    return f"<h{min(level, 6)}>{inner}</h{min(level, 6)}>"


def paragraph(inner: str) -> str:
    return f"<p>{inner}</p>"


def bullet(inner: str, depth: int) -> str:
    return f"<li>{inner}</li>"


def step(inner: str, number: int) -> str:
    return f"<li>{inner}</li>"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    checked = " checked" if state.box.strip() else ""
    label = f'<label><input class="tick" type="checkbox"{checked}> <span>{inner}</span></label>'
    return f'<li class="depth-{depth}">{label} <span class="code">{code}</span></li>'


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks, entries of a list wrapped in one list; raw text of a template stays as it is.

    A link to a place the page does not have (a template without a guide) is left as its text.
    """
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
    joined = "".join(page)
    places = {quoted or bare for quoted, bare in _PLACE.findall(joined)}
    return _JUMP.sub(lambda found: found[0] if found[1] in places else found[2], joined)
