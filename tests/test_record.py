"""A record to keep: what it holds makes the page again, byte for byte, without the rules; nothing else passes for one."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from functools import lru_cache
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import jsonschema
import pytest
from hypothesis import assume, given, settings, strategies as st

from checklist import __version__, api, dialects, freezing, keeping, regions
from checklist.dialects import json as json_format
from checklist.embedding import entries as entries_of
from checklist.errors import ChecklistError
from checklist.inlines import Prose
from checklist.loading import load_rules
from checklist.freezing import KEPT
from checklist.parts import KeptEntry
from checklist.model import Checklist, Entry, Gone, Hidden, Question, RuleSet
from checklist.saved import Said, Saved

from .builders import DAY, make_campaign, make_item, make_rules, make_source, make_waiver, wants, write_pack
from .hostile import HOSTILE, admitted
from .strategies import DAYS, choices, core_campaigns, examples, moderate

ROOT = Path(__file__).parents[1]
AGENCY = ROOT / "examples" / "agency"
FORMATS = tuple(dialects.names())
PAIRS = tuple(combinations(FORMATS, 2))
VALIDATOR = jsonschema.Draft202012Validator(json_format.SCHEMA)


# ---- what is frozen and thawed


@lru_cache(maxsize=None)
def rules_of(name: str, lang: str) -> RuleSet:
    packs = (str(AGENCY / "agency"), str(AGENCY / "clients" / "deichgold")) if name == "house" else ()
    path = str(ROOT / "tests" / "data" / "rules") if name == "small" else None
    return load_rules(path, lang, packs)


class Part(NamedTuple):
    """Which rules, in which language, and which part of them: small rules are taken whole, of others every 16th item."""

    name: str
    lang: str
    start: int

    def rules(self) -> RuleSet:
        rules = rules_of(self.name, self.lang)
        pace = 1 if self.name == "small" else 16
        return rules._replace(item_list=rules.item_list[self.start % pace :: pace])


parts = st.builds(Part, st.sampled_from(["small", "core", "house"]), st.sampled_from(["en", "de"]), st.integers(0, 15))


@st.composite
def briefs(draw: st.DrawFn, rules: RuleSet) -> api.Brief:
    """A campaign with options on top, or nothing at all."""
    campaign = draw(st.just(api.NOBODY) | core_campaigns(rules))
    params = {name: draw(admitted)[:200] for pack in rules.packs for name in (param.name for param in pack.params) if draw(st.booleans())}
    path = draw(st.sampled_from(["", "campaigns/spring.yml", "odd name\n--.yml"])) if campaign.id else ""
    return api.Brief(campaign._replace(title=draw(st.just("") | admitted), params=params), path, {}, {}, draw(DAYS))


@st.composite
def said(draw: st.DrawFn, rules: RuleSet, id: str) -> tuple[Saved, ...]:
    """State files for a checklist, some of them written with older rules."""
    shown = [f"{item.code}{suffix}" for item in rules.item_list[:8] for suffix in ("", ".instagram", ".tiktok")] + ["XXX-99"]
    texts = st.sampled_from(HOSTILE) | admitted
    entry = st.builds(Said, done=st.booleans(), na=st.just("") | texts, owner=st.just("") | texts, notes=st.just("") | texts)
    entries = draw(st.dictionaries(st.sampled_from(shown), entry, max_size=5))
    packs = {pack.name: draw(st.sampled_from([pack.version, "0.0.1"])) for pack in rules.packs}
    return (Saved("state.json", id, packs, entries),) if entries else ()


def written(rules: RuleSet, brief: api.Brief, choice: api.Choice, format: str, *, saved: Any = (), template: str = "checklist") -> str:
    """Return what `generate` writes."""
    if saved:
        made = api.begin(rules, brief, choice, day=DAY, format=format, saved=saved).checklist
    else:
        made = api.checklist(rules, brief, choice, day=DAY)
    found = api.find_template(template, dialects.load(format))
    marker = api.marker_fields(made, brief, choice, format=format, template=template)
    return api.render(rules, made, format=format, template=found, marker=marker)


def again(text: str, format: str, *, template: str = "") -> str:
    """Return what `generate --from` writes."""
    record = keeping.read(text.encode(), "record.json")
    return keeping.render(record, format=format, template=api.find_template(template or record.template, dialects.load(format)))


@settings(moderate, max_examples=examples(60))
@given(st.data())
def test_a_record_makes_every_page_again(data):
    rules = data.draw(parts).rules()
    brief, choice = data.draw(briefs(rules)), data.draw(choices(rules))._replace(lang="")
    saved = data.draw(said(rules, api.with_options(brief, choice).id))
    template = data.draw(st.sampled_from(["checklist", "compact"]))
    try:
        text = written(rules, brief, choice, "json", saved=saved, template=template)
    except ChecklistError as error:
        assume(error.problems[0].code != "SEL01")
        raise
    # Nothing may be asked of the rules of now.
    with patch.object(keeping._Sentences, "__missing__", side_effect=AssertionError):
        assert again(text, "json") == text
        pages = {format: again(text, format, template=template) for format in data.draw(st.sampled_from(PAIRS))}
    for format, page in pages.items():
        assert page == written(rules, brief, choice, format, saved=saved, template=template), format


@settings(moderate, max_examples=examples(25))
@given(st.data())
def test_a_record_holds_the_checklist_itself(data):
    rules = data.draw(parts).rules()
    brief, choice = data.draw(briefs(rules)), data.draw(choices(rules))._replace(lang="")
    try:
        made = api.checklist(rules, brief, choice, day=DAY)
    except ChecklistError:
        assume(False)
    record = keeping.read(api.render(rules, made, format="json").encode(), "record.json")
    assert _bare(record.checklist) == _bare(made)


def _bare(made: Checklist) -> Any:
    """Return *made* as far as pages speak of it: places in files, and what only choosing needs, apart."""
    entries = [
        entry._replace(
            item=entry.item.code, citations=[citation._replace(source=citation.source.name) for citation in entry.citations],
            see=[source.url for source in entry.see], waiver=None, becomes=entry.becomes and entry.becomes.day,
        )
        for entry in entries_of(made)
    ]
    return (
        made.id, made.as_of, made.as_of_mode, made.lang, made.group_by, entries, made.coming and [c.code for c in made.coming],
        made.left_out, made.hidden, made.totals, made.checked, made.review_by, made.untranslated, made.disabled, made.owner, made.others,
        made.campaign._replace(waivers=len(made.campaign.waivers)), [facet.above for facet in made.vocabulary.facets.values()],
        [facet.below for facet in made.vocabulary.facets.values()], [question.facet.name for question in made.questions],
    )


@settings(moderate, max_examples=examples(60))
@given(text=st.sampled_from(HOSTILE) | admitted, marked=st.sampled_from(["**{}** x", "`{}`", "[{}](https://x.example/?a=1&b=2) *y*", "{}"]))
def test_a_record_keeps_the_marks_of_a_text(text, marked):
    rules = make_rules(make_item("TRN-01", action=marked.format(text), why=text))
    made = api.checklist(rules, api.Brief(make_campaign()), api.Choice(), day=DAY)
    record = keeping.read(api.render(rules, made, format="json").encode(), "record.json")
    entry = record.checklist.sections[0].tasks[0].entry
    assert isinstance(entry.action, Prose) and entry.action == made.sections[0].tasks[0].entry.action


def kind_of(name: str) -> Any:
    return next(field.kind for field in KEPT.fields if field.name == name)


def test_a_record_holds_every_field_of_a_checklist_and_of_a_marker():
    """A field that is added to the model or to the marker has to be added to the record, or pages of records lack it."""
    said = {name for name in json_format.SCHEMA["properties"] if name in freezing.PUBLISHED}
    assert set(Checklist._fields) - said - set(freezing.Kept._fields) == set()
    assert set(Entry._fields) - set(KeptEntry._fields) == {"code", "item", "action", "why", "how", "evidence", "snippets"}
    derived = {"v", "id", "dialect", "as-of", "packs", "lang", "template", "group-by"}
    assert set(freezing.MARKER) == set(regions.KEYS) - derived
    for row, kind in ((kind_of("questions"), Question), (kind_of("gone"), Gone)):
        assert {field.name for field in row.kind.fields} | set(row.kind.fixed) == set(kind._fields)
    hidden, budgets = freezing._AFTER["hidden"].kind, kind_of("budgets").kind
    assert {field.name for row in (hidden, budgets) for field in row.fields} == set(Hidden._fields)


# ---- rules that changed, rules that are gone

SPRING = "campaign: Spring\nlaunch: 2027-03-01\nmarkets: [eu]\nchannels: [instagram]\nwaivers:\n" + (
    "  - {code: TRN-01, reason: it is drawn by hand, approver: Ada, expires: 2027-06-30}\n"
)


def test_generate_from_needs_none_of_the_rules(run, tmp_path):
    shutil.copytree(AGENCY, tmp_path / "agency")
    os.chdir(tmp_path / "agency" / "projects" / "saltmarsh")
    options = ("winter.yml", "-t", "transparency", "--as-of", "2027-02-01")
    pages = {format: run("generate", *options, "-f", format).out for format in ("html", "markdown", "json")}
    (tmp_path / "record.json").write_text(pages["json"], encoding="utf-8")
    shutil.rmtree(tmp_path / "agency" / "agency")
    assert run("generate", *options).code == 2
    for format, page in pages.items():
        outcome = run("generate", "--from", tmp_path / "record.json", "-f", format)
        assert (outcome.code, outcome.err) == (0, "") and outcome.out == page


@pytest.mark.parametrize("format", ["html", "markdown", "csv"])
def test_generate_from_says_what_the_rules_said_then(run, tmp_path, format):
    pack = write_pack(tmp_path / "rules")
    (tmp_path / "spring.yml").write_text(SPRING, encoding="utf-8")
    before = run("generate", "spring.yml", "--rules", "rules", "-f", format).out
    (tmp_path / "record.json").write_text(run("generate", "spring.yml", "--rules", "rules", "-f", "json").out, encoding="utf-8")
    theme = (pack / "themes" / "transparency.yml").read_text(encoding="utf-8")
    (pack / "themes" / "transparency.yml").write_text(theme.replace("Label AI pictures", "Shred AI pictures"), encoding="utf-8")
    assert run("generate", "spring.yml", "--rules", "rules", "-f", format).out != before
    assert run("generate", "--from", "record.json", "-f", format).out == before


# ---- the command


@pytest.fixture
def record(run, tmp_path) -> Path:
    """The record of a campaign with one item, its rules beside it."""
    write_pack(tmp_path / "rules")
    (tmp_path / "spring.yml").write_text(SPRING.partition("waivers")[0], encoding="utf-8")
    outcome = run("generate", "spring.yml", "--rules", "rules", "-f", "json", "-o", "record.json")
    assert outcome.code == 0
    return tmp_path / "record.json"


def test_generate_from_writes_markdown_by_default_and_reads_standard_input(run, record, monkeypatch):
    page = run("generate", "--from", "record.json").out
    with open(record, encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert run("generate", "--from", "-").out == page
    assert page == run("generate", "spring.yml", "--rules", "rules").out


def test_generate_from_takes_the_format_from_the_name_of_the_file(run, record, tmp_path):
    assert run("generate", "--from", "record.json", "-o", "page.html").err == "page.html: 1 item\n"
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == run("generate", "spring.yml", "--rules", "rules", "-f", "html").out


@pytest.mark.parametrize("option", [("--group-by", "owner"), ("--template", "compact"), ("--no-markers",), ("--group-by", "theme")])
def test_generate_from_takes_what_needs_no_rules(run, record, option):
    assert run("generate", "--from", "record.json", *option).out == run("generate", "spring.yml", "--rules", "rules", *option).out


def test_generate_from_keeps_the_options_of_then(run, record, tmp_path):
    options = ("spring.yml", "--rules", "rules", "--template", "compact", "--group-by", "owner", "--level", "should", "--no-markers")
    (tmp_path / "other.json").write_text(run("generate", *options, "-f", "json").out, encoding="utf-8")
    assert run("generate", "--from", "other.json").out == run("generate", *options).out


@pytest.mark.parametrize("option", [("--level", "must"), ("--budget", "1h"), ("--owner", "brand-manager")])
def test_generate_from_tells_what_a_table_has_no_line_for(run, record, tmp_path, option):
    options = ("-t", "bias", "-s", "markets=de", *option)
    table = run("generate", *options, "-f", "csv")
    (tmp_path / "other.json").write_text(run("generate", *options, "-f", "json").out, encoding="utf-8")
    assert table.code == 0 and run("generate", "--from", "other.json", "-f", "csv") == table


def test_generate_from_uses_a_template_of_ones_own_and_asks_for_it(run, record, tmp_path):
    (tmp_path / "mine.j2").write_text(
        "{{ h(1, title()) }}\n{% for section in checklist.sections %}{{ h(2, section.title) }}"
        "{% for task in section.tasks %}{{ task.entry.action }} {{ task.entry.citations[0].source.summary }}{% endfor %}{% endfor %}\n",
        encoding="utf-8",
    )
    options = ("spring.yml", "--rules", "rules", "--template", "mine.j2")
    (tmp_path / "other.json").write_text(run("generate", *options, "-f", "json").out, encoding="utf-8")
    asked = run("generate", "--from", "other.json")
    assert asked.code == 2 and asked.err.startswith("--template: OPT01 the page was made with 'mine.j2'")
    page = run("generate", *options).out
    assert "Say that it is AI." in page and run("generate", "--from", "other.json", "--template", "mine.j2").out == page


FOREIGN = {
    "spring.yml": "CAMPAIGN", "--pack=x": "--pack", "--rules=rules": "--rules", "--no-project": "--no-project", "--lang=de": "--lang",
    "--set=markets=de": "--set", "--param=a=b": "--param", "--as-of=2027-01-01": "--as-of", "--theme=bias": "--theme",
    "--level=must": "--level", "--owner=x": "--owner", "--state=x.json": "--state",
    "--budget=1h": "--budget", "--out-dir=x": "--out-dir", "--no-index": "--no-index",
}


@pytest.mark.parametrize("option", FOREIGN)
def test_generate_from_refuses_what_the_record_says(run, record, option):
    outcome = run("generate", "--from", "record.json", option)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"{FOREIGN[option]}: OPT03 it does not go with --from: the record says it already (leave it out)\n"


def test_generate_from_tells_all_such_options_at_once(run, record):
    assert len(run("generate", "--from", "record.json", *FOREIGN).err.splitlines()) == len(FOREIGN)


def test_every_option_of_generate_either_goes_with_a_record_or_is_refused():
    from checklist.cli.record import _ALLOWED
    from checklist.cli.generate_ import command

    names = {parameter.name for parameter in command.params}
    assert set(_ALLOWED) <= names
    assert {"record", "form", "output", "template"} <= set(_ALLOWED)


@pytest.mark.parametrize("args, told", [
    (["--from", ""], "--from: OPT02"), (["--from", "no.json"], "no.json: OUT01"), (["--from", "."], ".: OUT01"),
    (["--from", "record.json", "--group-by", "them"], "--group-by: OPT01"), (["--from", "record.json", "-f", "htlm"], "--format: OPT01"),
    (["--from", "record.json", "--template", "nope"], "--template: OPT01"), (["--from", "record.json", "-o", "x.foo"], "--output: OPT03"),
    (["--from", "record.json", "-o", "record.json"], "--output: OPT03 this is the record itself"),
])
def test_generate_from_tells_what_is_wrong_with_the_command(run, record, args, told):
    outcome = run("generate", *args)
    assert (outcome.code, outcome.out) == (2, "") and outcome.err.startswith(told)


def test_generate_from_leaves_a_page_alone_that_people_wrote_on(run, record, tmp_path):
    assert run("generate", "--from", "record.json", "-o", "page.md").code == 0
    page = tmp_path / "page.md"
    text = page.read_text(encoding="utf-8").replace("- [ ]", "- [x]")
    page.write_text(text, encoding="utf-8")
    outcome = run("generate", "--from", "record.json", "-o", "page.md")
    assert outcome.code == 2 and "PAG01" in outcome.err and page.read_text(encoding="utf-8") == text
    assert run("generate", "--from", "record.json", "-o", "page.md", "--force").code == 0
    assert (tmp_path / "page.md.before").read_text(encoding="utf-8") == text


def test_generate_from_writes_a_page_twice_and_replaces_one_of_its_own(run, record, tmp_path):
    for options in ((), (), ("--template", "compact")):
        assert run("generate", "--from", "record.json", "-o", "page.html", *options).code == 0
    assert sorted(path.name for path in tmp_path.glob("page*")) == ["page.html"]
    (tmp_path / "other.html").write_text("<p>Ours</p>", encoding="utf-8")
    assert run("generate", "--from", "record.json", "-o", "other.html").code == 2


def test_generate_from_is_not_hindered_by_a_broken_project(run, record, tmp_path, monkeypatch):
    page = run("generate", "--from", "record.json").out
    (tmp_path / "checklist.yml").write_text("packs: [gone]\n", encoding="utf-8")
    monkeypatch.setenv("CHECKLIST_PACKS", "gone-too")
    assert run("generate", "spring.yml").code == 2
    assert run("generate", "--from", "record.json").out == page


def test_generate_from_says_that_another_version_wrote_it(run, record):
    plain = json.loads(record.read_text(encoding="utf-8"))
    plain["generator"] = "marketing-impact-checklist 0.0.1"
    sealed(plain, record)
    outcome = run("generate", "--from", "record.json")
    assert outcome.code == 0
    assert outcome.err == f"record.json: checklist 0.0.1 wrote it, and this is {__version__}: the page may look different\n"


def test_a_sentence_that_pages_did_not_have_then_is_that_of_the_built_in_rules(run, record):
    page = run("generate", "--from", "record.json").out
    plain = json.loads(record.read_text(encoding="utf-8"))
    del plain["record"]["words"]["how_notes"]
    sealed(plain, record)
    assert run("generate", "--from", "record.json").out == page


# ---- states


def test_a_record_keeps_what_a_state_file_says(run, record, tmp_path):
    entries = {"TRN-01": {"done": True, "owner": "Ada <b>", "notes": "seen *twice*\n| a |"}}
    state = {
        "schema": "state/1", "id": "spring", "generator": "x", "saved": "2026-11-26T05:00:00Z",
        "packs": [{"name": "test", "version": "1.0.0"}], "entries": entries,
    }
    (tmp_path / "state.json").write_text(json.dumps(state), encoding="utf-8")
    options = ("spring.yml", "--rules", "rules", "--state", "state.json", "-f")
    (tmp_path / "told.json").write_text(run("generate", *options, "json").out, encoding="utf-8")
    public = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))["sections"][0]["entries"][0]["state"]
    assert (public["done"], public["owner"], public["notes"]) == (True, "Ada <b>", ["seen *twice*", "| a |", "Owner: Ada <b>"])
    for format in FORMATS:
        assert run("generate", "--from", "told.json", "-f", format).out == run("generate", *options, format).out, format


# ---- files that are no record


def sealed(plain: dict[str, Any], path: Path | None = None) -> bytes:
    """Return *plain* with a sum that fits, as somebody would write it who knows how; write it to *path* if there is one."""
    content = json.dumps({**plain, "sum": freezing.total(plain)}).encode()
    if path:
        path.write_bytes(content)
    return content


LAW = make_source("ai-act", url="https://law.example/50")
COMING = make_source("new-law", since=DAY.replace(year=2027, month=6))
RICH = make_rules(
    make_item("TRN-01", required_by=["ai-act"], see=("new-law",), action="Label **every** `picture`", snippets=(("de", "KI"),)),
    make_item("TRN-02", per="channels", when=wants(channels=["social"], data=["personal"]), owner="creative-lead", phase="run"),
    make_item("TRN-03", required_by=["new-law"], when=wants(ai_uses=["ai"])), make_item("TRN-04"),
    make_item("TRN-05", when=wants(channels=["email"])), sources=(LAW, COMING),
)
CAMPAIGN = make_campaign(
    launch=DAY, markets=["de"], channels=["tiktok", "instagram"], ai_uses=["ai"], waivers=(make_waiver("TRN-04"), make_waiver("TRN-09")),
)


@lru_cache(maxsize=1)
def rich() -> dict[str, Any]:
    """The JSON of a small checklist that has something of everything."""
    saved = (Saved("s", "spring", {"test": "1.0.0"}, {"TRN-02.tiktok": Said(done=True, notes="Mine"), "TRN-01": Said(owner="Ada")}),)
    text = written(RICH, api.Brief(CAMPAIGN, "spring.yml"), api.Choice(level="should"), "json", saved=saved)
    found: dict[str, Any] = json.loads(text)
    return found


def told(content: bytes) -> list[str]:
    """Return what is wrong with a record."""
    with pytest.raises(ChecklistError) as caught:
        keeping.read(content, "record.json")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("content, message", [
    (b"", "REC01 this is no JSON: the file is empty"), (b"{", "record.json:1:2: REC01 this is no JSON"), (b"[" * 100_000, "REC01"),
    (b"[]", "REC02 it is no record: `schema` is not 'checklist/1'"), (b"7", "REC02"), (b"\xff\xfe\xfa", "record.json: YML02"),
    (b"\0\1\2", "YML02 the file is binary"), (b"a" * 5_000_001, "REC01 this is no record: it is larger than 5 MB"),
    (b'{"schema": NaN}', "NaN is no JSON"), (b'{"a": 1, "a": 1}', "REC01 this is no record: a name stands twice in one object: 'a'"),
    (b'{"a":' * 60 + b"1" + b"}" * 60, "nested too deeply"), (b'{"schema": ' + b"1" * 5000 + b"}", "REC01"),
    (b'{"schema": "state/1"}', "REC02 it is a state file, not a record (give it with --state"),
    (b'{"schema": "checklist/1", "generator": "marketing-impact-checklist 0.1"}', "REC02 it is the JSON of a checklist without its record"),
    (b'{"schema": "checklist/2"}', "REC03 a newer program wrote it: it is checklist/2, and this program reads checklist/1 (update"),
    (b'{"schema": "checklist/1", "record": {"schema": "record/2"}}', "REC03 a newer program wrote it: it is record/2"),
    (b'{"schema": "checklist/1", "record": 7}', "REC02"), (b'{"schema": "checklist/1", "record": {"schema": "record/0"}}', "REC02"),
    (b'{"schema": "checklist/1", "record": {"schema": "record/1"}, "generator": "x"}', "REC02 /generator"),
    (b'{"schema": {}}', "REC02"), (b'{"schema": "checklist/\\u001b[1m"}', "REC02"),
])
def test_read_tells_what_is_no_record(content, message):
    (problem, *_) = told(content)
    assert message in problem and "\x1b" not in problem


def test_read_tells_a_file_that_was_cut_off_with_its_line(record):
    text = record.read_text(encoding="utf-8")
    (problem,) = told(text[: len(text) // 2].encode())
    assert re.match(r"record\.json:\d+:\d+: REC01 this is no JSON", problem)


def test_read_refuses_a_record_that_was_changed(record):
    text = record.read_text(encoding="utf-8")
    for old, new in (("Label AI pictures", "Leave AI pictures"), ('"level": "must"', '"level": "could"'), ('"Spring"', '"Summer"')):
        assert old in text
        (problem,) = told(text.replace(old, new).encode())
        assert "REC04 it was changed after it was written" in problem and "it is no signature" in problem


def test_read_takes_a_record_of_another_layout_and_none_of_another_order(record):
    plain = json.loads(record.read_text(encoding="utf-8"))
    assert keeping.read(json.dumps(plain).encode(), "r").checklist == keeping.read(record.read_bytes(), "r").checklist
    assert "REC04" in told(json.dumps(plain, sort_keys=True).encode())[0]


def test_read_tells_everything_at_once():
    plain = copy.deepcopy(rich())
    item = plain["record"]["items"]["TRN-01"]
    item |= {"owner": "brand-manger", "effort": 1.5, "effrt": 1}
    plain["as_of"] = "2027-02-30"
    assert told(sealed(plain)) == [
        "record.json: REC02 /as_of is no date (write 2027-06-30)",
        "record.json: REC02 /record/items/TRN-01/effrt is unknown (did you mean 'effort'?)",
        "record.json: REC02 /record/items/TRN-01/owner is 'brand-manger', which is not among its owners (did you mean 'brand-manager'?)",
        "record.json: REC02 /record/items/TRN-01/effort is no such number (a whole number from 0 to 100000)",
    ]


def at(plain: dict[str, Any], *path: Any) -> Any:
    for key in path:
        plain = plain[key]
    return plain


@pytest.mark.parametrize("path, value, message", [
    (("record", "items", "TRN-01", "action"), [{"link": ["x"], "url": "javascript:alert(1)"}], "is no address to link to"),
    (("record", "items", "TRN-01", "action"), [{"script": "x"}], "is no part of a text"),
    (("record", "sources", "ai-act", "url"), "javascript:alert(1)", "is no address to link to"),
    (("record", "sources", "ai-act", "url"), "https://me:pass@x.example/", "is no address to link to"),
    (("record", "items", "TRN-01", "theme"), "x onclick=alert(1)", "a name in small letters"),
    (("record", "entries", "TRN-01", "see"), ["nothing"], "is 'nothing', which is not among its sources"),
    (("record", "entries", "TRN-02.tiktok", "channel"), "carrier-pigeon", "which is not among its channels"),
    (("record", "entries", "TRN-02.tiktok", "channel"), "", "is ''"),
    (("record", "entries", "TRN-01", "citations", 0, "places"), ["mars"], "which is not among its markets"),
    (("record", "vocabulary", "facets", "data", "members", "personal", "within"), ["x"], "names 'x', which is no value there"),
    (("record", "sections", 0, "tasks"), ["TRN-77"], "which is not among its tasks"),
    (("record", "waived"), ["TRN-01"], "names TRN-01, which has no waiver"), (("record", "coming"), ["TRN-01"], "does not become a must"),
    (("record", "guide"), [], "is in no part of the guide"), (("record", "guide", 0, "key"), "x", "which is not defined"),
    (("record", "duties", 0, "key"), "x", "which is not defined"), (("record", "tasks", "TRN-01"), ["TRN-03"], "which is no channel of it"),
    (("record", "titles"), {}, "/record/titles/test is missing"), (("record", "keys", 0), {}, "/record/keys/0/key_na is missing"),
    (("record", "group_by"), "colour", "is 'colour' (one of: phase, theme, owner)"), (("record", "marker"), {"v": "9"}, "is 'v'"),
    (("record", "items", "TRN-01", "when"), {"data": ["nothing"]}, "names 'nothing', which is no value of data"),
    (("record", "items", "TRN-01", "when"), {"all": []}, "is no list of conditions"),
    (("record", "items", "TRN-01", "when"), {"colour": ["red"]}, "which is not among its facets"),
    (("campaign", "facets"), {"markets": ["mars"]}, "names 'mars', which is no value of markets"), (("packs",), [], "has 0 entries"),
    (("campaign", "title"), "a\x1b[31m", "holds a control character"), (("campaign", "title"), "a\ud800", "holds a control character"),
    (("lang",), "E\"", "write en"), (("totals", "must"), True, "is no such number"), (("totals",), None, "is no object"),
    (("disabled",), [{"code": "TRN-01", "pack": "x", "reason": ""}], "which is not among its packs"),
    (("left_out", 0, "failed", 0, "facet"), "x", "which is not among its facets"),
])
def test_read_tells_what_does_not_fit(path, value, message):
    plain = copy.deepcopy(rich())
    at(plain, *path[:-1])[path[-1]] = value
    assert message in "\n".join(told(sealed(plain)))


@pytest.mark.parametrize("name", [name for name in freezing.Kept._fields if name not in ("waived", "questions", "coming", "gone")])
def test_read_tells_a_part_that_is_missing(name):
    plain = copy.deepcopy(rich())
    needed = name in json_format.SCHEMA["properties"]["record"]["required"]
    plain["record"].pop(name, None)
    if needed:
        assert any(f"/record/{name} is missing" in problem for problem in told(sealed(plain)))
    else:
        assert keeping.read(sealed(plain), "record.json")


def test_the_builders_record_is_a_sound_one():
    keeping.read(sealed(rich()), "record.json")
    VALIDATOR.validate(rich())


def paths(plain: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths to everything in *plain*."""
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    return [path, *(found for key, each in inner for found in paths(each, (*path, key)))]


