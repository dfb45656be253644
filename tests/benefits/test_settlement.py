"""A month of a partner: its lines are the ledger's, it is closed once, what comes later stands in the next one."""

from __future__ import annotations

import io
import uuid
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from portal.actions.benefits import partners, settling
from portal.database import database
from portal.derived import settlements as proof
from portal.ground.errors import Invalid, WrongState
from portal.models import AuditEntry, BenefitVersion, Entry, Hold, Resolution, Settlement, SettlementLine
from portal.reads.benefits.settlements import Books
from portal.reads.shared import kept
from tests.benefits.partners import LANE, NOVEMBER, OCTOBER, partner, taken_back, used
from tests.ground import people
from tests.ground.together import together


@pytest.fixture(autouse=True)
def proved(app):
    yield
    assert list(proof.faults()) == []


@pytest.fixture
def airport(branch_admin):
    return partner(gives=LANE)


@pytest.fixture
def uses(airport, served):
    """Two in October, one of them twice; two in November."""
    return [used(served, date(2026, month, day), many) for month, day, many in ((10, 5, 2), (10, 20, 1), (11, 2, 1), (11, 3, 3))]  # fmt: skip


def page_of(row, month="2026-10") -> str:
    return f"/benefits/partners/{row.id}/{month}"


def closed(row, month=OCTOBER, by="赵敏") -> Settlement:
    return settling.close(people.actor(people.Staff.get(people.Staff.name == by)), row, month, str(uuid.uuid4()))


def ledger(row, first: date, last: date) -> int:
    """What the ledger itself says was used of a partner's benefits between two days, less what was taken back."""
    sql = """SELECT COALESCE(SUM(CASE WHEN e.kind = 'use' THEN e.quantity ELSE -e.quantity END), 0) FROM entry e
        JOIN hold h ON h.id = e.hold_id JOIN benefit_version v ON v.id = h.version_id
        WHERE v.partner_id = {} AND (e.kind = 'use' OR (e.kind = 'correct' AND e.entry_id IS NOT NULL))
        AND h.day BETWEEN '{}' AND '{}'"""
    return int(database.execute_sql(sql.format(row.id, first, last)).fetchone()[0])


def sheet(visitor, row, month="2026-10") -> list[list]:
    response = visitor.get(f"{page_of(row, month)}.xlsx").response
    return CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()


def test_it_works(visit, coordinator, airport, uses):
    browser = visit(coordinator)
    assert [row[:3] for row in browser.get(f"/benefits/partners/{airport.id}").table("months")] == [
        ["Nov 2026", "2", "¥600.00"],
        ["Oct 2026", "2", "¥450.00"],
    ]
    page = browser.get(page_of(airport))
    assert [row[3:] for row in page.table("lines")][:2] == [["2 times", "¥150.00", "¥300.00"], ["1 time", "¥150.00", "¥150.00"]]  # fmt: skip
    page = browser.post(f"{page_of(airport)}/close")
    assert page.notice.startswith("Oct 2026 is closed.") and "Settled" in page.text
    row = Settlement.get()
    assert (row.count, row.amount, row.last_day) == (2, 45000, date(2026, 10, 31))
    assert [line.quantity for line in row.lines] == [2, 1]
    entry = AuditEntry.get(AuditEntry.action == "settlement.closed")
    assert entry.words["fen"] == "45000" and entry.branch_id == people.branch("FAW").id
    assert "Oct 2026" in visit("zhaomin").get("/audit").text


def test_the_workbook_equals_the_ledger(visit, coordinator, airport, uses):
    """Added up both ways, before and after it is closed, with one use taken back."""
    browser = visit(coordinator)
    taken_back(uses[1])
    for _again in range(2):
        rows = sheet(browser, airport)
        lines, total = rows[4:-1], rows[-1]
        assert sum(row[3] for row in lines) == ledger(airport, OCTOBER, date(2026, 10, 31)) == 2
        assert round(sum(row[5] for row in lines) * 100) == round(total[5] * 100) == 2 * 15000
        closed(airport) if not Settlement.select().exists() else None
    assert "taken back" in rows[6][6]


def test_a_later_correction_stands_in_the_next_open_month(visit, coordinator, airport, uses, at):
    closed(airport)
    taken_back(uses[0])
    assert Settlement.get().amount == 45000
    browser = visit(coordinator)
    assert [row[:3] for row in browser.get(f"/benefits/partners/{airport.id}").table("months")] == [
        ["Nov 2026", "3", "¥300.00"],
        ["Oct 2026", "2", "¥450.00"],
    ]
    row = browser.get(page_of(airport, "2026-11")).table("lines")[0]
    assert "was settled in Oct 2026" in row[0] and row[3:] == ["−2 times", "¥150.00", "−¥300.00"]
    at("2026-12-01 09:00")
    closed(airport, NOVEMBER)
    assert SettlementLine.get(SettlementLine.entry.is_null(False)).corrects == OCTOBER
    assert Books(airport).lines(date(2026, 12, 1)) == []


def test_a_use_that_was_marked_late_stands_in_the_next_open_month(airport, uses, served, at):
    closed(airport)
    late = used(served, date(2026, 10, 31))
    books = Books(airport)
    assert late.id in [line.hold for line in books.lines(NOVEMBER)] and [one.count for one in books.months()] == [3, 2]
    at("2026-12-01 09:00")
    closed(airport, NOVEMBER)
    assert [row.count for row in Settlement.select().order_by(Settlement.month)] == [2, 3]


