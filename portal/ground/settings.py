"""The settings and keys of the application that is at work: the one way to them for deeds, forms and imports."""

from __future__ import annotations

from typing import Any

from flask import current_app, has_app_context

from portal.config import Settings
from portal.ground.keys import Keys


def at_work() -> bool:
    """Is an application at work here? Outside of one there are no settings, keys or files."""
    return has_app_context()


def current() -> Settings:
    return current_app.config["SETTINGS"]  # type: ignore[no-any-return]


def keys() -> Keys:
    """Those of what is encrypted at rest."""
    return current_app.config["DATA_KEY"]  # type: ignore[no-any-return]


def memory() -> dict[str, Any]:
    """What this process remembers as long as the application lives, each thing under a name of its own."""
    return current_app.extensions
