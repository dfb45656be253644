"""The number of a merged record, wherever one is typed."""

from __future__ import annotations

from portal.actions.clients import referrers, relations
from portal.actions.screening import names
from portal.models import EventPick, Relation, SignUp
from portal.reads.finding.meant import the_client
from tests.events.plans import event
from tests.ground import people
from tests.quality.steps import merge


def test_it_means_the_record_it_is_in_now(visit, branch_admin, coordinator, twice):
    kept, gone = twice
    merge(visit, branch_admin, kept, gone)
    row = event(coordinator, tiers=("diamond",))
    visit(coordinator).post(f"/events/{row.number}/sign-up", client=gone.number, guests="0", guest_names="")
    assert SignUp.get(SignUp.event == row).client_id == kept.id
    page = visit(coordinator).post(
        f"/events/{row.number}/sign-up", client=gone.number, guests="0", status=409, referer=f"/events/{row.number}"
    )
    assert "already" in page.text and SignUp.select().where(SignUp.event == row).count() == 1
    visit(coordinator).post(f"/events/{row.number}/picks", client=gone.number)
    assert [one.client_id for one in EventPick.select()] == [kept.id]
    actor, number = people.actor(branch_admin), gone.number.lower()
    assert the_client(actor, "list", number, names.NOBODY).id == kept.id
    other = people.client(None, "王秀兰", "gold")
    relations.add(actor, other, "spouse", number)
    assert kept.id in Relation.select(Relation.first, Relation.second).order_by(Relation.id.desc()).tuples().first()
    assert referrers.with_referrer(actor, {"referrer": gone.number}, other)["referrer_id"] == kept.id
