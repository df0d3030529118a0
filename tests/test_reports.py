"""Problems as a report: nothing in a message may become something else than a message."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, strategies as st

from checklist import reports
from checklist.errors import Location, Problem, visible
from tests.strategies import moderate

PROBLEM = Problem(Location("themes/privacy.yml", 12, 5), "LNT08", "PRV-02: PRV-01 has the same action", "merge the two")
texts = st.text(max_size=60) | st.text(alphabet="%\r\n:,=\x1b\u202e()ab", max_size=30)
problems = st.builds(Problem, st.builds(Location, texts, st.integers(0, 9999), st.integers(0, 300)), st.just("LNT01"), texts, texts)
COMMAND = re.compile(r"::error ((?:[a-z]+=[^,:\r\n]*)(?:,[a-z]+=[^,:\r\n]*)*)::([^\r\n]*)\n\Z")


def unescaped(text: str) -> str:
    """Return a value as the runner of GitHub reads it."""
    for escape, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, sign)
    return text


def test_text_is_one_line_for_each_problem():
    assert reports.text([PROBLEM, PROBLEM]) == 2 * "themes/privacy.yml:12:5: LNT08 PRV-02: PRV-01 has the same action (merge the two)\n"


def test_github_names_file_line_column_and_code():
    assert reports.github([PROBLEM]) == (
        "::error file=themes/privacy.yml,line=12,col=5,title=LNT08::PRV-02: PRV-01 has the same action (merge the two)\n"
    )


def test_github_names_a_whole_file_without_a_line():
    assert reports.github([Problem(Location("pack.yml"), "OUT01", "the file is missing")]) == (
        "::error file=pack.yml,title=OUT01::the file is missing\n"
    )


@pytest.mark.parametrize(
    ("path", "shown"), [("a,b.yml", "a%2Cb.yml"), ("c:/a.yml", "c%3A/a.yml"), ("50%.yml", "50%25.yml"), ("a\nb", "a\\x0ab")],
    ids=["comma", "colon", "per cent", "line break"],
)
def test_github_escapes_a_property(path, shown):
    assert reports.github([PROBLEM._replace(location=Location(path, 1, 1))]).startswith(f"::error file={shown},line=1,")


def test_github_cannot_be_given_a_second_command():
    problem = PROBLEM._replace(message="broken\n::set-env name=PATH::/tmp", hint="a\r\n::stop-commands::x")
    assert reports.github([problem]).count("\n") == 1


@given(st.lists(problems, max_size=4))
@moderate
def test_github_is_read_back_as_it_was(given_problems):
    lines = reports.github(given_problems).splitlines(keepends=True)
    assert len(lines) == len(given_problems)
    for line, problem in zip(lines, given_problems):
        found = COMMAND.match(line)
        assert found
        pairs = dict(pair.split("=", 1) for pair in found[1].split(","))
        assert unescaped(pairs["file"]) == visible(problem.location.path)
        expected = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        assert unescaped(found[2]) == visible(expected)
        assert ("line" in pairs) is bool(problem.location.line)


@given(st.lists(problems, max_size=4))
@moderate
def test_json_is_read_back_as_it_was(given_problems):
    report = json.loads(reports.json(given_problems))
    assert report["schema"] == "problems/1"
    assert [
        Problem(Location(row["path"], row["line"], row["column"]), row["code"], row["message"], row["hint"]) for row in report["problems"]
    ] == given_problems


@pytest.mark.parametrize("form", ["text", "github"])
def test_no_problem_is_no_line(form):
    assert reports.FORMATS[form]([]) == ""
