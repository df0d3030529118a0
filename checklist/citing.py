"""How a page cites: a law with its place and its day, the laws of an entry, and the list of sources that they lead to.

Not responsible for the other words of a page (`page`).
"""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from . import prose
from .dialects._base import word
from .model import Citation, Entry
from .pen import Pen
from .wording import Words

if TYPE_CHECKING:
    from markupsafe import Markup


class Citing(Pen):
    """The words for sources; on a *general* page, one without a campaign, no place is in doubt."""

    def __init__(self, words: Words, dialect: ModuleType, guided: set[str], *, general: bool) -> None:
        super().__init__(words, dialect, guided)
        self.general = general
        # One law stands at many items.
        self._cited: dict[tuple[str, str, tuple[str, ...], bool, bool], Markup] = {}
        self._sources: dict[str, tuple[int, dict[Markup, None]]] = {}

    def source(self, citation: Citation, *, starts: bool = False, listed: bool = False) -> Markup:
        """Return a binding source with place and day, linked: `AI Act Art. 50(4) (EU, since 2026-08-02)`."""
        key = citation.source.name, citation.provision, citation.places, starts, listed
        cited = self._cited.get(key) or self._cite(citation, starts, listed)
        self._cited[key] = cited
        doubts = "" if self.general else self.words.doubts(citation)
        return self._made(self._join((cited, ", ", doubts))) if doubts else cited

    def _cite(self, citation: Citation, starts: bool, listed: bool) -> Markup:
        places = self.words.since(citation)
        if starts:
            places = self.words.say("starts", places=self.words.places(citation.places), date=citation.source.since_text)
        link = self._listed if listed else self.link
        return self.t("citation", law=link(citation.source.url, citation.provision), places=places)

    def _listed(self, url: str, name: object) -> Markup:
        """Return a link to the place of a source in the list of sources; its address would stand on the page many times."""
        address, inner = prose.safe_url(url), self._made(self._join((name,)))
        if not address:
            return inner
        place, names = self._sources.setdefault(address, (len(self._sources) + 1, {}))
        names[inner] = None
        return self._made(word(self.dialect, "jump")(inner, f"s{place}"))

    def cited(self) -> list[Markup]:
        """Return the sources cited as listed ones so far, those of one address together, each a link; the first has the place s1."""
        return [self.link(address, self.many(names)) for address, (_, names) in self._sources.items()]

    def law_label(self, entry: Entry) -> str:
        """Return what stands before the law of an entry: its level, and the one it gets."""
        level = self.words.say(entry.level)
        return self.words.say("label_becomes", level=level, date=entry.becomes.day) if entry.becomes else level

    def law(self, entry: Entry, listed: bool) -> Markup:
        """Return the binding sources of an entry, or that there are none."""
        if entry.becomes:
            return self.source(entry.becomes.citation, starts=True, listed=listed)
        if not listed:
            key = ("law", self.general, *map(id, entry.citations))
            return self._kept.once(key, entry.citations, partial(self._laws, entry, False))
        return self._laws(entry, listed)

    def _laws(self, entry: Entry, listed: bool) -> Markup:
        return self.many([self.source(citation, listed=listed) for citation in entry.citations]) or self.t("no_law")
