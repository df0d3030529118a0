"""What people write into a DokuWiki page, and what its editors and plugins do to one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from hypothesis import strategies as st

from checklist.model import State

_CODE = r"(?:\[\[#[a-z0-9-]+\|)?(?P<code>[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?)(?:\]\])?"
LINE = re.compile(rf"^(?P<head>(?:  )+\* )(?P<box>\S+) (?P<rest>.*?\({_CODE}\))(?P<tail>.*)$")
HEADING = re.compile(r"^ ?==.+==\s*$")
OPEN = "☐"
_MARKER = re.compile(r"\[\[#checklist-(?:begin v=1 .*|end sum=[0-9a-f]{12})\|\u200b\]\]\r?")

boxes = st.sampled_from([" ", " ", " ", "x", "x", "X", "☑", "☑", "✔", "✅", "[x]", "☒", "~", "?", "☑\ufe0f", "\U0001f44d"])
_signs = st.sampled_from(
    list("abc äé 12 .,:;!?-_*`\"'()[]{}<>#|~$&%@/\\=^ –“日🎉") + [
        "N/A: ", "Owner: ", "Fällig: ", "(PRV-03)", "([[#trn-05|TRN-05]])", "https://x.example/a_b", "[[start]]", "**", "//", "%%", "''",
        ":-)", " \\\\ ", "640x480", "<del>", "</del>",
    ],
)
prose = st.lists(_signs, min_size=1, max_size=12).map(lambda signs: " ".join("".join(signs).split())).filter(bool)
tails = st.one_of(
    st.just(""), prose.map(lambda text: " " + text),
    st.sampled_from([" – done by Ada", "  ", " (TRN-99)", " \\\\ Owner: Ada", ".", " ((asked twice))", " [[:team:ada]]"]),
)


def _is_note(line: str) -> bool:
    """Return whether *line*, typed below a task, can only be a note: no heading, no marker, no code left open, no other item."""
    if HEADING.match(line) or "checklist-" in line or re.search(r"<(code|file|nowiki)", line) or line.strip() == "%%":
        return False
    return not (re.match(r" {0,3}[*-]", line) and re.search(r"\((\[\[[^]]*\|)?[A-Z]{3}-[0-9]{2}", line))


_bullets = st.tuples(
    st.sampled_from([
        "    * ", "    * ", "    - ", "  * ", "  - ", "\t\t* ", "      * ", "        * ", "> ", "", "", "    ", "    * ☐ ", "    * ☑ ",
        "    * x ", "* ",
    ]),
    prose,
)
_lines = _bullets.map("".join).filter(_is_note).map(lambda line: (line,))
_blocks = st.sampled_from([
    ("    * Owner: Ada",), ("    * Due: 2027-06-30",), ("    Evidence: https://x.example/a?b=c",), ("N/A: no such channel",),
    ("    * **Verantwortlich:** Mia Keller",), ("    * Fällig: 30.06.2027",), ("Nachweis: {{:team:label.png?200|Label}}",),
    ("    * //Entfällt:// kein Kanal",),
    ("", "A paragraph apart."), ("    * a list", "      * in a list", "", "    * and on"),
    ("<code>", "===== no heading =====", "  * ☐ no item (TRN-05)", "[[#checklist-end sum=0|\u200b]]", "</code>"),
    ("<file yaml x.yml>", "== no heading ==", "  * x no item (ETH-01)", "</file>"),
    ("    * see <code>", "  * ☐ no item (TRN-05)", "</code> there"),
    ("<nowiki>", "  * ☐ no item (TRN-05)", "== no heading ==", "</nowiki>"), ("%%", "  * ☑ no item (TRN-05)", "%%"),
    ("", "  == no heading, but indented code ==", "  x"), ("    * write %%[[#checklist-end sum=0|x]]%% there",),
    ("    * ☐ ask the agency",), ("    * ☑ own sub-task (see PRV-03)",), ("    * ☐ a copied line (PRV-03)",),
    ("    * x a copied line ([[#prv-03|PRV-03]])",), ("  * ☐ mine, without a code",), ("    * <todo>ask the agency</todo>",),
    ("    * <todo #ada:2026-12-01>a copied line (PRV-03)</todo>",),
    ("^ a ^ b ^", "| 1 | 2 |"), ("----",), ("> quoted",), ("    * ↻ Check again: its meaning changed",), ("<del>gone</del>",), ("\\\\",),
    ("    * ",), ("about 100%% sure",), ("a == b",), ("{{tag>ads labels}}",), ("~~NOCACHE~~",), ("<WRAP tip>", "mind the gap", "</WRAP>"),
    ("line one\u2028still line one",), ("form\x0cfeed",),
])
notes = st.lists(st.one_of(_lines, _blocks), max_size=3).map(lambda blocks: _trimmed(tuple(line for block in blocks for line in block)))
states = st.builds(State, boxes, tails, notes, st.just(""))


def _trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def ours(lines: list[str]) -> range:
    """Return which of *lines* belong to the checklist: all, if the page has no markers."""
    marks = [place for place, line in enumerate(lines) if _MARKER.fullmatch(line)]
    return range(marks[0], marks[-1]) if marks else range(len(lines))


def codes(page: str) -> list[str]:
    """Return the codes of the task lines of a page that nobody has written on, in order."""
    lines = page.split("\n")
    return [found["code"] for found in (LINE.match(lines[place]) for place in ours(lines)) if found]


def written(page: str, recorded: Mapping[str, State]) -> str:
    """Return *page*, which nobody has written on, with *recorded* typed in."""
    lines = page.split("\n")
    for place in ours(lines):
        found = LINE.match(lines[place])
        state = recorded.get(found["code"]) if found else None
        if found and state:
            line = f"{found['head']}{state.box.strip() or OPEN} {found['rest']}{state.tail}"
            lines[place] = "\n".join((line, *state.notes))
    return "\n".join(lines)


def stands(page: str, code: str, state: State) -> bool:
    """Return whether *page* holds *state* at *code* letter for letter, and nothing of ours among the notes."""
    lines = [*page.split("\n"), ""]
    for place, line in enumerate(lines):
        found = LINE.match(line)
        if found and (found["code"], found["box"], found["tail"]) == (code, state.box.strip() or OPEN, state.tail):
            after = place + 1 + len(state.notes)
            if tuple(lines[place + 1 : after]) == state.notes and (lines[after] == "" or LINE.match(lines[after])):
                return True
    return False


def _nowiki(page: str) -> str:
    """Return *page* with our escapes written the longer way, as editors do that know only that."""
    return "\n".join(
        re.sub(r"%%([^%]+)%%", r"<nowiki>\1</nowiki>", line) if LINE.match(line) and "☐" in line else line for line in page.split("\n")
    )


honest = st.sampled_from([
    lambda page: re.sub(r"(?m)[ \t]+$", "", page), lambda page: re.sub(r"(?m)$", "  ", page),
    lambda page: unicodedata.normalize("NFC", page), lambda page: unicodedata.normalize("NFD", page),
    lambda page: page.replace("\n", "\r\n"), lambda page: re.sub(r"\n\n+(?==)", "\n\n\n", page),
    # list signs and indentation: the wiki reads two blanks or a tab as a level
    lambda page: re.sub(r"(?m)^((?:  )+)\* (?=[☐☑x])", r"\1- ", page), lambda page: re.sub(r"(?m)^((?:  )+)\*(?= [☐☑x] )", r"\1*  ", page),
    lambda page: re.sub(r"(?m)^((?:  )+)(?=\* )", lambda found: "\t" * (len(found[1]) // 2), page),
    lambda page: re.sub(r"(?m)^((?:  )+)(?=\* )", r" \1", page), lambda page: re.sub(r"(?m)^(?=(?:  )+\* )", "  ", page),
    # what visual editors do to bold, headings and escapes, and what the plugin that moves pages does to links
    lambda page: re.sub(r"\*\*([A-Z][^*\n]*:)\*\* ", r"**\1 **", page), lambda page: re.sub(r"\*\*([A-Z][^*\n]*:)\*\*", r"__\1__", page),
    lambda page: re.sub(r"(?m)^(={2,}) (.*) (={2,})$", r"\1\2\3", page), _nowiki,
    lambda page: re.sub(r"\[\[#(?=[a-z]{3}-[0-9]+\|)", "[[:team:spring#", page), lambda page: page.replace("|\u200b]]", "|]]"),
])
