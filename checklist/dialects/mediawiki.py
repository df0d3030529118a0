"""MediaWiki, the software of Wikipedia and of many team wikis.

A box is the character ☐. To tick an item, edit the page and type x over its ☐; ☑ ✔ ✅ or [x] in its place
tick it as well. Other signs and templates such as {{done}} are kept, but do not count as ticks. Notes stand in the lines
below an item, best as `*: a note`. The guide is folded, and opens when a code of the list is clicked.

Headings stand one level deeper than elsewhere, because the wiki prints the name of the page as a heading of its own.
A character is written as an entity only where it would act, because people edit this source by hand. Signatures,
magic words, `RFC 1` and the like, and variants of a language are defused; a plain address becomes a link.

Source: MediaWiki 1.39, `includes/parser`: Preprocessor_Hash.php (comments, tags, templates, headings), Parser.php (links,
quotes, magic links), BlockLevelPass.php (lists), Sanitizer.php (tags, entities), https://gerrit.wikimedia.org/g/mediawiki/core,
read 2026-11-25.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from unicodedata import normalize

from ..model import State
from ._base import PLACEHOLDER, Block, Landmark, Unit
from ._lines import TaskLine, read
from .markdown import CODE

SUFFIX = ".mediawiki"
MEDIA_TYPE = "text/x-wiki"
TICK = "how_tick_over"
# An empty line beside a comment would show as one.
GAP = "\n"

# One character each, with what has to stand around it to make it act. What stands at an end of a text may meet anything.
_SCHEMES = ("news", "tel", "sip", "sips", "sms", "urn", "geo", "magnet", "bitcoin", "xmpp", "mailto", "matrix")
_AFTER_SCHEME = "|".join(rf"(?<=(?<![A-Za-z0-9_]){scheme}:)" for scheme in _SCHEMES)
_MAY_ACT = re.compile(
    rf"""
    [\[{{'<&~_＿RPI(:\u0338] (?:
      (?<=\[)(?=\[|//|[A-Za-z][A-Za-z0-9+.-]*:|\Z)                        # links, internal and external
    | (?<=\{{)(?:(?=[{{|]|\Z)|(?<=-.))                                    # templates, tables, variants of a language
    | (?<=')(?:(?='|\Z)|(?<=\A'))                                      # quotes make emphasis from two on
    | (?<=<)(?=[A-Za-z/!]|\Z)                                             # tags and comments
    | (?<=&)(?=\#?\w+;|\Z)                                                # entities, which need their semicolon here
    | (?<=~)(?=~~)                                                        # signatures
    | (?<=_)(?=_\S+?__) | (?<=＿)(?=＿\S+?＿＿)                               # magic words, in any language
    | (?<=R)(?=FC\s+\d) | (?<=P)(?=MID\s+\d) | (?<=I)(?=SBN\s+\d)         # magic links
    | (?<=:)(?=\S)(?i:{_AFTER_SCHEME})
    | (?<=\()(?={CODE}\))                                                 # only a task line ends in (PRV-03)
    | (?<=\A\u0338)                                                       # would turn a sign of ours into another
    )
    """,
    re.X,
)
# The wiki cleans an address before it shows it, so one that holds more than these is written so that it is none; so is
# one with a password.
_ADDRESS = re.compile(r"(?<![A-Za-z0-9])(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20})://(?P<rest>[^\s<>\"\[\]]*)")
_UNSAFE = re.compile(r"&\#?\w+;|[^\w./~?=&%\#+:,;!()*@$'-]|[\u115f\u1160\u3164\uffa0]|\A[^/?\#]*@")
# What acts only at the start of a line: lists, preformatted text, headings, rules, rows of a table.
_STARTS = re.compile(r"[*#:;=|!]|----")
_URL = re.compile(rf"[\s\[\]<>\"\\^`{{|}}']|\((?={CODE}\))|~(?=~~)|_(?=_\S+?__)")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_NAME = re.compile(r"[^A-Za-z0-9._-]")
_COLON = re.compile(r"(\[[A-Za-z]+:[^\]]*\])|:")
_EMPHASES = re.compile(r"(?<!')('{2,3})(\1)(?!')")

# What people put in the place of ☐. An x beside it counts as typed over it; a variation selector makes no other sign.
_SIGN = "[☐☑☒✓✔✗✘✅❌❎⬜⬛🔲🗹]"
_BOX = (
    rf"(?P<x>[xX])[ \t]*☐|☐(?P<after>[xX])(?=[ \t'])"
    rf"|(?P<box>[xX](?=[ \t'])|{_SIGN}|\[[ \t]{{0,3}}[^][\s]?[ \t]{{0,3}}\]|\{{\{{[^{{}}]+\}}\}})"
)
_OPEN = frozenset(("☐", "⬜", "🔲", "[]", "[☐]"))
_TASK = re.compile(rf"(?P<list>[*#:;]*\*)[ \t]*(?:{_BOX})\ufe0f?[ \t]*(?P<rest>.*)")
_CODED = re.compile(
    rf"\((?:\[\[[^][|\#]*\#[^][|]*\|(?P<linked>{CODE})\]\]|\[[^][\s\#]*\#[^][\s]* (?P<address>{CODE})\]|(?P<plain>{CODE}))\)"
)
_MAY_BE_TASK = re.compile(r"[*#:;]*\*[ \t]*(?:[xX\[{]|[^\x00-\x7f])")
_SIGNS = re.compile(rf"{_MAY_BE_TASK.pattern}|=|<!--")
_OPENING = re.compile(r"<!--|<(?P<name>nowiki|pre|syntaxhighlight|source|code)(?=[\s/>])", re.I)
_MARKS = ("checklist-begin", "checklist-end")
_PLACEHOLDERS = (PLACEHOLDER, PLACEHOLDER.replace("[", "&#91;"), PLACEHOLDER.replace("[", "&#91;").replace("]", "&#93;"))
_MASK = "\0"
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|''+|\[\[(?:[^][|]*\|)?(?P<shown>[^][]*)\]\]")


def text(content: str) -> str:
    """Return *content* so that the wiki shows just these characters; composed, as the wiki saves it."""
    if not content.isascii():
        content = normalize("NFC", content)
    written = _MAY_ACT.sub(_escape, content)
    return _ADDRESS.sub(_checked, written) if "://" in written else written


def _escape(found: re.Match[str]) -> str:
    return _entity(found.group())


def _checked(found: re.Match[str]) -> str:
    is_plain = found["scheme"].lower() in ("http", "https") and not _UNSAFE.search(found["rest"])
    return found.group() if is_plain else found.group().replace("://", "&#58;//")


def _entity(character: str) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(character) or f"&#{ord(character)};"


def _opened(inner: str) -> str:
    """Return *inner* so that its first character does not begin a block of another kind."""
    inner = _parted(inner).lstrip(" ")
    return _entity(inner[0]) + inner[1:] if _STARTS.match(inner) else inner


def _parted(inner: str) -> str:
    """Return *inner* with the quotes parted where two emphases meet: four or six in a row mean something else."""
    # A pattern that looks through Markup would escape what it puts in.
    return _EMPHASES.sub(r"\1<nowiki/>\2", str(inner)) if "''''" in inner else str(inner)


def strong(inner: str) -> str:
    return f"<b>{inner}</b>" if "''" in inner else f"'''{inner}'''"


def em(inner: str) -> str:
    return f"<i>{inner}</i>" if "''" in inner else f"''{inner}''"


def code(content: str) -> str:
    return f"<code>{text(content)}</code>"


@lru_cache(maxsize=4096)
def link(inner: str, url: str) -> str:
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    safe = _REFERENCE.sub(lambda found: found.group()[:-1] + "%3B", safe)
    return f"[{safe} {str(inner).replace(']', '&#93;')}]"


def jump(inner: str, name: str) -> str:
    return f"[[#{_NAME.sub('_', name)}|{inner}]]"


def anchor(inner: str, name: str) -> str:
    # In the term of a definition list, where anchors stand, a colon would begin the definition.
    return f'<span id="{_NAME.sub("_", name)}"></span>' + _COLON.sub(lambda found: found[1] or "&#58;", str(inner))


def heading(level: int, inner: str) -> str:
    signs = "=" * min(level + 1, 6)
    return f"{signs} {_parted(inner)} {signs}"


def paragraph(inner: str) -> str:
    return _opened(inner)


def bullet(inner: str, depth: int) -> str:
    return f"{'*' * (depth + 1)} {_parted(inner)}"


def step(inner: str, number: int) -> str:
    return f"# {_parted(inner)}"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    box = state.box if state.box.strip() else "☐"
    return "\n".join((f"{'*' * (depth + 1)} {box} {_parted(inner)} ({code}){state.tail}", *state.notes))


def note(content: str, depth: int = 0) -> str:
    """Return *content* as one note line below a task that stands *depth* levels deep."""
    return f"{'*' * (depth + 1)}: {text(' '.join(content.split()))}"


def ticked(box: str) -> str:
    """Return the box of a task that is ticked."""
    return "☑"


def tail_line(tail: str, depth: int = 0) -> str:
    """Return *tail*, the words behind another task, as one line below a task."""
    return f"{'*' * (depth + 1)}: {tail.strip()}"


def marker(content: str) -> str:
    return f"<!-- {content} -->"


def finish(blocks: Iterable[Block]) -> str:
    """Join blocks: what follows a heading or an entry of the same list follows at once, all else after an empty line."""
    pieces: list[str] = []
    before = ""
    for block in blocks:
        is_close = before == "heading" or block.kind == before and before in ("task", "bullet", "step")
        content = _parted(block.text) if block.kind == "raw" else block.text
        pieces += ["\n" if is_close else "\n\n", content.strip("\n")]
        before = block.kind
    return "".join(pieces[1:]) + "\n"


def landmarks(page: str) -> Iterator[Landmark]:
    """Yield markers, headings and placeholders of *page*; none inside another comment, or what the wiki does not read."""
    found = [*markers(page), *_lines(page)]
    yield from sorted(found, key=lambda landmark: landmark.start)


def markers(page: str) -> Iterator[Landmark]:
    """Yield the markers of *page*, in order."""
    for start, end in _spans(page):
        content = page[start + 4 : end - 3] if page.startswith("<!--", start) and page.endswith("-->", start + 7, end) else ""
        said = content.split()
        if said and said[0] in _MARKS and "<" not in content and ">" not in content:
            yield Landmark("marker", " ".join(said), start, end)


def _lines(page: str) -> Iterator[Landmark]:
    masked, start = _masked(page), 0
    for line in masked.split("\n"):
        end = start + len(line.rstrip("\r"))
        bare = line.replace(_MASK, "").strip()
        if bare.startswith("="):
            level = _level(line)
            if level:
                title = _uncommented(page[start:end]).strip()[level:-level].strip()
                yield Landmark("heading", title, start, end, level)
        elif bare in _PLACEHOLDERS:
            yield Landmark("placeholder", PLACEHOLDER, start, end)
        start += len(line) + 1


def _masked(page: str) -> str:
    """Return *page* with a NUL for each character the wiki does not read; the lines of a comment are one line to it."""
    pieces, place = [], 0
    for start, end in _spans(page):
        pieces += [page[place:start], _MASK * (end - start)]
        place = end
    return "".join((*pieces, page[place:]))


def _spans(page: str) -> Iterator[tuple[int, int]]:
    """Yield where comments and verbatim text begin and end. A tag that is never closed is text, a comment runs to the end."""
    place, last = 0, page.rfind(">")
    unclosed: set[str] = set()
    while found := _OPENING.search(page, place):
        name, place = (found["name"] or "").lower(), found.end()
        if not name:
            end = page.find("-->", place)
            place = end + 3 if end >= 0 else len(page)
            yield found.start(), place
        elif place <= last:
            place = page.find(">", place) + 1
            end = _end(page, place, name, unclosed)
            if end:
                place = end
                yield found.start(), place


def _end(page: str, place: int, name: str, unclosed: set[str]) -> int:
    """Return where the element ends whose tag ends at *place*, 0 if it is empty or never closed; *unclosed* saves looking twice."""
    if page[place - 2] == "/" or name in unclosed:
        return 0
    closing = _closing(name).search(page, place)
    if not closing:
        unclosed.add(name)
    return closing.end() if closing and closing.group().startswith("</") else 0


@lru_cache(maxsize=8)
def _closing(name: str) -> re.Pattern[str]:
    # The wiki reads on inside <code>, so that one left open must not take in all up to the next one that is closed.
    opening = r"<code(?=[\s>])|" if name == "code" else ""
    return re.compile(rf"{opening}</{name}\s*>", re.I)


def _uncommented(content: str) -> str:
    """Return *content* without its comments."""
    pieces, place = [], 0
    while (start := content.find("<!--", place)) >= 0 and (end := content.find("-->", start + 4)) >= 0:
        pieces.append(content[place:start])
        place = end + 3
    return "".join((*pieces, content[place:]))


def _level(line: str) -> int:
    """Return the level of the heading *line* is, 0 if it is none; a mask counts as nothing."""
    bare = line.replace(_MASK, "").rstrip()
    before, after = len(bare) - len(bare.lstrip("=")), len(bare) - len(bare.rstrip("="))
    return max(0, min(before, after, (len(bare) - 1) // 2, 6))


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
    return read(region, is_heading=_is_heading, task=_task, hold=_holder(region), signs=_SIGNS, tasks=_MAY_BE_TASK, whole=whole)


def _holder(region: str) -> Callable[[str, int], bool]:
    """Return what tells whether a line, by its offset, begins inside a comment or verbatim text."""
    spans = list(_spans(region))
    starts = [start for start, _ in spans]

    def hold(line: str, offset: int) -> bool:
        place = bisect_left(starts, offset) - 1
        return place >= 0 and offset <= spans[place][1]

    return hold if spans else lambda line, offset: False


def _task(line: str) -> TaskLine | None:
    found = _TASK.fullmatch(line) if "*" in line else None
    coded = _CODED.search(found["rest"]) if found else None
    if not found or not coded:
        return None
    box = found["x"] or found["after"] or found["box"]
    box = " " if "".join(box.split()) in _OPEN else box
    rest = found["rest"]
    return TaskLine(
        4 * (len(found["list"]) - 1), box, rest[: coded.end()], rest[: coded.start()].rstrip(),
        coded["linked"] or coded["address"] or coded["plain"], rest[coded.end() :],
    )


def _is_heading(line: str) -> bool:
    return "=" in line and (line[0] == "=" or line.startswith("<!--")) and _level(_uncommented(line)) > 0


def lines(content: str) -> list[str]:
    """Return what *content*, a tail or a note, says."""
    return [plain(content)]


def plain(content: str) -> str:
    """Return *content* without comments, tags, quotes and the targets of internal links, entities decoded; punctuation may stay."""
    if "<" in content or "[[" in content or "''" in content:
        content = _MARKUP.sub(lambda found: found["shown"] or "", _uncommented(content))
    if "&" not in content:
        return content
    from html import unescape

    return _REFERENCE.sub(lambda found: unescape(found.group()), content)
