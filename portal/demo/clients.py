"""The clients: those of ADDRESSES.md and some three hundred more, with their documents, tiers and search terms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.demo import strangers, wealth
from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.ground import clock, security, settings
from portal.models import Account, Client, ClientTerm, MonthlyAum, TierChange
from portal.rules.clients import birthdays
from portal.rules.clients.identity import is_mobile, phone
from portal.rules.finding.terms import name_key, terms_of
from portal.rules.shared.codes import client_number
from portal.rules.shared.masking import mask_id

ENTERED = 398  # days ago: when the branch's clients were brought in
RECORD = (
    "kind",
    "name",
    "name_latin",
    "gender",
    "birthday",
    "document_kind",
    "mobile",
    "email",
    "wechat",
    "address",
    "district",
    "employer",
    "plant",
    "post",
    "hobbies",
    "preferred_channel",
    "preferred_times",
    "legal_representative",
    "industry",
    "business",
    "birthday_lunar",
    "character",
    "languages",
    "origin",
    "risk_rating",
    "risk_assessed_on",
    "risk_valid_until",
    "credit_mark",
    "company_size",
    "supplier_tier",
    "mobile_label",
    "address_kind",
    "verified_on",
    "notes",
)


def enter(stage: Stage) -> None:
    """All clients. Numbers follow the seeds: 陈刚 is C-0000001."""
    known = [_from_seed(stage, seed) for seed in stage.seeds["clients"]["clients"]]
    others = strangers.draw(stage, known)
    started = stage.moments.at_work(ENTERED)
    for position, person in enumerate([*known, *others]):
        person.row["created_at"] = person.row.get("created_at") or started + timedelta(seconds=position)
        _write(stage, person)
    for position, person in enumerate(known, start=1):
        _demo_login(stage, person, position)
    for person in others:
        if person.is_vip:
            stage.login_of(person)


def _from_seed(stage: Stage, seed: Row) -> Known:
    row = {name: seed[name] for name in RECORD if name in seed}
    row["mobile"] = phone(seed.get("mobile") or seed["phone"])
    row |= {f"is_{name}": True for name in seed["classes"]}
    row["document"] = seed["document"]
    person = Known(row, seed["branch"], seed["branch"].partition("-")[0], seed | _login_part(seed))
    person.months = wealth.months(stage, seed["aum_yuan"] * 100, seed["average_yuan"] * 100)
    row["tier"] = seed["tier"]
    if person.is_vip:
        latest = min(seed["tier_since"], clock.months_back(stage.today, 1))
        wealth.climb(stage, person, latest, seed["tier_reason"])
    return person


def _login_part(seed: Row) -> Row:
    """Who signs in: the person himself, or the first authorised person of a company."""
    found: Row = seed.get("persons", [seed])[0]
    return {name: found[name] for name in ("username", "try_zh", "try_en")}


def _write(stage: Stage, person: Known) -> None:
    """The client's row, its months, tiers and terms."""
    row = dict(person.row)
    typed = row.pop("document")
    key = settings.keys()
    row |= {
        "document_hmac": security.equality(typed, key),
        "document_masked": mask_id(typed),
        "document_encrypted": security.encrypt(typed, key),
    }
    row["number"] = client_number(stage.book.number("client"))
    row["name_key"] = name_key(row["name"], company=person.is_company)
    row["branch"] = stage.branches[person.branch].id
    row |= wealth.columns(stage, person)
    row |= birthdays.columns(row.get("birthday"), bool(row.get("birthday_lunar")), stage.today)
    row["mobile_kind"] = "mobile" if is_mobile(row["mobile"]) else "work"
    person.row = stage.book.add(Client, **row)
    stage.people.append(person)
    terms = terms_of(
        name=person.name,
        latin=person.row["name_latin"],
        number=person.row["number"],
        phone=person.row["mobile"],
        company=person.is_company,
    )
    stage.book.add(ClientTerm, client=person.id, terms=" ".join(sorted(terms)))
    for month, amount in person.months.items():
        stage.book.add(MonthlyAum, client=person.id, month=month, amount=amount)
    for tier, since, reason in person.changes:
        _tier_change(stage, person, tier, since, reason)


def _tier_change(stage: Stage, person: Known, tier: str, since: date, reason: str) -> None:
    author = stage.staff[stage.admin_of(person.unit)]["id"]
    at = stage.moments.on(since, 9.2, 11.5)
    stage.book.add(TierChange, client=person.id, tier=tier, since=since, reason=reason, author=author, created_at=at)


def _demo_login(stage: Stage, person: Known, position: int) -> None:
    seed: Any = person.seed
    who = seed.get("persons", [seed])[0]
    person.login = stage.book.add(
        Account,
        username=seed["username"],
        password_hash=stage.password_hash,
        client=person.id,
        person_name=who["name"] if person.is_company else "",
        authority=who.get("authority_zh", ""),
        mobile=phone(who["mobile"]),
        is_demo=True,
        demo_position=position,
        demo_zh=seed["try_zh"],
        demo_en=seed["try_en"],
        created_at=person.row["created_at"],
        password_changed_at=person.row["created_at"],
    )
