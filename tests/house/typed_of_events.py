"""The typed forms of whom an event invites, of its door and its draw, like those of `typed_forms.py`."""

from __future__ import annotations

import pytest

from portal.actions.events import checking_in, drawing, signing_up
from portal.models import CheckIn, Event, Staff
from portal.rules.events.door import Scan
from portal.rules.events.parties import Party
from tests.events.evenings import party, picture, tonight
from tests.events.plans import event, seats
from tests.ground import people
from tests.house.typed_forms import Form


@pytest.fixture
def audiences(coordinator, served) -> list[Form]:
    row, full = event(coordinator, "approved", tiers=("gold", "diamond")), event(coordinator, capacity=1)
    seats(full, people.client("zhoujie", "周洁"))
    signing_up.sign_up(people.actor(served), full, served, Party())
    here = f"/events/{row.number}"
    waves = {"wave_gold": "2026-12-01T10:00", "wave_diamond": "2026-11-28T10:00"}
    places = {"kept_back": "2", "most_children": "3", "most_cars": "4"}
    return [
        ("sunyue", f"{here}/audience", {**waves, "version": "1"}, (*waves,)),
        ("sunyue", f"{here}/places", {**places, "waiting_order": "arrival", "version": "1"}, (*places,)),
        ("sunyue", f"{here}/picks", {"client": people.client(None, "吴涛", "standard").number}),
        ("chengang", f"/me/events/{full.number}/waiting", {"guests": "1", "guest_names": "王秀兰"}),
    ]


@pytest.fixture
def doors(coordinator) -> list[Form]:
    """A party is there, and a phone without a line let in somebody without a ticket."""
    row = tonight(coordinator, capacity=40)
    came = party(row, guests=2)
    for nonce, code in (("1", picture(came)), ("2", "K7M2-Q9XB")):
        scan = Scan(nonce=nonce, text=code, offline=True, let_in=True)
        checking_in.check_in(people.actor(coordinator), row, scan)
    here, open_ = f"/events/{row.number}/door", CheckIn.get(CheckIn.conflict)
    typed = {"code": picture(party(row, "林小")), "door": "东门", "remark": "拄拐"}
    coming = {"client": people.client(None, "周海").number, "heads": "2", "comes": "孙丽"}
    return [
        ("sunyue", f"/events/{row.number}/check-in", typed),
        ("sunyue", f"{here}/find", {"q": "林小"}),
        ("sunyue", f"{here}/parties/{came.id}/heads", {"heads": "2", "remark": "数错"}, ("heads",)),
        ("sunyue", f"{here}/scans/{open_.id}/settle", {"words": "是受邀的媒体"}),
        ("sunyue", f"{here}/walk-in", coming, ("heads",)),
    ]


@pytest.fixture
def draws(app, coordinator) -> list[Form]:
    with app.app_context():
        bound, new = drawn(coordinator), tonight(coordinator)
    return [
        ("sunyue", f"/events/{new.number}/draw", {"who": "all", "prizes": "茶具 1"}),
        ("sunyue", f"/events/{bound.number}/draw/digits", {"digits": "314159"}),
        ("sunyue", f"/events/{bound.number}/draw/void", {"reason": "话筒没声音"}),
    ]


def drawn(by: Staff) -> Event:
    """An evening whose draw waits for its digits."""
    row, who = tonight(by), people.actor(by)
    party(row)
    drawing.commit(who, row, drawing.publish_list(who, row, [("茶具", 1)], True, "1"))
    return row
