"""A worker of its own process that does not wait: `python -m tests.notices.hurried_worker`.

It does the worker's real step again and again. Where nothing is due its clock jumps to the next attempt, until nothing
waits. Its settings come from the environment.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from peewee import fn

from portal import create_app, database
from portal.actions.notices import sending
from portal.config import load
from portal.database import UtcField
from portal.ground import clock
from portal.models import Delivery
from portal.models.outbox import IS_WAITING


class Jumping:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def to(self, moment: datetime) -> None:
        self.ahead += max(moment - self(), timedelta())


def main() -> None:
    app, jumping = create_app(load()), Jumping()
    clock.set_source(jumping)
    with app.app_context():
        database.open_connection()
        while next_one := Delivery.select(fn.MIN(Delivery.next_attempt_at)).where(IS_WAITING).scalar():
            jumping.to(UtcField().python_value(next_one) + timedelta(seconds=1))
            sending.send()


if __name__ == "__main__":
    main()
