"""A signature that is not given: declined, too late, no longer needed; and asked for again."""

from __future__ import annotations

from portal.actions.quality.moving import Journal, move_all
from portal.actions.signatures import asking, signing, texts
from portal.actions.signatures.verifying import proof_of
from portal.ground import clock
from portal.models import BenefitVersion, Client, ClientMerge, Notice, Signature
from portal.reads import reference
from portal.reads.shared import kept
from portal.reads.signatures.asked import waiting_of
from tests.ground import people
from tests.ground.plans import indexes, plans_of
from tests.signatures.papers import asked, fresh, in_one, kinds, typed


def test_declined_with_a_reason_then_asked_again(visit, manager, served):
    row, browser = asked(served, by=manager), visit(served)
    page = browser.get(f"/me/signatures/{row.token}/decline")
    mark = page.html.select_one("main [name=seen]")["value"]
    page = browser.post(f"/me/signatures/{row.token}/decline", status=422, seen=mark, reason=" ")
    assert set(page.errors) == {"reason"}
    page = browser.post(f"/me/signatures/{row.token}/decline", seen=mark, reason="第二条看不明白")
    assert "you do not sign" in page.notice and "第二条看不明白" in page.text
    assert (fresh(row).state, kinds(row)[-1]) == ("declined", "declined")
    page = browser.get(f"/me/signatures/{row.token}/decline")
    assert page.path == f"/me/signatures/{row.token}", "what has ended is not declined again: its page says so"
    assert "第二条看不明白" in visit(manager).get("/notices").text
    typed(browser, row, status=409)
    again = asked(served, by=manager)
    assert again.id != row.id and again.state == "waiting"
    assert "Signed." in typed(browser, again).notice
    assert (fresh(row).state, fresh(again).state) == ("declined", "signed")


def test_it_ends_at_midnight_in_changchun(visit, manager, served, at, app):
    row, browser = asked(served, by=manager), visit(served)
    assert str(row.until) == "2026-12-24"
    at("2026-12-24 23:59")
    browser = visit(served)
    assert signing.expire() == 0 and "Read and sign" in browser.get("/me").text
    mark = browser.get(f"/me/signatures/{row.token}").html.select_one("form[action$='/type'] [name=seen]")["value"]
    at("2026-12-25 00:00")
    fields = {"seen": mark, "typed_name": "陈刚", "password": people.PASSWORD}
    page = browser.post(f"/me/signatures/{row.token}/type", status=409, **fields)
    assert "ended on" in page.text
    assert "Not signed in time" in browser.get(f"/me/signatures/{row.token}").text, "also before the worker has looked"
    assert signing.expire() == 1 and signing.expire() == 0
    assert (fresh(row).state, kinds(row)[-1]) == ("expired", "expired")
    told = {(one.kind, one.account_id) for one in Notice.select() if one.kind.startswith("signature.expired")}
    assert told == {
        ("signature.expired", people.account_of(served).id),
        ("signature.expired_there", people.account_of(manager).id),
    }


def test_terms_that_are_not_signed_any_more_wait_for_nobody(visit, manager, served):
    row = asked(served, by=manager)
    BenefitVersion.update(terms_signed=False).where(BenefitVersion.benefit == "golf").execute()
    kept.forget()
    assert "No longer needed" in visit(served).get(f"/me/signatures/{row.token}").text
    assert (fresh(row).state, kinds(row)[-1]) == ("withdrawn", "withdrawn")


def test_asked_twice_it_waits_once(manager, served):
    assert asked(served, by=manager).id == asked(served, by=manager).id and Signature.select().count() == 1


def test_asked_again_after_its_time_it_is_a_new_one(manager, served, at):
    row = asked(served, by=manager)
    at("2026-12-25 08:00")
    again = asked(served, by=manager)
    assert again.id != row.id and (fresh(row).state, fresh(again).state) == ("expired", "waiting")


def test_withdrawn_by_its_matter(manager, served):
    row = asked(served, by=manager)
    in_one(lambda: asking.withdraw(people.actor(manager), served, "benefit_terms", "golf"))
    assert fresh(row).state == "withdrawn"


def test_of_two_records_that_become_one_one_waits(visit, branch_admin, manager, served, liufang):
    version = reference.benefits()["golf"]
    mine, hers = asked(served, by=manager), asked(liufang, by=manager)
    signed = in_one(
        lambda: asking.ask(None, liufang, "confidentiality", "1", texts.terms(version), path="/clients", own_path="/me")
    )
    typed(visit(liufang), signed, typed_name="刘芳")
    who = people.actor(branch_admin)
    merge = ClientMerge.create(
        kept=served, gone=liufang, kept_version=1, gone_version=1, state="done", proposed_by=who.account_id,
        proposed_at=clock.now(),
    )  # fmt: skip
    stays, gone = Client.get_by_id(served.id), Client.get_by_id(liufang.id)
    in_one(lambda: move_all(stays, gone, Journal(merge, who)))
    assert {fresh(one).client_id for one in (mine, hers, signed)} == {served.id}
    assert [fresh(one).state for one in (mine, hers, signed)] == ["waiting", "withdrawn", "signed"]
    assert "Signed." in typed(visit(served), mine).notice
    assert proof_of(fresh(signed)).holds, "what was signed stays as it was"


def test_what_is_over_and_what_waits_is_found_by_an_index(manager, served, statements):
    """The worker asks every minute, and each look at a first page: among a million it must cost nothing."""
    asked(served, by=manager)
    with statements() as seen:
        assert signing.expire() == 0
    assert [indexes(plan) for plan in plans_of(seen, '"signature"')] == [{"signature_ends"}]
    with statements() as seen:
        assert len(waiting_of(served.id)) == 1
    for plan in plans_of(seen, '"signature"'):
        assert indexes(plan) & {"signature_waiting", "signature_client_id_id"}, plan
