"""`portal import`: with a progress bar on a terminal, and one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ..config import Settings
from ..i18n import lazy_gettext as _l
from ..i18n import speaking
from ..models import Branch, ImportRun
from ..models.imports import WRITING
from .arriving import arrivals
from .faults import CannotImport, Fault
from .loading import Outcome, Plans, Progress, load, plans_for, size_of
from .mapping import load as load_mapping
from .plans import Mapping
from .recognising import plans_of


def run(settings: Settings, form: str, source: str, branch: str, dry_run: bool, as_json: bool) -> int:
    """Import, say what came of it, answer the exit code: 0, or 1 where nothing was written because of faults."""
    with speaking("en"):
        try:
            outcome = _import(form, source, branch, dry_run, as_json)
        except CannotImport as error:
            outcome = Outcome(form, branch, dry_run)
            outcome.faults.found.append(Fault("", 0, "", error.words))
        if as_json:
            click.echo(json.dumps(outcome.plain(), ensure_ascii=False))
        else:
            _say(outcome)
    return 1 if outcome.faults else 0


def _import(form: str, source: str, branch: str, dry_run: bool, as_json: bool) -> Outcome:
    mapping = load_mapping(form)
    place = Branch.get_or_none(Branch.code == branch)
    if place is None:
        raise CannotImport(_l("there is no branch %(code)s", code=branch))
    if ImportRun.select().where(ImportRun.branch == place.id, ImportRun.state.in_(WRITING)).exists():
        raise CannotImport(_l("another import is writing at %(code)s; please wait until it is done", code=branch))
    with TemporaryDirectory() as folder:
        return _load(mapping, _plans(mapping, Path(source), Path(folder)), place, dry_run, as_json)


def _plans(mapping: Mapping, source: Path, folder: Path) -> Plans:
    """The files to read; of a format whose files are spare those that are there, workbooks by their sheets."""
    if not mapping.spare_files:
        return plans_for(mapping, source)
    if not source.exists():
        raise CannotImport(_l("there is no folder or file %(path)s", path=str(source)))
    paths = sorted(source.iterdir()) if source.is_dir() else [source]
    found = [
        one
        for place, path in enumerate(paths)
        if path.is_file()
        for one in arrivals(path, path.name, folder / f"{place}")
    ]
    plans = plans_of(mapping, found)
    if not plans:
        raise CannotImport(_l("%(path)s holds no table of %(format)s", path=str(source), format=mapping.format))
    return plans


def _load(mapping: Mapping, plans: Plans, place: Branch, dry_run: bool, as_json: bool) -> Outcome:
    with _bar(size_of(plans), shown=not as_json and sys.stderr.isatty()) as progress:
        return load(None, mapping, plans, place, dry_run=dry_run, progress=progress)


@contextmanager
def _bar(length: int, *, shown: bool) -> Iterator[Progress]:
    if not shown:
        yield lambda count: None
        return
    with click.progressbar(length=length, label="Importing", file=sys.stderr, show_pos=False) as bar:
        yield bar.update


def _say(outcome: Outcome) -> None:
    if outcome.files:
        click.echo(
            f"{'':<24}" + "".join(f"{word:>11}" for word in ("read", "added", "changed", "unchanged", "rejected"))
        )
    for name, counts in outcome.files.items():
        click.echo(f"{name:<24}" + "".join(f"{count:>11,}" for count in counts.plain().values()))
    for name, figure in outcome.totals.items():
        click.echo(f"  {name.replace('_', ' '):<32}{figure:>24}")
    if not outcome.faults:
        click.echo("Dry run: nothing was written." if outcome.dry_run else "Done.")
        return
    for fault in outcome.faults.found:
        click.echo(f"portal: {fault}", err=True)
    if outcome.files:
        click.echo("portal: nothing was written", err=True)
