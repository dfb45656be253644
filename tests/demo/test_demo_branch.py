"""The demo branch: who is there, that the figures agree, and that everything happened around today."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from flask import Flask
from peewee import fn

from portal import clock, database
from portal.actions import accounts, demo, upkeep
from portal.actions.files import path_of
from portal.actions.seeding import read
from portal.errors import Refused
from portal.models import (
    ALL,
    Account,
    AccountRight,
    Attachment,
    AuditEntry,
    Benefit,
    BenefitUse,
    Branch,
    Card,
    Client,
    ClientTerm,
    ClockMark,
    Contact,
    Event,
    HoldingAccount,
    Loan,
    MonthlyAum,
    Notice,
    Request,
    RequestEntry,
    RoleGrant,
    Seat,
    Sequence,
    SignUp,
    Staff,
    StandingOrder,
    TierChange,
    Transaction,
    demo_people,
)
from portal.models.actors import by_username
from portal.models.client_page import benefits_of
from portal.models.clients import NEVER
from portal.models.event_reads import audience_of
from portal.models.scope import ClientScope
from portal.rules import clock as clock_rule
from portal.rules.documents import read_document
from portal.rules.requests import OPEN
from portal.rules.teams import first_overlap
from portal.rules.terms import name_key, terms_of
from portal.rules.tiers import average_of_last, last_complete_month, month_before
from portal.rules.workdays import is_working_day
from portal.security import decrypt
from portal.words import DEEDS, NOTICES, deed_sentence, notice_sentence
from tests.ground.engines import ENGINES, Copies

from .opening import NOW, opened

CLASS = {"deposit": "deposits", "settlement": "deposits", "wealth": "wealth", "fund": "funds", "insurance": "insurance"}
SERVED = ("陈刚", "周洁", "刘芳", "长春宏达汽车零部件有限公司")


@pytest.fixture(scope="module", params=ENGINES)
def branch(request: pytest.FixtureRequest, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo branch, loaded once on each engine; these tests only read it."""
    url = copies.fresh(request.param)
    app = opened(url, tmp_path_factory.mktemp("instance"))
    clock.set_source(lambda: NOW)
    with app.app_context():
        demo.load()
        mine = database.database.obj
        yield app
    clock.set_source(None)
    database.database.initialize(mine)
    copies.drop(url)


def named(name: str) -> Client:
    return Client.get(Client.name == name)


def test_it_works(branch: Flask) -> None:
    assert not demo.is_empty()
    assert Client.select().count() == 306
    assert 400 < Contact.select().count() < 620
    assert 50 < Request.select().count() < 75
    assert 200 < AuditEntry.select().count() < 900


def test_the_demo_people_are_listed_in_their_order(branch: Flask) -> None:
    people = demo_people()
    assert [person["username"] for person in people] == [
        "chengang", "zhoujie", "liufang", "wutao", "sunli", "zhaolei", "wanglei", "qianfeng", "zhangwei", "lina",
        "zhangmin", "hejun", "zhengyang", "sunyue", "zhaomin", "luwei", "machao", "gaoyuan", "linxue", "admin",
    ]  # fmt: skip
    assert all(person["demo_zh"] and person["demo_en"] and person["name"] for person in people)
    assert {person["username"]: person["name"] for person in people}["sunli"] == "孙丽"


@pytest.mark.parametrize("typed", ["chengang", "13843001234", "sunli", "zhaomin", "admin"])
def test_people_sign_in_with_the_password(branch: Flask, typed: str) -> None:
    with database.database.atomic() as change:
        accounts.sign_in(typed, demo.PASSWORD, ip="127.0.0.1", device="a browser", device_id="")
        change.rollback()


def test_nobody_knows_the_passwords_of_the_others(branch: Flask) -> None:
    other = Account.select().where(~Account.is_demo, Account.client.is_null(False)).first()
    with database.database.atomic() as change:
        with pytest.raises(Refused):
            accounts.sign_in(other.username, demo.PASSWORD, ip="127.0.0.1", device="a browser", device_id="")
        change.rollback()


def test_staff_hold_the_roles_of_the_seeds(branch: Flask) -> None:
    for person in read("staff.toml")["staff"]:
        actor = by_username(person["username"], clock.today())
        assert actor is not None
        assert sorted(actor.roles) == sorted(person["roles"])
        assert actor.post_code == person["post"]
    assert RoleGrant.select(fn.MAX(RoleGrant.since)).scalar() < clock.today() - timedelta(days=350)


