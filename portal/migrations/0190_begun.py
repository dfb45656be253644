"""Who has begun to record a contact with a client: colleagues see it today."""

from peewee import ForeignKeyField, Model

from portal.database import UtcField


def up(migrator, db):
    def other(name):
        meta = type("Meta", (), {"database": db, "table_name": name})
        return type(name.title(), (Model,), {"Meta": meta})

    Client, Staff = other("client"), other("staff")

    class Begun(Model):
        client = ForeignKeyField(Client, backref="+", on_delete="CASCADE", index=False)
        staff = ForeignKeyField(Staff, backref="+", on_delete="CASCADE", index=False)
        at = UtcField()

        class Meta:
            database = db
            table_name = "begun"
            indexes = ((("client", "staff"), True),)

    db.create_tables([Begun])
