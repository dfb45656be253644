"""Check-in latency: tickets scanned one after the other as the door's script sends them, each answered as JSON, beside
the raw SQL that a scan cannot do without.

    .venv/bin/python -m scripts.bench.checking_in [--parties 300]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from scripts.bench import floor


def times_of(deeds: list[Any]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for deed in deeds:
        begin = time.perf_counter()
        deed()
        found.append((time.perf_counter() - begin) * 1000)
    return found


def line(what: str, times: list[float]) -> str:
    p99 = statistics.quantiles(times, n=100)[98]
    return f"| {what} | {len(times)} | {statistics.median(times):.1f} | {p99:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--parties", type=int, default=300)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; a fresh SQLite file without")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(folder, asked.database or f"sqlite:///{folder}/bench.db", asked.parties)


def measure(folder: str, place: str, parties: int) -> None:
    from portal import config, create_app, database, demo, migrate
    from portal.ground import clock
    from portal.models import Account, Branch, Client, Event, SignUp, Staff, Ticket
    from portal.rules.events.door import payload

    settings = config.load({}, database=place, instance=Path(folder), demo=True, rate_limits=False)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        database.open_connection()
        migrate.migrate()
        demo.load()
        who = Account.get(Account.username == "sunyue")
        begins = clock.now() - timedelta(minutes=5)
        with database.write():
            event = Event.create(
                number="E-2020-0001",
                branch=Branch.get(Branch.code == "FAW"),
                kind="culture_salon",
                title="签到测速",
                venue="三楼",
                starts_at=begins,
                ends_at=begins + timedelta(hours=3),
                sign_up_until=begins,
                capacity=4 * parties,
                guests_per_client=3,
                state="published",
                created_by=Staff.get_by_id(who.staff_id),
                created_at=begins,
            )
            for client in Client.select(Client.id).where(Client.status == "active").limit(parties):
                SignUp.create(event=event, client=client, guests=1, author=who, at=begins)
        tickets = [payload(event.number, row.token) for row in Ticket.select().where(Ticket.event == event.id)]
    web = app.test_client()
    web.post("/login", data={"username": "sunyue", "password": demo.PASSWORD})

    def scan(text: str) -> None:
        data = {"submission": str(uuid.uuid4()), "code": text, "heads": "1"}
        answer = web.post(f"/events/{event.number}/check-in", data=data, headers={"Accept": "application/json"})
        assert answer.status_code == 200 and answer.get_json()["result"] in ("in", "again"), answer.get_data(
            as_text=True
        )

    print(f"{len(tickets)} parties of two, {place.partition(':')[0]}, one process", end="\n\n")
    print("| what | count | median ms | p99 ms |", "|---|--:|--:|--:|", sep="\n")
    whats = ("a ticket comes in, answered with its card", "the second of the party", "a ticket shown once more")
    for what in whats:
        print(line(what, times_of([lambda one=one: scan(one) for one in tickets])))
    path = f"/events/{event.number}/door/list"
    print(line("the list that a phone keeps", times_of([lambda: web.get(path).get_data()] * 30)))
    with app.app_context():
        print(line("floor: the same rows by the bare driver", times_of(bare(place, event.id))))


def bare(place: str, event: int) -> list[Any]:
    """Read a ticket and its party, write the scan, count its heads, keep it on the disk."""
    from portal.models import CheckIn

    pen = floor.Writer(place)
    tokens = [row[0] for row in pen.run("SELECT token FROM ticket WHERE event_id = ?", event).fetchall()]
    last = CheckIn.select(CheckIn.id).where(CheckIn.result == "again").order_by(CheckIn.id.desc()).get()
    write = floor.copying(CheckIn, "sign_up_id", "nonce")

    def scan(token: str) -> None:
        pen.begin()
        found = pen.run("SELECT s.id FROM ticket t JOIN sign_up s ON s.id = t.sign_up_id WHERE t.token = ?", token)
        pen.run(write, found.fetchone()[0], str(uuid.uuid4()), last.id)
        pen.commit()

    return [lambda one=one: scan(one) for one in tokens]


if __name__ == "__main__":
    main()
