"""Pages in another language: no word of the rules' own is left, a page stays in its language, and nothing is lost on the way."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from checklist import api, caching, drafting, phrases, rulefiles, translation
from checklist.arranging import GROUPINGS
from checklist.dialects import load as dialect_of, names as formats
from checklist.errors import ChecklistError
from checklist.model import RuleSet, State
from checklist.notes import read
from checklist.translation import is_words, texts
from tests.builders import PACK_YML, THEME_YML, make_campaign, write_pack
from tests.strategies import few
from tests.tongues import RULES, pseudo, spoken

DAY = api.today()
GERMAN = "schema: 1\nitems:\n  TRN-01:\n    action: {of: %s, text: KI-Bilder kennzeichnen}\n" % translation.digest("Label AI pictures")
CAMPAIGNS = {
    "general": api.Brief(api.NOBODY),
    "spring": api.Brief(make_campaign(title="", channels=["instagram", "tiktok"], ai_uses=["generated-image"], markets=["de", "us"])),
    "mail": api.Brief(make_campaign(title="", channels=["email"], markets=["fr"], data=[], ai_uses=["chatbot"])),
    "films": api.Brief(make_campaign(title="", channels=["tiktok"], ai_uses=["generated-image"], markets=["de"], data=[])),
    "silent": api.Brief(make_campaign(title="", markets=["eu"])),
}


@lru_cache(maxsize=2)
def in_tongues(path: str | None) -> tuple[RuleSet, RuleSet]:
    """Return rules as they are and with every text in the language of the tests, the wording of pages in German."""
    rules = api.load_rules(path)
    return rules, translation.put(rules, spoken(rules), "de")


def without_wording(rules: RuleSet) -> RuleSet:
    """Return *rules* without the wording to copy, which comes in the languages of the markets too."""
    return rules._replace(item_list=tuple(item._replace(snippets=()) for item in rules.item_list))


def page_of(rules: RuleSet, brief: api.Brief, format: str, *, template: str = "checklist", choice: api.Choice = api.Choice()) -> str:
    made = api.checklist(rules, brief, choice, day=DAY)
    marker = api.marker_fields(made, brief, choice, format=format, template=template)
    return api.render(rules, made, format=format, template=api.find_template(template, dialect_of(format)), marker=marker)


def plain(page: str) -> str:
    """Return *page* without what a dialect puts between words, and without addresses, style, script and options of the command line."""
    page = re.sub(r"(?s)<style>.*?</style>|<script.*?</script>|https?://[^\s)\"<>]+|<!-- checklist-(?:begin|end).*?-->", " ", page)
    return re.sub(r"\s+|-s [a-z_]+=…", " ", html.unescape(re.sub(r"<[^>]*>|\\", "", page)))


@lru_cache(maxsize=2)
def needed(path: str | None) -> dict[str, set[str]]:
    """Return the texts that a translation of the rules at *path* has to have, and the words of each."""
    return {text.words: set(re.findall(r"\w+", text.words)) for text in texts(in_tongues(path)[0]) if text.needed}


def left(path: str | None, page: str, *, words: bool = True) -> list[str]:
    """Return the texts of the rules at *path* that *page* holds as they are; those of one word only with *words*."""
    # A text that stands there stands there with each of its words; to look for all of them on a long page takes a second.
    there = set(re.findall(r"\w+", page))
    found = [text for text, parts in needed(path).items() if parts <= there and text in page and (words or " " in text)]
    return sorted(text for text in found if re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w-])", page))


# ---- no word of the rules' own language


@pytest.mark.parametrize("path", [str(RULES), None], ids=["tests", "core"])
@pytest.mark.parametrize("who", CAMPAIGNS)
@pytest.mark.parametrize("format", formats())
def test_a_page_holds_no_text_of_the_rules_where_everything_is_translated(path, who, format):
    _, other = in_tongues(path)
    page = page_of(without_wording(other), CAMPAIGNS[who], format)
    if format == "json":
        # The record keeps who issued a source and where it is found as the rules say it; no page shows either.
        page = re.sub(r'"(?:issuer|provision)": "(?:[^"\\]|\\.)*"', "", page)
    page = plain(page)
    # Names of facets and values are the same in every language, and JSON is full of them.
    assert left(path, page, words=format != "json") == []


@pytest.mark.parametrize("group_by", GROUPINGS)
@pytest.mark.parametrize("template", ["checklist", "compact"])
@pytest.mark.parametrize("format", ["markdown", "html"])
def test_neither_does_one_in_another_order_or_template(group_by, template, format):
    _, other = in_tongues(str(RULES))
    page = plain(page_of(other, CAMPAIGNS["spring"], format, template=template, choice=api.Choice(group_by=group_by)))
    assert left(str(RULES), page) == []


@pytest.mark.parametrize("format", ["markdown", "html", "text", "html-fragment"])
def test_a_page_holds_no_sentence_of_the_english_wording(format):
    rules, other = in_tongues(str(RULES))
    page = plain(page_of(other, CAMPAIGNS["spring"], format))
    english = [re.split(r"\{[a-z_]+\}", sentence) for name, sentence in rules.wording.items() if other.wording[name] != sentence]
    pieces = {piece.strip(" .,:;()") for sentence in english for piece in sentence}
    assert [piece for piece in pieces if len(piece) > 8 and is_words(piece) and piece in page] == []


def test_the_wording_is_complete_in_german():
    core = api.load_rules()
    assert list(translation.unworded(core, api.load_translation(None, "de").sentences, path="wording.yml")) == []


def test_the_german_page_is_the_golden_one(golden):
    rules = api.load_rules(str(RULES), "de")
    campaign = api.load_campaign(str(RULES.parent / "spring.yml"), rules)
    brief = api.Brief(campaign, "tests/data/spring.yml")
    golden("checklist.de.md", page_of(rules, brief, "markdown", choice=api.Choice(lang="de")))


def test_the_language_is_told_to_browsers_and_tools():
    _, other = in_tongues(str(RULES))
    assert '<html lang="de" data-checklist="spring">' in page_of(other, CAMPAIGNS["spring"], "html")
    assert json.loads(page_of(other, CAMPAIGNS["spring"], "json"))["lang"] == "de"
    assert " lang=de " in page_of(other, CAMPAIGNS["spring"], "markdown").split("\n")[0]


@pytest.mark.parametrize("lang, order", [("en", ["en", "de"]), ("de", ["de", "en"])])
def test_wording_to_copy_comes_in_the_language_of_the_page_first(lang, order):
    rules = in_tongues(str(RULES))[lang == "de"]
    sections = json.loads(page_of(rules, CAMPAIGNS["spring"], "json"))["sections"]
    (entry, *_) = [entry for section in sections for entry in section["entries"] if entry["snippets"]]
    assert list(entry["snippets"]) == order


@pytest.mark.parametrize("lang, markets, order", [
    ("en", ["de"], ["en", "de"]), ("de", ["de"], ["de"]), ("de", ["us"], ["de", "en"]), ("en", ["fr"], ["en"]), ("en", [], ["en"]),
    ("de", ["eu"], ["de"]), ("de", ["world"], ["de", "en"]),
])
def test_wording_to_copy_comes_in_the_languages_of_the_markets(lang, markets, order):
    rules = in_tongues(str(RULES))[lang == "de"]
    page = json.loads(page_of(rules, api.Brief(make_campaign(ai_uses=["generated-image"], markets=markets)), "json"))
    (entry, *_) = [entry for section in page["sections"] for entry in section["entries"] if entry["snippets"]]
    assert list(entry["snippets"]) == order


def test_wording_that_is_in_none_of_them_comes_all_the_same():
    core = in_tongues(None)[1]
    page = json.loads(page_of(core, CAMPAIGNS["mail"]._replace(campaign=make_campaign(markets=["fr"], channels=["influencers"])), "json"))
    (entry,) = [entry for section in page["sections"] for entry in section["entries"] if entry["code"].startswith("TRN-14")]
    assert entry["snippets"] == {"fr": "Images virtuelles"}


@pytest.mark.parametrize("markets", [[], ["de"], ["at", "de"]])
def test_a_german_page_for_german_markets_holds_no_english_wording(markets):
    brief = api.Brief(make_campaign(markets=markets) if markets else api.NOBODY)
    page = json.loads(page_of(api.load_rules(lang="de"), brief, "json"))
    wordings = [entry["snippets"] for section in page["sections"] for entry in section["entries"] if entry["snippets"]]
    assert wordings and not any("en" in wording for wording in wordings)


# ---- what is not translated


def page_without(missing: str, format: str = "markdown", who: str = "spring") -> str:
    """Return a page where the texts whose place holds *missing* are not translated."""
    rules = api.load_rules(str(RULES))
    given = {place: here for place, here in spoken(rules).items() if missing not in ".".join(place)}
    return page_of(translation.put(rules, given, "de"), CAMPAIGNS[who], format)


FOOT = "Noch nicht übersetzt oder seither geändert und darum im Original: "


@pytest.mark.parametrize("format", ["markdown", "html", "text", "html-fragment"])
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_the_foot_says_nothing_where_nothing_is_missing(template, format):
    assert FOOT not in page_of(in_tongues(str(RULES))[1], CAMPAIGNS["spring"], format, template=template)


@pytest.mark.parametrize("missing, named", [
    ("items.TRN-02.why", "TRN-02"),
    ("items.TRN-01.channels", "TRN-01"),
    ("sources.ai-act-50.short", "AI Act Art. 50(4)"),
    ("transparency.impact", pseudo("Transparency")),
    ("pack.params.brand", "your brand"),
    ("owners.creative-lead.title", "creative lead"),
    ("phases.plan.title", "plan"),
    ("facets.data.question", pseudo("data about people")),
    ("values.tiktok.title", "TikTok"),
    ("values.de.title", "Germany"),
])
def test_the_foot_names_what_is_in_the_original(missing, named):
    (line,) = [line for line in page_without(missing).split("\n") if line.startswith(FOOT)]
    assert line == f"{FOOT}{named}."


@pytest.mark.parametrize("missing", [
    "items.TRN-07", "items.PRV-02", "values.chatbot", "owners.media-buyer.define", "sources.ai-act-50.summary",
    "sources.ai-act-50.title", "values.tiktok.define",
])
def test_the_foot_does_not_name_what_the_page_does_not_show(missing):
    assert FOOT not in page_without(missing, who="films")


def test_the_foot_names_twenty_and_counts_the_rest():
    rules = translation.put(api.load_rules(), {}, "de")
    (line,) = [line for line in page_of(rules, CAMPAIGNS["spring"], "markdown").split("\n") if line.startswith(FOOT)]
    assert len(line.split(", ")) >= 20 and re.search(r" und \d+ mehr\.$", line)


def test_html_names_it_in_its_foot():
    assert f"<p>{FOOT}TRN-02.</p>" in page_without("items.TRN-02.why", "html").split("<footer")[1]


# ---- loading


@pytest.fixture
def pack(tmp_path) -> Path:
    """Rules of the tests with one action in German."""
    folder = write_pack(tmp_path / "rules")
    (folder / "i18n" / "de").mkdir(parents=True)
    (folder / "i18n" / "de" / "transparency.yml").write_text(GERMAN)
    return folder


def test_rules_are_loaded_in_the_language_asked_for(pack):
    english, german = api.load_rules(str(pack)), api.load_rules(str(pack), "de")
    assert (english.lang, english.item_list[0].action) == ("en", "Label AI pictures")
    assert (german.lang, german.item_list[0].action, german.item_list[0].why) == ("de", "KI-Bilder kennzeichnen", "People want to know.")
    assert english.langs == german.langs == api.languages(str(pack)) == ("en", "de")
    assert german.wording["must"] == "Muss" and english.wording["must"] == "must"


def test_a_language_that_is_not_there_is_refused_with_what_there_is(pack):
    (pack / "i18n" / "fr").mkdir()
    with pytest.raises(ChecklistError, match=r"--lang: OPT01 there is no language 'es' \(one of: de, en, fr\)"):
        api.load_rules(str(pack), "es")
    assert api.load_rules(str(pack), "fr").wording["must"] == "must"


def test_english_opens_no_translation(pack, monkeypatch):
    opened: list[str] = []
    real = rulefiles.read_bytes
    monkeypatch.setattr(rulefiles, "read_bytes", lambda path: opened.append(os.path.relpath(path, pack)) or real(path))
    api.load_rules(str(pack))
    assert [path for path in opened if "i18n" in path and "wording" not in path] == []
    api.load_rules(str(pack), "de")
    assert "i18n/de/transparency.yml" in opened


def test_each_language_is_kept_by_itself(pack, monkeypatch):
    for lang in ("en", "de"):
        api.load_rules(str(pack), lang)
    monkeypatch.setattr(caching, "keep", lambda name, value: pytest.fail("read anew"))
    api.load_rules(str(pack), "de")
    (pack / "i18n" / "de" / "transparency.yml").write_text(GERMAN.replace("kennzeichnen", "markieren"))
    assert api.load_rules(str(pack)).item_list[0].action == "Label AI pictures"
    monkeypatch.undo()
    assert api.load_rules(str(pack), "de").item_list[0].action == "KI-Bilder markieren"


def test_a_changed_text_puts_its_translation_out_of_use(pack):
    write_pack(pack, theme=THEME_YML.replace("Label AI pictures", "Label AI films"))
    german = api.load_rules(str(pack), "de")
    assert german.item_list[0].action == "Label AI films"
    assert ("transparency", "items", "TRN-01") in german.untranslated


def test_a_broken_translation_leaves_the_rules_usable(run, pack):
    (pack / "i18n" / "de" / "transparency.yml").write_text(GERMAN.replace("TRN-01", "TRN-10"))
    assert run("generate", "--rules", pack).code == 0
    outcome = run("generate", "--rules", pack, "--lang", "de")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"{pack}/i18n/de/transparency.yml:3:3: REF01 item 'TRN-10' is not defined (did you mean 'TRN-01'?)\n"


@pytest.mark.parametrize("name, told", [
    ("transparancy.yml", "REF01 no file of a translation has this name (did you mean 'transparency'?)"),
    ("transparency.yaml", "REF01 no file of a translation has this name (rename it to transparency.yml)"),
    ("privacy.yml", "REF01 no file of a translation has this name (one of: pack, sources, transparency, vocabulary, wording)"),
])
def test_a_file_of_another_name_is_told(run, pack, name, told):
    (pack / "i18n" / "de" / name).write_text(GERMAN)
    assert run("generate", "--rules", pack, "--lang", "de").err == f"{pack}/i18n/de/{name}: {told}\n"
    assert run("rules", "lint", pack).code == 2


@pytest.mark.parametrize("name", ["german", "DE", "en", "d", "de-at"])
def test_a_folder_that_is_no_language_is_told(run, pack, name):
    (pack / "i18n" / name).mkdir()
    hint = "write two small letters, as in de; en is the language of the rules themselves"
    assert run("generate", "--rules", pack).err == f"{pack}/i18n/{name}: REF01 a translation has another name ({hint})\n"


def test_a_file_beside_the_languages_is_nobodys_business(run, pack):
    (pack / "i18n" / "README.md").write_text("Text.")
    (pack / "i18n" / ".git").mkdir()
    assert run("generate", "--rules", pack, "--lang", "de").code == 0


@pytest.mark.parametrize("name", ["pack", "sources", "vocabulary", "wording"])
def test_a_theme_may_not_take_the_name_of_a_file_of_a_translation(run, pack, name):
    (pack / "themes" / f"{name}.yml").write_text(THEME_YML.replace("theme: transparency", f"theme: {name}").replace("TRN", "ABC"))
    write_pack(pack, pack=PACK_YML.replace("[TRN]", "[TRN, ABC]"))
    assert f"RUL09 '{name}' cannot be the name of a theme" in run("generate", "--rules", pack).err


def test_a_pack_says_in_its_own_words_what_nobody_translated(pack):
    write_pack(pack, wording="schema: 1\nwording:\n  advice: Ask our lawyers.\n  who: Who does it\n")
    assert api.load_rules(str(pack), "de").wording["advice"] == "Ask our lawyers."
    (pack / "i18n" / "de" / "wording.yml").write_text("schema: 1\nwording:\n  advice: Fragen Sie uns.\n")
    german = api.load_rules(str(pack), "de")
    assert [german.wording[name] for name in ("advice", "who", "guide")] == ["Fragen Sie uns.", "Who does it", "Anleitung"]


def test_notes_are_understood_in_every_language_whatever_a_pack_says(pack):
    write_pack(pack, wording='schema: 1\nwording:\n  key_owner: "Lead:"\n')
    (pack / "i18n" / "de" / "wording.yml").write_text('schema: 1\nwording:\n  key_due: "Termin:"\n')
    rules = api.load_rules(str(pack))
    said = read(State(" ", "", ("Verantwortlich: Ann", "Termin: 2027-03-01", "Nachweis: x")), rules.wordings)
    assert (said.owner, said.due, said.evidence) == ("Ann", "2027-03-01", "x")
    assert read(State(" ", "", ("Lead: Bob", "Fällig: 2027-03-02")), rules.wordings)[2:4] == ("Bob", "2027-03-02")


# ---- lint


def lint(run, pack: Path) -> list[str]:
    return [line.removeprefix(f"{pack}/") for line in run("rules", "lint", pack, "--as-of", "2026-11-24").err.splitlines()]


def test_lint_tells_what_a_translation_lacks(run, pack):
    told = lint(run, pack)
    assert "i18n/de/transparency.yml: LNT20 TRN-01 why has no translation (it says 'People want to know.')" in told
    assert any(line.startswith("i18n/de/vocabulary.yml: LNT20 the file is missing, and with it ") for line in told)
    assert all(" LNT20 " in line for line in told)


def test_lint_asks_nothing_of_a_language_that_has_wording_alone(run, pack):
    (pack / "i18n" / "de" / "transparency.yml").unlink()
    assert run("rules", "lint", pack, "--as-of", "2026-11-24").out == "test 1.0.0: 1 items, 1 sources: no findings\n"


def test_lint_asks_for_the_wording_that_a_pack_changed(run, pack):
    write_pack(pack, wording="schema: 1\nwording:\n  advice: Ask our lawyers.\n")
    assert "i18n/de/wording.yml: LNT20 advice has no translation (it says 'Ask our lawyers.')" in lint(run, pack)


def test_lint_is_clean_for_a_complete_translation(run):
    assert run("rules", "lint", RULES, "--as-of", "2026-11-24").out == "sample 1.2.0: 9 items, 6 sources: no findings\n"


def test_lint_tells_a_changed_text(run, pack):
    write_pack(pack, theme=THEME_YML.replace("Label AI pictures", "Label AI films"))
    assert (
        "i18n/de/transparency.yml:4:13: LNT21 TRN-01 action changed after it was translated (revise the text, then write of: "
        f"{translation.digest('Label AI films')}; it says 'Label AI films')"
    ) in lint(run, pack)


# ---- rules translate


def test_translate_begins_a_language(run, pack):
    outcome = run("rules", "translate", "fr", "--rules", pack)
    assert (outcome.code, outcome.out) == (0, "")
    assert sorted(os.listdir(pack / "i18n" / "fr")) == ["pack.yml", "sources.yml", "transparency.yml", "vocabulary.yml"]
    assert f"{pack}/i18n/fr/transparency.yml: written; 6 texts, 6 missing, 0 changed since" in outcome.err
    assert run("generate", "--rules", pack, "--lang", "fr").code == 0


def test_translate_twice_is_once(run, pack):
    run("rules", "translate", "de", "--rules", pack)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (pack / "i18n" / "de").iterdir()}
    outcome = run("rules", "translate", "de", "--rules", pack)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (pack / "i18n" / "de").iterdir()} == before
    assert outcome.err.count("unchanged") == 4


def test_translate_keeps_what_is_translated_and_marks_what_changed(run, pack):
    write_pack(pack, theme=THEME_YML.replace("Label AI pictures", "Label AI films"))
    run("rules", "translate", "de", "--rules", pack)
    text = (pack / "i18n" / "de" / "transparency.yml").read_text()
    of = translation.digest("Label AI pictures")
    assert f"# Label AI films\n      # CHANGED since it was translated\n      of: {of}\n      text: KI-Bilder kennzeichnen\n" in text
    assert api.load_rules(str(pack), "de").item_list[0].action == "Label AI films"


def test_a_revised_text_without_its_digest_gets_the_new_one(run, pack):
    write_pack(pack, theme=THEME_YML.replace("Label AI pictures", "Label AI films"))
    run("rules", "translate", "de", "--rules", pack)
    path = pack / "i18n" / "de" / "transparency.yml"
    text = path.read_text().replace(f"      of: {translation.digest('Label AI pictures')}\n", "")
    path.write_text(text.replace("KI-Bilder", "KI-Filme"))
    assert api.load_rules(str(pack), "de").item_list[0].action == "Label AI films"
    run("rules", "translate", "de", "--rules", pack)
    assert "# CHANGED" not in path.read_text()
    assert api.load_rules(str(pack), "de").item_list[0].action == "KI-Filme kennzeichnen"


@pytest.mark.parametrize("lang", ["en", "german", "DE", "", "../de"])
def test_translate_takes_a_language_only(run, pack, lang):
    outcome = run("rules", "translate", lang, "--rules", pack)
    hint = "(write two small letters, as in de)"
    assert (outcome.code, outcome.err) == (2, f"rules translate: OPT02 {lang!r} is no language to translate into {hint}\n")


def test_translate_tells_what_is_amiss_in_a_file_before_it_writes(run, pack):
    path = pack / "i18n" / "de" / "transparency.yml"
    path.write_text(GERMAN.replace("action", "acton"))
    outcome = run("rules", "translate", "de", "--rules", pack)
    assert outcome.code == 2 and "did you mean 'action'?" in outcome.err
    assert os.listdir(pack / "i18n" / "de") == ["transparency.yml"]


def test_translate_does_not_write_where_a_file_stands_in_the_way(run, pack):
    (pack / "i18n" / "fr").write_text("")
    outcome = run("rules", "translate", "fr", "--rules", pack)
    assert outcome.code == 2 and f"{pack}/i18n/fr: OUT02 cannot be made" in outcome.err


def test_every_text_of_core_can_be_translated_and_read_back():
    rules = api.load_rules()
    said = spoken(rules, needed=True)
    made = drafting.draft(rules, said, "de")
    back = phrases.read("de", {stem: draft.text.encode() for stem, draft in made.items()}, rules)
    assert translation.put(rules, back, "de") == translation.put(rules, said, "de")
    assert sum(draft.missing + draft.changed for draft in made.values()) == 0


# ---- the command line


@pytest.fixture
def place(run, tmp_path) -> Path:
    """A project with the rules of the tests, a campaign and a page in German."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "spring.yml").write_text("campaign: Spring\nmarkets: [de]\nchannels: [instagram, tiktok]\nai_uses: [generated-image]\n")
    assert run("generate", "spring.yml", "--rules", "rules", "--lang", "de", "-o", "page.md").code == 0
    return tmp_path


