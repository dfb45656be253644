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
from portal.actions.complaints import reviewing
from portal.actions.handovers import checking, closing, passing
from portal.actions.requests import linking, subtasks
from portal.actions.screening import proposals
from portal.actions.tiers import grants
from portal.ground import clock
from portal.models import (
    ClientMerge,
    Complaint,
    ComplaintMeasure,
    Entry,
    Handover,
    ImportRun,
    Tier,
    TierRules,
    Voucher,
)
from tests.benefits.partners import partner
from tests.complaints import cases
from tests.complaints.cases import stranger
from tests.ground import benefits, people, trail
from tests.ground.pages import Page
from tests.house.deciding import DEEDS, NOT_DECIDING, WHY
from tests.house.deciding_of_events import OfEvents
from tests.house.test_bad_input import world
from tests.imports.files import PEOPLE, confirmed, latest, upload
from tests.notices.outside import endpoint
from tests.quality.steps import path as merge_path
from tests.quality.steps import versions
from tests.requests.cases import taken
from tests.screening.names import at_name, decided, draft, name_of, rich, submitted
from tests.signatures.papers import asked
from tests.teams.handovers import announced, told
from tests.teams.handovers import seen as row_of

__all__ = ["world"]

Made = dict[str, str]


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


class _More(OfEvents):
    """What single deeds need: each method is named like its endpoint."""

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

    def requests_resolve(self) -> None:
        self.made["complaint"] = taken(self.there.served, self.there.manager, kind="complaint").number

    def requests_unlink(self) -> None:
        one, other = (taken(self.there.served, self.there.manager) for _ in range(2))
        row = linking.link(people.actor(self.there.manager), one, other.number)
        self.made |= {"related": one.number, "link": str(row.id)}

    def requests_separate(self) -> None:
        one, other = (taken(self.there.served, self.there.manager) for _ in range(2))
        linking.duplicate(people.actor(self.there.manager), one, other.number)
        self.made["twice"] = one.number

    def _part(self) -> None:
        row, due = taken(self.there.served, self.there.manager), clock.now() + clock.days(1)
        part = subtasks.ask(people.actor(self.there.manager), row, "出具证明", "", due, staff="wanglei")
        self.made |= {"part": str(part.id), "asked_of": row.number}

    requests_task_done = requests_withdraw_task = _part

    def channels_rotate(self) -> None:
        if not people.Account.select().where(people.Account.username == "admin").exists():
            people.staff("admin", "系统管理员", "admin", at="JLB")
        with self.there.visit().app.app_context():
            self.made["channel"] = f"/system/channels/{endpoint('https://hooks.example.com/in').id}"

    def _benefits(self) -> None:
        client = self.there.served
        line = Entry.get(Entry.hold == benefits.use(client, "golf"), Entry.kind == "use")
        here = f"/clients/{client.number}/benefits"
        self.made |= {"golf": f"{here}/lots/{line.lot_id}", "used": f"{here}/uses/{line.id}"}

    ledger_correct = ledger_take_back = _benefits

    def _partner(self) -> None:
        row = partner(gives="golf")
        benefits.use(self.there.served, "golf", date(2026, 10, 5))
        self.made["partner"] = f"/benefits/partners/{row.id}"

    partners_pin = partners_close = partners_close_month = _partner

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

    def _signature(self) -> None:
        self.made["signature"] = f"/me/signatures/{asked(self.there.served, by=self.there.manager).token}"

    def signatures_on_paper(self):
        alone = people.client(None, "韩丽", "gold", gender="f")
        people.seat(alone, "manager", self.there.manager)
        self.made["print"] = f"/clients/{alone.number}/signatures/{asked(alone, by=self.there.manager).token}"

    def complaints_client(self):
        self.made["stranger"] = stranger(people.Account.get(people.Account.username == "zhaomin").staff).number

    signatures_draw = signatures_type_name = signatures_decline = _signature

    def teams_correct(self) -> None:
        held = people.seat(people.client(None, "赵一"), "manager", self.there.manager)
        self.made["seat"] = f"/clients/{held.client.number}/team/seats/{held.id}/correct"

    def _complaint(self, *steps: Any) -> Any:
        row = cases.filed(self.there.served)
        for step in steps:
            step(row, self.there.manager)
        self.made["complaint"] = row.number
        return row

    complaints_accept = complaints_refuse = complaints_withdraw = complaints_about = _complaint

    def complaints_extend(self) -> None:
        self._complaint(cases.accepted)

    def complaints_extension(self) -> None:
        self._complaint(cases.accepted, cases.extended, cases.asked_for_more)

    def complaints_told(self) -> None:
        row = self._complaint(cases.accepted, cases.decided)
        Complaint.update(told_at=None, complainant="heir").where(Complaint.request == row.id).execute()

    def complaints_repeat(self) -> None:
        cases.filed(self.there.served)
        self._complaint()

    def _decided(self) -> Any:
        return self._complaint(cases.accepted, cases.decided)

    complaints_review = member_request_review = _decided

    def complaints_answer_review(self) -> None:
        reviewing.ask_review(people.actor("chengang"), self._decided(), "不同意")

    def complaints_measure_done(self) -> None:
        self.made["measure"] = f"/complaints/measures/{cases.measure(self._decided(), self.there.manager).id}"

    def complaints_measure_look(self) -> None:
        row = cases.measure(self._decided(), self.there.manager)
        cases.done(row, self.there.manager)
        ComplaintMeasure.update(look_on=clock.today()).execute()
        self.made["measure"] = f"/complaints/measures/{row.id}"

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
