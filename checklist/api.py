"""The whole program on one screen: load rules and a campaign, make a checklist, render it, embed it in a page, check rules.

Values in, values out; nothing is printed. The command line, the Python-Markdown extension and users'
scripts are three doors to it. Files are read through `loading` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .loading import languages, load_campaign, load_cases, load_rules, load_translation
from .rulefiles import built_in
from .making import (
    DEFAULT_FORMAT, DEFAULT_TEMPLATE, NOBODY, Brief, as_of, checklist, find_template, lang_of, marker_fields, render, template_names,
    today, with_options,
)
from .selection import Choice

if TYPE_CHECKING:
    from .articles import read_article
    from .cases import Tried, summary, try_cases
    from .copies import Copy, reference_copy
    from .effects import Comparison, compare, joined
    from .gate import Demand, Judgement, check
    from .lexicons import load_lexicon, signal_files
    from .lexing import lint_signals
    from .linting import lint
    from .news import News, weigh
    from .pages import Habits, Request
    from .progress import Filter, Status, status
    from .project import Origin, origin, rules_of
    from .refreshing import Embedded, Told, begin, embed, refresh
    from .scanning import scan
    from .scans import Article, Scan
    from .verdicts import Verdict

__all__ = [
    "DEFAULT_FORMAT", "DEFAULT_TEMPLATE", "NOBODY", "Article", "Brief", "Choice", "Comparison", "Copy", "Demand", "Embedded", "Filter",
    "Habits", "Judgement", "News", "Origin", "Request", "Scan", "Status", "Told", "Tried", "Verdict", "as_of", "begin", "built_in", "check",
    "checklist", "compare", "embed", "find_template", "joined", "lang_of", "languages", "lint", "lint_signals", "load_campaign",
    "load_cases", "load_lexicon", "load_rules", "load_translation", "marker_fields", "origin", "read_article", "reference_copy",
    "refresh", "render", "rules_of", "scan", "signal_files", "status", "summary", "template_names", "today", "try_cases", "weigh",
    "with_options",
]

# What few runs need is imported when it is asked for.
_LATE = {
    "Habits": "pages", "Request": "pages",
    "Embedded": "refreshing", "Told": "refreshing", "begin": "refreshing", "embed": "refreshing", "refresh": "refreshing",
    "Comparison": "effects", "compare": "effects", "joined": "effects",
    "Copy": "copies", "reference_copy": "copies",
    "Filter": "progress", "Status": "progress", "status": "progress",
    "Demand": "gate", "Judgement": "gate", "Verdict": "verdicts", "check": "gate",
    "Tried": "cases", "summary": "cases", "try_cases": "cases", "lint": "linting",
    "Article": "scans", "Scan": "scans", "load_lexicon": "lexicons", "read_article": "articles", "scan": "scanning",
    "News": "news", "weigh": "news", "lint_signals": "lexing", "signal_files": "lexicons",
    "Origin": "project", "origin": "project", "rules_of": "project",
}


def __getattr__(name: str) -> Any:
    """Return what is imported when it is asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_LATE[name]}", __package__), name)
