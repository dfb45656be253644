"""Who belongs to whom: couples, children, colleagues, suppliers, and who introduced whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.administration.seeding import read
from portal.demo.stage import Known, Stage
from portal.models import Relation
from portal.rules.clients.relations import ROLES
from portal.rules.finding.pinyin import surname_length
from portal.rules.shared.names import person_name

COUPLES, COLLEAGUES, INTRODUCED, CHILDREN = 24, 30, 0.15, 0.25


def enter(stage: Stage) -> None:
    """Relations of everybody who has any; each fits kind, age and sub-branch."""
    seeds = read("relations.toml")
    people = [known for known in stage.people if not known.is_company]
    for seed in seeds["people"]:
        _outside(stage, stage.demo_client(seed["of"]), seed["kind"], seed["name"], seed["note"])
    husbands = _couples(stage, [known for known in people if not known.username])
    _children(stage, seeds, people, husbands)
    _colleagues(stage, seeds, people)
    _suppliers(stage)
    _introduced(stage, seeds)


def _row(stage: Stage, first: Known | None, second: Known | None, kind: str, **values: Any) -> None:
    known = first or second
    assert known is not None
    manager = (known.team.get("manager") or [stage.admin_of(known.unit)])[0]
    stage.book.add(
        Relation,
        first=first.id if first else None,
        second=second.id if second else None,
        kind=kind,
        author=stage.staff[manager]["id"],
        created_at=max(known.row["created_at"], second.row["created_at"] if second else known.row["created_at"]),
        **values,
    )


def _outside(stage: Stage, known: Known, role: str, name: str, note: str = "", since: date | None = None) -> None:
    kind, other_first = ROLES[role]
    first, second = (None, known) if other_first and not kind.equal else (known, None)
    _row(stage, first, second, kind.code, outside=name, note=note, since=since)


def _couples(stage: Stage, people: list[Known]) -> dict[int, Known]:
    """Some who live together: of one sub-branch, born within six years, with one manager where there is such a one;
    married at about 27. Whom the seeds know are left out: their families are told there. Answers wife → husband."""
    waiting = [known for known in people if known.row.get("birthday")]
    found: dict[int, Known] = {}
    for man in [known for known in waiting if known.row["gender"] == "m"]:
        if len(found) == COUPLES:
            break
        fits = [
            one
            for one in waiting
            if one.row["gender"] == "f"
            and one.unit == man.unit
            and abs(one.row["birthday"].year - man.row["birthday"].year) <= 6
        ]
        wife = next((one for one in fits if one.team.get("manager") == man.team.get("manager")), next(iter(fits), None))
        since = date(max(man.row["birthday"].year, wife.row["birthday"].year) + 27, 10, 1) if wife else stage.today
        if wife is None or since >= stage.today:
            continue
        waiting.remove(wife)
        first, second = (man, wife) if man.id < wife.id else (wife, man)
        _row(stage, first, second, "spouse", since=since)
        wife.row |= {name: man.row[name] for name in ("address", "district")}
        found[wife.id] = man
    return found


def _children(stage: Stage, seeds: dict[str, Any], people: list[Known], husbands: dict[int, Known]) -> None:
    """Children bear the father's surname, who is another family where he is no client."""
    for known in people:
        if known.username or not known.is_vip or stage.rng.random() > CHILDREN:
            continue
        given = stage.rng.choice(seeds["given_boy"] if stage.rng.random() < 0.5 else seeds["given_girl"])
        if known.row["gender"] == "f":
            father = husbands[known.id].name if known.id in husbands else _other_family(stage, known)
        else:
            father = known.name
        _outside(stage, known, "child", father[: surname_length(father)] + given)


def _other_family(stage: Stage, known: Known) -> str:
    return person_name(stage.rng, "m", known.row["birthday"].year, stage.seeds["names"])


def _colleagues(stage: Stage, seeds: dict[str, Any], people: list[Known]) -> None:
    """People of the same plant."""
    by_plant: dict[tuple[str, str, str], list[Known]] = {}
    for known in people:
        if known.row.get("employer"):
            by_plant.setdefault((known.unit, known.row["employer"], known.row.get("plant", "")), []).append(known)
    made = 0
    for group in by_plant.values():
        for first, second in zip(group[::2], group[1::2], strict=False):
            if made < COLLEAGUES:
                shop = any(word in first.row["plant"] for word in ("车间", "厂", "中心"))
                notes = seeds["notes_colleague"] + (seeds["notes_shop"] if shop else [])
                _row(stage, first, second, "colleague", note=stage.rng.choice(notes))
                made += 1


def _suppliers(stage: Stage) -> None:
    """One company supplies the next, and its legal representative's staff bank here, too."""
    companies = [known for known in stage.people if known.is_company]
    for first, second in zip(companies[::2], companies[1::2], strict=False):
        if first.unit == second.unit:
            _row(stage, first, second, "supplier", since=date(stage.today.year - stage.rng.randint(1, 6), 3, 1))


def _introduced(stage: Stage, seeds: dict[str, Any]) -> None:
    """Satisfied clients bring friends: whoever introduced was there before."""
    vips: dict[str, list[Known]] = {}
    for known in stage.people:
        earlier = vips.setdefault(known.unit, [])
        if known.row.get("referrer"):
            _row(stage, stage.client(known.row["referrer"]), known, "introducer")
        elif earlier and not known.username and stage.rng.random() < INTRODUCED:
            friend = stage.rng.choice(earlier)
            firms = known.is_company or friend.is_company
            notes = seeds["notes_introduced_company" if firms else "notes_introduced"]
            _row(stage, friend, known, "introducer", note=stage.rng.choice(notes))
            known.row["referrer"] = friend.id
        if known.is_vip:
            earlier.append(known)
