"""Imports: files arrive, are reviewed row by row, confirmed, written, and can be undone."""

from __future__ import annotations

from typing import Any

from flask import request, send_file

from portal.actions.administration import tasks
from portal.forms.imports import ConfirmForm, RunFilterForm, UploadForm
from portal.ground import i18n
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.importing import template
from portal.importing.arriving import runs
from portal.importing.undoing import deed
from portal.models import Task
from portal.reads.imports import run_of, runs_page
from portal.rules.accounts.visibility import Permission as P
from portal.views.imports import conflicts as conflict_pages
from portal.views.imports import pages, shown
from portal.views.imports.words import number
from portal.web.answers import answer, current_actor, done

GROUPS_OF = {
    "open": ("mapping", "staging", "review", "loading", "undoing", "taking_back"),
    "done": ("done",),
    "gone": ("cancelled", "undone"),
    "failed": ("unreadable", "failed"),
}
"""Filter of the list → states of runs."""


@pages.page("/imports", may=P.IMPORTS_READ)
def index() -> Any:
    form = RunFilterForm(request.args)
    states = GROUPS_OF.get(form.state.data or "", ())
    found, following = runs_page(current_actor, number(request.args.get("before")) or None, states)
    query = {"state": form.state.data} if states else {}
    return answer("imports/index.html", runs=found, before=following, form=form, query=query, pages=shown)


@pages.form("/imports/new", may=P.IMPORTS_WRITE)
def new() -> Any:
    form = UploadForm()
    branches = [(b.code, "　" * b.depth + i18n.named(b)) for b in runs.branches_for(current_actor)]
    form.branch.choices = branches
    like = shown.like(current_actor, form.like.data or request.args.get("like", ""))
    if not form.is_submitted():
        form.branch.data, form.like.data = (like.branch_code, str(like.id)) if like else (branches[0][0], "")
    elif form.validate():
        with form.refusing(runs.SameContent, field=None):
            uploads = [(file.filename or "", file.stream) for file in form.files.data if getattr(file, "filename", "")]
            run = runs.receive(
                current_actor, form.branch.data, uploads, form.submission.data, again=form.again.data, like=like
            )
            return done(_("The files have arrived and are being read."), ".run", run_id=run.id)
    same = form.refusal.run if isinstance(form.refusal, runs.SameContent) else None
    return answer("imports/new.html", form.status, form=form, earlier=same, like=like)


@pages.page("/imports/<int:run_id>", may=P.IMPORTS_READ)
def run(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    task = Task.get_or_none(Task.id == found.task) if found.task else None
    return answer(
        "imports/run.html", run=found, task=task, progress=tasks.progress(task) if task else (0, 0, None), pages=shown
    )


@pages.form("/imports/<int:run_id>/confirm", may=P.IMPORTS_WRITE, decides=_l("Write the import"))
def confirm(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusing():
            runs.confirm(current_actor, found, form.mode.data, form.version_number)
            return done(_("The import is on its way."), ".run", run_id=run_id)
    elif not form.is_submitted():
        form.version.data, form.mode.data = str(found.version), found.options.get("mode") or ""
    left = shown.Left(found)
    return answer("imports/confirm.html", form.status, run=found, form=form, left=left, pages=shown)


@pages.deed("/imports/<int:run_id>/stop", may=P.IMPORTS_WRITE, decides=_l("Stop the import"))
def stop(run_id: int) -> Any:
    runs.stop(current_actor, run_of(current_actor, run_id))
    return done(_("It will stop at the next step; nothing of it is kept."), ".run", run_id=run_id)


@pages.deed("/imports/<int:run_id>/go-on", may=P.IMPORTS_WRITE, decides=_l("Go on with the import"))
def go_on(run_id: int) -> Any:
    runs.go_on(current_actor, run_of(current_actor, run_id))
    return done(_("The work goes on in the background."), ".run", run_id=run_id)


@pages.form("/imports/<int:run_id>/discard", may=P.IMPORTS_WRITE, decides=_l("Give it up"))
def discard(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    if request.method == "GET":
        return answer("imports/discard.html", run=found, pages=shown)
    runs.discard(current_actor, found)
    return done(_("The import is given up; nothing of it is kept."), ".index")


@pages.page("/imports/<int:run_id>/rejected.xlsx", may=P.IMPORTS_WRITE)
def rejected(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    name = _("rejected rows of import %(id)s", id=found.id)
    return send_file(template.rejected_rows(current_actor, found), as_attachment=True, download_name=f"{name}.xlsx")


@pages.page("/imports/<int:run_id>/records", may=P.IMPORTS_READ)
def records(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    listed = shown.Records(
        found, request.args.get("table", ""), request.args.get("what", ""), number(request.args.get("after"))
    )
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer("imports/records.html", run=found, listed=listed, query=query, pages=shown)


@pages.form("/imports/<int:run_id>/undo", may=P.IMPORTS_WRITE, decides=_l("Undo the import"))
def undo(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    conflicts = deed.conflicts_of(found)
    conflicting = conflict_pages.conflicts(conflicts)
    if request.method == "POST":
        try:
            deed.begin(current_actor, found, deed.decisions_in(request.form))
            return done(_("The import is being undone."), ".run", run_id=run_id)
        except Invalid as error:
            return answer(
                "imports/undo.html",
                422,
                run=found,
                conflicts=conflicts,
                shown=conflicting,
                refused=str(error),
                pages=shown,
                typed=request.form,
            )
    return answer("imports/undo.html", run=found, conflicts=conflicts, shown=conflicting, pages=shown, typed={})


@pages.page("/imports/template.xlsx", may=P.IMPORTS_READ)
def workbook() -> Any:
    name = _("import template")
    return send_file(template.workbook(), as_attachment=True, download_name=f"{name}.xlsx")
