"""The style sheet and the script as a page holds them: nothing of the parts lost but what only people read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklist import assets
from checklist.loading import load_rules
from checklist.rulefiles import shipped

FOLDER = Path(shipped("templates"))
SCRIPTS = sorted(FOLDER.glob("script/*.js"))
LITERAL = re.compile(r"(?<=[=(,:|&!])\s?(/(?![/*\s])(?:\\.|\[(?:\\.|[^]\\])*\]|[^/\\\n])+/[gimsuy]*)")
EVERY_PART = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)


@pytest.mark.parametrize(("line", "thin"), [
    ("  const a = b + 1;", "const a=b+1;"),
    ("// a comment", ""),
    ("    // one that stands further in", ""),
    ("return say(\"a = b\", {n: 1});", "return say(\"a = b\",{n:1});"),
    ("const q = 'x  =  y' + `a ${b} = c`;", "const q='x  =  y'+`a ${b} = c`;"),
    (r'const e = "a \" = b";', r'const e="a \" = b";'),
    ("for (const each of all) typeof each;", "for(const each of all)typeof each;"),
    ("", ""),
])
def test_thin_keeps_what_runs(line, thin):
    assert assets.thin(line) == thin


def test_script_is_one_strict_closure_of_every_part():
    script = assets.script(str(FOLDER))
    assert script.startswith('(() => {\n"use strict";\n') and script.endswith("start();})();") and "\n//" not in script
    assert {path.stem for path in SCRIPTS} == set(assets.PARTS) and len(assets.PARTS) == len(SCRIPTS)


def test_no_part_can_end_its_element():
    text = assets.script(str(FOLDER)) + assets.style(str(FOLDER), live=True)
    assert not re.search(r"</(script|style)|<!--", text, re.I)


@EVERY_PART
def test_a_part_is_small_and_says_what_it_is(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 200 and lines[0].startswith("// ") and max(map(len, lines)) <= 160


@EVERY_PART
def test_a_part_keeps_to_what_thin_needs(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        code = line.partition("//")[0] if line.lstrip().startswith("//") else line
        assert not re.search(r"[;{}]\s*//", code), "a comment has a line of its own"
        assert re.sub(r'"[^"]*"', "", code).count("`") % 2 == 0, "a template ends on its line"
        for literal in LITERAL.findall(re.sub(r'"[^"]*"', '""', code)):
            assert not re.search(r"[\s\"'`]", literal), literal


@EVERY_PART
def test_a_part_uses_nothing_that_reads_markup_or_runs_text(path):
    text = path.read_text(encoding="utf-8")
    forbidden = (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", 'setAttribute("style"', ".style", "onclick",
        "fetch(", "XMLHttpRequest", "import(",
    )
    assert [name for name in forbidden if name in text] == []


def test_every_sentence_the_script_says_is_in_the_wording_and_none_is_left_over():
    wording = load_rules().wording
    text = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    quoted = set(re.findall(r'"([a-z_]+)"', text))
    said = set(re.findall(r'say\("([a-z_]+)"', text))
    assert {name for name in said if f"live_{name}" not in wording and name not in wording} == set()
    live = {name.removeprefix("live_") for name in wording if name.startswith("live_")}
    assert {name for name in live if name not in quoted} == set()


def test_style_of_a_live_page_and_of_one_of_words_alone_differ():
    live, plain = (assets.style(str(FOLDER), live=is_live) for is_live in (True, False))
    assert ".record{" in live and ".record{" not in plain and ".plain{" in plain and ".plain{" not in live and "/*" not in live


def test_style_names_no_side_that_would_be_wrong_from_right_to_left():
    text = assets.style(str(FOLDER), live=True) + assets.style(str(FOLDER), live=False)
    sides = r"(?:^|[;{\s])((?:(?:margin|padding|border)-)?(?:left|right):|(?:float|text-align|clear):(?:left|right))"
    assert re.findall(sides, text) == []


@pytest.mark.parametrize("sheet", [".wide rect{width:16px;height:16px;rx:5px}", ".slim rect{width:9px;height:9px;rx:3px}"])
def test_squares_are_as_large_in_the_style_as_on_the_map(sheet):
    from checklist.charts import SLIM, WIDE

    shape = WIDE if "wide" in sheet else SLIM
    assert [int(number) for number in re.findall(r"\d+", sheet)] == [shape.size, shape.size, shape.gap]
    assert sheet in assets.style(str(FOLDER), live=True)
