"""The catalogue of benefits: a benefit, and a version of one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, cast

from wtforms import BooleanField, FileField, StringField
from wtforms.validators import Regexp, ValidationError

from portal.forms.shared.asked import AskedMixin, asking, fill_slots, slot_fields, typed_slots
from portal.forms.shared.base import PortalForm
from portal.forms.shared.choosing import RadioField, SelectField
from portal.forms.shared.fields import Day, Line, Money, Name, Text, Whole, between, cleaned, optional, required
from portal.ground import clock, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import BenefitVersion
from portal.models.benefits.catalogue import UNLIMITED
from portal.reads import reference
from portal.reads.benefits.partners import in_contract
from portal.rules.benefits.asks import read
from portal.rules.shared.addresses import row_id
from portal.rules.shared.pictures import MAX_BYTES
from portal.rules.shared.uploads import Upload
from portal.words.benefits import (
    AFTER_DAY,
    CAUSES,
    CONFIRMED_BY,
    FIELDS,
    GUEST_RULES,
    ICONS,
    KINDS,
    PERIODS,
    PERSONS,
    UNITS,
)

PLAIN = (
    *("name_zh", "name_en", "words_zh", "words_en", "terms_zh", "terms_en", "place_zh", "place_en"),
    *("proof_zh", "proof_en", "alt_zh", "alt_en", "reason"),
)
CHOSEN = (
    *("kind", "goods", "unit", "guest_rule", "confirmed_by", "after_day", "period", "pro_rata", "carry_over"),
    *("says_result", "terms_signed"),
)
MOST = 1_000_000


class Amount(StringField):
    """How much: a whole number, "unlimited", or nothing. Its data is a number, -1 or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        text = cleaned(valuelist[0] if valuelist else "").lower()
        if text in ("", "-", "–"):
            return
        if text in ("unlimited", "不限", "无限"):
            self.data = UNLIMITED
        elif re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= MOST:
            self.data = int(text)
        else:
            raise ValueError(str(_l("Please enter a whole number, or “unlimited”.")))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else _("unlimited") if self.data == UNLIMITED else str(self.data)


