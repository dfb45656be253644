"""Numbers that are given once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import (
    CharField,
    IntegerField,
)

from portal.database import Model

if TYPE_CHECKING:
    pass


class Sequence(Model):
    """The last number given out, by name (`client`, `request-2026`, `event-2026`)."""

    name = CharField(32, primary_key=True)
    value = IntegerField(default=0)
