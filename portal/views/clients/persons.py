"""Authorised persons of a company."""

from __future__ import annotations

from typing import Any

from flask import flash

from portal.actions.clients import persons
from portal.forms.clients.record import PersonForm, ReasonForm
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.clients.phone_notes import note_person
from portal.views.clients.record import pages
from portal.web.answers import answer, current_actor, done


@pages.form("/clients/<number>/persons/new", may=P.ACTIVATE)
def new_person(number: str) -> Any:
    client = _company(number)
    form = PersonForm()
    if form.validate_on_submit():
        values = form.values()
        login = persons.add_person(current_actor, client, values, form.submission.data)
        if values.get("mobile") and not login.mobile:
            flash(
                _(
                    "Another login has this number: %(name)s signs in as %(user)s.",
                    name=login.person_name,
                    user=login.username,
                ),
                "wait",
            )
        note_person(current_actor, login.person_name, values.get("mobile"))
        words = _("%(name)s may act for the company. Now hand over a one-time code.", name=login.person_name)
        return done(words, "clients.activation", number=number, login=login.username)
    return answer("clients/record/person.html", form.status, client=client, person=None, form=form)


@pages.form("/clients/<number>/persons/<person>", may=P.ACTIVATE)
def edit_person(number: str, person: str) -> Any:
    client = _company(number)
    row = persons.person_of(client, row_id(person) or 0)
    form = PersonForm(obj=row).keep(row)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            changed = persons.edit_person(current_actor, client, row, form.values(), form.version_number)
            note_person(current_actor, form.person_name.data, form.values().get("mobile"))
            return done(
                _("The authority is saved.") if changed else _("Nothing was changed."), ".profile", number=number
            )
        if form.overtaken:
            now = persons.person_of(client, row.id)
            differs = form.differs_from({name: getattr(now, name) for name in form.values() if name != "mobile"})
            form.saves_over(now.version)
            return answer(
                "clients/record/person.html", form.status, client=client, person=now, form=form, differs=differs
            )
    return answer("clients/record/person.html", form.status, client=client, person=row, form=form)


@pages.form("/clients/<number>/persons/<person>/end", may=P.ACTIVATE, decides=_l("End the authority"))
def end_person(number: str, person: str) -> Any:
    client = _company(number)
    row = persons.person_of(client, row_id(person) or 0)
    form = ReasonForm()
    if form.validate_on_submit():
        persons.end_person(current_actor, client, row, form.reason.data or "")
        return done(_("%(name)s no longer acts for the company.", name=row.person_name), ".profile", number=number)
    return answer("clients/record/person_end.html", form.status, client=client, person=row, form=form)


def _company(number: str) -> Client:
    client = ClientScope(current_actor).by_number(number)
    if not client.is_company:
        raise OutOfScope()
    return client
