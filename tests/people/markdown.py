"""What people write into a Markdown page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from hypothesis import strategies as st

from checklist.model import State

LINE = re.compile(
    r"^(?P<head>[ \t]*[-*+] \[)(?P<box>.)(?P<rest>\] .*?"
    r"\((?:\[)?(?P<code>[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?)(?:\]\(#[a-z0-9-]+\))?\))(?P<tail>.*)$"
)
HEADING = re.compile(r"^#{1,6} ")
END = "<!-- checklist-end"

boxes = st.sampled_from([" ", " ", "x", "x", "X", "~", "-", "?", "/", "☑", "✔", "1"])
_signs = st.sampled_from(
    list("abc äé 12 .,:;!?-_*`\"'()[]{}<>#|~$&%@/\\ –“日🎉") + [
        "N/A: ", "Owner: ", "(PRV-03)", "([TRN-05](#trn-05))", "https://x.example/a_b", "&amp;", "**",
    ],
)
_prose = st.lists(_signs, min_size=1, max_size=12).map(lambda signs: " ".join("".join(signs).split())).filter(bool)
tails = st.one_of(
    st.just(""), _prose.map(lambda text: " " + text), st.sampled_from([" – done by Ada", "  ", " (TRN-99)", " <!-- seen -->", "."]),
)


def _is_note(line: str) -> bool:
    """Return whether *line*, typed below a task, can only be a note: no heading, no fence, no other item, no marker."""
    if HEADING.match(line.strip() + " ") or re.match(r"[-*+>\s]*(```|~~~|<pre)", line) or "checklist-" in line:
        return False
    return not re.match(r"[-*+]\s+\[", line)


_bullets = st.tuples(
    st.sampled_from(["    - ", "    * ", "  - ", "- ", "\t- ", "        - ", "    1. ", "> ", "", "      ", "    - [ ] ", "    - [x] "]),
    _prose,
)
_lines = _bullets.map("".join).filter(_is_note).map(lambda line: (line,))
_blocks = st.sampled_from([
    ("    - Owner: Ada",), ("    - Due: 2027-06-30",),
    ("    - Verantwortlich: Jörg", "    - Fällig: 30.06.2027"),
    ("Entfällt: kein Chatbot",), ("    - **Nachweis:** https://x.example/ä",),
    ("    Evidence: https://x.example/a?b=c",), ("N/A: no such channel",),
    ("", "A paragraph apart."),
    ("    - a list", "        - in a list", "", "    - and on"), ("    ```", "    # no heading", "    - [ ] no item (TRN-05)", "    ```"),
    ("```yaml", "## no heading", "- [x] no item (ETH-01)", "<!-- checklist-end sum=0 -->", "```"), ("~~~", "```", "# x", "~~~"),
    ("```inline``` code",),
    ("    - [ ] ask the agency",), ("    - [x] own sub-task (see PRV-03)",), ("    - [ ] a copied line (PRV-03)",),
    ("| a | b |", "|---|---|", "| 1 | 2 |"),
    ("---",), ("#hashtag",), ("    # four blanks are code",), ("    - ↻ Check again: its meaning changed",), ("<b>bold</b>",),
    ("    - [~] n/a",), ("\\",), ("    - ",),
    ("<pre>", "# no heading", "</pre>"), ("line one\u2028still line one",), ("form\x0cfeed",),
])
notes = st.lists(st.one_of(_lines, _blocks), max_size=3).map(lambda blocks: _trimmed(tuple(line for block in blocks for line in block)))
states = st.builds(State, boxes, tails, notes, st.just(""))


def _trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def codes(page: str) -> list[str]:
    """Return the codes of the task lines of a page that nobody has written on, in order."""
    return [found["code"] for found in map(LINE.match, page.split("\n")) if found]


def written(page: str, recorded: Mapping[str, State]) -> str:
    """Return *page*, which nobody has written on, with *recorded* typed in."""
    lines = []
    for line in page.split("\n"):
        found = LINE.match(line)
        state = recorded.get(found["code"]) if found else None
        if found and state:
            lines += [f"{found['head']}{state.box}{found['rest']}{state.tail}", *state.notes]
        else:
            lines.append(line)
    return "\n".join(lines)


def stands(page: str, code: str, state: State) -> bool:
    """Return whether *page* holds *state* at *code* letter for letter, and nothing of ours among the notes."""
    lines = [*page.split("\n"), ""]
    for place, line in enumerate(lines):
        found = LINE.match(line)
        if found and (found["code"], found["box"], found["tail"]) == (code, state.box, state.tail):
            after = place + 1 + len(state.notes)
            if tuple(lines[place + 1 : after]) == state.notes and (lines[after] == "" or LINE.match(lines[after])):
                return True
    return False


def _escapes_decoded(page: str) -> str:
    """Return *page* as editors hand it back that write out what entities stand for, where that means the same."""
    return page.replace("&#58;", ":").replace("&#38;", "&")


honest = st.sampled_from([
    lambda page: re.sub(r"(?m)[ \t]+$", "", page), lambda page: re.sub(r"(?m)$", "  ", page),
    lambda page: unicodedata.normalize("NFC", page), lambda page: unicodedata.normalize("NFD", page),
    lambda page: re.sub(r"(?m)^([ ]*)- (?=\[)", r"\1* ", page), lambda page: re.sub(r"(?m)^([ ]*)- (?=[^\[])", r"\1+ ", page),
    lambda page: re.sub(r"(?m)^    (?=- \[)", "  ", page), lambda page: re.sub(r"(?m)^    (?=- \[)", "\t", page),
    lambda page: page.replace("\n", "\r\n"), lambda page: re.sub(r"\n\n+(?=#)", "\n\n\n", page), _escapes_decoded,
    lambda page: re.sub(r"\*\*([A-Z][^*\n]*:)\*\*", r"__\1__", page),
])
