"""The bank that the generated clients belong to: its branches and staff, made where they are missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from random import Random
from typing import Any

from portal.actions.administration.seeding import read
from portal.database import write
from portal.derived.aum import CLASS_OF_PRODUCT
from portal.generating.money import Span, span_of
from portal.ground import clock
from portal.ground.keys import Keys
from portal.models import Account, Branch, RoleGrant, Staff
from portal.reads import reference
from portal.reads.contacts.plans import intervals_of
from portal.reads.shared import kept
from portal.rules.finding.pinyin import name_syllables
from portal.rules.shared.names import person_name
from portal.rules.tiers.levels import CLASSES, last_complete_month, month_before

Draft = dict[str, list[tuple[Any, ...]]]
"""Rows by table; their columns are those of COLUMNS."""

MONTHS = 12
CLIENTS_OF_ONE = 300
"""VIPs that one manager or adviser serves at most; so many staff are made."""

SHARES = {"FAW": 0.30, "FAW-1": 0.06, "FAW-2": 0.04, "JY": 0.15}
PLACES = (
    (
        "JLF",
        "吉林分行",
        "Jilin City Branch",
        (("JLF-CY", "昌邑支行", "Changyi Sub-branch"), ("JLF-FM", "丰满支行", "Fengman Sub-branch")),
    ),
    (
        "YB",
        "延边分行",
        "Yanbian Branch",
        (("YB-YJ", "延吉支行", "Yanji Sub-branch"), ("YB-DH", "敦化支行", "Dunhua Sub-branch")),
    ),
    (
        "SP",
        "四平分行",
        "Siping Branch",
        (("SP-TX", "铁西支行", "Tiexi Sub-branch"), ("SP-GZ", "公主岭支行", "Gongzhuling Sub-branch")),
    ),
)
WIDE_FROM = 20_000
"""From so many clients on, other branches of the bank have clients, too."""


@dataclass
class Place:
    """A branch with clients, and who serves them there: ids of staff."""

    branch: int
    weight: float
    admin: int
    managers: list[int] = field(default_factory=list)
    advisers: list[int] = field(default_factory=list)
    specialists: list[int] = field(default_factory=list)


@dataclass
class World:
    """Everything that drawing a client needs; plain values, so that another process can have it.

    `weights`: of each class of deposits its weight in each month, as whole numbers over `whole`. `products`: of each
    class of products its bit and the class of clients that it leads to.
    """

    seed: int
    today: date
    months: list[date]
    span: Span
    places: list[Place]
    levels: list[tuple[str, int]]
    weights: dict[str, list[int]]
    whole: list[int]
    classes: dict[str, str]
    products: dict[str, tuple[int, str]]
    average_months: int
    categories: list[tuple[str, int]]
    names: dict[str, Any]
    towns: dict[str, Any]
    contacts: dict[str, Any]
    data_key: str
    hmac_key: str
    zone: str
    first: dict[str, int] = field(default_factory=dict)

    @property
    def day(self) -> int:
        """Today as an ordinal."""
        return self.today.toordinal()


def prepare(clients: int, seed: int, keys: Keys) -> World:
    """The world for so many clients. Adds the branches and staff that are missing for them (one transaction)."""
    today = clock.today()
    last = last_complete_month(today)
    rng = Random(seed)  # noqa: S311 - believable people, not secrets
    names = read("names.toml")
    with write():
        shares = dict(SHARES)
        if clients >= WIDE_FROM:
            shares |= dict.fromkeys(_further_branches(), 0.45 / 6)
        places = [
            _place(rng, names, code, share, round(clients * share / sum(shares.values())))
            for code, share in shares.items()
        ]
    kept.forget()
    wished = {tier: intervals.wished for tier in reference.vip_tiers() if (intervals := intervals_of(tier))}
    months = [month_before(last, back) for back in range(MONTHS - 1, -1, -1)]
    weights, whole = _weights(months)
    return World(
        seed=seed,
        today=today,
        months=months,
        span=span_of(months),
        places=places,
        weights=weights,
        whole=whole,
        classes=CLASS_OF_PRODUCT,
        levels=[(tier.code, tier.threshold) for tier in reference.tiers().values()],
        products={code: (one.bit, one.client_class) for code, one in reference.product_classes().items()},
        average_months=reference.rules_on(today).average_months,
        categories=[(code, one.minutes) for code, one in reference.categories().items()],
        names=names,
        towns=read("places.toml"),
        contacts=read("contacts.toml") | {"wished": wished},
        data_key=keys.current,
        hmac_key=keys.hmac_key,
        zone=clock.zone().key,
    )


def _weights(months: list[date]) -> tuple[dict[str, list[int]], list[int]]:
    """(of each class its weights in the months, of each month what they are over)."""
    weights: dict[str, list[int]] = {name: [] for name in CLASSES}
    wholes = []
    for month in months:
        shares = {name: Fraction(weight) for name, weight in reference.rules_on(month).weights.items()}
        wholes.append(lcm(*(share.denominator for share in shares.values())))
        for name in CLASSES:
            weights[name].append(int(shares[name] * wholes[-1]))
    return weights, wholes


def _further_branches() -> list[str]:
    """Codes of the sub-branches outside Changchun, made if they are not there."""
    root = Branch.get(Branch.code == "JLB")
    codes = []
    for code, zh, en, below in PLACES:
        branch = _branch(root, "branch", code, zh, en)
        for sub_code, sub_zh, sub_en in below:
            codes.append(_branch(branch, "sub_branch", sub_code, sub_zh, sub_en).code)
    return codes


def _branch(parent: Branch, kind: str, code: str, zh: str, en: str) -> Branch:
    found = Branch.get_or_none(Branch.code == code)
    if found is None:
        found = Branch.create(parent=parent, kind=kind, code=code, name_zh=zh, name_en=en, path=f"new-{code}")
        found.path = f"{parent.path}{found.id}/"
        found.save()
    return found


def _place(rng: Random, names: dict[str, Any], code: str, share: float, clients: int) -> Place:
    """The staff of a sub-branch: those who are there, and as many more as its VIPs need."""
    branch = Branch.get(Branch.code == code)
    seat = branch if branch.kind != "outlet" else branch.parent
    needed = max(2, -(-clients * 14 // 100 // CLIENTS_OF_ONE))
    people: dict[str, list[int]] = {}
    for role, count in (("branch_admin", 1), ("manager", needed), ("adviser", needed), ("specialist", needed + 1)):
        rows = RoleGrant.select(RoleGrant.staff).where(
            RoleGrant.role == role, RoleGrant.branch == seat, RoleGrant.in_force(clock.today())
        )
        people[role] = [row[0] for row in rows.order_by(RoleGrant.staff).tuples()]
        while len(people[role]) < count:
            people[role].append(_staff(rng, names, seat, role))
    return Place(
        branch.id, share, people["branch_admin"][0], people["manager"], people["adviser"], people["specialist"]
    )


POSTS = {
    "branch_admin": "branch_head",
    "manager": "client_manager",
    "adviser": "wealth_adviser",
    "specialist": "lobby_manager",
}


def _staff(rng: Random, names: dict[str, Any], branch: Branch, role: str) -> int:
    """Somebody new, with a login that has no password yet."""
    name = person_name(rng, rng.choice("mf"), rng.randint(1970, 2000), names)
    person = Staff.create(name=name, branch=branch, post=POSTS[role])
    RoleGrant.create(
        staff=person, role=role, branch=branch, since=clock.today(), reason="新设岗位", created_at=clock.now()
    )
    username = f"{''.join(name_syllables(name))}{person.id}"
    Account.create(username=username, staff=person, created_at=clock.now())
    return int(person.id)
