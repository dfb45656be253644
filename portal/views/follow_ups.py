"""Follow-up calls: which are to be made, what clients answered, and recording one."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions import contacts, follow_ups
from portal.forms.follow_ups import CallsForm, FollowUpForm
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.models import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.contacts.due import keeps
from portal.reads.contacts.plans import lately_by_others
from portal.reads.follow_ups.open import SHOWN, Line, Wanted, calls, figures, one_of
from portal.reads.follow_ups.reasons import why
from portal.rules.accounts.visibility import Permission as P
from portal.rules.contacts import is_quiet
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
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
        quiet=is_quiet(clock.local(clock.now()).time()),
        why=why,
        causes=dict(CAUSES),
        answer_names=dict(ANSWERS),
    )


@pages.form("/clients/<number>/follow-ups/<follow_up>", may=P.CONTACTS_WRITE)
def record(number: str, follow_up: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    line = _line(client, follow_up)
    form = FollowUpForm()
    if form.validate_on_submit():
        with form.refusing():
            follow_ups.record(
                current_actor,
                client,
                line.id,
                form.channel.data,
                form.outcome.data,
                form.summary.data,
                form.answers if line.questions else form.without_questions,
                form.submission.data,
            )
            return _back(_("The call is on record."), client)
    if not form.is_submitted():
        form.channel.data = (client.preferred_channel or "wechat") if client.do_not_call else "phone"
        contacts.begin(current_actor, client)
    lately = lately_by_others(current_actor, client)
    return answer("contacts/follow_up.html", form.status, client=client, form=form, line=line, lately=lately, why=why)


def _line(client: Client, follow_up: str) -> Line:
    found = one_of(client, row_id(follow_up) or 0)
    if found is None:
        raise OutOfScope()
    return found


def _back(words: str, client: Client) -> Any:
    if request.args.get("back") == "contacts":
        return done(words, ".index")
    return done(words, "clients.client", number=client.number)
