"""The tables of ours that an export may fill, by the name that mappings use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import peewee

from portal.importing.mapping import cells
from portal.models import (
    AccountRight,
    BalanceChange,
    Card,
    Client,
    Contact,
    District,
    HoldingAccount,
    Loan,
    Product,
    ServiceContract,
    Staff,
    StandingOrder,
    Transaction,
)
from portal.rules.clients import records
from portal.rules.clients.documents import KINDS
from portal.rules.clients.values import LONGEST_NOTES
from portal.rules.contacts import LONGEST_SUMMARY, OUTCOMES, SIDES

RESERVED = frozenset(
    {
        "id",
        "source",
        "source_branch",
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

    `identity` is the field by which a row that is there already is found again: the export's key, or a natural one. A
    row of `pair` is named by its account and its day. A `numbered` one is the same by its number, too, whatever key it
    has. `longest`: characters of texts whose columns take any number.
    """

    name: str
    model: type[peewee.Model]
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    identity: str = "source_key"
    reserved: frozenset[str] = RESERVED
    readers: dict[str, Callable[[], cells.Convert]] = field(default_factory=dict)
    pair: bool = False
    numbered: bool = False
    longest: dict[str, int] = field(default_factory=dict)

    @property
    def has_source(self) -> bool:
        return "source" in self.model._meta.fields  # type: ignore[attr-defined]

    @property
    def sql_name(self) -> str:
        return f'"{self.model._meta.table_name}"'  # type: ignore[attr-defined]

    def is_record(self, record: Any) -> peewee.Expression:
        """The condition of the one row that the journal names so."""
        model: Any = self.model
        if not self.pair:
            key: peewee.Field = model._meta.primary_key
            return key == key.python_value(record)
        account, _mark, day = str(record).partition(":")
        return (model.account == int(account)) & (model.day == date.fromisoformat(day))

    def column(self, name: str) -> peewee.Field | None:
        """The field that a mapping may fill, or None."""
        return None if name in self.reserved else self.model._meta.fields.get(name)  # type: ignore[attr-defined]

    def required(self, name: str) -> bool:
        column = self.model._meta.fields[name]  # type: ignore[attr-defined]
        return not column.null and column.default is None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLED = frozenset(
    {
        "kind",
        "name",
        "name_latin",
        "gender",
        "birthday",
        "birthday_lunar",
        "document_kind",
        "mobile",
        "email",
        "wechat",
        "address",
        "district",
        "employer",
        "plant",
        "post",
        "hobbies",
        "character",
        "languages",
        "preferred_channel",
        "preferred_times",
        "do_not_call",
        "legal_representative",
        "industry",
        "origin",
        "risk_rating",
        "risk_assessed_on",
        "risk_valid_until",
        "credit_mark",
        "company_size",
        "supplier_tier",
        "notes",
    }
)
"""What a file may say of a client; all else follows from it, or is the deed of a person."""
OWN = RESERVED - {"number"}
CHANNELS = "visit phone branch wechat sms email portal"
TABLES = {
    table.name: table
    for table in (
        Table("districts", District, identity="name", reserved=frozenset({"position"})),
        Table(
            "clients",
            Client,
            {
                "kind": _words("individual company"),
                "gender": frozenset({"m", "f", ""}),
                "preferred_channel": _words(CHANNELS),
                "document_kind": frozenset({*KINDS, ""}),
                "risk_rating": frozenset({*records.RISK_RATINGS, ""}),
                "credit_mark": frozenset({*records.CREDIT_MARKS, ""}),
                "origin": frozenset({*records.ORIGINS, ""}),
                "company_size": frozenset({*records.COMPANY_SIZES, ""}),
                "supplier_tier": frozenset({*records.SUPPLIER_TIERS, ""}),
            },
            {"kind": "individual"},
            reserved=frozenset(Client._meta.fields) - FILLED,  # type: ignore[attr-defined]
            readers={"mobile": cells.phone_numbers, "email": cells.email, "industry": cells.industry},
            longest={"notes": LONGEST_NOTES},
        ),
        Table(
            "accounts",
            HoldingAccount,
            {
                "product": _words("deposit wealth fund insurance settlement"),
                "statement": frozenset({"monthly", "weekly", "after_transaction", ""}),
            },
            reserved=OWN,
            numbered=True,
        ),
        Table("rights", AccountRight, {"kind": _words("owner authorised")}),
        Table("cards", Card, {"status": _words("active blocked closed")}, reserved=OWN, numbered=True),
        Table("loans", Loan, {"status": _words("running overdue repaid defaulted")}, reserved=OWN, numbered=True),
        Table("services", ServiceContract, reserved=OWN, numbered=True),
        Table("standing_orders", StandingOrder),
        Table("balances", BalanceChange, pair=True),
        Table("transactions", Transaction, {"direction": _words("credit debit")}),
        Table(
            "contacts",
            Contact,
            {"channel": _words(CHANNELS), "outcome": frozenset(OUTCOMES), "began": frozenset(SIDES)},
            longest={"summary": LONGEST_SUMMARY},
            reserved=frozenset(
                {"id", "confidential", "source", "source_branch", "source_key", "created_at", "submission"}
            ),
        ),
    )
}
PRODUCTS = Table("products", Product, reserved=frozenset(Product._meta.fields))  # type: ignore[attr-defined]
"""Products of the catalogue are referred to by their code or their name; head office keeps them."""
STAFF = Table("staff", Staff, reserved=frozenset(Staff._meta.fields))  # type: ignore[attr-defined]
"""Members of staff are referred to, never imported; found by user name or by a name that only one has."""
