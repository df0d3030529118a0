"""What neighbouring tools were seen to do badly, put to ours. The names are those of the reports.

D1 to D15 were seen in a command that writes ethics checklists for data projects, R1 to R12 in one that
writes checklists of responsible AI.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import checklist
from checklist import dialects
from checklist.rulefiles import shipped
from tests.builders import PACK_YML, SOURCES_YML, THEME_YML, VOCABULARY_YML, write_item, write_pack
from tests.test_output import ASCII, ran, task_in

ROOT = Path(checklist.__file__).parent.parent


def refused(outcome) -> str:
    """Return what a run tells that failed as it should: exit 2, nothing printed, no traceback."""
    assert (outcome.code, outcome.out) == (2, "")
    assert "Traceback" not in outcome.err
    return outcome.err


def rules_with(tmp_path: Path, old: str, new: str) -> Path:
    assert old in THEME_YML
    return write_pack(tmp_path / "rules", theme=THEME_YML.replace(old, new))


# ---- D1: reports success, writes nothing


@pytest.mark.parametrize("form", dialects.names())
def test_d1_what_is_reported_as_written_holds_every_item(run, core, form):
    name = f"list{dialects.load(form).SUFFIX}"
    outcome = run("generate", "-f", form, "-o", name)
    assert outcome.code == 0
    text = Path(name).read_text(encoding="utf-8")
    assert [item.code for item in core.item_list if item.code not in text] == []
    assert outcome.err == f"{name}: {len(core.item_list)} items\n"


def test_d1_a_page_of_a_wiki_is_neither_changed_nor_reported_as_written(run):
    Path("wiki.html").write_text("<html><body><h1>Team wiki page</h1></body></html>")
    assert "wiki.html: PAG01 " in refused(run("generate", "-o", "wiki.html"))
    assert Path("wiki.html").read_text() == "<html><body><h1>Team wiki page</h1></body></html>"


# ---- D2: HTML without a body


@pytest.mark.parametrize("content", ["hello", "<p>a</p>", "<html></html>"])
def test_d2_html_without_a_body_is_refused_in_words(run, content):
    Path("frag.html").write_text(content)
    assert refused(run("generate", "-o", "frag.html")).startswith("frag.html: PAG01 the file exists and is not a checklist of ours (")


def test_d2_an_empty_html_file_is_filled(run):
    Path("frag.html").write_text("")
    assert run("generate", "-o", "frag.html").code == 0
    assert "</body>" in Path("frag.html").read_text()


def test_d2_a_fragment_is_a_format_of_its_own(run):
    text = run("generate", "-f", "html-fragment").out
    assert "ETH-01" in text and not re.search(r"<(?:html|head|body|script|style|input)\b", text)


# ---- D3: two runs make two lists


@pytest.mark.parametrize("name", ["out.md", "out.html", "out.json"])
def test_d3_a_second_run_changes_nothing(run, name):
    run("generate", "-o", name)
    first = Path(name).read_bytes()
    assert run("generate", "-o", name).code == 0
    assert Path(name).read_bytes() == first


def test_d3_a_second_run_leaves_one_heading(run):
    run("generate", "-o", "out.md")
    run("generate", "-o", "out.md")
    assert Path("out.md").read_text().count("# AI checklist for marketing\n") == 1


# ---- D4: ticks are wiped


def test_d4_ticks_survive_a_refresh(run):
    run("generate", "-o", "tick.md")
    text = Path("tick.md").read_text()
    Path("tick.md").write_text(text.replace("- [ ]", "- [x]", 3))
    run("generate", "-o", "tick.md")
    assert Path("tick.md").read_text().count("- [x]") == 3


def test_d4_ticks_survive_force(run):
    run("generate", "-o", "tick.md")
    text = Path("tick.md").read_text()
    Path("tick.md").write_text(text.replace("- [ ]", "- [x]", 3).replace("## Guide", "## Handbook"))
    assert run("generate", "-o", "tick.md", "--force").code == 0
    assert Path("tick.md").read_text().count("- [x]") == 3 and Path("tick.md.before").read_text().count("- [x]") == 3


# ---- D5: shipped files that do not parse


def shipped_files() -> list[Path]:
    return sorted(Path(shipped("rules")).rglob("*.yml"))


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_d5_every_shipped_rule_file_parses(path):
    from checklist.yamlio import Mapping, parse

    assert isinstance(parse(path.read_bytes(), str(path)), Mapping)


@pytest.mark.parametrize("form", dialects.names())
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_d5_every_shipped_rule_is_written_in_every_format(run, form, template):
    outcome = run("generate", "-f", form, "--template", template)
    assert (outcome.code, outcome.err) == (0, "") and outcome.out


# ---- D6: broken YAML


def test_d6_broken_yaml_is_one_line_with_place_and_remedy(run, tmp_path):
    folder = rules_with(tmp_path, "    why: People want to know.", "   why: People want to know.")
    err = refused(run("generate", "--rules", folder))
    assert re.fullmatch(rf"{folder}/themes/transparency\.yml:9:4: YML01 .+ \(check the indentation .+\)\n", err)


def test_d6_a_colon_in_text_is_told_with_the_remedy(run, tmp_path):
    folder = rules_with(tmp_path, "why: People want to know.", "why: People know: it is AI.")
    assert refused(run("generate", "--rules", folder)).endswith(
        "/transparency.yml:9:21: YML01 mapping values are not allowed in this context (put text that holds a colon in quotes)\n"
    )


# ---- D7: wrong structure

STRUCTURES = {
    "missing title": ("title: Transparency\n", "", ":1:1: RUL08 key 'title' is missing in a theme (title of the theme)"),
    "missing items": ("items:", "itms:", ":6:1: RUL01 key 'itms' is unknown in a theme (did you mean 'items'?)"),
    "typo in a key": ("evidence:", "evidnce:", ":11:5: RUL01 key 'evidnce' is unknown in an item (did you mean 'evidence'?)"),
    "steps empty": ("how: [Write the label.]", "how:", ":10:9: RUL02 a list belongs here (write [ …, … ])"),
    "empty file": (THEME_YML, "", ": YML03 the file holds no data ("),
    "flat file": (THEME_YML, "just text", ":1:1: RUL02 a theme is a mapping (it needs the keys schema, theme, code, title, impact, items)"),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_d7_a_wrong_structure_is_told_with_its_place(run, tmp_path, name):
    old, new, told = STRUCTURES[name]
    folder = rules_with(tmp_path, old, new)
    assert f"{folder}/themes/transparency.yml{told}" in refused(run("generate", "--rules", folder))


@pytest.mark.parametrize(("data", "code"), [(b"\xff\xfe\x00", "YML02"), (b"\xff\x00", "YML02"), (b"a: \xff", "YML02")])
def test_d7_a_binary_file_is_told_in_words(run, data, code):
    Path("c.yml").write_bytes(data)
    assert re.match(rf"c\.yml(?::\d+:\d+)?: {code} ", refused(run("generate", "c.yml")))


def test_d7_a_directory_is_told_in_words(run):
    Path("adir").mkdir()
    assert refused(run("generate", "adir")) == "adir: OUT01 this is a directory (name a file in it)\n"


def test_d7_all_problems_are_told_in_one_run(run, tmp_path):
    theme = THEME_YML.replace("title: Tr", "titel: Tr").replace("evidence:", "evidnce:").replace("phase: plan", "phase: plna")
    folder = write_pack(tmp_path / "rules", theme=theme)
    assert len(refused(run("generate", "--rules", folder)).splitlines()) == 5


# ---- D8: silently accepted

ACCEPTED = {
    "code twice": (THEME_YML, THEME_YML + THEME_YML.partition("items:\n")[2].replace("Label", "Mark"), "REF02 code TRN-01 is taken"),
    "unknown key": ("    owner:", "    ownr: x\n    owner:", "RUL01 key 'ownr' is unknown in an item (did you mean 'owner'?)"),
    "key twice": ("title: Transparency", "title: A\ntitle: B", "YML05 key 'title' stands twice (first in line 4; keep one of them)"),
    "no items": (THEME_YML.partition("items:")[2], " []\n", "RUL04 0 entries (from 1 to 100 belong here)"),
    "no steps": ("how: [Write the label.]", "how: []", "RUL04 0 entries (from 1 to 5 belong here)"),
    "yes as text": ("Label AI pictures", "yes", "RUL03 'yes' without quotes means true or false in YAML (write \"yes\")"),
    "number as code": ("code: TRN-01", "code: 1.10", "RUL03 '1.10' without quotes means a number in YAML (write \"1.10\")"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_d8_what_others_accept_is_refused(run, tmp_path, name):
    old, new, told = ACCEPTED[name]
    assert told in refused(run("generate", "--rules", rules_with(tmp_path, old, new)))


def test_d8_an_empty_selection_is_an_error(run, tmp_path):
    err = refused(run("generate", "--rules", write_pack(tmp_path / "rules"), "-s", "channels=email"))
    assert " SEL01 no item is left: channels: email rules out 1 (" in err


# ---- D9: injection


class Tags(HTMLParser):
    """Collects the elements of a page with the addresses they lead to, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs).get("href")))

    def handle_data(self, data):
        self.text += data


