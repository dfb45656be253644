"""Notices outside of the portal in words: what a mail says, what groups, channels and states are called.

A text outside names the matter and what to do, nothing of its content: no answers, subjects, amounts, tiers or names of
clients. Head office may write it anew (`/settings/notices`); its fields are those of `rules/notices/texts.py`.
"""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.rules.notices.kinds import OTHER, group_of
from portal.words.states import State

GROUPS: dict[str, Any] = {
    "safety": _l("Sign-in and safety"),
    "requests": _l("Requests and complaints"),
    "team": _l("Your team and handovers"),
    "benefits": _l("Benefits and vouchers"),
    "events": _l("Events and salons"),
    "tiers": _l("Tiers and lists"),
    "records": _l("Records and work"),
}

GROUP_HELP: dict[str, Any] = {
    "safety": _l("One-time codes, authorised persons, consents"),
    "requests": _l("Answers, questions and settlements"),
    "team": _l("Who is new, who left, absences"),
    "benefits": _l("Bookings, confirmations, what ends soon"),
    "events": _l("Invitations, changes, your seats"),
    "tiers": _l("Your level, and lists"),
    "records": _l("Corrections, merges, imports, roles"),
}

CLIENT_GROUPS = GROUPS | {"tiers": _l("Your level with us"), "records": _l("Your details with us")}
CLIENT_HELP = GROUP_HELP | {
    "tiers": _l("When it changes, and how long it holds"),
    "records": _l("Corrections that you asked for"),
}
"""The same as a client reads them."""

CHANNELS: dict[str, Any] = {
    "email": _l("E-mail"),
    "sms": _l("Text message"),
    "hook": _l("Webhook or robot"),
    "call": _l("Telephone call"),
}

WISHES: dict[str, Any] = {"at_once": _l("Straight away"), "daily": _l("Once a day"), "off": _l("Not at all")}

ENDPOINTS: dict[str, Any] = {
    "webhook": _l("Webhook"),
    "wecom": _l("WeCom robot"),
    "dingtalk": _l("DingTalk robot"),
    "feishu": _l("Feishu robot"),
    "sms": _l("SMS gateway"),
}

BY_GROUP: dict[str, Any] = {
    "safety": _l("There is news about your sign-in or your data"),
    "requests": _l("There is news about %(about)s"),
    "team": _l("There is news about your team"),
    "benefits": _l("There is news about a benefit"),
    "events": _l("There is news about the event %(about)s"),
    "tiers": _l("There is news about tiers or lists %(about)s"),
    "records": _l("There is something new for you in the portal"),
}
"""What is said of a kind that has no words of its own."""

OUTSIDE: dict[str, Any] = {
    "account.code_issued": _l(
        "A one-time code was issued for your login. If nobody of you asked for it, call us at once"
    ),
    "account.code_used": _l("The password of your login is new. If that was not you, please call us at once"),
    "request.filed": _l("A client asks for your help: %(about)s"),
    "request.filed_for_you": _l("We have noted your request %(about)s"),
    "request.taken": _l("%(staff)s is looking after your request %(about)s"),
    "request.answered": _l("You have an answer to your request %(about)s"),
    "request.client_answered": _l("A client has answered in %(about)s"),
    "request.noted": _l("There is something new inside %(about)s"),
    "request.resolved": _l("Your request %(about)s has been settled"),
    "request.reopened": _l("%(about)s has been reopened"),
    "request.reopened_for_you": _l("We have taken up your request %(about)s again"),
    "request.withdrawn": _l("%(about)s has been withdrawn"),
    "request.given_to_you": _l("You have been given %(about)s"),
    "request.no_longer_yours": _l("%(about)s is with somebody else now"),
    "team.your_manager": _l("From %(from_day)s %(staff)s looks after you as your client manager"),
    "team.your_adviser": _l("From %(from_day)s %(staff)s advises you on your wealth"),
    "team.your_specialist": _l("From %(from_day)s %(staff)s is in your service team"),
    "team.your_manager_follows": _l("From %(from_day)s %(staff)s looks after you as your client manager"),
    "team.your_adviser_follows": _l("From %(from_day)s %(staff)s advises you on your wealth"),
    "team.yours_left": _l("%(staff)s no longer serves you; the others of your team are there for you"),
    "handover.your_manager": _l("From %(from_day)s %(staff)s looks after you as your client manager"),
    "handover.your_adviser": _l("From %(from_day)s %(staff)s advises you on your wealth"),
    "handover.your_specialist": _l("From %(from_day)s %(staff)s is in your service team"),
    "handover.yours_left": _l("Your team has changed; the others of your team are there for you"),
    "voucher.booked": _l("Your booking for %(day)s stands"),
    "voucher.asked_for_you": _l("A benefit for %(day)s is asked for you; we confirm it before the day"),
    "voucher.confirmed": _l("Your booking for %(day)s is confirmed"),
    "voucher.confirmed_as": _l("Your booking for %(day)s is confirmed"),
    "voucher.news": _l("There is news about your booking for %(day)s"),
    "voucher.declined": _l("Your booking for %(day)s cannot be had; please see why in the portal"),
    "voucher.cancelled": _l("Your booking for %(day)s is called off; please see why in the portal"),
    "voucher.not_given": _l("Your booking for %(day)s is called off; it is yours again"),
    "voucher.unanswered": _l("We are sorry: your booking for %(day)s was not confirmed in time; it is yours again"),
    "voucher.returned": _l("A benefit of %(day)s was not used; it is yours again"),
    "voucher.asked": _l("A client asks for a benefit on %(day)s"),
    "benefit.ends": _l("One of your benefits ends on %(day)s"),
    "benefit.end_many": _l("%(count)s of your benefits end soon, the first on %(day)s"),
    "event.invited": _l("We would be glad to welcome you: “%(title)s”"),
    "event.invited_until": _l("We would be glad to welcome you: “%(title)s”. Please answer by %(until)s"),
    "event.changed": _l("Please note: time or place of “%(title)s” has changed"),
    "event.changed_at_once": _l("Please note: time or place of “%(title)s” has changed at short notice"),
    "event.cancelled": _l("We are sorry: “%(title)s” cannot take place"),
    "event.cancelled_for_you": _l("Your seats at “%(title)s” have been given back, as you wished"),
    "event.signed_up_for_you": _l("Your seats at “%(title)s” are kept"),
    "event.not_given_back": _l("Your seats at “%(title)s” could not be given back to you; please speak to us"),
    "tier.up": _l("There is good news about your level with us"),
    "tier.down": _l("There is news about your level with us"),
    "list.welcome": _l("Welcome: your benefits with us are open to you"),
    "proposal.accepted": _l("Your correction is in our records"),
    "proposal.declined": _l("We could not take over your correction; please see why in the portal"),
    "handover.you_receive": _l("From %(since)s you receive clients (handover %(about)s)"),
    "handover.you_witness": _l("You are the witness of handover %(about)s"),
    "absence.you_stand_in": _l("You stand in for %(staff)s from %(since)s"),
}


