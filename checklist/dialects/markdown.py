"""Markdown for wikis that keep pages as text: GitHub, GitLab, Azure DevOps, MkDocs, Wiki.js, BookStack and others.

The portable profile, one that every engine tried reads the same: task lists of `-` only, one line for each
item, four spaces a level, headings as `#`, no tables, no HTML but the two comments that mark the region.
A character is escaped only where it would act, because people edit this source by hand.

To tick an item, edit the page and type x between its brackets. Notes stand in the lines below an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._base import Unit

SUFFIX = ".md"
MEDIA_TYPE = "text/markdown"
TICK = "how_tick_brackets"

CODE = r"[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?"

# Which characters act where was tried on GitHub's pipeline, comrak, Wiki.js, BookStack, mistune, Python-Markdown
# with pymdown-extensions, pandoc and Outline. Python-Markdown honours a backslash before \`*_{}[]()>#+-.! alone,
# so all else is written as an entity.
_MAY_ACT = re.compile(r"[<>|~$^{}=\\&:@%`\[\]*_]")
_ENTITY = re.compile(r"&#?\w+;")
_EMOJI = re.compile(r":[\w+-]+:")
_WORD = re.compile(r"\w")
# What acts only at the start of a line: lists, headings, rules, quotes, and the block syntax of pymdown-extensions.
_STARTS = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])|(?P<slash>[-+#!])|(?P<star>\*)(?=\s|$)|(?P<entity>[:?/=])")
_URL = re.compile(r"[\s<>\"\\`|()\[\]]")

_TASK = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+\[(?P<box>.?)\][ \t]+(?P<rest>.*)")
_CODED = re.compile(rf"\((?:\[(?P<linked>{CODE})\]\([^()\s]*\)|(?P<plain>{CODE}))\)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_FENCE = re.compile(r"[ \t]*(?:[-*+>][ \t]+)*(?P<fence>`{3,}|~{3,})")
_MARKER = re.compile(r"<!-- (?P<content>checklist-(?P<which>begin|end)(?: [^<>]*?)?) ?-->")
_TAG = re.compile(r"<[^<>]*>")


def text(content: str) -> str:
    """Return *content* so that every engine shows just these characters."""
    return _MAY_ACT.sub(_escape, content)


def _escape(found: re.Match[str]) -> str:
    character, content, place = found.group(), found.string, found.start()
    before, after = content[place - 1 : place], content[place + 1 : place + 2]
    if character in "`[]":
        return "\\" + character
    if character in "*_":
        return character if (before + after).isspace() or not before + after else "\\" + character
    if character == "&":
        acts = bool(_ENTITY.match(content, place))
    elif character == ":":
        acts = ":" in (before, after) or bool(_EMOJI.match(content, place))
    elif character == "@":
        acts = bool(_WORD.match(after)) and not _WORD.match(before)
    elif character == "%":
        acts = "%" in (before, after)
    else:
        acts = True
    return _entity(character) if acts else character


def _opened(inner: str) -> str:
    """Return *inner* so that its first character does not begin a block of another kind."""
    found = _STARTS.match(inner)
    if not found:
        return inner
    if found["entity"]:
        return _entity(found["entity"]) + inner[1:]
    return (found["number"] or "") + "\\" + inner[len(found["number"] or "") :]


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


def link(inner: str, url: str) -> str:
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    return f"[{inner}]({safe})"


def jump(inner: str, name: str) -> str:
    return f"[{inner}](#{name})"


def heading(level: int, inner: str) -> str:
    return "#" * min(level, 6) + " " + re.sub(r"(?<!\\)#$", r"\#", _opened(inner))


def paragraph(inner: str) -> str:
    return _opened(inner)


def bullet(inner: str, depth: int) -> str:
    return "    " * depth + "- " + _opened(inner)


def step(inner: str, number: int) -> str:
    return f"{number}. {_opened(inner)}"


def task(inner: str, code: str, *, box: str, depth: int, tail: str, notes: tuple[str, ...]) -> str:
    line = "    " * depth + f"- [{box or ' '}] {inner} ({code}){tail}"
    return "\n".join((line, *notes))


def marker(content: str) -> str:
    return f"<!-- {content} -->"


def markers(page: str) -> Iterator[tuple[str, int, int]]:
    """Yield content, start and end of every marker in *page* that is not inside code."""
    fence = ""
    offset = 0
    previous_is_blank = True
    for line in page.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            if found and found["fence"].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif found:
            fence = found["fence"]
        elif not (previous_is_blank and re.match(r" {4}|\t", line)):
            for mark in _MARKER.finditer(line):
                if line[: mark.start()].count("`") % 2 == 0:
                    yield mark["content"], offset + mark.start(), offset + mark.end()
        previous_is_blank = not line.strip()
        offset += len(line)


def parse(region: str) -> tuple[Unit, ...]:
    """Return the units of a region: headings, generated text, and tasks with what people wrote at them."""
    return tuple(_Reader().read(region.split("\n")))


def plain(content: str) -> str:
    """Return *content* without tags, entities decoded; punctuation may stay."""
    if "<" in content:
        content = _TAG.sub("", content)
    if "&" not in content:
        return content
    from html import unescape

    return unescape(content)


def note(content: str) -> str:
    """Return *content* as one note line below a task."""
    return "    - " + text(" ".join(content.split()))


class _Reader:
    """Reads a region line by line. Below a task everything is a note, up to the next task line or heading."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.parent = ""
        self.fence = ""

    def read(self, lines: list[str]) -> list[Unit]:
        for number, line in enumerate(lines, 1):
            self._take(line, number)
        return [self._trimmed(unit) for unit in self.units]

    def _take(self, line: str, number: int) -> None:
        if self._in_fence(line):
            self._add_text(line, number)
            return
        if "#" in line and _HEADING.match(line):
            self.units.append(Unit("heading", number, line.strip()))
            self.parent = ""
            return
        task = self._task(line, number)
        if task:
            self.units.append(task)
        else:
            self._add_text(line, number)

    def _in_fence(self, line: str) -> bool:
        """Return whether *line* belongs to a fenced block, its two fences included."""
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if self.fence:
            if found and found["fence"].startswith(self.fence) and not line[found.end() :].strip():
                self.fence = ""
            return True
        if found:
            self.fence = found["fence"]
        return bool(found)

    def _task(self, line: str, number: int) -> Unit | None:
        found = _TASK.fullmatch(line) if "[" in line else None
        coded = _CODED.search(found["rest"]) if found else None
        if not found or not coded:
            return None
        code = coded["linked"] or coded["plain"]
        if not found["indent"]:
            self.parent = code
        elif not self.parent or not code.startswith(self.parent + "."):
            return None
        rest = found["rest"]
        head, tail = rest[: coded.end()], rest[coded.end() :]
        return Unit("task", number, head, rest[: coded.start()].rstrip(), code, found["box"] or " ", tail)

    def _add_text(self, line: str, number: int) -> None:
        last = self.units[-1] if self.units else None
        if last and last.kind == "task":
            self.units[-1] = last._replace(notes=(*last.notes, line))
        elif last and last.kind == "text":
            self.units[-1] = last._replace(text=last.text + "\n" + line)
        elif line.strip():
            self.units.append(Unit("text", number, line))

    def _trimmed(self, unit: Unit) -> Unit:
        notes = list(unit.notes)
        while notes and not notes[-1].strip():
            notes.pop()
        return unit._replace(notes=tuple(notes), text=unit.text.rstrip("\n"))
