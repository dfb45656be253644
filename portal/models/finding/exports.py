"""Files of clients that somebody asked for: they expire."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal.database import Model, UtcField, once
from portal.ground.i18n import lazy_gettext as _l
from portal.models.accounts import Account
from portal.models.administration.tasks import Task

COLUMNS: dict[str, Any] = {
    "number": _l("Number"),
    "name": _l("Client"),
    "tier": _l("Tier"),
    "kind": _l("Kind"),
    "branch": _l("Branch"),
    "manager": _l("Client manager"),
    "adviser": _l("Wealth adviser"),
    "aum": _l("Monthly AUM (yuan)"),
    "change": _l("Change in 3 months (yuan)"),
    "last": _l("Last contact"),
    "due": _l("Next contact"),
    "birthday": _l("Next birthday"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "document": _l("Document"),
    "district": _l("District"),
    "employer": _l("Employer"),
    "plant": _l("Plant"),
    "industry": _l("Industry"),
    "completeness": _l("Record complete (%)"),
    "requests": _l("Open requests"),
}
"""Code → heading, in the order of the file."""


@once("submission")
class Export(Model):
    """`query` is the filter (as in an address), `columns` what the file shows. `unmasked` needs a right and a reason
    (R7).

    `storage_name` is empty until the file is written, and again when it has expired.
    """

    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    task = ForeignKeyField(Task, null=True, backref="+", on_delete="SET NULL")
    kind = CharField(4)
    query = TextField(default="")
    members_of = IntegerField(null=True)
    ordered = CharField(8, default="aum")
    columns = CharField(400, default="")
    unmasked = BooleanField(default=False)
    reason = CharField(200, default="")
    rows = IntegerField(default=0)
    size = IntegerField(default=0)
    storage_name = CharField(60, default="")
    created_at = UtcField()
    expires_at = UtcField(null=True)
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("account", "id"), False), (("expires_at",), False))
