"""The branch admin screens against the standard: opens a list, takes names, leaves out, adds by hand."""

from __future__ import annotations

import pytest

from portal.models import Client, ListEntry, ListName, ListProposal, Sequence, TierList
from tests.ground import people
from tests.ground.together import together
from tests.screening.names import draft, fresh, name_of, rich, submitted

NEW = {"branch": "FAW", "period": "2026-11", "title": "十一月金卡名单"}


def test_it_works(visit, branch_admin, manager):
    good, near, poor = rich("孙志远"), rich("周海", 460_000_00), rich("林小", 100_000_00)
    page = visit(branch_admin).post("/tiers/lists/new", **NEW)
    row = TierList.get()
    assert row.number == "L-2026-0001" and row.standard["gold"] == 500_000_00
    rows = page.table("candidates")
    assert [one[1].split()[0] for one in rows] == ["孙志远", "周海"]
    assert (
        "average above the threshold by ¥150.0k" in rows[0][3] and "average below the threshold by ¥40.0k" in rows[1][3]
    )
    page = visit(branch_admin).post(
        f"/tiers/lists/{row.number}/take", clients=good.number, **{f"tier-{good.number}": "gold"}
    )
    assert page.notice == "1 name taken."
    assert [one[1].split()[0] for one in page.table("candidates")] == ["周海"]
    page = visit(branch_admin).post(
        f"/tiers/lists/{row.number}/leave-out", clients=near.number, reason="三个月内有大额转出"
    )
    assert "Nobody is left to screen" in page.text
    page = visit(branch_admin).post(
        f"/tiers/lists/{row.number}/add", client=poor.number, tier="gold", reason="行长推荐，房款下月到账"
    )
    assert page.notice == "林小 is on the list."
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}")
    assert [one[0].split()[0] for one in page.table("list-names")] == ["孙志远", "林小"]
    assert "三个月内有大额转出" in page.section("left-out") and "by hand" in page.text
    assert fresh(good).list_status == "" and name_of(poor).flags[0] == "below_threshold"


def test_the_average_that_is_judged_is_shown(visit, branch_admin):
    """Not the latest month, which may be another figure altogether."""
    client = rich("孙志远")
    Client.update(aum=990_000_00).where(Client.id == client.id).execute()
    row = draft(branch_admin)
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening")
    assert page.table("candidates")[0][2] == "¥650.0k" and "¥990" not in page.text
    assert "those with the highest latest month first" in page.text


def test_submitting_asks_once_and_names_what_follows(visit, branch_admin):
    row = draft(branch_admin, rich("孙志远"), rich("周海"))
    here = f"/tiers/lists/{row.number}"
    page = visit(branch_admin).get(here)
    assert f"{here}/submit" in page.links() and not page.html.select(f"form[action='{here}/submit']")
    page = visit(branch_admin).get(f"{here}/submit")
    assert "Submit “十一月名单” with 2 names to head office?" in page.text
    assert "The list cannot be changed any more" in page.text and TierList.get().state == "draft"
    page = visit(branch_admin).post(f"{here}/submit")
    assert page.notice == "The list is with head office now." and TierList.get().state == "submitted"
    assert not visit(branch_admin).get(f"{here}/submit").html.select("main form[method=post]")


def test_an_empty_list_is_not_offered_for_submission(visit, branch_admin):
    row = draft(branch_admin)
    here = f"/tiers/lists/{row.number}"
    assert f"{here}/submit" not in visit(branch_admin).get(here).links()
    page = visit(branch_admin).get(f"{here}/submit")
    assert "This list is empty" in page.text and not page.html.select("main form[method=post]")


