"""Components of pages that are kept by their arguments: what is HTML already is never taken for what somebody typed."""

from __future__ import annotations

from markupsafe import Markup

from portal import i18n


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
