"""Components of pages that are kept by their arguments: what is HTML already is never taken for what somebody typed."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from portal.ground import i18n
from portal.models import Client
from portal.web.templating import Kept


def _chip(app):
    with app.test_request_context("/"):
        i18n.begin_request()
        return app.jinja_env.get_template("components/chips.html").module.chip


def test_it_is_made_once(app):
    chip = _chip(app)
    assert chip("late", "逾期") is chip("late", "逾期") and "逾期" in chip("late", "逾期")


def test_html_and_the_same_text_typed_are_two(app):
    chip = _chip(app)
    assert "<b>x</b>" in chip("late", Markup("<b>x</b>"))
    typed = chip("late", "<b>x</b>")
    assert "<b>" not in typed and "&lt;b&gt;x&lt;/b&gt;" in typed
    assert "<b>x</b>" in chip("late", words=Markup("<b>x</b>")) and "<b>" not in chip("late", words="<b>x</b>")


def test_a_number_and_a_truth_are_two(app):
    chip = _chip(app)
    assert "True" in chip("late", "x", left=True) and "True" not in chip("late", "x", left=1)


def test_a_row_of_the_client_list_is_made_once_while_nothing_on_it_changes(visit, app, branch_admin, served, liufang):
    browser = visit(branch_admin)
    with app.test_request_context("/"), i18n.speaking("en"):
        line = app.jinja_env.get_template("finding/columns_parts.html").module.line
    line.known.clear()  # of the tests before: they share the application
    page = browser.get("/clients")
    assert isinstance(line, Kept) and len(line.known) == 2
    assert browser.get("/clients").text == page.text and len(line.known) == 2
    Client.update(name="陈钢", district="净月区").where(Client.id == served.id).execute()
    assert "陈钢" in browser.get("/clients").text and len(line.known) == 3


def test_the_bar_of_a_phone_has_room_for_five_places(visit, branch_admin, served, liufang):
    """What does not fit is behind "more", which says when one stands there; a client's five places all fit."""
    tiers, clients = (visit(branch_admin).get(address).html for address in ("/tiers", "/clients"))
    in_the_bar = [one["href"] for one in tiers.select(".place-thumb a")]
    behind = [one["href"] for one in tiers.select(".places-sheet a")]
    assert len(in_the_bar) == 4 and {*in_the_bar, "/tiers"} < {*behind}
    assert [one["href"] for one in tiers.select(".place-groups a")] == behind
    assert tiers.select(".place-here") and not clients.select(".place-here")
    assert not visit(liufang).get("/me").html.select(".places-more, .place-groups")


@pytest.mark.one_engine("sqlite")
def test_of_a_row_nothing_is_kept(app, chengang):
    """One row is equal to another reading of it: what is kept of it would never learn of a change."""
    with app.test_request_context():
        badge = app.jinja_env.from_string("{% macro m(row) %}{{ row.name }}{% endmacro %}")
        said = Kept(app.jinja_env, badge.module.m._func, "m", ["row"], False, False, False, True)
        assert said(chengang) == "陈刚"
        Client.update(name="陈钢").where(Client.id == chengang.id).execute()
        assert said(Client.get_by_id(chengang.id)) == "陈钢" and not said.known
