"""The record of a client in full: what we know, how to reach him, who acts for a company, what he wants corrected."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from portal.actions.clients import access, documents, persons, proposals, reach
from portal.forms.clients.record import AddressForm, PhoneForm, ReasonForm, RevealForm
from portal.ground import clock
from portal.ground.errors import OutOfScope, Refused
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.reads.accounts.codes import after_codes
from portal.reads.clients.record import open_proposals, persons_of, reach_of
from portal.reads.clients.scope import ClientScope
from portal.reads.signatures.asked import latest
from portal.rules.accounts.visibility import Permission as P
from portal.rules.clients.records import rating_valid
from portal.rules.shared.addresses import row_id
from portal.rules.shared.masking import mask_phone
from portal.rules.signatures import SIGNED_FIELDS
from portal.views.clients.phone_notes import note_number
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words import clients
from portal.words.clients import NUMBERS

pages = Pages("record", __name__, place="clients")
SHOWN_SECONDS = 60


@pages.context_processor
def words() -> dict[str, Any]:
    return {"field_label": field_label, "proposal_word": proposal_word, "still": persons.still}


def field_label(name: str) -> str:
    """The label of a field of the record."""
    return str(clients.FIELDS.get(name, name))


def proposal_word(field: str, value: Any) -> str:
    """A value of the record or of a proposal as people read it: phones masked, codes as words."""
    if field in proposals.FLAGS:
        return _("yes") if value in (True, "1") else _("no")
    if field == "mobile":
        return mask_phone(value) or "–"
    return clients.word(field, value) or "–"


@pages.page("/clients/<number>/profile", may=P.CLIENTS_READ)
def profile(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    return page(client)


def page(client: Client, status: int = 200, **forms: Any) -> Any:
    """The record's page; `forms` holds the one that was refused."""
    asked = open_proposals(client)
    return answer(
        "clients/record/profile.html",
        status,
        client=client,
        codes=after_codes((one.account_id, one.at) for one in asked),
        reach=reach_of(client),
        hints=documents.disagreements(client),
        referrer=_referrer(client),
        persons=persons_of(client) if client.is_company else [],
        proposals=asked,
        signed_fields=SIGNED_FIELDS,
        signatures=latest(client.id, proposals.KIND) if asked else {},
        rating_valid=rating_valid(client.risk_rating, client.risk_valid_until, clock.today()),
        phone_form=forms.get("phone") or PhoneForm(formdata=None).apart("phone"),
        address_form=forms.get("address") or AddressForm(formdata=None).apart("address"),
        refused=[*forms],
        decline_form=forms.get("decline"),
        declined=forms.get("declined"),
        new_decline=lambda one: ReasonForm(formdata=None).apart(f"decline-{one}"),
    )


def _referrer(client: Client) -> Client | None:
    """Who introduced him, where the reader may know that he is a client."""
    if not client.referrer_id:
        return None
    scope = ClientScope(current_actor, head=True)
    found: Client | None = Client.get_or_none((Client.id == client.referrer_id) & scope.condition())
    return found


