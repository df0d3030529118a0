"""The whole program on one screen: rules, campaign, selection, rendering.

Values in, values out; nothing is printed. The command line, the Python-Markdown extension and users'
scripts are three doors to it. Files are read through `loading` alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, timezone
from types import ModuleType
from typing import NamedTuple

from . import dialects, embedding, regions
from .errors import failure, suggestion
from .loading import load_campaign, load_rules, shipped
from .model import Campaign, Checklist, RuleSet, State
from .rendering import Template, render as render_template
from .selection import Choice, select
from .wording import Words

DEFAULT_FORMAT = "markdown"
DEFAULT_TEMPLATE = "checklist"
NOBODY = Campaign("", "", None, None, {}, {}, ())


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
    rules: RuleSet, brief: Brief, choice: Choice, *, day: date, states: Mapping[str, State] | None = None, judged: date | None = None
) -> Checklist:
    """Return the checklist of *brief*; *judged* overrides the day laws are judged at.

    Raises:
        ChecklistError: if nothing is left.
    """
    campaign = with_options(brief, choice)
    in_order = {name: campaign.facets[name] for name in rules.vocabulary.facets if name in campaign.facets}
    campaign = campaign._replace(facets=in_order)
    level_day, mode = as_of(brief, day)
    return select(rules, campaign, as_of=judged or level_day, as_of_mode=mode, choice=choice, states=states)


def render(
    rules: RuleSet, made: Checklist, *, format: str, template: Template | None = None, marker: Mapping[str, str] | None = None
) -> str:
    """Return *made* in a format; with *marker* as a region that can be refreshed, where the format has one."""
    dialect = dialects.load(format)
    words = Words(rules.wording, rules.vocabulary)
    if hasattr(dialect, "render"):
        return str(dialect.render(made, words))
    body = render_template(made, words, dialect, template or find_template(DEFAULT_TEMPLATE, dialect), folder=shipped("templates"))
    if marker is None or not hasattr(dialect, "marker"):
        return body
    return regions.seal(body, marker, dialect, gone=[words.say("gone")])


def refresh(rules: RuleSet, brief: Brief, choice: Choice, *, day: date, page: str, path: str, format: str, force: bool) -> Checklist:
    """Return the checklist of *brief* with what people recorded on *page*, which has to be a page of ours.

    A day that was pinned when the page was written stays pinned, unless *brief* pins another.

    Raises:
        ChecklistError: if it is no such page, was written by newer rules, or was edited in its generated text (and
            not *force*).
    """
    dialect = dialects.load(format)
    words = Words(rules.wording, rules.vocabulary)
    if not hasattr(dialect, "parse"):
        raise embedding.not_ours(path)
    campaign = with_options(brief, choice)
    own = embedding.read_own(page, path, dialect, words, id=campaign.id, force=force)
    if not force:
        _refuse_newer(own.region, rules, path)
    if brief.pinned is None:
        brief = brief._replace(pinned=_pinned(own.region))
    return embedding.lay(
        own,
        lambda judged, states: checklist(rules, brief, choice, day=day, states=states, judged=judged),
        words,
        rules,
        dialect,
        mode=as_of(brief, day)[1],
    )


def _pinned(region: regions.Region) -> date | None:
    try:
        return date.fromisoformat(region.fields.get("as-of", ""))
    except ValueError:
        return None


def _refuse_newer(region: regions.Region, rules: RuleSet, path: str) -> None:
    """Raise if the page was written with a later version of a pack than the one that is loaded."""
    loaded = {pack.name: pack.version for pack in rules.packs}
    for pack in filter(None, region.fields.get("packs", "").split(",")):
        name, _, version = pack.partition("@")
        if name in loaded and embedding.numbers(version) > embedding.numbers(loaded[name]):
            message = f"it was written with {name} {version}, newer than {loaded[name]} here"
            raise failure(path, "PAG04", message, "update the rules, or --force replaces it", line=region.line)


def marker_fields(made: Checklist, brief: Brief, choice: Choice, *, format: str, template: str) -> dict[str, str]:
    """Return what a refresh needs to know, for the begin marker."""
    facets = (f"{name}:{','.join(values) if values is not None else '?'}" for name, values in sorted(brief.stated.items()))
    return {
        "v": regions.VERSION,
        "id": made.id,
        "dialect": format,
        "campaign": brief.path,
        "set": ";".join(facets),
        "params": ";".join(f"{name}:{value}" for name, value in sorted(brief.params.items())),
        "as-of": made.as_of_mode,
        "packs": ",".join(f"{pack.name}@{pack.version}" for pack in made.packs),
        "lang": made.lang,
        "template": template,
        "group-by": made.group_by,
        "themes": ",".join(choice.themes) or "*",
        "level": choice.level,
        "owner": choice.owner,
    }


# ---- templates


def template_names() -> list[str]:
    """Return the names of our templates: files like `compact.j2`; parts begin with `_`, versions have a second dot."""
    names = (file[:-3] for file in os.listdir(shipped("templates")) if file.endswith(".j2"))
    return sorted(name for name in names if not name.startswith("_") and "." not in name)


def find_template(name: str, dialect: ModuleType) -> Template:
    """Return the template called *name*: ours, its version for the dialect first, or a file that ends in `.j2`.

    Raises:
        ChecklistError: OPT01, if there is none.
    """
    if name.endswith(".j2"):
        return Template(name, name, False)
    folder = shipped("templates")
    known = template_names()
    if name not in known:
        raise failure("--template", "OPT01", f"there is no template {name!r}", suggestion(name, known) + "; a file of yours ends in .j2")
    family = dialect.__name__.rpartition(".")[2].replace("_", "-")
    for file in (f"{name}.{family}.j2", f"{name}.j2"):
        path = os.path.join(folder, file)
        if os.path.isfile(path):
            return Template(name, path, True)
    raise failure("--template", "OPT01", f"template {name!r} is missing from the installation", "install checklist again")


__all__ = [
    "Brief", "Choice", "NOBODY", "as_of", "checklist", "find_template", "load_campaign", "load_rules", "marker_fields", "refresh", "render",
    "template_names", "today", "with_options",
]
