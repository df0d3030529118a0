"""`checklist scan`: what the command takes, what the brief says in every format, and that an article can do no harm in it."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import process_time
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

import checklist
from checklist import bulletin, clippings, newspage
from checklist.articles import read_article
from checklist.errors import ChecklistError, Location, visible
from checklist.lexicon import Grammar, Lexicon, Signal, Tongue
from checklist.lexicons import load_lexicon
from checklist.making import NOBODY, Brief, words_of
from checklist.model import RuleSet
from checklist.news import News, Piece, clipped, excerpt, pieces, telling, weigh
from checklist.scanning import CLEAR, STRONG, THRESHOLD, scan
from checklist.scans import Sentence
from tests.builders import SECOND_ITEM, THEME_YML, make_campaign, make_item, make_rules, make_source, wants, write_pack
from tests.engines import ENGINES, tree, words
from tests.hostile import HOSTILE, admitted
from tests.strategies import examples, few
from tests.terminals import shown_on_terminal

ROOT = Path(__file__).parent.parent
VENDOR, PLATFORM = (ROOT / "examples" / "news" / name for name in ("vendor.md", "plattform.html"))
SIGNALS = """\
schema: 1
themes:
  transparency: [{terms: [wobblegram*]}]
sources:
  ai-act: [AI Act]
"""
ARTICLE = """\
Lawmakers want wobblegrams

The AI Act asks advertisers for wobblegrams from 2 August 2026. Of a second wobblegram speaks the Kindness Act.
"""
CAMPAIGN = "campaign: Spring launch\nlaunch: 2027-03-01\nmarkets: [de]\nchannels: [instagram]\n"
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def place(tmp_path):
    """Small rules with signals of their own, a campaign, and an article."""
    (tmp_path / ".git").mkdir()
    write_pack(tmp_path / "rules", theme=THEME_YML + SECOND_ITEM)
    (tmp_path / "rules" / "signals").mkdir()
    (tmp_path / "rules" / "signals" / "en.yml").write_text(SIGNALS)
    (tmp_path / "spring.yml").write_text(CAMPAIGN)
    (tmp_path / "news.txt").write_text(ARTICLE)
    return tmp_path


@pytest.fixture
def scanned(run, place):
    return lambda *args: run("scan", "--rules", "rules", *args)


# ---- what it says


def test_scan_says_what_an_article_comes_to_in_a_campaign(scanned):
    outcome = scanned("news.txt", "--campaign", "spring.yml")
    assert (outcome.code, outcome.err) == (0, "")
    told = outcome.out.replace("(weak)", "(clear)").replace("– weak", "– clear")
    assert told == """\
Impact on marketing: Lawmakers want wobblegrams
Article: news.txt, in English.
It touches Transparency (clear).
For Spring launch that is 2 items: 1 must, 1 should.

Transparency – clear
  People have to see it.

  What the article says
    line 1: Lawmakers want [wobblegrams]
    line 3: The [AI Act] asks [advertisers] for [wobblegrams] from 2 August 2026.
    line 3: Of a second [wobblegram] speaks the Kindness Act.

  What to do: 1 must, 1 should
    Must: Label AI pictures (TRN-01)
        AI Act Art. 50(4) (EU, since 2026-08-02), named in the article; by 2027-02-19
    Should: Keep a list of pictures (TRN-02)
        by 2027-03-01

Laws and rules it names
    AI Act (line 3)
        AI Act Art. 50(4): EU, since 2026-08-02
    Kindness Act (line 3)
        named, but not in the registry

Dates in it
    2026-08-02 (line 3): covered: AI Act Art. 50(4)

