"""Plain text for mail, chat and the terminal. Written, not read back."""

from __future__ import annotations

SUFFIX = ".txt"
MEDIA_TYPE = "text/plain"

_RULES = {1: "=", 2: "-"}


def text(content: str) -> str:
    return content


def link(inner: str, url: str) -> str:
    return inner if inner == url else f"{inner} <{url}>"


def heading(level: int, inner: str) -> str:
    rule = _RULES.get(level)
    return f"{inner}\n{rule * len(inner)}" if rule else inner


def bullet(inner: str, depth: int) -> str:
    return "  " * depth + "- " + inner


def step(inner: str, number: int) -> str:
    return f"{number}. {inner}"


def task(inner: str, code: str, *, box: str, depth: int, tail: str, notes: tuple[str, ...]) -> str:
    line = "  " * depth + f"[{box or ' '}] {inner} ({code}){tail}"
    return "\n".join((line, *notes))
