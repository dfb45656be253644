"""The import of many clients with their holdings: `portal import` in a process of its own, its time and its peak of
memory."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from portal import config, create_app, database, demo, migrate
from portal.generating import money, people
from portal.generating.chance import Chance
from portal.generating.days import iso
from portal.generating.world import prepare

CLIENTS = (
    "key",
    "name",
    "kind",
    "name_latin",
    "gender",
    "birthday",
    "document_kind",
    "document",
    "mobile",
    "address",
    "district",
    "employer",
    "plant",
    "post",
    "hobbies",
    "legal_representative",
)
ACCOUNTS = ("client", "number", "product", "product_name", "opened_on", "matures_on", "balance", "balance_on")


@dataclass(frozen=True)
class Brought:
    """Seconds and the peak of the importing process in MiB; `rows` of all files."""

    engine: str
    clients: int
    rows: int
    seconds: float
    peak: float


def bring(url: str, folder: Path, clients: int) -> Brought:
    """Import so many drawn clients with their accounts into the demo branch on an empty database."""
    engine = "sqlite" if url.startswith("sqlite") else "postgresql"
    settings = {"PORTAL_DATABASE": url, "PORTAL_INSTANCE": str(folder), "PORTAL_DEMO": "1", "PORTAL_LOG_LEVEL": "ERROR"}
    app = create_app(config.load(settings))
    with app.app_context():
        database.open_connection()
        migrate.migrate()
        demo.load()
        world = prepare(1000, 20261, app.config["DATA_KEY"])
        database.release_connection()
    rows = _write(world, folder / "files", clients)
    command = [sys.executable, "-m", "portal", "import", "portal", str(folder / "files"), "--branch", "FAW", "--json"]
    said = folder / "said.json"
    began = time.perf_counter()
    with said.open("w") as out:
        child = subprocess.Popen(command, env={**os.environ, **settings}, stdout=out)
        _, status, used = os.wait4(child.pid, 0)  # of this child alone, not of others that ended before
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"the import failed: {said.read_text()}")
    return Brought(engine, clients, rows, time.perf_counter() - began, used.ru_maxrss / 1024)


def _write(world: object, folder: Path, clients: int) -> int:
    """Two files as a bank would export them; answers how many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, rows, known = Chance(20261), 0, set[str]()
    with (
        (folder / "clients.csv").open("w", newline="") as one,
        (folder / "accounts.csv").open("w", newline="") as other,
    ):
        who, what = csv.DictWriter(one, CLIENTS, extrasaction="ignore"), csv.writer(other)
        who.writeheader()
        what.writerow(ACCOUNTS)
        for ordinal in count(5_000_000):
            person = people.draw(rng, world, ordinal)  # type: ignore[arg-type]
            alike = {person.document, person.row["mobile"]}
            if alike & known:  # the import refuses a client who comes twice
                continue
            known |= alike
            key = f"K{ordinal}"
            who.writerow({**person.row, "key": key, "document": person.document})
            fen = money.wealth_of(rng, person.company)
            held = money.accounts_of(rng, fen, person.company, world.span, world.day)  # type: ignore[attr-defined]
            for position, account in enumerate(held):
                what.writerow(
                    (
                        key,
                        f"{account.prefix}{ordinal * 4 + position:012d}",
                        account.product,
                        account.name,
                        iso(account.opened),
                        iso(account.matures) if account.matures else "",
                        f"{account.balance / 100:.2f}",
                        iso(account.changes[-1][0]),
                    )
                )
            rows += 1 + len(held)
            clients -= 1
            if not clients:
                break
    return rows
