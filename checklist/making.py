"""From a brief to a page: the day laws are judged at, the checklist, its rendering, and what its marker records.

Values in, values out. Not responsible for pages that exist already (`pages`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, timezone
from types import ModuleType
from typing import NamedTuple

from . import dialects, durations, regions
from .dialects._base import Unreadable, word
from .errors import failure, suggestion
from .rulefiles import shipped
from .model import Campaign, Checklist, RuleSet, State
from .rendering import Template, render as render_template
from .selection import Choice, select
from .wording import Words

DEFAULT_FORMAT = "markdown"
DEFAULT_TEMPLATE = "checklist"
NOBODY = Campaign("", "", None, None, {}, {}, ())
# What says the language in the marker of a page, in a page of HTML, and in JSON.
_LANGS = (
    r"(?m)checklist-begin(?:(?!checklist-begin)[^<>|\n])*?[ \t]lang=([a-z]{2})\b"
    r'|<html lang="([a-z]{2})" data-checklist=|^  "lang": "([a-z]{2})"'
)


class Brief(NamedTuple):
    """A campaign as one run sees it: where it came from, the options on top, and the as-of day they lead to.

    `path` is the campaign file relative to the project, or ""; `pinned` the day given by hand.
    """

    campaign: Campaign
    path: str = ""
    stated: Mapping[str, tuple[str, ...] | None] = {}
    params: Mapping[str, str] = {}
    pinned: date | None = None


def today() -> date:
    """Return the UTC calendar day, or that of `SOURCE_DATE_EPOCH` where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(timezone.utc).date()
    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc).date()
    except (ValueError, OverflowError, OSError):
        raise failure("SOURCE_DATE_EPOCH", "OPT02", f"{epoch!r} is not a time", "give seconds since 1970, or unset it") from None


def as_of(brief: Brief, day: date) -> tuple[date, str]:
    """Return the day laws are judged at, and how it came about: a date, `launch` or `today`."""
    if brief.pinned:
        return brief.pinned, str(brief.pinned)
    launch = brief.campaign.launch
    return (launch, "launch") if launch and launch >= day else (day, "today")


def with_options(brief: Brief, choice: Choice) -> Campaign:
    """Return the campaign with the options of a command laid over it; without a file it gets an id of its own."""
    campaign = brief.campaign
    facets = {name: values for name, values in campaign.facets.items() if name not in brief.stated}
    facets.update({name: values for name, values in brief.stated.items() if values is not None})
    campaign = campaign._replace(facets=facets, params={**campaign.params, **brief.params})
    return campaign if campaign.id else campaign._replace(id=_adhoc(brief, choice))


def _adhoc(brief: Brief, choice: Choice) -> str:
    from hashlib import sha256

    options = [f"{name}={','.join(values) if values is not None else '?'}" for name, values in brief.stated.items()]
    options += [f"{name}:{value}" for name, value in brief.params.items()]
    options += [f"theme={theme}" for theme in choice.themes]
    return "adhoc-" + sha256("\n".join(sorted(options)).encode()).hexdigest()[:8]


def checklist(
    rules: RuleSet, brief: Brief, choice: Choice, *, day: date, states: Mapping[str, State] | None = None, judged: date | None = None,
    may_be_empty: bool = False,
) -> Checklist:
    """Return the checklist of *brief*; *judged* overrides the day laws are judged at.

    Raises:
        ChecklistError: if nothing is left, unless it *may be empty*.
    """
    campaign = with_options(brief, choice)
    in_order = {name: campaign.facets[name] for name in rules.vocabulary.facets if name in campaign.facets}
    campaign = campaign._replace(facets=in_order)
    level_day, mode = as_of(brief, day)
    return select(rules, campaign, as_of=judged or level_day, as_of_mode=mode, choice=choice, states=states, may_be_empty=may_be_empty)


