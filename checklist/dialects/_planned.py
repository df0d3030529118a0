"""What a planning tool is to hold of a checklist: a task for each entry that is left to do.

The tools want the same under names of their own, which `csv_asana`, `csv_trello` and `csv_planner` say. Not responsible
for the whole of a checklist as a table (`csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import notes
from ..model import Checklist, Entry
from ..wording import Words, capital
from .csv import action, sources

# Tools find their people by address. What people wrote is no name of a user.
_ADDRESS = re.compile(r"[^\s@,;<>()\"']{1,64}@[^\s@,;<>()\"']{1,190}")


class Planned(NamedTuple):
    """One task: `group` is the heading it stands under, `level` as in the rules, `due` a day or "", `person` an address or ""."""

    name: str
    text: str
    group: str
    level: str
    label: str
    role: str
    person: str
    due: str
    minutes: str

    def labels(self, sign: str) -> str:
        """Return level and role, parted by *sign*, which neither of them holds."""
        return f"{sign} ".join(label.replace(sign, "") for label in (self.label, self.role))


def planned(checklist: Checklist, words: Words) -> Iterator[Planned]:
    """Yield what is left to do, in order: nothing that is waived, ticked or not applicable."""
    for section in checklist.sections:
        for task in section.tasks:
            for entry in task.channels or (task.entry,):
                own, above = (notes.read(each.state, words.wordings) if each.state else _NOTHING for each in (entry, task.entry))
                recorded = notes.inherited(own, above)
                if not recorded.done and recorded.na is None:
                    yield _planned(entry, capital(section.title), recorded, checklist, words)


_NOTHING = notes.Recorded(False, None, None, None, None)


def _planned(entry: Entry, group: str, recorded: notes.Recorded, checklist: Checklist, words: Words) -> Planned:
    person = recorded.owner or ""
    return Planned(
        name=f"{action(entry, words)} ({entry.code})",
        text=_text(entry, checklist, words),
        group=group,
        level=entry.level,
        label=capital(words.say(entry.level)),
        role=words.owner(entry.item.owner),
        person=person if _ADDRESS.fullmatch(person) else "",
        due=str((notes.day_of(recorded.due) if recorded.due else None) or entry.by or ""),
        minutes=str(entry.item.effort),
    )


def _text(entry: Entry, checklist: Checklist, words: Words) -> str:
    """Return what a reader of the task has to know, on several lines."""
    general = not checklist.campaign.facets
    because = words.condition(entry.item.when) if general else words.because(entry)
    law = sources(entry, words)
    owner = words.owner(entry.item.owner)
    lines = [
        str(entry.why),
        *(f"{number}. {step}" for number, step in enumerate(entry.how, 1)),
        f"{words.say('show')} {entry.evidence}",
        f"{capital(words.label(entry, general=general))}:{' ' + law if law else ' ' + words.say('no_law')}",
        f"{words.say('here_if' if general else 'here_because')} {because}",
        f"{words.say('who_label')} {words.say('effort', owner=owner, n=entry.item.effort)}",
    ]
    return "\n".join(lines)
