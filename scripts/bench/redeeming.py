"""Benefits redeemed over HTTP: a served portal with two processes, eight clients who book at once until each has used
up what he has, and then the partner's desk that takes the vouchers. Nothing may fail and nothing be oversold.

    .venv/bin/python -m scripts.bench.redeeming [--bookings 400] [--desk 160]
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from scripts.bench.served import PASSWORD, TOKEN, serving

WRITERS, PROCESSES, PIN = 8, 2, "246810"
BENEFIT, BEYOND = "airport_lounge", 5
"""What is booked; how many bookings each client asks for beyond what he has."""
STAYS = 10
"""Bookings over one connection."""
SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Redeemed:
    """`done` deeds in `seconds`; `times` of all answers in ms, `refused` those that were rightly refused."""

    what: str
    done: int
    refused: int
    failed: int
    seconds: float
    times: list[float]

    @property
    def rate(self) -> float:
        return self.done / self.seconds

    def row(self) -> tuple[str, ...]:
        """As docs/performance.md has it: what, a second, median, 99th percentile, refused, failed."""
        p99 = statistics.quantiles(self.times, n=100)[98]
        numbers = (f"{self.rate:.0f}", f"{statistics.median(self.times):.0f}", f"{p99:.0f}")
        return (self.what, f"{self.done:,}", *numbers, str(self.refused), str(self.failed))


HEAD = ("deed", "done", "a second", "median ms", "p99 ms", "refused", "failed")


def prepare(folder: str, bookings: int) -> None:
    """A demo branch in which eight Diamond clients have so many uses each, for today, and a partner takes them."""
    from portal import config, create_app, database, demo, migrate
    from portal.ground import clock
    from portal.models import Account, BenefitVersion, Client, Lot, Setting, TierAmount
    from portal.reads.shared import kept

    settings = config.load({}, database=f"sqlite:///{folder}/bench.db", instance=Path(folder), demo=True)
    with create_app(settings).app_context():
        database.open_connection()
        migrate.migrate()
        demo.load()
        hash_ = Account.get(Account.username == "chengang").password_hash
        free = Client.id.not_in(Lot.select(Lot.client).where(Lot.benefit == BENEFIT))
        free &= Client.id.not_in(Account.select(Account.client).where(Account.client.is_null(False)))
        some = Client.select().where(free, Client.kind == "individual", Client.status == "active").limit(WRITERS)
        with database.write():
            for span in ("hour", "day"):  # what a client may do in an hour is no matter here
                row = {"name": f"filing.steps_per_{span}", "value": 1_000_000, "since": clock.today()}
                Setting.create(**row, created_at=clock.now())
            version = BenefitVersion.get(BenefitVersion.benefit == BENEFIT)
            BenefitVersion.update(days_ahead=0).where(BenefitVersion.id == version.id).execute()
            TierAmount.update(amount=bookings, guests=0).where(TierAmount.version == version.id).execute()
            for n, client in enumerate(some):
                Client.update(tier="diamond", tier_since=clock.today()).where(Client.id == client.id).execute()
                names = {"username": f"writer{n}", "password_hash": hash_, "client": client.id}
                Account.create(**names, created_at=clock.now())
        kept.forget()
        database.release_connection()


class Line:
    """One connection that stays open, with its cookies and the token of its forms."""

    def __init__(self, port: int) -> None:
        self.http, self.cookies, self.token = http.client.HTTPConnection("127.0.0.1", port), {}, ""  # type: ignore[var-annotated]

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, float]:
        """Status, text and ms of an answer."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": kept, "Accept-Encoding": "identity", "Referer": f"http://127.0.0.1:{self.http.port}{path}"}
        body = urlencode({"csrf_token": self.token, **fields}) if fields is not None else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        text = answer.read()
        took = (time.perf_counter() - began) * 1000
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, text.decode(errors="replace"), took

    def look(self, path: str) -> None:
        """A page, for the token of its forms."""
        found = TOKEN.search(self.ask("GET", path)[1])
        self.token = found[1] if found else self.token


