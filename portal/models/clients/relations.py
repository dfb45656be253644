"""Relations of a client: family, work, who introduced whom. Both directions stand in one row, in the order of their
roles."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField

from portal.database import Model, UtcField, once
from portal.models.clients.client import Client
from portal.models.organisation import Staff


@once("submission")
class Relation(Model):
    """`first` is spouse, parent, colleague, employer, supplier or introducer (`kind`) of `second`, until the day before
    `until`.

    One side may be a person outside the client base, then that side is empty and `outside` has the name. Of two equals
    (spouse, colleague) the older client stands first. The database refuses the same current relation twice, a second
    current spouse (trigger) and a second introducer.
    """

    first = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT", index=False)
    second = ForeignKeyField(Client, null=True, backref="+", on_delete="RESTRICT", index=False)
    outside = CharField(64, default="")
    kind = CharField(12)
    since = DateField(null=True)
    until = DateField(null=True)
    note = CharField(200, default="")
    author = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_reason = CharField(200, default="")
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("first", "kind", "id"), False), (("second", "kind", "id"), False))


_CURRENT = Relation.until.is_null()
for _index in (
    Relation.index(Relation.kind, Relation.first, Relation.second, unique=True, name="relation_once", where=_CURRENT),
    Relation.index(
        Relation.kind,
        Relation.first,
        Relation.outside,
        unique=True,
        name="relation_once_outside_second",
        where=_CURRENT & Relation.second.is_null(),
    ),
    Relation.index(
        Relation.kind,
        Relation.second,
        Relation.outside,
        unique=True,
        name="relation_once_outside_first",
        where=_CURRENT & Relation.first.is_null(),
    ),
    Relation.index(
        Relation.second, unique=True, name="relation_one_introducer", where=_CURRENT & (Relation.kind == "introducer")
    ),
):
    Relation.add_index(_index)
