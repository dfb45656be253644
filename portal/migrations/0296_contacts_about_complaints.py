"""A contact, also one that did not reach the client, knows which complaint it was about."""

from peewee import ForeignKeyField, Model


def up(migrator, db):
    class Request(Model):
        class Meta:
            database = db
            table_name = "request"

    field = ForeignKeyField(Request, field=Request.id, null=True, on_delete="RESTRICT", index=False)
    migrator.migrate(migrator.add_column("contact", "complaint_id", field))
    after = "f.client_id = contact.client_id AND f.complaint"
    db.execute_sql(
        "UPDATE contact SET complaint_id = (SELECT r.id FROM follow_up f JOIN request r ON r.number = f.ref "  # noqa: S608
        f"WHERE {after} AND f.contact_id = contact.id) "
        f"WHERE EXISTS (SELECT 1 FROM follow_up f WHERE {after} AND f.contact_id = contact.id)"
    )
    # an attempt kept no trace of its call: what was tried while one was open may have been about it
    open_then = f"{after} AND f.made_at <= contact.happened_at AND (f.done_at IS NULL OR contact.happened_at < f.done_at)"
    db.execute_sql(
        "UPDATE contact SET complaint_id = (SELECT MAX(r.id) FROM follow_up f JOIN request r ON r.number = f.ref "  # noqa: S608
        f"WHERE {open_then}) WHERE outcome <> 'reached' AND complaint_id IS NULL "
        f"AND EXISTS (SELECT 1 FROM follow_up f WHERE {open_then})"
    )