def standard(kind: str, *, about: bool = True) -> Any:
    """The portal's own words for a kind outside; `about`: whether its matter has a number to be named."""
    words = OUTSIDE.get(kind, BY_GROUP[group_of(kind)])
    return words if about or "%(about)s" not in str(words) else BY_GROUP[OTHER]


STATES: dict[str, State] = {
    "waiting": State("info", _l("On its way"), "clock"),
    "sent": State("done", _l("Sent")),
    "dropped": State("plain", _l("Not needed any more"), "x"),
    "failed": State("late", _l("Failed"), "alert-triangle"),
    "call": State("wait", _l("To be told by phone"), "phone-call"),
    "told": State("done", _l("Told by phone")),
}

WHY: dict[str, Any] = {
    "": "",
    "ended": _l("the login has ended"),
    "read": _l("read in the portal already"),
    "closed": _l("not open to its reader any more"),
    "untrue": _l("no longer so"),
    "old": _l("too old"),
    "death": _l("the client died"),
    "mourning": _l("the client is in mourning"),
    "consent": _l("no consent"),
    "kind_off": _l("head office switched this kind off"),
    "unwanted": _l("not wanted by its reader"),
    "no_address": _l("no address"),
    "address_off": _l("the address was refused before"),
    "same": _l("the same goes there already"),
    "login": _l("the client has a login now"),
    "channel_off": _l("the channel is switched off"),
    "confidential": _l("confidential"),
    "elsewhere": _l("of another branch"),
    "gone": _l("the receiver is gone for good (410)"),
    "refused": _l("the address was refused for good"),
    "content": _l("the content was refused"),
    "policy": _l("the mail server does not want this mail"),
    "later": _l("the server said: later"),
    "resolve": _l("the name is not known"),
    "private": _l("an address in a network of our own"),
    "connect": _l("no connection"),
    "timeout": _l("no answer in time"),
    "tls": _l("the encryption cannot be trusted"),
    "broken": _l("the answer cannot be read"),
    "sign_in": _l("the server refuses our sign-in"),
    "status": _l("refused by the receiver"),
    "redirect": _l("the receiver points elsewhere, which is not followed"),
    "missing": _l("the package for robots is not installed"),
    "key": _l("its keys cannot be read"),
    "fault": _l("a fault of the portal"),
}

OFF: dict[str, Any] = {
    "hand": _l("switched off by hand"),
    "gone": _l("the receiver is gone for good (410)"),
    "failing": _l("failed for five days"),
}

DEEDS: dict[str, Any] = {
    "endpoint.added": _l("%(actor)s added the channel %(name)s"),
    "endpoint.edited": _l("%(actor)s changed the channel %(name)s"),
    "endpoint.rotated": _l("%(actor)s gave the channel %(name)s a new key"),
    "endpoint.on": _l("%(actor)s switched the channel %(name)s on"),
    "endpoint.off": _l("%(actor)s switched the channel %(name)s off"),
    "delivery.again": _l("%(actor)s sent what had failed again (%(count)s)"),
    "delivery.told": _l("%(actor)s told %(client)s by phone: notice %(id)s"),
    "notice.worded": _l("%(actor)s changed the words of the notice %(kind)s"),
    "notice.unsubscribed": _l("Somebody with the link of a mail switched off mails of the kind %(kind)s"),
    "notice.wished": _l("%(actor)s chose which notices come by which way"),
    "address.off": _l("A mail server refused the address of %(client)s for good; nothing is sent there any more"),
}

FIELDS: dict[str, Any] = {
    "name": _l("What it is called"),
    "kind": _l("Kind"),
    "address": _l("Address"),
    "key": _l("Key"),
    "groups": _l("Subjects"),
    "templates": _l("Template codes"),
    "private": _l("In the bank's own network"),
    "branch": _l("Branch"),
    "off": _l("Switched off"),
    "zh": _l("Chinese"),
    "en": _l("English"),
    "outside": _l("Leaves the portal"),
}
"""What its columns are called, also in the audit trail."""
