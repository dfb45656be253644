"""Deeds of the ledger in whatever order, against a plain model in which each unit is a thing with a state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal.actions.benefits import correcting, expiring, holding, lots
from portal.database import database
from portal.derived import benefits as proof
from portal.ground import clock
from portal.ground.errors import Invalid, WrongState
from portal.models import Entry, Lot
from portal.reads import reference
from tests.ground import people

BEGINNING = date(2026, 11, 24)


@dataclass
class Plain:
    """A lot of the model: how many units stand in each state."""

    since: date
    until: date | None
    units: list[str] = field(default_factory=list)

    def over(self, day: date) -> bool:
        return self.until is not None and self.until < day

    def counts(self) -> tuple[int, int, int, int, int]:
        number = self.units.count
        held = sum(unit.startswith("held") for unit in self.units)
        return len(self.units), number("available"), held, number("used"), number("ended")


class Ledger(RuleBasedStateMachine):
    """Grant, hold, use in whole or part, release, lapse, correct, take back, expire, and days that pass."""

    client = admin = None

    def __init__(self) -> None:
        super().__init__()
        self.day, self.moments = BEGINNING, 0
        self.lots: dict[int, Plain] = {}
        self.holds: dict[int, list[tuple[int, int]]] = {}
        self.uses: dict[int, list[tuple[int, int]]] = {}
        self.version = reference.benefits()["golf"]
        self._tell()
        self.around = database.atomic()
        self.around.__enter__()

    def teardown(self) -> None:
        self.around.__exit__(RuntimeError, RuntimeError(), None)
        clock.set_source(None)

    def _tell(self) -> None:
        moment = clock.from_local(datetime(self.day.year, self.day.month, self.day.day, 23, 59, 59))
        clock.set_source(lambda: moment)

    @rule(quantity=st.integers(1, 4), life=st.one_of(st.none(), st.integers(0, 12)))
    def grant(self, quantity, life):
        self.moments += 1
        until = None if life is None else self.day + timedelta(days=life)
        made = lots.grant(self.client.id, self.version, quantity, f"gift-{self.moments}", "2026", self.day, until)
        self.lots[made.id] = Plain(self.day, until, ["available"] * quantity)

    @rule(quantity=st.integers(1, 5), ahead=st.integers(3, 12))
    def hold(self, quantity, ahead):
        wanted = self.day + timedelta(days=ahead)
        free = [
            (key, place)
            for key, lot in sorted(self.lots.items(), key=lambda item: (item[1].until or date.max, item[1].since, item[0]))
            if lot.since <= wanted and not (lot.over(wanted) or lot.over(self.day))
            for place, unit in enumerate(lot.units)
            if unit == "available"
        ]  # fmt: skip
        try:
            with database.atomic():
                made = holding.hold(self.admin, self.client, "golf", quantity, wanted)
        except (holding.AllowanceUsed, holding.HeldElsewhere):
            assert len(free) < quantity
            return
        assert len(free) >= quantity
        self.holds[made.id] = free[:quantity]
        self._put(free[:quantity], f"held {made.id}")

    def _put(self, units, state):
        for key, place in units:
            self.lots[key].units[place] = state

    def _back(self, units, cause=""):
        for key in dict.fromkeys(key for key, _ in units):
            lot, mine = self.lots[key], [unit for unit in units if unit[0] == key]
            self._put(mine, "ended" if lot.over(self.day) else "available")
            if lot.over(self.day) and cause in ("bank", "partner"):
                made = Lot.get(Lot.cause.startswith("grace"), Lot.id.not_in(list(self.lots)))
                until = self.day + timedelta(days=30)
                self.lots[made.id] = Plain(self.day, until, ["available"] * len(mine))

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), how=st.sampled_from(["use", "client", "bank", "partner", "lapse"]))
    def resolve(self, data, how):
        key = data.draw(st.sampled_from(sorted(self.holds)))
        units = self.holds.pop(key)
        if how == "use":
            count = data.draw(st.integers(1, len(units)))
            holding.use(self.admin, key, count)
            self._put(units[:count], "used")
            self._back(units[count:])
            for entry in Entry.select().where(Entry.hold == key, Entry.kind == "use"):
                self.uses[entry.id] = [unit for unit in units[:count] if unit[0] == entry.lot_id]
        elif how == "lapse":
            holding.lapse(self.admin, key)
            self._put(units, "ended")
        else:
            holding.release(self.admin, key, cause=how)
            self._back(units, how)
        for again in (holding.use, holding.release, holding.lapse):
            try:
                with database.atomic():
                    again(self.admin, key)
                raise AssertionError("resolved twice")
            except holding.ResolvedAlready:
                pass

    @precondition(lambda self: self.lots)
    @rule(data=st.data(), by=st.integers(-3, 3).filter(bool))
    def correct(self, data, by):
        key = data.draw(st.sampled_from(sorted(self.lots)))
        lot = self.lots[key]
        free = lot.units.count("available")
        try:
            with database.atomic():
                correcting.correct(self.admin, key, by, "x")
        except Invalid:
            assert free + by < 0
            return
        assert free + by >= 0
        lot.units += ["available"] * by
        places = [place for place, unit in enumerate(lot.units) if unit == "available"][: max(0, -by)]
        for place in places:
            lot.units[place] = "gone"

    @precondition(lambda self: self.uses)
    @rule(data=st.data())
    def take_back(self, data):
        key = data.draw(st.sampled_from(sorted(self.uses)))
        correcting.take_back(self.admin, key, "x")
        self._put(self.uses.pop(key), "available")
        try:
            with database.atomic():
                correcting.take_back(self.admin, key, "x")
            raise AssertionError("taken back twice")
        except WrongState:
            pass

    @rule(days=st.integers(0, 6))
    def days_pass(self, days):
        self.day += timedelta(days=days)
        self._tell()

    @rule()
    def expire(self):
        expiring.expire()
        for lot in self.lots.values():
            if lot.over(self.day):
                lot.units = ["ended" if unit == "available" else unit for unit in lot.units]

    @invariant()
    def the_same(self):
        columns = (Lot.quantity, Lot.available, Lot.held, Lot.used, Lot.ended)
        found = {key: numbers for key, *numbers in Lot.select(Lot.id, *columns).tuples()}
        wanted = {}
        for key, lot in self.lots.items():
            size, *rest = lot.counts()
            wanted[key] = [size - lot.units.count("gone"), *rest]
        assert found == wanted
        assert list(proof.faults()) == []


def test_the_ledger_does_what_the_model_does(app, branch_admin):
    Ledger.client, Ledger.admin = people.client("wutao", "吴涛", "standard"), people.actor(branch_admin)
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
