"""What a browser keeps of the page of HTML: over a reload, over newer rules, beside other windows and other campaigns, or not at all."""

from __future__ import annotations

import json

import pytest

from checklist.model import State
from tests.builders import make_campaign, make_item
from tests.live import CAMPAIGN, ITEMS, KEY, form_of, is_ticked, kept, live_page, live_rules, reload, settled, tick, write

pytestmark = pytest.mark.browser

FORBIDDEN = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
ABSENT = "Object.defineProperty(window, 'localStorage', {value: null})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def saved(download) -> dict[str, object]:
    return json.loads(download.value.path().read_text(encoding="utf-8"))["entries"]


def state_of(page, code: str) -> dict[str, object]:
    return kept(page)["entries"].get(code, {})


def revised(version: str = "2.0.0", **changes):
    """Return newer rules: the items with *changes* by code, a pack of *version*."""
    items = [item._replace(**changes.get(item.code.replace("-", "_"), {})) for item in ITEMS]
    return live_rules(*items, version=version)


# ---- over a reload


def test_a_reload_keeps_everything(visit):
    page = visit(live_page()).page
    tick(page, "TRN-01")
    tick(page, "TRN-02.email")
    write(page, "TRN-03", owner="Mia", due="2027-01-05", evidence="https://x.example/", na="no", notes="a\nb")
    reload(page)
    assert is_ticked(page, "TRN-01") and is_ticked(page, "TRN-02.email") and page.locator("#sum").inner_text() == "2 of 5 done"
    values = form_of(page, "TRN-03").locator("[name]").evaluate_all("all => all.map(each => each.value)")
    assert values == ["Mia", "2027-01-05", "https://x.example/", "no", "a\nb"]


def test_a_reload_of_the_tests_puts_back_what_the_browser_forgets(visit):
    page = visit(live_page(), before="localStorage.clear()").page
    tick(page, "TRN-01")
    reload(page)
    assert is_ticked(page, "TRN-01")


def test_a_page_that_is_left_while_somebody_types_loses_nothing(visit):
    page = visit(live_page()).page
    write(page, "TRN-01", notes="Half a sen")
    # The note is written at the next pause; leaving comes first.
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    assert state_of(page, "TRN-01") == {"notes": "Half a sen"}


def test_what_is_unticked_stays_unticked(visit):
    page = visit(live_page(states={"TRN-01": State("x", "", ())})).page
    assert is_ticked(page, "TRN-01")
    tick(page, "TRN-01")
    reload(page)
    assert not is_ticked(page, "TRN-01")


def test_the_page_says_that_the_browser_keeps_it(visit):
    page = visit(live_page()).page
    assert page.locator("#kept").inner_text() == "Kept in this browser. Save a file to share it."


def test_two_campaigns_do_not_mix(visit):
    one = visit(live_page())
    tick(one.page, "TRN-01")
    settled(one.page)
    summer = CAMPAIGN._replace(id="summer")
    other = visit(live_page(campaign=summer), name="other.html", inside=one.page.context).page
    assert not is_ticked(other, "TRN-01")
    tick(other, "TRN-03")
    reload(one.page)
    assert is_ticked(one.page, "TRN-01") and not is_ticked(one.page, "TRN-03")
    assert sorted(kept(other, "checklist/1/summer")["entries"]) == ["TRN-03"]


def test_a_page_of_the_same_campaign_in_another_file_goes_on_with_it(visit):
    one = visit(live_page())
    tick(one.page, "TRN-01")
    settled(one.page)
    assert is_ticked(visit(live_page(lang="de", group_by="owner"), name="de.html", inside=one.page.context).page, "TRN-01")


# ---- other windows


def test_another_window_follows(visit):
    one = visit(live_page())
    two = visit(live_page(), inside=one.page.context)
    tick(one.page, "TRN-01")
    write(one.page, "TRN-03", notes="from one")
    two.page.wait_for_function("() => document.getElementById('trn-01-box').checked && document.querySelector('#trn-03 > .quote')")
    assert two.page.locator("#sum").inner_text() == "1 of 5 done"


def test_windows_that_work_at_once_keep_what_both_did(visit):
    one = visit(live_page())
    two = visit(live_page(), inside=one.page.context)
    tick(one.page, "TRN-01")
    tick(two.page, "TRN-03")
    settled(one.page)
    assert sorted(kept(two.page)["entries"]) == ["TRN-01", "TRN-03"]
    one.page.wait_for_function("() => document.getElementById('trn-03-box').checked")


# ---- newer rules


