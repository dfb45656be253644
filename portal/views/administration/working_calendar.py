"""The working calendar among the bank's settings: which years are known, and the notice of a year."""

from __future__ import annotations

from typing import Any

from flask import abort

from portal.actions.administration import working_calendar
from portal.forms.administration.working_calendar import NoticeForm
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads import reference
from portal.reads.administration.calendar import days_of, notices
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared import workdays
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("working_calendar", __name__, place="settings")


@pages.page("/settings/calendar", may=P.CALENDAR_WRITE)
def index() -> Any:
    found = [(year, workdays.origin(year, reference.calendar())) for year in working_calendar.years()]
    return answer("administration/settings/calendar.html", years=found, notices=notices())


@pages.form("/settings/calendar/<int:year>", may=P.CALENDAR_WRITE)
def notice(year: int) -> Any:
    if year not in working_calendar.years():
        abort(404)
    known = notices().get(year)
    form = NoticeForm(data=_known(year, known))
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            working_calendar.enter(
                current_actor, year, form.off.data, form.make_up.data, form.source.data or "", form.version_number
            )
            return done(_("The public holidays of %(year)s are entered.", year=year), ".index")
    if form.overtaken:
        known = notices().get(year)
        form.saves_over(known.version if known else 0)
    return _page(year, known, form, form.status)


def _known(year: int, known: Any) -> dict[str, Any]:
    """What the form begins with: the notice that was entered, else what the portal came with."""
    if known is not None:
        return {**days_of(known), "source": known.source, "version": known.version}
    off, make_up = workdays.days_of_package(year)
    return {"off": off, "make_up": make_up, "version": 0}


def _page(year: int, known: Any, form: NoticeForm, status: int) -> Any:
    origin = workdays.origin(year, reference.calendar())
    stale = known is not None and status == 409
    differs = form.differs_from({**days_of(known), "source": known.source}) if stale else None
    return answer(
        "administration/settings/calendar_year.html", status, year=year, origin=origin, form=form, differs=differs
    )
