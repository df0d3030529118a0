"""Laws and days that an article names, held against the registry."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given, strategies as st

from checklist.articles import read_article
from checklist.lexicons import load_lexicon
from checklist.loading import load_rules
from checklist.mentions import days_in
from checklist.scanning import Reader, scan
from checklist.scans import Dated, Mention, Scan

from .strategies import few

CORE = load_lexicon()
RULES = load_rules()
READERS = {lang: Reader(tongue) for lang, tongue in CORE.tongues.items()}


def scanned(text: str, lang: str = "en") -> Scan:
    return scan(read_article(text.encode(), "news.txt", CORE, lang=lang), CORE, RULES, reader=READERS[lang])


def laws(text: str, lang: str = "en") -> tuple[Mention, ...]:
    return scanned(text, lang).sources


def days(text: str, lang: str = "en") -> tuple[Dated, ...]:
    return scanned(text, lang).dates


@pytest.mark.parametrize("lang, text, name, source", [
    pytest.param("en", "The AI Act applies.", "AI Act", "eu-ai-act-art50-1", id="AI Act"),
    pytest.param(
        "en", "Under the General Data Protection Regulation it may.", "General Data Protection Regulation", "gdpr-art6",
        id="GDPR",
    ),
    pytest.param("en", "The FTC sued.", "FTC", "us-ftc-act-s5", id="FTC"),
    pytest.param("en", "Britain's Online Safety Act 2023 bites.", "Online Safety Act", "uk-osa-2023", id="Online Safety Act"),
    pytest.param("en", "Regulation (EU) 2024/900 is there.", "(EU) 2024/900", "ttpa-2024-900", id="by number"),
    pytest.param("de", "Die KI-Verordnung gilt.", "KI-Verordnung", "eu-ai-act-art4", id="KI-Verordnung"),
    pytest.param("de", "Die KI-VO gilt.", "KI-VO", "eu-ai-act-art4", id="KI-VO"),
    pytest.param("de", "Nach der DSGVO ist das so.", "DSGVO", "gdpr-art5", id="DSGVO"),
    pytest.param("de", "Das Gesetz über digitale Dienste gilt.", "Gesetz über digitale Dienste", "dsa-art14", id="DSA"),
    pytest.param("de", "Das verbietet das UWG.", "UWG", "de-uwg-5a-4", id="UWG"),
    pytest.param("de", "Das Barrierefreiheitsstärkungsgesetz gilt.", "Barrierefreiheitsstärkungsgesetz", "de-bfsg", id="BFSG"),
])
def test_scan_recognises_sources_by_what_texts_call_them(lang, text, name, source):
    found, = laws(text, lang)
    assert found.name == name and source in found.sources
    assert [sentence.text[start:end] for sentence in found.sentences for start, end in sentence.marks] == [name]


@pytest.mark.parametrize("headline, names", [
    pytest.param("First AI Act fine hits an agency", ["AI Act"], id="first word of a sentence"),
    pytest.param("Meta Faces AI Act Fine Over Adverts", ["AI Act"], id="capitals of a headline"),
    pytest.param("Brands Brace for AI Act", ["AI Act"], id="small words of a headline"),
    pytest.param("Lawmakers in Denver copy it in the Colorado AI Act", ["Colorado AI Act", "AI Act"], id="another law within a sentence"),
])
def test_scan_takes_no_capital_of_a_headline_for_the_name_of_another_law(headline, names):
    assert [law.name for law in laws(f"{headline}\n\nThe agency broke the AI Act.")] == names


def test_scan_keeps_a_law_of_a_headline_apart_that_the_article_names_so():
    text = "Colorado AI Act delayed\n\nIt differs from the AI Act of the EU, says the author of the Colorado AI Act."
    assert [law.name for law in laws(text)] == ["Colorado AI Act", "AI Act"]


def test_scan_keeps_a_law_of_a_headline_apart_if_nothing_else_tells():
    assert [law.name for law in laws("Colorado AI Act delayed\n\nThe law of the state comes later.")] == ["Colorado AI Act"]


@pytest.mark.parametrize("lang, text, provisions, sources", [
    pytest.param("en", "Article 50 of the AI Act asks for it.", ("50",), "eu-ai-act-art50", id="before"),
    pytest.param("en", "Under Art. 50(4) of the EU AI Act labels follow.", ("50",), "eu-ai-act-art50", id="with its paragraph"),
    pytest.param("en", "The AI Act (Article 26) asks for it.", ("26",), "eu-ai-act-art26", id="behind"),
    pytest.param("de", "Nach Art. 50 Abs. 4 der KI-Verordnung gilt es.", ("50",), "eu-ai-act-art50", id="Absatz"),
    pytest.param("de", "Nach § 5a UWG ist es verboten.", ("5a",), "de-uwg-", id="paragraph sign"),
    pytest.param("en", "Article 25 of the AI Act asks for it.", ("25",), "eu-ai-act-art25", id="behind another with its paragraph"),
    pytest.param("de", "Artikel 28 DSA schützt Kinder.", ("28",), "dsa-art28", id="without article"),
])
def test_scan_narrows_a_source_by_the_provision_cited_with_it(lang, text, provisions, sources):
    found, = laws(text, lang)
    assert found.provisions == provisions
    assert found.sources and all(name.startswith(sources) for name in found.sources)


def test_scan_tells_each_provision_once_in_reading_order():
    found, = laws("Article 50 of the AI Act, Article 5 of the AI Act and Articles 50 and 26 of the AI Act.")
    assert found.provisions == ("50", "5", "26")


def test_scan_takes_time_in_proportion_to_the_provisions_cited():
    took = []
    for times in (500, 4_000):
        numbers = [f"{number}{letter}" for letter in "abcdef" for number in range(1000, 1000 + times)]
        text = " ".join(f"Articles {', '.join(numbers[place : place + 6])} of the AI Act." for place in range(0, len(numbers), 6))
        before = process_time()
        scanned(text)
        took.append(process_time() - before)
    assert took[1] < 20 * took[0] + 1


def test_scan_does_not_lend_the_provision_of_one_law_to_another():
    gdpr, act = laws("Article 6 of the GDPR and the AI Act matter.")
    assert (gdpr.provisions, act.provisions) == (("6",), ())


@pytest.mark.parametrize("lang, text", [
    pytest.param("en", "See Article 6; the AI Act is new.", id="behind a semicolon"),
    pytest.param("en", "The AI Act is not what Article 26 says.", id="words between"),
    pytest.param("en", f"Article 26 is what {'many ' * 12}people expect of the AI Act.", id="far before"),
])
def test_scan_lends_a_law_no_provision_of_something_else(lang, text):
    assert [found.provisions for found in laws(text, lang)] == [()]


@pytest.mark.parametrize("text, name", [
    pytest.param("The AI Act, Regulation (EU) 2024/1689, is new.", "AI Act", id="name and number"),
    pytest.param("Directive 2005/29/EC and the UCPD are old.", "2005/29/EC", id="number and name"),
    pytest.param("The KINDNESS Act, or Kindness Act, passed.", "KINDNESS Act", id="capitals"),
])
def test_scan_tells_a_law_once_whatever_it_is_called(text, name):
    assert [found.name for found in laws(text)] == [name]


def test_scan_marks_every_place_of_a_sentence_that_names_a_law():
    found, = laws("The AI Act is the AI Act.")
    assert [sentence.marks for sentence in found.sentences] == [((4, 10), (18, 24))]


def test_scan_keeps_all_sources_of_a_law_whose_provision_the_registry_does_not_have():
    found, = laws("Article 99 of the AI Act sets fines.")
    assert found.provisions == ("99",) and len(found.sources) > 10


@pytest.mark.parametrize("lang, text, name", [
    pytest.param("en", "The Kids Online Safety Act passed.", "Kids Online Safety Act", id="Act"),
    pytest.param("en", "Senators back the No Robot Voices Bill today.", "No Robot Voices Bill", id="Bill"),
    pytest.param("en", "Regulation (EU) 2031/77 was adopted.", "(EU) 2031/77", id="a number"),
    pytest.param("en", "Now the Safety of Kids Act is law.", "Safety of Kids Act", id="small words within a name"),
    pytest.param("en", "Parents of Kids with the Safety Act rejoice.", "Safety Act", id="other small words end a name"),
    pytest.param("en", "One Two Three Four Five Six Seven Eight Act", "Four Five Six Seven Eight Act", id="of six words at most"),
    pytest.param("de", "Das Plattform-Transparenzgesetz kommt.", "Plattform-Transparenzgesetz", id="Gesetz"),
    pytest.param("de", "Die Spielzeugverordnung kommt.", "Spielzeugverordnung", id="Verordnung"),
])
def test_scan_tells_laws_the_registry_does_not_have(lang, text, name):
    found, = laws(text, lang)
    assert (found.name, found.sources) == (name, ())


@pytest.mark.parametrize("lang, text", [
    pytest.param("en", "He read ftc and Aca, and (EU) 2024/90012.", id="small letters and a longer number"),
    pytest.param("en", "He will act. The Act was new, and the bill was paid.", id="words in small letters"),
    pytest.param("de", "Das Gesetz und das Grundgesetz, eine Verordnung der Ärzte.", id="words that are no names"),
])
def test_scan_takes_no_common_word_for_a_law(lang, text):
    assert laws(text, lang) == ()


@pytest.mark.parametrize("lang, written", [
    pytest.param("en", "2026-08-02", id="ISO"),
    pytest.param("en", "2 August 2026", id="day first"),
    pytest.param("en", "2nd of August 2026", id="ordinal"),
    pytest.param("en", "August 2, 2026", id="month first"),
    pytest.param("en", "Aug. 2, 2026", id="short month"),
    pytest.param("de", "2. August 2026", id="German"),
    pytest.param("de", "02.08.2026", id="digits"),
    pytest.param("de", "2.8.2026", id="few digits"),
])
def test_scan_reads_days_as_people_write_them(lang, written):
    text = {"en": f"The AI Act applies from {written}.", "de": f"Die KI-Verordnung gilt ab dem {written}."}[lang]
    found, = days(text, lang)
    assert (found.day, found.status) == (date(2026, 8, 2), "covered")
    assert "eu-ai-act-art50-1" in found.sources
    (start, end), = found.sentence.marks
    assert found.sentence.text[start:end] == written


@pytest.mark.parametrize("written", ["31 February 2026", "2026-13-01", "32.01.2026", "12026-08-02", "May 2026", "1.2.3.2026"])
def test_scan_reads_no_day_that_the_calendar_does_not_have(written):
    assert days(f"The AI Act applies from {written} on.") == ()


def test_scan_tells_a_day_that_differs_from_the_registry():
    found, = days("Article 50 of the AI Act applies from 2 August 2027.")
    assert (found.status, found.expected) == ("differs", (date(2026, 8, 2),))
    assert found.sources and all(name.startswith("eu-ai-act-art50") and "guidelines" not in name for name in found.sources)


def test_scan_takes_the_day_of_an_event_for_no_day_of_a_law():
    assert [found.status for found in days("Parliament adopted the AI Act on 13 March 2024.")] == ["unknown"]


def test_scan_covers_a_day_by_a_source_named_elsewhere():
    found, = days("The AI Act matters.\n\nFrom 2 August 2026 labels are due.")
    assert found.status == "covered"


def test_scan_covers_a_day_by_the_sources_of_its_sentence():
    found, = days("Article 5 of the AI Act matters.\n\nArticle 4 of the AI Act applies from 2 February 2025.")
    assert (found.status, found.sources) == ("covered", ("eu-ai-act-art4",))


def test_scan_covers_the_day_on_which_a_source_ends():
    source = RULES.sources["eu-ai-act-art4"]._replace(until=date(2030, 1, 31))
    rules = RULES._replace(sources={source.name: source})
    article = read_article(b"The AI Act ends on 31 January 2030.", "news.txt", CORE, lang="en")
    assert [found.status for found in scan(article, CORE, rules, reader=READERS["en"]).dates] == ["covered"]


def test_scan_covers_no_day_by_a_source_without_one():
    found, = days("The Meta branded content policies are from 0001-01-01.\n\nThe CAP Code and the C2PA too.")
    assert found.status == "unknown"


def test_scan_tells_a_day_without_any_source_as_unknown():
    found, = days("The fair opens on 3 May 2027.")
    assert (found.status, found.sources, found.expected) == ("unknown", (), ())


def test_scan_tells_a_day_once_for_the_same_sources():
    assert len(days("The AI Act applies from 2 August 2026. As said, the AI Act applies from 2 August 2026.")) == 1


@given(st.text(max_size=200))
@few
def test_days_in_gives_places_within_the_text(text):
    for _, start, end in days_in(text, None):
        assert 0 <= start < end <= len(text)
