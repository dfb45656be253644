"""Reference data from `seeds/`: branches, posts, tiers, benefits, products, categories. Reading them again changes only
what differs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from portal import config
from portal.database import write
from portal.ground import clock
from portal.models import (
    Benefit,
    BenefitVersion,
    Branch,
    ComplaintClass,
    ComplaintGround,
    ComplaintWay,
    District,
    EventKind,
    Industry,
    Post,
    Product,
    ProductClass,
    RequestCategory,
    RequiredField,
    Tier,
    TierAmount,
    TierRules,
)
from portal.models.benefits.catalogue import UNLIMITED
from portal.reads.shared import kept
from portal.rules.benefits import asks
from portal.rules.shared.lines import packed

SEEDS = config.ROOT / "seeds"


def read(name: str) -> dict[str, Any]:
    """A TOML file of `seeds/`."""
    with open(Path(SEEDS) / name, "rb") as file:
        return tomllib.load(file)


def load_reference() -> None:
    """Bring the reference tables to what `seeds/` says; benefits are inherited upwards (R1, R8)."""
    with write():
        _branches()
        _rows(Post, read("posts.toml")["posts"], ("name_zh", "name_en"))
        _rows(Industry, read("industries.toml")["industries"], ("name_zh", "name_en"))
        _tiers()
        _benefits()
        _products()
        categories = [{**row, "minutes": row["hours"] * 60} for row in read("requests.toml")["categories"]]
        _rows(RequestCategory, categories, ("name_zh", "name_en", "icon", "minutes"))
        complaints = read("complaints.toml")
        _added(ComplaintGround, complaints["grounds"])
        _added(ComplaintWay, complaints["ways"])
        for axis, rows in read("complaint_classes.toml").items():
            _added(ComplaintClass, [{"axis": axis, **row} for row in rows])
        for position, row in enumerate(read("places.toml")["districts"]):
            District.insert(name=row["name"], position=position).on_conflict_ignore().execute()
        _required_fields()
        _event_kinds()
    kept.forget()


def _required_fields() -> None:
    """What records must say, into an empty table only: from then on head office decides."""
    if RequiredField.select().exists():
        return
    for row in read("quality.toml")["required"]:
        for name in row["fields"]:
            RequiredField.insert(kind=row["kind"], tier=row["tier"], field=name).execute()


def _event_kinds() -> None:
    """How plans begin, of each kind that is missing: what is there belongs to head office."""
    for position, row in enumerate(read("events.toml")["kinds"]):
        values = {name: row[name] for name in ("code", "capacity", "guests", "hours", "closes_days")}
        EventKind.insert(
            **values,
            position=position,
            tiers=",".join(row["tiers"]),
            programme=packed(row["programme"]),
            budget_lines=packed([label] for label in row["budget"]),
            steps=packed(row["steps"]),
        ).on_conflict_ignore().execute()


def _rows(model: Any, rows: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    """Insert or update rows by code, in the order of the file."""
    for position, row in enumerate(rows):
        values = {name: row[name] for name in names if name in row} | {"position": position}
        if not model.update(**values).where(model.code == row["code"]).execute():
            model.insert(code=row["code"], **values).execute()


def _added(model: Any, rows: list[dict[str, Any]]) -> None:
    """Rows that are missing, in the order of the file; what is there belongs to head office."""
    for position, row in enumerate(rows):
        model.insert(**row, position=position).on_conflict_ignore().execute()


def _branches() -> None:
    for row in read("branches.toml")["branches"]:
        if Branch.get_or_none(Branch.code == row["code"]):
            continue
        parent = Branch.get_or_none(Branch.code == row.get("parent", ""))
        branch = Branch.create(
            parent=parent,
            kind=row["kind"],
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            address=row.get("address", ""),
            phone=row.get("phone", ""),
            path=f"new-{row['code']}",
        )
        Branch.update(path=f"{parent.path if parent else '/'}{branch.id}/").where(Branch.id == branch.id).execute()


def _tiers() -> None:
    seeds = read("tiers.toml")
    for row in seeds["tiers"]:
        values = {name: row[name] for name in ("rank", "name_zh", "name_en", "words_zh", "words_en")}
        if not Tier.get_or_none(Tier.code == row["code"]):
            Tier.insert(code=row["code"], **values).execute()
    if not TierRules.select().exists():
        TierRules.create(
            valid_from=date(2000, 1, 1),
            thresholds={row["code"]: row["threshold_yuan"] * 100 for row in seeds["tiers"] if row["rank"]},
            weights=seeds["weights"],
            created_at=clock.now(),
            **seeds["settings"],
        )


PLAIN = (
    "name_zh",
    "name_en",
    "words_zh",
    "words_en",
    "terms_zh",
    "terms_en",
    "place_zh",
    "place_en",
    "proof_zh",
    "proof_en",
    "kind",
    "goods",
    "unit",
    "points_price",
    "guest_rule",
    "days_ahead",
    "confirmed_by",
    "after_day",
    "period",
    "for_companies",
    "says_result",
)


def _benefits() -> None:
    """The first version of each benefit that is missing: from then on head office decides."""
    known = {code for (code,) in BenefitVersion.select(BenefitVersion.benefit).distinct().tuples()}
    tiers = [code for (code,) in Tier.select(Tier.code).order_by(Tier.rank).tuples()]
    for position, row in enumerate(read("benefits.toml")["benefits"]):
        Benefit.insert(code=row["code"], position=position, icon=row["icon"]).on_conflict_ignore().execute()
        if row["code"] in known:
            continue
        version = BenefitVersion.create(
            benefit=row["code"],
            since=date(2000, 1, 1),
            created_at=clock.now(),
            cost=row.get("cost_yuan", 0) * 100,
            asks=_asks(row.get("asks", ())),
            **{name: row[name] for name in PLAIN if name in row},
        )
        amount: Any = None
        guests = 0
        for tier in tiers:
            amount, guests = row["yearly"].get(tier, amount), row.get("guests", {}).get(tier, guests)
            if amount is not None:
                number = UNLIMITED if amount == "unlimited" else amount
                TierAmount.create(version=version.id, tier=tier, amount=number, guests=guests)


def _asks(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a benefit asks, as its version keeps it. Raises ValueError for what head office could not write either."""
    typed = [
        asks.Slot(
            row["kind"],
            row["zh"],
            row["en"],
            row.get("needed", False),
            "\n".join(" | ".join(pair) for pair in row.get("choices", ())),
        )
        for row in rows
    ]
    found, wrong = asks.written(typed)
    if wrong or len(found) > asks.MOST:
        raise ValueError(f"benefits.toml: {wrong or 'too many questions'}")
    return asks.kept(found)


def _products() -> None:
    """Classes follow the seeds, but for their bits, which never change; products are added where they are missing."""
    seeds = read("products.toml")
    bits = dict(ProductClass.select(ProductClass.code, ProductClass.bit).tuples())
    for position, row in enumerate(seeds["classes"]):
        if bits.get(row["code"], row["bit"]) != row["bit"]:
            raise ValueError(f"products.toml: the bit of {row['code']} is {bits[row['code']]} and stays so")
        values = {name: row[name] for name in ("client_class", "icon", "name_zh", "name_en")} | {"position": position}
        if not ProductClass.update(**values).where(ProductClass.code == row["code"]).execute():
            ProductClass.insert(code=row["code"], bit=row["bit"], **values).execute()
    for position, row in enumerate(seeds["products"]):
        values = {
            "product_class": row["class"],
            "position": position,
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "partner_zh": row.get("partner_zh", ""),
            "partner_en": row.get("partner_en", ""),
            "risk_level": row.get("risk", 0),
            "needs_credit": row.get("credit", False),
            "for_persons": "persons" in row["for"],
            "for_companies": "companies" in row["for"],
        }
        Product.insert(code=row["code"], **values).on_conflict_ignore().execute()
