"""What is due; recording contacts, finishing next steps, putting a contact off; a client's own plan."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request

from portal.actions import contacts
from portal.forms.contacts import ContactForm, DueForm, OccasionForm, PlanForm, PostponeForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Client
from portal.reads.administration.hours import quiet_until
from portal.reads.clients.scope import ClientScope
from portal.reads.contacts.agreed import last_agreed, occasions_of, persons_of
from portal.reads.contacts.companies import whose_turn
from portal.reads.contacts.due import begun_by_others, due_for, keeps
from portal.reads.contacts.plans import (
    intervals_of,
    lately_by_others,
    plan_of,
    reads_confidential,
    step_takers,
)
from portal.reads.contacts.steps import steps_of
from portal.reads.follow_ups.open import Wanted, calls
from portal.reads.follow_ups.reasons import why
from portal.rules.accounts.visibility import Permission as P
from portal.rules.contacts import week_end
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.contacts import REASONS, TIMES, due_page, reasons_of, when_due

pages = Pages("contacts", __name__, place="clients")
CALLS = 20
"""Follow-up calls that stand above what is due; all of them have a list of their own."""


@pages.page("/contacts", may=P.CONTACTS_READ, place="contacts")
def index() -> Any:
    """Whom to contact: overdue, today, this week; mine or my team's; by weight, or by district for visits."""
    form = DueForm(request.args)
    form.validate()
    whose = form.whose.data if form.whose.data in ("mine", "team") else "mine" if keeps(current_actor) else "team"
    by_district, after = form.by.data == "district", request.args.get("after", "")
    due = due_for(current_actor, whose, "" if by_district else after, for_visits=by_district)
    until = week_end(clock.today())
    return answer(
        "contacts/due.html",
        whose=whose,
        by=form.by.data,
        due=due,
        page=due_page(due, by_district=by_district),
        quiet=quiet_until(),
        reasons=REASONS,
        reasons_of=reasons_of,
        when_due=when_due,
        steps=[] if after else steps_of(current_actor, until),
        calls=[] if after else calls(current_actor, Wanted(whose, until=until), CALLS + 1),
        calls_shown=CALLS,
        why=why,
        answer_names={},
        new_submission=lambda: str(uuid.uuid4()),
    )


def _back(words: str, client: Client) -> Any:
    """To the list of what is due, where the form stood there; else to the client's page."""
    if request.args.get("back") == "contacts":
        return done(words, ".index")
    return done(words, "clients.client", number=client.number)


@pages.form("/clients/<number>/contacts/new", may=P.CONTACTS_WRITE)
def new(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = ContactForm().offer(step_takers(client, current_actor), persons_of(client))
    if form.validate_on_submit():
        with form.refusing():
            contacts.record_contact(
                current_actor,
                client,
                form.channel.data,
                form.happened_at.data,
                form.summary.data,
                form.next_due.data,
                form.submission.data,
                form.outcome.data,
                form.confidential.data,
                form.step,
                form.more,
            )
            return _back(_("The contact is on record."), client)
    if not form.is_submitted():
        form.happened_at.data = clock.now()
        form.channel.data = client.preferred_channel or "phone"
        turn = whose_turn({client.id: client.tier_id} if client.is_company else {}).get(client.id)
        form.person.data = str(turn.person) if turn else ""
        contacts.begin(current_actor, client)
    return _page(client, form)


def _page(client: Client, form: ContactForm) -> Any:
    return answer(
        "contacts/new.html",
        form.status,
        client=client,
        form=form,
        planned=last_agreed(client.id),
        lately=lately_by_others(current_actor, client),
        begun=begun_by_others(current_actor, [client.id]),
        may_confide=reads_confidential(current_actor, client),
    )


@pages.deed("/clients/<number>/steps/<step>/done", may=P.CONTACTS_WRITE, stands_on="clients.client")
def finish(number: str, step: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    contacts.finish_step(current_actor, client, row_id(step) or 0)
    return _back(_("The next step is done."), client)


@pages.form("/clients/<number>/contacts/postpone", may=P.CONTACTS_WRITE)
def postpone(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = PostponeForm()
    if form.validate_on_submit():
        with form.refusing():
            contacts.postpone(current_actor, client, form.until.data, form.cause.data, form.submission.data)
            return _back(_("The contact is put off."), client)
    return answer("contacts/postpone.html", form.status, client=client, form=form)


@pages.form("/clients/<number>/contacts/plan", may=P.CLIENTS_WRITE)
def plan(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    row = plan_of(client)
    known = {name: getattr(row, name) for name in ("version", *PlanForm.NAMES)} if row else {"version": 0}
    form = PlanForm(data=known if request.method == "GET" else None)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            contacts.change_plan(current_actor, client, form.values, form.version_number)
            return done(_("The contact plan is saved."), "clients.client", number=client.number)
    if form.overtaken and (row := plan_of(client)):
        form.saves_over(row.version)
    stale = row if form.overtaken else None
    differs = form.differs_from({name: getattr(stale, name) for name in PlanForm.NAMES}) if stale else None
    return _plan_page(client, form, differs, OccasionForm(formdata=None).apart("occasion"))


def _plan_page(client: Client, form: PlanForm, differs: Any, occasion: Any, status: int | None = None) -> Any:
    return answer(
        "contacts/plan.html",
        status or form.status,
        client=client,
        form=form,
        differs=differs,
        usual=intervals_of(client.tier_id),
        occasions=occasions_of([client.id]).get(client.id, []),
        occasion=occasion,
        times=dict(TIMES),
    )


@pages.deed("/clients/<number>/contacts/occasions", may=P.CLIENTS_WRITE, stands_on=".plan")
def add_occasion(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = OccasionForm().apart("occasion")
    if form.validate_on_submit():
        with form.refusing():
            contacts.add_occasion(
                current_actor, client, form.what.data, form.first.data, form.every.data, form.submission.data
            )
            return done(_("The occasion is noted."), ".plan", number=client.number)
    row = plan_of(client)
    known = {name: getattr(row, name) for name in ("version", *PlanForm.NAMES)} if row else {"version": 0}
    return _plan_page(client, PlanForm(formdata=None, data=known), None, form, form.status)


@pages.deed("/clients/<number>/contacts/occasions/<occasion>/end", may=P.CLIENTS_WRITE, stands_on=".plan")
def end_occasion(number: str, occasion: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    contacts.end_occasion(current_actor, client, row_id(occasion) or 0)
    return done(_("The occasion is taken away."), ".plan", number=client.number)
