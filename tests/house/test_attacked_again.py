"""What a fresh attacker found: each attack once more, and its kind."""

from __future__ import annotations

import pytest

from portal.actions.administration import attacks
from portal.actions.events import signing_up
from portal.actions.shared.recording import set_origin
from portal.ground import clock
from portal.ground.errors import TooOften
from portal.models import AuditEntry, ClientMerge, Event, EventTier, Invitation, PartyGuest, Setting
from portal.reads.administration.since import deeds_since
from portal.reads.shared import kept
from portal.rules.events.parties import Party, named
from portal.words.said import _shown_day
from tests.ground import people

LOOKED_UP = AuditEntry.action == "client.looked_up"


@pytest.fixture
def salon(coordinator, manager):
    now = clock.now()
    row = Event.create(
        number="E-2026-0001", branch=coordinator.branch_id, kind="culture_salon", title="冬夜茶会", venue="茶楼",
        starts_at=now + clock.days(10), ends_at=now + clock.days(11), sign_up_until=now + clock.days(8), capacity=12,
        guests_per_client=2, state="published", created_by=coordinator, created_at=now,
    )  # fmt: skip
    for tier in ("gold", "platinum", "diamond"):
        EventTier.create(event=row, tier=tier)
    return row


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "0000-00-00", "2026-02-30 10:00:00+00:00", "9999-12-31 23:59:59+00:00", "٢٠٢٦-٠٢-٠١"]
)  # fmt: skip
def test_a_text_that_only_looks_like_a_day_is_a_text(app, text):
    assert _shown_day(text) == text or text.startswith("9999")


def test_a_guest_cannot_break_the_audit_trail(visit, served, salon, auditor):
    somebody = visit(served)
    somebody.post(f"/me/events/{salon.number}/sign-up", guests="1", guest_names="王秀兰")
    somebody.post(f"/me/events/{salon.number}/guests", guest_names="2026-02-30")
    assert "2026-02-30" in visit(auditor).get("/audit").text


def test_names_of_guests_cannot_be_said_without_end(app, served, salon):
    Setting.create(name="filing.steps_per_hour", value=3, since=clock.today(), reason="test", created_at=clock.now())
    acting = people.actor(served)
    mine = signing_up.sign_up(acting, salon, served, Party(1, named("王秀兰")))
    with pytest.raises(TooOften):
        for number in range(9):
            signing_up.change_party(acting, salon, mine, Party(1, named(f"客人{number}")))
    assert PartyGuest.get(PartyGuest.sign_up == mine.id).name.startswith("客人")


def test_nothing_that_a_client_turns_on_and_off_goes_on_without_end(visit, served, salon):
    """Consents, an invitation's answer, what he shows of himself: with the rest they are so many in an hour."""
    Setting.create(name="filing.steps_per_hour", value=3, since=clock.today(), reason="test", created_at=clock.now())
    kept.forget()
    Invitation.create(event=salon, client=served, visible_from=clock.now())
    mine, before = visit(served), AuditEntry.select().count()
    for said in ("yes", "no", "maybe"):
        mine.post(f"/me/events/{salon.number}/answer", answer=said)
    assert AuditEntry.select().count() == before + 3
    shown = {"willing": "1", "before": "name", "version": "0"}
    for path, fields in (
        (f"/me/events/{salon.number}/answer", {"answer": "yes"}),
        ("/me/profile/consents/survey", {"given": "1"}),
        ("/me/introductions/card", shown),
    ):
        mine.post(path, status=429, **fields)
    assert AuditEntry.select().where(~AuditEntry.action.startswith("security.")).count() == before + 3


def test_a_client_reads_of_no_other_who_signed_up(app, visit, served, liufang, salon):
    signing_up.sign_up(people.actor(liufang), salon, liufang, Party())
    signing_up.sign_up(people.actor(served), salon, served, Party())
    shown = deeds_since([("event", salon.id)], clock.now() - clock.days(1), people.actor(served))
    assert [one.words["client"] for one in shown] == ["陈刚"]
    page = visit(served).post(f"/me/events/{salon.number}/cancel", status=409, seen="1-0000000000000000")
    assert "刘芳" not in page.text


