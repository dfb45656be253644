"""Overtaken: what happened meanwhile and by whom, the deed again under it, and what was typed in its field or to copy.

A form carries `seen`, what its page showed of what it decides about (`reads/shared/marks.py`), and `page`, a sealed
mark that this person saw this object at that moment: for a day it is answered with what happened to it, where
otherwise there would be nothing for him to see.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, g, request
from flask_login import current_user
from markupsafe import Markup

from portal import permissions
from portal.actions.shared import deciding
from portal.forms.shared.base import field_kinds
from portal.ground import clock, formats, i18n
from portal.ground.errors import Overtaken, Refused
from portal.ground.i18n import gettext as _
from portal.models import Account, Client, Event, Request, Staff, TierList
from portal.reads.accounts import recusal
from portal.reads.administration.since import deeds_since
from portal.reads.organisation import tree
from portal.web import seals
from portal.web.answers import answer
from portal.web.typed import Typed, typed
from portal.words import gone, said
from portal.words.organisation import ROLE_WORDS
from portal.words.tiers import tier_name

SEEN_FOR = timedelta(hours=24)
BY_LETTER = {"C": Client, "E": Event, "L": TierList, "R": Request}
BY_PATH = {
    "subtask": re.compile(r"/requests/tasks/([1-9][0-9]{0,17})(?=/|$)", re.ASCII),
    "complaint_measure": re.compile(r"/complaints/measures/([1-9][0-9]{0,17})(?=/|$)", re.ASCII),
}
PASSED_ON = frozenset({"seen"})


def install(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        wanted = request.method == "POST" and permissions.decides(request.endpoint)
        deciding.set_shown(seals.opened("seen", request.form.get("seen", "")) if wanted else None)

    app.teardown_request(lambda error: deciding.set_shown(None))


# ---- the sealed mark


def _object() -> str:
    """What the page at hand is about, by its address: a number that people say, else the first id; "" for none."""
    given = request.view_args or {}
    name = "number" if "number" in given else next(iter(given), "")
    return f"{name}={given[name]}" if name else ""


def page_mark() -> Markup:
    """For every form: whoever is signed in saw this object now. Nothing on a page that refuses."""
    return i18n.once("page mark", _page_mark)


def _page_mark() -> Markup:
    if not g.get("shows") or not _object() or not current_user.is_authenticated:
        return Markup("")
    text = seals.sealed(f"page {_object()}", str(int(clock.now().timestamp())))
    return Markup('<input type="hidden" name="page" value="{}">').format(text)


def seen_at() -> datetime | None:
    """When the person who is asking saw what the form is about; None when he did not, or longer ago than a day."""
    moment = seals.opened(f"page {_object()}", request.form.get("page", "")) if current_user.is_authenticated else ""
    if not moment:
        return None
    at = datetime.fromtimestamp(int(moment), UTC)
    return at if at <= clock.now() + timedelta(minutes=1) and clock.now() - at <= SEEN_FOR else None


# ---- the pages


def deed_again(error: Overtaken, back: str | None) -> Any:
    """Nothing was done: what changed and by whom, and the deed again with what was typed and a mark of now."""
    entries = deeds_since(error.subjects, error.since, current_user)
    return _page(
        error.words,
        [(said.deed_sentence(one), one.at, [] if current_user.is_client else said.changes_of(one)) for one in entries],
        back=back,
        mark=error.mark,
    )


def no_longer(error: Refused, back: str | None) -> Any:
    """It was quicker than the form: who did what, and the text to copy."""
    return _page(error.words, [(said.deed_sentence(one), one.at, []) for one in _happened()], back=back)


def with_who(error: Refused) -> str:
    """The refusal, and what was done last with what it is about."""
    happened = _happened()
    return formats.sentences([str(error.words), *(_said_aloud(one) for one in happened[:1])])


def _said_aloud(entry: Any) -> str:
    return _("%(sentence)s (%(when)s).", sentence=said.deed_sentence(entry), when=formats.when(entry.at, inside=True))


def _happened() -> list[Any]:
    if not current_user.is_authenticated:
        return []
    subjects, since = deciding.moved_on()
    return deeds_since(subjects or _subject(), since or seen_at(), current_user)


def lost_sight() -> Any | None:
    """What he saw a moment ago is not his to see any more: what happened to it and by whom, nothing else. None for what
    he cannot prove to have seen."""
    since = seen_at()
    if since is None:
        return None
    subject = _subject()
    if any(recusal.hides(current_user, table, key) for table, key in subject):
        return None  # what concerns him has never been there
    entries = deeds_since(subject, since, current_user)
    words = next((text for one in entries if (text := gone.sentence(one, current_user.name))), "")
    return _page(words or gone.NOT_YOURS, [], back=None)


def lost_right() -> Any | None:
    """His role for it has ended since his page was opened (403): what he typed can be copied. None where nothing is
    lost, or he never saw it."""
    if request.method != "POST" or seen_at() is None or "text" not in {one[1] for one in _parts(typed())}:
        return None
    return _page(gone.NO_RIGHT, [], back=None, status=403)


def _subject() -> list[tuple[str, int]]:
    for table, where in BY_PATH.items():
        if meant := where.match(request.path):
            return [(table, int(meant[1]))]
    number = str((request.view_args or {}).get("number", ""))
    model = BY_LETTER.get(number[:1])
    found = model.select(model.id).where(model.number == number).scalar() if model else None
    return [(model._meta.table_name, found)] if model and found else []


def _page(words: Any, happened: list[Any], back: str | None, mark: str = "", status: int = 409) -> Any:
    sent = typed()
    page: Any = answer(
        "errors/overtaken.html",
        status,
        words=words,
        happened=happened,
        back=back,
        mark=seals.sealed("seen", mark) if mark else "",
        deed=permissions.decides(request.endpoint),
        typed=_parts(sent),
        chosen=sent.chosen,
    )
    # to htmx this is a page of its own, not the part that was to be swapped
    page.headers["HX-Retarget"], page.headers["HX-Reswap"] = "body", "innerHTML show:window:top"
    return page


def decides() -> bool:
    """Was something to be decided?"""
    return request.method == "POST" and bool(permissions.decides(request.endpoint))


def _parts(sent: Typed) -> list[tuple[str, str, str, str, str]]:
    """What the form sent: (name, kind, label, value, value as people read it). Kinds: text (shown and sent again),
    choice (shown, sent again as it is), hidden."""
    kinds, found = field_kinds(), []
    for name, label, value in sent.shown:
        if name in PASSED_ON:
            continue
        kind, choices = kinds.get(name, ("hidden", {}))
        if kind == "hidden" or not label or not value:
            found.append((name, "hidden", "", value, ""))
        elif kind == "choice":
            word = str(choices.get(value) or _named(name, value))
            found.append((name, "choice" if word else "hidden", str(label), value, word))
        else:
            found.append((name, "text", str(label), value, ""))
    return found


def _named(field: str, value: str) -> str:
    """What was chosen where a form's choices are made for each page: colleagues, tiers, branches, roles."""
    if field == "staff" and not current_user.is_client:
        who = Staff.select(Staff.name).join(Account, on=(Account.staff == Staff.id)).where(Account.username == value)
        return who.scalar() or ""
    if field == "tier":
        return tier_name(value)
    if field == "role":
        return str(ROLE_WORDS.get(value, ""))
    if field == "branch":
        return next((i18n.named(one) for one in tree.branch_tree() if one.code == value), "")
    return ""
