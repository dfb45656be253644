"""The forms that `test_bad_input.py` leaves out: who sends them, where, with what, and which fields somebody types that
no form names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.actions.benefits import vouchers as actions
from portal.actions.handovers import passing
from portal.actions.screening import proposals
from portal.ground import clock
from portal.models import Client, Entry, FollowUp, Hold, Setting, Venue, Voucher
from tests.benefits.partners import partner
from tests.benefits.test_catalogue import NEW, sent
from tests.benefits.test_partners import NEW as ENTERED
from tests.contacts.test_record import record
from tests.events.plans import event, seats
from tests.ground import people
from tests.ground.benefits import use
from tests.imports.files import latest, upload
from tests.screening.names import at_name, decided, draft, name_of, rich, submitted
from tests.teams.handovers import announced, checked, told
from tests.tiers.test_change_levels import BLACK
from tests.tiers.test_grant import GRANT
from tests.tiers.test_rules import RULES

AREAS = {
    "lists": {
        "lists.new", "lists.edit", "lists.add", "lists.leave_out", "list_proposals.propose", "list_proposals.decline",
        "list_review.decide",
    },
    "names": {"list_names.edit", "list_names.decide", "list_names.answer_question", "list_names.withdraw"},
    "tiers": {
        "tiers.new_rules", "tiers.new_level", "tiers.edit_level", "tiers.what_if", "standing.grant",
        "standing.end_grant",
    },
    "benefits": {"benefits.new", "benefits.new_version", "ledger.correct", "ledger.take_back"},
    "vouchers": {
        "benefits.redeem", "member.redeem", "benefits.confirm", "benefits.decline", "benefits.mark_used", "benefits.news",
    },
    "partners": {"partners.new", "partners.edit", "partners.price", "partners.close", "benefits.number_at_desk"},
    "signatures": {"signatures.type_name", "signatures.decline"},
    "settings": {"settings.setting", "working_calendar.notice", "home.search"},
    "imports": {"imports.row"},
    "handling": {"requests.new_phrase", "requests.phrase", "requests.task_done"},
    "notices": {"channels.new", "channels.edit", "notice_texts.text", "notices.tell"},
    "after_events": {
        "member.event_feedback", "events.spend", "events.strike", "events.complete_result", "events.return_result",
        "member.meeting_card", "member.meet", "introductions.client", "events.introduce",
    },
    "guests": {"events.name_guests", "member.event_guests"},
    "audiences": {"events.audience", "events.set_places", "events.pick", "member.event_waiting"},
    "doors": {"events.check_in", "events.find", "events.heads", "events.settle", "events.walk_in"},
    "draws": {"events.new_draw", "events.call_digits", "events.void"},
    "plans": {
        "events.programme", "events.budget", "events.people", "events.steps", "events.picture", "events.again",
        "events.keep_template", "events.new_venue", "events.edit_venue", "events.kind",
    },
    "complaints": {
        "complaints.new", "complaints.refuse", "complaints.extend", "complaints.extension", "complaints.paper",
        "complaints.told", "complaints.withdraw", "complaints.review", "complaints.answer_review", "complaints.measure",
        "complaints.measure_done", "complaints.measure_look", "complaints.entry", "complaints.new_entry",
        "member.request_review",
    },
    "teams": {"teams.correct", "teams.proposal", "absences.new"},
    "complaint_classes": {"complaint_classes.classify", "complaint_classes.edit", "complaint_classes.new"},
    "contacts": {"contacts.plan", "contacts.postpone", "follow_ups.record", "contacts.add_occasion"},
    "handovers": {
        "handovers.new", "handovers.move", "handovers.receivers", "handovers.check", "handovers.cancel",
        "handovers.sign", "handovers.must_know", "handovers.receiver", "handovers.call", "handovers.excuse",
    },
}  # fmt: skip
"""Area → the endpoints whose forms its fixture makes."""
Form = tuple[Any, ...]

BUTTONS = {
    "accounts.sign_out_device", "accounts.keys", "accounts.sign_out_everywhere", "accounts.language", "accounts.theme",
    "accounts.demo_login", "accounts.logout", "benefits.use_at_desk", "member.voucher_cancel", "member.voucher_desk",
    "partners.pin", "partners.close_month", "events.approve", "events.publish", "events.submit",
    "events.cancel_sign_up", "events.also", "events.step_done", "events.step_open", "events.remove_template",
    "events.close_venue", "events.open_venue", "events.close_result", "events.photo_release", "events.photo_hide",
    "events.photo_remove", "events.photos", "member.event_photos", "member.photo_not_me", "member.introduction_answer",
    "member.introduction_end", "introductions.end",
    "events.answer_invitation", "events.unpick", "events.waiting_take", "events.waiting_leave",
    "events.waiting_not_reached", "events.commit", "events.give", "events.pass_over", "events.finish",
    "events.printing", "member.event_answer", "member.event_accept", "member.event_leave",
    "imports.check", "imports.confirm", "imports.decide", "imports.discard", "imports.go_on",
    "imports.stop", "imports.undo", "imports.columns", "imports.reading", "imports.value", "imports.new", "member.event_cancel", "member.request_withdraw",
    "handovers.leave_out", "handovers.refresh",
    "notices.open_notice", "notices.read_all", "requests.close", "requests.take", "requests.unlink",
    "requests.separate", "requests.withdraw_task", "organisation.staff_activation",
    "notices.settings", "notices.own_settings", "notices.again", "notices.unsubscribe_now", "channels.rotate",
    "channels.switch_on", "channels.switch_off", "channels.again", "channels.all_again", "organisation.staff_leave", "tasks.cancel", "letters.ready", "letters.begin", "letters.print_chosen",
    "letters.of_list", "letters.of_name", "tiers.remove_level", "tiers.withdraw", "lists.submit", "lists.take",
    "lists.withdraw", "lists.take_proposal", "list_names.complete", "list_names.papers", "finding.index",
    "finding.numbers", "lists.screening", "requests.index", "absences.end", "contacts.finish", "contacts.end_occasion",
    "picking.pick", "complaints.accept", "complaints.paper_received", "complaints.repeat", "complaints.about",
    "complaints.client", "notices.switch_off", "signatures.on_paper",
    "signatures.draw", "member.sign_terms", "benefits.ask_terms",
}  # fmt: skip
"""Nothing is typed into these that is kept: buttons, choices, files, searches of lists."""

TAKES_ALL = {"imports.row"}
"""A row of a file takes any text, and shows what is wrong with it."""

QUESTIONS = {"benefits.number_at_desk", "events.find", "home.search", "tiers.what_if", "quality.typed"}
"""What is asked changes nothing: no deed of theirs can fail."""

ELSEWHERE = {
    "filters.save",
    "quality.ask_again",
    "tags.take_off",
    "lists.leave_out",
    "requests.resolve",
    "record.ask_signature",
}
"""Deeds whose forms stand on their pages only now and then."""

TEXTS = {
    "merging.merge": {"name_typed", "mobile_typed", "birthday_typed", "reason"},
    "organisation.edit_staff": {"name", "mobile", "email"},
    "accounts.activate": set(),
    "organisation.end_role": set(),
}
"""What is typed where the form does not say it by its fields; a code is a secret."""


@pytest.fixture
def lists(branch_admin, head_office, manager) -> list[Form]:
    loose, kept, sent = rich("孙志远"), rich("周海"), rich("林小")
    for client in (loose, kept):
        people.seat(client, "manager", manager)
    row = draft(branch_admin, kept)
    submitted(branch_admin, sent)
    here = f"/tiers/lists/{row.number}"
    other = rich("何平")
    people.seat(other, "manager", manager)
    proposal = proposals.propose(people.actor(manager), other.number, "gold", "达标")
    return [
        ("zhaomin", "/tiers/lists/new", {"branch": "FAW", "period": "2026-11", "title": "名单"}),
        ("zhaomin", f"{here}/edit", {"period": "2026-11", "title": "名单", "version": "1"}),
        ("zhaomin", f"{here}/add", {"client": loose.number, "tier": "gold", "reason": "达标"}),
        ("zhaomin", f"{here}/leave-out", {"clients": loose.number, "reason": "暂缓"}),
        ("wanglei", "/tiers/lists/propose", {"client": loose.number, "tier": "gold", "reason": "达标"}),
        ("zhaomin", f"/tiers/lists/proposals/{proposal.id}/decline", {"reason": "再看"}),
        (
            "gaoyuan",
            "/tiers/lists/review/decide",
            {"names": str(name_of(sent).id), "decision": "return", "reason": "来源？"},
        ),
    ]


@pytest.fixture
def names(branch_admin, head_office) -> list[Form]:
    drawn, sent, back = rich("周海"), rich("林小"), rich("孙志远")
    draft(branch_admin, drawn)
    submitted(branch_admin, sent, back)
    decided(head_office, back, "return", "来源？")
    return [
        ("zhaomin", f"{at_name(drawn)}/edit", {"tier": "gold", "reason": "达标", "version": "1"}),
        ("gaoyuan", f"{at_name(sent)}/decide", {"decision": "reject", "reason": "过桥"}),
        ("zhaomin", f"{at_name(back)}/answer", {"answer": "证明附后"}),
        ("zhaomin", f"{at_name(back)}/withdraw", {"reason": "不愿提供"}),
    ]


@pytest.fixture
def benefits(head_office, branch_admin, chengang) -> list[Form]:
    line = Entry.get(Entry.hold == use(chengang, "golf"), Entry.kind == "use")
    here = f"/clients/{chengang.number}/benefits"
    return [
        ("gaoyuan", "/benefits/new", NEW),
        ("gaoyuan", "/benefits/golf/new-version", sent()),
        ("zhaomin", f"{here}/lots/{line.lot_id}/correct", {"by": "2", "reason": "漏发"}),
        ("zhaomin", f"{here}/uses/{line.id}/take-back", {"reason": "未到场"}),
    ]


@pytest.fixture
def vouchers(served, visit) -> list[Form]:
    wanted = {"quantity": "2", "guest_name": "王秀兰", "person": "guest", "note": "两位同行"}
    asked = redeemed(served, "golf", 9, 1)
    taken = redeemed(served, "airport_lounge", 1, 2)
    Voucher.update(day=clock.today()).where(Voucher.id == taken.id).execute()
    Hold.update(day=clock.today()).where(Hold.id == taken.hold_id).execute()
    return [
        ("wanglei", f"/clients/{served.number}/benefits/golf/redeem", {**wanted, "wanted_on": "2026-12-10"}),
        ("chengang", "/me/benefits/golf/redeem", {**wanted, "wanted_on": "2026-12-11"}),
        ("wanglei", f"/benefits/redemptions/{asked.number}/confirm", {"result": "九点", "day": "2026-12-05"}),
        ("wanglei", f"/benefits/redemptions/{asked.number}/news", {"words": "正在预约"}),
        ("wanglei", f"/benefits/redemptions/{asked.number}/decline", {"cause": "bank", "reason": "包场"}),
        ("wanglei", f"/benefits/redemptions/{taken.number}/use", {"quantity": "1"}),
    ]


@pytest.fixture
def partners(branch_admin, coordinator, served) -> list[Form]:
    row, closing = partner(gives="golf"), partner("净月潭高尔夫")
    here = f"/benefits/partners/{row.id}"
    return [
        ("sunyue", "/benefits/partners/new", ENTERED),
        ("sunyue", f"{here}/edit", {**ENTERED, "version": "1"}),
        ("sunyue", f"{here}/price", {"benefit": "golf", "price": "480", "since": "2026-12-01"}),
        ("sunyue", f"/benefits/partners/{closing.id}/close", {"until": "2026-12-31", "reason": "未续签"}),
        ("sunyue", f"/partner/desk/{row.desk_token}", {"number": redeemed(served, "golf", 9, 1).number}),
    ]


def redeemed(client: Client, code: str, days: int, quantity: int) -> Voucher:
    wish = {"wanted_on": clock.today() + clock.days(days), "person": "self", "guest_name": "", "note": ""}
    return actions.redeem(people.actor(client), client, code, {**wish, "quantity": quantity})


@pytest.fixture
def tiers(visit, head_office, manager, liufang, wutao) -> list[Form]:
    visit(head_office).post("/tiers/levels/new", **BLACK)
    visit(head_office).post(f"/clients/{wutao.number}/tier/grant", **GRANT)
    gray = {**BLACK, "name_zh": "灰金卡", "name_en": "Gray"}
    trial = {name: value for name, value in RULES.items() if name not in ("valid_from", "reason")}
    return [
        ("gaoyuan", "/tiers/settings/new", RULES),
        ("gaoyuan", "/tiers/levels/new", gray),
        ("gaoyuan", "/tiers/levels/black/edit", {**BLACK, "version": "1"}),
        ("gaoyuan", "/tiers/what-if", trial),
        ("gaoyuan", f"/clients/{liufang.number}/tier/grant", GRANT),
        ("gaoyuan", f"/clients/{wutao.number}/tier/grant/end", {"reason": "误授", "version": "1"}),
    ]


@pytest.fixture
def settings(visit, head_office, manager) -> list[Form]:
    name = Setting.select(Setting.name).order_by(Setting.id).scalar() or "tasks.keep_days"
    notice = {"off": "2027-01-01..2027-01-03", "make_up": "2027-02-20", "source": "国办发明电", "version": "0"}
    change = {"value": "9", "since": "2026-12-01", "reason": "总行要求", "seen": "0"}
    return [
        ("gaoyuan", f"/settings/{name}", change),
        ("gaoyuan", "/settings/calendar/2027", notice, ("off", "make_up")),
        ("wanglei", "/search", {"q": "陈刚"}, ("q",)),
    ]


@pytest.fixture
def guests(coordinator, manager, served) -> list[Form]:
    row = event(coordinator)
    found = seats(row, served, guests=1)
    return [
        ("sunyue", f"/events/{row.number}/sign-ups/{found.id}/guests", {"guest_names": "王秀兰"}),
        ("chengang", f"/me/events/{row.number}/guests", {"guest_names": "王秀兰"}),
    ]


@pytest.fixture
def plans(coordinator, head_office) -> list[Form]:
    row = event(coordinator, "draft")
    here, seen = f"/events/{row.number}", {"version": "1"}
    venue = Venue.create(branch=row.branch_id, name="一汽支行")
    rooms = {"rooms-name": "三楼贵宾厅", "rooms-capacity": "40"}
    place = {"name": "一汽支行", "address": "东风大街", "map_url": "https://uri.amap.com/", "way": "停车场直达"}
    programme = {"programme-at": "19:00", "programme-what": "岩茶", "programme-who": "林素心"}
    gifts = {
        "speakers-name": "林素心",
        "speakers-about": "茶艺师",
        "gifts-what": "礼盒",
        "gifts-count": "20",
        "gifts-each": "88",
    }
    lines = {"budget_lines-label": "场地", "budget_lines-yuan": "3000"}
    steps = {"steps-offset": "-3", "steps-label": "核对名单"}
    begins = {"capacity": "18", "guests": "0", "hours": "3", "closes_days": "4", "tiers": "gold"}
    usual = {"programme-after": "0", "programme-what": "签到", "budget_lines-label": "场地"}
    return [
        ("sunyue", f"{here}/programme", {**programme, **gifts, **seen}, (*programme, *gifts)),
        ("sunyue", f"{here}/budget", {**lines, **seen}, (*lines,)),
        ("sunyue", f"{here}/people", {"charge": str(coordinator.id), **seen}),
        ("sunyue", f"{here}/steps", {**steps, "steps-staff": "", **seen}, (*steps,)),
        ("sunyue", f"{here}/picture", {"picture_words": "一席岩茶", **seen}),
        ("sunyue", f"{here}/again", {"starts_at": "2027-01-14T19:00", "branch": "FAW", "times": "1", "way": "day"}),
        ("sunyue", f"{here}/template", {"name": "岩茶会"}),
        ("sunyue", "/events/venues/new", {**place, "branch": "FAW", **rooms}, (*place, *rooms)),
        ("sunyue", f"/events/venues/{venue.id}", {**place, **rooms, **seen}, (*place, *rooms)),
        ("gaoyuan", "/events/kinds/golf", {**begins, **usual, **steps, **seen}, (*usual, *steps)),
    ]


@pytest.fixture
def handovers(branch_admin, manager, second_manager, adviser, served) -> list[Form]:
    """One in preparation, and one that has passed."""
    other = people.staff("zhangmin", "张敏", "adviser", post="wealth_adviser")
    witness = people.staff("zhouyang", "周扬", "manager")
    third = people.client(None, "赵一")
    people.seat(third, "manager", witness)
    over = announced(branch_admin, "lina", days=0)
    checked(branch_admin, over, "zhouyang")
    passing.pass_what_is_due()
    row = announced(branch_admin)
    told(branch_admin, row)
    here, there = (f"/teams/handovers/{one.number}" for one in (row, over))
    one, passed = (f"{at}/clients/{served.number}" for at in (here, there))
    assert over.lines.get().receiver_id == other.id
    return [
        (
            "zhaomin",
            "/teams/handovers/new",
            {"staff": "zhouyang", "cause": "leaver", "on": "2026-12-08", "reason": "离职"},
        ),
        ("zhaomin", f"{here}/move", {"on": "2026-12-08", "credit_from": "2027-01-01", "version": "1"}),
        ("zhaomin", f"{here}/receivers", {"kind": "manager", "receiver": "qianfeng", "version": "1"}),
        ("zhaomin", f"{here}/check", {"witness": "zhangmin"}),
        ("zhaomin", f"{here}/cancel", {"reason": "不走了"}),
        ("zhouyang", f"{there}/sign", {"password": people.PASSWORD}),
        ("wanglei", f"{one}/must-know", {"must_know": "女儿明年中考"}),
        ("zhaomin", f"{one}/receiver", {"receiver": "qianfeng", "version": "1"}),
        ("zhangmin", f"{passed}/call", {"channel": "visit", "happened_at": "2026-11-24T09:30", "summary": "一同上门"}),
        ("zhaomin", f"{passed}/excuse", {"reason": "在国外"}),
    ]


@pytest.fixture
def imports(visit, branch_admin) -> list[Form]:
    upload(visit(branch_admin), ("客户.csv", "外部编号,姓名,类型,手机号\nK1,周国强,个人,1380431\n"))
    return [("zhaomin", f"/imports/{latest().id}/rows/0/2", {"cell-3": "13804310012"}, ("cell-3",))]


@pytest.fixture
def teams(visit, branch_admin, manager, second_manager, served, liufang) -> list[Form]:
    past = people.seat(liufang, "manager", second_manager, date(2026, 3, 1), date(2026, 6, 1))
    page = visit(branch_admin).get("/teams/proposal").html.select_one("#seats")
    hidden = {one["name"]: one["value"] for one in page.select("input[type=hidden]") if one["name"] in ("list", "rest")}
    chosen = f"{liufang.number}:manager:wanglei"
    away = {"staff": "wanglei", "since": "2026-12-01", "until": "2026-12-05", "substitute": "", "reason": "年假"}
    return [
        (
            "zhaomin",
            f"/clients/{liufang.number}/team/seats/{past.id}/correct",
            {"since": "2026-02-01", "until": "2026-05-01", "reason": "录错"},
        ),
        ("zhaomin", "/teams/proposal", {"seat": chosen, "reason": "新贵宾", "beyond": "暂代", **hidden}),
        ("wanglei", "/teams/absences/new", away),
    ]


@pytest.fixture
def contacts(visit, manager, served) -> list[Form]:
    record(visit(manager), served, next_due="")
    call = FollowUp.create(
        client=served.id, seat="manager", cause="deal", cause_key="1", holder=manager.id, made_at=clock.now(), due=clock.today()
    )  # fmt: skip
    here = f"/clients/{served.number}/contacts"
    plan = {"keeper": "manager", "times": "晚上", "topics": "留学", "occasions": "生日", "version": "0"}
    return [
        ("wanglei", f"{here}/plan", plan),
        ("wanglei", f"{here}/occasions", {"what": "结婚纪念日", "first": "2008-11-28", "every": "year"}),
        ("wanglei", f"{here}/postpone", {"until": "2026-12-28", "cause": "travelling"}),
        (
            "wanglei",
            f"/clients/{served.number}/follow-ups/{call.id}",
            {
                "channel": "phone",
                "outcome": "reached",
                "summary": "谈到说明书",
                "satisfied": "no",
                "remark": "请寄一份",
            },
        ),
    ]
