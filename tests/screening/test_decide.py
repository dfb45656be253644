"""Head office decides name by name: approve, return with a question, reject; many at once; never one's own."""

from __future__ import annotations

import pytest
from peewee import IntegrityError

from portal.actions.screening import review as list_review
from portal.models import AuditEntry, ListEntry, ListName, Notice, TierChange, TierList
from portal.rules.accounts.roles import Role
from tests.ground import people
from tests.ground.files import kept_png
from tests.ground.together import together
from tests.screening.names import at_name, decided, draft, fresh, name_of, record_of, rich, submitted


@pytest.fixture
def sun(app):
    return rich("孙志远")


@pytest.fixture
def zhou(app):
    return rich("周海", 2_400_000_00)


def decide(visitor, client, decision="approve", status=200, **fields):
    return visitor.post(f"{at_name(client)}/decide", status=status, decision=decision, **fields)


def test_it_works(visit, branch_admin, head_office, manager, adviser, sun):
    people.seat(sun, "manager", manager)
    people.Account.create(username="sun", client=sun, created_at=sun.created_at)
    row = submitted(branch_admin, sun)
    assert fresh(sun).list_status == "submitted"
    page = visit(head_office).get("/tiers/lists/review")
    assert page.table("review-names")[0][1:8] == [
        f"孙志远 {sun.number}",
        "FAW Sub-branch",
        row.number,
        "Gold",
        "¥650.0k",
        "¥500.0k",
        "+¥150.0k",
    ]
    page = decide(visit(head_office), sun)
    assert page.notice == "孙志远 is decided."
    client, name = fresh(sun), name_of(sun)
    assert (client.tier_id, client.tier_since.isoformat(), client.list_status) == ("gold", "2026-11-24", "completing")
    change = TierChange.get(TierChange.client == sun.id)
    assert change.reason == f"list {row.number}" and change.author_id == head_office.id
    record = record_of(client)
    assert (record.due_on.isoformat(), record.offset, name.approved_on.isoformat()) == ("2026-12-08", 10, "2026-11-24")
    assert [mark.kind for mark in name.marks] == ["start"]
    assert TierList.get_by_id(row.id).state == "decided"
    assert f"approved names of the list {row.number}" in visit(branch_admin).get("/notices").text
    assert "孙志远 is Gold now" in visit(manager).get("/notices").text
    assert Notice.get(Notice.kind == "list.welcome").words == {"tier": "gold"}
    assert "To be completed by" in visit(branch_admin).get(f"/tiers/lists/{row.number}").text


def test_submitting_tells_head_office_and_an_empty_list_is_refused(visit, branch_admin, head_office, sun):
    row = draft(branch_admin)
    page = visit(branch_admin).post(f"/tiers/lists/{row.number}/submit", referer=f"/tiers/lists/{row.number}")
    assert "This list is empty" in page.refusal and TierList.get_by_id(row.id).state == "draft"
    full = submitted(branch_admin, sun)
    assert f"FAW Sub-branch has submitted the list {full.number} (1)" in visit(head_office).get("/notices").text


def test_figures_are_those_of_the_day_of_submission(visit, branch_admin, head_office, sun):
    row = draft(branch_admin, sun)
    type(sun).update(aum_average=480_000_00).where(type(sun).id == sun.id).execute()
    visit(branch_admin).post(f"/tiers/lists/{row.number}/submit")
    assert (name_of(sun).average, name_of(sun).flags) == (480_000_00, ["below_threshold"])
    assert "−¥20.0k" in visit(head_office).get("/tiers/lists/review").table("review-names")[0][7]


