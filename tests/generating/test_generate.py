"""Believable clients in any number: whole, single, the same again by seed."""

from __future__ import annotations

from collections import defaultdict

import pytest
from click.testing import CliRunner

from portal import config
from portal.cli import main
from portal.database import database, engine
from portal.derived import faults
from portal.derived.aum import CLASS_OF_PRODUCT, month_values
from portal.derived.classes import derive_classes
from portal.generating import command, drawing
from portal.generating.command import generate
from portal.models import (
    AuditEntry,
    ClassMembership,
    Client,
    ClientTerm,
    Contact,
    HoldingAccount,
    MonthlyAum,
    Request,
    Seat,
    SignUp,
    Transaction,
)
from portal.reads.shared import kept
from portal.rules.holdings.balances import Move, added, daily_balances
from portal.rules.tiers.levels import class_averages

COUNT = 400


@pytest.fixture
def made(app):
    generate(COUNT, 7, app.config["DATA_KEY"])
    return app


def test_it_works(made):
    assert Client.select().count() == ClientTerm.select().count() == COUNT
    assert MonthlyAum.select().count() == 12 * COUNT
    for model in (Transaction, Contact, Request, SignUp):
        assert model.select().count() > 0, model.__name__
    with made.app_context():
        assert list(faults()) == []
    assert AuditEntry.select().where(AuditEntry.action == "clients.generated").count() == 1


def test_products_and_classes_are_what_the_rule_derives(made):
    """The generator writes them itself, for speed: deriving finds nothing to change, and the reasons are the rule's."""
    columns = (
        ClassMembership.client,
        ClassMembership.klass,
        ClassMembership.since,
        ClassMembership.product_class,
        ClassMembership.reference,
    )
    said = set(ClassMembership.select(*columns).tuples())
    assert len(said) > COUNT
    assert derive_classes() == 0
    ClassMembership.delete().execute()
    derive_classes()
    assert set(ClassMembership.select(*columns).tuples()) == said


def test_many_are_written_like_few(app, monkeypatch):
    """Several processes, with indexes and triggers at rest: all is back at the end, and the clients are found."""
    monkeypatch.setattr(command, "ALONE", 100)
    before = _schema()
    many = drawing.CHUNK + 50
    generate(many, 7, app.config["DATA_KEY"])
    assert _schema() == before
    assert Client.select().count() == many and MonthlyAum.select().count() == 12 * many
    with app.app_context():
        assert list(faults()) == []
    if engine() == "sqlite":
        assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
        count = database.execute_sql("SELECT COUNT(*) FROM client_search WHERE client_search MATCH 'd1 OR d150'")
        assert count.fetchone()[0] >= 2


def _schema():
    names = (
        "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
        if engine() == "sqlite"
        else "SELECT indexname FROM pg_indexes"
    )
    return sorted(database.execute_sql(names).fetchall())


def test_wealth_is_spread_as_in_the_branch(made):
    people = [row[0] for row in Client.select(Client.aum).where(Client.kind == "individual").tuples()]
    rich = sum(fen >= 100_000_000 for fen in people) / len(people)
    middle = sum(900_000 <= fen <= 6_500_000 for fen in people) / len(people)
    assert 0.05 < rich < 0.16 and 0.45 < middle < 0.75


def test_vips_have_their_team(made):
    served = Client.select().where(Client.tier != "standard")
    assert served.count() > COUNT // 20
    assert (
        all(row.team_complete for row in served) or sum(not row.team_complete for row in served) < served.count() / 10
    )
    assert Seat.select().where(Seat.kind == "manager").count() >= served.count() * 0.9


def test_months_follow_from_the_changes(made):
    """AUM by the rule that imports use (R1), from the balances that were stored."""
    client = Client.select().order_by(Client.aum.desc()).first()
    daily = defaultdict(dict)
    for account in HoldingAccount.select().where(HoldingAccount.client == client):
        rows = (
            Transaction.select().where(Transaction.account == account).order_by(Transaction.happened_on, Transaction.id)
        )
        moves = [
            Move(row.happened_on, row.amount if row.direction == "credit" else -row.amount, row.balance) for row in rows
        ]
        name = CLASS_OF_PRODUCT[account.product]
        for month, days in daily_balances(moves, client.aum_month.replace(day=28)).items():
            daily[month][name] = added(daily[month].get(name), days)
    stored = {row.month: row.amount for row in MonthlyAum.select().where(MonthlyAum.client == client)}
    reckoned = {month: month_values(month, class_averages(classes))[0] for month, classes in daily.items()}
    common = sorted(set(stored) & set(reckoned))
    assert len(common) >= 11
    assert [stored[month] for month in common] == [reckoned[month] for month in common]


def test_a_second_run_adds_others(made):
    generate(50, 7, made.config["DATA_KEY"])
    numbers = [row[0] for row in Client.select(Client.number).order_by(Client.id).tuples()]
    assert len(set(numbers)) == COUNT + 50 and numbers[-1] == f"C-{COUNT + 50:07d}"
    phones = [row[0] for row in Client.select(Client.mobile).tuples()]
    assert len(set(phones)) == len(phones)
    with made.app_context():
        assert list(faults()) == []


def test_the_same_seed_gives_the_same_clients(app, copies, database_url):
    from portal.generating import drawing, world

    def once():
        made = world.prepare(100, 11, app.config["DATA_KEY"])
        made.first = dict.fromkeys(
            ("client", "holding_account", "account", "request", "number", "request-2025", "request-2026"), 1
        )
        return [row[:3] for row in drawing.draw(made, 0, 100)["transaction"]]

    kept.forget()
    first = once()
    assert once() == first and len(first) > 400


def test_they_are_found_by_name(made, visit, branch_admin):
    row = Client.select().where(Client.kind == "individual").order_by(Client.id).first()
    page = visit("zhaomin").get("/clients", q=row.number)
    assert row.name in page.text or row.branch.code == "JY"


def test_never_into_a_real_banks_database(tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("PORTAL_DATABASE", database_url)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.delenv("PORTAL_DEMO", raising=False)
    result = CliRunner().invoke(main, ["generate", "--clients", "5"], obj=config.load())
    assert result.exit_code == 1 and "PORTAL_DEMO" in result.output


@pytest.mark.parametrize("count", ["0", "-1", "many", "99999999999"])
def test_a_number_that_makes_no_sense(count):
    result = CliRunner().invoke(main, ["generate", "--clients", count])
    assert result.exit_code == 2
