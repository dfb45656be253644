"""Benefits in words."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.ground.i18n import named
from portal.models import BenefitVersion
from portal.reads import reference
from portal.words.states import State

KINDS = [
    ("count", _l("So many a period")),
    ("unlimited", _l("Unlimited")),
    ("money", _l("An allowance in money")),
    ("points", _l("For points")),
]
PERIODS = [
    ("calendar_year", _l("Calendar year")),
    ("tier_year", _l("Year since the tier began")),
    ("quarter", _l("Quarter")),
    ("once", _l("Once")),
]
GUEST_RULES = [
    ("none", _l("The client only")),
    ("shared", _l("Guests use the client's own")),
    ("own", _l("Guests have a number of their own")),
]
CONFIRMED_BY = [("staff", _l("Staff confirm")), ("nobody", _l("At once"))]
AFTER_DAY = [("returns", _l("It returns")), ("used", _l("It counts as used"))]
ICONS = [
    ("gift", _l("Gift")),
    ("stethoscope", _l("Health")),
    ("calendar-plus", _l("Appointment")),
    ("plane-departure", _l("Flight")),
    ("car", _l("Car")),
    ("ticket", _l("Ticket")),
    ("golf", _l("Sport")),
    ("school", _l("School")),
    ("users-group", _l("Gatherings")),
    ("home-heart", _l("At home")),
]
UNITS = [
    ("time", _l("times")),
    ("piece", _l("pieces")),
    ("seat", _l("seats")),
    ("share", _l("gifts")),
]
PERSONS = [("self", _l("Myself")), ("family", _l("A family member")), ("guest", _l("A guest"))]
CAUSES = [("bank", _l("The bank")), ("partner", _l("The partner")), ("client", _l("The client gives it back"))]

DEEDS: dict[str, Any] = {
    "benefit.accepted": _l("%(partner)s accepted %(benefit)s × %(count)s of %(client)s"),
    "voucher.confirmed": _l("%(actor)s confirmed %(benefit)s on %(day)s for %(client)s"),
    "voucher.locked": _l("Voucher %(voucher)s of %(client)s was locked at the desk after five wrong PINs"),
    "partner.pin": _l("%(actor)s gave %(partner)s a new PIN for the desk"),
    "benefit.held": _l("%(actor)s booked %(benefit)s × %(count)s for %(client)s"),
    "benefit.used": _l("%(actor)s marked %(benefit)s × %(count)s of %(client)s as used"),
    "benefit.released": _l("%(actor)s gave %(benefit)s × %(count)s back to %(client)s"),
    "benefit.lapsed": _l("%(benefit)s × %(count)s of %(client)s lapsed"),
    "benefit.corrected": _l("%(actor)s corrected %(benefit)s of %(client)s by %(count)s"),
    "benefit.taken_back": _l("%(actor)s took back a use of %(benefit)s of %(client)s"),
    "benefit.version": _l("%(actor)s wrote a new version of %(benefit)s"),
    "benefit.added": _l("%(actor)s added %(benefit)s to the benefits"),
    "partner.added": _l("%(actor)s added the partner %(partner)s"),
}
OWN_DEEDS: dict[str, Any] = {
    "benefit.held": _l("%(client)s booked %(benefit)s × %(count)s"),
    "benefit.released": _l("%(client)s cancelled %(benefit)s × %(count)s"),
}
NOTICES: dict[str, Any] = {
    "voucher.booked": _l("%(benefit)s on %(day)s is booked for you: voucher %(voucher)s"),
    "voucher.asked_for_you": _l("%(benefit)s on %(day)s is asked for you; we confirm it before the day"),
    "voucher.confirmed": _l("%(benefit)s on %(day)s is confirmed: voucher %(voucher)s"),
    "voucher.declined": _l("%(benefit)s on %(day)s cannot be had: %(reason)s. It is yours again"),
    "voucher.cancelled": _l("%(benefit)s on %(day)s is called off: %(reason)s. It is yours again"),
    "voucher.used": _l("%(benefit)s was used: %(count)s, taken by %(by)s"),
    "voucher.unanswered": _l("We are sorry: nobody confirmed %(benefit)s for %(day)s in time. It is yours again"),
    "voucher.returned": _l("%(benefit)s of %(day)s was not used; it is yours again"),
    "voucher.lapsed": _l("%(benefit)s of %(day)s was not used; by its terms it counts as used"),
    "voucher.locked": _l("A wrong PIN was typed five times for your voucher %(voucher)s. Your team can still mark it"),
    "voucher.asked": _l("%(client)s asks for %(benefit)s on %(day)s"),
    "voucher.given_back": _l("%(client)s gave %(benefit)s of %(day)s back"),
    "voucher.locked_there": _l("Voucher %(voucher)s of %(client)s is locked at the desk after five wrong PINs"),
    "benefit.ends": _l("What is left of %(benefit)s ends on %(day)s"),
    "benefit.end_many": _l("%(count)s of your benefits end soon, the first on %(day)s"),
    "benefit.fell": _l("You are now a %(tier)s client. What exceeds this tier's benefits has ended; bookings stand"),
}
FIELDS: dict[str, Any] = {
    "code": _l("Code"),
    "icon": _l("Picture"),
    "name_zh": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "words_zh": _l("In a sentence, Chinese"),
    "words_en": _l("In a sentence, English"),
    "terms_zh": _l("Terms, Chinese"),
    "terms_en": _l("Terms, English"),
    "place_zh": _l("Place, Chinese"),
    "place_en": _l("Place, English"),
    "proof_zh": _l("What to show, Chinese"),
    "proof_en": _l("What to show, English"),
    "kind": _l("Kind"),
    "unit": _l("Counted in"),
    "goods": _l("It is a thing or money"),
    "points_price": _l("Price in points"),
    "period": _l("Period"),
    "pro_rata": _l("In parts"),
    "carry_over": _l("What is left goes on into the next period"),
    "guest_rule": _l("Guests"),
    "days_ahead": _l("Days to book ahead"),
    "blackout": _l("Days on which it cannot be used"),
    "confirmed_by": _l("Who confirms a booking"),
    "after_day": _l("What is not used on its day"),
    "cost": _l("Cost per use"),
    "for_companies": _l("For companies, too"),
    "since": _l("Holds from"),
    "until": _l("Last day"),
    "reason": _l("Reason"),
}
VOUCHERS: dict[str, State] = {
    "asked": State("wait", _l("To be confirmed"), "hourglass"),
    "confirmed": State("done", _l("Confirmed"), "ticket"),
    "declined": State("plain", _l("Declined"), "x"),
    "used": State("info", _l("Used"), "check"),
    "cancelled": State("plain", _l("Cancelled"), "x"),
    "returned": State("plain", _l("Returned"), "arrow-back-up"),
    "lapsed": State("plain", _l("Not used"), "circle-minus"),
}
OWN_ENTRIES = {
    "grant": _l("Granted"),
    "hold": _l("Booked for %(day)s"),
    "use": _l("Used"),
    "release": _l("Returned"),
    "lapse": _l("Not used: ended"),
    "expire": _l("Ended"),
    "correct": _l("Corrected by the bank"),
}
STATES = {
    "current": ("done", _l("In force"), "check"),
    "coming": ("info", _l("Coming"), "calendar-event"),
    "past": ("plain", _l("Replaced"), "history"),
    "ended": ("plain", _l("Ended"), "x"),
}


def benefit_name(code: str) -> str:
    """A benefit as it is called today, or was called last; the code of one nobody knows."""
    found = [row for row in reference.benefit_versions().values() if row.code == code]
    return named(reference.benefits().get(code) or found[-1]) if found else code


def amount_words(number: int, unit: str) -> str:
    """How much a tier gets, as people read it."""
    return _("unlimited") if number < 0 else formats.counted(number, unit)


def _choice(pairs: list[tuple[str, Any]], code: str) -> str:
    return str(dict(pairs).get(code, code))


def rows_of(row: BenefitVersion) -> list[tuple[str, str]]:
    """What a version says beside its names and amounts, as (label, words), without what says nothing."""
    facts: list[tuple[str, Any]] = [
        ("kind", _choice(KINDS, row.kind)),
        ("points_price", formats.counted(row.points_price, "point") if row.points_price else ""),
        ("period", "" if row.kind == "points" else _choice(PERIODS, row.period)),
        ("pro_rata", _("by begun months") if row.pro_rata else ""),
        ("carry_over", _("once") if row.carry_over else ""),
        ("guest_rule", _choice(GUEST_RULES, row.guest_rule)),
        ("days_ahead", str(row.days_ahead) if row.days_ahead else ""),
        ("blackout", formats.joined(row.blackout or ())),
        ("confirmed_by", _choice(CONFIRMED_BY, row.confirmed_by)),
        ("after_day", _choice(AFTER_DAY, row.after_day)),
        ("goods", _("yes: it takes no points") if row.goods else ""),
        ("cost", formats.money(row.cost) if row.cost else ""),
        ("for_companies", _("yes") if row.for_companies else _("no")),
        ("place_zh", named(row, "place")),
        ("proof_zh", named(row, "proof")),
        ("terms_zh", named(row, "terms")),
    ]
    labels = {"place_zh": _l("Place"), "proof_zh": _l("What to show"), "terms_zh": _l("Terms")}
    return [(str(labels.get(name, FIELDS[name])), words) for name, words in facts if words]


def taken_words(number: int, version: BenefitVersion) -> str:
    """So much of a version as was booked or used."""
    return formats.money(number) if version.kind == "money" else formats.counted(number, version.unit)


def entry_words(one: Any) -> str:
    """A movement of the ledger in the client's words: what happened, without its quantity."""
    if one.undone:
        return _("A use was taken back")
    if one.kind == "expire" and one.reason == "tier":
        return _("Ended with the higher tier")
    if one.kind == "expire" and one.reason.startswith("merge"):
        return _("Ended: it stood twice")
    return (
        str(OWN_ENTRIES[one.kind]) % {"day": formats.day(one.day)} if one.kind == "hold" else str(OWN_ENTRIES[one.kind])
    )


