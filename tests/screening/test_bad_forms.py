"""Each form of the tiers and lists with what is wrong in it: 422, the words beside the field, what was typed stays."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.screening import drafts, names, proposals
from portal.actions.tiers import grants
from portal.models import Tier, TierGrant, TierList
from tests.ground import people
from tests.ground.together import together
from tests.screening.names import at_name, decided, draft, name_of, rich, submitted

LONG = "长" * 401
RULES = {
    "valid_from": "2027-01-01", "threshold_gold": "600000", "threshold_platinum": "2500000", "threshold_diamond": "8000000", "weight_deposits": "1",
    "weight_wealth": "1", "weight_funds": "0.7", "weight_insurance": "0", "average_months": "3", "protected_months": "6", "reason": "明年提高门槛",
}  # fmt: skip
LEVEL = {
    "name_zh": "黑金卡",
    "name_en": "Black",
    "words_zh": "家族办公室",
    "words_en": "A family office",
    "above": "diamond",
}
NAME = {"tier": "gold", "reason": "达标三个月", "version": "1"}
HAND = {"tier": "gold", "reason": "达标三个月"}
GRANT = {"tier": "platinum", "until": "2027-06-01", "reason": "引进人才"}
SAY = {"reason": "资产刚转入"}

# where, who, fields that are right, (field, wrong value, where the words stand, a field whose text must stay)
FORMS = [
    ("new", "zhaomin", {"branch": "FAW", "period": "2026-11", "title": "十一月"}, [("title", "", "title", "period"), ("title", "长" * 81, "title", "title"), ("period", "2031-01", "period", "title")]),
    ("edit", "zhaomin", {"period": "2026-11", "title": "十一月", "version": "1"}, [("title", " ", "title", "period"), ("period", "x", "period", "title")]),
    ("add", "zhaomin", HAND, [("client", "C-9999999", "client", "reason"), ("client", "", "client", "reason"), ("tier", "standard", "client", "reason"), ("reason", "", "reason", "client"), ("reason", LONG, "reason", "reason")]),
    ("leave-out", "zhaomin", SAY, [("reason", "", "reason", None), ("reason", LONG, "reason", "reason")]),
    ("name/edit", "zhaomin", NAME, [("tier", "emerald", "tier", "reason"), ("tier", "standard", "tier", "reason"), ("reason", LONG, "reason", "reason")]),
    ("back/answer", "zhaomin", {"answer": "房款到账"}, [("answer", "", "answer", None), ("answer", "长" * 2001, "answer", "answer")]),
    ("back/withdraw", "zhaomin", SAY, [("reason", " ", "reason", None), ("reason", LONG, "reason", "reason")]),
    ("sent/decide", "gaoyuan", {"decision": "reject", "reason": "过桥"}, [("reason", "", "reason", None), ("decision", "burn", "decision", "reason"), ("reason", LONG, "reason", "reason")]),
    ("review", "gaoyuan", {"decision": "return", "reason": "来源？"}, [("reason", "", "reason", None), ("decision", "burn", "decision", "reason")]),
    ("propose", "wanglei", HAND, [("client", "C-9999999", "client", "reason"), ("tier", "emerald", "tier", "reason"), ("reason", "", "reason", "client"), ("reason", LONG, "reason", "reason")]),
    ("decline", "zhaomin", SAY, [("reason", "", "reason", None), ("reason", LONG, "reason", "reason")]),
    ("rules", "gaoyuan", RULES, [("threshold_gold", "9000000", "threshold_platinum", "threshold_gold"), ("weight_funds", "10", "weight_funds", "weight_funds"), ("weight_funds", "-1", "weight_funds", "reason"),
                                 ("average_months", "0", "average_months", "reason"), ("protected_months", "25", "protected_months", "reason"), ("valid_from", "2026-11-01", "valid_from", "reason"), ("reason", "", "reason", "threshold_gold")]),
    ("what-if", "gaoyuan", {name: value for name, value in RULES.items() if name not in ("valid_from", "reason")}, [("threshold_diamond", "1", "threshold_diamond", "threshold_diamond"), ("weight_wealth", "x", "weight_wealth", "weight_wealth")]),
    ("level", "gaoyuan", LEVEL, [("name_zh", "", "name_zh", "name_en"), ("name_en", "Gold", "name_en", "name_zh"), ("above", "x", "above", "name_zh")]),
    ("level/edit", "gaoyuan", {**LEVEL, "version": "1"}, [("name_zh", "金卡", "name_zh", "name_en"), ("words_en", "x" * 241, "words_en", "name_zh")]),
    ("grant", "gaoyuan", GRANT, [("tier", "standard", "tier", "reason"), ("until", "2026-11-01", "until", "reason"), ("until", "2099-01-01", "until", "reason"), ("until", "soon", "until", "until"), ("reason", "", "reason", "until")]),
    ("grant/end", "gaoyuan", {"reason": "不再适用", "version": "1"}, [("reason", "", "reason", None), ("reason", "长" * 201, "reason", "reason")]),
]  # fmt: skip
WITHOUT_FIELDS = {"lists.screening", "lists.submit", "lists.withdraw", "lists.take", "lists.take_proposal", "list_names.complete", "list_names.papers", "tiers.withdraw", "tiers.remove_level",
                  "letters.print_chosen", "letters.begin", "letters.ready", "letters.of_list", "letters.of_name"}  # fmt: skip
"""Buttons and choices: what they refuse is tested with their deeds (test_screen, test_decide, test_complete, test_letters_again)."""


@pytest.fixture
def places(branch_admin, head_office, manager, liufang, zhaolei):
    """Name of a place → its address, and what else its form must say."""
    loose, kept, sent, back, mine = (rich(name) for name in ("孙志远", "周海", "林小", "魏东", "韩丽"))
    people.seat(mine, "manager", manager)
    row = draft(branch_admin, kept)
    waits = submitted(branch_admin, sent, back)
    decided(head_office, back, "return", "来源？")
    proposal = proposals.propose(people.actor(manager), mine.number, "gold", "存款转入")
    other = rich("高亚云")
    people.seat(other, "manager", manager)
    Tier.create(code="ruby", rank=4, name_zh="红宝石", name_en="Ruby")
    grants.grant(people.actor(head_office), zhaolei, "platinum", date(2027, 6, 1), "引进人才")
    here = f"/tiers/lists/{row.number}"
    assert waits.number != row.number
    return {
        "new": ("/tiers/lists/new", {}), "edit": (f"{here}/edit", {}), "add": (f"{here}/add", {"client": loose.number}), "leave-out": (f"{here}/leave-out", {"clients": loose.number}),
        "name/edit": (f"{at_name(kept)}/edit", {}), "back/answer": (f"{at_name(back)}/answer", {}), "back/withdraw": (f"{at_name(back)}/withdraw", {}),
        "sent/decide": (f"{at_name(sent)}/decide", {}), "review": ("/tiers/lists/review/decide", {"names": str(name_of(sent).id)}),
        "propose": ("/tiers/lists/propose", {"client": other.number}), "decline": (f"/tiers/lists/proposals/{proposal.id}/decline", {}),
        "rules": ("/tiers/settings/new", {}), "what-if": ("/tiers/what-if", {}), "level": ("/tiers/levels/new", {}), "level/edit": ("/tiers/levels/ruby/edit", {}),
        "grant": (f"/clients/{liufang.number}/tier/grant", {}), "grant/end": (f"/clients/{zhaolei.number}/tier/grant/end", {}),
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=[form[0] for form in FORMS])
def test_what_is_wrong_is_said_beside_its_field(visit, places, form):
    place, who, fields, wrongs = form
    path, more = places[place]
    browser = visit(who)
    for name, value, beside, stays in wrongs:
        sent = {**more, **fields, name: value}
        page = browser.post(path, status=422, **sent)
        assert beside in page.errors, (name, value, page.errors)
        if stays:
            assert (page.value(stays) or "").strip() == sent[stays], (stays, page.value(stays))
    assert browser.post(path, **{**more, **fields}).status in (200, 303), "and what is right goes through"


def test_every_form_that_is_sent_is_here(app, places):
    """Each POST of these areas is in the table or a button without fields."""
    areas = ("tiers", "lists", "list_names", "list_review", "list_proposals", "letters", "standing")
    routes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and rule.endpoint.split(".")[0] in areas
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        tested = {adapter.match(path, method="POST")[0] for path, _more in places.values()}
    assert routes - tested == WITHOUT_FIELDS


def test_two_admins_open_a_list_at_once(app, branch_admin, upper_admin):
    """Each gets a list of his own with a number of its own."""
    values = {"branch": "FAW", "title": "十一月", "period": date(2026, 11, 1)}
    actors = [people.actor(branch_admin), people.actor(upper_admin)]
    found = together(app, *(lambda a=a: drafts.open_list(a, values) for a in actors))
    assert all(isinstance(one, TierList) for one in found), found
    assert sorted(one.number for one in found) == ["L-2026-0001", "L-2026-0002"]


def test_the_same_form_at_once_opens_one_list(app, branch_admin):
    values = {"branch": "FAW", "title": "十一月", "period": date(2026, 11, 1)}
    actor = people.actor(branch_admin)
    found = together(
        app, *(lambda: drafts.open_list(actor, values, "0b5b1c1e-1111-4222-8333-444455556666") for _ in range(3))
    )
    assert {getattr(one, "id", one) for one in found} == {TierList.get().id}, found


def test_one_submits_while_another_takes_a_name(app, branch_admin, upper_admin):
    """The list holds both names, or the second one came too late: never a name that head office does not see."""
    first, second = rich("孙志远"), rich("周海")
    row = draft(branch_admin, first)
    actors = [people.actor(branch_admin), people.actor(upper_admin)]
    together(app, lambda: drafts.submit(actors[0], row), lambda: names.take(actors[1], row, [(second.number, "gold")]))
    states = {name.client_id: name.state for name in row.names}
    assert states.pop(first.id) == "submitted" and set(states.values()) <= {"submitted"}


def test_two_reviewers_give_a_tier_by_hand_at_once(app, head_office, liufang):
    other = people.staff("zhaoqian", "赵谦", "head_office", at="JLB")
    actors = [people.actor(one) for one in (head_office, other)]
    deeds = [lambda a=a: grants.grant(a, liufang, "platinum", date(2027, 6, 1), "引进") for a in actors]
    found = together(app, *deeds)
    assert sorted(type(one).__name__ for one in found) == ["TierGrant", "WrongState"], found
    assert TierGrant.select().count() == 1
