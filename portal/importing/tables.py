"""The tables of ours that an export may fill, by the name that mappings use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import peewee

from ..models import AccountRight, Card, Client, District, HoldingAccount, Loan, StandingOrder, Transaction

RESERVED = frozenset(
    {
        "id",
        "source",
        "source_key",
        "version",
        "submission",
        "created_at",
        "number",
        "name_key",
        "branch",
        "tier",
        "noted",
        "noted_balance",
        "noted_maturity",
        "products",
        "is_single_product",
        "is_liability",
        "is_asset",
        "is_intermediary",
    }
)


@dataclass(frozen=True)
class Table:
    """One table. `codes` are the words that a column may hold; `fixed` is what a row has unless the mapping says
    otherwise.

    `identity` is the field by which a row that is there already is found again: the export's key, or a natural one.
    """

    name: str
    model: type[peewee.Model]
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    identity: str = "source_key"
    reserved: frozenset[str] = RESERVED

    @property
    def has_source(self) -> bool:
        return "source" in self.model._meta.fields  # type: ignore[attr-defined]

    @property
    def sql_name(self) -> str:
        return f'"{self.model._meta.table_name}"'  # type: ignore[attr-defined]

    def column(self, name: str) -> peewee.Field | None:
        """The field that a mapping may fill, or None."""
        return None if name in self.reserved else self.model._meta.fields.get(name)  # type: ignore[attr-defined]

    def required(self, name: str) -> bool:
        column = self.model._meta.fields[name]  # type: ignore[attr-defined]
        return not column.null and column.default is None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OWN = RESERVED - {"number"}
TABLES = {
    table.name: table
    for table in (
        Table("districts", District, identity="name", reserved=frozenset({"position"})),
        Table(
            "clients",
            Client,
            {"kind": _words("individual company"), "gender": frozenset({"m", "f", ""})},
            {"kind": "individual"},
        ),
        Table(
            "accounts",
            HoldingAccount,
            {
                "product": _words("deposit wealth fund insurance settlement"),
                "statement": frozenset({"monthly", "weekly", "after_transaction", ""}),
            },
            reserved=OWN,
        ),
        Table("rights", AccountRight, {"kind": _words("owner authorised")}),
        Table("cards", Card, {"status": _words("active blocked closed")}, reserved=OWN),
        Table("loans", Loan, {"status": _words("running overdue repaid defaulted")}, reserved=OWN),
        Table("standing_orders", StandingOrder),
        Table("transactions", Transaction, {"direction": _words("credit debit")}),
    )
}
