"""Checklists: what is to be done for a matter, by whom and until when. One table for whatever has steps: the lines of
an event, the call on a client whose seat was handed over, the record of a name after its approval."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from portal.database import Model, UtcField
from portal.models.contacts import Contact
from portal.models.organisation import Staff


class Step(Model):
    """A line of a checklist. `matter` and `matter_id` say what it is of: "event"; "handover", a seat that passed
    (`handover_seat`); "name", a name on a list. The last two have one line each.

    `offset` counts working days from the matter's day (negative: before it), `due_on` is what comes of it. `staff`
    none: it is for whom the matter names, so who is in charge of the event, who receives the seat, who completes the
    record. `state`: open, done, or ended; `words` why it ended undone. `contact`: by what it was done.
    """

    matter = CharField(10)
    matter_id = IntegerField()
    position = SmallIntegerField(default=0)
    label = CharField(120, default="")
    offset = SmallIntegerField(default=0)
    due_on = DateField()
    staff = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    state = CharField(6, default="open")
    done_at = UtcField(null=True)
    done_by = ForeignKeyField(Staff, null=True, backref="+", on_delete="RESTRICT", index=False)
    words = CharField(200, default="")
    contact = ForeignKeyField(Contact, null=True, backref="+", on_delete="SET NULL", index=False)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("matter", "matter_id", "position"), False),)


Step.add_index(Step.index(Step.staff, Step.due_on, Step.id, name="step_open", where=Step.state == "open"))
Step.add_index(Step.index(Step.matter, Step.due_on, Step.id, name="step_due", where=Step.state == "open"))
Step.add_index(
    Step.index(Step.matter, Step.matter_id, unique=True, name="step_one", where=Step.matter.in_(["handover", "name"]))
)
