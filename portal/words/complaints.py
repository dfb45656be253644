"""Complaints, their terms and what is done against their causes, in words."""

from __future__ import annotations

from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.ground.i18n import ngettext
from portal.models.complaints import Complaint, ComplaintMark
from portal.reads.complaints import classes
from portal.rules.complaints import last_day
from portal.rules.shared.masking import mask_phone, plain_phone
from portal.words.states import State

COMPLAINANTS: dict[str, Any] = {
    "client": _l("The client himself"),
    "agent": _l("An agent, for the client"),
    "heir": _l("An heir of the client"),
    "joint": _l("Several together"),
    "other": _l("Somebody who is no client"),
}
CHANNELS: dict[str, Any] = {
    "portal": _l("Portal"),
    "phone": _l("Phone"),
    "visit": _l("In branch"),
    "letter": _l("Letter"),
    "email": _l("E-mail"),
    "hotline": _l("Hotline"),
    "regulator": _l("Supervisor"),
    "other": _l("Another way"),
}
STATES: dict[str, State] = {
    "received": State("info", _l("Received"), "inbox"),
    "accepted": State("info", _l("Accepted"), "checks"),
    "refused": State("plain", _l("Refused"), "x"),
    "decided": State("done", _lp("complaint", "Decided")),
    "withdrawn": State("plain", _l("Withdrawn"), "arrow-back-up"),
    "review": State("wait", _l("Under review"), "refresh"),
    "reviewed": State("done", _l("Review answered")),
}
OUTCOMES: dict[str, Any] = {
    "upheld": _l("Justified"),
    "partly": _l("Partly justified"),
    "settled": _l("Settled by agreement"),
    "rejected": _l("Not justified"),
}
REVIEW_OUTCOMES: dict[str, Any] = {
    "confirmed": _l("The decision stands"),
    "changed": _l("The decision is changed"),
}
PAPERS: dict[str, Any] = {
    "identity": _l("Identity document"),
    "phone": _l("Phone number"),
    "address": _l("Postal address"),
    "accounts": _l("Accounts and cards"),
    "movements": _l("Statements and transactions"),
    "contract": _l("Contracts and product papers"),
    "recording": _l("Recordings of the sale"),
    "authority": _l("Written authority of the agent"),
    "evidence": _l("Photos, messages or other evidence"),
}
PAPER_STATES: dict[str, State] = {
    "held": State("plain", _l("The bank holds it"), "building-bank"),
    "asked": State("wait", _l("Awaited"), "clock"),
    "received": State("done", _l("Received")),
}
VERDICTS: dict[str, Any] = {
    "better": _l("It helped"),
    "same": _l("No change"),
    "worse": _l("It got worse"),
}
RESPONSES: dict[str, Any] = {
    "money": _l("Compensation in money"),
    "redress": _l("Another redress"),
    "explained": _l("An explanation"),
    "none": _l("Nothing"),
}
AXES: dict[str, Any] = {
    "channel": _l("Channel of the business"),
    "business": _l("Business"),
    "cause": _l("Cause by the standard"),
    "inner": _l("Our own cause"),
}
MISSING: dict[str, Any] = {
    "classes": _l("its classes"),
    "cause": _l("the cause"),
    "decision": _l("the decision"),
    "outcome": _l("the outcome"),
    "measure": _l("a measure against the cause"),
}


