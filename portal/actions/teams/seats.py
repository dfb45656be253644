"""Giving a client his 1+1+N team (R3): seats begin and end, history stays."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.actions.teams import limits
from portal.database import lock, write
from portal.derived import holders
from portal.derived.seats import follow as follow_seats
from portal.ground import clock
from portal.ground.errors import Invalid, Refused, SeatHeld
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Client, RoleGrant, Seat, Staff
from portal.models.organisation import unit_of
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.roles import Role

KIND_WORDS = {"manager": _l("client manager"), "adviser": _l("wealth adviser"), "specialist": _l("specialist")}


class CannotSit(Invalid):
    """The person may not take this seat: no such role here, or he has left."""

    words = _l("This person cannot take the seat: the role is missing at this branch, or the person has left.")


def assign_manager(
    actor: Actor, client: Client, username: str, reason: str, submission: str | None = None, beyond: str = ""
) -> Seat:
    """Make somebody the client's one manager; the one before ends today. `beyond`: why he serves more than the soft
    limit. Raises CannotSit, SeatHeld, Full, ReasonWanted."""
    return _give(actor, client, "manager", username, reason, submission, beyond)


def assign_adviser(
    actor: Actor, client: Client, username: str, reason: str, submission: str | None = None, beyond: str = ""
) -> Seat:
    """Make somebody the client's one wealth adviser; the one before ends today. Raises CannotSit, SeatHeld."""
    return _give(actor, client, "adviser", username, reason, submission, beyond)


def add_specialist(
    actor: Actor, client: Client, username: str, reason: str, submission: str | None = None, beyond: str = ""
) -> Seat:
    """Add somebody to the service team. Raises CannotSit, SeatHeld."""
    return _give(actor, client, "specialist", username, reason, submission, beyond)


@once(Seat)
def _give(
    actor: Actor, client: Client, kind: str, username: str, reason: str, submission: str | None, beyond: str
) -> Seat:
    try:
        with write():
            as_shown(lock(Client.select().where(Client.id == client.id)))
            staff = who_can_sit(username, Role(kind), client)
            limits.hold([staff.id])
            seat = put(actor, client, kind, staff, reason, submission, beyond)
            settle(client)
            return seat
    except IntegrityError as error:
        if kind == "specialist":
            raise Invalid(_l("This person is in the service team already."), field="staff") from error
        raise SeatHeld() from error


def put(
    actor: Actor,
    client: Client,
    kind: str,
    staff: Staff,
    reason: str,
    submission: str | None = None,
    beyond: str = "",
    field: str = "staff",
    tells_staff: bool = True,
) -> Seat:
    """Seat somebody who may sit; whoever held the one seat of the kind ends today. Call inside `write()`, client and
    person held, `settle` afterwards. Raises Invalid beside `field`, Full, ReasonWanted.
    """
    before = None
    if kind != "specialist":
        before = Seat.get_or_none(Seat.client == client.id, Seat.kind == kind, Seat.until.is_null())
    if before is not None and before.staff_id == staff.id:
        raise Invalid(_l("%(name)s holds this seat already.", name=staff.name), field=field)
    if kind == "manager":
        limits.check(staff, client, beyond, field)
    if before is not None:
        _end(before, actor, reason)
    seat = Seat.create(
        client=client.id,
        kind=kind,
        staff=staff.id,
        since=clock.today(),
        reason=reason,
        beyond=beyond if kind == "manager" else "",
        author=actor.staff_id,
        created_at=clock.now(),
        submission=submission,
    )
    _say(actor, client, seat, staff, before, tells_staff)
    return seat


def who_can_sit(username: str, role: Role, client: Client, field: str = "staff") -> Staff:
    """Somebody of this role at the client's branch, with a login that works. Raises CannotSit beside `field`."""
    today = clock.today()
    staff = (
        Staff.select()
        .join(Account, on=(Account.staff == Staff.id))
        .where(Account.username == username, Account.active)
        .get_or_none()
    )
    if staff is None or not staff.works_on(today):
        raise CannotSit(field=field)
    place = Branch.get_by_id(client.branch_id)
    grants = (
        RoleGrant.select(Branch.path)
        .join(Branch)
        .where(
            RoleGrant.staff == staff.id,
            RoleGrant.role == role,
            RoleGrant.in_force(today),
        )
    )
    if not any(place.path.startswith(path) or path.startswith(unit_of(place.path)) for (path,) in grants.tuples()):
        raise CannotSit(field=field)
    return staff


def end_seat(actor: Actor, client: Client, username: str, reason: str) -> Seat:
    """End somebody's seats with this client today. Raises Refused when he holds none."""
    with write():
        as_shown(lock(Client.select().where(Client.id == client.id)))
        seats = list(
            Seat.select()
            .join(Account, on=(Account.staff == Seat.staff))
            .where(Seat.client == client.id, Seat.until.is_null(), Account.username == username)
        )
        if not seats:
            raise Refused(_l("This person holds no seat with the client any more."))
        stand_up(actor, client, seats, reason)
        settle(client)
        return seats[0]


def settle(client: Client) -> None:
    """Everything that follows from who holds the client's seats. Call inside `write()`, after the last of them."""
    follow_seats(client)
    holders.follow_clients([client.id])


def stand_up(actor: Actor, client: Client, seats: list[Seat], reason: str) -> None:
    """Current seats of one person with the client end today. Call inside `write()`, `settle` afterwards."""
    for seat in seats:
        _end(seat, actor, reason)
    audit(actor, "team.ended", client, **client.said, staff=seats[0].staff.name, reason=reason)
    tell(
        accounts_of_staff([seats[0].staff_id]),
        "team.you_left",
        f"/clients/{client.number}",
        but=actor,
        **client.said,
    )
    called = _called(seats[0].staff, "staff")
    tell(accounts_of_client(client.id), "team.yours_left", "/me/team", but=None, **called)


def _end(seat: Seat, actor: Actor, reason: str) -> None:
    seat.until, seat.ended_by, seat.ended_reason = max(clock.today(), seat.since), actor.staff_id, reason
    seat.save(only=[Seat.until, Seat.ended_by, Seat.ended_reason])


def _say(actor: Actor, client: Client, seat: Seat, staff: Staff, before: Seat | None, tells_staff: bool) -> None:
    changes = {"staff": [before.staff.name if before else "", staff.name]}
    if seat.beyond:
        changes["beyond"] = ["", seat.beyond]
    audit(actor, f"team.{seat.kind}", client, changes=changes, **client.said, staff=staff.name, reason=seat.reason)
    path = f"/clients/{client.number}"
    if tells_staff:
        tell(accounts_of_staff([staff.id]), f"team.you_are_{seat.kind}", path, but=actor, **client.said)
    tell(accounts_of_staff([before.staff_id] if before else []), "team.you_left", path, but=actor, **client.said)
    words = {**_called(staff, "staff"), "from_day": seat.since.isoformat()}
    if before:
        words |= _called(before.staff, "before")
        tell(accounts_of_client(client.id), f"team.your_{seat.kind}_follows", "/me/team", **words)
    else:
        tell(accounts_of_client(client.id), f"team.your_{seat.kind}", "/me/team", **words)


def _called(staff: Staff, as_: str) -> dict[str, str]:
    """A colleague in the words of a client: by name, and by gender where it is on record."""
    return {as_: staff.name, f"{as_}_gender": staff.gender}
