"""Long work: a person begins it, the worker does it, a page shows how far it is.

    @tasks.kind("exports.clients")
    def export(task: Task, report: Report) -> dict: ...

and a line in the table TASKS of `jobs.py`, by which the worker knows it.

`report(done, total)` says how far it is and raises Cancelled when somebody asked to stop; what the function answers is
kept as `task.result` (JSON; `href` and `words` are shown at the end). A worker that dies leaves the row `running`; the
next one takes it up from the start, so a kind writes in one transaction or knows its own rows. Progress, heartbeat and
the wish to stop are small files under `instance/tasks/`: they are seen while a transaction is open, too.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.database import open_connection, release_connection, write
from portal.ground import clock, i18n, settings, steps
from portal.ground.errors import OutOfScope, Refused
from portal.ground.patience import Over
from portal.models import Task
from portal.reads.accounts.actors import Actor

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)
SILENT_SECONDS = 60
EVERY_SECONDS = 0.5


class Report(Protocol):
    def __call__(self, done: int, total: int = 0) -> None: ...


class Cancelled(Exception):
    """Somebody asked to stop; what was not committed is undone."""


_here: ContextVar[bool] = ContextVar("tasks_here", default=False)
Work = Callable[[Task, Report], dict[str, Any]]
"""Does a task."""
Kinds = Mapping[str, Work]
"""What does the tasks of each kind."""


def kind(name: str) -> Callable[[Work], Work]:
    """Marks what does tasks of this kind."""
    return lambda function: steps.marked(function, name)


def begin(actor: Actor | None, name: str, params: dict[str, Any], branch: int | None = None) -> Task:
    """Queue work; call it inside the deed's `write()`. It is a row, no more: what does it is the worker's to know."""
    here, now = _here.get(), clock.now()
    task = Task.create(
        kind=name,
        params=params,
        account=actor.account_id if actor else None,
        branch=branch,
        created_at=now,
        state="running" if here else "queued",
        started_at=now if here else None,
    )
    if here:
        _say(task.id, 0, 0, 0)
    return task


@contextmanager
def done_here() -> Iterator[None]:
    """What is begun inside is this process's own, which does it by `run`; if it dies, a worker goes on with it."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


def own(actor: Actor, task_id: int) -> Task:
    """A task of this person. Raises OutOfScope."""
    found = Task.get_or_none(Task.id == task_id, Task.account == actor.account_id)
    if found is None:
        raise OutOfScope()
    return found


def cancel(actor: Actor, task_id: int) -> Task:
    """Ask one's own task to stop. Raises OutOfScope."""
    with write():
        task = own(actor, task_id)
        as_shown("task", task.id, task.over, about=(task,))
        task = stop(task)
        audit(actor, "task.cancelled", task, kind=task.kind)
    return task


def stop(task: Task) -> Task:
    """Have a task stopped, whoever may ask for it: a queued one is off at once, a running one at its next report. Call
    inside `write()`.
    """
    off = Task.update(state="cancelled", ended_at=clock.now()).where(Task.id == task.id, Task.state == "queued")
    if off.execute():
        task.state = "cancelled"
    elif not task.over:
        ask_to_stop(task)
    return task


def progress(task: Task) -> tuple[int, int, float | None]:
    """(done, total, seconds left or None when that cannot be said yet)."""
    if task.over or task.state == "queued":
        return task.done, task.total, None
    try:
        found = json.loads(_file(task.id, "json").read_text())
    except (OSError, ValueError):
        return 0, 0, None
    done, total, seconds = found["done"], found["total"], found["seconds"]
    left = seconds * (total - done) / done if done and total and seconds > 1 else None
    return done, total, left


def _file(task_id: int, ending: str) -> Path:
    folder: Path = settings.current().instance_folder / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{task_id}.{ending}"


def ask_to_stop(task: Task) -> None:
    """Have a task stop at its next report."""
    _file(task.id, "stop").touch()


def _reporter(task: Task, heard: Callable[[int, int], None] | None) -> Report:
    began, last = time.monotonic(), [0.0]
    stop = _file(task.id, "stop")

    def report(done: int, total: int = 0) -> None:
        now = time.monotonic()
        if done < total and now - last[0] < EVERY_SECONDS:
            return
        last[0] = now
        task.done, task.total = done, total
        _say(task.id, done, total, now - began)
        if heard:
            heard(done, total)
        if stop.exists():
            raise Cancelled()

    return report


def take() -> Task | None:
    """The next task that is nobody's: queued, or running without a sign of life. It is the caller's from now on."""
    with write():
        for task in Task.select().where(Task.state.in_(["queued", "running"])).order_by(Task.id).limit(20):
            if task.state == "running" and not _silent(task.id):
                continue
            mine = Task.update(state="running", started_at=clock.now()).where(
                Task.id == task.id, Task.state == task.state
            )
            if mine.execute():
                _say(task.id, 0, 0, 0)
                task.state = "running"
                return task
    return None


def _silent(task_id: int) -> bool:
    """Its worker is dead (seen at once on the same machine), or has not reported for a minute."""
    path = _file(task_id, "json")
    try:
        found = json.loads(path.read_text())
        if found["host"] == platform.node():
            return not _lives(found["pid"])
        return time.time() - path.stat().st_mtime > SILENT_SECONDS
    except (OSError, ValueError, KeyError):
        return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _say(task_id: int, done: int, total: int, seconds: float) -> None:
    path = _file(task_id, "json")
    fresh = path.with_suffix(".new")
    fresh.write_text(
        json.dumps({"done": done, "total": total, "seconds": seconds, "pid": os.getpid(), "host": platform.node()})
    )
    fresh.replace(path)


def run(task: Task, does: Work, heard: Callable[[int, int], None] | None = None) -> None:
    """Have `does` do a task that `take` gave (or that is done here). What it raises is kept on its row; a refusal in
    its own words. `heard` hears how far it is.
    """
    try:
        task.result = cast(Any, does(task, _reporter(task, heard)) or {})
        task.state = "done"
    except Cancelled:
        task.state = "cancelled"
    except Refused as error:
        task.state, task.error = "failed", _in_his_language(task, error)
    except Exception:
        log.exception("task %s (%s) failed", task.id, task.kind)
        task.state = "failed"
    with write():
        Task.update(
            state=task.state,
            result=task.result,
            error=task.error,
            done=task.done,
            total=task.total,
            ended_at=clock.now(),
        ).where(Task.id == task.id).execute()
    for ending in ("json", "stop"):
        _file(task.id, ending).unlink(missing_ok=True)


def _in_his_language(task: Task, error: Refused) -> str:
    with i18n.speaking("en" if task.account_id and task.account.language == "en" else "zh"):
        return str(error)[:400]


def run_due(kinds: Kinds) -> int:
    """Do everything that waits, here and now. Answers how many tasks ran."""
    count = 0
    while task := take():
        run(task, kinds.get(task.kind, _nobody))
        count += 1
    return count


def _nobody(task: Task, report: Report) -> dict[str, Any]:
    """For a kind that this version does not know any more: the task fails, the log says why."""
    raise LookupError(f"nobody does tasks of the kind {task.kind}")


def work(app: Flask, over: threading.Event, kinds: Kinds, night: Callable[[], int]) -> None:
    """The worker's thread for what takes long: tasks one at a time, and what is due at night, until told to stop."""
    with app.app_context():
        while not over.wait(0.5):
            try:
                open_connection()
                run_due(kinds)
                night()
            except Over:
                return
            except Exception:
                log.exception("the tasks' thread goes on after a fault")
                over.wait(5)
            finally:
                release_connection()
