"""A mail that the server took and that comes back later, as a delivery report which the mail server pipes in."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from portal import cli
from portal.actions.notices import bounces
from portal.actions.notices.calls import tell_by_phone
from portal.actions.requests import working
from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock
from portal.models import AddressOff, AuditEntry, ChannelPreference, Client, Delivery
from portal.rules.notices.bounces import LONGEST, read
from portal.web import serving
from tests.ground import people
from tests.ground.together import together
from tests.notices.reports import KINDS, report
from tests.requests.cases import taken

pytestmark = pytest.mark.usefixtures("inside")

SENT = [("sent", "")]


def states() -> list[tuple[str, str]]:
    return list(Delivery.select(Delivery.state, Delivery.why).order_by(Delivery.id).tuples())


@pytest.fixture
def mailed(mailbox, reached, manager, send):
    """An answer went out to 陈刚; the name of the mail."""
    row = taken(reached, manager)
    Delivery.delete().execute()
    working.reply(people.actor(manager), row, "请携带户口本原件。", [])
    assert send() == 1 and states() == SENT
    return str(mailbox.mails[0]["Message-ID"])


def came(raw: bytes) -> str:
    found = read(raw)
    return bounces.came_back(found) if found else "no report"


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(mailed, kind, manager, reached, visit, send):
    """As if the server had said it at once: the address is off, the mail is no sent one, somebody asks for another."""
    assert came(report(mailed, kind=kind)) == bounces.OFF
    off = AddressOff.get()
    assert (off.client_id, off.code) == (reached.id, 550)
    assert states() == [("dropped", "refused"), ("call", "")]
    assert AuditEntry.select().where(AuditEntry.action == "address.off").count() == 1
    assert "E-mail does not reach 陈刚" in visit(manager).get("/home").text
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 0 and states()[-1] == ("dropped", "address_off")


def test_twice_is_once(mailed):
    assert came(report(mailed)) == bounces.OFF
    before = states()
    assert came(report(mailed)) == came(report(mailed, kind="exchange")) == bounces.KNOWN
    assert states() == before and AuditEntry.select().where(AuditEntry.action == "address.off").count() == 1


def test_two_mails_that_come_back_are_one_line_of_work(mailed, mailbox, reached, manager, send):
    """Also when somebody has asked the client for a better address between the two."""
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1
    assert came(report(mailed)) == bounces.OFF
    line = Delivery.get(Delivery.state == "call")
    tell_by_phone(people.actor(manager), reached, line.id, "phone", "reached", "新邮箱稍后告知")
    assert came(report(str(mailbox.mails[1]["Message-ID"]))) == bounces.OFF
    assert not Delivery.select().where(Delivery.state == "call").exists() and AddressOff.select().count() == 1


def test_two_at_once_make_one_line(mailed, mailbox, reached, app, send):
    tell(accounts_of_client(reached.id), "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1
    raws = [report(str(mail["Message-ID"])) for mail in mailbox.mails]
    results = together(app, *[lambda raw=raw: came(raw) for raw in raws * 2])
    assert sorted(results) == ["known", "known", "off", "off"]
    assert Delivery.select().where(Delivery.state == "call").count() == 1


@pytest.mark.parametrize(
    ("outcome", "found", "why"),
    [
        (("delayed", "4.4.1", "451 4.4.1 connect timed out"), "nothing", ("sent", "")),
        (("delayed", "5.1.1", "550 5.1.1 no such user"), "nothing", ("sent", "")),
        (("delivered", "2.1.5", "250 2.1.5 Ok"), "nothing", ("sent", "")),
        (("relayed", "2.0.0", "250 Ok"), "nothing", ("sent", "")),
        (("failed", "none", "550 no such user"), "nothing", ("sent", "")),
        (("failed", "5.2.2", "552 5.2.2 mailbox full"), "given_up", ("failed", "policy")),
        (("failed", "5.7.1", "550 5.7.1 not wanted, user unknown to us"), "given_up", ("failed", "policy")),
        (("failed", "4.4.7", "451 4.4.7 queue time expired"), "given_up", ("failed", "later")),
        (("failed", "5.0.0", "550 User not found"), "off", ("dropped", "refused")),
        (("failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"), "off", ("dropped", "refused")),
        (("failed", "5.4.4", "Host or domain name not found"), "off", ("dropped", "refused")),
        (("Failed (mailbox disabled)", "5.2.1", "550 5.2.1 disabled"), "off", ("dropped", "refused")),
    ],
)
def test_what_it_says(mailed, outcome, found, why):
    """A word of one who is there, of a server that gave up, of nobody."""
    assert came(report(mailed, outcome=outcome)) == found
    assert states()[0] == why and AddressOff.select().count() == (found == "off")


def test_passed_on_to_an_address_that_is_gone(mailed, reached):
    """His address leads to another one that does not exist: nothing reaches him under his."""
    raw = report(mailed, to="gone@elsewhere.example").replace(
        b"\nTo: gone@elsewhere.example", b"\nTo: ChenGang@example.cn"
    )
    assert came(raw) == bounces.OFF and AddressOff.get().client_id == reached.id


def test_one_of_two_that_got_it(mailed):
    """Passed on to two: one of them has it."""
    more = b"Final-Recipient: rfc822; b@elsewhere.example\nAction: relayed\nStatus: 2.0.0\n\n"
    raw = report(mailed, to="gone@elsewhere.example")
    raw = raw.replace(b"\nTo: gone@elsewhere.example", b"\nTo: chengang@example.cn")
    assert came(raw.replace(b"Final-Recipient", more + b"Final-Recipient", 1)) == bounces.NOTHING and states() == SENT


def test_another_address_meanwhile(mailed, reached):
    Client.update(email="new@example.cn").where(Client.id == reached.id).execute()
    assert came(report(mailed)) == bounces.ELSEWHERE
    assert states() == SENT and AddressOff.select().count() == 0


def test_before_the_worker_noted_it(mailed):
    """The report was quicker than our own note: the mail server brings it again."""
    Delivery.update(state="waiting").execute()
    assert came(report(mailed)) == bounces.EARLY and AddressOff.select().count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "<1.00000000000000000000@bank.example.cn>", "<999999.0123456789abcdef0123@bank.example.cn>", "<abc@bank.example.cn>", "",
        "<999999999999999999.0123456789abcdef0123@bank.example.cn>", "<1.0123456789abcdef0123@bank.example.cn", "x" * 5000,
    ],
)  # fmt: skip
def test_forged(mailed, name):
    assert came(report(name)) in ("unknown", "no report") and states() == SENT
    head = report("<x@y>").replace(
        b"Subject: Undelivered", b"In-Reply-To: " + mailed.encode() + b"\nSubject: Undelivered"
    )
    assert came(head) == "no report", "only the head of the mail that came back counts"
    assert AddressOff.select().count() == 0


def test_a_name_of_ours_for_another_address(mailed, reached, adviser):
    """Who got a mail knows its name; he can switch off nobody's address with it but his own."""
    other = people.client("zhoujie", "周洁", "gold", email="zhoujie@example.cn")
    assert came(report(mailed, to="zhoujie@example.cn")) == bounces.ELSEWHERE
    assert AddressOff.select().where(AddressOff.client == other.id).count() == 0


