"""How fast the main pages are, as ratios against a floor measured in the same run.

The floor is the same SQL through the bare driver plus the same bytes from one compiled Jinja template, in a bare Flask view.
`make bench` builds a demo branch of its own (SQLite), measures and prints a table. Times are medians and 95th percentiles in ms.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from jinja2 import Template

from portal import clock, config, create_app, database, migrate, security
from portal.actions import demo
from portal.models import Account, SignIn

ROUNDS = 200
PAGES = [
    ("client list", "zhaomin", "/clients"),
    ("client list, three filters", "zhaomin", "/clients?tier=gold&kind=individual&manager=wanglei"),
    ("client list, search 陈", "zhaomin", "/clients?q=%E9%99%88"),
    ("client page", "wanglei", "/clients/C-0000001"),
    ("member home", "chengang", "/me"),
    ("staff home", "wanglei", "/home"),
    ("requests", "wanglei", "/requests"),
]


def signed_in(app: Flask, username: str) -> Any:
    """A test client that carries somebody's sign-in."""
    token = security.new_token()
    account = Account.get(Account.username == username)
    SignIn.create(token_hash=security.digest(token), account=account, created_at=clock.now(), last_seen_at=clock.now())
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def floor_view(path: str, statements: list[tuple[str, Any]], body: str) -> Any:
    """A bare Flask view that runs the same SQL and sends the same bytes."""
    bare = Flask("floor")
    template = Template("{% raw %}" + body.replace("{% endraw %}", "") + "{% endraw %}")
    connection = sqlite3.connect(path, check_same_thread=False)

    @bare.get("/")
    def page() -> str:
        for sql, params in statements:
            connection.execute(sql, tuple(params or ())).fetchall()
        return template.render()

    return bare.test_client()


def timed(call: Any) -> tuple[float, float]:
    """Median and 95th percentile of a call, in milliseconds."""
    for _ in range(20):
        call()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def plain(params: Any) -> list[Any]:
    return [
        value if isinstance(value, int | float | str | bytes | type(None)) else str(value) for value in params or ()
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.db")
        app = create_app(
            config.load(
                {}, database=f"sqlite:///{path}", instance=folder, demo=True, rate_limits="off", log_level="ERROR"
            )
        )
        with app.app_context():
            migrate.migrate()
            demo.load()
        clients = {user: signed_in(app, user) for user in {user for _, user, _ in PAGES}}
        print(f"{os.cpu_count()} cores, demo branch, {ROUNDS} rounds; times in ms\n")
        print(f"{'page':<28}{'statements':>11}{'floor':>8}{'median':>8}{'p95':>8}{'ratio':>7}{'KB':>7}")
        for name, user, address in PAGES:
            clients[user].get(address)
            with database.watched() as seen:
                response = clients[user].get(address)
            assert response.status_code == 200, f"{address}: {response.status_code}"
            body = response.get_data(as_text=True)
            floor = floor_view(path, [(sql, plain(params)) for sql, params in seen], body)
            low, _ = timed(lambda floor=floor: floor.get("/").get_data())
            median, p95 = timed(lambda user=user, address=address: clients[user].get(address).get_data())
            print(
                f"{name:<28}{len(seen):>11}{low:>8.2f}{median:>8.2f}{p95:>8.2f}{median / low:>7.1f}{len(body.encode()) / 1024:>7.0f}"
            )


if __name__ == "__main__":
    main()
