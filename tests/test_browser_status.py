"""The dashboard of `checklist status` in a real browser: accessible in every look and width, printable, silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checklist import dashboard
from checklist.making import words_of
from checklist.progress import status
from tests.browsers import LOOKS, NARROW, PHONE, WIDE, overflow, violations
from tests.builders import make_item, make_rules

pytestmark = pytest.mark.browser

PAGE = """\
<!-- checklist-begin v=1 id={id} dialect=markdown -->

- [x] **Must:** Label pictures (TRN-01)
- [ ] **Must:** Keep a list (TRN-02)
    - Owner: Mia Keller-with-a-name-that-is-quite-long-and-has-no-blank-in-it
    - Due: 2027-02-01
- [ ] **Should:** Ask first (PRV-01)
    - N/A: nobody to ask
    - Due: 2027-03-20
- [ ] **Could:** Look again (PRV-02)
    - ↻ Check again
    - Evidence: https://dam.example/{long}
- [ ] **Could:** Sleep (ZZZ-01)
    - Due: soon

## Waived

- [ ] **Until 2027-06-30:** Rest (PRV-03)

<!-- checklist-end sum=0 -->
"""
RULES = make_rules(
    make_item("TRN-01"), make_item("TRN-02", owner="creative-lead"),
    *(make_item(f"PRV-0{number}", theme="privacy") for number in (1, 2, 3)),
)
EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dashboard of two pages, one of them twice, with its ledger."""
    pages = [(f"pages/{id}-{'x' * 40}.md", PAGE.format(id=id, long="a" * 120)) for id in ("spring", "autumn", "spring")]
    found = status(RULES, pages, day=date(2027, 3, 1), root=".", entries=True)
    file = tmp_path_factory.mktemp("dashboard") / "status.html"
    file.write_text(dashboard.html(found, words_of(RULES)), encoding="utf-8")
    return file


@EVERY_LOOK
def test_axe_finds_nothing_on_the_dashboard(show, look):
    assert violations(show(**LOOKS[look]).page) == []


@pytest.mark.parametrize("viewport", [NARROW, PHONE, WIDE], ids=lambda size: str(size["width"]))
def test_the_dashboard_does_not_scroll_sideways(show, viewport):
    assert overflow(show(viewport=viewport).page) == 0


def test_the_dashboard_asks_for_nothing_and_the_browser_says_nothing(show, path):
    view = show()
    view.page.wait_for_load_state("networkidle")
    assert (view.requests, view.messages) == ([path.as_uri()], [])


def test_each_bar_says_what_it_shows_and_is_as_long_as_its_figures(show):
    page = show(viewport=WIDE).page
    bars = page.locator("#by-page svg.bar")
    assert bars.count() == 4
    text = bars.first.get_attribute("aria-label")
    assert text == "3 of 6 closed: 1 Done, 1 Not applicable, 1 Waived, 1 To check again, 2 Open"
    widths = page.evaluate(
        "() => [...document.querySelector('#by-page svg.bar').querySelectorAll('rect')].map(each => each.getBoundingClientRect().width)"
    )
    whole = bars.first.evaluate("each => each.getBoundingClientRect().width - 2")
    assert [round(width / whole * 6) for width in widths] == [1, 1, 1, 1, 2]


def test_every_picture_has_a_text(show):
    names = show().page.evaluate("() => [...document.querySelectorAll('svg[role=img]')].map(each => each.getAttribute('aria-label'))")
    assert len(names) > 10 and all(names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dashboard_prints_black_on_white_with_its_bars(show, scheme, tmp_path):
    view = show(color_scheme=scheme)
    assert view.page.pdf(format="A4", path=tmp_path / "page.pdf").startswith(b"%PDF-")
    view.page.emulate_media(media="print", color_scheme=scheme)
    colours = view.page.evaluate("""() => {
        const of = (name, what) => getComputedStyle(document.querySelector(name))[what];
        const bar = getComputedStyle(document.querySelector('svg.bar')).printColorAdjust;
        return [of('html', 'backgroundColor'), of('.name', 'color'), of('svg.bar rect.done', 'fill'), bar];
    }""")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)", "exact"]
    cuts = view.page.evaluate("() => [...document.querySelectorAll('tbody tr')].map(each => getComputedStyle(each).breakInside)")
    assert set(cuts) == {"avoid"}
