"""What a run was staged with: its mapping, what it may touch, and its parts read again from the staging ground."""

from __future__ import annotations

from portal.importing.arriving.faults import CannotImport
from portal.importing.arriving.files import arrived
from portal.importing.arriving.runs import within
from portal.importing.checking import remembered
from portal.importing.checking.loading import Part, Plans
from portal.importing.checking.recognising import plans_of
from portal.importing.mapping.plans import Mapping
from portal.importing.rows.finding import Ground
from portal.importing.writing.staging import StagedSource
from portal.models import ImportRun
from portal.reads.shared.sources import Source


def mapping_of(run: ImportRun) -> Mapping:
    """The mapping that a run was staged with. Raises CannotImport."""
    return remembered.composed(run.format, run.options.get("readings", []))


def source_of(run: ImportRun) -> Source | None:
    """The source of a run's rows, None where nobody remembers its mapping."""
    try:
        return _source(run, mapping_of(run))
    except CannotImport:
        return None


def _source(run: ImportRun, mapping: Mapping) -> Source:
    """Keys belong to the branch that the import is for: one branch never occupies another's."""
    return Source(run.branch_id, mapping.source)


def ground_of(run: ImportRun, mapping: Mapping) -> Ground:
    """What a run may touch."""
    return Ground(_source(run, mapping), within(run.branch), mapping.finds_clients)


def parts_of(run: ImportRun, mapping: Mapping, *, everything: bool = False) -> Plans:
    """The staged parts in the order in which the mapping reads them."""
    files = [arrived(part) for part in run.parts]
    sizes = [sum((counts or {}).values()) for counts in run.counts]

    def source(place: int) -> StagedSource:
        return StagedSource(run.id, place, files[place].header, sizes[place], everything)

    return [
        Part(part.plan, source(part.place), part.name, "utf-8", part.place, part.days)
        for part in plans_of(mapping, files)
    ]
