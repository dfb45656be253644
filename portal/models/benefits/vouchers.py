"""Vouchers (R8): what a client asked for, from redeeming to use. Each stands on one hold of the ledger."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, SmallIntegerField

from portal.database import Model, UtcField, once
from portal.models.accounts import Account
from portal.models.benefits.catalogue import BenefitVersion, Partner
from portal.models.benefits.ledger import Hold
from portal.models.clients.client import Client


@once("submission")
class Voucher(Model):
    """A benefit for a day: `number` is said aloud, `token` stands in the partner's address.

    `state`: asked, confirmed, declined, used, cancelled, returned or lapsed; the first two are open, each of the others
    stands beside the resolution of its hold. `confirm_by`: the last day of the lead time, for staff to confirm and for
    the client to give it back. `result`: what was booked, in the words of whoever confirmed. `authorised`: who redeems
    for a company. `accepted_by` names who took it. At the partner's desk `wrong_pins` are counted before they are
    judged; from `locked_at` on only staff mark it. `consent_at`: the patient agreed, by `consent_by`, that the desk
    sees his whole name and the last four of his document; `last_four` is that of somebody whose document the bank does
    not have.
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
    result = CharField(200, default="")
    reason = CharField(200, default="")
    accepted_by = CharField(80, default="")
    ended_at = UtcField(null=True)
    wrong_pins = SmallIntegerField(default=0)
    locked_at = UtcField(null=True)
    consent_at = UtcField(null=True)
    consent_by = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    last_four = CharField(4, default="")
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("client", "day"), False),)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


OPEN = ("asked", "confirmed")
Voucher.add_index(Voucher.index(Voucher.day, Voucher.id, name="voucher_open", where=Voucher.ended_at.is_null()))


class DeskShowing(Model):
    """A partner's desk saw whose voucher it took: the whole name and the last four of the document. Only ever added (a
    trigger); one a voucher, as it is taken once."""

    voucher = ForeignKeyField(Voucher, unique=True, backref="+", on_delete="RESTRICT")
    partner = ForeignKeyField(Partner, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()

    class Meta:
        table_name = "desk_showing"


@once("submission")
class VoucherNews(Model):
    """What staff told the client on the way to a confirmation ("the 10th is full, the 11th is asked for")."""

    voucher = ForeignKeyField(Voucher, backref="+", on_delete="RESTRICT")
    words = CharField(200)
    author = ForeignKeyField(Account, null=True, backref="+", on_delete="RESTRICT", index=False)
    at = UtcField()
    submission = CharField(36, null=True)
