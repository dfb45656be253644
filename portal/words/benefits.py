"""Benefits in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import language, named
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.models import BenefitVersion, Hold
from portal.reads import reference
from portal.rules.benefits.asks import LONGEST, Ask, read
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
ASKS = [
    ("text", _l("Text")),
    ("number", _l("Number")),
    ("day", _l("Day")),
    ("time", _l("Time of day")),
    ("choice", _l("A choice")),
    ("plate", _l("Car plate")),
    ("tail", _l("Last four figures of a card")),
]
ASK_FAULTS: dict[str, Any] = {
    "missing": _l("Please fill this in."),
    "latin": _l("The English label needs a letter or a figure: the answer is kept under it."),
    "twice": _l("This is asked already."),
    "kind": _l("Please choose what kind of answer it is."),
    "choices": _l("Please write two choices or more, one a line, as: 池座 | Stalls"),
    "many": _l("At most 20 choices, please."),
    "long": _l("A choice has at most 40 characters in each language."),
}
ANSWER_FAULTS: dict[str, Any] = {
    "missing": _l("Please fill this in."),
    "long": _l("At most %(max)d characters, please.", max=LONGEST),
    "number": _l("Please enter a whole number from 0 to 9999."),
    "day": _l("Please write a day from today on, as 2026-12-24."),
    "time": _l("There is no such time. Please write it as 14:30."),
    "choice": _l("Please choose from the list."),
    "plate": _l("This is no car plate. Please write it as 吉A12345."),
    "tail": _l("Please write the last four figures only, never the whole number."),
}
CAUSES = [("bank", _l("The bank")), ("partner", _l("The partner")), ("client", _l("The client gives it back"))]

DEEDS: dict[str, Any] = {
    "benefit.accepted": _l("%(partner)s accepted %(benefit)s × %(count)s of %(client)s"),
    "voucher.news": _l("%(actor)s told %(client)s how %(benefit)s on %(day)s stands"),
    "voucher.confirmed": _l("%(actor)s confirmed %(benefit)s on %(day)s for %(client)s"),
    "voucher.locked": _l("Voucher %(voucher)s of %(client)s was locked at the desk after five wrong PINs"),
    "voucher.shown": _l("The desk of %(partner)s saw whose voucher %(voucher)s is: name and last four of the document"),
    "voucher.agreed": _l("%(actor)s lets the desk see whose voucher %(voucher)s of %(client)s is"),
    "voucher.withdrawn": _l("%(actor)s took the consent for the desk back: voucher %(voucher)s of %(client)s"),
    "benefit.held": _l("%(actor)s booked %(benefit)s × %(count)s for %(client)s"),
    "benefit.used": _l("%(actor)s marked %(benefit)s × %(count)s of %(client)s as used"),
    "benefit.released": _l("%(actor)s gave %(benefit)s × %(count)s back to %(client)s"),
    "benefit.lapsed": _l("%(benefit)s × %(count)s of %(client)s lapsed"),
    "benefit.corrected": _l("%(actor)s corrected %(benefit)s of %(client)s by %(count)s"),
    "benefit.taken_back": _l("%(actor)s took back a use of %(benefit)s of %(client)s"),
    "benefit.version": _l("%(actor)s wrote a new version of %(benefit)s"),
    "benefit.added": _l("%(actor)s added %(benefit)s to the benefits"),
}
OWN_DEEDS: dict[str, Any] = {
    "benefit.held": _l("%(client)s booked %(benefit)s × %(count)s"),
    "benefit.released": _l("%(client)s cancelled %(benefit)s × %(count)s"),
    "voucher.agreed": _l("%(client)s lets the desk see whose voucher %(voucher)s is"),
    "voucher.withdrawn": _l("%(client)s took the consent for the desk back: voucher %(voucher)s"),
}
NOTICES: dict[str, Any] = {
    "voucher.booked": _l("%(benefit)s on %(day)s is booked for you: voucher %(voucher)s"),
    "voucher.asked_for_you": _l("%(benefit)s on %(day)s is asked for you; we confirm it before the day"),
    "voucher.confirmed": _l("%(benefit)s on %(day)s is confirmed: voucher %(voucher)s"),
    "voucher.confirmed_as": _l("%(benefit)s on %(day)s is confirmed: %(result)s. Voucher %(voucher)s"),
    "voucher.news": _l("%(benefit)s on %(day)s: %(news)s"),
    "voucher.declined": _l("%(benefit)s on %(day)s cannot be had: %(reason)s. It is yours again"),
    "voucher.cancelled": _l("%(benefit)s on %(day)s is called off: %(reason)s. It is yours again"),
    "voucher.not_given": _l(
        "%(benefit)s on %(day)s is called off: our contract with the partner ended. It is yours again"
    ),
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
    "day": _l("Day"),
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
    "partner": _l("Partner who gives it"),
    "shows_document": _l("Its contract needs name and document"),
    "terms_signed": _l("The terms are signed before it is booked"),
    "says_result": _l("Whoever confirms writes what was booked"),
    "cost": _l("Cost per use"),
    "picture": _lp("of a benefit", "Picture"),
    "alt_zh": _l("What the picture shows, Chinese"),
    "alt_en": _l("What the picture shows, English"),
    "for_companies": _l("For companies, too"),
    "since": _l("Holds from"),
    "until": _l("Last day"),
    "reason": _l("Reason"),
}
VOUCHERS: dict[str, State] = {
    "asked": State("wait", _l("To be confirmed"), "hourglass"),
    "confirmed": State("done", _l("Confirmed"), "ticket"),
    "declined": State("plain", _l("Declined"), "x"),
    "used": State("info", _lp("of a benefit", "Used"), "check"),
    "cancelled": State("plain", _l("Cancelled"), "x"),
    "returned": State("plain", _l("Returned"), "arrow-back-up"),
    "lapsed": State("plain", _l("Not used"), "circle-minus"),
}
OWN_ENTRIES = {
    "grant": _l("Granted"),
    "hold": _l("Booked for %(day)s"),
    "use": _lp("of a benefit", "Used"),
    "release": _l("Returned"),
    "lapse": _l("Not used: ended"),
    "expire": _l("Ended unused"),
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
        ("partner", named(reference.partners()[row.partner_id]) if row.partner_id else ""),  # type: ignore[attr-defined]
        ("shows_document", _("yes, where the client agrees") if row.shows_document else ""),
        ("says_result", _("yes") if row.says_result else ""),
        ("terms_signed", _("yes") if row.terms_signed else ""),
        ("asks", formats.joined(ask_label(one) for one in read(row.asks))),
        ("goods", _("yes: it takes no points") if row.goods else ""),
        ("cost", formats.money(row.cost) if row.cost else ""),
        ("for_companies", _("yes") if row.for_companies else _("no")),
        ("place_zh", named(row, "place")),
        ("proof_zh", named(row, "proof")),
        ("terms_zh", named(row, "terms")),
    ]
    labels = {
        "asks": _l("What it asks"),
        "place_zh": _l("Place"),
        "proof_zh": _l("What to show"),
        "terms_zh": _l("Terms"),
    }
    return [(str(labels[name] if name in labels else FIELDS[name]), words) for name, words in facts if words]


def ask_label(one: Ask) -> str:
    """What is asked, in the reader's language."""
    return one.en if language() == "en" else one.zh


def answers_of(version: BenefitVersion, hold: Hold) -> list[tuple[str, str]]:
    """What was asked and answered, as (label, answer) in the reader's language; what nobody answered is left out."""
    given: dict[str, str] = hold.answers or {}
    return [(ask_label(one), _answer(one, given[one.key])) for one in read(version.asks) if given.get(one.key)]


def _answer(one: Ask, text: str) -> str:
    if one.kind == "day":
        return formats.day(date.fromisoformat(text))
    if one.kind == "choice" and language() == "en":
        return dict(one.choices).get(text, text)
    return text


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
    """How much moved: what came or returned with plus, what went with minus. What was booked went then: that it is used
    or lost now takes nothing more."""
    if one.quantity < 0 and one.kind == "grant":
        return _("unlimited")
    signs = {"hold": "−", "expire": "−", "use": "", "lapse": ""}
    sign = signs.get(one.kind, "+" if one.quantity >= 0 else "−")
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
