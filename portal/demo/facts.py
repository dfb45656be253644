"""What is true of a client: by his record, and by what he holds. Sentences and stories of the seeds name these."""

from __future__ import annotations

from collections.abc import Callable

from portal.demo.stage import Known, Stage
from portal.models import Card, HoldingAccount, Loan, ServiceContract
from portal.rules.clients.identity import age_on

UNMARRIED = ("wutao",)

PERSONAL: dict[str, Callable[[Known, int], bool]] = {
    "vip": lambda who, age: who.is_vip,
    "high": lambda who, age: who.row["tier"] in ("platinum", "diamond"),
    "faw": lambda who, age: who.unit == "FAW",
    "plant": lambda who, age: bool(who.row["plant"]) and age < 60,
    "employed": lambda who, age: age < 60,
    "man": lambda who, age: who.row["gender"] == "m" and age >= 30 and who.username not in UNMARRIED,
    "woman": lambda who, age: who.row["gender"] == "f" and age >= 30 and who.username not in UNMARRIED,
    "child": lambda who, age: 32 <= age <= 54 and who.username not in UNMARRIED,
    "student": lambda who, age: 44 <= age <= 58,
    "grown": lambda who, age: 52 <= age <= 75,
    "grandparent": lambda who, age: age >= 56,
    "parents": lambda who, age: age <= 60,
    "senior": lambda who, age: 50 <= age <= 62,
    "retiring": lambda who, age: 60 <= age <= 61,
}


class Facts:
    """The facts of everybody; call after holdings and contracts are gathered."""

    def __init__(self, stage: Stage) -> None:
        self.today = stage.today
        self.held = _held(stage)
        self._of: dict[int, frozenset[str]] = {}

    def of(self, person: Known) -> frozenset[str]:
        if person.id not in self._of:
            own = self.held.get(person.id, set())
            if person.is_company:
                own = own | ({"maker"} if person.row["industry"] == "C" else set())
            else:
                age = self.age(person)
                own = own | {name for name, true in PERSONAL.items() if true(person, age)}
            self._of[person.id] = frozenset(own)
        return self._of[person.id]

    def age(self, person: Known) -> int:
        """Whole years of a person; a company has none."""
        return age_on(person.row["birthday"], self.today) if person.row["birthday"] else 0


def _held(stage: Stage) -> dict[int, set[str]]:
    """Client → what he holds, as sentences name it."""
    rows, found = stage.book.rows, dict[int, set[str]]()
    for account in rows[HoldingAccount]:
        fixed = account["product"] == "deposit" and account["matures_on"]
        found.setdefault(account["client"], set()).add("term" if fixed else account["product"])
    for loan in rows[Loan]:
        if loan["status"] != "repaid":
            found.setdefault(loan["client"], set()).update({loan["offer"], "borrowed"})
    for card in rows[Card]:
        found.setdefault(card["client"], set()).update({"card", f"{card['kind']}_card"})
    for service in rows[ServiceContract]:
        found.setdefault(service["client"], set()).add(service["product"])
    return found
