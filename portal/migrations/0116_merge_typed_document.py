"""A document that was typed at a merge waits encrypted for the second person, where a change of the key finds it."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("client_merge", "typed_document", TextField(default="")))
