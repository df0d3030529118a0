"""Lay a house pack over rules: what it adds, changes and switches off, and which pack shaped which line.

Packs are laid one after the other. Two that change one thing differently are told by both places, unless the later one
extends the earlier. Texts in, values out; nothing is opened here (`loading` does that).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from . import yamlio
from .errors import ChecklistError, Location, Problem, suggestion
from .fields import Reading
from .houses import HOUSE, House, MoreFacet, Override, Setting
from .model import SOURCE_LANG, Disabled, Facet, Item, Pack, Parameter, RuleSet, Source, Theme, Vocabulary
from .records import Record
from .schema import SOURCES, THEME
from .versions import allows
from .vocabularies import closed_facet, on_a_cycle
from .yamlio import Mapping as MappingNode, Node

_ADDED = {"also_required_by": "required_by", "also_see": "see"}
OFF = "disable"


class Touch(NamedTuple):
    """Who set something to what, and where."""

    pack: str
    value: Any
    location: Location


class Layers(NamedTuple):
    """Rules with what packs were laid over them; `touched` says who set which field of which code."""

    rules: RuleSet
    touched: Mapping[tuple[str, str], Touch] = {}


def lay(
    layers: Layers, path: str, texts: Mapping[str, bytes], *, langs: Sequence[str] = (), problems: Sequence[Problem] = ()
) -> Layers:
    """Return *layers* with the house pack on top that *texts* make.

    *path* is its directory, and texts go by their path within it, `pack.yml` first; or it is a file, and its text goes by "".
    *langs* are the languages it has translations for, *problems* those of files that are missing.

    Raises:
        ChecklistError: with every problem of every file.
    """
    return _Tailor(layers, path, texts, langs, problems).laid()


class _Tailor:
    """One house pack on its way over the rules below it."""

    def __init__(
        self, layers: Layers, path: str, texts: Mapping[str, bytes], langs: Sequence[str], problems: Sequence[Problem]
    ) -> None:
        self.base, self.touched = layers.rules, dict(layers.touched)
        self.path, self.texts, self.langs = path, texts, langs
        self.problems = list(problems)
        self.known: dict[str, Collection[str]] = {}
        self.items = {item.code: item for item in self.base.item_list}
        self.at = Location(self._path(next(iter(texts), "")))
        self.house: House
        self.name = ""

    def laid(self) -> Layers:
        """Return the layers, or raise every problem."""
        nodes = {name: node for name in self.texts if (node := self._parsed(name)) is not None}
        self._know(nodes)
        self._check()
        house: House | None = self._read(nodes, next(iter(self.texts), ""), HOUSE)
        sources = [*(house.sources if house else ()), *(self._read(nodes, "sources.yml", SOURCES) or ())]
        themes = [*(house.themes if house else ())]
        for name in nodes:
            if name.startswith("themes/"):
                self.known["this theme"] = [name[7:-4]]
                read = self._read(nodes, name, THEME)
                themes += [read] if read else []
        self._check()
        assert house is not None
        self.house, self.name, self.at = house, house.pack.name, house.location
        self._check_pack(house.pack)
        for theme in (theme for theme, _ in themes if theme.name in self.base.themes):
            self._report(self.at, "REF02", f"theme {theme.name} is there already", "add to it with `items`, each with its theme")
        vocabulary = self._vocabulary(house)
        all_sources = self._sources(sources)
        for override in house.overrides:
            self._override(override)
        disabled = [self._disable(off) for off in house.disabled]
        added = [item for _, items in themes for item in items] + list(house.items)
        self._add(added)
        params = self._params(house)
        self._check()
        return self._result(vocabulary, all_sources, [theme for theme, _ in themes], [off for off in disabled if off], params)

    def _result(
        self, vocabulary: Vocabulary, sources: dict[str, Source], themes: list[Theme], disabled: list[Disabled],
        params: tuple[Parameter, ...],
    ) -> Layers:
        base = self.base
        all_themes = {**base.themes, **{theme.name: theme for theme in themes}}
        order = {name: place for place, name in enumerate(all_themes)}
        langs = (SOURCE_LANG, *sorted({*base.langs, *self.langs} - {SOURCE_LANG}))
        own = [base.wordings[base.langs.index(lang)] if lang in base.langs else base.wording for lang in langs]
        rules = base._replace(
            packs=(*base.packs, self.house.pack._replace(params=params)),
            vocabulary=vocabulary,
            sources=sources,
            themes=all_themes,
            item_list=tuple(sorted(self.items.values(), key=lambda item: order[item.theme])),
            langs=langs,
            wordings=(*own, *base.wordings[len(base.langs):]),
            disabled=(*base.disabled, *disabled),
        )
        return Layers(rules, self.touched)

    # ---- reading

    def _path(self, name: str) -> str:
        return os.path.join(self.path, name) if name else self.path

    def _check(self) -> None:
        if self.problems:
            raise ChecklistError(self.problems)

    def _parsed(self, name: str) -> Node | None:
        try:
            return yamlio.parse(self.texts[name], self._path(name))
        except ChecklistError as error:
            self.problems += error.problems
            return None

    def _read(self, nodes: Mapping[str, Node], name: str, record: Record) -> Any:
        if name not in nodes:
            return None
        reading = Reading(self._path(name), self.known)
        value = record.read(nodes[name], reading)
        self.problems += reading.problems
        return value

    def _know(self, nodes: Mapping[str, Node]) -> None:
        """Know the names of the rules below and those that this pack announces, so that each is checked where it stands."""
        pack = next(iter(nodes.values()), None)
        add = _inner(pack, "add")
        words = _inner(add, "vocabulary")
        vocabulary = self.base.vocabulary
        more = {name: _inner(facet, "values") for name, facet in _pairs(_inner(words, "facets"))}
        self.known["facets"] = [*vocabulary.facets, *more]
        for name in self.known["facets"]:
            values = vocabulary.facets[name].members if name in vocabulary.facets else ()
            self.known[f"facet {name}"] = [*values, *(value for value, _ in _pairs(more.get(name)))]
        self.known["owners"] = [*vocabulary.owners, *(name for name, _ in _pairs(_inner(words, "owners")))]
        self.known["phases"] = vocabulary.phases
        added = [*_pairs(_inner(add, "sources")), *_pairs(_inner(nodes.get("sources.yml"), "sources"))]
        kinds = {name: source.kind for name, source in self.base.sources.items()}
        self.known["sources"] = {**kinds, **{name: _text(_inner(source, "kind")) for name, source in added}}
        inline = _inner(add, "themes")
        named = [_text(_inner(theme, "theme")) for theme in (inline.nodes if isinstance(inline, yamlio.Sequence) else ())]
        self.known["themes"] = [*self.base.themes, *named, *(name[7:-4] for name in nodes if name.startswith("themes/"))]
        prefixes = _inner(pack, "prefixes")
        self.known["prefixes"] = [_text(node) for node in prefixes.nodes] if isinstance(prefixes, yamlio.Sequence) else []

    # ---- the pack itself

    def _report(self, at: Location, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(at, code, message, hint))

    def _check_pack(self, pack: Pack) -> None:
        loaded = {below.name: below for below in self.base.packs}
        if pack.name in loaded:
            self._report(self.at, "PCK02", f"a pack called {pack.name} is loaded already", "name each pack once")
        for name in pack.extends:
            if name not in loaded:
                near = suggestion(name, loaded)
                hint = near if near.startswith("did you mean") else "name it before this one, with --pack or in checklist.yml"
                self._report(self.at, "PCK03", f"{pack.name} extends {name}, which is not loaded", hint)
        for wanted in pack.requires:
            name = wanted[: min(place for sign in "<>=" if (place := wanted.find(sign)) > 0)]
            if name not in loaded:
                self._report(self.at, "PCK03", f"{pack.name} requires {wanted}, and {name} is not loaded", suggestion(name, loaded))
            elif not allows(wanted[len(name):], loaded[name].version):
                hint = f"look through what changed, then raise `requires` in {pack.name}; or use another version"
                self._report(self.at, "PCK01", f"{pack.name} requires {wanted}, and this is {name} {loaded[name].version}", hint)
        taken = {prefix: below.name for below in self.base.packs for prefix in below.prefixes}
        for prefix in pack.prefixes:
            if prefix in taken:
                self._report(self.at, "REF02", f"prefix {prefix} belongs to {taken[prefix]}", "choose another")

    def _is_below(self, name: str) -> bool:
        """Return whether this pack extends the one called *name*, by others too."""
        extends = {pack.name: pack.extends for pack in self.base.packs}
        todo, seen = list(self.house.pack.extends), set()
        while todo:
            below = todo.pop()
            if below not in seen:
                seen.add(below)
                todo += extends.get(below, ())
        return name in seen

    def _touch(self, thing: str, field: str, value: Any, at: Location) -> None:
        """Remember who set what; report another pack that set it differently."""
        before = self.touched.get((thing, field))
        if before and before.value != value and not self._is_below(before.pack):
            message = f"{self.name} and {before.pack} both set {field} of {thing}"
            self._report(at, "PCK02", message, f"{before.pack} does at {before.location}; let one of them extend the other")
        self.touched[thing, field] = Touch(self.name, value, at)

    # ---- vocabulary, sources, parameters

    def _vocabulary(self, house: House) -> Vocabulary:
        vocabulary = self.base.vocabulary
        facets = dict(vocabulary.facets)
        for more in house.facets:
            facets[more.name] = self._facet(more, facets.get(more.name))
        owners = dict(vocabulary.owners)
        for term in house.owners:
            if term.name in owners:
                self._report(self.at, "REF02", f"role {term.name} is there already", "choose another name")
            owners[term.name] = term
        return Vocabulary(facets, owners, vocabulary.phases)

    def _facet(self, more: MoreFacet, old: Facet | None) -> Facet:
        if old is None and not (more.title and more.question):
            near = suggestion(more.name, self.base.vocabulary.facets)
            self._report(self.at, "RUL08", f"facet {more.name} is new and needs a title and a question", near)
        if old is not None and (more.title or more.question):
            self._report(self.at, "REF02", f"facet {more.name} is there already", "leave out title and question, give values only")
        members = {**(old.members if old else {})}
        for value in more.members:
            if value.name in members:
                self._report(self.at, "REF02", f"{more.name} has a value {value.name} already", "choose another name")
            members[value.name] = value
        within = {name: value.within for name, value in members.items()}
        for name, wider in within.items():
            for other in (other for other in wider if other not in within):
                self._report(self.at, "REF01", f"{name!r} lies within {other!r}, which is not defined", suggestion(other, within))
        for name in on_a_cycle(within):
            self._report(self.at, "RUL09", f"{name!r} lies within itself", "break the circle of `within`")
        if self.problems:
            return old or Facet(more.name, "", "", {}, {}, {})
        title, question = (old.title, old.question) if old else (more.title or "", more.question or "")
        return closed_facet(more.name, title, question, tuple(members.values()))

    def _sources(self, added: Iterable[Source]) -> dict[str, Source]:
        sources = dict(self.base.sources)
        for source in added:
            if source.name in sources:
                there = sources[source.name].location
                hint = f"it stands at {there}; choose another name"
                self._report(source.location, "REF02", f"source {source.name} is there already", hint)
            sources[source.name] = source
        return sources

    def _params(self, house: House) -> tuple[Parameter, ...]:
        """Return the parameters this pack declares, and those of others that it sets."""
        from .briefs import parameter_problems

        declared = {parameter.name: parameter for pack in self.base.packs for parameter in pack.params}
        own = {parameter.name: parameter for parameter in house.pack.params}
        for name in (name for name in own if name in declared):
            self._report(self.at, "REF02", f"parameter {name} is declared already", f"write `{name}: value` to set it")
        values = {setting.name: setting.value for setting in house.settings}
        places = {setting.name: setting.location for setting in house.settings}
        self.problems += parameter_problems(values, self.base, places)
        for name, value, place in house.settings:
            if name in declared:
                self._touch(f"parameter {name}", "value", value, place)
                own[name] = declared[name]._replace(default=value)
        return tuple(own.values())

    # ---- items

    def _found(self, code: str, at: Location) -> Item | None:
        """Return the item *code* of the rules below, or report that it is none."""
        item = self.items.get(code)
        if item is None:
            off = self.touched.get((code, OFF))
            if off:
                self._report(at, "PCK02", f"{code} is switched off by {off.pack}", f"it does so at {off.location}; drop one of the two")
            else:
                self._report(at, "REF01", f"no item has the code {code}", suggestion(code, self.items))
        return item

    def _override(self, override: Override) -> None:
        item = self._found(override.code, override.location)
        if item is None:
            return
        values = dict(override.values)
        for name, field in _ADDED.items():
            more = values.pop(name, ())
            if more:
                values[field] = tuple(dict.fromkeys((*values.get(field, getattr(item, field)), *more)))
        for field in override.values:
            if field not in _ADDED:
                self._touch(item.code, field, values[field], override.location)
        revised_by = self.name if "revised" in values else item.revised_by
        item = item._replace(**values, packs=(*item.packs, self.name), revised_by=revised_by)
        if item.channels and not item.per:
            self._report(override.location, "RUL09", "`channels` goes with `per: channels`", "add it or remove the steps")
        self.items[item.code] = item

    def _disable(self, off: Setting) -> Disabled | None:
        item = self._found(off.name, off.location)
        if item is None:
            return None
        for (thing, field), touch in self.touched.items():
            if thing == item.code and touch.pack == self.name:
                message = f"{item.code} is switched off and changed by {self.name}"
                self._report(off.location, "PCK02", message, f"it changes {field} at {touch.location}")
                break
            if thing == item.code and not self._is_below(touch.pack):
                message = f"{self.name} switches off {item.code}, and {touch.pack} changes it"
                self._report(off.location, "PCK02", message, f"{touch.pack} does at {touch.location}; let one of them extend the other")
                break
        self.touched[item.code, OFF] = Touch(self.name, off.value, off.location)
        del self.items[item.code]
        return Disabled(item.code, self.name, off.value)

    def _add(self, added: Iterable[Item]) -> None:
        prefixes = self.house.pack.prefixes
        for item in added:
            if item.code in self.items:
                hint = f"first used at {self.items[item.code].location}; codes are never reused"
                self._report(item.location, "REF02", f"code {item.code} is taken", hint)
            elif not item.code.startswith(tuple(f"{prefix}-" for prefix in prefixes)):
                hint = f"begin it with {' or '.join(prefixes)}" if prefixes else "add `prefixes:` to the pack"
                self._report(item.location, "REF02", f"{item.code} does not begin with a prefix of {self.name}", hint)
            else:
                self.items[item.code] = item._replace(packs=(self.name,), revised_by=self.name)


# ---- looking into nodes that were not read yet


def _pairs(node: Node | None) -> list[tuple[str, Node]]:
    return [(key.text, inner) for key, inner in node.pairs] if isinstance(node, MappingNode) else []


def _inner(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MappingNode) else None


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, yamlio.Scalar) else ""