def ticked(page: Path) -> str:
    """Tick and note the first item of *page*, as a person does."""
    lines = page.read_text().split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("- [ ]"))
    lines[first] = lines[first].replace("[ ]", "[x]")
    lines.insert(first + 1, "    Verantwortlich: Ann")
    page.write_text("\n".join(lines))
    return page.read_text()


def test_generate_writes_in_the_language_asked_for(run, place):
    text = (place / "page.md").read_text()
    assert "# KI-Checkliste: Spring" in text and "## Planung" in text and " lang=de " in text
    assert "## Plan\n" in run("generate", "spring.yml", "--rules", "rules").out


@pytest.mark.parametrize("args", [
    ["generate", "spring.yml"], ["explain", "TRN-01"], ["list", "themes"], ["embed", "page.md"],
], ids=lambda args: args[0])
def test_an_unknown_language_is_refused_with_what_there_is(run, place, args):
    outcome = run(*args, "--rules", "rules", "--lang", "xx")
    assert (outcome.code, outcome.out, outcome.err) == (2, "", "--lang: OPT01 there is no language 'xx' (one of: de, en)\n")


def test_an_unknown_language_is_told_with_all_other_problems(run, place):
    told = run("generate", "--rules", "rules", "--lang", "xx", "-t", "privcy", "--level", "mst").err.splitlines()
    assert [line.split(" ")[0] for line in told] == ["--lang:", "--theme:", "--level:"]


