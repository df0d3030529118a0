"""What people write into a Confluence page, as its storage format has it afterwards."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping
from html import escape

from hypothesis import strategies as st

from checklist.model import State

CODE = r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?"
TASK = re.compile(
    r"<ac:task>\n<ac:task-id>(?P<number>[^<]*)</ac:task-id>\n<ac:task-status>(?P<box>[^<]*)</ac:task-status>\n"
    rf"<ac:task-body>(?P<head>(?:(?!</ac:task-body>).)*?\((?P<code>{CODE})\))(?P<tail>.*?)</ac:task-body>\n</ac:task>\n", re.DOTALL,
)
OPEN, CLOSE = "<ac:task-list>\n", "</ac:task-list>\n"
# What comes behind the notes of a task: another task with a code, or the end of the list and no note.
AFTER = re.compile(
    rf"<ac:task>(?:(?!</ac:task>).)*\({CODE}\)|(?:</ac:task-list>\n)?\s*(?:<h[1-6]|<p><ac:structured-macro|\Z)", re.DOTALL
)

boxes = st.sampled_from([" ", " ", "complete", "complete", "complete", "blocked"])
_signs = st.sampled_from(
    list("abc äé 12 .,:;!?-_*`\"'()[]{}<>#|~$&%@/\\ –“日🎉") + [
        "N/A: ", "Owner: ", "Fällig: ", "(PRV-03)", "https://x.example/a_b", "&amp;", "]]>", "<b>", "{{ x }}", "e\u0301",
    ],
)
_prose = st.lists(_signs, min_size=1, max_size=12).map(lambda signs: " ".join("".join(signs).split())).filter(bool)
_inline = _prose.map(lambda text: escape(text, quote=False))
_mention = '<ac:link><ri:user ri:account-id="557058:ada" /></ac:link>'
# A page has each number only once, so no two draws have the same.
_count = itertools.count(10**6)
_numbers = st.builds(lambda: next(_count))
tails = st.one_of(
    st.just(""), st.just(""), _inline.map(lambda text: " " + text), _inline.map(lambda text: f"<br />{text}<br/>Owner: {_mention}"),
    st.sampled_from([
        "<br />Due: <time datetime=\"2026-12-11\" />", " – done by <strong>Ada</strong>", "  ", " (TRN-99)", "<br />(PRV-03)", ".",
        "&nbsp;", "<!-- seen -->", f" {_mention}&nbsp;", "<br />Evidence: <a href=\"https://x.example/a?b=1&amp;c=2\">the file</a>",
        " <ac:emoticon ac:name=\"tick\" />", "<p>a paragraph</p>", "<ul><li>a list</li></ul>", "<span style=\"color: red;\">late</span>",
        " <code>(TRN-05)</code>", "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">OK (X)</ac:parameter>"
        "</ac:structured-macro>",
    ]),
    st.tuples(_numbers, _inline).map(lambda drawn: OPEN + _task(*drawn) + "\n</ac:task-list>"),
    _numbers.map(lambda number: OPEN + _task(number, "a copy (ETH-01)") + "\n</ac:task-list>"),
)


def _task(number: int, body: str, status: str = "incomplete") -> str:
    return (
        f"<ac:task>\n<ac:task-id>{number}</ac:task-id>\n<ac:task-status>{status}</ac:task-status>\n"
        f"<ac:task-body>{body}</ac:task-body>\n</ac:task>"
    )


_CODED_TASK = "<ac:task-list><ac:task><ac:task-body>x (ETH-01)</ac:task-body></ac:task></ac:task-list>"
_own_tasks = st.tuples(_numbers, st.sampled_from(["ask the agency", "see PRV-03", "own <strong>task</strong> (soon)"]), st.booleans()).map(
    lambda drawn: _task(drawn[0], drawn[1], "complete" if drawn[2] else "incomplete")
)
_copies = _numbers.map(lambda number: f"{OPEN}{_task(number, 'a copy (PRV-03)')}\n</ac:task-list>")
_blocks = st.sampled_from([
    "<p>Owner: Ada</p>", "<p>Due: 2027-06-30</p>", "<p>Evidence: <a href=\"https://x.example/a?b=c&amp;d\">https://x.example</a></p>",
    "<p>N/A: no such channel</p>", "<p><strong>Nachweis:</strong> Ordner</p>", "<p>Fällig: <time datetime=\"2026-12-11\"/></p>",
    "<p local-id=\"1a2b\">Entf&auml;llt: kein Kanal</p>", "<p>see (PRV-03)</p>", "<p>[checklist]</p>", "<p>two<br/>lines</p>", "<hr />",
    "<ul><li>a list<ul><li>deeper</li></ul></li><li>and on</li></ul>", "<ol>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ol>",
    "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"a-b\"><ac:plain-text-body><![CDATA[<h2>no heading</h2>\n"
    f"{_CODED_TASK}\n<p>checklist-end sum=0</p>]]></ac:plain-text-body></ac:structured-macro>",
    "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><h3>no heading of ours</h3>"
    f"{_CODED_TASK}</ac:rich-text-body></ac:structured-macro>",
    "<table><tbody><tr><th>a</th></tr><tr><td><p>(TRN-02)</p></td></tr></tbody></table>", "<blockquote><p>said</p></blockquote>",
    "<ac:image ac:height=\"250\"><ri:attachment ri:filename=\"shot.png\" /></ac:image>", "<pre>  as\n  typed</pre>",
    "<p><ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">my-place</ac:parameter></ac:structured-macro>here</p>",
    "<p>↻ Check again: its meaning changed</p>", "<!-- a comment -->", "loose text", "<p>a &lt; b &amp; c</p>",
])
_paragraphs = _inline.map(lambda text: f"<p>{text}</p>")
notes = st.lists(st.one_of(_blocks, _paragraphs, _own_tasks, _copies), max_size=3).map(lambda drawn: _unmerged(drawn))
states = st.builds(State, boxes, tails, notes, st.just(""))


def _unmerged(drawn: list[str]) -> tuple[str, ...]:
    """Return the notes without a second piece of loose text: two of them would be one."""
    loose = [note for note in drawn if note[0] != "<"]
    return tuple(note for place, note in enumerate(drawn) if note[0] == "<" or note in loose[:1] and drawn.index(note) == place)


def codes(page: str) -> list[str]:
    """Return the codes of the tasks of a page that nobody has written on, in order."""
    return [found["code"] for found in TASK.finditer(page)]


def _below(notes: tuple[str, ...]) -> str:
    """Return what stands below a task that has these notes, up to its next neighbour: tasks in a list, all else between two."""
    below, is_listed = [], True
    for note in notes:
        in_list = note.startswith("<ac:task")
        if in_list != is_listed:
            below.append(OPEN if in_list else CLOSE)
        below.append(note + "\n")
        is_listed = in_list
    return "".join(below) + ("" if is_listed else OPEN)


def written(page: str, recorded: Mapping[str, State]) -> str:
    """Return *page*, which nobody has written on, with *recorded* typed in."""

    def typed(found: re.Match[str]) -> str:
        state = recorded.get(found["code"])
        if not state:
            return found[0]
        box = "incomplete" if state.box == " " else state.box
        task = found[0].replace(f"<ac:task-status>{found['box']}<", f"<ac:task-status>{box}<")
        return task.removesuffix("</ac:task-body>\n</ac:task>\n") + f"{state.tail}</ac:task-body>\n</ac:task>\n{_below(state.notes)}"

    return TASK.sub(typed, page).replace(OPEN + CLOSE, "")


def stands(page: str, code: str, state: State) -> bool:
    """Return whether *page* holds *state* at *code* letter for letter, and nothing of ours among the notes."""
    box = "incomplete" if state.box == " " else state.box
    below = _below(state.notes)
    for found in TASK.finditer(page):
        if (found["code"], found["box"]) != (code, box):
            continue
        rest = page[found.start("tail") :]
        for ending in (below, below.removesuffix(OPEN)):
            expected = f"{state.tail}</ac:task-body>\n</ac:task>\n{ending}"
            if rest.startswith(expected) and AFTER.match(rest, len(expected)):
                return True
    return False


# ---- what Confluence and honest editors do

# Only what stands outside code is theirs to change.
_CODE = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<pre>.*?</pre>", re.DOTALL)


def _outside_code(page: str, pattern: str, new: str) -> str:
    pieces, at = [], 0
    for found in _CODE.finditer(page):
        pieces += [re.sub(pattern, new, page[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*pieces, re.sub(pattern, new, page[at:])])


_BLOCKS = r"p|ul|ol|li|h[1-6]|ac:task|ac:task-list|ac:task-id|ac:task-status|ac:rich-text-body|ac:structured-macro"
_BETWEEN = rf"(</(?:{_BLOCKS})>)\n+(?=</?(?:{_BLOCKS}|ac:task-body)\b)"


def _spanned(page: str) -> str:
    opened = _outside_code(page, r"<ac:task-body>", "<ac:task-body><span class=\"placeholder-inline-tasks\">")
    return _outside_code(opened, r"</ac:task-body>", "</span></ac:task-body>")


honest = st.sampled_from([
    lambda page: page,
    lambda page: unicodedata.normalize("NFC", page),
    lambda page: unicodedata.normalize("NFD", page),
    lambda page: page.replace("\n", "\r\n"),
    _spanned,
    lambda page: _outside_code(page, "–", "&ndash;"),
    lambda page: _outside_code(page, "ä", "&auml;"),
    lambda page: _outside_code(page, "&nbsp;", "\u00a0"),
    lambda page: _outside_code(page, "'", "&#39;"),
    lambda page: _outside_code(page, r"<(p|h[1-6]|li|ul|ol)>", r'<\1 local-id="3f2a1b">'),
    lambda page: _outside_code(page, r'(<ac:structured-macro ac:name="(?:anchor|expand)")>', r'\1 ac:schema-version="1" ac:macro-id="a">'),
    lambda page: _outside_code(page, _BETWEEN, r"\1"),
    lambda page: _outside_code(page, _BETWEEN, r"\1\n\n  "),
    lambda page: _outside_code(page, r"\n(?=<h[1-6]|<ac:task-list>\n<ac:task>\n<ac:task-id>\d{1,5}<)", "\n<p />\n"),
    lambda page: _outside_code(page, r"<br ?/>", "<br></br>"),
    lambda page: _outside_code(page, r"<strong>([^<]*)</strong>", r'<strong><span>\1</span></strong>'),
    lambda page: _outside_code(page, r"<ac:task-list>", '<ac:task-list ac:task-list-id="ab12">'),
    lambda page: _outside_code(
        page, r"(<ac:parameter ac:name=\"\">)([a-z]{3}-\d+)(</ac:parameter>)",
        r'\1\2\3<ac:parameter ac:name="legacyAnchorId">LEGACY-\2</ac:parameter>',
    ),
])
