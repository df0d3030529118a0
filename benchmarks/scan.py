"""Measure what `checklist scan` costs per megabyte, from 10 kB to 5 MB: linear means that the figure stays the same.

    python benchmarks/scan.py              prints seconds per MB for each text and size
    python benchmarks/scan.py --most 500   up to 500 kB alone

The texts are an ordinary article over and over, words of which no two are the same, one sentence without end, elliptic
compounds in a row, and a page in HTML: what a reader that backtracks, or remembers, would stumble over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10, 50, 250, 1000, 4900)
ARTICLE = (
    "The agency used an image generator for the campaign, and nobody had asked the actor whose face it borrowed. From 2 August 2026"
    " Article 50 of the AI Act asks for a label. Users complained that the platform had removed their posts without saying why.\n\n"
)


def texts() -> dict[str, Callable[[int], bytes]]:
    """Return makers of texts of so many bytes, by their names."""
    def repeated(piece: str) -> Callable[[int], bytes]:
        return lambda size: (piece * (size // len(piece) + 1)).encode()[:size]

    return {
        "article": repeated(ARTICLE),
        "new words": lambda size: " ".join(f"w{number:x}ai" for number in range(size // 8)).encode()[:size],
        "one sentence": repeated("AI platform voice cloned "),
        "elliptic": repeated("Daten- und Verbraucherschutz, "),
        "dots": repeated("a. B. 1. "),
        "page.html": lambda size: b"<html><body>" + repeated("<p>The AI <b>model</b> of the agency</p>\n")(size - 12),
    }


def seconds(content: bytes, name: str) -> float:
    """Return how long reading and scanning *content* takes, the lexicon being loaded."""
    from checklist.articles import read_article
    from checklist.lexicons import load_lexicon
    from checklist.loading import load_rules
    from checklist.scanning import Reader, scan

    lexicon, rules = load_lexicon(), load_rules()
    reader = Reader(lexicon.tongues["en"])
    begin = perf_counter()
    article = read_article(content, name, lexicon, lang="en")
    scan(article, lexicon, rules, reader=reader)
    return perf_counter() - begin


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest text in kB")
    most = parser.parse_args().most
    sizes = [size for size in SIZES if size <= most]
    print(f"{'seconds per MB':<16}" + "".join(f"{size:>9} kB" for size in sizes))
    for name, make in texts().items():
        figures = [seconds(make(size * 1000), name) / (size / 1000) for size in sizes]
        print(f"{name:<16}" + "".join(f"{figure:>12.2f}" for figure in figures), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
