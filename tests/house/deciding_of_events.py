"""What the deeds of an event need to be decided about: each method is named like its endpoint."""

from __future__ import annotations

import uuid
from typing import Any

from portal.actions.events import drawing, spending
from portal.actions.events import results as event_results
from portal.ground import clock
from portal.models import CheckIn, Event, WaitingParty
from tests.events.came import held, introduction, waiting_photo
from tests.events.evenings import party, tonight
from tests.events.plans import event, seats
from tests.ground import people


class OfEvents:
    def __init__(self, made: dict[str, str], there: Any) -> None:
        self.made, self.there = made, there

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

    def _result(self, completed: bool = True) -> None:
        row = held(self.there.coordinator)
        if completed:
            event_results.complete(people.actor(self.there.coordinator), row, "很好", "")
        self.made["result"] = f"/events/{row.number}/result"

    events_close_result = events_return_result = _result

    def events_complete_result(self) -> None:
        self._result(completed=False)

    def events_strike(self) -> None:
        row = held(self.there.coordinator)
        one = spending.spend(people.actor(self.there.coordinator), row, 100, clock.today(), "茶点", None, [])
        self.made["expense"] = f"/events/{row.number}/expenses/{one.id}/strike"

    def _photo(self) -> None:
        row = held(self.there.coordinator)
        one = waiting_photo(row)
        self.made |= {"photos": f"/events/{row.number}/photos", "photo": f"/events/{row.number}/photos/{one.token}"}

    events_photo_release = events_photo_hide = events_photo_remove = _photo

    def _introduction(self, answered: str = "") -> None:
        row = introduction(self.there.served, self.there.manager, answered)
        number = self.there.served.number
        self.made |= {
            "introduction": f"/me/introductions/{row.token}",
            "proposals": f"/clients/{number}/introductions",
            "proposal": f"/clients/{number}/introductions/{row.id}",
        }

    member_introduction_answer = introductions_end = _introduction

    def member_introduction_end(self) -> None:
        self._introduction("yes")

    def _draw(self, bound: bool = True, drawn: bool = True) -> None:
        row = tonight(self.there.coordinator)
        actor, guests = people.actor(self.there.coordinator), [party(row, f"客人{n}") for n in range(3)]
        assert guests
        with self.there.visit().app.app_context():
            made = drawing.publish_list(actor, row, [("茶具", 2)], everybody=True)
            made = drawing.commit(actor, row, made) if bound else made
            made = drawing.call_digits(actor, row, made, "2718") if drawn else made
        self.made["draw"] = f"/events/{row.number}/draw"

    events_give = events_pass_over = events_finish = events_void = _draw

    def events_commit(self) -> None:
        self._draw(bound=False, drawn=False)

    def events_call_digits(self) -> None:
        self._draw(drawn=False)

    def events_heads(self) -> None:
        found = party(tonight(self.there.coordinator), guests=2)
        self.made["heads"] = f"/events/{found.event.number}/door/parties/{found.id}/heads"

    def events_settle(self) -> None:
        row = tonight(self.there.coordinator)
        kept = CheckIn.create(
            event=row,
            nonce=str(uuid.uuid4()),
            said_at=clock.now(),
            at=clock.now(),
            way="code",
            result="unknown",
            conflict=True,
            staff=self.there.coordinator,
        )
        self.made["conflict"] = f"/events/{row.number}/door/scans/{kept.id}/settle"

    def _offer(self) -> None:
        row = event(self.there.coordinator, capacity=1)
        party = WaitingParty.create(
            event=row,
            client=self.there.served,
            state="offered",
            turn=1,
            author=people.account_of(self.there.served),
            arrived_at=clock.now(),
            offered_at=clock.now(),
            offer_until=clock.now() + clock.days(1),
        )
        self.made |= {"full": row.number, "party": str(party.id)}

    member_event_accept = member_event_leave = events_waiting_take = events_waiting_leave = _offer
