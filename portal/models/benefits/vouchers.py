"""Vouchers (R8): what a client asked for, from redeeming to use. Each stands on one hold of the ledger."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.benefits.catalogue import BenefitVersion
from portal.models.benefits.ledger import Hold
from portal.models.clients.client import Client


@once("submission")
class Voucher(Model):
    """A benefit for a day: `number` is said aloud, `token` stands in the partner's address.

    `state`: asked, confirmed, declined, used, cancelled, returned or lapsed; the first two are open, each of the others
    stands beside the resolution of its hold. `confirm_by`: the last day of the lead time, for staff to confirm and for
    the client to give it back. `authorised`: who redeems for a company. `accepted_by` names who took it. At the
    partner's desk `wrong_pins` are counted before they are judged; from `locked_at` on only staff mark it.
    """

    hold = ForeignKeyField(Hold, unique=True, backref="+", on_delete="RESTRICT")
    client = ForeignKeyField(Client, backref="+", on_delete="RESTRICT", index=False)
    version = ForeignKeyField(BenefitVersion, backref="+", on_delete="RESTRICT", index=False)
    number = CharField(9, unique=True)
    token = CharField(43, unique=True)
    day = DateField()
    confirm_by = DateField()
    state = CharField(9)
    authorised = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    confirmed_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    confirmed_at = UtcField(null=True)
    reason = CharField(200, default="")
    accepted_by = CharField(80, default="")
    ended_at = UtcField(null=True)
    wrong_pins = SmallIntegerField(default=0)
    locked_at = UtcField(null=True)
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "day"), False),)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


OPEN = ("asked", "confirmed")
Voucher.add_index(Voucher.index(Voucher.day, Voucher.id, name="voucher_open", where=Voucher.ended_at.is_null()))
