"""DokuWiki as it is installed, without plugins; boxes are the signs ☐ and ☑.

To tick an item, edit the page and type x over its ☐; ☑, ✔, ✅ and [x] are read as well. Notes stand in the
lines below an item, most simply as list entries two blanks further in:

      * ☐ **Must:** Label realistic AI pictures ([[#trn-02|TRN-02]])
        * Owner: Mia Keller

DokuWiki has no comments. The region stands between two links that nobody sees, because their text is one character
without width. Headings run from level 1 to 5; the codes of the guide are headings of the lowest level, which the
table of contents leaves out. Where a page has a title of its own, all headings stand one level deeper.

What would act is written between `%%` and `%%`: quotation marks and dashes that typography would change, smileys,
addresses, all syntax of links, formats and media. Headings and the texts of links take no syntax at all and get their
characters as they are. Left alone are abbreviations, which only gain a tooltip, and what a wiki does only where it
was told to: links from CamelCase, and typographic apostrophes.

A page with the plugin for todos is read as well, and its `<todo …>` kept as it is found; `dokuwiki-todo` writes such
pages. That plugin finds what to tick by counting `<todo` in the source, so nothing else written here holds that word.

Source: https://www.dokuwiki.org/wiki:syntax, "Formatting Syntax", and the parser modes of release 2022-07-31 "Igor",
inc/Parsing/ParserMode, read 2026-11-25.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from ..model import State
from ._base import PLACEHOLDER, Landmark, Unit
from ._lines import TaskLine, lines_with, read

SUFFIX = ".dokuwiki"
MEDIA_TYPE = "text/plain"
TICK = "how_tick_over"

CODE = r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?"
OPEN = "☐"
_LOWEST = 5
_ZERO_WIDTH = "\u200b"
# Stands where syntax cannot be escaped and must not act; it is not seen, and no line breaks at it.
_JOINER = "\u2060"

# What acts, and how far it has to be escaped. DokuWiki matches bytes, so a letter beyond ASCII is no word character. The
# bounds it asks for at words are not asked for here: an escape beside a word is a bound.
_ACTS = re.compile(
    r"""(?x)
    # addresses, which it links; the scheme may be any, because // acts
    (?:\b[A-Za-z][A-Za-z0-9+.-]{0,20}:// | (?i:www?|ftp?)\.(?=[\w:?;,-]+\.))
        (?:[^\s<>"(%.,;:!?'] | %(?=[0-9A-Fa-f]{2}) | [.,;:!?'](?=[^\s<>"(%.,;:!?']))*
    | "[^"]*" | "
    | %%+ | \*\*+ | //+ | __+ | ''+ | ~~+ | \\\\+ | \(\(+ | (?:\[\[|\[\Z)\[* | (?:\{\{|\{\Z)\{* | \A[%*]
    # arrows, dashes and the other replacements of entities.conf
    | (?:<[-=<]|[-=]>|>>|--)[-=<>]* | \((?:c|r|tm)\) | \.\.(?:\.+|\Z) | (?:[1-9]|\d{2,9})[xX]\d+
    # tags, and e-mail addresses, which it links between angle brackets
    | <(?:\Z|(?=[A-Za-z/!?%]|[\w!#$%&'*+/=?^`{|}~.-]+@))
    # smileys.conf
    | 8-[)Oo] | :-(?:[][()/\\?DPOoXx|]|\Z) | ;-\) | =\) | m\( | \^_\^ | :[?!]: | LOL | FIXME | DELETEME
    """ rf"| \((?={CODE}\))",
    re.ASCII,
)
# What pieces of text may become together that none of them is alone.
_SEAM = re.compile(r"\(\(|\((?:c|r|tm)\)|\([A-Z]{3}-\d|\.\.\.|-[)>(|]|=[)>]|:[?!]:|\^_|%%%|>>|<<|<-|--|\\\\|\[\[\[|\{\{|~~|__")
# Within an escape: what may not stand in the source even there, because it is counted, read as ours, or ends it.
_APART = re.compile(rf"(?<=<)(?=/?todo|/?nowiki>)|(?<=\()(?={CODE}\))|(?<=%)(?=%)")
_NEVER = re.compile(rf"(?<=<)(?=/?todo)|(?<=\()(?={CODE}\))")
_IN_TITLE = re.compile(r"(?<=\])(?=\])|(?<=\[)(?=\[)|(?<=\{)(?=\{)")
# No pattern looks past another opening for an end, or a page of openings would take for ever.
_SYNTAX = re.compile(
    r"%%(?P<raw>.*?)%%|<nowiki>(?P<nowiki>(?:(?!<nowiki>).)*?)</nowiki>"
    r"|\[\[(?P<target>[^][|\n]*)(?:\|(?P<title>(?:(?!\[\[).)*?))?\]\](?!\])|\*\*|//|''"
)
_KEPT = re.compile(r"(%%.*?%%|<nowiki>(?:(?!<nowiki>).)*?</nowiki>|\[\[(?:(?!\[\[).)*?\]\](?!\])|\*\*|//|'')")
_URL = re.compile(r"[\s<>\"\\^`{|}()\[\]]")
# Only the target of a link is searched for an e-mail address, and one would make a link with a picture of it.
_MAIL = re.compile(r"@(?=(?:[0-9A-Za-z][0-9A-Za-z-]*\.)+[A-Za-z]{2})")

# No keyboard has ☑: people type what is near, and phones put a picture. A bare sign of ASCII needs a blank after it.
_TASK = re.compile(
    r"(?P<indent>[ \t]*)[*-][ \t]*"
    r"(?P<box><todo\b[^>\n]*>|☐?[xX](?=[ \t]|\*\*)|[~?!/+-](?=[ \t]|\*\*)|\[[ \t]*[^][\s]?[ \t]*\]"
    "|[\u2190-\u21ba\u21bc-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]?)"
    r"[ \t]*(?P<rest>\S.*)"
)
_CODED = re.compile(rf"\((?:\[\[(?:(?!//)[^][|#])*#[^][|]*\|[ \t]*(?P<linked>{CODE})[ \t]*\]\]|(?P<plain>{CODE}))\)")
_TODO, _TODO_END = "<todo", "</todo>"
_TICK = re.compile(r"(?<!\s)\s*#[^\s>]*")
# A line that begins with two blanks or a tab and no sign is code.
_INDENTED = re.compile(r"(?:  |\t)(?![ \t]*[*-])")
_NEWLINE_TAKEN = re.compile(r"(?:  |\t)[ \t]*[*-]|[>|^]")
_MAY_BE_TASK = re.compile(r"[ \t]*[*-][ \t]*(?:[xX\[<~?!/+-]|[^\x00-\x7f])")
_SIGNS = re.compile(rf"{_MAY_BE_TASK.pattern}| ?==")
_MARKER = re.compile(r"\[\[#[ \t]*(?P<content>checklist-(?:begin|end)(?:[ \t][^][|\n]*)?)(?:\|[^][\n]*)?\]\]")
_OPENS_CODE = re.compile(r"<(?P<tag>nowiki(?=>)|code\b|file\b)|(?P<inline>%%|\[\[)")
_CODE_SIGNS = ("%%", "<nowiki>", "<code", "<file")


def text(content: str) -> str:
    """Return *content* so that the wiki shows just these characters."""
    return _ACTS.sub(lambda found: _raw(found.group()), content)


def _raw(content: str) -> str:
    """Return *content* between signs that keep the wiki from reading it."""
    return "".join([
        f"<nowiki>{piece}</nowiki>" if piece.startswith("%") or piece.endswith("%") else f"%%{piece}%%"
        for piece in _APART.split(content)
    ])


def _joined(inner: str) -> str:
    """Return *inner* with that escaped which acts only since its pieces stand side by side."""
    if not _SEAM.search(inner):
        return inner
    pieces = _KEPT.split(inner)
    pieces[::2] = map(text, pieces[::2])
    return "".join(pieces)


def shown(inner: str) -> str:
    """Return the characters that the wiki shows of *inner*."""
    return _SYNTAX.sub(lambda found: found["raw"] or found["nowiki"] or found["title"] or found["target"] or "", inner)


def defused(shown: str) -> str:
    """Return *shown*, which is to stand where nothing can be escaped, without what would be counted or read as ours."""
    return _NEVER.sub(_JOINER, shown) if "<" in shown or "(" in shown else shown


def strong(inner: str) -> str:
    return _between("**", inner)


def em(inner: str) -> str:
    return _between("//", inner)


def code(content: str) -> str:
    return _between("''", text(content))


def _between(sign: str, inner: str) -> str:
    """Return *inner* between two of *sign*; one more of its characters at the end would end it too early."""
    return f"{sign}{inner}{sign}" if inner[-1:] != sign[0] else f"{sign}{inner[:-1]}%%{sign[0]}%%{sign}"


@lru_cache(maxsize=4096)
def link(inner: str, url: str) -> str:
    if url.lower().startswith("mailto:"):
        url = url[len("mailto:") :]
        if not _MAIL.search(url):
            return inner
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    return f"[[{safe}|{_titled(inner)}]]"


@lru_cache(maxsize=4096)
def jump(inner: str, name: str) -> str:
    return f"[[#{name}|{_titled(inner)}]]"


def _titled(inner: str) -> str:
    """Return *inner* as the text of a link: characters alone, that neither end the link nor are a picture."""
    return _IN_TITLE.sub(_JOINER, defused(shown(inner)))


def heading(level: int, inner: str) -> str:
    """Return a heading, which holds characters alone; a code by itself stands lowest, out of the table of contents."""
    title = shown(inner)
    signs = "=" * (2 if level >= _LOWEST or re.fullmatch(CODE, title) else 7 - level)
    return f"{signs} {defused(title)} {signs}"


def paragraph(inner: str) -> str:
    inner = _joined(inner).strip(" \t")
    if inner[:1] in (">", "^", "|") and inner:
        inner = f"%%{inner[0]}%%{inner[1:]}"
    if inner.endswith("=="):  # a line that ends so is a heading from the first == on
        bare = inner.rstrip("=")
        inner = f"{bare}%%{inner[len(bare) :]}%%"
    return inner


def bullet(inner: str, depth: int) -> str:
    return "  " * (depth + 1) + "* " + _joined(inner)


def step(inner: str, number: int) -> str:
    return f"  - {_joined(inner)}"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    box, tail = state.box if state.box.strip() else OPEN, state.tail
    if box.startswith(_TODO):
        # What the plugin shows is characters alone. A tail that holds its end began before it.
        ended = "" if _TODO_END in tail else _TODO_END
        line = f"{box}{defused(shown(inner))} ({shown(code)}){ended}{tail}"
    else:
        line = f"{box} {_joined(inner)} ({code}){tail}"
    return "\n".join(("  " * (depth + 1) + "* " + line, *state.notes))


def note(content: str, depth: int = 0) -> str:
    """Return *content* as one note line below a task that stands *depth* levels deep."""
    return "  " * (depth + 2) + "* " + text(" ".join(content.split()))


def tail_line(tail: str, depth: int = 0) -> str:
    """Return what stood behind the code of another task as a note line, as it is."""
    return "  " * (depth + 2) + "* " + tail.strip()


def cleared(box: str) -> str:
    """Return *box* without its tick; what else stands in a todo stays."""
    return _TICK.sub("", box) if box.startswith(_TODO) else " "


def ticked(box: str) -> str:
    """Return *box* with a tick; what else stands in a todo stays."""
    return f"{box.rstrip().removesuffix('>')} #>" if box.startswith(_TODO) else "☑"


def marker(content: str) -> str:
    return f"[[#{_MAIL.sub('@!', content)}|{_ZERO_WIDTH}]]"


def landmarks(page: str) -> Iterator[Landmark]:
    """Yield markers, headings and placeholders of *page* that are not inside code."""
    code = _Code(page)
    offset, newline_taken = 0, False
    for line in page.split("\n"):
        line = line.rstrip("\r")
        if not code.holds(offset) and (newline_taken or not _INDENTED.match(line)):
            for landmark in _landmarks_of(line, offset):
                if not code.holds(landmark.start):
                    yield landmark
        # The newline after a list, quote or table ends that, and begins no code.
        newline_taken = bool(_NEWLINE_TAKEN.match(line))
        offset = page.find("\n", offset) + 1


def markers(page: str) -> Iterator[Landmark]:
    """Yield the markers among the landmarks of *page*; only lines that could be one are looked at."""
    code = None
    for line, offset in lines_with(page, ("checklist-",)):
        if not (_INDENTED.match(line) and not _NEWLINE_TAKEN.match(_line_before(page, offset))):
            code = code or _Code(page)
            if not code.holds(offset):
                yield from (mark for mark in _landmarks_of(line, offset) if mark.kind == "marker" and not code.holds(mark.start))


def _line_before(page: str, offset: int) -> str:
    return page[page.rfind("\n", 0, offset - 1) + 1 : offset - 1] if offset else ""


def _landmarks_of(line: str, offset: int) -> Iterator[Landmark]:
    if "checklist" in line:
        for found in _MARKER.finditer(line):
            yield Landmark("marker", found["content"].strip().replace("@!", "@"), offset + found.start(), offset + found.end())
        if line.strip() == PLACEHOLDER:
            yield Landmark("placeholder", PLACEHOLDER, offset, offset + len(line))
    if _is_heading(line):
        signs = line.strip()
        level = 7 - (len(signs) - len(signs.lstrip("=")))
        yield Landmark("heading", signs.strip("=").strip(), offset, offset + len(line), min(max(level, 1), _LOWEST))


def parse(region: str) -> tuple[Unit, ...]:
    """Return the units of a region: headings, generated text, and tasks with what people wrote at them.

    Line ends come back as line feeds, whatever they were.
    """
    return _units(region, whole=True)


def outline(region: str) -> tuple[Unit, ...]:
    """Return the tasks of a region and the headings before them, as `parse` does."""
    return _units(region, whole=False)


def _units(region: str, *, whole: bool) -> tuple[Unit, ...]:
    region = region.replace("\r\n", "\n")
    code = _Code(region)
    return read(
        region, is_heading=_is_heading, task=_task, hold=lambda line, offset: code.holds(offset), signs=_SIGNS, tasks=_MAY_BE_TASK,
        whole=whole,
    )


def lines(content: str) -> list[str]:
    """Return what *content*, a tail or a note, says."""
    return [plain(content)]


def plain(content: str) -> str:
    """Return *content* as characters, without syntax; of a link the text, and an address on the web beside it."""
    return _SYNTAX.sub(_plain_piece, content)


def _plain_piece(found: re.Match[str]) -> str:
    target, title = found["target"], found["title"]
    if target and "//" in target and title:
        return f"{title} {target}"
    return found["raw"] or found["nowiki"] or title or target or ""


class _Code:
    """Knows which offsets of a page belong to code: `<nowiki>`, `<code>`, `<file>`, and what stands between `%%` and `%%`.

    The wiki looks for the end of a `%%` on all of the page, and so would swallow tasks after a stray one. Here its
    end stands on the same line, unless the sign stands on a line alone.
    """

    def __init__(self, page: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        place = 0 if any(sign[0] in page and sign in page for sign in _CODE_SIGNS) else len(page)
        # Nothing is looked for twice in vain, or a page of signs that nothing ends would take for ever.
        in_vain: dict[str, int] = {}
        while found := _OPENS_CODE.search(page, place):
            start, stop = found.start(), len(page)
            closing = f"</{found['tag']}>" if found["tag"] else "]]" if found["inline"] == "[[" else "%%"
            fence = _fence(page, found, place) if found["inline"] == "%%" else None
            start, place = fence or (start, found.end())
            if in_vain.get(closing, -1) >= place:
                continue
            if found["inline"] and not fence:
                stop = page.find("\n", place)
                stop = len(page) if stop < 0 else stop
            end = page.find(closing, place, stop)
            if end < 0:
                in_vain[closing] = stop
                continue
            place = end + len(closing)
            if closing != "]]":
                self.starts.append(start)
                self.ends.append(place)

    def holds(self, offset: int) -> bool:
        """Return whether the character at *offset* is in code, and not the first of it."""
        place = bisect_right(self.starts, offset) - 1
        return place >= 0 and self.starts[place] < offset < self.ends[place]


def _fence(page: str, found: re.Match[str], place: int) -> tuple[int, int] | None:
    """Return where the line begins and ends on which *found* stands alone, None if it does not; *place* is what was read before."""
    start, end = page.rfind("\n", 0, found.start()) + 1, page.find("\n", found.end())
    end = end if end >= 0 else len(page)
    is_alone = start >= place and not page[start:end].replace("%%", "", 1).strip(" \t")
    return (start, end) if is_alone else None


def _task(line: str) -> TaskLine | None:
    found = _TASK.fullmatch(line) if "(" in line else None
    coded = _CODED.search(found["rest"]) if found else None
    if not found or not coded or not coded.start():
        return None
    rest, box = found["rest"], found["box"]
    inner, code, tail = rest[: coded.start()].rstrip(), coded["linked"] or coded["plain"], rest[coded.end() :]
    head = rest[: coded.end()]
    if box.startswith(_TODO):
        inner = text(inner.replace(_TODO_END, "").rstrip())
        head = f"{inner} ({code})"
    if tail.startswith(_TODO_END) and tail.count(_TODO_END) == 1:
        tail = tail[len(_TODO_END) :]
    # The wiki counts a level for two blanks or a tab.
    width = found["indent"].replace("\t", "  ").count("  ") * 4
    return TaskLine(width, _box(box), head, inner, code, tail)


def _box(found: str) -> str:
    if found == OPEN or not found.strip("[] \t"):
        return " "
    return found[1:] if found[0] == OPEN else found


def _is_heading(line: str) -> bool:
    return line.startswith(("==", " ==")) and line.rstrip(" \t").endswith("==") and bool(line.strip("= \t"))
