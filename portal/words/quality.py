"""What a merge moves, in words."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.ground.i18n import named, ngettext
from portal.models import Client
from portal.reads import reference
from portal.rules.quality import findings
from portal.rules.quality.merging import holds_on
from portal.words import clients


def moving_words(counts: dict[str, int]) -> list[str]:
    """Table → rows, as people say it; tables without a word of their own are added up."""
    known = {
        "holding_account": lambda n: ngettext("%(num)d account", "%(num)d accounts", n),
        "account_right": lambda n: ngettext("%(num)d right in an account", "%(num)d rights in accounts", n),
        "card": lambda n: ngettext("%(num)d card", "%(num)d cards", n),
        "loan": lambda n: ngettext("%(num)d loan", "%(num)d loans", n),
        "monthly_aum": lambda n: ngettext("%(num)d month of AUM", "%(num)d months of AUM", n),
        "contact": lambda n: ngettext("%(num)d contact", "%(num)d contacts", n),
        "request": lambda n: ngettext("%(num)d request", "%(num)d requests", n),
        "sign_up": lambda n: ngettext("%(num)d event sign-up", "%(num)d event sign-ups", n),
        "waiting_party": lambda n: ngettext("%(num)d party on a waiting list", "%(num)d parties on waiting lists", n),
        "lot": lambda n: ngettext("%(num)d benefit granted", "%(num)d benefits granted", n),
        "hold": lambda n: ngettext("%(num)d benefit booked", "%(num)d benefits booked", n),
        "seat": lambda n: ngettext("%(num)d seat in the team", "%(num)d seats in the team", n),
        "tier_change": lambda n: ngettext("%(num)d change of tier", "%(num)d changes of tier", n),
        "account": lambda n: ngettext("%(num)d login", "%(num)d logins", n),
        "tier_grant": lambda n: ngettext("%(num)d tier by hand", "%(num)d tiers by hand", n),
        "introduced": lambda n: ngettext("%(num)d client introduced", "%(num)d clients introduced", n),
    }
    found = [words(counts[table]) for table, words in known.items() if counts.get(table)]
    other = sum(count for table, count in counts.items() if table not in known and table != "client")
    return [*found, *([_("other entries: %(count)s", count=other)] if other else [])]


def held_words(kept: Client, gone: Client, grants: dict[int, Any]) -> str:
    """What becomes of tiers held by hand (R1), as a sentence; "" where nobody holds one."""
    ranks = reference.ranks()
    side = holds_on(
        *((ranks[one.tier_id], one.until) if one else None for one in (grants.get(kept.id), grants.get(gone.id)))
    )
    if not side:
        return ""
    best = grants[kept.id if side == "kept" else gone.id]
    words = {"tier": named(reference.tiers()[best.tier_id]), "until": formats.day(best.until, weekday=False)}
    if len(grants) < 2:
        return _("The tier held by hand, %(tier)s until %(until)s, holds on.", **words)
    other = grants[gone.id if side == "kept" else kept.id]
    words |= {"other": named(reference.tiers()[other.tier_id]), "end": formats.day(other.until, weekday=False)}
    return _(
        "Both hold a tier by hand. The higher one holds on, of two equal ones the longer: %(tier)s until %(until)s. "
        "The other (%(other)s until %(end)s) ends today and stays in the history.",
        **words,
    )


FIELD_WORDS: dict[str, Any] = {
    "name": _lp("of a client", "Name"),
    "name_latin": _l("Name in Latin letters"),
    "gender": _l("Gender"),
    "birthday": _l("Birthday"),
    "document": _l("Document"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "wechat": _l("WeChat name"),
    "address": _l("Address"),
    "district": _l("District"),
    "employer": _l("Employer"),
    "plant": _l("Plant"),
    "post": _lp("of a client", "Post"),
    "hobbies": _l("Hobbies"),
    "character": _l("Character"),
    "languages": _l("Languages"),
    "preferred_channel": _l("Preferred channel"),
    "preferred_times": _l("Preferred times"),
    "address_as": _l("Form of address"),
    "do_not_call": _l("Please do not call"),
    "legal_representative": _l("Legal representative"),
    "industry": _l("Industry"),
    "business": _l("Main business"),
    "company_size": _l("Size of the company"),
    "supplier_tier": _l("FAW supplier level"),
    "origin": _l("How the client came to us"),
    "risk_rating": _l("Risk rating"),
    "credit_mark": _l("Credit mark"),
    "notes": _l("Notes"),
}


CODE_WORDS: dict[str, Any] = {
    "missing": _l("Something is missing"),
    "birthday_document": _l("Birthday and ID differ"),
    "gender_document": _l("Gender and ID differ"),
    "no_legal_representative": _l("No legal representative"),
    "too_old": _l("Implausible age"),
    "born_later": _l("Born in the future"),
    "assets_without_account": _l("Assets without an account"),
    "rating_expired": _l("Risk rating has run out"),
    "stale": _l("Not verified for a long time"),
    "duplicate": _l("Looks like another record"),
    "phone_shared": _l("Phone shared by many"),
}


REASON_WORDS: dict[str, Any] = {
    "document": _l("the same document number"),
    "company_name": _l("the same company name"),
    "name_birthday": _l("the same name and birthday"),
    "name_phone": _l("the same name and phone"),
    "sound_phone": _l("a name that sounds the same, and the same phone"),
    "name_phone_tail": _l("the same name and last four digits of the phone"),
    "sound_birthday": _l("a name that sounds the same, and the same birthday"),
    "sound_phone_tail": _l("a name that sounds the same, and the same last four digits of the phone"),
    "name_employer": _l("the same name and employer"),
    "sound_employer": _l("a name that sounds the same, and the same employer"),
    "phone": _l("the same phone"),
}


STRENGTH_WORDS: dict[str, Any] = {"certain": _l("certain"), "likely": _l("likely"), "possible": _l("possible")}


STRENGTH_TONES = {"certain": "late", "likely": "wait", "possible": "info"}


def field_words(name: str) -> str:
    """A field as people call it."""
    return str(FIELD_WORDS.get(name, name))


def reason_words(reasons: Any) -> str:
    """Why two records look like one, in words; each reason has commas of its own."""
    return _("; ").join(str(REASON_WORDS[code]) for code in reasons if code in REASON_WORDS)


def finding_sentence(finding: Any) -> str:
    """A finding as a sentence in the reader's language."""
    words = finding.words or {}
    if finding.code == "missing":
        return _("Missing: %(field)s", field=field_words(finding.field))
    if finding.code == "too_old":
        return _("Would be %(age)s years old", age=words.get("age", findings.OLDEST))
    if finding.code == "stale":
        count = words.get("months", 12)
        return ngettext(
            "Not verified or changed for %(num)d month", "Not verified or changed for %(num)d months", count
        )
    if finding.code == "duplicate":
        count = words.get("count", 1)
        return ngettext("Looks like %(num)d other record", "Looks like %(num)d other records", count)
    if finding.code == "phone_shared":
        return ngettext("%(num)d client has this phone", "%(num)d clients have this phone", words.get("count", 1))
    return str(CODE_WORDS[finding.code])


