"""The rest of the records: character and rating, further phones, who may act for the company, who looked at what."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from portal.actions.administration.seeding import read
from portal.demo.book import Row
from portal.demo.moments import Moments
from portal.demo.stage import SEED, Known, Stage
from portal.ground import clock
from portal.models import Account, ClientAddress, ClientPhone, ClientTerm, Proposal, RecordAccess
from portal.rules.clients import birthdays
from portal.rules.clients.identity import phone
from portal.rules.clients.records import rating_ends
from portal.rules.finding.terms import terms_of
from portal.rules.shared.names import mobile, weighted

LISTED = (
    "character",
    "languages",
    "origin",
    "credit_mark",
    "company_size",
    "supplier_tier",
    "notes",
    "mobile_label",
    "birthday_lunar",
    "risk_rating",
)
CHECKED_AFTER = 300  # days: the record of a VIP is gone through with him about once a year
SEEN_DAYS = 60


def enter(stage: Stage) -> None:
    """Fill what the rows of clients leave open. Dice of its own: what was drawn before stays as it was."""
    seeds, rng = read("records.toml"), Random(SEED + 13)  # noqa: S311
    moments = Moments(rng, stage.now)
    for known in stage.people:
        own = seeds["known"].get(known.username)
        if own is not None:
            _known(stage, known, own, moments)
        else:
            (_company if known.is_company else _person)(stage, known, seeds, rng)
        born = (known.row.get("birthday"), bool(known.row.get("birthday_lunar")))
        known.row |= birthdays.columns(*born, stage.today)
        known.row["address_kind"] = ("registered" if known.is_company else "home") if known.row.get("address") else ""
        if known.is_vip:
            _opened(stage, known, rng, moments)
    _terms(stage)
    _further_persons(stage)


def _known(stage: Stage, known: Known, own: Row, moments: Moments) -> None:
    known.row |= {name: own[name] for name in LISTED if name in own}
    if "assessed_months" in own:
        _rated(known, clock.months_back(stage.today, own["assessed_months"]).replace(day=11))
    if "verified_days" in own:
        known.row["verified_on"] = stage.today - timedelta(days=own["verified_days"])
    for one in own.get("phones", ()):
        _phone(stage, known, one["kind"], phone(one["number"]), one["label"])
    for one in own.get("addresses", ()):
        stage.book.add(ClientAddress, client=known.id, created_at=known.row["created_at"], **one)
    for one in own.get("reveals", ()):
        _seen(stage, moments, known, one["staff"], one["days"], "reveal", one["field"], one["reason"])
    for one in own.get("proposals", ()):
        assert known.login is not None
        at = moments.on(stage.today - timedelta(days=one["days"]), 18.5, 21.5)
        stage.book.add(
            Proposal,
            client=known.id,
            account=known.login["id"],
            field=one["field"],
            wanted=one["wanted"],
            before=known.row.get(one["field"], ""),
            note=one["note"],
            at=at,
        )


def _rated(known: Known, day: date) -> None:
    known.row |= {"risk_assessed_on": day, "risk_valid_until": rating_ends(day)}


def _person(stage: Stage, known: Known, seeds: Row, rng: Random) -> None:
    drawn = seeds["persons"]
    row = known.row
    row |= {
        "origin": weighted(rng, drawn["origin"]),
        "languages": weighted(rng, drawn["languages"]),
        "credit_mark": weighted(rng, drawn["credit"]),
    }
    if known.is_vip or rng.random() < 0.25:
        row["risk_rating"] = weighted(rng, drawn["rating"])
        _rated(known, stage.today - timedelta(days=rng.randint(10, 460)))
    if known.is_vip:
        row["character"] = rng.choice(drawn["character"])
        row["verified_on"] = stage.today - timedelta(days=rng.randint(5, CHECKED_AFTER))
        if rng.random() < 0.2:
            row["notes"] = rng.choice(drawn["notes"])
        if rng.random() < 0.5:
            number = mobile(rng, stage.seeds["names"])
            _phone(stage, known, "mobile", number, rng.choice(drawn["phone_labels"]))


def _company(stage: Stage, known: Known, seeds: Row, rng: Random) -> None:
    drawn = seeds["companies"]
    known.row |= {
        "origin": weighted(rng, drawn["origin"]),
        "credit_mark": weighted(rng, drawn["credit"]),
        "company_size": weighted(rng, drawn["size"]),
        "supplier_tier": weighted(rng, drawn["supplier"]),
        "mobile_label": rng.choice(drawn["phone_labels"]),
    }
    if known.is_vip:
        known.row["verified_on"] = stage.today - timedelta(days=rng.randint(5, CHECKED_AFTER))


def _phone(stage: Stage, known: Known, kind: str, number: str, label: str) -> None:
    stage.book.add(
        ClientPhone, client=known.id, kind=kind, number=number, label=label, created_at=known.row["created_at"]
    )


def _opened(stage: Stage, known: Known, rng: Random, moments: Moments) -> None:
    """Those who serve him opened the record now and then."""
    team = [name for kind in ("manager", "adviser") for name in known.team.get(kind, ())]
    for username in dict.fromkeys(team):
        for back in sorted({rng.randint(1, SEEN_DAYS) for _ in range(rng.randint(1, 3))}):
            _seen(stage, moments, known, username, back, "open")


def _seen(
    stage: Stage, moments: Moments, known: Known, username: str, back: int, kind: str, field: str = "", reason: str = ""
) -> None:
    at = moments.at_work(back)
    values: dict[str, Any] = {"client": known.id, "account": stage.logins[username]["id"], "kind": kind, "field": field}
    day = clock.local(at).date()
    twice = kind == "open" and any(
        one["client"] == known.id and one["account"] == values["account"] and one["day"] == day and one["kind"] == kind
        for one in stage.book.rows[RecordAccess]
    )
    if not twice:
        stage.book.add(RecordAccess, reason=reason, day=day, at=at, **values)


def _terms(stage: Stage) -> None:
    """Further phones are searched for, too."""
    rows = {row["client"]: row for row in stage.book.rows[ClientTerm]}
    for one in stage.book.rows[ClientPhone]:
        row = rows[one["client"]]
        row["terms"] = " ".join(sorted({*row["terms"].split(), *terms_of("", phone=one["number"])}))


def _further_persons(stage: Stage) -> None:
    """Authorised persons of a known company besides the first, who got his login with the company."""
    for known in stage.people:
        for who in known.seed.get("persons", ())[1:]:
            assert known.login is not None
            stage.book.add(
                Account,
                username=who["username"],
                password_hash=stage.password_hash,
                client=known.id,
                person_name=who["name"],
                authority=who["authority_zh"],
                scope=who["scope"],
                mobile=phone(who["mobile"]),
                is_demo=True,
                demo_position=known.login["demo_position"],
                demo_zh=who["try_zh"],
                demo_en=who["try_en"],
                created_at=known.row["created_at"],
                password_changed_at=known.row["created_at"],
            )
