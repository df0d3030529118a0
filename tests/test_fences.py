"""Finding the blocks called `checklist` on a page: GitHub and the site agree on what is one."""

from __future__ import annotations

import cmarkgfm
import pytest
from hypothesis import given, strategies as st

from checklist import fences
from tests.engines import tree
from tests.strategies import moderate

NAME = "checklist"


def found(text: str) -> list[tuple[int, int, int, str, bool]]:
    """Return first line, line after the last, indentation, text, and whether it is closed, of each block."""
    return [(each.start, each.end, each.indent, "|".join(each.body), each.is_closed) for each in fences.find(text.split("\n"), NAME)]


@pytest.mark.parametrize(
    "text, blocks",
    [
        pytest.param("```checklist\na: 1\n```", [(0, 3, 0, "a: 1", True)], id="backticks"),
        pytest.param("~~~checklist\na: 1\n~~~", [(0, 3, 0, "a: 1", True)], id="tildes"),
        pytest.param("````` checklist  \na\n\nb\n`````  ", [(0, 5, 0, "a||b", True)], id="five, and blanks"),
        pytest.param("```checklist\na\n`````", [(0, 3, 0, "a", True)], id="closed by more"),
        pytest.param("```checklist\n```", [(0, 2, 0, "", True)], id="nothing in it"),
        pytest.param("x\n  ```checklist\n  a\n    b\n  ```\ny", [(1, 5, 2, "a|  b", True)], id="indented"),
        pytest.param("```checklist\na\n  ```", [(0, 3, 0, "a", True)], id="closing fence indented"),
        pytest.param("```checklist\na\n```\n```checklist\nb\n```", [(0, 3, 0, "a", True), (3, 6, 0, "b", True)], id="two"),
        pytest.param("```\nx\n```\n```checklist\na\n```", [(3, 6, 0, "a", True)], id="after another"),
        pytest.param("~~~\n\n```checklist\na\n```", [(2, 5, 0, "a", True)], id="after one that is never closed"),
        pytest.param("  ```text\nx\n```checklist\na\n```\n  ```", [(2, 5, 0, "a", True)], id="after one whose indentation ends"),
        pytest.param("```checklist\na", [(0, 1, 0, "", False)], id="never closed"),
        pytest.param("```checklist\na\n    ```", [(0, 1, 0, "", False)], id="closing fence too deep"),
        pytest.param("````checklist\na\n```", [(0, 1, 0, "", False)], id="closing fence too short"),
        pytest.param("```checklist\na\n```python\nx\n```", [(0, 1, 0, "", False)], id="another block begins first"),
        pytest.param("    ```checklist\n    a\nb\n    ```", [(0, 1, 4, "", False)], id="text that is indented less"),
    ],
)
def test_find_returns_the_block(text, blocks):
    assert found(text) == blocks


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("````\n```checklist\na\n```\n````", id="in a longer fence"),
        pytest.param("~~~\n```checklist\na\n```\n~~~", id="in another fence"),
        pytest.param("````markdown\ntext\n\n```checklist\na\n```\n\n````", id="in a longer fence with a name"),
        pytest.param("- x\n\n    ````\n    ```checklist\n    a\n    ```\n    ````", id="in a longer fence of a list"),
        pytest.param("```checklists\na\n```", id="another name"),
        pytest.param("```Checklist\na\n```", id="capital"),
        pytest.param("```checklist title\na\n```", id="more than the name"),
        pytest.param("```{.checklist}\na\n```", id="attributes"),
        pytest.param("``checklist\na\n``", id="two backticks"),
        pytest.param("```checklist```", id="code within a line"),
        pytest.param("> ```checklist\n> a\n> ```", id="quote"),
        pytest.param("- ```checklist\n  a\n  ```", id="on the line of an item"),
        pytest.param("checklist\n```", id="name alone"),
        pytest.param("", id="nothing"),
    ],
)
def test_find_leaves_alone(text):
    assert found(text) == []


@pytest.mark.parametrize("line", ["```checklist", "    ```checklist", "```x", "  ~~~", "``` `", "`" * 50], ids=repr)
def test_find_takes_time_in_proportion_to_the_page(line):
    # Anything quadratic would take hours here.
    assert len(fences.find([line, "    text", "        deeper"] * 100_000, NAME)) in (0, 100_000)


def _block(fence: str, name: str, body: list[str]) -> list[str]:
    return [fence + name, *(line for line in body if not line.startswith(fence)), fence]


PLAIN = st.lists(st.sampled_from(["a: 1", "", "  deeper", "text `x`"]), max_size=4)
ANY = st.lists(st.sampled_from(["a: 1", "", "```checklist", "```", "~~~checklist", "~~~", "````checklist", "````", "~~~~"]), max_size=6)
FENCES = st.sampled_from(["```", "~~~", "````", "~~~~", "``````"])
OTHERS = st.sampled_from(["", "text", " markdown", "checklists", " {.checklist}"])
PARTS = st.one_of(st.builds(_block, FENCES, st.just(NAME), PLAIN), st.builds(_block, FENCES, OTHERS, ANY), st.just(["", "text", ""]))


@moderate
@given(parts=st.lists(PARTS, max_size=6))
def test_the_blocks_found_are_those_that_github_shows_as_code(parts):
    lines = [line for part in parts for line in part]
    shown = tree(cmarkgfm.github_flavored_markdown_to_html("\n".join(lines)))
    code = ["".join(pre.itertext()) for pre in shown.iter("pre") if pre.get("lang") == NAME]
    assert ["".join(f"{line}\n" for line in each.body) for each in fences.find(lines, NAME)] == code


LINES = st.sampled_from(["```checklist", "  ~~~checklist", "```", "  ~~~", "````", "```text", "a: 1", "", "  a"])


@moderate
@given(lines=st.lists(LINES, max_size=14))
def test_blocks_stand_in_order_and_hold_no_fence(lines):
    blocks = fences.find(lines, NAME)
    assert [each.start for each in blocks] == sorted({each.start for each in blocks})
    for block, after in zip(blocks, [*blocks[1:], None]):
        assert NAME in lines[block.start] and block.end <= (after.start if after else len(lines))
        assert not any(line.lstrip().startswith(("```", "~~~")) for line in block.body)
