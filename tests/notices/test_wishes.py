"""Which notices somebody wishes to have; the links of mails."""

from __future__ import annotations

import re
from contextvars import Context

import pytest

from portal.actions.notices import tokens
from portal.actions.shared.telling import accounts_of_client, tell
from portal.models import AuditEntry, ChannelPreference, Delivery
from portal.rules.notices.kinds import is_duty
from portal.words.said import NOTICES
from tests.ground import people
from tests.notices.outside import endpoint, texts_of

pytestmark = pytest.mark.usefixtures("inside")


def kept() -> set[tuple[str, str, str]]:
    return set(
        ChannelPreference.select(ChannelPreference.what, ChannelPreference.channel, ChannelPreference.how).tuples()
    )


def test_it_works(mailbox, visit, reached, send):
    browser = visit(reached)
    page = browser.get("/me/notices/settings")
    assert page.value("email_requests") == "at_once"
    page = browser.post("/me/notices/settings", email_tiers="off", email_requests="daily", email_events="at_once")
    assert page.notice == "Noted: from now on notices come as you wish."
    assert kept() == {("tiers", "email", "off"), ("requests", "email", "daily")}
    assert page.value("email_tiers") == "off" and page.value("email_requests") == "daily"
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    assert send() == 0 and Delivery.get().why == "unwanted"
    assert AuditEntry.select().where(AuditEntry.action == "notice.wished").count() == 1


def test_staff_have_their_own(mailbox, visit, manager):
    browser = visit(manager)
    browser.post("/notices/settings", email_records="off")
    assert kept() == {("records", "email", "off")}
    assert browser.get("/account").links().count("/notices/settings") == 1


@pytest.mark.one_engine
def test_what_was_not_shown_stays(mailbox, visit, reached):
    """A page without text messages does not touch what was chosen for them."""
    browser = visit(reached)
    browser.post("/me/notices/settings", sms_events="at_once")
    assert kept() == set()


@pytest.mark.one_engine
def test_nothing_but_the_choices_there_are(mailbox, visit, reached):
    page = visit(reached).post("/me/notices/settings", status=422, email_tiers="never")
    assert set(page.errors) == {"email_tiers"} and kept() == set()


def test_where_the_bank_sends_nothing_the_page_says_so(visit, reached):
    page = visit(reached).get("/me/notices/settings")
    assert "the bank sends no mails or text messages yet" in page.text and page.value("email_requests") is None


def test_a_gateway_adds_text_messages(receiver, visit, reached):
    endpoint(receiver.url, "sms", groups=[], templates={"requests": "SMS_1"})
    page = visit(reached).get("/me/notices/settings")
    assert page.value("sms_requests") == "off" and page.value("email_requests") is None


def links_of(mail) -> set[str]:
    whole = texts_of(mail)
    return {found.rstrip(".>'") for found in re.findall(r"https://vip\.bank\.example\.cn(/[^\s'<>]*)", whole)}


@pytest.mark.both_engines
def test_machines_that_open_every_link_change_nothing(mailbox, visit, reached, send):
    """Mail programs, filters and previews GET all of them, and more than once."""
    for kind in ("tier.up", "request.answered", "team.your_manager"):
        tell(accounts_of_client(reached.id), kind, "/me/tier", tier="diamond", staff="王磊", subject="x")
    send()
    addresses = set().union(*(links_of(mail) for mail in mailbox.mails))
    assert sum(one.startswith("/unsubscribe/") for one in addresses) == 2
    before = [list(table.select().dicts()) for table in (ChannelPreference, Delivery)]
    stranger = visit()
    for _twice in range(2):
        for address in addresses:
            assert Context().run(stranger.web.get, address).status_code in (200, 302, 303)
    assert [list(table.select().dicts()) for table in (ChannelPreference, Delivery)] == before


