"""The demo branch: believable people and three months of life around today, the same again for the same moment."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime, time

from portal.actions.administration.seeding import load_reference
from portal.actions.benefits import days
from portal.actions.shared import files
from portal.database import write
from portal.demo import (
    absences,
    after_events,
    benefits,
    clients,
    contacts,
    doubles,
    evening,
    event_lines,
    events,
    finding,
    follow_ups,
    handovers,
    holdings,
    inbox,
    member,
    outbox,
    partners,
    plans,
    products,
    records,
    relations,
    requests,
    screening,
    signatures,
    staff,
    suiting,
    teams,
    tiers,
    vouchers,
)
from portal.demo.stage import PASSWORD, Stage
from portal.derived import contact_order, hand_counts, replies, tier_counts, vip_months
from portal.ground import clock
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client

__all__ = ["PASSWORD", "is_empty", "load"]


class NotEmpty(Refused):
    """The demo branch comes into a database without clients and without people of the same user names."""

    words = _l("This database is in use already; the demo branch needs an empty one.")


def is_empty() -> bool:
    """No client is in the database."""
    return not Client.select(Client.id).exists()


def load(today: date | None = None) -> None:
    """Write the demo branch around `today` (the clock's own moment by default), in one transaction.

    Raises NotEmpty for a database that holds clients or one of the demo people's user names.
    """
    load_reference()
    stage = Stage(_moment(today))
    with write():
        if not is_empty() or Account.select().where(Account.username.in_(stage.usernames())).exists():
            raise NotEmpty()
        _build(stage)
        with ExitStack() as stack:
            for upload, row in stage.uploads:
                row |= vars(stack.enter_context(files.kept([upload]))[0])
            stage.book.store()
        plans.follow(stage)
        tiers.begin_rules(stage)
        products.follow(stage)
        teams.correct(stage)
        event_lines.follow(stage)
        evening.enter(stage)
        after_events.enter(stage)
        follow_ups.follow(stage)
        member.enter(stage)
        handovers.list_seats(stage)
        benefits.follow(stage)
        partners.enter(stage)
        vouchers.follow(stage)
        partners.settle(stage)
        signatures.enter(stage)
        doubles.enter(stage)
        outbox.enter(stage)
        tier_counts.fold()
        hand_counts.fold()
        contact_order.follow_all()
    replies.nightly()
    vip_months.nightly()
    days.say_what_ends()


def _build(stage: Stage) -> None:
    """Everybody, what they hold, who serves them, and what happened: in the order in which it depends on each other."""
    staff.enter(stage)
    clients.enter(stage)
    holdings.enter(stage)
    products.enter(stage)
    screening.enter(stage)
    teams.enter(stage)
    products.learnt(stage)
    screening.propose(stage)
    contacts.enter(stage)
    requests.enter(stage)
    absences.enter(stage)
    handovers.enter(stage)
    events.enter(stage)
    benefits.enter(stage)
    relations.enter(stage)
    records.enter(stage)
    suiting.enter(stage)
    tiers.enter(stage)
    inbox.enter(stage)
    screening.leave_unused(stage)
    finding.enter(stage)


def _moment(today: date | None) -> datetime:
    """The moment that counts as now: the clock's, or ten in the morning of another day."""
    if today is None or today == clock.today():
        return clock.now()
    return clock.from_local(datetime.combine(today, time(10)))
