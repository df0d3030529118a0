"""The text of a brief: written anew with its questions as comments, or with answers put into one that exists.

A line that begins with `#?` is ours and written anew each time; every other line of a file that exists stays as it is.
Not responsible for writing files (`writing`) nor for what is asked (`interview`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping as Names
from typing import NamedTuple

from .briefs import read_campaign
from .choices import numbered, wrapped
from .errors import ChecklistError, Location, failure
from .interview import CAMPAIGN, ENDS, ID, LAUNCH, Interview, open_questions, parameter_key
from .model import Campaign, Facet, Question
from .wording import Words
from .yamlio import Mapping, Node, Scalar, decode, parse, surprise

_WIDTH = 100
_MOST_CODES = 12
# What libyaml counts as the end of a line, so that its lines are ours.
_LINE = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_PLAIN = re.compile(r"[^\W\d_](?:[\w -]*\w)?\Z")
_UNKNOWN = re.compile(r"unknown|\"unknown\"|'unknown'")
_OURS = "#?"


class _Edit(NamedTuple):
    """What takes the place of the text from `start` up to `end`."""

    start: int
    end: int
    text: str


def written(interview: Interview, words: Words, old: bytes | None, path: str) -> bytes:
    """Return the brief that says what *interview* knows: *old* with the answers in their places, or a new one if None.

    Raises:
        ChecklistError: OUT04, if an answer has no place in *old*.
    """
    sheet = _Sheet(interview, words)
    if old is None:
        return sheet.fresh().encode()
    text = decode(old, path)
    new = _Placing(sheet, text, parse(old, path)).text()
    content = (b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"") + new.encode()
    expected = interview.campaign()
    try:
        found = read_campaign(content, path, interview.rules)
    except ChecklistError:
        found = None
    if found is None or _facts(found) != _facts(expected):
        missing = ", ".join(key for key, answer in interview.answers.items() if answer is not None)
        raise failure(path, "OUT04", f"the answers cannot be put into the file ({missing})", "write them by hand, each key on a line")
    return content


def _facts(campaign: Campaign) -> tuple[object, ...]:
    # An answer put in above a waiver moves it down.
    waivers = tuple(waiver._replace(location=Location("")) for waiver in campaign.waivers)
    return campaign._replace(facets={}, params={}, waivers=waivers), dict(campaign.facets), dict(campaign.params)


class _Sheet:
    """What there is to say of each key: its question, remarks of ours, and its statement."""

    def __init__(self, interview: Interview, words: Words) -> None:
        self.interview, self.words = interview, words
        self.campaign = interview.campaign()
        self.made = interview.checklist()
        self.facets = interview.rules.vocabulary.facets
        self.open = {question.facet.name: question for question in open_questions(self.made)}
        self.deciding = interview.deciding()

    def fresh(self) -> str:
        """Return a whole brief."""
        blocks = [[*_comment(self.words.say("init_head")), f"{CAMPAIGN}: {_scalar(self.campaign.title)}"]]
        if self.interview.answers.get(ID):
            blocks[0].append(f"{ID}: {self.campaign.id}")
        for key in (LAUNCH, ENDS, *self.facets):
            blocks.append([*_comment(self.question(key)), *self.chosen(key), *self.said(key)])
        if self.made.to_fill_in or self.campaign.params:
            blocks.append([*self.named(), *self.remark("params"), *self.params()])
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    def question(self, key: str) -> str:
        return self.facets[key].question if key in self.facets else self.words.say(f"init_{key}")

    def said(self, key: str) -> list[str]:
        """Return the remarks on *key* and its statement; as a remark too where there is nothing to state."""
        statement = self.statement(key)
        return [*self.remark(key), statement or f"{_OURS} {self.example(key)}"]

    def statement(self, key: str) -> str:
        """Return the line that states *key*, "" where it is left out."""
        if key in (LAUNCH, ENDS):
            day = self.campaign.launch if key == LAUNCH else self.campaign.ends
            return f"{key}: {day}" if day else ""
        if self.is_default(key):
            return ""
        if key in self.campaign.facets:
            return f"{key}: {_list(self.campaign.facets[key])}"
        return f"{key}: unknown" if key in self.interview.answers or key in self.deciding else ""

    def example(self, key: str) -> str:
        if key in (LAUNCH, ENDS):
            return f"{key}: {self.words.say('init_day')}"
        return f"{key}: {_list(self.campaign.facets.get(key) or tuple(self.facets[key].members)[:1])}"

    def chosen(self, key: str) -> list[str]:
        """Return the titles of the values that are stated, as a comment."""
        if key not in self.facets or self.is_default(key):
            return []
        return _comment(_called(self.facets[key], self.campaign.facets.get(key, ())))

    def remark(self, key: str) -> list[str]:
        """Return what is open about *key*, in lines of ours."""
        return [line for remark in self._remarks(key) for line in _comment(remark, _OURS)]

    def _remarks(self, key: str) -> Iterable[str]:
        if key == "params":
            if self.made.to_fill_in:
                yield self.words.say("init_fill_in", names=", ".join(parameter.title for parameter in self.made.to_fill_in))
        elif key == LAUNCH and not self.campaign.launch:
            yield self.words.say("init_launch_open")
        elif key == ENDS and not self.campaign.ends:
            yield self.words.say("init_unknown")
        elif key in self.facets:
            yield from self._remarks_on(self.facets[key])

    def _remarks_on(self, facet: Facet) -> Iterable[str]:
        question = self.open.get(facet.name)
        if self.is_default(facet.name):
            yield self.words.say("init_default")
        elif facet.name in self.campaign.facets:
            if question and question.perhaps:
                codes = self._codes((*question.stay, *question.may_bind))
                yield self.words.say("init_broad", codes=codes, values=_called(facet, question.perhaps))
        elif facet.name not in self.deciding:
            yield self.words.say("init_not_asked")
        else:
            yield self._undecided(question) if question else self.words.say("init_unknown")
            yield self.words.say("init_values", values=_called(facet, (value.name for value in numbered(facet))))

    def _undecided(self, question: Question) -> str:
        """Return what an answer would decide."""
        one = "_one" if len(question.stay) == 1 else ""
        both = "question_both" if question.may_bind else "question_stay"
        name = both + one if question.stay else "question_bind"
        binding = self._codes(question.may_bind)
        codes = self._codes(question.stay) if question.stay else binding
        return self.words.say(name, question=self.words.say("init_unknown"), codes=codes, binding=binding)

    def _codes(self, codes: tuple[str, ...]) -> str:
        """Return *codes*, or how many they are where nobody would read them all."""
        each = sorted(set(codes))
        return self.words.both(each) if len(each) <= _MOST_CODES else self.words.count(len(each))

    def is_default(self, key: str) -> bool:
        """Return whether the project says *key* of every campaign, and nobody says otherwise here."""
        given = dict(self.interview.rules.defaults)
        return key in given and key not in self.interview.answers and self.campaign.facets.get(key) == given[key]

    # ---- parameters

    def named(self) -> list[str]:
        declared = {parameter.name: parameter.title for pack in self.made.packs for parameter in pack.params}
        called = ", ".join(f"{name} ({declared[name]})" for name in self.campaign.params)
        return [*_comment(self.words.say("init_params")), *_comment(called)]

    def params(self) -> list[str]:
        """Return the lines that state parameters; as lines of ours where none is known."""
        if self.campaign.params:
            return ["params:", *(f"  {name}: {_scalar(value)}" for name, value in self.campaign.params.items())]
        return [f"{_OURS} params: {{{self.made.to_fill_in[0].name}: …}}"] if self.made.to_fill_in else []


class _Placing:
    """Answers on their way into a text that exists."""

    def __init__(self, sheet: _Sheet, text: str, root: Node) -> None:
        self.sheet, self.source, self.root = sheet, text, root
        self.starts = [0, *(found.end() for found in _LINE.finditer(text))]
        self.lines = [text[start:end] for start, end in zip(self.starts, [*self.starts[1:], len(text)])]
        self.end = "\r\n" if "\r\n" in text else "\n"
        self.edits: list[_Edit] = []
        self.added: list[str] = []

    def text(self) -> str:
        """Return the text with everything in its place."""
        if isinstance(self.root, Mapping):
            for key in (LAUNCH, ENDS, *self.sheet.facets):
                self._place(key, self.root)
            self._place_params(self.root)
        new = self.source
        for edit in sorted(self.edits, reverse=True):
            new = new[: edit.start] + edit.text + new[edit.end :]
        if self.added:
            new += "" if not new or new.endswith(("\n", "\r")) else self.end
            new += "".join(line + self.end for line in self.added)
        return new

    def _place(self, key: str, root: Mapping) -> None:
        sheet = self.sheet
        place = next((number for number, (name, _) in enumerate(root.pairs) if name.text == key), None)
        if place is not None:
            name, node = root.pairs[place]
            chosen: list[str] = []
            if isinstance(node, Scalar) and node.text == "unknown" and sheet.interview.answers.get(key) is not None:
                self._replace_unknown(node, sheet.statement(key).partition(": ")[2])
                chosen = sheet.chosen(key)
            self._refresh(name.line - 1, [*chosen, *sheet.remark(key)])
        elif not self._filled(key, [*sheet.chosen(key), *sheet.said(key)]) and key in sheet.interview.answers:
            if sheet.statement(key):
                self._append([*_comment(sheet.question(key)), *sheet.chosen(key), *sheet.said(key)])

    def _place_params(self, root: Mapping) -> None:
        sheet = self.sheet
        node = root.get("params")
        new = {name: value for name, value in sheet.campaign.params.items() if parameter_key(name) in sheet.interview.answers}
        if isinstance(node, Mapping):
            key = next(name for name, _ in root.pairs if name.text == "params")
            self._refresh(key.line - 1, sheet.remark("params"))
            self._insert(node, new)
        elif not self._filled("params", [*sheet.remark("params"), *sheet.params()]) and new:
            self._append([*sheet.named(), *sheet.remark("params"), *sheet.params()])

    def _insert(self, node: Mapping, new: Names[str, str]) -> None:
        """Put pairs in front of those that *node* has."""
        given = {name.text.strip() for name, _ in node.pairs}
        pairs = [f"{name}: {_scalar(value)}" for name, value in new.items() if name not in given]
        start = self._offset(node)
        if not pairs:
            return
        if self.source[start : start + 1] == "{":
            self.edits.append(_Edit(start + 1, start + 1, ", ".join(pairs) + (", " if node.pairs else "")))
        else:
            margin = self.end + " " * (node.column - 1)
            self.edits.append(_Edit(start, start, margin.join(pairs) + margin))

    def _replace_unknown(self, node: Scalar, value: str) -> None:
        start = self._offset(node)
        found = _UNKNOWN.match(self.source, start)
        if found:
            self.edits.append(_Edit(start, found.end(), value))

    def _refresh(self, line: int, block: list[str]) -> None:
        """Put *block* in place of the lines of ours right above *line*, counted from 0, if there are any."""
        first = line
        while first > 0 and self.lines[first - 1].startswith(_OURS):
            first -= 1
        if first < line:
            self._put(first, line, block)

    def _filled(self, key: str, block: list[str]) -> bool:
        """Return whether there is a line of ours that stands for *key*; *block* then takes its place and that of those above."""
        for number, line in enumerate(self.lines):
            if line.startswith(f"{_OURS} {key}:"):
                first = number
                while first > 0 and self.lines[first - 1].startswith(_OURS):
                    first -= 1
                self._put(first, number + 1, block)
                return True
        return False

    def _put(self, first: int, last: int, block: list[str]) -> None:
        start = self.starts[first]
        self.edits.append(_Edit(start, start + sum(map(len, self.lines[first:last])), "".join(line + self.end for line in block)))

    def _append(self, block: list[str]) -> None:
        self.added += ["", *block]

    def _offset(self, node: Scalar | Mapping) -> int:
        return self.starts[node.line - 1] + node.column - 1


def _comment(text: str, sign: str = "#") -> list[str]:
    return wrapped(text, _WIDTH, f"{sign} ", f"{sign} ") if text else []


def _called(facet: Facet, names: Iterable[str]) -> str:
    """Return values with their titles where those say more."""
    titled = ((name, facet.members[name].title) for name in names)
    return ", ".join(name if title.casefold() == name else f"{name} ({title})" for name, title in titled)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_scalar, names))}]"


def _scalar(text: str) -> str:
    """Return *text* as YAML reads it back, wherever a value may stand."""
    if _PLAIN.match(text) and not surprise(Scalar(text, True, 0, 0)):
        return text
    import json

    return json.dumps(text, ensure_ascii=False)
