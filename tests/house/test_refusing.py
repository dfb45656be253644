"""What a deed refuses stands in its form: beside the field, above it or where the page says it; the status follows."""

from __future__ import annotations

import pytest

from portal.forms.requests import ReassignForm
from portal.ground.errors import Invalid, OutOfScope, SeatsTaken, StaleVersion, WrongState


@pytest.fixture
def form(app):
    """A form that was sent."""
    with app.test_request_context("/", method="POST", data={"staff": "wanglei", "reason": "busy", "version": "3"}):
        form = ReassignForm()
        form.staff.choices = [("wanglei", "王磊")]
        assert form.validate_on_submit()
        yield form


@pytest.mark.one_engine
def test_before_it_is_sent_all_is_well(app):
    with app.test_request_context("/"):
        assert ReassignForm().status == 200


@pytest.mark.one_engine
def test_what_is_invalid_stands_beside_its_field(form):
    with form.refusing():
        raise Invalid(fields={"staff": "not here", "": "not now"})
    assert (form.staff.errors, form.form_errors) == (["not here"], ["not now"])
    assert form.status == 422 and not form.overtaken and isinstance(form.refusal, Invalid)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("kinds", "beside", "error", "staff", "above"),
    [
        ((WrongState,), "", WrongState("too late"), [], ["too late"]),
        ((WrongState, SeatsTaken), "staff", SeatsTaken("full"), ["full"], []),
        ((StaleVersion,), None, StaleVersion("stale"), [], []),
    ],
)
def test_who_was_overtaken_is_answered_409(form, kinds, beside, error, staff, above):
    with form.refusing(*kinds, field=beside):
        raise error
    assert (list(form.staff.errors), list(form.form_errors)) == (staff, above)
    assert form.status == 409 and form.overtaken and form.refusal is error


@pytest.mark.one_engine
def test_a_kind_of_invalid_that_the_page_says_itself_stays_422(form):
    class Alike(Invalid):
        pass

    with form.refusing(Alike, field=None):
        raise Alike()
    assert form.status == 422 and not form.form_errors and isinstance(form.refusal, Alike)


@pytest.mark.one_engine
def test_other_refusals_go_on(form):
    for error in (OutOfScope, WrongState):
        with pytest.raises(error), form.refusing(StaleVersion):
            raise error()
    assert form.refusal is None


@pytest.mark.one_engine
def test_after_a_stale_save_it_is_saved_over_what_was_shown(form):
    form.saves_over(5)
    assert form.version_number == 5 and 'value="5"' in str(form.version())
