"""The door for Python-Markdown: blocks become checklists, everything else stays as it is, and errors name their line."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import assume, example, given, strategies as st

from checklist import fences
from checklist.errors import ChecklistError
from checklist.mdext import ChecklistExtension
from tests.engines import MATERIAL, SETTINGS, tree, words
from tests.hostile import HOSTILE
from tests.strategies import few

BLOCK = "```checklist\ntheme: bias\nlevel: must\nset: {markets: [de], ai_uses: [targeting]}\n```"
SHORT = BLOCK.replace("level: must", "template: compact")
PLAIN = ("fenced_code", "codehilite", "admonition", "toc", "attr_list", "md_in_html", "footnotes", "tables", "def_list", "smarty")
SETS: dict[str, tuple[str, ...]] = {
    "alone": (), "plain": PLAIN, "material": MATERIAL, "magic": ("pymdownx.magiclink", "pymdownx.smartsymbols", "smarty", "abbr", "toc"),
}
EVERY_SET = pytest.mark.parametrize("others", SETS)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, which the test runs in."""
    (tmp_path / "checklist.yml").write_text("schema: 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(text: str, *others: str, ours: bool = True) -> str:
    """Return *text* converted with these other extensions, and with ours, if wanted."""
    extensions = [*(["checklist"] if ours else []), *others]
    return markdown.markdown(text, extensions=extensions, extension_configs={name: SETTINGS[name] for name in others if name in SETTINGS})


def indented(blanks: int, text: str = SHORT) -> str:
    return "\n".join(f"{' ' * blanks}{line}" for line in text.split("\n"))


def copies_in(html: str) -> list[Any]:
    return [each for each in tree(html).iter("div") if each.get("class") == "checklist"]


def headings(html: str) -> list[tuple[str, str]]:
    return [(each.tag, words(each)) for each in tree(html).iter() if re.fullmatch("h[1-6]", str(each.tag))]


def error(text: str, *others: str) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        page(text, *others)
    return [str(problem) for problem in caught.value.problems]


# ---- what a block becomes


@pytest.mark.parametrize("name", ["checklist", "checklist.mdext", ChecklistExtension()], ids=["short", "module", "object"])
def test_the_extension_answers_to_its_names(name):
    assert len(copies_in(markdown.markdown(f"# X\n\n{SHORT}", extensions=[name]))) == 1


@EVERY_SET
def test_a_block_becomes_a_checklist_without_boxes_state_or_markers(others):
    html = page(f"# Spring\n\n{BLOCK}\n\nafter", *SETS[others])
    (copy,) = copies_in(html)
    assert copy.get("lang") == "en"
    lines = [words(each) for each in copy.iter("li")]
    assert any(re.match(r"Must.*: .*\(BIA-02\)$", line) for line in lines), lines
    assert not any(sign in html for sign in ("<input", "☐", "☑", "[ ]", "checklist-begin", "```"))
    assert html.endswith("<p>after</p>")


@EVERY_SET
def test_codes_lead_to_the_guide_and_the_guide_is_there(others):
    (copy,) = copies_in(page(f"# Spring\n\n{BLOCK}", *SETS[others]))
    ids = [each.get("id") for each in copy.iter() if each.get("id")]
    targets = [each.get("href")[1:] for each in copy.iter("a") if each.get("href").startswith("#")]
    codes = [words(each).lower() for each in copy.iter("h5")]
    assert codes and set(codes) <= set(targets) <= set(ids) and len(ids) == len(set(ids))


def test_a_template_without_a_guide_has_no_links_to_one():
    html = page(SHORT)
    assert "href" not in html and "leads to the guide" not in html and "(BIA-02)" in html


def test_headings_are_in_the_contents_of_the_page():
    md = markdown.Markdown(extensions=["checklist", "toc"])
    md.convert(f"# Spring\n\n{BLOCK}\n\n# Later")
    (spring, later) = md.toc_tokens
    (title,) = spring["children"]
    sections = {each["id"]: each for each in title["children"]}
    assert list(sections)[:2] == ["before-you-start", "build"] and later["id"] == "later"
    codes = [code["id"] for theme in sections["guide"]["children"] for code in theme["children"]]
    assert codes[0] == "bia-02" and len(codes) > 3


@pytest.mark.parametrize(
    "above, level",
    [
        pytest.param("", 1, id="nothing"),
        pytest.param("text\n\n", 1, id="text"),
        pytest.param("# A\n\n", 2, id="title"),
        pytest.param("A\n===\n\n", 2, id="underlined title"),
        pytest.param("# A\n\n## B\n\n", 3, id="section"),
        pytest.param("## B\n\n# A\n\n", 2, id="the nearest counts"),
        pytest.param('<h1 align="center">A</h1>\n\n', 2, id="raw HTML"),
        pytest.param('<div markdown="1">\n\n## B\n\n</div>\n\n', 3, id="Markdown in HTML"),
        pytest.param("###### F\n\n", 6, id="no deeper than six"),
        pytest.param(f"## A\n\n{SHORT}\n\n", 3, id="ours do not count"),
    ],
)
def test_headings_stand_one_level_below_the_heading_above(above, level):
    html = page(f"{above}{SHORT}", "md_in_html")
    titles = [tag for tag, text in headings(html) if text == "AI checklist for marketing"]
    sections = [tag for tag, text in headings(html) if text == "Plan"]
    assert titles[-1] == f"h{level}" and sections[-1] == f"h{min(level + 1, 6)}"


def test_the_title_of_a_page_that_is_only_a_checklist_is_its_first_element():
    html = page(SHORT, "toc")
    assert html.startswith('<h1 id="ai-checklist-for-marketing" lang="en">AI checklist for marketing</h1>')


def test_two_blocks_on_a_page_have_places_of_their_own():
    html = page(f"# A\n\n{BLOCK}\n\n# B\n\n{BLOCK}", "toc")
    first, second = copies_in(html)
    ids = [each.get("id") for each in tree(html).iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert [words(each) for each in first.iter("h5")] == [words(each) for each in second.iter("h5")]
    for copy, tail in ((first, ""), (second, "_1")):
        targets = {each.get("href") for each in copy.iter("a") if each.get("href").startswith("#")}
        assert f"#bia-02{tail}" in targets and all(target.endswith(tail) and ("_1" in target) == bool(tail) for target in targets)


@pytest.mark.parametrize(
    "own", ["## BIA-02 {: #bia-02 }", '<p id="bia-02">x</p>', "<a ID=bia-02></a>"], ids=["attributes", "raw HTML", "HTML in a line"]
)
def test_a_place_that_the_page_has_already_is_left_to_it(own):
    html = page(f"# A\n\n{BLOCK}\n\n{own}", "toc", "attr_list")
    ids = [each.get("id") for each in tree(html).iter() if each.get("id")]
    assert ids.count("bia-02") == 1 and "bia-02_1" in ids
    assert "#bia-02_1" in {each.get("href") for each in tree(html).iter("a")}


def test_headings_of_the_page_give_way_to_codes():
    html = page(f"# BIA-02\n\n{BLOCK}", "toc")
    assert html.startswith('<h1 id="bia-02_1">BIA-02</h1>')


@pytest.mark.parametrize("lang, title", [("de", "KI-Checkliste für Marketing"), ("en", "AI checklist for marketing")])
def test_a_block_is_in_the_language_it_asks_for(lang, title):
    html = page(SHORT.replace("theme", f"lang: {lang}\ntheme"))
    assert headings(html)[0] == ("h1", title) and copies_in(html)[0].get("lang") == lang


def test_page_converted_twice_is_the_same():
    md = markdown.Markdown(extensions=["checklist", "toc"])
    first = md.convert(f"# A\n\n{BLOCK}")
    assert md.reset().convert(f"# A\n\n{BLOCK}") == first


@pytest.mark.parametrize("order", list(itertools.permutations(["checklist", "fenced_code", "codehilite"])), ids=" ".join)
def test_the_order_of_extensions_does_not_matter(order):
    text = f"# A\n\n{SHORT}\n\n```python\nx = 1\n```\n\n    ```checklist\n    ```\n"
    assert markdown.markdown(text, extensions=list(order)) == page(text, "fenced_code", "codehilite")


# ---- where a block may stand

PLACES = {
    "backticks": SHORT,
    "tildes": SHORT.replace("```", "~~~~~"),
    "no blank lines around it": f"text\n{SHORT}\ntext",
    "indented a little": indented(3),
    "windows": SHORT.replace("\n", "\r\n"),
    "tab in it": SHORT.replace("theme: bias", "theme:\tbias"),
    "a blank line in it": SHORT.replace("\n", "\n\n", 1),
    "beside another block": f"```python\nx = 1\n```\n{SHORT}\n```\ny\n```",
}


@pytest.mark.parametrize("place", PLACES)
@EVERY_SET
def test_a_block_stands_on_the_page(place, others):
    html = page(PLACES[place], *SETS[others])
    assert len(copies_in(html)) == 1 and "(BIA-02)" in html


INSIDE = {
    "item": (f"- one\n\n{indented(4)}\n\n- two", "li"),
    "item without a blank line": (f"- one\n{indented(4)}\n- two", "li"),
    "numbered item, three blanks": (f"1. one\n{indented(3)}\n2. two", "li"),
    "item of an item": (f"- one\n\n    - two\n\n{indented(8)}\n\n- three", "li"),
    "item of an item without blank lines": (f"- one\n    - two\n{indented(8)}\n- three", "li"),
    "admonition": (f"!!! note\n\n{indented(4)}\n\nafter", "div"),
    "admonition without a blank line": (f"!!! note\n    text\n{indented(4)}\n\nafter", "div"),
    "tab": (f'=== "A"\n\n{indented(4)}\n\n=== "B"\n\n    text', "div"),
    "details": (f'??? note "More"\n\n{indented(4)}', "details"),
    "footnote": (f"x[^1]\n\n[^1]:\n    note\n\n{indented(4)}", "li"),
    "HTML with Markdown": (f'<section markdown="1">\n{SHORT}\n</section>', "section"),
    "definition": (f"term\n\n:   text\n\n{indented(4)}", "dd"),
}


@pytest.mark.parametrize("place", INSIDE)
def test_a_block_stands_inside(place):
    text, tag = INSIDE[place]
    body = tree(page(text, *MATERIAL))
    (parent,) = [each for each in body.iter() if any(child.get("class") == "checklist" for child in each)]
    assert parent.tag == tag and "(BIA-02)" in "".join(parent.itertext())


LEFT_ALONE = {
    "longer fence": f"````markdown\n{SHORT}\n````",
    "other fence": f"~~~\n{SHORT}\n~~~",
    "fence in an item": f"- x\n\n    ````\n{indented(4)}\n    ````",
    "indented code": f"text\n\n    code <b> &amp;\n{indented(4)}\n    code\n",
    "indented code alone": indented(4),
    "indented code of an item": f"- x\n\n{indented(8)}",
    "comment": f"<!--\n{SHORT}\n-->",
    "raw HTML": f"<div>\n{SHORT}\n</div>",
    "pre": f"<pre>\n{SHORT}\n</pre>",
    "quote": "> " + SHORT.replace("\n", "\n> "),
    "on the line of an item": "- ```checklist\n  theme: bias\n  ```",
    "attributes": SHORT.replace("checklist", "{.checklist}"),
    "title": SHORT.replace("checklist", 'checklist title="x"'),
    "line of code": "`` ```checklist ``",
}


@pytest.mark.parametrize("place", LEFT_ALONE)
@EVERY_SET
def test_a_block_is_left_alone_as_the_other_extensions_show_it(place, others):
    text = LEFT_ALONE[place]
    shown = page(text, *SETS[others])
    assert copies_in(shown) == []
    # Other extensions take fences for code inside comments and raw HTML; ours gives the source back there.
    if others == "alone" or place not in ("comment", "raw HTML", "pre", "indented code of an item"):
        assert shown == page(text, *SETS[others], ours=False)


def test_source_that_comes_back_into_code_is_escaped():
    text = "    ```checklist\n    <script>&amp;\n      deeper\n    ```"
    assert page(text) == "<pre><code>```checklist\n&lt;script&gt;&amp;amp;\n  deeper\n```\n</code></pre>"


PIECES = st.sampled_from([
    "```", "~~~", "````", "```checklist", "checklist", "```text", "    ", "- ", "1. ", "> ", "# ", "<div>", "</div>", "<!--", "-->",
    "\n", "\n\n", "text", "*a*", "`", "[x](y)", "[^1]: ", "!!! note", '=== "A"', "&amp;", "\x02wzxhzdk:0\x03", "\x02", "\x03",
    "wzxhzdk:0", "\t",
    "\r\n", "{: #x }",
])


@few
@given(text=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)), others=st.sampled_from(sorted(SETS)))
@example(text="\x02wzxhzdk:0\x03\n\n<div>\n</div>", others="plain")
def test_text_without_a_block_is_converted_as_without_the_extension(text, others):
    clean = text.replace("\x02", "").replace("\x03", "").replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    assume(not fences.find(clean.split("\n"), "checklist"))
    assert page(text, *SETS[others]) == page(text, *SETS[others], ours=False)