def test_marking_nobody_is_said_on_the_page(visit, branch_admin):
    rich("孙志远")
    row = draft(branch_admin)
    here = f"/tiers/lists/{row.number}"
    page = visit(branch_admin).post(f"{here}/take", status=422)
    assert page.refusal == "Choose at least one name first." and len(page.table("candidates")) == 1
    page = visit(branch_admin).post(f"{here}/leave-out", status=422, reason="三个月内有大额转出")
    assert "Choose at least one name first." in page.refusal
    assert page.value("reason") == "三个月内有大额转出" and page.html.select_one("details[open] [name=reason]")
    assert not ListName.select().count()


def test_numbers_are_never_used_again(visit, branch_admin):
    first = draft(branch_admin)
    visit(branch_admin).post(f"/tiers/lists/{first.number}/withdraw")
    assert TierList.get_by_id(first.id).state == "withdrawn"
    assert draft(branch_admin).number == "L-2026-0002"
    Sequence.update(value=99).where(Sequence.name == "list-2026").execute()
    assert draft(branch_admin).number == "L-2026-0100"


def test_giving_up_a_list_frees_its_clients(visit, branch_admin):
    client = rich("孙志远")
    row = draft(branch_admin, client)
    assert "its clients are free" in visit(branch_admin).post(f"/tiers/lists/{row.number}/withdraw").notice
    draft(branch_admin, client)
    assert name_of(client).state == "taken"


def test_one_client_is_in_one_open_list(visit, branch_admin, upper_admin):
    client = rich("孙志远")
    first = draft(branch_admin, client)
    second = draft(upper_admin)
    page = visit(upper_admin).post(
        f"/tiers/lists/{second.number}/add", status=422, client=client.number, tier="gold", reason="金卡"
    )
    assert f"is on list {first.number} of FAW Sub-branch already" in page.errors["client"]
    other = rich("周海")
    fields = {"clients": [client.number, other.number], f"tier-{client.number}": "gold", f"tier-{other.number}": "gold"}
    page = visit(upper_admin).post(f"/tiers/lists/{second.number}/take", **fields)
    assert page.notice.startswith("1 name taken.") and f"孙志远 is on list {first.number}" in page.notice


def test_two_admins_at_once_put_him_on_one_list(app, visit, branch_admin, upper_admin):
    client = rich("孙志远")
    mine, theirs = draft(branch_admin), draft(upper_admin)
    browsers = [(visit(branch_admin), mine), (visit(upper_admin), theirs)]
    fields = {"client": client.number, "tier": "gold", "reason": "达标"}
    pages = together(
        app,
        *(
            lambda b=b, r=r: (
                b.web.post(f"/tiers/lists/{r.number}/add", data={**fields, "csrf_token": b.csrf}).status_code
            )
            for b, r in browsers
        ),
    )
    assert sorted(pages) == [303, 422]
    assert ListName.select().where(ListName.client == client.id, ListName.state == "taken").count() == 1


@pytest.mark.one_engine
def test_who_cannot_be_on_a_list(visit, branch_admin, liufang, zhaolei):
    row = draft(branch_admin)
    browser = visit(branch_admin)

    def refused(client, tier="gold"):
        return browser.post(
            f"/tiers/lists/{row.number}/add", status=422, client=client, tier=tier, reason="达标"
        ).errors["client"]

    assert "is Gold already" in refused(liufang.number)
    assert "no such client among yours" in refused(zhaolei.number)
    assert "no such client among yours" in refused("C-9999999")
    closed = rich("周海", status="closed")
    assert "is not served any more" in refused(closed.number)
    assert ListName.select().count() == 0


