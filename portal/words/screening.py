"""Lists and their names in words."""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l

LIST_STATES = {
    "draft": _l("Draft"),
    "submitted": _l("With head office"),
    "returned": _l("Returned with questions"),
    "decided": _l("Decided"),
    "withdrawn": _l("Given up"),
}
