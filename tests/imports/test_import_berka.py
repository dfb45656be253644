"""The real export comes in whole, once, and not at all when one row of it is broken."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from peewee import fn

from portal import config, create_app, database
from portal.actions.teams.seats import assign_manager
from portal.ground import clock
from portal.importing.command import run
from portal.models import (
    AccountRight,
    AuditEntry,
    Card,
    ClassMembership,
    Client,
    ClientTerm,
    Deal,
    District,
    HoldingAccount,
    ImportRun,
    Loan,
    MonthlyAum,
    Sequence,
    StandingOrder,
    Transaction,
)
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.holdings.holdings import holdings_of
from portal.reads.shared import kept as reference_kept
from portal.rules.finding.terms import name_key
from portal.rules.shared.masking import mask_account
from tests.conftest import MOMENT
from tests.ground import people
from tests.ground.engines import ENGINES, Copies
from tests.imports import berka

pytestmark = berka.needed
MOST_BLOCKS = 600_000
"""Pieces of memory of Python, a string or a row each, beyond those before."""
MOST_BYTES = 120 * 1024 * 1024
"""Memory of the whole process beyond that before: a file that is read at once has few pieces."""


@dataclass
class Imported:
    """The export brought in twice; `peak`: the most that the first run held, in blocks of Python's memory and in bytes."""

    app: Flask
    code: int
    first: dict[str, Any]
    second: dict[str, Any]
    peak: tuple[int, int]
    warnings: str


