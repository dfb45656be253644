"""Sentences for deeds and notices: the code that the database keeps, and the words of the catalogue."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from . import clock, formats
from .forms.organisation import ROLE_WORDS
from .i18n import gettext as _

DEEDS: dict[str, Any] = {
    "account.signed_in": _l("%(actor)s signed in"),
    "account.signed_out": _l("%(actor)s signed out"),
    "account.sign_in_failed": _l("A sign-in as %(username)s failed"),
    "account.devices_signed_out": _l("%(actor)s signed out %(count)s other devices"),
    "account.password_changed": _l("%(actor)s changed the own password"),
    "account.password_set": _l("The password of %(username)s was set from the command line"),
    "account.code_issued": _l("%(actor)s issued a one-time code for %(username)s"),
    "account.activated": _l("%(actor)s used a one-time code"),
    "account.opened": _l("%(actor)s opened a login for %(client)s"),
    "client.created": _l("%(actor)s entered %(client)s as %(number)s"),
    "client.edited": _l("%(actor)s edited the record of %(client)s"),
    "team.manager": _l("%(actor)s made %(staff)s client manager of %(client)s"),
    "team.adviser": _l("%(actor)s made %(staff)s wealth adviser of %(client)s"),
    "team.specialist": _l("%(actor)s added %(staff)s to the service team of %(client)s"),
    "team.ended": _l("%(actor)s ended the seat of %(staff)s with %(client)s"),
    "staff.added": _l("%(actor)s entered %(staff)s at %(place)s"),
    "staff.edited": _l("%(actor)s edited the record of %(staff)s"),
    "staff.left": _l("%(actor)s recorded that %(staff)s has left"),
    "role.granted": _l("%(actor)s gave %(staff)s the role %(role)s over %(place)s"),
    "role.ended": _l("%(actor)s ended the role %(role)s of %(staff)s over %(place)s"),
    "branch.edited": _l("%(actor)s edited the branch %(place)s"),
    "import.done": _l("%(actor)s imported %(format)s into %(place)s"),
}

NOTICES: dict[str, Any] = {
    "team.you_are_manager": _l("You are now the client manager of %(client)s"),
    "team.you_are_adviser": _l("You are now the wealth adviser of %(client)s"),
    "team.you_are_specialist": _l("You are now in the service team of %(client)s"),
    "team.you_left": _l("You no longer serve %(client)s"),
    "team.your_manager": _l("%(staff)s is now your client manager"),
    "team.your_adviser": _l("%(staff)s is now your wealth adviser"),
    "team.your_specialist": _l("%(staff)s is now in your service team"),
    "role.granted": _l("You now hold the role %(role)s over %(place)s"),
    "role.ended": _l("Your role %(role)s over %(place)s has ended"),
}

ICONS = {"account": "login", "client": "user", "team": "users-group", "staff": "id-badge-2", "role": "key", "branch": "building-bank", "request": "message-2",
         "event": "calendar-event", "import": "file-import", "tier": "crown"}  # fmt: skip


def _filled(text: Any, words: dict[str, Any]) -> str:
    known = {**words}
    if "role" in known:
        known["role"] = str(ROLE_WORDS.get(known["role"], known["role"]))
    try:
        return str(text) % known
    except KeyError:
        return str(text)


def deed_sentence(entry: Any) -> str:
    """An audit entry as a sentence in the reader's language."""
    return _filled(DEEDS.get(entry.action, entry.action), {"actor": entry.actor_name or _("The command line"), **entry.words})


def notice_sentence(notice: Any) -> str:
    """A notice as a sentence in the reader's language."""
    return _filled(NOTICES.get(notice.kind, notice.kind), notice.words)


def kind_icon(code: str) -> str:
    return ICONS.get(code.split(".")[0], "point")


EVENT_ICONS = {"culture_salon": "ballpen", "elite_salon": "users-group", "golf": "golf", "family_day": "heart", "lecture": "microphone", "tour": "map-pin"}


def event_icon(kind: str) -> str:
    return EVENT_ICONS.get(kind, "calendar-event")


REASONS = {
    "start": _l("%(when)s: the clock starts, %(time)s promised"),
    "opens": _l("%(when)s: counting begins when the office opens"),
    "pause": _l("%(when)s: paused while we wait for the client (%(time)s)"),
    "holiday": _l("%(day)s: a holiday, does not count"),
    "weekend": _l("%(day)s: a weekend, does not count"),
    "make_up": _l("%(day)s: a make-up working day, counts"),
    "due": _l("%(when)s: due"),
    "stop": _l("%(when)s: stopped after %(time)s"),
}


def clock_words(reasons: list[Any]) -> list[str]:
    """Why a clock stands where it stands, as sentences."""
    found = []
    for reason in reasons:
        time = formats.working_time(reason.minutes) if reason.minutes is not None else _("still")
        found.append(str(REASONS[reason.kind]) % {"when": formats.when(reason.at), "day": formats.day(clock.local(reason.at).date()), "time": time})
    return found
