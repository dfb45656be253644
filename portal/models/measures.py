"""How VIPs stood month by month, for the figures of people, teams and branches. The running month is of last night."""

from __future__ import annotations

from peewee import BooleanField, DateField, ForeignKeyField, IntegerField

from portal.database import Model
from portal.models.organisation import Branch, Staff


class VipMonth(Model):
    """A VIP on the last day of a month (`month` is its first): his branch, who is credited with his seats, who kept his
    contact (`keeper`, by his plan) and whether it was `kept`; None where no plan ran.

    `client` is an id without a tie: the history stays when the record goes or is merged.
    """

    client = IntegerField(column_name="client_id")
    month = DateField()
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    manager = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    adviser = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    keeper = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    kept = BooleanField(null=True)

    class Meta:
        table_name = "vip_month"
        indexes = ((("client", "month"), True), (("month", "branch", "client"), False))


class VipMonthCount(Model):
    """The rows of a month counted by branch and people (derived): how many VIPs, with a plan that ran, kept."""

    month = DateField()
    branch = ForeignKeyField(Branch, backref="+", on_delete="RESTRICT", index=False)
    manager = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    adviser = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    keeper = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    vips = IntegerField()
    due = IntegerField()
    kept = IntegerField()

    class Meta:
        table_name = "vip_month_count"
        indexes = ((("branch", "month"), False), (("month",), False))
