"""The register of complaints and its quarterly report (R6)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from portal.actions.complaints import sheets
from portal.forms.complaint_register import RegisterForm
from portal.reads.complaints import register as read
from portal.rules.accounts.visibility import Permission as P
from portal.rules.complaints import SPANS
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages
from portal.words import complaint_register as words
from portal.words.complaints import CHANNELS, RESPONSES

pages = Pages("complaint_register", __name__, place="complaints")


def _asked() -> tuple[RegisterForm, read.Wanted]:
    """What the address asks for, within what the reader may read."""
    branches = read.branches_of(current_actor)
    form = RegisterForm(request.args).offer(branches)
    form.offer_districts(read.districts(current_actor, form.chosen))
    return form, form.wanted(branches)


def _query(form: RegisterForm, **other: str) -> str:
    """The same question in an address, with something of it changed."""
    asked = {field.name: field.data for field in form if field.data} | other
    return urlencode({name: value for name, value in asked.items() if value})


@pages.page("/complaints/register", may=P.COMPLAINTS_REGISTER)
def index() -> Any:
    form, wanted = _asked()
    figures = read.figures(current_actor, wanted)
    rows, after = read.page(current_actor, wanted, request.args.get("after", ""))
    return answer(
        "complaints/register.html",
        form=form,
        total=figures["all"].get("", read.Figures()),
        tables=words.tables(figures),
        rows=rows,
        more=_query(form, after=after) if after else "",
        first=_query(form) if request.args.get("after") else "",
        query=lambda **other: _query(form, **other),
        spans=words.span_names(SPANS),
        words=words,
        channels=CHANNELS,
        responses=RESPONSES,
    )


@pages.page("/complaints/register.xlsx", may=P.COMPLAINTS_REGISTER)
def sheet() -> Any:
    form, wanted = _asked()
    figures = read.figures(current_actor, wanted)
    body = sheets.of_quarter(form.chosen, figures, read.every_row(current_actor, wanted))
    return Response(
        body,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "Content-Disposition": f'attachment; filename="complaints-{form.chosen.code}.xlsx"',
            "Cache-Control": "no-store",
        },
    )
