"""What a test left in the audit trail."""

from __future__ import annotations

from peewee import DatabaseError, InterfaceError, ModelSelect

from portal.database import database
from portal.models import ALL, AuditEntry
from portal.words import said


def unnamed_columns() -> set[tuple[str, str]]:
    """(deed, column) of every change whose area does not say what the column is called."""
    try:
        entries = list(AuditEntry.select(AuditEntry.action, AuditEntry.changes).tuples())
    except (DatabaseError, InterfaceError):  # a test that took the tables or the connection away
        return set()
    return {
        (action, column)
        for action, changes in entries
        if action in said.DEEDS
        for column in changes or {}
        if not said.label(said.AREA_OF[action], column.removesuffix("_id"))
    }


def deeds() -> ModelSelect:
    """The trail without what was refused (`security.*`): what people did."""
    return AuditEntry.select().where(~AuditEntry.action.startswith("security."))


def counts() -> dict[str, int]:
    """How many rows each table has. Devices come and go with the visits of the tests themselves; what was refused
    stands in the trail beside the deeds; a refused form shows the record, which leaves its trace, and a text to sign notes who opened it.
    """
    apart = ("SignIn", "SignInFailure", "AuditEntry", "RecordAccess", "SignatureEvent")
    asked = " UNION ALL ".join(
        f"SELECT '{model.__name__}', COUNT(*) FROM \"{model._meta.table_name}\""
        for model in ALL
        if model.__name__ not in apart
    )
    return dict(database.execute_sql(asked).fetchall()) | {"deeds": deeds().count()}
