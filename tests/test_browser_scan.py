"""The brief of `checklist scan` in a real browser: accessible in every look, on a narrow screen, in print, and silent."""

from __future__ import annotations

from pathlib import Path

import pytest

import checklist
from tests.browsers import LOOKS, NARROW, overflow, violations

pytestmark = pytest.mark.browser

ARTICLE = Path(__file__).parent.parent / "examples" / "news" / "vendor.md"
EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief on an example, with a long word and further sentences behind a fold."""
    text = ARTICLE.read_text(encoding="utf-8")
    text += "\n".join(f"The AI vendor answers for {'long' * 40} oversight number {number}.\n" for number in range(9))
    found = checklist.scan(text, {"campaign": "Spring", "markets": ["de"], "launch": "2027-05-01"}, name="vendor.md")
    file = tmp_path_factory.mktemp("brief") / "brief.html"
    file.write_text(checklist.render(found, format="html"), encoding="utf-8")
    return file


@EVERY_LOOK
def test_axe_finds_nothing_on_the_brief(show, look):
    assert violations(show(**LOOKS[look]).page) == []


def test_the_brief_fits_a_narrow_screen_and_asks_for_nothing(show, path):
    view = show(viewport=NARROW)
    view.page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert overflow(view.page) == 0
    assert (view.requests, view.messages) == ([path.as_uri()], [])


def test_the_brief_prints_what_is_folded(show):
    view = show()
    folded = view.page.locator("details.rest .quotes").first
    assert not folded.is_visible()
    view.page.emulate_media(media="print")
    assert folded.evaluate("each => each.getBoundingClientRect().height") > 0
