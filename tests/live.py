"""A small live page for tests: two themes, every kind of item, and what a person does on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from checklist import api
from checklist.model import Campaign, Item, RuleSet, State
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source, make_waiver, wants

KEY = "checklist/1/spring"
LAW = make_source("law", short="AI Act Art. 50", jurisdictions=("eu",), since=date(2026, 8, 2))
LATER = make_source("later", short="Late law", since=date(2027, 12, 2))
ITEMS = (
    make_item("TRN-01", action="Label pictures", why="People want to know.", required_by=["law"], see=("law",)),
    make_item("TRN-02", action="Label films", per="channels", phase="build", owner="creative-lead"),
    make_item("TRN-03", action="Ask for consent", level="could"),
    make_item("PRV-01", theme="privacy", action="Keep a record", required_by=["law"], when=wants(data=["personal"]), phase="build"),
    make_item("PRV-02", theme="privacy", action="Write it down", required_by=["later"], phase="run", owner="creative-lead"),
    make_item("PRV-03", theme="privacy", action="Never shown", when=wants(channels=["tiktok"])),
    make_item("PRV-04", theme="privacy", action="Wait for it"),
)
CAMPAIGN = make_campaign(
    title="Spring", markets=["de"], channels=["instagram", "email"], waivers=(make_waiver("PRV-04"),), launch=date(2027, 3, 1),
)
ORDER = ["TRN-01", "TRN-03", "PRV-01", "TRN-02", "PRV-02"]


def live_rules(*items: Item, version: str = "1.0.0") -> RuleSet:
    """Return the rules of the page, or of *items*, with a pack of that version."""
    rules = make_rules(*(items or ITEMS), sources=(LAW, LATER))
    return rules._replace(packs=tuple(pack._replace(version=version) for pack in rules.packs))


def live_page(
    rules: RuleSet | None = None, campaign: Campaign = CAMPAIGN, *, states: Mapping[str, State] | None = None, lang: str = "en",
    **choice: Any,
) -> str:
    """Return the page of *rules*, by default of the small ones, in English or German words."""
    rules = rules or live_rules()
    if lang != "en":
        rules = rules._replace(wording=rules.wordings[1], lang=lang)
    made = api.checklist(rules, api.Brief(campaign), api.Choice(**choice), day=DAY, states=states)
    return api.render(rules, made, format="html")


def tick(page: Any, code: str) -> None:
    """Click the box of an item or of one of its channels."""
    page.locator(f'[id="{code.lower()}-box"]').click()


def is_ticked(page: Any, code: str) -> bool:
    return bool(page.locator(f'[id="{code.lower()}-box"]').is_checked())


def form_of(page: Any, code: str) -> Any:
    """Open the details of an item or channel, and return its form."""
    place = page.locator(f'[id="{code.lower()}"]')
    details = place.locator(":scope > details.more")
    if details.get_attribute("open") is None:
        details.locator(":scope > summary").click()
    return details.locator(".record")


def write(page: Any, code: str, **fields: str) -> None:
    """Fill in the form of an item or channel."""
    form = form_of(page, code)
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)


def shown_codes(page: Any) -> list[str]:
    """Return the codes of the items in sight, in their order."""
    page.wait_for_function("() => document.readyState === 'complete'")
    texts: list[str] = page.locator("#list .items > .item:visible > :is(a, .code)").all_inner_texts()
    return texts


def kept(page: Any, key: str = KEY) -> Any:
    """Return what the browser keeps, written out first."""
    import json

    page.evaluate("() => window.dispatchEvent(new Event('pagehide'))")
    text = page.evaluate("key => localStorage.getItem(key)", key)
    return json.loads(text) if text else None


def settled(page: Any) -> None:
    """Wait until a filter is applied, and what was recorded is kept."""
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")


def choose(page: Any, name: str, value: str) -> None:
    """Narrow the list as a person does, who clicks on what stands still; wait until that is done."""
    settled(page)
    if name == "level":
        page.locator("#filters label", has=page.locator(f"[name=level][value='{value}']")).click()
    elif name == "search":
        page.locator("#search").fill(value)
    else:
        page.locator(f"#by-{name}").select_option(value)
    settled(page)


def reload(page: Any, *, after: Any = None) -> None:
    """Load the page again, once what it keeps is written; with what the window *after* wrote, if the browser has not told it yet."""
    from tests.browsers import script_of

    settled(page)
    session = page.context.new_cdp_session(page)
    # Without it the browser takes the script, and never runs it.
    session.send("Page.enable")
    known = session.send("Page.addScriptToEvaluateOnNewDocument", {"source": script_of(after or page, exactly=True)})
    page.reload()
    session.send("Page.removeScriptToEvaluateOnNewDocument", known)
    session.detach()


def put(folder: Path, text: str, name: str = "page.html") -> Path:
    """Write a page into *folder*."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
