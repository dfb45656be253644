"""Two thousand events: the list, its next page, the calendar and the start of events, each beside its own SQL through
the bare driver and its bytes from one compiled template (`floor.py`).

    .venv/bin/python -m scripts.bench.listing_events [--events 2000]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from scripts.bench import floor

PATHS = ("/events/list", "/events/list?state=held", "/events/calendar", "/events")
ROUNDS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; a fresh SQLite file without")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(asked.database or f"sqlite:///{folder}/bench.db", Path(folder), asked.events)


def enter(count: int) -> None:
    """Half of them are over, half to come, one every twelve hours."""
    from portal.database import write
    from portal.ground import clock
    from portal.models import Branch, Event, Staff

    by, branch, now = Staff.get(Staff.name == "孙悦"), Branch.get(Branch.code == "FAW"), clock.now()
    rows = []
    for number in range(count):
        begins = now + timedelta(hours=12 * (number - count // 2) + 1)
        rows.append(
            {
                "number": f"E-2020-{number + 1:04d}",
                "branch": branch.id,
                "kind": "tour",
                "title": f"净月潭踏雪 {number + 1}",
                "venue": "净月潭",
                "starts_at": begins,
                "ends_at": begins + timedelta(hours=2),
                "sign_up_until": begins,
                "capacity": 20,
                "state": "held" if begins < now else "published",
                "created_by": by.id,
                "created_at": now,
            }
        )
    with write():
        for start in range(0, count, 200):
            Event.insert_many(rows[start : start + 200]).execute()


def measure(place: str, folder: Path, events: int) -> None:
    from portal import config, create_app, database, demo, migrate

    app = create_app(config.load({}, database=place, instance=folder, demo=True, rate_limits=False))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        database.open_connection()
        migrate.migrate()
        demo.load()
        enter(events)
        database.database.execute_sql("ANALYZE")
    web = app.test_client()
    web.post("/login", data={"username": "sunyue", "password": demo.PASSWORD})
    print(f"{events} events, {place.partition(':')[0]}, one process", end="\n\n")
    print("| page | SQL | floor ms | median ms | p95 ms | KB |", "|---|--:|--:|--:|--:|--:|", sep="\n")
    for path in PATHS:
        web.get(path)
        with database.watched() as seen:
            body = web.get(path).get_data(as_text=True)
        bare = floor.view(place, floor.plain(list(seen), place), body)
        low, high = times(partial(bare.get, "/")), times(partial(web.get, path))
        figures = (statistics.median(low), statistics.median(high), statistics.quantiles(high, n=20)[18])
        shown = " | ".join(f"{one:.1f}" for one in figures)
        print(f"| {path} | {len(seen)} | {shown} | {len(body.encode()) / 1024:.0f} |")


def times(call: Any) -> list[float]:
    """Milliseconds of each round."""
    found = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        call().get_data()
        found.append((time.perf_counter() - begin) * 1000)
    return found


if __name__ == "__main__":
    main()