def imported_json(app: Flask, folder: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the one JSON object on standard output, what standard error says."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(app.config["SETTINGS"], "berka", str(folder), "FAW", "--dry-run" in options, True)
    return code, json.loads(out.getvalue()), err.getvalue()


@contextlib.contextmanager
def portal_on(url: str, instance: Path) -> Iterator[Flask]:
    settings = config.load({}, database=url, instance=str(instance), secret_key="s" * 32, rate_limits="off", demo=True)
    app = create_app(settings)
    reference_kept.forget()
    clock.set_source(lambda: MOMENT)
    database.open_connection()
    with app.app_context():
        yield app
    clock.set_source(None)


class Peak(threading.Thread):
    """Looks two hundred times a second how many blocks of memory Python holds beyond those at the beginning, and how
    many bytes the process; tracing each block would make a run four times as long."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.before, self.over = self.held(), threading.Event()
        self.most = (0, 0)

    @staticmethod
    def held() -> tuple[int, int]:
        """Blocks, and bytes where the system tells them (Linux)."""
        here = Path("/proc/self/statm")
        pages = int(here.read_text().split()[1]) if here.exists() else 0
        return sys.getallocatedblocks(), pages * resource.getpagesize()

    def run(self) -> None:
        while not self.over.wait(0.005):
            now = self.held()
            self.most = (max(self.most[0], now[0] - self.before[0]), max(self.most[1], now[1] - self.before[1]))

    def __enter__(self) -> Peak:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.join()


@pytest.fixture(scope="module", params=ENGINES)
def imported(request: pytest.FixtureRequest, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Any:
    url = copies.fresh(request.param)
    with portal_on(url, tmp_path_factory.mktemp("instance")) as app:
        name_key("陈刚")  # the pinyin tables are loaded once a process and are not the import's
        with Peak() as peak:
            code, first, warnings = imported_json(app, berka.FOLDER)
        _code, second, _warnings = imported_json(app, berka.FOLDER)
        yield Imported(app, code, first, second, peak.most, warnings)
    copies.drop(url)


def counted(model: Any, *conditions: Any) -> int:
    return model.select().where(model.source == "berka", *conditions).count()


def summed(column: Any, *conditions: Any) -> int:
    return int(column.model.select(fn.SUM(column)).where(column.model.source == "berka", *conditions).scalar())


def test_it_works(imported: Imported) -> None:
    assert imported.code == 0
    assert imported.warnings == ""
    assert imported.first["totals"] == berka.TOTALS
    assert imported.first["faults"] == []
    assert (imported.first["format"], imported.first["branch"], imported.first["dry_run"]) == ("berka", "FAW", False)
    assert list(imported.first["files"]) == list(berka.ROWS)
    for name, rows in berka.ROWS.items():
        counts = {"read": rows, "added": rows, "changed": 0, "unchanged": 0, "rejected": 0}
        assert imported.first["files"][name] == counts


def test_a_second_run_adds_and_changes_nothing(imported: Imported) -> None:
    assert imported.second["totals"] == berka.TOTALS
    for name, rows in berka.ROWS.items():
        counts = {"read": rows, "added": 0, "changed": 0, "unchanged": rows, "rejected": 0}
        assert imported.second["files"][name] == counts


def test_the_database_holds_what_the_export_says(imported: Imported) -> None:
    assert counted(Client) == Client.select().count() == 5369
    assert counted(HoldingAccount) == 4500
    assert counted(AccountRight, AccountRight.kind == "owner") == 4500
    assert counted(AccountRight, AccountRight.kind == "authorised") == 869
    assert {kind: counted(Card, Card.kind == kind) for kind in ("classic", "junior", "gold")} == {
        "classic": 659, "junior": 145, "gold": 88,
    }  # fmt: skip
    states = ("repaid", "defaulted", "running", "overdue")
    assert {status: counted(Loan, Loan.status == status) for status in states} == {
        "repaid": 203, "defaulted": 31, "running": 403, "overdue": 45,
    }  # fmt: skip
    assert summed(Loan.amount) == 103_261_740_00
    assert (counted(StandingOrder), summed(StandingOrder.amount)) == (6471, 21_228_993_60)
    assert summed(Transaction.amount, Transaction.direction == "credit") == 177_366_296_30
    assert summed(Transaction.amount, Transaction.direction == "debit") == 138_120_153_50
    assert counted(Transaction) == 49102
    balances = HoldingAccount.balance
    assert (counted(HoldingAccount, balances.is_null(False)), summed(balances)) == (1229, 39_567_537_90)
    assert counted(HoldingAccount, balances >= 50_000_00) == 158
    assert [row.balance for row in HoldingAccount.select().where(balances < 0)] == [-2_651_80]


def test_clients_are_people_of_the_branch(imported: Imported) -> None:
    assert (counted(Client, Client.gender == "f"), counted(Client, Client.gender == "m")) == (2645, 2724)
    first = Client.get(Client.source_key == "1")
    assert (first.number, first.birthday, first.gender, first.district) == (
        "C-0000001",
        date(1970, 12, 13),
        "f",
        "Pisek",
    )
    assert (first.branch.code, first.tier_id, first.kind) == ("FAW", "standard", "individual")
    assert Client.select(fn.MAX(Client.number)).scalar() == "C-0005369"
    assert Sequence.get(Sequence.name == "client").value == 5369
    assert ClientTerm.select().count() == 5369
    assert all(2 <= len(row.name) <= 4 for row in Client.select(Client.name).limit(500))
    assert District.get(District.name == "Hl.m. Praha").region == "Prague"
    assert District.select(District.name).order_by(District.position).first().name == "绿园区"


def test_accounts_look_like_accounts(imported: Imported) -> None:
    account = HoldingAccount.get(HoldingAccount.source_key == "576")
    assert mask_account(account.number) == "6217 **** **** 0576"
    assert (account.product, account.statement, account.opened_on) == ("deposit", "monthly", date(1993, 1, 1))
    last = Transaction.select().where(Transaction.account == account).order_by(Transaction.id.desc()).first()
    assert (account.balance, account.balance_on) == (last.balance, last.happened_on)
    words = Transaction.select(Transaction.operation).distinct().tuples()
    assert {word for (word,) in words} == {"", "cash_in", "cash_out", "card_withdrawal", "transfer_in", "transfer_out"}


def test_classes_and_assets_follow(imported: Imported) -> None:
    assert counted(Client, Client.is_liability) == 4500
    assert counted(Client, Client.is_asset) == 403 + 45 + 31  # the other 203 of the 682 have repaid
    owners = AccountRight.select(AccountRight.client).where(AccountRight.kind == "owner")
    assert counted(Client, Client.is_intermediary, Client.id.not_in(owners)) == 0
    assert counted(Client, Client.aum_month == date(1994, 3, 1)) == 1229
    assert MonthlyAum.select(fn.MIN(MonthlyAum.month), fn.MAX(MonthlyAum.month)).scalar(as_tuple=True) == (
        date(1993, 1, 1), date(1994, 3, 1),
    )  # fmt: skip


def test_products_are_known_and_reasons_given(imported: Imported) -> None:
    """Deposits, loans and cards by bits; every class of every client has one open reason."""
    held = {mask for (mask,) in Client.select(Client.products).distinct().tuples()}
    deposit, loan, card, order = 1, 32, 64, 256
    assert {0, deposit, deposit + card, deposit + order, deposit + loan + order} <= held
    assert held <= set(range(512)) and not any(mask & ~(deposit | loan | card | order) for mask in held)
    assert counted(Client, Client.is_single_product, Client.products != 1) == 0
    for name, of in (
        ("liability", Client.is_liability),
        ("asset", Client.is_asset),
        ("intermediary", Client.is_intermediary),
    ):
        assert ClassMembership.select().where(ClassMembership.klass == name).count() == counted(Client, of)
    owed = Loan.select().where(Loan.status == "running").order_by(Loan.id).first()
    first = owed.client
    stay = ClassMembership.get(ClassMembership.client == first, ClassMembership.klass == "asset")
    assert (stay.since, stay.product_class_id, stay.reference) == (owed.started_on, "loan", owed.number)


def test_a_first_load_and_the_same_again_raise_no_deals(imported: Imported) -> None:
    assert Deal.select().count() == 0


def test_the_deed_is_recorded(imported: Imported) -> None:
    entries = list(AuditEntry.select().where(AuditEntry.action == "import.done").order_by(AuditEntry.id))
    assert [entry.changes["client.csv"][1] for entry in entries] == ["+5369 ~0", "+0 ~0"]
    assert entries[0].words == {"format": "PKDD'99 Berka", "place": "一汽支行"}
    assert [json.loads(row.summary)["totals"]["clients"] for row in ImportRun.select()] == [5369, 5369]


def test_memory_stays_bounded(imported: Imported) -> None:
    blocks, size = imported.peak
    assert 0 < blocks < MOST_BLOCKS, f"{blocks} blocks"
    assert size < MOST_BYTES, f"{size / 1024 / 1024:.0f} MiB"


def test_the_branch_admin_finds_them_and_gives_one_to_a_manager(imported: Imported) -> None:
    zhaomin = people.actor(people.staff("zhaomin", "赵敏", "branch_admin", post="branch_head"))
    wanglei = people.actor(people.staff("wanglei", "王磊", "manager"))
    machao = people.actor(people.staff("machao", "马超", "branch_admin", at="JY"))
    client = Client.get(Client.source_key == "2")
    scope = ClientScope(zhaomin)
    assert [row["number"] for row in page(scope, ClientFilter(q="c-2")).rows] == [client.number]
    assert client.number in {row["number"] for row in page(scope, ClientFilter(q=client.name)).rows}
    assert page(scope, ClientFilter(district="Kolin")).total == counted(Client, Client.district == "Kolin") > 0
    assert page(ClientScope(machao), ClientFilter(q=client.name)).total == 0
    holdings = holdings_of(client)
    assert [right["kind"] for right in holdings.rights] == ["owner"]
    assert (len(holdings.loans), len(holdings.orders)) == (1, 2)
    assert page(ClientScope(wanglei), ClientFilter()).total == 0
    assign_manager(zhaomin, client, "wanglei", "from the import")
    assert [row["number"] for row in page(ClientScope(wanglei), ClientFilter()).rows] == [client.number]


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    url = copies.fresh(request.param)
    with portal_on(url, tmp_path / "instance") as app:
        yield app
    copies.drop(url)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The export's clients up to key 300 with everything that is theirs."""
    folder = tmp_path / "export"
    folder.mkdir()
    people_kept = {str(number) for number in range(1, 301)}
    accounts = set(owned(people_kept))
    rights = {row[0] for row in rows_of("disp.csv") if row[1] in people_kept}
    keys = {
        "client.csv": (0, people_kept),
        "disp.csv": (1, people_kept),
        "account.csv": (0, accounts),
        "card.csv": (1, rights),
    }
    for name in berka.ROWS:
        place, kept = keys.get(name, (1, accounts))
        lines = (berka.FOLDER / name).read_text().splitlines()
        wanted = [line for line in lines[1:] if name == "district.csv" or line.split(";")[place] in kept]
        (folder / name).write_text("\n".join([lines[0], *wanted]) + "\n")
    return folder


def rows_of(name: str, folder: Path = berka.FOLDER) -> list[list[str]]:
    return [line.split(";") for line in (folder / name).read_text().splitlines()[1:]]


def owned(clients: set[str]) -> Iterator[str]:
    for _right, client, account, kind in rows_of("disp.csv"):
        if client in clients and kind == '"OWNER"':
            yield account


def change(path: Path, line: int, column: int, cell: str) -> None:
    """Put another cell into a line of a file (the header is line 1)."""
    lines = path.read_text().splitlines()
    cells = lines[line - 1].split(";")
    lines[line - 1] = ";".join([*cells[:column], cell, *cells[column + 1 :]])
    path.write_text("\n".join(lines) + "\n")


def test_one_broken_row_and_nothing_is_written(empty: Flask, small: Path) -> None:
    change(small / "trans.csv", 1201, 2, "930231")
    districts = District.select().count()
    code, said, _warnings = imported_json(empty, small)
    assert code == 1
    assert said["faults"] == [
        {"file": "trans.csv", "line": 1201, "column": "date", "reason": "“930231” is no date as YYMMDD"}
    ]
    assert (said["files"]["trans.csv"]["rejected"], said["files"]["client.csv"]["added"], said["totals"]) == (1, 0, {})
    for model in (Client, ClientTerm, HoldingAccount, AccountRight, Card, Loan, StandingOrder, Transaction, MonthlyAum):
        assert model.select().count() == 0
    assert (District.select().count(), ImportRun.get().state, said["import"]) == (
        districts,
        "review",
        ImportRun.get().id,
    )
    assert Sequence.get_or_none(Sequence.name == "client") is None
    assert not AuditEntry.select().where(AuditEntry.action == "import.done").exists()


def test_a_broken_client_is_named_alone(empty: Flask, small: Path) -> None:
    """What belongs to a refused client is refused with him, without a hundred further faults."""
    change(small / "client.csv", 3, 1, '"459904"')
    code, said, _warnings = imported_json(empty, small)
    places = [(fault["file"], fault["line"], fault["column"]) for fault in said["faults"]]
    assert (code, places) == (1, [("client.csv", 3, "birth_number")])
    assert said["files"]["account.csv"]["rejected"] == 1
    assert said["files"]["trans.csv"]["rejected"] > 10


def test_a_dry_run_counts_and_writes_nothing(empty: Flask, small: Path) -> None:
    code, said, _warnings = imported_json(empty, small, "--dry-run")
    assert (code, said["dry_run"], said["faults"]) == (0, True, [])
    assert said["files"]["client.csv"]["added"] == said["totals"]["clients"] == len(rows_of("client.csv", small))
    assert (Client.select().count(), ImportRun.select().count()) == (0, 0)


def test_a_new_account_in_a_later_file_raises_one_deal(empty: Flask, small: Path) -> None:
    assert imported_json(empty, small)[0] == 0
    with (small / "account.csv").open("a") as file:
        file.write('99999;18;"POPLATEK MESICNE";970101\n')
    with (small / "disp.csv").open("a") as file:
        file.write('99999;2;99999;"OWNER"\n')
    code, said, _warnings = imported_json(empty, small)
    assert (code, said["files"]["account.csv"]["added"]) == (0, 1)
    deal = Deal.get()
    assert (deal.kind, deal.product_class_id, deal.reference) == ("new_product", "deposit", "6217940000099999")
    assert (deal.client.source_key, deal.run) == ("2", ImportRun.select().order_by(ImportRun.id.desc()).get())
    imported_json(empty, small)
    assert Deal.select().count() == 1