def test_chengang_is_the_first_client(branch: Flask) -> None:
    client = named("陈刚")
    assert (client.number, client.tier_id, client.aum) == ("C-0000001", "diamond", 812_400_000)
    assert client.aum_average == 801_200_000
    assert client.document_masked == "2201**********0012"
    assert decrypt(client.document_encrypted, branch.config["DATA_KEY"]) == "220103196805060012"


@pytest.mark.parametrize("name", SERVED)
def test_the_demo_clients_have_their_team(branch: Flask, name: str) -> None:
    seats = Seat.select(Seat.kind, Staff.name).join(Staff).where(Seat.client == named(name), Seat.until.is_null())
    team = defaultdict(list)
    for kind, who in seats.tuples():
        team[kind].append(who)
    assert team["manager"] == ["王磊"]
    assert team["adviser"] == ["李娜"]
    assert team["specialist"]


def test_wutao_has_nobody(branch: Flask) -> None:
    client = named("吴涛")
    assert client.tier_id == "standard"
    assert (client.manager_id, client.adviser_id, client.specialists, client.tier_since) == (None, None, 0, None)
    assert not Seat.select().where(Seat.client == client).exists()
    assert Request.get(Request.client == client).assignee_id is None


def test_jingyue_sees_only_its_own(branch: Flask) -> None:
    for username in ("machao", "zhangwei"):
        scope = ClientScope(by_username(username, clock.today()))
        names = {row.name for row in Client.select().where(scope.condition())}
        assert "赵蕾" in names
        assert not names & set(SERVED)


def test_the_shares_of_the_domain(branch: Flask) -> None:
    for wanted in (Client.id > 0, Client.kind == "individual"):
        aum = [row[0] for row in Client.select(Client.aum).where(wanted).tuples()]
        assert 0.08 <= sum(fen > 100_000_000 for fen in aum) / len(aum) <= 0.12
        assert 0.56 <= sum(1_000_000 <= fen <= 5_000_000 for fen in aum) / len(aum) <= 0.64
    companies = Client.select().where(Client.kind == "company").count()
    assert 0.06 <= companies / Client.select().count() <= 0.1


def test_candidates_and_gaps(branch: Flask) -> None:
    candidates = Client.select().where(Client.tier == "standard", Client.aum_average >= 50_000_000).count()
    assert 3 <= candidates <= 9
    vips = list(Client.select().where(Client.tier != "standard"))
    assert 6 <= sum(not client.team_complete for client in vips) <= 10
    assert len(vips) > 40
    codes = {code for (code,) in Client.select(Branch.code).join(Branch).tuples()}
    assert codes == {"FAW", "FAW-1", "FAW-2", "FAW-3", "JY"}


def test_months_agree_with_the_rows(branch: Flask) -> None:
    last = last_complete_month(clock.today())
    months: dict[int, dict[date, int]] = defaultdict(dict)
    for row in MonthlyAum.select():
        months[row.client_id][row.month] = row.amount
    for client in Client.select():
        own = months[client.id]
        assert sorted(own) == [month_before(last, back) for back in range(11, -1, -1)]
        assert client.aum_month == last
        assert client.aum == own[last]
        assert client.aum_average == average_of_last(own, last)
        assert client.aum_before == own[month_before(last, 3)]


def test_tiers_agree_with_their_history(branch: Flask) -> None:
    latest: dict[int, TierChange] = {}
    for change in TierChange.select().order_by(TierChange.id):
        assert change.since <= clock.today()
        assert change.client_id not in latest or latest[change.client_id].since < change.since
        latest[change.client_id] = change
    for client in Client.select():
        change = latest.get(client.id)
        assert (client.tier_id, client.tier_since) == ((change.tier_id, change.since) if change else ("standard", None))


def test_balances_sum_to_the_aum(branch: Flask) -> None:
    weights = {name: Fraction(weight) for name, weight in read("tiers.toml")["weights"].items()}
    counted: dict[int, Fraction] = defaultdict(Fraction)
    for account in HoldingAccount.select():
        assert account.balance >= 0
        assert re.fullmatch(r"\d{19}", account.number)
        assert account.opened_on <= clock.today()
        assert account.matures_on is None or account.matures_on > clock.today()
        counted[account.client_id] += account.balance * weights[CLASS[account.product]]
    assert all(counted[client.id] == client.aum for client in Client.select())
    owners = {
        (right.account_id, right.client_id) for right in AccountRight.select().where(AccountRight.kind == "owner")
    }
    assert owners == {(account.id, account.client_id) for account in HoldingAccount.select()}


