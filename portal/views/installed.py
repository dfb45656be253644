"""The portal on a phone: manifest (for clients), service worker, and the page that stands where there is no line."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from portal.ground import i18n
from portal.ground.i18n import gettext as _
from portal.rules.accounts.visibility import Permission as P
from portal.web import offline
from portal.web.answers import answer
from portal.web.pages import Pages
from portal.web.rendering import STATIC, asset, manifest

pages = Pages("installed", __name__, place="account", side="client")

PAPER, INK = "#F6F7F9", "#1B4B8F"


@pages.page("/manifest.webmanifest", may=P.PUBLIC, endpoint="manifest")
def app_manifest() -> Any:
    """In the reader's language; the icons are our own logo."""
    sizes = (192, 512)
    icons = [
        {"src": asset(f"icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": purpose}
        for n in sizes
        for purpose in ("any", "maskable")
    ]
    response = jsonify(
        id="/me",
        name=_("Bank of Jilin VIP portal"),
        short_name=_("VIP portal"),
        lang=i18n.HTML_LANG[i18n.language()],
        start_url="/me",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=INK,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response


@pages.page("/sw.js", may=P.PUBLIC, side="both")
def worker() -> Any:
    """At the root, so that it may look after every page."""
    response = Response((STATIC / "vendor" / manifest()["worker.js"]).read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.page("/sw.json", may=P.PUBLIC, side="both")
def shell() -> Any:
    return jsonify(offline.shell())


@pages.page("/offline", may=P.PUBLIC, endpoint="offline", side="both")
def no_line() -> Any:
    return answer("layouts/offline.html")