@pytest.mark.parametrize("format, name", [("markdown", "page.md"), ("html", "page.html"), ("json", "page.json")])
def test_generate_onto_a_german_page_stays_german(run, place, format, name):
    run("generate", "spring.yml", "--rules", "rules", "--lang", "de", "-o", name)
    before = (place / name).read_text()
    assert run("generate", "spring.yml", "--rules", "rules", "-o", name).code == 0
    assert (place / name).read_text() == before


def test_generate_onto_a_german_page_keeps_ticks_and_notes(run, place):
    before = ticked(place / "page.md")
    assert run("generate", "spring.yml", "--rules", "rules", "-o", "page.md").code == 0
    assert (place / "page.md").read_text() == before


def test_generate_changes_the_language_when_told_to(run, place):
    ticked(place / "page.md")
    assert run("generate", "spring.yml", "--rules", "rules", "-o", "page.md", "--lang", "en").code == 0
    text = (place / "page.md").read_text()
    assert " lang=en " in text and "- [x] " in text and "    Verantwortlich: Ann\n" in text and "Planung" not in text


def test_generate_refuses_a_page_in_a_language_that_the_rules_lack(run, place):
    page = place / "page.md"
    page.write_text(page.read_text().replace(" lang=de ", " lang=fr "))
    outcome = run("generate", "spring.yml", "--rules", "rules", "-o", "page.md")
    hint = "one of: de, en; --lang writes it in another"
    assert (outcome.code, outcome.err) == (2, f"page.md: PAG02 the page is in 'fr', and the rules are not ({hint})\n")
    assert run("generate", "spring.yml", "--rules", "rules", "-o", "page.md", "--lang", "de").code == 0


