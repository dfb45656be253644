"""The proof: 1,000 notices, a real mail server and a receiver that fails half of the time, the worker killed twice.

Each arrives. What comes twice, at most one for each kill, carries the same Message-ID or webhook-id.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from portal import config, database
from portal.actions.shared.telling import put
from portal.ground import clock
from portal.models import Account, Client, Delivery
from tests.ground import people
from tests.notices.outside import endpoint

HALF = 500


def worker(environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.notices.hurried_worker"],
        cwd=config.ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )


def until(seconds: float, true) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it does not come so far"
        time.sleep(0.005)


@pytest.mark.one_engine
def test_it_works(app, mailbox, receiver, database_url, manager):
    clock.set_source(None)
    receiver.half = True
    with app.app_context():
        endpoint(receiver.url, groups=["team"])
        told = _everybody(manager)
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(config.ROOT),
        "PORTAL_DATABASE": database_url,
        "PORTAL_INSTANCE": settings.instance,
        "PORTAL_DEMO": "1",
        "PORTAL_SMTP_HOST": "127.0.0.1",
        "PORTAL_SMTP_PORT": str(mailbox.port),
        "PORTAL_SMTP_SECURITY": "none",
        "PORTAL_MAIL_FROM": "vip@bank.example.cn",
        "PORTAL_LOG_LEVEL": "ERROR",
    }
    database.release_connection()
    kills = 0
    for mark in (200, 500):
        running = worker(environment)
        until(30, lambda mark=mark: len(mailbox.mails) + len(receiver.taken) >= mark)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        kills += 1
    assert worker(environment).wait(50) == 0
    database.open_connection()
    states = Counter(row.state for row in Delivery.select(Delivery.state))
    assert states == {"sent": told}, Counter((row.state, row.why) for row in Delivery.select())
    mails, hooks = mailbox.ids, Counter(receiver.taken)
    assert len(mails) == HALF and len(hooks) == HALF, "each arrives"
    twice = sum(mails.values()) - HALF + sum(hooks.values()) - HALF
    assert twice <= kills, "what comes twice has the same name, and is at most one a kill"
    assert len(receiver.got) > HALF + HALF // 3, "it did fail half of the time"


def _everybody(manager) -> int:
    """500 clients with an address, and as many matters that a machine hears of; all queued as deeds queue them."""
    for number in range(HALF):
        people.client(f"client{number}", f"客户{number}", "gold", email=f"client{number}@example.cn")
    logins = [one.id for one in Account.select(Account.id).join(Client, on=(Account.client == Client.id))]
    now = clock.now()
    off = {"kind": "voucher.declined", "words": {"day": "2026-12-01"}, "path": "/me/vouchers", "at": now}
    put([{"account": one, **off} for one in logins])
    ours = people.account_of(manager).id
    seats = {"account": ours, "kind": "team.your_adviser", "words": {"staff": "王磊"}, "at": now}
    put([{**seats, "path": f"/me/team#{number}"} for number in range(HALF)])
    Delivery.delete().where(Delivery.account == ours).execute()
    return Delivery.select().count()
