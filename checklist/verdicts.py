"""What the gate found, as a report: for people, for a GitHub job, for a CI server that reads JUnit, for other tools.

Values in, text out. Not responsible for judging (`gate`), nor for where the text goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import reports
from .errors import Problem, visible
from .gate import OUTCOMES, REQUIRED, Demand, Judged, Judgement
from .shapes import BOOLEAN, COUNT, DATE, STRING, STRINGS, list_of, map_of, object_of, published

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WORDS = {"done": "done", "na": "not applicable", "waived": "waived", "open": "open", "missing": "missing"}
_LEVELS = {"must": "must", "should": "must and should", "all": "all levels"}
# XML 1.0, section 2.2: what remains forbidden once control characters and surrogates are written as escapes.
_NO_CHARACTER = re.compile("[\ufffe\uffff]")


class Verdict(NamedTuple):
    """What came of a run: the checklists judged, the pages `skipped` because they hold none, and what stopped others."""

    demand: Demand  #: what was asked for
    judgements: tuple[Judgement, ...]  #: one for each checklist
    skipped: tuple[str, ...]  #: pages without a checklist
    problems: tuple[Problem, ...]  #: pages that could not be judged; always empty here

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Everything that was found, page by page."""
        return tuple(finding.problem for judgement in self.judgements for finding in judgement.findings)

    @property
    def passed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.findings and not self.problems

    def __bool__(self) -> bool:
        # A tuple with fields is true whatever they hold, and a gate that is always open is none.
        return self.passed


def text(verdict: Verdict, *, quiet: bool = False) -> str:
    """Return a line for each finding and, unless *quiet*, one for each checklist."""
    return "".join(f"{line}\n" for line in [*map(str, verdict.findings), *_summaries(verdict, quiet=quiet)])


def github(verdict: Verdict, *, quiet: bool = False) -> str:
    """Return an annotation for each finding and problem and, unless *quiet*, a line for each checklist."""
    annotations = reports.github((*verdict.problems, *verdict.findings))
    # A line that begins with :: is a command, one that holds ##[ was one once, and a page may be called anything.
    lines = (line.replace("##[", "# #[") for line in _summaries(verdict, quiet=quiet))
    return annotations + "".join(f"checklist: {line}\n" for line in lines)


def json(verdict: Verdict, *, quiet: bool = False) -> str:
    """Return `check/1`: an object for each finding, problem and checklist, and a summary; *quiet* leaves the passed ones out."""
    from json import dumps

    shown = [judgement for judgement in verdict.judgements if judgement.findings or not quiet]
    found = [
        {**_problem(finding.problem), "checklist": judgement.id, "entry": finding.entry, "level": finding.level}
        for judgement in verdict.judgements for finding in judgement.findings
    ]
    report = {
        "schema": "check/1",
        "findings": found,
        "problems": [_problem(problem) for problem in verdict.problems],
        "checklists": [_checklist(judgement) for judgement in shown],
        "summary": _totals(verdict),
    }
    return dumps(report, ensure_ascii=False, indent=2) + "\n"


