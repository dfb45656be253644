"""Who began a contact: either side's counts when it reached the client; what is sent to many never does."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived, jobs
from portal.actions.events import planning
from portal.models import AuditEntry, Client, Contact, Notice
from tests.contacts.moving import moved
from tests.contacts.test_record import record
from tests.events.plans import event, fresh
from tests.ground import people
from tests.imports.files import confirmed, faults, latest, outcomes, upload

NEXT = date(2026, 12, 24)
"""A month after today: the interval of his tier."""


def wrong() -> list[str]:
    return [fault for fault in derived.faults() if "contact" in fault or "next is due" in fault]


def days(client: Client) -> tuple[date | None, date]:
    row = Client.get_by_id(client.id)
    return row.last_contact, row.next_contact_due


def test_it_works(visit, manager, served):
    """The client phoned: it counts like a call of ours, and the timeline says who began."""
    page = record(visit(manager), served, channel="phone", began="client", next_due="", summary="来问理财")
    assert "王磊 was phoned by the client: 来问理财" in page.section("history")
    assert "begun by the client" in page.section("contacts")
    assert Contact.get().began == "client" and days(served) == (date(2026, 11, 24), NEXT) and wrong() == []
    chinese = visit(manager, language="zh").get(f"/clients/{served.number}")
    assert "接到客户来电" in chinese.text and "客户发起" in chinese.text


def test_a_form_that_does_not_say_means_we(visit, manager, served):
    page = record(visit(manager), served, channel="phone", next_due="")
    assert "王磊 phoned the client" in page.section("history") and "begun by the client" not in page.text
    assert Contact.get().began == "we" and days(served)[1] == NEXT


def test_an_attempt_of_the_client_does_not_count_and_stands_on_the_due_line(visit, manager, adviser, served):
    moved(served, next_contact_due=date(2026, 11, 24))
    before = days(served)
    page = record(visit(manager), served, channel="phone", began="client", outcome="not_reached", next_due="")
    assert "王磊 was missed by the client" in page.section("history")
    assert days(served)[0] == before[0] is None
    moved(served, next_contact_due=date(2026, 11, 24))
    line = visit(adviser).get("/contacts").section("today")
    assert "Not reached" in line and "begun by the client" in line


def test_what_was_sent_to_many_is_shown_and_sets_nothing(visit, manager, adviser, served):
    """It is no contact with him: no day follows, no colleague is warned, and who is due stays due."""
    moved(served, next_contact_due=date(2026, 11, 24))
    page = record(visit(manager), served, channel="sms", outcome="bulk", next_due="", summary="中秋问候")
    assert "王磊 sent the client a message to many: 中秋问候" in page.section("history")
    assert days(served)[0] is None and wrong() == []
    assert AuditEntry.select().where(AuditEntry.action == "contact.bulk").count() == 1
    assert "was in touch with this client" not in visit(adviser).get(f"/clients/{served.number}/contacts/new").text
    moved(served, next_contact_due=date(2026, 11, 24))
    assert "Message to many" not in visit(adviser).get("/contacts").section("today")


@pytest.mark.one_engine
def test_bad_input(visit, manager, served):
    for field, typed in [
        ("began", {"began": "nobody"}),
        ("began", {"began": "client", "outcome": "bulk", "next_due": ""}),
        ("next_due", {"outcome": "bulk"}),
    ]:
        assert set(record(visit(manager), served, status=422, **typed).errors) == {field}, typed
    assert Contact.select().count() == 0


def test_invitations_and_notices_are_no_contact(app, visit, manager, coordinator, served):
    """What the portal sends to many leaves every day as it stands."""
    record(visit(manager), served, next_due="2026-12-18")
    before = days(served)
    row = event(coordinator, "approved", tiers=("gold", "diamond"))
    planning.publish(people.actor(coordinator), fresh(row))
    with app.app_context():
        for step in (*jobs.EVERY_MINUTE, *jobs.EVERY_NIGHT):
            step()
    assert Notice.select().where(Notice.account == people.account_of(served)).count() > 0
    assert Contact.select().count() == 1 and days(served) == before == (date(2026, 11, 24), date(2026, 12, 18))


LIST = "客户,员工,渠道,时间,内容,联系结果,发起方\n"


def test_a_list_of_contacts_may_say_so(visit, branch_admin, manager, served):
    """Columns of its own, both optional: an attempt and a message to many that are brought in set nothing either."""
    browser, who = visit(branch_admin), served.number
    lines = [
        f"{who},王磊,电话,2026-11-20 15:30,来问贷款,已联系上,来电",
        f"{who},王磊,电话,2026-11-22 10:00,再打一次,无人接听,我方",
        f"{who},王磊,短信,2026-11-23 09:00,节日问候,群发,",
    ]
    upload(browser, ("联系记录.csv", LIST + "\n".join(lines) + "\n"))
    assert (outcomes(), faults()) == (["new"] * 3, []), latest().state
    confirmed(browser)
    found = Contact.select(Contact.outcome, Contact.began).order_by(Contact.happened_at).tuples()
    assert list(found) == [("reached", "client"), ("not_reached", "we"), ("bulk", "we")]
    assert days(served) == (date(2026, 11, 20), date(2026, 12, 21)) and wrong() == []
    page = browser.get(f"/clients/{who}").section("history")
    assert "was phoned by the client: 来问贷款" in page and "sent the client a message to many: 节日问候" in page


@pytest.mark.one_engine
def test_what_a_list_cannot_say(visit, branch_admin, manager, served):
    """What was sent to many was never begun by him: the row is named, and not taken."""
    upload(
        visit(branch_admin), ("联系记录.csv", f"{LIST}{served.number},王磊,短信,2026-11-23 09:00,节日问候,群发,客户\n")
    )
    assert outcomes() == ["rejected"] and "never begun by the client" in faults()[0][2]
