"""The index over the checklists of one run: what it says, whose file it may be written over, and how it stands in a browser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import html5lib
import pytest

from checklist import indexes
from checklist.errors import visible
from checklist.loading import load_rules
from checklist.making import words_of
from checklist.model import State, Totals
from checklist.selection import select
from tests import browsers
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source

NASTY = "<script>alert(1)</script> [x](javascript:alert(1)) | *b* “&amp;”"
LATER = make_source("later", since=date(2027, 6, 1))
RULES = make_rules(
    make_item("TRN-01"), make_item("TRN-02", required_by=["later"], lead=20), make_item("TRN-03", level="could"), sources=(LATER,)
)
WORDS = words_of(RULES)


def make_row(file: str = "spring.md", form: str = "markdown", states: dict[str, State] | None = None, **fields) -> indexes.Row:
    campaign = make_campaign(**{"launch": DAY, "markets": ["de"]} | fields)
    return indexes.row(select(RULES, campaign, as_of=DAY, states=states), file, form, WORDS)


def written(rows, failed=(), form="html", rules=RULES) -> str:
    return indexes.write(rows, failed, rules, words_of(rules), form=form, day=DAY)


# ---- a line


def test_row_counts_what_is_closed_and_finds_the_nearest_days():
    states = {"TRN-01": State("x", "", ()), "TRN-03": State(" ", "", ("- Due: 2027-01-05",))}
    row = make_row(states=states)
    assert (row.totals, row.closed, row.due) == (Totals(3, 0, 2, 1, 0), 1, date(2027, 1, 5))
    assert row.coming == (date(2027, 6, 1), 1)


@pytest.mark.parametrize("note, closed", [("N/A: no pictures", 1), ("N/A:", 0), ("Owner: Mia", 0), ("Entfällt: keine Bilder", 1)])
def test_row_takes_an_entry_with_a_reason_as_closed(note, closed):
    assert make_row(states={"TRN-01": State(" ", "", (note,))}).closed == closed


def test_row_has_no_day_without_a_launch_and_counts_nothing_where_nothing_is_read_back():
    row = make_row(form="html", launch=None)
    assert (row.closed, row.due) == (None, None)


def test_a_channel_counts_for_its_item_only_with_the_others():
    rules = make_rules(make_item("TRN-01", per="channels"))
    campaign = make_campaign(channels=["instagram", "tiktok"])
    one = {"TRN-01.tiktok": State("x", "", ())}
    for states, closed in ((one, 0), (one | {"TRN-01.instagram": State("x", "", ())}, 1)):
        assert indexes.row(select(rules, campaign, as_of=DAY, states=states), "x.md", "markdown", WORDS).closed == closed


def test_ordered_puts_the_nearest_launch_first_and_none_last():
    rows = [
        make_row("c.md", launch=None, title="C"), make_row("b.md", title="b"), make_row("a.md", title="A"),
        make_row("z.md", launch=date(2026, 12, 1)),
    ]
    assert [row.file for row in indexes.ordered(rows)] == ["z.md", "a.md", "b.md", "c.md"]


# ---- the text


@pytest.mark.parametrize("form", ["html", "csv"])
def test_the_page_is_valid_html_and_escapes_what_briefs_say(form):
    page = written([make_row(title=NASTY), make_row(ends=date(2027, 5, 1))], ["briefs/<b>\x1b.yml"], form)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page and "&lt;script&gt;" in page and "\x1b" not in page and "&lt;b&gt;\\x1b.yml" in page
    assert " style=" not in page and "http" not in page.split("</style>")[1]


def test_the_policy_names_the_style_sheet_by_its_sum():
    from checklist.assets import total

    page = written([make_row()])
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert f"style-src 'sha256-{total(style)}'" in page and "default-src 'none'" in page


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("file, address", [
    ("a b.md", "a%20b.md"), ("javascript:alert(1).md", "javascript%3Aalert%281%29.md"), ("a#b?c.md", "a%23b%3Fc.md"), ("ä.md", "%C3%A4.md"),
    ('"><b>.md', "%22%3E%3Cb%3E.md"), ("\udcff.md", "%FF.md"),
])
def test_a_name_is_never_more_than_a_name(form, file, address):
    page = written([make_row(file)], form=form)
    assert (f'href="{address}"' if form == "html" else f"]({address})") in page


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_index_is_in_the_language_of_the_rules(form, lang):
    rules = load_rules(lang=lang)
    page = written([make_row(), make_row("b.md")], ["bad.yml"], form, rules)
    told = {"en": ("2 checklists, 6 items: ", "Without a checklist"), "de": ("2 Checklisten, 6 Punkte: ", "Ohne Checkliste")}
    assert all(text in page for text in told[lang])
    assert form == "markdown" or f'<html lang="{lang}" data-index>' in page


def test_the_markdown_index_is_a_line_for_each_checklist():
    state = {"TRN-01": State("x", "", ())}
    text = written([make_row(title="Spring *sale*", states=state, ends=date(2027, 5, 1))], form="markdown")
    (line,) = [line for line in text.splitlines() if line.startswith("- ")]
    assert line == (
        r"- **[Spring \*sale\*](spring.md)** · launch 2027-03-01 · ends 2027-05-01 · 3 items: 2 should, 1 could · Closed: 1/3 · "
        "Next due: 2027-02-09 · Becomes a must: 1 item from 2027-06-01"
    )


def test_the_markdown_index_leads_no_reader_elsewhere():
    import markdown

    html = markdown.markdown(written([make_row(title=NASTY)], [NASTY], "markdown"))
    assert re.findall(r'href="([^"]*)"', html) == ["spring.md"] and "<script" not in html


# ---- whose file it is


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("change", [
    lambda text: text, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text, lambda text: text.replace("Spring", "Fall"),
    lambda text: text + "\nMine.\n", lambda text: text[100:], lambda text: "",
], ids=["same", "line ends", "byte order mark", "edited", "added", "cut", "empty"])
def test_is_ours_knows_an_index_that_nobody_edited(request, form, change):
    text = change(written([make_row()], form=form))
    edited = request.node.callspec.id.split("-")[0] in ("edited", "added")
    kept = request.node.callspec.id.split("-")[0] in ("same", "line ends", "byte order mark")
    assert indexes.is_ours(text.encode(), form) is (kept or edited and form == "html")


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_is_ours_knows_no_checklist_for_an_index(run, form):
    suffix = "md" if form == "markdown" else "html"
    assert run("generate", "-t", "bias", "-f", form, "-o", f"x.{suffix}").code == 0
    assert not indexes.is_ours(Path(f"x.{suffix}").read_bytes(), form)


# ---- in a browser


@pytest.mark.browser
@pytest.mark.parametrize("look", list(browsers.LOOKS))
def test_axe_finds_nothing_on_the_index(visit, look):
    rows = [make_row(title="A" * 80), make_row("b.md", ends=date(2027, 5, 1), launch=date(2026, 1, 1))]
    view = visit(written(rows, ["briefs/bad.yml"]), **browsers.LOOKS[look])
    assert browsers.violations(view.page) == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [browsers.WIDE, browsers.PHONE, browsers.NARROW], ids=lambda size: str(size["width"]))
def test_the_index_does_not_scroll_sideways_and_asks_for_nothing(visit, size):
    view = visit(written([make_row(title="A" * 80), make_row("b" * 100 + ".md")], ["b" * 120]), viewport=size)
    assert browsers.overflow(view.page) == 0 and len(view.requests) == 1


@pytest.mark.browser
def test_a_link_of_the_index_leads_to_the_file(visit, tmp_path):
    (tmp_path / "a b#c.html").write_text("<!doctype html><title>there</title>")
    view = visit(written([make_row("a b#c.html", title="Spring")]))
    view.page.get_by_role("link", name="Spring").click()
    view.page.wait_for_url("**/a%20b%23c.html")
    assert view.page.title() == "there"


def test_what_a_terminal_would_obey_is_shown_in_it():
    for form in ("html", "markdown"):
        lines = written([make_row()], ["\x1b[2J"], form).splitlines()
        assert [visible(line) for line in lines] == lines
