"""The middle of a merge is typed in for every field, secrets too; phones and tiers by hand are not lost."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.administration import keys
from portal.actions.quality import merging
from portal.ground import clock, security
from portal.models import (
    Account,
    AuditEntry,
    Client,
    ClientAddress,
    ClientMerge,
    ClientPhone,
    MergeStep,
    Notice,
    TierGrant,
)
from portal.rules.clients.identity import make_resident_id
from tests.ground import people
from tests.quality.steps import merge, path
from tests.quality.test_merge import fault_lines
from tests.quality.test_undo_merge import everything, undo

NEW_ID = make_resident_id("220103", date(1968, 5, 6), 7)
DIFFERENT = {
    "name_latin": ("Chen Gang", "CHEN GANG"), "gender": ("m", "f"), "birthday": (date(1968, 5, 6), date(1968, 6, 5)), "wechat": ("cg", "gangchen"),
    "address": ("东风大街 1 号", "东风大街 2 号"), "plant": ("一厂", "二厂"), "post": ("工程师", "高工"), "hobbies": ("钓鱼", "书法"), "character": ("稳", "急"),
    "languages": ("中文", "德语"), "preferred_channel": ("phone", "visit"), "preferred_times": ("上午", "晚上"), "do_not_call": (True, False),
    "origin": ("lobby", "event"), "risk_rating": ("C2", "C4"), "risk_assessed_on": (date(2026, 1, 2), date(2026, 3, 4)),
    "risk_valid_until": (date(2027, 1, 1), date(2027, 3, 3)), "credit_mark": ("good", "watch"), "notes": ("甲", "乙"),
    "document_kind": ("passport", "passport"), "document_hmac": ("a", "b"), "document_masked": ("E1***01", "E2***02"),
    "document_encrypted": ("", ""),
}  # fmt: skip


@pytest.fixture
def unlike(app, twice):
    """Two records that differ in every field."""
    for place, client in enumerate(twice):
        Client.update({name: pair[place] for name, pair in DIFFERENT.items()}).where(Client.id == client.id).execute()
    with app.app_context():
        merging.follow(*(client.id for client in twice))
    return tuple(Client.get_by_id(client.id) for client in twice)


TYPED = {
    "document": {"document_kind": "resident_id", "document": NEW_ID}, "mobile": {"mobile": "139 4300 8888"},
    "risk_rating": {"risk_rating": "C3", "risk_assessed_on": "2026-10-01", "risk_valid_until": ""}, "do_not_call": {"do_not_call": "1"},
    "birthday": {"birthday": "1968-05-16", "birthday_lunar": "1"}, "gender": {"gender": ""},
}  # fmt: skip


def typed(**fields):
    """The fields of the form for what is typed: {"mobile": {...}} → mobile=typed, mobile_typed=…"""
    found = {}
    for unit, values in fields.items():
        found |= {unit: "typed", **{f"{name}_typed": value for name, value in values.items()}}
    return found


def test_it_works(app, visit, branch_admin, unlike):
    kept, gone = unlike
    page = visit(branch_admin).get(path(kept, gone))
    units = [row["data-unit"] for row in page.html.select("#merge tr[data-unit]")]
    assert len(units) > 20 and {"document", "mobile", "risk_rating", "do_not_call"} <= set(units)
    for unit in units:
        row = page.html.select_one(f"tr[data-unit={unit}]")
        assert row.select_one("input[type=radio][value=typed]") and row.select(".merge-controls [name$=_typed]"), unit
    assert page.value("mobile_typed") == "" and page.value("document_typed") == ""
    page = merge(visit, branch_admin, kept, gone, **typed(**TYPED))
    assert page.notice.startswith("The two records are one now.")
    row = Client.get_by_id(kept.id)
    assert (row.mobile, row.mobile_kind, row.do_not_call) == ("+8613943008888", "mobile", True)
    assert (row.risk_rating, row.risk_assessed_on, row.risk_valid_until) == ("C3", date(2026, 10, 1), date(2027, 10, 1))
    assert (row.birthday, row.birthday_lunar, row.gender) == (date(1968, 5, 16), True, "")
    assert (row.document_kind, row.document_masked) == ("resident_id", "*" * 16 + NEW_ID[-2:])
    page = visit(branch_admin).post(f"/clients/{kept.number}/reveal?field=document", reason="核对证件号码")
    assert NEW_ID in page.text
    assert fault_lines(app) == []


def test_undone_everything_is_as_it_was(visit, branch_admin, unlike):
    kept, gone = unlike
    before = everything()
    merge(visit, branch_admin, kept, gone, **typed(**TYPED))
    undo(visit, branch_admin, ClientMerge.get())
    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()


WRONG = [
    ("document", {"document_kind": "resident_id", "document": "220103196805060012x"}, "document_typed", "not valid"),
    ("document", {"document_kind": "", "document": NEW_ID}, "document_typed", "kind of document"),
    ("document", {"document_kind": "resident_id", "document": ""}, "document_typed", "choose one of the two"),
    ("document", {"document_kind": "driver", "document": NEW_ID}, "document_kind_typed", "choose from the list"),
    ("mobile", {"mobile": "12345"}, "mobile_typed", "not a phone number"),
    ("mobile", {"mobile": ""}, "mobile_typed", "choose one of the two"),
    ("mobile", {"mobile": "138****0001"}, "mobile_typed", "not a phone number"),
    ("risk_rating", {"risk_rating": "C9", "risk_assessed_on": "2026-10-01"}, "risk_rating_typed", "choose from the list"),
    ("risk_rating", {"risk_rating": "C3", "risk_assessed_on": ""}, "risk_assessed_on_typed", "when this was assessed"),
    ("risk_rating", {"risk_rating": "C3", "risk_assessed_on": "2027-10-01"}, "risk_assessed_on_typed", "in the past"),
    ("risk_rating", {"risk_rating": "C3", "risk_assessed_on": "2026-02-30"}, "risk_assessed_on_typed", "2026-12-24"),
    ("risk_rating", {"risk_rating": "C3", "risk_assessed_on": "2026-10-01", "risk_valid_until": "2026-09-01"}, "risk_valid_until_typed", "before"),
    ("birthday", {"birthday": "2030-01-01"}, "birthday_typed", "in the past"),
    ("preferred_channel", {"preferred_channel": "pigeon"}, "preferred_channel_typed", "choose from the list"),
    ("notes", {"notes": "长" * 2001}, "notes_typed", "2000"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "values", "name", "words"), WRONG)
def test_bad_input(visit, branch_admin, unlike, unit, values, name, words):
    kept, gone = unlike
    page = merge(visit, branch_admin, kept, gone, status=422, **typed(**{unit: values}))
    assert name in page.errors and len(page.errors) < 3 and words in page.errors[name], page.errors
    for field, value in values.items():
        if field not in ("document_kind", "risk_rating", "preferred_channel"):
            assert (page.value(f"{field}_typed") or "").strip() == value
    assert page.html.select_one(f"tr[data-unit={unit}] input[value=typed][checked]")
    assert ClientMerge.select().count() == 0


def test_a_companys_fields_are_typed_too(visit, branch_admin, app):
    kept, gone = (
        people.client(None, "长春宏达", "gold", kind="company", aum=0, birthday=None, mobile="", industry=industry, supplier_tier=tier)
        for industry, tier in (("C", "1"), ("G", "2"))
    )  # fmt: skip
    page = visit(branch_admin).get(path(kept, gone))
    assert "First-level supplier" in page.section("merge") and not page.html.select("[name=gender_typed]")
    merge(visit, branch_admin, kept, gone, **typed(supplier_tier={"supplier_tier": "3"}), industry="gone")
    row = Client.get_by_id(kept.id)
    assert (row.supplier_tier, row.industry) == ("3", "G")


def test_what_was_typed_waits_for_the_second_person_without_a_secret_lying_open(
    visit, app, branch_admin, upper_admin, unlike
):
    kept, gone = unlike
    Client.update(aum=100_000_000).where(Client.id == gone.id).execute()
    merge(visit, branch_admin, kept, gone, **typed(**TYPED))
    row, ring = ClientMerge.get(), app.config["DATA_KEY"]
    assert row.state == "proposed" and security.decrypt(row.typed_document, ring) == NEW_ID
    kept_words = str(row.choices) + str(
        [(one.words, one.changes) for one in AuditEntry.select()] + [one.words for one in Notice.select()]
    )
    assert NEW_ID not in kept_words and NEW_ID[6:14] not in kept_words
    page = visit(upper_admin).get(f"/merges/{row.id}")
    chosen = {line[0]: line[3] for line in page.table("chosen")}
    assert chosen["Mobile number"] == "139****8888" and chosen["Document"].endswith("**" + NEW_ID[-2:])
    assert chosen["Please do not call"] == "Please do not call" and chosen["Birthday"].endswith("lunar calendar)")
    assert "C3" in chosen["Risk rating"] and "valid until 1 Oct 2027" in chosen["Risk rating"]
    assert NEW_ID not in page.text and "13943008888" not in str(page.html)
    old = ring.current
    keys.rotate(ring)
    assert ring.current != old
    visit(upper_admin).post(f"/merges/{row.id}/confirm")
    done = Client.get_by_id(kept.id)
    assert security.decrypt(done.document_encrypted, ring) == NEW_ID and ClientMerge.get().typed_document == ""
    assert NEW_ID not in str([(step.before, step.after) for step in MergeStep.select()])


def test_declined_nothing_of_the_document_is_left(visit, branch_admin, upper_admin, unlike):
    kept, gone = unlike
    Client.update(aum=100_000_000).where(Client.id == gone.id).execute()
    merge(visit, branch_admin, kept, gone, **typed(document=TYPED["document"]))
    visit(upper_admin).post(f"/merges/{ClientMerge.get().id}/decline", words="两代人")
    assert ClientMerge.get().typed_document == ""


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_the_number_and_the_address_not_chosen_stay_as_further_ones(visit, branch_admin, unlike, side):
    kept, gone = unlike
    other = gone if side == "kept" else kept
    ClientPhone.create(client=gone, kind="home", number=gone.mobile, label="旧", created_at=clock.now())
    ClientPhone.create(client=gone, kind="work", number=kept.mobile, label="", created_at=clock.now())
    merge(visit, branch_admin, kept, gone, mobile=side, address=side)
    row = Client.get_by_id(kept.id)
    assert row.mobile != other.mobile
    assert [one.number for one in ClientPhone.select()] == [other.mobile]
    assert [(one.client_id, one.line) for one in ClientAddress.select()] == [(kept.id, other.address)]
    assert Client.get_by_id(kept.id).mobile in (kept.mobile, gone.mobile)
    page = visit(branch_admin).get("/clients", q=other.mobile[-4:])
    assert kept.number in [line[0] for line in page.table("clients")]


def test_who_signed_in_with_a_number_typed_over_signs_in_with_the_new_one(visit, branch_admin, unlike):
    kept, gone = unlike
    merge(visit, branch_admin, kept, gone, **typed(mobile=TYPED["mobile"]))
    assert [one.mobile for one in Account.select().where(Account.client == kept.id).order_by(Account.id)] == [
        "+8613943008888",
        None,
    ]
    assert ClientPhone.select().count() == 0


def test_a_number_that_somebody_else_signs_in_with_is_not_taken(visit, branch_admin, unlike, wutao):
    kept, gone = unlike
    merge(visit, branch_admin, kept, gone, **typed(mobile={"mobile": wutao.mobile}))
    assert Client.get_by_id(kept.id).mobile == wutao.mobile
    assert Account.get(Account.mobile == wutao.mobile).client_id == wutao.id


class TestTiersByHand:
    """Of two tiers held by hand the better one holds on; the other ends, and the page says so before."""

    def held(self, client, tier, until, by):
        return TierGrant.create(client=client, tier=tier, reason="照顾", since=date(2026, 10, 1), until=until, author=by, created_at=clock.now())  # fmt: skip

    CASES = [
        (("gold", date(2027, 9, 1)), ("diamond", date(2027, 2, 1)), "gone"),
        (("diamond", date(2027, 2, 1)), ("gold", date(2027, 9, 1)), "kept"),
        (("gold", date(2027, 2, 1)), ("gold", date(2027, 9, 1)), "gone"),
        (("gold", date(2027, 2, 1)), ("gold", date(2027, 2, 1)), "kept"),
        (None, ("platinum", date(2027, 2, 1)), "gone"),
        (("platinum", date(2027, 2, 1)), None, "kept"),
    ]

    @pytest.mark.parametrize(("mine", "other", "side"), CASES)
    def test_it_works(self, app, visit, branch_admin, head_office, twice, mine, other, side):
        kept, gone = twice
        grants = {
            name: self.held(client, *one, head_office)
            for name, client, one in (("kept", kept, mine), ("gone", gone, other))
            if one
        }
        before = everything()
        says = visit(branch_admin).get(path(kept, gone)).section("held")
        assert f"{grants[side].tier_id.title()} until" in says and ("Both hold" in says) is (len(grants) > 1)
        merge(visit, branch_admin, kept, gone)
        current = TierGrant.get(TierGrant.ended_at.is_null())
        assert (current.id, current.client_id) == (grants[side].id, kept.id)
        for ended in TierGrant.select().where(TierGrant.ended_at.is_null(False)):
            assert (ended.client_id, ended.ended_by_id) == (
                kept.id,
                branch_admin.id,
            ) and kept.number in ended.ended_reason
        assert fault_lines(app) == []
        undo(visit, branch_admin, ClientMerge.get())
        after = everything()
        assert {table for table in before if before[table] != after[table]} == set()

    def test_without_any_nothing_is_said(self, visit, branch_admin, twice):
        assert not visit(branch_admin).get(path(*twice)).html.select("#held")

    def test_the_second_person_reads_it_too(self, visit, branch_admin, upper_admin, head_office, twice):
        kept, gone = twice
        Client.update(aum=100_000_000).where(Client.id == gone.id).execute()
        for client, tier in ((kept, "gold"), (gone, "diamond")):
            self.held(client, tier, date(2027, 5, 1), head_office)
        merge(visit, branch_admin, kept, gone)
        page = visit(upper_admin, language="zh").get(f"/merges/{ClientMerge.get().id}")
        assert "钻石卡" in page.section("held") and "较高者" in page.section("held")


def test_a_hand_made_choice_of_a_strange_side_is_as_proposed(app, visit, branch_admin, unlike):
    kept, gone = unlike
    merge(visit, branch_admin, kept, gone, mobile="both", document="' OR 1=1")
    assert Client.get_by_id(kept.id).mobile == kept.mobile
    assert merging.GONE_SAYS.items() <= Client.get_by_id(gone.id).__data__.items()
