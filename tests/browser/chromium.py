"""A real Chromium for tests and screenshots: npm's `@sparticuz/chromium`, unpacked once, started through Playwright."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import paperang_p2_fonts_cjk
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
PACKAGE = MODULES / "@sparticuz/chromium"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "portal-chromium"
ARGUMENTS = ["--no-sandbox", "--headless=shell", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


@dataclass(frozen=True)
class Setting:
    """How a person looks at the portal. `text` is the size of letters in per cent."""

    width: int
    locale: str
    dark: bool = False
    script: bool = True
    text: int = 100

    @property
    def height(self) -> int:
        return 844 if self.width < 860 else 800


SETTINGS = {
    "phone-zh-light": Setting(390, "zh-CN"),
    "phone-en-dark": Setting(390, "en-GB", dark=True),
    "desk-zh-light": Setting(1280, "zh-CN"),
    "desk-en-dark": Setting(1280, "en-GB", dark=True),
    "phone-zh-no-script": Setting(390, "zh-CN", script=False),
    "phone-zh-big-text": Setting(390, "zh-CN", text=200),
}


def unpacked() -> Path:
    """Return the folder with the executable and its libraries; unpacks them at first use, also when several ask."""
    if not PACKAGE.exists():
        raise RuntimeError("Chromium is not installed: run `.venv/bin/python scripts/frontend.py --tests`")
    folder = CACHE / json.loads((PACKAGE / "package.json").read_text())["version"]
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(dir=CACHE))
    packed = PACKAGE / "bin"
    (own / "chromium").write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    (own / "chromium").chmod(0o755)
    for name in ("al2023", "swiftshader"):
        with tarfile.open(fileobj=io.BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))) as archive:
            archive.extractall(own, filter="data")
    _write_font_settings(own)
    try:
        own.rename(folder)
    except OSError:
        shutil.rmtree(own)
    return folder


def _write_font_settings(folder: Path) -> None:
    """Name the folder of a Chinese font: the machine may have none."""
    fonts = Path(paperang_p2_fonts_cjk.__file__).parent / "fonts"
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>'
        f"<cachedir>{CACHE / 'fontconfig'}</cachedir></fontconfig>\n"
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; many pages and contexts may be opened in it."""
    folder = unpacked()
    libraries = f"{folder / 'lib'}:{folder}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    _write_font_settings(folder)
    environment = {**os.environ, "LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=folder / "chromium", args=ARGUMENTS, env=environment)  # type: ignore[arg-type]
        yield browser
        browser.close()


def person(browser: Browser, setting: Setting, base_url: str = "") -> BrowserContext:
    """Open a context (own cookies) that looks at the portal in this setting."""
    context = browser.new_context(
        base_url=base_url or None,
        viewport={"width": setting.width, "height": setting.height},
        locale=setting.locale,
        color_scheme="dark" if setting.dark else "light",
        java_script_enabled=setting.script,
        has_touch=setting.width < 860,
        reduced_motion="reduce",
        timezone_id="Asia/Shanghai",
    )
    if setting.text != 100:
        # As a reader's browser does it: the root's size, through the object model (the policy refuses style elements).
        size = json.dumps(f"{setting.text}%")
        context.add_init_script(
            f"document.addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = {size})"
        )
    context.set_default_timeout(10_000)
    return context


def axe(page: Page, only: str | None = None) -> list[str]:
    """Return what axe finds serious or critical under WCAG 2.2 AA, one line each; `only` is a CSS selector.

    Needs JavaScript in the page. The checks are evaluated, not inserted as a script: the page's policy stays in force.
    """
    page.evaluate((MODULES / "axe-core/axe.min.js").read_text() + "\n;undefined")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: list[dict[str, Any]] = page.evaluate(
        "([where, runOnly]) => axe.run(where ?? document, {runOnly}).then((found) => found.violations)",
        [only, tags],
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:5]
    ]


def until(page: Page, condition: str) -> None:
    """Wait until a condition of the page holds, an expression of its script.

    It is sent as a function: a bare expression is evaluated anew at each look, which the page's policy forbids, so
    that such a wait fails unless the condition holds at once.
    """
    page.wait_for_function(f"() => {condition}")


def overflow(page: Page) -> list[str]:
    """Return what reaches out of the window sideways (nothing may, at 390 px with letters of 200 % either)."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .filter((one) => !one.closest(".table-scroll"))
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
    }""")
    return found
