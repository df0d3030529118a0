"""What people write into pages, one module for each dialect that is read back.

A module offers Hypothesis strategies and ways to lay on a page what they draw:

    states                 what a person records at a task: a `State` with a box, a tail and notes as they type them
    codes(page)            the codes of the task lines of a page that nobody has written on, in order
    written(page, recorded)    such a page with *recorded* (code -> state) typed in
    stands(page, code, state)  whether *state* stands at *code* letter for letter, and nothing of ours among the notes
    honest                 functions page -> page: what a wiki or an editor changes without changing a word

A page is read here with patterns of these modules, not with the dialect's, so that the two check each other.
"""

from __future__ import annotations

from checklist.model import State


def is_written(state: State) -> bool:
    """Return whether *state* holds anything a person would miss."""
    return bool(state.box.strip() or state.tail.strip() or any(line.strip() for line in state.notes))
