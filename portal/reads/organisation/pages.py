"""What the pages of branches, staff and roles show."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.organisation import Branch, RoleGrant, Staff, under


def staff_list(paths: list[str], text: str = "", branch: str = "") -> list[dict[str, Any]]:
    """Who works in these branches, with the roles in force (two statements), those who left last."""
    query = (
        Staff.select(
            Staff.id,
            Staff.name,
            Staff.post,
            Staff.mobile,
            Staff.desk_phone,
            Staff.left_on,
            Account.username,
            Branch.code,
            Branch.name_zh,
            Branch.name_en,
        )
        .join_from(Staff, Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(under(Branch.path, paths))
        .order_by(Staff.left_on.is_null(False), Branch.path, Staff.name)
        .limit(500)
    )
    if text:
        query = query.where(Staff.name.contains(text) | Account.username.startswith(text.lower()))
    if branch:
        place = Branch.select(Branch.path).where(Branch.code == branch).scalar()
        query = query.where(under(Branch.path, [place] if place else []))
    rows = list(query.dicts())
    held: dict[int, list[str]] = {}
    for staff, role in grants_in_force([row["id"] for row in rows]).order_by(RoleGrant.id).tuples():
        held.setdefault(staff, []).append(role)
    return [{**row, "roles": list(dict.fromkeys(held.get(row["id"], [])))} for row in rows]


def grants_in_force(staff_ids: list[int]) -> Any:
    day = clock.today()
    return RoleGrant.select(RoleGrant.staff, RoleGrant.role).where(
        RoleGrant.staff.in_(staff_ids), RoleGrant.in_force(day)
    )


def grants_of(staff: Staff) -> list[RoleGrant]:
    """Every role this person ever held, those in force first."""
    author = Staff.alias("author_row")
    return list(
        RoleGrant.select(RoleGrant, Branch, author.name)
        .join(Branch)
        .join_from(RoleGrant, author, "LEFT OUTER JOIN", on=(RoleGrant.granted_by == author.id), attr="author_row")
        .where(RoleGrant.staff == staff.id)
        .order_by(RoleGrant.until.is_null(False), RoleGrant.since.desc(), RoleGrant.id.desc())
    )


def branch_list(paths: list[str] | None) -> list[dict[str, Any]]:
    """The tree with how many people work in each branch."""
    day = clock.today()
    query = (
        Branch.select(Branch, fn.COUNT(Staff.id).alias("people"))
        .join(
            Staff,
            "LEFT OUTER JOIN",
            on=((Staff.branch == Branch.id) & Staff.employed(day)),
        )
        .group_by(Branch.id)
        .order_by(Branch.path)
    )
    return list(query if paths is None else query.where(under(Branch.path, paths)))


def staff_by_username(username: str, paths: list[str]) -> Staff:
    """A member of staff within some branches. Raises OutOfScope."""
    found = (
        Staff.select(Staff, Branch)
        .join(Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(Account.username == username, under(Branch.path, paths))
        .get_or_none()
    )
    if found is None:
        raise OutOfScope()
    return found
