"""The door of every page: who may come in, and where an address leads that is only posted to."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from portal import extensions, permissions
from portal.rules.accounts.visibility import Permission


def may_enter(endpoint: str) -> Any:
    """None where whoever asks may have the page, else the answer that he gets (a sign-in, 403, 404); a page that
    nobody listed raises PermissionUnlisted in tests."""
    if not permissions.served(endpoint, current_app.config["SETTINGS"].surface):
        abort(404)
    needed = permissions.required(endpoint)
    if needed is None:
        if current_app.testing:
            raise PermissionUnlisted(endpoint)
        abort(403)
    if needed is Permission.PUBLIC:
        return None
    if not current_user.is_authenticated:
        return extensions.login.unauthorized()
    if not current_user.may(needed):
        abort(403)
    current_user.asked = needed
    return None


def page_of(path: str) -> tuple[str, str] | None:
    """The endpoint that is posted to at this address, and the page that its form stands on: what the deed says
    (`stands_on`), else the nearest page above. None where nothing is posted to."""
    adapter = current_app.url_map.bind("")
    try:
        endpoint, values = adapter.match(path, method="POST")
    except HTTPException:
        return None
    entry = permissions.entries().get(endpoint)
    if entry is not None and entry.stands_on:
        wanted = next(current_app.url_map.iter_rules(entry.stands_on)).arguments
        return endpoint, url_for(entry.stands_on, **{name: values[name] for name in wanted})
    while path := path.rpartition("/")[0]:
        if adapter.test(path, "GET"):
            return endpoint, path
    return endpoint, "/"


def lead_on() -> Any:
    """The answer to a GET at an address that is only posted to (a reloaded form, a language chosen beside one): its
    page, for whoever may do the deed. None at any other address."""
    found = page_of(request.path)
    if found is None:
        return None
    endpoint, page = found
    return may_enter(endpoint) or redirect(page, 303)


class PermissionUnlisted(Exception):
    """An endpoint that no page lists (a fault of ours: tests fail on it)."""
