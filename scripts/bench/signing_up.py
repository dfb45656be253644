"""Sign-ups for events at once: sixteen writers for more places than they want, then for the last ones, and a line of
500 parties that is settled after the capacity rose. Nothing may fail and no place be given twice.

    .venv/bin/python -m scripts.bench.signing_up [--database URL] [--sign-ups 800] [--waiting 500]

Without an address a fresh SQLite file; a PostgreSQL address is of an empty database.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from scripts.bench import floor

WRITERS = 16
HEAD = "| what | done | seconds | a second | median ms | p99 ms |\n|---|---:|---:|---:|---:|---:|"


def _event(capacity: int, title: str) -> Any:
    from portal.actions.shared.recording import next_number
    from portal.ground import clock
    from portal.models import Branch, Event, EventTier, Staff
    from portal.reads import reference

    begins = clock.now() + timedelta(days=30)
    row = Event.create(
        number=next_number("event"),
        branch=Branch.get(Branch.code == "FAW").id,
        kind="lecture",
        title=title,
        venue="一汽支行贵宾厅",
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        sign_up_until=begins - timedelta(days=1),
        capacity=capacity,
        guests_per_client=3,
        state="published",
        created_by=Staff.get().id,
        created_at=clock.now(),
    )
    EventTier.insert_many([{"event": row.id, "tier": code} for code in reference.tiers()]).execute()
    return row


def _clients(count: int) -> list[Any]:
    """So many clients of the branch, made where the demo has too few."""
    from portal.ground import clock
    from portal.models import Branch, Client
    from portal.rules.finding.terms import name_key

    here = Branch.get(Branch.code == "FAW")
    found = list(Client.select().where(Client.branch == here.id, Client.merged_into.is_null()).limit(count))
    for number in range(count - len(found)):
        name = f"客户{number}"
        values = {"number": f"C-9{number:06d}", "name": name, "name_key": name_key(name), "kind": "individual"}
        values |= {"branch": here.id, "tier": "gold", "tier_since": clock.today(), "created_at": clock.now()}
        found.append(Client.create(**values))
    return found


def _coordinator() -> Any:
    from portal.ground import clock
    from portal.models import Account
    from portal.reads.accounts.actors import by_account

    return by_account(Account.get(Account.username == "sunyue").id, clock.today())


def crowd(app: Any, row: Any, clients: list[Any]) -> tuple[list[float], float, list[str]]:
    """All clients are signed up by sixteen writers: ms of each, seconds in all, what failed."""
    from portal import database
    from portal.actions.events import signing_up
    from portal.rules.events.parties import Party

    times, failed = list[float](), list[str]()
    start = threading.Barrier(WRITERS + 1)

    def write(first: int) -> None:
        with app.app_context():
            database.open_connection()
            actor = _coordinator()
            start.wait()
            for place, client in enumerate(clients[first::WRITERS]):
                began = time.perf_counter()
                try:
                    signing_up.sign_up(actor, row, client, Party(place % 4))
                except Exception as error:
                    failed.append(repr(error))
                times.append((time.perf_counter() - began) * 1000)
            database.database.close()

    hands = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for hand in hands:
        hand.start()
    start.wait()
    began = time.perf_counter()
    for hand in hands:
        hand.join()
    return times, time.perf_counter() - began, failed


def settle(row: Any, capacity: int) -> float:
    """Seconds from the new capacity to all offers made."""
    from portal.actions.events import waiting
    from portal.database import lock, write
    from portal.models import Event

    began = time.perf_counter()
    with write():
        held = lock(Event.select().where(Event.id == row.id))
        Event.update(capacity=capacity).where(Event.id == held.id).execute()
        waiting.walk(held)
    return time.perf_counter() - began


def bare_sign_ups(url: str, row: Any, clients: list[Any]) -> list[float]:
    """The floor: hold the event, write the sign-up and its line of the trail, nothing else; ms of each."""
    from portal.models import AuditEntry, SignUp

    pen, times = floor.Writer(url), list[float]()
    party, entry = SignUp.select().order_by(SignUp.id.desc()).get(), AuditEntry.select().order_by(AuditEntry.id).get()
    write = floor.copying(SignUp, "event_id", "client_id", "submission")
    note = floor.copying(AuditEntry)
    for client in clients:
        began = time.perf_counter()
        pen.begin()
        pen.held("SELECT id, capacity, seats_taken FROM event WHERE id = ?", row.id)
        pen.run(write, row.id, client.id, str(uuid.uuid4()), party.id)
        pen.run(note, entry.id)
        pen.commit()
        times.append((time.perf_counter() - began) * 1000)
    pen.base.close()
    return times


def bare_settling(url: str, row: Any) -> float:
    """The floor of settling: hold the event, read the line, offer to all of it, one line of the trail; seconds."""
    from portal.models import AuditEntry

    pen, entry = floor.Writer(url), AuditEntry.select().order_by(AuditEntry.id).get()
    pen.run("UPDATE waiting_party SET state = 'waiting' WHERE event_id = ? AND state = 'offered'", row.id)
    line_of = "SELECT * FROM waiting_party WHERE event_id = ? AND state = 'waiting' ORDER BY turn, id"
    offer = "UPDATE waiting_party SET state = 'offered', offered_at = arrived_at, offer_until = arrived_at WHERE id = ?"
    began = time.perf_counter()
    pen.begin()
    pen.held("SELECT id, capacity, seats_taken FROM event WHERE id = ?", row.id)
    for party in pen.run(line_of, row.id).fetchall():
        pen.run(offer, party[0])
    pen.run(floor.copying(AuditEntry), entry.id)
    pen.commit()
    took = time.perf_counter() - began
    pen.base.close()
    return took


def line(what: str, times: list[float], seconds: float) -> str:
    p99 = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    done = len(times)
    return f"| {what} | {done} | {seconds:.2f} | {done / seconds:.0f} | {statistics.median(times):.1f} | {p99:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--sign-ups", type=int, default=800)
    parser.add_argument("--waiting", type=int, default=500)
    asked = parser.parse_args()
    from portal import config, create_app, database, demo, migrate
    from portal.derived import events as proof
    from portal.models import Event, WaitingParty

    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{folder}/bench.db"
        app = create_app(config.load({}, database=url, instance=Path(folder), demo=True))
        with app.app_context():
            database.open_connection()
            migrate.migrate()
            demo.load()
            clients = _clients(max(asked.sign_ups, asked.waiting + 10))
            print(f"{database.engine()}\n\n{HEAD}")
            roomy = _event(5_000, "够大的会场")
            times, seconds, failed = crowd(app, roomy, clients[: asked.sign_ups])
            print(line("sixteen writers, room for all", times, seconds))
            small = _event(10, "最后十席")
            times, seconds, worse = crowd(app, small, clients[: asked.waiting + 10])
            print(line("sixteen writers, ten places, the rest waits", times, seconds))
            count = WaitingParty.select().where(WaitingParty.event == small.id).count()
            took = settle(small, 5_000)
            offered = (
                WaitingParty.select().where(WaitingParty.event == small.id, WaitingParty.state == "offered").count()
            )
            print(f"| {count} parties settled after the capacity rose | {offered} | {took:.2f} | | | |")
            row = Event.get_by_id(small.id)
            faults = list(proof.faults())
            bare = bare_settling(url, small)
            print(f"| floor: the same rows by the bare driver | {count} | {bare:.3f} | | | |")
            alone = bare_sign_ups(url, _event(5_000, "裸写"), clients[: asked.sign_ups])
            print(line("floor of a sign-up: the bare driver, one after the other", alone, sum(alone) / 1000))
            print(f"\nfailed: {len(failed) + len(worse)}; faults: {len(faults)}; {row.seats_taken} seats taken")
            for one in (failed + worse + faults)[:5]:
                print(one)
            database.release_connection()


if __name__ == "__main__":
    main()
