"""Measure what each further checklist of a batch costs, against a cold and a warm run of the command, and whether memory stays flat.

    python benchmarks/batch.py            prints the table
    python benchmarks/batch.py --write    puts it into README.md
    python benchmarks/batch.py --briefs 200 --turns 5

Every brief is another one. *Alike* are those of a house: a few sets of facts, each launch and title its own. *At random* is the
worst case: every facet, drawn from the whole vocabulary. The batch runs through the command line in this process, reading briefs
and writing each file included. A cold run is a process of its own that does the same for one brief and finds nothing kept from runs
before it; a warm run finds the rules and templates that an earlier one kept. Times are those of the processor,
which other work on the machine and the disk disturb least. Ratios within one run alone mean something, because machines differ.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import figures

from checklist import api, cli, rulefiles
from checklist.model import RuleSet

BIN = Path(sys.executable).parent
HOUSE = [
    "markets: [de, fr]\nchannels: [instagram, tiktok, owned-site]\nai_uses: [generated-image, chatbot]\ndata: [customer-list]\n",
    "markets: [de]\nchannels: [email]\nai_uses: [generated-text]\naudience: [general]\n",
    "markets: [eu]\nchannels: [instagram]\nai_uses: [generated-image]\ndata: []\n",
    "markets: [us]\nchannels: [tiktok]\nai_uses: [targeting]\naudience: [minors]\n",
]


class Run(NamedTuple):
    """Median processor time in seconds of a further checklist, and the memory in MB after a third of the briefs and at the end."""

    each: float
    third: float
    end: float


def alike(number: int, rules: RuleSet, draw: random.Random) -> str:
    """Return the facts of a brief as a house has many of them."""
    return HOUSE[number % len(HOUSE)]


def at_random(number: int, rules: RuleSet, draw: random.Random) -> str:
    """Return facts drawn from the whole vocabulary."""
    facets = rules.vocabulary.facets.items()
    drawn = ((name, draw.sample(list(facet.members), min(draw.randint(1, 3), len(facet.members)))) for name, facet in facets)
    return "".join(f"{name}: [{', '.join(map(repr, values))}]\n" for name, values in drawn)


def write_briefs(folder: Path, count: int, rules: RuleSet, facts: Callable[[int, RuleSet, random.Random], str]) -> list[str]:
    """Write *count* briefs into *folder* and return their names."""
    folder.mkdir()
    draw = random.Random(1)
    for number in range(count):
        launch = f"2027-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        head = f"id: c{number:04d}\ncampaign: Campaign {number}\nlaunch: {launch}\n"
        (folder / f"c{number:04d}.yml").write_text(head + facts(number, rules, draw), encoding="utf-8")
    return sorted(map(str, folder.iterdir()))


def memory() -> float:
    """Return the memory of this process in MB, at its highest so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spent() -> float:
    """Return the processor time in seconds that processes started from here took so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def batch(briefs: list[str], out: str, form: str) -> Run:
    """Write the checklists of *briefs* and return what it took."""
    marks: list[tuple[float, float]] = []
    usual = rulefiles.read_bytes

    def marking(path: str) -> bytes:
        if path.endswith(".yml") and path in known:
            marks.append((time.process_time(), memory()))
        return usual(path)

    known = set(briefs)
    rulefiles.read_bytes = marking
    try:
        code = cli.run(["generate", *briefs, "--out-dir", out, "-f", form])
    finally:
        rulefiles.read_bytes = usual
    assert code == 0 and len(marks) == len(briefs), (code, len(marks))
    spans = [after[0] - before[0] for before, after in zip(marks[1:], marks[2:])]
    return Run(statistics.median(spans), marks[len(marks) // 3][1], memory())


def alone(brief: str, folder: Path, form: str, turns: int, *, cache: str) -> float:
    """Return the median processor time in seconds of the command for one brief, with a *cache* directory or, if "", with none."""
    spans = []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"CHECKLIST_CACHE": cache}
    for turn in range(turns + 1):
        file = folder / f"alone-{Path(brief).stem}-{turn}.{'md' if form == 'markdown' else form}"
        start = spent()
        command = [str(BIN / "checklist"), "generate", brief, "-f", form, "-o", str(file)]
        subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=True)
        if turn:  # the first turn fills the caches
            spans.append(spent() - start)
    return statistics.median(spans)


def table(count: int, turns: int) -> str:
    """Return the figures as a Markdown table."""
    rules = api.load_rules()
    rows = []
    for name, facts, form, aim in (
        ("alike", alike, "markdown", "≤ 0.05"), ("at random", at_random, "markdown", ""),
        ("alike", alike, "html", ""), ("at random", at_random, "html", ""),
    ):
        folder = Path(f"{form}-{facts.__name__}")
        briefs = write_briefs(folder, count if form == "markdown" else max(count // 5, 10), rules, facts)
        warm = [alone(briefs[0], folder, form, turns, cache=os.environ["CHECKLIST_CACHE"])]
        run = batch(briefs, f"out-{folder}", form)
        warm.append(alone(briefs[-1], folder, form, turns, cache=os.environ["CHECKLIST_CACHE"]))
        cold = alone(briefs[-1], folder, form, 2, cache="")
        ratios = f"{run.each / cold:.3f} | {aim} | {run.each / statistics.mean(warm):.3f}"
        rows.append(f"| {form} | {name} | {len(briefs):,} | {ratios} | {run.end / run.third:.2f} |")
        gc.collect()
    costs = "each further one against a cold run | aim | against a warm run"
    head = f"| format | briefs | number | {costs} | memory at the end against a third of the way |"
    return "\n".join([head, "|---|---|---|---|---|---|---|", *rows]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--briefs", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=11)
    options = parser.parse_args()
    gc.disable()  # as every run of the command line does
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHECKLIST_CACHE"] = os.path.join(folder, "cache")
        os.mkdir(os.path.join(folder, ".git"))
        os.chdir(folder)
        text = table(options.briefs, options.turns)
        os.chdir("/")
    print(text, end="")
    if options.write:
        figures.write("batch", text)


if __name__ == "__main__":
    main()
