"""What is decided is what was seen: every deciding deed, sent from an old page and from a page without a mark."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal import permissions
from portal.actions import absences
from portal.actions.administration import tasks
from portal.actions.benefits import vouchers
from portal.actions.handovers import checking, closing, passing
from portal.actions.screening import proposals
from portal.actions.tiers import grants
from portal.ground import clock
from portal.models import (
    ClientMerge,
    Entry,
    Event,
    Handover,
    ImportRun,
    Tier,
    TierRules,
    Voucher,
)
from tests.events.plans import event, seats
from tests.ground import benefits, people, trail
from tests.ground.pages import Page
from tests.house.test_bad_input import world
from tests.imports.files import PEOPLE, confirmed, latest, upload
from tests.quality.steps import path as merge_path
from tests.quality.steps import versions
from tests.screening.names import at_name, decided, draft, name_of, rich, submitted
from tests.teams.handovers import announced, told
from tests.teams.handovers import seen as row_of

__all__ = ["world"]

Made = dict[str, str]
WHY = {"reason": "客户来电核实"}
SEAT = {"staff": "qianfeng", **WHY}
ROLE = {"role": "adviser", "branch": "FAW", "since": "2026-12-01", "until": "", "reason": "轮岗"}

DEEDS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    # endpoint: who decides, the page that shows it, where its form leads, what he types
    "events.submit": ("sunyue", "/events/{draft}", "/events/{draft}/submit", {}),
    "events.approve": ("zhaomin", "/events/{submitted}", "/events/{submitted}/approve", {}),
    "events.send_back": ("zhaomin", "/events/{submitted}", "/events/{submitted}/return", WHY),
    "events.publish": ("sunyue", "/events/{approved}", "/events/{approved}/publish", {}),
    "events.cancel": ("sunyue", "/events/{published}/cancel", "/events/{published}/cancel", WHY),
    "events.cancel_sign_up": ("sunyue", "{sign_up}", "{sign_up}", {}),
    "member.event_cancel": ("chengang", "/me/events/{published}/cancel", "/me/events/{published}/cancel", {}),
    "benefits.confirm": ("zhaomin", "/benefits/redemptions/{asked}", "/benefits/redemptions/{asked}/confirm", {}),
    "benefits.decline": ("zhaomin", "/benefits/redemptions/{asked}/decline", "/benefits/redemptions/{asked}/decline", {**WHY, "cause": "bank"}),
    "benefits.mark_used": ("zhaomin", "/benefits/redemptions/{lane}", "/benefits/redemptions/{lane}/use", {}),
    "member.voucher_cancel": ("chengang", "/me/vouchers/{asked}/cancel", "/me/vouchers/{asked}/cancel", {}),
    "ledger.correct": ("zhaomin", "{golf}/correct", "{golf}/correct", {**WHY, "by": "1"}),
    "ledger.take_back": ("zhaomin", "{used}/take-back", "{used}/take-back", WHY),
    "requests.take": ("wanglei", "/requests/{new}", "/requests/{new}/take", {}),
    "requests.resolve": ("wanglei", "/requests/{taken}", "/requests/{taken}/resolve", {"answer": "已办"}),
    "requests.close": ("wanglei", "/requests/{resolved}", "/requests/{resolved}/close", {}),
    "requests.reopen": ("wanglei", "/requests/{closed}", "/requests/{closed}/reopen", {}),
    "requests.reassign": ("wanglei", "/requests/{taken}", "/requests/{taken}/reassign", {**WHY, "staff": "lina"}),
    "member.request_withdraw": ("chengang", "/me/requests/{taken}/withdraw", "/me/requests/{taken}/withdraw", {}),
    "member.request_reopen": ("chengang", "/me/requests/{resolved}", "/me/requests/{resolved}/reopen", WHY),
    "teams.set_team": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team", {"manager": "qianfeng", **WHY}),
    "teams.correct": (
        "zhaomin", "{seat}", "{seat}", {"since": "2026-01-05", "until": "", "reason": "录入有误"},
    ),
    "teams.assign_manager": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/manager", SEAT),
    "teams.assign_adviser": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/adviser", {**SEAT, "staff": "lina"}),
    "teams.add_specialist": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/specialists", {**SEAT, "staff": "hejun"}),
    "teams.end": ("zhaomin", "/clients/{client}/team", "/clients/{client}/team/end", {**SEAT, "staff": "hejun"}),
    "absences.end": ("zhaomin", "{absence}", "{absence}/end", {}),
    "handovers.check": ("zhaomin", "{handover}/check", "{handover}/check", {"witness": "lina"}),
    "handovers.cancel": ("zhaomin", "{handover}/cancel", "{handover}/cancel", WHY),
    "handovers.sign": ("lina", "{handover}/sign", "{handover}/sign", {"password": people.PASSWORD}),
    "lists.submit": ("zhaomin", "{drafted}/submit", "{drafted}/submit", {}),
    "lists.withdraw": ("zhaomin", "{drafted}/withdraw", "{drafted}/withdraw", {}),
    "lists.leave_out": ("zhaomin", "{draft_name}", "{drafted}/leave-out", {**WHY, "clients": "{draft_client}"}),
    "lists.take_proposal": ("zhaomin", "{drafted}/screening", "{drafted}/proposals/{proposed}/take", {}),
    "list_proposals.decline": ("zhaomin", "/tiers/lists", "/tiers/lists/proposals/{proposed}/decline", WHY),
    "list_names.decide": ("gaoyuan", "{sent}", "{sent}/decide", {"decision": "approve", "reason": ""}),
    "list_review.decide": ("gaoyuan", "/tiers/lists/review/decide?names={sent_id}", "/tiers/lists/review/decide", {"decision": "approve", "names": "{sent_id}"}),
    "list_names.withdraw": ("zhaomin", "{back}", "{back}/withdraw", WHY),
    "list_names.complete": ("zhaomin", "{completing}", "{completing}/complete", {}),
    "record.confirm": ("wanglei", "/clients/{client}/profile", "/clients/{client}/confirm", {}),
    "record.accept_proposal": ("wanglei", "/clients/{client}/profile", "/clients/{client}/proposals/{proposal}/accept", {}),
    "record.decline_proposal": ("wanglei", "/clients/{client}/profile", "/clients/{client}/proposals/{proposal}/decline", WHY),
    "record.end_person": ("wanglei", "/clients/{company}/persons/{person}/end", "/clients/{company}/persons/{person}/end", WHY),
    "mine.withdraw": ("chengang", "/me/profile", "/me/profile/corrections/{proposal}/withdraw", {}),
    "relations.end": ("wanglei", "/clients/{client}/relations/{relation}/end", "/clients/{client}/relations/{relation}/end", {**WHY, "until": "2026-11-20"}),
    "holdings.end_outside": ("wanglei", "/clients/{company}/outside/{outside}/end", "/clients/{company}/outside/{outside}/end", WHY),
    "services.end": ("wanglei", "/clients/{client}/services/{service}/end", "/clients/{client}/services/{service}/end", {**WHY, "until": "2026-11-20"}),
    "services.wrong": ("wanglei", "/clients/{client}/services/{service}/wrong", "/clients/{client}/services/{service}/wrong", WHY),
    "services.resume": ("wanglei", "/clients/{client}/holdings", "/clients/{client}/services/{ended}/resume", {}),
    "quality.not_same": ("zhaomin", "/clients/duplicates", "/clients/duplicates/{pair}/not-same", WHY),
    "quality.ask_again": ("zhaomin", "/clients/duplicates?state=not_same", "/clients/duplicates/{denied}/again", {}),
    "merging.merge": ("zhaomin", "{to_merge}", "{to_merge}", {"kept_version": "1", "gone_version": "1", **WHY}),
    "merging.confirm": ("luwei", "/merges/{merge}", "/merges/{merge}/confirm", {}),
    "merging.decline": ("luwei", "/merges/{merge}", "/merges/{merge}/decline", {"words": "两代人"}),
    "merging.undo": ("zhaomin", "{merged}/undo", "{merged}/undo", {}),
    "standing.grant": ("gaoyuan", "/clients/{alone}/tier", "/clients/{alone}/tier/grant", {**WHY, "tier": "gold", "until": "2027-06-01"}),
    "standing.end_grant": ("gaoyuan", "/clients/{granted}/tier", "/clients/{granted}/tier/grant/end", WHY),
    "tiers.withdraw": ("gaoyuan", "/tiers/settings/{rules}/withdraw", "/tiers/settings/{rules}/withdraw", {}),
    "tiers.remove_level": ("gaoyuan", "/tiers/levels/ruby/remove", "/tiers/levels/ruby/remove", {}),
    "organisation.grant_role": ("zhaomin", "/staff/qianfeng", "/staff/qianfeng/roles", ROLE),
    "organisation.end_role": ("zhaomin", "/staff/qianfeng/roles/{grant}/end", "/staff/qianfeng/roles/{grant}/end", {}),
    "organisation.staff_leave": ("zhaomin", "/staff/qianfeng/leave", "/staff/qianfeng/leave", {}),
    "imports.confirm": ("zhaomin", "{import}/confirm", "{import}/confirm", {"mode": "good"}),
    "imports.discard": ("zhaomin", "{import}/discard", "{import}/discard", {}),
    "imports.decide": ("zhaomin", "{import}", "{import}/decide", {"decision": "new"}),
    "imports.stop": ("zhaomin", "{import}", "{import}/stop", {}),
    "imports.go_on": ("zhaomin", "{import}", "{import}/go-on", {}),
    "imports.undo": ("zhaomin", "{import}/undo", "{import}/undo", {}),
    "tasks.cancel": ("zhaomin", "/tasks/{task}", "/tasks/{task}/cancel", {}),
}  # fmt: skip

NOT_DECIDING = {
    # signing in and out, one's own account and how one's pages look
    "accounts.login_post", "accounts.demo_login", "accounts.logout", "accounts.activate", "accounts.change_password", "accounts.keys", "accounts.language",
    "accounts.theme", "accounts.sign_out_device", "accounts.sign_out_everywhere", "finding.columns", "notices.open_notice",
    "notices.read_all",  # carries the newest notice that the page showed
    # saves of a record, which carry its version
    "clients.edit", "contacts.plan", "events.edit", "filters.edit", "lists.edit", "list_names.edit", "organisation.edit_branch", "organisation.edit_staff", "products.edit",
    "record.edit_person", "settings.setting", "tags.edit", "tiers.edit_level", "working_calendar.notice", "quality.required_page",
    # looking for something: what is sought stays out of the address
    "finding.index", "finding.numbers", "lists.screening", "requests.index",
    # something is written down, asked or filed: nothing that stands is decided about
    "absences.new", "follow_ups.record", "benefits.new", "benefits.new_version", "benefits.redeem", "member.redeem", "contacts.add_occasion", "contacts.end_occasion", "clients.new", "clients.activation", "contacts.new", "contacts.finish", "contacts.postpone", "events.name_guests", "events.new", "member.event_guests", "record.call", "events.sign_up", "member.event_sign_up", "filters.new", "filters.save", "filters.count",
    "handovers.new", "handovers.must_know", "handovers.call", "handovers.excuse", "handovers.refresh", "handovers.leave_out",
    "handovers.move", "handovers.receivers", "handovers.receiver",  # carry the version of the handover
    "filters.freeze", "filters.delete", "holdings.note_outside", "holdings.suggestion", "home.search", "imports.new", "imports.check", "imports.columns",
    "imports.row", "letters.begin", "letters.of_list", "letters.of_name", "letters.print_chosen", "letters.ready", "list_names.answer_question",
    "list_names.papers", "list_proposals.propose", "lists.add", "lists.new", "lists.take", "member.call_back", "mine.consent", "member.request_new", "member.request_rate", "member.request_reply",
    "mine.correct", "organisation.new_staff", "organisation.staff_activation", "picking.pick", "products.new", "quality.typed", "record.add_address", "record.add_phone",
    "record.make_main_address", "record.make_main_phone", "record.new_person", "record.remove_address", "record.remove_phone", "record.reveal",
    "relations.new", "requests.new", "requests.reply", "results.bulk_deed", "results.new", "services.new", "tags.hang", "tags.index", "tags.remove",
    "tags.take_off", "tiers.new_level", "tiers.new_rules", "tiers.what_if",
    "benefits.use_at_desk",  # a partner's: a voucher is used once, and what has ended refuses
    "teams.proposal",  # carries line by line which seat was seen open; one that was filled meanwhile is refused
}  # fmt: skip


def test_every_deed_says_whether_it_decides(app):
    """A new deed is a line of DEEDS, with `decides` beside its route, or of NOT_DECIDING, with the reason."""
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    deciding = {name for name, entry in permissions.entries(app).items() if entry.decides}
    assert deciding == set(DEEDS), deciding ^ set(DEEDS)
    assert posted == deciding | NOT_DECIDING, posted ^ (deciding | NOT_DECIDING)


@pytest.fixture
def case(request, world, visit, served, manager, adviser, branch_admin, coordinator, head_office_of) -> Made:
    """The world with what one deed is about besides."""
    made: Made = dict(world)
    more = getattr(
        _More(made, SimpleNamespace(**locals())), request.node.callspec.params["deed"].replace(".", "_"), None
    )
    if more:
        more()
    return made


@pytest.fixture
def head_office_of(world):
    """Head office as the world has made it."""
    return people.Staff.get(people.Staff.name == "高远")


class _More:
    """What single deeds need: each method is named like its endpoint."""

    def __init__(self, made: Made, there: Any) -> None:
        self.made, self.there = made, there

    def absences_end(self) -> None:
        day = clock.today()
        row = absences.plan(people.actor(self.there.manager), "", day, None, "qianfeng", "年休假")
        self.made["absence"] = f"/teams/absences/{row.id}"

    def _handover(self) -> Handover:
        row = announced(self.there.branch_admin, days=0)
        told(self.there.branch_admin, row)
        self.made["handover"] = f"/teams/handovers/{row.number}"
        return row

    handovers_check = handovers_cancel = _handover

    def handovers_sign(self) -> None:
        row = self._handover()
        checking.check(people.actor(self.there.branch_admin), row_of(self.there.branch_admin, row), "lina")
        passing.pass_what_is_due()
        for line in row.lines:
            closing.excuse(people.actor(self.there.branch_admin), row, line, "在国外")

    def _benefits(self) -> None:
        client = self.there.served
        line = Entry.get(Entry.hold == benefits.use(client, "golf"), Entry.kind == "use")
        here = f"/clients/{client.number}/benefits"
        self.made |= {"golf": f"{here}/lots/{line.lot_id}", "used": f"{here}/uses/{line.id}"}

    ledger_correct = ledger_take_back = _benefits

    def _event(self, state: str) -> None:
        self.made[state] = event(self.there.coordinator, state).number

    def events_submit(self) -> None:
        self._event("draft")

    def events_publish(self) -> None:
        self._event("approved")

    def _seats(self) -> None:
        row = Event.get(Event.number == self.made["published"])
        found = seats(row, self.there.served)
        self.made["sign_up"] = f"/events/{row.number}/sign-ups/{found.id}/cancel"

    events_cancel_sign_up = member_event_cancel = _seats

    def _vouchers(self) -> None:
        for name, code, day in (
            ("asked", "golf", clock.today() + clock.days(9)),
            ("lane", "airport_lounge", clock.today() + clock.days(1)),
        ):
            wish = {"quantity": 1, "wanted_on": day, "person": "self", "guest_name": "", "note": ""}
            row = vouchers.redeem(people.actor("chengang"), self.there.served, code, wish)
            self.made[name] = row.number
        Voucher.update(day=clock.today()).where(Voucher.number == self.made["lane"]).execute()

    benefits_confirm = benefits_decline = benefits_mark_used = member_voucher_cancel = _vouchers

    def teams_correct(self) -> None:
        held = people.seat(people.client(None, "赵一"), "manager", self.there.manager)
        self.made["seat"] = f"/clients/{held.client.number}/team/seats/{held.id}/correct"

    def _lists(self) -> None:
        admin, kept = self.there.branch_admin, rich("孙志远")
        row = draft(admin, kept)
        mine = rich("韩丽")
        people.seat(mine, "manager", self.there.manager)
        proposal = proposals.propose(people.actor(self.there.manager), mine.number, "gold", "存款转入")
        self.made |= {"drafted": f"/tiers/lists/{row.number}", "draft_name": at_name(kept), "draft_client": kept.number, "proposed": str(proposal.id)}  # fmt: skip

    lists_submit = lists_withdraw = lists_leave_out = lists_take_proposal = list_proposals_decline = _lists

    def _sent(self) -> None:
        sent = rich("林小")
        submitted(self.there.branch_admin, sent)
        self.made |= {"sent": at_name(sent), "sent_id": str(name_of(sent).id)}

    list_names_decide = list_review_decide = _sent

    def list_names_withdraw(self) -> None:
        back = rich("魏东")
        submitted(self.there.branch_admin, back)
        decided(self.there.head_office_of, back, "return", "来源？")
        self.made["back"] = at_name(back)

    def list_names_complete(self) -> None:
        one = rich("周海")
        submitted(self.there.branch_admin, one)
        decided(self.there.head_office_of, one)
        self.made["completing"] = at_name(one)

    def merging_merge(self) -> None:
        one, other = (people.Client.get(people.Client.number == self.made[name]) for name in ("one", "other"))
        self.made["to_merge"] = merge_path(one, other)

    def merging_undo(self) -> None:
        one, other = (people.Client.get(people.Client.number == self.made[name]) for name in ("one", "other"))
        values = {"reason": "同一人", **versions(one, other)}
        self.there.visit("zhaomin").post(merge_path(one, other), **values)
        self.made["merged"] = f"/merges/{ClientMerge.get(ClientMerge.state == 'done').id}"

    def standing_end_grant(self) -> None:
        client = people.client(None, "赵一", "gold")
        grants.grant(
            people.actor(self.there.head_office_of), client, "platinum", clock.today().replace(year=2027), "引进"
        )
        self.made["granted"] = client.number

    def tiers_withdraw(self) -> None:
        now = TierRules.select().order_by(TierRules.id.desc()).get()
        values = {name: getattr(now, name) for name in ("thresholds", "weights", "average_months", "protected_months")}
        row = TierRules.create(valid_from=clock.today().replace(year=2027, day=1), created_at=clock.now(), **values)
        self.made["rules"] = str(row.id)

    def tiers_remove_level(self) -> None:
        Tier.create(code="ruby", rank=4, name_zh="红宝石", name_en="Ruby")

    def _import(self) -> None:
        upload(self.there.visit("zhaomin"), ("客户.csv", PEOPLE))
        self.made["import"] = f"/imports/{latest().id}"

    imports_confirm = imports_discard = _import

    def imports_decide(self) -> None:
        people.client(None, "周国强", mobile="+8613804310011", birthday=date(1980, 5, 6))
        self._import()

    def imports_stop(self) -> None:
        self._import()
        task = tasks.begin(people.actor(self.there.branch_admin), "imports.check", {})
        ImportRun.update(state="staging", task=task.id).execute()

    def imports_go_on(self) -> None:
        self._import()
        ImportRun.update(state="undoing", task=None, position={"table": 1}).execute()

    def imports_undo(self) -> None:
        self._import()
        confirmed(self.there.visit("zhaomin"))

    def tasks_cancel(self) -> None:
        row = tasks.begin(people.actor(self.there.branch_admin), "exports.write", {})
        self.made["task"] = str(row.id)


def ready(made: Made, text: Any) -> Any:
    return text.format(**made) if isinstance(text, str) else text


def form_of(page: Page, path: str) -> Any:
    """The form of a page that leads there."""
    own = {path, ""}
    for form in page.html.select("form[method=post]"):
        buttons = {one.get("formaction") for one in form.select("[formaction]")}
        if (
            (form.get("action") or page.path) == path
            or path in buttons
            or (form.get("action") in own and page.path == path)
        ):
            return form
    raise AssertionError(f"{page.path} has no form that leads to {path}")


def send(browser: Any, path: str, fields: dict[str, Any], seen: str, **more: Any) -> Page:
    data = {**fields, "csrf_token": browser.csrf, **({"seen": seen} if seen is not None else {}), **more}
    headers = {"Referer": f"http://localhost{path}"}
    return Page(browser.web.post(path, data=data, headers=headers))


@pytest.mark.one_engine
@pytest.mark.parametrize("deed", [*DEEDS])
def test_an_old_page_decides_nothing(visit, case, deed):
    who, at, path, fields = DEEDS[deed]
    at, path = ready(case, at), ready(case, path)
    fields = {name: ready(case, value) for name, value in fields.items()}
    browser = visit(who)
    form = form_of(browser.get(at), path)
    hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    mark = hidden.pop("seen", None)
    assert mark, f"the form of {deed} says nothing of what its page showed"
    fields = {**hidden, **fields}
    before = trail.counts()
    for old in (None, "", "x" * 5000, f"{mark.partition('-')[0]}-{'0' * 16}"):
        page = send(browser, path, fields, old)
        assert page.status == 409 and page.html.select("#overtaken"), (old, page.status, page.text[:300])
        assert trail.counts() == before, old
        again = page.html.select_one("#again")
        assert again.select_one("[name=seen]")["value"].partition("-")[2] == mark.partition("-")[2]
        for name, value in WHY.items():
            if fields.get(name) == value:
                assert again.find(attrs={"name": name}) is not None and value in str(again)
    done = send(browser, path, fields, mark)
    assert done.status in (200, 303) or (done.status == 409 and not done.html.select("#overtaken")), done.text[:600]
