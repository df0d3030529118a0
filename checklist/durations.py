"""Lengths of time as people type and read them: `45m`, `1h`, `1h30m`; inside the program they are minutes.

Not responsible for what fits into one (`budgets`).
"""

from __future__ import annotations

import re

MOST = 999 * 60
# Compiled when they are needed: most runs only write lengths.
_WRITTEN = r"(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?"
_HOURS = r"(?:h|hrs?|hours?|std|stunden?)"
_MINUTES = r"(?:m|mins?|minutes?|minuten?)"
# What people type instead: 90, 1.5h, 1:30, 1h30, 1 hour 30 minutes.
_BARE = r"([0-9]{1,5})"
_DECIMAL = rf"([0-9]{{0,3}})[.,]([0-9]{{1,2}}) ?{_HOURS}"
_CLOCK = r"([0-9]{1,3}):([0-5][0-9])"
_LONG = rf"(?:([0-9]{{1,3}}) ?{_HOURS})? ?(?:([0-9]{{1,5}}) ?{_MINUTES}?)?"


def minutes(text: str) -> int:
    """Return the minutes that *text* says, 0 if it is no length of time or an unusable one; `fault` tells why."""
    return 0 if fault(text) else _minutes(text) or 0


def fault(text: str) -> tuple[str, str] | None:
    """Return what is wrong with *text* and what to do about it; None if nothing is."""
    found = _minutes(text)
    if found is None:
        near = _near(text)
        return f"{text!r} is no length of time", f"did you mean {near}?" if near else "write 45m, 1h or 1h30m"
    if found == 0:
        return f"{text!r} is no time at all", "--level must leaves the musts alone"
    if found > MOST:
        return f"{text!r} is too long", f"at most {spelled(MOST)}; without the option nothing is hidden"
    return None


def spelled(length: int) -> str:
    """Return a length in minutes as it is typed: `1h30m`."""
    hours, rest = divmod(length, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")


def shown(length: int) -> str:
    """Return a length in minutes as it stands in a sentence, in signs that every language has: `1 h 30 min`."""
    hours, rest = divmod(length, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)


def _minutes(text: str) -> int | None:
    found = re.fullmatch(_WRITTEN, text)
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found and text else None


def _near(text: str) -> str:
    """Return what *text* may have been meant for, "" if that is anybody's guess."""
    plain = " ".join(text.casefold().split()).lstrip("+-–− ")
    if not plain:
        return ""
    if found := re.fullmatch(_BARE, plain):
        length = int(found[1])
    elif found := re.fullmatch(_DECIMAL, plain):
        length = int(found[1] or 0) * 60 + int(found[2].ljust(2, "0")) * 60 // 100
    elif found := re.fullmatch(_CLOCK, plain) or re.fullmatch(_LONG, plain):
        length = int(found[1] or 0) * 60 + int(found[2] or 0)
    else:
        return ""
    return spelled(length) if 0 < length <= MOST else ""
