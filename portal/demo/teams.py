"""The 1+1+N teams (R3): full ones for most VIPs, some with a gap, and seats of others that ended before."""

from __future__ import annotations

from datetime import date, timedelta

from portal.demo.book import Row
from portal.demo.staff import FIRST_DAY
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import Account, Client, Seat, SeatCorrection

GAPS = ("manager", "adviser", "specialists", "adviser", "specialists", "manager", "all", "specialists")
WITH_MANAGER = 0.2  # of the Standard clients
HANDED_OVER = 0.3  # of the VIPs: somebody else served them before
LONG_SERVED = 8  # every so many-th Standard client with a manager has had him for more than four years
KINDS = (("manager", "manager"), ("adviser", "adviser"), ("specialists", "specialist"))


def enter(stage: Stage) -> None:
    """Everybody's seats; the client's row follows."""
    vips = [person for person in stage.people if person.is_vip and not person.username]
    gaps = dict(zip((person.id for person in stage.rng.sample(vips, len(GAPS))), GAPS, strict=True))
    for person in stage.people:
        if person.username:
            _from_seed(stage, person)
        elif person.is_vip:
            _vip(stage, person, stage.gaps.get(person.id) or gaps.get(person.id, ""))
        elif stage.rng.random() < WITH_MANAGER:
            _standard(stage, person)


def correct(stage: Stage) -> None:
    """Days of earlier seats that were entered wrong at first. Call when the rows are stored."""
    for one in stage.demo["corrected"]:
        seats = Seat.select().join(Client).join_from(Seat, Account, on=(Account.staff == Seat.staff))
        login = Account.select(Account.client).where(Account.username == one["client"])
        seat = seats.where(Client.id.in_(login), Account.username == one["staff"]).get()
        SeatCorrection.create(
            seat=seat.id,
            since_before=seat.since + timedelta(days=one["days"]),
            until_before=seat.until,
            since_after=seat.since,
            until_after=seat.until,
            reason=one["reason"],
            author=stage.staff[stage.admin_of("FAW")]["id"],
            at=stage.moments.on(stage.moments.working_day(9)),
        )


def _from_seed(stage: Stage, person: Known) -> None:
    team = person.seed["team"]
    if not team:
        return
    since = min(person.seed["team_since"], stage.today - timedelta(days=20))
    for earlier in stage.demo["earlier"]:
        if earlier["client"] == person.username and earlier["since"] < since:
            _seat(
                stage,
                person,
                earlier["kind"],
                earlier["staff"],
                earlier["since"],
                earlier["reason"],
                since,
                earlier["ended"],
            )
    _sit(
        stage,
        person,
        {name: [team[name]] if isinstance(team[name], str) else team[name] for name in team},
        since,
        _reason(stage, person, 0),
    )


def _vip(stage: Stage, person: Known, gap: str) -> None:
    rng = stage.rng
    if gap == "all":
        return
    first = person.changes[-1][1] + timedelta(days=rng.randint(2, 12))
    since = min(first, stage.moments.working_day(1))
    team = {
        "manager": [stage.somebody(person.unit, "manager")],
        "adviser": [stage.somebody(person.unit, "adviser")],
        "specialists": _several(stage, person),
    }
    team.pop(gap, None)
    reason = _reason(stage, person, rng.randrange(4))
    taken_over = ""
    if rng.random() < HANDED_OVER and "manager" in team and person.unit == "FAW":
        taken_over = _handed_over(stage, person, team["manager"][0], since)
    _sit(stage, person, team, since, reason, taken_over)


def _several(stage: Stage, person: Known) -> list[str]:
    """One to three of the service team; company payments are for companies."""
    company = "settlement_specialist"
    found = [stage.somebody(person.unit, "specialist") for _ in range(stage.rng.choice((1, 1, 2, 2, 3)))]
    fitting = [name for name in found if person.is_company or stage.staff[name]["post"] != company]
    return list(dict.fromkeys(fitting)) or [next(iter(stage.demo["people"][person.unit]["specialist"]))]


def _standard(stage: Stage, person: Known) -> None:
    day = stage.moments.working_day(stage.rng.randint(5, 340))
    day = max(day, clock.local(person.row["created_at"]).date())
    if person.id % LONG_SERVED == 0:
        day = stage.today - timedelta(days=1480 + person.id * 37 % 700)
    _sit(
        stage,
        person,
        {"manager": [stage.somebody(person.unit, "manager")]},
        day,
        stage.rng.choice(stage.demo["reasons"]["seat_standard"]),
    )


def _handed_over(stage: Stage, person: Known, now: str, since: date) -> str:
    """An earlier manager whose seat ended when the present one's began. Answers the reason of the new seat."""
    words = stage.demo["reasons"]
    before = stage.somebody(person.unit, "manager")
    if before == now:
        return ""
    start = since - timedelta(days=stage.rng.randint(200, 900))
    _seat(
        stage, person, "manager", before, start, _reason(stage, person, 2), since, stage.rng.choice(words["seat_ended"])
    )
    return str(words["seat_new"])


def _reason(stage: Stage, person: Known, which: int) -> str:
    return str(stage.demo["reasons"]["seat"][which].format(tier=stage.tier_names[person.row["tier"]]))


def _sit(
    stage: Stage, person: Known, team: dict[str, list[str]], since: date, reason: str, taken_over: str = ""
) -> None:
    """The present team, and what the client's row shows of it; a second specialist came later, for another reason."""
    person.team, person.since = team, since
    for name, kind in KINDS:
        for position, username in enumerate(team.get(name, [])):
            day, words = since, taken_over if taken_over and kind == "manager" else reason
            if kind == "specialist" and position:
                day = stage.moments.working_day(stage.rng.randint(1, max(1, (stage.today - since).days)))
                words = stage.demo["reasons"]["seat_more"][stage.staff[username]["post"]]
            _seat(stage, person, kind, username, max(day, since), words)
    for name in ("manager", "adviser"):
        person.row[name] = stage.staff[team[name][0]]["id"] if team.get(name) else None
    person.row["specialists"] = len(team.get("specialists", []))


def _seat(
    stage: Stage,
    person: Known,
    kind: str,
    username: str,
    since: date,
    reason: str,
    until: date | None = None,
    ended: str = "",
) -> None:
    admin = stage.admin_of(person.unit)
    author, staff = stage.staff[admin], stage.staff[username]
    at = stage.moments.on(since)
    stage.book.add(
        Seat,
        client=person.id,
        kind=kind,
        staff=staff["id"],
        since=since,
        until=until,
        reason=reason,
        author=author["id"],
        ended_reason=ended,
        ended_by=author["id"] if until else None,
        created_at=at,
    )
    if (stage.today - since).days < FIRST_DAY - 5:
        _recorded(stage, person, kind, staff, username, reason, at)


def _recorded(stage: Stage, person: Known, kind: str, staff: Row, username: str, reason: str, at) -> None:  # type: ignore[no-untyped-def]
    """The portal was there: the trail and the inboxes have it."""
    admin = stage.logins[stage.admin_of(person.unit)]
    words = {"client": person.name, "staff": staff["name"], "reason": reason}
    stage.audit(
        at, admin, f"team.{kind}", Client, person.row, person.row["branch"], {"staff": ["", staff["name"]]}, **words
    )
    stage.tell(
        at, stage.logins[username], f"team.you_are_{kind}", f"/clients/{person.row['number']}", client=person.name
    )
    called = {"staff": staff["name"], "staff_gender": staff["gender"]}
    stage.tell(at, person.login, f"team.your_{kind}", "/me/team", **called)
