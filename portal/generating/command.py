"""`portal generate --clients N`: draws in several processes, writes in one transaction."""

from __future__ import annotations

import marshal
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from portal.actions import follow_ups
from portal.actions.administration import statistics
from portal.actions.shared.recording import audit
from portal.database import write
from portal.derived import contact_order, hand_counts, tier_counts
from portal.generating import drawing, loading
from portal.generating.benefits import add_lots
from portal.generating.events import add_events
from portal.generating.world import Draft, World, prepare
from portal.ground.keys import Keys
from portal.models import Account, Client, HoldingAccount, Request, Sequence
from portal.reads.shared import kept

ALONE = 4_000
"""Up to so many clients one process draws all; starting others takes longer."""


def generate(
    clients: int, seed: int, keys: Keys, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Add so many believable clients; the same seed on the same database gives the same ones. Answers how many.

    All or nothing. The first number after the present ones is used on.
    """
    world = prepare(clients, seed, keys)
    with loading.roomy(clients > ALONE), loading.unswept(), write():
        _first_numbers(world, clients)
        done = 0
        with loading.without_indexes(clients > ALONE, [*map(str, world.months)]) as write_chunk:
            for count, drawn in _chunks(world, clients):
                write_chunk(drawn)
                done += count
                progress(done, clients)
            loading.follow_sequences()
        add_events(world, clients)
        add_lots(world, world.first["client"])
        audit(None, "clients.generated", None, count=f"{clients:,}")
    tier_counts.fold()
    hand_counts.fold()
    contact_order.follow_all()
    follow_ups.pass_over_all()  # nobody calls about what was made up
    statistics.after_many_rows()
    kept.forget()
    return done


def _first_numbers(world: World, clients: int) -> None:
    """Where ids and numbers of this run begin; the sequences are moved behind its last."""
    models: tuple[Any, ...] = (Client, HoldingAccount, Account, Request)
    for model in models:
        last = model.select(model.id).order_by(model.id.desc()).limit(1).scalar() or 0
        world.first[model._meta.table_name] = last + 1
    world.first["number"] = _take("client", clients) + 1
    for year in (world.today.year - 1, world.today.year):
        world.first[f"request-{year}"] = _take(f"request-{year}", clients)


def _take(name: str, count: int) -> int:
    """Move a sequence by `count`; answers what it was."""
    Sequence.insert(name=name, value=0).on_conflict_ignore().execute()
    Sequence.update(value=Sequence.value + count).where(Sequence.name == name).execute()
    return int(Sequence.select(Sequence.value).where(Sequence.name == name).scalar()) - count


def _chunks(world: World, clients: int) -> Iterator[tuple[int, Draft]]:
    """(how many clients, their rows), in order; a few chunks ahead of the writer, no more (memory)."""
    sizes = [min(drawing.CHUNK, clients - start) for start in range(0, clients, drawing.CHUNK)]
    if clients <= ALONE:
        yield from ((size, drawing.draw(world, number, size)) for number, size in enumerate(sizes))
        return
    workers = max(1, (os.cpu_count() or 2))
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), drawing.settle, (world,)) as pool:
        waiting: list[Future[bytes]] = []
        for number, size in enumerate(sizes):
            while len(waiting) < workers * 2 and len(waiting) + number < len(sizes):
                ahead = number + len(waiting)
                waiting.append(pool.submit(drawing.draw_packed, ahead, sizes[ahead]))
            yield size, marshal.loads(waiting.pop(0).result())  # noqa: S302 - from a process of our own
