"""The seats of a handover with what is open at each client, and how far the whole is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from portal.database import among
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import NEVER, Client
from portal.models.contacts import Contact, ContactPlan, FollowUp, NextStep
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.models.handovers import Handover, HandoverSeat
from portal.models.organisation import Branch, Staff
from portal.models.steps import Step
from portal.models.teams import Seat
from portal.reads import reference
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.handovers.duties import Duty, duties_of
from portal.reads.handovers.scope import sees_all
from portal.reads.steps import joined, steps_of
from portal.reads.teams.matters import Matter, matters_of, matters_that_stay
from portal.rules.handovers import ALL_GO, GIVEN, RUNNING, asks_must_know
from portal.rules.steps import HANDOVER
from portal.rules.teams.seats import SEAT_KINDS

PAGE = 50


@dataclass
class Lines:
    """One page of seats; `after` is the id of the last one when there are more."""

    rows: list[Any]
    after: int | None


def _of(handover: Handover) -> Any:
    receiver, runner_up = Staff.alias("receiver_row"), Staff.alias("runner_up_row")
    return (
        HandoverSeat.select(
            HandoverSeat,
            Client.number,
            Client.name,
            Client.tier.alias("tier"),
            Client.branch.alias("branch"),
            Client.open_requests,
            Client.next_contact_due,
            Seat.until.alias("seat_until"),
            Seat.staff.alias("seat_staff"),
            Seat.since.alias("sat_since"),
            receiver.name.alias("receiver_name"),
            runner_up.name.alias("runner_up_name"),
            Step.state.alias("call"),
            Step.due_on.alias("call_due"),
        )
        .join_from(HandoverSeat, Client)
        .join_from(HandoverSeat, Seat)
        .join_from(HandoverSeat, receiver, "LEFT OUTER JOIN", on=(HandoverSeat.receiver == receiver.id))
        .join_from(HandoverSeat, runner_up, "LEFT OUTER JOIN", on=(HandoverSeat.runner_up == runner_up.id))
        .join_from(HandoverSeat, Step, "LEFT OUTER JOIN", on=joined(HANDOVER, HandoverSeat.id))
        .where(HandoverSeat.handover == handover.id)
    )


def all_lines(handover: Handover) -> list[Any]:
    """Every line as a flat row, in the order of ids."""
    return list(_of(handover).order_by(HandoverSeat.id).objects())


def page(actor: Actor, handover: Handover, after: int = 0) -> Lines:
    """The lines that the reader sees. Counted at each: `steps`, `promised`, `follow_ups`, `places` (of coming events)
    and what `stays`. Six statements."""
    query = _of(handover).where(HandoverSeat.id > after)
    if not sees_all(actor, handover):
        query = query.where(HandoverSeat.receiver == actor.staff_id)
    rows = list(query.order_by(HandoverSeat.id).limit(PAGE + 1).objects())
    shown = rows[:PAGE]
    steps = _steps([row.client_id for row in shown])
    places = _places([row.client_id for row in shown])
    follow_ups = _follow_ups([row.client_id for row in shown], actor)
    stays = matters_of({row.client_id for row in shown}, actor)
    for row in shown:
        row.steps, row.promised = steps.get(row.client_id, (0, 0))
        row.follow_ups = follow_ups.get(row.client_id, 0)
        row.places = places.get(row.client_id, 0)
        row.stays = len(stays.get(row.client_id, ()))
        row.due = None if row.next_contact_due == NEVER else row.next_contact_due
    return Lines(shown, rows[PAGE - 1].id if len(rows) > PAGE else None)


def _steps(clients: list[int]) -> dict[int, tuple[int, int]]:
    """Client → open next steps, and how many of them were promised to him."""
    promised = fn.COUNT(NextStep.id).filter(NextStep.told)
    query = NextStep.select(NextStep.client, fn.COUNT(NextStep.id), promised).where(
        among(NextStep.client, clients), NextStep.done_at.is_null()
    )
    return {client: (count, told) for client, count, told in query.group_by(NextStep.client).tuples()}


def _follow_ups(clients: list[int], reader: Actor | None) -> dict[int, int]:
    """Client → follow-up calls to be made, of which the reader may know."""
    query = FollowUp.select(FollowUp.client, fn.COUNT(FollowUp.id)).where(
        among(FollowUp.client, clients), FollowUp.done_at.is_null(), *recusal.calls(reader)
    )
    return dict(query.group_by(FollowUp.client).tuples())


def _places(clients: list[int]) -> dict[int, int]:
    """Client → coming events at which he has a place."""
    query = (
        SignUp.select(SignUp.client, fn.COUNT(SignUp.id))
        .join(Event)
        .where(
            among(SignUp.client, clients),
            SignUp.cancelled_at.is_null(),
            Event.state == "published",
            Event.ends_at >= clock.now(),
        )
    )
    return dict(query.group_by(SignUp.client).tuples())


@dataclass
class OneLine:
    """What stands at one client: who receives, what is open."""

    receiver: str
    runner_up: str
    calls: list[Any]
    steps: list[NextStep]
    places: int
    due: date | None
    stays: list[Matter]


def one_line(actor: Actor, line: HandoverSeat) -> OneLine:
    """Six statements; `line.client` is at hand."""
    ids = [one for one in (line.receiver_id, line.runner_up_id) if one]
    names = dict(Staff.select(Staff.id, Staff.name).where(Staff.id.in_(ids)).tuples()) if ids else {}
    steps = NextStep.select(NextStep, Contact.confidential).join(Contact)
    steps = steps.where(NextStep.client == line.client_id, NextStep.done_at.is_null())
    due = line.client.next_contact_due
    return OneLine(
        names.get(line.receiver_id, ""),
        names.get(line.runner_up_id, ""),
        steps_of(HANDOVER, line.id),
        list(steps.order_by(NextStep.due, NextStep.id).limit(PAGE)),
        _places([line.client_id]).get(line.client_id, 0),
        None if due == NEVER else due,
        matters_that_stay(line.client, actor),
    )


@dataclass
class Progress:
    """How far a handover is. `calls`: (made or excused, asked for) of VIPs; `must_know`: (written, asked for)."""

    clients: int
    seats: int
    open: int
    left: int
    changed: int
    must_know: tuple[int, int]
    calls: tuple[int, int]
    requests: int
    plans: int
    follow_ups: int
    steps: int
    promised: int
    duties: list[Duty]
    unlisted: int

    @property
    def all_called(self) -> bool:
        return self.calls[0] == self.calls[1]


def progress(handover: Handover, reader: Actor | None = None) -> Progress:
    """Figures of the whole handover, as its reader may know them; six statements, and one where somebody leaves."""
    ranks = reference.ranks()
    query = HandoverSeat.select(
        HandoverSeat.client,
        Client.tier,
        HandoverSeat.receiver,
        HandoverSeat.must_know,
        HandoverSeat.outcome,
        Step.state,
        Client.open_requests,
    )
    query = query.join(Client).join_from(HandoverSeat, Step, "LEFT OUTER JOIN", on=joined(HANDOVER, HandoverSeat.id))
    rows = list(query.where(HandoverSeat.handover == handover.id).tuples())
    clients = {row[0]: row for row in rows}
    asked = [row for row in rows if asks_must_know(ranks.get(row[1], 0))]
    vips = [row for row in rows if ranks.get(row[1], 0) > 0 and row[4] in GIVEN]
    steps = _steps(list(clients))
    plans = ContactPlan.select().where(among(ContactPlan.client, list(clients))).count() if clients else 0
    return Progress(
        clients=len(clients),
        seats=len(rows),
        open=sum(row[2] is None for row in rows) if handover.state in RUNNING else 0,
        left=sum(row[4] == "open" for row in rows),
        changed=sum(row[4] == "changed" for row in rows),
        must_know=(sum(bool(row[3]) for row in asked), len(asked)),
        calls=(sum(row[5] != "open" for row in vips), len(vips)),
        requests=sum(row[6] for row in clients.values()),
        plans=plans,
        follow_ups=sum(_follow_ups(list(clients), reader).values()),
        steps=sum(one for one, _told in steps.values()),
        promised=sum(told for _one, told in steps.values()),
        duties=duties_of(handover.staff_id),
        unlisted=len(unlisted(handover)) if handover.state in RUNNING and handover.cause in ALL_GO else 0,
    )


def calls_on(handover: Handover, client: int) -> list[Step]:
    """The calls on a client: a line for each of his seats that passed."""
    query = Step.select(Step).join(HandoverSeat, on=joined(HANDOVER, HandoverSeat.id))
    return list(query.where(HandoverSeat.handover == handover.id, HandoverSeat.client == client).order_by(Step.id))


def unlisted(handover: Handover) -> list[tuple[int, int, str]]:
    """(seat, client, kind) of seats that he was given since his handover was made."""
    listed = HandoverSeat.select(HandoverSeat.seat).where(HandoverSeat.handover == handover.id)
    query = Seat.select(Seat.id, Seat.client, Seat.kind).where(
        Seat.staff == handover.staff_id, Seat.until.is_null(), Seat.id.not_in(listed)
    )
    return list(query.order_by(Seat.id).tuples())


def kinds_of(handover: Handover) -> list[str]:
    """The kinds of seat in it, as people order them."""
    query = HandoverSeat.select(HandoverSeat.kind).distinct().where(HandoverSeat.handover == handover.id)
    found = {kind for (kind,) in query.tuples()}
    return [kind for kind in SEAT_KINDS if kind in found]


def branches_of(handover: Handover) -> set[str]:
    """Ways in the branch tree of its clients."""
    query = HandoverSeat.select(Branch.path).distinct().join(Client).join(Branch)
    return {path for (path,) in query.where(HandoverSeat.handover == handover.id).tuples()}


def receivers(handover: Handover) -> list[tuple[str, str, int]]:
    """(user name, name, seats) of those who receive, the most first."""
    query = (
        HandoverSeat.select(Account.username, Staff.name, fn.COUNT(HandoverSeat.id))
        .join(Staff, on=(HandoverSeat.receiver == Staff.id))
        .join(Account, on=(Account.staff == Staff.id))
        .where(HandoverSeat.handover == handover.id)
        .group_by(Account.username, Staff.name)
        .order_by(fn.COUNT(HandoverSeat.id).desc(), Staff.name)
    )
    return list(query.tuples())


@dataclass(frozen=True)
class News:
    """What a client reads of a seat that passes or passed: kind, who follows whom, from when, why."""

    kind: str
    staff: str
    staff_gender: str
    before: str
    before_gender: str
    since: date
    cause: str


LATELY = 60
"""Days for which the client's team page says who followed whom."""


def news_of(client: int) -> list[News]:
    """Of one client, the latest first, coming ones among them; one statement."""
    today = clock.today()
    follows, before = Staff.alias("follows"), Staff.alias("before")
    who = (follows.name, follows.gender, before.name, before.gender)
    shown = (Handover.state.in_(("passed", "signed"))) & (Handover.begins >= today - clock.days(LATELY))
    coming = (Handover.state == "checked") & (Handover.seen_from <= today)
    query = (
        HandoverSeat.select(HandoverSeat.kind, *who, Handover.begins, Handover.cause)
        .join_from(HandoverSeat, Handover)
        .join_from(HandoverSeat, follows, on=(HandoverSeat.receiver == follows.id))
        .join_from(Handover, before, on=(Handover.staff == before.id))
        .where(HandoverSeat.client == client, shown | coming, HandoverSeat.outcome.in_(("passed", "")))
        .order_by(Handover.begins.desc(), HandoverSeat.id.desc())
    )
    return [News(*row) for row in query.tuples()]
