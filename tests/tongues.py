"""A language for tests that nobody speaks: every letter of English has another sign, so that no English word is left by chance."""

from __future__ import annotations

import re
from pathlib import Path

from checklist.errors import Location
from checklist.model import RuleSet
from checklist.translation import Phrase, Place, digest, texts

RULES = Path(__file__).parent / "data" / "rules"
_SIGNS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувщыжз")
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "АБЦДЕФГХИЙКЛМНОПЯРСТУВЩЫЖЗ")
_KEPT = re.compile(r"(\{\{ [a-z_0-9]+ \}\}|\(https?://[^)]*\)|`[^`]*`)")


def pseudo(text: str) -> str:
    """Return *text* in the language of the tests; parameters, addresses and code stay."""
    parts = _KEPT.split(text)
    return "".join(part if place % 2 else part.translate(_SIGNS).translate(_CAPITALS) for place, part in enumerate(parts))


def spoken(rules: RuleSet, *, needed: bool = False) -> dict[Place, list[Phrase]]:
    """Return a translation of every text of *rules*, or of every one that is *needed*."""
    found: dict[Place, list[Phrase]] = {}
    for text in texts(rules):
        if needed and not text.needed:
            continue
        found.setdefault(text.place, []).append(Phrase(digest(text.words), pseudo(text.words), False, Location("i18n/de")))
    return found
