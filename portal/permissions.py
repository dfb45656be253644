"""Deny by default: every page says beside its route who may ask for it (`web/pages.py`); what is unknown is refused.

What a role may do stands in `rules/accounts/visibility.py`; where it may is the scope of the getters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, current_app

from portal.rules.accounts.visibility import Permission

Side = Literal["client", "staff", "both"]


@dataclass(frozen=True)
class Entry:
    """What an endpoint asks for, the place that it lights in the bar, whose desk it belongs to, and of a deed without a
    page of its own the endpoint of the page that its form stands on ("" for the nearest one above)."""

    may: Permission
    place: str
    side: Side
    decides: Any = ""
    """What the deed is called, when it decides about something that its page showed (`actions/shared/deciding.py`)."""
    stands_on: str = ""


def entries(app: Flask | None = None) -> dict[str, Entry]:
    """Endpoint → entry, as the pages of all areas have said it."""
    found: dict[str, Entry] = (app or current_app).extensions.setdefault("pages", {})
    return found


def required(endpoint: str | None) -> Permission | None:
    """The permission that an endpoint asks for; None when nobody has said one."""
    entry = entries().get(endpoint or "")
    return entry.may if entry else None


def decides(endpoint: str | None) -> Any:
    """What a deciding deed is called; "" for an endpoint that decides nothing."""
    entry = entries().get(endpoint or "")
    return entry.decides if entry else ""


def place_of(endpoint: str | None) -> str:
    """The place in the bar that a page lights; "" for none."""
    entry = entries().get(endpoint or "")
    return entry.place if entry else ""


def served(endpoint: str, surface: str) -> bool:
    """Does a process of this surface (`PORTAL_SURFACE`: both, client, staff) serve the page?"""
    entry = entries().get(endpoint)
    return surface == "both" or entry is None or entry.side in ("both", surface)


def table(app: Flask) -> list[str]:
    """Every address with its methods, who may ask for it and its side, a line each, in order."""
    known = entries(app)
    lines = []
    for rule in app.url_map.iter_rules():
        methods = "+".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        entry = known[rule.endpoint]
        lines.append(f"{rule.rule}  {methods}  {rule.endpoint}  {entry.may.name}  {entry.side}")
    return sorted(lines)