def test_a_returned_name_is_answered_and_comes_again(visit, branch_admin, head_office, sun, zhou):
    row = submitted(branch_admin, sun, zhou)
    decide(visit(head_office), sun, "return", reason="贷款逾期是怎么回事？")
    assert TierList.get_by_id(row.id).state == "submitted" and fresh(sun).list_status == "returned"
    decide(visit(head_office), zhou)
    assert TierList.get_by_id(row.id).state == "returned"
    page = visit(branch_admin).get(at_name(sun))
    assert "贷款逾期是怎么回事？" in page.section("history")
    page = visit(branch_admin).post(f"{at_name(sun)}/answer", status=422, answer=" ")
    assert "answer" in page.errors
    paper = (__import__("io").BytesIO(kept_png()), "结清证明.png")
    visit(branch_admin).post(f"{at_name(sun)}/answer", answer="上月已结清，证明附后", attachments=paper)
    name = name_of(sun)
    assert (name.state, name.round, name.decided_by_id) == ("submitted", 2, None)
    page = visit(head_office).get(at_name(sun))
    assert (
        "Round 2" in page.section("history")
        and "上月已结清" in page.section("history")
        and "结清证明.png" in page.section("papers")
    )
    decide(visit(head_office), sun)
    assert [entry.kind for entry in ListEntry.select().where(ListEntry.name == name.id).order_by(ListEntry.id)] == [
        "taken", "submitted", "returned", "answered", "approved",
    ]  # fmt: skip
    assert TierList.get_by_id(row.id).state == "decided"


def test_a_returned_name_may_be_taken_back(visit, branch_admin, head_office, sun):
    row = submitted(branch_admin, sun)
    decided(head_office, sun, "return", "资产来源？")
    visit(branch_admin).post(f"{at_name(sun)}/withdraw", status=422, reason="")
    visit(branch_admin).post(f"{at_name(sun)}/withdraw", reason="客户不愿提供")
    assert name_of(sun).state == "withdrawn" and fresh(sun).list_status == ""
    assert TierList.get_by_id(row.id).state == "decided"
    draft(branch_admin, sun)


def test_another_tier_is_proposed_before_the_answer(visit, branch_admin, head_office, zhou):
    submitted(branch_admin, zhou)
    decided(head_office, zhou, "return", "达到白金标准，为何申报金卡？")
    browser = visit(branch_admin)
    version = browser.get(at_name(zhou)).value("version")
    assert (
        "A list only raises a tier"
        in browser.post(f"{at_name(zhou)}/edit", status=422, tier="standard", version=version).errors["tier"]
    )
    browser.post(f"{at_name(zhou)}/edit", tier="platinum", reason="按白金申报", version=version)
    assert (name_of(zhou).tier_id, name_of(zhou).threshold) == ("platinum", 2_000_000_00)
    page = browser.post(f"{at_name(zhou)}/edit", status=409, tier="gold", reason="另一人", version=version)
    assert page.html.find(id="name-reason")["value"] == "另一人"
    browser.post(f"{at_name(zhou)}/answer", answer="改报白金")
    decide(visit(head_office), zhou)
    assert fresh(zhou).tier_id == "platinum"


def test_a_rejection_needs_words_and_reaches_the_branch(visit, branch_admin, head_office, sun):
    row = submitted(branch_admin, sun)
    for decision in ("reject", "return"):
        assert "reason" in decide(visit(head_office), sun, decision, status=422, reason=" ").errors
    assert "decision" in visit(head_office).post(f"{at_name(sun)}/decide", status=422, decision="maybe").errors
    decide(visit(head_office), sun, "reject", reason="资产为短期过桥")
    assert fresh(sun).list_status == "rejected" and fresh(sun).tier_id == "standard"
    assert "has rejected names" in visit(branch_admin).get("/notices").text
    assert "资产为短期过桥" in visit(branch_admin).get(at_name(sun)).text
    assert TierList.get_by_id(row.id).state == "decided" and not TierChange.select().count()
    draft(branch_admin, sun)


