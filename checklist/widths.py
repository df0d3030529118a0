"""How many columns of a terminal a text takes.

Not responsible for what the terminal may be shown (`errors.visible`).
"""

from __future__ import annotations

import unicodedata

# What is written where nobody knows how wide it will be shown.
WIDTH = 100


def shown_width(piece: str) -> int:
    """Return how many columns *piece* takes on a terminal."""
    if piece.isascii():
        return len(piece)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in piece)
    return len(piece) + wide - sum(unicodedata.combining(character) > 0 for character in piece)


def padding(piece: str, width: int) -> str:
    """Return the blanks that make *piece* as wide as *width*."""
    return " " * (width - shown_width(piece))
