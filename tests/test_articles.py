"""An article from bytes to sentences: encodings, kinds of files, languages, and where sentences end."""

from __future__ import annotations

import re
import sys
import time

import pytest
from hypothesis import given, strategies as st

from checklist.articles import MAX_BYTES, clean, decode, language_of, read_article
from checklist.errors import ChecklistError
from checklist.lexicons import load_lexicon
from checklist.scans import Article

from .strategies import few

LEXICON = load_lexicon()
GERMAN = "Die Prüfer fanden in der Werbung für das Gerät keinen Hinweis, und das war nicht das erste Mal."


def read(text: str, path: str = "news.txt", lang: str = "en") -> Article:
    return read_article(text.encode(), path, LEXICON, lang=lang)


def sentences(article: Article) -> list[tuple[int, str]]:
    return [(sentence.line, sentence.text) for paragraph in article.paragraphs for sentence in paragraph.sentences]


def codes(content: bytes, path: str = "news.txt", **options: str) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        read_article(content, path, LEXICON, **options)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("content", [
    pytest.param(GERMAN.encode(), id="utf-8"),
    pytest.param(b"\xef\xbb\xbf" + GERMAN.encode(), id="utf-8 with a byte order mark"),
    pytest.param(b"\xff\xfe" + GERMAN.encode("utf-16-le"), id="utf-16-le"),
    pytest.param(b"\xfe\xff" + GERMAN.encode("utf-16-be"), id="utf-16-be"),
    pytest.param(b"<meta charset=iso-8859-1>" + GERMAN.encode("latin-1"), id="latin-1 declared"),
    pytest.param(b'<meta http-equiv="x" content="text/html; charset=windows-1252">' + GERMAN.encode("cp1252"), id="windows-1252 declared"),
    pytest.param(b"<meta charset=nonsense>" + GERMAN.encode(), id="a charset that is none"),
    pytest.param(b"<meta charset=utf-16> " + GERMAN.encode(), id="utf-16 that its declaration is not in"),
    pytest.param(b"<meta charset=utf-7>" + GERMAN.encode(), id="no charset of the web"),
    pytest.param(b"\xef\xbb\xbf<meta charset=latin1>" + GERMAN.encode(), id="a byte order mark before a declaration"),
    pytest.param(b"\xff\xfe\x00\x00" + GERMAN.encode("utf-32-le"), id="utf-32-le"),
    pytest.param(b"\x00\x00\xfe\xff" + GERMAN.encode("utf-32-be"), id="utf-32-be"),
    pytest.param(b"<head>" + b" " * 1500 + b"<meta charset=latin1>" + GERMAN.encode("latin-1"), id="a declaration far down"),
    pytest.param(b"A file with charset=latin1 in it. " + GERMAN.encode(), id="a text that only speaks of a charset"),
])
def test_decode_reads_the_encodings_articles_come_in(content):
    assert decode(content, "news.html").endswith(GERMAN)


def test_decode_takes_declared_latin_1_for_windows_1252_as_browsers_do():
    assert decode(b"<meta charset=iso-8859-1>\x93so\x94", "news.html").endswith("\u201cso\u201d")


@pytest.mark.parametrize("charset, text", [
    ("iso-8859-15", "10 € für Prüfer"), ("ISO-8859-2", "Łódź"), ("windows-1251", "Реклама"), ("koi8-r", "Реклама"),
    ("x-mac-roman", "Prüfer"), ("gb2312", "广告"), ("Big5", "廣告"), ("shift_jis", "広告"), ("euc-jp", "広告"), ("euc-kr", "광고"),
])
def test_decode_reads_the_charsets_of_the_web(charset, text):
    encoded = text.encode(charset.removeprefix("x-"))
    assert decode(f"<meta charset={charset}>".encode() + encoded, "news.html").endswith(text)


def test_decode_takes_no_charset_that_only_python_has():
    """Of these, punycode takes quadratic time."""
    assert decode(b"<meta charset=punycode>words-kva", "news.html").endswith("words-kva")


def test_decode_replaces_what_declared_latin_1_does_not_have():
    assert decode(b"<meta charset=latin1>a\x81b", "news.html").endswith("a\ufffdb")