def write(number: int, port: int, bookings: int, start: Any, answers: Any) -> None:
    """One client signs in and books until nothing is left, and a little beyond."""
    line = Line(port)
    line.look("/login")
    line.ask("POST", "/login", {"username": f"writer{number}", "password": PASSWORD})
    line.look(f"/me/benefits/{BENEFIT}/redeem")
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    kept = dict(line.cookies)
    start.wait()
    found = []
    for n in range(bookings + BEYOND):
        if n % STAYS == 0:
            line.http.close()  # it opens anew: nobody keeps one of the processes for himself
        line.cookies = dict(kept)  # a browser reads the page that follows, and with it what was said
        fields = {"submission": str(uuid.uuid4()), "wanted_on": today, "quantity": "1", "ask_flight_number": "CZ6543"}
        status, _text, took = line.ask("POST", f"/me/benefits/{BENEFIT}/redeem", fields)
        found.append((status, took))
    answers.put(found)


def take(number: int, port: int, tokens: list[str], start: Any, answers: Any) -> None:
    """A partner's desk takes vouchers with its PIN, and tries the first one once more."""
    line = Line(port)
    line.look(f"/partner/{tokens[0]}")
    start.wait()
    found = []
    for token in [*tokens, tokens[0]]:
        status, _text, took = line.ask("POST", f"/partner/{token}", {"pin": PIN})
        found.append((status, took))
    answers.put(found)


def together(what: str, work: Any, each: list[tuple[Any, ...]]) -> Redeemed:
    """So many writers at once; the time runs from the moment at which all are ready."""
    start, answers = SPAWN.Barrier(len(each) + 1), SPAWN.Queue()
    writers = [SPAWN.Process(target=work, args=(n, *args, start, answers)) for n, args in enumerate(each)]
    for one in writers:
        one.start()
    start.wait()
    began = time.perf_counter()
    found = [one for _ in writers for one in answers.get()]
    seconds = time.perf_counter() - began
    for one in writers:
        one.join()
    done = sum(status == 303 for status, _ in found)
    refused = sum(status in (409, 422) for status, _ in found)
    return Redeemed(what, done, refused, len(found) - done - refused, seconds, [took for _, took in found])


def made(prepare: Any, *given: Any) -> None:
    """The database is prepared in a process of its own, which leaves nothing behind here."""
    maker = SPAWN.Process(target=prepare, args=given)
    maker.start()
    maker.join()
    if maker.exitcode:
        raise SystemExit("the branch could not be made")


def measure(folder: Path, bookings: int, taken: int) -> tuple[list[Redeemed], list[str]]:
    """What was measured, and what was oversold or does not add up ([]: nothing)."""
    made(prepare, str(folder), bookings)
    with serving(f"sqlite:///{folder}/bench.db", folder, PORTAL_WORKERS=str(PROCESSES)) as (port, environment):
        found = [together("a client books, the voucher is his", write, [(port, bookings)] * WRITERS)]
        tokens = _tokens(folder, taken)
        shares = [(port, tokens[n::WRITERS]) for n in range(WRITERS)]
        found.append(together("a partner's desk takes it with the PIN", take, shares))
    return found, _faults(folder, bookings, found, environment)


def _tokens(folder: Path, count: int) -> list[str]:
    sql = """SELECT v.token FROM voucher v JOIN account a ON a.client_id = v.client_id
        WHERE a.username LIKE 'writer%' LIMIT ?"""
    return [row[0] for row in sqlite3.connect(folder / "bench.db").execute(sql, (count,))]


def _faults(folder: Path, bookings: int, found: list[Redeemed], environment: dict[str, str]) -> list[str]:
    """More booked than there was, or what `portal check` finds."""
    said = []
    if found[0].done != WRITERS * bookings or found[0].refused != WRITERS * BEYOND:
        said.append(f"{found[0].done} were booked of {WRITERS * bookings}, {found[0].refused} refused")
    check = subprocess.run([sys.executable, "-m", "portal", "check"], env=environment, capture_output=True, text=True)
    lines = re.findall(r"^(?:lot|hold|voucher) .*$", check.stdout, re.MULTILINE)
    return said + lines


def table(found: list[Redeemed]) -> str:
    rows = [HEAD, *(one.row() for one in found)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---|" + "---:|" * (len(HEAD) - 1), *lines[1:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bookings", type=int, default=400)
    parser.add_argument("--desk", type=int, default=160)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"load before: {os.getloadavg()[0]:.1f}")
        found, faults = measure(Path(folder), options.bookings, options.desk)
    print(table(found))
    print("\n".join(faults) or "nothing oversold")
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