def test_numbers_are_nobody_elses(branch: Flask) -> None:
    for column in (
        HoldingAccount.number,
        Card.number,
        Client.mobile,
        Client.document_hmac,
        Loan.number,
        Request.number,
    ):
        values = [row[0] for row in column.model.select(column).tuples()]
        assert len(values) == len(set(values)), column


def test_classes_agree_with_the_holdings(branch: Flask) -> None:
    saved = {row.client_id for row in HoldingAccount.select().where(HoldingAccount.product != "settlement")}
    settled = {row.client_id for row in HoldingAccount.select().where(HoldingAccount.product == "settlement")}
    settled |= {card.client_id for card in Card.select()}
    settled |= {
        order.account.client_id for order in StandingOrder.select(StandingOrder, HoldingAccount).join(HoldingAccount)
    }
    borrowed = {loan.client_id for loan in Loan.select()}
    for client in Client.select():
        assert client.is_liability == (client.id in saved)
        assert client.is_intermediary == (client.id in settled)
        assert client.is_asset == (client.id in borrowed)
    assert borrowed == {loan.client_id for loan in Loan.select().where(Loan.status.in_(("running", "overdue")))}


def test_transactions_lead_to_the_balance(branch: Flask) -> None:
    by_account = defaultdict(list)
    for row in Transaction.select().order_by(Transaction.happened_on, Transaction.id):
        by_account[row.account_id].append(row)
    assert len(by_account[HoldingAccount.get(HoldingAccount.client == named("陈刚")).id]) > 25
    for account in HoldingAccount.select().where(HoldingAccount.id.in_(list(by_account))):
        rows = by_account[account.id]
        assert rows[-1].balance == account.balance
        for before, row in pairwise(rows):
            signed = row.amount if row.direction == "credit" else -row.amount
            assert before.balance + signed == row.balance
            assert row.balance >= 0
            assert row.happened_on <= clock.today()


def test_seats_agree_with_the_rows(branch: Flask) -> None:
    current: dict[int, Counter] = defaultdict(Counter)
    spans = defaultdict(list)
    for seat in Seat.select().order_by(Seat.id):
        assert seat.since <= clock.today()
        assert seat.reason and seat.author_id
        assert (seat.until is None) == (not seat.ended_reason)
        if seat.until is None:
            current[seat.client_id][(seat.kind, seat.staff_id)] += 1
        if seat.kind != "specialist":
            spans[(seat.client_id, seat.kind)].append((seat.since, seat.until))
    assert not any(first_overlap(found) for found in spans.values())
    assert Seat.select().where(Seat.until.is_null(False)).count() >= 8
    for client in Client.select():
        seats = current[client.id]
        assert client.specialists == sum(kind == "specialist" for kind, _ in seats)
        for kind in ("manager", "adviser"):
            assert [staff for of, staff in seats if of == kind] == [s for s in [getattr(client, f"{kind}_id")] if s]


def test_who_served_him_on_a_date(branch: Flask) -> None:
    day = date(2023, 5, 1)
    query = Seat.select(Staff.name).join(Staff).where(
        Seat.client == named("陈刚"), Seat.kind == "manager", Seat.since <= day, Seat.until > day
    )  # fmt: skip
    assert query.tuples()[0] == ("刘志强",)


def test_contacts_agree_with_the_rows(branch: Flask) -> None:
    latest: dict[int, Contact] = {}
    for contact in Contact.select().order_by(Contact.happened_at, Contact.id):
        assert contact.happened_at <= contact.created_at <= NOW
        assert contact.happened_at > NOW - timedelta(days=100)
        assert contact.next_due > clock.local(contact.happened_at).date()
        latest[contact.client_id] = contact
    for client in Client.select():
        contact = latest.get(client.id)
        assert client.last_contact == (clock.local(contact.happened_at).date() if contact else None)
        assert client.next_contact_due == (contact.next_due if contact else NEVER)
    overdue = Client.select().where(Client.next_contact_due < clock.today()).count()
    assert 5 <= overdue <= 40


