"""Columns said by hand are known again by the set of their headings and keep their source; a row says why it looks known."""

from peewee import CharField

from portal.database import JsonField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("import_mapping", "headings", JsonField(default=list)),
        migrator.add_column("import_mapping", "name", CharField(80, default="")),
        migrator.add_column("import_mapping", "source", CharField(16, default="")),
        migrator.add_column("import_row", "reason", CharField(24, default="")),
    )
