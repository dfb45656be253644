"""Who is away and who stands in: the list, a new one, one with what was done meanwhile."""

from __future__ import annotations

from typing import Any

from portal.actions import absences as deeds
from portal.forms.absences import AbsenceForm
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Absence
from portal.reads.absences import (
    absence_of,
    absences,
    contacts_meanwhile,
    done_in_name,
    looks_after,
    reads_reason,
)
from portal.rules.absences import first_day_back
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.absences import DONE
from portal.words.contacts import BULK, CHANNELS, OUTCOMES

pages = Pages("absences", __name__, place="teams")


@pages.page("/teams/absences", may=P.STAFF)
def index() -> Any:
    rows = absences(current_actor)
    readable = {row.id for row in rows if reads_reason(current_actor, row)}
    return answer("teams/absences.html", rows=rows, readable=readable, today=clock.today())


@pages.form("/teams/absences/new", may=P.REQUESTS_WORK)
def new() -> Any:
    form = AbsenceForm().offer(current_actor)
    if form.validate_on_submit():
        with form.refusing():
            made = deeds.plan(
                current_actor,
                form.staff.data or "",
                form.since.data,
                first_day_back(form.until.data),
                form.substitute.data or "",
                form.reason.data,
                form.submission.data,
            )
            return done(_("The absence is noted."), ".one", absence=made.id)
    return answer("teams/absence_new.html", form.status, form=form)


@pages.page("/teams/absences/<int:absence>", may=P.STAFF)
def one(absence: int) -> Any:
    row = absence_of(current_actor, absence)
    return answer(
        "teams/absence.html",
        row=row,
        today=clock.today(),
        shows_reason=reads_reason(current_actor, row),
        may_end=_may_end(row),
        done=done_in_name(current_actor, row),
        contacts=contacts_meanwhile(current_actor, row),
        channels=dict(CHANNELS),
        outcomes=dict([*OUTCOMES, BULK]),
        done_words=DONE,
    )


def _may_end(row: Absence) -> bool:
    mine = row.staff_id == current_actor.staff_id or looks_after(current_actor, row.person.place.path)
    return mine and (row.until is None or row.until > clock.today())


@pages.deed("/teams/absences/<int:absence>/end", may=P.REQUESTS_WORK, decides=_l("End the absence"))
def end(absence: int) -> Any:
    row = deeds.end(current_actor, absence_of(current_actor, absence))
    return done(_("The absence is over: the work is with its holder again."), ".one", absence=row.id)
