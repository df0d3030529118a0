"""What commands that read pages share: one page after the other, each read whole, none keeping the next from its turn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import click

from ..errors import ChecklistError
from .options import Options

Item = TypeVar("Item")

STREAM = "-"
_BOM = b"\xef\xbb\xbf"


class Read(NamedTuple):
    """A page as it was read: `name` is for messages, `before` its bytes."""

    path: str
    name: str
    before: bytes
    text: str

    def encoded(self, text: str) -> bytes:
        """Return *text* as bytes of this page, with its mark of the byte order if it had one."""
        mark = _BOM if self.before.startswith(_BOM) else b""
        return mark + text.encode("utf-8")


def as_read(path: str, content: bytes) -> Read:
    """Return the page that *content* is, found at *path*.

    Raises:
        ChecklistError: YML…, if it is no text.
    """
    from ..yamlio import decode

    name = "standard input" if path == STREAM else path
    return Read(path, name, content, decode(content, name))


def check_names(pages: Iterable[str], campaign: str | None, options: Options) -> None:
    """Report a page that is named twice, and standard input used for two things."""
    listed = list(pages)
    if campaign == STREAM and STREAM in listed:
        options.report("--campaign", "OPT03", "standard input cannot be the campaign and a page", "put one of them into a file")
    if len(set(listed)) < len(listed):
        options.report("PAGE", "OPT03", "a page is named twice", "name each page once")


def told_if_failing(work: Callable[[], int | None]) -> int:
    """Do *work* on one page and return its exit code; what is wrong with the page is told, so that the next one has its turn."""
    from . import tell

    try:
        return work() or 0
    except ChecklistError as error:
        for problem in error.problems:
            tell(str(problem))
        return error.exit_code


def is_watched(items: Sequence[object]) -> bool:
    """Return whether somebody may be looking at a terminal while *items* are worked off, and there are enough to wait for."""
    return bool(sys.stderr and sys.stderr.isatty()) and len(items) > 1


@contextmanager
def watched(items: Sequence[Item], label: str) -> Iterator[Iterable[Item]]:
    """Give *items* one by one, with a bar called *label* on a terminal that somebody may be looking at."""
    if not is_watched(items):
        yield items
        return
    with click.progressbar(items, label=label, file=sys.stderr, update_min_steps=max(1, len(items) // 100)) as bar:
        yield bar