@pytest.mark.both_engines
def test_one_click_without_signing_in_for_its_kind_alone(mailbox, visit, reached, app, send):
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    send()
    address = mailbox.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("https://vip.bank.example.cn")
    for _twice_is_once in range(2):
        answer = Context().run(app.test_client().post, address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, "no token of a form, no session, no redirect"
    assert kept() == {("tier.up", "email", "off")}
    for kind in ("tier.up", "tier.down"):
        tell(accounts_of_client(reached.id), kind, "/me/tier", tier="gold")
    assert send() == 1 and Delivery.select().where(Delivery.why == "unwanted").count() == 1
    page = visit(reached).get("/me/notices/settings")
    assert "There is good news about your level with us" in page.section("alone")
    visit(reached).post("/notices/settings/tier.up/again")
    assert kept() == set()


def test_the_page_shows_then_the_button_does(visit, reached):
    with_link = tokens.unsubscribe_token(people.account_of(reached).id, None, ["tier.up"])
    page = visit().get(f"/unsubscribe/{with_link}")
    assert "nothing has been changed yet" in page.text and kept() == set()
    page = visit().post(f"/unsubscribe/{with_link}", csrf=False)
    assert "Switched off." in page.text and kept() == {("tier.up", "email", "off")}


@pytest.mark.one_engine
def test_a_duty_has_no_way_out(visit, reached):
    link = tokens.unsubscribe_token(people.account_of(reached).id, None, ["team.your_manager"])
    page = visit().post(f"/unsubscribe/{link}", csrf=False)
    assert "a duty of the bank" in page.text and kept() == set()


@pytest.mark.one_engine
@pytest.mark.parametrize("token", ["x", "a" * 3000, "WyJhIiwxLFsidGllci51cCJdXQ.forged"])
def test_a_link_that_is_not_ours(visit, reached, token):
    visit().get(f"/unsubscribe/{token}", status=404)
    visit().post(f"/unsubscribe/{token}", status=404, csrf=False)
    assert kept() == set()


def test_a_client_without_a_login_is_left_in_peace_as_well(mailbox, visit, manager, send):
    client = people.client(None, "韩丽", "gold", email="hanli@example.cn")
    tell(accounts_of_client(client.id), "request.answered", "/me/requests/R-2026-000009", subject="x", staff="y")
    assert send() == 1
    address = mailbox.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("https://vip.bank.example.cn")
    visit().post(address, csrf=False)
    tell(accounts_of_client(client.id), "request.answered", "/me/requests/R-2026-000009", subject="x", staff="y")
    assert send() == 0 and Delivery.select().where(Delivery.why == "unwanted").count() == 1


@pytest.mark.one_engine
def test_a_link_is_read_whole_or_not_at_all(visit, reached):
    """The longest of ours, for every kind that a digest can hold, is shorter than what is refused."""
    loose = sorted(kind for kind in NOTICES if not is_duty(kind))
    longest = tokens.unsubscribe_token(10**9, None, loose[:: max(1, len(loose) // 50)][:50])
    assert len(longest) <= tokens.LONGEST
    assert tokens.whose(longest) is not None and tokens.whose(longest + "x" * 1001) is None
    grown = tokens.unsubscribe_token(
        people.account_of(reached).id, None, [f"kind.{n * 7919 % 10007}" for n in range(400)]
    )
    assert len(grown) > tokens.LONGEST
    visit().get(f"/unsubscribe/{grown}", status=404)


def test_one_kind_alone_is_switched_off_in_the_portal(mailbox, visit, reached, send):
    for kind in ("request.answered", "request.taken"):
        tell(accounts_of_client(reached.id), kind, "/me", subject="x", staff="y")
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    browser = visit(reached)
    page = browser.get("/me/notices/settings")
    offered = [one["value"] for one in page.html.select("#one-alone option")]
    assert offered == ["", "request.answered", "request.taken"], "no duty, nothing that never came"
    page = browser.post("/notices/settings/alone", kind="request.taken")
    assert page.notice == "Noted: no more mails of this kind." and kept() == {("request.taken", "email", "off")}
    assert page.path == "/me/notices/settings" and page.section("alone")
    assert send() == 2 and len(mailbox.mails) == 2
    browser.post("/notices/settings/request.taken/again")
    assert kept() == set()


@pytest.mark.one_engine
@pytest.mark.parametrize("kind", ["", "team.your_manager", "no.such", "tier.up"])
def test_what_cannot_be_switched_off_alone(mailbox, visit, reached, kind):
    tell(accounts_of_client(reached.id), "request.answered", "/me", subject="x", staff="y")
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    page = visit(reached).post("/notices/settings/alone", status=422, kind=kind)
    assert "kind" in page.errors and kept() == set() and page.value("email_requests") == "at_once"
