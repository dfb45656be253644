"""Deals: a new product, a maturity within some days, a balance that changed by much (B3; C hangs follow-up calls on
them).

Accounts, cards, loans and services remember what the last look saw (`noted…`); what differs is news. A first load is
looked at without raising anything: what a bank brings in on its first day is not news. `Deal.cause` is unique, so that
nothing is raised twice, whoever looks. All in the database but for the ends of loans, which need the calendar.

The texts of SQL hold names of our own tables, days and numbers of our own, and nothing that was typed.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.database import breathe, database, write
from portal.ground import clock, steps
from portal.models import Deal, ImportRun, Loan
from portal.models.imports import WRITING
from portal.reads.administration.settings import value
from portal.reads.shared.sources import Source, came_from
from portal.rules.holdings.deals import loan_end

COLUMNS = """client_id, kind, product_class_id, offer, name, reference, account_id, loan_id, amount, happened_on,
    cause, run_id, created_at"""
NOTHING = "CAST(NULL AS INTEGER)"
NEW = (
    f"""SELECT h.client_id, 'new_product', h.product, h.offer, h.name, h.number, h.id, {NOTHING},
    COALESCE(h.balance, 0), h.opened_on, 'new:account:' || h.id, {{run}}, '{{now}}' FROM holding_account h
    WHERE NOT h.noted AND h.closed_on IS NULL AND {{source}}""",
    f"""SELECT h.client_id, 'new_product', 'loan', h.offer, h.name, h.number, {NOTHING}, h.id, h.amount,
    h.started_on, 'new:loan:' || h.id, {{run}}, '{{now}}' FROM loan h WHERE NOT h.noted AND h.status <> 'repaid'
    AND {{source}}""",
    f"""SELECT h.client_id, 'new_product',
    CASE WHEN h.kind = 'credit' THEN 'credit_card' ELSE 'card' END, h.offer, '', h.number,
    h.account_id, {NOTHING}, 0, h.issued_on, 'new:card:' || h.id, {{run}}, '{{now}}' FROM card h
    WHERE NOT h.noted AND h.status <> 'closed' AND {{source}}""",
    f"""SELECT h.client_id, 'new_product', p.product_class_id, p.code, '', h.number, {NOTHING}, {NOTHING}, 0,
    h.since, 'new:service:' || h.id, {{run}}, '{{now}}' FROM service_contract h JOIN product p ON p.code = h.product_id
    WHERE NOT h.noted AND h.until IS NULL AND {{source}}""",
)
MATURING = f"""SELECT h.client_id, 'maturity', h.product, h.offer, h.name, h.number, h.id, {NOTHING},
    COALESCE(h.balance, 0),
    h.matures_on, 'maturity:account:' || h.id || ':' || CAST(h.matures_on AS VARCHAR(10)), {{run}}, '{{now}}'
    FROM holding_account h
    WHERE h.matures_on BETWEEN '{{today}}' AND '{{until}}' AND (h.noted_maturity IS NULL
    OR h.noted_maturity <> h.matures_on)
    AND h.closed_on IS NULL AND {{source}}"""
CHANGED = f"""SELECT h.client_id, 'balance_change', h.product, h.offer, h.name, h.number, h.id, {NOTHING},
    h.balance - h.noted_balance, COALESCE(h.balance_on, '{{today}}'),
    'balance:' || h.id || ':' || CAST(COALESCE(h.balance_on, '{{today}}') AS VARCHAR(10)), {{run}}, '{{now}}'
    FROM holding_account h
    WHERE h.noted AND ABS(h.balance - h.noted_balance) >= {{least}} AND h.closed_on IS NULL AND {{source}}"""
INSIDE = "matures_on BETWEEN '{today}' AND '{until}'"
SEEN = f"""UPDATE holding_account SET noted = TRUE, noted_balance = balance,
    noted_maturity = CASE WHEN {INSIDE} THEN matures_on ELSE noted_maturity END
    WHERE {{source}} AND (NOT noted OR (noted_balance IS NULL) <> (balance IS NULL) OR noted_balance <> balance
        OR ({INSIDE} AND (noted_maturity IS NULL OR noted_maturity <> matures_on)))"""
NOTED = "UPDATE {table} SET noted = TRUE WHERE NOT noted AND {{source}}"
LOOKS = (
    ("holding_account", (NEW[0], MATURING, CHANGED), SEEN),
    ("loan", (NEW[1],), NOTED.format(table="loan")),
    ("card", (NEW[2],), NOTED.format(table="card")),
    ("service_contract", (NEW[3],), NOTED.format(table="service_contract")),
)
"""Table, the texts of its news, and the text that takes note."""
AT_ONCE = 10_000
LOANS_AT_ONCE = 500


def raise_deals(source: Source | None = None, first_load: bool = False, run: ImportRun | None = None) -> int:
    """Look at what an export brought (None: at everything) and raise a deal for each news. Answers how many.

    `first_load`: take note only, raise nothing. `run` is the import that found them. Some ids at a time, each time a
    transaction of its own unless the caller has one: what is noted is raised with it.
    """
    today = clock.today()
    words = {
        "today": today.isoformat(),
        "until": (today + timedelta(days=value("deals.maturity_days"))).isoformat(),
        "least": value("deals.balance_change"),
        "run": run.id if run else NOTHING,
        "now": clock.now().astimezone(clock.UTC).strftime("%Y-%m-%d %H:%M:%S"),
    }
    raised = 0
    for table, news, seen in LOOKS:
        for inside in _ranges(table, source):
            with write():
                for sql in () if first_load else news:
                    insert = f"INSERT INTO deal ({COLUMNS}) {sql} ON CONFLICT (cause) DO NOTHING"
                    raised += _run(insert, words, source, f"h.{inside}", "h.")
                _run(seen, words, source, inside)
            breathe()
    return raised + _loan_ends(source, run, first_load)


def _ranges(table: str, source: Source | None) -> Iterator[str]:
    """Conditions on the ids of a table's rows of an export, for some at a time."""
    where, words = _of(source)
    first, last = database.execute_sql(f"SELECT MIN(id), MAX(id) FROM {table} WHERE {where}", words).fetchone()
    for start in range(first or 0, (last or -1) + 1, AT_ONCE):
        yield f"id BETWEEN {start} AND {start + AT_ONCE - 1}"


