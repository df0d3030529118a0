"""Marketing-impact checklists from governance rules: load rules and a campaign, select, render, embed, check, explain, diff, scan.

Only the names in `__all__`, their parameters and their documented fields are stable; modules are not. What a name needs is
imported when it is first asked for, so `import checklist` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Campaign", "Checklist", "ChecklistError", "Citation", "Comparison", "Concern", "Day", "Embedded", "Entry", "Explanation", "Finding",
    "Item", "Judged", "Judgement", "LeftOut", "Location", "Named", "News", "Problem", "RuleSet", "Section", "Source", "Standing", "Task",
    "Told", "Verdict", "Waiver", "__version__", "check", "diff", "embed", "explain", "generate", "load_campaign", "load_lexicon",
    "load_rules", "render", "scan", "select",
]

if TYPE_CHECKING:
    from .effects import Comparison
    from .errors import ChecklistError, Location, Problem
    from .explaining import Explanation
    from .gate import Finding, Judged, Judgement
    from .model import Campaign, Checklist, Citation, Entry, Item, LeftOut, RuleSet, Section, Source, Task, Waiver
    from .news import Concern, Day, Named, News, Standing
    from .public import check, diff, embed, explain, generate, load_campaign, load_lexicon, load_rules, render, scan, select
    from .refreshing import Embedded, Told
    from .verdicts import Verdict
else:
    _HOMES = {
        "effects": ["Comparison"],
        "errors": ["ChecklistError", "Location", "Problem"],
        "explaining": ["Explanation"],
        "gate": ["Finding", "Judged", "Judgement"],
        "model": ["Campaign", "Checklist", "Citation", "Entry", "Item", "LeftOut", "RuleSet", "Section", "Source", "Task", "Waiver"],
        "news": ["Concern", "Day", "Named", "News", "Standing"],
        "public": [
            "check", "diff", "embed", "explain", "generate", "load_campaign", "load_lexicon", "load_rules", "render", "scan", "select",
        ],
        "refreshing": ["Embedded", "Told"],
        "verdicts": ["Verdict"],
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

    # A type checker must not see this: it would believe that there is every name.
    def __getattr__(name):
        """Return what is imported when it is first asked for."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
        return value

    def __dir__():
        """Return the names there are, imported or not."""
        return sorted({*globals(), *__all__})