def test_embed_refreshes_a_german_page_in_german(run, place):
    before = ticked(place / "page.md")
    outcome = run("embed", "page.md", "--rules", "rules")
    assert (outcome.code, outcome.err) == (0, "page.md: spring: unchanged; 1 tick kept\n")
    assert (place / "page.md").read_text() == before


def test_embed_with_the_campaign_keeps_the_language_too(run, place):
    before = ticked(place / "page.md")
    assert run("embed", "page.md", "--rules", "rules", "--campaign", "spring.yml").code == 0
    assert (place / "page.md").read_text() == before


def test_embed_puts_a_checklist_in_in_the_language_asked_for(run, place):
    (place / "host.md").write_text("# Start\n\n[checklist]\n")
    assert run("embed", "host.md", "--rules", "rules", "--campaign", "spring.yml", "--lang", "de").code == 0
    text = (place / "host.md").read_text()
    assert " lang=de " in text and "### Planung" in text
    assert run("embed", "host.md", "--rules", "rules", "--check").code == 0


def test_embed_refreshes_each_checklist_of_a_page_in_its_own_language(run, place):
    (place / "autumn.yml").write_text((place / "spring.yml").read_text().replace("Spring", "Autumn"))
    run("generate", "autumn.yml", "--rules", "rules", "-o", "other.md")
    both = (place / "page.md").read_text() + "\n" + (place / "other.md").read_text()
    (place / "both.md").write_text(both)
    assert run("embed", "both.md", "--rules", "rules").code == 0
    assert (place / "both.md").read_text() == both


