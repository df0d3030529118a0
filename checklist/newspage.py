"""The brief on an article as one page of HTML: for a browser, for print, to mail, with no request to anywhere.

Values in, text out. Every value is escaped by the template, and what stems from the article comes without control
characters. Not responsible for what is said (`bulletin`), nor for where the text goes.
"""

from __future__ import annotations

from typing import Any

from . import bulletin, looks
from .errors import visible
from .model import Entry
from .news import Concern, News, clipped, excerpt, pieces, telling
from .prose import safe_url
from .scans import Sentence
from .wording import Words, capital

_TEMPLATE = "scan.html.j2"
_STYLES = ("page.css", "scan.css")
# Further sentences are folded, and of very many not all are told.
_MOST_FOLDED = 60
_MOST_OPEN = 12


def html(news: News, words: Words) -> str:
    """Return the page."""
    general = not news.campaign.facets
    return looks.report(
        _TEMPLATE, _STYLES, news=news, t=words.say, capital=capital, visible=visible, title=bulletin.title(news, words),
        headline=clipped(news.title, 140) or news.path, article=bulletin.article(news, words),
        lead=list(bulletin.lead(news, words)), foot=bulletin.foot(news, words), quotes=_quotes,
        pieces=lambda sentence: list(pieces(excerpt(sentence))), tally=lambda concern: bulletin.tally(concern, words),
        nothing=lambda concern: bulletin.nothing(concern, words), label=lambda entry: capital(words.label(entry, general=general)),
        laws=lambda entry: bulletin.laws(entry, news, words),
        address=safe_url, owner=lambda entry: _owner(entry, words), named=news.sources[: bulletin.MOST_LISTED],
        days=news.dates[: bulletin.MOST_LISTED], called=lambda named: bulletin.called(named, words),
        lines=lambda named: bulletin.lines(named, words), standings=lambda named: bulletin.standings(named, news, words),
        dated=lambda day: bulletin.dated(day, words), most=bulletin.MOST_LISTED, open=_MOST_OPEN,
        more_places=lambda number: bulletin.more_places(number, words),
    )


def _quotes(concern: Concern) -> dict[str, Any]:
    """Return the sentences of a theme: what is shown, what is folded, and how many are not told at all."""
    shown = telling(concern.sentences, bulletin.MOST_SENTENCES)
    rest: list[Sentence] = [sentence for sentence in concern.sentences if sentence not in shown]
    return {"shown": shown, "folded": rest[:_MOST_FOLDED], "left": len(rest[_MOST_FOLDED:])}


def _owner(entry: Entry, words: Words) -> str:
    """Return who does it and how long it takes."""
    return words.say("chip_owner", owner=words.owner(entry.item.owner), n=entry.item.effort)
