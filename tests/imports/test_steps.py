"""A large import is written in steps: others write in between, killed it goes on, stopped or refused it leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from portal import config, database
from portal.actions.administration import tasks
from portal.derived import faults as check
from portal.importing import steps
from portal.importing.undoing import conflicts, taking_back
from portal.models import (
    Account,
    AuditEntry,
    ClassMembership,
    Client,
    ClientTerm,
    Contact,
    Deal,
    HoldingAccount,
    ImportChange,
    ImportRow,
    ImportRun,
    MonthlyAum,
    Sequence,
    Transaction,
)
from tests.ground import people
from tests.imports.files import confirmed, latest, outcomes, upload, workbook
from tests.imports.files import work as worker

PEOPLE, ACCOUNTS = 60, 90


def book(people_of: range, employer: str = "一汽解放", balance: int = 100, contact: str = "") -> bytes:
    """Clients with an account each, every third with a card, transactions, and a contact where somebody is named."""
    sheets = {
        "客户": [["外部编号", "姓名", "单位", "手机号"], *([f"K{n}", f"郑国{chr(0x4E00 + n)}", employer, f"138{n:08d}"] for n in people_of)],
        "账户": [["客户", "账号", "产品类别", "开户日期", "余额", "余额日期"], *([f"K{n}", f"A{n}", "存款", "2024-03-02", balance, "2026-08-01"] for n in people_of)],
        "银行卡": [["客户", "账号", "卡号", "卡种", "发卡日期"], *([f"K{n}", f"A{n}", f"C{n}", "gold", "2024-03-02"] for n in people_of if n % 3 == 0)],
        "交易流水": [["流水号", "账号", "交易日期", "借贷", "金额", "余额"], *([f"T{n}-{day}", f"A{n}", f"2026-0{day}-10", "贷", 100, day * balance] for n in people_of for day in (8, 9))],
    }  # fmt: skip
    if contact:
        sheets["联系记录"] = [["客户", "员工", "渠道", "时间", "内容"], *([f"K{n}", contact, "电话", "2026-11-20", "谈到子女入学"] for n in people_of if n % 5 == 0)]  # fmt: skip
    return workbook(**sheets)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(steps, "STEP", 25)
    monkeypatch.setattr(steps, "SMALL", 20)
    monkeypatch.setattr(taking_back, "SMALL", 20)
    monkeypatch.setattr(taking_back, "AT_ONCE", 25)
    monkeypatch.setattr(conflicts, "AT_ONCE", 25)
    monkeypatch.setattr(tasks, "EVERY_SECONDS", 0)


class Killed(BaseException):
    """Ends this worker as a power cut does: nothing after it runs."""


def at_call(monkeypatch, owner, name, count, happens):
    """At the `count`-th call of a method something happens first."""
    method, calls = getattr(owner, name), [0]

    def counted(*words, **named):
        calls[0] += 1
        if calls[0] == count:
            happens()
        return method(*words, **named)

    monkeypatch.setattr(owner, name, counted)


def killed():
    raise Killed()


def pressed_stop():
    tasks.ask_to_stop(tasks.Task.get_by_id(latest().task))


def dies(browser):
    """The worker dies in the middle; another one finds its task without a sign of life."""
    with pytest.raises(Killed):
        worker(browser)
    with browser.app.app_context():
        tasks._file(latest().task, "json").unlink()


LEFT = frozenset({"import_run", "import_row", "import_change", "task", "audit_entry", "audit_seal", "sequence", "notice", "worker_sign",
                  "account", "session", "device", "sign_in", "sent_content"})  # fmt: skip
"""What an import that was taken back may leave: its record, and that it was asked for. Numbers of clients are not given
twice."""


def everything() -> dict[str, list[tuple]]:
    """Every row of every table but for those; of clients without the mark that they were written."""
    found = {}
    for name in database.database.get_tables():
        if name in LEFT or name.startswith(("client_search", "huey", "client_term_", "sqlite", "sign", "device")):
            continue
        columns = [c.name for c in database.database.get_columns(name) if (name, c.name) not in {("client", "version"), ("client", "updated_at")}]  # fmt: skip
        names = ", ".join(f'"{column}"' for column in columns)
        sql = f'SELECT {names} FROM "{name}"'
        if name == "tier_count":  # on PostgreSQL in parts until they are folded
            sql = "SELECT branch_id, tier_id, CAST(SUM(clients) AS BIGINT), CAST(SUM(aum) AS BIGINT) FROM tier_count GROUP BY branch_id, tier_id"
        if name == "hand_count":
            sql = "SELECT staff_id, seat, tier, CAST(SUM(clients) AS BIGINT) FROM hand_count GROUP BY staff_id, seat, tier"
        rows = database.database.execute_sql(sql).fetchall()
        found[name] = sorted(map(str, rows))
    return found


def standing() -> list[list[str]]:
    """What the import made, without the ids that the database gave."""
    clients = {c.id: c for c in Client.select()}
    accounts = {a.id: a for a in HoldingAccount.select()}
    return [sorted(map(str, rows)) for rows in (
        [(c.source_key, c.name, c.name_key, c.mobile, c.employer, c.products, c.is_liability, c.aum, c.aum_month, c.branch_id) for c in clients.values()],
        [(a.source_key, clients[a.client_id].source_key, a.balance, a.balance_on, a.noted, a.noted_balance) for a in accounts.values()],
        [(t.source_key, accounts[t.account_id].source_key, t.balance) for t in Transaction.select()],
        [(clients[m.client_id].source_key, m.klass, m.since, m.reference) for m in ClassMembership.select()],
        [(clients[m.client_id].source_key, m.month, m.amount) for m in MonthlyAum.select()],
        [(clients[t.client_id].source_key, len(t.terms.split())) for t in ClientTerm.select()],
        [(c.table, c.sheet, c.line, c.changes is None) for c in ImportChange.select()],
        [(d.kind, d.reference) for d in Deal.select()],
    )]  # fmt: skip


def ready(browser, content: bytes, mode: str = "all") -> ImportRun:
    """A run that was confirmed and waits for the worker."""
    upload(browser, ("客户资料.xlsx", content))
    run = latest()
    assert set(run.counts[0]) <= {"new", "changed", "unchanged"}, run.counts
    browser.post(f"/imports/{run.id}/confirm", mode=mode, version=str(run.version))
    return run


def test_others_write_between_the_steps(visit, branch_admin, app, monkeypatch):
    """Somebody who waits no longer than a tenth of a second gets in after each step."""
    browser = visit(branch_admin)
    ready(browser, book(range(PEOPLE)))
    got_in = []

    def another_writes():
        def write():
            database.open_connection()
            if database.engine() == "sqlite":
                database.database.execute_sql("PRAGMA busy_timeout = 100")
            with database.write():
                Sequence.insert(name=f"another-{len(got_in)}", value=1).execute()
            got_in.append(Client.select().count())
            database.database.close()

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()

    monkeypatch.setattr(steps, "breathe", another_writes)
    worker(browser)
    assert latest().state == "done"
    assert got_in[:3] == [25, 50, 60] and len(got_in) >= 3 + 3 + 1 + 5
    assert Sequence.select().where(Sequence.name.startswith("another-")).count() == len(got_in)


def test_a_small_file_is_one_transaction(visit, branch_admin, monkeypatch):
    monkeypatch.setattr(steps, "SMALL", 5000)
    monkeypatch.setattr(steps.Writing, "_keep", lambda *about: pytest.fail("a step of its own"))
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", book(range(PEOPLE))))
    assert confirmed(browser).state == "done"


@pytest.mark.parametrize("where", [2, 5, 9])
def test_killed_in_the_middle_it_goes_on_to_the_same_end(visit, branch_admin, app, monkeypatch, where):
    browser = visit(branch_admin)
    ready(browser, book(range(PEOPLE)))
    with monkeypatch.context() as patch:
        at_call(patch, steps.Batch, "into", where, killed)
        dies(browser)
    run = latest()
    assert (run.state, run.position["part"] + run.position["line"] > 0) == ("loading", True)
    page = browser.get(f"/imports/{run.id}")
    assert "Being written" in page.text
    worker(browser)
    run, after = latest(), standing()
    assert (run.state, run.position, AuditEntry.select().where(AuditEntry.action == "import.done").count()) == (
        "done",
        {},
        1,
    )
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []
    summary = run.summary
    browser.post(f"/imports/{run.id}/undo")
    worker(browser)
    ImportChange.delete().execute()
    upload(browser, ("客户资料.xlsx", book(range(PEOPLE))), again="1")
    run = confirmed(browser)
    assert (run.state, standing(), run.summary) == ("done", after, summary)


def test_killed_while_deriving_it_goes_on(visit, branch_admin, app, monkeypatch):
    browser = visit(branch_admin)
    ready(browser, book(range(PEOPLE)))
    with monkeypatch.context() as patch:
        at_call(patch, steps.classes, "derive_classes", 1, killed)
        dies(browser)
    assert (latest().state, ClassMembership.select().count()) == ("loading", 0)
    worker(browser)
    assert latest().state == "done"
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []
    assert ClassMembership.select().where(ClassMembership.klass == "liability").count() == PEOPLE


@pytest.fixture
def first_here(visit, branch_admin, manager):
    """Clients of an earlier import, some of whom the next one changes."""
    browser = visit(branch_admin)
    upload(browser, ("客户资料.xlsx", book(range(PEOPLE), contact="王磊")))
    assert confirmed(browser).state == "done"
    return browser


LATER = {"people_of": range(30, ACCOUNTS), "employer": "一汽红旗", "balance": 300, "contact": "王磊"}


@pytest.mark.parametrize("where", [2, 6, 11])
def test_stopped_in_the_middle_the_database_is_as_before(first_here, app, monkeypatch, where):
    before = everything()
    ready(first_here, book(**LATER))
    with monkeypatch.context() as patch:
        at_call(patch, steps.Batch, "into", where, pressed_stop)
        worker(first_here)
    run = latest()
    assert (run.state, run.position, run.options["ended"]) == ("review", {}, "stopped")
    assert everything() == before
    assert "It was stopped, and what had been written was taken back." in first_here.get(f"/imports/{run.id}").text
    assert confirmed(first_here).state == "done"
    assert Client.get(Client.source_key == "K40").employer == "一汽红旗"


def test_a_row_refused_half_way_takes_everything_back(first_here, app, manager):
    before = everything()
    run = ready(first_here, book(**LATER))
    Account.update(username="somebody").where(Account.staff == manager.id).execute()
    manager.name = "王磊磊"
    manager.save()
    worker(first_here)
    run = latest()
    assert (run.state, run.options["faulted"], ImportChange.select().where(ImportChange.run == run).count()) == (
        "review",
        True,
        0,
    )
    assert set(outcomes(run, 4)) == {"rejected"} and set(outcomes(run, 0)) == {"new", "changed"}
    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"staff"}
    assert "so nothing was written" in first_here.get(f"/imports/{run.id}").refusal


def test_the_good_rows_stand_where_that_was_asked_for(first_here, app, manager):
    ready(first_here, book(**LATER), mode="good")
    manager.name = "王磊磊"
    manager.save()
    Account.update(username="somebody").where(Account.staff == manager.id).execute()
    worker(first_here)
    run = latest()
    assert (run.state, run.counts[4], Client.select().count()) == (
        "done",
        {"new": 0, "unchanged": 0, "rejected": 12},
        ACCOUNTS,
    )


@pytest.mark.parametrize("where", [1, 4])
def test_killed_while_it_is_taken_back_that_goes_on(first_here, app, monkeypatch, where):
    before = everything()
    ready(first_here, book(**LATER))
    with monkeypatch.context() as patch:
        at_call(patch, steps.Batch, "into", 10, pressed_stop)
        at_call(patch, taking_back.TakingBack, "_keep", where, killed)
        dies(first_here)
    assert latest().state == "taking_back"
    page = first_here.get(f"/imports/{latest().id}")
    assert "Being taken back" in page.text and not page.html.select("form[action$='/stop']")
    worker(first_here)
    assert (latest().state, everything() == before) == ("review", True)


def test_what_broke_off_by_a_fault_can_be_gone_on_with(
    first_here, app, monkeypatch, visit, other_branch_admin, auditor
):
    before = everything()
    ready(first_here, book(**LATER))
    with monkeypatch.context() as patch:
        at_call(patch, steps.Batch, "into", 10, pressed_stop)
        at_call(patch, taking_back.TakingBack, "_keep", 2, lambda: 1 / 0)
        worker(first_here)
    run = latest()
    assert run.state == "taking_back"
    visit(auditor).post(f"/imports/{run.id}/go-on", status=403)
    visit(other_branch_admin).post(f"/imports/{run.id}/go-on", status=404)
    assert "broke off" in first_here.get(f"/imports/{run.id}").refusal
    assert first_here.post(f"/imports/{run.id}/go-on").notice == "The work goes on in the background."
    worker(first_here)
    assert (latest().state, everything() == before) == ("review", True)
    assert "in the meantime" in first_here.post(f"/imports/{run.id}/go-on", status=409).text


def test_who_worked_on_a_client_meanwhile_keeps_him(first_here, app, manager, monkeypatch):
    ready(first_here, book(**LATER))

    def meanwhile():
        people.seat(Client.get(Client.source_key == "K70"), "manager", manager)
        pressed_stop()

    with monkeypatch.context() as patch:
        at_call(patch, steps.Batch, "into", 10, meanwhile)
        worker(first_here)
    run = latest()
    assert (run.state, Client.select().count(), run.options["stayed"]) == (
        "review",
        PEOPLE + 1,
        {"accounts": 1, "clients": 1},
    )
    assert [
        a.source_key
        for a in HoldingAccount.select().where(HoldingAccount.client == Client.get(Client.source_key == "K70"))
    ] == ["A70"]
    assert "1 client stays, because somebody has worked on it meanwhile" in first_here.get(f"/imports/{run.id}").text


def test_undone_in_steps_the_database_is_as_before_also_after_a_death(first_here, app, monkeypatch):
    before = everything()
    ready(first_here, book(**LATER))
    worker(first_here)
    run = latest()
    assert (run.state, Deal.select().count() > 0, Contact.select().count()) == ("done", True, 18)
    first_here.post(f"/imports/{run.id}/undo")
    with monkeypatch.context() as patch:
        at_call(patch, taking_back.TakingBack, "_keep", 5, killed)
        dies(first_here)
    assert latest().state == "undoing"
    first_here.post(f"/imports/{run.id}/stop", status=409)
    assert latest().state == "undoing", "an undo that has begun goes to its end"
    worker(first_here)
    after = everything()
    assert latest().state == "undone"
    differing = {name for name in before if before[name] != after[name]}
    assert differing <= {"class_membership"}, "a class that ended stays as history"
    assert [fault for fault in check() if "client" in fault or "account" in fault] == []


PROGRAM = """
import sys
from portal import create_app, config, database, jobs
from portal.actions.administration import tasks
from portal.importing import steps, work
steps.STEP = steps.SMALL = 100
tasks.EVERY_SECONDS = 0
app = create_app(config.load({}, database=sys.argv[1], instance=sys.argv[2], secret_key="s" * 32, demo=True, rate_limits="off"))
with app.app_context():
    database.open_connection()
    tasks.run_due(jobs.TASKS)
"""


def test_a_worker_killed_by_the_system(visit, branch_admin, app):
    """The same with a process of its own and `kill -9`."""
    browser, many = visit(branch_admin), 2000
    ready_file = "外部编号,姓名\n" + "".join(f"K{n},客户{n}\n" for n in range(many))
    upload(browser, ("客户.csv", ready_file))
    run = latest()
    browser.post(f"/imports/{run.id}/confirm", mode="all", version=str(run.version))
    settings = app.config["SETTINGS"]
    words = [sys.executable, "-c", PROGRAM, settings.database_url, str(settings.instance_folder)]
    child = subprocess.Popen(words, cwd=config.ROOT, env={**os.environ, "PYTHONPATH": str(config.ROOT)})
    for _ in range(6000):
        if Client.select().count() or child.poll() is not None:
            break
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    come = Client.select().count()
    assert latest().state == "loading" and 0 < come < many and come % 100 == 0
    assert (ImportChange.select().count(), ClientTerm.select().count()) == (come, come)
    worker(browser)
    assert (latest().state, Client.select().count(), ImportChange.select().count()) == ("done", many, many)
    assert ImportRow.select().where(ImportRow.run == run).count() == many
