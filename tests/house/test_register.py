"""Every column that points to a person says what becomes of it when his time ends (R3)."""

from __future__ import annotations

from peewee import ForeignKeyField

from portal import database
from portal.models import ALL, Account, Staff
from portal.rules.teams.register import ENDS, MOVES, NO_PERSON, PERSONAL, REGISTER, STAYS

HOW = "say in portal/rules/teams/register.py whether it moves, stays or ends when his time ends, and why"


def test_every_reference_to_a_person_is_in_the_register(database_url):
    """Read from the database itself, so that no column is forgotten that only a migration knows."""
    database.connect(database_url)
    people = {Staff._meta.table_name, Account._meta.table_name}
    found = {
        f"{table}.{key.column}"
        for table in database.database.get_tables()
        for key in database.database.get_foreign_keys(table)
        if key.dest_table in people
    }
    assert len(found) >= 80
    assert not found - REGISTER.keys(), f"columns point to a person: {sorted(found - REGISTER.keys())}; {HOW}"


def test_plain_columns_that_name_a_person_are_in_it_too():
    named = {
        f"{model._meta.table_name}.{field.column_name}"
        for model in ALL
        for field in model._meta.sorted_fields
        if not isinstance(field, ForeignKeyField) and PERSONAL.search(field.column_name)
    }
    unknown = sorted(named - REGISTER.keys() - NO_PERSON.keys())
    assert not unknown, f"columns are called as if they named a person: {unknown}; {HOW}, or put them into NO_PERSON"


def test_nothing_is_in_it_that_is_gone():
    columns = {f"{model._meta.table_name}.{field.column_name}" for model in ALL for field in model._meta.sorted_fields}
    assert not sorted((REGISTER.keys() | NO_PERSON.keys()) - columns)
    assert not REGISTER.keys() & NO_PERSON.keys()


def test_each_line_says_what_and_why():
    for column, fate in REGISTER.items():
        assert fate.what in (MOVES, STAYS, ENDS), column
        assert fate.why.endswith(".") and 15 <= len(fate.why) <= 110, column
