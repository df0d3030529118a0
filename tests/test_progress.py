"""How far many pages are: figures, due days, what to look at, and pages nobody would write by hand."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist import api, dialects
from checklist.ledger import STATES
from checklist.model import ChannelSteps
from checklist.progress import Filter, Status, status
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source
from tests.strategies import few

RULES = make_rules(
    make_item("TRN-01", action="Label pictures", required_by=("ai-act",)), make_item("TRN-02", action="Keep a list", owner="creative-lead"),
    make_item("PRV-01", action="Ask first", theme="privacy", see=("blog",)),
    sources=(make_source("ai-act", jurisdictions=("eu",)), make_source("blog", kind="guidance", jurisdictions=("us",))),
)
BEGIN, END = "<!-- checklist-begin v=1 id={} dialect=markdown -->\n\n", "\n\n<!-- checklist-end sum=000000000000 -->\n"
FORMATS = ("markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence")


def page(body: str, id: str = "spring") -> str:
    return BEGIN.format(id) + body + END


def told(*pages: tuple[str, str], rules=RULES, day: date = DAY, **given: object) -> Status:
    return status(rules, pages, day=day, root=given.pop("root", "."), **given)


def test_figures_add_up_by_page_theme_owner_and_level():
    body = (
        "- [x] **Must:** a (TRN-01)\n- [ ] **Should:** b (TRN-02)\n    - Owner: Mia\n    - Due: 2027-02-01\n"
        "- [ ] **Must:** c (PRV-01)\n    - N/A: none\n"
    )
    found = told(("a.md", page(body)), ("b.md", page("- [ ] **Must:** a (TRN-01)\n    - Fällig: 01.04.2027\n", "autumn")))
    assert found.totals._asdict() == {
        "total": 4, "done": 1, "na": 1, "waived": 0, "again": 0, "open": 2, "overdue": 1, "next_due": date(2027, 2, 1),
    }
    assert [(sheet.path, sheet.figures.closed, sheet.figures.left) for sheet in found.sheets] == [("a.md", 2, 1), ("b.md", 0, 1)]
    assert {name: (each.closed, each.total) for name, each in found.themes.items()} == {"transparency": (1, 3), "privacy": (1, 1)}
    assert {name: each.total for name, each in found.owners.items()} == {"Brand manager": 3, "Mia": 1}
    assert [(name, each.total, each.next_due) for name, each in found.levels.items()] == [
        ("must", 3, date(2027, 4, 1)), ("should", 1, date(2027, 2, 1)),
    ]
    assert {key: each.left for key, each in found.cells.items()} == {
        ("transparency", "must"): 1, ("transparency", "should"): 1, ("privacy", "must"): 0,
    }
    assert found.dues == {date(2027, 2, 1): 1, date(2027, 4, 1): 1}


@given(st.lists(st.lists(st.tuples(
    st.sampled_from("TRN PRV ZZZ".split()), st.sampled_from([" ", "x", "~"]), st.sampled_from(["**Must:** ", "**Should:** ", ""]),
    st.sampled_from(["", "    - Owner: Mia\n", "    - Owner: mia\n", "    - Due: 2027-02-01\n", "    - ↻ Check again\n"]),
), max_size=8), max_size=4))
@few
def test_every_way_to_part_the_entries_has_the_same_sum(pages):
    texts = [
        page("".join(f"- [{box}] {level}a ({code}-{place:02d})\n{below}" for place, (code, box, level, below) in enumerate(lines)), f"c{n}")
        for n, lines in enumerate(pages)
    ]
    found = told(*((f"{n}.md", text) for n, text in enumerate(texts)), entries=True)
    by = (found.themes, found.owners, found.levels, found.cells)
    for figures in ([sheet.figures for sheet in found.sheets], *(each.values() for each in by)):
        assert [sum(each[place] for each in figures) for place in range(7)] == list(found.totals[:7])
        assert min((each.next_due for each in figures if each.next_due), default=None) == found.totals.next_due
    assert {state: getattr(found.totals, state) for state in STATES} == {
        state: sum(entry.state == state for _, _, entry in found.entries) for state in STATES
    }


@pytest.mark.parametrize("due, overdue", [("2027-02-28", 1), ("2027-03-01", 0)], ids=["yesterday", "today"])
def test_an_entry_is_overdue_from_the_day_after(due, overdue):
    assert told(("a.md", page(f"- [ ] a (TRN-01)\n    - Due: {due}\n"))).totals.overdue == overdue


def test_what_is_closed_is_not_due():
    totals = told(("a.md", page("- [x] a (TRN-01)\n    - Due: 2020-01-01\n"))).totals
    assert (totals.overdue, totals.next_due) == (0, None)


def test_one_person_written_in_several_ways_is_one():
    body = "- [ ] a (TRN-01)\n    - Owner: Mia  Keller\n- [ ] b (TRN-02)\n    - Verantwortlich: mia keller\n"
    assert {name: each.total for name, each in told(("a.md", page(body))).owners.items()} == {"Mia Keller": 2}


@pytest.mark.parametrize("choice, codes", [
    (Filter(themes=("privacy",)), ["PRV-01"]),
    (Filter(owner="creative-lead"), ["TRN-02"]),
    (Filter(owner="Creative Lead"), ["TRN-02"]),
    (Filter(owner="MIA"), ["TRN-01"]),
    (Filter(owner="brand-manager"), ["PRV-01"]),
    (Filter(("privacy",), "mia"), []),
], ids=str)
def test_a_filter_leaves_what_it_names(choice, codes):
    body = "- [ ] a (TRN-01)\n    - Owner: Mia\n- [ ] b (TRN-02)\n- [ ] c (PRV-01)\n"
    found = told(("a.md", page(body)), choice=choice, entries=True)
    assert [entry.code for _, _, entry in found.entries] == codes
    assert (found.totals.total, len(found.sheets)) == (len(codes), bool(codes))


# ---- what to look at


def test_a_checklist_in_two_places_is_told_with_both():
    found = told(("a.md", page("")), ("b.md", "x\n\n" + page("")), ("c.md", page("", "other")))
    (warning,) = found.warnings
    assert str(warning).startswith("b.md:3:1: PAG08 the checklist 'spring' stands in 2 places: a.md:1, b.md:3 (")


def test_a_due_date_that_is_none_is_told_with_its_line():
    (warning,) = told(("a.md", page("- [ ] a (TRN-01)\n    - Due: so\x1bon\n"))).warnings
    assert str(warning) == r"a.md:3:1: GAT07 the due date of TRN-01 is no date: 'so\\x1bon' (write 2027-06-30 or 30.06.2027)"


def test_few_of_many_wrong_dates_are_told():
    lines = "".join(f"- [ ] a (AAA-{number:02d})\n    - Due: soon\n" for number in range(30))
    warnings = told(("a.md", page(lines))).warnings
    assert len(warnings) == 11 and str(warnings[-1]).startswith("a.md: GAT07 20 more due dates")


@pytest.mark.parametrize("text, code", [
    (BEGIN.format("x"), "PAG02"),
    (END, "PAG02"),
    (page("- [ ] a (TRN-01)\n- [ ] b (TRN-01)"), "PAG03"),
    (page("").replace("v=1", "v=1 colour=red"), "PAG02"),
    (page("").replace("dialect=markdown", "dialect=mediawiki"), "PAG02"),
], ids=["no end", "no begin", "twice", "key", "other dialect"])
def test_a_broken_page_is_told_and_the_others_count(text, code):
    found = told(("bad.md", text), ("good.md", page("- [x] a (TRN-01)")), ("plain.md", "Text."))
    assert [(problem.location.path, problem.code) for problem in found.problems] == [("bad.md", code)]
    assert (len(found.sheets), found.totals.done, found.without, found.broken) == (1, 1, 1, 1)


def test_few_of_many_problems_of_a_page_are_told():
    found = told(("bad.md", page("- [ ] a (TRN-01)\n" * 500)))
    assert len(found.problems) == 11 and "489 more problems" in str(found.problems[-1])


# ---- campaigns


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "spring.yml").write_text("campaign: Spring\nlaunch: 2027-01-01\nends: 2027-02-28\nmarkets: [de]\n")
    (tmp_path / "autumn.yml").write_text("campaign: Autumn\nmarkets: [us]\n")
    return tmp_path


def of_campaign(name: str, body: str = "- [ ] a (TRN-01)\n- [ ] b (PRV-01)\n") -> tuple[str, str]:
    return f"{name}.md", page(body, name).replace("dialect=markdown", f"dialect=markdown campaign={name}.yml")


@pytest.mark.parametrize("day, live", [(date(2027, 2, 28), True), (date(2027, 3, 1), False)], ids=["last day", "day after"])
def test_a_campaign_is_live_through_its_last_day(project, day, live):
    (sheet,) = told(of_campaign("spring"), root=str(project), day=day).sheets
    assert (sheet.campaign.title, sheet.campaign.launch, sheet.live) == ("Spring", date(2027, 1, 1), live)


@pytest.mark.parametrize("named, reason", [
    ("../spring.yml", "outside the project"), ("%2Fetc%2Fpasswd", "outside the project"), ("a%00b", "outside the project"),
    ("nope.yml", "OUT01"), ("pipe", "OUT01"), ("autumn.yml", "is now the campaign 'autumn'"),
])
def test_a_campaign_that_cannot_be_read_is_told_and_its_page_counts(project, named, reason):
    os.mkfifo(project / "pipe")
    path, text = of_campaign("spring")
    found = told((path, text.replace("campaign=spring.yml", f"campaign={named}")), root=str(project))
    assert (found.totals.total, found.sheets[0].live, found.sheets[0].campaign.title) == (2, True, "")
    assert reason in str(found.warnings[0]) and "de]" not in str(found.warnings)


def test_a_page_of_packs_that_are_not_loaded_counts(project):
    path, text = of_campaign("spring")
    found = told((path, text.replace("dialect=", "packs=acme@7.0.0 dialect=")), root=str(project))
    assert (found.totals.total, found.warnings, found.problems) == (2, (), ())


def test_sources_past_their_review_are_told_where_live_campaigns_rest_on_them(project):
    sources = {name: source._replace(review_by=date(2027, 1, 1)) for name, source in RULES.sources.items()}
    rules = RULES._replace(sources=sources)
    pages = (of_campaign("spring"), of_campaign("autumn"))
    found = {stale.source.name: [id for _, id, _ in stale.touched] for stale in told(*pages, rules=rules, root=str(project)).stale}
    assert found == {"blog": ["autumn"]}, "spring has ended, and the law of the EU is not the concern of autumn"
    before = told(*pages, rules=rules, root=str(project), day=date(2027, 2, 1)).stale
    assert {stale.source.name: [id for _, id, _ in stale.touched] for stale in before} == {"ai-act": ["spring"], "blog": ["autumn"]}
    assert told(*pages, rules=rules, root=str(project), day=date(2027, 1, 1)).stale == ()


def test_a_source_of_the_steps_for_a_channel_counts(project):
    steps = (ChannelSteps("tiktok", ("Do it.",), ("blog",)),)
    rules = make_rules(make_item("TRN-01", channels=steps), sources=(make_source("blog", kind="guidance", review_by=date(2027, 1, 1)),))
    (stale,) = told(("a.md", page("- [ ] a (TRN-01)\n    - [ ] TikTok (TRN-01.tiktok)\n")), rules=rules).stale
    assert [codes for _, _, codes in stale.touched] == [("TRN-01.tiktok",)]


# ---- pages nobody would write by hand


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """A page in each dialect."""
    campaign = make_campaign(channels=["instagram", "tiktok"])
    brief, choice, found = api.Brief(campaign), api.Choice(), {}
    listed = api.checklist(RULES, brief, choice, day=DAY)
    for form in FORMATS:
        marker = api.marker_fields(listed, brief, choice, format=form, template="checklist")
        found[form] = api.render(RULES, listed, format=form, marker=marker)
    return found


_CUTS = st.lists(st.tuples(
    st.integers(0, 10_000), st.integers(0, 40),
    st.text(max_size=8) | st.sampled_from([
        "\0", "\r", "\n", "```", "<!--", "-->", "<pre>", "%%", "<nowiki>", "</ac:task>", "]]>", "(TRN-01)", "- [x] ", "Owner:", "↻", "&#0;",
        "checklist-end", "\ud800", "\u202e", "<todo #>", "Due: 2027-02-30",
    ]),
), max_size=6)


@pytest.mark.parametrize("form", FORMATS)
@given(_CUTS)
@few
def test_no_page_makes_status_fail(made, form, cuts):
    from checklist import exports, tables
    from checklist.dashboard import html
    from checklist.making import words_of

    text = made[form]
    for place, length, put in cuts:
        place %= len(text) + 1
        text = text[:place] + put + text[place + length :]
    found = told((f"page{dialects.load(form).SUFFIX}", text), entries=True)
    assert len(found.sheets) + found.without + found.broken >= 1
    words = words_of(RULES)
    for report in (tables.text(found, words), tables.csv(found, words), exports.json(found, words), html(found, words)):
        report.encode("utf-8")
        assert not {"\0", "\x1b", "\u202e", "\x9b"} & set(report)


def _long(kind: str, size: int) -> str:
    lines = {
        "notes": ("- [ ] a (TRN-01)\n", "    - Owner: Mia\n"), "headings": ("", "## x\n- [ x\n"), "fences": ("", "```\n"),
        "boxes": ("", "- [ ] ((((((((((\n"), "labels": ("- [ ] ", "_*<"), "comments": ("", "<!--"), "markers": ("", "checklist-begin "),
        "wide due": ("- [ ] a (TRN-01)\n    - Due: ", "2"), "accents": ("- [ ] a (TRN-01)\n    - Owner: ", "\u0301"),
    }
    before, piece = lines[kind]
    return page(before + piece * (size // len(piece)))


@pytest.mark.parametrize("kind", ["notes", "headings", "fences", "boxes", "labels", "comments", "markers", "wide due", "accents"])
def test_a_page_of_one_thing_over_and_over_is_told(kind):
    found = told(("a.md", _long(kind, 400_000)))
    assert len(found.sheets) + found.broken == 1
