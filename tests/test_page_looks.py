"""How the live page looks in every state: accessible, within its window, a thousand items without a pause."""

from __future__ import annotations

import pytest

from tests.browsers import LOOKS, NARROW, WIDE, overflow, unfold, violations
from tests.live import ORDER, choose, live_page, live_rules, settled, tick, write

pytestmark = pytest.mark.browser

EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


def fill(page, how: str) -> None:
    """Bring the page into a state: nothing done, half of it with notes and a filter, all done."""
    if how == "half done":
        tick(page, "TRN-01")
        tick(page, "TRN-02.email")
        write(page, "TRN-03", owner="Mia", due="2027-01-05", evidence="https://x.example/", na="no", notes="Seen")
        page.locator("#by-theme").select_option("transparency")
        settled(page)
    if how == "finished":
        for code in ORDER:
            tick(page, code)


@EVERY_LOOK
@pytest.mark.parametrize("how", ["empty", "half done", "finished"])
def test_axe_finds_nothing(visit, look, how):
    page = visit(live_page(), **LOOKS[look]).page
    fill(page, how)
    assert violations(page) == []
    unfold(page)
    page.wait_for_selector("#prv-02 .record", state="attached")
    assert violations(page) == []


@pytest.mark.parametrize("look", ["light", "dark", "forced colours"])
def test_axe_finds_nothing_in_help_alarm_and_the_text_to_copy(visit, look):
    page = visit(live_page(), **LOOKS[look]).page
    page.locator("#file").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": b"{"})
    page.wait_for_function("() => !document.getElementById('alarm').hidden")
    assert violations(page) == []
    page.locator("#help-open").click()
    assert violations(page) == []
    page.locator("#help-close").click()
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator("#copy").click()
    assert violations(page) == []


def test_axe_finds_nothing_in_what_left_the_list(visit):
    page = visit(live_page(live_rules())).page
    file = (
        b'{"schema": "state/1", "id": "spring", "generator": "x", "saved": "2027-01-01T12:00:00Z",'
        b' "packs": [{"name": "test", "version": "1.0.0"}], "entries": {"ZZZ-01": {"done": true, "notes": "x"}}}'
    )
    page.locator("#file").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": file})
    page.wait_for_selector("#gone li")
    unfold(page)
    assert violations(page) == []


def test_axe_finds_nothing_without_scripts(visit):
    page = visit(live_page(), java_script_enabled=False).page
    assert not page.locator("#bar").is_visible() and page.locator("#kept").inner_text().startswith("Ticks on this page are not kept")
    assert page.locator("#trn-01 > .more > summary").is_visible() and not page.locator("#gone").is_visible()


@pytest.mark.parametrize("how", ["empty", "half done", "finished"])
@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_nothing_scrolls_sideways(visit, viewport, how):
    page = visit(live_page(), viewport=viewport).page
    fill(page, how)
    unfold(page)
    assert overflow(page) == 0


def test_long_words_of_people_do_not_scroll_sideways(visit):
    page = visit(live_page(), viewport=NARROW).page
    write(page, "TRN-01", owner="x" * 200, evidence="https://x.example/" + "y" * 300, notes="z" * 500, na="w" * 200)
    page.locator("#trn-01 > .more > summary").click()
    assert overflow(page) == 0


@pytest.mark.parametrize("look", ["light", "phone"])
def test_there_is_nothing_to_hit_below_24_pixels(visit, look):
    page = visit(live_page(), **LOOKS[look]).page
    fill(page, "half done")
    unfold(page)
    page.locator("#clear").click()
    small = page.evaluate("""() => [...document.querySelectorAll('input, select, textarea, button, summary, nav a, .said a')]
        .flatMap(each => {
        const box = each.getBoundingClientRect();
        return box.height && (box.height < 24 || box.width < 24) ? [each.outerHTML.slice(0, 80)] : [];
    })""")
    assert small == []


def test_nothing_moves_where_motion_is_not_wanted(visit):
    page = visit(live_page(), reduced_motion="reduce").page
    durations = page.evaluate("() => [...document.querySelectorAll('*')].map(each => getComputedStyle(each, '::after').transitionDuration)")
    assert set(durations) == {"0s"}


def test_a_thousand_items_never_keep_the_page_busy(browser, tmp_path):
    from benchmarks.page import LIMIT, big_page, measure

    path = tmp_path / "big.html"
    big_page(1_000, path)
    assert {name: each for name, each in measure(path, 2, browser).items() if each.computed > LIMIT} == {}


def test_a_thousand_items_are_filtered_and_counted(visit, core, tmp_path):
    from benchmarks.page import big_page

    big_page(1_000, tmp_path / "big.html")
    page = visit((tmp_path / "big.html").read_text(encoding="utf-8"), viewport=WIDE).page
    choose(page, "level", "must")
    assert page.evaluate("() => [...document.querySelectorAll('.items > .item')]"
                         ".every(each => each.hidden === !each.querySelector('.chip.must'))")
    musts = page.locator(".item:not([hidden])").count()
    assert page.locator("#shown").inner_text() == f"{musts} of 1000" and 0 < musts < 1000
