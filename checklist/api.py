"""The whole program on one screen: load rules and a campaign, make a checklist, render it, embed it in a page.

Values in, values out; nothing is printed. The command line, the Python-Markdown extension and users'
scripts are three doors to it. Files are read through `loading` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .loading import load_campaign, load_rules
from .making import (
    DEFAULT_FORMAT, DEFAULT_TEMPLATE, NOBODY, Brief, as_of, checklist, find_template, marker_fields, render, template_names, today,
    with_options,
)
from .selection import Choice

if TYPE_CHECKING:
    from .pages import Embedded, Request, Told, embed, refresh

__all__ = [
    "DEFAULT_FORMAT", "DEFAULT_TEMPLATE", "NOBODY", "Brief", "Choice", "Embedded", "Request", "Told", "as_of", "checklist", "embed",
    "find_template", "load_campaign", "load_rules", "marker_fields", "refresh", "render", "template_names", "today", "with_options",
]


def __getattr__(name: str) -> Any:
    """Return what only pages that exist already need, imported when it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import pages

    return getattr(pages, name)
