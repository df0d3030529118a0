"""A small page with one string at every place a text can stand, and what a reader has to see there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from checklist import api
from checklist.model import Parameter
from checklist.rendering import Template
from tests.builders import make_campaign, make_item, make_rules, make_source, make_waiver
from tests.engines import tree, words

RULES = make_rules(
    make_item("TRN-01", action="{{ x }}", why="{{ x }}", how=("{{ x }}", "Then {{ x }}"), evidence="{{ x }}", see=("blog",)),
    make_item("TRN-02", action="Do less"),
    sources=(make_source("blog", kind="guidance"),),
    params=(Parameter("x", "x", None, "text", None, None),),
)


@lru_cache(maxsize=2048)
def page(text: str, format: str, template: Template | None = None) -> str:
    """Return the page with *text* as title of campaign and theme, rule text, reason and approver of a waiver, name of a source."""
    theme = RULES.themes["transparency"]._replace(title=text, impact=text)
    source = RULES.sources["blog"]._replace(short=text)
    rules = RULES._replace(themes={"transparency": theme}, sources={"blog": source})
    campaign = make_campaign(title=text, markets=["de"], params={"x": text}, waivers=(make_waiver("TRN-02", reason=text, approver=text),))
    made = api.checklist(rules, api.Brief(campaign), api.Choice(), day=api.today())
    return api.render(rules, made, format=format, template=template)


def shown(html: str) -> dict[str, str]:
    """Return what a reader sees at each place of the page; lines without their box."""
    elements = list(tree(html).iter())
    headings = [words(each) for each in elements if each.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    entry = elements[next(n for n, each in enumerate(elements) if each.tag == "h4" and words(each) == "TRN-01") :]
    paragraphs = [words(each) for each in entry if each.tag == "p"]
    lines = [words(each).removeprefix("[ ] ").removeprefix("☐ ") for each in elements if each.tag == "li"]
    return {
        "title": headings[0],
        "action": next(line for line in lines if line.endswith("(TRN-01)")),
        "waiver": next(line for line in lines if line.endswith("(TRN-02)")),
        "theme": headings[headings.index("Guide") + 1],
        "why": paragraphs[0],
        "steps": " / ".join([words(each) for each in entry if each.tag == "li"][:2]),
        "facts": next(text for text in paragraphs if text.startswith("Show:")),
        "outline": " ".join(headings[1:3]),
    }


def literal(text: str) -> dict[str, Any]:
    """Return what `shown` has to return for a page of *text*."""
    law = RULES.wording["no_law"]
    return {
        "title": f"AI checklist: {text}",
        "action": f"Should: {text} (TRN-01)",
        "waiver": f"Until 2027-06-30: Do less – {text}: {text} (TRN-02)",
        "theme": text,
        "why": f"{text}. {text}",
        "steps": f"{text} / Then {text}",
        "facts": f"Show: {text}. Should: {law}. See also: {text}. Here because: every campaign. Who: Brand manager, about 30 minutes.",
        "outline": "Plan Waived",
    }
