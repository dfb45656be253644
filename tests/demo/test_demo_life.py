"""Three months of life in the demo branch: contacts, requests, events, benefits, notices, the trail."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from flask import Flask

from portal import database, demo, jobs
from portal.actions.shared.files import path_of
from portal.derived import complaints as derived_complaints
from portal.derived import completeness, contacts
from portal.ground import clock
from portal.ground.errors import Refused
from portal.ground.security import decrypt
from portal.models import (
    ALL,
    Account,
    Attachment,
    AuditEntry,
    Branch,
    Client,
    ClientTag,
    ClientTerm,
    ClockMark,
    Complaint,
    ComplaintExtension,
    ComplaintMeasure,
    Contact,
    ContactPlan,
    DuplicatePair,
    Event,
    Finding,
    Hold,
    Lot,
    NextStep,
    Notice,
    PartyGuest,
    Postponement,
    Request,
    RequestEntry,
    RequestLink,
    Resolution,
    SavedFilter,
    Sequence,
    SignUp,
    Tag,
    Ticket,
)
from portal.reads import reference
from portal.reads.benefits.left import benefits_of
from portal.reads.events.plans import audience_of
from portal.reads.finding.filter import ClientFilter
from portal.rules.clients.documents import read_document
from portal.rules.finding.terms import name_key, terms_of
from portal.rules.requests import OPEN, due_moment, was_late
from portal.rules.shared import case_clock
from portal.rules.shared.workdays import is_working_day
from portal.words.said import DEEDS, NOTICES, deed_sentence, notice_sentence
from tests.demo.opening import NOW

CLASS = {"deposit": "deposits", "settlement": "deposits", "wealth": "wealth", "fund": "funds", "insurance": "insurance"}
SERVED = ("陈刚", "周洁", "刘芳", "长春宏达汽车零部件有限公司")


def named(name: str) -> Client:
    return Client.get(Client.name == name)


def test_contacts_agree_with_the_rows(branch: Flask) -> None:
    latest: dict[int, Contact] = {}
    for contact in Contact.select().order_by(Contact.happened_at, Contact.id):
        assert contact.happened_at <= contact.created_at <= NOW
        assert contact.happened_at > NOW - timedelta(days=100)
        assert contact.next_due is None or contact.next_due > clock.local(contact.happened_at).date()
        if contact.outcome == "reached":
            latest[contact.client_id] = contact
    for client in Client.select():
        contact = latest.get(client.id)
        assert client.last_contact == (clock.local(contact.happened_at).date() if contact else None)
    overdue = Client.select().where(Client.next_contact_due < clock.today()).count()
    assert 5 <= overdue <= 60
    assert not list(contacts.faults())
    assert {one.outcome for one in Contact.select()} == {"reached", "not_reached", "left_word"}
    assert ContactPlan.select().count() == 4 and Postponement.select().count() == 8
    assert (
        NextStep.select().where(NextStep.due < clock.today()).exists()
        and NextStep.select().where(NextStep.told).exists()
    )


def test_tags_hang_on_clients_and_kept_filters_find_somebody(branch: Flask) -> None:
    carried = {tag.name: Client.select().join(ClientTag).where(ClientTag.tag == tag).count() for tag in Tag.select()}
    assert set(carried) == {"书画", "冰雪运动", "子女留学"} and all(carried.values())
    for saved in SavedFilter.select():
        wanted = ClientFilter.from_query(saved.query)
        assert wanted.text() == saved.query and Client.select().where(*wanted.conditions()).exists(), saved.name


def test_the_clock_of_every_request(branch: Flask) -> None:
    marks = defaultdict(list)
    for mark in ClockMark.select().order_by(ClockMark.id):
        marks[mark.request_id].append(case_clock.ClockMark(mark.kind, mark.at, mark.cause))
    for request in Request.select().where(Request.kind != "complaint"):
        log = marks[request.id]
        assert [mark.at for mark in log] == sorted(mark.at for mark in log)
        state = case_clock.reckon(log, request.minutes, NOW)
        assert request.due_at == due_moment(request.kind, state, request.told_due)
        assert state.running == (request.status in ("new", "taken"))
        assert state.paused == (request.status == "waiting")
        assert state.cycle == request.cycle
        if request.due_at:
            assert request.due_at > request.filed_at
        verdicts = case_clock.verdicts(log, request.minutes)
        late = was_late(request.kind, verdicts[-1], None) if verdicts else None
        assert request.resolved_late == late


def test_requests_at_every_stage(branch: Flask) -> None:
    found = Counter(row.status for row in Request.select())
    assert set(found) == {"new", "taken", "waiting", "resolved", "closed", "withdrawn"}
    running = Request.select().where(Request.status.in_(("new", "taken")))
    assert 2 <= running.where(Request.due_at < NOW).count() <= 8
    assert running.where(Request.due_at.between(NOW, NOW + timedelta(hours=8))).count() >= 2
    assert Request.select().where(Request.assignee.is_null(), Request.status == "new").count() >= 4
    assert Request.select().where(Request.score.is_null(False)).count() >= 8
    assert Request.select().where(Request.cycle == 2).exists()
    complaints = list(Request.select().where(Request.kind == "complaint"))
    refused = {one.request_id for one in Complaint.select().where(Complaint.state == "refused")}
    assert all(row.root_cause for row in complaints if row.status in ("resolved", "closed") and row.id not in refused)
    assert len(complaints) >= 3
    opened_now = Counter(
        row.client_id for row in Request.select().where(Request.status.in_(sorted(OPEN)), Request.kind != "complaint")
    )
    assert all(client.open_requests == opened_now[client.id] for client in Client.select())


def test_threads_are_told_in_order(branch: Flask) -> None:
    entries = defaultdict(list)
    for entry in RequestEntry.select().order_by(RequestEntry.id):
        entries[entry.request_id].append(entry)
    numbers = [row.number for row in Request.select().order_by(Request.filed_at, Request.id)]
    assert numbers == sorted(numbers)
    twice = {link.first_id for link in RequestLink.select().where(RequestLink.kind == "duplicate")}
    assert len(twice) == 1
    for request in Request.select():
        moments = [request.filed_at, *(entry.at for entry in entries[request.id])]
        assert moments == sorted(moments)
        assert moments[-1] <= request.moved_at <= NOW
        assert request.status == "new" or entries[request.id]
        assert (request.status == "closed") == (request.closed_at is not None)
        settled = request.status in ("resolved", "closed") and request.id not in twice
        assert (request.resolved_at is not None) == settled
        files = Attachment.select().where(Attachment.request == request, ~Attachment.internal).count()
        assert request.files == files


def test_complaints_at_every_stage(branch: Flask) -> None:
    records = list(Complaint.select())
    assert {row.state for row in records} >= {"received", "accepted", "refused", "decided", "review", "reviewed"}
    assert {row.complainant for row in records} >= {"client", "agent", "other"}
    assert Request.select().where(Request.client.is_null()).count() == 1
    assert ComplaintExtension.select().where(ComplaintExtension.decided_at.is_null()).count() == 1
    looked_at = [row for row in ComplaintMeasure.select() if row.look_on and row.look_on <= clock.today()]
    assert len(looked_at) == 1 and looked_at[0].looked_at is None
    assert list(derived_complaints.faults()) == []


def test_chengang_finds_his_requests(branch: Flask) -> None:
    rows = list(Request.select().where(Request.client == named("陈刚"), Request.kind != "complaint"))
    assert sorted(row.status for row in rows) == ["closed", "resolved", "waiting"]
    waiting = next(row for row in rows if row.status == "waiting")
    unread = Notice.select().where(Notice.path == f"/me/requests/{waiting.number}", Notice.read_at.is_null())
    assert "request.answered" in {notice.kind for notice in unread}
    for name in SERVED[1:]:
        assert Request.select().where(Request.client == named(name)).count() >= 2


def test_attachments_are_there(branch: Flask) -> None:
    kinds = set()
    for row in Attachment.select():
        data = path_of(row.storage_name).read_bytes()
        assert len(data) == row.size
        kinds.add(row.content_type)
        if row.content_type == "image/png":
            assert data.startswith(b"\x89PNG")
    assert kinds == {"image/png", "text/plain"}
    assert Attachment.select().where(Attachment.internal).exists()


def test_events_are_filled_by_whom_they_invite(branch: Flask) -> None:
    events = list(Event.select())
    assert Counter(event.state for event in events) == {
        "held": 2,
        "published": 4,
        "submitted": 2,
        "approved": 1,
        "cancelled": 1,
        "draft": 4,
    }
    for event in events:
        audience = set(audience_of(event))
        ups = list(SignUp.select(SignUp, Client, Branch).join(Client).join(Branch).where(SignUp.event == event))
        assert event.seats_taken == sum(1 + up.guests for up in ups if up.cancelled_at is None)
        assert (event.ends_at < NOW) == (event.state == "held")
        assert event.created_at < event.sign_up_until < event.starts_at < event.ends_at
        place = Branch.get_by_id(event.branch_id).path
        for up in ups:
            assert up.client.tier_id in audience
            assert up.client.branch.path.startswith(place)
            assert up.guests <= event.guests_per_client
            assert PartyGuest.select().where(PartyGuest.sign_up == up.id).count() == up.guests
            assert event.created_at <= up.at <= min(NOW, event.sign_up_until)
    left = [event.capacity - event.seats_taken for event in events if event.state == "published"]
    assert 1 <= min(left) <= 3
    coming = (
        SignUp.select()
        .join(Event)
        .where(SignUp.client == named("陈刚"), Event.state == "published", SignUp.cancelled_at.is_null())
    )
    assert coming.count() == 2
    waits = next(event for event in events if event.state == "submitted")
    assert Notice.select().where(Notice.kind == "event.submitted", Notice.path == f"/events/{waits.number}").exists()


def test_benefits_stay_within_the_allowance(branch: Flask) -> None:
    assert Resolution.select().where(Resolution.used > 0).count() > 40
    for use in Hold.select(Hold, Client).join(Client):
        version = reference.benefit_versions()[use.version_id]
        assert use.client.tier_id != "standard"
        assert use.created_at <= NOW
        assert not use.guest_name or version.guest_allowed
        ended = Resolution.get_or_none(Resolution.hold == use)
        if ended is None:
            assert use.day >= clock.today()
            assert use.day >= clock.local(use.created_at).date() + clock.days(version.days_ahead)
        elif ended.used:
            assert use.day <= clock.today()
    for client in Client.select().where(Client.tier != "standard"):
        assert all(line.unlimited or line.used <= line.whole for line in benefits_of(client))
    assert Hold.select().count() > Resolution.select().count(), "something is booked"
    assert Lot.select().where(Lot.benefit == "points", Lot.available > 0).count() > 100


def test_notices_and_deeds_have_words(branch: Flask) -> None:
    demo_logins = {account.id for account in Account.select().where(Account.is_demo)}
    with branch.test_request_context():
        for notice in Notice.select():
            assert notice.kind in NOTICES
            assert "%(" not in notice_sentence(notice)
            assert notice.account_id in demo_logins
            assert notice.at <= (notice.read_at or NOW) <= NOW
        for entry in AuditEntry.select():
            assert entry.action in DEEDS
            assert "%(" not in deed_sentence(entry)
    boxes = Counter(notice.account_id for notice in Notice.select())
    assert max(boxes.values()) <= 8
    assert Notice.select().where(Notice.read_at.is_null()).count() > 10


def test_the_trail_is_in_order(branch: Flask) -> None:
    moments = [row[0] for row in AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id).tuples()]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_staff_write_in_working_hours(branch: Flask) -> None:
    wrong = 0
    for contact in Contact.select():
        local = clock.local(contact.happened_at)
        wrong += not (is_working_day(local.date()) and 8 <= local.hour < 18)
    assert wrong == 0


def test_search_terms_and_sort_keys(branch: Flask) -> None:
    terms = {row.client_id: row.terms for row in ClientTerm.select()}
    for client in Client.select():
        company = client.kind == "company"
        wanted = terms_of(
            name=client.name, latin=client.name_latin, number=client.number, phone=client.mobile, company=company
        )
        for further in client.phones:
            wanted |= terms_of("", phone=further.number)
        assert terms[client.id] == " ".join(sorted(wanted))
        assert client.name_key == name_key(client.name, company=company)


def test_documents_are_valid(branch: Flask) -> None:
    """All but the few slips that the quality of records is to find: two birthdays, an age, a gender; four without one."""
    slips, without = 0, 0
    for client in Client.select():
        if not client.document_kind:
            without += 1
            continue
        found = read_document(
            client.document_kind, decrypt(client.document_encrypted, branch.config["DATA_KEY"]), clock.today()
        )
        if client.kind == "individual":
            slips += (found.birthday, found.gender) != (client.birthday, client.gender)
    assert (slips, without) == (3, 4)


def test_there_is_something_to_mend(branch: Flask) -> None:
    assert DuplicatePair.select().where(DuplicatePair.state == "open").count() >= 4
    codes = {code for (code,) in Finding.select(Finding.code).distinct().tuples()}
    assert {"missing", "birthday_document", "gender_document", "too_old", "stale", "duplicate"} <= codes
    assert not list(completeness.faults())


def test_sequences_go_on_after_the_last_number(branch: Flask) -> None:
    values = {row.name: row.value for row in Sequence.select()}
    assert values["client"] == 306
    for name, model in (("request", Request), ("event", Event)):
        highest = Counter(int(row.number.split("-")[1]) for row in model.select())
        assert {f"{name}-{year}": count for year, count in highest.items()}.items() <= values.items()
    with database.database.atomic() as change:
        assert Contact.create(client=1, staff=1, channel="phone", happened_at=NOW, summary="回访", created_at=NOW).id
        change.rollback()


def test_no_filler(branch: Flask) -> None:
    words = re.compile(r"lorem|\btest|测试|xxx|todo|�", re.IGNORECASE)
    for model in ALL:
        texts = [field for field in model._meta.sorted_fields if field.field_type in ("VARCHAR", "TEXT")]
        hidden = {
            "password_hash",
            "pin_hash",
            "document_encrypted",
            "sealed",
            "address_encrypted",
            "keys_encrypted",
            "document_hmac",
            "token",
            *(["code"] if model is Ticket else []),
            "storage_name",
            "request_id",
            "terms",
        }
        texts = [field for field in texts if field.name not in hidden]
        for row in model.select(*texts).tuples() if texts else []:
            assert not any(words.search(str(text)) for text in row if text), row


def test_the_worker_finds_nothing_left_to_do(branch: Flask) -> None:
    with branch.app_context():
        assert jobs.minute() == 0


def test_a_second_load_is_refused(branch: Flask) -> None:
    before = Client.select().count()
    with pytest.raises(Refused):
        demo.load()
    assert Client.select().count() == before
