"""Check the syntax tree of a template that is not ours before it runs.

Jinja's sandbox stops a template from reaching Python; it does not stop text from slipping past the
dialect's escaping, nor a template from eating memory. So only constructs are let through for which both
are known to be safe. Not responsible for our own templates; a test screens them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from .errors import Location, Problem, suggestion

if TYPE_CHECKING:
    from jinja2 import nodes

FILTERS = (
    "default", "first", "last", "length", "sort", "groupby", "selectattr", "rejectattr", "map", "list", "unique", "batch",
)
LOOP = ("cycle", "changed")
# Everything else is refused: string building (`~ + * % **`) because its result is no longer known to be
# escaped or bounded, autoescape blocks because they switch the escaping off.
_REFUSED = {
    "Concat": "~ joins text past the escaping: give a word several arguments instead",
    "Mul": "* can build text of any size",
    "Mod": "% formats text past the escaping",
    "Pow": "** can use all memory",
    "Div": "/ is not needed in a template",
    "FloorDiv": "// is not needed in a template",
    "ScopedEvalContextModifier": "autoescape blocks switch the escaping off",
    "EvalContextModifier": "autoescape blocks switch the escaping off",
    "FilterBlock": "filter blocks change text after it was escaped",
    "CallBlock": "",
}


MOST_DEPTH, MOST_LOOPS = 80, 15
_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def screen(source: str, path: str, words: Collection[str]) -> list[Problem]:
    """Return what a template must not contain; *words* are the names it may call.

    Raises:
        jinja2.TemplateSyntaxError: if it cannot be parsed.
    """
    from jinja2 import Environment, nodes

    found = _CONTROLS.search(source)
    if found:
        place = Location(path, source.count("\n", 0, found.start()) + 1)
        return [Problem(place, "TPL03", f"character U+{ord(found.group()):04X} is not allowed in a template", "remove it")]
    try:
        tree = Environment(extensions=[]).parse(source)
    except RecursionError:
        return [Problem(Location(path), "TPL03", "the template is nested too deeply", "flatten it")]
    deep = _too_deep(tree)
    if deep is not None:
        return [Problem(Location(path, deep.lineno), "TPL03", "the template is nested too deeply", "flatten it")]
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    imported = {name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names}
    allowed = {*words, *macros, *imported, "caller", "super"}
    problems = [
        Problem(Location(path, node.lineno), "TPL03", message, hint)
        for node, message, hint in _refused(tree, allowed)
    ]
    return sorted(problems, key=lambda problem: problem.location.line)


def _too_deep(tree: nodes.Template) -> nodes.Node | None:
    """Return the first node that lies deeper than the compilers of Jinja and Python can follow."""
    from jinja2 import nodes

    todo: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while todo:
        node, depth, loops = todo.pop()
        loops += isinstance(node, nodes.For)
        if depth > MOST_DEPTH or loops > MOST_LOOPS:
            return node
        todo += [(child, depth + 1, loops) for child in node.iter_child_nodes()]
    return None


def _refused(tree: nodes.Template, allowed: Collection[str]) -> Iterator[tuple[nodes.Node, str, str]]:
    from jinja2 import nodes

    called = {node.node.name for node in tree.find_all(nodes.Call) if isinstance(node.node, nodes.Name)}
    for node in tree.find_all(nodes.Node):
        name = type(node).__name__
        reason = _REFUSED.get(name)
        if reason:
            yield node, f"a template may not use {name}", reason
        elif isinstance(node, nodes.Add | nodes.Sub):
            if not any(isinstance(side, nodes.Const) and isinstance(side.value, int) for side in (node.left, node.right)):
                yield node, "+ and - work with a whole number only", "give a word several arguments instead"
        elif isinstance(node, nodes.Filter):
            yield from _refused_filter(node)
        elif isinstance(node, nodes.Call):
            yield from _refused_call(node, allowed)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            yield from _refused_look(node)
        elif isinstance(node, nodes.Name) and node.ctx != "load" and node.name in {*called, "loop"}:
            yield node, f"{node.name!r} is called in this template", "choose another name for the value"
        elif isinstance(node, nodes.Const) and isinstance(node.value, str) and _CONTROLS.search(node.value):
            yield node, "a text holds a control character", "remove it"


def _refused_filter(node: nodes.Filter) -> Iterator[tuple[nodes.Node, str, str]]:
    if node.name not in FILTERS:
        yield node, f"filter {node.name!r} is not allowed", suggestion(node.name, FILTERS)
    elif node.name == "map" and (node.args or [kw.key for kw in node.kwargs] not in (["attribute"], ["attribute", "default"])):
        yield node, "map takes attribute=… only", "write map(attribute='name')"
    elif node.name == "batch" and (len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs):
        yield node, "batch takes the size only", "what fills the last one up can be of any size"


def _refused_call(node: nodes.Call, allowed: Collection[str]) -> Iterator[tuple[nodes.Node, str, str]]:
    from jinja2 import nodes

    called = node.node
    if isinstance(called, nodes.Name):
        if called.name not in allowed:
            yield node, f"{called.name!r} is no word of templates", suggestion(called.name, allowed)
    elif not (
        isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "loop"
        and called.attr in LOOP
    ):
        yield node, "a template calls words, macros, loop.cycle and loop.changed only", "see `checklist list templates`"


def _refused_look(node: nodes.Getattr | nodes.Getitem) -> Iterator[tuple[nodes.Node, str, str]]:
    """Refuse what begins with an underscore, and a part of anything but an attribute: a part of what a word made is not escaped."""
    from jinja2 import nodes

    key = node.attr if isinstance(node, nodes.Getattr) else node.arg.value if isinstance(node.arg, nodes.Const) else None
    if isinstance(key, str):
        if key.startswith("_"):
            yield node, f"{key!r} begins with an underscore", "use what `checklist` shows"
        return
    owner = node.node
    while isinstance(owner, nodes.Getattr):
        owner = owner.node
    if not isinstance(node.node, nodes.Getattr) or not isinstance(owner, nodes.Name) or owner.name == "loop":
        yield node, "a template takes parts of attributes only", "use first, last, or unpack it in a for"
