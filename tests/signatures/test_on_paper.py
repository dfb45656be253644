"""A client without a login signs the print; a colleague records it, and the evidence says so."""

from __future__ import annotations

import io
from datetime import date

import pytest
from werkzeug.datastructures import FileStorage

from portal.actions.signatures.verifying import proof_of
from portal.models import Signature, SignaturePicture
from tests.ground import people
from tests.signatures.papers import asked, fresh, picture


@pytest.fixture
def alone(manager):
    """韩丽 has no login."""
    client = people.client(None, "韩丽", "gold", gender="f")
    people.seat(client, "manager", manager)
    return client


def holds(app, row):
    with app.app_context():
        return proof_of(row).holds


def scan(name="scan.png"):
    return FileStorage(io.BytesIO(picture()), name)


def record(visitor, client, row, status=200, **fields):
    path = f"/clients/{client.number}/signatures/{row.token}/paper"
    page = visitor.get(path, status=status if status in (403, 404) else 200)
    mark = page.html.select_one("form.form [name=seen]")
    sent = {"seen": mark["value"] if mark else "", "signer": "韩丽", "day": "2026-11-24", "scan": scan()}
    return visitor.post(path, status=status, **{**sent, **fields})


def test_it_works(app, visit, manager, alone):
    row = asked(alone, by=manager)
    browser = visit(manager)
    assert "Signed on paper" in browser.get(f"/clients/{alone.number}/signatures/{row.token}").text
    page = record(browser, alone, row)
    assert page.notice == "The signature is on record."
    row = fresh(row)
    assert (row.state, row.way, row.signer, row.signed_by_id) == (
        "signed",
        "paper",
        "韩丽",
        people.account_of(manager).id,
    )
    assert row.signed_on == date(2026, 11, 24) and row.position == ""
    said = page.section("signature")
    assert "Signed on 24 Nov 2026" in said
    assert "By hand on paper, recorded by a colleague" in said and "韩丽" in said
    assert "by a colleague to whom the signed paper was handed" in page.section("steps") and "王磊" in page.section(
        "steps"
    )
    assert browser.get(f"/clients/{alone.number}/signatures/{row.token}/picture").response.data.startswith(b"\x89PNG")
    assert holds(app, row) and "signed by hand on paper" in visit().get(f"/verify/{row.proof_token}").text
    Signature.update(signer="王磊").where(Signature.id == row.id).execute()
    assert not holds(app, fresh(row))
    record(browser, alone, row, status=409)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signer", ""), ("signer", "韩莉"), ("day", ""), ("day", "2026-11-25"), ("day", "2026-11-23"),
        ("scan", ""), ("scan", FileStorage(io.BytesIO(b"%PDF-1.4"), "a.pdf")),
    ],
)  # fmt: skip
def test_bad_input(visit, manager, alone, field, value):
    row = asked(alone, by=manager)
    page = record(visit(manager), alone, row, status=422, **{field: value})
    assert field in page.errors and fresh(row).state == "waiting" and not SignaturePicture.select().exists()


@pytest.mark.one_engine
def test_who_signs_in_the_portal_signs_there(visit, manager, served, alone, other_manager, auditor):
    row = asked(served, by=manager)
    here = f"/clients/{served.number}/signatures/{row.token}"
    assert "Signed on paper" not in visit(manager).get(here).text
    page = record(visit(manager), served, row, status=409, signer="陈刚")
    assert "signs in the portal" in page.text and fresh(row).state == "waiting"
    other = asked(alone, by=manager)
    record(visit(other_manager), alone, other, status=404)
    record(visit(auditor), alone, other, status=403)
