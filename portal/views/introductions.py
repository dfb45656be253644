"""Introductions that the bank proposes: from a client's page, to somebody whom he would like to meet."""

from __future__ import annotations

from typing import Any

from portal.actions.events import introducing
from portal.forms.introductions import ProposeForm
from portal.ground.errors import OutOfScope, Refused
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Introduction
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.events.introductions import apart, card_of, events_of, fitting, open_to, proposals_of
from portal.reads.finding.meant import PURPOSES, the_client
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("introductions", __name__, place="clients")


def _client(number: str) -> Client:
    """A client for whom this person signs up and proposes. Raises OutOfScope."""
    return PURPOSES["sign_up"].scope(current_actor).by_number(number)


@pages.form("/clients/<number>/introductions", may=P.EVENTS_SIGN_UP)
def client(number: str) -> Any:
    """Whom he would like to meet, who fits, what was proposed; proposing one."""
    row = _client(number)
    events = events_of(row.id)
    form = ProposeForm(events=events)
    if form.validate_on_submit():
        with form.refusing(Refused, field="client"):
            other = the_client(current_actor, "introduce", form.named(form.client), introducing.NOBODY)
            event = next((one for one in events if one.number == form.event.data), None)
            introducing.propose(current_actor, row, other, event, form.words.data or "", form.submission.data)
            return done(_("Both are asked. You hear of it when both have said yes."), ".client", number=row.number)
    visible = ClientScope(current_actor, head=True, may=P.EVENTS_SIGN_UP).condition() & apart(current_actor)
    card = card_of(row.id)
    return answer(
        "clients/introductions.html",
        form.status,
        client=row,
        form=form,
        card=card,
        open=row.id in open_to([row.id]),
        fitting=fitting(row, card, visible),
        proposals=proposals_of(row, visible),
        industries=reference.industries(),
    )


@pages.deed(
    "/clients/<number>/introductions/<introduction>/end", may=P.EVENTS_SIGN_UP, decides=_l("Take the proposal back")
)
def end(number: str, introduction: str) -> Any:
    row = _client(number)
    mine = (Introduction.low == row.id) | (Introduction.high == row.id)
    found = Introduction.get_or_none(Introduction.id == (row_id(introduction) or 0), mine)
    if found is None:
        raise OutOfScope()
    introducing.take_back(current_actor, row, found)
    return done(_("The proposal is taken back."), ".client", number=row.number)
