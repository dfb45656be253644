"""Follow-up calls, and the log of who was asked for his opinion. What lies in the past wants no call."""

from peewee import BigIntegerField, BooleanField, CharField, DateField, ForeignKeyField, Model

from portal.database import UtcField

NEWEST = {
    "request": "SELECT MAX(id) FROM request_entry",
    "deal": "SELECT MAX(id) FROM deal",
    "tier": "SELECT MAX(id) FROM tier_change",
}


def up(migrator, db):
    def other(name):
        return type(name.title().replace("_", ""), (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})

    Client, Staff, Contact, Request = map(other, ("client", "staff", "contact", "request"))
    person = {"null": True, "backref": "+", "on_delete": "RESTRICT", "index": False}

    class FollowUp(Model):
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        seat = CharField(max_length=8)
        cause = CharField(max_length=8)
        cause_key = CharField(max_length=40)
        complaint = BooleanField(default=False)
        about = CharField(max_length=160, default="")
        ref = CharField(max_length=24, default="")
        made_at = UtcField()
        due = DateField()
        questions = BooleanField(default=True)
        holder = ForeignKeyField(Staff, **person)
        held_for = ForeignKeyField(Staff, **person)
        done_at = UtcField(null=True)
        done_by = ForeignKeyField(Staff, **person)
        contact = ForeignKeyField(Contact, **person)
        satisfied = CharField(max_length=6, default="")
        understood = CharField(max_length=6, default="")
        remark = CharField(max_length=1000, default="")
        request = ForeignKeyField(Request, **person)

        class Meta:
            database = db
            table_name = "follow_up"
            indexes = ((("cause", "cause_key"), True), (("client", "id"), False), (("done_at",), False))

    class Asking(Model):
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        source = CharField(max_length=12)
        key = CharField(max_length=56)
        at = UtcField()

        class Meta:
            database = db
            table_name = "asking"
            indexes = ((("source", "key"), True), (("client", "at"), False))

    class FollowUpLook(Model):
        source = CharField(max_length=8, primary_key=True)
        upto = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "follow_up_look"

    still = FollowUp.done_at.is_null()
    FollowUp.add_index(FollowUp.index(FollowUp.holder, FollowUp.due, name="follow_up_of_staff", where=still))
    FollowUp.add_index(FollowUp.index(FollowUp.due, FollowUp.id, name="follow_up_open", where=still))
    db.create_tables([FollowUp, Asking, FollowUpLook])
    for source, newest in NEWEST.items():
        FollowUpLook.create(source=source, upto=db.execute_sql(newest).fetchone()[0] or 0)
    held = db.execute_sql("SELECT MAX(ends_at) FROM event WHERE state = 'held'").fetchone()[0]
    moment = UtcField().python_value(held) if held else None
    FollowUpLook.create(source="event", upto=int(moment.timestamp()) if moment else 0)
