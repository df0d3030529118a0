"""The page of HTML: valid, complete, one control for each thing to tick, nothing that runs or is loaded."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import html5lib
import pytest

from checklist import api, charts, dialects
from checklist.loading import load_rules
from checklist.rulefiles import shipped
from checklist.model import Parameter, RuleSet, State
from checklist.page import FUNCTIONS, WORDS
from checklist.screening import screen
from checklist.selection import Choice

from .builders import DAY, make_campaign, make_item, make_rules, make_source, make_waiver, wants

GROUPS = ("phase", "theme", "owner")
TEMPLATES = ("checklist", "compact")
SPRING = make_campaign(
    title="Spring launch", launch=date(2027, 3, 1), ends=date(2027, 5, 31),
    facets={
        "markets": ("de", "fr"), "channels": ("instagram", "tiktok", "owned-site"),
        "ai_uses": ("generated-media", "chatbot", "targeting"),
        "data": ("customer-list",), "sectors": ("cosmetics",), "audience": (),
    },
    waivers=(
        make_waiver("WEL-04"), make_waiver("TRN-02.tiktok", reason="TikTok labels itself"),
        make_waiver("ACC-01", expires=date(2026, 6, 30)),
    ),
)
CAMPAIGNS = {"campaign": SPRING, "no campaign": api.NOBODY, "facts only": api.NOBODY._replace(facets={"markets": ("us",)})}
EVERY_PAGE = pytest.mark.parametrize(
    ("who", "group", "template"), [(who, group, template) for who in CAMPAIGNS for group in GROUPS for template in TEMPLATES]
)
EVERY_DESIGNED_PAGE = pytest.mark.parametrize(("who", "group"), [(who, group) for who in CAMPAIGNS for group in GROUPS])


def write(rules: RuleSet, campaign: Any, *, template: str = "checklist", form: str = "html", states: Any = None, **choice: Any) -> str:
    made = api.checklist(rules, api.Brief(campaign), Choice(**choice), day=DAY, states=states)
    return api.render(rules, made, format=form, template=api.find_template(template, dialects.load(form)))


@lru_cache(maxsize=None)
def page(who: str, group: str = "phase", template: str = "checklist") -> str:
    """Return a page of the built-in rules."""
    return write(load_rules(), CAMPAIGNS[who], group_by=group, template=template)


@lru_cache(maxsize=64)
def tree(text: str) -> Any:
    """Return *text* as a browser reads it; a fault in it is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def words_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def of_class(text: str, name: str) -> list[Any]:
    return [element for element in tree(text).iter() if name in element.get("class", "").split()]


def by_id(text: str, name: str) -> Any:
    return next(element for element in tree(text).iter() if element.get("id") == name)


def row_of(text: str, name: str) -> Any:
    """Return the row of facts of an item."""
    return next(element for element in by_id(text, name).iter("p") if element.get("class") == "facts-row")


def shown(text: str) -> Any:
    """Return the body of a page without what only the script reads."""
    body = html5lib.parse(text, namespaceHTMLElements=False).find("body")
    for parent in list(body.iter()):
        for script in parent.findall("script"):
            parent.remove(script)
    return body


def small(*items: Any, sources: Any = (), params: Any = (), campaign: Any = None, **options: Any) -> str:
    """Return the page of a few rules."""
    rules = make_rules(*items, sources=tuple(sources), params=tuple(params))
    return write(rules, campaign or make_campaign(markets=["de"]), **options)


# ---- valid and accessible by its syntax


@pytest.mark.no_cover  # what takes the time is the parser
@EVERY_PAGE
def test_the_page_is_valid_html(who, group, template):
    assert tree(page(who, group, template)) is not None


@EVERY_PAGE
def test_ids_are_unique(who, group, template):
    names = Counter(element.get("id") for element in tree(page(who, group, template)).iter() if element.get("id"))
    assert [name for name, number in names.items() if number > 1] == []


@EVERY_PAGE
def test_whatever_is_named_is_there(who, group, template):
    elements = list(tree(page(who, group, template)).iter())
    there = {element.get("id") for element in elements}
    keys = ("for", "aria-labelledby", "aria-describedby")
    named = [name for element in elements for key in keys for name in element.get(key, "").split()]
    named += [element.get("href")[1:] for element in elements if element.get("href", "").startswith("#")]
    assert [name for name in named if name not in there] == []


