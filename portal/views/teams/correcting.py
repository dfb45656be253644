"""Setting right from when to when somebody served a client."""

from __future__ import annotations

from typing import Any

from portal.actions.teams.correcting import correct as set_right
from portal.forms.teams import CorrectionForm
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.clients.scope import ClientScope
from portal.reads.teams.past import corrections
from portal.reads.teams.seats import team_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.teams import pages
from portal.web.answers import answer, current_actor, done
from portal.words.teams import SEAT_WORDS


@pages.form(
    "/clients/<number>/team/seats/<int:seat_id>/correct",
    may=P.TEAMS_WRITE,
    place="clients",
    decides=_l("Set the days right"),
)
def correct(number: str, seat_id: int) -> Any:
    client = ClientScope(current_actor).by_number(number)
    seat = next((one for one in team_of(client).seats if one.id == seat_id), None)
    if seat is None:
        raise OutOfScope()
    form = CorrectionForm(data={"since": seat.since, "until": seat.until})
    if form.validate_on_submit():
        with form.refusing():
            set_right(current_actor, client, seat_id, form.since.data, form.until.data, form.reason.data)
            return done(_("The days are set right; what stood before is kept."), ".team", number=client.number)
    return answer(
        "teams/correct.html",
        form.status,
        client=client,
        seat=seat,
        form=form,
        earlier=corrections([seat_id]).get(seat_id, []),
        seat_words=SEAT_WORDS,
    )
