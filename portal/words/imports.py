"""Imports in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

STATES: dict[str, tuple[str, Any]] = {
    "mapping": ("wait", _l("Columns to be named")),
    "staging": ("info", _l("Being read")),
    "review": ("wait", _l("To be reviewed")),
    "loading": ("info", _l("Being written")),
    "done": ("done", _l("Imported")),
    "unreadable": ("late", _l("Cannot be read")),
    "failed": ("late", _l("Failed")),
    "cancelled": ("plain", _l("Given up")),
    "undoing": ("info", _l("Being undone")),
    "undone": ("plain", _l("Undone")),
    "taking_back": ("info", _l("Being taken back")),
}


OUTCOMES: dict[str, tuple[str, Any]] = {
    "new": ("done", _l("Added")),
    "changed": ("info", _l("Changed")),
    "unchanged": ("plain", _l("Unchanged")),
    "duplicate": ("wait", _l("Looks known")),
    "rejected": ("late", _l("Rejected")),
    "skipped": ("plain", _l("Passed over")),
}


TABLES: dict[str, Any] = {
    "clients": _l("Clients"),
    "accounts": _l("Accounts"),
    "rights": _l("Rights in accounts"),
    "cards": _l("Cards"),
    "loans": _l("Loans"),
    "standing_orders": _l("Standing orders"),
    "transactions": _l("Transactions"),
    "contacts": _l("Contacts"),
    "services": _l("Service contracts"),
    "balances": _l("Balances by day"),
    "districts": _l("Districts"),
}


ORIGINS: dict[str, Any] = {"web": _l("Uploaded"), "folder": _l("Nightly folder"), "command": _l("Command line")}
