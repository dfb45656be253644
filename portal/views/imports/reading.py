"""How the files of an import are read: where their tables stand, how they are written, what their columns mean."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.importing.arriving import runs
from portal.importing.checking import remembered
from portal.importing.checking.understanding import SKIPPED
from portal.reads.imports import run_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.imports import pages, saying, shown
from portal.web.answers import answer, current_actor, done


@pages.form("/imports/<int:run_id>/columns", may=P.IMPORTS_WRITE)
def columns(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    said = saying.Saying(found, request.values)
    if request.method == "POST":
        try:
            meant: Any = SKIPPED
            if "skip" not in request.form:
                name = said.name.rpartition(".")[0] or said.name
                words = said.words()
                kept = remembered.remember(
                    current_actor, found.branch_id, said.header, said.table, words, name, said.source
                )
                meant = kept.id
            runs.read_again(current_actor, found, said={said.name: meant}, again="again" in request.form)
            return done(_("The columns are remembered; the file is being read."), ".run", run_id=run_id)
        except Invalid as error:
            said.refuse(error)
    return answer("imports/columns.html", 422 if said.errors else 200, run=found, said=said, pages=shown)


@pages.form("/imports/<int:run_id>/reading", may=P.IMPORTS_WRITE)
def reading(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    said = saying.Reading(found, request.values)
    if request.method == "POST":
        try:
            runs.read_again(current_actor, found, layout=said.layout(), again="again" in request.form)
            return done(_("The file is being read anew."), ".run", run_id=run_id)
        except Invalid as error:
            said.errors = [str(error)]
    return answer("imports/reading.html", 422 if said.errors else 200, run=found, said=said, pages=shown)
