"""Measure how long the page of HTML keeps a browser busy while people filter and tick: no task over 50 ms with 1,000 items.

    python benchmarks/page.py             prints the longest task of each action
    python benchmarks/page.py --items 300

Drives Debian's Chromium, or the one that CHROMIUM names, through Playwright, and reads its trace: what counts is the
time that the page's own thread computed. The time on the clock, which is what a long task is on a machine that has
nothing else to do, stands beside it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIMIT = 50
# What people do, as the page notices it; each entry is done several times.
ACTIONS = {
    "tick": "i => document.querySelectorAll('.items > .item > .tick')[i * 7].click()",
    "type a word": "i => { const field = document.getElementById('search'); field.value = 'label'.slice(0, 1 + i % 5);"
    " field.dispatchEvent(new Event('input', {bubbles: true})) }",
    "empty the search": "() => { const field = document.getElementById('search'); field.value = '';"
    " field.dispatchEvent(new Event('input', {bubbles: true})) }",
    "choose a level": "i => document.querySelectorAll('[name=level]')[i % 4].click()",
    "choose a state": "i => { const field = document.getElementById('by-state'); field.selectedIndex = i % 3;"
    " field.dispatchEvent(new Event('input', {bubbles: true})) }",
    "clear": "() => document.getElementById('clear').click()",
    "write a note": "i => { const more = document.querySelectorAll('.items > .item:not(:has(.channels)) > .more')[i]; more.open = true;"
    " return new Promise(done => setTimeout(() => { const field = more.querySelector('textarea'); field.value = 'Seen ' + i;"
    " field.dispatchEvent(new Event('input', {bubbles: true})); done() }, 30)) }",
}


def big_page(items: int, path: Path) -> None:
    """Write the page of a pack of so many items, made of the built-in ones."""
    from checklist import api

    rules = api.load_rules()
    own = rules.item_list
    many = tuple(
        own[number % len(own)]._replace(code=f"{'ABCDEFGHIJ'[number // 900]}AA-{number % 900 + 100:03d}") for number in range(items)
    )
    rules = rules._replace(item_list=many)
    made = api.checklist(rules, api.Brief(api.NOBODY), api.Choice(), day=api.today())
    path.write_text(api.render(rules, made, format="html"), encoding="utf-8")


class Longest(NamedTuple):
    """The longest task of an action, in milliseconds: computed, and on the clock."""

    computed: int
    clock: int


def measure(path: Path, turns: int, browser: Any) -> dict[str, Longest]:
    """Return the longest task of each action, done *turns* times on the page at *path*."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_timeout(1_500)  # until it has read the texts of all items
    longest = {name: _longest(page, action, turns) for name, action in ACTIONS.items()}
    page.close()
    return longest


def _longest(page: Any, action: str, turns: int) -> Longest:
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    ended: list[object] = []
    session.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
    session.on("Tracing.tracingComplete", lambda told: ended.append(told))
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": ["toplevel", "__metadata"]}})
    for turn in range(turns):
        page.evaluate(f"turn => ({action})(turn)", turn)
        page.wait_for_timeout(450)  # until it is filtered, drawn and kept
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    session.detach()
    own = {(event["pid"], event["tid"]) for event in events if event.get("args", {}).get("name") == "CrRendererMain"}
    tasks = [event for event in events if (event["pid"], event["tid"]) in own and event["name"].endswith("RunTask")]
    return Longest(*(max((task.get(key, 0) for task in tasks), default=0) // 1_000 for key in ("tdur", "dur")))


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--turns", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        big_page(options.items, path)
        size = path.stat().st_size
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            longest = measure(path, options.turns, browser)
            browser.close()
    print(f"{options.items} items, {size // 1000} kB; the longest task of {options.turns} turns, in milliseconds:")
    for name, (computed, clock) in longest.items():
        print(f"  {name:18} {computed:4} computed {clock:4} on the clock")
    raise SystemExit(1 if any(each.computed > LIMIT for each in longest.values()) else 0)


if __name__ == "__main__":
    main()
