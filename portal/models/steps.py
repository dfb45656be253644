"""Checklists: what is to be done for a matter, by whom and until when. One table for whatever has steps."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, UtcField
from portal.models.organisation import Staff


class Step(Model):
    """A line of a checklist. `matter` and `matter_id` say what it is of ("event"); `offset` counts working days from
    the matter's day (negative: before it), `due_on` is what comes of it. `state`: open, done, or ended with its matter.
    """

    matter = CharField(10)
    matter_id = IntegerField()
    position = SmallIntegerField(default=0)
    label = CharField(120)
    offset = SmallIntegerField(default=0)
    due_on = DateField()
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    state = CharField(6, default="open")
    done_at = UtcField(null=True)
    done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("matter", "matter_id", "position"), False),)


Step.add_index(Step.index(Step.staff, Step.due_on, Step.id, name="step_open", where=Step.state == "open"))
