"""The line of an event in whatever order of deeds, against what must hold after each (R9)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.actions.events import offers, signing_up, waiting
from portal.actions.events.places import set_places
from portal.database import database
from portal.derived import events as proof
from portal.ground import clock
from portal.ground.errors import Invalid, Refused, WrongState
from portal.models import Event, Setting, SignUp, WaitingParty
from portal.reads.events import waiting as reads
from portal.rules.events import waiting as rules
from portal.rules.events.parties import Guest, Party, all_places, free_places
from tests.conftest import MOMENT
from tests.events.plans import event
from tests.ground import people

PEOPLE = 9
MOST_SKIPS = 1


class Line(RuleBasedStateMachine):
    """Sign up, give back, shrink and grow, take and decline, leave, lapse, more places and fewer, time that passes."""

    clients: list = []
    coordinator = None

    def __init__(self) -> None:
        super().__init__()
        self.now = MOMENT
        clock.set_source(lambda: self.now)
        self.around = database.atomic()
        self.around.__enter__()
        self.actor = people.actor(self.coordinator)
        begins = self.now + timedelta(days=6)
        self.row = event(self.coordinator, capacity=5, guests=3, starts_at=begins, most_cars=2)
        self.passed: dict[int, int] = {}
        self.watched = waiting.rules.walk
        waiting.rules.walk = self._walk

    def teardown(self) -> None:
        waiting.rules.walk = self.watched
        self.around.__exit__(RuntimeError, RuntimeError(), None)
        clock.set_source(None)

    def _walk(self, free, line, most):
        """The walk itself, with what it may never do."""
        found = self.watched(free, line, most)
        need = {party.key: party.need for party in line}
        place = {party.key: position for position, party in enumerate(line)}
        had = {party.key: party.held for party in line}
        used = [need[key].less(had[key]) for key in found.offered]
        used += [held.less(had[key]) for key, held in found.held.items()]
        assert all(min(one) >= 0 for one in used), "what is held is not taken away"
        total = [sum(parts) for parts in zip(*used, strict=True)] if used else [0, 0, 0]
        assert all(one <= left for one, left in zip(total, free, strict=True))
        for key in set(place) - set(found.offered):
            behind = [other for other in found.offered if place[other] > place[key]]
            assert all(need[other] != need[key] for other in behind), "same class and size: earlier first"
            if behind and key in found.passed_over:
                self.passed[key] = self.passed.get(key, 0) + 1
                assert self.passed[key] <= most, "passed over too often"
            elif behind:
                kept = found.held.get(key, rules.NONE)
                lacks = [one > two for one, two in zip(need[key], kept, strict=True)]
                assert any(lacks), "it had all it needs"
        left = rules.Places(*free).less(rules.Places(*total))
        for key in set(place) - set(found.offered):
            mine = left.plus(found.held.get(key, rules.NONE))
            assert not need[key].fit_into(mine), "free places that somebody waits for"
        return found

    def _do(self, deed, *args):
        """A deed that may be refused; what is refused changes nothing."""
        try:
            with database.atomic():
                return deed(self.actor, *args)
        except (Invalid, Refused):
            return None

    def _parties(self, *states):
        query = WaitingParty.select().where(WaitingParty.event == self.row.id, WaitingParty.state.in_(states))
        return list(query.order_by(WaitingParty.id))

    def _seated(self):
        mine = (SignUp.event == self.row.id) & SignUp.cancelled_at.is_null()
        return list(SignUp.select().where(mine).order_by(SignUp.id))

    def _party(self, guests, car=False):
        return Party(guests, tuple(Guest(f"客人{n}") for n in range(guests)), plate="吉A12345" if car else "")

    @initialize(first=st.integers(1, 3), second=st.integers(0, 2))
    def full(self, first, second):
        """Five have their seats, larger parties wait before smaller ones."""
        for who, guests in (*((who, 0) for who in range(5)), (5, first), (6, second)):
            self._do(signing_up.sign_up, self.row, self.clients[who], self._party(guests))

    @rule(who=st.integers(0, PEOPLE - 1), guests=st.sampled_from([0, 0, 1, 3]), car=st.booleans())
    def sign_up(self, who, guests, car):
        self._do(signing_up.sign_up, self.row, self.clients[who], self._party(guests, car))

    @precondition(lambda self: self._seated())
    @rule(data=st.data())
    def give_back(self, data):
        self._do(signing_up.cancel_sign_up, self.row, data.draw(st.sampled_from(self._seated())))

    @precondition(lambda self: self._seated())
    @rule(data=st.data(), guests=st.integers(0, 3))
    def change_seats(self, data, guests):
        self._do(signing_up.change_party, self.row, data.draw(st.sampled_from(self._seated())), self._party(guests))

    @precondition(lambda self: self._parties("offered"))
    @rule(data=st.data(), late=st.booleans())
    def take(self, data, late):
        party = data.draw(st.sampled_from(self._parties("offered")))
        if late:
            self.now = max(self.now, party.offer_until)
        before = party.offer_until
        try:
            offers.accept(self.actor, self.row, party)
            assert self.now < before
        except WrongState:
            assert self.now >= before or self.now >= self.row.starts_at

    @precondition(lambda self: self._parties("waiting", "offered"))
    @rule(data=st.data())
    def leave(self, data):
        party = data.draw(st.sampled_from(self._parties("waiting", "offered")))
        self._do(offers.leave, self.row, party)
        self.passed.pop(party.id, None)

    @precondition(lambda self: self._parties("waiting", "offered"))
    @rule(data=st.data(), guests=st.integers(0, 3))
    def change(self, data, guests):
        party = data.draw(st.sampled_from(self._parties("waiting", "offered")))
        fresh = self._do(offers.change, self.row, party, self._party(guests))
        if fresh is not None and fresh.turn != party.turn:
            assert guests > party.guests or fresh.cars > party.cars
            self.passed.pop(party.id, None)

    @rule(capacity=st.integers(3, 8), kept=st.integers(0, 2), cars=st.integers(1, 3))
    def other_places(self, capacity, kept, cars):
        row = Event.get_by_id(self.row.id)
        if capacity >= row.seats_taken + row.seats_promised + row.kept_back:
            Event.update(capacity=capacity).where(Event.id == row.id).execute()
        wanted = {"kept_back": kept, "waiting_order": "tier", "most_children": None, "most_cars": cars}
        self._do(set_places, Event.get_by_id(row.id), wanted, None)

    @rule(hours=st.sampled_from([1, 5, 12, 30]))
    def time_passes(self, hours):
        if self.now + timedelta(hours=hours) < self.row.starts_at - timedelta(days=2):
            self.now += timedelta(hours=hours)

    @rule()
    def worker(self):
        before = {party.id for party in self._parties("offered") if party.offer_until <= self.now}
        waiting.lapse_offers()
        for party in WaitingParty.select().where(WaitingParty.id.in_(before)):
            assert party.state != "offered" or party.offer_until > self.now
            self.passed.pop(party.id, None)

    @invariant()
    def never_over(self):
        row = Event.get_by_id(self.row.id)
        assert row.seats_taken + row.seats_promised + row.kept_back <= row.capacity
        assert row.cars_taken + row.cars_promised <= row.most_cars
        assert list(proof.faults()) == []

    @invariant()
    def free_places_fit_nobody(self):
        row = Event.get_by_id(self.row.id)
        free = free_places(row)
        for party in self._parties("waiting"):
            mine = rules.Places(*map(sum, zip(free, reads.held_of(party), strict=True)))
            assert not reads.need_of(party).fit_into(mine)
            assert rules.can_ever_fit(reads.need_of(party), all_places(row))
            assert party.skips <= MOST_SKIPS


def test_whatever_is_done_in_whatever_order(app, coordinator):
    tiers = ("gold", "diamond", "platinum")
    Line.clients = [people.client(None, f"客户{number}", tiers[number % 3]) for number in range(PEOPLE)]
    Line.coordinator = coordinator
    Setting.create(name="events.most_skips", value=MOST_SKIPS, since=clock.today(), created_at=clock.now())
    run_state_machine_as_test(
        Line,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
