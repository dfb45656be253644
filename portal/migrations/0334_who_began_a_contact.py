"""Who began a contact: we or the client."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column("contact", "began", CharField(max_length=6, default="we")))