def test_a_changed_meaning_takes_the_tick_back_once_and_says_so(visit):
    old = visit(live_page())
    tick(old.page, "TRN-01")
    write(old.page, "TRN-01", notes="Mine")
    settled(old.page)
    newer = live_page(revised(TRN_01={"revised": "2.0.0"}))
    page = visit(newer, name="new.html", inside=old.page.context).page
    assert not is_ticked(page, "TRN-01") and "TRN-01" in page.locator("#alarm").inner_text()
    assert page.locator("#trn-01 > .said").inner_text() == "Check again"
    told = "↻ Check again: ticked under test 1.0.0; its meaning changed in test 2.0.0."
    assert page.locator("#trn-01 > .quote").inner_text() == f"Mine\n{told}"
    tick(page, "TRN-01")
    reload(page)
    assert is_ticked(page, "TRN-01") and not page.locator("#alarm").is_visible()
    assert page.locator("#trn-01 > .said").count() == 0


def test_a_reworded_item_keeps_its_tick(visit):
    old = visit(live_page())
    tick(old.page, "TRN-01")
    settled(old.page)
    reworded = live_page(revised("1.0.1", TRN_01={"action": "Mark pictures"}))
    assert is_ticked(visit(reworded, name="new.html", inside=old.page.context).page, "TRN-01")


def test_an_older_page_does_not_take_back_what_was_ticked_under_newer_rules(visit):
    newer = live_page(revised(TRN_01={"revised": "2.0.0"}))
    one = visit(newer)
    tick(one.page, "TRN-01")
    settled(one.page)
    old = visit(live_page(), name="old.html", inside=one.page.context).page
    assert is_ticked(old, "TRN-01")
    tick(old, "TRN-03")
    settled(old)
    reload(one.page, after=old)
    assert is_ticked(one.page, "TRN-01") and is_ticked(one.page, "TRN-03")


def test_pages_of_older_and_newer_rules_side_by_side_agree(visit):
    newer = visit(live_page(revised(TRN_01={"revised": "2.0.0"}))).page
    old = visit(live_page(), name="old.html", inside=newer.context).page
    tick(old, "TRN-01")
    newer.wait_for_function("() => document.querySelector('#trn-01 > .said')")
    assert not is_ticked(newer, "TRN-01") and newer.locator("#trn-01 > .said").inner_text() == "Check again"


def test_what_was_not_applicable_before_the_change_is_asked_again_with_its_reason(visit):
    old = visit(live_page())
    write(old.page, "TRN-01", na="No pictures")
    settled(old.page)
    page = visit(live_page(revised(TRN_01={"revised": "1.1.0"})), name="new.html", inside=old.page.context).page
    assert page.locator("#sum").inner_text() == "0 of 5 done"
    assert page.locator("#trn-01 > .quote").inner_text().startswith("N/A: No pictures\n↻ Check again")


def test_a_retired_code_hands_its_state_to_its_heir(visit):
    old = visit(live_page())
    tick(old.page, "TRN-03")
    write(old.page, "TRN-03", owner="Mia", notes="Seen")
    settled(old.page)
    items = [*ITEMS[:2], make_item("TRN-09", action="Ask for it", replaces=("TRN-03",)), *ITEMS[3:]]
    page = visit(live_page(live_rules(*items, version="1.1.0")), name="new.html", inside=old.page.context).page
    assert is_ticked(page, "TRN-09") and page.locator("#trn-09 > .quote").inner_text() == "Seen"
    assert "TRN-09" in page.locator("#alarm").inner_text() and not page.locator("#gone").is_visible()
    assert state_of(page, "TRN-03") == {} and state_of(page, "TRN-09") == {"done": True, "owner": "Mia", "notes": "Seen"}


def test_what_left_the_list_stays_with_its_words_and_can_be_removed(visit):
    old = visit(live_page())
    tick(old.page, "TRN-03")
    write(old.page, "TRN-03", notes="Seen")
    settled(old.page)
    page = visit(live_page(live_rules(*ITEMS[:2])), name="new.html", inside=old.page.context).page
    assert page.locator("#gone li label").inner_text() == "Ask for consent" and is_ticked(page, "TRN-03")
    assert page.locator("#trn-03 > .quote").inner_text() == "Seen"
    write(page, "TRN-03", notes="Seen, and more")
    assert state_of(page, "TRN-03") == {"done": True, "notes": "Seen, and more"}
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator("#trn-03 button").click()
    assert page.locator("#gone").is_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#trn-03 button").click()
    assert not page.locator("#gone").is_visible() and state_of(page, "TRN-03") == {}


def test_it_comes_back_with_its_state(visit):
    old = visit(live_page())
    tick(old.page, "TRN-03")
    settled(old.page)
    without = visit(live_page(live_rules(*ITEMS[:2])), name="without.html", inside=old.page.context).page
    tick(without, "TRN-01")
    settled(without)
    reload(old.page, after=without)
    assert is_ticked(old.page, "TRN-03") and is_ticked(old.page, "TRN-01")