@pages.deed("/clients/<number>/phones", may=P.CLIENTS_WRITE, stands_on=".profile")
def add_phone(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form: Any = PhoneForm().apart("phone")
    if form.validate_on_submit():
        with form.refusing():
            reach.add_phone(current_actor, client, form.phone_kind.data, form.number.data, form.label.data or "")
            note_number(current_actor, client, form.number.data)
            return done(_("The phone is added."), ".profile", number=number)
    return page(client, form.status, phone=form)


@pages.deed("/clients/<number>/phones/<phone>/main", may=P.CLIENTS_WRITE, stands_on=".profile")
def make_main_phone(number: str, phone: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    found = row_id(phone)
    if found is None:
        raise OutOfScope()
    note_number(current_actor, client, reach.make_main_phone(current_actor, client, found))
    return done(_("This is the main phone now."), ".profile", number=number)


@pages.deed("/clients/<number>/phones/<phone>/remove", may=P.CLIENTS_WRITE, stands_on=".profile")
def remove_phone(number: str, phone: str) -> Any:
    return _changed(number, phone, reach.remove_phone, _("The phone is removed."))


@pages.deed("/clients/<number>/addresses", may=P.CLIENTS_WRITE, stands_on=".profile")
def add_address(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form: Any = AddressForm().apart("address")
    if form.validate_on_submit():
        with form.refusing():
            reach.add_address(current_actor, client, form.address_kind.data, form.district.data or "", form.line.data)
            return done(_("The address is added."), ".profile", number=number)
    return page(client, form.status, address=form)


@pages.deed("/clients/<number>/addresses/<address>/main", may=P.CLIENTS_WRITE, stands_on=".profile")
def make_main_address(number: str, address: str) -> Any:
    return _changed(number, address, reach.make_main_address, _("This is the main address now."))


@pages.deed("/clients/<number>/addresses/<address>/remove", may=P.CLIENTS_WRITE, stands_on=".profile")
def remove_address(number: str, address: str) -> Any:
    return _changed(number, address, reach.remove_address, _("The address is removed."))


def _changed(number: str, row: str, deed: Any, words: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    found = row_id(row)
    if found is None:
        raise OutOfScope()
    deed(current_actor, client, found)
    return done(words, ".profile", number=number)


@pages.deed(
    "/clients/<number>/confirm", may=P.CLIENTS_WRITE, stands_on=".profile", decides=_l("The client confirms the record")
)
def confirm(number: str) -> Any:
    reach.confirm(current_actor, ClientScope(current_actor).by_number(number))
    return done(_("Noted: the client confirmed the record today."), ".profile", number=number)


@pages.form("/clients/<number>/reveal", may=P.REVEAL)
def reveal(number: str) -> Any:
    """A whole number, for a minute: asked for with a reason, shown in this one answer only, then masked again."""
    client = ClientScope(current_actor).by_number(number)
    field = request.values.get("field", "")
    found, whole, form = access.number_of(client, field), "", RevealForm()
    held = found.what in access.HELD
    if form.validate_on_submit():
        whole = access.reveal(current_actor, client, field, form.reason.data)
    status = 422 if form.errors else 200
    response: Any = answer(
        "clients/record/reveal.html",
        status,
        block="reveal",
        client=client,
        field=field,
        number=found,
        whole=whole,
        form=form,
        back=request.args.get("masked"),
        what=NUMBERS[found.what],
        seconds=SHOWN_SECONDS,
        held=held,
    )
    if whole and not request.htmx:  # type: ignore[attr-defined]
        response.headers["Refresh"] = (
            f"{SHOWN_SECONDS}; url={url_for('holdings.index' if held else '.profile', number=number)}"
        )
    return response


@pages.deed("/clients/<number>/call", may=P.REVEAL, stands_on="clients.client")
def call(number: str) -> Any:
    """The phone dials the client's number at a tap, and without script at a second one. The number stands on no page
    before it is asked for, and that it was is noted like every look at a whole number."""
    client = ClientScope(current_actor).by_number(number)
    if client.do_not_call:
        raise Refused(_("This client does not wish to be called."))
    whole = access.reveal(current_actor, client, "mobile", _("to call the client"))
    dial = f"tel:{client.mobile}"
    if request.htmx:  # type: ignore[attr-defined]
        return "", 204, {"HX-Redirect": dial, "Cache-Control": "no-store"}
    response: Any = answer("clients/call.html", client=client, whole=whole, dial=dial)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.deed(
    "/clients/<number>/proposals/<proposal>/accept",
    may=P.CLIENTS_WRITE,
    stands_on=".profile",
    decides=_l("Take the correction over"),
)
def accept_proposal(number: str, proposal: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    proposals.accept(current_actor, client, row_id(proposal) or 0)
    fresh = Client.get_by_id(client.id)
    if fresh.mobile != client.mobile:
        note_number(current_actor, fresh, fresh.mobile)
    return done(_("The correction is in the record; the client is told."), ".profile", number=number)


@pages.deed("/clients/<number>/proposals/<proposal>/ask", may=P.CLIENTS_WRITE, stands_on=".profile")
def ask_signature(number: str, proposal: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    proposals.ask_again(current_actor, client, row_id(proposal) or 0)
    return done(_("The client is asked to sign; you are told when it is done."), ".profile", number=number)


@pages.deed(
    "/clients/<number>/proposals/<proposal>/decline",
    may=P.CLIENTS_WRITE,
    stands_on=".profile",
    decides=_l("Decline the correction"),
)
def decline_proposal(number: str, proposal: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form: Any = ReasonForm().apart(f"decline-{row_id(proposal)}")
    if not form.validate_on_submit():
        return page(client, form.status, decline=form, declined=row_id(proposal))
    proposals.decline(current_actor, client, row_id(proposal) or 0, form.reason.data)
    return done(_("Declined; the client is told why."), ".profile", number=number)
