"""The page of HTML in a real browser: accessible in every colour scheme and width, printable, silent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from checklist import api, dialects
from checklist.model import RuleSet
from checklist.selection import Choice

from .builders import DAY
from .test_html_page import SPRING

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A fresh profile asks nobody for updates.
SWITCHES = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE, NARROW = ({"width": width, "height": height} for width, height in ((1280, 900), (390, 844), (320, 640)))
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": WIDE},
    "dark": {"color_scheme": "dark", "viewport": WIDE},
    "forced colours": {"forced_colors": "active", "viewport": WIDE},
    "phone": {"color_scheme": "light", "viewport": PHONE, "has_touch": True, "is_mobile": True},
    "dark phone": {"color_scheme": "dark", "viewport": PHONE, "has_touch": True, "is_mobile": True},
}
CAMPAIGNS = {"campaign": SPRING, "no campaign": api.NOBODY}
PAGES = [(who, "checklist", group) for who in CAMPAIGNS for group in ("phase", "theme", "owner")]
PAGES += [(who, "compact", "phase") for who in CAMPAIGNS]
EVERY_PAGE = pytest.mark.parametrize("name", PAGES, ids=" ".join)
EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


class View(NamedTuple):
    """A page as a browser shows it, the addresses it asked for, and what the browser said about it."""

    page: Any
    requests: list[str]
    messages: list[str]


@pytest.fixture(scope="module")
def files(core: RuleSet, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for who, template, group in PAGES:
        # Without a campaign two themes make a long page; axe needs minutes for all of them.
        themes = () if CAMPAIGNS[who].facets else ("transparency", "privacy")
        made = api.checklist(core, api.Brief(CAMPAIGNS[who]), Choice(group_by=group, themes=themes), day=DAY)
        path = folder / f"{who}-{template}-{group}.html".replace(" ", "-")
        text = api.render(core, made, format="html", template=api.find_template(template, dialects.load("html")))
        path.write_text(text, encoding="utf-8")
        found[who, template, group] = path
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser: Any, files: dict[tuple[str, str, str], Path]) -> Iterator[Callable[..., View]]:
    """Open a page in a context of its own; keywords are those of the context."""
    contexts = []

    def opened(name: tuple[str, str, str] = PAGES[0], **options: Any) -> View:
        contexts.append(browser.new_context(**options))
        view = View(contexts[-1].new_page(), [], [])
        view.page.on("request", lambda request: view.requests.append(request.url))
        view.page.on("console", lambda message: view.messages.append(message.text))
        view.page.on("pageerror", lambda error: view.messages.append(str(error)))
        view.page.goto(files[name].as_uri())
        return view

    yield opened
    for context in contexts:
        context.close()


def unfold(page: Any) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")


def violations(page: Any) -> list[tuple[str, str]]:
    """Return what axe finds: rule and first place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], str(each["nodes"][0]["target"])) for each in found]


def overflow(page: Any) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@EVERY_PAGE
def test_axe_finds_nothing(show, name):
    assert violations(show(name, **LOOKS["light"]).page) == []


@EVERY_LOOK
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_axe_finds_nothing_in_any_look(show, template, look):
    assert violations(show(("campaign", template, "phase"), **LOOKS[look]).page) == []


@EVERY_LOOK
@pytest.mark.parametrize("who", CAMPAIGNS)
def test_axe_finds_nothing_with_all_details_open(show, who, look):
    page = show((who, "checklist", "phase"), **LOOKS[look]).page
    unfold(page)
    assert violations(page) == []


@EVERY_PAGE
@pytest.mark.parametrize("viewport", [NARROW, PHONE, WIDE], ids=lambda size: str(size["width"]))
def test_nothing_scrolls_sideways(show, name, viewport):
    page = show(name, viewport=viewport).page
    assert overflow(page) == 0
    unfold(page)
    assert overflow(page) == 0


@EVERY_PAGE
def test_the_page_asks_for_nothing_and_the_browser_says_nothing(show, files, name):
    view = show(name)
    unfold(view.page)
    view.page.wait_for_load_state("networkidle")
    assert (view.requests, view.messages) == ([files[name].as_uri()], [])


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=lambda size: str(size["width"]))
def test_there_is_nothing_to_hit_below_24_pixels(show, viewport):
    page = show(viewport=viewport).page
    unfold(page)
    # A link within a sentence may be as low as its line.
    small = page.evaluate("""() => [...document.querySelectorAll('input, summary, nav a, a.code, .channels label')].flatMap(each => {
        const box = each.getBoundingClientRect();
        return box.height && (box.height < 24 || box.width < 24) ? [each.outerHTML.slice(0, 80)] : [];
    })""")
    assert small == []


def test_a_box_is_ticked_by_its_action_and_by_the_keyboard(show):
    page = show().page
    page.locator("label[for=eth-03-box]").click()
    assert page.locator("#eth-03-box").is_checked()
    page.locator("#eth-03-box").press("Space")
    assert not page.locator("#eth-03-box").is_checked()


def test_focus_is_seen_and_the_first_stop_leads_to_the_list(show):
    page = show().page
    page.keyboard.press("Tab")
    link = page.evaluate("() => [document.activeElement.getAttribute('href'), getComputedStyle(document.activeElement).outlineWidth]")
    assert link == ["#list", "3px"] and page.locator(".skip").bounding_box()["y"] >= 0


def test_the_wide_map_is_shown_where_there_is_room_and_the_slim_one_elsewhere(show):
    shown = {}
    for viewport in (WIDE, NARROW):
        page = show(viewport=viewport).page
        shown[viewport["width"]] = [page.locator(f".map.{kind}").is_visible() for kind in ("wide", "slim")]
    assert shown == {1280: [True, False], 320: [False, True]}


def test_nothing_moves_where_motion_is_not_wanted(show):
    page = show(reduced_motion="reduce").page
    durations = page.evaluate("() => [...document.querySelectorAll('*')].map(each => getComputedStyle(each, '::after').transitionDuration)")
    assert set(durations) == {"0s"}


@EVERY_PAGE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_prints(show, name, scheme, tmp_path):
    view = show(name, color_scheme=scheme)
    paper = view.page.pdf(format="A4", path=tmp_path / "page.pdf")
    assert paper.startswith(b"%PDF-") and view.messages == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_black_on_white_with_what_is_left_out_open_and_no_item_cut(show, scheme):
    page = show(color_scheme=scheme).page
    page.emulate_media(media="print", color_scheme=scheme)
    colours = page.evaluate("""() => {
        const all = [...document.querySelectorAll('.do, .big, .chip, .left dd')].map(each => getComputedStyle(each).color);
        return [getComputedStyle(document.documentElement).backgroundColor, ...new Set(all)];
    }""")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert page.locator(".left dd").last.is_visible() and not page.locator(".contents").is_visible()
    cuts = page.evaluate("() => [...document.querySelectorAll('.item')].map(each => getComputedStyle(each).breakInside)")
    assert set(cuts) == {"avoid"}
