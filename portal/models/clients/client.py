"""The client record. Lists read it alone: what they show is kept on the row by the actions that own it."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    NodeList,
    SmallIntegerField,
    TextField,
    fn,
)

from portal.database import Model, UtcField, once
from portal.models.organisation import Branch, Staff
from portal.models.tiers.tiers import Tier
from portal.rules.clients.birthdays import Lunar
from portal.rules.clients.identity import age_on
from portal.rules.shared.masking import mask_id

NEVER = date(9999, 12, 31)


class DocumentMask(CharField):
    """The mask of a document. What comes back from a journal or a merge with more digits is narrowed on its way in."""

    def db_value(self, value: Any) -> Any:
        return super().db_value(mask_id(value) if value else value)


@once("submission")
@once("source_branch", "source", "source_key")
class Client(Model):
    """A person or a company served by a branch. Money in fen."""

    number = CharField(9, unique=True)
    kind = CharField(10)
    name = CharField(120)
    name_latin = CharField(120, default="")
    name_key = CharField(160)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT", index=False)
    status = CharField(10, default="active")

    gender = CharField(1, default="")
    birthday = DateField(null=True)
    birthday_lunar = BooleanField(default=False)
    lunar_year = SmallIntegerField(null=True)
    lunar_month = SmallIntegerField(null=True)
    lunar_day = SmallIntegerField(null=True)
    lunar_leap = BooleanField(default=False)
    document_kind = CharField(16, default="")
    document_encrypted = TextField(default="")
    document_hmac = CharField(64, null=True)
    document_masked = DocumentMask(32, default="")
    mobile = CharField(20, default="")
    mobile_kind = CharField(8, default="")
    mobile_label = CharField(32, default="")
    email = CharField(120, default="")
    wechat = CharField(64, default="")
    address = CharField(200, default="")
    address_kind = CharField(10, default="")
    district = CharField(64, default="")
    employer = CharField(120, default="")
    plant = CharField(64, default="")
    post = CharField(64, default="")
    hobbies = CharField(200, default="")
    preferred_channel = CharField(10, default="")
    preferred_times = CharField(80, default="")
    address_as = CharField(32, default="")
    do_not_call = BooleanField(default=False)
    legal_representative = CharField(64, default="")
    industry = CharField(64, default="")
    business = CharField(120, default="")
    character = CharField(200, default="")
    languages = CharField(80, default="")
    origin = CharField(16, default="")
    referrer = ForeignKeyField("self", null=True, backref="introduced", on_delete="SET NULL")
    risk_rating = CharField(2, default="")
    risk_assessed_on = DateField(null=True)
    risk_valid_until = DateField(null=True)
    credit_mark = CharField(10, default="")
    company_size = CharField(10, default="")
    supplier_tier = CharField(10, default="")
    notes = TextField(default="")
    next_birthday = DateField(null=True)

    products = BigIntegerField(default=0)
    is_single_product = BooleanField(default=False)
    is_liability = BooleanField(default=False)
    is_asset = BooleanField(default=False)
    is_intermediary = BooleanField(default=False)

    tier = ForeignKeyField(Tier, default="standard", on_delete="RESTRICT", index=False)
    tier_since = DateField(null=True)
    aum = BigIntegerField(default=0)
    aum_average = BigIntegerField(default=0)
    aum_month = DateField(null=True)
    aum_before = BigIntegerField(default=0)
    aum_change = BigIntegerField(default=0)
    manager = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    adviser = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    specialists = SmallIntegerField(default=0)
    last_contact = DateField(null=True)
    next_contact_due = DateField(default=NEVER)
    contact_order = IntegerField(null=True)
    open_requests = IntegerField(default=0)
    completeness = SmallIntegerField(default=0)
    findings = SmallIntegerField(default=0)
    list_status = CharField(12, default="")
    tier_protected_until = DateField(null=True)
    verified_on = DateField(null=True)
    merged_into = ForeignKeyField("self", null=True, backref="+", on_delete="SET NULL", index=False)

    source = CharField(16, default="")
    source_branch = IntegerField(default=0)
    source_key = CharField(40, null=True)
    created_at = UtcField()
    updated_at = UtcField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    class Meta:
        indexes = (
            (("branch", "next_contact_due", "id"), False),
            (("branch", "list_status", "id"), False),
            (("branch", "completeness", "id"), False),
            (("branch", "aum", "id"), False),
            (("branch", "name_key", "id"), False),
            (("branch", "id"), False),
            (("manager", "tier"), False),
            (("next_contact_due", "id"), False),
            (("manager", "next_contact_due", "id"), False),
            (("adviser", "next_contact_due", "id"), False),
            (("aum", "id"), False),
            (("name_key", "id"), False),
            (("branch", "tier", "aum", "id"), False),
            (("branch", "tier", "aum_average"), False),
            (("tier", "aum", "id"), False),
            (("branch", "last_contact", "id"), False),
            (("branch", "aum_change", "id"), False),
            (("industry", "branch"), False),
            (("employer", "branch"), False),
            (("plant", "branch"), False),
            (("district", "branch"), False),
            (("document_hmac",), False),
            (("mobile",), False),
            (("next_birthday", "birthday"), False),
            (("birthday",), False),
            (("completeness", "id"), False),
        )

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call him."""
        return {"client": self.name, "number": self.number}

    @property
    def is_company(self) -> bool:
        return self.kind == "company"

    @property
    def classes(self) -> list[str]:
        return [name for name in ("liability", "asset", "intermediary") if getattr(self, f"is_{name}")]

    @property
    def lunar(self) -> Lunar | None:
        """The birthday that he keeps by the lunar calendar."""
        if not self.lunar_month or not self.lunar_day:
            return None
        return Lunar(self.lunar_month, self.lunar_day, bool(self.lunar_leap), self.lunar_year)

    def age_on(self, day: date) -> int:
        """Full years; 0 without a birthday."""
        return age_on(self.birthday, day) if self.birthday else 0

    @property
    def team_complete(self) -> bool:
        """R3: one manager, one adviser and at least one specialist."""
        return bool(self.manager_id and self.adviser_id and self.specialists)


