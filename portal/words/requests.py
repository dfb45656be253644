"""Requests, their states and their clock in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.finding.pinyin import is_chinese, surname_length
from portal.words.states import State

REASONS = {
    "start": _l("%(when)s: the clock starts, %(time)s promised"),
    "given": _l("%(when)s: asked, %(time)s to do it"),
    "opens": _l("%(when)s: counting begins when the office opens"),
    "pause": _l("%(when)s: paused while we wait for the client (%(time)s)"),
    "holiday": _l("%(day)s: a holiday, does not count"),
    "weekend": _l("%(day)s: a weekend, does not count"),
    "make_up": _l("%(day)s: a make-up working day, counts"),
    "due": _l("%(when)s: due"),
    "stop": _l("%(when)s: stopped after %(time)s"),
    "stop early": _l("%(when)s: stopped before any working time had passed"),
}


def clock_words(reasons: list[Any], told: datetime | None = None, called: Iterable[Any] = ()) -> list[str]:
    """Why a clock stands where it stands, as sentences in the order of time; `told`: the moment that the client was
    told and that holds; `called`: the levels that were called."""
    found = []
    for reason in reasons:
        time = formats.working_time(reason.minutes) if reason.minutes is not None else _("still")
        day = formats.day(clock.local(reason.at).date())
        kind = "stop early" if reason.kind == "stop" and not reason.minutes else reason.kind
        found.append((reason.at, str(REASONS[kind]) % {"when": formats.when(reason.at), "day": day, "time": time}))
    found += [(one.at, str(LEVELS[one.level]) % {"when": formats.when(one.at)}) for one in called]
    words = [text for _at, text in sorted(found, key=lambda pair: pair[0])]
    if told is not None:
        words.append(_("The client was told %(when)s: it is due no later.", when=formats.when(told)))
    return words


KINDS = [
    ("request", _l("Request")),
    ("complaint", _l("Complaint")),
    ("suggestion", _l("Suggestion")),
    ("praise", _l("Praise")),
]


STATES = {
    "new": State("info", _l("New")),
    "taken": State("info", _l("In hand")),
    "waiting": State("plain", _l("Waiting for the client"), "clock-pause"),
    "resolved": State("done", _l("Resolved")),
    "closed": State("plain", _l("Closed")),
    "withdrawn": State("plain", _l("Withdrawn"), "arrow-back-up"),
}
"""The tone of an open one follows its clock (`reads/requests/threads.py`)."""

SUBTASKS = {
    "open": State("info", _l("Open"), "clock"),
    "done": State("done", _l("Done")),
    "withdrawn": State("plain", _l("Withdrawn"), "arrow-back-up"),
}

DEEDS: dict[str, Any] = {
    "request.filed": _l("%(actor)s filed %(number)s for %(client)s: %(subject)s"),
    "request.taken": _l("%(actor)s took %(number)s of %(client)s"),
    "request.reply": _l("%(actor)s replied to %(client)s about %(number)s"),
    "request.ask": _l("%(actor)s asked %(client)s something about %(number)s; the clock waits"),
    "request.answer": _l("%(actor)s wrote about %(number)s"),
    "request.note": _l("%(actor)s added an internal note to %(number)s of %(client)s"),
    "request.resolved": _l("%(actor)s resolved %(number)s of %(client)s"),
    "request.closed": _l("%(actor)s closed %(number)s of %(client)s"),
    "request.reopened": _l("%(actor)s reopened %(number)s of %(client)s"),
    "request.withdrawn": _l("%(actor)s withdrew %(number)s"),
    "request.rated": _l("%(actor)s rated %(number)s with %(score)s of 5"),
    "request.reassigned": _l("%(actor)s gave %(number)s of %(client)s to %(staff)s"),
    "request.forwarded": _l("%(actor)s forwarded %(number)s of %(client)s to %(place)s: %(reason)s"),
    "request.linked": _l("%(actor)s linked %(number)s of %(client)s with %(other)s"),
    "request.unlinked": _l("%(actor)s unlinked %(number)s of %(client)s"),
    "request.duplicate": _l("%(actor)s closed %(number)s of %(client)s as the same as %(other)s"),
    "request.separated": _l("%(actor)s opened %(number)s of %(client)s again: it is not the same"),
    "request.subtask_asked": _l("%(actor)s asked for a part of %(number)s: %(what)s"),
    "request.subtask_done": _l("%(actor)s finished a part of %(number)s: %(what)s"),
    "request.subtask_withdrawn": _l("%(actor)s withdrew a part of %(number)s: %(what)s"),
    "request.subtask_back": _l("A part of %(number)s was given back, as %(staff)s has left: %(what)s"),
    "request.called": _l("%(actor)s called level %(level)s of %(number)s"),
    "phrase.written": _l("%(actor)s wrote the approved phrase “%(title)s”"),
    "phrase.changed": _l("%(actor)s changed the approved phrase “%(title)s”"),
}

OWN_DEEDS: dict[str, Any] = {
    "request.filed": _l("%(actor)s filed %(number)s: %(subject)s"),
}
"""The same deeds when the client did them without help."""

NOTICES: dict[str, Any] = {
    "request.filed": _l("%(client)s asks for your help: %(subject)s (%(number)s)"),
    "request.filed_for_you": _l("We have noted your request %(number)s as you told us: %(subject)s"),
    "request.taken": _l("%(staff)s is looking after your request: %(subject)s"),
    "request.answered": _l("%(staff)s has replied to you: %(subject)s"),
    "request.client_answered": _l("%(client)s has answered: %(subject)s (%(number)s)"),
    "request.noted": _l("%(staff)s left an internal note on %(number)s of %(client)s"),
    "request.resolved": _l("%(staff)s has settled your request: %(subject)s. How was it for you?"),
    "request.settled": _l("%(staff)s has settled your request: %(subject)s"),
    "request.how_was_it": _l("Your request is settled: %(subject)s. Would you tell us how it was?"),
    "request.praised": _l("%(client)s sends praise: %(subject)s (%(number)s)"),
    "request.soon_late": _l("Most of the time for %(number)s of %(client)s has passed: %(subject)s"),
    "request.late": _l("%(number)s of %(client)s is late: %(subject)s"),
    "request.escalated": _l("%(number)s of %(client)s is long overdue: %(subject)s"),
    "request.rated_low": _l("%(client)s rated %(number)s with only %(score)s of 5: please look into it"),
    "request.subtask_for_you": _l("You are asked for a part of %(number)s: %(what)s"),
    "request.subtask_done": _l("A part of %(number)s is done: %(what)s"),
    "request.subtask_withdrawn": _l("A part of %(number)s is no longer needed: %(what)s"),
    "request.subtask_back": _l("%(staff)s has left; a part of %(number)s is yours again: %(what)s"),
    "request.forwarded_here": _l("%(number)s of %(client)s was forwarded to your branch: %(subject)s"),
    "request.forwarded_for_you": _l("As agreed with you, another branch looks after your request now: %(subject)s"),
    "request.joined": _l("Your request %(number)s is answered together with %(other)s: %(subject)s"),
    "request.separated": _l("%(number)s of %(client)s is open again: %(subject)s"),
    "request.reopened": _l("%(client)s has reopened %(number)s: %(subject)s"),
    "request.reopened_for_you": _l("We have taken up your request again: %(subject)s"),
    "request.withdrawn": _l("%(client)s has withdrawn %(number)s: %(subject)s"),
    "request.rated": _l("%(client)s rated %(number)s with %(score)s of 5"),
    "request.given_to_you": _l("You have been given %(number)s of %(client)s: %(subject)s"),
    "request.no_longer_yours": _l("%(number)s of %(client)s is with somebody else now: %(subject)s"),
    "request.reopened_by_colleague": _l("%(number)s of %(client)s was reopened: %(subject)s"),
}

FIELDS: dict[str, Any] = {
    "assignee": _l("Person"),
    "holder": _l("Who has it"),
    "held_for": _l("In whose name"),
    "seat": _l("Addressed to"),
    "title_zh": _l("Title in Chinese"),
    "title_en": _l("Title in English"),
    "body_zh": _l("Text in Chinese"),
    "body_en": _l("Text in English"),
    "category": _l("For requests about"),
    "position": _l("Place in the list"),
    "active": _l("In use"),
}
"""What its columns are called, also in the audit trail."""


FIELD_WORDS: list[tuple[str, Any]] = [
    ("client", _l("How the client is addressed")),
    ("number", _l("Number of the request")),
    ("subject", _l("Subject of the request")),
    ("staff", _l("Name of whoever writes")),
    ("branch", _l("His branch")),
]
"""The fields of approved phrases (`rules/phrases.py`), as head office reads them."""

EXAMPLES = {
    "client": {"zh": "陈先生", "en": "Mr Chen"},
    "number": {"zh": "R-2026-000123", "en": "R-2026-000123"},
    "subject": {"zh": "孩子入学材料", "en": "Papers for school"},
    "staff": {"zh": "王磊", "en": "Wang Lei"},
    "branch": {"zh": "一汽支行", "en": "FAW Sub-branch"},
}
"""With what a preview fills them in."""

_TITLED = {"zh": {"m": "{name}先生", "f": "{name}女士"}, "en": {"m": "Mr {name}", "f": "Ms {name}"}}


def addressed_in(language: str, client: Any) -> str:
    """How a client is addressed in a text of this language, which may not be the reader's: as he wished, else by his
    surname with the title, else by his name; nobody of whom only a name in a complaint is known."""
    if client is None:
        return ""
    if client.address_as:
        return str(client.address_as)
    title = _TITLED[language].get("" if client.kind == "company" else client.gender)
    if title is None or not is_chinese(client.name[:1]):
        return str(client.name)
    surname = client.name[: surname_length(client.name)]
    if language == "en":  # by the name in Latin letters, family name first
        surname = client.name_latin.split()[0] if client.name_latin else ""
    return title.format(name=surname) if surname else str(client.name)


LEVELS = {
    1: _l("%(when)s: whoever has it was told that the time runs out"),
    2: _l("%(when)s: the branch's admins were told"),
    3: _l("%(when)s: head office was told"),
}
