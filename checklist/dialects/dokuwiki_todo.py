"""DokuWiki with the todo plugin: boxes to click, and the click is written to the page.

To tick an item, click its box. The plugin then adds who and when to the tag; that, and whom and what day people put
there by hand, is kept as it is found:

      * <todo @mia due:2027-06-30 #mia:2026-12-04>Must: Label realistic AI pictures (TRN-02)</todo>
        * Evidence: https://dam.example/labels

The text of a todo is characters alone, so its label is not bold and its code not a link. What somebody wrote behind
the code stays where it was, before the end of the tag or after it. A line with ☐ or x in place of the tag is read as
well; the next refresh makes a todo of the open one. All else is as in `dokuwiki`.

Source: https://www.dokuwiki.org/plugin:todo, and syntax/todo.php and action.php of leibler/dokuwiki-plugin-todo at
c5855f3, read 2026-11-25.
"""

from __future__ import annotations

from functools import lru_cache

from ..model import State
from . import dokuwiki
from ._base import Unit
from .dokuwiki import (
    MEDIA_TYPE, SUFFIX, bullet, code, em, heading, jump, landmarks, lines, link, marker, markers, note, paragraph, plain, step, strong,
    tail_line, text,
)

TICK = "how_tick_todo"
UNTOUCHED = "<todo>"

__all__ = [
    "MEDIA_TYPE", "SUFFIX", "TICK", "bullet", "cleared", "code", "em", "heading", "jump", "landmarks", "lines", "link", "marker",
    "markers", "note", "outline", "paragraph", "parse", "plain", "step", "strong", "tail_line", "task", "task_text", "text", "ticked",
]


def task_text(content: str) -> str:
    """Return *content* as it stands in a todo, which shows characters alone; its end, and another todo, cannot stand there."""
    return dokuwiki.defused(content)


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    box = state.box if state.box.strip() else UNTOUCHED
    return dokuwiki.task(text(inner), code, state._replace(box=box), depth=depth)


def cleared(box: str) -> str:
    """Return *box* without its tick; whom and what day it names stays."""
    return _box(dokuwiki.cleared(box))


def ticked(box: str) -> str:
    """Return *box* with a tick; whom and what day it names stays."""
    return dokuwiki.ticked(box if box.strip() else UNTOUCHED)


def parse(region: str) -> tuple[Unit, ...]:
    """Return the units of a region; the inner text of a task is characters alone, whatever box it has."""
    return tuple(map(_unit, dokuwiki.parse(region)))


def outline(region: str) -> tuple[Unit, ...]:
    """Return the tasks of a region and the headings before them, as `parse` does."""
    return tuple(map(_unit, dokuwiki.outline(region)))


def _unit(read: Unit) -> Unit:
    return read._replace(box=_box(read.box), inner=_shown(read.inner)) if read.kind == "task" else read


@lru_cache(maxsize=4096)
def _shown_once(inner: str) -> str:
    return dokuwiki.shown(inner)


def _shown(inner: str) -> str:
    return _shown_once(inner) if len(inner) <= 400 else dokuwiki.shown(inner)


def _box(found: str) -> str:
    return " " if found == UNTOUCHED else found
