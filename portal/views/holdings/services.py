"""Services that a client has signed for: entered, ended, put right."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.holdings import services
from portal.forms.holdings import EndServiceForm, ServiceForm, WrongServiceForm
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Client, ServiceContract
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done, refused
from portal.web.pages import Pages

pages = Pages("services", __name__, place="clients")
HOLDINGS = "holdings.index"


def _client(number: str) -> Client:
    return ClientScope(current_actor).by_number(number)


def _service(client: Client, service: str) -> ServiceContract:
    found = row_id(service)
    if found is None:
        raise OutOfScope()
    return services.of_client(client, found)


@pages.form("/clients/<number>/services/new", may=P.CLIENTS_WRITE)
def new(number: str) -> Any:
    client, form = _client(number), ServiceForm()
    form.product.choices = [("", _("Please choose")), *((one.code, named(one)) for one in services.on_offer(client))]
    if form.validate_on_submit():
        with form.refusing():
            services.add(
                current_actor, client, form.product.data, form.number.data or "", form.since.data, form.submission.data
            )
            return done(_("The service is entered."), HOLDINGS, number=client.number)
    elif not form.is_submitted():
        form.product.data = request.args.get("product", "")
    return answer("holdings/services/new.html", form.status, client=client, form=form)


@pages.form("/clients/<number>/services/<service>/end", may=P.CLIENTS_WRITE, decides=_l("End the service"))
def end(number: str, service: str) -> Any:
    client, form = _client(number), EndServiceForm()
    row = _service(client, service)
    if form.validate_on_submit():
        with form.refusing():
            services.end(current_actor, client, row.id, form.until.data, form.reason.data)
            return done(_("The service has ended; it stays in the history."), HOLDINGS, number=client.number)
    elif not form.is_submitted():
        form.until.data = clock.today()
    return answer("holdings/services/end.html", form.status, client=client, form=form, row=row)


@pages.form("/clients/<number>/services/<service>/wrong", may=P.CLIENTS_WRITE, decides=_l("Take it back"))
def wrong(number: str, service: str) -> Any:
    client, form = _client(number), WrongServiceForm()
    row = _service(client, service)
    if form.validate_on_submit():
        services.take_back(current_actor, client, row.id, form.reason.data)
        return done(_("The entry is taken back."), HOLDINGS, number=client.number)
    return answer("holdings/services/wrong.html", form.status, client=client, form=form, row=row)


@pages.deed(
    "/clients/<number>/services/<service>/resume",
    may=P.CLIENTS_WRITE,
    stands_on="holdings.index",
    decides=_l("It has not ended"),
)
def resume(number: str, service: str) -> Any:
    client = _client(number)
    try:
        services.resume(current_actor, client, _service(client, service).id)
        return done(_("The service runs as before."), HOLDINGS, number=client.number)
    except Invalid as error:
        return refused(error.words, HOLDINGS, number=client.number)