def junit(verdict: Verdict, *, quiet: bool = False) -> str:
    """Return JUnit's XML: a suite for each checklist, a case for each entry that has to be closed; *quiet* leaves passed suites out.

    Source: `junit-10.xsd` of https://github.com/jenkinsci/xunit-plugin, read 2026-11-26. It allows no line of a test case, so
    the place stands in the text of a failure.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    suites = [_suite(judgement) for judgement in verdict.judgements if judgement.findings or not quiet]
    suites += [_broken(path, verdict.problems) for path in dict.fromkeys(problem.location.path for problem in verdict.problems)]
    root = Element("testsuites", name="checklist")
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.extend(suites)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


FORMATS: Mapping[str, Callable[..., str]] = {"text": text, "json": json, "junit": junit, "github": github}


def _summaries(verdict: Verdict, *, quiet: bool) -> list[str]:
    """Return a line for each checklist and each page without one; none if *quiet*."""
    if quiet:
        return []
    lines = [_summary(judgement, verdict.demand) for judgement in verdict.judgements]
    return [visible(line) for line in (*lines, *(f"{path}: no checklist on it, skipped" for path in verdict.skipped))]


def _summary(judgement: Judgement, demand: Demand) -> str:
    counts = Counter(judged.outcome for judged in judgement.judged)
    said = ", ".join(f"{counts[outcome]} {_WORDS[outcome]}" for outcome in OUTCOMES if counts[outcome]) or "nothing to close"
    number = len(judgement.findings)
    came = f"{number} finding{'' if number == 1 else 's'}" if number else "passed"
    return f"{judgement.path}: {judgement.id}: {came}; {_LEVELS[demand.require]}: {said} (levels as of {judgement.as_of})"


def _problem(problem: Problem) -> dict[str, Any]:
    place = problem.location
    return {
        "path": place.path, "line": place.line, "column": place.column, "code": problem.code, "message": problem.message,
        "hint": problem.hint,
    }


def _checklist(judgement: Judgement) -> dict[str, Any]:
    counts = Counter(judged.outcome for judged in judgement.judged)
    return {
        "path": judgement.path, "line": judgement.line, "id": judgement.id, "as_of": str(judgement.as_of),
        "passed": not judgement.findings, **{outcome: counts[outcome] for outcome in OUTCOMES},
    }


def _totals(verdict: Verdict) -> dict[str, Any]:
    codes = Counter(problem.code for problem in verdict.findings)
    return {
        "passed": not verdict.findings and not verdict.problems,
        "require": verdict.demand.require,
        "checklists": len(verdict.judgements),
        "skipped": list(verdict.skipped),
        "findings": len(verdict.findings),
        "by_code": dict(sorted(codes.items())),
    }


_PROBLEM = object_of(path=STRING, line=COUNT, column=COUNT, code=STRING, message=STRING, hint=STRING)
SCHEMA = published(
    "check",
    "what the gate found",
    findings=list_of(object_of(**_PROBLEM["properties"], checklist=STRING, entry=STRING, level=STRING)),
    problems=list_of(_PROBLEM),
    checklists=list_of(
        object_of(path=STRING, line=COUNT, id=STRING, as_of=DATE, passed=BOOLEAN, **dict.fromkeys(OUTCOMES, COUNT))
    ),
    summary=object_of(
        passed=BOOLEAN, require={"enum": list(REQUIRED)}, checklists=COUNT, skipped=STRINGS, findings=COUNT, by_code=map_of(COUNT)
    ),
)


# ---- JUnit


def _suite(judgement: Judgement) -> Element:
    found: dict[str, list[Problem]] = {"": []}
    for finding in judgement.findings:
        found.setdefault(finding.entry, []).append(finding.problem)
    judged = {entry.code: entry for entry in judgement.judged}
    names = {code: f"{code} {entry.action}" for code, entry in judged.items()}
    names.update({code: code or "the checklist as a whole" for code in found if code not in judged})
    cases = [_case(judgement.path, name, found.get(code, ()), judged.get(code)) for code, name in names.items()]
    return _counted(f"{judgement.path}: {judgement.id}", judgement.path, cases)


def _case(path: str, name: str, problems: Iterable[Problem], entry: Judged | None) -> Element:
    case = _element("testcase", classname=path, name=name, time="0")
    case.extend(_told("failure", problem) for problem in problems)
    if entry and entry.outcome in ("waived", "na") and not len(case):
        case.append(_element("skipped", message=_WORDS[entry.outcome]))
    return case


def _broken(path: str, problems: Iterable[Problem]) -> Element:
    case = _element("testcase", classname=path, name="the page can be read", time="0")
    case.extend(_told("error", problem) for problem in problems if problem.location.path == path)
    return _counted(path, path, [case])


def _counted(name: str, path: str, cases: list[Element]) -> Element:
    counts = {
        plural: str(sum(case.find(kind) is not None for case in cases))
        for plural, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    suite = _element("testsuite", name=name, file=path, tests=str(len(cases)), time="0", **counts)
    suite.extend(cases)
    return suite


def _told(kind: str, problem: Problem) -> Element:
    told = _element(kind, message=problem.message, type=problem.code)
    told.text = _lawful(str(problem))
    return told


def _element(tag: str, **given: str) -> Element:
    from xml.etree.ElementTree import Element

    return Element(tag, {name: _lawful(value) for name, value in given.items()})


def _lawful(content: str) -> str:
    """Return *content* without the characters that XML forbids."""
    return _NO_CHARACTER.sub("\ufffd", visible(content))
