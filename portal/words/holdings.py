"""Products, classes and suggestions in words of the reader's language."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference
from portal.reads.holdings.names import class_word, holding_name
from portal.rules.shared.masking import mask_account

WRONG: dict[str, Any] = {
    "since": _l("A service that runs began in the past."),
    "until": _l("The end must be between the beginning and today."),
    "number": _l("Please use 4 to 32 letters, figures and hyphens."),
}
"""What `rules/holdings/services.py` finds."""
NO_SERVICE = _l("This product is no service that is signed for by itself.")


def any_name(code: str) -> str:
    """The name of a class or a product by its code."""
    found = reference.product_classes().get(code) or reference.products().get(code)
    return named(found) if found else code


def partner_of(offer: str) -> str:
    """Who makes a product that the bank only sells, "" for its own."""
    product = reference.products().get(offer)
    return named(product, "partner") if product and product.partner_zh else ""


def class_of_client(code: str) -> str:
    """Liability client, asset client, intermediary client."""
    return {
        "liability": _("Liability client"),
        "asset": _("Asset client"),
        "intermediary": _("Intermediary client"),
    }[code]


def stay_words(stay: Any) -> str:
    """Asset client since 2 Mar 2026: Loan DK20 **** **** 0003."""
    number = f" {mask_account(stay.number)}" if stay.number else ""
    what = class_word(stay.name) + number
    since = formats.day(stay.since, weekday=False)
    if stay.until is None:
        return _("%(class)s since %(since)s: %(what)s", **{"class": class_of_client(stay.code)}, since=since, what=what)
    until = formats.day(stay.until, weekday=False)
    return _(
        "%(class)s from %(since)s to %(until)s: %(what)s",
        **{"class": class_of_client(stay.code)},
        since=since,
        until=until,
        what=what,
    )


def _product(code: str) -> str:
    """A product's own name: a class may bear the same code."""
    return named(reference.products()[code])


def suggested(one: Any) -> str:
    """What is suggested: the one product that fits, else the class."""
    return _product(one.offers[0]) if len(one.offers) == 1 else class_word(one.product_class)


def offers_words(one: Any) -> str:
    """The products that may be offered, "" where the name says it already."""
    return formats.joined(_product(code) for code in one.offers) if len(one.offers) > 1 else ""


def reason_words(one: Any, tier: str, company: bool) -> str:
    """Why it is suggested, as a sentence."""
    if one.reason == "elsewhere":
        return _("The company settles here and borrows elsewhere.")
    words = {"tier": tier, "holders": f"{one.share.holders:,}", "members": f"{one.share.members:,}"}
    if company:
        return _("%(holders)s of %(members)s companies like this one have it (%(tier)s).", **words)
    return _("%(holders)s of %(members)s people like this client have it (%(tier)s).", **words)


GLOBALS = (
    class_word,
    any_name,
    holding_name,
    partner_of,
    class_of_client,
    stay_words,
    suggested,
    offers_words,
    reason_words,
)

DEEDS: dict[str, Any] = {
    "suggestion.taken": _l("%(actor)s took up the suggestion of %(product)s for %(client)s"),
    "suggestion.postponed": _l("%(actor)s postponed the suggestion of %(product)s for %(client)s"),
    "suggestion.declined": _l("%(actor)s declined the suggestion of %(product)s for %(client)s"),
    "outside.noted": _l("%(actor)s noted that %(client)s has %(product)s at %(bank)s"),
    "outside.ended": _l("%(actor)s noted that %(client)s has %(product)s at %(bank)s no more"),
    "service.added": _l("%(actor)s entered %(product)s for %(client)s"),
    "service.ended": _l("%(actor)s noted that %(client)s has %(product)s no more: %(reason)s"),
    "service.resumed": _l("%(actor)s took back the end of %(product)s for %(client)s"),
    "service.wrong": _l("%(actor)s took back %(product)s of %(client)s, entered by mistake: %(reason)s"),
    "product.added": _l("%(actor)s added %(product)s to the catalogue of products"),
    "product.edited": _l("%(actor)s changed %(product)s in the catalogue of products"),
}

FIELDS: dict[str, Any] = {
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "partner_zh": _l("Partner in Chinese"),
    "partner_en": _l("Partner in English"),
    "risk_level": _l("Risk level"),
    "for_persons": _l("For individuals"),
    "for_companies": _l("For companies"),
    "needs_credit": _l("Only for clients with a good credit mark"),
    "closed_on": _l("Not offered from"),
    "reason": _l("Reason"),
    "note": _l("Note"),
}
"""What its columns are called, also in the audit trail."""
