"""`checklist init` without questions: options, unattended, and what is refused. The conversation is in test_conversation.py."""

from __future__ import annotations

import json
import os
import re

import pytest

from checklist import api, writing
from checklist.loading import load_campaign
from tests.builders import THEME_YML, write_pack

UNATTENDED = ("init", "--no-input", "--name", "Spring launch")


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "pack", theme=THEME_YML.replace("Label AI pictures", "Label AI pictures of {{ brand }}"))


# ---- unattended


def test_no_input_writes_what_the_options_say_and_the_rest_as_unknown(run, tmp_path, pack):
    outcome = run(*UNATTENDED, "--rules", pack, "--launch", "2027-03-01", "-s", "markets=de,no", "--param", "brand=A: #1")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == (
        "campaign.yml: 1 item: 1 must, 1 to confirm, 0 left out\n" f"Next: checklist generate campaign.yml --rules {pack}\n"
    )
    campaign = load_campaign(str(tmp_path / "campaign.yml"), api.load_rules(str(pack)))
    assert (campaign.id, campaign.title, str(campaign.launch)) == ("spring-launch", "Spring launch", "2027-03-01")
    assert (campaign.facets, campaign.params) == ({"markets": ("de", "no")}, {"brand": "A: #1"})
    text = (tmp_path / "campaign.yml").read_text()
    assert "# On which channels?\n#? Not known yet." in text and "instagram, email (e-mail)\nchannels: unknown\n" in text


def test_no_input_twice_changes_nothing(run, tmp_path, pack):
    run(*UNATTENDED, "--rules", pack)
    before = (tmp_path / "campaign.yml").stat()
    assert run(*UNATTENDED, "--rules", pack).code == 0
    assert (tmp_path / "campaign.yml").stat().st_ino == before.st_ino


def test_no_input_adds_to_a_brief_that_exists(run, tmp_path, pack):
    (tmp_path / "mine.yml").write_text("campaign: Mine  # keep\nmarkets: unknown\n")
    assert run("init", "mine.yml", "--no-input", "--rules", pack, "-s", "markets=de").code == 0
    assert (tmp_path / "mine.yml").read_text() == "campaign: Mine  # keep\nmarkets: [de]\n"


def test_no_input_needs_nothing_for_a_brief_that_exists(run, tmp_path, pack):
    (tmp_path / "mine.yml").write_text("campaign: Mine\n")
    assert run("init", "mine.yml", "--no-input", "--rules", pack).code == 0
    assert (tmp_path / "mine.yml").read_text() == "campaign: Mine\n"


def test_an_option_that_says_what_the_brief_says_is_no_contradiction(run, tmp_path, pack):
    (tmp_path / "mine.yml").write_text("campaign: Mine\nmarkets: [de]\n")
    assert run("init", "mine.yml", "--no-input", "--rules", pack, "--name", "Mine", "-s", "markets=de").code == 0


def test_an_empty_file_is_no_brief_yet(run, tmp_path, pack):
    (tmp_path / "campaign.yml").write_text("\n")
    assert run(*UNATTENDED, "--rules", pack).code == 0
    assert "campaign: Spring launch" in (tmp_path / "campaign.yml").read_text()


def test_a_facet_may_be_given_as_none_or_unknown(run, tmp_path, pack):
    run(*UNATTENDED, "--rules", pack, "-s", "markets=", "-s", "channels=?")
    text = (tmp_path / "campaign.yml").read_text()
    assert "\nmarkets: []\n" in text and "\nchannels: unknown\n" in text


def test_a_name_without_latin_letters_takes_an_id(run, tmp_path, pack):
    assert run("init", "--no-input", "--name", "日本", "--id", "japan", "--rules", pack).code == 0
    assert load_campaign(str(tmp_path / "campaign.yml"), api.load_rules(str(pack))).id == "japan"


def test_the_brief_is_what_generate_takes(run, pack):
    run(*UNATTENDED, "--rules", pack, "-s", "markets=de")
    made = json.loads(run("generate", "campaign.yml", "--rules", pack, "-f", "json").out)
    assert (made["campaign"]["title"], made["totals"]["total"]) == ("Spring launch", 1)


def test_what_the_project_says_of_every_campaign_is_left_to_it(run, tmp_path, pack):
    (tmp_path / "checklist.yml").write_text("schema: 1\ndefaults: {channels: [email]}\n")
    assert run(*UNATTENDED, "--rules", pack).err.startswith("campaign.yml: 0 items: 0 must, 0 to confirm, 1 left out\n")
    assert "#? channels: [email]\n" in (tmp_path / "campaign.yml").read_text()


