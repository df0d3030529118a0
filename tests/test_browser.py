"""The page of HTML in a real browser: accessible in every colour scheme and width, printable, silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checklist import api, dialects
from checklist.loading import load_rules
from checklist.model import RuleSet
from checklist.selection import Choice

from .browsers import LOOKS, NARROW, PHONE, WIDE, View, opening, overflow, unfold, violations
from .builders import DAY
from .test_html_page import SPRING

pytestmark = pytest.mark.browser

# Whom a page is for, and the themes on it. Without a campaign two themes make a long page; axe needs minutes for all of them.
LONG = {"campaign": (SPRING, ()), "no campaign": (api.NOBODY, ("transparency", "privacy"))}
# Pages that hold every kind of element of the long ones, each a few times.
SHORT = {"short, campaign": (SPRING, ("analytics", "moderation")), "short, no campaign": (api.NOBODY, ("bias",))}
PAGES = [(who, "checklist", group) for who in LONG for group in ("phase", "theme", "owner")]
PAGES += [(who, "compact", "phase") for who in LONG]
# What an element is for the style sheet: names and classes of its own and of the one around it.
KINDS = """() => {
    const kind = each => [each.localName, ...each.classList].sort().join(".")
    return [...new Set([...document.body.querySelectorAll("*")].map(each => `${kind(each.parentElement)} > ${kind(each)}`))]
}"""
EVERY_PAGE = pytest.mark.parametrize("name", PAGES, ids=" ".join)
EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def files(core: RuleSet, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for who, template, group in [*PAGES, *((who, template, "phase") for who in SHORT for template in ("checklist", "compact"))]:
        campaign, themes = {**LONG, **SHORT}[who]
        made = api.checklist(core, api.Brief(campaign), Choice(group_by=group, themes=themes), day=DAY)
        path = folder / f"{who}-{template}-{group}.html".replace(" ", "-")
        text = api.render(core, made, format="html", template=api.find_template(template, dialects.load("html")))
        path.write_text(text, encoding="utf-8")
        found[who, template, group] = path
    return found


@pytest.fixture
def show(browser: Any, files: dict[tuple[str, str, str], Path]) -> Iterator[Callable[..., View]]:
    """Open a page in a context of its own; keywords are those of the context."""
    with opening(browser) as opened:
        yield lambda name=PAGES[0], **options: opened(files[name], **options)


@EVERY_PAGE
def test_axe_finds_nothing(show, name):
    assert violations(show(name, **LOOKS["light"]).page) == []


@pytest.mark.parametrize(("short", "long"), list(zip(SHORT, LONG)), ids=list(LONG))
def test_a_short_page_holds_every_kind_of_element_of_a_long_one(show, short, long):
    kinds = [set(show((who, "checklist", "phase"), **LOOKS["light"]).page.evaluate(KINDS)) for who in (short, long)]
    assert len(kinds[1]) > 100
    assert kinds[1] <= kinds[0]


@EVERY_LOOK
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_axe_finds_nothing_in_any_look(show, template, look):
    assert violations(show(("short, campaign", template, "phase"), **LOOKS[look]).page) == []


@pytest.mark.parametrize(("who", "look"), [*((who, look) for who in SHORT for look in LOOKS), *((who, "light") for who in LONG)])
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


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_long_german_words_do_not_scroll_sideways_either_way(visit, direction):
    rules = load_rules(lang="de")
    made = api.checklist(rules, api.Brief(SPRING), Choice(lang="de"), day=DAY)
    page = visit(api.render(rules, made, format="html"), viewport=NARROW).page
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    assert overflow(page) == 0
    unfold(page)
    assert overflow(page) == 0


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=lambda size: str(size["width"]))
def test_from_right_to_left_the_box_of_an_item_stands_right_of_its_text(show, viewport):
    page = show(viewport=viewport).page
    places = """() => ['.item .tick', '.item .why'].map(each => document.querySelector(each).getBoundingClientRect().left)"""
    box, action = page.evaluate(places)
    assert box < action
    page.evaluate("() => { document.documentElement.dir = 'rtl' }")
    box, action = page.evaluate(places)
    assert box > action


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
