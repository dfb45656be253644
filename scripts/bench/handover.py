"""How long a handover of a thousand clients takes to pass, and how long a writer beside it waits.

    .venv/bin/python -m scripts.bench.handover [--database URL] [--clients 1000]

Without an address a fresh SQLite file; a PostgreSQL address is of an empty database.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from pathlib import Path

from portal import database
from portal.actions.administration.seeding import load_reference
from portal.actions.handovers import announcing, checking, passing
from portal.derived import faults
from portal.ground import clock
from portal.migrate import migrate
from portal.models import Client, Contact, Handover, HandoverSeat, NextStep, Notice, Request, Sequence
from portal.reads.handovers.scope import handover_of

CLIENTS, REQUESTS, RECEIVERS = 1000, 400, 12


def made_up(count: int) -> None:
    """A manager with so many clients, a dozen colleagues, an admin and a witness; every third client asks something."""
    from tests.ground import people
    from tests.requests.cases import filed

    for name, role in (("goes", "manager"), ("admin1", "branch_admin"), ("witness", "adviser")):
        people.staff(name, name, role)
    for number in range(RECEIVERS):
        people.staff(f"m{number:02}", f"经理{number}", "manager")
    goes = people.Staff.get(people.Staff.name == "goes")
    with database.write():
        for number in range(count):
            client = people.client(f"c{number}", f"客户{number}", ("gold", "platinum")[number % 2])
            people.seat(client, "manager", goes)
            if number < REQUESTS:
                filed(client)
            his = {"client": client, "staff": goes, "created_at": clock.now()}
            contact = Contact.create(channel="phone", happened_at=clock.now(), summary="", **his)
            NextStep.create(contact=contact, what="寄方案", due=clock.today(), **his)


class Beside(threading.Thread):
    """Somebody who writes a little all the time; `waits` are the seconds of each."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        database.open_connection()
        while not self.over.is_set():
            begun = time.perf_counter()
            with database.write():
                Sequence.insert(name="beside", value=1).on_conflict(
                    conflict_target=[Sequence.name], update={Sequence.value: Sequence.value + 1}
                ).execute()
            self.waits.append(time.perf_counter() - begun)
            time.sleep(0.01)
        database.database.close()


def measured(count: int) -> None:
    """Print the seconds of each step, on the database that is connected and empty."""
    from tests.ground import people

    made_up(count)
    admin = people.actor("admin1")
    begun = time.perf_counter()
    row = announcing.announce(admin, "goes", "leaver", clock.today())
    print(f"announced and proposed: {time.perf_counter() - begun:.2f} s")
    HandoverSeat.update(must_know="须知").execute()
    begun = time.perf_counter()
    checking.check(admin, handover_of(admin, row.number), "witness")
    print(f"checked: {time.perf_counter() - begun:.2f} s")
    beside = Beside()
    beside.start()
    time.sleep(0.2)
    with database.watched() as statements:
        begun = time.perf_counter()
        passing.pass_what_is_due()
        seconds = time.perf_counter() - begun
    beside.over.set()
    beside.join()
    print(f"{count:,} clients passed: {seconds:.2f} s, {len(statements)} statements")
    print(f"a writer beside it: {len(beside.waits)} times, the longest {max(beside.waits):.2f} s")
    left = Request.select().join(Client).where(Request.holder == row.staff_id).count()
    print(f"{Handover.get().state}; requests left behind: {left}; notices: {Notice.select().count():,}")
    print([one for one in faults() if one.startswith(("handover", "request"))][:5])


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--database", default="")
    said.add_argument("--clients", type=int, default=CLIENTS)
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database.connect(options.database or f"sqlite:///{Path(folder) / 'portal.db'}")
        database.open_connection()
        migrate()
        load_reference()
        measured(options.clients)
        database.database.close()


if __name__ == "__main__":
    main()