# ---- what is wrong


@pytest.mark.parametrize(
    "text, problems",
    [
        pytest.param(
            "# A\n\n```checklist\ntheme: bais\n```", ["text:4:8: REF01 theme 'bais' is not defined (did you mean 'bias'?)"], id="value"
        ),
        pytest.param(
            "```checklist\ngroupby: phase\nlevel: mst\n```",
            ["text:2:1: RUL01 key 'groupby' is unknown in a checklist block (did you mean 'group-by'?)",
             "text:3:8: RUL05 'mst' is not allowed here (did you mean 'must'?)"],
            id="several",
        ),
        pytest.param("x\n\n- y\n\n    ```checklist\n    level: mst\n    ```", ["text:6:12: RUL05"], id="in an item"),
        pytest.param("x\r\n\r\n```checklist\r\nlevel: mst\r\n```\r\n", ["text:4:8: RUL05"], id="windows"),
        pytest.param("```checklist\na: b: c\n```", ["text:2:5: YML01"], id="no YAML"),
        pytest.param("```checklist\n- theme\n```", ["text:2:1: RUL02 a checklist block is a mapping"], id="list"),
        pytest.param(
            "x\n\n```checklist\nlevel: must\n",
            ["text:3:1: PAG09 the checklist block is not closed (end it with a line that holds only ```"],
            id="open",
        ),
        pytest.param(
            "```checklist\nlevel: mst\n```\n\n```checklist\nlevel: mst\n```", ["text:2:8: RUL05", "text:6:8: RUL05"], id="the same twice"
        ),
        pytest.param(
            "    ```checklist\n    level: mst\n    ```\n\n```checklist\nlevel: mst\n```", ["text:6:8: RUL05"], id="the same in code"
        ),
    ],
)
def test_problems_name_the_line_of_the_text(text, problems):
    told = error(text)
    assert len(told) == len(problems) and all(line.startswith(start) for line, start in zip(told, problems)), told


