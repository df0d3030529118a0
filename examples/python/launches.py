"""A checklist for each campaign of a calendar, and what stands in the way of those that are launched next.

    python launches.py FOLDER

Run it again, and each page is refreshed: ticks and notes stay.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import checklist

CALENDAR: list[dict[str, object]] = [
    {"campaign": "Spring sale", "launch": date(2027, 3, 1), "markets": ["de", "fr"], "channels": ["email"], "ai_uses": ["generated-text"]},
    {"campaign": "Shop assistant", "launch": date(2027, 5, 3), "markets": ["us"], "channels": ["owned-site"], "ai_uses": ["chatbot"]},
]


def open_musts(page: str, campaign: checklist.Campaign) -> Iterator[str]:
    """Yield what keeps the page of a campaign from going live."""
    verdict: checklist.Verdict = checklist.check(page, campaign)
    for finding in verdict.findings:
        yield f"{campaign.title}: {finding.code} {finding.message}"


def main(folder: Path) -> int:
    """Write or refresh a page for each campaign, and tell what is open."""
    rules = checklist.load_rules()
    left: list[str] = []
    for brief in CALENDAR:
        try:
            campaign = checklist.load_campaign(brief, rules=rules)
        except checklist.ChecklistError as error:
            left += map(str, error.problems)
            continue
        path = folder / f"{campaign.id}.md"
        before = path.read_text(encoding="utf-8") if path.exists() else f"# {campaign.title}\n"
        page = checklist.embed(before, campaign, rules=rules, name=path.name).text
        path.write_text(page, encoding="utf-8")
        left += open_musts(page, campaign)
    print("\n".join(left))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
