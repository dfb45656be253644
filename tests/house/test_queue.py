"""The worker's queue stands beside the portal's own tables."""

from __future__ import annotations

from portal import database, jobs, models


def test_the_queue_has_tables_of_its_own(app):
    queue = jobs.queue()
    ours = {model._meta.table_name for model in models.ALL}
    theirs = {name for name in database.database.get_tables() if name.startswith("huey_")}
    assert {"huey_task", "huey_schedule", "huey_kv"} <= theirs and not theirs & ours
    assert queue.pending() == [] and queue.scheduled() == []
    assert queue.dequeue() is None
