"""What a figure of benefits counts, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, Expression, fn

from portal.models import Client, Hold, Lot, Resolution, Voucher
from portal.models.benefits.catalogue import BenefitVersion
from portal.reads import reference
from portal.reads.benefits.figures import Asked, Sum, inside, owing, taken_back
from portal.rules.benefits.settling import cost_of
from portal.rules.shared.addresses import row_id

PAGE = 50


@dataclass(frozen=True)
class Use:
    """One use: by whom, of what, how much of it stands, and what it cost in fen."""

    key: int
    day: date
    number: str
    client: Client
    version: BenefitVersion
    units: int
    cost: int

    @property
    def place(self) -> str:
        """Where the list goes on behind it."""
        return f"{self.day.isoformat()}~{self.key}"


@dataclass
class Found:
    """A page of them; `after` is where the next begins, `whole` what all pages add up to."""

    rows: list[Any]
    after: str | None
    whole: Sum


def _of(code: str, tier: str) -> list[Expression]:
    keys = [key for key, row in reference.benefit_versions().items() if row.code == code]
    found = [Hold.version.in_(keys)] if code else []
    return [*found, Client.tier == tier] if tier else found


def uses(asked: Asked, code: str = "", tier: str = "", after: str = "") -> Found:
    """Uses of a benefit, by a tier ("": all), the latest first. Three statements."""
    less = {hold: (key, gone, units) for hold, key, gone, units in taken_back(asked)}
    none = [hold for hold, (_key, gone, _units) in less.items() if gone]
    stands = [inside(asked), *_of(code, tier), *([Hold.id.not_in(none)] if none else [])]
    query = Hold.select(Hold, Resolution.used, Voucher.number, Client)
    query = query.join(Resolution, on=(Resolution.hold == Hold.id), attr="ended").join_from(Hold, Client)
    query = query.join_from(Hold, Voucher, JOIN.LEFT_OUTER, on=(Voucher.hold == Hold.id), attr="voucher")
    found = query.where(*stands, *_behind(after)).order_by(Hold.day.desc(), Hold.id.desc()).limit(PAGE + 1)
    rows = [_use(row, less[row.id][2] if row.id in less else 0) for row in found]
    whole = _whole(stands)
    for (version, _branch, of_tier, _month), gone, units in less.values():
        row = reference.benefit_versions()[version]
        if not gone and code in ("", row.code) and tier in ("", of_tier):
            whole.add(0, -units, row)
    return Found(rows[:PAGE], rows[PAGE - 1].place if len(rows) > PAGE else None, whole)


def _behind(after: str) -> list[Expression]:
    """Behind the row that the cursor names; one that makes no sense begins at the start."""
    day, _, text = after.partition("~")
    last = row_id(text)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return []
    return [(Hold.day < when) | ((Hold.day == when) & (Hold.id < last))] if last else []


def _whole(stands: list[Expression]) -> Sum:
    """All of them together, as they were used."""
    whole = Sum()
    query = Hold.select(Hold.version, fn.COUNT(Hold.id), fn.SUM(Resolution.used))
    query = query.join(Resolution, on=(Resolution.hold == Hold.id)).join_from(Hold, Client)
    for key, count, units in query.where(*stands).group_by(Hold.version).tuples():
        whole.add(count, int(units), reference.benefit_versions()[key])
    return whole


def _use(row: Any, back: int) -> Use:
    version, units = reference.benefit_versions()[row.version_id], row.ended.used - back
    number = row.voucher.number if getattr(row, "voucher", None) else ""
    return Use(row.id, row.day, number, row.client, version, units, cost_of(version.kind, version.cost, units))


def lots(asked: Asked, code: str, after: int = 0) -> tuple[list[Lot], int | None]:
    """Lots of a benefit in which something is owed, the latest first. One statement."""
    query = Lot.select(Lot, Client).join(Client).where(owing(asked), Lot.benefit == code)
    rows = list(query.where(*([Lot.id < after] if after else [])).order_by(Lot.id.desc()).limit(PAGE + 1))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
