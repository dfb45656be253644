"""Services that a client has signed for: entered, ended, put right."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from portal.actions.holdings import services
from portal.forms.holdings import EndServiceForm, ServiceForm, WrongServiceForm
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models import Client, ServiceContract
from portal.rules.shared.addresses import row_id
from portal.views.answers import answer, current_actor, done, refused

blueprint = Blueprint("services", __name__)
HOLDINGS = "holdings.index"


def _client(number: str) -> Client:
    return Client.visible_to(current_actor).by_number(number)


def _service(client: Client, service: str) -> ServiceContract:
    found = row_id(service)
    if found is None:
        raise OutOfScope()
    return services.of_client(client, found)


@blueprint.route("/clients/<number>/services/new", methods=["GET", "POST"])
def new(number: str) -> Any:
    client, form = _client(number), ServiceForm()
    form.product.choices = [("", _("Please choose")), *((one.code, named(one)) for one in services.on_offer(client))]
    if form.validate_on_submit():
        try:
            services.add(
                current_actor, client, form.product.data, form.number.data or "", form.since.data, form.submission.data
            )
            return done(_("The service is entered."), HOLDINGS, number=client.number)
        except Invalid as error:
            form.refuse(error)
    elif not form.is_submitted():
        form.product.data = request.args.get("product", "")
    return answer("services/new.html", 422 if form.is_submitted() else 200, client=client, form=form)


@blueprint.route("/clients/<number>/services/<service>/end", methods=["GET", "POST"])
def end(number: str, service: str) -> Any:
    client, form = _client(number), EndServiceForm()
    row = _service(client, service)
    if form.validate_on_submit():
        try:
            services.end(current_actor, client, row.id, form.until.data, form.reason.data)
            return done(_("The service has ended; it stays in the history."), HOLDINGS, number=client.number)
        except WrongState as error:
            return refused(error.words, HOLDINGS, number=client.number)
        except Invalid as error:
            form.refuse(error)
    elif not form.is_submitted():
        form.until.data = clock.today()
    return answer("services/end.html", 422 if form.is_submitted() else 200, client=client, form=form, row=row)


@blueprint.route("/clients/<number>/services/<service>/wrong", methods=["GET", "POST"])
def wrong(number: str, service: str) -> Any:
    client, form = _client(number), WrongServiceForm()
    row = _service(client, service)
    if form.validate_on_submit():
        services.take_back(current_actor, client, row.id, form.reason.data)
        return done(_("The entry is taken back."), HOLDINGS, number=client.number)
    return answer("services/wrong.html", 422 if form.is_submitted() else 200, client=client, form=form, row=row)


@blueprint.post("/clients/<number>/services/<service>/resume")
def resume(number: str, service: str) -> Any:
    client = _client(number)
    try:
        services.resume(current_actor, client, _service(client, service).id)
        return done(_("The service runs as before."), HOLDINGS, number=client.number)
    except (Invalid, WrongState) as error:
        return refused(error.words, HOLDINGS, number=client.number)
