"""A session that ended while somebody was at work: he hears why, signs in, and goes on with what he had typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, session, url_for

from portal.extensions import login
from portal.forms.accounts import SignInForm
from portal.ground import formats, i18n
from portal.ground.i18n import gettext as _
from portal.ground.security import digest
from portal.reads.accounts.codes import that_ended
from portal.reads.accounts.logins import SignedIn, demo_people, signed_in
from portal.web import again, browser
from portal.web.answers import answer, fragment, own_page
from portal.web.typed import typed, unsealed
from portal.words.organisation import ROLE_WORDS


@login.unauthorized_handler
def ask_to_sign_in() -> Any:
    """To the sign-in page: after a GET with the way back, after a POST with what was typed."""
    before = browser.signed_in_before()
    was = signed_in(digest(before)) if before else None
    session.pop("_flashes", None)  # words for whoever was signed in
    htmx = bool(request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]
    sent = typed() if was and request.method == "POST" else None
    if sent is not None and not sent.texts:
        sent = None
    if not htmx and sent is None:
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.login", next=here if here != "/" else None), 303)
    carried = sent.sealed(was.account_id) if sent and was else ""
    return sign_in_page(SignInForm(formdata=None, next=_back()), 401, carried=carried, part=htmx)


def _back() -> str:
    """The page to come back to where nothing was typed: of a list that was being filtered the list as it was asked
    for."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    here = own_page(shown.path + (f"?{shown.query}" if shown.query else "")) or ""
    if request.method == "GET" and shown.path == request.path:
        return request.full_path.rstrip("?")
    return here


def sign_in_page(form: SignInForm, status: int = 200, words: Any = None, carried: str = "", part: bool = False) -> Any:
    """The page, or for HTMX the form alone (`part`) with the header that says what it is."""
    demo: dict[str, list[dict[str, Any]]] = {}
    for person in demo_people() if current_app.config["SETTINGS"].demo else []:
        demo.setdefault(str(ROLE_WORDS[person["role"]]), []).append(person)
    before = browser.signed_in_before()
    context = {
        "form": form,
        "words": words,
        "demo": demo,
        "ended_by": that_ended(digest(before)) if before else None,
        "why": why(signed_in(digest(before)), bool(carried)) if before else "",
        "carried": carried,
    }
    if not part:
        return answer("accounts/login.html", status, **context)
    response = fragment("accounts/login.html", "sign_in", status, **context)
    response.headers["X-Portal-Signed-Out"] = "1"
    return response


def why(was: SignedIn | None, carried: bool) -> str:
    """Why whoever was signed in here has to sign in again, and that his text is not lost."""
    if was is None:
        return ""
    settings = current_app.config["SETTINGS"]
    if was.ended:
        words = _("You were signed out: from another device, or because your login changed.")
    elif was.is_idle(settings.idle_minutes_client if was.is_client else settings.idle_minutes_staff):
        words = _("You were signed out because nothing was done here for a while.")
    else:
        words = _("You were signed out because you had been signed in for a long time.")
    kept = _("What you typed is kept: sign in, and it stands in its place again. Nothing was sent yet.")
    return formats.sentences([words, kept if carried else ""])


def go_on(actor: Any, carried: str, address: str | None) -> Any:
    """Where somebody goes who has signed in: to his page with what he had typed, else where he was going."""
    sent = unsealed(carried, actor.account_id) if carried else None
    if sent is None:
        return redirect(address or url_for("home.root"), 303)
    g.pop("csrf_token", None)  # it belonged to the session before
    i18n.begin_request()
    words = _("You are signed in again. What you typed stands here and was not sent yet.")
    return again.shown_again(sent, 200, _("Please send it once more"), words)


def already_in(actor: Any) -> Any:
    """A sign-in page from before somebody signed in at this browser in another tab: it goes on as him."""
    flash(_("You are signed in already, as %(name)s.", name=actor.name), "done")
    return go_on(actor, request.form.get("carried", ""), own_page(request.form.get("next")))
