"""Records that are not as they should be: some entered twice, some with gaps, slips and nothing verified for long. So
that there is something to work off; taken from clients nobody has dealt with yet.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.actions.quality import duplicates
from portal.demo.stage import Stage
from portal.demo.strangers import spelt
from portal.derived import completeness, search_terms
from portal.ground import clock
from portal.models import Account, Branch, Client, Relation
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key

STALE_SHARE = 0.08
HOMOPHONES = (
    ("刚", "钢"),
    ("伟", "玮"),
    ("军", "君"),
    ("丽", "莉"),
    ("洁", "杰"),
    ("静", "靖"),
    ("敏", "闽"),
    ("明", "鸣"),
    ("华", "骅"),
    ("志", "治"),
    ("玉", "钰"),
    ("红", "虹"),
    ("英", "瑛"),
    ("强", "蔷"),
    ("建", "健"),
    ("文", "雯"),
)


def enter(stage: Stage) -> None:
    """Change some rows that stand, then find what the night would find. Call after everything is stored."""
    _verified(stage)
    ours, theirs = (_untouched(code) for code in ("FAW", "JY"))
    _twins(ours, theirs)
    _slips(ours)
    ids = [row[0] for row in Client.select(Client.id).order_by(Client.id).tuples()]
    for start in range(0, len(ids), duplicates.AT_ONCE):
        duplicates.look_again(ids[start : start + duplicates.AT_ONCE])
    completeness.refresh(ids)
    completeness.figures()


def _verified(stage: Stage) -> None:
    """Most records were verified within the year; the others are due."""
    for row in Client.select(Client.id).where(Client.verified_on.is_null()).order_by(Client.id):
        if stage.rng.random() > STALE_SHARE:
            day = stage.today - timedelta(days=stage.rng.randint(10, 320))
            Client.update(verified_on=day).where(Client.id == row.id).execute()


def _untouched(unit: str) -> list[Client]:
    """Individuals of a sub-branch without tier, login, loan, family here or history, the oldest first."""
    query = (
        Client.select()
        .join(Branch)
        .where(
            Client.kind == "individual",
            Client.tier == "standard",
            Client.last_contact.is_null(),
            Client.open_requests == 0,
            Client.list_status == "",
            Client.referrer.is_null(),
            ~Client.is_asset,
            Client.id.not_in(Relation.select(Relation.first).where(Relation.first.is_null(False))),
            Client.id.not_in(Relation.select(Relation.second).where(Relation.second.is_null(False))),
            Client.id.not_in(Account.select(Account.client).where(Account.client.is_null(False))),
            Branch.code.startswith(unit),
        )
        .order_by(Client.id)
    )
    return list(query)


def _twins(ours: list[Client], theirs: list[Client]) -> None:
    """The same person twice: by another character, with the other phone of a couple, and in the other branch."""
    ours.sort(key=lambda row: _spelt(row.name) == row.name)  # a name that can be spelt otherwise comes first
    taken = iter(range(len(ours)))

    def other() -> Client | None:
        place = next(taken, None)
        return None if place is None else ours[place]

    for what in ("sound", "name", "tail", "branch"):
        one, twin = other(), (theirs[0] if what == "branch" and theirs else other())
        if one is None or twin is None:
            return
        values: dict[str, Any] = {
            "name": _spelt(one.name) if what == "sound" else one.name,
            "gender": one.gender,
            "employer": one.employer,
        }
        if what == "tail":
            values |= {"birthday": None, "mobile": twin.mobile[:-4] + one.mobile[-4:]}
        else:
            values["birthday"] = one.birthday
        _change(twin, **values, **WITHOUT_DOCUMENT)


WITHOUT_DOCUMENT = {"document_kind": "", "document_hmac": None, "document_masked": "", "document_encrypted": ""}


def _spelt(name: str) -> str:
    """The name with a character that sounds the same."""
    for one, other in HOMOPHONES:
        for before, after in ((one, other), (other, one)):
            if before in name[1:]:
                return name[0] + name[1:].replace(before, after)
    return name


def _slips(ours: list[Client]) -> None:
    """A birthday that its document denies, a gender too, an age nobody has, and fields left empty."""
    spare = ours[8:]
    if len(spare) < 6:
        return
    _change(spare[0], birthday=spare[0].birthday + timedelta(days=1))
    _change(spare[1], gender="f" if spare[1].gender == "m" else "m")
    _change(spare[2], birthday=date(1900, 1, 1))
    for row in spare[3:6]:
        _change(row, district="", address="")


def _change(row: Client, **values: Any) -> None:
    if "name" in values:
        mobile = values.get("mobile", row.mobile)
        values |= {"name_key": name_key(values["name"])} | spelt(values["name"], mobile, row.email, row.wechat)
    if "birthday" in values:
        values |= birthdays.columns(values["birthday"], row.birthday_lunar, clock.today())
    Client.update(**values).where(Client.id == row.id).execute()
    for name, value in values.items():
        setattr(row, name, value)
    search_terms.follow(row)
