"""Why a client is in his tier and how far the next one is: the same answer for staff and for the client."""

from __future__ import annotations

import pytest

from tests.tiers.months import judged, months


def test_it_works(visit, branch_admin, liufang):
    months(liufang, 170, 180, 190)
    judged()
    page = visit(branch_admin).get(f"/clients/{liufang.number}/tier")
    assert "The average of the 3 months up to Oct 2026 is ¥1,800,000.00." in page.section("why")
    assert "This reaches Gold (from ¥500,000.00). So Gold stays." in page.section("why")
    assert "¥200,000.00 more on average" in page.section("why")
    assert page.table("judged")[0] == ["Oct 2026", "¥1,900,000.00", "¥1,800,000.00 (3 months)", "Gold", "Stays"]
    assert page.table("classes")[0][1:3] == ["¥1,900,000.00 × 1", "¥0.00 × 1"]
    own = visit(liufang).get("/me/tier")
    assert "Over the last 3 months your assets with us were ¥1,800,000.00 on average." in own.section("why")
    assert "That is what Gold asks for: ¥500k and above." in own.section("why")
    assert "¥200,000.00 more on average" in own.section("next")
    assert "¥200.0k more on average" in visit(liufang).get("/me").text
    assert "¥200.0k more on average" in visit(branch_admin).get(f"/clients/{liufang.number}/standing").text


def test_a_protected_client_reads_what_keeps_the_tier(visit, branch_admin, liufang):
    months(liufang, 45, 45, 45)
    judged()
    own = visit(liufang).get("/me/tier").section("why")
    assert "You keep the tier and all its benefits until 31 Jan 2027; an average of ¥50,000.00 more by then" in own
    staff = visit(branch_admin).get(f"/clients/{liufang.number}/tier").section("why")
    assert "Gold needs ¥500,000.00: ¥50,000.00 are missing. The tier is kept until 31 Jan 2027." in staff
    assert "尚差 ¥50,000.00" in visit(branch_admin, language="zh").get(f"/clients/{liufang.number}/tier").text
    assert "再增加 ¥50,000.00" in visit(liufang, language="zh").get("/me/tier").text


def test_a_candidate(visit, branch_admin, wutao):
    months(wutao, 60, 60, 60)
    judged()
    assert "a candidate for the list" in visit(branch_admin).get(f"/clients/{wutao.number}/tier").section("why")
    assert "your branch will be in touch" in visit(wutao).get("/me/tier").section("why")


def test_nothing_is_known_yet(visit, branch_admin, wutao):
    page = visit(branch_admin).get(f"/clients/{wutao.number}/tier")
    assert "No month of this client has been judged yet" in page.text and "No monthly figures" in page.text
    assert "As soon as a whole month's figures are there" in visit(wutao).get("/me/tier").text


@pytest.mark.one_engine
def test_who_may_not(visit, other_manager, specialist, admin, served):
    visit(other_manager).get(f"/clients/{served.number}/tier", status=404)
    for person in (specialist, admin, served):
        visit(person).get(f"/clients/{served.number}/tier", status=403)


def test_a_fixed_number_of_statements(visit, branch_admin, liufang, statements):
    months(liufang, *[170] * 12)
    judged()
    for who, path in ((branch_admin, f"/clients/{liufang.number}/tier"), (liufang, "/me/tier")):
        browser = visit(who)
        browser.get(path)
        with statements() as seen:
            browser.get(path)
        assert len(seen) <= 8, [sql for sql, _params in seen]
