"""Requests filed and answered over HTTP: a served portal with two processes, clients who file at once and write again,
and colleagues who open what came and reply. Nothing may fail, come twice or be lost.

    .venv/bin/python -m scripts.bench.filing [--database URL] [--writers 16] [--requests 100] [--replies 40]

Without an address a fresh SQLite file; a PostgreSQL address is of an empty database.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import uuid
from html import unescape
from pathlib import Path
from typing import Any

from scripts.bench.redeeming import PROCESSES, SPAWN, STAYS, Line, Redeemed, made, table, together
from scripts.bench.served import PASSWORD, serving

STAFF = "zhaomin"
"""The admin of the branch of these clients."""
REPLY = re.compile(r'<form[^>]*action="[^"]*/reply".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


def prepare(url: str, folder: str, writers: int) -> None:
    """A demo branch with so many clients of one branch who have a login, and who may file as much as they like."""
    from portal import config, create_app, database, demo, migrate
    from portal.ground import clock
    from portal.models import Account, Branch, Client, Setting

    with create_app(config.load({}, database=url, instance=Path(folder), demo=True)).app_context():
        database.open_connection()
        migrate.migrate()
        demo.load()
        known = Account.select(Account.client).where(Account.client.is_null(False))
        some = Client.select().join(Branch).where(Branch.code == "FAW", Client.kind == "individual")
        some = some.where(Client.id.not_in(known), Client.status == "active", Client.merged_into.is_null())
        some = list(some.limit(writers))
        assert len(some) == writers, f"the demo has {len(some)} such clients"
        hash_ = Account.get(Account.username == "chengang").password_hash
        with database.write():
            for n, client in enumerate(some):
                names = {"username": f"writer{n}", "password_hash": hash_, "client": client.id}
                Account.create(**names, created_at=clock.now())
            for name in (f"filing.{what}_per_{span}" for what in ("requests", "replies") for span in ("hour", "day")):
                Setting.create(name=name, value=1_000_000, since=clock.today(), created_at=clock.now())
        database.release_connection()


def signed_in(port: int, username: str) -> Line:
    line = Line(port)
    line.look("/login")
    line.ask("POST", "/login", {"username": username, "password": PASSWORD})
    return line


def file(number: int, port: int, requests: int, start: Any, answers: Any) -> None:
    """One client signs in and files."""
    line = signed_in(port, f"writer{number}")
    line.look("/me/requests/new")
    kept, found = dict(line.cookies), []
    start.wait()
    for n in range(requests):
        if n % STAYS == 0:
            line.http.close()  # it opens anew: nobody keeps one of the processes for himself
        line.cookies = dict(kept)  # a browser reads the page that follows, and with it what was said
        fields = {"submission": str(uuid.uuid4()), "kind": "request", "category": "other"}
        fields |= {"subject": f"第 {n} 件", "details": "请问需要哪些证明？"}
        status, _text, took = line.ask("POST", "/me/requests/new", fields)
        found.append((status, took))
    answers.put(found)


def write_again(number: int, port: int, mine: list[str], start: Any, answers: Any) -> None:
    """The client writes once more in each of his threads."""
    line = signed_in(port, f"writer{number}")
    line.look(f"/me/requests/{mine[0]}")
    kept, found = dict(line.cookies), []
    start.wait()
    for n, one in enumerate(mine):
        if n % STAYS == 0:
            line.http.close()
        line.cookies = dict(kept)
        fields = {"submission": str(uuid.uuid4()), "body": "补充：孩子九月入学。"}
        status, _text, took = line.ask("POST", f"/me/requests/{one}/reply", fields)
        found.append((status, took))
    answers.put(found)


def reply(number: int, port: int, share: list[str], start: Any, answers: Any) -> None:
    """A colleague opens each and replies; the reply takes it. What is timed is the reply alone."""
    line = signed_in(port, STAFF)
    found = []
    start.wait()
    for n, one in enumerate(share):
        if n % STAYS == 0:
            line.http.close()
        text = line.ask("GET", f"/requests/{one}")[1]
        form = REPLY.search(text)
        inputs = HIDDEN.findall(form[0]) if form else []
        fields = {NAME.search(row)[1]: unescape((VALUE.search(row) or ("", ""))[1]) for row in inputs}  # type: ignore[index]
        line.token = fields.pop("csrf_token", line.token)
        status, _text, took = line.ask("POST", f"/requests/{one}/reply", {**fields, "body": "请携带户口本原件。"})
        found.append((status, took))
    answers.put(found)


def measure(url: str, folder: str, writers: int, requests: int, replies: int) -> tuple[list[Redeemed], list[str]]:
    """What was measured, and what does not add up ([]: nothing)."""
    made(prepare, url, folder, writers)
    with serving(url, folder, PORTAL_WORKERS=str(PROCESSES)) as (port, environment):
        found = [together(f"{writers} clients file requests", file, [(port, requests)] * writers)]
        mine = [_numbers(url, folder, n)[:replies] for n in range(writers)]
        found.append(together("each writes again in his threads", write_again, [(port, one) for one in mine]))
        found.append(together("colleagues open them and reply", reply, [(port, one) for one in mine]))
    said = [f"{one.what}: {one.done}" for one in found if one.failed or one.refused]
    check = subprocess.run([sys.executable, "-m", "portal", "check"], env=environment, capture_output=True, text=True)
    return found, said + ([] if check.returncode == 0 else check.stdout.splitlines()[:5])


def _numbers(url: str, folder: str, writer: int) -> list[str]:
    """What one client filed (read beside the server)."""
    made = SPAWN.Queue()
    reader = SPAWN.Process(target=_read, args=(url, folder, writer, made))
    reader.start()
    found: list[str] = made.get()
    reader.join()
    return found


def _read(url: str, folder: str, writer: int, made: Any) -> None:
    from portal import config, create_app, database
    from portal.models import Account, Request

    with create_app(config.load({}, database=url, instance=Path(folder), demo=True)).app_context():
        database.open_connection()
        login = Account.get(Account.username == f"writer{writer}")
        mine = Request.select(Request.number).where(Request.filed_by == login.id).order_by(Request.id)
        made.put([one.number for one in mine])
        database.release_connection()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--replies", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"load before: {os.getloadavg()[0]:.1f}")
        url = asked.database or f"sqlite:///{folder}/bench.db"
        found, faults = measure(url, folder, asked.writers, asked.requests, asked.replies)
    print(table(found))
    print("\n".join(faults) or "nothing lost, nothing twice")
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
