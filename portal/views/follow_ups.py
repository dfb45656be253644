"""Follow-up calls: which are to be made, what clients answered, and recording one."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions import contacts, follow_ups
from portal.forms.follow_ups import CallsForm, EventCallForm, FollowUpForm
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.models import Client
from portal.reads.administration.hours import quiet_until
from portal.reads.clients.scope import ClientScope
from portal.reads.contacts.due import keeps
from portal.reads.contacts.plans import lately_by_others
from portal.reads.events.after import said_at
from portal.reads.follow_ups.open import SHOWN, Line, Wanted, calls, figures, one_of
from portal.reads.follow_ups.reasons import why
from portal.rules.accounts.visibility import Permission as P
from portal.rules.follow_ups import NOTHING_SAID, Answers, Said
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.event_results import SCORES
from portal.words.follow_ups import ANSWERS, CAUSES

pages = Pages("follow_ups", __name__, place="contacts")


@pages.page("/contacts/follow-ups", may=P.CONTACTS_READ)
def index() -> Any:
    """Calls to be made or made, and how clients answered in the last 90 days; each figure leads to its calls."""
    form = CallsForm(request.args)
    form.validate()
    whose = form.whose.data if form.whose.data in ("mine", "team") else "mine" if keeps(current_actor) else "team"
    state = form.state.data if form.state.data in ("open", "done") else "open"
    named = {
        name: "" if form[name].errors else str(form[name].data or "") for name in ("cause", "satisfied", "understood")
    }
    lines = calls(
        current_actor, Wanted(whose, state, named["cause"], named["satisfied"], named["understood"]), SHOWN + 1
    )
    return answer(
        "contacts/follow_ups.html",
        whose=whose,
        state=state,
        named=named,
        lines=lines[:SHOWN],
        more=len(lines) > SHOWN,
        figures=figures(current_actor, whose),
        quiet=quiet_until(),
        why=why,
        causes=dict(CAUSES),
        answer_names=dict(ANSWERS),
    )


@pages.form("/clients/<number>/follow-ups/<follow_up>", may=P.CONTACTS_WRITE)
def record(number: str, follow_up: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    line = _line(client, follow_up)
    if line.cause == "event":
        return _after_event(client, line)
    form = FollowUpForm()
    if form.validate_on_submit():
        with form.refusing():
            return _made(client, line, form, form.answers if line.questions else form.without_questions)
    return _page(client, line, form)


def _made(
    client: Client, line: Line, form: FollowUpForm | EventCallForm, answers: Answers, said: Said = NOTHING_SAID
) -> Any:
    call = (form.channel.data, form.outcome.data, form.summary.data)
    follow_ups.record(current_actor, client, line.id, *call, answers, form.submission.data, said)
    return _back(_("The call is on record."), client)


def _page(client: Client, line: Line, form: FollowUpForm | EventCallForm, **more: Any) -> Any:
    if not form.is_submitted():
        form.channel.data = (client.preferred_channel or "wechat") if client.do_not_call else "phone"
        if not line.complaint:  # nobody sees from it that there is one
            contacts.begin(current_actor, client)
    lately = lately_by_others(current_actor, client)
    return answer(
        "contacts/follow_up.html", form.status, client=client, form=form, line=line, lately=lately, why=why, **more
    )


def _after_event(client: Client, line: Line) -> Any:
    """The call after an event asks what the thanks asked, where the client has not said it yet, and nothing else."""
    form, said = EventCallForm(), said_at(line.ref, client.id)
    if client.is_company:
        del form.interests
    if form.validate_on_submit():
        with form.refusing():
            return _made(client, line, form, Answers(), form.said(asked=line.questions and said is None))
    return _page(client, line, form, said=said, scores=dict(SCORES))


def _line(client: Client, follow_up: str) -> Line:
    found = one_of(current_actor, client, row_id(follow_up) or 0)
    if found is None:
        raise OutOfScope()
    return found


def _back(words: str, client: Client) -> Any:
    if request.args.get("back") == "contacts":
        return done(words, ".index")
    return done(words, "clients.client", number=client.number)
