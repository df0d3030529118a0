"""The parts that a record of a checklist is made of: words of the vocabulary, sources, items, entries, both ways.

Texts stand once at their item, sources once by name; what is usual is left out. Not responsible for how the parts make a
checklist (`freezing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from .inlines import Code, Em, Inline, Link, Prose, Strong, Text as Literal
from .kinds import Day, Flag, Many, Maybe, Name, Number, OneOf, Pairs, Reading, Row, Table, Text, step
from .errors import Location
from .model import (
    LEVELS, All, Any_, Becomes, Citation, Condition, Facet, Is, Not, Parameter, Source, State, Term, Tested, Theme, Truth, Value,
    Vocabulary, Waiver,
)
from .prose import safe_url
from .shapes import Shape

NOWHERE = Location("")
_LONGEST_NOTE = 100_000


# ---- single values

TEXT = Text()
SLUG = Text(60, pattern="[a-z0-9][a-z0-9_-]*", say="a name in small letters, digits and hyphens")
LANG = Text(2, pattern="[a-z]{2}", say="write en")
VERSION = Text(40, pattern="[0-9]{1,9}(?:\\.[0-9]{1,9}){2}", say="write 1.2.0")
ITEM_CODE = Text(20, pattern="[A-Z]{3}-[0-9]{2,3}", say="write PRV-03")
CODE = Text(80, pattern="[A-Z]{3}-[0-9]{2,3}(?:\\.[a-z0-9_-]+)?", say="write PRV-03 or PRV-03.tiktok")
CODES = Many(CODE)
LEVEL = OneOf(*LEVELS)
TRUTH = OneOf("no", "perhaps", "yes", values=tuple(Truth))


class _Url(Text):
    """An address to link to: http, https or mailto, without a password; "" for none."""

    def __init__(self) -> None:
        super().__init__(2_000)

    def read(self, plain: Any, at: str, reading: Reading) -> str:
        url = super().read(plain, at, reading)
        if url and safe_url(url) != url:
            reading.report(at, "is no address to link to", "http, https or mailto")
            return ""
        return url


class _Running:
    """A running text: a string, or a list of strings and of `{"strong": […]}`, `em`, `code`, `{"link": […], "url": …}`."""

    def write(self, value: Prose) -> Any:
        if len(value.parts) == 1 and isinstance(value.parts[0], Literal) and value.parts[0].text:
            return value.parts[0].text
        return [self._written(part) for part in value.parts]

    def _written(self, part: Inline) -> Any:
        if isinstance(part, Literal):
            return part.text
        if isinstance(part, Code):
            return {"code": part.text}
        inner = [self._written(each) for each in part.parts]
        return {"link": inner, "url": part.url} if isinstance(part, Link) else {"strong" if isinstance(part, Strong) else "em": inner}

    def read(self, plain: Any, at: str, reading: Reading) -> Prose:
        if isinstance(plain, list):
            return Prose(self._parts(plain, at, reading))
        text = TEXT.read(plain, at, reading)
        return Prose((Literal(text),) if text else ())

    def _parts(self, plain: Any, at: str, reading: Reading) -> tuple[Inline, ...]:
        if not isinstance(plain, list):
            reading.report(at, "is no list", "put it in square brackets")
            return ()
        return tuple(self._part(each, step(at, place), reading) for place, each in enumerate(plain))

    def _part(self, plain: Any, at: str, reading: Reading) -> Inline:
        if not isinstance(plain, dict):
            return Literal(TEXT.read(plain, at, reading))
        if set(plain) == {"code"}:
            return Code(TEXT.read(plain["code"], step(at, "code"), reading))
        if set(plain) == {"link", "url"}:
            return Link(self._parts(plain["link"], step(at, "link"), reading), URL.read(plain["url"], step(at, "url"), reading))
        if set(plain) == {"strong"}:
            return Strong(self._parts(plain["strong"], step(at, "strong"), reading))
        if set(plain) == {"em"}:
            return Em(self._parts(plain["em"], step(at, "em"), reading))
        reading.report(at, "is no part of a text", "a string, or an object of strong, em, code, or link and url")
        return Literal("")

    def describe(self) -> Shape:
        return {"$ref": "#/$defs/running"}


class _When:
    """A condition as rule files write it, always nested: `{facet: [value, …]}`, `all`, `any`, `not`."""

    def write(self, value: Condition) -> Any:
        if isinstance(value, Is):
            return {value.facet: list(value.wanted)}
        if isinstance(value, Not):
            return {"not": self.write(value.part)}
        return {"all" if isinstance(value, All) else "any": [self.write(part) for part in value.parts]}

    def read(self, plain: Any, at: str, reading: Reading) -> Condition:
        if not isinstance(plain, dict) or len(plain) != 1:
            reading.report(at, "is no condition", "an object of one facet, or of all, any or not")
            return All(())
        (name, inner), = plain.items()
        place = step(at, name)
        if name == "not":
            return Not(self.read(inner, place, reading))
        if name in ("all", "any"):
            if not isinstance(inner, list) or not inner:
                reading.report(place, "is no list of conditions", "put them in square brackets")
                return All(())
            parts = tuple(self.read(each, step(place, number), reading) for number, each in enumerate(inner))
            return All(parts) if name == "all" else Any_(parts)
        FACET.read(name, place, reading)
        wanted = VALUES.read(inner, place, reading)
        check_values(name, wanted, place, reading)
        return Is(name, wanted)

    def describe(self) -> Shape:
        return {"$ref": "#/$defs/condition"}


URL, RUNNING, FACET = _Url(), _Running(), Name("facets")
VALUES = Many(SLUG, most=1_000)
MARKETS = Many(Name("markets"), most=1_000)


def check_values(facet: str, values: Iterable[str], at: str, reading: Reading) -> None:
    """Report each of *values* that *facet* does not have."""
    known = reading.known.get("facets", {}).get(facet)
    for value in values:
        if known is not None and value not in known.members:
            reading.report(at, f"names {value!r}, which is no value of {facet}", "restore it from a copy")


# ---- the vocabulary


def closed(name: str, title: str, question: str, members: Mapping[str, Value]) -> Facet:
    """Return a facet with what lies above and below each of its values; a hierarchy that runs in a circle does no harm."""
    above: dict[str, frozenset[str]] = {}
    below: dict[str, set[str]] = {value: set() for value in members}
    for value in members:
        reached, to_visit = {value}, [value]
        while to_visit:
            for wider in members[to_visit.pop()].within:
                if wider not in reached:
                    reached.add(wider)
                    to_visit.append(wider)
        above[value] = frozenset(reached)
        for wider in reached:
            below[wider].add(value)
    return Facet(name, title, question, members, above, {value: frozenset(names) for value, names in below.items()})


class _Facets(Table):
    """The facets by name; those that pages always speak of have to be there."""

    def read(self, plain: Any, at: str, reading: Reading) -> dict[str, Any]:
        found = {name: facet._replace(name=name) for name, facet in super().read(plain, at, reading).items() if facet}
        reading.known |= {"facets": found} | {name: found[name].members for name in ("markets", "channels") if name in found}
        for name in ("markets", "channels"):
            if name not in found and not reading.problems:
                reading.report(step(at, name), "is missing", "restore it from a copy")
        return found


def _check_members(facet: Facet, at: str, reading: Reading) -> None:
    for name, value in facet.members.items():
        for wider in value.within:
            if wider not in facet.members:
                reading.report(step(step(step(at, "members"), name), "within"), f"names {wider!r}, which is no value there", "restore it")


def _facet(title: str, question: str, members: dict[str, Value]) -> Facet:
    known = all(wider in members for value in members.values() for wider in value.within)
    return closed("", title, question, members) if known else Facet("", title, question, members, {}, {})


_VALUE = Row(
    Value, {"title": TEXT, "phrase": TEXT, "short": TEXT, "within": (Many(SLUG, most=1_000), ())},
    fixed={"name": "", "define": "", "languages": ()},
)
_TERM = Row(Term, {"title": TEXT}, fixed={"name": "", "define": ""})
VOCABULARY = Row(Vocabulary, {
    "facets": _Facets(SLUG, Row(
        _facet, {"title": TEXT, "question": TEXT, "members": Table(SLUG, _VALUE, named="name", most=1_000)}, check=_check_members,
    ), most=100),
    "owners": Table(SLUG, _TERM, named="name", known="owners"),
    "phases": Table(SLUG, _TERM, named="name", known="phases"),
})

# ---- rules

THEME = Row(Theme, {"code": Text(3, pattern="[A-Z]{3}"), "title": TEXT, "impact": TEXT}, fixed={"name": ""})
SOURCE = Row(
    Source,
    {
        "title": TEXT, "short": TEXT, "issuer": TEXT, "provision": TEXT, "jurisdictions": MARKETS, "kind": SLUG,
        "since": Day(), "since_text": TEXT, "until": (Maybe(Day()), None), "url": URL, "summary": TEXT,
        "through": (Pairs(Name("markets"), TEXT), ()), "checked": Day(), "review_by": Day(), "confidence": SLUG, "caveat": (TEXT, ""),
    },
    fixed={"name": "", "location": NOWHERE},
)
PARAMETER = Row(
    Parameter, {"name": SLUG, "title": TEXT, "default": (Maybe(TEXT), None), "type": SLUG},
    fixed={"min": None, "max": None},
)


class KeptItem(NamedTuple):
    """An item with its texts as the page has them; `how` are the steps that all of its entries share."""

    theme: str
    also: tuple[str, ...]
    owner: str
    phase: str
    effort: int
    lead: int
    level: str
    per: str
    when: Condition | None
    since: str
    revised: str
    revised_by: str
    replaces: tuple[str, ...]
    packs: tuple[str, ...]
    action: Prose
    why: Prose
    how: tuple[Prose, ...]
    evidence: Prose
    snippets: tuple[tuple[str, Prose], ...]


ITEM = Row(KeptItem, {
    "theme": SLUG, "also": (Many(SLUG), ()), "owner": Name("owners"), "phase": Name("phases"), "effort": Number(0, 100_000),
    "lead": (Number(-100_000, 100_000), 0), "level": LEVEL, "per": (OneOf("channels", "", values=("channels", "")), ""),
    "when": (Maybe(_When()), None), "since": VERSION, "revised": VERSION, "revised_by": SLUG,
    "replaces": (Many(ITEM_CODE), ()), "packs": Many(SLUG, least=1), "action": RUNNING, "why": RUNNING,
    "how": (Many(RUNNING), ()), "evidence": RUNNING, "snippets": (Pairs(LANG, RUNNING, most=100), ()),
})

# ---- what the campaign came to


def _check_test(test: Tested, at: str, reading: Reading) -> None:
    check_values(test.facet, (*test.wanted, *(test.stated or ())), at, reading)


TESTS = Many(Row(
    Tested,
    {"facet": FACET, "wanted": VALUES, "stated": (Maybe(VALUES), None), "truth": (TRUTH, Truth.TRUE), "negated": (Flag(), False)},
    check=_check_test,
))
CITATION = Row(Citation, {
    "source": Name("sources", whole=True), "places": MARKETS, "provision": TEXT, "certain": (Flag(), True), "reach": (Flag(), True),
    "open_tests": (TESTS, ()),
})
WAIVER = Row(Waiver, {"code": CODE, "reason": TEXT, "approver": TEXT, "expires": Day()}, fixed={"location": NOWHERE})
STATE = Row(State, {
    "box": (Text(_LONGEST_NOTE), " "), "tail": (Text(_LONGEST_NOTE), ""), "notes": (Many(Text(_LONGEST_NOTE, raw=True)), ()),
    "number": (TEXT, ""),
})


class KeptEntry(NamedTuple):
    """An entry without its item; `steps` follow those that all entries of the item share."""

    channel: str
    level: str
    confirmed: bool
    applies: Truth
    because: tuple[Tested, ...]
    to_confirm: tuple[Tested, ...]
    citations: tuple[Citation, ...]
    becomes: Becomes | None
    by: date | None
    see: tuple[Source, ...]
    steps: tuple[Prose, ...]
    waiver: Waiver | None
    state: State | None


ENTRY = Row(KeptEntry, {
    "channel": (Name("channels"), ""), "level": LEVEL, "confirmed": (Flag(), False), "applies": (TRUTH, Truth.TRUE),
    "because": (TESTS, ()), "to_confirm": (TESTS, ()), "citations": (Many(CITATION), ()),
    "becomes": (Maybe(Row(Becomes, {"day": Day(), "citation": CITATION})), None), "by": (Maybe(Day()), None),
    "see": (Many(Name("sources", whole=True)), ()), "steps": (Many(RUNNING), ()), "waiver": (Maybe(WAIVER), None),
    "state": (Maybe(STATE), None),
})
