"""Scheduled work, run by `portal worker` (huey on the same database)."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import nullcontext

from flask import Flask
from huey import Huey, crontab
from huey.contrib.sql_huey import SqlStorage
from peewee import Index, Model

from portal.actions.administration import sealing, statistics, tasks, upkeep  # noqa: F401 - one puts itself into the night
from portal.database import be_patient, database, open_connection, release_connection, write
from portal.ground import clock, parent
from portal.models import WorkerSign

log = logging.getLogger(__name__)


class Storage(SqlStorage):
    """huey's tables under names of their own: the portal has a table `task` itself."""

    def create_models(self) -> tuple[type[Model], ...]:
        made: tuple[type[Model], ...] = super().create_models()
        for model in made:
            model._meta.set_table_name(f"huey_{model._meta.table_name}")
            bound = [index for index in model._meta.indexes if isinstance(index, Index)]
            for index in bound:
                model._meta.indexes.remove(index)
                model.add_index(*index._expressions)
        return made


def queue(app: Flask | None = None) -> Huey:
    """The queue with its schedule: seal the audit trail, move what time moves, give a sign of life."""
    huey = Huey("portal", storage_class=Storage, database=database.obj, store_none=False, utc=True)

    def every_minute(name: str, work):  # type: ignore[no-untyped-def]
        def run() -> None:
            with app.app_context() if app else nullcontext():
                open_connection()
                try:
                    work()
                finally:
                    release_connection()

        huey.periodic_task(crontab(minute="*"), name=name)(run)

    every_minute("seal_audit", sealing.seal)
    every_minute("sign_of_life", sign_of_life)
    every_minute("time_passes", upkeep.time_passes)
    return huey


def sign_of_life() -> None:
    with write():
        WorkerSign.insert(name="worker", seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()


def run_worker(app: Flask, beside: int | None = None) -> None:
    """Work until told to stop (SIGINT, SIGTERM), or until process `beside` is gone that started this one. The first
    round is run at once.
    """
    done = threading.Event()
    if beside:
        parent.watch(beside, done.set)
    be_patient(done)
    open_connection()
    sign_of_life()
    sealing.seal()
    upkeep.time_passes()
    release_connection()
    huey = queue(app)
    consumer = huey.create_consumer(workers=1, periodic=True, scheduler_interval=1, check_worker_health=True)
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: done.set())
    hands = threading.Thread(target=tasks.work, args=(app, done), name="tasks")
    hands.start()
    consumer.start()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: done.set())
    done.wait()
    consumer.stop(graceful=True)
    hands.join(5)
