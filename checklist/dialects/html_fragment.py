"""HTML for pages that accept it: no script, style, class, id or form control, because wikis strip them.

Boxes are the characters ☐ and ☑. Written, not read back.
"""

from __future__ import annotations

from .html import bullet, code, em, finish, heading, link, paragraph, step, strong, text

SUFFIX = ".html"
MEDIA_TYPE = "text/html"
IS_MARKUP = True

__all__ = ["bullet", "code", "em", "finish", "heading", "link", "paragraph", "step", "strong", "task", "text"]


def task(inner: str, code: str, *, box: str, depth: int, tail: str, notes: tuple[str, ...]) -> str:
    sign = "☑" if box.strip() else "☐"
    return f"<li>{sign} {'– ' * depth}{inner} ({code})</li>"
