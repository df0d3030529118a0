"""A page is the same whether parts of it were written for a page before it or not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from checklist import dialects, making, memory, stores
from checklist.arranging import GROUPINGS
from checklist.selection import Choice, select
from tests.builders import make_campaign, make_waiver
from tests.strategies import examples
from tests.test_memory import CAMPAIGNS, DAYS, RULES

DIALECTS = [name for name in dialects.names() if not hasattr(dialects.load(name), "render")]
OTHERS = st.builds(
    lambda campaign, waived: campaign._replace(waivers=(make_waiver(waived),) if waived else ()),
    CAMPAIGNS, st.sampled_from(["", "TRN-01", "TRN-01.tiktok", "TRN-02"]),
)


def forget() -> None:
    memory._kept.clear()
    stores._scopes.clear()


def page(campaign, day, form, below=0, group_by="phase", rules=RULES, template="checklist") -> str:
    made = select(rules, campaign, as_of=day, choice=Choice(group_by=group_by), may_be_empty=True)
    return making.render(rules, made, format=form, template=making.find_template(template, dialects.load(form)), below=below)


@pytest.mark.parametrize("form", DIALECTS)
@given(data=st.data())
@settings(max_examples=examples(15), deadline=None, database=None)
def test_a_page_is_the_same_whatever_was_written_before(form, data):
    templates = st.sampled_from(["checklist", "compact"])
    requests = st.tuples(OTHERS, DAYS, st.just(form), st.integers(0, 2), st.sampled_from(GROUPINGS), st.just(RULES), templates)
    asked = data.draw(st.lists(requests, min_size=2, max_size=5))
    expected = []
    for each in asked:
        forget()
        expected.append(page(*each))
    forget()
    for _ in range(2):
        assert [page(*each) for each in asked] == expected


@pytest.mark.parametrize("form", DIALECTS)
def test_a_page_of_core_is_the_same_whatever_was_written_before(core, form):
    campaigns = [
        make_campaign(markets=["de"], channels=["instagram", "tiktok"], ai_uses=["generated-image"], launch=date(2027, 3, 1)),
        make_campaign(markets=["us"], channels=["instagram"], ai_uses=["generated-image", "chatbot"], launch=date(2027, 4, 1)),
    ]
    alone = []
    for campaign in campaigns:
        forget()
        alone.append(page(campaign, date(2027, 3, 1), form, rules=core))
    forget()
    assert [page(campaign, date(2027, 3, 1), form, rules=core) for campaign in campaigns] == alone


def test_a_page_in_another_language_or_by_other_packs_takes_nothing_over(core):
    campaign, day = make_campaign(markets=["de"], channels=["tiktok"]), date(2027, 3, 1)
    other = RULES._replace(packs=(*RULES.packs, RULES.packs[0]._replace(name="house", title="House", params=())))
    forget()
    pages = [page(campaign, day, "markdown", rules=rules) for rules in (RULES, RULES._replace(wording=RULES.wordings[1]), other)]
    alone = []
    for rules in (RULES, RULES._replace(wording=RULES.wordings[1]), other):
        forget()
        alone.append(page(campaign, day, "markdown", rules=rules))
    assert pages == alone and len(set(pages)) == 3


def test_a_template_that_is_not_ours_writes_its_own_parts_every_time(tmp_path):
    path = tmp_path / "own.j2"
    path.write_text("{{ h(1, title()) }}{% for guide in checklist.guide %}{% for item in guide.tasks %}{% call kept(item) %}"
                    "{{ h(2, checklist.campaign.title, item.entry.item.code) }}{% endcall %}{% endfor %}{% endfor %}")
    pages = [page(make_campaign(title=title), date(2027, 3, 1), "markdown", template=str(path)) for title in ("One", "Two")]
    assert "OneTRN" in pages[0] and "TwoTRN" in pages[1] and "One" not in pages[1]


def test_what_is_kept_of_pages_is_bounded(monkeypatch):
    forget()
    monkeypatch.setattr(stores.Store.__init__, "__defaults__", (8,))
    for number in range(1, 28):
        page(make_campaign(markets=["de"], launch=date(2027, 1, number)), date(2027, 3, 1), "markdown")
        assert all(len(store) <= 8 for _, _, both in stores._scopes.values() for store in both)