def test_bad_input(visit, branch_admin):
    browser = visit(branch_admin)
    page = browser.post("/tiers/lists/new", status=422, branch="FAW", period="2031-01", title=" ")
    assert set(page.errors) == {"period", "title"}
    browser.post("/tiers/lists/new", status=404, branch="JY", period="2026-11", title="x")
    client = rich("孙志远")
    row = draft(branch_admin)
    page = browser.post(f"/tiers/lists/{row.number}/add", status=422, client=client.number, tier="gold", reason="")
    assert "reason" in page.errors and page.value("client") == client.number
    page = browser.post(f"/tiers/lists/{row.number}/leave-out", status=422, clients=client.number, reason="")
    assert "reason" in page.errors and page.html.select(f"input[value='{client.number}'][checked]")
    here = f"/tiers/lists/{row.number}"
    wrong = {"clients": client.number, f"tier-{client.number}": "emerald"}
    page = browser.post(f"{here}/take", status=409, **wrong)
    assert "孙志远 needs a tier above the present one" in page.refusal
    assert ListName.select().count() == 0 and ListEntry.select().count() == 0


def test_the_same_submission_twice_is_one_list(visit, branch_admin):
    submission = "0b5b1c1e-1111-4222-8333-444455556666"
    for _ in range(2):
        visit(branch_admin).post("/tiers/lists/new", submission=submission, **NEW)
    assert TierList.select().count() == 1


def test_editing_a_draft_with_an_old_version(visit, branch_admin):
    row = draft(branch_admin)
    browser = visit(branch_admin)
    browser.post(f"/tiers/lists/{row.number}/edit", period="2026-12", title="十二月名单", version="1")
    page = browser.post(f"/tiers/lists/{row.number}/edit", status=409, period="2026-11", title="别的名字", version="1")
    assert page.table("versions")[0][1:] == ["十二月名单", "别的名字"]
    browser.post(f"/tiers/lists/{row.number}/edit", period="2026-11", title="别的名字", version="2")
    assert TierList.get_by_id(row.id).title == "别的名字"


def test_what_was_submitted_is_not_edited(visit, branch_admin):
    client, other = rich("孙志远"), rich("周海")
    row = submitted(branch_admin, client)
    browser, here = visit(branch_admin), f"/tiers/lists/{row.number}"
    for path, fields in (("edit", {"period": "2026-11", "title": "x"}), ("add", {"client": other.number, "tier": "gold", "reason": "x"}),
                         ("take", {"clients": other.number, f"tier-{other.number}": "gold"}), ("submit", {}), ("withdraw", {})):  # fmt: skip
        assert "no longer possible" in browser.post(f"{here}/{path}", status=409, referer=here, **fields).refusal, path
    assert ListName.select().count() == 1


