"""The monthly judgement: who moves up at once, who is protected, who falls, who becomes a candidate; once each (R1)."""

from __future__ import annotations

from datetime import date

import pytest

from portal import jobs
from portal.actions.tiers import judging, rules
from portal.derived import faults
from portal.models import AuditEntry, Client, TierChange, TierRun, TierStanding
from tests.ground import people
from tests.ground.plans import indexes, plans_of, reads_all
from tests.ground.together import together
from tests.tiers.months import OCTOBER, WAN, judged, months, now, standing, told

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def test_it_works(liufang, manager):
    """刘芳 (Gold) reaches Platinum: up at once, she and her manager are told, it is recorded and reasoned."""
    people.seat(liufang, "manager", manager)
    months(liufang, 180, 220, 260)
    assert judged() == {"up": 1}
    row = now(liufang)
    assert (row.tier_id, row.tier_since, row.tier_protected_until) == ("platinum", date(2026, 11, 24), None)
    change = TierChange.get(TierChange.client == liufang.id)
    assert (change.tier_id, change.since, change.reason, change.author_id) == (
        "platinum",
        row.tier_since,
        "months.up",
        None,
    )
    found = standing(liufang)
    assert (found.average, found.months, found.before, found.reached, found.after) == (
        220 * WAN,
        3,
        "gold",
        "platinum",
        "platinum",
    )
    assert told(liufang)[-1] == ("tier.up", {"client": "刘芳", "tier": "platinum", "before": "gold"})
    assert told(manager)[-1][0] == "tier.client_up"
    entry = AuditEntry.get(AuditEntry.action == "tier.up")
    assert (entry.actor_name, entry.subject_type, entry.subject_id, entry.branch_id) == (
        "",
        "client",
        liufang.id,
        liufang.branch_id,
    )
    assert list(faults()) == []


def test_the_words_are_in_the_readers_language(visit, liufang, manager):
    people.seat(liufang, "manager", manager)
    months(liufang, 220, 220, 220)
    judged()
    assert "Congratulations: you are now a Platinum client" in visit(liufang).get("/me/notices").text
    assert "恭喜您" in visit(liufang, language="zh").get("/me/notices").text
    assert "刘芳 has moved up to Platinum" in visit(manager).get("/notices").text
    page = visit(manager).get(f"/clients/{liufang.number}")
    assert "the average of the months reached it" in page.section("history")


def test_a_month_is_judged_once(liufang):
    months(liufang, 220, 220, 220)
    assert judged() == {"up": 1} and judged() == {}
    assert TierChange.select().count() == TierStanding.select().count() == 1
    assert TierRun.get().counts == {"up": 1}


def test_slow_down_with_a_notice_each_protected_month(at, liufang, manager):
    """Too low in October: kept in November, December and January, told each time what keeps it, then Standard."""
    people.seat(liufang, "manager", manager)
    months(liufang, 45, 45, 45)
    assert judged() == {"protected": 1}
    assert (now(liufang).tier_id, now(liufang).tier_protected_until) == ("gold", date(2027, 2, 1))
    assert told(liufang)[-1] == (
        "tier.protected",
        {"client": "刘芳", "tier": "gold", "before": "gold", "until": "2027-01-31", "fen": str(5 * WAN)},
    )
    assert standing(liufang).keep == 5 * WAN
    for month, day in ((NOVEMBER, "2026-12-02"), (DECEMBER, "2027-01-02")):
        at(f"{day} 09:00")
        months(liufang, 40, last=month)
        assert judged(month) == {"protected": 1}
    assert [kind for kind, _words in told(liufang)] == ["tier.protected"] * 3
    at("2027-02-01 09:00")
    months(liufang, 40, last=JANUARY)
    assert judged(JANUARY) == {"down": 1}
    row = now(liufang)
    assert (row.tier_id, row.tier_since, row.tier_protected_until) == ("standard", date(2027, 2, 1), None)
    assert (told(liufang)[-1][0], told(manager)[-1][0]) == ("tier.down", "tier.client_down")
    assert list(faults()) == []


def test_mended_in_a_protected_month(at, liufang):
    months(liufang, 45, 45, 45)
    judged()
    at("2026-12-02 09:00")
    months(liufang, 80, last=NOVEMBER)
    assert judged(NOVEMBER) == {"stay": 1}
    assert (now(liufang).tier_id, now(liufang).tier_protected_until) == ("gold", None)


def test_a_standard_client_becomes_a_candidate_and_no_vip(wutao, manager):
    people.seat(wutao, "manager", manager)
    months(wutao, 300, 300, 300)
    assert judged() == {"candidate": 1}
    assert (now(wutao).tier_id, now(wutao).list_status) == ("standard", "candidate")
    assert told(wutao) == [] and told(manager)[-1][1]["tier"] == "platinum"
    assert not TierChange.select().exists() and not AuditEntry.select().exists()


def test_who_is_on_a_list_already_keeps_his_place_there(wutao, manager):
    people.seat(wutao, "manager", manager)
    Client.update(list_status="submitted").where(Client.id == wutao.id).execute()
    months(wutao, 300, 300, 300)
    judged()
    assert now(wutao).list_status == "submitted" and told(manager) == []


