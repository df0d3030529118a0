"""Working on the page of HTML as a user would, from a file: ticks, notes, filters, groups, progress, keys."""

from __future__ import annotations

import re

import pytest

from tests.browsers import NARROW, WIDE, overflow
from tests.builders import make_campaign
from tests.live import ORDER, choose, form_of, is_ticked, live_page, live_rules, reload, settled, shown_codes, tick, write

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit):
    return visit(live_page(), viewport=WIDE).page


def said_of(page, code: str) -> list[str]:
    return page.locator(f'[id="{code.lower()}"] > .said > *').all_inner_texts()


# ---- ticks and notes


def test_a_tick_counts_at_once(page):
    tick(page, "TRN-01")
    assert page.locator("#sum").inner_text() == "1 of 5 done"
    assert page.locator(".levels > .must dd").first.inner_text() == "1 of 2"
    assert page.locator("#contents li").first.inner_text().split() == ["Plan", ",", "1", "of", "2"]


def test_what_a_person_records_is_shown_when_the_details_are_closed(page):
    write(page, "TRN-01", owner="Mia", due="2027-01-05", evidence="https://x.example/a?b=1&c", notes="Two lines\nof notes")
    page.locator("#trn-01 > .more > summary").click()
    assert said_of(page, "TRN-01") == ["Mia", "due 2027-01-05", "Evidence"]
    assert page.locator("#trn-01 > .said a").get_attribute("href") == "https://x.example/a?b=1&c"
    assert page.locator("#trn-01 > .quote").inner_text() == "Two lines\nof notes"


NO_LINKS = ["javascript:alert(1)", "data:text/html,x", "https://u:p@x.example/", "Folder 7", "//x.example", "https://"]


@pytest.mark.parametrize("evidence", NO_LINKS)
def test_only_an_address_of_the_web_becomes_a_link(page, evidence):
    write(page, "TRN-01", evidence=evidence)
    assert page.locator("#trn-01 > .said a").count() == 0
    assert page.locator("#trn-01 > .said").text_content() == f"Evidence: {evidence}"


def test_an_item_that_is_not_applicable_counts_as_settled_and_says_why(page):
    write(page, "TRN-03", na="Nobody is asked")
    page.locator("#trn-03 > .more > summary").click()
    assert said_of(page, "TRN-03") == ["Not applicable: Nobody is asked"]
    assert page.locator("#sum").inner_text() == "1 of 5 done" and not is_ticked(page, "TRN-03")


@pytest.mark.parametrize(("code", "is_warned"), [("TRN-01", True), ("TRN-03", False), ("PRV-01", False)])
def test_the_form_says_where_a_reason_alone_does_not_pass_the_gate(page, code, is_warned):
    assert form_of(page, code).locator("[data-must]").is_visible() is is_warned


def test_the_form_says_that_local_pages_share_their_storage(page):
    assert "share that storage in some browsers" in form_of(page, "TRN-01").inner_text()


def test_the_box_of_an_item_ticks_its_channels_and_follows_them(page):
    tick(page, "TRN-02")
    assert is_ticked(page, "TRN-02.instagram") and is_ticked(page, "TRN-02.email")
    assert page.locator("#sum").inner_text() == "1 of 5 done"
    tick(page, "TRN-02.email")
    assert page.locator("#trn-02-box").evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    assert page.locator("#sum").inner_text() == "0 of 5 done"


def test_channels_have_notes_of_their_own(page):
    write(page, "TRN-02.email", owner="Jo")
    page.locator('[id="trn-02.email"] > .more > summary').click()
    assert said_of(page, "TRN-02.email") == ["Jo"] and said_of(page, "TRN-02.instagram") == []


def test_a_waived_item_is_no_part_of_the_progress(page):
    tick(page, "PRV-04")
    assert page.locator("#sum").inner_text() == "0 of 5 done"


