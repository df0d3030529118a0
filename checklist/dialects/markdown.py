"""Markdown for wikis that keep pages as text: GitHub, GitLab, Azure DevOps, MkDocs, Wiki.js, BookStack and others.

The portable profile, one that every engine tried reads the same: task lists of `-` only, one line for each
item, four spaces a level, headings as `#`, no tables, no HTML but the two comments that mark the region.
A character is escaped only where it would act, because people edit this source by hand.

To tick an item, edit the page and type x between its brackets. Notes stand in the lines below an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..model import State
from ._base import PLACEHOLDER, Landmark, Unit
from ._lines import TaskLine, body_lines, body_start, lines_with, read

SUFFIX = ".md"
MEDIA_TYPE = "text/markdown"
TICK = "how_tick_brackets"

CODE = r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?"

# Which characters act where was tried on GitHub's pipeline, comrak, Wiki.js, BookStack, mistune, Python-Markdown
# with pymdown-extensions, pandoc and Outline. Python-Markdown honours a backslash before \`*_{}[]()>#+-.! alone,
# so all else is written as an entity. Between words ~ ^ $ act in pairs, and only one after a non-blank can close.
_MAY_ACT = re.compile(r"[][`|{*_~^$\\<&:@%=+#(](?:(?<=\[)[^\W\d_](?:[^\W_]|[ ,.'’-])+\])?")
_BACKSLASHED = frozenset("`[]*_#+")
_BEFORE_BRACKET, _AFTER_BRACKET, _NO_TAG = " (", " .,;!?)", "=0123456789"
# An address shows an escape as it stands, so one that needs any is written so that it is no address.
_ADDRESS = re.compile(r"(?:(?<=://)|(?<=www\.))(?=[^\s<]*?(?:\\|&\#?\w+;))")
# What acts only at the start of a block: lists, headings, rules, quotes, and the block syntax of pymdown-extensions.
_STARTS = re.compile(
    r"(?P<number>\d+)[.)](?=\s|$)|(?P<slash>#|-(?=[\s-]|8<|$)|\+(?=[\s+]|$)|!(?=!!))|(?P<entity>>|:(?=[\s:]|$)|/(?=//)|\?(?=\?\?))"
    r"|(?P<formula>\\(?=\[))"
)
_URL = re.compile(r"[\s<>\"\\^`{|}()\[\]$]")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
# Where a look at the neighbours does not say whether a character acts. Only a task line ends in (PRV-03).
_PATTERNS = {
    "(": re.compile(rf"\({CODE}\)"),
    ":": re.compile(r":(?:(?:[+-]1|\d{1,4}\w*|[^\W\d][\w+-]*):|(?:[+-]1|[^\W\d][\w+-]*)\Z)"),
    "&": re.compile(r"&(?:#|\w+;)"),
}

# People type [ x] and forget the blank after the box; Windows editors write tabs.
_SIGNS = re.compile(r"[ \t]*(?:[-*+>](?:[ \t]|$)|[#`~]|<pre)")
_MAY_BE_TASK = re.compile(r"[ \t]*[-*+][ \t]+\[")
_MAY_TELL = re.compile(r"[ \t]*(?:#|[-*+][ \t]+\[|(?:[-*+>][ \t]+)*(?:[`~]|<pre))")
_TASK = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+\[[ \t]*(?P<box>[^][\s]?)[ \t]*\](?:[ \t]+|(?=\*))(?P<rest>.*)")
_CODED = re.compile(rf"\((?:\[(?P<linked>{CODE})\]\([^()\s]*#[^()\s]*\)|(?P<plain>{CODE}))\)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ESCAPED_PLACEHOLDER = PLACEHOLDER.replace("[", r"\[").replace("]", r"\]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_FENCE = re.compile(r"[ \t]*(?:[-*+>][ \t]+)*(?P<fence>`{3,}(?![^`\n]*`)|~{3,}|<pre\b)(?P<info>[^\n]*)")
_FENCES = ("```", "~~~", "<pre", "</pre>")
_INDENTED = re.compile(r" {4}|\t")
_MARKER = re.compile(r"<!--[ \t]*(?P<content>checklist-(?:begin|end)(?:[ \t][^<>]*?)?)-->")
# In code, and escaped, a tag is no tag.
_TAG = re.compile(r"\\.|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|(?P<tag><[A-Za-z/!?][^<>]*>)")


def text(content: str) -> str:
    """Return *content* so that every engine shows just these characters."""
    return _broken(_MAY_ACT.sub(_escape, content))


def _escape(found: re.Match[str]) -> str:
    character, content, place = found.group(), found.string, found.start()
    before, after = content[place - 1 : place], content[found.end() : found.end() + 1]
    if len(character) > 1:
        is_harmless = (before in _BEFORE_BRACKET if before else " " in character) and after in _AFTER_BRACKET
        return character if is_harmless else f"\\{character[:-1]}\\]"
    if not _acts(character, content, place, before, after):
        return character
    return "\\" + character if character in _BACKSLASHED else _entity(character)


def _acts(character: str, content: str, place: int, before: str, after: str) -> bool:
    """Return whether *character*, at *place* in *content*, means something to an engine; "" stands for what is not known."""
    if character in _PATTERNS:
        return bool(_PATTERNS[character].match(content, place))
    if character in "*_":
        return not (before.isspace() and after.isspace() or character == "_" and before.isalnum() and after.isalnum())
    if character in "~^$":
        return not before.isspace()
    if character == "\\":
        return not after.isalnum()
    if character == "<":
        return not after.isspace() and not (after in _NO_TAG and after and "@" not in content[place:])
    if character == "@":
        return _is_word(after) and not _is_word(before)
    if character == "#":
        return after.isdigit() and not _is_word(before) and before != "&"
    if character in "%=+":
        next_but_one = content[place + 2 : place + 3]
        return after == character and (character == "%" or not next_but_one.isspace() and (character == "=" or bool(next_but_one)))
    return True


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _broken(written: str) -> str:
    """Return *written* with the addresses broken that hold an escape, so that no engine makes links of them."""
    if "://" not in written and "www." not in written:
        return written
    for found in reversed(list(_ADDRESS.finditer(written))):
        place = found.start() - (3 if written[found.start() - 1] == "/" else 1)
        written = written[:place] + _entity(written[place]) + written[place + 1 :]
    return written


def _opened(inner: str) -> str:
    """Return *inner* so that its first character does not begin a block of another kind."""
    found = _STARTS.match(inner)
    if not found:
        return inner
    if found["entity"]:
        return _entity(found["entity"]) + inner[1:]
    if found["formula"]:
        return _entity("[") + inner[2:]
    number = found["number"] or ""
    return number + "\\" + inner[len(number) :]


def _entity(character: str) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(character) or f"&#{ord(character)};"


def strong(inner: str) -> str:
    return f"**{inner}**"


def em(inner: str) -> str:
    return f"*{inner}*"


def code(content: str) -> str:
    longest = max(map(len, re.findall("`+", content)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{pad}{content}{pad}{fence}"


@lru_cache(maxsize=4096)
def link(inner: str, url: str) -> str:
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    return f"[{inner}]({_REFERENCE.sub(lambda found: found.group()[:-1] + '%3B', safe)})"


def jump(inner: str, name: str) -> str:
    return f"[{inner}](#{name})"


def heading(level: int, inner: str) -> str:
    return "#" * min(level, 6) + " " + _broken(re.sub(r"^#|(?<!\\)#$", r"\#", inner))


def paragraph(inner: str) -> str:
    return _opened(inner)


def bullet(inner: str, depth: int) -> str:
    return "    " * depth + "- " + _opened(inner)


def step(inner: str, number: int) -> str:
    return f"{number}. {_opened(inner)}"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    line = "    " * depth + f"- [{state.box or ' '}] {inner} ({code}){state.tail}"
    return "\n".join((line, *state.notes))


def marker(content: str) -> str:
    return f"<!-- {content} -->"


def landmarks(page: str) -> Iterator[Landmark]:
    """Yield markers, headings (ATX and setext) and placeholders of *page* that are not inside code."""
    fences = _Fences()
    above, above_start = "", 0
    after_blank = True
    for line, offset in body_lines(page):
        is_code = fences.hold(line) or after_blank and bool(_INDENTED.match(line))
        if not is_code:
            yield from _landmarks_of(line, offset)
            if above and _UNDERLINE.fullmatch(line):
                yield Landmark("heading", above, above_start, offset + len(line), 1 if "=" in line else 2)
        is_text = not is_code and line.strip() and not _SIGNS.match(line) and "<!--" not in line
        above, above_start = (line.strip(), offset) if is_text else ("", 0)
        after_blank = not line.strip()


def markers(page: str) -> Iterator[Landmark]:
    """Yield the markers among the landmarks of *page*; only lines that could be one, or part code from text, are looked at."""
    fences, start = _Fences(), body_start(page)
    for line, offset in lines_with(page, ("<!--", *_FENCES), start):
        if not fences.hold(line) and "<!--" in line and not (_INDENTED.match(line) and _is_after_blank(page, offset, start)):
            yield from _landmarks_of(line, offset)


def _is_after_blank(page: str, offset: int, start: int) -> bool:
    """Return whether the line before the one at *offset* is blank, or there is none: the body of *page* begins at *start*."""
    return offset <= start or not page[page.rfind("\n", start, offset - 1) + 1 or start : offset].strip()


def _landmarks_of(line: str, offset: int) -> Iterator[Landmark]:
    if "<!--" in line:
        ticks = counted = 0
        for found in _MARKER.finditer(line):
            ticks += line.count("`", counted, found.start())
            counted = found.start()
            if ticks % 2 == 0:
                yield Landmark("marker", found["content"].strip(), offset + found.start(), offset + found.end())
    elif _is_heading(line):
        signs, _, title = line.strip().partition(" ")
        yield Landmark("heading", title.strip().rstrip("#").strip(), offset, offset + len(line), len(signs))
    elif line.strip() in (PLACEHOLDER, _ESCAPED_PLACEHOLDER):
        yield Landmark("placeholder", PLACEHOLDER, offset, offset + len(line))


def parse(region: str) -> tuple[Unit, ...]:
    """Return the units of a region: headings, generated text, and tasks with what people wrote at them.

    Line ends come back as line feeds, whatever they were.
    """
    return _units(region, whole=True)


def outline(region: str) -> tuple[Unit, ...]:
    """Return the tasks of a region and the headings before them, as `parse` does."""
    return _units(region, whole=False)


def _units(region: str, *, whole: bool) -> tuple[Unit, ...]:
    fences = _Fences()
    return read(
        region, is_heading=_is_heading, task=_task, hold=lambda line, offset: fences.hold(line), signs=_MAY_TELL, tasks=_MAY_BE_TASK,
        whole=whole,
    )


def plain(content: str) -> str:
    """Return *content* without tags, entities decoded; punctuation may stay."""
    if "<" in content:
        content = _TAG.sub(lambda found: "" if found["tag"] else found.group(), content)
    if "&" not in content:
        return content
    from html import unescape

    return _REFERENCE.sub(lambda found: unescape(found.group()), content)


def note(content: str, depth: int = 0) -> str:
    """Return *content* as one note line below a task that stands *depth* levels deep."""
    return "    " * (depth + 1) + "- " + _opened(text(" ".join(content.split())))


def tail_line(tail: str, depth: int = 0) -> str:
    """Return what stood behind the code of another task as a note line, as it is."""
    return "    " * (depth + 1) + "- " + tail.strip()


class _Fences:
    """Knows, line by line, what belongs to a block of code: between fences, or in `<pre>`."""

    def __init__(self) -> None:
        self.open = ""

    def hold(self, line: str) -> bool:
        """Return whether *line*, the one after those asked for before, is in a block or one of its fences."""
        if self.open == "<pre":
            self.open = "" if "</pre>" in line else self.open
            return True
        found = _FENCE.match(line) if "```" in line or "~~~" in line or "<pre" in line else None
        if self.open:
            if found and found["fence"].startswith(self.open) and not found["info"].strip():
                self.open = ""
            return True
        if found and not (found["fence"] == "<pre" and "</pre>" in line):
            self.open = found["fence"]
        return bool(found)


def _task(line: str) -> TaskLine | None:
    found = _TASK.fullmatch(line) if "[" in line else None
    coded = _CODED.search(found["rest"]) if found else None
    if not found or not coded:
        return None
    rest = found["rest"]
    return TaskLine(
        len(found["indent"].expandtabs(4)), found["box"] or " ", rest[: coded.end()], rest[: coded.start()].rstrip(),
        coded["linked"] or coded["plain"], rest[coded.end() :],
    )


def _is_heading(line: str) -> bool:
    return "#" in line and bool(_HEADING.match(line))