def test_embed_changes_the_language_when_told_to_and_back(run, place):
    before = ticked(place / "page.md")
    assert run("embed", "page.md", "--rules", "rules", "--lang", "en").code == 0
    text = (place / "page.md").read_text()
    assert " lang=en " in text and "- [x] " in text and "    Verantwortlich: Ann\n" in text
    assert run("embed", "page.md", "--rules", "rules", "--lang", "de").code == 0
    assert (place / "page.md").read_text() == before


def test_embed_refuses_a_marker_in_a_language_that_the_rules_lack(run, place):
    page = place / "page.md"
    page.write_text(page.read_text().replace(" lang=de ", " lang=fr "))
    outcome = run("embed", "page.md", "--rules", "rules")
    message = "the marker says lang 'fr', which means nothing here (one of: de, en)"
    assert (outcome.code, outcome.err) == (2, f"page.md:1:1: PAG02 {message}\n")
    assert run("embed", "page.md", "--rules", "rules", "--lang", "de").code == 0


def test_embed_names_the_lines_of_a_german_page_that_were_edited(run, place):
    page = place / "page.md"
    page.write_text(page.read_text().replace("Jede Nutzung auflisten.", "Gar nichts tun."))
    outcome = run("embed", "page.md", "--rules", "rules")
    assert outcome.code == 2 and re.search(r"page\.md:\d+:1: PAG05 this line of the checklist was changed", outcome.err)
    assert len(outcome.err.splitlines()) == 1


