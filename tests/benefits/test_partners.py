"""A branch keeps its partners: who they are, what a use costs, the PIN of their desk, the end of a contract."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal.actions.benefits import catalogue, desk, partners
from portal.derived import benefits as proof
from portal.ground import security
from portal.ground.errors import Invalid, Overtaken
from portal.models import AuditEntry, BenefitVersion, Notice, Partner, PartnerPrice, Voucher
from tests.benefits.booked import SOON, left, redeemed, state
from tests.benefits.partners import LANE, partner, pin_of
from tests.benefits.test_catalogue import sent
from tests.ground import people
from tests.ground.together import together

NEW = {
    "branch": "FAW", "kind": "hospital", "name_zh": "吉林大学第一医院", "name_en": "First Hospital of Jilin University",
    "place": "长春市朝阳区", "address": "新民大街1号", "contact": "孙医生", "phone": "0431-81875600",
    "contract_since": "2026-01-01", "contract_until": "2027-12-31",
}  # fmt: skip


def at_desk(visitor, row: Voucher, pin: str, status: int = 200):
    return visitor.post(f"/partner/{row.token}", status=status, pin=pin)


def test_it_works(visit, coordinator, head_office, served, branch_admin, at):
    """Entered, priced, chosen in the catalogue, given a PIN; and its desk takes a voucher."""
    browser = visit(coordinator)
    page = browser.post("/benefits/partners/new", **NEW)
    row = Partner.get()
    assert page.path == f"/benefits/partners/{row.id}" and page.heading == NEW["name_en"]
    page = browser.post(f"{page.path}/price", benefit=LANE, price="128.50", since="2026-11-01")
    assert PartnerPrice.get().price == 12850 and "¥128.50" in page.text
    visit(head_office).post(f"/benefits/{LANE}/new-version", **sent_of(LANE, partner=str(row.id)))
    page = browser.post(f"/benefits/partners/{row.id}/pin")
    pin = page.html.select_one(".code-once").get_text(strip=True)
    assert len(pin) == 6 and "no-store" in page.response.headers["Cache-Control"]
    assert pin not in browser.get(f"/benefits/partners/{row.id}").text and pin not in Partner.get().pin_hash
    assert AuditEntry.get(AuditEntry.action == "partner.pin").actor_name == "孙悦"
    made = redeemed(served, LANE)
    at("2026-12-10 07:30")
    page = visit().post(f"/partner/desk/{row.desk_token}", number=made.number.replace("-", " ").lower())
    assert page.path == f"/partner/{made.token}" and "陈*" in page.text
    assert at_desk(visit(), made, pin).notice.startswith("The voucher is used.")
    assert Voucher.get().accepted_by == NEW["name_zh"]


def sent_of(code: str, **more) -> dict[str, str]:
    return sent(**{**more, "version": str(catalogue.newest(code).id), "confirmed_by": "nobody", "since": "2026-11-24", "days_ahead": "0"})  # fmt: skip


def test_a_new_pin_ends_the_one_before_and_two_at_once_give_one(app, visit, coordinator, branch_admin):
    row = partner(gives=LANE)
    first = pin_of(row)
    page = visit(coordinator).get(f"/benefits/partners/{row.id}")
    seen = page.html.select_one('form[action$="/pin"] [name=seen]')["value"]
    visit(branch_admin).post(f"/benefits/partners/{row.id}/pin")
    visit(coordinator).post(f"/benefits/partners/{row.id}/pin", status=409, seen=seen)
    assert not security.verify_password(Partner.get().pin_hash, first)
    assert AuditEntry.select().where(AuditEntry.action == "partner.pin").count() == 2


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name_zh": " "}, "name_zh"),
        ({"name_en": "x" * 121}, "name_en"),
        ({"kind": "bank"}, "kind"),
        ({"branch": "JY"}, "branch"),
        ({"contract_since": "2026-02-29"}, "contract_since"),
        ({"contract_until": "2025-12-31"}, "contract_until"),
    ],
)
def test_bad_input(visit, coordinator, fields, field):
    page = visit(coordinator).post("/benefits/partners/new", status=422, **{**NEW, **fields})
    assert set(page.errors) == {field} and not Partner.select().exists()
    assert page.value("contact") == "孙医生"


@pytest.mark.one_engine
def test_who_may_not(
    visit, manager, specialist, auditor, admin, served, branch_admin, other_branch_admin, head_office, coordinator
):
    row = partner()
    at = f"/benefits/partners/{row.id}"
    for person in (manager, specialist, admin, served):
        visit(person).get("/benefits/partners", status=403)
    for path in ("", "/edit", "/price", "/close"):
        visit(other_branch_admin).get(f"{at}{path}", status=404)
    assert visit(other_branch_admin).get("/benefits/partners").table("partners") == []
    visit(other_branch_admin).post(f"{at}/pin", status=404)
    assert len(visit(auditor).get("/benefits/partners").table("partners")) == 1
    visit(auditor).get(at)
    for path in ("/edit", "/pin", "/price", "/close"):
        visit(auditor).post(f"{at}{path}", status=403)
    assert visit(head_office).post(f"{at}/edit", **NEW, version="1").notice.startswith("The partner is saved.")
    assert Partner.get().kind == "hospital"


def test_two_who_edit(visit, coordinator, branch_admin):
    row = partner()
    visit(branch_admin).post(f"/benefits/partners/{row.id}/edit", **NEW, version="1")
    page = visit(coordinator).post(
        f"/benefits/partners/{row.id}/edit", status=409, **{**NEW, "contact": "周经理"}, version="1"
    )
    assert "周经理" in page.text and page.value("version") == "2" and Partner.get().contact == "孙医生"


def test_a_contract_that_is_closed(visit, coordinator, branch_admin, served, at):
    """Vouchers up to its last day are honoured, later ones are their clients' again; nobody books any more."""
    row = partner(gives=LANE)
    pin = pin_of(row)
    soon, late = redeemed(served, LANE, quantity=2), redeemed(served, LANE, date(2026, 12, 20))
    page = visit(coordinator).get(f"/benefits/partners/{row.id}/close")
    assert "2 vouchers for later days" in page.text
    page = visit(coordinator).post(f"/benefits/partners/{row.id}/close", until="2026-12-15", reason="合同未续签")
    assert "Ends soon" in page.text
    with pytest.raises(Invalid) as refused:
        redeemed(served, LANE, date(2026, 12, 16))
    assert "until" in str(refused.value.fields["wanted_on"])
    assert partners.call_off_what_nobody_gives() == 1 and partners.call_off_what_nobody_gives() == 0
    assert (state(soon), state(late)) == ("confirmed", "cancelled") and left(served, LANE)[:3] == (10, 2, 0)
    assert Notice.select().where(Notice.kind == "voucher.not_given").count() == 1
    at("2026-12-10 07:30")
    assert at_desk(visit(), soon, pin).notice.startswith("The voucher is used.")
    at("2026-12-16 09:00")
    assert "Contract over" in visit(coordinator).get("/benefits/partners").text
    visit(coordinator).post(f"/benefits/partners/{row.id}/close", status=409, until="2026-12-17", reason="再关一次")
    assert list(proof.faults()) == []


