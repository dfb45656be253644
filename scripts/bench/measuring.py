"""A bank under measurement, in a process of its own: what the making of a million clients left of a process is no place
to measure in. Several of them take turns, so that the machine's moods hit a thousand clients and a million alike.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from portal import database
from scripts.bench import bank, floor, plans
from scripts.bench.pages import PAGES, Measured
from scripts.bench.report import Line

AT_ONCE = 5
LEAST = 20
LIMIT_SECONDS = 4.0
"""No page is measured longer than this at one size; a slow one gets fewer rounds, never under LEAST."""
WARM_UP = 5
SPAWN = multiprocessing.get_context("spawn")


@dataclass
class _Times:
    """What was found of a page, and its times so far: of the floor, and of itself."""

    facts: tuple[Any, ...]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return len(self.low) >= LEAST and (sum(self.low) + sum(self.high)) / 1000 > LIMIT_SECONDS

    def line(self, one: Measured) -> Line:
        (low, low_p95), (high, high_p95) = (_figures(times) for times in (self.low, self.high))
        statements, kilobytes, dearest, plan = self.facts
        return Line(one.name, one.ratio, statements, low, low_p95, high, high_p95, kilobytes, dearest, plan)


def _figures(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


class Desk:
    """Speaks with the process of one bank."""

    def __init__(self, engine: str, clients: int, folder: Path) -> None:
        self._pipe, there = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(there, engine, clients, folder), daemon=True)
        self._process.start()

    def ask(self, order: Any) -> Any:
        self._pipe.send(order)
        return self._pipe.recv()

    def close(self) -> None:
        self._pipe.send(None)
        self._process.join()


def measure(desks: list[Desk], position: int, rounds: int) -> list[Line]:
    """The figures of one page at each of the banks."""
    one = PAGES[position]
    found = [_Times(desk.ask(position)) for desk in desks]
    for _ in range(0, max(rounds, LEAST), AT_ONCE):
        for desk, times in zip(desks, found, strict=True):
            if not times.done:
                low, high = desk.ask("rounds")
                times.low += low
                times.high += high
    return [times.line(one) for times in found]


def _serve(pipe: Connection, engine: str, clients: int, folder: Path) -> None:
    """Answers what `Desk.ask` sends: the number of a page, "rounds" of the last one, nothing to end."""
    url = bank.address(engine, folder)
    app, _ = bank.build(url, str(folder), clients)
    people = {who: bank.signed_in(app, who) for who in {one.who for one in PAGES}}
    filled = bank.places(app)
    calls: tuple[Callable[[], Any], Callable[[], Any]] | None = None
    while (order := pipe.recv()) is not None:
        if isinstance(order, int):
            one = PAGES[order]
            calls, facts = _prepare(one, people[one.who], one.address.format(**filled), url)
            pipe.send(facts)
        elif calls:
            pipe.send(_rounds(*calls))


def _prepare(one: Measured, client: Any, address: str, url: str) -> tuple[Any, tuple[Any, ...]]:
    """(the floor's call and the page's, (statements, KB, the dearest statement's ms and plan))."""
    client.get(address)
    with database.watched() as seen:
        response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{one.name}: {address} answers {response.status_code}")
    body = response.get_data(as_text=True)
    statements = floor.plain(list(seen), url)
    bare = floor.view(url, statements, body)
    calls = (lambda: bare.get("/").get_data(), lambda: client.get(address).get_data())
    for call in calls:
        for _ in range(WARM_UP):
            call()
    dearest = plans.dearest(floor.connection(url), statements)
    return calls, (len(seen), len(body.encode()) / 1024, *dearest)


def _rounds(low: Callable[[], Any], high: Callable[[], Any]) -> tuple[list[float], list[float]]:
    """Times in ms of both, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(AT_ONCE):
        for call, kept in zip((low, high), times, strict=True):
            start = time.perf_counter()
            call()
            kept.append((time.perf_counter() - start) * 1000)
    return times
