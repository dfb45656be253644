"""A client's account of benefits, for staff; a branch admin sets it right."""

from __future__ import annotations

from typing import Any

from portal.actions.benefits import correcting
from portal.forms.benefits import CorrectForm, TakeBackForm
from portal.ground.errors import OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads import reference
from portal.reads.benefits.left import benefits_of, points_of
from portal.reads.benefits.statement import lines_of, lot_of, lots_of
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.benefits import ENTRIES, amount_words, benefit_name, line_words

pages = Pages("ledger", __name__, place="clients")


@pages.context_processor
def words() -> dict[str, Any]:
    return {"benefit_name": benefit_name, "amount_words": amount_words, "line_words": line_words, "entries": ENTRIES}


def _client(number: str) -> Client:
    row = ClientScope(current_actor).by_number(number)
    return row


@pages.page("/clients/<number>/benefits", may=P.BENEFITS_READ)
def client(number: str) -> Any:
    row = _client(number)
    return answer(
        "benefits/client.html",
        client=row,
        benefits=benefits_of(row),
        points=points_of(row),
        lots=lots_of(row.id),
        lines=lines_of(row.id),
        versions=reference.benefit_versions(),
        may_correct=current_actor.may(P.BENEFITS_CORRECT, row),
    )


@pages.form(
    "/clients/<number>/benefits/lots/<int:lot_id>/correct",
    may=P.BENEFITS_CORRECT,
    decides=_l("Correct the number"),
)
def correct(number: str, lot_id: int) -> Any:
    row = _client(number)
    lot = lot_of(row.id, lot_id)
    if lot is None:
        raise OutOfScope()
    form = CorrectForm()
    if form.validate_on_submit():
        with form.refusing():
            correcting.correct(current_actor, lot.id, form.by.data or 0, form.reason.data)
            return done(_("The number is corrected; the line stands in the account."), ".client", number=row.number)
    versions = reference.benefit_versions()
    return answer(
        "benefits/correct.html", form.status, client=row, lot=lot, form=form, version=versions[lot.version_id]
    )


@pages.form(
    "/clients/<number>/benefits/uses/<int:entry_id>/take-back",
    may=P.BENEFITS_CORRECT,
    decides=_l("Take the use back"),
)
def take_back(number: str, entry_id: int) -> Any:
    row = _client(number)
    line = next((one for one in lines_of(row.id, entry_id) if one.row.kind == "use"), None)
    if line is None:
        raise OutOfScope()
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            correcting.take_back(current_actor, entry_id, form.reason.data)
            return done(_("The use is taken back; the line stands in the account."), ".client", number=row.number)
    lot = lot_of(row.id, line.row.lot_id)
    return answer("benefits/take_back.html", form.status, client=row, line=line, lot=lot, form=form)
