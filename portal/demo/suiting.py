"""Nobody holds above his risk rating: who holds what has a risk was assessed, and what is too bold for him is another
product of its class.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from portal.demo.book import Row
from portal.demo.stage import SEED, Known, Stage
from portal.models import HoldingAccount, Product, ServiceContract
from portal.reads import reference
from portal.rules.clients.records import rating_ends

STORIES = "fund"  # the class of which there is something for nearly everybody


def enter(stage: Stage) -> None:
    """Call after ratings, holdings and contracts are gathered; dice of its own."""
    rng = Random(f"{SEED}:suiting")  # noqa: S311
    held: dict[int, list[Row]] = {}
    for row in [*stage.book.rows[HoldingAccount], *stage.book.rows[ServiceContract]]:
        held.setdefault(row["client"], []).append(row)
    for person in stage.people:
        if not person.is_company:
            _suit(stage, rng, person, held.get(person.id, []))


def risk(row: Row) -> int:
    """R1 to R5 of what an account or a contract is for, 0 where it has none."""
    product = reference.products().get(row.get("offer") or row["product"])
    return product.risk_level if product else 0


def _suit(stage: Stage, rng: Random, person: Known, rows: list[Row]) -> None:
    rated = int(str(person.row["risk_rating"] or "C0")[1:])
    fixed = max((risk(row) for row in rows if row["product"] in ("wealth", "insurance")), default=0)
    funds = [row for row in rows if row["product"] == STORIES]
    if not rated and any(risk(row) for row in rows):
        day = stage.today - timedelta(days=rng.randint(30, 330))
        person.row |= {"risk_assessed_on": day, "risk_valid_until": rating_ends(day)}
    if any(risk(row) > rated for row in rows):
        least = min(one.risk_level for one in _offers()) if funds else 1
        rated = max(rated, fixed, least)
        person.row["risk_rating"] = f"C{rated}"
    for row in funds:
        if risk(row) > rated:
            _replace(stage, rng, row, rated)
    for row in rows:
        if risk(row) > rated:
            stage.book.rows[ServiceContract].remove(row)


def _offers() -> list[Product]:
    return [one for one in reference.products().values() if one.product_class_id == STORIES]


def _replace(stage: Stage, rng: Random, row: Row, rated: int) -> None:
    """Another fund, as bold as he may hold at most."""
    kind = next(kind for kind in stage.demo["products"] if kind["code"] == STORIES)
    product = rng.choice([one for one in _offers() if one.risk_level <= rated])
    row |= {"offer": product.code, "name": kind["names"][kind["offers"].index(product.code)]}
