"""What a client holds: accounts, rights in them, cards, loans, standing orders, services, transactions. Money in fen.

`offer` is the code of the product in the catalogue, "" where it is not known. `noted` columns are what the last look
for deals saw (`actions/holdings/deals.py`): what differs from them is new.
"""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
)

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.holdings.products import Product
from portal.models.organisation import Staff


@once("source_branch", "source", "source_key")
class HoldingAccount(Model):
    """An account with the bank; `product` is the class of product (deposit, wealth, fund, insurance, settlement)."""

    client = ForeignKeyField(Client, backref="holding_accounts", on_delete="RESTRICT", index=False)
    number = CharField(32)
    product = CharField(12)
    offer = CharField(24, default="")
    name = CharField(80, default="")
    statement = CharField(24, default="")
    opened_on = DateField()
    closed_on = DateField(null=True)
    matures_on = DateField(null=True)
    balance = BigIntegerField(null=True)
    balance_on = DateField(null=True)
    noted = BooleanField(default=False)
    noted_balance = BigIntegerField(null=True)
    noted_maturity = DateField(null=True)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)

    class Meta:
        indexes = ((("client", "product"), False), (("number",), False))


@once("source_branch", "source", "source_key")
class AccountRight(Model):
    """A person's right in an account: `owner` or `authorised`."""

    account = ForeignKeyField(HoldingAccount, backref="rights", on_delete="CASCADE", index=False)
    client = ForeignKeyField(Client, on_delete="RESTRICT")
    kind = CharField(12)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)

    class Meta:
        indexes = ((("account", "client"), True),)


@once("source_branch", "source", "source_key")
class Card(Model):
    """A card of a client on an account."""

    client = ForeignKeyField(Client, on_delete="RESTRICT")
    account = ForeignKeyField(HoldingAccount, on_delete="CASCADE")
    number = CharField(20, default="", index=True)
    kind = CharField(16)
    offer = CharField(24, default="")
    issued_on = DateField()
    status = CharField(10, default="active")
    noted = BooleanField(default=False)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)


@once("source_branch", "source", "source_key")
class Loan(Model):
    """A loan; `status` is running, overdue, repaid or defaulted (ended unpaid)."""

    client = ForeignKeyField(Client, on_delete="RESTRICT")
    account = ForeignKeyField(HoldingAccount, null=True, on_delete="RESTRICT")
    number = CharField(24, default="", index=True)
    offer = CharField(24, default="")
    name = CharField(80, default="")
    started_on = DateField()
    months = SmallIntegerField()
    amount = BigIntegerField()
    monthly = BigIntegerField()
    status = CharField(10)
    noted = BooleanField(default=False)
    noted_maturity = DateField(null=True)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)


@once("source_branch", "source", "source_key")
class StandingOrder(Model):
    """A payment that an account makes every month."""

    account = ForeignKeyField(HoldingAccount, on_delete="CASCADE")
    bank_to = CharField(24)
    account_to = CharField(32)
    amount = BigIntegerField()
    purpose = CharField(16, default="")
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)


@once("submission")
@once("source_branch", "source", "source_key")
class ServiceContract(Model):
    """A service that a client has signed for and that is neither account, card nor loan: ETC, safe box, payroll,
    custody …

    Most are entered by staff (`source` is empty). `wrong`: it was never so; then `until` is `since`, and it counts
    nowhere.
    """

    client = ForeignKeyField(Client, on_delete="RESTRICT")
    product = ForeignKeyField(Product, on_delete="RESTRICT", index=False)
    number = CharField(32, default="", index=True)
    since = DateField()
    until = DateField(null=True)
    noted = BooleanField(default=False)
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)
    entered_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", index=False)
    entered_at = UtcField(null=True)
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_reason = CharField(200, default="")
    wrong = BooleanField(default=False)
    submission = CharField(36, null=True)


class BalanceChange(Model):
    """What stood on an account from this day until the next change, for accounts that come without transactions."""

    account = ForeignKeyField(HoldingAccount, on_delete="CASCADE", index=False)
    day = DateField()
    balance = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("account", "day")


@once("source_branch", "source", "source_key")
class Transaction(Model):
    """A movement on an account; `amount` is positive, `direction` credit or debit, `balance` what stood after it."""

    account = ForeignKeyField(HoldingAccount, on_delete="CASCADE", index=False)
    happened_on = DateField()
    direction = CharField(6)
    operation = CharField(24, default="")
    purpose = CharField(16, default="")
    amount = BigIntegerField()
    balance = BigIntegerField()
    other_bank = CharField(24, default="")
    other_account = CharField(32, default="")
    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)

    class Meta:
        indexes = ((("account", "happened_on", "id"), False),)
