"""Plain text for mail, chat and the terminal. Written, not read back."""

from __future__ import annotations

from ..model import State

SUFFIX = ".txt"
MEDIA_TYPE = "text/plain"

_RULES = {1: "=", 2: "-", 3: "~"}


def text(content: str) -> str:
    return content


def link(inner: str, url: str) -> str:
    return inner if inner == url else f"{inner} <{url}>"


def heading(level: int, inner: str) -> str:
    rule = _RULES.get(level)
    return f"{inner}\n{rule * _width(inner)}" if rule else inner


def _width(line: str) -> int:
    """Return how many columns of a terminal *line* takes."""
    if line.isascii():
        return len(line)
    from unicodedata import category, east_asian_width

    return sum(0 if category(sign) in ("Mn", "Me", "Cf") else 2 if east_asian_width(sign) in "WF" else 1 for sign in line)


def bullet(inner: str, depth: int) -> str:
    return "  " * depth + "- " + inner


def step(inner: str, number: int) -> str:
    return f"{number}. {inner}"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    line = "  " * depth + f"[{state.box or ' '}] {inner} ({code}){state.tail}"
    return "\n".join((line, *state.notes))