def test_the_clock_of_every_request(branch: Flask) -> None:
    marks = defaultdict(list)
    for mark in ClockMark.select().order_by(ClockMark.id):
        marks[mark.request_id].append(clock_rule.ClockMark(mark.kind, mark.at, mark.cause))
    for request in Request.select():
        log = marks[request.id]
        assert [mark.at for mark in log] == sorted(mark.at for mark in log)
        state = clock_rule.reckon(log, request.minutes, NOW)
        assert request.due_at == (state.due_at if state.running else None)
        assert state.running == (request.status in ("new", "taken"))
        assert state.paused == (request.status == "waiting")
        assert state.cycle == request.cycle
        if request.due_at:
            assert request.due_at > request.filed_at
        verdicts = clock_rule.verdicts(log, request.minutes)
        assert request.resolved_late == (verdicts[-1].late if verdicts else None)


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
    assert all(row.root_cause for row in complaints if row.status in ("resolved", "closed"))
    assert len(complaints) >= 3
    opened_now = Counter(row.client_id for row in Request.select().where(Request.status.in_(sorted(OPEN))))
    assert all(client.open_requests == opened_now[client.id] for client in Client.select())


def test_threads_are_told_in_order(branch: Flask) -> None:
    entries = defaultdict(list)
    for entry in RequestEntry.select().order_by(RequestEntry.id):
        entries[entry.request_id].append(entry)
    numbers = [row.number for row in Request.select().order_by(Request.filed_at, Request.id)]
    assert numbers == sorted(numbers)
    for request in Request.select():
        moments = [request.filed_at, *(entry.at for entry in entries[request.id])]
        assert moments == sorted(moments)
        assert moments[-1] <= request.moved_at <= NOW
        assert request.status == "new" or entries[request.id]
        assert (request.status == "closed") == (request.closed_at is not None)
        assert (request.resolved_at is not None) == (request.status in ("resolved", "closed"))
        files = Attachment.select().where(Attachment.request == request, ~Attachment.internal).count()
        assert request.files == files


def test_chengang_finds_his_requests(branch: Flask) -> None:
    rows = list(Request.select().where(Request.client == named("陈刚")))
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
    assert Counter(event.state for event in events) == {"held": 2, "published": 3, "submitted": 1, "draft": 1}
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
            assert len(up.guest_names.splitlines()) == up.guests
            assert event.created_at <= up.at <= min(NOW, event.sign_up_until)
    left = [event.capacity - event.seats_taken for event in events if event.state == "published"]
    assert 1 <= min(left) <= 3
    coming = (
        SignUp.select()
        .join(Event)
        .where(SignUp.client == named("陈刚"), Event.state == "published", SignUp.cancelled_at.is_null())
    )
    assert coming.count() == 1
    waits = next(event for event in events if event.state == "submitted")
    assert Notice.select().where(Notice.kind == "event.submitted", Notice.path == f"/events/{waits.number}").exists()


def test_benefits_stay_within_the_allowance(branch: Flask) -> None:
    assert BenefitUse.select().count() > 40
    for use in BenefitUse.select(BenefitUse, Client, Benefit).join(Client).join_from(BenefitUse, Benefit):
        assert use.client.tier_id != "standard"
        assert use.used_on <= clock.today()
        assert use.created_at <= NOW
        assert not use.guest_name or use.benefit.guest_allowed
    for client in Client.select().where(Client.tier != "standard"):
        assert all(line.unlimited or line.used <= line.yearly for line in benefits_of(client))


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
        assert terms[client.id] == " ".join(sorted(wanted))
        assert client.name_key == name_key(client.name, company=company)


def test_documents_are_valid(branch: Flask) -> None:
    for client in Client.select():
        found = read_document(
            client.document_kind, decrypt(client.document_encrypted, branch.config["DATA_KEY"]), clock.today()
        )
        if client.kind == "individual":
            assert (found.birthday, found.gender) == (client.birthday, client.gender)


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
            "document_encrypted",
            "document_hmac",
            "token",
            "storage_name",
            "request_id",
            "terms",
        }
        texts = [field for field in texts if field.name not in hidden]
        for row in model.select(*texts).tuples() if texts else []:
            assert not any(words.search(str(text)) for text in row if text), row


def test_the_worker_finds_nothing_left_to_do(branch: Flask) -> None:
    assert upkeep.time_passes() == 0


def test_a_second_load_is_refused(branch: Flask) -> None:
    before = Client.select().count()
    with pytest.raises(Refused):
        demo.load()
    assert Client.select().count() == before