def test_embedding_in_python_without_other_languages_refuses_them(place):
    text = (place / "page.md").read_text()
    with pytest.raises(ChecklistError, match="PAG02 the checklist is in 'de', and the rules are in 'en'"):
        api.embed(api.load_rules(str(RULES)), text, "page.md", request=api.Request(), day=DAY, root=str(place))


def test_explain_shows_the_text_in_the_language_asked_for(run, place):
    text = run("explain", "TRN-01", "--rules", "rules", "--lang", "de").out
    assert text.startswith("TRN-01  Realistische KI-Bilder dort kennzeichnen, wo man sie zuerst sieht\n")
    assert "KI-Einsatz: generierte Bilder; Kanäle: Instagram, TikTok" in text and "KI-VO Art. 50 Abs. 4 (EU" in text


@pytest.mark.parametrize("what, column, expected", [
    ("themes", "title", ["Transparenz", "Datenschutz & Datennutzung"]),
    ("items", "action", ["Realistische KI-Bilder dort kennzeichnen, wo man sie zuerst sieht"]),
    ("vocabulary", "title", ["weltweit", "Europäische Union"]),
])
def test_list_shows_the_text_in_the_language_asked_for(run, place, what, column, expected):
    rows = json.loads(run("list", what, "--rules", "rules", "--lang", "de", "--format", "json").out)
    assert [row[column] for row in rows][: len(expected)] == expected


