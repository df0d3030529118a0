"""Measure what `checklist status` costs a page, against generating that page in the same process, and how it grows.

    python benchmarks/status.py                      prints a table for Markdown, and one row for each other wiki
    python benchmarks/status.py --pages 100,300,1000

Pages hold every item of the built-in rules, each with a campaign file of its own, some ticks and some notes. Only ratios
within one run mean something, because machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from checklist import api, folders
from checklist.model import RuleSet
from checklist.progress import Progress

SIZES = (100, 300, 1000)
OTHERS = ("mediawiki", "dokuwiki", "dokuwiki-todo", "confluence")
NOTE = {"markdown": "    - Owner: Mia Keller\n    - Due: 2027-06-30\n    - Evidence: https://dam.example/42\n"}


def page(rules: RuleSet, number: int, format: str, folder: Path) -> str:
    """Return the page of one campaign, whose file it writes."""
    path = folder / f"campaign-{number}.yml"
    path.write_text(f"campaign: Campaign {number}\nlaunch: 2027-03-01\n", encoding="utf-8")
    brief = api.Brief(api.load_campaign(str(path), rules), path.name)
    made = api.checklist(rules, brief, api.Choice(), day=api.today())
    marker = api.marker_fields(made, brief, api.Choice(), format=format, template="checklist")
    return api.render(rules, made, format=format, marker=marker)


def worked_on(text: str, format: str) -> str:
    """Return the page with every second box ticked, and a note below every fourth."""
    box = {"markdown": ("- [ ]", "- [x]"), "mediawiki": ("* ☐", "* ☑"), "dokuwiki": ("* ☐", "* ☑"), "dokuwiki-todo": ("<todo>", "<todo #>")}
    old, new = box.get(format, ("<ac:task-status>incomplete", "<ac:task-status>complete"))
    pieces = text.split(old)
    ticked = "".join(piece + (old if place % 2 else new) for place, piece in enumerate(pieces[:-1])) + pieces[-1]
    lines, count = [], 0
    for line in ticked.splitlines(keepends=True):
        lines.append(line)
        if re.match(r"- \[.\] ", line):
            count += 1
            lines += [NOTE.get(format, "")] if count % 4 == 0 else []
    return "".join(lines)


def write(rules: RuleSet, count: int, format: str, folder: Path) -> float:
    """Write *count* pages into *folder* and return the time in seconds that generating one of them took."""
    spans = []
    for number in range(count):
        start = time.process_time()
        text = page(rules, number, format, folder)
        spans.append(time.process_time() - start)
        (folder / f"page-{number}{_suffix(format)}").write_text(worked_on(text, format), encoding="utf-8")
    return sum(spans) / count


def _suffix(format: str) -> str:
    from checklist import dialects

    return str(dialects.load(format).SUFFIX)


def told(rules: RuleSet, files: list[str], root: str) -> Iterator[Progress]:
    """Yield the progress of all pages, read from disk as the command does, once it is done."""
    progress = Progress(rules, day=api.today(), root=root)
    for path in files:
        text = folders.read(path)
        if text is not None:
            progress.add(path, text)
    yield progress


def measure(rules: RuleSet, count: int, format: str) -> tuple[float, float]:
    """Return the seconds of generating a page, and of telling how far one of *count* is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A campaign costs as much with few pages as with many.
        made = write(rules, count, format, folder)
        files = [path for path in folders.files([name]).files if not path.endswith(".yml")]
        start = time.process_time()
        (progress,) = told(rules, files, name)
        span = (time.process_time() - start) / count
        status = progress.status()
        assert len(status.sheets) == count and not status.problems and status.totals.done, status.problems
        return made, span


def memory(rules: RuleSet, count: int) -> float:
    """Return the megabytes that Python's memory grows to while *count* pages are told."""
    with tempfile.TemporaryDirectory() as name:
        write(rules, count, "markdown", Path(name))
        files = [path for path in folders.files([name]).files if path.endswith(".md")]
        tracemalloc.start()
        list(told(rules, files, name))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / 1e6


# Pages on which something simple-minded would take ever longer: what comes before, and what is repeated.
HOSTILE = {
    "notes": ("- [ ] a (TRN-01)\n", "    - Owner: Mia\n"), "headings": ("", "## x\n- [ x\n"), "fences": ("", "```\n"),
    "boxes": ("", "- [ ] ((((((((((\n"), "labels": ("- [ ] ", "_*<"), "comments": ("", "<!--"), "markers": ("", "checklist-begin "),
    "long due": ("- [ ] a (TRN-01)\n    - Due: ", "2"), "accents": ("- [ ] a (TRN-01)\n    - Owner: ", "\u0301"),
}


def growth(rules: RuleSet, kind: str) -> float:
    """Return how many times longer a hostile page takes that is eight times as long."""
    before, piece = HOSTILE[kind]

    def span(size: int) -> float:
        body = before + piece * (size // len(piece))
        text = f"<!-- checklist-begin v=1 id=a dialect=markdown -->\n{body}\n<!-- checklist-end sum=0 -->\n"
        spans = []
        for _ in range(3):
            start = time.process_time()
            Progress(rules, day=api.today(), root="/nonexistent").add("page.md", text)
            spans.append(time.process_time() - start)
        return min(spans)

    return span(400_000) / span(50_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default=",".join(map(str, SIZES)), help="how many pages, as in 100,300,1000")
    options = parser.parse_args()
    gc.disable()  # as every run of the command line does
    sizes = [int(size) for size in options.pages.split(",")]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CHECKLIST_CACHE"] = cache
        rules = api.load_rules()
        print("| pages | format | generate one | status of one | ratio (aim: ≤ 0.1) |\n|---|---|---|---|---|")
        spans = []
        for count, form in [*((size, "markdown") for size in sizes), *((sizes[0], form) for form in OTHERS)]:
            made, span = measure(rules, count, form)
            spans.append(span)
            print(f"| {count:,} | {form} | {made * 1e3:.1f} ms | {span * 1e3:.1f} ms | {span / made:.3f} |")
            sys.stdout.flush()
        print(f"\ncost of a page, {sizes[-1]:,} pages against {sizes[0]:,}: {spans[len(sizes) - 1] / spans[0]:.2f} (linear: about 1)")
        print(f"memory while telling: {memory(rules, 10):.1f} MB of 10 pages, {memory(rules, 60):.1f} MB of 60")
        grown = ", ".join(f"{kind} {growth(rules, kind):.1f}" for kind in HOSTILE)
        print(f"a hostile page eight times as long takes longer by (linear: about 8, square: 64): {grown}")


if __name__ == "__main__":
    main()
