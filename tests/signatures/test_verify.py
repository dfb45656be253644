"""The proof for whoever holds a print: computed anew, without sign-in, and without a name."""

from __future__ import annotations

import pytest
from peewee import DatabaseError

from portal.actions.signatures.verifying import proof_of
from portal.database import database, engine, write
from portal.models import Signature, SignatureEvent, SignedText
from tests.signatures.papers import asked, drawn, fresh, typed


def test_it_works(visit, manager, served):
    row = asked(served, by=manager)
    visit().get(f"/verify/{row.proof_token}", status=404)
    drawn(visit(served), row)
    page = visit().get(f"/verify/{row.proof_token}")
    assert "Unchanged since it was signed" in page.text and fresh(row).text.digest in page.text
    assert (
        "陈*" in page.text
        and "陈刚" not in page.text
        and served.number not in page.text
        and "golf" not in page.text.lower()
    )
    assert "article 13" in page.text and "no certificate" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.one_engine
def test_the_print_does_not_say_where_it_is_signed(visit, manager, served):
    row = asked(served, by=manager)
    assert row.proof_token != row.token
    drawn(visit(served), row)
    visit().get(f"/verify/{row.token}", status=404)
    visit(served).get(f"/me/signatures/{row.proof_token}", status=404)
    assert row.token not in visit().get(f"/verify/{row.proof_token}").html.decode()


@pytest.mark.one_engine
def test_what_was_not_signed_proves_nothing(visit, manager, served):
    row = asked(served, by=manager)
    for state in ("declined", "expired", "withdrawn"):
        Signature.update(state=state).where(Signature.id == row.id).execute()
        visit().get(f"/verify/{row.proof_token}", status=404)
    visit().get("/verify/nothing", status=404)


@pytest.mark.parametrize(
    ("column", "value"), [("signer", "刘芳"), ("ip", "10.0.0.9"), ("way", "typed"), ("picture_digest", "0" * 64)]
)
def test_a_changed_fact_shows(visit, manager, served, column, value):
    row = asked(served, by=manager)
    drawn(visit(served), row)
    assert "Unchanged since" in visit().get(f"/verify/{row.proof_token}").text
    Signature.update(**{column: value}).where(Signature.id == row.id).execute()
    assert "Not as it was signed" in visit().get(f"/verify/{row.proof_token}").text


def test_texts_and_steps_are_only_ever_added(visit, manager, served):
    typed(visit(served), asked(served, by=manager))
    for model in (SignedText, SignatureEvent):
        for deed in (model.update(at=model.get().at), model.delete()):
            with pytest.raises(DatabaseError), write():
                deed.execute()


def test_a_text_changed_behind_the_triggers_shows(visit, manager, served):
    row = asked(served, by=manager)
    typed(visit(served), row)
    name = "signed_text_no_update" if engine() == "sqlite" else "signed_text_append_only ON signed_text"
    database.execute_sql(f"DROP TRIGGER {name}")
    SignedText.update(content=fresh(row).text.content.replace("三天", "两天")).execute()
    proof = proof_of(fresh(row))
    assert not proof.text and not proof.holds
