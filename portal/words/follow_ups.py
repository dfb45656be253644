"""Follow-up calls in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp

CAUSES = [
    ("deal", _lp("follow-up", "New product")),
    ("request", _l("Resolved request")),
    ("event", _l("Event")),
    ("tier", _l("Change of level")),
]
ANSWERS = [("yes", _l("Yes")), ("partly", _l("Partly")), ("no", _l("No"))]

DEEDS: dict[str, Any] = {"follow_up.done": _l("%(actor)s made a follow-up call to %(client)s")}

FIELDS: dict[str, Any] = {
    "satisfied": _l("Is the client satisfied?"),
    "understood": _l("Did he understand the product, or what was said?"),
    "remark": _l("Anything else, in his words"),
}