def test_two_at_once_close_it_once(app, airport, uses):
    rows = together(app, *(lambda: closed(airport) for _ in range(3)))
    assert sum(isinstance(row, Settlement) for row in rows) == 1
    assert all(isinstance(row, (Settlement, WrongState)) for row in rows), rows
    assert Settlement.select().count() == 1 and SettlementLine.select().count() == 2


def test_a_use_at_the_moment_of_closing_is_settled_once(app, airport, uses, served):
    rows = together(app, lambda: closed(airport), lambda: taken_back(uses[0]))
    assert not [row for row in rows if isinstance(row, Exception)], rows
    sums = [sum(line.quantity for line in Books(airport).lines(month)) for month in (OCTOBER, NOVEMBER)]
    assert sum(sums) == ledger(airport, OCTOBER, date(2026, 11, 30)) == 5


@pytest.mark.parametrize(
    ("month", "words"), [(NOVEMBER, "not over"), (date(2026, 9, 1), "Nothing was used"), (OCTOBER, "")]
)
def test_which_month_can_be_closed(airport, uses, month, words):
    if not words:
        closed(airport)
        words = "closed already"
    with pytest.raises(WrongState) as refused:
        closed(airport, month)
    assert words in str(refused.value)


def test_months_are_closed_in_their_order(airport, uses, at):
    at("2026-12-01 09:00")
    with pytest.raises(WrongState) as refused:
        closed(airport, NOVEMBER)
    assert "Oct 2026 first" in str(refused.value)


def test_without_a_price_nothing_is_closed(branch_admin, served):
    row = partner(gives=LANE, price=None)
    used(served, date(2026, 10, 5))
    with pytest.raises(WrongState) as refused:
        closed(row)
    assert "no price" in str(refused.value)


def test_a_price_holds_from_its_day_and_never_rewrites_what_is_settled(branch_admin, airport, uses):
    who = people.actor(branch_admin)
    partners.set_price(who, airport, LANE, 20000, date(2026, 11, 3))
    assert [line.price for line in Books(airport).lines(NOVEMBER)] == [15000, 20000]
    closed(airport)
    with pytest.raises(Invalid):
        partners.set_price(who, airport, LANE, 1, date(2026, 10, 31))
    with pytest.raises(Invalid):
        partners.set_price(who, airport, LANE, 1, date(2026, 11, 3))
    partners.set_price(who, airport, LANE, 16000, date(2026, 11, 1))
    assert [line.price for line in Books(airport).lines(OCTOBER)] == [15000, 15000]


def test_points_are_settled_by_whole_uses(airport, served):
    """Two uses at 150 points, out of lots of 200 and 100: the lots are taken back one after the other."""
    BenefitVersion.update(kind="points", points_price=150).where(BenefitVersion.benefit == LANE).execute()
    kept.forget()
    hold = used(served, date(2026, 11, 2), 2)
    line = Entry.get(Entry.hold == hold, Entry.kind == "use")
    for part in (200, 100):
        Entry.create(lot=line.lot_id, kind="correct", quantity=part, hold=hold, at=line.at, entry=Entry.create(
            lot=line.lot_id, kind="use", quantity=part, hold=hold, at=line.at).id)  # fmt: skip
    assert [one.quantity for one in Books(airport).lines(NOVEMBER)] == [2, -1, -1]


def test_an_allowance_in_money_is_paid_as_it_is(branch_admin, served):
    BenefitVersion.update(kind="money", unit="fen").where(BenefitVersion.benefit == LANE).execute()
    row = partner(gives=LANE, price=None)
    used(served, date(2026, 10, 5), 36000)
    assert closed(row).amount == 36000


@pytest.mark.one_engine
def test_who_may_not(visit, coordinator, airport, uses, manager, specialist, auditor, other_branch_admin, head_office):
    for person in (manager, specialist):
        visit(person).get(page_of(airport), status=403)
    visit(other_branch_admin).get(page_of(airport), status=404)
    visit(other_branch_admin).post(f"{page_of(airport)}/close", status=404)
    visit(auditor).get(page_of(airport))
    visit(auditor).post(f"{page_of(airport)}/close", status=403)
    for month in ("2026-13", "2026-1", "abcdefg"):
        visit(coordinator).get(page_of(airport, month), status=404)
    assert not Settlement.select().exists()
    visit(head_office).post(f"{page_of(airport)}/close")


def test_check_finds_what_was_tampered_with(airport, uses):
    row = closed(airport)
    Settlement.update(amount=1).where(Settlement.id == row.id).execute()
    assert "says 2 lines and 1 fen" in next(proof.faults())
    Settlement.update(amount=45000).where(Settlement.id == row.id).execute()
    Resolution.update(used=9).where(Resolution.hold == uses[0].id).execute()
    assert ["the ledger 9" in words for words in proof.faults()] == [True]
    Resolution.update(used=2).where(Resolution.hold == uses[0].id).execute()
    Hold.update(day=date(2026, 10, 6)).where(Hold.id == uses[0].id).execute()
    assert len(list(proof.faults())) == 1
    Hold.update(day=date(2026, 10, 5)).where(Hold.id == uses[0].id).execute()
