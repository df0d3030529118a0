"""Problems as a report: for people, for a GitHub job, for other tools.

Values in, text out. Not responsible for finding problems, nor for where the text goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .errors import Problem, visible


def text(problems: Iterable[Problem]) -> str:
    """Return one line for each problem, `path:line:col: CODE what is wrong (what to do)`."""
    return "".join(f"{problem}\n" for problem in problems)


def github(problems: Iterable[Problem]) -> str:
    """Return workflow commands, so that each problem is shown beside its line of the change.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message,
    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, and the escapes of `command.ts` in
    https://github.com/actions/toolkit; read on 2026-11-25.
    """
    return "".join(f"::error {_properties(problem)}::{_escaped(_sentence(problem))}\n" for problem in problems)


def json(problems: Iterable[Problem]) -> str:
    """Return `{schema, problems: [{path, line, column, code, message, hint}]}`; line and column are 0 for a whole file."""
    from json import dumps

    rows = [
        {
            "path": problem.location.path, "line": problem.location.line, "column": problem.location.column,
            "code": problem.code, "message": problem.message, "hint": problem.hint,
        }
        for problem in problems
    ]
    return dumps({"schema": "problems/1", "problems": rows}, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = {"text": text, "github": github, "json": json}


def _properties(problem: Problem) -> str:
    place = problem.location
    pairs = [("file", place.path)]
    if place.line:
        pairs += [("line", str(place.line)), ("col", str(place.column or 1))]
    pairs.append(("title", problem.code))
    return ",".join(f"{name}={_escaped(visible(value)).replace(':', '%3A').replace(',', '%2C')}" for name, value in pairs)


def _sentence(problem: Problem) -> str:
    return visible(f"{problem.message} ({problem.hint})" if problem.hint else problem.message)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