def _run(sql: str, words: dict[str, Any], source: Source | None, inside: str, alias: str = "") -> int:
    """Execute a text with our own words filled in. Answers how many rows it wrote."""
    where, mine = _of(source, alias)
    return int(database.execute_sql(sql.format(**words, source=f"{where} AND {inside}"), mine).rowcount)


def _of(source: Source | None, alias: str = "") -> tuple[str, tuple[str, ...]]:
    """A condition as SQL, and its parameters: the row came with the files of a source (None: any row)."""
    if source is None:
        return "1 = 1", ()
    return f"{alias}source_branch = {source.branch} AND {alias}source = {database.obj.param}", (source.name,)


def forget_deals(run: ImportRun) -> int:
    """The deals that an import raised go when it is taken back. Call inside `write()`."""
    return int(Deal.delete().where(Deal.run == run.id).execute())


def _loan_ends(source: Source | None, run: ImportRun | None, first_load: bool) -> int:
    """The last payment of a running loan is near. Answers how many deals were raised."""
    today = clock.today()
    until = today + timedelta(days=value("deals.maturity_days"))
    query: Any = Loan.select(Loan.id, Loan.started_on, Loan.months, Loan.noted_maturity)
    query = query.where(Loan.status.in_(("running", "overdue")))
    query = query if source is None else query.where(came_from(Loan, source))
    ends = {
        ident: end
        for ident, started, months, noted in query.tuples().iterator()
        if today <= (end := loan_end(started, months)) <= until and end != noted
    }
    raised, ids = 0, sorted(ends)
    for start in range(0, len(ids), LOANS_AT_ONCE):
        with write():
            for loan in list(Loan.select().where(Loan.id.in_(ids[start : start + LOANS_AT_ONCE]))):
                raised += 0 if first_load else _loan_end(loan, ends[loan.id], run)
                Loan.update(noted_maturity=ends[loan.id]).where(Loan.id == loan.id).execute()
        breathe()
    return raised


def _loan_end(loan: Loan, end: date, run: ImportRun | None) -> int:
    cause = f"maturity:loan:{loan.id}:{end.isoformat()}"
    if Deal.select().where(Deal.cause == cause).exists():
        return 0
    Deal.create(
        client=loan.client_id,
        kind="maturity",
        product_class="loan",
        offer=loan.offer,
        name=loan.name,
        reference=loan.number,
        loan=loan,
        amount=loan.amount,
        happened_on=end,
        cause=cause,
        run=run,
        created_at=clock.now(),
    )
    return 1


@steps.every_night
def look_every_night() -> int:
    """What came near overnight, and what was entered by hand. While an import is being written what it has brought so
    far is no news; the look is left to the next night.
    """
    if ImportRun.select().where(ImportRun.state.in_(WRITING)).exists():
        return 0
    return raise_deals()
