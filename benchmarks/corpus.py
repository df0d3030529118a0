"""How well `checklist scan` finds the themes of the texts in tests/corpus: precision and recall by theme, language and half.

    python benchmarks/corpus.py            what is right and wrong in the texts for development, totals of those held out
    python benchmarks/corpus.py --readme   also write the table of the README anew

Texts with an odd number are for development, those with an even number are held out: of these only totals are told, so
that nobody tunes a term on them; so it is with those in tests/corpus/unseen, which came after the first round of tuning.
Those in tests/corpus/practice are for tuning too, and no part of the measure. Precision and recall are means over the themes
(macro average); a trap is a text without any theme.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
LANGUAGES = {"en": "English", "de": "German"}
DEVELOPMENT, PRACTICE, HELD_OUT, UNSEEN = GROUPS = "development", "practice", "held out", "unseen"
TOLD = DEVELOPMENT, PRACTICE


class Case(NamedTuple):
    """A text of a group with the themes that people gave it and those that the program found, by their scores."""

    lang: str
    group: str
    number: str
    given: frozenset[str]
    found: dict[str, int]
    guessed: str


class Count(NamedTuple):
    """How often a theme was rightly found, wrongly found, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Return the share of what was found that is right, None if nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Return the share of what there is that was found, None if there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


class Figures(NamedTuple):
    """Means over the themes, and how many of the traps stayed silent."""

    precision: float
    recall: float
    traps: int
    silent: int


def cases(lang: str) -> list[Case]:
    """Return the texts of the corpus in *lang*, scanned, then those for practice and the unseen ones."""
    return [*_cases(lang, ""), *_cases(lang, PRACTICE), *_cases(lang, UNSEEN)]


def _cases(lang: str, group: str) -> Iterator[Case]:
    from checklist import yamlio
    from checklist.articles import read_article
    from checklist.lexicons import load_lexicon
    from checklist.loading import load_rules
    from checklist.scanning import Reader, scan

    folder = CORPUS / group / lang
    lexicon, rules = load_lexicon(), load_rules()
    readers = {name: Reader(tongue) for name, tongue in lexicon.tongues.items()}
    labels = yamlio.parse((folder / "labels.yml").read_bytes(), "labels.yml")
    assert isinstance(labels, yamlio.Mapping)
    for number, label in labels.pairs:
        assert isinstance(label, yamlio.Mapping)
        themes = label.get("themes")
        assert isinstance(themes, yamlio.Sequence)
        article = read_article((folder / f"{number.text}.txt").read_bytes(), f"{number.text}.txt", lexicon)
        result = scan(article, lexicon, rules, reader=readers[article.lang])
        given = frozenset(node.text for node in themes.nodes if isinstance(node, yamlio.Scalar))
        found = {each.theme: each.score for each in result.themes}
        half = DEVELOPMENT if int(number.text) % 2 else HELD_OUT
        yield Case(lang, group or half, number.text, given, found, result.lang)


def counted(texts: Iterable[Case]) -> dict[str, Count]:
    """Return the counts by theme."""
    counts: dict[str, list[int]] = {}
    for case in texts:
        for theme in sorted(case.given | set(case.found)):
            kind = (0 if theme in case.given else 1) if theme in case.found else 2
            counts.setdefault(theme, [0, 0, 0])[kind] += 1
    return {theme: Count(*numbers) for theme, numbers in sorted(counts.items())}


def figures(texts: list[Case]) -> Figures:
    """Return the figures of some texts."""
    counts = counted(texts).values()
    precisions = [count.precision for count in counts if count.precision is not None]
    recalls = [count.recall for count in counts if count.recall is not None]
    traps = [case for case in texts if not case.given]
    silent = sum(not case.found for case in traps)
    return Figures(sum(precisions) / max(len(precisions), 1), sum(recalls) / max(len(recalls), 1), len(traps), silent)


def _mistakes(texts: Iterable[Case]) -> Iterator[str]:
    for case in texts:
        wrong = [f"+{theme} {case.found[theme]}" for theme in sorted(set(case.found) - case.given)]
        missed = [f"-{theme}" for theme in sorted(case.given - set(case.found))]
        if wrong or missed:
            yield f"  {case.group} {case.lang} {case.number}: {', '.join(wrong + missed)}"


def table(texts: list[Case], titles: dict[str, str]) -> str:
    """Return the table of the README in Markdown."""
    columns = [(lang, group) for lang in LANGUAGES for group in GROUPS]
    groups = [[case for case in texts if (case.lang, case.group) == column] for column in columns]
    lines = [
        "| precision / recall | " + " | ".join(f"{LANGUAGES[lang]}, {group}" for lang, group in columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    counts = [counted(group) for group in groups]
    for theme, title in titles.items():
        cells = [_pair(count[theme].precision, count[theme].recall) if theme in count else "–" for count in counts]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    whole = [figures(group) for group in groups]
    lines.append("| **mean of the themes** | " + " | ".join(f"**{_pair(each.precision, each.recall)}**" for each in whole) + " |")
    lines.append("| texts without a theme, left alone | " + " | ".join(f"{each.silent} of {each.traps}" for each in whole) + " |")
    return "\n".join(lines) + "\n"


def _pair(precision: float | None, recall: float | None) -> str:
    return " / ".join("–" if number is None else f"{number:.2f}" for number in (precision, recall))


def main(arguments: list[str]) -> None:
    """Print the figures; with `--readme` write the table too."""
    from checklist.loading import load_rules

    texts = [case for lang in LANGUAGES for case in cases(lang)]
    for lang in LANGUAGES:
        for name in TOLD if "--development" in arguments else GROUPS:
            group = [case for case in texts if (case.lang, case.group) == (lang, name)]
            total = figures(group)
            print(
                f"{LANGUAGES[lang]}, {name}: precision {total.precision:.2f}, recall {total.recall:.2f},"
                f" {total.silent} of {total.traps} traps silent"
            )
            if name in TOLD:
                for theme, count in counted(group).items():
                    print(f"  {theme}: {count.right} right, {count.wrong} wrong, {count.missed} missed")
                print("\n".join(_mistakes(group)))
    if "--readme" in arguments:
        path = ROOT / "README.md"
        text = table(texts, {theme.name: theme.title for theme in load_rules().themes.values()})
        section = re.compile(r"(<!-- corpus -->\n).*?(<!-- /corpus -->)", re.S)
        whole = section.sub(lambda found: found[1] + text + found[2], path.read_text(encoding="utf-8"))
        path.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
