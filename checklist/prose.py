"""Read the inline Markdown of rule text into a small tree.

Strong, emphasis, code and links to http, https and mailto are understood; everything else, raw HTML
included, is text. Parameters are put in after parsing, as text, once. Python-Markdown does the parsing,
and is imported only for a text that holds a character that could be markup.

Not responsible for writing the tree in any dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .model import Code, Em, Inline, Link, Prose, Strong, Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MARKUP = re.compile(r"[\\`*_\[]")
_PARAMETER = re.compile(r"\{\{ ([a-z][a-z0-9_]*) \}\}")
_SPACE = re.compile(r"\s+")
_BLANKS_AND_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f]")
_SAFE_URL = re.compile(r"(?:https?://(?![^/?#]*@)[^/?#]|mailto:[^?#]+@)", re.I)
_NOT_OURS = (
    "reference", "image_link", "image_reference", "short_reference", "short_image_ref", "autolink", "automail", "linebreak",
    "html", "entity",
)
_PLACEHOLDERS = re.compile("[\x02\x03]")


def read(text: str, params: Mapping[str, str] | None = None) -> Prose:
    """Return *text* as a tree, `{{ name }}` replaced by `params[name]` where it is given."""
    text = _SPACE.sub(" ", text).strip()
    parts = _parse(text) if _MARKUP.search(text) else ((Text(text),) if text else ())
    if params and "{{ " in text:
        parts = tuple(_filled(parts, params))
    return Prose(parts)


def parameters(text: str) -> tuple[str, ...]:
    """Return the names of the parameters in *text*, in reading order, each once."""
    return tuple(dict.fromkeys(_PARAMETER.findall(text)))


def safe_url(url: str) -> str:
    """Return *url* without blanks and control characters, or "" if it must not become a link.

    Only http, https and mailto pass, and none with a user name or password.
    """
    url = _BLANKS_AND_CONTROLS.sub("", url)
    return url if _SAFE_URL.match(url) else ""


def _filled(parts: tuple[Inline, ...], params: Mapping[str, str]) -> Iterator[Inline]:
    for part in parts:
        if isinstance(part, Text):
            yield Text(_PARAMETER.sub(lambda found: params.get(found[1], found[0]), part.text))
        elif isinstance(part, Code):
            yield Code(_PARAMETER.sub(lambda found: params.get(found[1], found[0]), part.text))
        else:
            yield part._replace(parts=tuple(_filled(part.parts, params)))


@lru_cache(maxsize=4096)
def _parse(text: str) -> tuple[Inline, ...]:
    from xml.etree.ElementTree import Element

    if _PLACEHOLDERS.search(text):
        return (Text(text),)
    root = Element("div")
    holder = Element("p")
    holder.text = text
    root.append(holder)
    parser = _parser()
    parser.treeprocessors["inline"].run(root)
    tree = tuple(_merged(_nodes(holder)))
    parser.reset()
    return tree or (Text(text),)


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Return a Python-Markdown instance that knows inline markup only, and no HTML."""
    import markdown

    parser = markdown.Markdown()
    for name in _NOT_OURS:
        parser.inlinePatterns.deregister(name, strict=False)
    return parser


def _nodes(element: Element) -> Iterator[Inline]:
    from html import unescape

    if element.text:
        yield Text(_unescaped(element.text))
    for child in element:
        inner = tuple(_merged(_nodes(child)))
        if child.tag == "code":
            yield Code(unescape(_unescaped("".join(child.itertext()))))
        elif child.tag == "strong":
            yield Strong(inner)
        elif child.tag == "em":
            yield Em(inner)
        elif child.tag == "a":
            yield from _link(child, inner)
        else:
            yield from inner
        if child.tail:
            yield Text(_unescaped(child.tail))


def _link(child: Element, inner: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield a link, or the source text of one that must not be a link."""
    address = child.get("href", "")
    title = child.get("title")
    url = safe_url(address)
    if url and inner:
        yield Link(inner, url)
        return
    yield Text("[")
    yield from inner
    yield Text(f']({address} "{title}")' if title is not None else f"]({address})")


def _merged(parts: Iterator[Inline]) -> Iterator[Inline]:
    held = ""
    for part in parts:
        if isinstance(part, Text):
            held += part.text
            continue
        if held:
            yield Text(held)
            held = ""
        yield part
    if held:
        yield Text(held)


def _unescaped(text: str) -> str:
    """Return *text* with Python-Markdown's stand-ins for backslash escapes resolved."""
    return re.sub("\x02(\\d+)\x03", lambda found: chr(int(found[1])), text)
