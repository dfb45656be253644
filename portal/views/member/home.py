"""The client's own pages, phone first."""

from __future__ import annotations

from typing import Any

from flask import make_response

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import language
from portal.models import Client
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.reads.absences import serving
from portal.reads.benefits.left import BenefitLine
from portal.reads.contacts.agreed import Agreed, last_agreed
from portal.reads.matters.lines import Desk, matters_of
from portal.reads.matters.sources import SOURCES
from portal.reads.matters.starts import starts_of
from portal.reads.requests.threads import chip
from portal.reads.tiers.standing import next_tier
from portal.rules.accounts.visibility import Permission as P
from portal.rules.finding.pinyin import is_chinese, surname_length
from portal.views.member import pages
from portal.views.member.own import branch_phone, own_record
from portal.web.answers import answer, current_actor
from portal.web.offline import LONGEST, keep_offline
from portal.words.events import event_icon
from portal.words.teams import SEAT_WORDS


@pages.context_processor
def words() -> dict[str, Any]:
    """What the member's pages say besides: seats, counters, how to reach the branch."""
    return {"seat_words": SEAT_WORDS, "counted": formats.counted, "event_icon": event_icon}


def hello(me: Client) -> str:
    """陈先生，上午好; a company's person and an unknown gender by name."""
    return _("%(greeting)s, %(name)s", greeting=formats.greeting(), name=_called(me))


def _called(me: Client) -> str:
    name: str = current_actor.name
    if me.address_as and name == me.name:
        return str(me.address_as)
    if me.is_company or name != me.name or not me.gender or not is_chinese(name[:1]):
        return name
    surname = name[: surname_length(name)]
    if language() == "en":  # by the name in Latin letters, family name first
        surname = me.name_latin.split()[0] if me.name_latin else ""
    if not surname:
        return name
    return _("Mr %(surname)s", surname=surname) if me.gender == "m" else _("Ms %(surname)s", surname=surname)


REQUESTS, BENEFITS = 3, 4


@pages.page("", may=P.MEMBER, place="member")
def index() -> Any:
    me = own_record()
    desk = Desk(me, current_actor.may(P.MEMBER_REQUEST), current_actor.may(P.MEMBER_SIGN))
    matters = matters_of(desk, SOURCES)
    starts = starts_of(desk.benefits) if desk.writes else []
    return answer(
        "member/index.html",
        me=me,
        hello=hello(me),
        tier=reference.tiers()[me.tier_id],
        next_tier=next_tier(me),
        average_months=reference.rules_on(clock.today()).average_months,
        matters=matters.lines,
        starts=starts,
        benefits=_left(desk, {one.code for one in starts}),
        team=serving(me),
        branch_phone=branch_phone(me),
        asked=bool(desk.requests),
        seated=bool(desk.seats),
        requests=[one for one in desk.requests if not matters.holds("request", one)][:REQUESTS],
        events=[one for one in desk.seats if not matters.holds("event", one.event)][:1],
        chip=chip,
        agreed=_agreed(me),
    )


def _left(desk: Desk, begun: set[str]) -> list[BenefitLine]:
    """His other benefits, those of which nothing is left last."""
    others = [one for one in desk.benefits if one.benefit.code not in begun]
    return sorted(others, key=lambda one: not (one.unlimited or one.left))[:BENEFITS]


def _agreed(me: Client) -> Agreed | None:
    """What was agreed with him for the next contact, while it stands."""
    if me.next_contact_due == NEVER or me.next_contact_due < clock.today():
        return None
    found = last_agreed(me.id)
    return found if found and found.day == me.next_contact_due else None


@pages.page("/card", may=P.MEMBER, place="member")
def card() -> Any:
    """Who he is at the counter; the phone keeps it for a week, with a masked name and without a form."""
    me, until = own_record(), clock.now() + LONGEST
    shown = answer(
        "member/card.html", me=me, tier=reference.tiers()[me.tier_id], branch_phone=branch_phone(me), until=until
    )
    return keep_offline(make_response(shown), until)