def test_decode_takes_an_article_of_exactly_the_most_bytes():
    assert len(decode(b"a" * MAX_BYTES, "news.txt")) == MAX_BYTES


@pytest.mark.parametrize("content, code", [
    pytest.param(b"", "SCN03", id="empty"),
    pytest.param(b" \n\t ", "SCN03", id="blank"),
    pytest.param(b"\xef\xbb\xbf", "SCN03", id="nothing but a byte order mark"),
    pytest.param(b"%PDF-1.7\x00\x01", "SCN02", id="binary"),
    pytest.param(bytes(range(1, 32)) * 20, "SCN02", id="controls"),
    pytest.param(b"some words " * 100 + b"\0", "SCN02", id="one null byte"),
    pytest.param((b"some words and more than that" + b"\x01") * 20, "SCN02", id="a control in thirty signs"),
    pytest.param(GERMAN.encode("latin-1"), "SCN02", id="latin-1 that nobody declared"),
    pytest.param(b"\xff\xfea", "SCN02", id="utf-16 cut in the middle"),
    pytest.param(b"a" * (MAX_BYTES + 1), "SCN01", id="too large"),
    pytest.param(b"<html><script>the one and only</script></html>", "SCN03", id="a page without text"),
])
def test_read_article_refuses_what_is_no_text(content, code):
    assert codes(content, "news.html") == [code]


def test_read_article_names_the_line_of_a_byte_that_is_no_utf_8():
    with pytest.raises(ChecklistError, match=r"news\.txt:2:1: SCN02 byte 0xe4 is not UTF-8"):
        read_article(b"one\ntw\xe4\n", "news.txt", LEXICON)


@pytest.mark.parametrize("text, lang", [
    pytest.param("The board of the company said that it would not change what was in the plan.", "en", id="English"),
    pytest.param(GERMAN, "de", id="German"),
    pytest.param("", "en", id="nothing"),
    pytest.param("AI", "en", id="a word of no language"),
])
def test_language_of_tells_english_from_german(text, lang):
    assert language_of(text, LEXICON) == lang


def test_read_article_refuses_a_language_without_signals():
    text = "Le conseil a rejeté la proposition hier soir après une longue séance, car plusieurs membres doutaient fort. " * 4
    assert codes(text.encode()) == ["SCN04"]


def test_read_article_takes_the_language_it_is_told():
    assert read_article(GERMAN.encode(), "news.txt", LEXICON, lang="en").lang == "en"


def test_read_article_names_a_near_language():
    assert codes(b"some text", lang="dee") == ["SCN04"]


@pytest.mark.parametrize("lang, text, expected", [
    pytest.param("en", "It begins. It ends.", ["It begins.", "It ends."], id="two"),
    pytest.param(
        "en", "See Art. 50 and No. 5, e.g. The Times. Next.", ["See Art. 50 and No. 5, e.g. The Times.", "Next."],
        id="short forms",
    ),
    pytest.param("en", 'He asked: "Why?" She left.', ['He asked: "Why?"', "She left."], id="quotation"),
    pytest.param("en", "Made by J. R. Smith. Done.", ["Made by J. R. Smith.", "Done."], id="initials"),
    pytest.param("de", "Das gilt z. B. für Art. 5 Abs. 1. Und mehr.", ["Das gilt z. B. für Art. 5 Abs. 1.", "Und mehr."], id="z. B."),
    pytest.param("de", "Ab dem 2. August 2026 gilt es. Dann nicht.", ["Ab dem 2. August 2026 gilt es.", "Dann nicht."], id="day of a date"),
    pytest.param("de", "Es waren 12. Alle gingen.", ["Es waren 12.", "Alle gingen."], id="a number at the end"),
    pytest.param("de", "„Nein.“ Er ging.", ["„Nein.“", "Er ging."], id="German quotation"),
    pytest.param("de", "Das war 2024. August ist warm.", ["Das war 2024.", "August ist warm."], id="a year before a month"),
    pytest.param("en", "At Yahoo! they laugh. So!", ["At Yahoo! they laugh.", "So!"], id="a small letter"),
    pytest.param("en", "He stopped … “and left” at once.", ["He stopped … “and left” at once."], id="a small letter in quotation marks"),
    pytest.param("en", "no end at all", ["no end at all"], id="no full stop"),
])
def test_read_article_ends_sentences_where_they_end(lang, text, expected):
    assert [found for _, found in sentences(read(text, lang=lang))] == expected


