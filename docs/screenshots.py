"""Draw the pictures of the HTML page anew: docs/img/page-*.png, light, dark, on a phone, on paper.

    python docs/screenshots.py

Needs the extra `test`, Chromium (CHROMIUM names another than Debian's), and pdftoppm for the one on paper.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parent / "img"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DAY = date(2026, 11, 26)
FACETS = {
    "markets": ("de", "fr"), "channels": ("instagram", "tiktok", "influencers"), "ai_uses": ("generated-image", "chatbot"),
    "audience": ("adults",), "data": ("customer-list",), "sectors": ("cosmetics",), "roles": ("advertiser", "deployer"),
}
NOTES = {
    "owner": "Mia Keller", "due": "2026-12-11", "evidence": "https://wiki.example/spring-glow/ai-register",
    "notes": "Agency list came on 4 December; two tools were missing.",
}


def write_page(path: Path) -> None:
    """Write the page of a campaign that everybody can follow."""
    from checklist import api

    rules = api.load_rules()
    campaign = api.NOBODY._replace(
        id="spring-glow", title="Spring Glow 2027", launch=date(2027, 3, 1), facets=FACETS, params={"brand": "Acme Beauty"},
    )
    made = api.checklist(rules, api.Brief(campaign), api.Choice(), day=DAY)
    path.write_text(api.render(rules, made, format="html"), encoding="utf-8")


def work(page: Any) -> None:
    """Tick what a team has done after a week, and note one thing."""
    boxes = page.locator(".items > .item > .tick")
    for place in (0, 1, 3, 4, 9, 14, 15, 22, 27, 33):
        boxes.nth(place).click()
    item = page.locator(".items > .item:not(:has(.channels))").nth(1)
    item.locator("summary").first.click()
    for name, text in NOTES.items():
        item.locator(f".record [name={name}]").fill(text)
    item.locator("summary").first.click()
    page.locator(".items > .item:not(:has(.channels))").nth(2).locator("summary").first.click()
    page.evaluate("() => { document.activeElement.blur(); document.getElementById('toast').hidden = true; scrollTo(0, 0) }")


def draw(browser: Any, path: Path, name: str, **options: Any) -> None:
    """Draw what the window shows."""
    page = browser.new_page(**options)
    page.goto(path.as_uri())
    work(page)
    page.screenshot(path=IMAGES / f"page-{name}.png")
    if name == "desktop":
        _draw_paper(page)
        page.locator("#by-owner").select_option("privacy-officer")
        page.evaluate("() => document.activeElement.blur()")
        page.wait_for_timeout(800)
        page.evaluate("() => scrollTo(0, document.getElementById('bar').getBoundingClientRect().top + scrollY - 12)")
        page.screenshot(path=IMAGES / "page-list.png")
    page.close()


def _draw_paper(page: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        page.pdf(path=pdf, format="A4")
        command = ["pdftoppm", "-png", "-r", "64", "-f", "1", "-l", "1", "-singlefile", str(pdf), str(IMAGES / "page-print")]
        subprocess.run(command, check=True)


def main() -> None:
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder) / "page.html"
        write_page(path)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        draw(browser, path, "desktop", viewport={"width": 1120, "height": 860})
        draw(browser, path, "dark", viewport={"width": 1120, "height": 860}, color_scheme="dark")
        draw(browser, path, "phone", viewport={"width": 390, "height": 1000})
        browser.close()
    for image in sorted(IMAGES.glob("page-*.png")):
        print(f"{image.name}: {image.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