HOSTILE = ["Disclosure & <script>alert(1)</script>", "an unclosed <b> tag", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]


@pytest.mark.parametrize("form", ["html", "html-fragment"])
@pytest.mark.parametrize("field", ["action", "why", "evidence"])
@pytest.mark.parametrize("text", HOSTILE)
def test_d9_markup_in_rule_text_is_text_in_html(run, tmp_path, text, field, form):
    outcome = run("generate", "--rules", write_item(tmp_path / "rules", **{field: text}), "-f", form)
    page = Tags()
    page.feed(outcome.out)
    harmless = Tags()
    harmless.feed(run("generate", "--rules", write_item(tmp_path / "other", **{field: "Harmless"}), "-f", form).out)
    assert text in page.text and page.elements == harmless.elements


def test_d9_markup_in_the_title_of_a_theme_is_text(run, tmp_path):
    folder = rules_with(tmp_path, "title: Transparency", "title: Tell & <script>alert(1)</script>")
    out = run("generate", "--rules", folder, "-f", "html", "--group-by", "theme").out
    assert "<script>alert" not in out and "&lt;script&gt;alert(1)" in out


@pytest.mark.parametrize("blank", ["\n\n", "\n", "\r\n\r\n", "\n\n- [ ] x\n\n", "\u2028"])
def test_d9_a_blank_line_does_not_break_out_of_the_list(run, tmp_path, blank):
    out = run("generate", "--rules", write_item(tmp_path / "rules", action=f"Label{blank}pictures"), "--no-markers").out
    (task,) = re.findall(r"^\s*- \[ \] .*$", out, re.M)
    assert re.search(r"Label .*pictures \(\[TRN-01\]", task)


