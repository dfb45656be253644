"""The rows of an import: looked at, decided, checked again."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.forms.imports import DecideForm, RowFilterForm, ValueForm
from portal.ground.errors import Invalid
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.importing.arriving import runs
from portal.importing.checking import mending, same_words
from portal.models import ImportRun
from portal.reads.imports import faults_beside, row_of, rows_page, run_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.imports import alike, pages, shown, values
from portal.views.imports.words import number
from portal.web import sought
from portal.web.answers import answer, current_actor, done, refused


@pages.page("/imports/<int:run_id>/rows", may=P.IMPORTS_READ)
def rows(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    if away := sought.moved(current_actor, request.path):
        return away
    args = sought.read(current_actor, request.args)
    form = RowFilterForm(args)
    sheet, reason = shown.sheet_of(found, form.sheet.data), args.get("reason", "")
    listed = rows_page(found, sheet, form.show.data or "", number(args.get("after")), form.q.data or "", reason)
    form.sheet.choices, form.sheet.data = shown.sheets(found), str(sheet)
    table = shown.Sheet(found, sheet, listed.rows, current_actor)
    query = {name: value for name, value in request.args.items() if name != "after" and value}
    return answer(
        "imports/rows.html", run=found, form=form, sheet=sheet, table=table, listed=listed, query=query, pages=shown
    )


@pages.form("/imports/<int:run_id>/rows/<int:sheet>/<int:line>", may=P.IMPORTS_WRITE)
def row(run_id: int, sheet: int, line: int) -> Any:
    found = run_of(current_actor, run_id)
    staged = row_of(found, sheet, line)
    form = DecideForm(formdata=None, decision=staged.decision or None)
    sent: dict[int, str] = {}
    status = 200
    if request.method == "POST":
        typed = shown.Sheet(found, sheet, [staged], current_actor).typed(request.form)
        try:
            return _saved(found, sheet, line, typed)
        except mending.RowMoved as error:
            form.form_errors, status, sent, staged = [str(error.words)], 409, typed, row_of(found, sheet, line)
        except Invalid as error:
            form.form_errors, status = [str(words) for words in error.fields.values()], 422
    table = shown.Sheet(found, sheet, [staged], current_actor)
    near = faults_beside(found, sheet, line)
    return answer(
        "imports/row.html",
        status,
        run=found,
        sheet=sheet,
        row=staged,
        mark=mending.mark(staged),
        sent=sent,
        table=table,
        form=form,
        near=near,
        both=alike.beside(found, sheet, staged, current_actor) if staged.candidate else [],
        values=values.of_row(found, sheet, staged, table),
        pages=shown,
    )


def _saved(found: ImportRun, sheet: int, line: int, typed: dict[int, str]) -> Any:
    """The decision about a row, or its corrected cells, saved; the page that says what became of it."""
    mark = request.form.get("version")
    if "decision" in request.form:
        mending.decide(current_actor, found, sheet, line, request.form["decision"], mark)
    else:
        mending.mend(current_actor, found, sheet, line, typed, mark)
    good, words = shown.what_became(found, sheet, line)
    if good:
        return done(words, ".row", run_id=found.id, sheet=sheet, line=line)
    return refused(words, ".row", saved=True, run_id=found.id, sheet=sheet, line=line)


@pages.deed("/imports/<int:run_id>/values", may=P.IMPORTS_WRITE)
def value(run_id: int) -> Any:
    found = run_of(current_actor, run_id)
    said = ValueForm()
    if not said.validate():
        return refused(_("Please choose what the word means."), ".run", run_id=run_id)
    column, word = number(said.column.data), said.word.data or ""
    same_words.mean(current_actor, found, number(said.sheet.data), column, word, said.meaning.data)
    return done(_("The word is remembered for this list; its rows are being checked again."), ".run", run_id=run_id)


@pages.deed("/imports/<int:run_id>/decide", may=P.IMPORTS_WRITE, decides=_l("Decide for all rows"))
def decide(run_id: int) -> Any:
    decision, reason = request.form.get("decision", ""), request.form.get("reason")
    count = mending.decide_all(current_actor, run_of(current_actor, run_id), decision, reason)
    return done(ngettext("Decided for %(num)d row.", "Decided for %(num)d rows.", count), ".run", run_id=run_id)


@pages.deed("/imports/<int:run_id>/check", may=P.IMPORTS_WRITE)
def check(run_id: int) -> Any:
    runs.check_again(current_actor, run_of(current_actor, run_id))
    return done(_("All rows are being checked again."), ".run", run_id=run_id)
