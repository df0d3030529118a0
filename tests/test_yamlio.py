"""YAML from hostile hands: what is refused, where, with which hint; and what plain text stays what it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from checklist.errors import ChecklistError
from checklist.yamlio import MAX_BYTES, Mapping, Node, Scalar, Sequence, decode, parse, surprise
from tests.strategies import examples

LOADERS = ["libyaml", "python"]
FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LINE = re.compile(r"(?P<place>f\.yml(?::\d+:\d+)?): (?P<code>YML\d\d) (?P<message>.+?)(?: \((?P<hint>[^()]+)\))?\Z", re.S)


@pytest.fixture(params=LOADERS, autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run every test with libyaml and with the loader in Python that stands in where libyaml is missing."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    return str(request.param)


def problems_of(data: bytes | str) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        parse(data.encode() if isinstance(data, str) else data, "f.yml")
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def plain(node: Node) -> Any:
    """Return a node as strings, lists and dicts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(inner) for inner in node.nodes]
    return {key.text: plain(value) for key, value in node.pairs}


# ---- what is refused before YAML comes into it

ENCODINGS = {
    "empty": (b"", "f.yml: YML03 the file holds no data"),
    "blanks only": (b" \n\n  \n", "f.yml: YML03 the file holds no data"),
    "comments only": (b"# to do\n", "f.yml: YML03 the file holds no data"),
    "byte order mark only": (b"\xef\xbb\xbf", "f.yml: YML03 the file holds no data"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0", "f.yml: YML02 the file is binary"),
    "NUL in text": (b"a: b\0c\n", "f.yml: YML02 the file is binary"),
    "UTF-16 little endian": ("a: 1\n".encode("utf-16"), "f.yml: YML02 the file is UTF-16 (save it as UTF-8)"),
    "UTF-16 big endian": (b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), "f.yml: YML02 the file is UTF-16 (save it as UTF-8)"),
    "UTF-32": (b"\xff\xfe\0\0" + "a: 1\n".encode("utf-32-le"), "f.yml: YML02 the file is UTF-16"),
    "UTF-16 without mark": ("a: 1\n".encode("utf-16-le"), "f.yml: YML02 the file is binary"),
    "Latin-1": ("a: 1\nb: Käse\n".encode("latin-1"), "f.yml:2:5: YML02 byte 0xe4 is not UTF-8 (save the file as UTF-8)"),
    "cut in a character": ("a: Käse".encode()[:5], "f.yml:1:5: YML02 byte 0xc3 is not UTF-8"),
    "overlong": (b"a: \xc0\xaf", "f.yml:1:4: YML02 byte 0xc0 is not UTF-8"),
    "encoded surrogate": (b"a: \xed\xa0\x80", "f.yml:1:4: YML02 byte 0xed is not UTF-8"),
    "50 MB": (b"a: " + b"x" * 50_000_000, "f.yml: YML02 the file is larger than 5 MB (split it)"),
    "one byte too large": (b"#" * (MAX_BYTES + 1), "f.yml: YML02 the file is larger than 5 MB"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_parse_refuses_what_is_no_text_of_ours(name):
    data, begins = ENCODINGS[name]
    (problem,) = problems_of(data)
    assert problem.startswith(begins)


def test_decode_takes_as_many_bytes_as_it_says():
    assert len(decode(b"#" * MAX_BYTES, "f.yml")) == MAX_BYTES


def test_decode_drops_a_byte_order_mark():
    assert decode(b"\xef\xbb\xbfa: 1", "f.yml") == "a: 1"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1\n", b"a: 1\r\n", b"a: 1", b"---\na: 1\n", b"a: 1\n...\n", b"%YAML 1.2\n---\na: 1\n"])
def test_parse_reads_the_same_from_every_way_to_write_it(data):
    assert plain(parse(data, "f.yml")) == {"a": "1"}


def test_parse_counts_columns_after_a_byte_order_mark_from_the_first_letter():
    node = parse(b"\xef\xbb\xbfa: 1\n", "f.yml")
    assert isinstance(node, Mapping)
    assert node.pairs[0][0][-2:] == (1, 1)


def test_parse_counts_lines_that_end_in_carriage_return_and_line_feed_once():
    (problem,) = problems_of(b"a: 1\r\nb: 2\r\na: 3\r\n")
    assert problem == "f.yml:3:1: YML05 key 'a' stands twice (first in line 1; keep one of them)"


# ---- depth

DEEP = {
    "flow lists": "[",
    "flow mappings": "{a: ",
    "block lists": "- ",
    "keys of keys": "? ",
    "mixed": "[{a: ",
}


@pytest.mark.parametrize("levels", [10_000, 200_000])
@pytest.mark.parametrize("name", DEEP)
def test_parse_refuses_deep_nesting(name, levels):
    (problem,) = problems_of(DEEP[name] * levels)
    assert re.match(r"f\.yml:1:\d+: YML04 nested deeper than 50 levels \(flatten it\)", problem)


def test_parse_refuses_thousands_of_levels_of_indented_keys():
    text = "".join(" " * level + "a:\n" for level in range(3000))
    (problem,) = problems_of(text)
    assert problem == "f.yml:51:51: YML04 nested deeper than 50 levels (flatten it)"


def test_parse_takes_fifty_levels():
    node = parse(b"[" * 50 + b"]" * 50, "f.yml")
    for _ in range(49):
        assert isinstance(node, Sequence)
        (node,) = node.nodes
    assert isinstance(node, Sequence) and node.nodes == ()


def test_parse_takes_a_long_flat_list():
    node = parse(b"[a" + b",a" * 9_999 + b"]", "f.yml")
    assert isinstance(node, Sequence) and len(node.nodes) == 10_000


# ---- constructs

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
CONSTRUCTS = {
    "anchor": ("a: &x 1\n", ["f.yml:1:4: YML04 anchor &x is not allowed (write the text out where it is needed)"]),
    "anchor on a list": ("a: &x [1]\n", ["f.yml:1:4: YML04 anchor &x is not allowed (write the text out where it is needed)"]),
    "anchor on the whole": ("&x\na: 1\n", ["f.yml:1:1: YML04 anchor &x is not allowed (write the text out where it is needed)"]),
    "alias without anchor": ("a: *nope\n", ["f.yml:1:4: YML04 alias *nope is not allowed (write the text out)"]),
    "alias alone": ("*x\n", ["f.yml:1:1: YML04 alias *x is not allowed (write the text out)"]),
    "string tag": ("a: !!str yes\n", ["f.yml:1:4: YML04 tag tag:yaml.org,2002:str is not allowed (remove it)"]),
    "empty tag": ("a: ! yes\n", ["f.yml:1:4: YML04 tag ! is not allowed (remove it)"]),
    "Python tag": (
        "a: !!python/object/apply:os.system [ls]\n",
        ["f.yml:1:4: YML04 tag tag:yaml.org,2002:python/object/apply:os.system is not allowed (remove it)"],
    ),
    "tag on a mapping": ("!!map {a: 1}\n", ["f.yml:1:1: YML04 tag tag:yaml.org,2002:map is not allowed (remove it)"]),
    "merge key": ("<<: {a: 1}\nb: 2\n", ["f.yml:1:1: YML04 merge key << is not allowed (write the keys out where they are needed)"]),
    "duplicate key in a block": ("a: 1\nb: 2\na: 3\n", ["f.yml:3:1: YML05 key 'a' stands twice (first in line 1; keep one of them)"]),
    "duplicate key in brackets": ("{a: 1, a: 2}\n", ["f.yml:1:8: YML05 key 'a' stands twice (first in line 1; keep one of them)"]),
    "duplicate key in quotes": ('a: 1\n"a": 2\n', ["f.yml:2:1: YML05 key 'a' stands twice (first in line 1; keep one of them)"]),
    "duplicate key further in": (
        "x:\n  - a: 1\n    a: 2\n", ["f.yml:3:5: YML05 key 'a' stands twice (first in line 2; keep one of them)"]
    ),
    "three times": (
        "a: 1\na: 2\na: 3\n",
        [f"f.yml:{line}:1: YML05 key 'a' stands twice (first in line 1; keep one of them)" for line in (2, 3)],
    ),
    "two documents": ("a: 1\n---\nb: 2\n", ["f.yml:2:1: YML04 a second document begins here (one file holds one document; remove `---`)"]),
    "list as key": ("? [a, b]\n: c\n", ["f.yml:1:3: YML04 a key has to be a single word (remove the `?` or the brackets)"]),
    "mapping as key": ("? {a: b}\n: c\n", ["f.yml:1:3: YML04 a key has to be a single word (remove the `?` or the brackets)"]),
    "list as key in brackets": ("{[a]: b}\n", ["f.yml:1:2: YML04 a key has to be a single word (remove the `?` or the brackets)"]),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_parse_refuses_a_construct(name):
    text, told = CONSTRUCTS[name]
    assert problems_of(text) == told


def test_parse_tells_every_part_of_an_alias_bomb_and_expands_nothing():
    told = problems_of(BOMB)
    assert [line.split(" is not")[0] for line in told] == [
        "f.yml:1:4: YML04 anchor &a",
        "f.yml:2:4: YML04 anchor &b", "f.yml:2:8: YML04 alias *a", "f.yml:2:12: YML04 alias *a",
        "f.yml:3:4: YML04 anchor &c", "f.yml:3:8: YML04 alias *b", "f.yml:3:12: YML04 alias *b",
        "f.yml:4:5: YML04 alias *c", "f.yml:4:9: YML04 alias *c",
    ]


def test_parse_tells_all_problems_of_a_file_at_once():
    told = problems_of("a: &x 1\nb: !t 2\na: 3\nc: [1\n")
    assert [" ".join(line.split(" ")[:2]) for line in told] == [
        "f.yml:1:4: YML04", "f.yml:2:4: YML04", "f.yml:3:1: YML05", "f.yml:4:4: YML01",
    ]


def test_parse_keeps_a_quoted_merge_sign_as_text():
    assert plain(parse(b'"<<": a\n', "f.yml")) == {"<<": "a"}


def test_parse_cuts_a_long_key_in_a_message():
    (problem,) = problems_of(f"? {'k' * 5000}\n: 1\n? {'k' * 5000}\n: 2\n")
    assert "kkk…' stands twice" in problem and len(problem) < 200


# ---- syntax: place and hint

SYNTAX = {
    "colon in text": ("a: b: c\n", "f.yml:1:5:", "put text that holds a colon in quotes"),
    "colon in text, further down": ("x: 1\nwhy: Say this: it is AI\n", "f.yml:2:14:", "put text that holds a colon in quotes"),
    "colon in a list": ("x:\n  - a: b: c\n", "f.yml:2:9:", "put text that holds a colon in quotes"),
    "tab before a key": ("a:\n\tb: 1\n", "f.yml:2:1:", "indent with spaces, not tabs"),
    "tab at the start": ("\ta: 1\n", "f.yml:1:1:", "indent with spaces, not tabs"),
    "tab in a block of text": ("a: |\n  x\n\ty\n", "f.yml:3:1:", "indent with spaces, not tabs"),
    "double quotes not closed": ('a: 1\nb: "x\nc: 2\n', "f.yml:2:4:", "close them"),
    "single quotes not closed": ("a: 1\nb: 'x\nc: 2\n", "f.yml:2:4:", "close them"),
    "bracket not closed": ("a: [1, 2\n", "f.yml:1:4:", "close it"),
    "brace not closed": ("a: {b: 1\n", "f.yml:1:4:", "close it"),
    "at sign": ("a: @home\n", "f.yml:1:4:", "put the text in quotes"),
    "backtick": ("a: `x`\n", "f.yml:1:4:", "put the text in quotes"),
    "per cent": ("a: %x\n", "f.yml:1:4:", "put the text in quotes"),
    "key indented by one": ("a: 1\n b: 2\n", "f.yml:2:3:", "put text that holds a colon in quotes"),
    "list entry among keys": ("a: 1\n- b\n", "f.yml:2:1:", "check the indentation and the colon of this and the line before"),
    "key without colon": ("a: 1\nb\nc: 2\n", "f.yml:3:", "check the indentation and the colon of this and the line before"),
    "newer YAML": ("%YAML 3.0\n---\na: 1\n", "f.yml:1:1:", ""),
    "unicode before the place": ("ä: 1\nü: ö: x\n", "f.yml:2:5:", "put text that holds a colon in quotes"),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_parse_says_where_the_syntax_breaks_and_what_to_do(name):
    text, place, hint = SYNTAX[name]
    problem = problems_of(text)[-1]
    told = LINE.match(problem)
    assert told and (told["place"] + ":").startswith(place) and told["code"] == "YML01"
    assert hint in (told["hint"] or "")


@pytest.mark.parametrize("name", SYNTAX)
def test_parse_says_everything_in_one_line(name):
    assert not any("\n" in problem for problem in problems_of(SYNTAX[name][0]))


ESCAPES = {
    "unknown letter": r'a: "\q"',
    "beyond Unicode": r'a: "\U00110000"',
    "far beyond Unicode": r'a: "\UFFFFFFFF"',
    "not hexadecimal": r'a: "\u12G4"',
}


@pytest.mark.parametrize("name", ESCAPES)
def test_parse_refuses_an_escape_that_names_no_character(name):
    (problem,) = problems_of(ESCAPES[name])
    assert problem.startswith("f.yml:1:") and " YML01 " in problem


# ---- characters that show something else than they are

CONTROLS = {
    "NUL": 0x00, "bell": 0x07, "escape": 0x1B, "vertical tab": 0x0B, "form feed": 0x0C, "delete": 0x7F, "next line": 0x85, "C1": 0x9B,
    "Arabic letter mark": 0x061C, "left-to-right mark": 0x200E, "right-to-left mark": 0x200F, "embedding": 0x202A,
    "override": 0x202E, "isolate": 0x2066, "pop isolate": 0x2069, "byte order mark inside": 0xFEFF, "no character": 0xFFFE,
}


@pytest.mark.parametrize("name", [name for name in CONTROLS if name != "NUL"])
def test_parse_refuses_a_raw_control_character_where_it_stands(name):
    number = CONTROLS[name]
    (problem,) = problems_of(f'a: 1\nüb: "xy{chr(number)}z"\n')
    assert problem == f"f.yml:2:8: YML04 character U+{number:04X} is not allowed in text (remove it)"


@pytest.mark.parametrize("name", ["bell", "escape", "override", "isolate"])
def test_parse_refuses_a_raw_control_character_in_a_comment(name):
    number = CONTROLS[name]
    (problem,) = problems_of(f"a: 1\nb: 2  # {chr(number)}\n")
    assert problem.startswith(f"f.yml:2:9: YML04 character U+{number:04X}")


@pytest.mark.parametrize("name", [name for name, number in CONTROLS.items() if number < 0x10000])
def test_parse_refuses_an_escaped_control_character(name):
    number = CONTROLS[name]
    (problem,) = problems_of(f'a: 1\nb: "x\\u{number:04x}y"\n')
    assert problem == f"f.yml:2:4: YML04 character U+{number:04X} is not allowed in text (remove it)"


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\ud83d\ude00"])
def test_parse_refuses_a_lone_surrogate(escape):
    (problem,) = problems_of(f'a: "{escape}"\n')
    assert problem.startswith("f.yml:1:") and (" YML01 " in problem or " YML04 character U+D8" in problem or "U+DFFF" in problem)


def test_parse_tells_several_control_characters_and_stops_at_ten():
    assert len(problems_of("a: 1\n" + "b: \x07\n" * 50)) == 10


def test_parse_shows_no_raw_control_character_in_a_message():
    assert "\x1b" not in "".join(problems_of('"\\e[31m": 1\n"\\e[31m": 2\n'))


@pytest.mark.parametrize("text", ["a\tb", "ä", "日本語", "🎬", "e\u0301", "\u00a0", "\u200d", "\u2019"])
def test_parse_keeps_characters_that_text_needs(text):
    assert plain(parse(f'a: "{text}"\n'.encode(), "f.yml")) == {"a": text}


# ---- what plain text means to YAML 1.1

SURPRISES = {
    "true or false": ["y", "Y", "yes", "Yes", "YES", "n", "no", "No", "NO", "on", "off", "true", "FALSE"],
    "nothing at all": ["~", "null", "Null", "NULL", ""],
    "a date": ["2027-03-01", "2027-3-1", "2027-03-01T10:00:00Z", "2027-03-01 10:00:00"],
    "a number": ["1", "1.10", "-3", "+3", "1_000", "1e3", ".5", "0x1F", "0o17", "017", ".inf", "-.INF", ".nan", "1."],
    "a number to the base of 60": ["12:30", "1:20:30"],
}


@pytest.mark.parametrize(("meaning", "text"), [(meaning, text) for meaning, texts in SURPRISES.items() for text in texts])
def test_surprise_tells_what_yaml_makes_of_plain_text(meaning, text):
    node = parse(f"[a, {text}, b]\n".encode() if text else b"- a\n-\n", "f.yml")
    assert isinstance(node, Sequence) and isinstance(node.nodes[1], Scalar)
    assert node.nodes[1].text == text
    assert surprise(node.nodes[1]) == meaning


@pytest.mark.parametrize("text", [text for texts in SURPRISES.values() for text in texts])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_surprise_is_silent_about_text_in_quotes(text, quote):
    node = parse(f"{quote}{text}{quote}\n".encode(), "f.yml")
    assert isinstance(node, Scalar) and node.text == text
    assert surprise(node) == ""


@pytest.mark.parametrize("text", ["1.2.0", "north", "not", "yesterday", "one", "v1", "Norway", "2027", "2027-13", "1.2.3.4"])
def test_surprise_is_silent_about_other_words_or_calls_them_numbers(text):
    node = parse(text.encode(), "f.yml")
    assert isinstance(node, Scalar)
    assert surprise(node) == ("a number" if text == "2027" else "")


@pytest.mark.parametrize("style", ["|\n  no\n", ">\n  no\n", "|-\n  no\n"])
def test_surprise_is_silent_about_a_block_of_text(style):
    node = parse(f"a: {style}".encode(), "f.yml")
    assert isinstance(node, Mapping) and isinstance(node.pairs[0][1], Scalar)
    assert surprise(node.pairs[0][1]) == ""


# ---- places of nodes


def test_parse_gives_every_node_its_line_and_column_counted_from_one():
    node = parse("# c\na:\n  - x\n  - {b: ü, c: d}\n".encode(), "f.yml")
    assert isinstance(node, Mapping)
    key, value = node.pairs[0]
    assert (node.line, node.column) == (2, 1)
    assert (key.line, key.column) == (2, 1)
    assert isinstance(value, Sequence) and (value.line, value.column) == (3, 3)
    first, second = value.nodes
    assert isinstance(first, Scalar) and (first.line, first.column) == (3, 5)
    assert isinstance(second, Mapping) and (second.line, second.column) == (4, 5)
    assert [(key.line, key.column) for key, _ in second.pairs] == [(4, 6), (4, 12)]


# ---- properties

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\ufeff"), max_size=12)
_TEXTS = st.lists(_WORDS, max_size=4).map(" ".join)
_TREES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=25,
)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(tree: Any, flow: bool) -> bytes:
    return yaml.dump(tree, Dumper=_NoAliases, allow_unicode=True, default_flow_style=flow, sort_keys=False).encode()


# The fixture sets the loader once for all examples, which is what is wanted.
HOSTILE = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("flow", [True, False])
@given(tree=_TREES)
@HOSTILE
def test_parse_reads_back_what_was_dumped(flow, loader, tree):
    assert plain(parse(dumped(tree, flow), "f.yml")) == tree


@given(data=st.binary(max_size=60))
@HOSTILE
def test_parse_ends_in_nodes_or_in_problems_whatever_the_bytes(loader, data):
    try:
        parse(data, "f.yml")
    except ChecklistError as error:
        assert error.problems and all(problem.location.path == "f.yml" for problem in error.problems)


@given(text=st.text("ab:-[]{}\"'\n #&*!|>?%@,\t\\", max_size=30))
@settings(HOSTILE, max_examples=examples(200))
def test_parse_places_every_problem_inside_the_file(loader, text):
    lines = text.split("\n")
    try:
        parse(text.encode(), "f.yml")
    except ChecklistError as error:
        for place in (problem.location for problem in error.problems if problem.location.line):
            assert 1 <= place.line <= len(lines) + 1 and place.column >= 1
            assert place.line > len(lines) or place.column <= len(lines[place.line - 1]) + 2


def _with_both(data: bytes) -> tuple[Node, Node]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "CSafeLoader", FAST, raising=False)
        fast = parse(data, "f.yml")
        patch.delattr(yaml, "CSafeLoader")
        return fast, parse(data, "f.yml")


@pytest.mark.parametrize("flow", [True, False])
@given(tree=_TREES)
@HOSTILE
def test_parse_gives_the_same_nodes_with_both_loaders(flow, tree):
    fast, slow = _with_both(dumped(tree, flow))
    assert fast == slow


def test_parse_gives_the_same_nodes_of_the_built_in_rules_with_both_loaders():
    from checklist.rulefiles import shipped

    path = f"{shipped('rules')}/core/themes/wellbeing.yml"
    with open(path, "rb") as file:
        data = file.read()
    fast, slow = _with_both(data)
    assert fast == slow
