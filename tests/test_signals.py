"""Signals as files: their format, packs laid over each other, and the lint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.lexicons import load_lexicon, signal_files
from checklist.lexing import lint_signals
from checklist.loading import load_rules
from checklist.scanning import scan
from checklist.signals import is_source
from checklist.articles import read_article

PACK = """schema: 1
name: acme
version: 1.0.0
title: Acme
extends: [core]
"""
GRAMMAR = "grammar:\n  stop_words: [le, la, les, de, des, un, une, et, que, qui, dans]\n"


def pack(tmp_path, **files):
    """Return the path of a house pack with signals, by their language."""
    (tmp_path / "signals").mkdir(exist_ok=True)
    (tmp_path / "pack.yml").write_text(PACK, encoding="utf-8")
    for lang, text in files.items():
        (tmp_path / "signals" / f"{lang}.yml").write_text("schema: 1\n" + text, encoding="utf-8")
    return str(tmp_path)


def problems(tmp_path, **files):
    with pytest.raises(ChecklistError) as caught:
        load_lexicon(packs=(pack(tmp_path, **files),))
    return [f"{problem.location.line}: {problem.code} {problem.message} ({problem.hint})" for problem in caught.value.problems]


def touched(text, lexicon, lang="en", threshold=1):
    article = read_article(text.encode(), "a.txt", lexicon, lang=lang)
    return [each.theme for each in scan(article, lexicon, load_rules(), threshold=threshold).themes]


def test_load_lexicon_adds_the_terms_of_a_house_pack(tmp_path):
    text = "The frobnicator of our AI runs on the platform."
    lexicon = load_lexicon(packs=(pack(tmp_path, en="themes:\n  ethics:\n    - terms: [frobnicator*]\n"),))
    assert "ethics" not in touched(text, load_lexicon(), threshold=6) and "ethics" in touched(text, lexicon, threshold=6)


def test_load_lexicon_drops_terms_that_a_house_pack_does_not_want(tmp_path):
    lexicon = load_lexicon(packs=(pack(tmp_path, en="drop:\n  privacy: [GDPR]\n"),))
    terms = {term for signal in lexicon.tongues["en"].themes["privacy"] for term in signal.terms}
    assert "GDPR" not in terms and "CCPA" in terms


def test_load_lexicon_takes_a_further_language_by_files_alone(tmp_path):
    french = GRAMMAR + "groups:\n  ia:\n    - terms: [IA]\nabout: [[ia]]\nthemes:\n  bias:\n    - terms: [discriminat*]\n"
    lexicon = load_lexicon(packs=(pack(tmp_path, fr=french),))
    article = read_article("Une IA discriminatoire et les clients qui la subissent dans la rue.".encode(), "a.txt", lexicon)
    assert article.lang == "fr"
    assert [each.theme for each in scan(article, lexicon, load_rules(), threshold=1).themes] == ["bias"]


def test_load_lexicon_is_the_same_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKLIST_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir(mode=0o700)
    first = load_lexicon()
    assert load_lexicon() == first


@pytest.mark.parametrize("name, expected", [("gdpr", True), ("gdpr-art5", True), ("gdprs-art5", False), ("eu-gdpr", False)])
def test_is_source_takes_a_name_or_its_beginning_up_to_a_hyphen(name, expected):
    assert is_source("gdpr", name) == expected


@pytest.mark.parametrize("text, expected", [
    pytest.param("themes:\n  privvacy: []\n", "3: REF01 theme 'privvacy' is not defined (did you mean 'privacy'?)", id="unknown theme"),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [a], needs: [aii]}\n",
        "4: REF01 group 'aii' is not defined (did you mean 'ai'?)", id="unknown group",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [ab*]}\n", "4: RUL04 the stem 'ab*' is too short (at least 3 letters)", id="short stem",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: ['*abc']}\n", "4: RUL04 the stem '*abc' is too short (at least 4 letters)", id="short part",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [a*b]}\n",
        "4: RUL05 'a*b' is not a word of a term (write a * before or after the letters of a word, or alone "
        "between two words)", id="stray *",
    ),
    pytest.param("themes:\n  bias:\n    - {terms: []}\n", "4: RUL04 0 entries (from 1 to 2000 belong here)", id="no term"),
    pytest.param("themes:\n  bias:\n    - {terms: [a, a]}\n", "4: RUL07 this entry stands twice (remove one of them)", id="twice"),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [abc], within: 3}\n",
        "4: RUL09 `within` says how near `needs` has to stand, and there is none (add it or remove `within`)", id="within without needs",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [abc], needs: [ai], within: 0}\n", "4: RUL05 '0' is not a whole "
        "number from 1 to 100 (write digits alone)",
        id="no distance",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [abc], needs: [ai], within: page}\n", "4: RUL05 'page' is not "
        "allowed here (one of: paragraph, sentence, text)",
        id="unknown nearness",
    ),
    pytest.param(
        "sources:\n  eu-ai-actt: [AI Act]\n", "3: REF01 no source is called 'eu-ai-actt' or begins with it "
        "(did you mean 'eu-ai-act-art4'?)",
        id="unknown source",
    ),
    pytest.param(
        "drop:\n  bias: [nothing like it]\n", "1: REF01 bias has no term 'nothing like it' to drop (write it as the pack below does)",
        id="drop",
    ),
    pytest.param("stems: []\n", "2: RUL01 key 'stems' is unknown in a list of signals (did you mean 'themes'?)", id="unknown key"),
])
def test_load_lexicon_tells_what_is_wrong_with_signals_and_where(tmp_path, text, expected):
    assert problems(tmp_path, en=text) == [expected]


def test_load_lexicon_asks_for_the_grammar_of_a_new_language(tmp_path):
    assert problems(tmp_path, fr="themes:\n  bias:\n    - terms: [discriminat*]\n") == [
        "1: RUL08 key 'grammar' is missing in a list of signals (no pack below has the language; see `checklist rules schema signals`)"
    ]


def test_load_lexicon_tells_the_problems_of_all_files(tmp_path):
    broken = "stems: []\n"
    assert len(problems(tmp_path, en=broken, de=broken)) == 2


def test_load_lexicon_refuses_a_file_that_is_called_after_no_language(tmp_path):
    pack(tmp_path)
    (tmp_path / "signals" / "german.yml").write_text("schema: 1\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match="REF01 signals have another name"):
        load_lexicon(packs=(str(tmp_path),))


def test_load_lexicon_reads_no_link_out_of_the_pack(tmp_path):
    (tmp_path / "secret.yml").write_text("schema: 1\n", encoding="utf-8")
    path = tmp_path / "acme"
    path.mkdir()
    pack(path)
    (path / "signals" / "en.yml").symlink_to(tmp_path / "secret.yml")
    with pytest.raises(ChecklistError, match="OUT01 it is a link to a file outside the pack"):
        load_lexicon(packs=(str(path),))


@pytest.mark.parametrize("text, expected", [
    pytest.param(
        "themes:\n  bias:\n    - terms: [frobnicate]\n    - terms: [Frobnicate]\n", "LNT19 theme bias has "
        "the term 'Frobnicate' twice", id="twice",
    ),
    pytest.param(
        "themes:\n  bias:\n    - terms: [frobni*, frobnicate]\n", "LNT27 'frobnicate' is found by 'frobni*' already",
        id="swallowed",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [frobnicate], unless: [frobnicate]}\n", "LNT28 'frobnicate' is "
        "never found: its own guard takes it away",
        id="never found",
    ),
    pytest.param(
        "themes:\n  bias:\n    - {terms: [frobnicate], not_in: [in moderation]}\n", "LNT29 no term stands in "
        "the phrase 'in moderation'", id="idle guard",
    ),
])
def test_lint_signals_finds_useless_terms(tmp_path, text, expected):
    path = pack(tmp_path, en=text)
    assert [f"{finding.code} {finding.message}" for finding in lint_signals(load_lexicon(packs=(path,)), signal_files(path))] == [expected]


@pytest.mark.parametrize("text", [
    "themes:\n  bias:\n    - {terms: [moderation], not_in: [in moderation]}\n",
    "themes:\n  bias:\n    - {terms: ['*frobni*', frobnicate, frob-nicate]}\n",
    "themes:\n  bias:\n    - {terms: [frobnicate], needs: [ai]}\n    - {terms: [frobnicate], needs: [market]}\n",
])
def test_lint_signals_lets_useful_terms_be(tmp_path, text):
    path = pack(tmp_path, en=text)
    assert lint_signals(load_lexicon(packs=(path,)), signal_files(path)) == []


def test_lint_signals_finds_nothing_in_the_built_in_pack():
    assert lint_signals(load_lexicon(), signal_files(None)) == []


def test_rules_lint_reads_signals(run, tmp_path):
    path = pack(tmp_path, en="themes:\n  bias:\n    - terms: [frobni*, frobnicate]\n")
    result = run("rules", "lint", path)
    assert result.code == 1
    assert re.search(r"signals/en\.yml:4:7: LNT27 'frobnicate' is found by 'frobni\*' already", result.err)


def test_rules_lint_tells_broken_signals(run, tmp_path):
    result = run("rules", "lint", pack(tmp_path, en="stems: []\n"))
    assert result.code == 2 and "RUL01" in result.err


def test_signals_of_the_built_in_pack_fit_their_schema(run):
    import json

    import jsonschema
    import yaml

    schema = json.loads(run("rules", "schema", "signals").out)
    for path in signal_files(None):
        with open(path, encoding="utf-8") as file:
            jsonschema.validate(yaml.load(file, yaml.BaseLoader) | {"schema": 1}, _with_numbers_as_text(schema))


def _with_numbers_as_text(schema):
    """Return *schema* for a reader that leaves numbers as they are written."""
    import json

    number = re.compile(r'"type": "integer", "minimum": \d+, "maximum": \d\d+')
    return json.loads(number.sub('"type": "string", "pattern": "^[0-9]+$"', json.dumps(schema)))


def test_generate_does_not_read_signals(run, monkeypatch):
    import checklist.rulefiles

    opened = []
    real = checklist.rulefiles.read_bytes
    monkeypatch.setattr(checklist.rulefiles, "read_bytes", lambda path: opened.append(path) or real(path))
    assert run("generate", "-s", "markets=de").code == 0
    assert opened and not any("signals" in path for path in opened)


def test_the_signals_of_the_authors_guide_are_sound(tmp_path):
    guide = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n# signals/en\.yml\nschema: 1\n(.*?)```", guide, re.S)
    lexicon = load_lexicon(packs=(pack(tmp_path, en=block[1]),))
    assert "the Brussels rule book" in lexicon.tongues["en"].sources["eu-ai-act"]
    assert lint_signals(lexicon, signal_files(str(tmp_path))) == []
