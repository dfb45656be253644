"""Partners: who they are, what a use costs, the end of a contract; what their desk types."""

from __future__ import annotations

from typing import Any

from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import SelectField
from portal.forms.shared.fields import Day, Line, Money, optional, required
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Partner
from portal.words.partners import FIELDS, KINDS

PLAIN = ("name_zh", "name_en", "place", "address", "contact", "phone")
KEPT = ("kind", *PLAIN, "contract_since", "contract_until")


class PartnerForm(PortalForm):
    branch = SelectField(FIELDS["branch"], [required()])
    kind = SelectField(FIELDS["kind"], [required()], choices=KINDS, default="other")
    name_zh = Line(FIELDS["name_zh"], 80)
    name_en = Line(FIELDS["name_en"], 120)
    place = Line(FIELDS["place"], 80, needed=False)
    address = Line(FIELDS["address"], 200, needed=False)
    contact = Line(FIELDS["contact"], 120, needed=False)
    phone = Line(FIELDS["phone"], 20, needed=False)
    contract_since = Day(FIELDS["contract_since"], [required()])
    contract_until = Day(FIELDS["contract_until"], [optional()], description=_l("Empty: until it is closed."))

    def values(self) -> dict[str, Any]:
        """What was typed, as a partner keeps it."""
        found = {name: self[name].data or "" for name in PLAIN} | {"kind": self.kind.data}
        return found | {name: self[name].data for name in ("contract_since", "contract_until")}

    def fill(self, row: Partner) -> PartnerForm:
        """What stands in the form before anybody types."""
        for name in KEPT:
            self[name].data = getattr(row, name)
        return self


class PriceForm(PortalForm):
    benefit = SelectField(FIELDS["benefit"], [required()])
    price = Money(FIELDS["price"], [required()], description=_l("Yuan; 0 where it is free for the bank"))
    since = Day(
        FIELDS["since"], [required()], description=_l("It goes for uses from that day on; months that are closed stay.")
    )


class EndContractForm(PortalForm):
    until = Day(FIELDS["until"], [required()])
    reason = Line(FIELDS["reason"], 200)


class DeskNumberForm(PortalForm):
    number = Line(_l("Number of the voucher"), 12, description=_l("As it stands under the code, for example K7M2-Q9XB"))
