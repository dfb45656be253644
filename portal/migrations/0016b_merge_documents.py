"""The document that a kept record had before a merge stands beside it, where a change of the key finds it."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("client_merge", "kept_document", TextField(default="")))
