"""The laws of a page that lives for years, in every dialect that is read back.

Whatever people write and however the rules change: a refresh of a refresh changes nothing, what lies outside comes
back byte for byte, no tick and no note is lost, nothing of ours is taken for a note, and the sum sees a changed word
but not what wikis do to white space and signs.

40 examples for each law and dialect; CHECKLIST_LAWS=2000 asks for as many as `.ci/run` tries, 100000 for a night.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, assume, given, seed, settings, strategies as st

from checklist import api, dialects, moving, regions
from checklist.dialects._base import Unit
from checklist.errors import ChecklistError
from checklist.making import words_of
from checklist.model import RuleSet, State
from checklist.notes import RECORD, is_done
from tests import changes
from tests.people import is_written
from tests.strategies import EXAMPLES

DAY = date(2026, 11, 24)
DIALECTS = ("markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence")
# A case is split, so that several processes share it.
PARTS = 4


class Wiki(NamedTuple):
    """A dialect, and people who write in it."""

    format: str
    dialect: ModuleType
    people: Any


def wiki(format: str) -> Wiki:
    return Wiki(format, dialects.load(format), import_module(f"tests.people.{format.replace('-', '_')}"))


def embedded(rules: RuleSet, way: changes.Way, text: str, wiki: Wiki, **asked: Any) -> api.Embedded:
    """Return the page *text* with the checklist of *way* on it."""
    request = api.Request(
        way.brief, template=way.template, group_by=way.group_by, format=wiki.format, at_end=True, **asked
    )
    return api.embed(rules, text, "page", request=request, day=DAY, root="/nonexistent")


# A law looks at the same few pages over and over.
@lru_cache(maxsize=8)
def region_of(page: str, dialect: ModuleType) -> regions.Region:
    (region,) = regions.find(page, "page", dialect)
    return region


@lru_cache(maxsize=8)
def units_of(page: str, wiki: Wiki) -> tuple[Unit, ...]:
    region = region_of(page, wiki.dialect)
    return tuple(wiki.dialect.parse(page[region.inner_start : region.inner_end]))


def recorded(page: str, wiki: Wiki) -> dict[str, State]:
    """Return what the program reads from *page*, where a person wrote anything."""
    states = regions.states(units_of(page, wiki), "page", 1)
    return {code: state._replace(number="") for code, state in states.items() if is_written(state)}


def split(page: str, wiki: Wiki) -> tuple[str, str]:
    """Return what stands before and behind the region."""
    region = region_of(page, wiki.dialect)
    return page[: region.start], page[region.end :]


# ---- what stands around a checklist: text, headings, and code that looks like ours


MARKER = "checklist-end sum=0"
AROUND: Mapping[str, tuple[str, ...]] = {
    "markdown": (
        "Hello *team*.", "# A title", "## Part\n\nText.", f"```\n<!-- {MARKER} -->\n[checklist]\n# x\n```", f"    <!-- {MARKER} -->",
        "- [ ] a task of ours (TRN-01)", f"See `<!-- {MARKER} -->`.", "| a | b |\n|---|---|", "---", "Last line  ", "<!-- a comment -->",
    ),
    "mediawiki": (
        "Hello ''team''.", "= A title =", "== Part ==\nText.", f"<pre>\n<!-- {MARKER} -->\n[checklist]\n== x ==\n</pre>",
        f"<nowiki><!-- {MARKER} --></nowiki>", "* ☐ a task of ours (TRN-01)", "{| class=\"wikitable\"\n| a || b\n|}", "----",
        "[[Category:Checklists]]", f"<syntaxhighlight lang=\"html\">\n<!-- {MARKER} -->\n</syntaxhighlight>", "<!-- a comment -->",
    ),
    "dokuwiki": (
        "Hello //team//.", "====== A title ======", "===== Part =====\n\nText.",
        f"<code>\n[[#{MARKER}|\u200b]]\n[checklist]\n== x ==\n</code>",
        f"%%[[#{MARKER}|\u200b]]%%", "  * ☐ a task of ours (TRN-01)", "^ a ^ b ^\n| 1 | 2 |", "----",
        f"<nowiki>[[#{MARKER}|\u200b]]</nowiki>",
        f"<file>\n[[#{MARKER}|\u200b]]\n</file>",
    ),
    "confluence": (
        "<p>Hello <em>team</em>.</p>", "<h1>A title</h1>", "<h2>Part</h2><p>Text.</p>",
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[<p>[checklist]</p> checklist-end sum=0]]></ac:plain-text-body>'
        "</ac:structured-macro>",
        "<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>ours (TRN-01)"
        "</ac:task-body></ac:task></ac:task-list>",
        "<table><tbody><tr><td>a&nbsp;b</td></tr></tbody></table>", "<p />", "<hr/>", "<!-- a comment -->",
    ),
}


@st.composite
def hosts(draw: st.DrawFn, wiki: Wiki) -> str:
    """A page with room for a checklist, its line ends of either kind."""
    blocks = st.lists(st.sampled_from(AROUND[wiki.format.removesuffix("-todo")]), max_size=3)
    room = "<p>[checklist]</p>" if wiki.format == "confluence" else "[checklist]"
    page = "\n\n".join([*draw(blocks), room, *draw(blocks)]) + draw(st.sampled_from(["\n", "", "\n\n"]))
    return page.replace("\n", "\r\n") if draw(st.sampled_from([False, False, True])) else page


@st.composite
def edits(draw: st.DrawFn, page: str, wiki: Wiki) -> dict[str, State]:
    """What people recorded at some of the lines of *page*."""
    region = region_of(page, wiki.dialect)
    ours = page[region.start : region.end].replace("\r\n", "\n")
    codes = draw(st.lists(st.sampled_from(wiki.people.codes(ours)), max_size=4, unique=True))
    return {code: draw(wiki.people.states) for code in codes}


def first_page(rules: RuleSet, way: changes.Way, host: str, wiki: Wiki) -> str:
    """Return *host* with a checklist nobody has written on; a case in which the options leave nothing is passed over."""
    try:
        return embedded(rules, way, host, wiki).text
    except ChecklistError as error:
        assert [problem.code for problem in error.problems] == ["SEL01"]
        assume(False)
        raise


def typed(page: str, states: Mapping[str, State], wiki: Wiki) -> str:
    """Return *page* with *states* typed into its checklist, each line ended as the page ends its lines."""
    region = region_of(page, wiki.dialect)
    ours = page[region.start : region.end]
    written = str(wiki.people.written(ours.replace("\r\n", "\n"), states))
    return page[: region.start] + (written.replace("\n", "\r\n") if "\r\n" in ours else written) + page[region.end :]


# ---- the laws


# In XML the tail of a code that was merged becomes an element of its own, and loses the break it began with.
_WRAPPED = re.compile(r"\A(?:<(p|div)>(?P<inner>.*)</\1>|(?P<bare>.*))\Z", re.S)
_BREAKS = re.compile(r"\A(?:\s|<br\b[^<>]*>|</br>)+")


def lines_of(states: Iterable[State]) -> Counter[str]:
    """Return every line that people wrote, tails included, blanks and signs at its ends aside."""
    lines = [line for state in states for line in (state.tail, *state.notes)]
    return Counter(stripped for line in lines if RECORD not in line and (stripped := _unwrapped(line).strip("\r\n \t*:->")))


def _unwrapped(line: str) -> str:
    found = _WRAPPED.match(line.strip())
    assert found
    return _BREAKS.sub("", found["inner"] or found["bare"] or "")


def is_carried(state: State, after: Mapping[str, State]) -> bool:
    """Return whether all notes of *state* stand somewhere in *after*, in order and together."""
    return not state.notes or any(
        found.notes[start : start + len(state.notes)] == state.notes
        for found in after.values() for start in range(len(found.notes) - len(state.notes) + 1)
    )


def is_accounted_for(code: str, state: State, after: Mapping[str, State], heirs: Mapping[str, str]) -> bool:
    """Return whether the tick of *state* stands where it belongs, or a line says why it was taken back."""
    if not is_done(state.box):
        return True
    plain, _, channel = code.partition(".")
    heir = heirs.get(plain, plain)
    places = [after[name] for name in (code, heir, f"{heir}.{channel}") if name in after]
    places += [found for name, found in after.items() if name.startswith(heir + ".")]
    return any(is_done(found.box) or any(RECORD in line for line in found.notes) for found in places)


def cases(test: Any) -> Any:
    """Run a law in every dialect, each in parts that several processes can share."""
    return pytest.mark.parametrize("format", DIALECTS)(pytest.mark.parametrize("part", range(PARTS))(test))


def law(format: str, part: int) -> Any:
    """Return the settings of one part of a law; each part draws examples of its own, the same on every run."""
    # Shrinking would take longer than reading the page.
    chosen = settings(
        max_examples=EXAMPLES // PARTS, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
    )
    start = None if "CHECKLIST_FUZZ" in os.environ else crc32(f"{format} {part}".encode())
    return lambda test: seed(start)(chosen(test)) if start is not None else chosen(test)


@cases
def test_no_tick_and_no_note_is_lost_whatever_changes(format, part):
    """All laws of a refresh, on one page: they need the same pages, and those are what takes time."""
    on = wiki(format)

    @law(format, part)
    @given(changes.rules_before, changes.ways, changes.ways, hosts(on), st.data())
    def holds(before, way, later, host, data):
        old, new = changes.built(before), changes.built(data.draw(changes.changed(before)))
        page = first_page(old, way, host, on)
        states = data.draw(edits(page, on))
        page = typed(page, states, on)
        kept = {code: state for code, state in states.items() if is_written(state)}
        assert recorded(page, on) == kept, "nothing of ours is taken for a note, nor a note for ours"
        assert embedded(old, way, page, on).text == page, "a page of now stays as people left it"
        try:
            result = embedded(new, later, page, on).text
        except ChecklistError as error:
            assert {problem.code for problem in error.problems} <= {"SEL01", "PAG07"}
            assume(False)
        assert split(result, on) == split(page, on), "bytes outside the region are identical"
        after = recorded(result, on)
        heirs = moving.heirs(new.item_list)
        assert [code for code, state in kept.items() if not is_carried(state, after)] == [], "no note is lost"
        assert lines_of(after.values()) == lines_of(kept.values()), "no line is lost, none is made up"
        assert [code for code, state in kept.items() if not is_accounted_for(code, state, after, heirs)] == [], "no tick is lost"
        assert embedded(new, later, result, on).text == result, "a refresh of a refresh changes nothing"

    holds()


# ---- the sum

_UNSEEN = re.compile(
    r"(?:\]\([^)]*|\[\[#[^|\]]*|\[\[?https?:[^\s|]*|checklist-(?:begin|end)[^>]*"
    r"|ac:name=\"\">[^<]*|<ac:task-(?:id|status)>[^<]*|&#?\w*)\Z"
)


def sum_of(page: str, on: Wiki, rules: RuleSet) -> str:
    return regions.checksum(units_of(page, on), on.dialect, gone=words_of(rules).all_of("gone"))


@cases
def test_the_sum_survives_what_honest_wikis_do(format, part):
    on = wiki(format)

    @law(format, part)
    @given(changes.rules_before, changes.ways, st.data())
    def holds(before, way, data):
        rules = changes.built(before)
        page = first_page(rules, way, "", on)
        page = typed(page, data.draw(edits(page, on)), on)
        changed = data.draw(on.people.honest)(page)
        assert sum_of(changed, on, rules) == region_of(page, on.dialect).sum
        boxes = {unit.code: unit.box for unit in units_of(page, on) if unit.kind == "task"}
        assert {unit.code: unit.box for unit in units_of(changed, on) if unit.kind == "task"} == boxes

    holds()


def other(sign: str) -> str:
    """Return another sign of the same kind: a letter for a letter, a number for a number."""
    choices = "37" if sign.isdigit() else "→€" if unicodedata.category(sign)[0] == "S" else "qk"
    return choices[choices[0] == sign]


@cases
def test_the_sum_sees_a_changed_word_number_or_sign(format, part):
    on = wiki(format)

    @law(format, part)
    @given(changes.rules_before, changes.ways, st.data())
    def holds(before, way, data):
        rules = changes.built(before)
        page = first_page(rules, way, "", on)
        item = data.draw(st.sampled_from(rules.item_list))
        word = data.draw(st.sampled_from([*re.findall(r"[^\W_]+|[€→]", item.action), "Guidance", "2026"]))
        places = [found.start() for found in re.finditer(re.escape(word), page) if not _is_address(page, found.start())]
        assume(places)
        place = data.draw(st.sampled_from(places)) + data.draw(st.integers(0, len(word) - 1))
        changed = page[:place] + other(page[place]) + page[place + 1 :]
        try:
            assert sum_of(changed, on, rules) != region_of(page, on.dialect).sum
        except ChecklistError:
            return  # a code that now stands twice, or markup that is broken: it is refused as well
        with pytest.raises(ChecklistError):
            embedded(rules, way, changed, on)

    holds()


def _is_address(page: str, place: int) -> bool:
    """Return whether *place* lies in a tag, an entity, a marker or the target of a link: what readers do not see."""
    line = page[page.rfind("\n", 0, place) + 1 : place]
    return line.count("<") > line.count(">") or bool(_UNSEEN.search(line))