DEEDS: dict[str, Any] = {
    "client.merged": _l("%(actor)s merged %(other)s into %(client)s (%(number)s)"),
    "client.parted": _l("%(actor)s undid the merge of %(client)s (%(number)s) into %(other)s"),
    "client.unmerged": _l("%(actor)s undid the merge of %(other)s into %(client)s (%(number)s)"),
    "merge.proposed": _l("%(actor)s proposed to merge %(other)s into %(client)s (%(number)s)"),
    "merge.declined": _l("%(actor)s declined to merge %(other)s into %(client)s (%(number)s)"),
    "quality.required": _l("%(actor)s changed what records must say"),
    "duplicate.denied": _l("%(actor)s noted that %(client)s is not the same as %(other)s"),
    "duplicate.reopened": _l("%(actor)s asked again whether %(client)s is the same as %(other)s"),
}

NOTICES: dict[str, Any] = {
    "client.merged": _l("%(other)s has been merged into %(client)s (%(number)s)"),
    "client.parted": _l("The merge of %(client)s (%(number)s) into %(other)s was undone"),
    "merge.proposed": _l("%(staff)s asks you to confirm a merge: %(other)s into %(client)s (%(number)s)"),
    "merge.confirmed": _l("%(staff)s confirmed the merge of %(client)s"),
    "merge.declined": _l("%(staff)s declined the merge of %(client)s"),
}


def field_label(name: str) -> str:
    """What a record must say, by kind of client: "individual birthday"."""
    kind, _space, field = name.partition(" ")
    return f"{clients.word('kind', kind)} · {FIELD_WORDS[field]}" if field in FIELD_WORDS else ""
