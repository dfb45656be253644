"""A wave of invitations says until when its clients should answer, and it is kept who had not by then; an audience is
narrowed by the interests that records have."""

from peewee import BooleanField, CharField

from portal.database import JsonField, UtcField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("event_audience", "answer_by", JsonField(default=dict)),
        migrator.add_column("event_audience", "interests", CharField(max_length=200, default="")),
        migrator.add_column("invitation", "answer_until", UtcField(null=True)),
        migrator.add_column("invitation", "closed_at", UtcField(null=True)),
        migrator.add_column("invitation", "silent", BooleanField(default=False)),
    )
    db.execute_sql(
        'CREATE INDEX "invitation_ends" ON "invitation" ("answer_until") '
        'WHERE "answer_until" IS NOT NULL AND "closed_at" IS NULL'
    )
