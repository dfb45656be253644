"""Loading the demo branch: into an empty database only, the same for the same moment, on any day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from portal import demo, jobs
from portal.ground import clock
from portal.ground.errors import Refused
from portal.models import Account, AuditEntry, Client, Contact, FollowUp, Request
from tests.demo.opening import NOW, opened
from tests.ground.engines import Copies
from tests.ground.people import staff


def test_a_demo_name_that_is_taken_is_refused(app: Flask) -> None:
    staff("wanglei", "王磊", "manager")
    with app.app_context(), pytest.raises(Refused):
        demo.load()
    assert Client.select().count() == 0


def _names() -> list[tuple]:
    return list(
        Client.select(Client.number, Client.name, Client.aum, Client.tier, Client.manager).order_by(Client.id).tuples()
    )


def test_the_same_moment_gives_the_same_branch(tmp_path: Path, copies: Copies) -> None:
    seen = []
    for turn in ("first", "second"):
        url = copies.fresh("sqlite")
        app = opened(url, tmp_path / turn)
        clock.set_source(lambda: NOW)
        with app.app_context():
            demo.load()
            threads = list(
                Request.select(Request.number, Request.subject, Request.due_at).order_by(Request.id).tuples()
            )
            seen.append((_names(), threads))
        clock.set_source(None)
        copies.drop(url)
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "moment", ["2027-01-01 00:04", "2026-02-18 12:00", "2026-10-05 08:59", "2026-12-01 01:07", "2028-02-29 23:59"]
)
def test_any_day_will_do(moment: str, tmp_path: Path, copies: Copies) -> None:
    """New Year's night, Spring Festival, the October holidays, a leap day in a year whose calendar nobody knows yet."""
    now = clock.from_local(datetime.fromisoformat(moment))
    url = copies.fresh("sqlite")
    app = opened(url, tmp_path)
    clock.set_source(lambda: now)
    try:
        with app.app_context():
            demo.load()
            assert Contact.select().where((Contact.happened_at > now) | (Contact.created_at > now)).count() == 0
            assert Request.select().where((Request.filed_at > now) | (Request.moved_at > now)).count() == 0
            assert Request.select().where(Request.due_at < Request.filed_at).count() == 0
            assert AuditEntry.select().where(AuditEntry.at > now).count() == 0

            assert {clock.local(row.filed_at).year for row in Request.select()} <= {
                now.year - 1,
                now.year,
                now.year + 1,
            }
            assert jobs.minute() == 0
            his = Account.get(Account.username == "wanglei").staff  # on any day he has a call to make
            assert FollowUp.select().where(FollowUp.holder == his, FollowUp.done_at.is_null()).exists()
    finally:
        clock.set_source(None)
        copies.drop(url)
