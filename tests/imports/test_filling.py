"""A resident ID fills birthday and gender where the record is empty, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Client
from portal.rules.clients.birthdays import columns
from portal.rules.clients.identity import make_resident_id
from tests.ground import people
from tests.imports.files import confirmed, faults, outcomes, upload, workbook

DOCUMENT = make_resident_id("220106", date(1980, 5, 6), 21)
TODAY = date(2026, 11, 24)


def bring(browser, client, *more):
    head = ["客户编号", "姓名", "证件号码", *[name for name, _cell in more]]
    upload(
        browser,
        ("b.xlsx", workbook(客户=[head, [client.number, client.name, DOCUMENT, *[cell for _name, cell in more]]])),
    )
    assert outcomes() == ["changed"], faults()
    confirmed(browser)
    return Client.get_by_id(client.id)


def test_it_works(visit, branch_admin):
    empty = people.client(None, "郑国栋", birthday=None, gender="")
    now = bring(visit(branch_admin), empty)
    assert (now.birthday, now.gender, now.next_birthday) == (date(1980, 5, 6), "m", date(2027, 5, 6))


@pytest.mark.parametrize(
    "stands",
    [{"birthday": date(1980, 6, 18), "birthday_lunar": False}, {"birthday": date(1980, 6, 18), "birthday_lunar": True}],
)
def test_what_stands_stays_and_the_contradiction_is_a_finding(visit, branch_admin, stands):
    known = people.client(None, "郑国栋", gender="f", **stands)
    now = bring(visit(branch_admin), known)
    assert (now.birthday, now.birthday_lunar, now.gender, bool(now.document_hmac)) == (
        stands["birthday"], stands["birthday_lunar"], "f", True,
    )  # fmt: skip
    hints = visit(branch_admin).get(f"/clients/{known.number}/profile").text
    assert "another birthday" in hints and "another gender" in hints


def test_never_over_a_lunar_birthday_without_its_day(visit, branch_admin):
    known = people.client(None, "郑国栋", birthday=None, gender="m")
    lunar = {name: value for name, value in columns(date(1980, 6, 18), True, TODAY).items() if name != "next_birthday"}
    Client.update(birthday_lunar=True, **lunar).where(Client.id == known.id).execute()
    now = bring(visit(branch_admin), known)
    assert (now.birthday, now.lunar_month, now.lunar_day) == (None, lunar["lunar_month"], lunar["lunar_day"])


def test_what_the_file_itself_says_counts(visit, branch_admin):
    known = people.client(None, "郑国栋", birthday=date(1979, 1, 1), gender="")
    now = bring(visit(branch_admin), known, ("出生日期", "1980-06-18"))
    assert (now.birthday, now.gender) == (date(1980, 6, 18), "m")
