"""Markdown engines that wikis run, and a reader of the HTML they make.

Raw HTML passes through all of them here, so that text which should have been escaped shows.

Not enabled, because they change text on purpose, and do so after any escaping: `smarty` and `pymdownx.smartsymbols`
(quotes, dashes, fractions), and the mentions (`@x`, `#12`) and emoji that GitHub puts in after rendering.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import cmarkgfm
import html5lib
import markdown
import mistune
from cmarkgfm.cmark import Options

# What Material for MkDocs recommends, but for `smartsymbols`.
MATERIAL = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.arithmatex",
    "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.highlight",
    "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.tilde", "pymdownx.blocks.admonition", "pymdownx.blocks.details", "pymdownx.blocks.tab",
)
SETTINGS: dict[str, dict[str, Any]] = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.betterem": {"smart_enable": "all"},
    "pymdownx.tabbed": {"alternate_style": True},
}


def _github(page: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(page, options=Options.CMARK_OPT_UNSAFE))


def _plain(page: str) -> str:
    return markdown.markdown(page)


@lru_cache(maxsize=1)
def _material_parser() -> markdown.Markdown:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return markdown.Markdown(extensions=list(MATERIAL), extension_configs=SETTINGS)


def _material(page: str) -> str:
    return _material_parser().reset().convert(page)


_otter = mistune.create_markdown(escape=False, plugins=["task_lists", "strikethrough", "table", "footnotes"])


def _mistune(page: str) -> str:
    return str(_otter(page))


ENGINES: dict[str, Callable[[str], str]] = {
    "github": _github, "python-markdown": _plain, "material": _material, "mistune": _mistune,
}


def tree(html: str) -> Any:
    """Return *html* as a browser reads it: the element `body`."""
    return html5lib.parse(html, namespaceHTMLElements=False).find("body")


def words(element: Any) -> str:
    """Return the text of *element*, white space normalised; a list or block inside it does not count."""
    parts: list[str] = []

    def visit(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in ("ul", "ol", "input"):
            return
        if node.tag in ("script", "style", "img", "del", "mark", "sup", "sub"):
            parts.append(f"<{node.tag}>")
        parts.append(node.text or "")
        for child in node:
            visit(child)
            parts.append(child.tail or "")

    if element is None:
        return "nothing"
    visit(element)
    return " ".join("".join(parts).split())


def of_kind(body: Any, *tags: str) -> list[str]:
    """Return the texts of all elements with one of *tags*, in order."""
    return [words(element) for element in body.iter() if element.tag in tags]
