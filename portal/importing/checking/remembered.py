"""How somebody said that the columns of a file are to be read, kept for the branch: the set of the headings decides,
not their order. A file whose headings are nearly those of a list that came before is asked about, never silently a new
one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from portal.database import write
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport
from portal.importing.checking.recognising import headings_of, signature, signature_before
from portal.importing.mapping import words as mapping
from portal.importing.mapping.plans import Mapping
from portal.models import ImportMapping
from portal.reads.accounts.actors import Actor

OWN = mapping.NAMED_BY_HAND
BUILT: dict[str, Callable[[], Mapping]] = {}
"""Formats that no file describes: their code → what builds them."""
NEARLY = 0.6
"""So much of all headings two lists share that may be one and the same."""
MOST_LOOKED_AT = 200


def remember(
    actor: Actor, branch: int, header: list[str], table: str, words: dict[str, Any], name: str = "", source: str = ""
) -> ImportMapping:
    """Keep the words for the branch and these headings; an earlier saying is replaced, its source stays unless another
    one is named."""
    with write():
        values = {"table": table, "words": words, "author": actor.account_id, "created_at": clock.now()}
        values |= {"headings": headings_of(header), "name": name[:80]}
        values |= {"source": source} if source else {}
        mine = (ImportMapping.branch == branch) & (ImportMapping.signature == signature(header))
        if not ImportMapping.update(**values).where(mine).execute():
            ImportMapping.create(branch=branch, signature=signature(header), **values)
        return ImportMapping.get(mine)


def by_format(form: str) -> Mapping:
    """The mapping that a run names: a format, or what somebody said. Raises CannotImport."""
    if form in BUILT:
        return BUILT[form]()
    if not form.startswith(OWN):
        return mapping.load(form)
    kept = ImportMapping.get_or_none(ImportMapping.id == int(form[len(OWN) :]))
    if kept is None:
        raise CannotImport(_l("nobody remembers what the columns of this file mean"))
    return _mapping(kept)


def composed(form: str, readings: list[int]) -> Mapping:
    """The mapping of a run some of whose tables somebody named by hand. Raises CannotImport."""
    found = by_format(form)
    plans = [plan for one in readings for plan in by_format(f"{OWN}{one}").files]
    return replace(found, files=(*plans, *(plan for plan in found.files if plan not in plans))) if plans else found


def said_for(branch: int, header: tuple[str, ...]) -> ImportMapping | None:
    """What was said before at this branch for a file with these headings, in whatever order."""
    names = [signature(header), signature_before(header)]
    query = ImportMapping.select().where(ImportMapping.branch == branch, ImportMapping.signature.in_(names))
    return query.order_by(ImportMapping.id.desc()).first()


def like(branch: int, header: tuple[str, ...]) -> list[ImportMapping]:
    """Lists of the branch with nearly these headings, the nearest first."""
    own = set(headings_of(header))
    query = ImportMapping.select().where(ImportMapping.branch == branch).order_by(ImportMapping.id.desc())
    near = [(_share(own, set(one.headings)), one) for one in query.limit(MOST_LOOKED_AT) if one.headings]
    return [one for share, one in sorted(near, key=lambda pair: -pair[0]) if share >= NEARLY]


def _share(own: set[str], other: set[str]) -> float:
    return len(own & other) / len(own | other)


def lists_of(branch: int) -> list[ImportMapping]:
    """The lists whose columns were named at a branch, the latest first."""
    query = ImportMapping.select().where(ImportMapping.branch == branch).order_by(ImportMapping.id.desc())
    return list(query.limit(MOST_LOOKED_AT))


def source_of(kept: ImportMapping) -> str:
    """Whose keys the rows of a list have: its own, or those of the list that it was said to continue."""
    return kept.source or f"{OWN}{kept.id}"


def _mapping(kept: ImportMapping) -> Mapping:
    """The source is the saying's own, so that the keys of two systems are never mixed."""
    form = f"{OWN}{kept.id}"
    files = [{**words, "file": f"{form}.csv"} for words in kept.words["files"]]
    return mapping.understand(form, {**kept.words, "files": files, "title": "", "source": source_of(kept)})