class VersionForm(PortalForm):
    """A version of a benefit. Make it by `of_tiers`: it has an amount, and one for guests, for each tier, and slots for
    what it asks."""

    name_zh = Line(FIELDS["name_zh"], 48)
    name_en = Line(FIELDS["name_en"], 80)
    words_zh = Line(FIELDS["words_zh"], 240, needed=False)
    words_en = Line(FIELDS["words_en"], 360, needed=False)
    terms_zh = Text(FIELDS["terms_zh"], 2000, needed=False)
    terms_en = Text(FIELDS["terms_en"], 3000, needed=False)
    place_zh = Line(FIELDS["place_zh"], 120, needed=False)
    place_en = Line(FIELDS["place_en"], 160, needed=False)
    proof_zh = Line(FIELDS["proof_zh"], 120, needed=False)
    proof_en = Line(FIELDS["proof_en"], 160, needed=False)
    picture = FileField(
        FIELDS["picture"],
        [optional()],
        description=_l("JPEG, PNG or WebP, up to 5 MB; it is cut to 16:9 and written anew, without its metadata."),
        render_kw={"accept": "image/jpeg,image/png,image/webp", "data-most": 1, "data-each": MAX_BYTES},
    )
    no_picture = BooleanField(_l("Show no picture any more"))
    alt_zh = Line(FIELDS["alt_zh"], 120, needed=False, description=_l("For people who do not see it"))
    alt_en = Line(FIELDS["alt_en"], 160, needed=False)
    kind = RadioField(FIELDS["kind"], [required()], choices=KINDS, default="count")
    unit = SelectField(FIELDS["unit"], choices=UNITS, default="time")
    goods = BooleanField(FIELDS["goods"], description=_l("A thing or money, not a service: it takes no points (R10)."))
    points_price = Whole(FIELDS["points_price"], [optional(), between(0, MOST)])
    period = SelectField(FIELDS["period"], choices=PERIODS, default="calendar_year")
    pro_rata = BooleanField(
        FIELDS["pro_rata"], description=_l("Who begins later in the period has a part of it, by begun months.")
    )
    carry_over = BooleanField(FIELDS["carry_over"], description=_l("Once, to the end of the period that follows."))
    guest_rule = RadioField(FIELDS["guest_rule"], [required()], choices=GUEST_RULES, default="none")
    days_ahead = Whole(FIELDS["days_ahead"], [optional(), between(0, 90)], description=_l("0: the same day will do."))
    blackout = Text(
        FIELDS["blackout"], 2000, needed=False, description=_l("One day a line, as 2026-12-24. They come each once.")
    )
    confirmed_by = RadioField(FIELDS["confirmed_by"], [required()], choices=CONFIRMED_BY, default="staff")
    says_result = BooleanField(
        FIELDS["says_result"],
        description=_l("An appointment: the client reads with the confirmation where, when and with whom."),
    )
    terms_signed = BooleanField(
        FIELDS["terms_signed"],
        description=_l(
            "Terms in both languages are then needed. Changed terms are signed anew, the same ones are not."
        ),
    )
    after_day = RadioField(FIELDS["after_day"], [required()], choices=AFTER_DAY, default="returns")
    partner = SelectField(
        FIELDS["partner"], default="", description=_l("Its desk takes the vouchers, and it is settled with.")
    )
    shows_document = BooleanField(
        FIELDS["shows_document"],
        description=_l("A hospital: with the client's consent its desk sees the whole name and the last four figures."),
    )
    cost = Money(FIELDS["cost"], [optional()], description=_l("What one use costs the bank, yuan"))
    for_companies = BooleanField(FIELDS["for_companies"], default=True)
    since = Day(FIELDS["since"], [required()])
    until = Day(FIELDS["until"], [optional()], description=_l("What was granted by then stays to its own end."))
    reason = Line(FIELDS["reason"], 200, needed=False)

    @classmethod
    def of_tiers(cls, *args: Any, **kwargs: Any) -> Any:
        """The form over the bank's tiers."""
        fields: dict[str, Any] = {}
        for tier in reference.tiers().values():
            if tier.rank:
                named = i18n.named(tier)
                fields[f"amount_{tier.code}"] = Amount(_("%(tier)s, a period", tier=named), [optional()])
                fields[f"guests_{tier.code}"] = Amount(_("%(tier)s, for guests", tier=named), [optional()])
        made = type(cls.__name__, (cls,), fields | slot_fields())(*args, **kwargs)
        made.partner.choices = [
            ("", _("none: the bank itself")),
            *((str(one.id), i18n.named(one)) for one in in_contract()),
        ]
        return made

    def validate_blackout(self, field: Any) -> None:
        for line in self.days():
            try:
                date.fromisoformat(line)
            except ValueError:
                raise ValidationError(str(_l("There is no such date. Please write it as 2026-12-24."))) from None

    def days(self) -> list[str]:
        """The lines of the days on which it cannot be used."""
        return sorted({line.strip() for line in (self.blackout.data or "").splitlines() if line.strip()})

    def values(self) -> dict[str, Any]:
        """What was typed, as a version keeps it; empty texts as ""."""
        found = {name: self[name].data or "" for name in PLAIN} | {name: self[name].data for name in CHOSEN}
        numbers = {name: self[name].data or 0 for name in ("points_price", "days_ahead", "cost")}
        rest = {name: self[name].data for name in ("for_companies", "shows_document", "since", "until")}
        rest["partner"] = row_id(self.partner.data)
        unit = "fen" if self.kind.data == "money" else self.unit.data
        rest |= {"slots": typed_slots(self), "no_picture": self.no_picture.data}
        return found | numbers | rest | {"blackout": self.days(), "unit": unit}

    def upload(self) -> Upload | None:
        """The picture that was chosen."""
        file = self.picture.data
        return Upload(file.filename, file.read()) if getattr(file, "filename", "") else None

    def amounts(self) -> dict[str, tuple[int | None, int | None]]:
        """Tier → how much it gets and how much its guests (fen of an allowance in money)."""
        return {code: (self._of(f"amount_{code}"), self._of(f"guests_{code}")) for code in reference.vip_tiers()}

    def _of(self, name: str) -> int | None:
        number: int | None = self[name].data
        return number * 100 if number and number > 0 and self.kind.data == "money" else number

    def fill(self, row: BenefitVersion) -> VersionForm:
        """What stands in the form before anybody types: the newest version."""
        same = (*PLAIN, *CHOSEN, "points_price", "days_ahead", "cost", "for_companies", "shows_document", "until")
        for name in same:
            if name != "reason":
                self[name].data = getattr(row, name)
        self.partner.data = str(row.partner_id or "")  # type: ignore[attr-defined]
        self.unit.data = "time" if row.unit == "fen" else row.unit
        self.blackout.data = "\n".join(row.blackout or ())
        fill_slots(self, read(row.asks))
        for code in reference.vip_tiers():
            given = reference.amounts().get((row.id, code))
            for name in ("amount", "guests"):
                number = (getattr(given, name) if given else 0) or None
                money = row.kind == "money" and number is not None and number > 0
                self[f"{name}_{code}"].data = number // 100 if money and number else number
        return self


