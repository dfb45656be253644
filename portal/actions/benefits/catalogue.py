"""Head office keeps the catalogue of benefits: a change is a new version from a day on, and what was promised stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError, fn

from portal.actions.shared import pictures
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, StaleVersion
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Benefit, BenefitVersion, TierAmount
from portal.models.benefits.catalogue import POINTS, UNLIMITED
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept
from portal.rules.benefits import asks
from portal.rules.benefits.points import may_cost_points
from portal.rules.shared.uploads import Upload
from portal.words.benefits import ASK_FAULTS

RESERVED = frozenset({"new", "partners", "pictures", "redemptions", "settlements", "figures", POINTS})
"""Codes that are addresses of other pages, or the points themselves."""
R10 = _l(
    "Goods and money take no points: rewards that follow deposits may be services only (R10, 银保监办发〔2018〕48号)."
)
Amounts = dict[str, tuple[int | None, int | None]]
"""Tier → how much it gets and how much its guests; None: nothing."""


def newest(code: str) -> BenefitVersion:
    """The last version that was written of a benefit. Raises OutOfScope (the points are not in the catalogue)."""
    query = BenefitVersion.select(BenefitVersion, Benefit).join(Benefit)
    row = query.where(BenefitVersion.benefit == code).order_by(BenefitVersion.id.desc()).first()
    if row is None or code == POINTS:
        raise OutOfScope()
    return row  # type: ignore[no-any-return]


@once(BenefitVersion)
def add(
    actor: Actor,
    code: str,
    icon: str,
    values: dict[str, Any],
    amounts: Amounts,
    submission: str | None = None,
    picture: Upload | None = None,
) -> BenefitVersion:
    """A new benefit with its first version. Raises Invalid."""
    if code in RESERVED:
        raise Invalid(_l("This code is taken."), field="code")
    values = _check(values, amounts, shown=picture is not None)
    last = Benefit.select(fn.MAX(Benefit.position)).where(Benefit.code != POINTS).scalar() or 0
    try:
        with pictures.kept(picture) as name, write():
            Benefit.create(code=code, position=last + 1, icon=icon)
            made = _version(actor, code, values | {"submission": submission, "picture": name}, amounts)
            audit(actor, "benefit.added", None, benefit=code)
    except IntegrityError as error:
        raise Invalid(_l("This code is taken."), field="code") from error
    kept.forget()
    return made


@once(BenefitVersion)
def change(
    actor: Actor,
    code: str,
    values: dict[str, Any],
    amounts: Amounts,
    seen: int | None,
    submission: str | None = None,
    picture: Upload | None = None,
) -> BenefitVersion:
    """A new version from a day on; lots that were granted keep theirs. `seen`: the newest version that the form was
    filled from; its picture stays unless another one comes or the values say `no_picture`. Raises Invalid, OutOfScope,
    StaleVersion."""
    stays = "" if values.get("no_picture") else newest(code).picture
    values = _check(values, amounts, shown=bool(picture or stays))
    with pictures.kept(picture) as name, write():
        lock(Benefit.select().where(Benefit.code == code))
        last = newest(code)
        if seen is not None and seen != last.id:
            raise StaleVersion(row=last)
        made = _version(actor, code, values | {"submission": submission, "picture": name or stays}, amounts)
        audit(actor, "benefit.version", None, benefit=code, since=values["since"].isoformat())
    kept.forget()
    return made


def _version(actor: Actor, code: str, values: dict[str, Any], amounts: Amounts) -> BenefitVersion:
    made: BenefitVersion = BenefitVersion.create(benefit=code, author=actor.staff_id, created_at=clock.now(), **values)
    for tier, (amount, guests) in amounts.items():
        if amount is not None and values["kind"] != "points":
            whole = UNLIMITED if values["kind"] == "unlimited" else amount
            own = guests or 0 if values["guest_rule"] == "own" else 0
            TierAmount.create(version=made.id, tier=tier, amount=whole, guests=own)
    return made


def _check(values: dict[str, Any], amounts: Amounts, *, shown: bool) -> dict[str, Any]:
    """The values as a version keeps them: `slots`, what it asks as it was typed, become its `asks`. `shown`: it has a
    picture. Raises Invalid."""
    asked, faults = asks.written(values.get("slots", ()))
    wrong: dict[str, Any] = {f"ask{place + 1}_{part}": ASK_FAULTS[why] for (place, part), why in faults.items()}
    if shown:
        silent = [name for name in ("alt_zh", "alt_en") if not values.get(name)]
        wrong |= {name: _l("Please say what the picture shows.") for name in silent}
    since, until = values["since"], values["until"]
    if since < clock.today():
        wrong["since"] = _l("A version holds from today or a later day: what was promised before stays as it was.")
    if until and until < since:
        wrong["until"] = _l("The last day cannot be before the first.")
    if values.get("terms_signed"):
        bare = [name for name in ("terms_zh", "terms_en") if not values.get(name)]
        wrong |= {name: _l("Please write the terms that are to be signed.") for name in bare}
    if values.get("cost", 0) < 0:
        wrong["cost"] = _l("A price is not below zero.")
    if values["kind"] == "points" or values["points_price"]:
        if not may_cost_points(values["kind"], values["goods"]):
            wrong["points_price"] = R10
        elif values["kind"] != "points":
            wrong["points_price"] = _l("Only what is bought for points has a price in points.")
        elif values["points_price"] < 1:
            wrong["points_price"] = _l("Please say how many points it costs.")
    wrong |= _amounts(values, amounts)
    if wrong:
        raise Invalid(fields=wrong)
    return {name: value for name, value in values.items() if name not in ("slots", "no_picture")} | {
        "asks": asks.kept(asked)
    }


def _amounts(values: dict[str, Any], amounts: Amounts) -> dict[str, Any]:
    """Every benefit of a tier is also in the tiers above it, and no smaller there (R1)."""
    wrong: dict[str, Any] = {}
    for place in (0, 1):
        before = 0
        for tier in reference.vip_tiers():
            amount = amounts.get(tier, (None, None))[place] or 0
            most = 10**9 if UNLIMITED in (before,) else before
            if (10**9 if amount == UNLIMITED else amount) < most:
                name = "amount" if place == 0 else "guests"
                wrong[f"{name}_{tier}"] = _l("A tier has at least what the tier below it has.")
            before = amount
    if values["kind"] in ("count", "money") and not any(amount for amount, _ in amounts.values()):
        wrong["kind"] = _l("Please give at least one tier some of it.")
    return wrong


def state_of(row: BenefitVersion, rows: list[BenefitVersion], today: date) -> str:
    """`current`, `coming`, `past`, or `ended` (the last one, whose last day is over)."""
    if row.since > today:
        return "coming"
    begun = [one for one in rows if one.since <= today]
    if row is not max(begun, key=lambda one: (one.since, one.id)):
        return "past"
    return "current" if row.offered(today) else "ended"
