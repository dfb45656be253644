"""The months of a partner: what was used, the sheet for it, and closing one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort

from portal.actions.benefits import settling, sheets
from portal.forms.shared.base import PortalForm
from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.benefits.partners import partner_of
from portal.reads.benefits.settlements import Books, totals
from portal.rules.accounts.visibility import Permission as P
from portal.views.benefits.partners import of_his, pages
from portal.web.answers import answer, current_actor, done
from portal.words.benefits import taken_words
from portal.words.partners import note_of


def month_of(text: str) -> date:
    """The first day of a month that an address names as 2026-10. Raises NotFound."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else abort(404)
    except ValueError:
        abort(404)


@pages.page("/<int:key>/<month>", may=P.PARTNERS_READ)
def settlement(key: int, month: str) -> Any:
    row, first = partner_of(current_actor, key), month_of(month)
    books = Books(row)
    lines = books.lines(first)
    count, amount = totals(lines)
    return answer(
        "benefits/partners/settlement.html",
        partner=row,
        month=first,
        lines=lines,
        count=count,
        amount=amount,
        settled=books.settled.get(first),
        form=PortalForm(formdata=None),
        hindrance=settling.hindrance(books, books.months(), first),
        may_write=current_actor.may(P.PARTNERS_WRITE),
        taken_words=taken_words,
        note_of=note_of,
    )


@pages.deed("/<int:key>/<month>/close", may=P.PARTNERS_WRITE, decides=_l("Close the month"), endpoint="close_month")
def close_month(key: int, month: str) -> Any:
    row, first = of_his(key), month_of(month)
    form = PortalForm()
    settling.close(current_actor, row, first, form.submission.data)
    return done(_("%(month)s is closed.", month=formats.month(first)), ".settlement", key=key, month=month)


@pages.page("/<int:key>/<month>.xlsx", may=P.PARTNERS_READ)
def sheet(key: int, month: str) -> Any:
    row, first = partner_of(current_actor, key), month_of(month)
    books = Books(row)
    body = sheets.of_month(row, first, books.lines(first), settled=first in books.settled)
    return Response(
        body,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "Content-Disposition": f'attachment; filename="settlement-{row.id}-{month}.xlsx"',
            "Cache-Control": "no-store",
        },
    )
