"""Notices by mail: what is in it, and when it is sent at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.actions.events import inviting
from portal.actions.requests import working
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import write
from portal.ground import clock, qr
from portal.models import (
    Account,
    AddressOff,
    AuditEntry,
    ChannelPreference,
    Client,
    Consent,
    ContactPlan,
    Delivery,
    Event,
    Notice,
    NoticeText,
    Seat,
    Ticket,
)
from portal.reads.events import tickets
from portal.reads.notices import texts
from portal.rules.events.door import code_said, payload
from tests.events.plans import event
from tests.ground import people
from tests.notices.outside import endpoint, texts_of
from tests.quality.steps import merge
from tests.requests.cases import WISH, filed, taken

pytestmark = pytest.mark.usefixtures("inside")


def answered(client, manager):
    """A request of the client that his manager has replied to; the number."""
    row = taken(client, manager)
    Delivery.delete().execute()
    working.reply(people.actor(manager), row, "请携带户口本原件。", [])
    return row.number


def why() -> list[tuple[str, str]]:
    return list(Delivery.select(Delivery.state, Delivery.why).order_by(Delivery.id).tuples())


def test_it_works(mailbox, reached, manager, send):
    number = answered(reached, manager)
    assert [row.state for row in Delivery.select()] == ["waiting"], "written with the deed"
    assert send() == 1 and why() == [("sent", "")]
    [mail] = mailbox.mails
    assert mail["Subject"] == f"您的申请 {number} 已有答复" and mail["To"] == "chengang@example.cn"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    whole = texts_of(mail)
    assert f"https://vip.bank.example.cn/me/requests/{number}" in whole
    for secret in ("户口本", "孩子入学", "陈刚", "王磊"):
        assert secret not in whole, "which matter, nothing of its content"
    assert send() == 0 and len(mailbox.mails) == 1


def test_a_ticket_goes_along(mailbox, reached, coordinator, visit, send):
    """Its picture stands in the mail itself; with seats that were given back meanwhile none goes."""
    salon = event(coordinator)
    path = f"/events/{salon.number}/sign-up"
    visit(coordinator).post(path, client=reached.number, guests="1", guest_names="王秀兰", referer=path[:-8])
    assert send() == 1
    [mail] = mailbox.mails
    mine = Ticket.get()
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds.count("image/png") == 1 and "multipart/related" in kinds and "text/calendar" in kinds
    drawn = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert drawn.get_content() == qr.picture(payload(salon.number, mine.token))
    whole = texts_of(mail)
    assert f"cid:{drawn['Content-ID'].strip('<>')}" in whole and whole.count(code_said(mine.code)) == 2
    assert "王秀兰" not in whole and mine.token not in whole
    with_ical = [item for item in kinds if item.startswith("multipart/")]
    assert with_ical[0] == "multipart/alternative"
    visit(reached).post(f"/me/events/{salon.number}/cancel")
    assert tickets.of_mail("event.reminder", f"/me/events/{salon.number}", reached.id) is None
    assert tickets.of_mail("event.invited", f"/me/events/{salon.number}", reached.id) is None


def test_a_reader_who_chose_english_reads_english(mailbox, reached, manager, send):
    Account.update(language="en").where(Account.client == reached.id).execute()
    number = answered(reached, manager)
    send()
    assert mailbox.subjects() == [f"You have an answer to your request {number}"]


def test_its_kind_can_be_left_by_the_head_of_the_mail_a_duty_cannot(mailbox, reached, manager, send):
    answered(reached, manager)
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    send()
    loose, duty = mailbox.mails
    assert loose["List-Unsubscribe"].startswith("<https://vip.bank.example.cn/unsubscribe/")
    assert loose["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert duty["List-Unsubscribe"] is None and "unsubscribe" not in texts_of(duty)


def test_nothing_is_queued_where_no_channel_is_set_up(reached, manager, send, statements):
    row = taken(reached, manager)
    working.reply(people.actor(manager), row, "好", [])
    with statements() as seen:
        tell(accounts_of_client(reached.id), "request.answered", "/me", subject="x", staff="y")
    assert not any('"delivery"' in sql for sql, _params in seen) and Delivery.select().count() == 0 == send()


def test_a_deed_writes_them_in_one_statement(mailbox, reached, manager, statements):
    tell(accounts_of_client(reached.id), "request.taken", "/me", subject="x", staff="y")
    accounts = [one.id for one in Account.select()]
    with statements() as seen:
        tell(accounts, "request.answered", "/me", subject="x", staff="y")
    assert len(seen) == 2, "one for the inboxes, one for what leaves"
    assert Delivery.select().where(Delivery.kind == "request.answered").count() == len(accounts)


def test_filing_a_request_costs_one_statement_more(mailbox, receiver, app, visit, reached, statements):
    """With mail and a webhook set up, over HTTP: one INSERT for all that leaves."""
    settings, counts = app.config["SETTINGS"], []
    browser = visit(reached)
    for host in ("", "127.0.0.1"):
        settings.smtp_host = host
        if host:
            endpoint(receiver.url)
        for number in range(2):  # what is kept a minute is read by the first
            with statements() as seen:
                browser.post("/me/requests/new", follow=False, status=303, **{**WISH, "subject": f"{host}{number}"})
        counts.append(len(seen))
    assert counts[1] - counts[0] <= 1, counts
    assert {row.channel for row in Delivery.select()} == {"email", "hook"}


def test_what_was_read_in_the_portal_is_not_sent(mailbox, reached, manager, visit, send):
    answered(reached, manager)
    Notice.update(read_at=clock.now()).execute()
    assert send() == 0 and why() == [("dropped", "read")]


def test_a_kind_switched_off_between_queueing_and_sending(mailbox, reached, manager, send):
    answered(reached, manager)
    login = people.account_of(reached)
    ChannelPreference.create(account=login, what="request.answered", channel="email", how="off", at=clock.now())
    assert send() == 0 and why() == [("dropped", "unwanted")]


def test_a_kind_that_head_office_keeps_inside_meanwhile(mailbox, reached, manager, send):
    answered(reached, manager)
    NoticeText.create(kind="request.answered", version=1, outside=False, at=clock.now())
    texts.changed()
    assert send() == 0 and why() == [("dropped", "kind_off")]


def test_a_login_that_ended(mailbox, reached, manager, send):
    answered(reached, manager)
    Account.update(active=False).where(Account.client == reached.id).execute()
    assert send() == 0 and why() == [("dropped", "ended")]


def test_what_is_closed_to_its_reader_by_now_is_not_sent(mailbox, served, specialist, manager, send):
    """Who left the team reads nothing of the client's request, by no channel."""
    row = filed(served)
    Delivery.delete().execute()
    tell([people.account_of(specialist).id], "request.given_to_you", f"/requests/{row.number}", **row.said)
    Seat.update(until=clock.today()).where(Seat.staff == specialist).execute()
    assert send() == 0 and why() == [("dropped", "closed")] and not mailbox.mails


