"""Filters, tags and files of clients in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp

DEEDS: dict[str, Any] = {
    "clients.tagged": _l("%(actor)s added the tag “%(tag)s” to %(count)s clients"),
    "clients.untagged": _l("%(actor)s removed the tag “%(tag)s” from %(count)s clients"),
    "clients.exported": _l("%(actor)s exported %(count)s clients as %(kind)s (filter: %(filter)s)"),
    "clients.exported_whole": _l(
        "%(actor)s exported %(count)s clients with whole numbers as %(kind)s (filter: %(filter)s), because: %(reason)s"
    ),
    "clients.fetched": _l("%(actor)s took away a file with %(count)s clients as %(kind)s"),
    "clients.fetched_whole": _l("%(actor)s took away a file with whole numbers of %(count)s clients as %(kind)s"),
    "tag.created": _l("%(actor)s put the tag “%(tag)s” on the branch’s list"),
    "tag.changed": _l("%(actor)s changed the tag “%(tag)s”"),
    "tag.removed": _l("%(actor)s deleted the tag “%(tag)s”, which %(count)s clients carried"),
    "filter.saved": _l("%(actor)s saved the filter “%(filter)s”"),
    "filter.changed": _l("%(actor)s changed what the filter “%(filter)s” shows"),
    "filter.renamed": _l("%(actor)s changed the name or the readers of the filter “%(filter)s”"),
    "filter.frozen": _l("%(actor)s froze the filter “%(filter)s” with %(count)s clients"),
    "filter.deleted": _l("%(actor)s deleted the filter “%(filter)s”"),
}

TASKS: dict[str, tuple[Any, Any]] = {
    "exports.clients": (_l("Writing a file of clients"), _l("The file with %(count)s clients is ready.")),
    "clients.bulk": (_l("A deed on many clients"), _l("Done for %(count)s clients.")),
}
"""Kind of background work → (its title, the sentence at its end with what the work answered)."""

FIELDS: dict[str, Any] = {
    "name": _lp("of a filter or a tag", "Name"),
    "colour": _l("Colour"),
    "query": _l("Filter"),
    "ordered": _l("Order"),
    "shared_with": _l("Who sees it"),
}
"""What its columns are called, also in the audit trail."""
