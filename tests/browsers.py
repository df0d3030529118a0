"""A browser for tests: how it is started, pages opened in it from files, and what it says about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A fresh profile asks nobody for updates.
SWITCHES = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE, NARROW = ({"width": width, "height": height} for width, height in ((1280, 900), (390, 844), (320, 640)))
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": WIDE},
    "dark": {"color_scheme": "dark", "viewport": WIDE},
    "forced colours": {"forced_colors": "active", "viewport": WIDE},
    "phone": {"color_scheme": "light", "viewport": PHONE, "has_touch": True, "is_mobile": True},
    "dark phone": {"color_scheme": "dark", "viewport": PHONE, "has_touch": True, "is_mobile": True},
}


class View(NamedTuple):
    """A page as a browser shows it, the addresses it asked for, and what the browser said about it."""

    page: Any
    requests: list[str]
    messages: list[str]


@contextmanager
def running() -> Iterator[Any]:
    """Start the browser, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield chromium
        chromium.close()


@contextmanager
def opening(browser: Any) -> Iterator[Callable[..., View]]:
    """Yield a function that opens a file in a context of its own, or `inside` one that is there; keywords are those of the context."""
    contexts = []

    def opened(path: Path, *, inside: Any = None, before: str = "", **options: Any) -> View:
        if inside is None:
            contexts.append(browser.new_context(**options))
        context = inside or contexts[-1]
        known = script_of(inside.pages[-1]) if inside else ""
        view = View(context.new_page(), [], [])
        view.page.set_default_timeout(10_000)
        view.page.on("request", lambda request: view.requests.append(request.url))
        view.page.on("console", lambda message: view.messages.append(message.text))
        view.page.on("pageerror", lambda error: view.messages.append(str(error)))
        for script in filter(None, (known, before)):
            view.page.add_init_script(script)
        view.page.goto(path.as_uri())
        return view

    yield opened
    for context in contexts:
        context.close()


def script_of(page: Any, *, exactly: bool = False) -> str:
    """Return a script that puts back what the storage of *page* holds, where a browser forgot it; *exactly* that, whatever it holds.

    Chromium on a machine with little to spare empties the storage of files now and then, about once in fifty loads of a page.
    """
    kept = page.evaluate("() => { try { return JSON.stringify({...localStorage}) } catch { return '{}' } }")
    put = f"for (const [key, text] of Object.entries({kept})) if (localStorage.getItem(key) === null) localStorage.setItem(key, text)"
    return f"try {{ localStorage.clear(); {put} }} catch {{}}" if exactly else put


def unfold(page: Any) -> None:
    """Open everything that is folded."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")


def violations(page: Any) -> list[tuple[str, str]]:
    """Return what axe finds: rule and first place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], str(each["nodes"][0]["target"])) for each in found]


def overflow(page: Any) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