def movement_words(one: Any) -> str:
    """How much moved: what came or returned with plus, what went with minus."""
    if one.quantity < 0 and one.kind == "grant":
        return _("unlimited")
    sign = "+" if one.kind in ("grant", "release", "correct") and one.quantity >= 0 else "−"
    return sign + taken_words(abs(one.quantity), one.version)


ENTRIES: dict[str, tuple[str, Any, str]] = {
    "grant": ("info", _l("Granted"), "gift"),
    "hold": ("wait", _l("Booked"), "clock"),
    "use": ("done", _lp("of a benefit", "Used"), "check"),
    "release": ("plain", _l("Returned"), "arrow-back-up"),
    "lapse": ("plain", _l("Lapsed"), "x"),
    "expire": ("plain", _l("Ended"), "x"),
    "correct": ("info", _l("Corrected"), "edit"),
}
"""Kind of entry → tone, words, icon."""
REASONS: dict[str, Any] = {
    "time": _l("its last day was over"),
    "tier": _l("the tier fell"),
    "merge": _l("two records became one"),
    "unmerge": _l("the records were parted again"),
}


def line_words(reason: str) -> str:
    """Why an entry was written: our own reasons in words, what somebody wrote as he wrote it."""
    name, _dash, number = reason.partition("-")
    known = name in REASONS and (not number or number.isdigit())
    return str(REASONS[name]) if known else reason
