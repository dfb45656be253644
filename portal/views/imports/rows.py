"""The rows of an import: looked at, decided, checked again."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.forms.imports import DecideForm, RowFilterForm
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.importing.arriving import runs
from portal.importing.checking import mending
from portal.reads.imports import faults_beside, row_of, rows_page, run_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.imports import pages, shown
from portal.web.answers import answer, current_actor, done, refused


@pages.page("/imports/<int:run_id>/rows", may=P.IMPORTS_READ)
def rows(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    form = RowFilterForm(request.args)
    sheet, after = shown.sheet_of(found, form.sheet.data), shown.number(request.args.get("after"))
    listed, following = rows_page(found, sheet, form.show.data or "", after)
    form.sheet.choices, form.sheet.data = shown.sheets(found), str(sheet)
    table = shown.Sheet(found, sheet, listed, current_actor)
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "imports/rows.html", run=found, form=form, sheet=sheet, table=table, after=following, query=query, pages=shown
    )


@pages.form("/imports/<int:run_id>/rows/<int:sheet>/<int:line>", may=P.IMPORTS_WRITE)
def row(run_id: int, sheet: int, line: int) -> Any:
    found = run_of(current_actor, run_id)
    staged = row_of(found, sheet, line)
    form = DecideForm(formdata=None, decision=staged.decision or None)
    status = 200
    if request.method == "POST":
        before = shown.Sheet(found, sheet, [staged], current_actor)
        try:
            if "decision" in request.form:
                mending.decide(current_actor, found, sheet, line, request.form["decision"])
            else:
                staged = mending.mend(current_actor, found, sheet, line, before.typed(request.form))
            good, words = shown.what_became(found, sheet, line)
            if good:
                return done(words, ".row", run_id=run_id, sheet=sheet, line=line)
            return refused(words, ".row", saved=True, run_id=run_id, sheet=sheet, line=line)
        except Invalid as error:
            form.form_errors, status = [str(words) for words in error.fields.values()], 422
    table = shown.Sheet(found, sheet, [staged], current_actor)
    near = faults_beside(found, sheet, line)
    return answer(
        "imports/row.html", status, run=found, sheet=sheet, row=staged, table=table, form=form, near=near, pages=shown
    )


@pages.deed("/imports/<int:run_id>/decide", may=P.IMPORTS_WRITE, decides=_l("Decide for all rows"))
def decide(run_id: int) -> Any:
    count = mending.decide_all(current_actor, run_of(current_actor, run_id), request.form.get("decision", ""))
    return done(ngettext("Decided for %(num)d row.", "Decided for %(num)d rows.", count), ".run", run_id=run_id)


@pages.deed("/imports/<int:run_id>/check", may=P.IMPORTS_WRITE)
def check(run_id: int) -> Any:
    runs.check_again(current_actor, run_of(current_actor, run_id))
    return done(_("All rows are being checked again."), ".run", run_id=run_id)
