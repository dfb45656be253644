"""Is the worker there?"""

from __future__ import annotations

from datetime import timedelta

from portal.ground import clock
from portal.models.administration.tasks import WorkerSign


def worker_seen(within: timedelta = timedelta(minutes=5)) -> bool:
    """Did a worker give a sign of life lately?"""
    return WorkerSign.select().where(WorkerSign.seen_at > clock.now() - within).exists()
