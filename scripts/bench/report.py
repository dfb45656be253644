"""The table of a run, and docs/performance.md."""

from __future__ import annotations

import os
from dataclasses import dataclass

from scripts.bench.bringing import Brought
from scripts.bench.served import PEOPLE, ROUNDS, Served

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Line:
    """A page's figures in ms."""

    name: str
    ratio: bool
    statements: int
    floor: float
    floor_p95: float
    median: float
    p95: float
    kilobytes: float
    dearest: float
    plan: str


@dataclass(frozen=True)
class Run:
    """One engine at one size; `speed` is clients generated a second (0 when the database was there already)."""

    engine: str
    clients: int
    speed: float
    lines: list[Line]


@dataclass(frozen=True)
class Found:
    """All that was measured: single pages, imports, and the places of the bar over HTTP."""

    runs: list[Run]
    brought: list[Brought]
    served: list[Served]


HEAD = ("page", "SQL", "floor", "median", "p95", "÷ floor", "÷ 1k", "KB")


def _smaller(run: Run, runs: list[Run]) -> Run | None:
    """The same engine's run at fewer clients."""
    return next((one for one in runs if one.engine == run.engine and one.clients < run.clients), None)


def _rows(run: Run, runs: list[Run]) -> list[tuple[str, ...]]:
    small, rows = _smaller(run, runs), []
    for position, line in enumerate(run.lines):
        growth = f"{line.median / small.lines[position].median:.2f}" if small else "–"
        ratio = f"{line.median / line.floor:.1f}" if line.ratio else "–"
        rows.append(
            (
                line.name,
                str(line.statements),
                f"{line.floor:.2f}",
                f"{line.median:.2f}",
                f"{line.p95:.2f}",
                ratio,
                growth,
                f"{line.kilobytes:.0f}",
            )
        )
    return rows


def table(run: Run, runs: list[Run]) -> str:
    """For the terminal."""
    widths = (32, 5, 8, 8, 8, 9, 7, 5)
    lines = [
        f"\n{run.engine}, {run.clients:,} clients" + (f" (generated at {run.speed:,.0f} a second)" if run.speed else "")
    ]
    for row in (HEAD, *_rows(run, runs)):
        lines.append(
            "".join(
                cell.ljust(width) if at == 0 else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )
    return "\n".join(lines)


FLAT = 1.5
"""DESIGN.md: at a million clients a page takes at most this many times what it takes at a thousand."""


def _not_flat(run: Run, runs: list[Run]) -> list[str]:
    """Which pages a bigger bank makes slower, how long their dearest statement takes, and its plan."""
    small = _smaller(run, runs)
    if not small:
        return []
    rows = [
        f"| {line.name} | {line.dearest:.2f} | {line.plan} |"
        for line, before in zip(run.lines, small.lines, strict=True)
        if line.median > FLAT * before.median
    ]
    if not rows:
        return []
    words = (
        f"Over {FLAT} times what a thousand clients take; the dearest statement of each, in ms by the bare driver, "
        "and how it reads:"
    )
    return [words, "\n".join(["| page | ms | plan |", "|---|---:|---|", *rows])]


def machine() -> str:
    """Cores and memory, nothing else."""
    with open("/proc/meminfo") as file:
        kilobytes = int(next(line for line in file if line.startswith("MemTotal")).split()[1])
    return f"{os.cpu_count()} cores, {kilobytes / 1024**2:.0f} GiB of memory"


def imported(one: Brought) -> str:
    """An import in a sentence."""
    return (
        f"{ENGINES[one.engine]}: {one.clients:,} clients with their accounts ({one.rows:,} rows in two files) were "
        f"checked and written in "
        f"{one.seconds:,.0f} s ({one.rows / one.seconds:,.0f} rows a second), peak memory {one.peak:,.0f} MiB."
    )


def _by_role(found: Served) -> list[tuple[str, ...]]:
    """A place a line, a role a column, the head first; ms."""
    roles = [*PEOPLE.values()]
    rows = [("place", *roles)]
    for place, times in found.places.items():
        rows.append((place, *(f"{times[role]:.0f}" if role in times else "–" for role in roles)))
    return rows


def _longest(found: Served) -> str:
    took, place, role = found.first
    return f"Longest at a first look: {took:.0f} ms ({place}, {role})."


def places(found: Served) -> str:
    """For the terminal."""
    lines = [f"\n{found.engine}, {found.clients:,} clients, over HTTP"]
    for place, *times in _by_role(found):
        lines.append(place.ljust(24) + "".join(time[:11].rjust(12) for time in times))
    return "\n".join([*lines, _longest(found)])


HOW = (
    "Written by `make bench` on a machine with {machine}. Times in ms: medians and 95th percentiles of one "
    "process, through the whole application but without a network. The floor is the page's own SQL through the "
    "bare driver and its bytes from one compiled Jinja template (every text a value that is escaped) in a bare "
    "Flask view. Floor and page, and banks of each size, each in a process of its own, are measured in turns. "
    "`÷ 1k` compares with a thousand clients. The databases are as `portal generate` leaves them."
)
SERVED = (
    "As people meet it: `portal serve` with its worker beside it, signed in, over HTTP, every place of everyone's bar. "
    f"Medians of {ROUNDS} in ms; the network of the same machine and the reading of the answer are in them."
)


def document(found: Found) -> str:
    """docs/performance.md."""
    parts = ["# Performance", HOW.format(machine=machine())]
    for run in found.runs:
        parts.append(f"## {ENGINES[run.engine]}, {run.clients:,} clients")
        if run.speed:
            parts.append(f"Generated at {run.speed:,.0f} clients a second.")
        parts.append(_markdown(HEAD, _rows(run, found.runs)))
        parts += _not_flat(run, found.runs)
    if found.served:
        parts += ["## Every place of the bar, by role", SERVED]
    for served in found.served:
        head, *rows = _by_role(served)
        parts += [f"### {ENGINES[served.engine]}, {served.clients:,} clients", _markdown(head, rows), _longest(served)]
    if found.brought:
        parts += [
            "## Import",
            "By `portal import`, into the demo branch.",
            "\n".join(f"- {imported(one)}" for one in found.brought),
        ]
    return "\n\n".join(parts) + "\n"


def _markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
