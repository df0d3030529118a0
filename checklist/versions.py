"""Versions of packs: `N.N.N`, compared as numbers, and conditions on them like `>=1.2,<2`."""

from __future__ import annotations

import operator
import re

CONDITIONS = r"(?:>=|<=|==|>|<)[0-9]+(?:\.[0-9]+){0,2}(?:,(?:>=|<=|==|>|<)[0-9]+(?:\.[0-9]+){0,2})*"
_CONDITION = re.compile(r"(>=|<=|==|>|<)([0-9.]+)")
_TESTS = {">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt, "<": operator.lt}


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare; what is no number is left out."""
    return tuple(int(part) for part in version.split(".") if part.isascii() and part.isdigit())


def allows(conditions: str, version: str) -> bool:
    """Return whether *version* meets all *conditions*; missing parts are zero, so `<2` is `<2.0.0`."""
    have = numbers(version)
    return all(_TESTS[sign](have, _padded(numbers(bound), len(have))) for sign, bound in _CONDITION.findall(conditions))


def _padded(parts: tuple[int, ...], length: int) -> tuple[int, ...]:
    return parts + (0,) * (length - len(parts))
