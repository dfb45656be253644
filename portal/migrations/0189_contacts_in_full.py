"""A next step is addressed to a seat or promised by a person, and derived is who has it; the hour and the place that
were agreed, the words of a contact and whom of a company it reached; occasions by their first date."""

from peewee import CharField, DateField, ForeignKeyField, Model

from portal.database import UtcField


def up(migrator, db):
    def other(name):
        meta = type("Meta", (), {"database": db, "table_name": name})
        return type(name.title().replace("_", ""), (Model,), {"Meta": meta})

    Client, Staff, Contact, Account = map(other, ("client", "staff", "contact", "account"))
    person = {"field": Staff.id, "null": True, "on_delete": "RESTRICT", "index": False}

    class ContactWord(Model):
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)
        kind = CharField(max_length=8)
        word = CharField(max_length=60)

        class Meta:
            database = db
            table_name = "contact_word"
            indexes = ((("contact", "kind"), False),)

    class Occasion(Model):
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE")
        what = CharField(max_length=60)
        first = DateField()
        every = CharField(max_length=5)
        author = ForeignKeyField(Staff, backref="+", on_delete="RESTRICT", index=False)
        created_at = UtcField()
        submission = CharField(max_length=36, null=True, unique=True)

        class Meta:
            database = db
            table_name = "occasion"

    migrator.migrate(
        migrator.add_column("contact", "next_at", CharField(max_length=5, default="")),
        migrator.add_column("contact", "next_place", CharField(max_length=120, default="")),
        migrator.add_column(
            "contact",
            "person_id",
            ForeignKeyField(Account, field=Account.id, null=True, on_delete="RESTRICT", index=False),
        ),
        migrator.drop_not_null("next_step", "staff_id"),
        migrator.add_column("next_step", "seat", CharField(max_length=8, default="manager")),
        migrator.add_column("next_step", "holder_id", ForeignKeyField(Staff, **person)),
        migrator.add_column("next_step", "held_for_id", ForeignKeyField(Staff, **person)),
    )
    db.create_tables([ContactWord, Occasion])
    db.execute_sql("UPDATE next_step SET holder_id = staff_id WHERE done_at IS NULL")
    db.execute_sql("CREATE INDEX next_step_of_staff ON next_step (holder_id, due) WHERE done_at IS NULL")
