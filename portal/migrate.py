"""Bring a database up to date, or say that it is not."""

from pathlib import Path

from playhouse.migrations import Runner

from .database import database, write

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
    """Apply what is pending, all in one transaction: a migration that fails leaves the database as it was."""
    with write():
        return runner().up()