# ---- D10: locales


def test_d10_rules_and_pages_are_utf_8_in_an_ascii_locale(run, tmp_path):
    folder = write_item(tmp_path / "rules", why="Weil es schön ist: 春")
    expected = run("generate", "--rules", folder).out
    done = ran("generate", "--rules", str(folder), env=ASCII)
    assert (done.returncode, done.stdout.decode()) == (0, expected) and "schön ist: 春" in expected


# ---- D11: not atomic


def test_d11_text_that_cannot_be_written_leaves_the_old_file(run, tmp_path):
    Path("sur.md").write_text("keep me")
    folder = write_pack(tmp_path / "rules", theme=THEME_YML.replace("Label AI pictures", '"Label \\uD83D"'))
    assert refused(run("generate", "--rules", folder, "-o", "sur.md", "--force"))
    assert Path("sur.md").read_text() == "keep me" and not Path("sur.md.before").exists()


# ---- D12: missing folder


def test_d12_a_missing_folder_is_told_with_the_remedy(run):
    err = refused(run("generate", "-o", "nodir/out.md"))
    assert err == "nodir/out.md: OUT02 cannot be written: No such file or directory (make the directory first)\n"


# ---- D13: formats


def test_d13_the_ending_of_a_format_is_understood_as_a_hint(run):
    assert refused(run("generate", "-f", "md")) == "--format: OPT01 there is no format 'md' (did you mean 'markdown'?)\n"


def test_d13_a_format_that_contradicts_the_file_is_an_error(run):
    assert "--output: OPT03 .md is the ending of markdown, not of html" in refused(run("generate", "-f", "html", "-o", "x.md"))
    assert not Path("x.md").exists()


def test_d13_a_format_beside_an_output_is_heeded(run):
    assert run("generate", "-f", "html-fragment", "-o", "x.html").code == 0
    assert "<html" not in Path("x.html").read_text()


# ---- D14: version, standard input


def test_d14_there_is_a_version(run):
    assert run("--version").out == f"checklist {checklist.__version__}\n"


