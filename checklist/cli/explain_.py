"""`checklist explain`: an item, its sources, and why it is in or out of a campaign's checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import facts_options, lang_option, load, read_brief, rules_option

if TYPE_CHECKING:
    from ..project import Origin


@click.command("explain")
@click.argument("code", metavar="CODE")
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@facts_options
@lang_option("en")
@rules_option
def command(code: str, campaign: str | None, origin: Origin, **given: Any) -> None:
    """Say what the item CODE asks and on what it rests; with CAMPAIGN, why it is in or out, and at which level."""
    from .. import api
    from ..explaining import amiss, explain
    from . import emit

    rules, options = load(origin, given["lang"])
    brief = read_brief(options, campaign, given)
    options.problems += amiss(rules, code)
    options.check()
    emit(str(explain(rules, code, brief, day=api.today())))
