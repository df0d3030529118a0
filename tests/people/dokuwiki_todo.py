"""What people write into a DokuWiki page with the todo plugin: clicks, and by hand whom a todo is for and when it is due."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import strategies as st

from checklist.dialects.dokuwiki import text as write
from checklist.model import State

from . import dokuwiki

_CODE = r"\((?P<code>[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?)\)"
LINE = re.compile(rf"^(?P<head>(?:  )+\* )(?P<box><todo\b[^>]*>)(?P<rest>.*?{_CODE})(?P<tail>.*)$")
OPEN, END = "<todo>", "</todo>"

_clicked = ("<todo #mia:2026-12-04>", "<todo #>", "<todo @mia due:2027-06-30 #mia:2026-12-04>", "<todo @ada @mia !! #Ada:2026-12-01>")
_named = ("<todo @mia>", "<todo @mia due:2027-06-30>", "<todo !!!>", "<todo start:2026-12-01 due:2027-06-30>")
boxes = st.sampled_from([" ", " ", *_clicked, *_named, "x", "☑", "[x]"])
# What people add inside the tag, behind the code, ends with the tag.
tails = st.one_of(dokuwiki.tails, dokuwiki.prose.map(lambda text: f" {text}</todo>"), st.just(" (EN and DE)</todo> – Mia"))
states = st.builds(State, boxes, tails, dokuwiki.notes, st.just("")).map(
    lambda state: state if _is_todo(state.box) else state._replace(tail=state.tail.replace(END, ""))
)


def _is_todo(box: str) -> bool:
    return box == " " or box.startswith("<todo")


def codes(page: str) -> list[str]:
    """Return the codes of the task lines of a page that nobody has written on, in order."""
    lines = page.split("\n")
    return [found["code"] for found in (LINE.match(lines[place]) for place in dokuwiki.ours(lines)) if found]


def written(page: str, recorded: Mapping[str, State]) -> str:
    """Return *page*, which nobody has written on, with *recorded* typed in."""
    lines = page.split("\n")
    for place in dokuwiki.ours(lines):
        found = LINE.match(lines[place])
        state = recorded.get(found["code"]) if found else None
        if found and state:
            lines[place] = "\n".join((_line(found, state), *state.notes))
    return "\n".join(lines)


def _line(found: re.Match[str], state: State) -> str:
    if not _is_todo(state.box):
        # Without the tag signs act, and whoever takes it away writes them so that they show.
        text = write(found["rest"][: found.start("code") - found.start("rest") - 2])
        return f"{found['head']}{state.box} {text} ({found['code']}){state.tail}"
    ended = "" if END in state.tail else END
    return f"{found['head']}{state.box.strip() or OPEN}{found['rest']}{ended}{state.tail}"


def stands(page: str, code: str, state: State) -> bool:
    """Return whether *page* holds *state* at *code* letter for letter, and nothing of ours among the notes."""
    lines = [*page.split("\n"), ""]
    ended = END if _is_todo(state.box) and END not in state.tail else ""
    for place, line in enumerate(lines):
        found = LINE.match(line) or dokuwiki.LINE.match(line)
        if found and (found["code"], found["box"], found["tail"]) == (code, state.box.strip() or OPEN, ended + state.tail):
            after = place + 1 + len(state.notes)
            if tuple(lines[place + 1 : after]) == state.notes and (lines[after] == "" or _is_line(lines[after])):
                return True
    return False


def _is_line(line: str) -> bool:
    return bool(LINE.match(line) or dokuwiki.LINE.match(line))


# A tag that lost its end, or that somebody made a line of the other kind, says the same.
honest = st.one_of(
    dokuwiki.honest,
    st.sampled_from([
        lambda page: re.sub(r"(?m)^((?:  )+\* <todo[^>]*>)(?=\S)", r"\1 ", page),
        lambda page: re.sub(r"(?m)^((?:  )+)\* (?=<todo)", r"\1- ", page),
        lambda page: re.sub(r"(?m)^((?:  )+\* )<todo>(.*\))</todo>", r"\1☐ \2", page),
    ]),
)
