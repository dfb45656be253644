"""A registered address says the county: the mask of a resident ID shows no digit beside it."""

from __future__ import annotations

from datetime import date

from portal.actions.clients import reach
from portal.actions.clients.documents import document_columns
from portal.models import Client, ClientAddress
from portal.rules.clients.identity import make_resident_id
from tests.ground import people

NUMBER = make_resident_id("220102", date(1978, 5, 6), 11)


def with_document(app):
    with app.app_context():
        return people.client(None, "周国强", address="东风大街1号", **document_columns("resident_id", NUMBER))


def test_it_works(app, visit, branch_admin):
    client = with_document(app)
    assert NUMBER[-2:] in Client.get_by_id(client.id).document_masked
    reach.add_address(people.actor(branch_admin), client, "registered", "北京市朝阳区", "建国路9号")
    assert set(Client.get_by_id(client.id).document_masked) == {"*"}
    page = visit(branch_admin).get(f"/clients/{client.number}/profile")
    assert "建国路9号" in page.text and "*" * 18 in page.text and "*" * 16 + NUMBER[-2:] not in page.text
    reach.remove_address(people.actor(branch_admin), client, ClientAddress.get().id)
    assert set(Client.get_by_id(client.id).document_masked) == {"*"}, "who read the address knows it still"


def test_other_addresses_leave_the_mask(app, branch_admin):
    client = with_document(app)
    reach.add_address(people.actor(branch_admin), client, "work", "长春市", "东风大街9号")
    assert NUMBER[-2:] in Client.get_by_id(client.id).document_masked


def test_a_number_typed_later_is_narrow_too(app, branch_admin):
    from portal.actions.clients.record import edit_client

    client = people.client(None, "周国强", address="建国路9号", address_kind="registered")
    with app.app_context():
        values = {"document_kind": "resident_id", "document": NUMBER}
        edit_client(people.actor(branch_admin), client, values, None)
    assert Client.get_by_id(client.id).document_masked == "*" * 18