LISTS: dict[str, Any] = {"grounds": _l("Grounds of refusal"), "ways": _l("Ways of complaining")}
LIST_FIELDS: dict[str, Any] = {
    "code": _l("Code"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "detail_zh": _l("Where it leads, in Chinese"),
    "detail_en": _l("Where it leads, in English"),
    "active": _l("In use"),
}


def clock_why(row: Complaint, marks: list[ComplaintMark]) -> list[str]:
    """Why the last day is that day, as sentences."""
    found, begins = [], row.received_on
    for one in marks:
        day = clock.local(one.at).date()
        if one.kind == "start":
            begins = row.received_on if one.clock == "case" else day
            words = _l("Received on %(day)s; that day is not counted")
            if one.clock == "review":
                words = _l("A review was asked for on %(day)s; that day is not counted")
            found.append(str(words) % {"day": formats.day(begins)})
            found.append(_last(begins, one.days or 0))
        elif one.kind == "extend":
            words = _l("Extended on %(day)s: %(reason)s")
            if one.cause == "approved":
                words = _l("Extended on %(day)s with approval of the upper level: %(reason)s")
            found.append(str(words) % {"day": formats.day(day), "reason": one.reason})
            found.append(_last(begins, one.days or 0))
        else:
            found.append(_("The clock stopped on %(day)s", day=formats.day(day)))
    return found


def _last(begins: Any, days: int) -> str:
    """So many calendar days, and the day that they end on."""
    day = formats.day(last_day(begins, days))
    words = ngettext("%(num)d calendar day, holidays included", "%(num)d calendar days, holidays included", days)
    return _("%(days)s: until the end of %(day)s", days=words, day=day)


def contact_shown(contact: str, whole: bool) -> str:
    """How somebody is reached: whole for whoever deals with his complaint, masked for all others."""
    if whole:
        return plain_phone(contact) if contact.startswith("+") else contact
    return mask_phone(contact) if contact.startswith("+") else "****"


def missing_words(missing: list[str]) -> str:
    """What closing still needs, as a list in words."""
    return formats.joined(MISSING[name] for name in missing)


def review_until(case: Any) -> Any:
    """The last day on which a review may be asked for."""
    return last_day(case.told_on or clock.today(), case.policy.ask)


AHEAD: dict[str, Any] = {
    "accepted": _l("We look at the complaint"),
    "decided": _l("We decide about the complaint"),
    "reviewed": _l("We answer your review"),
}
"""What a step is called that is still ahead."""


def steps_of(row: Complaint) -> list[tuple[str, str, Any, bool]]:
    """The way of a complaint as whoever complains reads it: code, word, the day on which it was reached, is it next."""
    reached: dict[str, Any] = {"received": row.received_on}
    if row.state == "withdrawn":
        codes = ["received", "withdrawn"]
    elif row.state == "refused":
        codes = ["received", "refused"]
    else:
        codes = ["received", "accepted", "decided"]
        codes += ["review", "reviewed"] if row.review_asked_at else []
    moments = {
        "accepted": row.accepted_at,
        "decided": row.ended_at,
        "withdrawn": row.ended_at,
        "refused": row.ended_at,
        "review": row.review_asked_at,
        "reviewed": row.review_ended_at,
    }
    reached |= {code: clock.local(at).date() for code, at in moments.items() if at}
    following = next((code for code in codes if code not in reached), None)
    words = {code: str(STATES[code].word if code in reached else AHEAD.get(code, STATES[code].word)) for code in codes}
    return [(code, words[code], reached.get(code), code == following) for code in codes]


def days_left(left: int) -> str:
    """How long there is still: days left, today, or days late."""
    if left == 0:
        return _("ends today")
    if left < 0:
        return ngettext("%(num)d day late", "%(num)d days late", -left)
    return ngettext("%(num)d day left", "%(num)d days left", left)


def cause_name(code: str | None) -> str:
    """One of our own causes, after the one that it belongs to."""
    return classes.whole_name("inner", code)


def class_names(row: Complaint) -> list[tuple[Any, str]]:
    """(axis, name) of the standard's classes that a complaint has."""
    found = [(AXES[axis], classes.whole_name(axis, getattr(row, classes.COLUMN_OF[axis]))) for axis in AXES]
    return [one for one in found if one[1]]


DEEDS: dict[str, Any] = {
    "complaint.accepted": _l("%(actor)s accepted complaint %(number)s"),
    "complaint.refused": _l("%(actor)s refused complaint %(number)s: %(ground)s"),
    "complaint.withdrawn_for": _l("%(actor)s noted that complaint %(number)s is withdrawn: %(reason)s"),
    "complaint.extended": _l("%(actor)s extended complaint %(number)s to %(count)s days: %(reason)s"),
    "complaint.extension_asked": _l("%(actor)s asked to extend complaint %(number)s to %(count)s days: %(reason)s"),
    "complaint.extension_approved": _l("%(actor)s approved more time for complaint %(number)s: %(reason)s"),
    "complaint.extension_declined": _l("%(actor)s declined more time for complaint %(number)s: %(reason)s"),
    "complaint.papers_asked": _l("%(actor)s asked for papers for complaint %(number)s"),
    "complaint.papers_held": _l("%(actor)s laid beside complaint %(number)s what the bank holds"),
    "complaint.paper_received": _l("%(actor)s noted that a paper for complaint %(number)s came"),
    "complaint.told": _l("%(actor)s noted that the decision on %(number)s was told on %(day)s"),
    "complaint.review_asked": _l("%(actor)s asked for a review of the decision on %(number)s"),
    "complaint.review_answered": _l("%(actor)s answered the review of %(number)s"),
    "complaint.measure_planned": _l(
        "%(actor)s planned a measure against the cause of %(number)s: %(staff)s, by %(day)s"
    ),
    "complaint.measure_done": _l("%(actor)s finished the measure against the cause of %(number)s: %(reason)s"),
    "complaint.measure_looked": _l("%(actor)s judged the measure against the cause of %(number)s: %(reason)s"),
    "complaint.about_changed": _l("%(actor)s changed whom complaint %(number)s is about"),
    "complaint.classified": _l("%(actor)s classified complaint %(number)s"),
    "complaint.class_edited": _l("%(actor)s changed the class of complaints %(what)s"),
    "complaint.class_added": _l("%(actor)s added the class of complaints %(what)s"),
    "complaint.client_found": _l("%(actor)s found out that complaint %(number)s is of client %(client)s"),
    "complaint.linked": _l("%(actor)s linked complaint %(number)s to %(other)s as a repeat"),
    "complaint.list_changed": _l("%(actor)s changed a ground or way of complaints: %(what)s"),
    "complaint.list_added": _l("%(actor)s added a ground or way of complaints: %(what)s"),
    "complaint.unlinked": _l("%(actor)s took back that complaint %(number)s repeats another"),
}

OWN_DEEDS: dict[str, Any] = {}

NOTICES: dict[str, Any] = {
    "complaint.filed": _l("A complaint was filed: %(subject)s (%(number)s)"),
    "complaint.received": _l(
        "We have received your complaint %(number)s: %(subject)s. You will have our decision by %(day)s."
    ),
    "complaint.accepted": _l("We are looking into your complaint %(number)s: %(subject)s"),
    "complaint.refused": _l("We cannot deal with your complaint %(number)s. Please read why: %(subject)s"),
    "complaint.extended": _l("Your complaint %(number)s takes us until %(day)s: %(reason)s"),
    "complaint.papers_asked": _l("We need something from you for your complaint %(number)s: %(subject)s"),
    "complaint.withdrawn_for_you": _l("As you told us, your complaint %(number)s is withdrawn: %(subject)s"),
    "complaint.review_asked_for_you": _l("As you told us, the decision on %(number)s is being reviewed: %(subject)s"),
    "complaint.review_answered": _l("The review of your complaint %(number)s is answered: %(subject)s"),
    "complaint.withdrawn": _l("Complaint %(number)s is withdrawn: %(subject)s"),
    "complaint.extension_asked": _l("More time is asked for complaint %(number)s: %(subject)s"),
    "complaint.extension_approved": _l("More time for complaint %(number)s is approved: %(subject)s"),
    "complaint.extension_declined": _l("More time for complaint %(number)s is declined: %(subject)s"),
    "complaint.review_asked": _l("A review of the decision on %(number)s is asked for: %(subject)s"),
    "complaint.review_done": _l("The review of %(number)s is answered: %(subject)s"),
    "complaint.comes_to_you": _l("Complaint %(number)s comes to you: %(subject)s"),
    "complaint.term_ends": _l("Complaint %(number)s must be decided by %(day)s: %(subject)s"),
    "complaint.term_late": _l("Complaint %(number)s is past its term of %(day)s: %(subject)s"),
    "complaint.measure_given": _l("A measure against the cause of a complaint was given to you, by %(day)s"),
    "complaint.measure_failed": _l("A measure against the cause of complaints did not help"),
}

FIELDS: dict[str, Any] = {
    **LIST_FIELDS,
    "class_channel": AXES["channel"],
    "class_business": AXES["business"],
    "class_cause": AXES["cause"],
    "inner_cause": AXES["inner"],
    "response": _l("What it led to"),
    "redress": _l("Paid (yuan)"),
    "number": _l("Number in the standard"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "active": _l("In use"),
    "parent": _l("Belongs to"),
    "standard": AXES["cause"],
    "code": _l("Code"),
    "axis": _l("Axis"),
}