def test_many_at_once_say_how_many_and_who_is_left_out(visit, branch_admin, head_office, sun, zhou):
    submitted(branch_admin, sun, zhou)
    decided(head_office, zhou, "reject", "过桥资金")
    ids = [name_of(sun).id, name_of(zhou).id]
    page = visit(head_office).get("/tiers/lists/review/decide", names=ids, decision="approve")
    assert page.heading == "Approve 1 name" and "周海 was rejected by 高远, today, 10:00" in page.section("left-out")
    page = visit(head_office).post("/tiers/lists/review/decide", names=ids, decision="approve")
    assert page.notice.startswith("1 name is approved.") and "周海 was rejected by 高远" in page.notice
    assert fresh(sun).tier_id == "gold" and fresh(zhou).tier_id == "standard"
    entry = AuditEntry.select().where(AuditEntry.action == "list.approved").get()
    assert entry.words["count"] == "1"


def test_nothing_is_chosen_beforehand_and_each_button_says_what_it_does(visit, branch_admin, head_office, sun, zhou):
    submitted(branch_admin, sun, zhou)

    def buttons(page):
        found = page.html.select("button[name=decision]")
        return [(" ".join(one.get_text(" ").split()), one["value"], "btn-primary" in one["class"]) for one in found]

    page = visit(head_office).get(at_name(sun))
    assert buttons(page) == [
        ("Approve as Gold", "approve", False),
        ("Return with a question", "return", False),
        ("Reject", "reject", False),
    ]
    assert not page.html.select("[name=decision][checked], [name=decision][selected]")
    waiting = visit(head_office).get("/tiers/lists/review")
    assert [one[2] for one in buttons(waiting)] == [False] * 3
    ids = [name_of(sun).id, name_of(zhou).id]
    page = visit(head_office).get("/tiers/lists/review/decide", names=ids, decision="return")
    assert buttons(page) == [("Return 2 names with a question", "return", True)]
    assert page.heading == "Return 2 names with a question"
    assert len(buttons(visit(head_office).get("/tiers/lists/review/decide", names=ids))) == 3
    page = visit(head_office).post("/tiers/lists/review/decide", status=422, names=ids)
    assert "decision" in page.errors and name_of(sun).state == "submitted"


def test_marking_nobody_is_said_on_the_page(visit, branch_admin, head_office, sun):
    submitted(branch_admin, sun)
    page = visit(head_office).get("/tiers/lists/review/decide", decision="approve", tier="gold")
    assert page.path == "/tiers/lists/review" and page.refusal == "Choose at least one name first."
    assert page.html.select_one("option[value=gold][selected]"), "where he stood in the list is kept"


def test_nobody_decides_what_he_screened_or_submitted(visit, branch_admin, head_office, sun):
    people.RoleGrant.create(
        staff=branch_admin,
        role="head_office",
        branch=people.branch("JLB"),
        since="2026-01-01",
        created_at=sun.created_at,
    )
    submitted(branch_admin, sun)
    page = decide(visit(branch_admin), sun, status=409)
    assert "you screened or submitted this name yourself" in page.refusal
    with pytest.raises(list_review.Decided):
        list_review.decide(people.actor(branch_admin), [name_of(sun).id], "approve", "")
    name = name_of(sun)
    for column in ("submitted_by", "added_by"):
        with pytest.raises(IntegrityError):
            ListName.update(decided_by=branch_admin.id, **{column: branch_admin.id}).where(
                ListName.id == name.id
            ).execute()
    assert name_of(sun).state == "submitted" and Role.HEAD_OFFICE in people.actor(branch_admin).roles


def test_the_second_reviewer_reads_what_was_decided(visit, branch_admin, head_office, sun):
    second = people.staff("hanmei", "韩梅", "head_office", at="JLB")
    submitted(branch_admin, sun)
    decide(visit(head_office), sun, "reject", reason="资产为短期过桥")
    page = decide(visit(second), sun, "approve", status=409)
    assert "was rejected by 高远, today, 10:00" in page.refusal and "资产为短期过桥" in page.text
    ids = [name_of(sun).id]
    page = visit(second).post("/tiers/lists/review/decide", status=409, names=ids, decision="approve")
    assert "was rejected by 高远" in page.text and fresh(sun).tier_id == "standard"