TAIL_FROM = 11
"""Where the last four digits of a Chinese number in E.164 (14 characters) begin."""

MOBILE_TAIL = fn.SUBSTR(Client.mobile, SQL(str(TAIL_FROM)))
Client.add_index(Client.index(MOBILE_TAIL, name="client_mobile_tail"))

IS_COMPANY = NodeList((Client.kind, SQL("= 'company'")))
TEAM_OPEN = NodeList(
    (
        Client.tier,
        SQL("<> 'standard' AND ("),
        Client.manager,
        SQL("IS NULL OR"),
        Client.adviser,
        SQL("IS NULL OR"),
        Client.specialists,
        SQL("= 0)"),
    )
)
"""A VIP without his full team (R3)."""


def holds(bit: int, plain: bool = False) -> NodeList:
    """He holds something of the class of products with this bit; `plain`: no index shall be taken for it."""
    return NodeList((SQL("(+" if plain else "("), Client.products, SQL(f"& {1 << bit}) <> 0")))


# Whom few are, or what is asked often, has an index of its own. Its condition stands in the queries word for word:
# a planner does not know what a parameter will be.
MOST_BITS = 16
Client.add_index(Client.index(Client.branch, Client.tier, Client.id, name="client_companies", where=IS_COMPANY))
for _name in ("liability", "asset", "intermediary"):
    _field = getattr(Client, f"is_{_name}")
    Client.add_index(Client.index(Client.branch, Client.tier, Client.id, name=f"client_{_name}", where=_field))
Client.add_index(Client.index(Client.branch, Client.aum, Client.id, name="client_team_open", where=TEAM_OPEN))
Client.add_index(Client.index(Client.aum, Client.id, name="client_team_open_of_bank", where=TEAM_OPEN))
for _bit in range(MOST_BITS):
    Client.add_index(Client.index(Client.branch, Client.id, name=f"client_holds_{_bit}", where=holds(_bit)))

Client.add_index(
    Client.index(
        Client.branch,
        Client.next_birthday,
        Client.aum,
        Client.id,
        name="client_birthday_by_aum",
        where=Client.next_birthday.is_null(False),
    )
)

# Who is due has a place in the order of what matters (derived/contact_order.py); most clients have none.
IS_DUE = Client.contact_order.is_null(False)
_DUE = {"branch": (Client.branch,), "bank": (), "manager": (Client.manager,), "adviser": (Client.adviser,)}
for _whose, _columns in _DUE.items():
    _of = (*_columns, Client.contact_order, Client.id)
    Client.add_index(Client.index(*_of, name=f"client_due_of_{_whose}", where=IS_DUE))

# Few records are merged. Of all others an index would say nothing, and a planner might still prefer it.
Client.add_index(Client.index(Client.merged_into, name="client_merged", where=Client.merged_into.is_null(False)))


class ClientTerm(Model):
    """The search terms of a client, one string; triggers keep the full-text index of SQLite in step."""

    client = ForeignKeyField(Client, primary_key=True, on_delete="CASCADE")
    terms = TextField()


class District(Model):
    """Names that `Client.district` may carry, for the filter."""

    name = CharField(64, primary_key=True)
    region = CharField(64, default="")
    position = SmallIntegerField(default=0)