def test_problems_name_the_line_below_meta_data():
    assert error("title: X\ndate: Y\n\n# A\n\n```checklist\nlevel: mst\n```", "meta")[0].startswith("text:7:8: RUL05")


def test_a_block_that_a_snippet_brings_in_is_counted_from_its_first_line(project):
    (project / "part.md").write_text("```checklist\nlevel: mst\n```\n")
    assert error('# A\n\n--8<-- "part.md"\n', "pymdownx.snippets")[0].startswith("text, checklist block:2:8: RUL05")


def test_a_block_in_a_comment_or_in_code_is_not_judged():
    bad = "```checklist\nlevel: mst\n```"
    assert page(f"<!--\n{bad}\n-->\n\n{indented(4, bad)}\n\n````\n{bad}\n````", "fenced_code")


# ---- what reaches the page


def _worded(project: Path, text: str) -> None:
    campaign = {"campaign": text, "id": "x", "markets": ["de"], "ai_uses": ["targeting"], "waivers": [
        {"code": "BIA-02", "reason": text, "approver": text, "expires": "2030-01-01"},
    ]}
    (project / "campaign.yml").write_text(json.dumps(campaign, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("text", [each for each in HOSTILE if "(TRN-02" not in each and "[TRN-02]" not in each])
def test_words_of_a_campaign_are_shown_as_they_stand(project, text):
    _worded(project, text)
    html = page("```checklist\ncampaign: campaign.yml\ntheme: bias\nlevel: must\n```\n\n*[HTML]: x", *MATERIAL, "smarty")
    body = tree(html)
    expected = " ".join(text.split())
    # Of a title that MkDocs may take for the page's, what could end an element is parted by a sign nobody sees.
    assert headings(html)[0] == ("h1", f"AI checklist: {expected}".replace("</", "<\u2060/"))
    waived = next(words(each) for each in body.iter("li") if words(each).startswith("Until 2030"))
    assert waived.endswith(f"– {expected}: {expected} (BIA-02)")
    assert not {each.tag for each in body.iter()} & {"script", "img", "input", "iframe"}


def test_other_extensions_do_not_touch_a_checklist():
    alone = "".join(copies_in(page(f"# A\n\n{BLOCK}"))[0].itertext())
    for others in SETS.values():
        assert "".join(copies_in(page(f"# A\n\n{BLOCK}\n\n*[Must]: x", *others))[0].itertext()).split() == alone.split()


def test_a_template_of_the_project_is_used_and_its_html_kept(project):
    (project / "checklist.yml").write_text("schema: 1\ntemplate: mine.j2\n")
    (project / "mine.j2").write_text('<h2>A<br>B &nbsp;</h2>\n{{ h(2, "C ", strong("D")) }}\n<p id="p">E</p>\n')
    html = page("# A\n\n```checklist\n```", "toc")
    assert "<h2>A<br>B &nbsp;</h2>" in html and '<h3 id="c-d">C <strong>D</strong></h3>' in html and '<p id="p">E</p>' in html


def test_an_empty_template_makes_an_empty_checklist(project):
    (project / "checklist.yml").write_text("schema: 1\ntemplate: mine.j2\n")
    (project / "mine.j2").write_text("")
    assert words(copies_in(page("```checklist\n```"))[0]) == ""


# ---- MkDocs, as far as it shows


class Relpath(markdown.treeprocessors.Treeprocessor):
    """What MkDocs registers: it knows the file that is built."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self.file = file


class File:
    def __init__(self, src_uri: str, abs_src_path: str | None) -> None:
        self.src_uri, self.abs_src_path = src_uri, abs_src_path


@pytest.fixture
def build(caplog: pytest.LogCaptureFixture) -> Callable[[str, File], tuple[str, list[str]]]:
    """Convert a text as MkDocs does; return the page and what was logged."""

    def built(text: str, file: File) -> tuple[str, list[str]]:
        md = markdown.Markdown(extensions=["checklist"])
        md.treeprocessors.register(Relpath(file), "relpath", 0)
        html = md.convert(text)
        assert {(record.name, record.levelname) for record in caplog.records} <= {("mkdocs.plugins.checklist", "WARNING")}
        return html, [record.getMessage() for record in caplog.records]

    return built


def test_under_mkdocs_problems_are_logged_with_the_line_of_the_file_and_shown(project, build):
    (project / "docs").mkdir()
    (project / "docs" / "a.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: X\r\n---\r\n# A\r\n\r\n```checklist\r\nlevel: <b>\r\n```\r\n")
    html, told = build("# A\n\n```checklist\nlevel: <b>\n```\n\nafter", File("a.md", str(project / "docs" / "a.md")))
    assert told == ["checklist: docs/a.md:7:8: RUL05 '<b>' is not allowed here (one of: could, must, should)"]
    assert "<li>docs/a.md:7:8: RUL05 '&lt;b&gt;' is not allowed here" in html and html.endswith("<p>after</p>")


@pytest.mark.parametrize("path", [None, "gone.md"])
def test_under_mkdocs_a_page_without_a_file_goes_by_its_name(build, path):
    _, told = build("\n```checklist\nlevel: mst\n```", File("made/up.md", path))
    assert [line.startswith("checklist: made/up.md:3:8: RUL05 ") for line in told] == [True]


def test_under_mkdocs_what_other_files_hold_is_in_the_log_alone(project, build):
    (project / "checklist.yml").write_text("schema: 1\nsecret: 1\n")
    html, told = build("```checklist\n```", File("a.md", None))
    (line,) = told
    assert line.startswith("checklist: checklist.yml:2:1: RUL01 key 'secret' is unknown in a project file")
    assert "secret" not in html and "the output of the build names each place" in html


def test_elsewhere_problems_of_other_files_are_raised_as_they_are(project):
    (project / "checklist.yml").write_text("schema: 1\nlang: xx\n")
    assert error("```checklist\n```") == ["checklist.yml: OPT01 lang is 'xx', which there is not (one of: de, en)"]
