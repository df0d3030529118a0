"""Where a problem is and how it is told.

Everything a user can do wrong ends as one or more `Problem` values inside a `ChecklistError`.
This module is not responsible for deciding what is wrong, nor for printing: the doors print.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

# Families of problem codes. The number within a family says which rule was broken; the text says what to do.
FAMILIES = {
    "YML": "the YAML itself: syntax, encoding, size, constructs that are not allowed",
    "RUL": "the content of a rule file, a campaign or another YAML file against its format",
    "REF": "a name that nothing answers to, or that two things claim",
    "OPT": "an option of the command line",
    "SEL": "the selection of items",
    "TPL": "a template",
    "PAG": "a page that exists already",
    "OUT": "reading and writing files",
    "LNT": "the quality of rule content (`checklist rules lint`)",
    "CAS": "the cases of a pack (`checklist rules test`)",
    "STA": "a state file: ticks and notes recorded elsewhere (`--state`)",
    "REC": "the record of a checklist (`generate --from`)",
    "GAT": "what keeps a page from going live (`checklist check`)",
    "SCN": "an article to scan",
    "PCK": "packs together: versions, conflicts, packs that are missing",
}

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Location(NamedTuple):
    """A place in an input: `path` as the user gave it, `line` and `column` counted from 1, 0 = the whole file."""

    path: str  #: the file, option or value, as it was given
    line: int = 0  #: from 1, 0 for the whole
    column: int = 0  #: from 1, 0 for the whole line

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column or 1}"


class Problem(NamedTuple):
    """One thing that is wrong, and what to do about it."""

    location: Location  #: where it is
    code: str  #: its code, as in `REF01`
    message: str  #: what is wrong
    hint: str = ""  #: what to do about it

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return visible(f"{self.location}: {self.code} {self.message}{hint}")


class ChecklistError(Exception):
    """The input cannot be used as it is; carries every problem found, in reading order."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class FoundProblems(ChecklistError):
    """A check did its work and found something; the input itself was usable."""

    exit_code = 1


def failure(path: str, code: str, message: str, hint: str = "", *, line: int = 0, column: int = 0) -> ChecklistError:
    """Return the error for a single problem, ready to be raised."""
    return ChecklistError([Problem(Location(path, line, column), code, message, hint)])


def nearest(word: str, names: Collection[str]) -> str:
    """Return the name that *word* may have been meant for, "" if none is near.

    In a mapping to what has a title, such as the values of a facet, a thing goes by its title too.
    """
    from difflib import get_close_matches

    named = names.items() if isinstance(names, Mapping) else ()
    titled = {title.casefold(): name for name, thing in named if isinstance(title := getattr(thing, "title", None), str)}
    # Titles are many and long, so that one is near by chance sooner: Deutschland is no Netherlands.
    for known, cutoff in ((titled, 0.8), ({name.casefold(): name for name in names}, 0.6)):
        near = get_close_matches(word.casefold(), known, n=1, cutoff=cutoff)
        if near:
            return known[near[0]]
    return ""


def suggestion(word: str, names: Collection[str]) -> str:
    """Return `did you mean 'x'?` for the name nearest to *word*, else what there is to choose from."""
    near = nearest(word, names)
    if near:
        return f"did you mean {near!r}?"
    listed = sorted(names)
    if not listed:
        return ""
    shown = ", ".join(listed[:12])
    return f"one of: {shown}" + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")


def visible(text: str) -> str:
    r"""Return *text* with control characters and bidi overrides written as `\xNN`, fit for a terminal line."""
    return _UNPRINTABLE.sub(lambda found: _as_escape(found.group()), text)


def _as_escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
