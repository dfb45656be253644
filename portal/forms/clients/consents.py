"""What a client agreed to or refused, as staff write it down."""

from __future__ import annotations

from typing import Any

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField
from portal.forms.shared.fields import Day, Line, required
from portal.ground.i18n import lazy_gettext as _l
from portal.words.consents import CHANNELS, TITLES


class ConsentForm(PortalForm):
    """To agree and to withdraw ask for the same."""

    kind = RadioField(_l("What it is about"), [required()], choices=list(TITLES.items()))
    given = RadioField(
        _l("What the client says"),
        [required()],
        choices=[("1", _l("He agrees")), ("0", _l("He refuses or withdraws"))],
    )
    channel = RadioField(_l("How he said it"), [required()], choices=CHANNELS)
    said_on = Day(_l("On which day"), [required()])
    evidence = Line(
        _l("What proves it"), 200, description=_l("The recording's number, the form's place, who was there; staff only")
    )

    def wish(self) -> dict[str, Any]:
        return {
            "kind": self.kind.data,
            "given": self.given.data == "1",
            "channel": self.channel.data,
            "said_on": self.said_on.data,
            "evidence": self.evidence.data,
            "submission": self.submission.data,
        }
