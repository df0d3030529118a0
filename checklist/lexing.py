"""The quality of signals: what their format cannot say, and what makes a term useless.

Findings are not errors: the signals can be used. Not responsible for the format (`signals`), nor for how well the signals
find themes: that takes texts that people have labelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .errors import Problem
from .lexicon import Lexicon, Signal
from .matching import normal, words_of


def lint_signals(lexicon: Lexicon, paths: Sequence[str]) -> list[Problem]:
    """Return what a reviewer would object to in the signals that stand in one of the files *paths*, in reading order."""
    findings = []
    for tongue in lexicon.tongues.values():
        for kind, sections in (("group", tongue.groups), ("theme", tongue.themes)):
            findings += list(_sections(kind, sections))
    mine = [finding for finding in findings if finding.location.path in paths]
    return sorted(mine, key=lambda finding: (finding.location.path, finding.location.line, finding.message))


def _sections(kind: str, sections: Mapping[str, Sequence[Signal]]) -> Iterator[Problem]:
    for name, signals in sections.items():
        yield from _twice(f"{kind} {name}", signals)
        for signal in signals:
            yield from _swallowed(signal)
            yield from _guards(signal)


def _twice(where: str, signals: Sequence[Signal]) -> Iterator[Problem]:
    """Yield the terms that stand in two signals of a theme and are found under the same conditions."""
    first: dict[tuple[str, ...], Signal] = {}
    for signal in signals:
        for term in signal.terms:
            key = (_plain(term), signal.case, *sorted(signal.needs), signal.within, *sorted(signal.unless))
            if key in first:
                place = first[key].location
                yield Problem(signal.location, "LNT19", f"{where} has the term {term!r} twice", f"it stands at {place} too; remove one")
            first.setdefault(key, signal)


def _plain(term: str) -> str:
    return " ".join(normal(word) for word in term.replace("-", " ").split())


def _swallowed(signal: Signal) -> Iterator[Problem]:
    """Yield the words of a signal that one of its stems covers already."""
    stems = {normal(term[:-1]): term for term in signal.terms if term.endswith("*") and _is_word(term) and not term.startswith("*")}
    if signal.case == "exact":
        return
    for term in signal.terms:
        if not _is_word(term) or term.startswith("*"):
            continue
        word = normal(term.strip("*"))
        is_stem = term.endswith("*")
        cover = next((stems[word[:end]] for end in range(1, len(word) + (not is_stem)) if word[:end] in stems), None)
        if cover:
            yield Problem(signal.location, "LNT27", f"{term!r} is found by {cover!r} already", "remove it, or make the stem longer")


def _is_word(term: str) -> bool:
    return len(words_of(term.strip("*"))) == 1


def _guards(signal: Signal) -> Iterator[Problem]:
    """Yield terms that their own guards take away, and phrases that hold none of the terms they are to guard."""
    taken = {_plain(term) for term in (*signal.unless, *signal.not_in)}
    for term in signal.terms:
        if _plain(term) in taken:
            yield Problem(signal.location, "LNT28", f"{term!r} is never found: its own guard takes it away", "remove it on one side")
    for phrase in signal.not_in:
        if not any(_holds(phrase, term) for term in signal.terms):
            hint = "remove it from `not_in`, or mend its spelling"
            yield Problem(signal.location, "LNT29", f"no term stands in the phrase {phrase!r}", hint)


def _holds(phrase: str, term: str) -> bool:
    """Return whether *term* can be found within *phrase*, where a word of either may be a stem."""
    words, wanted = _plain(phrase).split(), _plain(term).split()
    return any(
        all(_meet(word, other) for word, other in zip(words[start:], wanted)) for start in range(len(words) - len(wanted) + 1)
    )


def _meet(word: str, other: str) -> bool:
    """Return whether two words of terms may be the same word of a text."""
    if "*" in (word, other):
        return True
    one, two = word.strip("*"), other.strip("*")
    if word.startswith("*") or other.startswith("*"):
        return one in two or two in one
    if word.endswith("*") and other.endswith("*"):
        return one.startswith(two) or two.startswith(one)
    return two.startswith(one) if word.endswith("*") else one.startswith(two) if other.endswith("*") else one == two
