"""Turn tests, citations and labels into words.

The sentences themselves stand in the pack (`wording.yml`), so that a language is a file. Results are
plain strings; escaping is for `rendering`. Not responsible for which facts a page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .durations import shown
from .model import (
    All, Checklist, Citation, Condition, Disabled, Entry, Facet, Hidden, Is, LeftOut, Not, Pack, Tested, Truth, Vocabulary,
)

_SLOT = re.compile(r"\{([a-z_]+)\}")


class Words:
    """The wording of a pack with the vocabulary to fill it; `wordings` are those of every language, for reading."""

    def __init__(self, wording: Mapping[str, str], vocabulary: Vocabulary, wordings: Iterable[Mapping[str, str]] = ()) -> None:
        self.wording, self.vocabulary = wording, vocabulary
        self.wordings = tuple(wordings) or (wording,)

    def say(self, name: str, **values: object) -> str:
        """Return the sentence called *name* with *values* filled in; what a value holds is never read as a slot."""
        sentence = self.wording[name]
        return _SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), sentence) if values else sentence

    def all_of(self, name: str) -> list[str]:
        """Return the sentence called *name* in every language."""
        return list(dict.fromkeys(wording[name] for wording in self.wordings))

    # ---- values

    def titles(self, facet: str, names: Iterable[str]) -> str:
        """Return the titles of *names*, joined by commas; "none" for none."""
        known = self.vocabulary.facets[facet]
        return ", ".join(known.members[name].title for name in names) or self.say("stated_none")

    def places(self, markets: Iterable[str]) -> str:
        """Return the badges of *markets*: EU, US-NY."""
        known = self.vocabulary.facets["markets"]
        return ", ".join(known.members[name].short for name in markets)

    def phrases(self, markets: Iterable[str]) -> str:
        """Return *markets* as they stand after a verb: the EU or New York."""
        known = self.vocabulary.facets["markets"]
        return self._chain("either", [known.members[name].phrase for name in markets])

    # ---- an entry

    def label(self, entry: Entry, *, general: bool) -> str:
        """Return the label of a task line: `must`, `should, must from 2026-12-02`, `must in EU, UK`."""
        level = self.say(entry.level)
        if entry.waiver:
            return self.say("label_until", date=entry.waiver.expires)
        if general and entry.level == "must" and not any(citation.reach for citation in entry.citations):
            return self.say("label_must_in", places=self.places(self._widest(_places(entry.citations))))
        if entry.becomes:
            level = self.say("label_becomes", level=level, date=entry.becomes.day)
        if general or not is_open(entry):
            return level
        return self.say("label_confirm", level=level)

    def because(self, entry: Entry) -> str:
        """Return why the entry is here: the facts that hold, and the facets that are silent."""
        parts = [self.fact(test) for test in entry.because]
        parts += [self.open_fact(test) for test in entry.to_confirm]
        return "; ".join(dict.fromkeys(parts)) or self.say("every_campaign")

    def fact(self, test: Tested) -> str:
        """Return a test that holds: `channels: Instagram, TikTok`."""
        if test.negated:
            return self.say("fact_not", facet=self._facet(test.facet), values=self.titles(test.facet, test.wanted))
        facet = self.vocabulary.facets[test.facet]
        answering = [v for v in test.stated or () if any(want in facet.above[v] for want in test.wanted)]
        return self.say("fact", facet=facet.title, values=self.titles(test.facet, answering))

    def open_fact(self, test: Tested) -> str:
        """Return a test that is open: `data: not stated`, or `AI uses: perhaps cloned voices` where it is stated too broadly."""
        if test.stated is None:
            return self.say("fact_open", facet=self._facet(test.facet))
        name = "fact_perhaps_not" if test.negated else "fact_perhaps"
        values = possible(test, self.vocabulary.facets[test.facet])
        return self.say(name, facet=self._facet(test.facet), values=self.titles(test.facet, values))

    def ruled_out(self, out: LeftOut) -> str:
        """Return which facts rule an item out: `channels: e-mail; the item is for Instagram, TikTok`."""
        wanted: dict[tuple[str, bool], dict[str, None]] = {}
        for test in out.failed:
            wanted.setdefault((test.facet, test.negated), {}).update(dict.fromkeys(test.wanted))
        stated = {test.facet: test.stated or () for test in out.failed}
        return "; ".join(
            self.say(
                "left_out_not" if negated else "left_out_reason",
                facet=self._facet(facet), stated=self.titles(facet, stated[facet]), wanted=self.titles(facet, values),
            )
            for (facet, negated), values in wanted.items()
        )

    def doubts(self, citation: Citation) -> str:
        """Return what has to be true for an uncertain source to bind: `if it reaches the EU`; "" if certain."""
        parts = [] if citation.reach else [self.say("if_reaches", place=self.phrases(citation.places))]
        for test in citation.open_tests:
            name = "if_not_fact" if test.negated else "if_fact"
            parts.append(self.say(name, facet=self._facet(test.facet), wanted=self.titles(test.facet, test.wanted)))
        return self._chain("both", parts)

    def since(self, citation: Citation) -> str:
        """Return where and since when a source binds: `EU, since 2026-08-02`."""
        source = citation.source
        if source.kind == "house":
            places = "" if "world" in source.jurisdictions else f"{self.places(citation.places)}, "
            return places + self.say("since_house", date=source.since_text)
        name = "since_directive" if source.kind == "directive" else "since"
        return self.say(name, places=self.places(citation.places), date=source.since_text, directive=source.short)

    def switched_off(self, off: Disabled, packs: Iterable[Pack]) -> str:
        """Return why an item is not in the rules of this house."""
        title = next(pack.title for pack in packs if pack.name == off.pack)
        return self.say("switched_off", pack=title, reason=off.reason)

    def condition(self, condition: Condition | None) -> str:
        """Return a condition in words, for a page without a campaign."""
        if condition is None:
            return self.say("every_campaign")
        if isinstance(condition, Is):
            return self.say("fact", facet=self._facet(condition.facet), values=self.titles(condition.facet, condition.wanted))
        if isinstance(condition, Not):
            if isinstance(condition.part, Is):
                inner = condition.part
                return self.say("fact_not", facet=self._facet(inner.facet), values=self.titles(inner.facet, inner.wanted))
            return self.say("condition_not", condition=self.condition(condition.part))
        if isinstance(condition, All):
            return "; ".join(self.condition(part) for part in condition.parts)
        parts = (self.condition(part) for part in condition.parts)
        return self._chain("either", [f"({text})" if isinstance(part, All) else text for part, text in zip(condition.parts, parts)])

    # ---- a checklist

    def title(self, checklist: Checklist) -> str:
        """Return the title of the page."""
        title = self.say("page_title_general")
        if checklist.campaign.title:
            title = self.say("page_title", campaign=checklist.campaign.title)
        return self.say("page_title_owner", title=title, owner=self.owner(checklist.owner)) if checklist.owner else title

    def owner(self, name: str) -> str:
        """Return the title of a role, to stand alone."""
        return capital(self.vocabulary.owners[name].title)

    def hidden(self, hidden: Hidden) -> str:
        """Return what an option took away."""
        if not hidden.levels and not hidden.over:
            return self.say("hidden", option=hidden.option, n=len(hidden.codes))
        counts = ", ".join(self.say("level_count", n=n, level=self.say(level)) for level, n in hidden.levels)
        told = {"option": hidden.option, "n": len(hidden.codes), "levels": counts, "time": shown(hidden.minutes)}
        parts = [self.say("hidden_budget", **told)] if hidden.codes else []
        if hidden.over:
            parts.append(self.say("hidden_over", option=hidden.option, time=shown(hidden.over)))
        return " ".join(parts)

    def count(self, number: int) -> str:
        """Return a number of items in words."""
        return self.say("count_one") if number == 1 else self.say("count_many", n=number)

    def levels(self, checklist: Checklist) -> str:
        """Return the counts by level: `10 must, 4 should, 1 could`."""
        totals = checklist.totals
        pairs = (("must", totals.must), ("should", totals.should), ("could", totals.could))
        return ", ".join(self.say("level_count", n=n, level=self.say(level)) for level, n in pairs if n) or "0"

    def packs(self, checklist: Checklist) -> str:
        """Return the packs with their versions."""
        return self.both([f"{pack.name} {pack.version}" for pack in checklist.packs])

    def _widest(self, markets: list[str]) -> list[str]:
        """Return *markets* without those that lie within another of them."""
        above = self.vocabulary.facets["markets"].above
        return [name for name in markets if not any(other != name and other in above[name] for other in markets)]

    def both(self, parts: list[str]) -> str:
        """Return *parts* as a list in a sentence: a, b and c."""
        return self._chain("both", [", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)

    def _chain(self, name: str, parts: list[str]) -> str:
        """Return *parts* joined pair by pair by the sentence *name*."""
        chained = parts[0] if parts else ""
        for part in parts[1:]:
            chained = self.say(name, first=chained, second=part)
        return chained

    def _facet(self, name: str) -> str:
        return self.vocabulary.facets[name].title


def possible(test: Tested, facet: Facet) -> tuple[str, ...]:
    """Return those of the wanted values that what is stated leaves open; the others are ruled out, and nobody has to be asked."""
    return tuple(want for want in test.wanted if any(facet.below[want] & facet.below[stated] for stated in test.stated or ()))


def is_open(entry: Entry) -> bool:
    """Return whether something is to confirm: that the entry applies, or that its must is one."""
    return entry.applies is Truth.UNKNOWN or (entry.level == "must" and not any(c.certain for c in entry.citations))


def capital(text: str) -> str:
    """Return *text* with its first letter large."""
    return text[:1].upper() + text[1:]


def _places(citations: Iterable[Citation]) -> list[str]:
    return list(dict.fromkeys(place for citation in citations for place in citation.places))
