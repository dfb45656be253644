"""What is answered: a folder or a file an area. Every `pages` below is registered; no list of areas stands anywhere."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask

from portal.web import refusals
from portal.web.pages import Pages


def register(app: Flask) -> None:
    """Every area's pages, and how refusals are answered."""
    refusals.register(app)
    for pages in found():
        app.register_blueprint(pages)


def found() -> list[Pages]:
    """The pages of all areas, by name. Modules are imported, so that each has said its routes."""
    modules = [import_module(one.name) for one in pkgutil.walk_packages(__path__, f"{__name__}.")]
    known = {one.name: one for one in (getattr(module, "pages", None) for module in modules) if isinstance(one, Pages)}
    return [known[name] for name in sorted(known)]
