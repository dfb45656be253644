"""Every form of the lists with what cannot be: named beside its field, nothing half-written, no token no deed."""

from __future__ import annotations

import uuid

import pytest

from tests.ground import people, trail
from tests.screening.names import at_name, draft, name_of, rich, submitted

ODD = ("", "<script>alert(1)</script>", "'; DROP TABLE client; --", "a\x00b", "%s %(name)s {0} {{ 7*7 }}", "-1", "9" * 40, "2026-02-30", "长" * 3000, None)  # fmt: skip


@pytest.fixture
def forms(branch_admin, head_office, manager):
    """(who, address, fields that are right) of each form."""
    loose, kept, sent = rich("孙志远"), rich("周海"), rich("林小")
    people.seat(loose, "manager", manager)
    row = draft(branch_admin, kept)
    submitted(branch_admin, sent)
    here = f"/tiers/lists/{row.number}"
    return [
        ("zhaomin", "/tiers/lists/new", {"branch": "FAW", "period": "2026-11", "title": "名单"}),
        ("zhaomin", f"{here}/edit", {"period": "2026-11", "title": "名单", "version": "1"}),
        ("zhaomin", f"{here}/add", {"client": loose.number, "tier": "gold", "reason": "达标"}),
        ("zhaomin", f"{here}/take", {"clients": loose.number, f"tier-{loose.number}": "gold"}),
        ("zhaomin", f"{here}/leave-out", {"clients": loose.number, "reason": "暂缓"}),
        ("zhaomin", f"{at_name(kept)}/edit", {"tier": "gold", "reason": "达标", "version": "1"}),
        ("wanglei", "/tiers/lists/propose", {"client": loose.number, "tier": "gold", "reason": "达标"}),
        ("gaoyuan", f"{at_name(sent)}/decide", {"decision": "reject", "reason": "过桥"}),
        ("gaoyuan", "/tiers/lists/review/decide", {"names": str(name_of(sent).id), "decision": "return", "reason": "来源？"}),
        ("zhaomin", "/tiers/letters/print", {"clients": loose.number, "language": "zh"}),
    ]  # fmt: skip


def test_no_value_of_any_field_breaks_a_form(visit, forms):
    for who, path, fields in forms:
        browser = visit(who)
        for name in fields:
            for odd in ODD:
                data = {**fields, name: odd, "submission": str(uuid.uuid4()), "csrf_token": browser.csrf}
                with browser.web.session_transaction() as session:
                    session["csrf_token"] = browser.raw
                data = {key: value for key, value in data.items() if value is not None}
                response = browser.web.post(path, data=data, headers={"Referer": f"http://localhost{path}"})
                assert response.status_code in (200, 303, 404, 409, 422), (path, name, odd, response.status_code)
                assert b"<script>alert" not in response.data, (path, name)


@pytest.mark.one_engine
def test_without_a_token_nothing_is_written(visit, forms):
    before = trail.counts()
    for who, path, fields in forms:
        visit(who).post(path, status=400, csrf=False, **fields)
    assert trail.counts() == before


@pytest.mark.parametrize("number", ["L-2026-9999", "l-0", "L-1'", "R-2026-000001", "%00", "L-20260-00001", "１２３"])
def test_numbers_that_are_nobodys(visit, branch_admin, head_office, number):
    for person in (branch_admin, head_office):
        for path in (f"/tiers/lists/{number}", f"/tiers/lists/{number}/names/C-0000001"):
            assert visit(person).web.get(path).status_code == 404, path


def test_strange_filters(visit, branch_admin, head_office, forms):
    for odd in [one[:600] for one in ODD if one]:
        query = {"state": odd, "branch": odd, "tier": odd, "after": odd, "names": odd, "decision": odd, "q": odd}
        for path in ("/tiers/lists", "/tiers/lists/review", "/tiers/lists/review/decide", "/tiers/lists/figures"):
            visit(head_office).get(path, **query)
        for path in ("/tiers/letters", "/tiers/lists/L-2026-0001/screening", "/tiers/lists/L-2026-0001"):
            visit(branch_admin).get(path, **query)
