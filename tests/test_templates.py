"""Templates of users: what they may do, what is refused and in which line, and how their mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jinja2 import Environment

from checklist.rulefiles import shipped
from checklist.page import FUNCTIONS, WORDS
from checklist.screening import FILTERS, screen

ALLOWED = (*WORDS, *FUNCTIONS)
GOOD = """\
{# A small page. #}
{% macro line(entry) %}{{ strong(entry.action) }}{% endmacro %}
{{ h(1, title()) }}
{{ p(summary(), " <i>&amp; *all*</i>") }}
{% for section in checklist.sections %}
{{ h(2, capital(section.title)) }}
{% for item in section.tasks %}{{ task(item) }}{% endfor %}
{% endfor %}
{{ h(2, t("guide")) }}
{% for guide in checklist.guide if guide.tasks|length < 100 + 1 %}
{% set first = guide.tasks|first %}
{{ p(line(first.entry), " ", many(guide.tasks|map(attribute="entry.code")|list), loop.cycle(" A", " B")) }}
{% endfor %}
"""


def write(text: str | bytes, name: str = "mine.j2") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def told_by(run, text: str | bytes, *more: str) -> str:
    """Return what is told of a template; nothing else is printed and no file is made."""
    write(text)
    before = sorted(Path().iterdir())
    outcome = run("generate", "-t", "bias", "--template", "mine.j2", *more)
    assert (outcome.code, outcome.out) == (2, ""), outcome
    assert sorted(Path().iterdir()) == before
    return outcome.err


def made_with(run, text: str, *more: str) -> str:
    write(text)
    outcome = run("generate", "-t", "bias", "--template", "mine.j2", "--no-markers", *more)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


# ---- a good template


def test_a_template_of_the_user_works_in_markdown(run):
    text = made_with(run, GOOD)
    assert text.startswith("# AI checklist for marketing\n") and "- [ ] **" in text and "BIA-02" in text
    assert "&lt;i" in text and "<i>" not in text and "&amp;amp; \\*all\\*" in text


def test_a_template_of_the_user_works_in_html(run):
    text = made_with(run, GOOD, "-f", "html")
    assert text.casefold().startswith("<!doctype html>") and 'type="checkbox"' in text
    assert "&lt;i&gt;&amp;amp; *all*&lt;/i&gt;" in text and "<i>" not in text


def test_a_template_of_the_user_works_in_text(run):
    text = made_with(run, GOOD, "-f", "text")
    assert text.splitlines()[0].casefold() == "ai checklist for marketing" and " <i>&amp; *all*</i>" in text and "(BIA-02)" in text


def test_the_page_of_a_template_of_the_user_is_refreshed(run):
    write(GOOD)
    assert run("generate", "--template", "mine.j2", "-o", "page.md").code == 0
    text = Path("page.md").read_text()
    Path("page.md").write_text(text.replace("- [ ]", "- [x]", 1))
    assert run("generate", "--template", "mine.j2", "-o", "page.md").code == 0
    assert Path("page.md").read_text() == text.replace("- [ ]", "- [x]", 1) and "template=mine.j2" in text


def test_a_template_in_another_directory_works(run):
    Path("sub").mkdir()
    write("{{ h(1, title()) }}", "sub/mine.j2")
    assert run("generate", "--template", "sub/mine.j2", "--no-markers").out == "# AI checklist for marketing\n"


@pytest.mark.parametrize("part", ["_list.j2", "_guide.j2", "compact.j2"])
def test_a_template_may_include_parts_of_ours(run, part):
    assert "BIA-02" in made_with(run, f'{{{{ h(1, "Mine") }}}}\n{{% include "{part}" %}}\n', "-f", "text")


def test_a_template_may_extend_ours(run):
    assert made_with(run, '{% extends "compact.j2" %}') == run("generate", "-t", "bias", "--template", "compact", "--no-markers").out


def test_a_data_format_needs_no_template(run):
    write("{{ h(1, title()) }}")
    assert run("generate", "--template", "mine.j2", "-f", "csv").out == run("generate", "-f", "csv").out


def test_a_record_says_which_template_its_page_has_and_is_else_the_same(run):
    write("{{ h(1, title()) }}")
    mine, ours = (json.loads(run("generate", *options, "-f", "json").out) for options in (["--template", "mine.j2"], []))
    assert [each["record"].pop("template") for each in (mine, ours)] == ["mine.j2", "checklist"]
    assert mine.pop("sum") != ours.pop("sum")
    assert mine == ours


# ---- files

FILES = {
    "missing": ("nope.j2", None, "nope.j2: OUT01 there is no such file ("),
    "a directory": ("folder.j2", None, "folder.j2: OUT01 this is a directory (name a file in it)"),
    "binary": ("mine.j2", b"\x7fELF\0\0", "mine.j2: YML02 the file is binary (give a text file in UTF-8)"),
    "UTF-16": ("mine.j2", "{{ title() }}".encode("utf-16"), "mine.j2: YML02 the file is UTF-16 (save it as UTF-8)"),
    "Latin-1": ("mine.j2", b"K\xe4se", "mine.j2:1:2: YML02 byte 0xe4 is not UTF-8 (save the file as UTF-8)"),
    "50 MB": ("mine.j2", b"x" * 50_000_000, "mine.j2: YML02 the file is larger than 5 MB (split it)"),
    "name without ending": ("mine.txt", b"x", "--template: OPT01 there is no template 'mine.txt' ("),
}


@pytest.mark.parametrize("name", FILES)
def test_a_template_that_is_no_text_file_is_told(run, name):
    path, data, told = FILES[name]
    Path("folder.j2").mkdir()
    if data is not None:
        write(data, path)
    outcome = run("generate", "--template", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(told) and outcome.err.count("\n") == 1


def test_a_bad_template_touches_no_file(run):
    write("{{ nope }}")
    Path("page.md").write_text("mine")
    outcome = run("generate", "--template", "mine.j2", "-o", "page.md", "--force")
    assert outcome.code == 2 and Path("page.md").read_text() == "mine" and not Path("page.md.before").exists()


# ---- mistakes

MISTAKES = {
    "undefined name": ("{{ nope }}", "TPL02 'nope' is undefined (check the name and its spelling)"),
    "undefined attribute": ("{{ checklist.nope }}", "TPL02 'checklist.model.Checklist object' has no attribute 'nope' (check the name"),
    "undefined attribute of nothing": ("{{ nope.deeper }}", "TPL02 'nope' is undefined (check the name and its spelling)"),
    "undefined in a condition": ("{% if nope %}x{% endif %}", "TPL02 'nope' is undefined (check the name and its spelling)"),
    "undefined in a loop": ("{% for x in nope %}x{% endfor %}", "TPL02 'nope' is undefined (check the name and its spelling)"),
    "place in a list that is not there": ("{{ checklist.sections[99].title }}", "TPL02 tuple object has no element 99 ("),
    "word without its argument": ("{{ task() }}", "TPL02 Page.task() missing 1 required positional argument: 'task' ("),
    "word with a wrong argument": ("{{ task(3) }}", "TPL02 'int' object has no attribute 'entry' ("),
    "loop over a number": ("{% for x in 3 %}x{% endfor %}", "TPL02 'int' object is not iterable ("),
    "attribute of a filter": (
        '{{ checklist.sections|groupby("nope") }}', "TPL02 'checklist.model.Section object' has no attribute 'nope' (",
    ),
    "method that changes something": (
        "{{ checklist.campaign.facets.pop }}", "TPL02 access to attribute 'pop' of 'dict' object is unsafe. (",
    ),
    "tag not closed": ("{% for x in checklist.sections %}", "TPL01 Unexpected end of template."),
    "braces not closed": ("{{ title(", "TPL01 unexpected 'end of template' ("),
    "unknown tag": ("{% frobnicate %}", "TPL01 Encountered unknown tag 'frobnicate'. ("),
    "end without begin": ("{% endfor %}", "TPL01 Encountered unknown tag 'endfor'. ("),
    "stray character": ("{{ title() ! }}", "TPL01 unexpected char '!' at "),
    "text not closed": ('{{ h(1, "x) }}', "TPL01 unexpected char '\"' at "),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_and_line(run, name):
    text, told = MISTAKES[name]
    err = told_by(run, f'{{{{ h(1, "One") }}}}\n\n{text}\n')
    assert err.startswith(f"mine.j2:{4 if 'end of template' in told else 3}:1: {told}") or err.startswith(f"mine.j2:3:1: {told}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ['{{ t("nope") }}', '{{ t("count_many") }}', '{{ stated("nope") }}'])
def test_a_sentence_that_is_not_there_is_told_with_file_and_line(run, text):
    assert told_by(run, f"\n\n{text}\n").startswith("mine.j2:3:1: TPL02 ")


def test_a_mistake_in_a_macro_is_told_where_it_stands(run):
    assert told_by(run, "{% macro m() %}\n{{ nope }}\n{% endmacro %}\n\n{{ m() }}\n").startswith("mine.j2:2:1: TPL02 'nope' is undefined")


def test_a_mistake_is_told_with_the_path_that_was_given(run):
    Path("sub").mkdir()
    write("\n{{ nope }}", "sub/mine.j2")
    assert run("generate", "--template", "sub/mine.j2").err.startswith("sub/mine.j2:2:1: TPL02 ")


@pytest.mark.parametrize("name", ["nope.j2", "other.j2", "../mine.j2", "/etc/passwd", "sub/other.j2", "..", "../setup.cfg"])
@pytest.mark.parametrize("tag", ['include "{}"', 'import "{}" as x', 'from "{}" import x', 'extends "{}"'])
def test_a_template_reaches_no_other_file(run, tag, name):
    Path("sub").mkdir()
    for path in ("other.j2", "sub/other.j2"):
        write("secret", path)
    err = told_by(run, f"\n{{% {tag.format(name)} %}}\n")
    assert err.startswith("mine.j2:2:1: TPL02 ") and "secret" not in err


# ---- what is refused before it runs

REFUSED = {
    "~": ('{{ "a" ~ title() }}', "a template may not use Concat (~ joins text past the escaping: give a word several arguments instead)"),
    "*": ('{{ "a" * 1000 }}', "a template may not use Mul (* can build text of any size)"),
    "* of numbers": ("{{ 2 * 3 }}", "a template may not use Mul ("),
    "%": ('{{ "%s" % title() }}', "a template may not use Mod (% formats text past the escaping)"),
    "**": ("{{ 9 ** 9 ** 9 }}", "a template may not use Pow (** can use all memory)"),
    "/": ("{{ 1 / 2 }}", "a template may not use Div (/ is not needed in a template)"),
    "//": ("{{ 1 // 2 }}", "a template may not use FloorDiv (// is not needed in a template)"),
    "+ of texts": ('{{ "a" + title() }}', "+ and - work with a whole number only (give a word several arguments instead)"),
    "+ of names": ("{{ general + general }}", "+ and - work with a whole number only ("),
    "- of names": ("{{ general - general }}", "+ and - work with a whole number only ("),
    "autoescape off": ("{% autoescape false %}{{ title() }}{% endautoescape %}", "a template may not use ScopedEvalContextModifier ("),
    "autoescape on": ("{% autoescape true %}{{ title() }}{% endautoescape %}", "a template may not use ScopedEvalContextModifier ("),
    "filter block": ("{% filter upper %}x{% endfilter %}", "a template may not use FilterBlock (filter blocks change text after"),
    "filter on a set": ("{% set x | upper %}a{% endset %}", "filter 'upper' is not allowed ("),
    "batch with a filler": ("{{ [1]|batch(1000000000, 'x')|list }}", "batch takes the size only (what fills the last one up can be"),
    "batch with a named filler": ("{{ [1]|batch(9, fill_with='x')|list }}", "batch takes the size only ("),
    "batch with spread arguments": ("{{ [1]|batch(*[9, 'x'])|list }}", "batch takes the size only ("),
    "map with a filter": ("{{ [1]|map('upper')|list }}", "map takes attribute=… only (write map(attribute='name'))"),
    "map with spread arguments": ("{{ [1]|map(*['upper'])|list }}", "map takes attribute=… only ("),
    "call of a global": ("{{ range(9) }}", "'range' is no word of templates ("),
    "call of lipsum": ("{{ lipsum() }}", "'lipsum' is no word of templates ("),
    "call of dict": ("{{ dict(a=1) }}", "'dict' is no word of templates ("),
    "call of a namespace": ("{% set n = namespace(x=1) %}", "'namespace' is no word of templates ("),
    "call of a typo": ("{{ stron(title()) }}", "'stron' is no word of templates (did you mean 'strong'?)"),
    "call of a method": ('{{ "a".format(1) }}', "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of an attribute": ("{{ checklist.sections.index(1) }}", "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of what a word made": ("{{ strong('a').join(['*b*']) }}", "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of a call": ("{{ title()() }}", "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of an entry": ("{{ facts()[0]() }}", "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of self": ("{{ self.body() }}", "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of a module": ('{% import "compact.j2" as x %}{{ x.y() }}', "a template calls words, macros, loop.cycle and loop.changed only ("),
    "call of a loop word of Jinja": (
        "{% for x in [1] %}{{ loop.join([1]) }}{% endfor %}", "a template calls words, macros, loop.cycle and",
    ),
    "recursive loop": ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "'loop' is no word of templates ("),
    "loop set to something else": ("{% set loop = strong('a') %}", "'loop' is called in this template (choose another name for the value)"),
    "word set to something else": ("{% set strong = title %}{{ strong() }}", "'strong' is called in this template (choose another name"),
    "macro set to something else": (
        "{% macro m() %}{% endmacro %}{% set m = strong('a').join %}{{ m(['*b*']) }}", "'m' is called in this template (choose another name"
    ),
    "argument that is called": ("{% macro m(code) %}{{ code() }}{% endmacro %}", "'code' is called in this template ("),
    "loop variable that is called": ("{% for code in [1] %}{{ code() }}{% endfor %}", "'code' is called in this template ("),
    "class": ("{{ title.__class__ }}", "'__class__' begins with an underscore (use what `checklist` shows)"),
    "private attribute": ("{{ checklist._fields }}", "'_fields' begins with an underscore ("),
    "class by brackets": ('{{ checklist["__class__"] }}', "'__class__' begins with an underscore ("),
    "replacing a value": ("{{ checklist._replace(id='x') }}", "'_replace' begins with an underscore ("),
    "part of what a word made": (
        "{{ strong('*a*')[3:] }}", "a template takes parts of attributes only (use first, last, or unpack it in a for)",
    ),
    "part of a name": ("{% set s = strong('*a*') %}{{ s[3:] }}", "a template takes parts of attributes only ("),
    "part of the previous": (
        "{% for x in [strong('*a*')] %}{{ loop.previtem[1:] }}{% endfor %}", "a template takes parts of attributes only (",
    ),
    "control character": ("\x1e0\x1e", "character U+001E is not allowed in a template (remove it)"),
    "escape sequence": ("\x1b[31m", "character U+001B is not allowed in a template (remove it)"),
    "override": ("\u202e", "character U+202E is not allowed in a template (remove it)"),
    "escaped control character": ('{{ "\\x1e0\\x1e" }}', "a text holds a control character (remove it)"),
    "escaped override": ('{{ p("\\u202e") }}', "a text holds a control character (remove it)"),
    "deep loops": ("{% for x in [1] %}" * 30 + "{% endfor %}" * 30, "the template is nested too deeply (flatten it)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_construct_is_refused_with_file_and_line(run, name):
    text, told = REFUSED[name]
    assert f"mine.j2:3:1: TPL03 {told}" in told_by(run, f'{{{{ h(1, "One") }}}}\n\n{text}\n')


@pytest.mark.parametrize("name", REFUSED)
def test_a_construct_is_refused_in_html_too(run, name):
    assert " TPL03 " in told_by(run, REFUSED[name][0], "-f", "html")


UNLISTED = (
    "upper", "safe", "e", "escape", "format", "join", "replace", "indent", "wordwrap", "tojson", "attr", "string", "center", "xmlattr",
    "urlize", "sum", "pprint", "select", "reject", "reverse", "items", "forceescape",
)


@pytest.mark.parametrize("name", UNLISTED)
def test_a_filter_that_is_not_listed_is_refused(run, name):
    assert f"mine.j2:1:1: TPL03 filter {name!r} is not allowed (" in told_by(run, f"{{{{ title()|{name} }}}}")


def test_brackets_without_end_are_refused_and_no_fault_of_ours(run):
    assert told_by(run, "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}") == "mine.j2: TPL03 the template is nested too deeply (flatten it)\n"


def test_all_refusals_are_told_at_once_in_order(run):
    err = told_by(run, "{% for x in [1] %}\n{{ p(2 ** 2) }}\n{% endfor %}\n{{ x|safe }}\n{{ (a ~ b)\nif lipsum() else 1 }}\n")
    assert [line.split(":")[1] for line in err.splitlines()] == ["2", "4", "5", "6"]


# ---- what is let through

PERMITTED = {
    "+ of a number": "{{ 1 + 2 }}",
    "next number": "{% for x in [1] %}{{ loop.index + 1 }}{% endfor %}",
    "number before": "{% for x in [1] %}{{ 9 - loop.index }}{% endfor %}",
    "comparison": "{% if checklist.totals.must > 3 and not general %}{% elif 1 %}{% endif %}",
    "loop words": "{% for x in [1] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}{{ loop.last }}{% endfor %}",
    "part of an attribute": "{{ many(checklist.sections[1:]|map(attribute='title')) }}",
    "entry of an attribute": "{{ checklist.sections[0].title }}",
    "attribute by name": "{{ checklist['id'] }}",
    "macro": "{% macro m(a, b=1) %}{{ a }}{{ b }}{% endmacro %}{{ m('x') }}",
    "call block": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}",
    "set": "{% set x = title() %}{{ x }}",
    "set block": "{% set x %}a{% endset %}{{ x }}",
    "loop variable named like a word": "{% for source in [1] %}{{ source }}{% endfor %}",
    "condition in place": "{{ 'a' if general else 'b' }}",
    "include": '{% include "_list.j2" %}',
    "import": '{% from "compact.j2" import x with context %}',
    "raw": "{% raw %}{{ 1 ** 2 }}{% endraw %}",
    "comment": "{# ~ * #}",
    "pairs": "{% for label, text in facts() %}{{ label }}{{ text }}{% endfor %}",
}


@pytest.mark.parametrize("name", PERMITTED)
def test_a_harmless_construct_is_let_through(name):
    assert screen(PERMITTED[name], "mine.j2", ALLOWED) == []


@pytest.mark.parametrize("name", [name for name in FILTERS if name not in ("map", "batch", "groupby", "selectattr", "rejectattr")])
def test_a_listed_filter_is_let_through(name):
    assert screen(f"{{{{ x|{name} }}}}", "mine.j2", ALLOWED) == []


@pytest.mark.parametrize("call", ["map(attribute='a')", "map(attribute='a', default='b')", "batch(3)", "groupby('a')", "selectattr('a')"])
def test_a_listed_filter_with_arguments_is_let_through(call):
    assert screen(f"{{{{ x|{call} }}}}", "mine.j2", ALLOWED) == []


def test_every_listed_filter_is_one_of_jinja():
    assert set(FILTERS) <= set(Environment().filters)


NEUTRAL = sorted(path for path in Path(shipped("templates")).glob("*.j2") if path.name.count(".") == 1)


@pytest.mark.parametrize("path", NEUTRAL, ids=lambda path: path.name)
def test_our_own_templates_keep_to_the_same_rules(path):
    assert screen(path.read_text(encoding="utf-8"), str(path), ALLOWED) == []


def test_there_are_templates_of_ours_to_screen():
    assert {"checklist.j2", "compact.j2"} <= {path.name for path in NEUTRAL}


# ---- escaping

HOSTILE = "<b>x</b> *y* `z` [a](https://b.example) | {{ 1 }}"
PRINTS = {
    "plain": "{{ p(checklist.campaign.title) }}",
    "printed": "{{ checklist.campaign.title }}",
    "set": "{% set x = checklist.campaign.title %}{{ p(x) }}",
    "set block": "{% set x %}{{ checklist.campaign.title }}{% endset %}{{ p(x) }}",
    "default": "{{ p(checklist.campaign.title|default('x')) }}",
    "list": "{{ many(checklist.campaign.title|list, '') }}",
    "macro": "{% macro m(x) %}{{ x }}{% endmacro %}{{ p(m(checklist.campaign.title)) }}",
    "call": "{% macro m() %}{{ caller() }}{% endmacro %}{{ p(m) if 0 }}{% call m() %}{{ checklist.campaign.title }}{% endcall %}",
    "condition": "{{ p(checklist.campaign.title if 1 else '') }}",
    "many": "{{ p(many([checklist.campaign.title])) }}",
    "link": "{{ p(link('https://a.example', checklist.campaign.title)) }}",
    "heading": "{{ h(2, checklist.campaign.title) }}",
    "first": "{{ p([checklist.campaign.title]|first) }}",
    "cycle": "{% for x in [1] %}{{ p(loop.cycle(checklist.campaign.title)) }}{% endfor %}",
}


@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("form", ["markdown", "html-fragment"])
def test_text_is_escaped_whichever_way_it_is_printed(run, name, form):
    Path("c.yml").write_text(f"campaign: '{HOSTILE}'\n")
    write(PRINTS[name])
    outcome = run("generate", "c.yml", "--template", "mine.j2", "--no-markers", "-f", form)
    assert (outcome.code, outcome.err) == (0, "")
    if form == "markdown":
        assert "<b>" not in outcome.out and "\\*y\\*" in outcome.out and "\\`z\\`" in outcome.out and "\\[a\\]" in outcome.out
    else:
        assert "<b>" not in outcome.out and "&lt;b&gt;x&lt;/b&gt; *y*" in outcome.out


# ---- below a task only people write

BELOW = {
    "text": "{{ task(item) }}\nhello\n",
    "paragraph": "{{ task(item) }}{{ p('hello') }}",
    "bullet": "{{ task(item) }}{{ bullet('hello') }}",
    "step": "{{ task(item) }}{{ step(1, 'hello') }}",
}
LOOP = "{{{{ h(1, 'x') }}}}{{% for section in checklist.sections %}}{{% for item in section.tasks %}}{}{{% endfor %}}{{% endfor %}}"


@pytest.mark.parametrize("name", BELOW)
def test_what_stands_below_a_task_is_refused_where_pages_are_read_back(run, name):
    err = told_by(run, LOOP.format(BELOW[name]))
    assert err.startswith("mine.j2: TPL04 a ") and "below a task" in err and "below a task only people write; put a heading first" in err


@pytest.mark.parametrize("name", BELOW)
@pytest.mark.parametrize("form", ["text", "html-fragment"])
def test_what_stands_below_a_task_is_let_through_where_pages_are_not_read_back(run, name, form):
    assert made_with(run, LOOP.format(BELOW[name]), "-f", form).count("hello") >= 4


def test_blanks_and_headings_may_follow_a_task(run):
    assert made_with(run, LOOP.format("{{ task(item) }}\n\n  \n{{ h(3, 'Next') }}")).count("### Next") >= 4
