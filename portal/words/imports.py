"""Imports in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

STATES = {
    "mapping": State("wait", _l("Waits for an answer")),
    "staging": State("info", _l("Being read")),
    "review": State("wait", _l("To be reviewed")),
    "loading": State("info", _l("Being written")),
    "done": State("done", _l("Imported")),
    "unreadable": State("late", _l("Cannot be read")),
    "failed": State("late", _l("Failed")),
    "cancelled": State("plain", _l("Given up")),
    "undoing": State("info", _l("Being undone")),
    "undone": State("plain", _l("Undone")),
    "taking_back": State("info", _l("Being taken back")),
}


OUTCOMES = {
    "new": State("done", _l("Added")),
    "changed": State("info", _l("Changed")),
    "unchanged": State("plain", _l("Unchanged")),
    "duplicate": State("wait", _l("Looks known")),
    "rejected": State("late", _l("Rejected")),
    "skipped": State("plain", _l("Passed over")),
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


ENCODINGS: dict[str, Any] = {
    "utf-8": _l("UTF-8 (international)"),
    "gb18030": _l("GB18030 (Chinese, also GBK and GB2312)"),
    "cp1252": _l("Windows 1252 (Western European)"),
    "latin-1": _l("Windows 1252 (Western European)"),
    "utf-16": _l("UTF-16 (Unicode text of Excel)"),
    "utf-16-le": _l("UTF-16 (Unicode text of Excel)"),
    "utf-16-be": _l("UTF-16 (Unicode text of Excel)"),
}
"""How the letters of a file may be written."""

LIKENESS: dict[str, Any] = {
    "document": _l("the same document"),
    "name_phone": _l("the same phone, the same name"),
    "name_birthday": _l("the same name, the same birthday"),
    "company_name": _l("the same company name"),
    "sound_phone": _l("the same phone, a name that sounds alike"),
    "phone": _l("the same phone, another name"),
    "namesake": _l("the same name, another phone"),
    "alike": _l("alike in several details"),
    "": _l("alike in several details"),
}
"""Why a row looks like somebody who is known."""

ORIGINS: dict[str, Any] = {"web": _l("Uploaded"), "folder": _l("Nightly folder"), "command": _l("Command line")}

DEEDS: dict[str, Any] = {
    "import.done": _l("%(actor)s imported %(format)s into %(place)s"),
    "import.received": _l("%(actor)s uploaded %(files)s for %(place)s"),
    "import.confirmed": _l("%(actor)s confirmed the import of %(files)s"),
    "import.mended": _l("%(actor)s mended line %(line)s of %(files)s before its import"),
    "import.discarded": _l("%(actor)s gave up the import of %(files)s"),
    "import.stopped": _l("%(actor)s stopped the import of %(files)s"),
    "import.rejected": _l("%(actor)s downloaded the rejected rows of %(files)s"),
    "import.undo_asked": _l("%(actor)s asked to undo the import of %(files)s"),
    "import.undone": _l("%(actor)s undid the import of %(files)s"),
}

NOTICES: dict[str, Any] = {
    "import.done": _l("The import of %(files)s into %(place)s is done"),
    "import.undone": _l("The import of %(files)s into %(place)s is undone"),
    "import.moved": _l("Records changed while %(files)s for %(place)s waited: please review these rows again"),
    "import.waits": _l("The nightly file %(files)s for %(place)s needs a look: rows are rejected or undecided"),
    "import.asks": _l("%(files)s for %(place)s cannot be read before somebody answers a question"),
    "import.read": _l("%(files)s for %(place)s is read and waits for your review"),
    "import.ends_soon": _l("%(files)s for %(place)s still waits; without a decision it is given up in a week"),
    "import.given_up": _l("%(files)s for %(place)s was given up: nobody decided in time, and nothing was written"),
    "import.unreadable": _l("The nightly file %(files)s for %(place)s cannot be read"),
}

TASKS: dict[str, tuple[Any, Any]] = {
    "imports.stage": (_l("Reading files for an import"), _l("The files are read.")),
    "imports.check": (_l("Checking the rows of an import again"), _l("The rows are checked.")),
    "imports.load": (_l("Writing an import"), _l("The import is written.")),
    "imports.undo": (_l("Undoing an import"), _l("The undo has ended.")),
}
"""Kind of background work → (its title, the sentence at its end with what the work answered)."""

FIELDS: dict[str, Any] = {**TABLES}
"""What an import counts."""


def field_label(name: str) -> str:
    """What an import counts by file is called as the file is."""
    return name
