"""Partners of a branch: who they are, what they give at which price, their desk, the end of a contract."""

from __future__ import annotations

from typing import Any

from flask import make_response, request

from portal.actions.benefits import desk, partners
from portal.forms.partners import KEPT, EndContractForm, PartnerForm, PriceForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.ground.qr import qr
from portal.models import Partner
from portal.reads import reference
from portal.reads.benefits import partners as read
from portal.reads.benefits.settlements import Books
from portal.reads.complaints.register import about_partner
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.benefits import benefit_name
from portal.words.partners import kind_name, state_of

pages = Pages("partners", __name__, place="partners", url_prefix="/benefits/partners")


@pages.context_processor
def words() -> dict[str, Any]:
    return {"benefit_name": benefit_name, "kind_name": kind_name, "contract_state": state_of, "today": clock.today()}


def of_his(key: int) -> Partner:
    """One that he keeps. Raises OutOfScope."""
    return read.partner_of(current_actor, key, P.PARTNERS_WRITE)


def _branches() -> list[tuple[str, str]]:
    return [(one.code, named(one)) for one in read.branches_of(current_actor, P.PARTNERS_WRITE)]


@pages.page("", may=P.PARTNERS_READ)
def index() -> Any:
    rows = [(row, read.gives(row.id, {})) for row in read.partners_of(current_actor)]
    return answer("benefits/partners/index.html", rows=rows)


@pages.form("/new", may=P.PARTNERS_WRITE)
def new() -> Any:
    form = PartnerForm()
    form.branch.choices = _branches()
    if form.validate_on_submit():
        with form.refusing():
            chosen = next(
                one for one in read.branches_of(current_actor, P.PARTNERS_WRITE) if one.code == form.branch.data
            )
            made = partners.add(current_actor, chosen, form.values(), form.submission.data)
            return done(_("The partner is entered. Set a price and a PIN next."), ".show", key=made.id)
    elif request.method == "GET":
        form.contract_since.data = clock.today()
    return answer("benefits/partners/edit.html", form.status, form=form, partner=None)


@pages.page("/<int:key>", may=P.PARTNERS_READ)
def show(key: int) -> Any:
    return _page(read.partner_of(current_actor, key))


def _page(row: Partner, pin: str = "") -> Any:
    prices, address = read.prices_of(row.id), f"{request.host_url}partner/desk/{row.desk_token}"
    return answer(
        "benefits/partners/partner.html",
        partner=row,
        gives=read.gives(row.id, read.by_benefit(prices)),
        prices=prices,
        months=Books(row).months(),
        desk=address,
        qr=qr(address),
        pin=pin,
        may_write=current_actor.may(P.PARTNERS_WRITE),
        complaints=about_partner(current_actor, row.id) if current_actor.may(P.COMPLAINTS_REGISTER) else None,
    )


@pages.form("/<int:key>/edit", may=P.PARTNERS_WRITE)
def edit(key: int) -> Any:
    row, form = of_his(key), PartnerForm()
    del form.branch
    differs = None
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            changed = partners.edit(current_actor, row, form.values(), form.version_number)
            return done(_("The partner is saved.") if changed else _("Nothing was changed."), ".show", key=key)
        if form.overtaken:
            row = of_his(key)
            differs = form.differs_from({name: getattr(row, name) for name in KEPT})
            form.saves_over(row.version)
    elif request.method == "GET":
        form.fill(row).saves_over(row.version)
    return answer("benefits/partners/edit.html", form.status, form=form, partner=row, differs=differs)


@pages.form("/<int:key>/price", may=P.PARTNERS_WRITE)
def price(key: int) -> Any:
    row, form = of_his(key), PriceForm()
    given = [one.code for one, _price in read.gives(row.id, {})]
    codes = sorted(reference.benefits(), key=lambda code: code not in given)
    form.benefit.choices = [(code, benefit_name(code)) for code in codes]
    if form.validate_on_submit():
        with form.refusing():
            code, fen = form.benefit.data, form.price.data or 0
            partners.set_price(current_actor, row, code, fen, form.since.data, form.submission.data)
            return done(_("The price is set."), ".show", key=key)
    elif request.method == "GET":
        form.since.data = clock.today()
        form.benefit.data = request.args.get("benefit", codes[0] if codes else "")
    return answer("benefits/partners/price.html", form.status, form=form, partner=row)


@pages.deed("/<int:key>/pin", may=P.PARTNERS_WRITE, decides=_l("Give a new PIN"))
def pin(key: int) -> Any:
    """The answer alone shows it, this once."""
    row = of_his(key)
    shown = desk.new_pin(current_actor, row)
    response = make_response(_page(of_his(key), shown))
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.form("/<int:key>/close", may=P.PARTNERS_WRITE, decides=_l("Close the contract"))
def close(key: int) -> Any:
    row, form = of_his(key), EndContractForm()
    if form.validate_on_submit():
        with form.refusing():
            partners.close(current_actor, row, form.until.data, form.reason.data)
            return done(_("The contract ends. Clients with later vouchers are told."), ".show", key=key)
    elif request.method == "GET":
        form.until.data = clock.today()
    out = read.out_after(row.id, form.until.data or clock.today())
    return answer("benefits/partners/close.html", form.status, form=form, partner=row, out=out)