def test_a_client_without_a_login_is_called(mailbox, manager, at, send):
    alone = people.client(None, "韩丽", "gold", email="hanli@example.cn")
    people.seat(alone, "manager", manager)
    off = {"benefit": "golf", "day": "2026-12-01", "reason": "大雪"}
    for hour in ("10:00", "10:01"):
        at(f"2026-11-24 {hour}")
        tell(accounts_of_client(alone.id), "voucher.cancelled", "/me/vouchers/123456789", **off)
    assert send() == 2
    first, second = (str(mail["Message-ID"]) for mail in mailbox.mails)
    assert came(report(first, to="hanli@example.cn")) == bounces.OFF
    assert came(report(second, "hanli@example.cn", outcome=("failed", "5.2.2", "552 5.2.2 full"))) == bounces.GIVEN_UP
    assert states()[:2] == [("call", "refused"), ("call", "policy")]


def test_a_digest_is_one_mail(mailbox, reached, at, send):
    login = people.account_of(reached)
    ChannelPreference.create(account=login, what="tiers", channel="email", how="daily", at=clock.now())
    tell([login.id], "team.your_manager", "/me/team", staff="王磊")
    assert send() == 1
    for kind in ("tier.up", "list.welcome"):
        tell([login.id], kind, "/me/tier", tier="diamond")
    assert send() == 0
    at("2026-11-25 08:30")
    assert send() == 1
    assert came(report(str(mailbox.mails[-1]["Message-ID"]))) == bounces.OFF
    assert states()[:3] == [("sent", ""), ("dropped", "refused"), ("dropped", "refused")]


def test_of_somebody_who_works_here(mailbox, manager, send):
    manager.email = "wanglei@bank.example.cn"
    manager.save()
    tell([people.account_of(manager).id], "team.your_manager", "/home", staff="王磊")
    send()
    assert came(report(str(mailbox.mails[0]["Message-ID"]), to="wanglei@bank.example.cn")) == bounces.OFF
    assert AddressOff.get().staff_id == manager.id and not Delivery.select().where(Delivery.state == "call").exists()


def ran(app, raw: bytes, monkeypatch):
    """`portal bounced` as a mail server starts it."""
    monkeypatch.setattr(cli, "_up_to_date", lambda settings: app)
    return CliRunner().invoke(cli.main, ["bounced"], input=raw, obj=None)


def test_the_command(app, mailed, monkeypatch):
    result = ran(app, report(mailed), monkeypatch)
    assert (result.exit_code, result.output) == (0, "nobody is there: the address is switched off\n")
    assert "example.cn" not in result.output, "no address goes into another log"
    assert "known before" in ran(app, report(mailed), monkeypatch).output
    for raw in (b"", b"\xff\xfe", b"Subject: Re: hello\n\nThank you!", report("<x@y>"), b"\n" * (LONGEST + 9)):
        result = ran(app, raw, monkeypatch)
        assert (result.exit_code, "nothing is changed" in result.output) == (0, True)


def test_the_command_asks_to_come_again(app, mailed, monkeypatch):
    Delivery.update(state="waiting").execute()
    assert ran(app, report(mailed), monkeypatch).exit_code == 75

    def closed(*_: object) -> None:
        raise serving.CannotStart("the database is not up to date; run: portal migrate")

    monkeypatch.setattr(cli, "_up_to_date", closed)
    result = CliRunner().invoke(cli.main, ["bounced"], input=report(mailed))
    assert result.exit_code == 75 and "not now" in result.output


def test_what_no_mail_server_writes():
    """Nested without end, of no form: read as no report, and quickly."""
    deep = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(3000)
    )
    assert read(deep) is None
    for one in (b"Content-Type: multipart/report", b"Content-Type: multipart/report; boundary=b\n\n--b\n\n--b--"):
        assert read(one) is None
    for kind in KINDS:
        whole = report("<1.0123456789abcdef0123@bank.example.cn>", kind=kind)
        assert read(whole) is not None
        for cut in range(0, len(whole), 97):
            read(whole[:cut])
