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

from .inlines import Code, Em, Inline, Link, Prose, Strong, Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# A bracket is markup only where it ends a link: `[date]` is a blank to fill in.
_MARKUP = re.compile(r"[\\`*_]|\]\(")
_PARAMETER = re.compile(r"\{\{ ([a-z][a-z0-9_]*) \}\}")
_SPACE = re.compile(r"\s+")
_BLANKS_AND_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f]")
_SAFE_URL = re.compile(r"(?:https?://(?![^/?#]*@)[^/?#]|mailto:[^?#]+@)", re.I)
_NOT_OURS = (
    "reference", "image_link", "image_reference", "short_reference", "short_image_ref", "autolink", "automail", "linebreak",
    "html", "entity",
)
_SIGNS = re.compile(r"[\s\\`*_\[\]()]")
_PLACEHOLDERS = re.compile("[\x02\x03]")


def read(text: str, params: Mapping[str, str] | None = None) -> Prose:
    """Return *text* as a tree, `{{ name }}` replaced by `params[name]` where it is given."""
    prose = _read(text)
    return Prose(tuple(_filled(prose.parts, params))) if params and "{{ " in text else prose


@lru_cache(maxsize=8192)
def _read(text: str) -> Prose:
    text = " ".join(text.split())
    return Prose(_parse(text) if _MARKUP.search(text) else (Text(text),) if text else ())


def parameters(text: str) -> tuple[str, ...]:
    """Return the names of the parameters in *text*, in reading order, each once."""
    return tuple(dict.fromkeys(_PARAMETER.findall(text)))


def without_parameters(text: str) -> str:
    """Return *text* without its parameters."""
    return _PARAMETER.sub("", text)


@lru_cache(maxsize=4096)
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


def _parse(text: str) -> tuple[Inline, ...]:
    if _PLACEHOLDERS.search(text):
        return (Text(text),)
    holder = _parsed(text)
    # Python-Markdown 3.11 loses characters beside unpaired signs, as in 1*a**b*c; such a text stays as it is.
    if _SIGNS.sub("", _source(holder)) != _SIGNS.sub("", text):
        return (Text(text),)
    return tuple(_merged(_nodes(holder)))


def _parsed(text: str) -> Element:
    """Return *text* as Python-Markdown's element; its parser keeps a state, so each text gets one of its own."""
    from xml.etree.ElementTree import Element

    import markdown
    from markdown.inlinepatterns import LINK_RE

    parser = markdown.Markdown()
    for name in _NOT_OURS:
        parser.inlinePatterns.deregister(name, strict=False)
    parser.inlinePatterns.register(_link_processor()(LINK_RE, parser), "link", 160)
    root, holder = Element("div"), Element("p")
    holder.text = text
    root.append(holder)
    parser.treeprocessors["inline"].run(root)
    return holder


@lru_cache(maxsize=1)
def _link_processor() -> Any:
    """Return the class that reads links; it is made late, because Python-Markdown is imported late."""
    from markdown.inlinepatterns import LinkInlineProcessor

    class SafeLink(LinkInlineProcessor):
        """A link to a safe address; any other is left as it stands, and so becomes text."""

        # Python-Markdown's own inline processors take a second argument that its `Pattern` does not know.
        def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
            link, start, end = super().handleMatch(m, data)
            if link is None or isinstance(link, str):
                return None, None, None
            url = safe_url(_unescaped(link.get("href") or ""))
            if not url or not (link.text or "").strip():
                return None, None, None
            link.set("href", url)
            link.set("title", self.unescape(data[m.end() + len(link.text or "") : end]))
            return link, start, end

    return SafeLink


def _source(element: Element) -> str:
    """Return the characters that *element* was made from, signs apart; the title of a link holds its address as written."""
    from html import unescape

    parts = [element.text or ""]
    for child in element:
        inner = _source(child)
        parts += [unescape(inner) if child.tag == "code" else inner, child.get("title", ""), child.tail or ""]
    return _unescaped("".join(parts))


def _nodes(element: Element) -> Iterator[Inline]:
    from html import unescape

    if element.text:
        yield Text(_unescaped(element.text))
    for child in element:
        inner = tuple(_merged(_nodes(child)))
        if child.tag == "code":
            content = unescape(_unescaped("".join(child.itertext())))
            yield Code(content) if content else Text("` `")
        elif child.tag == "strong":
            yield Strong(inner)
        elif child.tag == "em":
            yield Em(inner)
        elif child.tag == "a":
            yield Link(inner, child.get("href", ""))
        else:
            yield from inner
        if child.tail:
            yield Text(_unescaped(child.tail))


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
