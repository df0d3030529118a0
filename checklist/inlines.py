"""The nouns of running text, frozen: what a rule text is once its inline Markdown has been read (`prose`)."""

from typing import NamedTuple


class Text(NamedTuple):
    """Literal characters."""

    text: str


class Strong(NamedTuple):
    """Strong importance."""

    parts: "tuple[Inline, ...]"


class Em(NamedTuple):
    """Stress."""

    parts: "tuple[Inline, ...]"


class Code(NamedTuple):
    """Something typed or read by a machine."""

    text: str


class Link(NamedTuple):
    """A hyperlink; the scheme of `url` is http, https or mailto."""

    parts: "tuple[Inline, ...]"
    url: str


Inline = Text | Strong | Em | Code | Link


class Prose(NamedTuple):
    """A rule text after reading: inline nodes, no line breaks."""

    parts: tuple[Inline, ...]

    def __str__(self) -> str:
        return "".join(_plain(part) for part in self.parts)


def _plain(part: Inline) -> str:
    if isinstance(part, Text | Code):
        return part.text
    return "".join(_plain(inner) for inner in part.parts)
