"""A request may name the moment at which the client wants to be called, and what on his page it began with."""

from peewee import CharField

from portal.database import UtcField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("request", "call_at", UtcField(null=True)),
        migrator.add_column("request", "start", CharField(max_length=48, default="")),
    )
