"""Numbers that people see: each stands once, and none lies beyond what its sequence has given out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.database import database
from portal.derived.proving import differing
from portal.rules.shared.codes import client_number, event_number, handover_number, list_number, request_number


def _twice(table: str, what: str) -> tuple[str, str]:
    return (
        f"{what} number {{}} stands {{}} times",
        f"SELECT number, COUNT(*) FROM {table} WHERE number <> '' GROUP BY number HAVING COUNT(*) > 1",  # noqa: S608
    )


COMPARISONS = (
    _twice("client", "client"),
    _twice("request", "request"),
    _twice("event", "event"),
    _twice("holding_account", "account"),
    _twice("card", "card"),
    _twice("tier_list", "list"),
    _twice("handover", "handover"),
)


def faults() -> Iterator[str]:
    """Numbers that stand twice, and those that no sequence has given out yet: they would be given a second time."""
    yield from differing(COMPARISONS)
    given = dict(database.execute_sql("SELECT name, value FROM sequence").fetchall())
    yield from _beyond("client", "client", client_number(given["client"]) if given.get("client") else "")
    kinds: tuple[tuple[str, str, Callable[[int, int], str]], ...] = (
        ("request", "request", request_number),
        ("event", "event", event_number),
        ("list", "tier_list", list_number),
        ("handover", "handover", handover_number),
    )
    for name, table, number in kinds:
        years = database.execute_sql(f"SELECT DISTINCT SUBSTR(number, 3, 4) FROM {table}").fetchall()  # noqa: S608
        for (year,) in sorted(years):
            value = given.get(f"{name}-{year}", 0)
            yield from _beyond(table, name, number(int(year), value) if value else "", f"{name[0].upper()}-{year}-")


def _beyond(table: str, what: str, last: str, prefix: str = "") -> Iterator[str]:
    """Numbers of a year (or all) behind the last one given out; longer ones come after shorter ones."""
    mark = database.obj.param
    sql = f"""SELECT number FROM {table} WHERE SUBSTR(number, 1, {len(prefix)}) = {mark}
        AND (LENGTH(number) > LENGTH({mark}) OR (LENGTH(number) = LENGTH({mark}) AND number > {mark}))
        ORDER BY number"""  # noqa: S608 - names of our own tables
    for (number,) in database.execute_sql(sql, (prefix, last, last, last)):
        yield f"{what} {number} lies beyond its sequence, which ended at {last or 'nothing'}"