def test_an_event_called_off_meanwhile_invites_nobody(mailbox, reached, coordinator, send):
    row = event(coordinator, "approved")
    with write():
        inviting.invite(row, None, {"diamond"})
    assert Delivery.select().where(Delivery.kind == "event.invited").count() == 1
    Event.update(state="cancelled").where(Event.id == row.id).execute()
    assert send() == 0 and why() == [("dropped", "untrue")]


def test_consent_is_asked_again(mailbox, reached, coordinator, send):
    with write():
        inviting.invite(event(coordinator), None, {"diamond"})
    Consent.create(client=reached, kind="marketing", given=False, version="2026-12", at=clock.now())
    assert send() == 0 and why() == [("dropped", "consent")]


@pytest.mark.parametrize(
    ("stopped", "kind", "found"),
    [
        ("mourning", "tier.up", ("dropped", "mourning")),
        ("mourning", "request.answered", ("sent", "")),
        ("mourning", "team.your_manager", ("sent", "")),
        ("death", "team.your_manager", ("dropped", "death")),
    ],
)
def test_mourning_and_death(mailbox, reached, send, stopped, kind, found):
    until = clock.today() + clock.days(30) if stopped == "mourning" else None
    ContactPlan.create(client=reached, updated_at=clock.now(), stopped=stopped, stopped_until=until)
    tell(accounts_of_client(reached.id), kind, "/me", staff="王磊", tier="gold", subject="x")
    send()
    assert why() == [found]


def test_quiet_hours_hold_what_can_wait(mailbox, reached, at, send):
    at("2026-11-24 22:10")
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1 and "王磊" in mailbox.subjects()[0], "a duty comes at any hour"
    at("2026-11-25 07:59")
    assert send() == 0
    at("2026-11-25 08:00")
    assert send() == 1


def test_a_retry_does_not_fall_into_quiet_hours(mailbox, reached, at, send):
    at("2026-11-24 20:59")
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    mailbox.busy.add("chengang@example.cn")
    assert send() == 0
    mailbox.busy.clear()
    at("2026-11-24 21:30")
    assert send() == 0 and not mailbox.mails
    at("2026-11-25 08:00")
    assert send() == 1


