"""Seats in calendars: the download, and what goes with the mails; the bytes are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from portal.actions.events import planning, reminding, signing_up
from portal.actions.notices.mail import Item, compose
from portal.ground import clock, settings
from portal.ground.i18n import speaking
from portal.models import Event, Notice, SignUp
from portal.reads.events import ical as reads
from portal.rules.events import calendar as rules
from portal.rules.events.parties import Party
from tests.events.plans import event, fresh, seats
from tests.ground import people


def bank():
    """The bank's settings, with a mail server."""
    return replace(settings.current(), mail_from="bank@example.cn")


def read(text):
    """The one entry of a calendar file, and the file."""
    found = Calendar.from_ical(text)
    (entry,) = found.walk("VEVENT")
    return found, entry


def test_it_works(visit, coordinator, chengang):
    row = event(coordinator)
    mine = visit(chengang)
    mine.get(f"/me/events/{row.number}/calendar.ics", status=404)
    mine.post(f"/me/events/{row.number}/sign-up", guests="0")
    page = mine.get(f"/me/events/{row.number}")
    assert f"/me/events/{row.number}/calendar.ics" in page.links()
    assert "A downloaded file does not follow" in page.text
    answer = mine.get(f"/me/events/{row.number}/calendar.ics")
    assert answer.response.mimetype == "text/calendar"
    found, entry = read(answer.response.data)
    assert found["METHOD"] == "PUBLISH" and b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in answer.response.data
    assert entry["SUMMARY"] == "岁末茶会" and entry["DTSTART"].dt == row.starts_at
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [zone["TZID"] for zone in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert b"\r\n" in answer.response.data and entry["STATUS"] == "CONFIRMED"


def test_the_same_name_and_a_higher_number_with_each_change(app, coordinator, chengang):
    row, actor, path = event(coordinator), people.actor(chengang), ""
    path = f"/me/events/{row.number}"
    found = []

    def mailed(kind):
        with app.app_context():
            method, text = reads.of_mail(kind, path, chengang.id, "chengang@example.cn", bank())
        whole, entry = read(text)
        assert method == whole["METHOD"] and str(entry["ATTENDEE"]) == "mailto:chengang@example.cn"
        assert str(entry["ORGANIZER"]).startswith("mailto:")
        found.append((method, str(entry["UID"]), int(entry["SEQUENCE"]), str(entry["STATUS"])))

    made = signing_up.sign_up(actor, row, chengang, Party())
    mailed("event.seats_kept")
    Event.update(version=Event.version + 1).execute()
    mailed("event.changed")
    signing_up.cancel_sign_up(actor, fresh(row), made)
    mailed("event.given_back")
    signing_up.sign_up(actor, fresh(row), chengang, Party())
    mailed("event.seats_kept")
    planning.cancel_event(people.actor(coordinator), fresh(row), "停电")
    mailed("event.cancelled")
    assert [one[0] for one in found] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert len({one[1] for one in found}) == 1
    numbers = [one[2] for one in found]
    assert numbers == sorted(set(numbers))
    assert [one[3] for one in found][-1] == "CANCELLED"


@pytest.mark.one_engine
def test_who_has_no_seats_has_no_calendar(app, coordinator, chengang):
    row = event(coordinator)
    with app.app_context():
        where = (f"/me/events/{row.number}", chengang.id, "a@example.cn", bank())
        assert reads.of_mail("event.changed", *where) is None
        seats(row, chengang)
        assert reads.of_mail("event.invited", *where) is None
        assert reads.of_mail("event.changed", f"/events/{row.number}", *where[1:]) is None


@pytest.mark.one_engine
def test_the_mail_carries_it(app):
    moment = clock.now()
    what = rules.Entered(
        "a@b", 3, "茶会，与书法；" * 9, "三楼", "x\ny", moment, moment + timedelta(hours=2), "https://b/me"
    )
    text = rules.written(what, rules.CANCEL, moment, "Asia/Shanghai", "bank@example.cn", "he@example.cn", "吉林银行")
    with app.app_context(), speaking("zh"):
        one = Item("x", "https://b", calendar=(rules.CANCEL, text))
        mail = compose("1.a", "he@example.cn", [one], "", bank())
        several = compose("1.b", "he@example.cn", [one, Item("y", "https://b")], "", bank())
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"
    _whole, entry = read(part.get_content())
    assert entry["SUMMARY"] == what.title and int(entry["SEQUENCE"]) == 3
    attached = next(one for one in several.walk() if one.get_content_type() == "text/calendar")
    assert attached.get_filename() == "event.ics" and attached.get_param("method") == "CANCEL"


def told(client):
    return [one.kind for one in Notice.select().where(Notice.account == people.account_of(client)).order_by(Notice.id)]


def at(moment):
    clock.set_source(lambda: moment)


def test_reminders_days_and_hours_before(visit, coordinator, chengang, liufang):
    row = event(coordinator)
    signing_up.sign_up(people.actor(chengang), row, chengang, Party())
    assert reminding.remind() == 0
    at(row.starts_at - timedelta(days=3))
    assert reminding.remind() == 1 and reminding.remind() == 0
    signing_up.sign_up(people.actor(coordinator), row, liufang, Party())
    at(row.starts_at - timedelta(days=2, hours=20))
    assert reminding.remind() == 0
    at(row.starts_at - timedelta(hours=3))
    assert reminding.remind() == 2
    assert told(chengang) == ["event.seats_kept", "event.reminder", "event.reminder_soon"]
    page = visit(chengang).get(f"/me/events/{row.number}")
    assert "Still coming?" in page.text
    visit(chengang).post(f"/me/events/{row.number}/cancel")
    assert fresh(row).seats_taken == 1


def test_who_was_missed_is_told_what_it_means(app, coordinator, chengang, liufang):
    row = event(coordinator, starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now() - timedelta(minutes=5))
    seats(row, chengang)
    assert planning.hold_what_is_over() == 1
    assert reminding.say_who_was_missed() == 0
    SignUp.update(heads=1).where(SignUp.id == seats(row, liufang).id).execute()
    assert reminding.say_who_was_missed() == 1 and reminding.say_who_was_missed() == 0
    assert told(chengang) == ["event.missed"] and told(liufang) == []