def test_nobody_writes_a_mark_himself(visit, served, liufang, salon):
    signing_up.sign_up(people.actor(served), salon, served, Party())
    mine = visit(served).get(f"/me/events/{salon.number}/cancel").value("seen")
    moment, rest = mine.split("-", 1)
    text, _, seal = mine.rpartition(".")
    other = ("A" if seal[5] != "A" else "B").join((seal[:5], seal[6:]))
    for forged in (f"1-{rest}", f"{text}.{other}", "1-0000000000000000", f"{moment}-", text):
        page = visit(served).post(f"/me/events/{salon.number}/cancel", status=409, seen=forged)
        assert "Your page was an old one" in page.text
    visit(served).post(f"/me/events/{salon.number}/cancel", seen=mine)


def test_a_client_learns_no_name_of_an_employee_by_a_form_of_his(visit, served, salon, auditor):
    signing_up.sign_up(people.actor(served), salon, served, Party())
    page = visit(served).post(f"/me/events/{salon.number}/cancel", status=409, seen="", staff="linxue")
    assert "林雪" not in page.text


@pytest.mark.parametrize("path", ["/clients", "/requests"])
def test_masks_do_not_fall_by_searching_a_list(visit, served, auditor, path):
    """Who may not see whole numbers tries them one by one: each try is an entry, and they end."""
    Setting.create(name="privacy.lookups_per_hour", value=3, since=clock.today(), reason="test", created_at=clock.now())
    browser = visit(auditor)
    for last in range(2):
        browser.post(path, q=f"1390000111{last}")
    browser.post(path, q=served.mobile.removeprefix("+86"))
    assert [row.words["count"] for row in AuditEntry.select().where(LOOKED_UP).order_by(AuditEntry.id)] == [
        "0",
        "0",
        "1",
    ]
    browser.post(path, q="13900001119", status=429)
    browser.post("/search", q="13900001119", status=429)


def test_who_may_reveal_searches_his_own_clients_freely(visit, served, manager):
    visit(manager).post("/clients", q=served.mobile.removeprefix("+86"))
    assert not AuditEntry.select().where(LOOKED_UP).exists()


def test_what_is_typed_for_a_new_client_tells_of_other_branches_only_so_often(visit, zhaolei, branch_admin):
    Setting.create(name="privacy.lookups_per_hour", value=2, since=clock.today(), reason="test", created_at=clock.now())
    browser, number = visit(branch_admin), zhaolei.mobile.removeprefix("+86")
    for _ in range(3):  # asked again at each field: one look
        assert "Held by" in browser.post("/clients/alike", kind="individual", name="赵蕾", mobile=number).text
    assert AuditEntry.select().where(LOOKED_UP).count() == 1


def test_a_merge_that_is_not_done_opens_no_record_of_another_branch(visit, served, zhaolei, branch_admin, head_office):
    account = people.account_of(head_office)
    merge = ClientMerge.create(
        kept=served, gone=zhaolei, state="proposed", reason="同一人", proposed_by=account, proposed_at=clock.now(),
        choices={}, kept_version=served.version, gone_version=zhaolei.version,
    )  # fmt: skip
    visit(head_office).get(f"/merges/{merge.id}")
    visit(branch_admin).get(f"/merges/{merge.id}", status=404)
    ClientMerge.update(state="declined").execute()
    visit(branch_admin).get(f"/merges/{merge.id}", status=404)


def test_one_person_does_not_use_up_the_record_of_another(app, manager, other_manager):
    with app.test_request_context():
        set_origin("10.0.0.1", "x" * 32)
        for _ in range(attacks.PER_ADDRESS + 5):
            attacks.note("not_allowed", people.actor(manager), page="/settings")
        attacks.note("out_of_scope", people.actor(other_manager), page="/clients/C-0000001")
    assert AuditEntry.get_or_none(AuditEntry.action == "security.out_of_scope")