def test_two_reviewers_at_once_one_wins(app, visit, branch_admin, head_office, sun):
    second = people.staff("hanmei", "韩梅", "head_office", at="JLB")
    submitted(branch_admin, sun)
    where = f"{at_name(sun)}/decide"
    deeds = [(visit(head_office), "approve"), (visit(second), "reject")]
    forms = [
        (browser, {"decision": decision, "reason": "同时", "seen": browser.get(at_name(sun)).value("seen")})
        for browser, decision in deeds
    ]
    answers = together(
        app, *(lambda b=b, f=f: b.web.post(where, data={**f, "csrf_token": b.csrf}).status_code for b, f in forms)
    )
    assert sorted(answers) == [303, 409]
    assert ListEntry.select().where(ListEntry.kind.in_(("approved", "rejected"))).count() == 1
    assert fresh(sun).tier_id == ("gold" if answers[0] == 303 else "standard")
    assert TierChange.select().count() == (1 if answers[0] == 303 else 0)


def test_who_stands_as_high_already_is_not_approved(visit, branch_admin, head_office, sun):
    submitted(branch_admin, sun)
    type(sun).update(tier="gold", tier_since="2026-11-20").where(type(sun).id == sun.id).execute()
    assert "is Gold already" in decide(visit(head_office), sun, status=409).refusal
    decide(visit(head_office), sun, "reject", reason="已经是金卡")
    assert name_of(sun).state == "rejected"


@pytest.mark.one_engine
def test_who_may_not(visit, branch_admin, upper_admin, other_branch_admin, manager, auditor, admin, chengang, sun):
    submitted(branch_admin, sun)
    for person in (branch_admin, upper_admin, manager, auditor, admin, chengang):
        decide(visit(person), sun, status=403)
        visit(person).get("/tiers/lists/review", status=403)
    visit(manager).get(at_name(sun), status=404)
    visit(other_branch_admin).get(at_name(sun), status=404)
    visit(other_branch_admin).post(f"{at_name(sun)}/answer", status=404, answer="x")
    visit(auditor).get(at_name(sun))
    assert name_of(sun).state == "submitted"


def test_filters_and_pages_of_the_review(visit, branch_admin, other_branch_admin, head_office, sun):
    wei = rich("魏东", at="JY")
    submitted(branch_admin, sun)
    submitted(other_branch_admin, wei, at="JY")
    review = visit(head_office)
    assert len(review.get("/tiers/lists/review").table("review-names")) == 2
    assert [row[1].split()[0] for row in review.get("/tiers/lists/review?branch=JY").table("review-names")] == ["魏东"]
    assert [
        row[1].split()[0] for row in review.get("/tiers/lists/review?branch=CC&tier=gold").table("review-names")
    ] == [
        "孙志远",
        "魏东",
    ]
    assert "Nothing fits" in review.get("/tiers/lists/review?tier=diamond").text
    assert "魏东" not in visit(branch_admin).get("/tiers/lists").text


def test_papers_go_to_those_who_may_read_the_name(visit, branch_admin, other_branch_admin, head_office, manager, sun):
    draft(branch_admin, sun)
    io = __import__("io")
    browser = visit(branch_admin)
    page = browser.post(f"{at_name(sun)}/papers", status=422, attachments=(io.BytesIO(b"<html><script>"), "a.html"))
    assert "is not a kind of file" in page.text
    browser.post(f"{at_name(sun)}/papers", status=422)
    browser.post(f"{at_name(sun)}/papers", attachments=(io.BytesIO(kept_png()), "资产证明.png"))
    href = browser.get(at_name(sun)).html.select_one("a.file")["href"]
    assert visit(head_office).web.get(href).data == kept_png()
    for person in (other_branch_admin, manager):
        assert visit(person).web.get(href).status_code == 404
    people.seat(sun, "manager", manager)
    assert visit(manager).web.get(href).status_code == 200
    assert visit(head_office).post(f"{at_name(sun)}/papers", status=403).status == 403
