"""Finding themes: terms, stems, compounds, what has to stand near, guards, and what a score is made of."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given, strategies as st

from checklist.articles import read_article
from checklist.errors import ChecklistError, Location
from checklist.lexicon import Grammar, Lexicon, Signal, Tongue
from checklist.lexicons import load_lexicon
from checklist.loading import load_rules
from checklist.matching import Matcher
from checklist.scanning import Reader, scan, strength
from checklist.scans import Article, Paragraph, Scan, Sentence

from .strategies import few

CORE = load_lexicon()
RULES = load_rules()
READERS = {lang: Reader(tongue) for lang, tongue in CORE.tongues.items()}
GRAMMAR = Grammar(("the",), ("und", "oder"), (), (), (), (), ())


def signal(*terms: str, weight: int = 3, needs: tuple[str, ...] = (), within: str = "sentence", unless: tuple[str, ...] = (),
           near: str = "sentence", not_in: tuple[str, ...] = (), case: str = "") -> Signal:
    return Signal(terms, weight, needs, within, unless, near, not_in, case, Location("en.yml", 1, 1))


def lexicon(*signals: Signal, about: tuple[tuple[str, ...], ...] = (), **groups: tuple[Signal, ...]) -> Lexicon:
    return Lexicon({"en": Tongue("en", GRAMMAR, about, groups, {"privacy": signals}, {}, ())})


def article(*paragraphs: str | tuple[str, ...], title: str = "") -> Article:
    lines = [Paragraph((Sentence(1, title),), True)] if title else []
    for number, paragraph in enumerate(paragraphs, 3):
        sentences = (paragraph,) if isinstance(paragraph, str) else paragraph
        lines.append(Paragraph(tuple(Sentence(number, text) for text in sentences)))
    return Article("news.txt", "en", tuple(lines))


def marked(scanned: Scan) -> list[str]:
    return [sentence.text[start:end] for theme in scanned.themes for sentence in theme.sentences for start, end in sentence.marks]


def found(words: Lexicon, *paragraphs: str | tuple[str, ...], title: str = "") -> list[str]:
    return marked(scan(article(*paragraphs, title=title), words, RULES, threshold=1))


# ---- terms


@pytest.mark.parametrize("term, text, expected", [
    pytest.param("data protection", "Data  protection matters", ["Data  protection"], id="phrase, capitals and blanks"),
    pytest.param("data protection", "the data-protection officer", ["data-protection"], id="hyphen for a blank"),
    pytest.param("opt-out", "they opt out", ["opt out"], id="blank for a hyphen"),
    pytest.param("data protection", "data, protection", [], id="a comma parts a phrase"),
    pytest.param("consent", "consents", [], id="a word is a whole word"),
    pytest.param("consent*", "consents and consent", ["consents", "consent"], id="a stem"),
    pytest.param("label*", "Meta's labelling, label's", ["labelling", "label's"], id="possessive"),
    pytest.param("Würde", "die Wuerde", ["Wuerde"], id="spelled-out umlaut in the text"),
    pytest.param("Wuerde", "die WÜRDE", ["WÜRDE"], id="umlaut in the text"),
    pytest.param("Maß", "das MASS", ["MASS"], id="sharp s"),
    pytest.param("*datenschutz*", "Kundendatenschutzerklärung", ["Kundendatenschutzerklärung"], id="inside a compound"),
    pytest.param("*datenschutz", "Datenschutzerklärung und Kundendatenschutz", ["Kundendatenschutz"], id="end of a compound"),
    pytest.param("*gesichtserkenn*", "Gesichtserkennungssoftware", ["Gesichtserkennungssoftware"], id="beginning of a compound"),
    pytest.param("without * consent", "without her consent, without consent", ["without her consent"], id="any word between"),
    pytest.param("Datenschutz*", "Datenschutz-Folgenabschätzung", ["Datenschutz"], id="before a hyphen"),
    pytest.param("data protection", "data ------- protection", [], id="far apart"),
    *(pytest.param("data protection", f"data {sign} protection", [], id=f"{sign} parts a phrase") for sign in ";:()[]{}!?|•…"),
])
def test_scan_finds_a_term(term, text, expected):
    assert found(lexicon(signal(term)), text) == expected


@pytest.mark.parametrize("term, text, expected", [
    pytest.param("voreingenommen*", "Voreingenommenheits- und Diskriminierungsprüfungen", ["Voreingenommenheits"], id="its own stem"),
    pytest.param("datenschutz*", "Daten- und Verbraucherschutz", ["Daten- und Verbraucherschutz"], id="ending behind"),
    pytest.param("datenschutz*", "Daten-, Kinder- und Verbraucherschutz", ["Daten-, Kinder- und Verbraucherschutz"], id="two of them"),
    pytest.param("datenschutz*", "Daten- oder Geldverlust", [], id="another ending"),
    pytest.param("datenschutz*", "Daten- Verbraucherschutz", [], id="nothing joins them"),
    pytest.param("nutzungsrichtlinie*", "Nutzungsbedingungen und -richtlinien", ["richtlinien"], id="beginning before"),
    pytest.param("nutzungsrichtlinie*", "Nutzungsbedingungen sehr -richtlinien", [], id="nothing joins them before"),
    pytest.param("*srichtlinie*", "Nutzungsbedingungen und -richtlinien", [], id="hardly any beginning"),
    pytest.param("*schutz", "Daten- und Verbraucherschutz", ["Verbraucherschutz"], id="an ending of its own"),
    pytest.param("datens*", "Daten- und Verbraucherschutz", [], id="hardly any ending"),
])
def test_scan_completes_elliptic_compounds(term, text, expected):
    assert found(lexicon(signal(term)), text) == expected


@pytest.mark.parametrize("case, text, expected", [
    pytest.param("exact", "KI and ki and Ki", ["KI"], id="as written"),
    pytest.param("noun", "Sucht er Hilfe gegen die Sucht, sucht er lange", ["Sucht"], id="a noun within the sentence"),
])
def test_scan_minds_capitals_where_a_signal_says_so(case, text, expected):
    assert found(lexicon(signal("KI" if case == "exact" else "Sucht", case=case)), text) == expected


def test_scan_minds_the_capital_of_a_phrase():
    words = lexicon(signal("Sucht nach", case="noun"))
    assert found(words, "Sucht nach Hilfe und die Sucht nach Glück, er sucht nach ihr") == ["Sucht nach"]


def test_scan_finds_a_possessive_as_it_is_written():
    assert found(lexicon(signal("Meta", case="exact")), "Meta's and meta's and Meta’s") == ["Meta's", "Meta’s"]


def test_find_takes_time_in_proportion_to_elliptic_compounds():
    matcher = Matcher(["und"])
    matcher.add("datenschutz*")
    before = process_time()
    matcher.find("Daten- " * 20_000)
    assert process_time() - before < 10


def test_matcher_keeps_no_more_words_than_it_may(monkeypatch):
    monkeypatch.setattr("checklist.matching._MOST_CACHED", 10)
    matcher = Matcher()
    matcher.add("label")
    matcher.find(" ".join(f"word{number}" for number in range(100)))
    assert len(matcher._cache) <= 10


# ---- what stands near


@pytest.mark.parametrize("within, paragraphs, is_found", [
    pytest.param("3", ("a model one two label",), True, id="within three words"),
    pytest.param("3", ("a model one two three four label",), False, id="farther than three words"),
    pytest.param("3", ("label one two model",), True, id="behind"),
    pytest.param("sentence", (("the model", "a label"),), False, id="another sentence"),
    pytest.param("paragraph", (("the model", "a label"),), True, id="same paragraph"),
    pytest.param("paragraph", ("the model", "a label"), False, id="another paragraph"),
    pytest.param("text", ("the model", "a label"), True, id="same text"),
    pytest.param("5", ("the model", "a label"), False, id="words do not count across paragraphs"),
])
def test_scan_counts_a_term_where_what_it_needs_is_near(within, paragraphs, is_found):
    words = lexicon(signal("label", needs=("ai",), within=within), ai=(signal("model"),))
    assert found(words, *paragraphs) == (["label"] if is_found else [])


def test_scan_counts_words_from_the_end_of_a_phrase():
    words = lexicon(signal("data protection label", needs=("ai",), within="1"), ai=(signal("model"),))
    assert found(words, "data protection label model") == ["data protection label"]


def test_scan_asks_for_one_of_the_groups_that_a_term_needs():
    words = lexicon(signal("label", needs=("ai", "bot")), ai=(signal("model"),), bot=(signal("bot"),))
    assert found(words, "label model", "label") == ["label"]


def test_scan_drops_a_term_near_what_takes_its_meaning_away():
    words = lexicon(signal("cookie*", unless=("dough", "recipe*"), near="paragraph"))
    assert found(words, ("Cookies need rest.", "The dough is soft."), "Cookies follow you.") == ["Cookies"]


def test_scan_drops_a_term_in_a_phrase_that_means_something_else():
    words = lexicon(signal("moderation", "consent", not_in=("in moderation", "age of consent")))
    assert found(words, "Drink in moderation, the age of consent, but moderation of posts") == ["moderation"]


def test_scan_lets_a_group_need_those_before_it():
    words = lexicon(signal("label", needs=("bot",)), ai=(signal("software"),), bot=(signal("bot", needs=("ai",), within="sentence"),))
    assert found(words, "software bot label", "bot label") == ["label"]


def test_scan_looks_at_a_text_that_names_all_groups_of_a_line():
    words = lexicon(signal("label"), about=(("ai",), ("market", "law")), ai=(signal("AI"),), market=(signal("ad"),), law=(signal("act"),))
    assert [found(words, text) for text in ("label", "label ad", "label ad act", "label AI")] == [[], [], ["label"], ["label"]]


# ---- scores


def score(words: Lexicon, *paragraphs: str, title: str = "") -> int:
    themes = scan(article(*paragraphs, title=title), words, RULES, threshold=1).themes
    return themes[0].score if themes else 0


def test_scan_counts_a_term_once_a_paragraph_in_both_stretches():
    words = lexicon(signal("label", "tag", weight=3))
    assert score(words, "label") == 6
    assert score(words, "label label") == 6
    assert score(words, "label tag") == 12
    assert score(words, "label", "label") == 12


@pytest.mark.parametrize("apart, expected", [(10, 12), (59, 12), (60, 9), (199, 9), (200, 6), (5000, 6)])
def test_scan_counts_what_stands_close_together(apart, expected):
    words = lexicon(signal("label", "tag", weight=3))
    assert score(words, "label " + "word " * (apart - 1) + "tag") == expected
    assert score(words, "label " + "word " * (apart - 1), "tag") == expected


def test_scan_counts_a_title_twice():
    assert score(lexicon(signal("label", weight=1)), "nothing", title="label") == 4


def test_scan_counts_the_longest_of_overlapping_terms():
    words = lexicon(signal("data", weight=1), signal("data protection", weight=3))
    assert score(words, "data protection") == 6


def test_scan_takes_off_points_for_each_different_word_of_another_field():
    tongue = lexicon(signal("label", weight=6)).tongues["en"]._replace(elsewhere=("referee*", "offside"))
    words = Lexicon({"en": tongue})
    assert score(words, "label") == 12
    assert score(words, "label referee referees") == 8
    assert score(words, "label referee", "offside") == 4
    assert score(words, "label referee", "offside offside") == 4


def test_scan_takes_off_what_a_language_has_by_chance():
    tongue = lexicon(signal("label", weight=6)).tongues["en"]._replace(chance=5)
    assert score(Lexicon({"en": tongue}), "label") == 7


def test_scan_tells_nothing_below_the_threshold():
    words = lexicon(signal("label", weight=3))
    assert [len(scan(article("label"), words, RULES, threshold=limit).themes) for limit in (6, 7)] == [1, 0]


def test_scan_counts_the_heavier_of_two_terms_in_one_place():
    assert score(lexicon(signal("label", weight=1), signal("label", weight=3, case="exact")), "label") == 6


def test_scan_touches_nothing_without_points_whatever_the_threshold():
    assert scan(article("nothing"), lexicon(signal("label")), RULES, threshold=0).themes == ()


def test_scan_puts_the_strongest_first_and_equals_as_the_rules_have_them():
    tongue = lexicon().tongues["en"]
    first, second, third = list(RULES.themes)[:3]
    themes = {third: (signal("label", "tag"),), second: (signal("label"),), first: (signal("label"),)}
    scanned = scan(article("label tag"), Lexicon({"en": tongue._replace(themes=themes)}), RULES, threshold=1)
    assert [each.theme for each in scanned.themes] == [third, first, second]


@pytest.mark.parametrize("threshold, expected", [(18, ["privacy"]), (17, ["privacy", "bias"])])
def test_scan_leaves_out_what_is_named_in_passing_beside_a_theme(threshold, expected):
    tongue = lexicon(signal(*(f"label{letter}" for letter in "abcdefghijkl"), weight=6)).tongues["en"]
    tongue = tongue._replace(themes={**tongue.themes, "bias": (signal("taga", "tagb", weight=6),)})
    text = article(" ".join(f"label{letter}" for letter in "abcdefghijkl") + " taga tagb")
    scanned = scan(text, Lexicon({"en": tongue}), RULES, threshold=threshold)
    assert [(each.theme, each.score) for each in scanned.themes][0] == ("privacy", 144)
    assert [each.theme for each in scanned.themes] == expected


@pytest.mark.parametrize("number, word", [(22, "weak"), (39, "weak"), (40, "clear"), (71, "clear"), (72, "strong")])
def test_strength_says_a_score_in_a_word(number, word):
    assert strength(number) == word


def test_scan_leaves_out_themes_the_rules_do_not_have():
    tongue = lexicon(signal("label")).tongues["en"]._replace(themes={"gone": (signal("label"),)})
    assert scan(article("label"), Lexicon({"en": tongue}), RULES, threshold=1).themes == ()


def test_scan_puts_overlapping_marks_together():
    scanned = scan(article("data protection law"), lexicon(signal("data protection"), signal("protection law")), RULES, threshold=1)
    assert [sentence.marks for sentence in scanned.themes[0].sentences] == [((0, 19),)]


# ---- the built-in lexicon: false friends

# Each text names an AI and an audience, so that only the guard keeps it silent.
CARRIER = {
    "en": "The agency plans a campaign with an AI tool for its customers on the platform.",
    "de": "Die Agentur plant für ihre Kunden eine Kampagne mit einem KI-Werkzeug auf der Plattform.",
}
FALSE_FRIENDS = {
    "en": [
        ("ethics", "Its work ethic is well known, and the team travels to the trade fair, the book fair and the job fair in fair weather."),
        ("privacy", "Bake the cookies until the dough is crisp and the chocolate melts; the recipe is on page two."),
        ("privacy", "Parcel tracking shows where the shipment is, and the watch tracks sleep and steps."),
        ("privacy", "A hedge gives the patio privacy; ask the neighbours for consent first."),
        ("privacy", "The age of consent was discussed in court."),
        ("moderation", "Enjoy wine in moderation, says the doctor, and moderate your pace."),
        ("moderation", "The wrestler won by a takedown in the second round."),
        ("transparency", "The skirt is made of transparent organza, the roof of glass, and the record label sent a bottle."),
        ("transparency", "The watermark of the banknote is hard to copy."),
        ("transparency", "A feed-in tariff pays for solar power."),
        ("bias", "Cut the fabric on the bias and sew on bias tape; the bias voltage of the amplifier is low."),
        ("bias", "Investors show home bias and recency bias."),
        ("wellbeing", "Their engagement was announced at a wedding; the troops ended the engagement."),
        ("analytics", "Police were accused of racial profiling; the skyscraper has a scrappy lobby."),
        ("accountability", "Corporate governance was the topic of the accountant, who opened an account."),
    ],
    "de": [
        ("ethics", "Im Schulfach Ethik lernt die Mannschaft vor dem Abitur mit guter Arbeitsmoral."),
        ("ethics", "Die ethnische Vielfalt des Viertels ist bekannt."),
        ("privacy", "Cookies backen: Der Teig ruht, das Rezept steht hinten."),
        ("privacy", "Die Sendungsverfolgung zeigt, wo das Paket ist; die Privatisierung der Bahn geht weiter."),
        ("privacy", "Der Aufsichtsrat gab seine Zustimmung."),
        ("moderation", "Die Moderatorin führte durch die Show im Fernsehen, die Preise blieben moderat."),
        ("moderation", "Wegen der Sperrung des Tunnels und der Straße fährt kein Bus; der Kaffeefilter ist leer."),
        ("transparency", "Das Kennzeichen des Fahrzeugs notierte die Polizei, die Kennzeichnung der Lebensmittel nennt Allergene."),
        ("transparency", "Bei der Demonstration hielten sie Transparente hoch."),
        ("bias", "Der Schiedsrichter war voreingenommen, der Trainer sah eine Benachteiligung im Strafraum."),
        ("bias", "Der Lautsprecher hat Stereo, die Rasse des Hundes ist selten, die Wettbewerbsverzerrung ebenso."),
        ("wellbeing", "Sehr wohl sucht er weiter, und sie engagiert sich im Verein; das Engagement ist groß."),
        ("analytics", "Der Analyst sprach über die Profilierung der Partei in bester Stimmung."),
        ("accountability", "Im Rechenzentrum steigt die Rechenleistung; die Reifen haben gute Haftung auf nasser Straße."),
    ],
}


@pytest.mark.parametrize("lang, theme, text", [
    pytest.param(lang, theme, text, id=f"{lang} {text[:40]}") for lang, each in FALSE_FRIENDS.items() for theme, text in each
])
def test_scan_is_not_taken_in_by_false_friends(lang, theme, text):
    content = f"{CARRIER[lang]}\n\n{text}".encode()
    scanned = scan(read_article(content, "news.txt", CORE, lang=lang), CORE, RULES, threshold=1, reader=READERS[lang])
    taken = [each for each in scanned.themes if each.theme == theme and each.sentences[-1].line > 1]
    assert [marked(scanned._replace(themes=(each,))) for each in taken] == []


def word(term: str) -> str:
    """Return a text in which *term* is found."""
    return " ".join("some" if part == "*" else part.strip("*") for part in term.split())


def guarded() -> list[tuple[str, Signal, str, str]]:
    """Return each signal of a theme with one of its guards, and the name of what it guards with."""
    return [
        (lang, signal, name, guard)
        for lang, tongue in CORE.tongues.items() for signals in tongue.themes.values() for signal in signals
        for name in ("unless", "not_in") for guard in getattr(signal, name)
    ]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_guard_of_the_lexicon_takes_something_away(lang):
    for signal, name, guard in (each[1:] for each in guarded() if each[0] == lang):
        words = lexicon(signal, **{group: (signal._replace(terms=("zzz",), needs=(), unless=(), not_in=()),) for group in signal.needs})
        # A guard that is a phrase holds one of the terms itself.
        term = next(each for each in signal.terms if name == "unless" or word(each).split()[0].casefold() in word(guard).casefold())
        text = f"zzz zzz {word(term)} zzz"
        assert score(words, text), signal.location
        assert not score(words, f"{text} {word(guard)} zzz" if name == "unless" else f"zzz {word(guard)} zzz"), (guard, signal.location)


TRUE_FRIENDS = {
    "en": [
        ("ethics", "The ethics board refused the campaign, because the cloned voice of a dead singer was used without the consent of "
         "his widow."),
        ("privacy", "Customer chats, with names and email addresses, were used to train the model without consent, the data protection "
         "authority said."),
        ("moderation", "The platform removed thousands of posts with hate speech, suspended accounts, and offers an appeal to a human "
         "moderator."),
        ("transparency", "Every AI-generated picture must be labelled as AI, with a watermark and a visible disclosure to users."),
        ("bias", "The algorithm discriminates against women and older applicants, a bias audit of the job ads shows."),
        ("wellbeing", "The app's infinite scroll and autoplay keep children awake at night; addictive design harms the mental health of "
         "teens."),
        ("analytics", "Predictive analytics scores every customer, estimates the likelihood to churn and builds audience segments."),
        ("accountability", "The AI register names an accountable person for every system; human oversight and an audit trail "
         "are documented."),
    ],
    "de": [
        ("ethics", "Der Ethikrat lehnte die Kampagne ab, weil die geklonte Stimme eines verstorbenen Sängers ohne Erlaubnis der Erben "
         "verwendet wurde."),
        ("privacy", "Chatverläufe mit Namen und Adressen wurden ohne Einwilligung zum Training der KI verwendet, rügt die "
         "Datenschutzbehörde."),
        ("moderation", "Die Plattform löschte Tausende Beiträge mit Hassrede, sperrte Konten und prüft Einsprüche durch menschliche "
         "Moderatoren."),
        ("transparency", "Jedes mit KI erstellte Bild muss gekennzeichnet werden, mit Wasserzeichen und sichtbarem Hinweis "
         "für die Nutzer."),
        ("bias", "Der Algorithmus diskriminiert Frauen und ältere Bewerber, zeigt eine Prüfung der Stellenanzeigen auf "
         "Voreingenommenheit."),
        ("wellbeing", "Endloses Scrollen und automatische Wiedergabe der App halten Kinder nachts wach; suchtförderndes Design schadet "
         "Jugendlichen."),
        ("analytics", "Ein Vorhersagemodell bewertet jeden Kunden, berechnet die Kaufwahrscheinlichkeit und bildet Zielgruppensegmente."),
        ("accountability", "Das KI-Register nennt für jedes System eine verantwortliche Person; menschliche Aufsicht und "
         "Prüfprotokoll sind "
         "dokumentiert."),
    ],
}


@pytest.mark.parametrize("lang, theme, text", [
    pytest.param(lang, theme, text, id=f"{lang} {theme}") for lang, each in TRUE_FRIENDS.items() for theme, text in each
])
def test_scan_finds_each_theme(lang, theme, text):
    scanned = scan(read_article(text.encode(), "news.txt", CORE, lang=lang), CORE, RULES, reader=READERS[lang])
    assert scanned.themes[0].theme == theme


# ---- properties

_PIECES = [text for each in TRUE_FRIENDS.values() for _, text in each] + [text for each in FALSE_FRIENDS.values() for _, text in each]
texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from(_PIECES), st.sampled_from(["- ", "-", " und ", "\n\n", "Daten-"])), max_size=12,
    ).map("".join),
)


def scanned_text(text: str, lang: str) -> Scan:
    return scan(read_article(text.encode("utf-8", "replace"), "a.txt", CORE, lang=lang), CORE, RULES, reader=READERS[lang])


@given(texts, st.sampled_from(["en", "de"]))
@few
def test_scan_marks_words_of_its_sentences_and_is_the_same_twice(text, lang):
    try:
        scanned = scanned_text(text, lang)
    except ChecklistError as error:
        assert error.problems[0].code.startswith("SCN")
        return
    assert scanned == scanned_text(text, lang)
    lists = [theme.sentences for theme in scanned.themes] + [mention.sentences for mention in scanned.sources]
    lists.append(tuple(dated.sentence for dated in scanned.dates))
    for sentence in (sentence for sentences in lists for sentence in sentences):
        assert sentence.line >= 1 and sentence.marks
        ends = [0, *(place for mark in sentence.marks for place in mark), len(sentence.text)]
        assert ends == sorted(ends)
        assert all(sentence.text[start:end].strip() for start, end in sentence.marks)


@given(st.sampled_from(_PIECES), st.sampled_from(["en", "de"]))
@few
def test_scan_loses_nothing_when_neutral_text_is_added(text, lang):
    alone = scanned_text(text, lang)
    longer = scanned_text(f"{text}\n\nxyz qrs. Tuv wzz.", lang)
    assert [(theme.theme, theme.score) for theme in longer.themes] == [(theme.theme, theme.score) for theme in alone.themes]


_TERMS = st.from_regex(re.compile(r"\*?[a-zäß]{4,8}\*?( [a-z]{2,6}\*?){0,2}"), fullmatch=True)


@given(st.lists(_TERMS, min_size=1, max_size=6), st.text(max_size=200))
@few
def test_find_gives_places_within_the_text(terms, text):
    matcher = Matcher(["und"])
    for term in terms:
        matcher.add(term)
    hits, words = matcher.find(text)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text) and hit.first <= hit.last < words


@given(st.from_regex(re.compile(r"[a-zäöüß]{4,10}( [a-zäöüß]{3,10}){0,2}"), fullmatch=True))
@few
def test_find_finds_every_term_in_itself(term):
    matcher = Matcher()
    number = matcher.add(term)
    assert number in [hit.term for hit in matcher.find(f"so {term.upper()} it")[0]]
