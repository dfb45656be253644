"""How a view answers: a page, a block of it for HTMX, or 303 after a deed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.ground.errors import Refused
from portal.ground.i18n import gettext as _
from portal.reads.accounts.actors import Actor
from portal.web.typed import typed

current_actor = cast(Actor, current_user)
"""Who is asking. Only behind a permission other than PUBLIC is it surely an Actor."""


REFUSED = frozenset({409, 422, 429})


def remind(files: Iterable[str]) -> None:
    """Say which files have to be chosen again: a browser keeps them as little as we do."""
    names = [name for name in files if name]
    if names:
        flash(_("Please choose these files once more: %(names)s.", names=", ".join(names[:20])), "wait")


def answer(template: str, status: int = 200, block: str = "", **context: Any) -> ResponseReturnValue:
    """The page; for HTMX the block that has the name of the element it swaps (`hx-target="#rows"` → block `rows`), or
    `block` where many elements of one kind are swapped."""
    g.shows = not template.startswith("errors/")
    fragment = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    if status in REFUSED and not fragment and request.method == "POST":
        remind([file.filename or "" for _name, file in request.files.items(multi=True)])
    target = (block or request.htmx.target) if fragment else None  # type: ignore[attr-defined]
    if target and target.replace("-", "_") in _blocks(template):
        body: str = _fragment(template, target.replace("-", "_"), context)
        body += current_app.jinja_env.get_template("components/messages.html").module.messages(oob=True)  # type: ignore[attr-defined]
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie, Accept-Language"
    return response


def fragment(template: str, block: str, status: int, **context: Any) -> Response:
    """One block of a page as an answer, whatever element HTMX would swap."""
    return make_response(_fragment(template, block, context), status)


def _fragment(template: str, block: str, context: dict[str, Any]) -> Markup:
    """One block of the page. Imports and macros at the top of its templates are run first: a block alone lacks them.

    The page is begun and left at its first words, so that nothing else of it is rendered.
    """
    current_app.update_template_context(context)
    page = current_app.jinja_env.get_template(template)
    state = page.new_context(context)
    beginning = page.root_render_func(state)
    next(iter(beginning))
    return Markup("".join(state.blocks[block][0](state)))  # noqa: S704 (the template has escaped it)


_known_blocks: dict[str, frozenset[str]] = {}


def _blocks(template: str) -> frozenset[str]:
    if template not in _known_blocks or current_app.debug:
        _known_blocks[template] = frozenset(current_app.jinja_env.get_template(template).blocks)
    return _known_blocks[template]


def done(words: Any, endpoint: str, **values: Any) -> ResponseReturnValue:
    """A deed is done: say so and show the page again (303; HTMX follows it and takes its block)."""
    flash(str(words), "done")
    return redirect(url_for(endpoint, **values), 303)


def refused(words: Any, endpoint: str, *, saved: bool = False, **values: Any) -> ResponseReturnValue:
    """A deed was refused for a reason that belongs to no field: the page says so. Raises Refused where something was
    typed that is not `saved`: the form stands there again with it (`refusals.py`)."""
    if not saved and request.method == "POST" and typed().texts:
        raise Refused(words)
    flash(str(words), "refused")
    return redirect(url_for(endpoint, **values), 303)


def own_page(address: str | None) -> str | None:
    """`address` if it leads to one of our own pages, else None (no open redirect)."""
    if (
        not address
        or not address.startswith("/")
        or address.startswith(("//", "/\\"))
        or any(ord(c) < 33 or c == "\\" for c in address)
    ):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
