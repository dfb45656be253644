"""The real export comes in whole, once, and not at all when one row of it is broken."""

from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from peewee import fn

from portal import clock, config, create_app, database
from portal.actions.teams import assign_manager
from portal.importing.command import run
from portal.models import (
    AccountRight,
    AuditEntry,
    Card,
    Client,
    ClientTerm,
    District,
    HoldingAccount,
    ImportRun,
    Loan,
    MonthlyAum,
    Sequence,
    StandingOrder,
    Transaction,
    reference,
)
from portal.models.client_list import ClientFilter, page
from portal.models.client_page import holdings_of
from portal.rules.masking import mask_account
from portal.rules.terms import name_key

from ..conftest import MOMENT
from ..ground import people
from ..ground.engines import ENGINES, Copies
from . import berka

pytestmark = [berka.needed, pytest.mark.xdist_group("berka")]
MOST_MEMORY = 60 * 1024 * 1024


@dataclass
class Imported:
    """The export brought in twice; `peak` is the memory that the first time took, in bytes."""

    app: Flask
    code: int
    first: dict[str, Any]
    second: dict[str, Any]
    peak: int
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
    reference.forget()
    clock.set_source(lambda: MOMENT)
    database.open_connection()
    with app.app_context():
        yield app
    clock.set_source(None)


@pytest.fixture(scope="module", params=ENGINES)
def imported(request: pytest.FixtureRequest, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Any:
    url = copies.fresh(request.param)
    with portal_on(url, tmp_path_factory.mktemp("instance")) as app:
        name_key("陈刚")  # the pinyin tables are loaded once a process and are not the import's
        tracemalloc.start()
        code, first, warnings = imported_json(app, berka.FOLDER)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        second = imported_json(app, berka.FOLDER)[1]
        yield Imported(app, code, first, second, peak, warnings)
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
    assert {status: counted(Loan, Loan.status == status) for status in ("repaid", "defaulted", "running", "overdue")} == {
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
    assert counted(Client, Client.is_asset) == 682
    owners = AccountRight.select(AccountRight.client).where(AccountRight.kind == "owner")
    assert counted(Client, Client.is_intermediary, Client.id.not_in(owners)) == 0
    assert counted(Client, Client.aum_month == date(1994, 3, 1)) == 1229
    assert MonthlyAum.select(fn.MIN(MonthlyAum.month), fn.MAX(MonthlyAum.month)).scalar(as_tuple=True) == (
        date(1993, 1, 1), date(1994, 3, 1),
    )  # fmt: skip


def test_the_deed_is_recorded(imported: Imported) -> None:
    entries = list(AuditEntry.select().where(AuditEntry.action == "import.done").order_by(AuditEntry.id))
    assert [entry.changes["client.csv"][1] for entry in entries] == ["+5369 ~0", "+0 ~0"]
    assert entries[0].words == {"format": "PKDD'99 Berka", "place": "一汽支行"}
    assert [json.loads(row.summary)["totals"]["clients"] for row in ImportRun.select()] == [5369, 5369]


def test_memory_stays_bounded(imported: Imported) -> None:
    assert imported.peak < MOST_MEMORY, f"{imported.peak / 1024 / 1024:.1f} MB"


def test_the_branch_admin_finds_them_and_gives_one_to_a_manager(imported: Imported) -> None:
    zhaomin = people.actor(people.staff("zhaomin", "赵敏", "branch_admin", post="branch_head"))
    wanglei = people.actor(people.staff("wanglei", "王磊", "manager"))
    machao = people.actor(people.staff("machao", "马超", "branch_admin", at="JY"))
    client = Client.get(Client.source_key == "2")
    scope = Client.visible_to(zhaomin)
    assert [row["number"] for row in page(scope, ClientFilter(q="c-2")).rows] == [client.number]
    assert client.number in {row["number"] for row in page(scope, ClientFilter(q=client.name)).rows}
    assert page(scope, ClientFilter(district="Kolin")).total == counted(Client, Client.district == "Kolin") > 0
    assert page(Client.visible_to(machao), ClientFilter(q=client.name)).total == 0
    holdings = holdings_of(client)
    assert [right["kind"] for right in holdings.rights] == ["owner"]
    assert (len(holdings.loans), len(holdings.orders)) == (1, 2)
    assert page(Client.visible_to(wanglei), ClientFilter()).total == 0
    assign_manager(zhaomin, client, "wanglei", "from the import")
    assert [row["number"] for row in page(Client.visible_to(wanglei), ClientFilter()).rows] == [client.number]


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, copies: Copies, tmp_path: Path) -> Iterator[Flask]:
    url = copies.fresh(request.param)
    with portal_on(url, tmp_path / "instance") as app:
        yield app
    copies.drop(url)


def copy_of_the_export(folder: Path, transactions: int) -> Path:
    """The export with its first transactions only."""
    for name in berka.ROWS:
        lines = (berka.FOLDER / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[: transactions + 1] if name == "trans.csv" else lines))
    return folder


def test_one_broken_row_and_nothing_is_written(empty: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    copy_of_the_export(folder, 1500)
    lines = (folder / "trans.csv").read_text().splitlines()
    lines[1200] = lines[1200].replace(";9304", ";9313", 1)
    (folder / "trans.csv").write_text("\n".join(lines) + "\n")
    districts = District.select().count()
    code, said, _warnings = imported_json(empty, folder)
    assert code == 1
    assert [{**fault, "reason": ""} for fault in said["faults"]] == [
        {"file": "trans.csv", "line": 1201, "column": "date", "reason": ""}
    ]
    assert "is no date as YYMMDD" in said["faults"][0]["reason"]
    assert (said["files"]["trans.csv"]["rejected"], said["files"]["client.csv"]["added"], said["totals"]) == (1, 0, {})
    for model in (Client, ClientTerm, HoldingAccount, AccountRight, Card, Loan, StandingOrder, Transaction, MonthlyAum):
        assert model.select().count() == 0
    assert (District.select().count(), ImportRun.select().count()) == (districts, 0)
    assert Sequence.get_or_none(Sequence.name == "client") is None
    assert not AuditEntry.select().where(AuditEntry.action == "import.done").exists()


def test_a_broken_client_is_named_alone(empty: Flask, tmp_path: Path) -> None:
    """What belongs to a refused client is refused with him, without a hundred further faults."""
    folder = tmp_path / "export"
    folder.mkdir()
    copy_of_the_export(folder, 500)
    text = (folder / "client.csv").read_text()
    (folder / "client.csv").write_text(text.replace('2;"450204";1', '2;"459904";1'))
    code, said, _warnings = imported_json(empty, folder)
    assert (code, [(fault["file"], fault["line"], fault["column"]) for fault in said["faults"]]) == (
        1, [("client.csv", 3, "birth_number")],
    )  # fmt: skip
    assert said["files"]["account.csv"]["rejected"] == 1


def test_a_dry_run_counts_and_writes_nothing(empty: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    code, said, _warnings = imported_json(empty, copy_of_the_export(folder, 500), "--dry-run")
    assert (code, said["dry_run"], said["files"]["client.csv"]["added"]) == (0, True, 5369)
    assert said["totals"]["loans_amount"] == "103261740.00"
    assert (Client.select().count(), ImportRun.select().count()) == (0, 0)