def test_an_item_that_is_ticked_per_channel_now_gives_its_words_to_the_first(visit):
    plain = [item._replace(per="") for item in ITEMS]
    old = visit(live_page(live_rules(*plain)))
    tick(old.page, "TRN-02")
    write(old.page, "TRN-02", owner="Mia")
    settled(old.page)
    page = visit(live_page(), name="new.html", inside=old.page.context).page
    assert not is_ticked(page, "TRN-02.instagram") and not is_ticked(page, "TRN-02")
    assert state_of(page, "TRN-02.instagram") == {"owner": "Mia"}


def test_a_channel_that_goes_is_kept(visit):
    old = visit(live_page())
    tick(old.page, "TRN-02.email")
    settled(old.page)
    fewer = CAMPAIGN._replace(facets={**CAMPAIGN.facets, "channels": ("instagram",)})
    page = visit(live_page(campaign=fewer), name="new.html", inside=old.page.context).page
    assert page.locator("#gone .code").inner_text() == "TRN-02.email"


# ---- state that comes with the page


def test_the_state_of_a_page_is_taken_over_once(visit):
    states = {"TRN-01": State("x", "see wiki", ("Owner: Mia", "Due: 30.06.2027", "a note")), "TRN-02.email": State("x", "", ())}
    page = visit(live_page(states=states)).page
    assert is_ticked(page, "TRN-01") and page.locator("#trn-01 > .said > *").all_inner_texts() == ["Mia", "due 2027-06-30"]
    assert page.locator("#trn-01 > .quote").inner_text() == "see wiki\na note"
    assert is_ticked(page, "TRN-02.email")
    write(page, "TRN-01", owner="Jo")
    reload(page)
    assert state_of(page, "TRN-01")["owner"] == "Jo" and state_of(page, "TRN-01")["notes"] == "see wiki\na note"


def test_a_newer_state_of_a_page_adds_to_what_the_browser_keeps(visit):
    one = visit(live_page())
    write(one.page, "TRN-01", notes="mine")
    settled(one.page)
    states = {"TRN-01": State("x", "", ("theirs",))}
    page = visit(live_page(states=states), name="new.html", inside=one.page.context).page
    assert is_ticked(page, "TRN-01") and page.locator("#trn-01 > .quote").inner_text() == "mine\ntheirs"


# ---- storage that fails


@pytest.mark.parametrize("before", [FORBIDDEN, ABSENT], ids=["forbidden", "absent"])
def test_storage_that_is_forbidden_is_told_and_the_page_works(visit, before):
    view = visit(live_page(), before=before)
    page = view.page
    assert "keeps nothing for this page" in page.locator("#kept").inner_text() and page.locator("#alarm").is_visible()
    tick(page, "TRN-01")
    with page.expect_download() as download:
        page.locator("#alarm button", has_text="Save").click()
    assert saved(download) == {"TRN-01": {"done": True}}
    assert view.messages == []


def test_storage_that_is_full_is_told_and_nothing_is_lost_on_the_page(visit):
    page = visit(live_page(), before=FULL).page
    write(page, "TRN-01", notes="Mine")
    settled(page)
    assert "storage of this browser is full" in page.locator("#alarm").inner_text()
    with page.expect_download() as download:
        page.locator("#save").click()
    assert saved(download) == {"TRN-01": {"notes": "Mine"}}


def test_leaving_a_page_whose_browser_keeps_nothing_is_asked_about(visit):
    page = visit(live_page(), before=FORBIDDEN).page
    tick(page, "TRN-01")
    settled(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


BROKEN = ["", "{", "null", "[]", '{"schema": "state/1"}', '{"schema": "state/2", "id": "spring", "marks": {}}', '"' + "x" * 10_000]


@pytest.mark.parametrize("text", BROKEN, ids=[text[:30] or "empty" for text in BROKEN])
def test_what_was_kept_and_cannot_be_read_is_put_aside(visit, text):
    page = visit(live_page()).page
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    reload(page)
    assert "put aside" in page.locator("#alarm").inner_text()
    assert page.evaluate(f"() => localStorage.getItem('{KEY}/aside')") == text
    tick(page, "TRN-01")
    reload(page)
    assert is_ticked(page, "TRN-01") and not page.locator("#alarm").is_visible()


def test_marks_of_another_shape_are_put_aside(visit):
    page = visit(live_page()).page
    tick(page, "TRN-01")
    good = kept(page)
    for marks in ({"TRN-01": 7}, {"x": {"at": 1, "packs": ""}}, {"TRN-01": {"at": "soon", "packs": ""}}):
        text = json.dumps({**good, "marks": marks})
        page.evaluate("([key, text]) => { localStorage.clear(); localStorage.setItem(key, text) }", [KEY, text])
        reload(page)
        assert "put aside" in page.locator("#alarm").inner_text()


def test_an_identity_that_is_no_name_is_kept_apart_too(visit):
    campaign = make_campaign(id='x"</script>', title="Spring", markets=["de"])
    page = visit(live_page(campaign=campaign)).page
    tick(page, "TRN-01")
    assert kept(page, 'checklist/1/x"</script>')["entries"] == {"TRN-01": {"done": True}}