def test_a_brief_in_german_holds_no_english(run, tmp_path):
    assert " Punkte: " in run(*UNATTENDED, "--lang", "de", "-s", "markets=eu", "-s", "ai_uses=").err
    comments = [line for line in (tmp_path / "campaign.yml").read_text().splitlines() if line.startswith("#")]
    rules, german = api.load_rules(), api.load_rules(lang="de")
    english = [sentence for name, sentence in rules.wording.items() if sentence != german.wording[name]]
    english += [facet.question for facet in rules.vocabulary.facets.values()]
    english += [value.title for facet in rules.vocabulary.facets.values() for value in facet.members.values()
                if " " in value.title and value.title != german.vocabulary.facets[facet.name].members[value.name].title]
    pieces = {piece.strip(" .,:;()") for sentence in english for piece in re.split(r"\{[a-z_]+\}", sentence)}
    page = " ".join(" ".join(line.lstrip("#? ") for line in comments).split())
    assert [piece for piece in pieces if len(piece) > 8 and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", page)] == []


# ---- typed, in this process


@pytest.fixture
def talk(run, monkeypatch):
    """Run the command with lines that somebody types; an exception among them is raised in their place."""

    def talking(lines, *args):
        left = iter(lines)

        def typed(prompt):
            line = next(left)
            if isinstance(line, BaseException):
                raise line
            return line

        monkeypatch.setattr("checklist.cli.init_._is_terminal", lambda: True)
        monkeypatch.setattr("builtins.input", typed)
        monkeypatch.setenv("COLUMNS", "100")
        return run("init", *args)

    return talking


def test_an_answer_that_is_too_broad_is_told_with_the_first_values_that_would_settle_it(talk):
    outcome = talk(["Spring", "", "", "ai", EOFError()])
    page = " ".join(outcome.out.split())
    (said,) = re.findall(r"any use of AI Too broad to settle \d+ items; more exactly it would be: (.*?) and \d+ more Question", page)
    assert said.startswith("generated media, generated images, ") and said.count(", ") == 7


def test_an_interruption_says_what_is_kept(talk, pack):
    outcome = talk(["Spring", "2027-03-01", KeyboardInterrupt()], "--rules", str(pack))
    assert outcome.code == 130 and outcome.err.endswith("checklist: interrupted\n")
    assert "campaign.yml holds what you answered. Go on with:" in outcome.out


def test_options_are_answers_that_are_kept_too(talk, tmp_path, pack):
    assert talk([EOFError()], "--rules", str(pack), "--name", "Spring", "-s", "markets=de").code == 0
    assert "\nmarkets: [de]\n" in (tmp_path / "campaign.yml").read_text()


def test_a_brief_with_nothing_open_is_told(talk, tmp_path, pack):
    text = "campaign: S\nlaunch: 2027-03-01\nends: 2027-04-01\nmarkets: [de]\nchannels: [email]\n"
    (tmp_path / "campaign.yml").write_text(text)
    outcome = talk([], "--rules", str(pack))
    assert outcome.code == 0 and "Nothing is left to ask." in outcome.out
    assert (tmp_path / "campaign.yml").read_text() == text


def test_a_name_that_makes_no_id_is_followed_by_the_question_for_one(talk, tmp_path, pack):
    outcome = talk(["日本", "", "A B", "japan", EOFError()], "--rules", str(pack))
    assert "Which short name shall its checklist have" in outcome.out and "'A B' is no such name" in outcome.out
    assert "\nid: japan\n" in (tmp_path / "campaign.yml").read_text()


# ---- refusals


@pytest.mark.parametrize("args, told", [
    pytest.param(
        ["init"], "init: OPT04 it asks questions, and this is no terminal (answer by options and add --no-input)", id="no-terminal"
    ),
    pytest.param(
        ["init", "--no-input"], '--name: OPT02 the campaign has no name (give one: --name "Spring launch")', id="no-name"
    ),
    pytest.param(
        ["init", "--no-input", "--name", "日本"], "--id: OPT02 no id can be made from the name (give one: --id spring-launch)", id="no-id"
    ),
    pytest.param([*UNATTENDED, "--id", "A B"], "--id: OPT02 'A B' is no such name; write small letters and digits, with single hyphens",
                 id="bad-id"),
    pytest.param(["init", "--no-input", "--name", "a\x1bb"], "--name: OPT02 the character U+001B is not allowed", id="control"),
    pytest.param([*UNATTENDED, "--launch", "soon"], "--launch: OPT02 'soon' is not a date (write 2027-01-15)", id="no-day"),
    pytest.param(
        [*UNATTENDED, "--launch", "2027-03-01", "--ends", "2027-02-01"],
        "--ends: OPT03 the campaign ends before its launch (check both dates)", id="ends-first",
    ),
    pytest.param(
        [*UNATTENDED, "-s", "data=biometrics"],
        "--set data=biometrics: OPT01 there is no value of data 'biometrics' (did you mean 'biometric'?)", id="no-value",
    ),
    pytest.param([*UNATTENDED, "--param", "brnd=A"], "--param brnd: REF01 no pack has a parameter 'brnd' (did you mean 'brand'?)",
                 id="no-parameter"),
    pytest.param(
        ["init", "-", "--no-input"], "CAMPAIGN: OPT02 a brief is written to a file (name one: campaign.yml)", id="standard-output"
    ),
    pytest.param(["init", "", "--no-input"], "CAMPAIGN: OPT02 the name is empty (name a file or leave it out)", id="empty-name"),
    pytest.param(["init", "no/c.yml", "--no-input"], "no/c.yml: OUT02 there is no such directory (make it first)", id="no-directory"),
    pytest.param(
        [*UNATTENDED, "--lang", "xx"], "--lang: OPT01 there is no language 'xx' (one of: de, en)", id="no-language"
    ),
])
def test_what_cannot_be_used_is_told_and_nothing_is_written(run, tmp_path, args, told):
    outcome = run(*args)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", told + "\n")
    assert list(tmp_path.iterdir()) == []


def test_all_problems_of_the_options_are_told_at_once(run):
    outcome = run("init", "--no-input", "--name", " ", "--launch", "x", "-s", "nope=1", "--param", "brand=")
    assert [line.split()[0] for line in outcome.err.splitlines()] == ["--name:", "--launch:", "--set", "--param"]


@pytest.mark.parametrize("args, key", [
    pytest.param(["--name", "Other"], "campaign", id="name"),
    pytest.param(["-s", "markets=no"], "markets", id="facet"),
    pytest.param(["-s", "markets=?"], "markets", id="facet-unknown"),
    pytest.param(["--param", "brand=Other"], "params.brand", id="parameter"),
    pytest.param(["--launch", "2027-03-02"], "launch", id="launch"),
])
def test_a_brief_is_not_overwritten_by_options(run, tmp_path, pack, args, key):
    text = "campaign: Mine\nlaunch: 2027-03-01\nmarkets: [de]\nparams: {brand: Acme}\n"
    (tmp_path / "mine.yml").write_text(text)
    outcome = run("init", "mine.yml", "--no-input", "--rules", pack, *args)
    assert outcome.code == 2
    assert outcome.err == f"mine.yml: OPT03 it says otherwise for {key}, and is not overwritten (change it there, or drop the option)\n"
    assert (tmp_path / "mine.yml").read_text() == text


def test_a_file_that_is_no_brief_is_told_and_left_alone(run, tmp_path):
    (tmp_path / "README.md").write_text("# Hello\n\nworld\n")
    outcome = run("init", "README.md", "--no-input", "--name", "x")
    assert (outcome.code, outcome.err.split()[1]) == (2, "RUL02")
    assert (tmp_path / "README.md").read_text() == "# Hello\n\nworld\n"


def test_a_directory_without_the_right_to_write_is_told_before_the_first_question(run, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    outcome = run(*UNATTENDED)
    assert outcome.err == "campaign.yml: OUT02 cannot be written: its directory is read-only (choose another place)\n"


def test_a_file_that_changed_meanwhile_is_not_overwritten(run, tmp_path, monkeypatch):
    def other(path, content, *, expected):
        (tmp_path / "campaign.yml").write_text("mine\n")
        return replace(path, content, expected=expected)

    replace = writing.replace
    monkeypatch.setattr(writing, "replace", other)
    assert run(*UNATTENDED).err.startswith("campaign.yml: OUT03 ")
    assert (tmp_path / "campaign.yml").read_text() == "mine\n"


def test_an_interruption_while_writing_leaves_no_part_of_a_file(run, tmp_path, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    run(*UNATTENDED)
    before = (tmp_path / "campaign.yml").read_bytes()
    monkeypatch.setattr(os, "fsync", interrupted)
    outcome = run("init", "--no-input", "-s", "markets=de")
    assert (outcome.code, outcome.err) == (130, "\nchecklist: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["campaign.yml"] and (tmp_path / "campaign.yml").read_bytes() == before
