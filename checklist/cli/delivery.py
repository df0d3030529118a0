"""Reports of commands on their way out: to standard output, or to a file that holds nothing but an earlier one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

STREAM = "-"


def deliver(
    written: Callable[[int | None], str], output: str | None, *, is_ours: Callable[[bytes], bool], what: str, force: bool
) -> None:
    """Print a report, or write it to the file *output*: new, over a *what* of ours, or by *force* over what else it held.

    *written* makes the text for a terminal of so many columns, or for none.

    Raises:
        ChecklistError: PAG01, if the file holds something else; OUT…, if it cannot be written.
    """
    from . import emit

    if output not in (None, STREAM):
        _write(str(output), written(None), is_ours, what, force)
        return
    columns = None
    if sys.stdout and sys.stdout.isatty():
        from shutil import get_terminal_size

        from ..widths import WIDTH

        columns = get_terminal_size((WIDTH, 24)).columns
    emit(written(columns))


def is_coloured() -> bool:
    """Return whether whoever sits at the terminal wants colours. Source: no-color.org."""
    return not os.environ.get("NO_COLOR")


def _write(output: str, text: str, is_ours: Callable[[bytes], bool], what: str, force: bool) -> None:
    from .. import writing
    from ..errors import failure
    from . import tell

    before, content = writing.read(output), text.encode("utf-8")
    ours = before is None or not before.strip() or is_ours(before)
    if not ours and not force:
        hint = "choose another name, or --force saves it and replaces it"
        raise failure(output, "PAG01", f"the file exists and is no {what} of ours", hint)
    saved = writing.replace(output, content, expected=before, keep=not ours) if content != before else ""
    tell(f"{output}: written" + (f"; the old file is {saved}" if saved else ""))
