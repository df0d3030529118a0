"""Pages of HTML that report on checklists: their templates, style sheets, and the sum by which their policy names them.

Not responsible for what a report says (`dashboard`, `indexes`, `newspage`), nor for the pages people work in (`rendering`).
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from . import __version__
from .rulefiles import shipped

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLES = ("page.css", "status.css")


def report(template: str, styles: Sequence[str] = _STYLES, **values: Any) -> str:
    """Return the page that *template* makes of *values*, in these *styles*; every value is escaped."""
    from markupsafe import Markup

    style = "\n".join(map(_style, styles)).strip()
    return _environment().get_template(template).render(
        **values, style=Markup(style), style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        generator=f"marketing-impact-checklist {__version__}",
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(shipped("templates")), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _style(name: str) -> str:
    with open(os.path.join(shipped("templates"), name), encoding="utf-8") as file:
        return file.read().strip()
