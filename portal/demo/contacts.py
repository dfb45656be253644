"""Three months of contacts (R4): visits, calls, messages; when the next one is due, and some that are overdue."""

from __future__ import annotations

from collections import Counter, deque
from datetime import date, timedelta
from random import Random

from portal.demo.book import Row
from portal.demo.facts import Facts
from portal.demo.moments import months_after
from portal.demo.stage import SEED, Known, Stage
from portal.ground import clock
from portal.models import Contact
from portal.rules.shared.names import weighted
from portal.rules.shared.workdays import add_working_days, is_working_day

DAYS = 91
OVERDUE = 0.3
AGREED = 0.7  # of those who are not overdue: with how many a day was agreed
WITHOUT_MANAGER = 0.46  # of the Standard clients nobody serves: how many had one contact
CHANNELS = {"phone": 34, "wechat": 26, "branch": 16, "visit": 12, "sms": 5, "email": 4, "portal": 3}
OF_COMPANIES = frozenset({"payroll", "borrowed", "maker"})  # needs that a company may lack
APART = 12  # so many contacts of the branch lie between two that say the same


def enter(stage: Stage) -> None:
    """Contacts of everybody, then what was said in them; the client's row keeps the last one and the day of the
    next."""
    made: list[tuple[Known, Row]] = []
    for person in stage.people:
        count = 0 if person.username == "wutao" else _count(stage, person)
        if count:
            made += [(person, row) for row in _contacts(stage, person, count)]
    _Talk(stage).say(sorted(made, key=lambda one: one[1]["happened_at"]))


def _count(stage: Stage, person: Known) -> int:
    rng = stage.rng
    if person.is_vip and person.team:
        return rng.randint(6, 9)
    if person.team:
        return rng.choice((1, 1, 2))
    return int(rng.random() < WITHOUT_MANAGER)


def _contacts(stage: Stage, person: Known, count: int) -> list[Row]:
    usual = stage.seeds["contacts"]["days"][person.row["tier"]]
    served = (stage.today - (person.since or clock.local(person.row["created_at"]).date())).days
    oldest = max(1, min(DAYS, served))
    late = not person.username and person.is_vip and oldest > usual + 8 and stage.rng.random() < OVERDUE
    newest = usual + 4 if late else 0
    moments = sorted(stage.moments.at_work(stage.rng.randint(newest, oldest)) for _ in range(count))
    dice = Random(f"{SEED}:agreed:{person.id}")  # noqa: S311
    made = []
    for position, at in enumerate(moments):
        day = clock.local(at).date()
        latest = position == len(moments) - 1
        due = working(
            day + timedelta(days=usual if latest else max(2, (clock.local(moments[position + 1]).date() - day).days))
        )
        row = stage.book.add(
            Contact,
            client=person.id,
            staff=stage.staff[_who(stage, person)]["id"],
            happened_at=at,
            next_due=due if late or not person.is_vip or dice.random() < AGREED else None,
            created_at=stage.moments.soon_after(at, 4, 40),
        )
        made.append(row)
        person.row["last_contact"], person.row["next_contact_due"] = day, due
    return made


def working(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, 1)


def _who(stage: Stage, person: Known) -> str:
    """Mostly the manager, then the adviser, sometimes one of the team; without a team somebody of the branch."""
    wanted = stage.rng.choices(("manager", "adviser", "specialists"), weights=(50, 38, 12))[0]
    found = (
        person.team.get(wanted) or next(iter(person.team.values()), None) or [stage.somebody(person.unit, "specialist")]
    )
    return stage.rng.choice(found)


class _Talk:
    """Channel and sentence of each contact: true for the client, not said to him before, and the least worn one."""

    def __init__(self, stage: Stage) -> None:
        self.rng = stage.rng
        seeds = stage.seeds["contacts"]
        self.texts: dict[str, list[str]] = seeds["summaries"]
        self.needs = {
            text: frozenset(need for need, words in seeds["needs"].items() if any(word in text for word in words))
            for texts in self.texts.values()
            for text in texts
        }
        self.begun: dict[str, list[str]] = seeds["begun"]
        self.facts = Facts(stage)
        self.used: Counter[str] = Counter()
        self.lately: deque[str] = deque(maxlen=APART)
        self.last: dict[int, str] = {}  # of a colleague
        self.said: dict[int, set[str]] = {}

    def say(self, made: list[tuple[Known, Row]]) -> None:
        for person, row in made:
            row["channel"], row["summary"] = self._one(person, row)
            row["began"] = "client" if self._his(row["channel"], row["summary"]) else "we"

    def _one(self, person: Known, row: Row) -> tuple[str, str]:
        said = self.said.setdefault(person.id, set())
        facts = self.facts.of(person) | (
            {"birthday"} if _congratulated(person, clock.local(row["happened_at"]).date()) else set()
        )
        preferred = person.row["preferred_channel"]
        while True:
            channel = preferred if preferred and self.rng.random() < 0.35 else weighted(self.rng, CHANNELS)
            if not _reached(person, channel):
                continue
            fitting = [
                text
                for text in self.texts[channel]
                if text not in said
                and text not in self.lately
                and text != self.last.get(row["staff"])
                and self._fits(person, self.needs[text], facts)
            ]
            if fitting:
                least = min(self.used[text] for text in fitting)
                text = self.rng.choice([text for text in fitting if self.used[text] == least])
                self.used[text] += 1
                self.lately.append(text)
                self.last[row["staff"]] = text
                said.add(text)
                return channel, text

    def _his(self, channel: str, said: str) -> bool:
        """Do the words say that the client came, called or wrote?"""
        return any(word in said for word in self.begun.get(channel, ()))

    @staticmethod
    def _fits(person: Known, needs: frozenset[str], facts: frozenset[str]) -> bool:
        if person.is_company:
            return "company" in needs and facts >= needs & OF_COMPANIES
        return facts >= needs


def _congratulated(person: Known, day: date) -> bool:
    """Is it the day of his birthday, or the working day beside it? Lunar ones are left to the greetings."""
    born = person.row["birthday"]
    return bool(born) and not person.row["birthday_lunar"] and abs((day - _in_year(born, day.year)).days) <= 1


def _in_year(born: date, year: int) -> date:
    return months_after(born, (year - born.year) * 12)


def _reached(person: Known, channel: str) -> bool:
    """Nobody is called who does not wish it, or written to where he has no address."""
    if channel == "phone":
        return not person.row["do_not_call"]
    return person.is_company or channel not in ("wechat", "email") or bool(person.row[channel])
