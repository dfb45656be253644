"""`make bench`: a table of the pages at each size, printed and written to docs/performance.md.

Options: --clients 1000,1000000 (sizes) · --postgres (PostgreSQL besides SQLite) · --rounds 200 · --keep FOLDER
(databases stay there and are used again) · --print (the table only, docs/performance.md stays as it is) · --import
100000 (clients of the import; 0 leaves it out) · --no-pages (the places of the bar alone, over HTTP) · --no-served
(the pages alone).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from scripts.bench import bank, bringing, measuring, served  # noqa: E402
from scripts.bench.pages import PAGES  # noqa: E402
from scripts.bench.report import Found, Run, document, imported, places, table  # noqa: E402


def main() -> None:
    options = _options()
    found = Found([], [], [])
    sizes = [int(size) for size in options.clients.split(",")]
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as passing:
        folder = Path(options.keep or passing)
        for engine in ("sqlite", "postgresql") if options.postgres else ("sqlite",):
            made = [Run(engine, clients, _built(engine, clients, folder), []) for clients in sizes]
            if options.pages:
                _pages(options, engine, folder, made, found)
            for clients in sizes if options.served else ():
                place = bank.place(folder, engine, clients)
                found.served.append(served.ask(engine, clients, bank.address(engine, place), place))
                print(places(found.served[-1]), flush=True)
                _keep(options, found)
            if options.brought:
                found.brought.append(_brought(engine, options.brought, passing))
                print(imported(found.brought[-1]), flush=True)
                _keep(options, found)


def _pages(options: argparse.Namespace, engine: str, folder: Path, made: list[Run], found: Found) -> None:
    """Every page beside its floor, the sizes in turns."""
    found.runs.extend(made)
    desks = [measuring.Desk(engine, run.clients, bank.place(folder, engine, run.clients)) for run in made]
    for position in range(len(PAGES)):
        for run, line in zip(made, measuring.measure(desks, position, options.rounds), strict=True):
            run.lines.append(line)
        _keep(options, found)
    for desk in desks:
        desk.close()
    for run in made:
        print(table(run, found.runs), flush=True)


def _keep(options: argparse.Namespace, found: Found) -> None:
    """What is measured by now is written at once: a long run that is cut off has not run for nothing."""
    if not options.print:
        (ROOT / "docs" / "performance.md").write_text(document(found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clients", default="1000,1000000")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--keep", default="")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--import", dest="brought", type=int, default=100_000)
    parser.add_argument("--no-pages", dest="pages", action="store_false")
    parser.add_argument("--no-served", dest="served", action="store_false")
    return parser.parse_args()


def _built(engine: str, clients: int, folder: Path) -> float:
    """A bank of this size is there afterwards; clients generated a second."""
    place = bank.place(folder, engine, clients)
    builder = measuring.SPAWN.Process(target=bank.make, args=(engine, str(place), clients))
    builder.start()
    builder.join()
    if builder.exitcode:
        raise SystemExit(f"a bank of {clients:,} clients could not be made")
    return bank.speed(place)


def _brought(engine: str, clients: int, passing: str) -> bringing.Brought:
    folder = Path(passing) / f"{engine}-import"
    folder.mkdir(parents=True, exist_ok=True)
    return bringing.bring(bank.address(engine, folder), folder, clients)


if __name__ == "__main__":
    main()
