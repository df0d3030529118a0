"""`checklist init`: ask about a campaign and write its brief."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from ..errors import failure
from .options import Options, lang_option, load, rules_option

if TYPE_CHECKING:
    from ..interview import Answer, Interview
    from ..model import RuleSet
    from ..project import Origin
    from .asking import Brief

DEFAULT = "campaign.yml"


@click.command("init")
@click.argument("campaign", default=DEFAULT, metavar="[CAMPAIGN]")
@click.option("--name", metavar="NAME", help="What the campaign is called.")
@click.option("--id", "identity", metavar="ID", help="Identity of its checklist. Default: from the name.")
@click.option("--launch", metavar="DATE", help="Day it goes live: 2027-03-01.")
@click.option("--ends", metavar="DATE", help="Day it ends.")
@click.option(
    "-s", "--set", "facts", multiple=True, metavar="FACET=VALUE,…",
    help="State a fact: markets=de,fr. Nothing after = means none, ? means unknown.",
)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="Value for a parameter of rule text.")
@click.option("--no-input", is_flag=True, help="Ask nothing: write what the options say, everything else as unknown.")
@lang_option("that of the project, else en")
@rules_option
def command(campaign: str, no_input: bool, lang: str | None, origin: Origin, **given: Any) -> None:
    """Ask about a campaign, and write the answers to CAMPAIGN, campaign.yml by default.

    Only what can still change its checklist is asked. In a brief that exists, only what it leaves open; all else in it stays.
    """
    if not no_input and not _is_terminal():
        raise failure("init", "OPT04", "it asks questions, and this is no terminal", "answer by options and add --no-input")
    from .. import api
    from ..interview import Interview

    rules, options = load(origin, lang)
    options.filled("CAMPAIGN", campaign)
    answers = _answers(options, given)
    options.check()
    brief = _read(campaign, rules)
    _check_conflicts(brief, answers, options)
    interview = Interview(rules, brief.campaign, answers, day=api.today())
    if no_input:
        _write_unattended(interview, brief, options)
    else:
        from .asking import Conversation

        Conversation(interview, brief).hold()


def _answers(options: Options, given: Mapping[str, Any]) -> dict[str, Answer]:
    """Return what the options answer, by the places of the brief."""
    from ..interview import CAMPAIGN, ENDS, ID, LAUNCH, parameter_key

    answers: dict[str, Answer] = {}
    for option, key in (("name", CAMPAIGN), ("identity", ID)):
        if given[option] is not None:
            answers[key] = _text(options, option, given[option])
    for key in (LAUNCH, ENDS):
        if given[key] is not None:
            answers[key] = options.day(f"--{key}", given[key])
    answers.update(options.facts(given["facts"]))
    answers.update({parameter_key(name): value for name, value in options.params(given["params"]).items()})
    return answers


def _text(options: Options, option: str, given: str) -> str:
    from .. import replies
    from ..wording import Words

    try:
        return replies.name_of(given) if option == "name" else replies.id_of(given)
    except replies.Misread as error:
        # Problems are told in English; the wordings begin with the rules' own.
        words = Words(options.rules.wordings[0], options.rules.vocabulary)
        message = words.say(error.sentence, **error.values).rstrip(".")
        options.report("--name" if option == "name" else "--id", "OPT02", message[:1].lower() + message[1:])
        return ""


def _is_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _read(path: str, rules: RuleSet) -> Brief:
    """Return the brief in *path*, an empty one if there is none.

    Raises:
        ChecklistError: with every problem in it; OUT02, if it could not be written.
    """
    from .. import writing
    from ..api import NOBODY
    from ..briefs import read_campaign
    from .asking import Brief

    if path == "-":
        raise failure("CAMPAIGN", "OPT02", "a brief is written to a file", f"name one: {DEFAULT}")
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise failure(path, "OUT02", "there is no such directory", "make it first")
    if not os.access(folder, os.W_OK):
        raise failure(path, "OUT02", "cannot be written: its directory is read-only", "choose another place")
    old = writing.read(path)
    if old is None or not old.strip():
        return Brief(path, old, NOBODY._replace(facets=dict(rules.defaults)))
    return Brief(path, old, read_campaign(old, path, rules))


def _check_conflicts(brief: Brief, answers: dict[str, Answer], options: Options) -> None:
    """Report options that contradict the file, or each other; what the file says already is no answer any more."""
    from ..interview import CAMPAIGN, ENDS, ID, LAUNCH, parameter_key

    says: dict[str, Answer] = {}
    if brief.campaign.title:
        defaults = dict(options.rules.defaults)
        stated = {name: values for name, values in brief.campaign.facets.items() if values != defaults.get(name)}
        says = {CAMPAIGN: brief.campaign.title, ID: brief.campaign.id, LAUNCH: brief.campaign.launch, ENDS: brief.campaign.ends}
        says |= stated
        says |= {parameter_key(name): value for name, value in brief.campaign.params.items()}
    for key in [key for key in answers if says.get(key) is not None]:
        if answers[key] != says[key]:
            hint = "change it there, or drop the option"
            options.report(brief.path, "OPT03", f"it says otherwise for {key}, and is not overwritten", hint)
        del answers[key]
    launch, ends = (answers.get(key) or says.get(key) for key in (LAUNCH, ENDS))
    if launch and ends and str(ends) < str(launch):
        options.report("--ends", "OPT03", "the campaign ends before its launch", "check both dates")
    options.check()


# ---- unattended


def _write_unattended(interview: Interview, brief: Brief, options: Options) -> None:
    from ..making import words_of
    from . import tell
    from .asking import next_command, save, standing

    campaign = interview.campaign()
    if not campaign.title:
        options.report("--name", "OPT02", "the campaign has no name", 'give one: --name "Spring launch"')
    elif not campaign.id:
        options.report("--id", "OPT02", "no id can be made from the name", "give one: --id spring-launch")
    options.check()
    words = words_of(interview.rules)
    save(interview, words, brief, brief.old)
    tell(f"{brief.path}: {standing(interview, words)}")
    tell(words.say("init_next", command=next_command("generate", brief.path)))
