"""A tutorial, run as it stands: every block of a page in its order, in one directory, and what its commands print.

A block in `console` holds commands behind `$ ` with what they print beneath; any other block begins with `# name` and is
written to the file of that name, the line with the name left out. There is no third kind, so nothing is left untried.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.M)
_NAME = re.compile(r"# (?P<name>[\w./-]+)\n")


class Block(NamedTuple):
    """A block of a page: the heading it stands under, its kind, its text, and where that stands."""

    heading: str
    kind: str
    body: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """Return the blocks of *page*."""
    found = []
    for match in _BLOCK.finditer(page):
        heading = re.findall(r"^## (.+)$", page[: match.start()], re.M)
        found.append(Block(heading[-1] if heading else "", match["kind"], match["body"], match.start("body"), match.end("body")))
    return found


def commands(block: Block) -> list[str]:
    """Return the commands of a block; one that ends in a backslash goes on in the next line."""
    return [found[1] for found in _COMMAND.finditer(block.body)]


def played(page: str, folder: Path, env: Mapping[str, str], *, but: str = "") -> str:
    """Return *page* with what its commands print now, run in *folder*: all *but* those under that heading."""
    pieces, end = [], 0
    for block in blocks(page):
        if but and block.heading == but:
            continue
        pieces += [page[end : block.start], "".join(_played(block, folder, env))]
        end = block.end
    return "".join([*pieces, page[end:]])


def _played(block: Block, folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    if block.kind != "console":
        named = _NAME.match(block.body)
        assert named, f"a block that names no file: {block.body[:60]!r}"
        path = folder / named["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body[named.end() :], encoding="utf-8")
        yield block.body
        return
    for command in commands(block):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, encoding="utf-8", timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        yield f"$ {command}\n{done.stdout}"