def test_read_article_knows_the_lines_of_a_text():
    article = read("Headline\n\nFirst sentence\nruns on. Second\nsentence.\n\n\nThird.\n")
    assert sentences(article) == [(1, "Headline"), (3, "First sentence runs on."), (4, "Second sentence."), (8, "Third.")]


@pytest.mark.parametrize("text, is_title", [
    pytest.param("Headline\n\nText.", True, id="a line without full stop"),
    pytest.param("A sentence.\n\nText.", False, id="a sentence"),
    pytest.param("What follows:\n\nText.", False, id="a colon"),
    pytest.param("Two lines\nof text\n\nText.", False, id="two lines"),
    pytest.param("word " * 50 + "\n\nText.", False, id="a long line"),
    pytest.param("The only line", False, id="nothing below it"),
])
def test_read_article_takes_a_first_line_without_full_stop_for_the_title(text, is_title):
    assert read(text).paragraphs[0].is_title == is_title


@pytest.mark.parametrize("text, titles", [
    pytest.param("# One\n\n## Two\n\nText", ["One"], id="first level alone"),
    pytest.param("One\n===\n\nTwo\n---\n\nText", ["One"], id="underlined"),
    pytest.param("One\n\n===\n\nText", [], id="an underline that touches nothing"),
    pytest.param("---\ntitle: One\ntitle: Two\n---\nText", ["One"], id="front matter"),
])
def test_read_article_knows_the_title_of_markdown(text, titles):
    paragraphs = read(text, "news.md").paragraphs
    assert [paragraph.sentences[0].text for paragraph in paragraphs if paragraph.is_title] == titles


@pytest.mark.parametrize("text, expected", [
    pytest.param("```\n~~~\ncode\n```\nText", ["Text"], id="another fence does not close"),
    pytest.param("One\n\n---\n\nTwo\n\n* * *\n\nThree", ["One", "Two", "Three"], id="rules"),
    pytest.param("A <b>bold</b> word<!-- a note -->, more", ["A bold word, more"], id="HTML"),
])
def test_read_article_leaves_out_what_markdown_does_not_say(text, expected):
    assert [found for _, found in sentences(read(text, "news.md"))] == expected


@pytest.mark.parametrize("banner", [
    "PRESS RELEASE", "Press release – For Immediate Release", "For immediate release:", "News Release", "Pressemitteilung",
    "MEDIENMITTEILUNG",
])
def test_read_article_takes_no_banner_of_a_press_release_for_the_title(banner):
    article = read(f"{banner}\n\nHeadline\n\nText of the release.")
    assert [paragraph.is_title for paragraph in article.paragraphs] == [False, True, False]


def test_read_article_keeps_a_title_that_is_about_press_releases():
    assert read("Press release writers fear AI\n\nText.").paragraphs[0].is_title


def test_read_article_reads_quoted_mail_without_its_signs():
    text = "Hi Tom\n\n> Brands need the written\n> consent of the person.\n>\n>> More on that.\n\n3 > 2"
    assert sentences(read(text)) == [
        (1, "Hi Tom"), (3, "Brands need the written consent of the person."), (6, "More on that."), (8, "3 > 2"),
    ]


def test_read_article_puts_words_parted_at_line_ends_together():
    assert sentences(read("Die Gesichtserken-\nnung und der Daten-\nund Jugendschutz.", lang="de")) == [
        (1, "Die Gesichtserkennung und der Daten- und Jugendschutz.")
    ]


def test_read_article_drops_invisible_signs():
    assert clean("Daten\u00adschutz\u200b KI\u2011Modell a\u0308\r\nb") == "Datenschutz KI-Modell ä\nb"


@pytest.mark.parametrize("sign", ["\u00a0", "\u202f", "\u2007"])
def test_clean_takes_a_blank_of_any_width_for_a_blank(sign):
    assert clean(f"Art.{sign}50") == "Art. 50"


def test_clean_counts_the_lines_of_old_macs():
    assert clean("a\rb\r\nc\n") == "a\nb\nc\n"