Judged by the words and phrases of test 1.0.0, not by a model. Levels as of 2027-03-01. Guidance,
not legal advice.
"""


def test_scan_says_plainly_that_nothing_concerns(scanned, place):
    (place / "bread.txt").write_text("The dough has to rest for an hour, and then it is put into the oven.")
    for form in bulletin_formats():
        outcome = scanned("bread.txt", "-f", form)
        assert (outcome.code, outcome.err) == (0, "")
        assert ('"themes": []' if form == "json" else "Nothing here concerns AI governance in marketing.") in outcome.out


def bulletin_formats():
    return ("text", "markdown", "html", "json")


def test_scan_counts_the_items_of_any_campaign_where_none_is_named(scanned):
    text = scanned("news.txt").out
    assert "For any campaign that is 2 items: 1 must, 1 should." in text
    assert "Must in EU: Label AI pictures (TRN-01)" in text


def test_scan_says_that_facts_rule_everything_out(scanned, place):
    (place / "rules" / "themes" / "transparency.yml").write_text(THEME_YML)
    text = scanned("news.txt", "-s", "channels=email").out
    assert "Nothing in these rules follows from it for this campaign." in text
    assert "Nothing to do: what the brief states rules out the only item of this theme." in text


@pytest.mark.parametrize("args, told", [
    pytest.param(("-s", "markets=no"), "EU, not where this campaign is", id="elsewhere"),
    pytest.param(("-s", "markets=world"), "EU, since 2026-08-02, if it reaches the EU", id="perhaps"),
    pytest.param(("-s", "markets=de", "--as-of", "2026-08-01"), "EU, from 2026-08-02", id="coming"),
])
def test_scan_says_how_a_source_stands(scanned, args, told):
    assert f"        AI Act Art. 50(4): {told}\n" in scanned("news.txt", *args).out


def test_scan_says_that_a_date_differs(scanned, place):
    text = "The AI Act, with its wobblegrams for adverts, applies from 1 September 2026.\n\nOf 3 May 2027 it says nothing."
    (place / "news.txt").write_text(text)
    text = scanned("news.txt").out
    assert "2026-09-01 (line 1): differs: the registry has 2026-08-02 for AI Act Art. 50(4)" in text
    assert "2027-05-03 (line 3): not in the registry" in text


@pytest.mark.parametrize("given, most", [("weak", THRESHOLD), ("clear", CLEAR), ("strong", STRONG), ("7", 7), ("Strong", STRONG)])
def test_scan_takes_a_threshold_in_words_and_points(scanned, given, most):
    assert json.loads(scanned("news.txt", "--threshold", given, "-f", "json").out)["threshold"] == most


def test_scan_says_that_the_threshold_is_not_reached(scanned):
    assert "Nothing here reaches the threshold, 999 points; a lower one tells more." in scanned("news.txt", "--threshold", "999").out


def test_scan_shows_the_most_telling_sentences_and_counts_the_rest(scanned, place):
    (place / "news.txt").write_text(ARTICLE + "\n" + "\n".join(f"Wobblegrams of kind {number} are asked for. " for number in range(9)))
    text = scanned("news.txt").out
    assert text.count("line ") >= 4 and "    and 8 more places\n" in text


def test_scan_limits_the_items_of_the_text_and_of_nothing_else(scanned, place):
    more = "".join(SECOND_ITEM.replace("TRN-02", f"TRN-{number}") for number in range(10, 20))
    (place / "rules" / "themes" / "transparency.yml").write_text(THEME_YML + more)
    assert "    and 5 more; --generate writes the whole checklist\n" in scanned("news.txt").out
    assert "(TRN-19)" in scanned("news.txt", "-f", "markdown").out
    assert "TRN-19" in scanned("news.txt", "-f", "html").out
    assert len(json.loads(scanned("news.txt", "-f", "json").out)["themes"][0]["items"]) == 11


def test_scan_speaks_german_of_an_english_article(scanned):
    text = scanned("news.txt", "--lang", "de", "-s", "markets=de").out
    assert text.startswith("Folgen für das Marketing: Lawmakers want wobblegrams\nArtikel: news.txt, auf Englisch.\n")
    assert "Gesetze und Regeln, die er nennt" in text


def test_scan_marks_with_colour_and_brackets_on_a_terminal(place):
    code, shown = shown_on_terminal("scan", "news.txt", "--rules", "rules", cwd=place)
    assert code == 0 and "\x1b[33m[wobblegrams]\x1b[0m" in shown


def test_scan_hears_no_color(place, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    code, shown = shown_on_terminal("scan", "news.txt", "--rules", "rules", cwd=place)
    assert (code, "\x1b[" in shown) == (0, False)


def test_scan_names_the_terms_of_a_house_pack(run, tmp_path):
    house = tmp_path / "acme"
    (house / "signals").mkdir(parents=True)
    (house / "pack.yml").write_text("schema: 1\nname: acme\nversion: 1.0.0\ntitle: Acme\nextends: [core]\n")
    (house / "signals" / "en.yml").write_text("schema: 1\nthemes:\n  privacy: [{terms: [wobblegram*]}]\n")
    text = "The AI model of the agency reads a wobblegram. " * 3 + "\n\nThe wobblegrams of customers feed AI adverts."
    (tmp_path / "news.txt").write_text(text)
    told = json.loads(run("scan", "news.txt", "--pack", "acme", "-f", "json", "--threshold", "1").out)
    assert "wobblegram" in json.dumps(told["themes"]) and told["packs"][-1] == {"name": "acme", "version": "1.0.0"}


# ---- goldens: an English and a German article that clearly touch two themes and two sources


def heart(text: str) -> str:
    """Return what does not hang on how the lexicon is tuned: the lines of laws and days, and the head without strengths."""
    lines = text.splitlines()
    laws = ("Laws and rules it names", "Gesetze und Regeln, die er nennt")
    start = next(n for n, line in enumerate(lines) if line.removeprefix("## ") in laws)
    return "\n".join([*lines[:2], "…", *lines[start:-2]]) + "\n"


@pytest.mark.parametrize("path, args, themes, name", [
    pytest.param(VENDOR, (), ("Accountability", "Transparency"), "scan.en", id="English"),
    pytest.param(PLATFORM, ("--lang", "de"), ("Transparenz", "Datenschutz und Datennutzung"), "scan.de", id="German"),
])
@pytest.mark.parametrize("form, suffix", [("text", "txt"), ("markdown", "md")])
def test_scan_reads_the_examples(run, golden, monkeypatch, path, args, themes, name, form, suffix):
    run("--version")
    monkeypatch.chdir(path.parent)
    outcome = run("scan", path.name, "-s", "markets=de", "-s", "ai_uses=generated-image", "--as-of", "2027-03-01", *args, "-f", form)
    assert outcome.code == 0
    for theme in themes:
        assert re.search(rf"^(## )?{theme} – ", outcome.out, re.M)
    golden(f"{name}.{suffix}", heart(outcome.out))


# ---- files, standard input, formats


@pytest.mark.parametrize("name, start", [
    ("brief.md", "# Impact on marketing: "), ("brief.txt", "Impact on marketing: "), ("brief.html", "<!doctype html>"),
    ("brief.json", '{\n  "schema": "scan/1"'),
])
def test_scan_writes_a_file_by_its_ending_and_writes_it_anew(scanned, place, name, start):
    for _ in range(2):
        outcome = scanned("news.txt", "-o", name)
        assert (outcome.code, outcome.out, outcome.err) == (0, "", f"{name}: written\n")
    assert (place / name).read_text().lstrip().startswith(start)


def test_scan_leaves_a_file_that_is_no_brief_alone(scanned, place):
    (place / "mine.md").write_text("# Mine\n")
    outcome = scanned("news.txt", "-o", "mine.md")
    assert outcome.code == 2 and "mine.md: PAG01 the file exists and is no brief of ours" in outcome.err
    assert scanned("news.txt", "-o", "mine.md", "--force").err == "mine.md: written; the old file is mine.md.before\n"
    assert (place / "mine.md.before").read_text() == "# Mine\n"


@pytest.mark.parametrize("name, content", [
    pytest.param("a.json", '{"schema": "status/1", "generator": "marketing-impact-checklist 1.0.0"}', id="JSON of another kind"),
    pytest.param("a.html", '<html data-status="1"><meta name="generator" content="marketing-impact-checklist 1.0.0">', id="another page"),
    pytest.param("a.txt", "Some impact on marketing: none\n", id="a line that only holds the title"),
])
def test_scan_leaves_a_report_of_another_kind_alone(scanned, place, name, content):
    (place / name).write_text(content)
    assert scanned("news.txt", "-o", name).code == 2
    assert (place / name).read_text() == content


def test_scan_reads_standard_input(place, monkeypatch, run):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": io.BytesIO(ARTICLE.encode("utf-16"))}))
    outcome = run("scan", "-", "--rules", "rules")
    assert outcome.code == 0 and "Article: standard input, in English." in outcome.out


@pytest.mark.parametrize("content, problem", [
    pytest.param(b"x" * 5_000_001, "SCN01 the article is larger than 5 MB", id="too large"),
    pytest.param(b"%PDF-1.7\n", "SCN02 this is a PDF, not a text (save the article as text or HTML, and scan that)", id="PDF"),
    pytest.param(b"PK\x03\x04word/document.xml", "SCN02 this is a Word file or another archive", id="Word"),
    pytest.param(b"a\0b", "SCN02 the file is binary", id="binary"),
    pytest.param(b"caf\xe9", "SCN02 byte 0xe9 is not UTF-8", id="no UTF-8"),
    pytest.param(b" \n", "SCN03 the file is empty", id="empty"),
    pytest.param(b"lorem ipsum dolor sit amet " * 9, "SCN04 its language cannot be told (name it with --article-lang", id="language"),
])
def test_scan_says_why_an_article_cannot_be_read(scanned, place, content, problem):
    (place / "bad.txt").write_bytes(content)
    outcome = scanned("bad.txt")
    assert (outcome.code, outcome.out) == (2, "") and problem in outcome.err


@pytest.mark.parametrize("args, problem", [
    (("news.tx",), "news.tx: OUT01 there is no such file (did you mean 'news.txt'?)"),
    (("rules",), "rules: OUT01 this is a directory"),
    (("",), "ARTICLE: OPT02 the name is empty"),
    (("news.txt", "-f", "markdwn"), "--format: OPT01 there is no format 'markdwn' (did you mean 'markdown'?)"),
    (("news.txt", "-o", "a.pdf"), "--output: OPT03 no format ends in '.pdf'"),
    (("news.txt", "-o", "a.md", "-f", "json"), "--output: OPT03 .md is the ending of markdown, not of json"),
    (("news.txt", "--threshold", "strng"), "--threshold: OPT02 'strng' is no threshold (did you mean 'strong'?)"),
    (("news.txt", "--threshold", "0"), "or a number from 1 to 999"),
    (("news.txt", "--threshold", "1000"), "or a number from 1 to 999"),
    (("news.txt", "--threshold", "²"), "or a number from 1 to 999"),
    (("news.txt", "--article-lang", ""), "--article-lang: OPT02 the name is empty"),
    (("news.txt", "--generate", "--brief", "-"), "--brief: OPT03 brief and checklist cannot both go there"),
    (("news.txt", "--threshold", ""), "--threshold: OPT02 '' is no threshold"),
    (("news.txt", "--article-lang", "fr"), "--article-lang: SCN04 no pack has signals for 'fr'"),
    (("news.txt", "--lang", "fr"), "--lang: OPT01 there is no language 'fr'"),
    (("news.txt", "-s", "market=de"), "there is no facet 'market' (did you mean 'markets'?)"),
    (("news.txt", "--campaign", "sprin.yml"), "sprin.yml: OUT01 there is no such file (did you mean 'spring.yml'?)"),
    (("-", "--campaign", "-"), "--campaign: OPT03 standard input cannot be the article and the campaign"),
    (("news.txt", "--brief", "b.md"), "--brief: OPT03 without --generate the brief is what is written anyway"),
    (("news.txt", "--generate", "-o", "b.md", "--brief", "b.md"), "--brief: OPT03 brief and checklist cannot both go there"),
    (("news.txt", "--generate", "-f", "markdwn"), "--format: OPT01 there is no format 'markdwn'"),
])
def test_scan_tells_what_is_wrong_with_the_command_line(scanned, args, problem):
    outcome = scanned(*args)
    assert (outcome.code, outcome.out) == (2, "") and problem in outcome.err


def test_scan_tells_all_problems_at_once(scanned):
    outcome = scanned("news.tx", "--threshold", "x", "-f", "y", "-s", "z=1")
    assert [line.split(": ")[1][:5] for line in outcome.err.splitlines()] == ["OPT02", "OUT01", "OPT01", "OPT01"]


# ---- the checklist


def test_scan_writes_the_checklist_of_the_themes_it_touches(scanned, place):
    outcome = scanned("news.txt", "--generate", "--campaign", "spring.yml", "-o", "list.md", "--brief", "brief.html")
    assert outcome.code == 0 and outcome.out == ""
    assert "news.txt: For Spring launch that is 2 items" in outcome.err and outcome.err.endswith("list.md: 2 items\n")
    page = (place / "list.md").read_text()
    assert " campaign=spring.yml " in page and " themes=transparency " in page and "- [ ] **Must:** Label AI pictures" in page
    assert "data-scan" in (place / "brief.html").read_text()


def test_scan_keeps_the_ticks_of_its_checklist(scanned, place):
    for box in ("[ ]", "[x]"):
        assert scanned("news.txt", "--generate", "--campaign", "spring.yml", "-o", "list.md").code == 0
        page = (place / "list.md").read_text()
        assert f"- {box} **Must:** Label AI pictures" in page
        (place / "list.md").write_text(page.replace("- [ ]", "- [x]", 1))


def test_scan_prints_the_checklist_in_any_format(scanned):
    assert json.loads(scanned("news.txt", "--generate", "-f", "json").out)["schema"] == "checklist/1"


@pytest.mark.parametrize("text, facts, told", [
    pytest.param("The dough has to rest.", (), "Nothing here concerns AI governance in marketing.", id="nothing touched"),
    pytest.param(ARTICLE, ("-s", "channels=email"), "Nothing in these rules follows from it for this campaign.", id="nothing to do"),
])
def test_scan_writes_no_checklist_where_there_is_nothing_to_do(scanned, place, text, facts, told):
    (place / "rules" / "themes" / "transparency.yml").write_text(THEME_YML)
    (place / "news.txt").write_text(text)
    outcome = scanned("news.txt", "--generate", "-o", "list.md", *facts)
    assert (outcome.code, outcome.out) == (0, "") and told in outcome.err
    assert not (place / "list.md").exists()


def test_scan_writes_the_brief_of_an_article_that_touches_nothing(scanned, place):
    (place / "news.txt").write_text("The dough has to rest.")
    assert scanned("news.txt", "--generate", "-o", "list.md", "--brief", "brief.md").code == 0
    assert "Nothing here concerns AI governance" in (place / "brief.md").read_text() and not (place / "list.md").exists()


def test_scan_writes_a_checklist_of_nothing_but_waivers(scanned, place):
    (place / "rules" / "themes" / "transparency.yml").write_text(THEME_YML)
    waiver = "waivers:\n  - {code: TRN-01, reason: later, approver: Ann, expires: 2028-06-30}\n"
    (place / "spring.yml").write_text(CAMPAIGN + waiver)
    assert scanned("news.txt", "--generate", "--campaign", "spring.yml", "-o", "list.md").code == 0
    assert "TRN-01" in (place / "list.md").read_text()


def test_scan_keeps_the_language_of_its_checklist(scanned, place):
    for lang in (("--lang", "de"), ()):
        assert scanned("news.txt", "--generate", "-o", "list.md", *lang).code == 0
    assert " lang=de " in (place / "list.md").read_text()


# ---- for tools


def test_the_schema_of_a_scan_is_published(run):
    assert json.loads(run("rules", "schema", "scan").out) == clippings.SCHEMA


def test_json_holds_themes_sources_and_dates(scanned):
    told = json.loads(scanned("news.txt", "--campaign", "spring.yml", "-f", "json").out)
    jsonschema.validate(told, clippings.SCHEMA)
    (theme,) = told["themes"]
    assert theme["theme"] == "transparency" and theme["strength"] in ("weak", "clear", "strong")
    first = theme["sentences"][0]
    assert (first["line"], [first["text"][mark["start"] : mark["end"]] for mark in first["marks"]]) == (1, ["wobblegrams"])
    assert [(law["name"], law["known"]) for law in told["sources"]] == [("AI Act", True), ("Kindness Act", False)]
    assert told["sources"][0]["registry"][0]["status"] == "in-force"
    assert [(day["date"], day["status"]) for day in told["dates"]] == [("2026-08-02", "covered")]
    assert [(each["code"], each["level"], each["by"], each["named"]) for each in theme["items"]] == [
        ("TRN-01", "must", "2027-02-19", True), ("TRN-02", "should", "2027-03-01", False),
    ]


def test_json_cuts_a_sentence_without_end_and_tells_each_line_once(scanned, place):
    (place / "news.txt").write_text(f"The AI Act is new. The AI Act has wobblegrams {'word ' * 400}for adverts.")
    told = json.loads(scanned("news.txt", "--threshold", "1", "--article-lang", "en", "-f", "json").out)
    assert [len(sentence["text"]) <= 1004 for sentence in told["themes"][0]["sentences"]] == [True, True]
    assert told["sources"][0]["lines"] == [1]


def test_the_python_function_is_the_twin_of_the_command(scanned, place):
    rules = checklist.load_rules(place / "rules")
    lexicon = checklist.load_lexicon(place / "rules")
    found = checklist.scan(Path("news.txt"), Path("spring.yml"), rules=rules, lexicon=lexicon)
    for form in bulletin_formats():
        printed = scanned("news.txt", "--campaign", "spring.yml", "-f", form).out
        assert checklist.render(found, format=form, rules=rules) == printed


def test_the_python_function_takes_text_and_bytes():
    for article in (ARTICLE, ARTICLE.encode("utf-16")):
        assert checklist.scan(article).title == "Lawmakers want wobblegrams"
    with pytest.raises(ChecklistError, match="OPT02 'x' is no threshold"):
        checklist.scan(ARTICLE, threshold="x")
    with pytest.raises(ChecklistError, match="OPT03 the article was scanned with other rules"):
        checklist.render(checklist.scan(ARTICLE), rules=make_rules())


# ---- what belongs where, and in which order

ACT = make_source("ai-act", since=date(2026, 8, 2))
OTHER = make_source("gdpr")
GRAMMAR = Grammar(("the",), (), (), (), (), ("Act",), ())


def signals(**themes: str) -> Lexicon:
    def one(*terms: str) -> tuple[Signal, ...]:
        return (Signal(terms, 11, (), "sentence", (), "sentence", (), "", Location("en.yml", 1, 1)),)

    return Lexicon({"en": Tongue("en", GRAMMAR, (), {}, {theme: one(term) for theme, term in themes.items()}, {"ai-act": ("AI Act",)}, ())})


WORDS = signals(transparency="label", privacy="data")
RULES = make_rules(
    make_item("TRN-01", required_by=("gdpr",)), make_item("TRN-02", required_by=("ai-act",)), make_item("TRN-03", level="could"),
    make_item("PRV-01", theme="privacy", also=("transparency",)), make_item("PRV-02", theme="privacy", when=wants(channels=["email"])),
    make_item("BIA-01", theme="bias", also=("privacy",)),
    sources=(ACT, OTHER),
)


def weighed(text: str, lexicon: Lexicon = WORDS, *, name: str = "news.txt", rules: RuleSet = RULES, **facts: list[str]) -> News:
    article = read_article(text.encode("utf-8", "surrogatepass"), name, lexicon, lang="en")
    brief = Brief(make_campaign(**facts) if facts else NOBODY)
    return weigh(article, scan(article, lexicon, rules), rules, brief, day=date(2027, 3, 1), threshold=THRESHOLD)


def codes(news: News) -> dict[str, list[str]]:
    return {concern.theme.name: [task.entry.code for task in concern.tasks] for concern in news.concerns}


def test_weigh_puts_first_what_rests_on_a_law_that_the_article_names():
    assert codes(weighed("A label."))["transparency"][:2] == ["TRN-01", "TRN-02"]
    assert codes(weighed("A label, says the AI Act."))["transparency"][:2] == ["TRN-02", "TRN-01"]


def test_weigh_tells_an_item_under_its_own_theme_or_under_one_it_belongs_to():
    assert codes(weighed("A label.")) == {"transparency": ["TRN-01", "TRN-02", "PRV-01", "TRN-03"]}
    assert codes(weighed("A label for data.")) == {
        "transparency": ["TRN-01", "TRN-02", "TRN-03"], "privacy": ["PRV-01", "PRV-02", "BIA-01"],
    }


def test_weigh_puts_first_what_will_rest_on_a_law_that_the_article_names():
    coming = ACT._replace(since=date(2028, 1, 1))
    rules = make_rules(make_item("TRN-01"), make_item("TRN-02", required_by=("ai-act",)), sources=(coming,))
    assert codes(weighed("A label.", rules=rules))["transparency"] == ["TRN-01", "TRN-02"]
    assert codes(weighed("A label, says the AI Act.", rules=rules))["transparency"] == ["TRN-02", "TRN-01"]


def test_weigh_puts_last_what_is_to_confirm():
    rules = make_rules(make_item("TRN-01", when=wants(channels=["email"])), make_item("TRN-02"))
    assert codes(weighed("A label.", rules=rules, markets=["de"]))["transparency"] == ["TRN-02", "TRN-01"]


@pytest.mark.parametrize("fields, status", [
    pytest.param({"since": date(2027, 3, 1)}, "in-force", id="begins today"),
    pytest.param({"since": date(2027, 3, 2)}, "coming", id="begins tomorrow"),
    pytest.param({"until": date(2027, 3, 1)}, "in-force", id="ends today"),
    pytest.param({"until": date(2027, 2, 28)}, "ended", id="ended yesterday"),
    pytest.param({"jurisdictions": ("fr",)}, "elsewhere", id="another country"),
    pytest.param({"jurisdictions": ("world",)}, "in-force", id="everywhere"),
])
def test_weigh_tells_how_a_source_stands(fields, status):
    rules = make_rules(make_item("TRN-01"), sources=(make_source("ai-act", **fields),))
    (named,) = weighed("The AI Act.", rules=rules, markets=["de"]).sources
    assert [(each.status, each.certain) for each in named.standings] == [(status, status != "elsewhere")]


def test_weigh_is_certain_of_what_applies_everywhere():
    rules = make_rules(make_item("TRN-01"), sources=(make_source("ai-act", jurisdictions=("world",)),))
    (named,) = weighed("The AI Act.", rules=rules, channels=["email"]).sources
    assert [each.certain for each in named.standings] == [True]


def test_weigh_tells_what_binds_before_what_does_not():
    sources = (make_source("ai-act-guide", kind="guidance"), make_source("ai-act-law"))
    (named,) = weighed("The AI Act.", rules=make_rules(make_item("TRN-01"), sources=sources)).sources
    assert [each.source.name for each in named.standings] == ["ai-act-law", "ai-act-guide"]


def test_weigh_takes_nothing_but_a_headline_for_the_title():
    assert [weighed(text).title for text in ("The label\n\nText.", "The label. More.\n\nText.")] == ["The label", ""]


def test_weigh_names_no_more_laws_and_days_than_anybody_reads(monkeypatch):
    monkeypatch.setattr("checklist.news.MOST_NAMED", 3)
    news = weighed("\n\n".join(f"The Kind{letter} Act of 2027-01-0{number}" for number, letter in enumerate("abcdef", 1)))
    assert (len(news.sources), len(news.dates)) == (3, 3)


def test_weigh_counts_what_facts_rule_out():
    (concern,) = weighed("The data.", channels=["tiktok"]).concerns
    assert concern.left_out == 1 and [task.entry.code for task in concern.tasks] == ["PRV-01", "BIA-01"]


@pytest.mark.parametrize("text, marks, shown", [
    pytest.param("short", ((0, 5),), "short", id="short"),
    pytest.param("word " * 100 + "HERE " + "tail " * 100, ((500, 504),), "HERE", id="around a mark"),
    pytest.param("x" * 2000, (), "x", id="one word"),
    pytest.param("x" * 2000, ((0, 2000),), "x", id="one mark"),
])
def test_excerpt_is_short_and_keeps_its_marks(text, marks, shown):
    found = excerpt(Sentence(3, text, marks), 100)
    assert len(found.text) <= 104 and found.line == 3
    assert all(shown in found.text[start:end] for start, end in found.marks) and bool(found.marks) == bool(marks)


@given(st.text("ab ", max_size=400), st.lists(st.tuples(st.integers(0, 399), st.integers(1, 30)), max_size=5), st.integers(20, 120))
@few
def test_excerpt_and_pieces_show_what_the_sentence_says(text, places, longest):
    marks, end = [], 0
    for start, length in sorted(places):
        if start >= end and start + length <= len(text):
            marks.append((start, start + length))
            end = start + length + 1
    found = excerpt(Sentence(1, text, tuple(marks)), longest)
    assert len(found.text) <= longest + 4 and found.text.strip("… ") in text
    assert "".join(piece.text for piece in pieces(found)) == found.text
    assert all(piece.text for piece in pieces(found))


def test_pieces_are_cut_at_the_marks():
    found = list(pieces(Sentence(1, "an AI label", ((3, 5), (6, 11)))))
    assert found == [Piece("an ", False), Piece("AI", True), Piece(" ", False), Piece("label", True)]


def test_telling_keeps_the_reading_order():
    listed = [Sentence(line, "a b c", marks) for line, marks in enumerate([((0, 1),), (), ((0, 1), (2, 3)), ((0, 1),)], 1)]
    assert [sentence.line for sentence in telling(listed, 2)] == [1, 3]


def test_clipped_ends_at_a_word():
    assert clipped("one two three", 9) == "one two …" and clipped("one", 9) == "one"


# ---- hostile articles

TRICKS = (
    "\x1b[31mred\x1b[0m", "\x9b31m", "\u202eevil\u2066", "a\u2028b", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<!--", "]]>", "{{ x }}", "{% raw %}", "{law} {n} {theme}", "[[Category:Evil]] '''x''' {{tpl}} ~~~~", "<nowiki>", "- [ ] tick (TRN-01)",
    "# heading", "<!-- checklist-begin v=1 -->", "javascript:alert(1)", "[x](javascript:alert(1))", "\\u0000", "&#0;", "%%x%%", "```",
    "::error::x",
)
LINES = [*TRICKS, *HOSTILE]


@lru_cache(maxsize=1)
def hostile() -> News:
    """An article in which every trick stands beside a word that is found, and one in its title."""
    text = "<b>\x1b[2J</b> label \u202e*x* [t](u)\n\n" + "\n\n".join(f"The label {trick} AI Act" for trick in LINES) + "\n"
    return weighed(text)


def shown_in(news: News) -> list[str]:
    return [sentence.text for concern in news.concerns for sentence in concern.sentences]


def test_text_shows_no_control_character():
    for made in (bulletin.text(hostile(), words_of(RULES)), bulletin.as_markdown(hostile(), words_of(RULES))):
        assert not UNPRINTABLE.search(made)


def test_json_shows_no_control_character_and_loses_nothing():
    news = hostile()
    written = clippings.json(news, words_of(RULES))
    assert not UNPRINTABLE.search(written)
    told = json.loads(written)
    jsonschema.validate(told, clippings.SCHEMA)
    assert [sentence["text"] for sentence in told["themes"][0]["sentences"]] == shown_in(news)


def test_html_holds_an_article_as_text_alone():
    page = newspage.html(hostile(), words_of(RULES))
    assert not UNPRINTABLE.search(page)
    body = tree(page)
    assert {element.tag for element in body.iter() if isinstance(element.tag, str)} <= {
        "body", "a", "header", "main", "footer", "div", "section", "p", "span", "h1", "h2", "h3", "ul", "li", "blockquote", "mark",
        "details", "summary", "i", "table", "thead", "tbody", "tr", "th", "td", "time",
    }
    quoted = {"".join(element.itertext()) for element in body.iter("blockquote")}
    assert {visible(text) for text in shown_in(hostile())[:20]} & quoted
    assert {element.get("href") for element in body.iter("a")} <= {
        "#list", "#in-transparency", "https://law.example/ai-act", "https://law.example/gdpr",
    }


def test_html_holds_what_is_marked_as_text():
    page = newspage.html(weighed("The data </> label", signals(transparency="data label")), words_of(RULES))
    assert ["".join(mark.itertext()) for mark in tree(page).iter("mark")] == ["data </> label"]


def test_no_format_shows_a_control_in_the_name_of_a_file_or_law():
    news, spoken = weighed("The label of the AI\x9b\u202e Act", name="ne\x1b\u202ews.txt"), words_of(RULES)
    assert news.sources[0].name == "AI\x9b\u202e Act"
    for made in (bulletin.text, bulletin.as_markdown, newspage.html, clippings.json):
        assert not UNPRINTABLE.search(made(news, spoken))


def test_no_format_links_to_what_is_no_address():
    rules = make_rules(make_item("TRN-01", required_by=("ai-act",)), sources=(ACT._replace(url="javascript:alert(1)"),))
    news = weighed("The label", rules=rules)
    assert codes(news) == {"transparency": ["TRN-01"]}
    for made in (bulletin.as_markdown(news, words_of(rules)), newspage.html(news, words_of(rules))):
        assert "javascript" not in made


def test_html_tells_the_language_of_what_it_quotes():
    page = newspage.html(weighed("The label\n\nThe label.")._replace(article_lang="de"), words_of(RULES))
    assert '<html lang="en"' in page and '<h1 lang="de">' in page
    assert [each.get("lang") for each in tree(page).iter("ul") if each.get("class") == "quotes"] == ["de"]


def test_html_folds_what_is_long_and_counts_what_it_leaves_out():
    rules = make_rules(*(make_item(f"TRN-{number}") for number in range(10, 30)))
    laws = "".join(f"The Kind{chr(97 + number % 26)}{chr(97 + number // 26)} Act.\n\n" for number in range(35))
    news = weighed("The label.\n\n" * 70 + laws, rules=rules)
    body = tree(newspage.html(news, words_of(rules)))
    shown = [" ".join("".join(each.itertext()).split()) for each in body.iter()]
    assert len([each for each in body.iter("blockquote")]) == 64 and "and 6 more places" in shown
    assert [each for each in shown if re.fullmatch(r"TRN-\d\d", each)] == [f"TRN-{number}" for number in range(10, 30)]
    assert len([each for each in body.iter("th") if each.get("scope") == "row"]) == 30 and "and 5 more" in shown


@pytest.mark.parametrize("engine", ENGINES)
def test_markdown_shows_every_sentence_as_it_stands(engine):
    spoken = words_of(RULES)
    texts = [" ".join(f"The label {trick} AI Act".split()) for trick in LINES]
    sentences = [Sentence(1, text, marks) for text in texts for marks in (((4, 9),), ((4, len(text)),))]
    page = bulletin.finish(bulletin._block(bulletin._quote(sentence, spoken)) for sentence in sentences)
    shown = list(tree(ENGINES[engine](page)).iter("li"))
    assert [words(item) for item in shown] == [" ".join(visible(f"line 1: {sentence.text}").split()) for sentence in sentences]
    assert {element.tag for item in shown for element in item.iter()} <= {"li", "p", "strong", "a"}
    # GitHub makes links of bare addresses, which lead where they say.
    for link in (link for item in shown for link in item.iter("a")):
        address = unquote(link.get("href"))
        assert "".join(link.itertext()) in address and address.split(":")[0] in ("http", "https", "mailto", "ftp")


@given(st.one_of(st.text(max_size=300), admitted, st.lists(st.sampled_from(LINES), max_size=6).map(" ".join)))
@settings(few, max_examples=examples(40))
def test_any_text_is_told_in_every_format(text):
    try:
        news = weighed(f"The label of {text} for the data\n\nThe AI Act. {text}")
    except ChecklistError:
        return
    spoken = words_of(RULES)
    jsonschema.validate(json.loads(clippings.json(news, spoken)), clippings.SCHEMA)
    for made in (bulletin.text(news, spoken), bulletin.as_markdown(news, spoken), clippings.json(news, spoken)):
        assert not UNPRINTABLE.search(made)
    assert tree(newspage.html(news, spoken)).find("main") is not None


def test_the_text_keeps_to_its_width_unless_a_word_is_wider():
    lines = bulletin.text(hostile(), words_of(RULES), width=60).splitlines()
    assert all(len(line) <= 60 or len(max(line.split(), key=len)) > 40 for line in lines)


def test_a_sentence_of_many_laws_and_days_takes_time_in_proportion():
    piece = "AI voice cloned for advertising by the AI Act of 2 August 2026 "
    took = []
    for times in (300, 2400):
        article = read_article((piece * times).encode(), "news.txt", load_lexicon(), lang="en")
        rules = checklist.load_rules()
        before = process_time()
        weigh(article, scan(article, load_lexicon(), rules), rules, Brief(NOBODY), day=date(2027, 3, 1), threshold=THRESHOLD)
        took.append(process_time() - before)
    assert took[1] < 20 * took[0] + 1