class BenefitForm(VersionForm):
    code = Line(
        FIELDS["code"],
        24,
        description=_l("Small letters, figures and underscores; it never changes"),
        validators=[
            Regexp(r"[a-z][a-z0-9_]{1,23}\Z", message=_l("Please use 2 to 24 small letters, figures and underscores."))
        ],
    )
    icon = SelectField(FIELDS["icon"], choices=ICONS, default="gift")


class RedeemForm(AskedMixin, PortalForm):
    """What a client wants of a benefit, and when. Who sends no person means himself, or the guest whom he names. Made
    by `of`, it asks what the version asks."""

    wanted_on = Day(_l("Which day"), [required()])
    quantity = Whole(_l("How much"), [optional(), between(1, 99)], default=1)
    person = RadioField(_l("Who uses it"), choices=PERSONS, default="self")
    guest_name = Name(_l("Name of the guest or family member"), 64, needed=False)
    authorised = SelectField(_l("Who redeems for the company"), [optional()], validate_choice=False)
    note = Text(_l("What we should know"), 500, needed=False)
    consent = BooleanField(_l("The desk may see whose voucher it is"))
    last_four = Line(
        _l("Last four of the document"),
        4,
        needed=False,
        description=_l("Only for somebody else than the client: the bank does not have the document."),
        validators=[Regexp(r"[0-9]{3}[0-9Xx]\Z", message=_l("Please type the last four figures, as 012X."))],
        render_kw={"data-private": "1", "autocomplete": "off"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_submitted() and not self.person.raw_data:
            self.person.data = "guest" if self.guest_name.data else "self"

    @classmethod
    def of(cls, version: BenefitVersion, people: list[tuple[str, str]]) -> RedeemForm:
        """The form of this benefit; `people` may redeem for a company ([]: nobody is to be chosen)."""
        form: RedeemForm = asking(cast(Any, cls), read(version.asks))()
        form.money = version.kind == "money"
        if form.money:
            form.quantity.label.text = _("How much, in yuan")
            form.quantity.validators = [optional(), between(1, MOST)]
        form.authorised.choices = people
        form.wanted_on.render_kw = {"min": (clock.today() + timedelta(days=version.days_ahead)).isoformat()}
        form.more = form.named_fields()
        return form

    money = False
    more: list[Any]

    def wish(self) -> dict[str, Any]:
        """What was typed, as the deed takes it: money in fen."""
        number = self.quantity.data or 1
        return {
            "quantity": number * 100 if self.money else number,
            "wanted_on": self.wanted_on.data,
            "person": self.person.data,
            "guest_name": self.guest_name.data or "",
            "note": self.note.data or "",
            "answers": self.answers(),
            "authorised": row_id(self.authorised.data),
            "consent": bool(self.consent.data),
            "last_four": (self.last_four.data or "").upper(),
        }


class ConfirmForm(PortalForm):
    """Staff confirm, and write what was booked; the day where it could only be had on another one."""

    result = Line(_l("What was booked"), 200, needed=False)
    day = Day(_l("Day"), [optional()])


class NewsForm(PortalForm):
    """How it stands, in a sentence that the client reads."""

    words = Line(_l("How it stands"), 200)


class DeclineForm(PortalForm):
    """Staff decline what was asked, or call off what was confirmed."""

    cause = RadioField(_l("On whose side it fails"), choices=CAUSES, default="bank")
    reason = Line(_l("Reason, which the client reads"), 200)


class PartUseForm(PortalForm):
    """How much of a voucher was used; nothing means all of it."""

    quantity = Whole(_l("How much was used"), [optional(), between(1, MOST)])

    def taken(self, version: BenefitVersion) -> int | None:
        """What was typed, in units of the benefit: an allowance in money is typed in yuan, and kept in fen."""
        number: int | None = self.quantity.data
        return number * 100 if number and version.kind == "money" else number


class DeskForm(PartUseForm):
    """What a partner types at his desk."""

    pin = Line(
        _l("PIN of the partner"),
        6,
        validators=[Regexp(r"[0-9]{6}\Z", message=_l("Please type the six figures of your PIN."))],
    )


class CorrectForm(PortalForm):
    by = Whole(
        _l("By how many"),
        [required(), between(-MOST, MOST)],
        description=_l("3 for three more, -3 for three fewer; an allowance in money in fen."),
    )
    reason = Line(FIELDS["reason"], 200)


class TakeBackForm(PortalForm):
    reason = Line(FIELDS["reason"], 200)