def test_without_figures_nobody_is_judged_and_late_ones_are_swept_up(app, at, liufang, zhaolei):
    months(liufang, 220, 220, 220)
    with app.app_context():
        assert jobs.minute() >= 1
    assert not TierStanding.select().where(TierStanding.client == zhaolei.id).exists()
    months(zhaolei, 220, 220, 220)
    assert judging.judge_what_is_due() == 0, "today's sweep is over"
    at("2026-11-25 09:00")
    assert judging.judge_what_is_due() == 1
    assert now(zhaolei).tier_id == "platinum"
    assert TierRun.get().counts == {"up": 2}


def test_months_that_were_missed_are_judged_in_their_order(at, liufang):
    months(liufang, 45, 45, 45)
    judging.judge_what_is_due()
    months(liufang, 45, 45, 45, last=JANUARY)
    at("2027-02-03 09:00")
    assert judging.judge_what_is_due() == 1
    kinds = [row.decision for row in TierStanding.select().order_by(TierStanding.month)]
    assert kinds == ["protected", "protected", "protected", "down"]


def test_the_rules_of_the_month_count_not_later_ones(at, liufang, head_office):
    """Stricter rules from December leave October's judgement alone and decide December's."""
    values = {"thresholds": {"gold": 100 * WAN, "platinum": 300 * WAN, "diamond": 900 * WAN}, "weights": now_weights(),
              "average_months": 2, "protected_months": 1, "valid_from": DECEMBER, "reason": "2027"}  # fmt: skip
    rules.save(people.actor(head_office), values, None)
    months(liufang, 60, 60, 60)
    assert judged() == {"stay": 1}
    at("2027-01-02 09:00")
    months(liufang, 60, 90, last=DECEMBER)
    assert judged(DECEMBER) == {"protected": 1}
    found = standing(liufang, DECEMBER)
    assert (found.average, found.months, found.protected_until) == (75 * WAN, 2, date(2027, 2, 1))
    assert list(faults()) == []


def now_weights():
    from portal.reads import reference

    return dict(reference.rules_on(OCTOBER).weights)


@pytest.mark.one_engine
@pytest.mark.parametrize("month", [NOVEMBER, date(2026, 10, 2), date(2027, 6, 1)])
def test_a_month_that_is_not_over(app, month):
    with pytest.raises(judging.NotThisMonth):
        judged(month)


@pytest.mark.one_engine
def test_not_after_a_later_month(liufang):
    months(liufang, 60, 60, 60)
    judged()
    with pytest.raises(judging.NotThisMonth):
        judged(date(2026, 9, 1))


def test_a_dry_run_writes_nothing(liufang, wutao):
    months(liufang, 220, 220, 220)
    months(wutao, 60, 60, 60)
    assert judging.judge(OCTOBER, dry_run=True) == {"up": 1, "candidate": 1}
    assert now(liufang).tier_id == "gold" and not TierRun.select().exists() and not TierStanding.select().exists()


def test_two_runs_at_once_have_one_result(app, liufang, zhaolei, wutao, monkeypatch):
    monkeypatch.setattr(judging, "AT_ONCE", 1)
    for client in (liufang, zhaolei, wutao):
        months(client, 220, 220, 220)
    counts = together(app, judged, judged)
    assert sum(one.get("up", 0) for one in counts) == 2 and sum(one.get("candidate", 0) for one in counts) == 1
    assert TierChange.select().count() == 2 and TierStanding.select().count() == 3
    assert TierRun.get().counts == {"up": 2, "candidate": 1} and TierRun.get().finished_at


def test_a_run_that_was_cut_off_goes_on(liufang, zhaolei, monkeypatch):
    months(liufang, 220, 220, 220)
    months(zhaolei, 220, 220, 220)
    monkeypatch.setattr(judging, "AT_ONCE", 1)
    real, calls = judging._keep_standings, []

    def killed(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(judging, "_keep_standings", killed)
    with pytest.raises(KeyboardInterrupt):
        judged()
    assert (now(liufang).tier_id, now(zhaolei).tier_id) == ("platinum", "gold") and TierRun.get().finished_at is None
    assert judged() == {"up": 1}
    assert now(zhaolei).tier_id == "platinum" and TierRun.get().counts == {"up": 2}


def test_statements_do_not_grow_with_the_clients(app, statements):
    for number in range(12):
        months(people.client(None, f"客户{number}", "gold"), 45, 45, 45)
    with statements() as few:
        judging.judge(OCTOBER)
    assert len(few) <= 16, [sql for sql, _params in few]


def test_each_batch_walks_indexes(liufang, statements):
    months(liufang, 60, 60, 60)
    with statements() as seen:
        judged()
    for plan in plans_of(seen, "NOT EXISTS (SELECT 1 FROM tier_standing"):
        assert {"monthlyaum_client_id_month", "tierstanding_client_id_month"} <= indexes(plan), plan
        assert not reads_all(plan, "monthly_aum", "m") and not reads_all(plan, "tier_standing", "s"), plan