_ANYTHING = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [[], {}, [[]], "", "x", "TRN-01", "markets", "2027-06-30", "{x}", "\x1f", "__proto__", *HOSTILE[:6]]
)


@settings(moderate, max_examples=examples(120))
@given(st.data())
def test_whatever_is_put_into_a_record_no_page_is_made_or_a_sound_one(data):
    plain = copy.deepcopy(rich())
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from([path for path in paths(plain) if path and path != ("record",)]))
        holder = at(plain, *path[:-1])
        if data.draw(st.booleans()):
            del holder[path[-1]]
        else:
            holder[path[-1]] = data.draw(_ANYTHING)
    try:
        for format in ("html", "json", "csv", "markdown"):
            again(sealed(plain).decode(), format)
    except ChecklistError as error:
        assert {problem.code for problem in error.problems} <= {"REC02", "REC03", "TPL02", "OPT01"}


class Parsed(HTMLParser):
    """The elements and attributes that a browser would see in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_words_of_a_record_are_inert_on_a_page():
    plain = copy.deepcopy(rich())
    bad = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    changed = 0
    for path in paths(plain):
        if path and isinstance(at(plain, *path), str):
            holder, before = at(plain, *path[:-1]), at(plain, *path)
            holder[path[-1]] = bad
            try:
                keeping.read(sealed(plain), "r")
                changed += 1
            except ChecklistError:
                holder[path[-1]] = before
    assert changed > 300
    for template in ("checklist", "compact"):
        page = again(sealed(plain).decode(), "html", template=template)
        found = Parsed(page)
        assert "alert(1)" in page and not found.attributes & {"onerror", "onclick"} and "img" not in found.tags
        assert found.tags.count("script") == (2 if template == "checklist" else 0)
    for format in ("html-fragment", "confluence"):
        assert "<img" not in again(sealed(plain).decode(), format, template="compact")


def test_a_vocabulary_that_runs_in_a_circle_does_no_harm():
    plain = copy.deepcopy(rich())
    values = plain["record"]["vocabulary"]["facets"]["ai_uses"]["members"]
    values["ai"]["within"] = ["generated-image"]
    assert again(sealed(plain).decode(), "html")


# ---- what is published


@settings(moderate, max_examples=examples(12))
@given(st.data())
def test_a_record_follows_its_published_schema(data):
    rules = data.draw(parts).rules()
    brief, choice = data.draw(briefs(rules)), data.draw(choices(rules))._replace(lang="")
    try:
        text = written(rules, brief, choice, "json", saved=data.draw(said(rules, api.with_options(brief, choice).id)))
    except ChecklistError:
        assume(False)
    VALIDATOR.validate(json.loads(text))


def test_the_schema_is_a_sound_one_and_every_reference_in_it_leads_somewhere(run):
    schema = json.loads(run("rules", "schema", "checklist").out)
    assert schema == json_format.SCHEMA
    jsonschema.Draft202012Validator.check_schema(schema)
    references = set(re.findall(r'"#/\$defs/([a-z]+)"', json.dumps(schema)))
    assert references == set(schema["$defs"])


def test_what_was_published_before_is_the_same_as_without_the_record():
    plain = rich()
    assert list(plain)[-2:] == ["record", "sum"]
    assert "record" not in json_format.as_plain(api.checklist(RICH, api.Brief(CAMPAIGN), api.Choice(), day=DAY), api_words())


def api_words() -> Any:
    from checklist.making import words_of

    return words_of(RICH)


def test_a_record_of_today_can_be_read_for_good():
    """The golden JSON is a record of the format `record/1`; when this fails, old records cannot be read any more."""
    text = (ROOT / "tests" / "golden" / "checklist.json").read_text(encoding="utf-8").replace("checklist N.N.N", "checklist 0.1.0")
    plain = json.loads(text)
    record = keeping.read(sealed(plain), "golden")
    assert record.checklist.totals.total == plain["totals"]["total"] and again(sealed(plain).decode(), "html")
