"""What people write into a page of MediaWiki."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from hypothesis import strategies as st

from checklist.model import State

_CODE = r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?"
LINE = re.compile(rf"^(?P<head>\*+ )☐(?P<rest> .*?\((?:\[\[#[a-z0-9-]+\|)?(?P<code>{_CODE})(?:\]\])?\))$")
HEADING = re.compile(r"^=.+=\s*$")
END = "<!-- checklist-end"

boxes = st.sampled_from([
    " ", " ", " ", "x", "x", "X", "☑", "☑", "☒", "✔", "✓", "✅", "❌", "[x]", "[X]", "[ x ]", "[~]", "[-]", "{{done}}", "{{tick}}",
    "{{Yes|by Ada}}",
])
_signs = st.sampled_from(
    list("abc äé 12 .,:;!?-_*`\"'()[]{}<>#|~$&%@/\\ –“日🎉=") + [
        "N/A: ", "Owner: ", "Nachweis: ", "(PRV-03)", "([[#trn-05|TRN-05]])", "https://x.example/a_b", "&amp;", "'''", "[[User:Ada|Ada]]",
        "[https://x.example x]", "{{done}}", "<b>b</b>", "<nowiki>''</nowiki>", "<br>",
    ],
)
_prose = (
    st.lists(_signs, min_size=1, max_size=12).map(lambda signs: " ".join("".join(signs).split()))
    .filter(lambda text: text and "<!--" not in text)
)
tails = st.one_of(
    st.just(""), _prose.map(lambda text: " " + text),
    st.sampled_from([
        " – done by Ada", "  ", " (TRN-99)", " <!-- seen -->", ".", " [[User:Ada|Ada]] ([[User talk:Ada|talk]]) 12:00, 3 March 2027 (UTC)",
        "<br>Owner: Ada", " '''Owner:''' Ada",
    ]),
)


def _is_note(line: str) -> bool:
    """Return whether *line*, typed below a task, can only be a note: no heading, no item of its own."""
    return not (line.startswith("=") and line.rstrip().endswith("=") or re.match(r"\*\s*[\[{]", line) or "checklist-" in line)


_bullets = st.tuples(
    st.sampled_from([
        "*: ", "*: ", "** ", "*:: ", "*# ", ": ", ":: ", "# ", "", " ", "**: ", "*** ", "* ", "** ☐ ", "** ☑ ", "** x ", "** [ ] ", "; ",
    ]),
    _prose,
)
_lines = _bullets.map("".join).filter(_is_note).map(lambda line: (line,))
_blocks = st.sampled_from([
    ("*: Owner: Ada",), ("*: Due: 2027-06-30",), ("** '''Evidence:''' https://x.example/a?b=c",), ("N/A: no such channel",),
    ("*: Verantwortlich: Ada", "*: Fällig: 30.06.2027", "*: Nachweis: [[Datei:Beleg.pdf]]"), (": Entfällt: kein solcher Kanal",),
    ("", "A paragraph apart."), ("** a list", "*** in a list", "", "and on"), ("# one", "# two"),
    ("<pre>", "== no heading ==", "* ☐ no item (TRN-05)", "<!-- checklist-end sum=0 -->", "</pre>"),
    ("*: <nowiki>* ☐ no item (TRN-05)", "* ☑ no item (ETH-01)", "== no heading ==</nowiki> and on"),
    ('<syntaxhighlight lang="yaml">', "== no heading ==", "* ☑ no item (ETH-01)", "<!-- checklist-begin v=1 -->", "</syntaxhighlight>"),
    ("<source>", "* x no item (PRV-01)", "</source>"), ("<code>", "<!-- checklist-end sum=0 -->", "* x no item (PRV-01)", "</code>"),
    ("*: write <nowiki><!-- checklist-end sum=0 --></nowiki> there",), ("*: <code><!-- checklist-end sum=0 --></code>",),
    ("<!-- for later", "== no heading ==", "* ☐ no item (TRN-05)", "-->"), ("<!-- <!-- checklist-end sum=0 -->", "text"),
    ("*: <pre>one line</pre>",), ("*: a <code>tag</code>, a <nowiki /> and <pre/>",),
    ("** ☐ ask the agency",), ("** x own sub-task (see PRV-03)",), ("** ☐ a copied line (PRV-03)",), ("* ☐ own task",), ("* [x] own task",),
    ('{| class="wikitable"', "! a !! b", "|-", "| 1 || 2", "|}"), ("----",), ("= no heading",), ("=",), ("\\",), ("*:",), ("*",),
    ("*: ↻ Check again: its meaning changed",), ("<div>", "in a box", "</div>"), ("{{Note|text}}",), ("<ref>a source</ref>",),
    (" code by a blank",), ("line one\u2028still line one",), ("[[Category:Campaigns]]",), ("form\x0cfeed",), ("[checklist]",),
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


def _typed(box: str) -> str:
    return box if box.strip() else "☐"


def written(page: str, recorded: Mapping[str, State]) -> str:
    """Return *page*, which nobody has written on, with *recorded* typed in."""
    lines = []
    for line in page.split("\n"):
        found = LINE.match(line)
        state = recorded.get(found["code"]) if found else None
        if found and state:
            lines += [f"{found['head']}{_typed(state.box)}{found['rest']}{state.tail}", *state.notes]
        else:
            lines.append(line)
    return "\n".join(lines)


def stands(page: str, code: str, state: State) -> bool:
    """Return whether *page* holds *state* at *code* letter for letter, and nothing of ours among the notes."""
    line = re.compile(rf"\*+ {re.escape(_typed(state.box))} .*?\((?:\[\[#[a-z0-9-]+\|)?{re.escape(code)}(?:\]\])?\){re.escape(state.tail)}")
    lines = [*page.split("\n"), ""]
    for place, found in enumerate(map(line.fullmatch, lines)):
        after = place + 1 + len(state.notes)
        if found and tuple(lines[place + 1 : after]) == state.notes and (lines[after] == "" or re.match(rf"\*.*\(.*{_CODE}", lines[after])):
            return True
    return False


def _shifted(page: str) -> str:
    """Return *page* with its task lists moved in as a whole."""
    return re.sub(rf"(?m)^(?=\*+ \S.*\(\S*{_CODE}\S*\))", ":", page)


honest = st.sampled_from([
    lambda page: re.sub(r"(?m)[ \t]+$", "", page), lambda page: re.sub(r"(?m)$", "  ", page),
    lambda page: unicodedata.normalize("NFC", page), lambda page: unicodedata.normalize("NFD", page),
    lambda page: page.replace("\n", "\r\n"), lambda page: re.sub(r"(?m)^(\*+) (?=[☐☑✔\[])", r"\1", page), _shifted,
    lambda page: re.sub(r"(?m)^(=+) (.*) (=+)$", r"\1\2\3", page), lambda page: re.sub(r"(?m)^(=.*=)$", r"\1\n", page),
    lambda page: re.sub(r"'''([A-Z][^'\n]*:)'''", r"<b>\1</b>", page),
    lambda page: re.sub(r"'''([A-Z][^'\n]*:)'''", r'<span lang="en">\1</span>', page),
    lambda page: page.replace("[[#", "[[Spring glow#"), lambda page: page.replace("&#58;", ":"), lambda page: page.replace("☐ '''", "☐'''"),
    lambda page: page.replace("'''Must", "<nowiki/>'''Must"), lambda page: page.replace(" – ", "&#32;&ndash;&nbsp;"),
])
