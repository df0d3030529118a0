"""Which words of a text changed, word by word.

Texts in, pieces out; how a piece is marked is for those who show it.
"""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """Words in a row that stayed (`kept`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return how *old* becomes *new*; what is kept or new makes *new* again, what is kept or gone *old*, blanks aside."""
    from difflib import SequenceMatcher

    before, after = old.split(), new.split()
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("kept", " ".join(before[i:j])))
            continue
        found += [Piece("gone", " ".join(before[i:j]))] if j > i else []
        found += [Piece("new", " ".join(after[k:m]))] if m > k else []
    return tuple(found)
