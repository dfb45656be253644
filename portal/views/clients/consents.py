"""Staff write down what a client agreed to or refused."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.clients import consents
from portal.forms.clients.consents import ConsentForm
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.clients import pages
from portal.web.answers import answer, current_actor, done


@pages.form("/clients/<number>/consents/record", may=P.CLIENTS_WRITE)
def record_consent(number: str) -> Any:
    client = ClientScope(current_actor, may=P.CLIENTS_WRITE).by_number(number)
    form = ConsentForm()
    if form.validate_on_submit():
        with form.refusing():
            consents.record(current_actor, client, **form.wish())
            words = _("It is recorded, and %(name)s is told.", name=client.name)
            return done(words, ".section", number=client.number, section="consents")
    elif request.method == "GET":
        form.kind.data, form.said_on.data = request.args.get("kind", ""), clock.today()
        form.given.data = request.args.get("given", "")
    return answer("clients/consent.html", form.status, client=client, form=form)
