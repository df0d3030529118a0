"""Measure what a run costs, as ratios within one run, because machines differ and are noisy.

    python benchmarks/speed.py            prints the table
    python benchmarks/speed.py --write    puts it into README.md

Runs the installed `checklist` of the environment this is started with. The commands take turns; each
figure is the median of all turns.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import figures

TURNS = 21
BIN = Path(sys.executable).parent
CAMPAIGN = "-s markets=de -s channels=instagram,tiktok -s ai_uses=generated-image -s audience=minors -s data=".split()
PACKAGES = "import click, yaml, jinja2, markdown"


def cold(commands: dict[str, list[str]], turns: int) -> dict[str, float]:
    """Return the median time in seconds of each command, the commands taking turns."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            if turn:  # the first turn fills the caches
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(spans) for name, spans in times.items()}


def median(work: Callable[[], object], turns: int) -> float:
    """Return the median time in seconds of *work*."""
    spans = []
    for _ in range(turns):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def further_checklist(turns: int) -> float:
    """Return the time in seconds of one more campaign in a process that has made one."""
    from checklist import api

    rules = api.load_rules()
    facets = {"markets": ("de",), "channels": ("instagram", "tiktok"), "ai_uses": ("generated-image",)}
    brief = api.Brief(api.NOBODY, stated=facets)
    choice = api.Choice()

    def once() -> str:
        made = api.checklist(rules, brief, choice, day=api.today())
        marker = api.marker_fields(made, brief, choice, format="markdown", template="checklist")
        return api.render(rules, made, format="markdown", marker=marker)

    once()
    return median(once, turns)


def by_size(sizes: tuple[int, ...], turns: int) -> dict[int, float]:
    """Return the time in seconds to select and render a pack of each size, parsing not included.

    Each turn has items of its own: of those that were on a page before, up to some thousand are remembered.
    """
    return {size: statistics.median(_written(size) for _ in range(turns)) for size in sizes}


def _written(size: int) -> float:
    """Return the time in seconds to select and render *size* items that nobody has seen before."""
    from checklist import api

    rules = api.load_rules()
    items = tuple(
        rules.item_list[number % len(rules.item_list)]._replace(code=f"{'ABCDEFGHIJ'[number // 1000]}AA-{number % 1000:03d}")
        for number in range(size)
    )
    many = rules._replace(item_list=items)
    brief = api.Brief(api.NOBODY)
    start = time.perf_counter()
    api.render(many, api.checklist(many, brief, api.Choice(), day=api.today()), format="markdown")
    return time.perf_counter() - start


def table(turns: int) -> str:
    """Return the figures as a Markdown table."""
    python = sys.executable
    commands = {
        "python": [python, "-c", PACKAGES],
        "click": [python, "-c", "import click"],
        "generate": [str(BIN / "checklist"), "generate"],
        "campaign": [str(BIN / "checklist"), "generate", *CAMPAIGN],
        "help": [str(BIN / "checklist"), "--help"],
    }
    if shutil.which("deon", path=str(BIN)):
        commands["deon"] = [str(BIN / "deon")]
    times = cold(commands, turns)
    rows = [
        ("`checklist generate` of a campaign, against importing the four packages", times["campaign"] / times["python"], "≤ 1.25"),
        ("`checklist generate`, all items, against importing the four packages", times["generate"] / times["python"], "≤ 1.25"),
        ("`checklist --help` against importing click", times["help"] / times["click"], "≤ 1.3"),
    ]
    if "deon" in times:
        rows.append(("`checklist generate` against `deon` printing its 22 items", times["generate"] / times["deon"], "≤ 1"))
    rows.append(("one further checklist in the same process against a cold run", further_checklist(turns) / times["generate"], "≤ 0.067"))
    sizes = by_size((10, 100, 1_000, 10_000), 3)
    for size in (100, 1_000, 10_000):
        rows.append((f"cost per item, {size:,} items against {size // 10:,}", sizes[size] / sizes[size // 10] / 10, "linear: about 1"))
    lines = ["| what | ratio | aim |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {what} | {ratio:.3f} | {aim} |" for what, ratio, aim in rows)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--turns", type=int, default=TURNS)
    options = parser.parse_args()
    gc.disable()  # as every run of the command line does
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CHECKLIST_CACHE"] = cache
        text = table(options.turns)
    print(text, end="")
    if options.write:
        figures.write("speed", text)


if __name__ == "__main__":
    main()
