"""Many campaigns in one run: which file each checklist is written to, and which briefs stand in each other's way.

Names in, values out. Not responsible for making checklists (`making`), for files (`writing`), nor for the index over them
(`indexes`).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .errors import Location, Problem


class Place(NamedTuple):
    """A brief, the file its checklist goes to, and what keeps it from there, if anything does."""

    campaign: str
    output: str
    problem: Problem | None = None


def places(campaigns: Iterable[str], folder: str, suffix: str, *, index: str = "") -> tuple[Place, ...]:
    """Return where the checklists of *campaigns* go: into *folder*, under the name of the brief with the ending *suffix*.

    A brief that is named twice counts once. Those that would be written to one file are all refused, and so is one that would be
    written over a brief or over *index*, the file name of the index. Names that differ in case or in how a letter is composed
    are one, because some file systems see no difference.
    """
    listed = list({os.path.realpath(path): path for path in reversed(list(campaigns))}.values())[::-1]
    outputs = [os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + suffix) for path in listed]
    claimed: dict[str, list[str]] = {}
    for path, output in zip(listed, outputs):
        claimed.setdefault(_folded(output), []).append(path)
    briefs = {os.path.realpath(path) for path in listed}
    indexed = _folded(os.path.join(folder, index)) if index else ""
    found = []
    for path, output in zip(listed, outputs):
        rivals = [other for other in claimed[_folded(output)] if other != path]
        found.append(Place(path, output, _obstacle(path, output, rivals, briefs, _folded(output) == indexed)))
    return tuple(found)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _obstacle(path: str, output: str, rivals: Sequence[str], briefs: set[str], is_index: bool) -> Problem | None:
    if os.path.realpath(output) in briefs:
        return Problem(Location(path), "OUT05", f"its checklist would be written over a brief, {output}", "choose another directory")
    if is_index:
        hint = "rename the brief, or leave out the index with --no-index"
        return Problem(Location(path), "OUT05", f"{output} is where the index goes", hint)
    if rivals:
        more = f" and {len(rivals) - 1} more" if len(rivals) > 1 else ""
        return Problem(Location(path), "OUT05", f"{output} would hold the checklist of {rivals[0]}{more} too", "rename one of them")
    return None


class Tally:
    """What became of the briefs of one run, by their number; `ids` are the checklists made so far, with their briefs."""

    def __init__(self, total: int) -> None:
        self.total, self.written, self.unchanged, self.failed = total, 0, 0, 0
        self.exit_code = 0
        self.ids: dict[str, str] = {}

    def claim(self, id: str, campaign: str) -> Problem | None:
        """Return what is wrong where the checklist *id* was made of another brief already; else it belongs to *campaign* now."""
        first = self.ids.setdefault(id, campaign)
        if first == campaign:
            return None
        return Problem(Location(campaign), "REF02", f"its id is {id!r}, which is that of {first}", "give one of them an `id` of its own")

    def fail(self, exit_code: int) -> None:
        """Count a brief that failed; the worst exit code stands."""
        self.failed += 1
        self.worsen(exit_code)

    def worsen(self, exit_code: int) -> None:
        """Take note of an exit code; the worst one stands."""
        self.exit_code = max(self.exit_code, exit_code)

    def summary(self) -> str:
        """Return what became of the briefs in one line."""
        left = self.total - self.written - self.unchanged - self.failed
        counts = ((self.unchanged, "unchanged"), (self.failed, "failed"), (left, "not begun"))
        told = [f"{self.written} checklist{'' if self.written == 1 else 's'} written"]
        return ", ".join(told + [f"{number} {what}" for number, what in counts if number])