@EVERY_PAGE
def test_every_field_has_a_name(who, group, template):
    root = tree(page(who, group, template))
    labels = [element for element in root.iter("label")]
    tied = {label.get("for") for label in labels if label.get("for")}
    within = {id(field) for label in labels for field in label.iter() if field.tag in ("input", "select", "textarea")}
    fields = [element for element in root.iter() if element.tag in ("input", "select", "textarea")]
    told = ("aria-label", "aria-labelledby")
    named = [field for field in fields if field.get("id") in tied or id(field) in within or any(map(field.get, told))]
    assert fields == named and sum(field.get("class") == "tick" for field in fields) > 10


@EVERY_PAGE
def test_headings_skip_no_level_and_the_first_is_the_title(who, group, template):
    levels = [int(element.tag[1]) for element in tree(page(who, group, template)).iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


@EVERY_PAGE
def test_there_is_one_main_landmark(who, group, template):
    assert [element.tag for element in tree(page(who, group, template)).iter("main")] == ["main"]


@EVERY_DESIGNED_PAGE
def test_every_section_is_a_fieldset_with_its_heading_as_legend(who, group):
    legends = [element[0] for element in tree(page(who, group)).iter("fieldset") if "section" in element.get("class")]
    assert legends and all(legend.tag == "legend" and legend[0].tag == "h2" for legend in legends)


def test_every_picture_has_title_and_description():
    pictures = [element for element in tree(page("campaign")).iter("{http://www.w3.org/2000/svg}svg") if element.get("role") == "img"]
    assert len(pictures) == 2
    for picture in pictures:
        assert [child.tag.rpartition("}")[2] for child in picture][:2] == ["title", "desc"]
        assert picture.get("aria-labelledby") == f"{picture[0].get('id')} {picture[1].get('id')}" and words_of(picture[1])


# ---- complete


@EVERY_DESIGNED_PAGE
def test_the_action_of_every_item_is_a_label_once(core, who, group):
    made = api.checklist(core, api.Brief(CAMPAIGNS[who]), Choice(group_by=group), day=DAY)
    actions = [str(task.entry.action) for section in made.sections for task in section.tasks]
    labels = Counter(words_of(element) for element in tree(page(who, group)).iter("label"))
    assert actions and {action: labels[action] for action in actions if labels[action] != 1} == {}


@EVERY_DESIGNED_PAGE
def test_an_item_is_found_by_its_code_in_small_letters(core, who, group):
    made = api.checklist(core, api.Brief(CAMPAIGNS[who]), Choice(group_by=group), day=DAY)
    for task in [task for section in made.sections for task in section.tasks] + list(made.waived):
        item = by_id(page(who, group), task.entry.code.lower())
        assert words_of(item.find("a")) == task.entry.code and item.find("a").get("href") == f"#{item.get('id')}"
        assert str(task.entry.why) in words_of(item) and all(str(text) in words_of(item) for text in task.entry.how)


def test_an_item_shows_what_the_guide_of_a_wiki_shows():
    source = make_source("law", short="Law 1", jurisdictions=("eu",), since=date(2026, 9, 1))
    item = make_item(
        required_by=["law"], see=("law",), how=("Do this.", "Do that."), evidence="a file", effort=25,
        snippets=(("de", "Mit KI erstellt"),), packs=("test", "acme"),
    )
    details = next(by_id(small(item, sources=[source], campaign=make_campaign(markets=["de"], launch=DAY)), "trn-01").iter("details"))
    pairs = {words_of(term): words_of(text) for terms in details.iter("dl") for term, text in zip(terms[::2], terms[1::2])}
    assert [words_of(step) for step in details.iter("li")] == ["Do this.", "Do that."]
    assert pairs == {
        "Show:": "a file", "Must:": "Law 1 (EU, since 2026-09-01)", "See also:": "Law 1", "Here because:": "every campaign",
        "House rule:": "acme", "de": "Mit KI erstellt",
    }


def test_an_item_of_several_channels_has_a_box_for_each_with_its_own_steps():
    group = next(by_id(page("campaign"), "trn-02").iter("fieldset"))
    labels = [words_of(label) for label in group.iter("label")]
    assert labels == ["Instagram", "Your own site"]
    assert "switch on “Add AI label”" in words_of(group)


def test_the_row_of_an_item_says_level_place_law_owner_and_day():
    source = make_source("law", short="Law 1", jurisdictions=("eu",))
    text = small(make_item(required_by=["law"]), sources=[source], campaign=make_campaign(markets=["de"], launch=DAY))
    assert words_of(row_of(text, "trn-01")) == "Must EU Law 1 Brand manager, 30 min by 2027-02-19"


@pytest.mark.parametrize(("since", "shown"), [
    (date(2026, 3, 1), True), (DAY, True), (date(2026, 2, 28), False), (date(2018, 5, 25), False),
])
def test_a_law_is_news_for_a_year(since, shown):
    text = small(make_item(required_by=["law"]), sources=[make_source("law", since=since)])
    assert (f"new since {since}" in words_of(row_of(text, "trn-01"))) is shown


def test_of_many_laws_three_are_named_new_ones_first():
    laws = [make_source(f"law-{number}", since=date(2027, 1, 1) if number == 4 else date(2020, 1, 1)) for number in range(5)]
    text = small(make_item(required_by=[law.name for law in laws]), sources=laws)
    assert "law-4 new since 2027-01-01, law-0, law-1 and 2 more" in words_of(row_of(text, "trn-01"))


def test_a_source_in_an_item_leads_to_its_line_in_the_list_of_sources():
    laws = [make_source(f"law-{number}", short=f"Law {number}", url=f"https://law.example/{number % 3}") for number in range(5)]
    items = [make_item(f"TRN-0{number + 1}", required_by=[law.name]) for number, law in enumerate(laws)]
    text = small(*items, sources=laws, campaign=make_campaign(markets=["de"]))
    links = [link for link in tree(text).iter("a") if words_of(link).startswith("Law ") and link.get("href", "").startswith("#s")]
    assert {words_of(link) for link in links} == {law.short for law in laws}
    for link in links:
        (target,) = by_id(text, link.get("href")[1:])
        address = next(inner.get("href") for inner in target.iter("a"))
        assert words_of(link) in words_of(target) and address == f"https://law.example/{int(words_of(link)[-1]) % 3}"


def test_what_is_open_is_marked_with_the_facets_that_decide():
    item = make_item(when=wants(data=["personal"]), required_by=["law"])
    text = small(item, sources=[make_source("law", jurisdictions=("us-ny",))], campaign=make_campaign(markets=["us"]))
    assert "To confirm: data, markets" in words_of(row_of(text, "trn-01"))
    assert "Until the brief says so, TRN-01 stays in." in words_of(tree(text))


def test_a_level_that_changes_says_its_day_in_the_row_and_on_the_line_of_days():
    text = small(make_item(required_by=["law"]), sources=[make_source("law", since=date(2027, 12, 2))])
    assert words_of(row_of(text, "trn-01")).startswith("Should Must from 2027-12-02 EU law")
    day = next(element for element in of_class(text, "law") if element.tag == "li")
    assert words_of(day) == "2027-12-02 TRN-01 becomes a must – EU, law."


def test_without_a_campaign_nothing_is_to_confirm_and_levels_name_places():
    text = page("no campaign")
    assert "data-confirm" not in text.partition("<script>")[0] and "To confirm:" not in words_of(shown(text))
    assert "No campaign given" in words_of(tree(text))
    assert words_of(row_of(text, "eth-03")).startswith("Must in EU AI Act Art. 4")
    assert "Applies to:" in text and "Here because:" not in text and 'id="left-out"' not in text


def test_what_has_to_be_settled_first_is_listed():
    item = make_item(action="Ask {{ brand }}", owner="creative-lead")
    campaign = make_campaign(markets=["de"], waivers=(make_waiver("TRN-01", expires=date(2027, 1, 1)),))
    brand = Parameter("brand", "your brand", None, "text", None, None)
    text = small(item, make_item("TRN-02"), campaign=campaign, params=[brand], owner="creative-lead")
    said = words_of(of_class(text, "settle")[0])
    assert "Waiver ended on 2027-01-01: TRN-01 is due again." in said
    assert "your brand. Give values in the brief under params." in said and "Hidden by --owner creative-lead: 1." in said


@pytest.mark.parametrize("number, said", [(12, "TRN-11 and TRN-12 stay in."), (13, "Until the brief says so, 13 items stay in.")])
def test_a_question_counts_the_items_that_nobody_would_read(number, said):
    items = [make_item(f"TRN-{place:02}", when=wants(data=["personal"])) for place in range(1, number + 1)]
    assert said in words_of(of_class(small(*items, campaign=make_campaign(markets=["de"])), "settle")[0])


def test_there_is_no_card_where_nothing_has_to_be_settled():
    assert "Before you start" not in small(make_item())


def test_days_stand_in_order_each_once():
    days = [words_of(element) for element in of_class(page("campaign"), "line")[0].iter("time")]
    assert days == sorted(set(days)) and {"2027-03-01", "2027-05-31", "2027-06-30"} <= set(days)


def test_what_happens_on_one_day_stands_together():
    said = [words_of(element) for element in of_class(page("campaign"), "line")[0]]
    assert "2027-03-01 Levels on this page Launch" in said
    assert "2027-06-30 Waiver of TRN-02.tiktok and WEL-04 ends" in said


def test_what_is_waived_keeps_its_box_and_says_why():
    text = page("campaign")
    waived = [item.get("id") for item in by_id(text, "waived").iter("li") if item.get("id")]
    assert sorted(waived) == ["trn-02.tiktok", "wel-04"]
    assert "Waived until 2027-06-30 Head of media: the network does it" in words_of(by_id(text, "wel-04"))
    assert words_of(by_id(text, "trn-02.tiktok").find("label")).startswith("TikTok – Label realistic AI pictures")


def test_what_is_left_out_is_folded_and_complete(core):
    made = api.checklist(core, api.Brief(SPRING), Choice(), day=DAY)
    section = by_id(page("campaign"), "left-out")
    assert made.left_out and next(section.iter("details")).get("open") is None
    assert all(out.code in words_of(section) for out in made.left_out)


def test_a_page_of_a_campaign_says_that_nothing_is_left_out():
    assert "Nothing is left out." in words_of(by_id(small(make_item()), "left-out"))


@EVERY_DESIGNED_PAGE
def test_the_contents_count_what_stands_in_each_section(who, group):
    text = page(who, group)
    for link in of_class(text, "contents")[0].iter("a"):
        section = by_id(text, link.get("href")[1:])
        if section.tag == "fieldset":
            assert words_of(link).rpartition(" ")[2] == str(len(section.find("ul")))


def test_the_page_says_that_ticks_are_not_kept():
    assert "Ticks on this page are not kept when it is closed." in words_of(tree(page("campaign")))


def test_ticks_and_notes_that_come_with_a_checklist_are_shown():
    states = {"TRN-01": State("x", "see wiki", ("Owner: Mia <b>",)), "TRN-02": State(" ", "", ())}
    text = small(make_item(), make_item("TRN-02"), states=states)
    assert by_id(text, "trn-01-box").get("checked") is not None and by_id(text, "trn-02-box").get("checked") is None
    assert "see wiki Owner: Mia <b>" in words_of(by_id(text, "trn-01"))


def test_themes_say_how_they_reach_marketing():
    assert "How transparency reaches marketing." in words_of(tree(small(make_item())))
    assert words_of(of_class(small(make_item(), group_by="theme"), "intro")[0]) == "How transparency reaches marketing."


def test_advice_and_origin_stand_at_the_foot():
    foot = words_of(next(tree(page("campaign")).iter("footer")))
    assert "Guidance, not legal advice." in foot and "levels as of 2027-03-01" in foot and "Must is law in force" in foot


# ---- the map


@EVERY_DESIGNED_PAGE
def test_map_and_table_add_up_to_the_totals(core, who, group):
    made = api.checklist(core, api.Brief(CAMPAIGNS[who]), Choice(group_by=group), day=DAY)
    expected = {level: number for level in ("must", "should", "could") if (number := getattr(made.totals, level))}
    text = page(who, group)
    table = Counter()
    for cell in next(tree(text).iter("table")).iter("td"):
        for number, level in re.findall(r"(\d+) (must|should|could)", words_of(cell)):
            table[level] += int(number)
    assert table == expected
    for kind in ("wide", "slim"):
        squares = of_class(text, kind)[0].iter("{http://www.w3.org/2000/svg}rect")
        assert Counter(square.get("class") for square in squares) == expected


@pytest.mark.parametrize("slim", [False, True], ids=["wide", "slim"])
@pytest.mark.parametrize("who", CAMPAIGNS)
def test_squares_stand_apart_and_inside_the_picture(core, who, slim):
    chart = charts.work_map(api.checklist(core, api.Brief(CAMPAIGNS[who]), Choice(), day=DAY), slim=slim)
    size = chart.shape.size
    tiles = [tile for row in chart.rows for cell in row.cells for tile in cell.tiles]
    assert all(0 <= tile.x <= chart.width - size and 0 <= tile.y <= chart.height - size for tile in tiles)
    assert all(
        abs(one.x - two.x) > size or abs(one.y - two.y) > size
        for place, one in enumerate(tiles) for two in tiles[:place]
    )


def mark(number: int) -> charts.Mark:
    return charts.Mark(f"TRN-{number:02}", "should")


def test_a_full_cell_takes_further_lines_and_its_row_grows():
    few, many = ([mark(number) for number in range(count)] for count in (1, 9))
    short, tall = (charts.drawn([("Theme", [marks, []])], ["plan", "build"], shape=charts.WIDE) for marks in (few, [*many, *many]))
    assert tall.height > short.height and len({tile.y for tile in tall.rows[0].cells[0].tiles}) > 1
    assert tall.rows[0].cells[0].totals == (("should", 18),) and tall.rows[0].cells[1] == charts.Cell((), ())


def test_a_title_that_is_too_long_is_pressed_into_its_room():
    chart = charts.drawn([("A theme with quite a long title indeed", [[]]), ("Ethics", [[]])], ["plan"], shape=charts.WIDE)
    assert [bool(row.label.squeeze) for row in chart.rows] == [True, False]
    assert chart.rows[0].label.squeeze < charts.WIDE.label


@pytest.mark.parametrize("columns", [1, 6, 12, 40])
def test_any_number_of_columns_can_be_drawn(columns):
    chart = charts.drawn([("Theme", [[mark(1)]] * columns)], ["plan"] * columns, shape=charts.SLIM)
    assert len(chart.heads) == columns and chart.height > 0


def test_a_map_without_rows_can_be_drawn():
    assert charts.drawn([], [], shape=charts.WIDE).rows == ()


def test_a_theme_whose_items_are_all_waived_has_no_row():
    rules = make_rules(make_item(), make_item("ACC-01", theme="accountability"))
    campaign = make_campaign(markets=["de"], waivers=(make_waiver("ACC-01"),))
    chart = charts.work_map(api.checklist(rules, api.Brief(campaign), Choice(), day=DAY))
    assert [row.label.title for row in chart.rows] == ["Transparency"]


# ---- nothing runs, nothing is loaded


@EVERY_PAGE
def test_nothing_is_loaded_and_nothing_runs_but_the_one_script(who, group, template):
    text = page(who, group, template)
    root = tree(text)
    tags = {str(element.tag).rpartition("}")[2] for element in root.iter()}
    assert not tags & {"link", "img", "image", "iframe", "object", "embed", "form", "base", "video", "audio", "use"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on")} and not names & {"style", "src", "srcset", "action", "ping", "background"}
    assert "@import" not in text and "url(" not in text
    assert {element.tag for element in root.iter() if element.get("href")} <= {"a"}
    kinds = [element.get("type") for element in root.iter("script")]
    assert kinds == (["application/json", None] if template == "checklist" else [])


@EVERY_PAGE
def test_links_are_safe_and_tell_nobody(who, group, template):
    root = tree(page(who, group, template))
    links = [element for element in root.iter("a") if not element.get("href").startswith("#")]
    assert all(re.match("https?:|mailto:", link.get("href")) and not link.get("target") for link in links)
    assert [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "referrer"] == ["no-referrer"]


def policy_of(root: Any) -> str:
    return next(element.get("content") for element in root.iter("meta") if element.get("http-equiv") == "Content-Security-Policy")


def sum_of(element: Any) -> str:
    return b64encode(sha256("".join(element.itertext()).encode()).digest()).decode()


@EVERY_DESIGNED_PAGE
def test_the_policy_names_the_sums_of_the_one_style_sheet_and_the_one_script(who, group):
    root = tree(page(who, group))
    (style,), (_, script) = list(root.iter("style")), list(root.iter("script"))
    assert policy_of(root) == (
        f"default-src 'none'; style-src 'sha256-{sum_of(style)}'; script-src 'sha256-{sum_of(script)}'; "
        "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
    )


def test_a_page_of_words_alone_may_run_no_script():
    root = tree(page("campaign", template="compact"))
    (style,) = root.iter("style")
    assert policy_of(root) == f"default-src 'none'; style-src 'sha256-{sum_of(style)}'; base-uri 'none'; form-action 'none'"


HOSTILE = (
    "</script><script>alert(1)</script>", "</title><b>x</b>", '"><img src=x onerror=alert(1)>', "' autofocus onfocus=alert(1) x='",
    "<!-- x", "--> x", "</main></main>", "{{ title }} {% x %}", "&lt;b&gt; &amp;", "</style><svg onload=alert(1)>",
    '<a href="#x">y</a> id="x"',
)


def pages_of(text: str) -> dict[str, str]:
    """Return pages on which *text* stands wherever data can stand."""
    # Rule text is Markdown: as code it comes out letter for letter.
    rule = f"`{text}`"
    said = {"action": rule, "why": rule, "how": (rule,), "evidence": rule, "snippets": (("de", rule),)}
    item = make_item(required_by=["law"], see=("law",), per="channels", **said)
    waived = make_item("TRN-02", action=rule)
    sources = [make_source("law", short=text, title=text, jurisdictions=("eu",), since=date(2027, 6, 1))]
    waiver = make_waiver("TRN-02", reason=text, approver=text)
    campaign = make_campaign(title=text, launch=DAY, markets=["de"], channels=["instagram", "email"], waivers=(waiver,))
    rules = make_rules(item, waived, sources=tuple(sources))
    themes = {name: theme._replace(title=text, impact=text) for name, theme in rules.themes.items()}
    rules = rules._replace(themes=themes)
    states = {"TRN-01": State("x", text, (text,))}
    return {template: write(rules, campaign, template=template, states=states) for template in TEMPLATES}


def shape_of(text: str) -> list[tuple[str, list[str]]]:
    """Return the elements of a page with their attributes, but for those that press a long title into its room."""
    return [(str(element.tag), sorted({*element.attrib} - {"textLength", "lengthAdjust"})) for element in tree(text).iter()]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_stays_text(text, template):
    harmless, hostile = pages_of("harmless")[template], pages_of(text)[template]
    assert shape_of(harmless) == shape_of(hostile)
    assert words_of(shown(hostile)).count(" ".join(text.split())) == words_of(shown(harmless)).count("harmless")


def test_an_identity_that_is_no_name_stays_in_its_attribute():
    root = tree(small(make_item(), campaign=make_campaign(id='x" onload="y', markets=["de"])))
    assert root.get("data-checklist") == 'x" onload="y' and root.get("onload") is None


# ---- size, templates, the other dialect


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_page_of_all_items_is_small(lang):
    assert len(write(load_rules(lang=lang), api.NOBODY).encode()) < 400_000


# The dashboard of `status`, the index of a batch and the brief of `scan` are no page of a checklist: they have words of their own,
# escaped by Jinja itself.
DASHBOARD = ("status.html.j2", "_bar.html.j2", "index.html.j2", "scan.html.j2")
PAGE_TEMPLATES = sorted(path for path in Path(shipped("templates")).glob("*.html.j2") if path.name not in DASHBOARD)


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: path.name)
def test_the_templates_of_the_page_keep_to_the_rules_for_those_of_others(path):
    assert screen(path.read_text(encoding="utf-8"), str(path), (*WORDS, *FUNCTIONS)) == []


def test_every_function_of_templates_is_offered(core):
    from checklist.page import Page
    from checklist.wording import Words

    made = api.checklist(core, api.Brief(api.NOBODY), Choice(), day=DAY)
    words = Page(made, Words(core.wording, core.vocabulary), dialects.load("html")).vocabulary()
    assert set(FUNCTIONS) <= set(words) and all(callable(words[name]) for name in FUNCTIONS)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("who", CAMPAIGNS)
def test_the_fragment_holds_nothing_that_wikis_strip(who, group):
    text = write(load_rules(), CAMPAIGNS[who], form="html-fragment", group_by=group)
    assert not re.search(r"<[^>]* (class|style|id|for)=|<(input|label|fieldset|main|svg|script|style|nav)\b", text)
    assert text.count("☐") > 10


def test_a_jump_without_a_goal_is_left_as_its_text():
    assert "(<a" not in page("campaign", template="compact") and '<span class="code">ETH-03</span>' in page("campaign", template="compact")


def test_a_template_of_a_user_keeps_its_own_main(run):
    Path("mine.j2").write_text("<main><p>{{ title() }}</p></main>\n")
    outcome = run("generate", "--template", "mine.j2", "-f", "html")
    assert outcome.code == 0 and outcome.out.count("<main") == 1


def test_the_page_is_the_same_each_time(core):
    assert write(core, SPRING) == write(core, SPRING)
