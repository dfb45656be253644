"""Signing: what was drawn, or one's name and password; declining."""

from __future__ import annotations

from wtforms import FileField, PasswordField
from wtforms.validators import InputRequired

from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import Day, Name, Text, required
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.words.signatures import FIELDS

NO_SCAN = _l("Please choose a photo or scan of the signed paper (JPEG or PNG, up to 10 MB).")


class DrawForm(PortalForm):
    """The page's script puts the picture in when the form is sent."""

    picture = FileField(FIELDS["picture"])

    def drawn(self) -> bytes:
        """What came, at most so much that it can be refused; b"" for nothing."""
        read = getattr(self.picture.data, "read", None)
        return read() if read else b""


class TypeForm(PortalForm):
    typed_name = Name(FIELDS["typed_name"], 120, render_kw={"autocomplete": "name"})
    password = PasswordField(FIELDS["password"], [required()], render_kw={"autocomplete": "current-password"})


class PaperForm(PortalForm):
    """What a client signed by hand, with a picture of it."""

    signer = Name(FIELDS["signer"], 120)
    day = Day(FIELDS["day"], [required()], default=lambda: clock.today())
    scan = FileField(FIELDS["scan"], [InputRequired(NO_SCAN)], render_kw={"accept": "image/jpeg,image/png"})

    def scanned(self) -> bytes:
        read = getattr(self.scan.data, "read", None)
        return read() if read else b""


class DeclineForm(PortalForm):
    reason = Text(FIELDS["reason"], 200)
