"""The branch tree, the people who work in it and the roles they hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import CharField, DateField, Expression, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from portal.database import Model, UtcField, once


class Branch(Model):
    """A place in the bank's tree; `path` is the way from the root (`/1/4/9/`)."""

    parent = ForeignKeyField("self", null=True, backref="children", on_delete="RESTRICT")
    kind = CharField(16)
    code = CharField(16, unique=True)
    name_zh = CharField(64)
    name_en = CharField(96)
    path = CharField(200, unique=True)
    address = CharField(160, default="")
    phone = CharField(32, default="")
    version = IntegerField(default=1)

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call it."""
        return {"place": self.name_zh}

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2


def under(column, paths: list[str]):
    """A condition: `column` (a branch path) lies at or under one of `paths`. No paths, no rows."""
    condition = column < ""
    for path in paths:
        condition |= (column >= path) & (column < path + "~")
    return condition


def ways_to(path: str) -> list[str]:
    """A path and those above it: `/1/4/9/` → `/1/`, `/1/4/`, `/1/4/9/`."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]


def unit_of(path: str) -> str:
    """The sub-branch that a path belongs to (its third level); colleagues there serve each other's clients."""
    return ways_to(path)[:3][-1]


class Post(Model):
    """The bank's catalogue of posts (岗位)."""

    code = CharField(32, primary_key=True)
    name_zh = CharField(32)
    name_en = CharField(64)
    position = SmallIntegerField(default=0)


@once("submission")
class Staff(Model):
    """Someone who works for the bank; `left_on` is the first day without him."""

    name = CharField(64)
    branch = ForeignKeyField(Branch, backref="staff", on_delete="RESTRICT")
    post = ForeignKeyField(Post, on_delete="RESTRICT")
    mobile = CharField(20, default="")
    desk_phone = CharField(20, default="")
    email = CharField(120, default="")
    introduction_zh = CharField(200, default="")
    introduction_en = CharField(300, default="")
    languages = CharField(80, default="")
    gender = CharField(1, default="")
    left_on = DateField(null=True)
    version = IntegerField(default=1)
    submission = CharField(36, null=True)

    @classmethod
    def employed(cls, day: date) -> Expression:
        """As a condition: works for the bank on `day`."""
        return cls.left_on.is_null() | (cls.left_on > day)  # type: ignore[no-any-return]

    def has_left(self, day: date) -> bool:
        """Does he not work for the bank on `day` any more?"""
        return self.left_on is not None and self.left_on <= day

    @property
    def said(self) -> dict[str, Any]:
        """What the sentences of deeds and notices call him."""
        return {"staff": self.name}

    def works_on(self, day: date) -> bool:
        return self.left_on is None or day < self.left_on


@once("submission")
class RoleGrant(Model):
    """A role over a branch and everything below it, from `since` until the day before `until`, as seats have it."""

    staff = ForeignKeyField(Staff, backref="grants", on_delete="RESTRICT")
    role = CharField(16)
    branch = ForeignKeyField(Branch, on_delete="RESTRICT")
    since = DateField()
    until = DateField(null=True)
    reason = TextField(default="")
    granted_by = ForeignKeyField(Staff, null=True, backref="granted", on_delete="RESTRICT")
    ended_by = ForeignKeyField(Staff, null=True, backref="ended", on_delete="RESTRICT")
    created_at = UtcField()
    submission = CharField(36, null=True)

    class Meta:
        indexes = ((("role", "branch"), False),)

    @classmethod
    def in_force(cls, day: date) -> Expression:
        """As a condition: held on `day`. A role that begins later or has ended counts for nothing."""
        return (cls.since <= day) & cls.not_over(day)

    @classmethod
    def not_over(cls, day: date) -> Expression:
        """As a condition: held on `day` or to begin later; what may still be ended or contradicted."""
        return cls.until.is_null() | (cls.until > day)  # type: ignore[no-any-return]

    def is_over(self, day: date) -> bool:
        return self.until is not None and self.until <= day
