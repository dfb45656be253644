"""Bring a database up to date, or say that it is not."""

from pathlib import Path

from peewee import IntegrityError
from playhouse.migrations import Runner

from portal.database import database, engine, write

FOLDER = Path(__file__).parent / "migrations"


def runner() -> Runner:
    return Runner(database.obj, str(FOLDER))


def pending() -> list[str]:
    """Names of the migrations that this database has not seen."""
    return [step.name for step in runner().status() if step.applied is None]


def unknown() -> list[str]:
    """Names of migrations that this database has seen and this portal has not (a newer portal made it)."""
    return [step.name for step in runner().status() if step.path is None]


def migrate() -> list[str]:
    """Apply what is pending, all in one transaction: a migration that fails leaves the database as it was.

    SQLite builds a table anew to change a column; while it does so nothing may look after the keys that point to the
    old one, so they are looked after at the end. Raises IntegrityError when a key points nowhere then.
    """
    if engine() != "sqlite":
        with write():
            return runner().up()
    database.execute_sql("PRAGMA foreign_keys = OFF")
    try:
        with write():
            done = runner().up()
            lost = database.execute_sql("PRAGMA foreign_key_check").fetchall() if done else []
            if lost:
                raise IntegrityError(f"a migration left rows that point nowhere: {lost[:5]}")
            return done
    finally:
        database.execute_sql("PRAGMA foreign_keys = ON")