def test_d14_no_dangerous_option_is_suggested(run):
    assert refused(run("generate", "--version")).count("--force") <= 1
    assert "did you mean '--force'" not in refused(run("generate", "--version"))


def test_d14_a_campaign_comes_from_standard_input(tmp_path):
    done = ran("generate", "-", "-f", "json", input=b"campaign: Spring\n", cwd=tmp_path)
    assert json.loads(done.stdout)["id"] == "spring"


# ---- D15: HTML is a document


def test_d15_html_is_a_document_with_labelled_boxes(run):
    out = run("generate", "-f", "html").out
    assert out.casefold().startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in out and re.search(r"<title>[^<]+</title>", out) and '<html lang="en"' in out
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', out)
    ids = [found[1] for box in boxes if (found := re.search(r' id="([^"]+)"', box))]
    wrapped = re.findall(r"<label[^>]*>\s*<input[^>]*checkbox", out)
    assert boxes and (len(wrapped) == len(boxes) or set(ids) <= set(re.findall(r'<label[^>]* for="([^"]+)"', out)))
    assert not re.search(r"<br\s*/?>\s*<br", out)


# ---- R1: the custom file is ignored


def test_r1_a_missing_file_is_an_error_and_not_the_default(run):
    assert refused(run("generate", "missing.yaml", "-o", "c2.md")).startswith("missing.yaml: OUT01 there is no such file (")
    assert not Path("c2.md").exists()


def test_r1_missing_rules_are_an_error_and_not_the_default(run):
    assert refused(run("generate", "--rules", "missing")).startswith("missing: OUT01 there is no such rules directory (")


def test_r1_a_variable_that_was_never_set_is_an_error_and_not_the_default(run):
    assert refused(run("generate", "")) == "CAMPAIGN: OPT02 the name is empty (name a file or leave it out)\n"


# ---- R2: unknown template


def test_r2_an_unknown_template_or_theme_is_an_error_and_no_empty_list(run):
    err = refused(run("generate", "-t", "nonexistent", "--template", "nonexistent", "-o", "none.md"))
    assert [line.split(":")[0] for line in err.splitlines()] == ["--theme", "--template"] and not Path("none.md").exists()


# ---- R3: the README's commands


def test_r3_the_formats_of_the_help_exist(run):
    assert run("generate", "-o", "checklist.md", "-f", "markdown").code == 0
    assert run("generate", "-f", "json", "-o", "a.json").code == 0
    assert "sections" in json.loads(Path("a.json").read_text())


def test_r3_no_command_at_all_is_usage_and_no_crash(run):
    outcome = run()
    assert outcome.code == 2 and outcome.err.startswith("Usage: checklist ") and outcome.out == ""


# ---- R4: the validator rejects the tool's own output


def test_r4_what_we_write_passes_what_we_publish(run):
    import jsonschema

    schema = json.loads(run("rules", "schema", "checklist").out)
    jsonschema.Draft202012Validator(schema).validate(json.loads(run("generate", "-f", "json").out))


def test_r4_what_we_ship_passes_our_own_lint(run):
    assert run("rules", "lint").code == 0


def test_r4_a_typo_in_a_name_is_never_echoed_as_if_it_were_real(run):
    assert "did you mean 'campaign'?" in refused(run("rules", "schema", "campain"))


# ---- R5: an option that is accepted and unused


def test_r5_a_file_named_by_an_option_is_read(run):
    assert refused(run("generate", "--template", "nonexist.j2")).startswith("nonexist.j2: OUT01 ")
    assert refused(run("generate", "--rules", "nonexist")).startswith("nonexist: OUT01 ")


# ---- R6: file names


@pytest.mark.parametrize("name", ["a.json", "a.md", "plain", "two.dots.md"])
def test_r6_a_file_is_written_under_the_name_that_was_given(run, name):
    run("generate", "-o", name)
    assert [path.name for path in Path().iterdir()] == [name]


# ---- R7: data lost


