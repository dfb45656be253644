"""The list of clients: filters, orders, pages, numbers beside choices, the columns that each person chose."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.accounts import preferences
from portal.forms.finding.columns import SEATS, ColumnsForm, columns_of
from portal.forms.finding.filter import groups_for, industry_name, orders_for
from portal.ground.i18n import gettext as _
from portal.reads.finding.choices import numbers_beside
from portal.reads.finding.listed import page
from portal.rules.accounts.visibility import Permission as P
from portal.views.finding.listing import listing
from portal.web import sought
from portal.web.answers import answer, current_actor, done, own_page
from portal.web.pages import Pages

pages = Pages("finding", __name__, place="clients")


@pages.form("/clients", may=P.CLIENTS_READ)
def index() -> Any:
    if away := sought.moved(current_actor, "/clients"):
        return away
    view = listing(current_actor, request.args)
    found = page(view.scope, view.wanted, view.order, request.args.get("after", ""))
    return answer(
        "finding/index.html",
        view=view,
        found=found,
        orders=orders_for(view.scope),
        scope=view.scope,
        full=not view.scope.head,
        groups=groups_for(view.scope),
        chips=view.chips(),
        columns=tuple(columns_of(current_actor.list_columns, not view.scope.head, _own_seat())),
        place=view.place(found.few),
        industry_name=industry_name,
    )


def _own_seat() -> frozenset[str]:
    """The one seat in which somebody sits who lists none but his own clients."""
    roles = frozenset(role.value for role in current_actor.roles)
    return roles & frozenset(SEATS) if len(roles) == 1 else frozenset()


@pages.form("/clients/numbers", may=P.CLIENTS_READ)
def numbers() -> Any:
    """How many clients each choice of the panel would leave: asked when the panel is opened, never with the list."""
    view = listing(current_actor, request.values)
    found = numbers_beside(view.scope, view.wanted)
    return answer("finding/numbers.html", view=view, form=view.form, numbers=found)


@pages.form("/clients/columns", may=P.CLIENTS_READ)
def columns() -> Any:
    """Which columns my lists show."""
    form = ColumnsForm(data={"columns": columns_of(current_actor.list_columns, True, _own_seat())})
    back = own_page(request.values.get("next")) or "/clients"
    if form.validate_on_submit():
        preferences.set_preferences(current_actor, list_columns=form.chosen())
        return done(_("Your lists show these columns from now on."), ".index")
    return answer("finding/columns.html", form.status, form=form, back=back)