def test_once_a_day_is_one_mail(mailbox, reached, at, send):
    login = people.account_of(reached)
    ChannelPreference.create(account=login, what="tiers", channel="email", how="daily", at=clock.now())
    for kind in ("tier.up", "list.welcome"):
        tell([login.id], kind, "/me/tier", tier="diamond")
    tell([login.id], "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1, "the duty goes at once"
    at("2026-11-25 08:30")
    assert send() == 1
    digest = mailbox.mails[-1]
    assert digest["Subject"] == "您有 2 条通知" and texts_of(digest).count("https://vip.bank.example.cn/me/tier") >= 2
    assert [row.state for row in Delivery.select()] == ["sent"] * 3 and send() == 0


def test_a_refused_address_is_switched_off_and_becomes_work(mailbox, reached, manager, visit, send):
    mailbox.refused.add("chengang@example.cn")
    number = answered(reached, manager)
    assert send() == 0 and AddressOff.select().count() == 1
    assert why()[0] == ("dropped", "refused")
    assert AuditEntry.select().where(AuditEntry.action == "address.off").count() == 1
    assert "E-mail does not reach 陈刚" in visit(manager).get("/home").text
    tell(accounts_of_client(reached.id), "request.answered", f"/me/requests/{number}", subject="x", staff="y")
    mailbox.refused.clear()
    assert send() == 0 and not mailbox.mails, "nothing goes there any more"
    assert Delivery.select().where(Delivery.why == "address_off").count() == 1


def test_another_address_is_a_new_beginning(mailbox, reached, manager, send, app):
    from portal.actions.notices.addresses import tidy

    mailbox.refused.add("chengang@example.cn")
    answered(reached, manager)
    send()
    Client.update(email="new@example.cn").where(Client.id == reached.id).execute()
    assert tidy() >= 1 and AddressOff.select().count() == 0
    assert not Delivery.select().where(Delivery.state == "call").exists()
    answered(Client.get_by_id(reached.id), manager)
    assert send() == 1 and mailbox.mails[0]["To"] == "new@example.cn"


def test_later_is_tried_again_under_the_same_name(mailbox, reached, manager, at, send):
    number = answered(reached, manager)
    mailbox.busy.add("chengang@example.cn")
    assert send() == 0 and why() == [("waiting", "later")]
    row = Delivery.get()
    assert row.attempts == 1 and row.next_attempt_at > clock.now()
    mailbox.busy.clear()
    assert send() == 0, "not before its moment"
    at("2026-11-24 10:30")
    assert send() == 1 and number in mailbox.subjects()[0]
    name = mailbox.mails[0]["Message-ID"]
    assert name.startswith(f"<{row.id}.") and name.endswith("@bank.example.cn>")


def test_a_server_that_is_off_keeps_everything(mailbox, reached, app, manager, at, send):
    number = answered(reached, manager)
    tell(accounts_of_client(reached.id), "request.taken", f"/me/requests/{number}", subject="x", staff="王磊")
    app.config["SETTINGS"].smtp_port = 1
    assert send() == 0 and [row.attempts for row in Delivery.select().order_by(Delivery.id)] == [1, 0]
    app.config["SETTINGS"].smtp_port = mailbox.port
    at("2026-11-24 10:10")
    assert send() == 2


def test_content_that_is_refused_leaves_the_address_alone(mailbox, reached, manager, send):
    mailbox.wrong = True
    answered(reached, manager)
    assert send() == 0 and why() == [("failed", "content")] and AddressOff.select().count() == 0


def test_after_all_attempts_it_has_failed(mailbox, reached, at, send):
    mailbox.busy.add("chengang@example.cn")
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    moment = clock.now()
    for _attempt in range(9):
        clock.set_source(lambda moment=moment: moment)
        send()
        moment += timedelta(days=2)
    assert why() == [("failed", "later")] and Delivery.get().attempts == 9


def test_what_is_too_old_is_not_sent_a_duty_is(mailbox, reached, at, send):
    tell(accounts_of_client(reached.id), "tier.up", "/me/tier", tier="diamond")
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    at("2026-11-28 10:00")
    assert send() == 1 and why() == [("dropped", "old"), ("sent", "")]


def test_a_company_gets_it_once(mailbox, manager, send):
    company = people.client(
        None, "长春宏达", "platinum", kind="company", gender="", birthday=None, email="in@example.cn"
    )
    for name in ("sunli", "zhoubin"):
        Account.create(username=name, client=company, person_name=name, created_at=clock.now(), password_hash="")
    tell(accounts_of_client(company.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1 and why() == [("sent", ""), ("dropped", "same")]


@pytest.mark.both_engines
def test_a_client_merged_meanwhile_gets_it_once_at_his_record(mailbox, visit, upper_admin, branch_admin, send):
    """A client without a login is merged into one who has one: it comes into that inbox, and to that address."""
    kept = people.client("chengang", "陈刚", "diamond", email="kept@example.cn")
    gone = people.client(None, "陈刚", "diamond", mobile=kept.mobile, email="gone@example.cn", birthday=kept.birthday)
    tell(
        accounts_of_client(gone.id), "voucher.cancelled", "/me/vouchers", benefit="golf", day="2026-12-01", reason="雪"
    )
    assert Delivery.get().client_id == gone.id
    merge(visit, branch_admin, kept, gone)
    if Delivery.get().client_id == gone.id:
        visit(upper_admin).post("/merges/1/confirm")
    assert Delivery.get().client_id == kept.id
    assert send() == 1 and mailbox.mails[0]["To"] == "kept@example.cn"
    assert Notice.select().where(Notice.kind == "voucher.cancelled").count() == 1
