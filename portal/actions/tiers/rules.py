"""Head office sets the rules of the tiers: each set holds from the first of a month on, and none rewrites a month that
began."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import TierRules
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept
from portal.reads.tiers.rules import revision
from portal.rules.tiers.judgement import MOST_MONTHS, MOST_PROTECTED, MOST_WEIGHT, rule_problems
from portal.rules.tiers.levels import first_of_month, month_before

PROBLEMS = {
    "not_positive": _l("A threshold must be above zero."),
    "too_high": _l("This is more than a threshold can be."),
    "out_of_order": _l("Each tier's threshold must be above that of the tier below it."),
    "weight_range": _l("A weight must be between 0 and %(most)s.", most=MOST_WEIGHT),
    "no_weight": _l("At least one class must count, else nobody reaches any tier."),
    "average_range": _l("Please enter a whole number from %(min)s to %(max)s.", min=1, max=MOST_MONTHS),
    "protected_range": _l("Please enter a whole number from %(min)s to %(max)s.", min=0, max=MOST_PROTECTED),
    "not_first": _l("Rules begin on the first day of a month."),
    "past": _l("Rules begin next month at the earliest; what was promised before stays as it was."),
}


def earliest() -> date:
    """The first day from which new rules can hold: the next month's."""
    return month_before(first_of_month(clock.today()), -1)


def problems(values: dict[str, Any]) -> dict[str, Any]:
    """Field → message for rules that the bank cannot have; `values` as `save` takes them."""
    wanted = values["thresholds"]
    held = reference.rules_on(clock.today()).thresholds
    found = rule_problems(
        [
            (code, wanted[code] if wanted.get(code) is not None else 0 if code in held else None)
            for code in reference.vip_tiers()
        ],
        values["weights"],
        values["average_months"],
        values["protected_months"],
        values["valid_from"],
        earliest(),
    )
    return {field: PROBLEMS[reason] for field, reason in found.items()}


@once(TierRules)
def save(actor: Actor, values: dict[str, Any], seen: int | None, submission: str | None = None) -> TierRules:
    """New rules from a month on: `thresholds` (fen by level), `weights` (Decimal by class), `average_months`,
    `protected_months`, `valid_from`, `reason`. `seen` is the revision that the person had before him.

    Raises Invalid beside the fields, StaleVersion when somebody changed the rules since.
    """
    if found := problems(values):
        raise Invalid(fields=found)
    try:
        with write():
            if seen is not None and seen != revision():
                raise StaleVersion()
            made = TierRules.create(
                **values
                | {
                    "weights": {name: str(weight) for name, weight in values["weights"].items()},
                    "thresholds": {code: fen for code, fen in values["thresholds"].items() if fen is not None},
                },
                author=actor.staff_id,
                created_at=clock.now(),
                submission=submission,
            )
            audit(
                actor,
                "tier.rules_saved",
                made,
                changes=_changes(made),
                since=made.valid_from.isoformat(),
                reason=made.reason,
            )
    except IntegrityError as error:
        words = _l("There are already rules that begin in this month. Withdraw those first, or choose another month.")
        raise Invalid(fields={"valid_from": words}) from error
    kept.forget()
    return made


def _changes(made: TierRules) -> dict[str, list[str]]:
    """What differs from the rules that would hold otherwise."""
    before = reference.rules_on(made.valid_from)
    pairs: dict[str, tuple[Any, Any]] = {
        **{f"threshold_{code}": (before.thresholds.get(code), fen) for code, fen in made.thresholds.items()},
        **{f"weight_{name}": (before.weights.get(name), weight) for name, weight in made.weights.items()},
        "average_months": (before.average_months, made.average_months),
        "protected_months": (before.protected_months, made.protected_months),
    }
    return {name: [str(old), str(new)] for name, (old, new) in pairs.items() if str(old) != str(new)}


def withdraw(actor: Actor, rules_id: int) -> TierRules:
    """Take back rules that have not begun. Raises OutOfScope for none, WrongState when they hold already or were
    withdrawn."""
    with write():
        try:
            row = lock(TierRules.select().where(TierRules.id == rules_id))
        except TierRules.DoesNotExist:
            raise OutOfScope() from None
        as_shown(row, possible=row.withdrawn_at is None and row.valid_from > clock.today())
        if row.withdrawn_at is not None or row.valid_from <= clock.today():
            raise WrongState(
                _l("Rules that hold, or were withdrawn, stay as they are. Set new ones from a later month.")
            )
        row.withdrawn_at, row.withdrawn_by = clock.now(), actor.staff_id
        row.save(only=[TierRules.withdrawn_at, TierRules.withdrawn_by])
        audit(actor, "tier.rules_withdrawn", row, since=row.valid_from.isoformat())
    kept.forget()
    return row
