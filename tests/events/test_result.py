"""The result of an event: expenses, figures that equal their lists, completed by one, closed by another (R9)."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from portal.actions.events import results as deeds
from portal.actions.shared import files
from portal.ground import clock
from portal.models import (
    AuditEntry,
    BudgetLine,
    Event,
    EventResult,
    Expense,
    Feedback,
    FollowUp,
    Introduction,
    Notice,
)
from portal.reads.events.results import figures_of
from portal.reads.events.scope import EventScope
from portal.reads.shared import kept
from tests.events.came import charge, held, party
from tests.events.plans import event
from tests.ground import people

SPENT = {"amount": "1,280.50", "on": "2026-11-23", "words": "茶点", "line": "0"}
WENT = {"went": "二十位客户到场，茶艺环节最受欢迎。", "follows": "明年三月再办一次。"}


def picture():
    data = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(data, "JPEG")
    data.seek(0)
    return data


def spend(visitor, row, status=200, **fields):
    return visitor.post(f"/events/{row.number}/expenses/new", status=status, **{**SPENT, **fields})


def at(row):
    return f"/events/{row.number}/result"


@pytest.fixture
def full(coordinator, served, liufang, manager):
    """Four parties: two came (three heads), one did not, one came to the door; one gave its seats back."""
    row = held(coordinator)
    other, late, gone = (people.client(None, name, "gold") for name in ("周洁", "赵一", "钱二"))
    party(row, served, heads=2, guests=1)
    party(row, liufang, heads=1, guests=1)
    party(row, other, heads=0, guests=2)
    party(row, late, heads=1, way="door")
    party(row, gone, heads=0, cancelled_at=clock.now())
    for client, score in ((served, 5), (liufang, 3)):
        Feedback.create(event=row, client=client, score=score, account=people.account_of(client), at=clock.now())
    for client, done in ((served, clock.now()), (liufang, None)):
        FollowUp.create(
            client=client, seat="adviser", cause="event", cause_key=f"{row.number}:{client.id}", ref=row.number,
            made_at=clock.now(), due=clock.today(), done_at=done,
        )  # fmt: skip
    return row


def test_it_works(visit, coordinator, branch_admin, full):
    line = BudgetLine.create(event=full, label="茶点", planned=300_000)
    page = spend(visit(coordinator), full, line=str(line.id), attachments=(picture(), "IMG_1.jpg"))
    assert page.notice == "The expense is entered." and page.path == at(full)
    assert page.table("by-line")[0] == ["茶点", "¥3,000.00", "¥1,280.50"]
    assert page.table("by-tier")[-1] == ["Together", "3", "4", "¥1,280.50"]
    assert "25% of 3 parties" not in page.text and "33% of 3 parties" in page.section("attendance")
    assert "n = 2" in page.section("said") and "say little" in page.section("said")
    page = visit(coordinator).post(f"{at(full)}/complete", **WENT)
    assert page.notice == "The result is completed; the branch's admin is told."
    assert Notice.get(Notice.kind == "event.result_completed").account_id == people.account_of(branch_admin).id
    page = visit(branch_admin).post(f"{at(full)}/close", referer=at(full))
    assert page.notice == "The result is closed." and "赵敏" in page.section("words")
    row = EventResult.get()
    assert row.completed_by_id == coordinator.id and row.closed_by_id == branch_admin.id
    spend(visit(coordinator), full, status=409)
    assert Expense.select().count() == 1


def test_the_receipt_is_read_by_who_reads_the_result(
    visit, coordinator, branch_admin, full, manager, other_branch_admin
):
    spend(visit(coordinator), full, attachments=(picture(), "IMG_1.jpg"))
    row = Expense.get()
    here = f"/events/{full.number}/receipts/{row.token}"
    assert visit(branch_admin).get(here).response.content_type == "image/jpeg"
    for person in (manager, other_branch_admin):
        visit(person).get(here, status=404)
    other = held(coordinator)
    visit(coordinator).get(f"/events/{other.number}/receipts/{row.token}", status=404)
    visit(coordinator).get(f"/events/{full.number}/receipts/nothing", status=404)


def test_every_figure_is_the_length_of_its_list(visit, coordinator, full):
    """Recounted: what the page says is what the list behind it shows."""
    browser = visit(coordinator)
    links = [link for link in browser.get(at(full)).links() if "/result/parties?" in link]
    page = browser.get(at(full)).html
    said = {link["href"]: int(link.get_text()) for link in page.select("#attendance a[href*='/result/parties']")}
    assert len(said) == len(set(links)) == 8
    for link, count in said.items():
        assert len(browser.get(link).table("parties")) == count, link
    one = figures_of([full])[full.id]
    rows = [row for who in ("came",) for row in browser.get(f"{at(full)}/parties?who={who}").table("parties")]
    assert sum(int(row[3]) for row in rows) == one.attendance.heads == 4
    assert (one.attendance.seats, one.attendance.absent, one.attendance.door) == (7, 1, 1)
    assert sum(row[4] != "–" for row in rows) == one.answers and sum(row[5] != "–" for row in rows) == one.calls[1]
    assert sum(tier.cost for tier in one.tiers) == one.spent


def test_spent_is_the_sum_of_what_is_not_struck(visit, coordinator, full):
    browser = visit(coordinator)
    for amount in ("100", "20.50", "3"):
        spend(browser, full, amount=amount)
    row = Expense.get(Expense.amount == 10_000)
    page = browser.post(f"/events/{full.number}/expenses/{row.id}/strike", reason="重复录入")
    assert page.notice == "The expense is struck." and "Struck: 重复录入" in page.section("spent")
    assert figures_of([full])[full.id].spent == 2_350
    page = browser.post(f"/events/{full.number}/expenses/{row.id}/strike", status=409, reason="再来")
    assert Expense.get_by_id(row.id).struck_reason == "重复录入"
    assert AuditEntry.select().where(AuditEntry.action == "event.spent_struck").count() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1e9"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"on": "2026-11-25"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"words": " "}, "words"),
        ({"words": "长" * 121}, "words"),
        ({"line": "9999"}, "line"),
    ],
)
def test_bad_input(visit, coordinator, full, fields, wrong):
    page = spend(visit(coordinator), full, status=422, **fields)
    assert set(page.errors) == {wrong}
    for name in {"amount", "words"} - {wrong}:
        assert page.value(name) == SPENT[name]
    assert Expense.select().count() == 0


@pytest.mark.one_engine
def test_a_receipt_that_is_none_leaves_nothing_behind(app, visit, coordinator, full):
    bad = (io.BytesIO(b"MZ\x90\x00 not a receipt"), "receipt.exe")
    page = spend(visit(coordinator), full, status=422, attachments=bad)
    assert "attachments" in page.errors and Expense.select().count() == 0
    two = [(picture(), "1.jpg"), (picture(), "2.jpg")]
    page = spend(visit(coordinator), full, status=422, attachments=two)
    assert "One receipt" in page.errors["attachments"]
    with app.app_context():
        assert not [one for one in files.path_of("x").parent.parent.rglob("*") if one.is_file()]


@pytest.mark.one_engine
def test_a_line_of_another_event_is_none(visit, coordinator, full):
    other = BudgetLine.create(event=held(coordinator), label="场地", planned=1)
    assert "line" in spend(visit(coordinator), full, status=422, line=str(other.id)).errors


@pytest.mark.one_engine
def test_who_reads_and_who_writes(
    visit,
    coordinator,
    full,
    manager,
    second_manager,
    specialist,
    branch_admin,
    upper_admin,
    other_branch_admin,
    head_office,
    auditor,
    served,
):
    for person in (coordinator, branch_admin, upper_admin, head_office, auditor):
        visit(person).get(at(full))
        visit(person).get("/events/year")
    for person in (manager, specialist, other_branch_admin):
        visit(person).get(at(full), status=404)
    visit(served).get(at(full), status=403)
    visit(manager).get("/events/year", status=403)
    for person, status in ((auditor, 404), (head_office, 404), (manager, 404), (other_branch_admin, 404)):
        spend(visit(person), full, status=status)
    charge(full, manager)
    spend(visit(manager), full)
    visit(manager).post(f"{at(full)}/complete", **WENT)
    charge(full, second_manager, "help")
    visit(second_manager).get(at(full), status=404)


@pytest.mark.one_engine
def test_nobody_closes_his_own(visit, branch_admin, upper_admin, full):
    browser = visit(branch_admin)
    browser.post(f"{at(full)}/complete", **WENT)
    assert "Somebody else closes" in browser.get(at(full)).text
    page = browser.post(f"{at(full)}/close", referer=at(full), seen=browser.get(at(full)).value("seen"))
    assert "four eyes" in page.refusal and EventResult.get().closed_at is None
    visit(upper_admin).post(f"{at(full)}/close", referer=at(full))
    assert EventResult.get().closed_by_id == upper_admin.id


def test_sent_back_it_is_written_anew(visit, coordinator, branch_admin, full):
    visit(coordinator).post(f"{at(full)}/complete", **WENT)
    page = visit(branch_admin).post(f"{at(full)}/return", reason="缺少赠品发票", referer=at(full))
    assert page.notice == "The result is sent back." and "Sent back: 缺少赠品发票" in page.text
    assert "缺少赠品发票" in Notice.get(Notice.kind == "event.result_returned").words["reason"]
    visit(branch_admin).post(f"{at(full)}/close", status=409, referer=at(full))
    visit(coordinator).post(f"{at(full)}/complete", **WENT)
    assert EventResult.get().returned == "" and EventResult.get().completed_at


@pytest.mark.one_engine
def test_two_who_write_the_result_do_not_overwrite_each_other(visit, coordinator, branch_admin, full):
    old = visit(branch_admin).get(at(full)).value("seen")
    visit(coordinator).post(f"{at(full)}/complete", **WENT)
    page = visit(branch_admin).post(f"{at(full)}/complete", status=409, **{**WENT, "went": "另一种说法"}, seen=old)
    assert "另一种说法" in str(page.html) and EventResult.get().went == WENT["went"]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"went": ""}, "went"), ({"went": "长" * 2001}, "went"), ({"follows": "长" * 2001}, "follows")],
)
def test_a_result_needs_its_words(visit, coordinator, full, fields, wrong):
    page = visit(coordinator).post(f"{at(full)}/complete", status=422, **{**WENT, **fields})
    assert (
        set(page.errors) == {wrong} and EventResult.select().where(EventResult.completed_at.is_null(False)).count() == 0
    )


@pytest.mark.one_engine
def test_before_it_is_over_nothing_is_written(visit, coordinator):
    row = event(coordinator)
    assert "not over yet" in visit(coordinator).get(at(row)).text
    visit(coordinator).post(f"{at(row)}/complete", status=409, **WENT)
    spend(visit(coordinator), row, status=409)
    assert EventResult.select().where(EventResult.completed_at.is_null(False)).count() == 0


def test_what_is_late_stands_on_the_home_page(visit, coordinator, branch_admin, second_manager):
    row = held(coordinator, hours_ago=24 * 9)
    charge(row, second_manager)
    kept.forget()
    assert row.title not in visit(coordinator).get("/home").text
    assert f"Complete the result of “{row.title}”" in visit(second_manager).get("/home").text
    deeds.complete(
        people.actor(second_manager), EventScope(people.actor(second_manager)).by_number(row.number), "很好", ""
    )
    assert row.title not in visit(second_manager).get("/home").text
    assert f"Close the result of “{row.title}”" in visit(branch_admin).get("/home").text
    deeds.close(people.actor(branch_admin), EventScope(people.actor(branch_admin)).by_number(row.number))
    assert row.title not in visit(branch_admin).get("/home").text


@pytest.mark.one_engine
def test_what_was_expected_stands_beside_what_came(visit, coordinator, branch_admin, full):
    """On the plan, and on the result right above how it went."""
    assert "Expected result" not in visit(coordinator).get(at(full)).section("words")
    Event.update(expected="到场二十人，三位客户预约茶会。").where(Event.id == full.id).execute()
    assert "到场二十人，三位客户预约茶会。" in visit(coordinator).get(f"/events/{full.number}").text
    visit(coordinator).post(f"{at(full)}/complete", **WENT)
    words = visit(branch_admin).get(at(full)).section("words")
    assert (
        words.index("Expected result")
        < words.index("到场二十人")
        < words.index("How it went")
        < words.index("茶艺环节")
    )


def test_a_year_side_by_side(visit, branch_admin, coordinator, full):
    page = visit(branch_admin).get("/events/year")
    assert page.heading == "Events of 2026"
    (line,) = page.table("events")
    assert line[1:4] == ["3", "4", "33% n = 3"] and line[6] == "4.0 n = 2" and line[7] == "Still to be completed"
    drawn = {
        one["data-chart"]: json.loads(page.html.find(id=one["data-chart"]).string) for one in page.html.select(".chart")
    }
    assert {*drawn} == {"heads-chart-data", "cost-chart-data", "score-chart-data"}
    heads = {one["name"]: one["values"] for one in drawn["heads-chart-data"]["series"]}
    assert heads == {"Seats": [7], "Heads": [4]}, "what is drawn is what the table says"
    assert page.html.select("button[data-print]")
    assert "No event took place in 2025" in visit(branch_admin).get("/events/year", year="2025").text
    for odd in ("x", "-1", "99999", "'; --"):
        assert visit(branch_admin).get("/events/year", year=odd).heading == "Events of 2026"


@pytest.mark.one_engine
def test_the_pages_ask_a_fixed_number(visit, coordinator, full, statements):
    browser, counts = visit(coordinator), []
    for turn in range(2):
        for path in (at(full), f"{at(full)}/parties?who=came", "/events/year"):
            browser.get(path)
            with statements() as seen:
                browser.get(path)
            counts.append(len(seen))
        for n in range(5):
            row = held(coordinator)
            Event.update(capacity=60).where(Event.id == full.id).execute()
            for one in (row, full):
                party(one, people.client(None, f"客户{n}", "gold"), heads=1)
            Expense.create(
                event=full,
                amount=100,
                on=clock.today(),
                words="茶",
                token=f"t{n}-{turn}",
                author=coordinator,
                at=clock.now(),
            )
    assert counts[:3] == counts[3:] and max(counts) <= 20, counts


@pytest.mark.one_engine
def test_introductions_are_counted_without_names(visit, coordinator, full, served, liufang):
    low, high = sorted([served.id, liufang.id])
    values = {
        "low": low,
        "high": high,
        "event": full,
        "account": people.account_of(served),
        "at": clock.now(),
        "until": clock.now() + timedelta(days=9),
    }
    Introduction.create(token="a", state="agreed", agreed_at=clock.now(), **values)
    Introduction.create(token="b", state="open", **values)
    assert figures_of([full])[full.id].introductions == (2, 1)