def test_a_shorter_contract_is_closed_not_edited(branch_admin, served):
    row = partner(gives=LANE)
    redeemed(served, LANE)
    who, values = people.actor(branch_admin), {"name_zh": "a", "name_en": "b", "kind": "other"}
    with pytest.raises(Invalid):
        partners.edit(who, row, {**values, "contract_since": None, "contract_until": date(2026, 12, 9)}, 1)
    partners.edit(who, row, {**values, "contract_since": None, "contract_until": SOON}, 1)
    assert Partner.get().contract_until == SOON


def test_two_close_it_at_once(app, branch_admin):
    row = partner()
    who = people.actor(branch_admin)
    rows = together(app, *(lambda n=n: partners.close(who, row, date(2026, 12, n), "合同未续签") for n in (1, 1)))
    assert not [one for one in rows if isinstance(one, Exception) and not isinstance(one, Overtaken)]
    assert Partner.get().contract_until == date(2026, 12, 1)


@pytest.mark.one_engine
def test_a_number_that_is_not_of_this_desk(visit, branch_admin, served):
    row, other = partner(gives=LANE), partner("净月潭高尔夫", gives="golf")
    mine = redeemed(served, LANE)
    for number in (mine.number, "K7M2-Q9XB", "没有", "0O1I-0O1I"):
        page = visit().post(f"/partner/desk/{other.desk_token}", status=422, number=number)
        assert "No voucher of yours" in page.errors["number"]
    visit().get("/partner/desk/" + "a" * 43, status=404)
    assert visit().get(f"/partner/desk/{row.desk_token}").heading == row.name_en


def test_wrong_pins_never_lock_the_partner_also_after_a_new_one(visit, coordinator, branch_admin, served, at):
    row = partner(gives=LANE)
    old = pin_of(row)
    first, second = redeemed(served, LANE), redeemed(served, LANE)
    new = visit(coordinator).post(f"/benefits/partners/{row.id}/pin").html.select_one(".code-once").get_text(strip=True)
    at("2026-12-10 07:30")
    wrong = old if old != new else "000000"
    for n in range(4):
        with pytest.raises(Invalid):
            desk.use(first.token, wrong, None, f"203.0.113.{n}")
    with pytest.raises(desk.DeskLocked):
        desk.use(first.token, wrong, None, "203.0.113.5")
    assert Notice.select().where(Notice.kind == "voucher.locked").count() == 1
    assert desk.use(second.token, new, None, "203.0.113.6").state == "used"


def test_one_submission_is_one_partner(branch_admin):
    who, same = people.actor(branch_admin), str(uuid.uuid4())
    values = {"name_zh": "a", "name_en": "b", "kind": "other"}
    rows = [partners.add(who, people.branch("FAW"), values, same) for _again in range(2)]
    assert rows[0].id == rows[1].id and Partner.select().count() == 1
    assert BenefitVersion.select().where(BenefitVersion.partner == rows[0].id).count() == 0