def test_a_filter_and_pages(visit, branch_admin):
    for n in range(27):
        rich(f"孙志远{n}", 700_000_00 + n)
    rich("周海", 800_000_00)
    row = draft(branch_admin)
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening")
    assert len(page.table("candidates")) == 25
    page = visit(branch_admin).get(page.html.select_one("a[rel=next]")["href"])
    assert len(page.table("candidates")) == 3
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?q=周海")
    assert len(page.table("candidates")) == 1
    assert TierList.get_by_id(row.id).screen.startswith("q=")
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening")
    assert len(page.table("candidates")) == 1 and page.html.find(id="q")["value"] == "周海"
    assert len(visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?all=1").table("candidates")) == 25
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening?aum_from=7500000&kind=individual&branch=JY")
    assert [one[1].split()[0] for one in page.table("candidates")] == []


def test_a_client_is_added_by_name(visit, branch_admin):
    rich("孙志远")
    twins = [rich("周海"), rich("周海")]
    row = draft(branch_admin)
    fields = {"tier": "gold", "reason": "达标"}
    visit(branch_admin).post(f"/tiers/lists/{row.number}/add", client="sunzhiyuan", **fields)
    assert ListName.get().client.name == "孙志远"
    page = visit(branch_admin).post(f"/tiers/lists/{row.number}/add", status=422, client="周海", **fields)
    assert all(one.number in page.errors["client"] for one in twins)
    visit(branch_admin).post(f"/tiers/lists/{row.number}/add", client=twins[1].number.lower(), **fields)
    assert [one.client_id for one in ListName.select().order_by(ListName.id)][1] == twins[1].id


@pytest.mark.one_engine
def test_who_may_not(
    visit, branch_admin, other_branch_admin, manager, specialist, head_office, auditor, admin, chengang
):
    row = draft(branch_admin, rich("孙志远"))
    visit(other_branch_admin).get(f"/tiers/lists/{row.number}", status=404)
    visit(other_branch_admin).post(f"/tiers/lists/{row.number}/submit", status=404)
    for person in (manager, specialist, admin, chengang):
        visit(person).get(f"/tiers/lists/{row.number}", status=403)
    for person in (head_office, auditor):
        visit(person).get(f"/tiers/lists/{row.number}")
        visit(person).post(f"/tiers/lists/{row.number}/submit", status=403)
    assert row.number not in visit(other_branch_admin).get("/tiers/lists").text
    assert TierList.get_by_id(row.id).state == "draft"


def test_a_manager_proposes_a_name_of_his_seat(visit, branch_admin, manager, second_manager):
    client = rich("孙志远")
    people.seat(client, "manager", manager)
    page = visit(second_manager).post(
        "/tiers/lists/propose", status=422, client=client.number, tier="gold", reason="达标"
    )
    assert "no such client among yours" in page.errors["client"]
    page = visit(manager).post("/tiers/lists/propose", client=client.number, tier="gold", reason="存款转入")
    assert "Waiting for the branch admin" in page.section("own")
    page = visit(manager).post("/tiers/lists/propose", status=422, client=client.number, tier="gold", reason="再次")
    assert "proposed already" in page.errors["client"]
    row = draft(branch_admin)
    page = visit(branch_admin).get(f"/tiers/lists/{row.number}/screening")
    assert "孙志远" in page.section("proposals") and "存款转入" in page.section("proposals")
    visit(branch_admin).post(f"/tiers/lists/{row.number}/proposals/{ListProposal.get().id}/take")
    assert name_of(client).origin == "manager" and ListProposal.get().state == "taken"
    assert "has put 孙志远 on a list" in visit(manager).get("/notices").text
    assert "On a list" in visit(manager).get("/tiers/lists").section("own")


def test_a_proposal_is_declined_with_the_reason(visit, branch_admin, other_branch_admin, manager):
    client = rich("孙志远")
    people.seat(client, "manager", manager)
    visit(manager).post("/tiers/lists/propose", client=client.number, tier="gold", reason="存款转入")
    one = ListProposal.get()
    visit(other_branch_admin).post(f"/tiers/lists/proposals/{one.id}/decline", status=404, reason="不")
    visit(branch_admin).post(f"/tiers/lists/proposals/{one.id}/decline", status=422, reason="")
    visit(branch_admin).post(f"/tiers/lists/proposals/{one.id}/decline", reason="资产刚转入，再观察一个月")
    assert "再观察一个月" in visit(manager).get("/tiers/lists").section("own")
    assert (
        "no longer possible"
        in visit(branch_admin)
        .post(f"/tiers/lists/proposals/{one.id}/decline", status=409, referer="/tiers/lists", reason="不合适")
        .refusal
    )
    visit(manager).post("/tiers/lists/propose", client=client.number, tier="gold", reason="满一个月")
    assert ListProposal.select().count() == 2


@pytest.mark.parametrize(("values", "words"), [
    ({"is_single_product": True}, "one product only"), ({"credit_mark": "bad"}, "credit mark is bad"), ({"completeness": 40}, "record incomplete (40 %)"),
    ({"risk_valid_until": "2026-01-01"}, "risk rating expired"), ({"aum_before": 400_000_00}, "assets grow by 62 % in 3 months"),
])  # fmt: skip
def test_reasons_are_said(visit, branch_admin, values, words):
    rich("孙志远", **values)
    row = draft(branch_admin)
    assert words in visit(branch_admin).get(f"/tiers/lists/{row.number}/screening").text
    assert Client.select().count() == 1
