"""What was reviewed is what is written: rows whose records changed since come back to be looked at again."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.importing import steps
from portal.models import Client, HoldingAccount, ImportChange, Notice
from tests.ground import people
from tests.imports.files import PEOPLE, confirmed, latest, outcomes, upload, workbook


def moved(browser):
    page = browser.get(f"/imports/{latest().id}")
    return [item.get_text(" ", strip=True) for item in page.html.select("#moved li")]


@pytest.fixture
def reviewed(visit, branch_admin):
    """The two clients of the file stand; a second file changes both and brings a third."""
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    confirmed(browser)
    more = "K3,孙玉琴,个人,13804310013,1970-01-01,一汽红旗\n"
    upload(browser, ("b.csv", PEOPLE.replace("一汽解放", "一汽物流").replace("一汽大众", "一汽红旗") + more))
    assert outcomes() == ["changed", "changed", "new"]
    return browser


def edited(key, **values):
    row = Client.get(Client.source_key == key)
    Client.update(**values, version=Client.version + 1, updated_at=clock.now()).where(Client.id == row.id).execute()
    return row


def test_it_works(reviewed, at):
    at("2026-11-24 10:05")
    edited("K2", employer="自己开店")
    run = confirmed(reviewed)
    assert (run.state, Client.select().count(), Client.get(Client.source_key == "K1").employer) == (
        "review",
        2,
        "一汽解放",
    )
    assert moved(reviewed) == ["b.csv, line 3: what stands in the record has changed"]
    row = reviewed.get(f"/imports/{run.id}/rows?show=changes").table("staged")[1]
    assert "Employer: 自己开店 becomes 一汽红旗" in row[3]
    assert Notice.select().where(Notice.kind == "import.moved").count() == 1
    run = confirmed(reviewed)
    assert (run.state, Client.get(Client.source_key == "K2").employer, Client.select().count()) == (
        "done",
        "一汽红旗",
        3,
    )


def test_somebody_entered_the_same_person_by_hand(reviewed, at):
    at("2026-11-24 10:05")
    reviewed.post("/clients/new", kind="individual", name="孙玉琴", branch="FAW", mobile="13804310013")
    there = Client.get(Client.name == "孙玉琴")
    run = confirmed(reviewed)
    assert (run.state, outcomes()) == ("review", ["changed", "changed", "duplicate"])
    assert moved(reviewed) == ["b.csv, line 4: it was “Added”, now it is “Looks known”"]
    reviewed.post(f"/imports/{run.id}/rows/0/4", decision="update")
    assert (confirmed(reviewed).state, Client.get_by_id(there.id).employer, Client.select().count()) == (
        "done",
        "一汽红旗",
        3,
    )


def test_who_was_decided_about_has_changed(visit, branch_admin, at):
    there = people.client(
        None, "周国强", mobile="+8613804310011", birthday=None, employer="", source="core", source_key="1"
    )
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    browser.post(f"/imports/{latest().id}/rows/0/2", decision="update")
    at("2026-11-24 10:05")
    edited("1", email="zgq@example.cn")
    run = confirmed(browser)
    assert run.state == "review"
    assert moved(browser) == ["客户.csv, line 2: the client was changed since; please decide again"]
    browser.post(f"/imports/{run.id}/rows/0/2", decision="update")
    assert (confirmed(browser).state, Client.get_by_id(there.id).employer) == ("done", "一汽解放")


def test_another_import_came_in_between(visit, branch_admin):
    browser = visit(branch_admin)
    upload(browser, ("客户.csv", PEOPLE))
    first = latest()
    upload(browser, ("again.csv", PEOPLE.replace("一汽大众", "一汽红旗")))
    assert confirmed(browser).state == "done"
    run = confirmed(browser, first)
    assert (run.state, outcomes(run)) == ("review", ["unchanged", "changed"])
    assert Client.get(Client.source_key == "K2").employer == "一汽红旗"


def test_steps_that_were_written_are_taken_back(visit, branch_admin, at, monkeypatch):
    monkeypatch.setattr(steps, "SMALL", 1)
    monkeypatch.setattr(steps, "STEP", 1)
    browser = visit(branch_admin)
    people_rows = [
        ["外部编号", "姓名", "手机号"],
        *[[f"K{n}", f"孙玉{name}", f"1380431001{n}"] for n, name in enumerate("琴兰梅竹")],
    ]
    accounts = [
        ["客户", "账号", "产品类别", "开户日期"],
        *[[f"K{n}", f"80{n}", "存款", "2024-03-02"] for n in range(4)],
    ]
    upload(browser, ("b.xlsx", workbook(客户=people_rows, 账户=accounts)))
    at("2026-11-24 10:05")
    people.client(None, "孙玉竹", mobile="+8613804310013", birthday=None)
    run = confirmed(browser)
    assert (run.state, Client.select().count(), HoldingAccount.select().count(), ImportChange.select().count()) == (
        "review",
        1,
        0,
        0,
    )
    assert outcomes(run) == ["new", "new", "new", "duplicate"]
    browser.post(f"/imports/{run.id}/decide", decision="new")
    assert (confirmed(browser).state, Client.select().count(), HoldingAccount.select().count()) == ("done", 5, 4)
