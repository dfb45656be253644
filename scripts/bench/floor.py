"""The floor: the page's own SQL through the bare driver, and its bytes from one compiled Jinja template, in a bare
Flask view.

Every text of the page is a value that the template escapes and puts out; tags are its plain parts. So the floor does
what any server-rendered page must do, and nothing else: no sign-in, no headers, no forms, no translation.
"""

from __future__ import annotations

import re
import sqlite3
from html import unescape
from typing import Any

from flask import Flask
from jinja2 import Environment

from portal.database import ON_CONNECT

TEXT = re.compile(r">([^<>]*\S[^<>]*)<")


def view(url: str, statements: list[tuple[str, Any]], body: str) -> Any:
    """A test client of a bare Flask application that answers `/` with the same statements and bytes."""
    bare = Flask("floor")
    template, values = _template(body)
    at_hand = connection(url)

    @bare.get("/")
    def page() -> str:
        for sql, params in statements:
            at_hand.execute(sql, params).fetchall()
        return template.render(v=values)

    return bare.test_client()


def _template(body: str) -> tuple[Any, list[str]]:
    values: list[str] = []

    def as_value(found: re.Match[str]) -> str:
        values.append(unescape(found[1]))
        return f">%%{len(values) - 1}%%<"

    marked = TEXT.sub(as_value, body)
    source = "{% raw %}" + re.sub(r"%%(\d+)%%", r"{% endraw %}{{ v[\1] }}{% raw %}", marked) + "{% endraw %}"
    return Environment(autoescape=True).from_string(source), values


def connection(url: str) -> Any:
    """A connection of the bare driver."""
    if url.startswith("sqlite"):
        opened = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        opened.execute("PRAGMA cache_size = -64000")
        return opened
    import psycopg

    return psycopg.connect(url, autocommit=True, options=ON_CONNECT)


class Writer:
    """Writes through the bare driver, one transaction at a time, each on the disk."""

    def __init__(self, url: str) -> None:
        self.lite = url.startswith("sqlite")
        self.base = connection(url)
        if self.lite:
            self.base.isolation_level = None
            self.base.execute("PRAGMA synchronous = FULL")

    def run(self, sql: str, *values: Any) -> Any:
        """`sql` with ? for values; PostgreSQL holds what is selected for update."""
        return self.base.execute(sql if self.lite else sql.replace("?", "%s"), values)

    def held(self, sql: str, *values: Any) -> Any:
        return self.run(sql if self.lite else f"{sql} FOR UPDATE", *values).fetchone()

    def begin(self) -> None:
        self.run("BEGIN IMMEDIATE" if self.lite else "BEGIN")

    def commit(self) -> None:
        self.run("COMMIT")


def copying(model: Any, *changed: str) -> str:
    """Another row like the one whose id is the last value; `changed`: columns that get values of their own, in their
    order in the table."""
    columns = [field.column_name for field in model._meta.sorted_fields if field.column_name != "id"]
    taken = ", ".join("?" if name in changed else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.table_name
    return f'INSERT INTO "{table}" ({names}) SELECT {taken} FROM "{table}" WHERE id = ?'


def plain(statements: list[tuple[str, Any]], url: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Statements with parameters as the bare driver takes them."""
    lite = url.startswith("sqlite")
    kinds = int | float | str | bytes | type(None) if lite else object
    return [
        (sql, tuple(value if isinstance(value, kinds) else str(value) for value in params or ()))
        for sql, params in statements
    ]
