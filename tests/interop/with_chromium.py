"""Chromium, as Debian packages it, driven by Playwright; and axe-core, which runs within a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

_AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing() -> str | None:
    """Say what to install, or None when it is there."""
    if not which("chromium"):
        return "Install chromium: apt-get install chromium"
    if not _AXE.is_file():
        return "Install axe-core: npm ci --prefix tests/interop"
    return None


@contextmanager
def started() -> Iterator[Browser]:
    """Lend a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


def faults(page: Page) -> list[str]:
    """Return what axe-core finds that keeps people out; the page must let scripts in."""
    page.add_script_tag(content=_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
            (one) => [one.impact, one.id, ...one.nodes.map((node) => node.html)].join(" "))"""
    )
    return found
