"""The conversation of `checklist init`: a question, a line, and the brief as it stands after every answer.

Not responsible for what is asked (`interview`), what a line means (`replies`), or how a brief reads (`briefing`).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from ..errors import visible

if TYPE_CHECKING:
    from ..interview import Answer, Asked, Interview
    from ..model import Campaign, Facet
    from ..wording import Words

UNKNOWN = "?"
_WIDEST = 100
_NARROWEST = 20
_MOST_CODES = 6
_MOST_VALUES = 8
# Lines below a list of values: where it pushes the question off the screen, the question is asked again below it.
_BELOW = 5
# A brief cannot do without them.
_NEEDED = ("campaign", "id")


class Brief(NamedTuple):
    """The file of a brief: what it held when the command began (None: there was none), and what that says."""

    path: str
    old: bytes | None
    campaign: Campaign


def save(interview: Interview, words: Words, brief: Brief, expected: bytes | None) -> bytes:
    """Write what is known to the file, which is to hold *expected* until then; return what it holds now."""
    from .. import writing
    from ..briefing import written

    content = written(interview, words, brief.old if brief.campaign.title else None, brief.path)
    if content != expected:
        writing.replace(brief.path, content, expected=expected)
    return content


def standing(interview: Interview, words: Words) -> str:
    """Return how many items remain, in words."""
    now = interview.standing()
    must = words.say("level_count", n=now.must, level=words.say("must"))
    return words.say("init_standing", count=words.count(now.total), must=must, open=now.to_confirm, out=now.left_out)


def next_command(name: str, path: str) -> str:
    """Return the command line that goes on with the brief in *path* by the same rules."""
    import shlex

    params = click.get_current_context().params
    parts = ["checklist", name, path]
    parts += ["--rules", params["rules_path"]] if params["rules_path"] else []
    parts += [part for pack in params["packs"] for part in ("--pack", pack)]
    parts += ["--lang", params["lang"]] if params["lang"] else []
    parts += ["--no-project"] if params["no_project"] else []
    return shlex.join(parts)


class Leaving(Exception):
    """The person wants to stop here."""


class Conversation:
    """Questions on a terminal, until nothing is left to ask or the person leaves."""

    def __init__(self, interview: Interview, brief: Brief) -> None:
        from ..making import words_of

        self.interview, self.brief = interview, brief
        self.words = words_of(interview.rules)
        self.held = brief.old
        self.signs = {name: {sign.casefold() for sign in self.words.all_of(f"init_{name}")} for name in ("none", "back", "quit")}

    def hold(self) -> None:
        """Ask until nothing is left to ask; what was answered is in the file whenever the person leaves."""
        try:
            self._begin()
            if self.interview.answers:
                self._save()
            while questions := self.interview.questions():
                self._turn(questions[0])
        except Leaving:
            self._leave()
        except (click.Abort, KeyboardInterrupt):
            click.echo()
            self._leave()
            raise
        else:
            self._save()
            self._say("init_done", path=self.brief.path, standing=standing(self.interview, self.words))
            self._say("init_next", command=next_command("generate", self.brief.path))

    def _begin(self) -> None:
        # Arrow keys then edit the line instead of writing signs into it.
        with suppress(ImportError):
            import_module("readline")
        self._say("init_go_on" if self.brief.campaign.title else "init_intro", path=self.brief.path)
        self._say("init_words", unknown=UNKNOWN, **{name: self.words.say(f"init_{name}") for name in self.signs})

    def _turn(self, asked: Asked) -> None:
        """Ask a question until it is answered, or the person goes back."""
        from ..replies import Misread

        self._ask(asked)
        while True:
            try:
                line = self._line()
                if line.casefold() in self.signs["quit"]:
                    raise Leaving
                if line.casefold() in self.signs["back"]:
                    if self.interview.back():
                        return
                    self._say("init_first")
                elif line[:1] == UNKNOWN and line.strip(UNKNOWN + " ") and asked.facet:
                    self._explain(asked.facet, line.lstrip(UNKNOWN))
                else:
                    self._take(asked, line)
                    return
            except Misread as error:
                self._say(error.sentence, **error.values)

    def _ask(self, asked: Asked) -> None:
        from ..choices import listed

        click.echo()
        now = standing(self.interview, self.words)
        self._say("init_progress", n=self.interview.number(), most=self.interview.most(), standing=now)
        self._write(_question(asked, self.words), bold=True)
        if asked.facet:
            lines = listed(asked.facet, _width())
            for line in lines:
                self._put(line)
            if len(lines) > _height() - _BELOW:
                self._write(_question(asked, self.words), bold=True)
        before = self._before(asked)
        hints = [self.words.say("init_as_in")] if asked.key in ("launch", "ends") else []
        if before is not None:
            hints.append(self.words.say("init_keep", answer=self._shown(asked, before)))
        elif asked.key not in _NEEDED:
            hints.append(self.words.say("init_enter"))
        if hints:
            self._write(" ".join(hints))

    def _take(self, asked: Asked, line: str) -> None:
        answer = self._answer(asked, line)
        self.interview.answer(asked, answer)
        self._save()
        if asked.facet and answer is not None:
            self._put(self._shown(asked, answer))
            self._warn(asked.facet)
        elif answer is None:
            self._say("init_dont_know" if asked.facet else "init_unknown")

    def _answer(self, asked: Asked, line: str) -> Answer:
        from .. import replies

        before = self._before(asked)
        if not line and before is not None:
            return before
        if line in ("", UNKNOWN):
            if asked.key in _NEEDED:
                raise replies.Misread("init_needed")
            return None
        campaign = self.interview.campaign()
        if asked.facet:
            return self._values(asked.facet, line)
        line = self._literal(line)
        if asked.parameter:
            return replies.value_of(asked.parameter, line)
        if asked.key == "launch":
            return replies.launch_of(line, campaign.ends)
        if asked.key == "ends":
            return replies.end_of(line, campaign.launch)
        return replies.id_of(line) if asked.key == "id" else replies.name_of(line)

    def _values(self, facet: Facet, line: str) -> tuple[str, ...]:
        from .. import replies

        parts = [part.strip().casefold() for part in line.split(",")]
        alone = next((part for part in parts if part in {UNKNOWN, *self.signs["none"]}), "")
        if alone and len(parts) > 1:
            raise replies.Misread("init_alone", word=repr(alone))
        return () if alone else replies.values_of(facet, line)

    def _literal(self, line: str) -> str:
        """Return *line* without the quotes that keep a name from being one of our words."""
        inner = line[1:-1]
        ours = {UNKNOWN}.union(*self.signs.values())
        return inner if line[:1] == line[-1:] == '"' and inner.casefold() in ours else line

    def _before(self, asked: Asked) -> Answer:
        """Return the answer that was given before the person went back, None if there is none."""
        return self.interview.answers.get(asked.key)

    def _explain(self, facet: Facet, line: str) -> None:
        from .. import replies

        for name in replies.values_of(facet, line):
            value = facet.members[name]
            self._say("init_explained", title=value.title, define=value.define)

    def _warn(self, facet: Facet) -> None:
        """Tell that what was answered leaves items open, and what would settle them."""
        from ..interview import open_questions

        for question in open_questions(self.interview.checklist()):
            if question.facet == facet and question.perhaps:
                codes = tuple(dict.fromkeys((*question.stay, *question.may_bind)))
                shown = self.words.both(list(codes)) if len(codes) <= _MOST_CODES else self.words.count(len(codes))
                values = self.words.titles(facet.name, question.perhaps[:_MOST_VALUES])
                more = len(question.perhaps) - _MOST_VALUES
                self._say("init_broad", codes=shown, values=f"{values} {self.words.say('more_laws', n=more)}" if more > 0 else values)

    # ---- the file

    def _save(self) -> None:
        if self.interview.campaign().id:
            self.held = save(self.interview, self.words, self.brief, self.held)

    def _leave(self) -> None:
        if self.held is None:
            self._say("init_nothing")
        else:
            self._say("init_left", path=self.brief.path, command=next_command("init", self.brief.path))

    # ---- the terminal

    def _line(self) -> str:
        """Return what is typed, without blanks around it; the end of input leaves."""
        from .. import replies

        try:
            return input("> ").strip()
        except EOFError:
            click.echo()
            raise Leaving from None
        except UnicodeDecodeError as error:
            raise replies.Misread("init_control", character=f"0x{error.object[error.start]:02x}") from None

    def _shown(self, asked: Asked, answer: Answer) -> str:
        if asked.facet and isinstance(answer, tuple):
            return self.words.titles(asked.facet.name, answer)
        return str(answer)

    def _say(self, name: str, **values: object) -> None:
        self._write(self.words.say(name, **values))

    def _write(self, text: str, *, bold: bool = False) -> None:
        from ..choices import wrapped

        for line in wrapped(visible(text), _width()):
            self._put(line, bold=bold)

    def _put(self, line: str, *, bold: bool = False) -> None:
        """Print a line, with question marks for what the terminal cannot show."""
        coding = sys.stdout.encoding or "ascii"
        shown = visible(line).encode(coding, "replace").decode(coding)
        click.echo(click.style(shown, bold=True) if bold else shown)


def _question(asked: Asked, words: Words) -> str:
    if asked.facet:
        return asked.facet.question
    if asked.parameter:
        return words.say("init_parameter", title=asked.parameter.title)
    return words.say(f"init_{asked.key}")


def _width() -> int:
    """Return how many characters a line may have."""
    from shutil import get_terminal_size

    return max(_NARROWEST, min(get_terminal_size().columns, _WIDEST))


def _height() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().lines
