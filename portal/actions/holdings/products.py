"""The catalogue of products: head office adds, changes and closes; what clients hold is untouched."""

from __future__ import annotations

from typing import Any

from peewee import IntegrityError, fn

from portal.actions.shared.recording import audit, once, save_version
from portal.database import write
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Product
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept
from portal.rules.holdings.missing import RATED

FIELDS = (
    "name_zh",
    "name_en",
    "partner_zh",
    "partner_en",
    "risk_level",
    "needs_credit",
    "for_persons",
    "for_companies",
    "closed_on",
)


def by_code(code: str) -> Product:
    """A product of the catalogue. Raises OutOfScope."""
    row = Product.get_or_none(Product.code == code)
    if row is None:
        raise OutOfScope()
    return row


@once(Product)
def add(actor: Actor, code: str, product_class: str, values: dict[str, Any], submission: str | None = None) -> Product:
    """A new product at the end of its class. Raises Invalid."""
    if product_class not in reference.product_classes():
        raise Invalid(_l("Please choose one of these."), field="product_class")
    _check(product_class, values)
    last = Product.select(fn.MAX(Product.position)).scalar() or 0
    try:
        with write():
            row: Any = Product.create(
                code=code,
                product_class=product_class,
                position=last + 1,
                submission=submission,
                **{name: values[name] for name in FIELDS},
            )
            audit(actor, "product.added", None, product=code)
    except IntegrityError as error:
        raise Invalid(_l("This code is taken."), field="code") from error
    kept.forget()
    return row  # type: ignore[no-any-return]


def edit(actor: Actor, product: Product, values: dict[str, Any], version: int | None) -> dict[str, list[Any]]:
    """Change a product or close it; its code and class stay. Answers what changed. Raises Invalid, StaleVersion."""
    _check(product.product_class_id, values)
    with write():
        changes = save_version(product, version, **{name: values[name] for name in FIELDS})
        if changes:
            audit(actor, "product.edited", None, changes=changes, product=product.code)
    kept.forget()
    return changes


def _check(product_class: str, values: dict[str, Any]) -> None:
    wrong: dict[str, Any] = {}
    if bool(values["partner_zh"]) != bool(values["partner_en"]):
        wrong["partner_en" if values["partner_zh"] else "partner_zh"] = _l(
            "Please give the partner's name in both languages."
        )
    if product_class in RATED and not values["risk_level"]:
        wrong["risk_level"] = _l("Investments need a risk level, so that nobody is offered more than suits him.")
    if product_class not in RATED and values["risk_level"] and product_class != "metal":
        wrong["risk_level"] = _l("Only investments have a risk level.")
    if not (values["for_persons"] or values["for_companies"]):
        wrong["for_persons"] = _l("Please choose for whom it is.")
    if wrong:
        raise Invalid(fields=wrong)
