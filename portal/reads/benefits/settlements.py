"""A partner's uses month by month: those that are settled as they were settled, the open ones from the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from portal.models import Entry, Hold, Partner, Resolution, Settlement, SettlementLine, Staff, Voucher
from portal.models.benefits.catalogue import BenefitVersion
from portal.models.benefits.ledger import TAKEN_BACK
from portal.reads import reference
from portal.reads.benefits.partners import Prices, by_benefit, price_of, prices_of, versions_with
from portal.rules.benefits.settling import last_of, month_of, next_month, taken_back


@dataclass(frozen=True)
class Line:
    """A use, or (with `entry`) the correction of one, below zero. `price` in fen is None where none was agreed;
    `corrects` is the month of the use that it corrects, where that was settled before."""

    hold: int
    entry: int | None
    number: str
    day: date
    version: BenefitVersion
    quantity: int
    price: int | None
    corrects: date | None = None

    @property
    def amount(self) -> int:
        return self.quantity * (self.price or 0)


@dataclass
class Month:
    """A month of a partner: how many lines, the sum in fen; `settled` when it was closed."""

    month: date
    count: int = 0
    amount: int = 0
    unpriced: int = 0
    settled: Settlement | None = None

    def add(self, count: int, quantity: int, price: int | None) -> None:
        self.count += count
        self.amount += quantity * (price or 0)
        self.unpriced += 0 if price is not None else count


class Books:
    """What a partner's settlements are reckoned from, read once."""

    def __init__(self, partner: Partner) -> None:
        self.partner, self.versions = partner, versions_with(partner.id)
        self.prices: Prices = by_benefit(prices_of(partner.id))
        query = Settlement.select(Settlement, Staff).join(Staff, JOIN.LEFT_OUTER)
        rows = query.where(Settlement.partner == partner.id).order_by(Settlement.month.desc())
        self.settled: dict[date, Settlement] = {row.month: row for row in rows}
        self.last = max(self.settled.values(), key=lambda row: row.month) if self.settled else None

    @property
    def open_from(self) -> date | None:
        """The first month that is not closed; None before the first one was."""
        return next_month(self.last.month) if self.last else None

    def is_open(self, month: date) -> bool:
        return self.open_from is None or month >= self.open_from

    def months(self) -> list[Month]:
        """Every month with a line, and every one that was closed, the latest first. Three statements."""
        found: dict[date, Month] = {}
        for line in self._corrections() + self._late():
            month = month_of(line.day, self.open_from)
            found.setdefault(month, Month(month)).add(1, line.quantity, line.price)
        for version, day, count, quantity in self._counted():
            month = month_of(day, self.open_from)
            price = price_of(self.prices, self.versions[version], day)
            found.setdefault(month, Month(month)).add(count, int(quantity), price)
        for month, row in self.settled.items():
            found[month] = Month(month, row.count, row.amount, settled=row)
        return [found[month] for month in sorted(found, reverse=True)]

    def lines(self, month: date) -> list[Line]:
        """What stands in a month, by day; at most three statements."""
        if not self.is_open(month):
            return self._settled_lines(month)
        later = [one for one in self._corrections() if month_of(one.day, self.open_from) == month]
        late = self._late() if month == self.open_from else []
        return sorted([*late, *self._uses(month), *later], key=lambda one: (one.day, one.hold, one.entry or 0))

    def _used(self, *columns: Any) -> Any:
        query = Hold.select(*columns).join(Resolution, on=(Resolution.hold == Hold.id))
        return query.where(Hold.version.in_([*self.versions]), Resolution.outcome == "used")

    def _counted(self) -> Iterable[tuple[int, date, int, int]]:
        if not self.versions:
            return []
        query = self._used(Hold.version, Hold.day, fn.COUNT(Hold.id), fn.SUM(Resolution.used))
        if self.open_from:
            query = query.where(Hold.day >= self.open_from)
        return query.group_by(Hold.version, Hold.day).tuples()  # type: ignore[no-any-return]

    def _uses(self, month: date) -> list[Line]:
        if not self.versions:
            return []
        return self._lines(self._named().where(Hold.day.between(month, last_of(month))))

    def _late(self) -> list[Line]:
        """Uses of a month that was closed before they were marked: they stand in the first open one."""
        if self.last is None or not self.versions:
            return []
        before = SettlementLine.select(SettlementLine.id).where(
            SettlementLine.hold == Hold.id, SettlementLine.entry.is_null()
        )
        late = (Resolution.at >= self.last.closed_at) & (Hold.day < self.open_from) & ~fn.EXISTS(before)
        return self._lines(self._named().where(late))

    def _named(self) -> Any:
        query = self._used(Hold.id, Hold.version, Hold.day, Resolution.used, Voucher.number)
        return query.join_from(Hold, Voucher, JOIN.LEFT_OUTER, on=(Voucher.hold == Hold.id))

    def _lines(self, query: Any) -> list[Line]:
        found = []
        for hold, version, day, used, number in query.tuples():
            row = self.versions[version]
            found.append(Line(hold, None, number or "", day, row, used, price_of(self.prices, row, day)))
        return found

    def _corrections(self) -> list[Line]:
        """Uses that were taken back and are not settled as such: at the price, and naming the month, of the use."""
        if not self.versions:
            return []
        own, before = SettlementLine.alias("own"), SettlementLine.alias("before")
        query = Entry.select(
            *(Entry.id, Entry.quantity, Hold.id, Hold.version, Hold.day, Voucher.number),
            *(own.id, before.price, Settlement.month),
        )
        query = query.join(Hold).join(Voucher, JOIN.LEFT_OUTER, on=(Voucher.hold == Hold.id))
        query = query.join_from(Entry, own, JOIN.LEFT_OUTER, on=(own.entry == Entry.id))
        query = query.join_from(Hold, before, JOIN.LEFT_OUTER, on=(before.hold == Hold.id) & before.entry.is_null())
        query = query.join(Settlement, JOIN.LEFT_OUTER, on=(before.settlement == Settlement.id))
        by_hold: dict[int, list[Any]] = defaultdict(list)
        for row in query.where(TAKEN_BACK, Hold.version.in_([*self.versions])).order_by(Entry.id).tuples():
            by_hold[row[2]].append(row)
        return [line for rows in by_hold.values() for line in self._of_one_use(rows)]

    def _of_one_use(self, rows: list[Any]) -> Iterable[Line]:
        version = self.versions[rows[0][3]]
        unit = version.points_price if version.kind == "points" else 1
        for row, units in zip(rows, taken_back([row[1] for row in rows], unit), strict=True):
            entry, _quantity, hold, _version, day, number, settled, price, month = row
            if settled is None:
                price = price_of(self.prices, version, day) if price is None else price
                yield Line(hold, entry, number or "", day, version, -units, price, month)

    def _settled_lines(self, month: date) -> list[Line]:
        row = self.settled.get(month)
        if row is None:
            return []
        query = SettlementLine.select(SettlementLine, Hold.version, Voucher.number.alias("number"))
        query = query.join(Hold).join(Voucher, JOIN.LEFT_OUTER, on=(Voucher.hold == Hold.id))
        query = query.where(SettlementLine.settlement == row.id).order_by(SettlementLine.day, SettlementLine.id)
        versions = reference.benefit_versions()
        return [
            Line(
                *(one.hold_id, one.entry_id, one.number or "", one.day, versions[one.version]),
                *(one.quantity, one.price, one.corrects),
            )
            for one in query.objects()
        ]


def totals(lines: list[Line]) -> tuple[int, int]:
    """How many lines, and their sum in fen: what a page shows and the deed compares."""
    return len(lines), sum(line.amount for line in lines)
