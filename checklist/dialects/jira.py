"""Jira's wiki markup, also that of old Confluence, for issues and comments. Written, not read back.

Jira has no tasks in its markup: an item begins with (x), which shows as a red cross, and with (/), a green check mark,
once it is ticked. A character that would act is escaped by a backslash; where Jira knows no escape, a word joiner,
which nobody sees, keeps signs apart.

Source: Text Formatting Notation Help, https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all,
read 2026-11-25. What acts where was tried on `@atlaskit/editor-wikimarkup-transformer` 12.2.2.
"""

from __future__ import annotations

import re

from ..model import State

SUFFIX = ".jira"
MEDIA_TYPE = "text/plain"
TICK = "how_tick_jira"

_JOINER = "\u2060"
_EMOTICON = r"\((?:[ynix/!+?-]|on|off|flag|flagoff|\*[rgby]?)\)"
_MAY_ACT = re.compile(rf"[][{{}}|*_+^~!?&\\-]|[:;](?=-?[()PpD])|(?={_EMOTICON})\(")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
# At the start of a block or of a phrase.
_STARTS = re.compile(r"h[1-6]\.|bq\.|(?:#+|-)(?=\s|$)")
# An address is linked with its escapes standing in it, so one that needs any is written so that it is no address.
_ADDRESS = re.compile(r"(?:://|\bmailto:)(?=\S*\\)")
_IN_PHRASE = re.compile(r"\\([*_^~+!?-])|\\([\[\]{}(|])|(?<=\s)([*_])(?=\s)")
_NO_LINK_TEXT = re.compile(r"\\[][|!]")
_URL = re.compile(r"[\s<>\"\\^`{|}\[\]]")
_TICKED = re.compile(r"\[?[xX☑☒✓✔✅]\]?|complete|<todo\b[^>]*\s#.*")


def text(content: str) -> str:
    written = _MAY_ACT.sub(_escape, content)
    if _STARTS.match(written):
        written = _JOINER + written
    return _ADDRESS.sub(lambda found: found.group().replace(":", ":" + _JOINER), written) if "\\" in written else written


def _escape(found: re.Match[str]) -> str:
    character, content, place = found.group(), found.string, found.start()
    before, after = content[place - 1 : place], content[place + 1 : place + 2]
    if character in ":;\\":
        return character + _JOINER
    if character == "&":
        return character + _JOINER if _REFERENCE.match(content, place) else character
    return "\\" + character if _acts(character, before, after) else character


def _acts(character: str, before: str, after: str) -> bool:
    """Return whether *character* means something between its neighbours; "" stands for what is not known."""
    if character == "?":
        return "?" in (before, after)
    if character in "*_":
        # These may end what we begin, too.
        return not (before.isalnum() and after.isalnum() or before.isspace() and after.isspace())
    if character in "-+^~!":
        return not before.isalnum() and not after.isspace()
    return True


def strong(inner: str) -> str:
    return _phrase("*", inner)


def em(inner: str) -> str:
    return _phrase("_", inner)


def _phrase(sign: str, inner: str) -> str:
    """Return *inner* between *sign* so that nothing acts there: the Cloud takes the backslashes away, and then looks once more."""
    if "\\[" in inner and "\\^" in inner:
        return inner  # would be an attachment then
    return f"{sign}{_IN_PHRASE.sub(_keep, inner)}{sign}"


def _keep(found: re.Match[str]) -> str:
    sign, bracket, spaced = found.groups()
    return f"{_JOINER}\\{sign}" if sign else f"\\{bracket}{_JOINER}" if bracket else f"\\{spaced}"


def code(content: str) -> str:
    return f"{{{{{text(content)}}}}}"


def link(inner: str, url: str) -> str:
    safe = _URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)
    # The Cloud takes no text for a link's that holds one of these, escaped or not.
    return f"{inner} [{safe}]" if _NO_LINK_TEXT.search(inner) else f"[{inner}|{safe}]"


def heading(level: int, inner: str) -> str:
    return f"h{min(level, 6)}. {inner}"


def bullet(inner: str, depth: int) -> str:
    return "*" * (depth + 1) + " " + inner


def step(inner: str, number: int) -> str:
    return f"# {inner}"


def task(inner: str, code: str, state: State, *, depth: int) -> str:
    sign = "(/)" if _TICKED.fullmatch(state.box) else "(x)"
    return bullet(f"{sign} {inner} ({code})", depth)