def test_next_names_the_first_open_must_and_leads_there(page):
    link = page.locator("#next a")
    assert link.inner_text() == "Label pictures"
    tick(page, "TRN-01")
    assert link.inner_text() == "Keep a record" and link.get_attribute("href") == "#prv-01"
    for code in ORDER[1:]:
        tick(page, code)
    assert page.locator("#next").inner_text() == "All done."


def test_progress_is_told_to_a_screen_reader(page):
    tick(page, "TRN-01")
    assert page.locator("#said").get_attribute("role") == "status" and page.locator("#said").text_content() == "1 of 5 done"


def test_progress_by_theme_adds_up(page):
    tick(page, "PRV-01")
    page.locator("#by-theme-part > summary").click()
    assert page.locator("#themes-done").inner_text().split("\n") == ["Transparency", "0 of 3", "Privacy", "1 of 2"]
    bar = page.locator("#themes-done progress").last
    assert bar.evaluate("bar => [bar.value, bar.max, bar.getAttribute('aria-label')]") == [1, 2, "Privacy"]


# ---- the picture


@pytest.mark.parametrize("code", ORDER)
def test_the_square_of_an_item_is_ticked_with_it(page, code):
    tick(page, code)
    for kind in ("wide", "slim"):
        done = page.locator(f".map.{kind} rect.done > title").evaluate_all("all => all.map(each => each.textContent.split(' ')[0])")
        assert done == [code] and page.locator(f".map.{kind} .tick-sign").count() == 1
    tick(page, code)
    assert page.locator(".map .done").count() == page.locator(".map .tick-sign").count() == 0


def test_what_a_picture_says_in_words_follows(page):
    tick(page, "TRN-01")
    assert page.locator(".map.wide desc").text_content().endswith("Done: 1 of 5.")
    page.locator(".where summary").first.click()
    assert page.locator("tbody tr").first.inner_text().split("\t")[:2] == ["Transparency", "1 of 1 must, 1 could"]


def test_a_square_leads_to_its_item(page):
    page.locator(".map.wide rect").last.click()
    assert page.evaluate("() => document.activeElement.id") == "prv-02-box"


# ---- the filter


@pytest.mark.parametrize(("name", "value", "codes"), [
    ("level", "must", ["TRN-01", "PRV-01"]),
    ("level", "could", ["TRN-03"]),
    ("phase", "build", ["PRV-01", "TRN-02"]),
    ("owner", "creative-lead", ["TRN-02", "PRV-02"]),
    ("theme", "privacy", ["PRV-01", "PRV-02", "PRV-04"]),
    ("channel", "email", ["TRN-02"]),
    ("state", "open", ["TRN-03", "PRV-01", "TRN-02", "PRV-02"]),
    ("state", "done", ["TRN-01"]),
    ("state", "confirm", ["PRV-01"]),
    ("search", "label", ["TRN-01", "TRN-02"]),
    ("search", "LABEL films", ["TRN-02"]),
    ("search", "prv-0", ["PRV-01", "PRV-02", "PRV-04"]),
    ("search", "agency list", ["TRN-03"]),
    ("search", "jo", ["TRN-02"]),
])
def test_a_filter_leaves_what_fits(page, name, value, codes):
    tick(page, "TRN-01")
    write(page, "TRN-03", notes="The agency list")
    write(page, "TRN-02.email", owner="Jo")
    choose(page, name, value)
    assert shown_codes(page) == codes
    assert page.locator("#shown").inner_text() == f"{len(codes)} of 6"


def test_filters_combine_and_are_cleared_together(page):
    choose(page, "theme", "privacy")
    choose(page, "level", "must")
    assert shown_codes(page) == ["PRV-01"]
    page.locator("#clear").click()
    settled(page)
    assert shown_codes(page) == [*ORDER, "PRV-04"] and not page.locator("#clear").is_visible()
    assert page.evaluate("() => document.activeElement.id") == "search"