def render(
    rules: RuleSet, made: Checklist, *, format: str, template: Template | None = None, marker: Mapping[str, str] | None = None,
    around: str = "", below: int = 0,
) -> str:
    """Return *made* in a format; with *marker* as a region that can be refreshed, where the format has one.

    *around* is the page it is to stand on, without it; its headings stand *below* levels deeper than usual.
    """
    dialect = dialects.load(format)
    words = words_of(rules)
    if hasattr(dialect, "keep"):
        name = os.path.basename(template.name) if template else DEFAULT_TEMPLATE
        return str(dialect.keep(made, words, template=name, marker=marker))
    if hasattr(dialect, "render"):
        return str(dialect.render(made, words))
    template = template or find_template(DEFAULT_TEMPLATE, dialect)
    body = render_template(made, words, dialect, template, folder=shipped("templates"), below=below)
    body = str(word(dialect, "settle")(body, around))
    if marker is None or not hasattr(dialect, "marker"):
        return body
    try:
        return regions.seal(body, marker, dialect, gone=[words.say("gone")])
    except Unreadable as error:
        raise failure(template.path, "TPL05", f"what it makes is no page in {format}: {error.reason}", "close what it opens") from error


def words_of(rules: RuleSet) -> Words:
    """Return the words that pages of *rules* are made of."""
    return Words(rules.wording, rules.vocabulary, rules.wordings)


def marker_fields(made: Checklist, brief: Brief, choice: Choice, *, format: str, template: str) -> dict[str, str]:
    """Return what a refresh needs to know, for the begin marker."""
    facets = (f"{name}:{','.join(values) if values is not None else '?'}" for name, values in sorted(brief.stated.items()))
    return {
        "v": regions.VERSION,
        "id": made.id,
        "dialect": format,
        "campaign": brief.path,
        "set": ";".join(facets),
        "params": ";".join(f"{name}:{_quoted(value)}" for name, value in sorted(brief.params.items())),
        "as-of": made.as_of_mode,
        "packs": ",".join(f"{pack.name}@{pack.version}" for pack in made.packs),
        "lang": made.lang,
        "template": template,
        "group-by": made.group_by,
        "themes": ",".join(choice.themes) or "*",
        "level": choice.level,
        "owner": choice.owner,
        "budget": durations.spelled(choice.budget) if choice.budget else "",
    }


def _quoted(value: str) -> str:
    """Return *value* without the sign that parts values; what was escaped is read back by `unquote`."""
    return value.replace("%", "%25").replace(";", "%3B")


def lang_of(text: str) -> str:
    """Return the language of the first checklist in *text*, whatever its format, "" if none is said."""
    import re

    found = re.search(_LANGS, text)
    return next(filter(None, found.groups())) if found else ""


# ---- templates


def template_names() -> list[str]:
    """Return the names of our templates: files like `compact.j2`; parts begin with `_`, versions have a second dot."""
    names = (file[:-3] for file in os.listdir(shipped("templates")) if file.endswith(".j2"))
    return sorted(name for name in names if not name.startswith("_") and "." not in name)


def find_template(name: str, dialect: ModuleType, *, told: str = "--template") -> Template:
    """Return the template called *name*: ours, its version for the dialect first, or a file that ends in `.j2`.

    Raises:
        ChecklistError: OPT01 at *told*, if there is none.
    """
    if name.endswith(".j2"):
        return Template(name, name, False)
    folder = shipped("templates")
    known = template_names()
    if name not in known:
        raise failure(told, "OPT01", f"there is no template {name!r}", suggestion(name, known) + "; a file of yours ends in .j2")
    family = dialect.__name__.rpartition(".")[2].replace("_", "-")
    for file in (f"{name}.{family}.j2", f"{name}.j2"):
        path = os.path.join(folder, file)
        if os.path.isfile(path):
            return Template(name, path, True)
    raise failure("--template", "OPT01", f"template {name!r} is missing from the installation", "install checklist again")
