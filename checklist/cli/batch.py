"""`checklist generate` of many campaigns: the rules are read once, no brief keeps the others, and an index leads to all of them.

Each checklist is written as `-o` would write it. Not responsible for that (`generate_`), nor for names (`batches`).
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ChecklistError, Location, Problem
from ..project import relative
from .options import Options, check_states, load
from .pages import STREAM, is_watched, watched

if TYPE_CHECKING:
    from ..api import Brief, Choice
    from ..batches import Place
    from ..indexes import Row
    from ..model import RuleSet
    from ..project import Origin
    from ..saved import Saved

# After so many briefs, what they left behind in circles is given back; it costs a fraction of one of them.
_COLLECTED = 50


def generate(campaigns: tuple[str, ...], origin: Origin, given: dict[str, Any]) -> int:
    """Write the checklist of each of *campaigns* to a file of its own, and return the worst exit code.

    Raises:
        ChecklistError: with every problem of the command line itself; nothing is written then.
    """
    from .generate_ import read

    rules, options = load(origin, given["lang"])
    _check(options, campaigns, given)
    saved = options.states(given["states"])
    # Which checklists there will be, and so which state file belongs where, is not known yet.
    given = {**given, "states": ()}
    brief, choice, form = read(None, options, origin.project, given)
    _make_folder(given["out_dir"])
    return _Batch(rules, origin, brief, choice, form, {**given, "saved": saved}).run(campaigns)


def _check(options: Options, campaigns: tuple[str, ...], given: dict[str, Any]) -> None:
    """Report what does not go together."""
    folder, output = given["out_dir"], given["output"]
    options.filled("--out-dir", folder)
    if folder is None and given["no_index"]:
        options.report("--no-index", "OPT03", "there is an index with --out-dir alone", "add --out-dir, or leave it out")
    if folder is None and len(campaigns) > 1:
        hint = "add --out-dir DIR: each gets a file of its own there"
        options.report("CAMPAIGN", "OPT03", f"{len(campaigns)} campaigns do not fit on one page", hint)
    if folder is not None and output is not None:
        options.report("--output", "OPT03", "with --out-dir the briefs give the files their names", "leave out one of the two")
    if folder is not None and not campaigns:
        options.report("--out-dir", "OPT03", "no campaign is given to write there", "name campaign files: briefs/*.yml")
    if STREAM in campaigns:
        options.report("CAMPAIGN", "OPT03", "standard input has no name to call a file by", "put the campaign into a file")
    if "" in campaigns:
        options.filled("CAMPAIGN", "")


def _make_folder(path: str) -> None:
    """Make the directory *path* unless it is there.

    Raises:
        ChecklistError: OUT02, if it cannot be made.
    """
    try:
        os.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = "it is no directory" if isinstance(error, FileExistsError) else getattr(error, "strerror", None) or str(error)
        raise ChecklistError([Problem(Location(path), "OUT02", f"cannot be made: {reason}", "choose another directory")]) from error


class _Batch:
    """The work of one run; `rows` are the lines of the index."""

    def __init__(self, rules: RuleSet, origin: Origin, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> None:
        self.rules, self.origin, self.brief, self.choice, self.form, self.given = rules, origin, brief, choice, form, given
        self.rows: list[Row] = []
        self.failed: list[str] = []
        self.held: list[str] = []
        self.spoken = {rules.lang: rules}
        self.is_watched = False

    def run(self, campaigns: tuple[str, ...]) -> int:
        """Write every checklist and the index, tell what was wrong and what became of it all, and return the exit code."""
        from .. import batches, dialects, indexes

        folder = self.given["out_dir"]
        self.index = "" if self.given["no_index"] else indexes.file_name(self.form)
        places = batches.places(campaigns, folder, dialects.load(self.form).SUFFIX, index=self.index)
        self.tally = batches.Tally(len(places))
        self.is_watched = is_watched(places)
        is_over = False
        try:
            with _stopping() as stop, watched(places, "Writing checklists") as listed:
                for number, place in enumerate(listed, 1):
                    self._take(place)
                    if number % _COLLECTED == 0:
                        gc.collect()  # short runs go without, so nobody else does it
                    if stop:
                        raise KeyboardInterrupt
            is_over = True
        finally:
            self._finish(is_over)
        return self.tally.exit_code

    def _finish(self, is_over: bool) -> None:
        """Write the index if all briefs had their turn, and tell; held back is what would have stood in the bar's way."""
        from . import tell

        self.is_watched = False
        for message in self.held:
            tell(message)
        if is_over:
            self._guard(self._check_states)
            if self.index and self.rows:
                self._guard(self._write_index)
        tell(self.tally.summary())

    def _tell(self, message: str) -> None:
        from . import tell

        if self.is_watched:
            self.held.append(message)
        else:
            tell(message)

    def _take(self, place: Place) -> None:
        """Write one checklist; what is wrong with it is told, so that the next one has its turn."""
        from . import as_bug

        try:
            self._write(place)
        except ChecklistError as error:
            self._fail(place, error.exit_code, *map(str, error.problems))
        except Exception as error:  # as in `main`: whatever nobody foresaw is our fault, told as such, and no reason to keep the others
            self._fail(place, 3, f"{place.campaign}: {as_bug(error, f'checklist --debug generate {place.campaign}')}")

    def _fail(self, place: Place, exit_code: int, *messages: str) -> None:
        for message in messages:
            self._tell(message)
        self.failed.append(place.campaign)
        self.tally.fail(exit_code)

    def _guard(self, work: Any) -> None:
        """Do *work* that belongs to no brief; what is wrong with it is told."""
        try:
            work()
        except ChecklistError as error:
            self.tally.worsen(error.exit_code)
            for problem in error.problems:
                self._tell(str(problem))

    def _write(self, place: Place) -> None:
        from .. import api, indexes
        from ..making import words_of
        from .generate_ import put

        if place.problem:
            raise ChecklistError([place.problem])
        rules = self._rules_for(place.output)
        brief = self.brief._replace(campaign=api.load_campaign(place.campaign, rules), path=relative(place.campaign))
        choice = self.choice._replace(lang=rules.lang)
        id = api.with_options(brief, choice).id
        problem = self.tally.claim(id, place.campaign)
        if problem:
            raise ChecklistError([problem])
        saved = tuple(each for each in self.given["saved"] if each.id == id)
        given = {**self.given, "output": place.output, "saved": saved, "remark": lambda message: self._tell(f"{place.output}: {message}")}
        written = put(rules, brief, choice, self.form, given)
        if written.saved:
            self._tell(f"{place.output}: the old file is {written.saved}")
        if written.is_changed:
            self.tally.written += 1
        else:
            self.tally.unchanged += 1
        if self.index:
            self.rows.append(indexes.row(written.checklist, os.path.basename(place.output), self.form, words_of(rules)))

    def _rules_for(self, output: str) -> RuleSet:
        """Return the rules in the language of the page that is there; without one, in that of the run."""
        from ..project import rules_of
        from .generate_ import lang_of

        lang = lang_of(output, self.origin) if self.given["lang"] is None and os.path.exists(output) else None
        if lang and lang not in self.spoken:
            self.spoken[lang] = rules_of(self.origin, lang)
        return self.spoken[lang or self.rules.lang]

    def _check_states(self) -> None:
        saved: tuple[Saved, ...] = self.given["saved"]
        check_states(saved, self.tally.ids)

    def _write_index(self) -> None:
        """Write the index: new, over one of ours, or by force over what else it held."""
        from .. import api, indexes, writing
        from ..errors import failure
        from ..making import words_of

        path = os.path.join(self.given["out_dir"], self.index)
        before = writing.read(path)
        text = indexes.write(self.rows, self.failed, self.rules, words_of(self.rules), form=self.form, day=api.today())
        content = text.encode("utf-8")
        ours = before is None or not before.strip() or indexes.is_ours(before, self.form)
        if not ours and not self.given["force"]:
            hint = "choose another directory, leave the index out with --no-index, or --force saves the file and replaces it"
            raise failure(path, "PAG01", "the file exists and is no index of ours, or somebody edited it", hint)
        saved = writing.replace(path, content, expected=before, keep=not ours) if content != before else ""
        if saved:
            self._tell(f"{path}: the old file is {saved}")


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """Give a list that is empty until somebody asks to stop from the keyboard; asked again, it stops at once.

    So the file that is being written is written whole, and the run ends before the next one.
    """
    asked: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(number: int, frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, usual)
