"""The catalogue of products: everybody on the staff reads it, head office keeps it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from portal.actions.holdings import products
from portal.forms.holdings import NewProductForm, ProductForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads import reference
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("products", __name__, place="products", url_prefix="/products")


@pages.page("", may=P.STAFF)
def index() -> Any:
    classes = reference.product_classes()
    order = list(classes)
    rows = sorted(reference.products().values(), key=lambda one: (order.index(one.product_class_id), one.position))
    groups = [(classes[code], list(some)) for code, some in groupby(rows, key=lambda one: one.product_class_id)]
    return answer(
        "holdings/products/index.html",
        groups=groups,
        today=clock.today(),
        may_edit=current_actor.may(Permission.SETTINGS_WRITE),
    )


@pages.form("/new", may=P.SETTINGS_WRITE)
def new() -> Any:
    form = NewProductForm()
    if form.validate_on_submit():
        with form.refusing():
            products.add(current_actor, form.code.data, form.product_class.data, form.values(), form.submission.data)
            return done(_("The product is in the catalogue."), ".index")
    return answer("holdings/products/edit.html", form.status, form=form, product=None)


@pages.form("/<code>/edit", may=P.SETTINGS_WRITE)
def edit(code: str) -> Any:
    row = products.by_code(code)
    form = ProductForm(obj=row)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            changed = products.edit(current_actor, row, form.values(), form.version_number)
            return done(_("The product is saved.") if changed else _("Nothing was changed."), ".index")
        if form.overtaken:
            return _stale(form, code)
    return answer("holdings/products/edit.html", form.status, form=form, product=row)


def _stale(form: ProductForm, code: str) -> Any:
    """Both versions side by side: what stands now, and what was typed."""
    row = products.by_code(code)
    differs = form.differs_from({name: getattr(row, name) for name in products.FIELDS})
    form.saves_over(row.version)
    return answer("holdings/products/edit.html", form.status, form=form, product=row, differs=differs)