@pytest.mark.parametrize("text, lang", [
    ("<!-- checklist-begin v=1 id=a dialect=markdown lang=de template=x -->", "de"),
    ("<!-- checklist-begin v=1 id=a\n lang=de -->", ""),
    ("<!-- checklist-begin v=1 id=a --> <!-- checklist-begin v=1 lang=fr -->", "fr"),
    ('<!doctype html>\n<html lang="fr" data-checklist="x">', "fr"),
    ('<html lang="fr">', ""),
    ('{\n  "lang": "de",\n', "de"),
    ("lang=de", ""),
    ("", ""),
])
def test_lang_of_reads_the_language_of_a_page(text, lang):
    assert api.lang_of(text) == lang


# ---- nothing is lost on the way

LANGS = st.lists(st.sampled_from(["en", "de"]), min_size=1, max_size=4)
NOTES = st.lists(st.sampled_from(["Owner: Ann", "Verantwortlich: Ben", "called them", "Entfällt: nur Text", "Due: 2027-03-01"]), max_size=3)


@few
@given(LANGS, st.dictionaries(st.integers(0, 6), NOTES, min_size=1))
def test_no_tick_and_no_note_is_lost_whatever_the_language(langs, written):
    brief, choice = CAMPAIGNS["spring"], api.Choice()
    rules = {"en": in_tongues(str(RULES))[0], "de": in_tongues(str(RULES))[1]}
    made = api.checklist(rules["en"], brief, choice, day=DAY)
    codes = [task.entry.code for section in made.sections for task in section.tasks if not task.channels]
    states = {codes[place % len(codes)]: State("x", "", tuple(f"    {note}" for note in notes)) for place, notes in written.items()}
    made = api.checklist(rules["en"], brief, choice, day=DAY, states=states)
    marker = api.marker_fields(made, brief, choice, format="markdown", template="checklist")
    page = api.render(rules["en"], made, format="markdown", marker=marker)
    for lang in langs:
        request = api.Request(brief=brief, lang=lang)
        page = api.embed(rules["en"], page, "page.md", request=request, day=DAY, root=".", rules_in=rules.__getitem__).text
        assert f" lang={lang} " in page
    again = api.embed(rules["en"], page, "page.md", request=api.Request(brief=brief), day=DAY, root=".", rules_in=rules.__getitem__).text
    assert again == page
    for code, state in states.items():
        lines = page.split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith("- [x]") and code in line)
        assert lines[start + 1 : start + 1 + len(state.notes)] == list(state.notes)
