"""How common each class of products is (worked out at night), and what is answered to a suggestion (P7)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from peewee import fn

from portal.actions.shared.recording import audit, once
from portal.database import write
from portal.ground import clock, steps
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ProductShare, SuggestionAnswer
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.reads.holdings.holdings import holdings_of
from portal.reads.holdings.suggestions import suggestions_for
from portal.reads.shared import kept
from portal.rules.holdings.missing import again_on
from portal.rules.holdings.products import CLIENT_CLASSES, held

ANSWERS = ("taken", "postponed", "declined")
ROWS_AT_ONCE = 500


@steps.every_night
def compute_shares() -> int:
    """Count, for each tier, kind and class, who holds which class of products. Answers how many shares there are.

    One pass over the clients, grouped by what they hold, so a million take as long as reading them once.
    """
    flags = [getattr(Client, f"is_{name}") for name in CLIENT_CLASSES]
    query = (
        Client.select(Client.tier, Client.kind, *flags, Client.products, fn.COUNT(Client.id))
        .where(Client.merged_into.is_null(), Client.status == "active")
        .group_by(Client.tier, Client.kind, *flags, Client.products)
        .tuples()
    )
    bits = {code: one.bit for code, one in reference.product_classes().items()}
    members: dict[tuple[str, str, str], int] = defaultdict(int)
    holders: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for tier, kind, *inside, products, count in query.iterator():
        for name in (name for name, flag in zip(CLIENT_CLASSES, inside, strict=True) if flag):
            members[(tier, kind, name)] += count
            for code in held(products, bits):
                holders[(tier, kind, name, code)] += count
    today = clock.today()
    rows = [
        {
            "tier": tier,
            "kind": kind,
            "klass": name,
            "product_class": code,
            "holders": count,
            "members": members[(tier, kind, name)],
            "computed_on": today,
        }
        for (tier, kind, name, code), count in sorted(holders.items())
    ]
    with write():
        ProductShare.delete().execute()
        for start in range(0, len(rows), ROWS_AT_ONCE):
            ProductShare.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
    kept.forget()
    return len(rows)


@once(SuggestionAnswer)
def answer(
    actor: Actor,
    client: Client,
    code: str,
    kind: str,
    note: str,
    until: date | None = None,
    submission: str | None = None,
) -> SuggestionAnswer:
    """Take a suggestion up, postpone it until a day, or decline it with a reason; it is respected from now on.

    A declined one may come back after a time that the bank sets. Raises WrongState for what is not suggested (any
    more), Invalid.
    """
    until = _until(kind, note, until)
    with write():
        now = Client.get_by_id(client.id)
        if code not in {one.product_class for one in suggestions_for(now, holdings_of(now, movements=0))}:
            raise WrongState()
        row: Any = SuggestionAnswer.create(
            client=client.id,
            product_class=code,
            answer=kind,
            note=note,
            until=until,
            staff=actor.staff_id,
            created_at=clock.now(),
            submission=submission,
        )
        audit(
            actor,
            f"suggestion.{kind}",
            client,
            changes={"note": ["", note]} if note else {},
            **client.said,
            product=code,
        )
        return row  # type: ignore[no-any-return]


def _until(kind: str, note: str, until: date | None) -> date | None:
    """The day on which it may come back. Raises Invalid."""
    today = clock.today()
    if kind not in ANSWERS:
        raise Invalid(_l("Please choose one of these."), field="answer")
    if kind == "declined":
        if not note:
            raise Invalid(_l("Please say why."), field="note")
        return again_on(today, value("suggestions.again_months"))
    if kind == "taken":
        return None
    if until is None or until <= today:
        raise Invalid(_l("Please choose a day after today."), field="until")
    if (until - today).days > 366:
        raise Invalid(_l("Please choose a day within a year."), field="until")
    return until
