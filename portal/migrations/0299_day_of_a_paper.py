"""The day that a signed paper bears has a column of its own."""

from peewee import DateField


def up(migrator, db):
    migrator.migrate(migrator.add_column("signature", "signed_on", DateField(null=True)))
