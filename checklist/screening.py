"""Check the syntax tree of a template that is not ours before it runs.

Jinja's sandbox stops a template from reaching Python; it does not stop text from slipping past the
dialect's escaping, nor a template from eating memory. So only constructs are let through for which both
are known to be safe. Not responsible for our own templates; a test screens them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from .errors import Location, Problem, suggestion

if TYPE_CHECKING:
    from jinja2 import nodes

FILTERS = (
    "default", "first", "last", "length", "sort", "groupby", "selectattr", "rejectattr", "map", "list", "unique", "batch",
)
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


def screen(source: str, path: str, words: Collection[str]) -> list[Problem]:
    """Return what a template must not contain; *words* are the names it may call.

    Raises:
        jinja2.TemplateSyntaxError: if it cannot be parsed.
    """
    from jinja2 import Environment, nodes

    tree = Environment(extensions=[]).parse(source)
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    imported = {name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names}
    allowed = {*words, *macros, *imported, "caller", "super"}
    return [
        Problem(Location(path, node.lineno), "TPL03", message, hint)
        for node, message, hint in _refused(tree, allowed)
    ]


def _refused(tree: nodes.Template, allowed: Collection[str]) -> Iterator[tuple[nodes.Node, str, str]]:
    from jinja2 import nodes

    for node in tree.find_all(nodes.Node):
        name = type(node).__name__
        reason = _REFUSED.get(name)
        if reason:
            yield node, f"a template may not use {name}", reason
        elif isinstance(node, nodes.Add | nodes.Sub):
            if not any(isinstance(side, nodes.Const) and isinstance(side.value, int) for side in (node.left, node.right)):
                yield node, "+ and - work with a whole number only", "give a word several arguments instead"
        elif isinstance(node, nodes.Filter):
            if node.name not in FILTERS:
                yield node, f"filter {node.name!r} is not allowed", suggestion(node.name, FILTERS)
            elif node.name == "map" and (node.args or [kw.key for kw in node.kwargs] not in (["attribute"], ["attribute", "default"])):
                yield node, "map takes attribute=… only", "write map(attribute='name')"
        elif isinstance(node, nodes.Call):
            yield from _refused_call(node, allowed)


def _refused_call(node: nodes.Call, allowed: Collection[str]) -> Iterator[tuple[nodes.Node, str, str]]:
    from jinja2 import nodes

    called = node.node
    if isinstance(called, nodes.Name):
        if called.name not in allowed:
            yield node, f"{called.name!r} is no word of templates", suggestion(called.name, allowed)
    elif not (isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "loop"):
        yield node, "a template calls words, macros and loop.* only", "see `checklist list templates`"