MARKDOWN = """---
title: "A title"
date: 2026-01-01
---

# Heading *one*

Some **bold** text with a [link](https://example.org/x_y) and `code`.

- first entry
- second entry

```
not read
```
> quoted words

Under
=====
"""


def test_read_article_reads_markdown_without_its_signs():
    assert sentences(read(MARKDOWN, "news.md")) == [
        (2, "A title"), (6, "Heading one"), (8, "Some bold text with a link and code."), (10, "first entry"), (11, "second entry"),
        (16, "quoted words"), (18, "Under"),
    ]


def test_read_article_reads_the_rows_of_a_table_in_markdown():
    text = "Duties at a glance:\n| Duty | From |\n|:---|---:|\n| Label **deepfakes** | 2 August 2026 |\n| Train staff | |\n\nThat is all."
    assert sentences(read(text, "news.md")) == [
        (1, "Duties at a glance:"), (2, "Duty | From"), (4, "Label deepfakes | 2 August 2026"), (5, "Train staff"), (7, "That is all."),
    ]


@pytest.mark.parametrize("content, what", [
    pytest.param(b"%PDF-1.7\n1 0 obj", "a PDF", id="PDF"),
    pytest.param(b"PK\x03\x04\x14\x00", "a Word file", id="Word"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word", id="old Word"),
    pytest.param(b"{\\rtf1 hello}", "RTF", id="RTF"),
    pytest.param(b"\x89PNG\r\n", "a picture", id="PNG"),
    pytest.param(b"\xff\xd8\xff\xe0", "a picture", id="JPEG"),
    pytest.param(b"GIF89a", "a picture", id="GIF"),
])
def test_decode_says_what_it_was_given_instead_of_a_text(content, what):
    with pytest.raises(ChecklistError) as caught:
        decode(content, "news.txt")
    (problem,) = caught.value.problems
    assert problem.code == "SCN02" and what in problem.message and "save the article as text or HTML" in problem.hint


PAGE = """<!doctype html><html><head><title>Site</title><style>.x{}</style></head><body>
<nav><a href=/>Home</a></nav><header>Logo</header>
<article><h1>The headline</h1>
<p>First <b>bold</b> words
run on.</p>
<script>var x = "AI";</script><p>Second &amp; last.</p></article>
<aside>More news</aside><footer>Imprint</footer></body></html>
"""


@pytest.mark.parametrize("extra", [True, False], ids=["with trafilatura", "without"])
def test_read_article_takes_the_article_of_a_page(extra, monkeypatch):
    if not extra:
        monkeypatch.setitem(sys.modules, "trafilatura", None)
    article = read(PAGE, "news.html")
    assert sentences(article) == [(3, "The headline"), (4, "First bold words run on."), (6, "Second & last.")]
    assert [paragraph.is_title for paragraph in article.paragraphs] == [True, False, False]


@pytest.mark.parametrize("box", [
    '<div id="cookie-banner">', '<div class="page cookie_notice">', "<div id=CybotCookiebotDialog>", '<section class="cmp-consent-layer">',
    '<div role="dialog">', '<div role="navigation">',
])
def test_read_article_leaves_out_what_asks_for_consent(box, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    tag = box[1:].partition(" ")[0]
    page = f"<html><body>{box}<{tag}>We store cookies.</{tag}> Accept</{tag}><article><p>Words of it.</p></article></body></html>"
    assert sentences(read(page, "news.html")) == [(1, "Words of it.")]


@pytest.mark.parametrize("box", ['<div class="has-cookie-banner">', '<div class="topic-cookies">', '<article class="cookie-banner">'])
def test_read_article_keeps_an_article_on_cookies(box, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    tag = box[1:].partition(" ")[0]
    assert sentences(read(f"<html><body>{box}<p>Words of it.</p></{tag}></body></html>", "news.html")) == [(1, "Words of it.")]


@pytest.mark.parametrize("page, expected", [
    pytest.param("<header><p>Logo</p><h1>Head</h1></header><p>Text.</p>", ["Head", "Text."], id="a headline in a header"),
    pytest.param("<nav><form>Menu</nav><p>Text.</p>", ["Text."], id="an element that never ends in one that does"),
    pytest.param("<p>one<br/>two</p>", ["one", "two"], id="a line break"),
])
def test_read_article_tells_the_article_from_what_is_around_it(page, expected):
    assert [found for _, found in sentences(read(f"<html><body>{page}</body></html>", "news.html"))] == expected


def test_read_article_reads_on_behind_what_never_ends():
    page = "<html><body>\n<!-- a note -->\n<script>x = '<!--'</script>\n<p>One.</p><![CDATA[x]>\n<p>Two <!-- three</p>\n<p>Four.</p>"
    assert sentences(read(page, "news.html"))[:1] == [(4, "One.")]
    assert sentences(read(page, "news.html"))[-1] == (6, "Four.")


def test_read_article_keeps_the_page_where_the_library_finds_next_to_nothing(monkeypatch):
    monkeypatch.setattr("checklist.extracting._chosen", lambda text: "Short")
    page = f"<html><body><p>Short</p><p>{'Words and more. ' * 40}</p></body></html>"
    assert len(sentences(read(page, "news.html"))) == 41


def test_read_article_leaves_out_what_the_library_does_not_take_for_the_article():
    teasers = "".join(f"<div class=teaser><a href=/{number}>Read more about item {number}</a></div>\n" for number in range(30))
    text = "".join(f"<p>Sentence {number} of the article says something in a dozen words, so that it counts.</p>\n" for number in range(12))
    page = f"<html><body><div>{teasers}</div><article><h1>Head</h1>{text}</article></body></html>"
    found = [sentence for _, sentence in sentences(read(page, "news.html"))]
    assert "Head" in found and len(found) >= 13
    assert not any("Read more" in sentence for sentence in found)


def test_read_article_looks_for_each_block_of_a_long_page_near_the_last(monkeypatch):
    looked = []

    class Chosen(str):
        def find(self, letters: str, *between: int) -> int:
            looked.append(len(self[slice(*between)]))
            return super().find(letters, *between)

    text = [f"Sentence {number} says what has to be said in words enough to tell where on the page we are." for number in range(4000)]
    chosen = Chosen(re.sub(r"\W+", "", "".join(text)))
    monkeypatch.setattr("checklist.extracting._chosen", lambda page: chosen)
    menu = "".join(f"<p>To item {number}</p>" for number in range(4000))
    page = f"<html><body>{menu}{''.join(f'<p>{each}</p>' for each in text)}{menu}</body></html>"
    assert [found for _, found in sentences(read(page, "news.html"))] == text
    assert len(chosen) > 5 * max(looked)


def test_read_article_knows_a_page_that_has_no_name():
    assert sentences(read("<!DOCTYPE html><p>Words.</p>", "-")) == [(1, "Words.")]


@pytest.mark.parametrize("page", [
    pytest.param("<div>" * 20_000 + "words", id="deep"),
    pytest.param("<" * 50_000 + " words", id="angle brackets"),
    pytest.param("<p>words" + "<!--" * 60_000, id="comments without end"),
    pytest.param("<p>words" + "<!-- x>" * 60_000, id="comments that end wrongly"),
    pytest.param("<p>words" + "<![CDATA[x>" * 100_000, id="sections without end"),
    pytest.param("<p>words" + "</ a" * 90_000, id="end tags without end"),
    pytest.param("<p>words <![foo[" * 100, id="broken declarations"),
    pytest.param("&" * 50_000 + "words", id="ampersands"),
    pytest.param("<p>words" + "<nav>" * 40_000 + "</form>" * 60_000, id="elements that never end"),
    pytest.param("<script>" * 1000 + "</script><p>words", id="scripts"),
])
def test_read_article_survives_hostile_pages(page):
    before = time.process_time()
    try:
        read(page, "news.html")
    except ChecklistError as error:
        assert error.problems[0].code == "SCN03"
    assert time.process_time() - before < 20


@given(st.text(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html"]))
@few
def test_read_article_never_crashes(text, path):
    try:
        article = read(text, path)
    except ChecklistError:
        return
    assert all(sentence.text and sentence.line >= 1 for paragraph in article.paragraphs for sentence in paragraph.sentences)


@given(st.binary(max_size=300))
@few
def test_decode_never_crashes(content):
    try:
        assert decode(content, "a.html").strip()
    except ChecklistError as error:
        assert error.problems[0].code in ("SCN02", "SCN03")
