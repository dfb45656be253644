"""What a follow-up call follows, in words."""

from __future__ import annotations

from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.reads import reference


def why(cause: str, about: str) -> str:
    """`about` is a subject, a title, or the code of a product or a level."""
    if cause == "deal":
        known = reference.products().get(about) or reference.product_classes().get(about)
        return _("after a new product: %(what)s", what=named(known) if known else about)
    if cause == "request":
        return _("after a request was settled: %(what)s", what=about)
    if cause == "event":
        return _("after the event: %(what)s", what=about)
    level = reference.tiers().get(about)
    return _("after the change of level to %(what)s", what=named(level) if level else about)
