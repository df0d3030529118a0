"""The sheet of one role: for whom, how long, by when, and who has the rest."""

from __future__ import annotations

from datetime import date

import pytest

from checklist import api, dialects
from checklist.model import RuleSet, Term
from checklist.selection import Choice
from tests.builders import DAY, OWNERS, make_campaign, make_item, make_rules

PAGES = ["markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence", "jira", "text", "html", "html-fragment"]
ITEMS = (
    make_item(effort=45, lead=10), make_item("TRN-02", per="channels", effort=30, lead=20), make_item("TRN-03", lead=-5),
    make_item("TRN-08", owner="creative-lead", lead=30), make_item("TRN-09", owner="creative-lead"),
)
CAMPAIGN = make_campaign(launch=date(2027, 3, 1), channels=["instagram", "tiktok"])


def page(*items, form="text", template="checklist", campaign=CAMPAIGN, rules=None, lang="en", **options):
    rules = rules or make_rules(*(items or ITEMS))
    if lang != "en":
        rules = rules._replace(lang=lang, wording=rules.wordings[1], wordings=rules.wordings[::-1])
    made = api.checklist(rules, api.Brief(campaign), Choice(**options), day=DAY)
    return api.render(rules, made, format=form, template=api.find_template(template, dialects.load(form)))


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_every_page_says_for_whom_it_is(form, template):
    sheet = page(form=form, template=template, owner="brand-manager").replace("&ndash;", "–").replace("\\-", "-")
    assert "Spring – Brand manager" in sheet
    assert "This sheet is for one role, Brand manager: about 2 h 15 min of work" in sheet
    assert "Creative lead (2)" in sheet and "TRN-08" not in sheet


def test_the_sheet_is_in_german_too():
    sheet = page(owner="brand-manager", lang="de")
    assert "Dieses Blatt ist für eine Rolle, Brand manager: etwa 2 h 15 min Arbeit, das Erste davon bis 2027-02-09. Der Rest" in sheet


def test_the_sheet_says_when_the_first_is_due_where_the_launch_is_known():
    assert "of work, the first of it due by 2027-02-09." in page(owner="brand-manager")
    assert "of work. The rest" in page(owner="brand-manager", campaign=make_campaign())


def test_the_sheet_of_whoever_has_everything_names_nobody_else():
    sheet = page(make_item(), owner="brand-manager")
    assert "about 30 min of work, the first of it due by 2027-02-19.\n" in sheet and "The rest lies with" not in sheet


def test_the_sheet_has_no_list_of_who_does_what():
    assert "Who does what" in page() and "Who does what" not in page(owner="brand-manager")


def test_the_page_of_all_is_no_sheet():
    assert "This sheet" not in page() and "Brand manager" not in page().split("\n")[0]


def many_roles() -> RuleSet:
    roles = {name: Term(name, name, "") for name in (f"role-{letter}" for letter in "abcdefgh")}
    items = [make_item(f"TRN-{place:02}", owner=name) for place, name in enumerate(roles, 20)]
    rules = make_rules(make_item(), *items, make_item("TRN-40", owner="role-h"))
    return rules._replace(vocabulary=rules.vocabulary._replace(owners={**OWNERS, **roles}))


def test_the_rest_names_the_busiest_roles_first_and_counts_the_others():
    sheet = page(rules=many_roles(), owner="brand-manager")
    assert "The rest lies with: Role-h (2), Role-a (1), Role-b (1), Role-c (1), Role-d (1), Role-e (1) and 2 more." in sheet


def test_time_is_that_of_what_the_budget_leaves():
    # 30 minutes, then 30 for each channel, then 45: the second channel no longer fits.
    assert "about 1 h of work" in page(owner="brand-manager", budget=80)


# ---- by when


@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_by_when_lists_days_in_order(template):
    sheet = page(template=template)
    part = sheet[sheet.index("By when\n") :].split("\n\n")[1]
    assert part == "- 2027-01-30: TRN-08\n- 2027-02-09: TRN-02\n- 2027-02-19: TRN-01 and TRN-09\n- 2027-03-06: TRN-03"


@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_by_when_is_not_there_without_a_launch(template):
    assert "By when" not in page(template=template, campaign=make_campaign())


def test_by_when_is_of_what_is_shown():
    sheet = page(owner="creative-lead")
    assert "- 2027-01-30: TRN-08" in sheet and "TRN-01" not in sheet


def test_html_shows_the_day_at_each_item_and_no_second_list():
    sheet = page(form="html", owner="brand-manager")
    assert "by 2027-02-09" in sheet and "By when" not in sheet.partition("<script>")[0]
