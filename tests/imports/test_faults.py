"""What can be wrong with an export: each fault is named by file, line, column and reason, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.ground.i18n import speaking
from portal.importing import command
from portal.importing.arriving.faults import CannotImport
from portal.importing.checking.loading import Outcome
from portal.importing.mapping import words
from portal.importing.mapping.words import read
from portal.models import AccountRight, Client, HoldingAccount
from portal.reads.clients.scope import ClientScope
from portal.rules.shared.codes import client_number
from tests.ground import people

MAPPING = """
title = "A small bank"
source = "small"
[reading]
encoding = "{encoding}"
separator = ","
date = "day"
[dates]
day = {{ format = "YYYY/MM/DD" }}
[codes.product]
D = "deposit"
W = "wealth"
[[files]]
file = "people.csv"
table = "clients"
key = "id"
[files.columns]
name = "name"
district = "place"
birthday = "born"
[[files]]
file = "accounts.csv"
table = "accounts"
key = "no"
[files.columns]
client = {{ from = "owner", refers = "clients" }}
number = "no"
product = {{ from = "kind", codes = "product" }}
opened_on = "opened"
balance = "balance"
[totals]
clients = {{ table = "clients" }}
balances = {{ table = "accounts", sum = "balance" }}
"""
PEOPLE = "id,name,place,born\n1,陈刚,朝阳区,1978/05/06\n2,刘芳,南关区,\n"
ACCOUNTS = "no,owner,kind,opened,balance\n88001,1,D,2020/01/02,1200.50\n88002,2,W,2021/03/04,-3\n"
Import = Callable[..., Outcome]
Content = str | bytes


@pytest.fixture
def bring_in(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Import two small files; each may be given as text or as bytes."""
    monkeypatch.setattr(words, "FOLDER", tmp_path)

    def bring(
        people_csv: str | bytes = PEOPLE, accounts_csv: str | bytes = ACCOUNTS, encoding: str = "utf-8"
    ) -> Outcome:
        (tmp_path / "small.toml").write_text(MAPPING.format(encoding=encoding))
        for name, content in (("people.csv", people_csv), ("accounts.csv", accounts_csv)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        with app.app_context(), speaking("en"):
            outcome = command.bring_in("small", tmp_path, "FAW")
            outcome.said = [  # type: ignore[attr-defined]
                (fault.file, fault.line, fault.column, str(fault.reason)) for fault in outcome.faults.found
            ]
        return outcome

    return bring


def only_fault(outcome: Any) -> tuple[str, int, str, str]:
    """The one fault there is; nothing was written."""
    assert len(outcome.said) == 1, outcome.said
    assert (Client.select().count(), HoldingAccount.select().count(), AccountRight.select().count()) == (0, 0, 0)
    assert all(counts.added == 0 for counts in outcome.files.values())
    return outcome.said[0]


def test_it_works(bring_in: Import) -> None:
    outcome = bring_in()
    assert not outcome.faults
    assert outcome.totals == {"clients": 2, "balances": "1197.50"}
    clients = list(Client.select().order_by(Client.id))
    assert [(client.name, client.number, client.district) for client in clients] == [
        ("陈刚", client_number(1), "朝阳区"), ("刘芳", client_number(2), "南关区"),
    ]  # fmt: skip
    assert [account.balance for account in HoldingAccount.select().order_by(HoldingAccount.id)] == [120_050, -300]
    assert all(client.is_liability for client in clients)


def test_a_changed_row_is_updated_and_counted(bring_in: Import) -> None:
    bring_in()
    outcome = bring_in(PEOPLE.replace("刘芳", "刘芬"), ACCOUNTS.replace("1200.50", "1300"))
    assert (outcome.files["people.csv"].changed, outcome.files["people.csv"].unchanged) == (1, 1)
    assert outcome.files["accounts.csv"].plain() == {"read": 2, "added": 0, "changed": 1, "unchanged": 1, "rejected": 0}
    renamed = Client.get(Client.source_key == "2")
    assert (renamed.name, renamed.name_key.split()[-1], renamed.version) == ("刘芬", "芬", 2)
    manager = people.actor(people.staff("zhaomin", "赵敏", "branch_admin"))
    assert ClientScope(manager).by_number(renamed.number).name == "刘芬"


def test_a_later_file_alone_refers_to_what_is_there(app: Flask, bring_in: Import, tmp_path: Path) -> None:
    bring_in()
    (tmp_path / "accounts.csv").write_text("no,owner,kind,opened,balance\n88003,1,D,2022/01/02,7\n")
    with app.app_context():
        outcome = command.bring_in("small", tmp_path / "accounts.csv", "FAW")
    assert (list(outcome.files), outcome.files["accounts.csv"].added) == (["accounts.csv"], 1)


@pytest.mark.parametrize(
    ("was", "put", "line", "column", "reason"),
    [
        ("2020/01/02", "2020/02/30", 2, "opened", "“2020/02/30” is no date as YYYY/MM/DD"),
        ("2020/01/02", "20200102", 2, "opened", "“20200102” is no date as YYYY/MM/DD"),
        ("2021/03/04", "", 3, "opened", "the cell is empty"),
        ("1200.50", "12oo", 2, "balance", "“12oo” is no amount"),
        ("1200.50", "1200.505", 2, "balance", "“1200.505” is no amount"),
        ("1200.50", "1e5", 2, "balance", "“1e5” is no amount"),
        (",W,", ",X,", 3, "kind", "“X” is no word that is known here"),
        ("88002,2", "88002,9", 3, "owner", "there is no “9” in clients"),
        ("88002", "88001", 3, "no", "“88001” stands in accounts.csv:2 already"),
        ("88001", "8" * 41, 2, "no", "the text is longer than 40 characters"),
        ("88001", "8" * 33, 2, "no", "the text is longer than 32 characters"),
        (",-3", "", 3, "balance", "the row has 4 cells instead of 5"),
        (",-3", ",-3,4", 3, "", "the row has 6 cells instead of 5"),
        ("88001", '"88"001', 2, "no", "something follows a closing quote"),
        (",W,", ',"W,', 3, "kind", "a quote is not closed"),
        ("88001", "88\x00001", 2, "no", "the text holds a control character"),
    ],
)
def test_a_row_that_cannot_be(bring_in: Import, was: str, put: str, line: int, column: str, reason: str) -> None:
    outcome = bring_in(PEOPLE, ACCOUNTS.replace(was, put, 1))
    assert only_fault(outcome) == ("accounts.csv", line, column, reason)
    assert outcome.files["accounts.csv"].rejected == 1


def test_lines_are_counted_through_cells_of_several_lines(bring_in: Import) -> None:
    broken = PEOPLE.replace("陈刚,朝阳区", '陈刚,"朝阳\n区"').replace("南关区,", "南关区,1999/99/99")
    assert only_fault(bring_in(broken))[:3] == ("people.csv", 4, "born")


def test_a_missing_and_a_doubled_column(bring_in: Import) -> None:
    assert only_fault(bring_in(PEOPLE.replace("born", "birth"))) == ("people.csv", 1, "born", "the column is missing")
    assert only_fault(bring_in(PEOPLE.replace("id,", "id,id,", 1)))[2:] == ("id", "the column stands twice")


def test_an_empty_file(bring_in: Import) -> None:
    assert only_fault(bring_in(b"")) == ("people.csv", 1, "", "the file is empty")
    assert not bring_in(PEOPLE, ACCOUNTS.splitlines()[0] + "\n").faults


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_byte_order_mark_is_passed_over(bring_in: Import, encoding: str) -> None:
    assert not bring_in("\ufeff" + PEOPLE, "\ufeff" + ACCOUNTS, encoding).faults


def test_crlf_and_blank_lines(bring_in: Import) -> None:
    outcome = bring_in(PEOPLE.replace("\n", "\r\n") + "\r\n\r\n", ACCOUNTS.replace("\n", "\r\n").rstrip())
    assert (outcome.faults.found, outcome.totals["clients"]) == ([], 2)


def test_other_encodings(bring_in: Import) -> None:
    bring_in(encoding="gb18030")
    assert [client.name for client in Client.select().order_by(Client.id)] == ["陈刚", "刘芳"]


def test_latin_1(bring_in: Import) -> None:
    bring_in(
        PEOPLE.replace("陈刚", "José Müller").replace("朝阳区", "").replace("刘芳,南关区", "Zoë,"), encoding="latin-1"
    )
    assert [client.name for client in Client.select().order_by(Client.id)] == ["José Müller", "Zoë"]


def test_bytes_of_another_encoding(bring_in: Import) -> None:
    broken = PEOPLE.encode().replace("南关区".encode(), "南关区".encode("gb18030"))
    assert only_fault(bring_in(broken)) == ("people.csv", 3, "place", "the text cannot be read as utf-8")


def test_every_fault_of_a_file_is_named_up_to_a_hundred(bring_in: Import) -> None:
    rows = "".join(f"{n},张{n},,1999/13/01\n" for n in range(1, 151))
    outcome = bring_in("id,name,place,born\n" + rows)
    assert len(outcome.said) == 101  # type: ignore[attr-defined]
    assert outcome.said[99][:3] == ("people.csv", 101, "born")  # type: ignore[attr-defined]
    assert outcome.said[100] == ("", 0, "", "and more")  # type: ignore[attr-defined]


def test_two_rows_that_contradict_each_other_under_different_keys(app: Flask, bring_in: Import, tmp_path: Path) -> None:
    """What the database itself refuses is named, too: two owner rights of one person in one account."""
    text = MAPPING.replace("[totals]", RIGHTS + "[totals]")
    (tmp_path / "rights.csv").write_text("id,who,what\n1,1,88001\n2,1,88001\n3,2,88002\n")
    bring_in()
    (tmp_path / "small.toml").write_text(text.format(encoding="utf-8"))
    with app.app_context(), speaking("en"):
        outcome = command.bring_in("small", tmp_path, "FAW")
    assert [(fault.file, fault.line, fault.column) for fault in outcome.faults.found] == [("rights.csv", 3, "id")]
    assert AccountRight.select().count() == 0


RIGHTS = """
[[files]]
file = "rights.csv"
table = "rights"
key = "id"
[files.columns]
client = {{ from = "who", refers = "clients" }}
account = {{ from = "what", refers = "accounts" }}
kind = {{ value = "owner" }}
"""


@pytest.mark.parametrize(
    ("was", "put", "says"),
    [
        ('table = "clients"\nkey', 'table = "customers"\nkey', "no table customers"),
        ('district = "place"', 'distrikt = "place"', "no column distrikt"),
        ('name = "name"', "", "clients.name is not filled"),
        ('W = "wealth"', 'W = "shares"', "accounts.product cannot be shares"),
        ('codes = "product"', 'codes = "products"', "no codes products"),
        ('refers = "clients"', 'recalls = "clients"', "no word recalls"),
        ('date = "day"', 'date = "year"', "no date format year"),
        ('file = "people.csv"', 'file = "../people.csv"', "without a folder"),
        ('name = "name"', 'name = "name"\nnumber = "id"', "no column number to fill"),
        ("title =", "titel =", "title is missing"),
        ('"utf-8"', '"utf-88"', "encoding utf-88"),
        ("[reading]", "[reading", "does not fit"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_first(
    app: Flask, tmp_path: Path, was: str, put: str, says: str
) -> None:
    text = MAPPING.format(encoding="utf-8")
    assert was in text
    (tmp_path / "small.toml").write_text(text.replace(was, put, 1))
    with app.app_context(), speaking("en"), pytest.raises(CannotImport) as refusal:
        read(tmp_path / "small.toml")
    with app.app_context(), speaking("en"):
        assert says in str(refusal.value)
