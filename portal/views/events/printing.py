"""Name cards and the guest list, as pages to print."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from portal.actions.events import printing
from portal.forms.events.evening import CardsForm
from portal.ground.i18n import gettext as _
from portal.reads.events import printing as read
from portal.reads.events.door import door_event
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events.door import code_said
from portal.views.events import pages
from portal.web.answers import answer, current_actor, done


@pages.form("/events/<number>/print", may=P.EVENTS_READ, endpoint="printing")
def index(number: str) -> Any:
    row, form = door_event(current_actor, number), CardsForm()
    if form.validate_on_submit():
        with form.refusing():
            run = printing.print_cards(current_actor, row, bool(form.anew.data), form.submission.data)
            return done(_("The cards are noted as printed."), ".cards", number=row.number, key=run.id)
    return answer(
        "events/print/index.html",
        form.status,
        event=row,
        form=form,
        comers=read.comers_of(row),
        runs=read.runs_of(row),
    )


@pages.page("/events/<number>/print/cards/<int:key>", may=P.EVENTS_READ)
def cards(number: str, key: int) -> Any:
    row = door_event(current_actor, number)
    run = read.run_of(row, key)
    return answer("events/print/cards.html", event=row, run=run, cards=read.cards_of(row, run))


@pages.page("/events/<number>/print/list", may=P.EVENTS_READ)
def guest_list(number: str) -> Any:
    row, by_party = door_event(current_actor, number), defaultdict(list)
    for one in read.comers_of(row):
        by_party[one.party.id].append(one)
    return answer(
        "events/print/list.html",
        event=row,
        parties=read.parties_of(row),
        by_party=by_party,
        code_said=code_said,
    )