def test_r7_two_themes_of_one_title_both_stay(run, tmp_path):
    folder = write_pack(tmp_path / "rules", pack=PACK_YML.replace("[TRN]", "[TRN, PRV]"))
    second = THEME_YML.replace("TRN-01", "PRV-01").replace("code: TRN", "code: PRV").replace("theme: transparency", "theme: privacy")
    (folder / "themes" / "privacy.yml").write_text(second.replace("Label", "Mark"))
    out = run("generate", "--rules", folder, "--group-by", "theme").out
    assert out.count("## Transparency") >= 2 and "TRN-01" in out and "PRV-01" in out


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("how: single string", "RUL02 a list belongs here (write [single string])"),
        ("how: [Check: label is visible]", "RUL02 text belongs here, not a mapping (put text that holds a colon in quotes)"),
        ("how: [yes]", "RUL03 'yes' without quotes means true or false in YAML (write \"yes\")"),
    ],
    ids=["one text", "colon", "yes"],
)
def test_r7_steps_that_are_not_texts_are_told(run, tmp_path, how, told):
    assert told in refused(run("generate", "--rules", rules_with(tmp_path, "how: [Write the label.]", how)))


# ---- R8: errors with exit 0


@pytest.mark.parametrize(
    "args",
    [
        ("list", "nope"), ("list", "items", "--rules", "nope"), ("explain", "NOP-01"), ("explain", "nope", "nope.yml"),
        ("rules", "schema", "nope"), ("rules", "lint", "nope"), ("generate", "-t", "nope"), ("generate", "--owner", "nope"),
        ("generate", "nope.yml"), ("nope",),
    ],
    ids=" ".join,
)
def test_r8_an_error_has_the_exit_code_of_an_error(run, args):
    assert refused(run(*args))


# ---- R9: tracebacks, told twice


@pytest.mark.parametrize("text", ["", "itms: []\n", "just text\n", "a: [\n", "- a\n- b\n"])
def test_r9_a_broken_file_is_told_once_and_without_a_traceback(run, tmp_path, text):
    err = refused(run("generate", "--rules", write_pack(tmp_path / "rules", theme=text)))
    assert len(set(err.splitlines())) == len(err.splitlines())


def test_r9_nothing_waits_for_a_terminal(tmp_path):
    done = ran("generate", "-t", "bias", stdin=subprocess.DEVNULL, cwd=tmp_path, timeout=60)
    assert done.returncode == 0


# ---- R10: noise


@pytest.mark.parametrize("args", [["generate"], ["list", "items"], ["--help"], ["rules", "lint"], ["explain", "PRV-01"]], ids=" ".join)
def test_r10_a_run_that_succeeds_is_silent_on_standard_error(tmp_path, args):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-W", "error", "-m", "checklist", *args], cwd=tmp_path, env=env, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


# ---- R11: the user's file is rewritten


def test_r11_rules_and_campaigns_are_never_written(run, tmp_path):
    folder = write_pack(tmp_path / "rules")
    Path("c.yml").write_text("# mine\ncampaign: Spring   # a comment\n")
    before = {path: (path.read_bytes(), os.stat(path).st_mtime_ns) for path in tmp_path.rglob("*.yml")}
    for args in (("generate", "c.yml"), ("explain", "TRN-01", "c.yml"), ("rules", "lint"), ("generate", "c.yml", "-o", "page.md")):
        assert run(*args, *(["--rules"] if args[0] != "rules" else []), folder).code == 0
    assert {path: (path.read_bytes(), os.stat(path).st_mtime_ns) for path in before} == before


def test_r11_a_campaign_is_not_taken_for_a_page(run):
    Path("c.md").write_text("campaign: Spring\n")
    assert " PAG01 " in refused(run("generate", "c.md", "-o", "c.md"))
    assert Path("c.md").read_text() == "campaign: Spring\n"


# ---- R12: names of sections


def test_r12_a_title_in_the_place_of_a_name_gets_the_name(run):
    assert refused(run("generate", "-t", "Privacy")) == "--theme: OPT01 there is no theme 'Privacy' (did you mean 'privacy'?)\n"


def test_r12_a_name_far_from_all_lists_what_there_is(run, core):
    err = refused(run("generate", "-t", "xyz"))
    assert all(name in err for name in core.themes)


def test_r12_themes_stand_in_the_order_of_the_pack(run, core):
    rows = json.loads(run("list", "themes", "--format", "json").out)
    assert [row["name"] for row in rows] == list(core.themes) != sorted(core.themes)


# ---- the data of the tests is sound


def test_the_rules_of_these_tests_are_sound(run, tmp_path):
    folder = write_pack(tmp_path / "rules", pack=PACK_YML, vocabulary=VOCABULARY_YML, sources=SOURCES_YML, theme=THEME_YML)
    assert task_in(run("generate", "--rules", folder).out, "TRN-01")