def test_a_section_without_a_match_goes_with_its_link(page):
    choose(page, "phase", "run")
    assert page.locator("#list > .section[data-list]:visible h2").all_inner_texts() == ["Run"]
    assert page.locator("#contents li:visible").first.inner_text().startswith("Run")


def test_an_empty_result_says_so(page):
    choose(page, "search", "nothing like it")
    assert page.locator("#none").is_visible() and shown_codes(page) == []


def test_filtered_squares_fade(page):
    choose(page, "level", "must")
    assert page.locator(".map.wide rect.out").count() == 3


def test_a_filter_by_channel_shows_the_rows_of_that_channel_alone(page):
    choose(page, "channel", "email")
    assert page.locator(".channels li:visible label").all_inner_texts() == ["Email"]


def test_what_is_ticked_under_open_stays_until_the_filter_is_touched(page):
    choose(page, "state", "open")
    tick(page, "TRN-01")
    assert "TRN-01" in shown_codes(page)
    choose(page, "search", "e")
    assert "TRN-01" not in shown_codes(page)


def test_results_are_told_to_a_screen_reader(page):
    choose(page, "level", "must")
    assert page.locator("#said").text_content() == "2 of 6 items shown"


@pytest.mark.parametrize("name", ["phase", "owner", "theme", "channel"])
def test_a_choice_that_would_not_narrow_anything_is_not_offered(visit, name):
    page = visit(live_page(live_rules(*live_rules().item_list[:1]), make_campaign(markets=["de"]))).page
    assert not page.locator(f"#by-{name}").is_visible()


# ---- groups


@pytest.mark.parametrize(("name", "titles", "codes"), [
    ("theme", ["Transparency", "Privacy"], ["TRN-01", "TRN-02", "TRN-03", "PRV-01", "PRV-02", "PRV-04"]),
    ("owner", ["Brand manager", "Creative lead"], ["TRN-01", "PRV-01", "TRN-03", "TRN-02", "PRV-02", "PRV-04"]),
    ("phase", ["Plan", "Build", "Run"], [*ORDER, "PRV-04"]),
])
def test_the_list_is_grouped_without_reloading(page, name, titles, codes):
    page.locator("#group").select_option("owner")
    page.locator("#group").select_option(name)
    assert page.locator("#list > [data-list] h2").all_inner_texts() == titles
    assert shown_codes(page) == codes


@pytest.mark.parametrize("name", ["phase", "theme", "owner"])
def test_the_groups_of_the_page_are_those_it_was_made_with(visit, name):
    other = "theme" if name == "phase" else "phase"
    made, regrouped = (visit(live_page(group_by=group), name=f"{group}.html").page for group in (name, other))
    regrouped.locator("#group").select_option(name)
    assert shown_codes(regrouped) == shown_codes(made) and made.locator("#group").input_value() == name
    headings = "() => [...document.querySelectorAll('#list > .section > legend > h2')].map(each => each.textContent)"
    assert regrouped.evaluate(headings) == made.evaluate(headings)


def test_a_theme_says_how_it_reaches_marketing(page):
    page.locator("#group").select_option("theme")
    assert page.locator("#in-privacy > .intro").inner_text() == "How privacy reaches marketing."


def test_what_is_open_and_recorded_moves_with_its_item(page):
    write(page, "TRN-01", owner="Mia")
    tick(page, "TRN-01")
    page.locator("#group").select_option("owner")
    assert form_of(page, "TRN-01").locator("[name=owner]").input_value() == "Mia"
    assert page.locator("#contents li").first.inner_text().split()[-3:] == ["1", "of", "3"]
    assert page.locator("#in-brand-manager legend").inner_text().split() == ["Brand", "manager", "1", "of", "3"]


def test_links_of_the_contents_lead_to_the_groups(page):
    page.locator("#group").select_option("owner")
    page.locator("#contents a", has_text="Creative lead").click()
    assert page.url.endswith("#in-creative-lead")


