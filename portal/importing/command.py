"""`portal import`: with a progress bar on a terminal, and one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from ..config import Settings
from ..models import Branch
from .faults import CannotImport, Fault
from .loading import Outcome, Progress, load, plans_for, size_of
from .mapping import load as load_mapping


def run(settings: Settings, form: str, source: str, branch: str, dry_run: bool, as_json: bool) -> int:
    """Import, say what came of it, answer the exit code: 0, or 1 where nothing was written because of faults."""
    with force_locale("en"):
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
    plans = plans_for(mapping, Path(source))
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
