"""The conversation of `checklist init`, held on a terminal of its own with the command that is installed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from pexpect.fdpexpect import fdspawn

import checklist
from checklist import api
from checklist.loading import load_campaign
from checklist.model import Campaign
from tests.builders import THEME_YML, write_pack

ROOT = Path(checklist.__file__).parent.parent
# A process of its own session takes the terminal on its standard input as its own, so that Ctrl-C reaches it; where the tests run
# in the background of a shell, the signal would be ignored.
COMMAND = """\
import fcntl, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from checklist.__main__ import main
sys.argv[0] = "checklist"
main()
"""
CTRL_C, CTRL_D, CTRL_U = b"\x03", b"\x04", b"\x15"


class Terminal:
    """A command on a terminal; `shown` is what stands on it."""

    def __init__(self, args: list[str], folder: Path, columns: int) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        for name in ("COLUMNS", "LINES", "INPUTRC", "COVERAGE_PROCESS_START"):
            env.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "init", *args], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.talk = fdspawn(ours, encoding="utf-8", timeout=30, codec_errors="replace")
        self.shown = ""
        self.folder = folder

    def ask(self) -> str:
        """Return what is shown up to the next time a line is asked for."""
        self.talk.expect_exact("\n> ")
        return self._show(self.talk.before)

    def type(self, *lines: str) -> str:
        """Type lines, each when it is asked for; return what is shown after the last one."""
        for line in lines:
            self.talk.sendline(line)
            shown = self.ask()
        return shown

    def press(self, keys: bytes) -> None:
        """Press keys as they are, a line end included or not."""
        os.write(self.talk.child_fd, keys)

    def end(self, line: str | None = None) -> int:
        """Type a last *line*, and return the exit code."""
        if line is not None:
            self.talk.sendline(line)
        self.talk.expect(pexpect.EOF)
        self._show(self.talk.before)
        return self.process.wait(60)

    def _show(self, text: str) -> str:
        text = re.sub(r"\x1b\[\d*m", "", text.replace("\r", ""))
        self.shown += text
        return text

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(60)
        self.talk.close()


@pytest.fixture
def pack(tmp_path) -> str:
    theme = THEME_YML.replace("Label AI pictures", "Label AI pictures of {{ brand }}")
    return str(write_pack(tmp_path / "pack", theme=theme))


@pytest.fixture
def begin(tmp_path, pack) -> Iterator[Callable[..., Terminal]]:
    """Begin the command in a directory of its own, with small rules unless others are asked for."""
    begun = []

    def beginning(*args: str, columns: int = 80, rules: str = pack) -> Terminal:
        terminal = Terminal([*args, *(["--rules", rules] if rules else [])], tmp_path, columns)
        begun.append(terminal)
        return terminal

    yield beginning
    for terminal in begun:
        terminal.close()


def brief(folder: Path, pack: str) -> Campaign:
    """Return what the brief says; nothing but it and the rules may lie there."""
    assert sorted(path.name for path in folder.iterdir()) == ["campaign.yml", "pack"]
    return load_campaign(str(folder / "campaign.yml"), api.load_rules(pack))


def test_a_whole_conversation_ends_with_a_brief_and_what_to_do_next(begin, tmp_path, pack):
    terminal = begin()
    assert "What is the campaign called?" in terminal.ask()
    shown = terminal.type('Spring: "1"')
    assert "Question 2 of at most 6 · 1 item: 1 must, 1 to confirm, 0 left out\nOn which day does it go live?" in shown
    terminal.type("2027-03-01", "")
    assert "Germany, Norway\n" in terminal.type("de, 4")
    assert "“your brand”" in terminal.type("Instagram")
    assert terminal.end("Acme: #1") == 0
    assert " ".join(terminal.shown.split()).endswith(
        "Nothing is left to ask. campaign.yml is written: 1 item: 1 must, 0 to confirm, 0 left out "
        f"Next: checklist generate campaign.yml --rules {pack}"
    )
    campaign = brief(tmp_path, pack)
    assert (campaign.title, str(campaign.launch), campaign.ends) == ('Spring: "1"', "2027-03-01", None)
    assert (campaign.facets, campaign.params) == ({"channels": ("instagram",), "markets": ("de", "no")}, {"brand": "Acme: #1"})


def test_what_can_change_nothing_any_more_is_not_asked(begin, tmp_path, pack):
    terminal = begin("--name", "Spring", "--launch", "2027-03-01", "--ends", "2027-04-01", "-s", "markets=de")
    assert "Question 1 of at most 2" in terminal.ask()
    assert terminal.end("email") == 0
    assert "0 items: 0 must, 0 to confirm, 1 left out" in " ".join(terminal.shown.split())
    assert brief(tmp_path, pack).facets == {"markets": ("de",), "channels": ("email",)}


def test_what_nobody_knows_stays_unknown(begin, tmp_path, pack):
    terminal = begin("--name", "Spring")
    terminal.ask()
    assert "Not known; everything it might concern stays in." in terminal.type("?", "?", "?")
    terminal.type("")
    assert terminal.end("?") == 0
    assert "1 item: 1 must, 1 to confirm, 0 left out" in terminal.shown
    assert brief(tmp_path, pack).facets == {} and "\nmarkets: unknown\n" in (tmp_path / "campaign.yml").read_text()


def test_a_wrong_answer_is_told_and_asked_for_again(begin, tmp_path, pack):
    terminal = begin()
    terminal.ask()
    assert "This is the first question." in terminal.type("back")
    assert "A brief cannot do without it." in terminal.type("")
    assert "'soon' is not a date; write one as in 2027-03-01." in terminal.type("Spring", "soon")
    assert "2027-01-01 is before the launch, 2027-03-01." in terminal.type("01.03.2027", "2027-01-01")
    assert "'instagarm' is none of these. Did you mean 1, Instagram?" in terminal.type("", "?", "instagarm")
    assert "'none' stands alone." in terminal.type("none, email")
    assert "e-mail: E-mail." in terminal.type("? email")
    assert terminal.end("none") == 0
    assert brief(tmp_path, pack).facets == {"channels": ()}


def test_back_leads_to_the_question_before_and_enter_keeps_its_answer(begin, tmp_path, pack):
    terminal = begin()
    terminal.ask()
    assert "What is the campaign called?\nEnter keeps: Spring" in terminal.type("Spring", "back")
    assert "On which day does it go live?" in terminal.type("")
    assert "Enter keeps: Instagram" in terminal.type("", "", "", "instagram", "back")
    assert terminal.end("email") == 0
    assert (brief(tmp_path, pack).title, brief(tmp_path, pack).facets) == ("Spring", {"channels": ("email",)})


def test_a_name_may_be_one_of_our_words_in_quotes(begin, tmp_path, pack):
    terminal = begin()
    terminal.ask()
    terminal.type('"back"')
    assert terminal.end("quit") == 0
    assert brief(tmp_path, pack).title == "back"


def test_quit_keeps_the_answers_and_the_next_run_asks_for_the_rest(begin, tmp_path, pack):
    terminal = begin()
    terminal.ask()
    terminal.type("Spring", "2027-03-01", "", "?", "instagram")
    assert terminal.end("quit") == 0
    assert "campaign.yml holds what you answered. Go on with: checklist init campaign.yml" in " ".join(terminal.shown.split())
    assert brief(tmp_path, pack).facets == {"channels": ("instagram",)}
    mine = (tmp_path / "campaign.yml").read_text().replace("launch:", "# Ann says\nlaunch:")
    (tmp_path / "campaign.yml").write_text(mine)
    terminal = begin()
    assert "campaign.yml exists; only what it leaves open is asked." in terminal.ask()
    assert "On which channels" not in terminal.type("2027-05-01", "eu")
    assert terminal.end("Acme") == 0
    campaign = brief(tmp_path, pack)
    assert (campaign.facets, campaign.params, str(campaign.ends)) == (
        {"channels": ("instagram",), "markets": ("eu",)}, {"brand": "Acme"}, "2027-05-01"
    )
    assert "# Ann says\nlaunch: 2027-03-01\n" in (tmp_path / "campaign.yml").read_text()


@pytest.mark.parametrize("leave, code", [
    pytest.param(lambda terminal: terminal.press(CTRL_C), 130, id="ctrl-c"),
    pytest.param(lambda terminal: terminal.press(CTRL_D), 0, id="ctrl-d"),
    pytest.param(lambda terminal: terminal.process.send_signal(signal.SIGKILL), -signal.SIGKILL, id="kill"),
    pytest.param(lambda terminal: terminal.process.send_signal(signal.SIGTERM), -signal.SIGTERM, id="term"),
])
def test_leaving_in_the_middle_leaves_a_whole_brief(begin, tmp_path, pack, leave, code):
    terminal = begin("--name", "Spring", "--launch", "2027-03-01", "--ends", "2027-04-01")
    terminal.ask()
    terminal.type("de")
    terminal.press(b"instag")
    terminal.talk.expect_exact("instag")
    if code == 0:
        terminal.press(CTRL_U)
    leave(terminal)
    assert terminal.end() == code
    assert brief(tmp_path, pack).facets == {"markets": ("de",)}


def test_leaving_before_the_first_answer_writes_nothing(begin, tmp_path):
    terminal = begin()
    terminal.ask()
    terminal.press(CTRL_C)
    assert terminal.end() == 130
    assert "Nothing was written." in terminal.shown and "checklist: interrupted" in terminal.shown
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_german_conversation_holds_no_english_sentence(begin, tmp_path):
    terminal = begin("--lang", "de", "--launch", "2027-03-01", rules="")
    terminal.ask()
    terminal.type("Frühling", "zurück", "", "bald", "?", "nichts", "weiß nicht", "deutschlant", "?", "deutschland, no")
    terminal.type("? 3", "e-mail, nichts")
    assert terminal.end("ende") == 0
    rules, german = api.load_rules(), api.load_rules(lang="de")
    english = [sentence for name, sentence in rules.wording.items() if sentence != german.wording[name]]
    english += [facet.question for facet in rules.vocabulary.facets.values()]
    pieces = {piece.strip(" .,:;()") for sentence in english for piece in re.split(r"\{[a-z_]+\}", sentence)}
    page = " ".join(terminal.shown.split())
    assert [piece for piece in pieces if len(piece) > 8 and piece in page] == []
    assert "Frage 1 von höchstens" in page and "checklist init campaign.yml --lang de" in page


def test_no_line_is_wider_than_a_narrow_terminal(begin):
    terminal = begin("--lang", "de", columns=40, rules="")
    terminal.ask()
    terminal.type("Frühling", "?", "?", "? 12", "?", "?")
    terminal.press(CTRL_C)
    assert terminal.end() == 130
    assert [line for line in terminal.shown.splitlines() if len(line) > 40] == []


def test_a_line_that_is_no_text_is_told(begin):
    terminal = begin()
    terminal.ask()
    terminal.press(b"a\xff\n")
    assert "is not allowed" in terminal.ask()


def test_without_a_terminal_it_says_so_instead_of_waiting(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "checklist", "init"], cwd=tmp_path, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.decode() == "init: OPT04 it asks questions, and this is no terminal (answer by options and add --no-input)\n"
