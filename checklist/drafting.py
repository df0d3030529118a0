"""The files of a translation as text, each phrase below the text of the rules that it stands for.

What is translated is kept as it is, in the order of the rules; what is missing gets an empty text, and what changed
keeps its old digest. What is written here is read back by `phrases`, and comes out the same when it is written again.

Not responsible for writing files (`writing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .model import RuleSet
from .translation import Pair, Phrase, Phrases, Place, Text, by_place, digest, own_texts, pairs
from .yamlio import Scalar, surprise

_WIDTH = 120
_SHORT = 40  # a text of the rules that shares a line with its translation
_HEAD = """\
# Translation of {file} into "{lang}". Comments are written anew by `checklist rules translate {lang}`: above each
# translation stands what it translates. "" is missing. Where it says CHANGED: revise the text, then delete its line `of`.
schema: 1
"""
_CHANGED = "CHANGED since it was translated"
_GONE = "GONE: the rules hold no such text any more; delete this"
_BARE = "-–’…%/&()[],"


class Draft(NamedTuple):
    """A file of a translation: what it holds, how many texts there are, and how many of them are missing or changed."""

    text: str
    total: int
    missing: int
    changed: int


class _Branch(dict[str, "_Branch | list[Pair]"]):
    """Keys of a file in order, with the pairs of each place."""

    def put(self, keys: Place, found: list[Pair]) -> None:
        """Put *found* at the end of *keys*."""
        if len(keys) == 1:
            self[keys[0]] = found
        else:
            inner = self.setdefault(keys[0], _Branch())
            assert isinstance(inner, _Branch)
            inner.put(keys[1:], found)


def draft(rules: RuleSet, phrases: Phrases, lang: str, *, below: RuleSet | None = None) -> dict[str, Draft]:
    """Return the files that translate *rules* (in their own language) into *lang*, by their stem; not what those *below* say."""
    trees: dict[str, _Branch] = {}
    counted: dict[str, list[Pair]] = {}
    places = by_place(own_texts(rules, below))
    for place, here in (*places.items(), *((place, []) for place in phrases if place not in places)):
        paired, left = pairs(here, phrases.get(place, ()))
        kept = [pair for pair in paired if pair.phrase or pair.text.needed]
        kept += [Pair(Text(place, "", False), phrase) for phrase in left]
        if kept:
            trees.setdefault(place[0], _Branch()).put(place[1:], kept)
            counted.setdefault(place[0], []).extend(kept)
    return {stem: _draft(_file_of(stem, rules), tree, counted[stem], lang) for stem, tree in trees.items()}


def _file_of(stem: str, rules: RuleSet) -> str:
    return f"themes/{stem}.yml" if stem in rules.themes else f"{stem}.yml"


def _draft(file: str, tree: _Branch, found: list[Pair], lang: str) -> Draft:
    text = _HEAD.format(file=file, lang=lang) + "\n" + "\n".join(_lines(tree, 0)) + "\n"
    missing = sum(not pair.phrase or not _is_said(pair.phrase) for pair in found)
    return Draft(text, len(found), missing, sum(map(_is_changed, found)))


def _is_said(phrase: Phrase) -> bool:
    return bool(phrase.text or phrase.same)


def _is_changed(pair: Pair) -> bool:
    return bool(pair.phrase and pair.phrase.of and _is_said(pair.phrase) and pair.phrase.of != digest(pair.text.words))


def _lines(tree: _Branch, depth: int) -> Iterator[str]:
    margin = "  " * depth
    for key, inner in tree.items():
        head = f"{margin}{_key(key)}:"
        if isinstance(inner, _Branch):
            yield head
            yield from _lines(inner, depth + 1)
        elif key == "how":
            yield head
            for pair in inner:
                yield from _entry(pair, f"{margin}  -", depth + 2)
        else:
            for pair in inner:
                yield from _entry(pair, head, depth + 1)


def _entry(pair: Pair, head: str, depth: int) -> Iterator[str]:
    """Yield the lines of one translation after *head*, with the text of the rules: in one line where both are short."""
    fields = _fields(*pair)
    margin, words = "  " * depth, pair.text.words or _GONE
    inner = ", ".join(f"{name}: {_quoted(text) if name == 'text' else text}" for name, text in fields)
    line = f"{head} {{{inner}}}  # {words}"
    if len(words) <= _SHORT and len(line) <= _WIDTH and not _is_changed(pair):
        yield line
        return
    is_step = head.endswith("-")
    if not is_step:
        yield head
    comments = [f"# {line}" for line in _wrapped(words, _WIDTH - len(margin) - 2)]
    comments += [f"# {_CHANGED}"] if pair.text.words and _is_changed(pair) else []
    yield from ((head[:-1] if is_step else margin) + comment for comment in comments)
    lines = [line for name, text in fields for line in _field(name, text, margin)]
    if is_step:
        lines[0] = f"{head} {lines[0].strip()}"
    yield from lines


def _fields(text: Text, phrase: Phrase | None) -> list[tuple[str, str]]:
    """Return the keys of one translation with their values, only that of `text` not yet fit for YAML."""
    of = phrase.of if phrase and phrase.of else digest(text.words) if text.words else ""
    said = phrase.text if phrase else ""
    fields = [("of", f'"{of}"' if surprise(Scalar(of, True, 0, 0)) else of)] if of else []
    fields += [("text", said)] if said or not (phrase and phrase.same) else []
    return [*fields, ("same", "true")] if phrase and phrase.same else fields


# ---- YAML


def _key(name: str) -> str:
    return _quoted(name) if surprise(Scalar(name, True, 0, 0)) else name


def _field(name: str, text: str, margin: str) -> Iterator[str]:
    """Yield a field in lines of its own; a text holds single blanks and no line breaks."""
    if len(margin) + len(name) + len(text) + 4 > _WIDTH:
        yield f"{margin}{name}: >-"
        yield from (f"{margin}  {line}" for line in _wrapped(text, _WIDTH - len(margin) - 2))
    else:
        yield f"{margin}{name}: {text if name != 'text' or _is_plain(text) else _quoted(text)}"


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Yield *text* in lines of at most *width* characters, broken at blanks; a longer word stays whole."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _is_plain(text: str) -> bool:
    """Return whether YAML reads *text* as it is: words and harmless signs, beginning and ending with a word."""
    if not text or not text[0].isalpha() or surprise(Scalar(text, True, 0, 0)):
        return False
    return all(sign.isalnum() or sign == " " or sign in _BARE + ".;!?" for sign in text)


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
