"""Reading the inline Markdown of rule text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, strategies as st

from checklist import prose
from checklist.inlines import Code, Em, Inline, Link, Strong, Text
from checklist.prose import read
from tests.strategies import moderate

URL = "https://x.example/a"
SIGNS = re.compile(r"[\s\\`*_\[\]()]")

# Text in which links, emphasis and code begin and end at odd places.
PIECES = st.sampled_from([
    "*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "](", f"]({URL})", f'](<{URL}> "t")', "](javascript:x)", "](data:,x)", "\\", "<",
    ">",
    "a", "b c", " ", "!", "&amp;", "{{ brand }}", "é", '"', "~", "klzzwxh:0001", "\x02", "\x03", "wzxhzdk:1",
])
MARKED = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


def links(parts: tuple[Inline, ...]) -> Iterator[Link]:
    for part in parts:
        if isinstance(part, Link):
            yield part
        if isinstance(part, Link | Strong | Em):
            yield from links(part.parts)


@pytest.mark.parametrize(
    "text, parts",
    [
        pytest.param("plain words", (Text("plain words"),), id="text"),
        pytest.param("**x**", (Strong((Text("x"),)),), id="strong"),
        pytest.param("__x__", (Strong((Text("x"),)),), id="strong-underscores"),
        pytest.param("*x*", (Em((Text("x"),)),), id="em"),
        pytest.param("_x_", (Em((Text("x"),)),), id="em-underscore"),
        pytest.param("a `x` b", (Text("a "), Code("x"), Text(" b")), id="code"),
        pytest.param("`<b>&amp;</b>`", (Code("<b>&amp;</b>"),), id="code-is-literal"),
        pytest.param("**a *b* c**", (Strong((Text("a "), Em((Text("b"),)), Text(" c"))),), id="nested"),
        pytest.param(f"[x]({URL})", (Link((Text("x"),), URL),), id="https"),
        pytest.param("[x](http://x.example)", (Link((Text("x"),), "http://x.example"),), id="http"),
        pytest.param("[x](mailto:a@x.example)", (Link((Text("x"),), "mailto:a@x.example"),), id="mailto"),
        pytest.param("[x](HTTPS://x.example)", (Link((Text("x"),), "HTTPS://x.example"),), id="capitals"),
        pytest.param(f"[*x*]({URL})", (Link((Em((Text("x"),)),), URL),), id="em-in-link"),
        pytest.param(f"*[x]({URL})*", (Em((Link((Text("x"),), URL),)),), id="link-in-em"),
        pytest.param(f'[x]({URL} "title")', (Link((Text("x"),), URL),), id="title-dropped"),
        pytest.param("[x](https://x.example/(b))", (Link((Text("x"),), "https://x.example/(b)"),), id="brackets-in-address"),
        pytest.param(r"[x](https://x.example/a\_b)", (Link((Text("x"),), "https://x.example/a_b"),), id="escape-in-address"),
    ],
)
def test_read_understands(text, parts):
    assert read(text).parts == parts


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> and <b>x</b>", "<img src=x onerror=alert(1)>", "<!-- x -->", "&lt;b&gt; &amp; &#35;",
        "<https://x.example>",
        "![i](https://x.example/i.png)", "[x]", "[x][y]", "[^1]", "[x]: https://x.example", "# x", "1. x", "> x", "snake_case_word",
        "3 * 4 * 5",
        "{{ x }} { } {% x %}", "a | b", "~~x~~", "****", "``", "` `", "\\", "[](https://x.example)", "klzzwxh:0001",
        "https://x.example/a_b_c",
    ],
)
def test_read_takes_all_else_as_text(text):
    assert read(text).parts == (Text(text),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[x](javascript:alert(1))", id="javascript"),
        pytest.param("[x](JavaScript:alert(1))", id="capitals"),
        pytest.param("[x](java script:alert(1))", id="blank-in-scheme"),
        pytest.param("[x](java\u00adscript:alert(1))", id="soft-hyphen-in-scheme"),
        pytest.param("[x](\u0001javascript:alert(1))", id="control-before-scheme"),
        pytest.param("[x](data:text/html,x)", id="data"),
        pytest.param("[x](vbscript:x)", id="vbscript"),
        pytest.param("[x](https://user:password@x.example)", id="password"),
        pytest.param("[x](https://user@x.example)", id="user"),
        pytest.param("[x](https://x.example\\@evil.example)", id="user-behind-backslash"),
        pytest.param("[x](https:x.example)", id="no-host"),
        pytest.param("[x](https://)", id="empty-host"),
        pytest.param("[x](//x.example)", id="no-scheme"),
        pytest.param("[x](/etc/passwd)", id="path"),
        pytest.param("[x](mailto:)", id="empty-mailto"),
        pytest.param("[x](<javascript:alert(1)>)", id="in-angle-brackets"),
        pytest.param('[x](javascript:x "title")', id="with-title"),
        pytest.param("[x](#anchor)", id="anchor"),
    ],
)
def test_read_leaves_an_unsafe_link_as_it_stands(text):
    assert read(text).parts == (Text(text),)


@pytest.mark.parametrize(
    "url, safe",
    [
        ("https://x.example/a", "https://x.example/a"), (" https://x.example\n", "https://x.example"),
        ("ht\ttps://x.ex\x00ample", "https://x.example"), ("java\tscript:x", ""), ("https://a@b", ""), ("https://a/@b", "https://a/@b"),
        ("https://a?x=@b", "https://a?x=@b"), ("ftp://x.example", ""), ("", ""),
    ],
)
def test_safe_url(url, safe):
    assert prose.safe_url(url) == safe


def test_read_resolves_backslashes():
    assert read(r"\*x\* \`y\` \[z\] a\b").parts == (Text(r"*x* `y` [z] a\b"),)


def test_read_makes_one_line_of_folded_text():
    assert read(" a\n  b\t c ").parts == (Text("a b c"),)


def test_read_of_nothing_is_empty():
    assert read("  ").parts == ()


def test_read_keeps_what_the_parser_would_lose():
    """Python-Markdown 3.11 drops the last letter."""
    assert SIGNS.sub("", str(read("1*a**b*c"))) == "1abc"


# ---- parameters


def test_parameters_are_filled_in_where_text_stands():
    filled = read("{{ brand }} *{{ brand }}* `{{ brand }}`", {"brand": "Acme"})
    assert filled.parts == (Text("Acme "), Em((Text("Acme"),)), Text(" "), Code("Acme"))


@pytest.mark.parametrize("value", ["*x*", "[x](https://x.example)", "`x`", "<b>x</b>", "{{ brand }}", "{{ other }}", r"\1 \g<0>"])
def test_parameters_are_not_read_again(value):
    assert read("for {{ brand }}", {"brand": value, "other": "no"}).parts == (Text(f"for {value}"),)


def test_parameters_do_not_reach_link_targets():
    (link,) = read("[{{ brand }}](https://x.example/{{ brand }})", {"brand": "evil.example"}).parts
    assert isinstance(link, Link) and str(link.parts[0].text) == "evil.example" and "evil" not in link.url


@pytest.mark.parametrize("braces", ["{{brand}}", "{ brand }", "{{ Brand }}", "{{ bränd }}", "{% brand %}", "{{ other }}"])
def test_other_braces_stay(braces):
    assert str(read(f"for {braces}", {"brand": "Acme"})) == f"for {braces}"


def test_parameters_names_each_once_in_order():
    assert prose.parameters("{{ b }} {{ a }} {{ b }} {{ C }}") == ("b", "a")


# ---- properties


@moderate
@given(st.text(max_size=200).filter(lambda text: not re.search(r"[\\`*_\[]", text)))
def test_text_without_markup_comes_back(text):
    assert str(read(text)) == " ".join(text.split())


@moderate
@given(st.text(alphabet="[]()ab !<>&:;#1{}", min_size=1, max_size=30).filter(lambda text: "](" not in text and text.strip()))
@example("By [date] (or [time]) [1]: x")
def test_brackets_that_end_no_link_need_no_parser(text):
    """What is taken for text without a look at it is what the parser would have made of it."""
    text = " ".join(text.split())
    assert prose._parse(text) == read(text).parts == (Text(text),)


@moderate
@given(MARKED.filter(lambda text: "](" not in text))
@example("1*a**b*c")
@example(r"_<\\[`__b<_\\~1")
def test_no_character_is_lost_but_signs(text):
    assert SIGNS.sub("", str(read(text))) == SIGNS.sub("", text)


@moderate
@given(MARKED)
@example(f"[a]({URL})[b](javascript:x)*")
def test_links_lead_to_safe_schemes_only(text):
    assert all(prose.safe_url(link.url) == link.url and link.parts for link in links(read(text).parts))


@moderate
@given(MARKED)
def test_no_stand_in_of_the_parser_shows(text):
    assert str(read(text)).count("\x02") <= text.count("\x02") and not re.search("klzzwxh:(?!0001)", str(read(text)))


@moderate
@given(MARKED)
def test_reading_does_not_depend_on_what_was_read_before(text):
    prose._read.cache_clear()
    first = read(text)
    read("*a **b")
    prose._read.cache_clear()
    assert read(text) == first


@moderate
@given(st.text(max_size=80))
def test_a_parameter_value_comes_back_unread(value):
    value = " ".join(value.split())
    assert str(read("a {{ brand }} *b*", {"brand": value})) == f"a {value} b"


@pytest.mark.parametrize(
    "text", ["*a " * 300, "[" * 900, "[a](" * 200, "*" * 900, "`" * 900, "\\" * 900, "**a*" * 200, "[x](https://a" + "(" * 800],
)
def test_long_runs_of_signs_are_read(text):
    assert SIGNS.sub("", str(read(text))) == SIGNS.sub("", text)
