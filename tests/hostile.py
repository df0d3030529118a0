"""Strings in which some wiki engine sees more than characters. Every dialect has to show them as they stand."""

from __future__ import annotations

import re

from hypothesis import strategies as st

HOSTILE = (
    # HTML
    "<script>alert(1)</script>", "<b>x</b>", "<img src=x onerror=alert(1)>", "</td>", "<!-- x -->", "-->", "<?php x ?>", "x<y", "a < b > c",
    "x <= y", "<3", "<a@x.example>", "&lt;b&gt;", "&amp;", "&#35;", "&#35", "&copy 2027", "AT&T", "?a=1&copy=2",
    # links and references
    "[x](javascript:alert(1))", "[x](https://x.example)", "![i](u)", "[x][y]", "[x]", "[x]: https://x.example", "[^1]", "[[x]]", "[TOC]",
    "say [your brand] now", "say [your brand]", "[your brand] says", "say [your brand](u)", "[ ] x", "[x] y", "<https://x.example>",
    "https://x.example/a_b_c?d=1&e=2",
    "https://x.example/a*b*c", "https://x.example/#", "see www.x.example/_a_", "mail a_b@x.example", "ftp://x.example/~~a~~", "#12", "@x",
    # emphasis and the like
    "*x*", "**x**", "***x***", "_x_", "__x__", "a*b*c", "a**b**c", "snake_case_x", "3 * 4 * 5", "~~x~~", "~x~", "==x==", "^x^", "^^x^^",
    "$x$", "$$x$$",
    "$5k to $10k", "`x`", "``x` y", "\\*", "\\", "\\(x\\)", "\\[x\\]", "C:\\x\\_y", ":tada:", ":+1:", "10:30:40", "%%x%%", "++ctrl+alt++",
    "C++",
    "{{ x }}", "{% x %}", "{.x}", "x {#id}", "{++x++}", "{: .x }", "a--b", '"q"', "(c) (tm)", "a | b", "|a|b|",
    # what acts at the start of a line, and at its end
    "1. x", "1) x", "12345678901. x", "10.5 % more", "- x", "-x", "+ x", "* x", "# x", "#x", "## x", "> x", ">x", "---", "***", "===",
    "```", "~~~", "$$",
    "!!! note", "??? x", '=== "x"', ": x", "::: x", "/// note", "--8<-- x", "-8<- x", "+++ x", "*[HTML]: x", "x #", "C#", "x\\", "| x",
    "; x",
    # what would read as ours
    "(TRN-02)", "([TRN-02](#trn-02))", "x (TRN-02.tiktok) y", "<!-- checklist-end sum=0 -->", "- [x] y (TRN-02)", "↻ Check again", "N/A: x",
    # what parsers use inside
    "klzzwxh:0001", "wzxhzdk:1", "é_è_à", "日本_語_", "a\u0301_b", "=\u0338", "a\u00adb", "e\u200bf", "🎉*x*",
)

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def _admitted(text: str) -> str:
    """Return *text* as the formats of rules and campaigns read it: one line, single blanks, no controls."""
    return " ".join(_CONTROLS.sub("", text).split())


_PIECES = st.sampled_from([
    *"*_`[](){}<>#+-.!|~^$=:@%&;\\/?\"' ab1é", "https://x.example/", "www.", "://", "&amp;", "&#", "<b>", "</b>", "<!--", "-->", "[x]",
    "](u)", "**", "~~",
    "==", "$$", "++", " ", " ", "{{ ", " }}", ":x:", "(TRN-01)", "TRN-01", "1. ", " [ab c] ", "a@b", "##",
])
# Unicode text that the schema admits, and text made of signs.
admitted = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join)).map(_admitted).filter(bool)