# ---- keys


def test_single_keys_move_tick_open_and_search(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert is_ticked(page, "TRN-03")
    page.keyboard.press("k")
    page.keyboard.press("o")
    assert page.locator("#trn-01 > .more").get_attribute("open") is not None
    page.keyboard.press("n")
    page.keyboard.type("jot x")
    assert form_of(page, "TRN-01").locator("textarea").input_value() == "jot x" and not is_ticked(page, "TRN-01")
    page.locator("#trn-01-box").focus()
    page.keyboard.press("/")
    page.keyboard.type("films")
    settled(page)
    assert shown_codes(page) == ["TRN-02"]
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == "" and len(shown_codes(page)) == 6


def test_the_notes_of_an_item_with_channels_are_those_of_the_first(page):
    page.locator("#trn-02-box").focus()
    page.keyboard.press("n")
    page.keyboard.type("Hello")
    assert form_of(page, "TRN-02.instagram").locator("textarea").input_value() == "Hello"


def test_help_opens_closes_and_switches_single_keys_off_for_good(page):
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") != "search"
    reload(page)
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") != "search"
    page.locator("#help-open").click()
    page.locator("#single-keys").check()
    page.locator("#help-close").click()
    page.locator("#trn-01-box").focus()
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") == "search"


def test_everything_that_is_shown_can_be_reached_by_tab(page):
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()"))
    wanted = {"copy", "save", "load", "print", "help-open", "search", "by-state", "by-theme", "group", "trn-01-box", "trn-02.email-box"}
    assert wanted <= reached


def test_focus_is_never_under_the_bar(page):
    for code in ORDER:
        page.locator(f"#{code.lower()}-box").focus()
        page.locator(f"#{code.lower()}-box").scroll_into_view_if_needed()
    page.locator("#contents a").first.click()
    bar = page.locator("#bar").bounding_box()
    heading = page.locator("#in-plan h2").bounding_box()
    assert heading["y"] >= bar["y"] + bar["height"] or bar["y"] > heading["y"]


# ---- languages and directions


def test_a_german_page_says_nothing_in_english(visit):
    english, german = live_rules().wordings[:2]
    page = visit(live_page(lang="de")).page
    tick(page, "TRN-01")
    write(page, "TRN-01", owner="Mia", due="2027-01-05", na="x", evidence="y")
    choose(page, "search", "label")
    said = page.evaluate("""() => [
        document.body.innerText, ...['said', 'filtered', 'kept', 'next'].map(id => document.getElementById(id).textContent),
        ...[...document.querySelectorAll('[aria-label], [placeholder]')].map(each => `${each.ariaLabel} ${each.placeholder}`),
        document.querySelector('.map desc').textContent,
    ].join(' ')""")
    pieces = [re.split(r"\{[a-z_]+\}", sentence) for name, sentence in english.items() if german[name] != sentence]
    assert [piece for sentence in pieces for piece in sentence if len(piece.strip(" .,:;()")) > 8 and piece.strip(" .,:;()") in said] == []
    assert "Erledigt: 1 von 5." in said and "Entfällt, weil" in said and "Angezeigt: 2 von 6" in said


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_page_from_right_to_left_mirrors_and_does_not_scroll_sideways(visit, viewport):
    page = visit(live_page().replace("<html ", '<html dir="rtl" ', 1), viewport=viewport).page
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    tick(page, "TRN-01")
    assert overflow(page) == 0
    box, label = (page.locator(f"#trn-01 > {name}").bounding_box() for name in (".tick", "label"))
    assert box["x"] > label["x"]


def test_text_of_twice_the_size_does_not_scroll_sideways(visit):
    # A window of 1280 pixels at 200 % shows 640 of them.
    page = visit(live_page(), viewport={"width": 640, "height": 450}, device_scale_factor=2).page
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert overflow(page) == 0
