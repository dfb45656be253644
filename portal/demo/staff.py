"""Everybody of seeds/staff.toml, with logins and the roles they have held for about a year."""

from __future__ import annotations

from portal.demo.book import Row
from portal.demo.stage import Stage
from portal.models import Account, RoleGrant, Staff
from portal.rules.accounts.roles import STAFF_ROLES
from portal.rules.clients.identity import phone

FIRST_DAY = 372  # days ago: when the portal was set up and roles were given


def enter(stage: Stage) -> None:
    """Staff, their logins, their role grants."""
    people = stage.seeds["staff"]["staff"]
    position = {name: n for n, name in enumerate(_order(people), start=len(stage.seeds["clients"]["clients"]) + 1)}
    for person in people:
        _person(stage, person, position.get(person["username"], 0))
    for person in people:
        _roles(stage, person)


def _order(people: list[Row]) -> list[str]:
    """User names of the demo people as the sign-in page lists them: by role, then as the seeds have them."""
    demo = [person for person in people if person["demo"]]
    return [person["username"] for person in sorted(demo, key=lambda person: STAFF_ROLES.index(person["roles"][0]))]


def _person(stage: Stage, person: Row, position: int) -> None:
    first = stage.moments.at_work(FIRST_DAY)
    names = ("name", "gender", "post", "desk_phone", "email")
    row = stage.book.add(
        Staff,
        branch=stage.branches[person["branch"]].id,
        mobile=phone(person["mobile"]),
        languages=person.get("languages", ""),
        introduction_zh=person.get("introduction_zh", ""),
        introduction_en=person.get("introduction_en", ""),
        **{name: person[name] for name in names},
    )
    stage.staff[person["username"]] = row
    stage.logins[person["username"]] = stage.book.add(
        Account,
        username=person["username"],
        password_hash=stage.password_hash,
        staff=row["id"],
        is_demo=person["demo"],
        demo_position=position,
        demo_zh=person.get("try_zh", ""),
        demo_en=person.get("try_en", ""),
        created_at=first,
        password_changed_at=first,
    )


def _roles(stage: Stage, person: Row) -> None:
    """Lower roles come from the branch's admin, the others from the system's; his own was given at the first start."""
    unit = person["branch"].partition("-")[0]
    lower = unit in stage.demo["people"] and "branch_admin" not in person["roles"]
    by = stage.admin_of(unit) if lower else "admin"
    granter = None if by == person["username"] else by
    place = stage.branches[person["branch"]]
    me = stage.staff[person["username"]]
    day = stage.moments.working_day(FIRST_DAY - 1 - 2 * lower)
    reason = stage.demo["reasons"]["grant"]
    for role in person["roles"]:
        at = stage.moments.on(day)
        stage.book.add(
            RoleGrant,
            staff=me["id"],
            role=role,
            branch=place.id,
            since=day,
            reason=reason,
            created_at=at,
            granted_by=stage.staff[granter]["id"] if granter else None,
        )
        if granter:
            stage.audit(
                at,
                stage.logins[granter],
                "role.granted",
                Staff,
                me,
                place.id,
                staff=me["name"],
                role=role,
                place=place.name_zh,
                reason=reason,
            )
            stage.tell(at, stage.logins[person["username"]], "role.granted", "/account", role=role, place=place.name_zh)
