"""The register and its quarterly report: recounted from the rows themselves, on the page and in the workbook."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from portal import database
from portal.models import Client, Complaint, Request
from portal.reads.complaints import classes, register
from portal.rules.complaints import SPANS, Quarter, kept_until, quarter_of
from tests.complaints.naming import complained
from tests.ground import people

LAST = Quarter(2026, 4)


@pytest.fixture
def many(served, zhaolei, liufang, manager, branch_admin, other_branch_admin):
    """Forty complaints of two branches and three quarters, some of them repeats."""
    chance, made = random.Random(7), []
    Client.update(district="绿园区").where(Client.id == served.id).execute()
    Client.update(district="南关区").where(Client.id == zhaolei.id).execute()
    causes, business = list(classes.classes()["cause"]), list(classes.classes()["business"])
    channels = list(classes.classes()["channel"])
    for _place in range(40):
        row = complained(chance.choice([served, zhaolei, liufang]))
        received = date(2026, 6, 1) + timedelta(days=chance.randrange(0, 175))
        state = chance.choice(["received", "decided", "decided", "withdrawn", "refused", "review"])
        ended = state in ("decided", "withdrawn", "refused", "review")
        taken = chance.randrange(0, 70) if ended else None
        money = state == "decided" and chance.random() < 0.5
        Complaint.update(
            received_on=received, state=state, taken=taken, timely=None if taken is None else taken <= 15,
            extended=chance.choice([0, 0, 1]), class_cause=chance.choice([None, *causes]),
            class_business=chance.choice([None, *business]), class_channel=chance.choice(channels),
            response="money" if money else None, redress=chance.randrange(1, 9) * 1000 if money else None,
            repeat_of=chance.choice(made) if made and chance.random() < 0.2 else None,
        ).where(Complaint.request == row.id).execute()  # fmt: skip
        made.append(Complaint.get(Complaint.request == row.id).id)
    return made


def raw(column, quarter, more=""):
    """What the tables themselves say, without a line of ours."""
    first, last = quarter.first.isoformat(), quarter.last.isoformat()
    sql = f"""SELECT {column}, COUNT(*) FROM complaint c JOIN request r ON r.id = c.request_id
        LEFT JOIN client k ON k.id = r.client_id JOIN branch b ON b.id = r.branch_id
        WHERE c.received_on >= '{first}' AND c.received_on <= '{last}' AND c.repeat_of_id IS NULL {more} GROUP BY 1"""
    return {key: count for key, count in database.database.execute_sql(sql).fetchall()}


@pytest.mark.parametrize("quarter", [LAST, Quarter(2026, 3), Quarter(2026, 2), Quarter(2025, 4)])
def test_it_counts_what_the_tables_say(many, auditor, quarter):
    found = register.figures(people.actor(auditor), register.Wanted(quarter))
    columns = {
        "branch": "CAST(r.branch_id AS TEXT)", "business": "COALESCE(c.class_business, '')", "cause": "COALESCE(c.class_cause, '')",
        "channel": "COALESCE(c.class_channel, '')", "district": "COALESCE(k.district, '')", "response": "COALESCE(c.response, '')",
    }  # fmt: skip
    for name, column in columns.items():
        counted = {key: line.counted for key, line in found[name].items() if line.counted}
        assert counted == raw(column, quarter), name
    total = found["all"].get("", register.Figures())
    assert total.counted == sum(raw("1", quarter).values())
    assert total.ended == sum(raw("1", quarter, "AND c.taken IS NOT NULL").values())
    assert total.late == sum(raw("1", quarter, "AND c.taken > 15").values())
    assert total.withdrawn == sum(raw("1", quarter, "AND c.state = 'withdrawn'").values())
    before, spans = -1, []
    for most in (*SPANS, 10_000):
        spans.append(sum(raw("1", quarter, f"AND c.taken > {before} AND c.taken <= {most}").values()))
        before = most
    assert total.spans == spans and sum(spans) == total.ended


def test_the_workbook_equals_the_register(visit, many, head_office):
    browser = visit(head_office)
    response = browser.web.get("/complaints/register.xlsx?quarter=2026-4")
    assert response.status_code == 200 and "no-store" in response.headers["Cache-Control"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.data))
    report, rows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    heads, lines = rows[0], rows[1:]
    inside = Complaint.select(Complaint, Request).join(Request).where(
        Complaint.received_on >= LAST.first, Complaint.received_on <= LAST.last
    )  # fmt: skip
    assert {line[0] for line in lines} == {one.request.number for one in inside} and len(lines) == inside.count()
    repeats = [line for line in lines if line[heads.index("Repeats")]]
    together = next(line for at, line in enumerate(report) if report[at - 1][0] == "Together" and at)
    assert together[1] == len(lines) - len(repeats) and together[2] == len(repeats)
    once = [line for line in lines if not line[heads.index("Repeats")]]
    by_cause = Counter(line[heads.index("Cause by the standard")] for line in once)
    start = next(at for at, line in enumerate(report) if line[0] == "By cause")
    named = {line[0].strip(): line[1] for line in report[start + 1 : start + 30] if line[0] and line[1] != ""}
    assert {name: count for name, count in by_cause.items() if name} == {
        name: int(count) for name, count in named.items() if name in by_cause and count
    }
    assert sum(line[heads.index("Paid (yuan)")] or 0 for line in once) == together[8]
    assert not any("陈刚" in str(cell) for line in lines for cell in line)


def test_the_page_shows_and_filters(visit, many, branch_admin, head_office):
    page = visit(head_office).get("/complaints/register?quarter=2026-4")
    counted = sum(raw("1", LAST).values())
    assert f"Complaints {counted} " in page.section("figures")
    code = next(code for code in raw("c.class_cause", LAST) if code)
    page = visit(head_office).get(f"/complaints/register?quarter=2026-4&cause={code}&branch=FAW")
    expected = raw("1", LAST, f"AND c.class_cause = '{code}' AND b.code = 'FAW'")
    assert f"Complaints {sum(expected.values())} " in page.section("figures")
    whole = visit(head_office).get("/complaints/register?quarter=nothing&branch=nowhere&cause=none&state=odd&after=x~y")
    assert f"Complaints {counted} " in whole.section("figures")


def test_a_branch_reads_its_own(
    visit, many, branch_admin, other_branch_admin, manager, coordinator, specialist, adviser
):
    for person, code in ((branch_admin, "FAW"), (other_branch_admin, "JY")):
        page = visit(person).get("/complaints/register?quarter=2026-4&branch=CC")
        counted = sum(raw("1", LAST, f"AND b.code = '{code}'").values())
        assert f"Complaints {counted} " in page.section("figures")
    for person in (manager, adviser, specialist, coordinator):
        visit(person).get("/complaints/register", status=403)
        visit(person).get("/complaints/register.xlsx", status=403)


def test_what_concerns_him_does_not_count_for_him(visit, served, branch_admin, upper_admin):
    complained(served, branch_admin)
    complained(served)
    assert "Complaints 1 " in visit(branch_admin).get("/complaints/register").section("figures")
    assert "Complaints 2 " in visit(upper_admin).get("/complaints/register").section("figures")


def test_pages_follow_each_other(many, auditor, monkeypatch):
    reader, wanted = people.actor(auditor), register.Wanted(Quarter(2026, 3))
    found, after = [], ""
    while True:
        rows, after = register.page(reader, wanted, after, 4)
        found += [row.id for row in rows]
        if not after:
            break
    rows = list(register.every_row(reader, wanted, 3))
    assert found == [row.id for row in rows] and len(found) == len(set(found)) > 8
    assert [row.received_on for row in rows] == sorted((row.received_on for row in rows), reverse=True)


def test_statements_are_few_and_fixed(visit, statements, many, head_office):
    browser = visit(head_office)
    browser.get("/complaints/register")
    with statements() as seen:
        browser.get("/complaints/register?quarter=2026-4")
    assert len(seen) <= 12


def test_a_partner_shows_what_is_said_about_it(visit, served, branch_admin, coordinator):
    from tests.benefits.partners import partner

    row = partner()
    found = complained(served, about=[("partner", row.id)])
    assert found.subject in visit(branch_admin).get(f"/benefits/partners/{row.id}").section("complaints")
    assert found.number not in visit(coordinator).get(f"/benefits/partners/{row.id}").html.decode()


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last"),
    [
        (date(2026, 1, 1), Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), Quarter(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 5, 9), Quarter(2024, 2), date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
@pytest.mark.one_engine
def test_quarters(day, quarter, first, last):
    assert quarter_of(day) == quarter and (quarter.first, quarter.last) == (first, last)
    assert quarter.after.before == quarter and quarter.before < quarter < quarter.after


@pytest.mark.one_engine
def test_files_are_kept_for_three_years(served, app):
    assert kept_until(date(2026, 2, 28), 36) == date(2029, 2, 28)
    assert kept_until(date(2024, 2, 29), 36) == date(2027, 2, 28)
    row = complained(served)
    for model, condition in ((Complaint, Complaint.request == row.id), (Request, Request.id == row.id)):
        with pytest.raises(Exception, match=r"kept|FOREIGN|foreign"):
            model.delete().where(condition).execute()
