"""Imports: files arrive, are reviewed row by row, confirmed, written, and can be undone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, send_file

from portal.actions.administration import tasks
from portal.forms.imports import ConfirmForm, DecideForm, RowFilterForm, UploadForm
from portal.ground import i18n
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import ngettext
from portal.importing import conflict_pages, pages, template
from portal.importing.arriving import runs
from portal.importing.checking import mending, remembered
from portal.importing.undoing import deed
from portal.models import Task
from portal.reads.imports import faults_beside, row_of, rows_page, run_of, runs_page
from portal.views.answers import answer, current_actor, done, refused

blueprint = Blueprint("imports", __name__)


@blueprint.get("/imports")
def index() -> Any:
    found, following = runs_page(current_actor, pages.number(request.args.get("before")) or None)
    return answer("imports/index.html", runs=found, before=following, pages=pages)


@blueprint.route("/imports/new", methods=["GET", "POST"])
def new() -> Any:
    form = UploadForm()
    branches = [(b.code, "　" * b.depth + i18n.named(b)) for b in runs.branches_for(current_actor)]
    form.branch.choices = branches
    like = pages.like(current_actor, form.like.data or request.args.get("like", ""))
    if not form.is_submitted():
        form.branch.data, form.like.data = (like.branch_code, str(like.id)) if like else (branches[0][0], "")
    elif form.validate():
        try:
            uploads = [(file.filename or "", file.stream) for file in form.files.data if getattr(file, "filename", "")]
            run = runs.receive(
                current_actor, form.branch.data, uploads, form.submission.data, again=form.again.data, like=like
            )
            return done(_("The files have arrived and are being read."), ".run", run_id=run.id)
        except runs.SameContent as error:
            return answer("imports/new.html", 409, form=form, earlier=error.run, like=like)
        except Invalid as error:
            form.refuse(error)
    return answer("imports/new.html", 422 if form.is_submitted() else 200, form=form, like=like)


@blueprint.get("/imports/<int:run_id>")
def run(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    task = Task.get_or_none(Task.id == found.task) if found.task else None
    return answer(
        "imports/run.html", run=found, task=task, progress=tasks.progress(task) if task else (0, 0, None), pages=pages
    )


@blueprint.get("/imports/<int:run_id>/rows")
def rows(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    form = RowFilterForm(request.args)
    sheet, after = pages.sheet_of(found, form.sheet.data), pages.number(request.args.get("after"))
    listed, following = rows_page(found, sheet, form.show.data or "", after)
    form.sheet.choices, form.sheet.data = pages.sheets(found), str(sheet)
    table = pages.Sheet(found, sheet, listed)
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "imports/rows.html", run=found, form=form, sheet=sheet, table=table, after=following, query=query, pages=pages
    )


@blueprint.route("/imports/<int:run_id>/rows/<int:sheet>/<int:line>", methods=["GET", "POST"])
def row(run_id: int, sheet: int, line: int) -> Any:
    found = run_of(current_actor, run_id)
    staged = row_of(found, sheet, line)
    form = DecideForm(formdata=None, decision=staged.decision or None)
    status = 200
    if request.method == "POST":
        try:
            if "decision" in request.form:
                mending.decide(current_actor, found, sheet, line, request.form["decision"])
            else:
                staged = mending.mend(current_actor, found, sheet, line, pages.typed(request.form))
            good, words = pages.what_became(found, sheet, line)
            return (done if good else refused)(words, ".row", run_id=run_id, sheet=sheet, line=line)
        except Invalid as error:
            form.form_errors, status = [str(words) for words in error.fields.values()], 422
    table = pages.Sheet(found, sheet, [staged])
    near = faults_beside(found, sheet, line)
    return answer(
        "imports/row.html", status, run=found, sheet=sheet, row=staged, table=table, form=form, near=near, pages=pages
    )


@blueprint.post("/imports/<int:run_id>/decide")
def decide(run_id: int) -> Any:
    count = mending.decide_all(current_actor, run_of(current_actor, run_id), request.form.get("decision", ""))
    return done(ngettext("Decided for %(num)d row.", "Decided for %(num)d rows.", count), ".run", run_id=run_id)


@blueprint.post("/imports/<int:run_id>/check")
def check(run_id: int) -> Any:
    runs.check_again(current_actor, run_of(current_actor, run_id))
    return done(_("All rows are being checked again."), ".run", run_id=run_id)


@blueprint.route("/imports/<int:run_id>/columns", methods=["GET", "POST"])
def columns(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    said = pages.Saying(found, request.values)
    if request.method == "POST" and "table_only" not in request.form:
        try:
            words = remembered.words_for(said.table, said.header, said.chosen)
            kept = remembered.remember(current_actor, found.branch_id, said.header, said.table, words)
            runs.stage_again(current_actor, found, {"columns": kept.id})
            return done(_("The columns are remembered; the file is being read."), ".run", run_id=run_id)
        except Invalid as error:
            said.refuse(error)
    return answer("imports/columns.html", 422 if said.errors else 200, run=found, said=said, pages=pages)


@blueprint.route("/imports/<int:run_id>/confirm", methods=["GET", "POST"])
def confirm(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            runs.confirm(current_actor, found, form.mode.data, form.version_number)
            return done(_("The import is on its way."), ".run", run_id=run_id)
        except Invalid as error:
            form.refuse(error)
    elif not form.is_submitted():
        form.version.data, form.mode.data = str(found.version), found.options.get("mode") or ""
    left = pages.Left(found)
    return answer(
        "imports/confirm.html", 422 if form.is_submitted() else 200, run=found, form=form, left=left, pages=pages
    )


@blueprint.post("/imports/<int:run_id>/stop")
def stop(run_id: int) -> Any:
    runs.stop(current_actor, run_of(current_actor, run_id))
    return done(_("It will stop at the next step; nothing of it is kept."), ".run", run_id=run_id)


@blueprint.post("/imports/<int:run_id>/go-on")
def go_on(run_id: int) -> Any:
    runs.go_on(current_actor, run_of(current_actor, run_id))
    return done(_("The worker goes on with it."), ".run", run_id=run_id)


@blueprint.route("/imports/<int:run_id>/discard", methods=["GET", "POST"])
def discard(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    if request.method == "GET":
        return answer("imports/discard.html", run=found, pages=pages)
    runs.discard(current_actor, found)
    return done(_("The import is given up; nothing of it is kept."), ".index")


@blueprint.get("/imports/<int:run_id>/rejected.xlsx")
def rejected(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    name = _("rejected rows of import %(id)s", id=found.id)
    return send_file(template.rejected_rows(current_actor, found), as_attachment=True, download_name=f"{name}.xlsx")


@blueprint.get("/imports/<int:run_id>/records")
def records(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    listed = pages.Records(
        found, request.args.get("table", ""), request.args.get("what", ""), pages.number(request.args.get("after"))
    )
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer("imports/records.html", run=found, listed=listed, query=query, pages=pages)


@blueprint.route("/imports/<int:run_id>/undo", methods=["GET", "POST"])
def undo(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    conflicts = deed.conflicts_of(found)
    shown = conflict_pages.conflicts(conflicts)
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
                shown=shown,
                refused=str(error),
                pages=pages,
                typed=request.form,
            )
    return answer("imports/undo.html", run=found, conflicts=conflicts, shown=shown, pages=pages, typed={})


@blueprint.get("/imports/template.xlsx")
def workbook() -> Any:
    return send_file(template.workbook(), as_attachment=True, download_name=f"{_('import template')}.xlsx")
