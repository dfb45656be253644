"""A few events with sign-ups for the generated clients of each sub-branch (R9)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from portal.actions.shared.recording import next_number
from portal.generating.world import World
from portal.ground import clock
from portal.models import Account, Client, Event, EventTier, SignUp
from portal.reads import reference

TITLES = (
    ("culture_salon", "茶与器：冬日茶会"),
    ("lecture", "养老规划讲座"),
    ("family_day", "亲子冰雪日"),
    ("elite_salon", "企业家圆桌"),
)
SEATS = 24
CLIENTS_OF_ONE = 5_000


def add_events(world: World, clients: int) -> None:
    """For every 5,000 clients of a place one event; the VIPs with the newest numbers sign up. Call inside `write()`."""
    rng = Random(world.seed)  # noqa: S311
    total = sum(place.weight for place in world.places)
    for place in world.places:
        for position in range(1 + int(clients * place.weight / total) // CLIENTS_OF_ONE):
            _event(rng, world, place.branch, place.managers[0], place.admin, position)


def _event(rng: Random, world: World, branch: int, manager: int, admin: int, position: int) -> None:
    kind, title = TITLES[position % len(TITLES)]
    day = world.today + timedelta(days=rng.randint(-60, 45))
    starts = clock.from_local(datetime.combine(day, time(14)))
    event = Event.create(
        number=next_number("event", world.today.year),
        branch=branch,
        kind=kind,
        title=title,
        venue="支行贵宾厅",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        sign_up_until=starts - timedelta(days=1),
        capacity=SEATS,
        guests_per_client=1,
        state="published" if starts > clock.now() else "held",
        created_by=manager,
        approved_by=admin,
        created_at=starts - timedelta(days=70),
    )
    EventTier.insert_many([{"event": event.id, "tier": code} for code in reference.vip_tiers()]).execute()
    query = Client.select(Client.id, Account.id).join(Account, on=(Account.client == Client.id))
    query = query.where(Client.branch == branch, Client.tier != "standard", Client.id >= world.first["client"])
    offset = rng.randint(0, 40)
    rows = [
        {
            "event": event.id,
            "client": client,
            "author": account,
            "at": starts - timedelta(days=5),
            "guests": rng.randint(0, 1),
        }
        for client, account in query.order_by(Client.id.desc()).limit(10 + offset).tuples()
    ][offset:]
    if rows:
        SignUp.insert_many(rows).execute()
