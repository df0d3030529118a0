"""The reference pages of the documentation, made from the program: its commands, and what `import checklist` offers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import checklist
from checklist.cli import COMMANDS, cli
from checklist.errors import FAMILIES

ROOT = Path(__file__).parent.parent
_FIELD = re.compile(r"^    (?P<name>\w+): (?P<type>.+?)(?: = (?P<default>.+?))?  #: (?P<doc>.+)$", re.M)
# Annotations are text, and are shown in quotes for that.
_UNQUOTED = re.compile(r"(?<=: )'(.*?)'(?= =|$)")
_EXAMPLE = re.compile(r"(?m)^>>> .*\n(?:.+\n?)*")


def written_into(page: str, name: str, text: str) -> str:
    """Return *page* with *text* between the two comments called *name*."""
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    assert len(marked.findall(page)) == 1, f"{name} stands not just once"
    return marked.sub(lambda found: found[1] + text + found[2], page)


# ---- the commands


def commands() -> str:
    """Return the help of every command."""
    parts = []
    # A command remembers the help option it is first shown with, so it has to be the one it has when it runs.
    names = ["-h", "--help"]
    with click.Context(cli, info_name="checklist", max_content_width=100, terminal_width=100, help_option_names=names) as root:
        for name in COMMANDS:
            command = cli.get_command(root, name)
            assert command
            parts += _help(root, name, command)
    return "\n".join(parts)


def _help(parent: click.Context, name: str, command: click.Command) -> list[str]:
    with click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100) as context:
        parts = [f"## `{context.command_path}`", "", "```text", command.get_help(context), "```", ""]
        for inner in getattr(command, "commands", {}).values():
            parts += _help(context, inner.name or "", inner)
    return parts


def families() -> str:
    """Return the families of problem codes as a table."""
    rows = "".join(f"| `{family}` | {meaning} |\n" for family, meaning in FAMILIES.items())
    return f"| code begins with | the problem lies in |\n|---|---|\n{rows}"


def strengths() -> str:
    """Return how clearly an article can touch a theme, and the points that take it, as a table."""
    from checklist.news import THRESHOLDS

    rows = "".join(f"| {word} | {points} |\n" for word, points in THRESHOLDS.items())
    return f"\n| strength | from so many points on |\n|---|---|\n{rows}\n"


def listed() -> str:
    """Return the commands as a list."""
    rows = "".join(f"| [`checklist {name}`](docs/cli.md#checklist-{name}) | {told.rstrip('.')} |\n" for name, told in COMMANDS.items())
    return f"| command | does |\n|---|---|\n{rows}"


# ---- what Python has


def functions() -> str:
    """Return the functions, in the order one uses them."""
    names = [name for name in checklist.__all__ if inspect.isfunction(getattr(checklist, name))]
    ordered = sorted(names, key=lambda name: getattr(checklist, name).__code__.co_firstlineno)
    return "\n".join(part for name in ordered for part in _function(name, getattr(checklist, name)))


def _function(name: str, function: Any) -> Iterator[str]:
    parameters = inspect.signature(function).parameters.values()
    shown = [_UNQUOTED.sub(r"\1", str(parameter), count=1) for parameter in parameters]
    first_keyword = next((place for place, parameter in enumerate(parameters) if parameter.kind is parameter.KEYWORD_ONLY), None)
    if first_keyword is not None:
        shown.insert(first_keyword, "*")
    returned = inspect.signature(function).return_annotation
    yield from (f"### `{name}`", "", "```python", f"{name}(", *(f"    {each}," for each in shown), f") -> {returned}", "```", "")
    yield _as_markdown(inspect.getdoc(function) or "")


def _as_markdown(doc: str) -> str:
    doc = _EXAMPLE.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", doc)
    doc = re.sub(r"(?m)^Raises:\n    (\w+): ", r"Raises `\1` ", doc)
    return doc.rstrip() + "\n"


def values() -> str:
    """Return the kinds of values, with their fields."""
    names = [name for name in checklist.__all__ if inspect.isclass(getattr(checklist, name))]
    return "\n".join(part for name in names for part in _value(name, getattr(checklist, name)))


def _value(name: str, kind: type) -> Iterator[str]:
    yield from (f"### `{name}`", "", _as_markdown(inspect.getdoc(kind) or ""))
    rows = [f"| `{found['name']}` | {_type(found['type'])} | {found['doc']} |" for found in _FIELD.finditer(inspect.getsource(kind))]
    for member, value in vars(kind).items():
        if isinstance(value, property) and not member.startswith("_"):
            rows.append(f"| `{member}` | {_type(str(inspect.signature(value.fget).return_annotation))} | {_sentence(value.__doc__)} |")
    if rows:
        yield from ("| field | type | is |", "|---|---|---|", *rows, "")


def _type(written: str) -> str:
    return f"`{written}`".replace("|", "\\|")


def _sentence(doc: str | None) -> str:
    first = " ".join((doc or "").split()).rstrip(".")
    return first[:1].lower() + first[1:]


def fields_without_words() -> list[str]:
    """Return the fields of public values that say nothing of themselves."""
    missing = []
    for name in checklist.__all__:
        kind = getattr(checklist, name)
        told = {found["name"] for found in _FIELD.finditer(inspect.getsource(kind))} if inspect.isclass(kind) else set()
        missing += [f"{name}.{field}" for field in getattr(kind, "_fields", ()) if field not in told]
    return missing
