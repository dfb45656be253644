"""Kinds of notices: what each is about, which are a duty, and what somebody may wish of the others.

A kind is called `area.what`. Its group is what people choose by; one kind alone may be switched off, too.
"""

from __future__ import annotations

from collections.abc import Mapping

INBOX, EMAIL, SMS, HOOK, CALL = "inbox", "email", "sms", "hook", "call"
"""The inbox has every notice; e-mail and text messages go to a person; a hook to a machine or a group's robot; who has
no way at all is called."""

PERSONAL = (EMAIL, SMS)

AT_ONCE, DAILY, OFF = "at_once", "daily", "off"
WISHES = {EMAIL: (AT_ONCE, DAILY, OFF), SMS: (AT_ONCE, OFF)}
USUAL = {EMAIL: AT_ONCE, SMS: OFF}
"""What holds for whoever said nothing."""

GROUPS: dict[str, tuple[str, ...]] = {
    "safety": ("account", "person", "consent", "signature"),
    "requests": ("request", "complaint", "subtask", "measure", "praise"),
    "team": ("team", "handover", "absence"),
    "benefits": ("voucher", "benefit"),
    "events": ("event", "introduction"),
    "tiers": ("tier", "list"),
    "records": ("proposal", "client", "merge", "contact", "filter", "role", "staff", "import"),
}
"""Group → the areas whose kinds are in it."""
GROUP_OF = {area: group for group, areas in GROUPS.items() for area in areas}
OTHER = "records"

DUTY = frozenset(
    {
        *("account.code_issued", "account.code_used"),
        *("team.your_manager", "team.your_adviser", "team.your_specialist"),
        *("team.your_manager_follows", "team.your_adviser_follows", "team.yours_left"),
        *("handover.your_manager", "handover.your_adviser", "handover.your_specialist", "handover.yours_left"),
        *("event.cancelled", "event.changed", "event.changed_at_once", "event.not_given_back"),
        "event.cancelled_for_you",
        *("voucher.cancelled", "voucher.declined", "voucher.not_given", "voucher.unanswered", "voucher.news"),
        *("voucher.confirmed", "voucher.confirmed_as"),
    }
)
"""Login security, team changes, calls-off and changes of a booked event or voucher: nobody can switch them off."""
DUTY_AREAS = frozenset({"complaint"})
"""The terms of a complaint: every one of their notices."""

CALLED = (
    DUTY
    | {"event.place_offered"}
    | {f"request.{what}" for what in ("answered", "resolved", "settled", "reopened_for_you", "joined")}
)
"""Who has neither a login nor a working channel is called about these: what he must know, and what he asked."""

HIS_OWN = frozenset({"requests", "safety"})
"""Groups that answer what a client did himself: they reach him in mourning as well."""

INVITED = ("event.invited", "event.invited_until")
"""To an event; the second with a day to answer by."""

MARKETING = {
    **dict.fromkeys(INVITED, "invitation"),
    "event.thanks_ask": "follow_up",
    "introduction.asked": "invitation",
    "introduction.proposed": "invitation",
    "request.how_was_it": "follow_up",
}
"""Kind → the purpose whose consent decides, again before it is sent (`rules/consents.py`)."""


def area_of(kind: str) -> str:
    return kind.partition(".")[0]


def group_of(kind: str) -> str:
    """The group that a kind is chosen by."""
    return GROUP_OF.get(area_of(kind), OTHER)


def is_duty(kind: str) -> bool:
    """Must it reach him, whatever he wishes and whatever the hour?"""
    return kind in DUTY or area_of(kind) in DUTY_AREAS


def is_called(kind: str) -> bool:
    """Is somebody called about it whom nothing else reaches?"""
    return kind in CALLED or area_of(kind) in DUTY_AREAS


def wish(said: Mapping[str, str], kind: str, channel: str) -> str:
    """What somebody wishes of a kind in a channel. `said`: kind or group → his wish there; the kind's own goes first.

    Duty is at once, always.
    """
    if is_duty(kind):
        return AT_ONCE
    found = said.get(kind) or said.get(group_of(kind)) or USUAL[channel]
    return found if found in WISHES[channel] else USUAL[channel]
