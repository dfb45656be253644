"""Who reads what was signed: the client his own, staff with the record, and a settlement with its matter alone."""

from __future__ import annotations

from portal.actions.signatures import asking
from portal.models import AuditEntry
from portal.rules.signatures import Wording
from tests.signatures.papers import asked, drawn, in_one, typed

WORDS = Wording("和解协议", "Settlement", "双方同意。", "Both agree.")


def test_the_client_reads_his_own(visit, manager, served):
    browser = visit(served)
    assert "Nothing to sign" in browser.get("/me/signatures").text
    row = asked(served, by=manager)
    assert "To be signed" in browser.get("/me/signatures").section("waiting-signatures")
    drawn(browser, row)
    page = browser.get("/me/signatures")
    assert "陈刚" in page.section("ended-signatures") and not page.html.find(id="waiting-signatures")
    page = browser.get(f"/me/signatures/{row.token}")
    assert page.html.select_one("[data-print]") and f"/verify/{row.proof_token}" in page.text
    assert not page.html.select("script[src*=signing]"), "the pad is loaded only where one signs"


def test_the_pad_is_loaded_where_one_signs(visit, manager, served):
    row = asked(served, by=manager)
    assert visit(served).get(f"/me/signatures/{row.token}").html.select("script[src*=signing]")
    assert not visit(served).get("/me").html.select("script[src*=signing]")


def test_staff_read_with_the_record(visit, manager, specialist, other_manager, auditor, coordinator, served):
    row = asked(served, by=manager)
    typed(visit(served), row)
    here = f"/clients/{served.number}/signatures"
    for person in (manager, specialist, auditor):
        assert "Terms of" in visit(person).get(here).section("signatures")
        assert "陈刚" in visit(person).get(f"{here}/{row.token}").section("signature")
    for person in (other_manager, coordinator):
        visit(person).get(f"{here}/{row.token}", status=404)


def test_a_settlement_shows_with_its_matter_alone(visit, manager, branch_admin, served):
    row = in_one(
        lambda: asking.ask(None, served, "settlement", "17", WORDS, path="/requests/R-1", own_path="/me/requests/R-1")
    )
    here = f"/clients/{served.number}/signatures"
    for person in (manager, branch_admin):
        assert "Settlement" not in visit(person).get(here).text
        visit(person).get(f"{here}/{row.token}", status=404)
    assert "Settlement" in visit(served).get(f"/me/signatures/{row.token}").text
    assert AuditEntry.get(AuditEntry.action == "signature.asked").subject_type == "signature"


def test_pages_in_chinese(visit, manager, served):
    row = asked(served, by=manager)
    browser = visit(served, language="zh")
    browser.get(f"/me/signatures/{row.token}")
    browser.get(f"/me/signatures/{row.token}/decline")
    drawn(browser, row)
    for path in ("/me", "/me/signatures", f"/me/signatures/{row.token}"):
        browser.get(path)


def test_statements_are_few_and_fixed(visit, manager, served, statements):
    row = asked(served, by=manager)
    browser = visit(served)
    for path, most in (("/me/signatures", 5), (f"/me/signatures/{row.token}", 8)):
        browser.get(path)
        with statements() as seen:
            browser.get(path)
        assert len(seen) <= most, [sql for sql, _ in seen]
