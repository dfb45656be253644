"""What goes on in the demo branch over months: settlements with a partner, evenings that are over, handovers."""

from __future__ import annotations

from collections import Counter

from flask import Flask

from portal.actions.shared.files import path_of
from portal.ground import clock
from portal.models import Absence, Draw, Event, EventPhoto, EventResult, Handover, Partner, PhotoObjection, Request
from portal.reads.benefits.settlements import Books
from portal.reads.events.results import figures_of
from portal.rules.events.draw import fits


def test_a_partner_has_settled_months_and_an_open_one(branch: Flask) -> None:
    """The airport: months that are closed and add up to their lines, the last one that waits, the one that runs."""
    partner = Partner.get(Partner.kind == "airport")
    books = Books(partner)
    months = {one.month: one for one in books.months()}
    closed = [one for one in months.values() if one.settled]
    assert len(closed) >= 1 and {one.month for one in closed} == {*books.settled}
    for one in closed:
        assert one.settled is not None and one.settled.closed_at and one.count and one.amount
        lines = books.lines(one.month)
        assert (len(lines), sum(line.amount for line in lines)) == (one.count, one.amount)
    waits = clock.months_back(clock.today(), 1).replace(day=1)
    assert books.is_open(waits) and months[waits].settled is None and months[waits].count
    assert books.is_open(clock.today().replace(day=1))


def test_past_events_have_result_album_and_draw(branch: Flask) -> None:
    """Both have a result, one of them closed; pictures in the album, one that waits and one somebody did not want; a
    draw that anybody can compute again."""
    over = list(Event.select().where(Event.state == "held").order_by(Event.id))
    results = [EventResult.get(EventResult.event == one.id) for one in over]
    assert all(one.went and one.completed_at for one in results)
    assert {bool(one.closed_at) for one in results} == {True, False}
    assert all(one.closed_by_id != one.completed_by_id for one in results if one.closed_at)
    for one in over:
        figures = figures_of([one])[one.id]
        assert figures.attendance.came and figures.spent and figures.answers and figures.per_head
        states = Counter(photo.state for photo in EventPhoto.select().where(EventPhoto.event == one.id))
        assert states == {"released": 6, "waits": 1, "hidden": 1}
        for photo in EventPhoto.select().where(EventPhoto.event == one.id):
            assert path_of(photo.storage_name).is_file() and path_of(photo.small_name).is_file()
    hidden = {photo.id for photo in EventPhoto.select().where(EventPhoto.state == "hidden")}
    assert {one.photo_id for one in PhotoObjection.select()} == hidden
    drawn = list(Draw.select().where(Draw.revealed != ""))
    assert drawn
    for one in drawn:
        proved = fits(one.revealed, one.commitment, one.digits, one.list_text, one.ranking)
        assert all(proved.values()), proved


def test_a_handover_is_under_way_and_somebody_stands_in(branch: Flask) -> None:
    """One is checked and passes in a few days, one is being prepared; an absence runs, one is to come, one is over."""
    today = clock.today()
    running = {row.state: row for row in Handover.select()}
    assert set(running) == {"checked", "preparing"}
    for row in running.values():
        assert row.begins > today and row.lines.count() > 0 and row.author_id not in (row.staff_id, row.witness_id)
    lines = list(running["checked"].lines)
    assert all(line.receiver_id and line.receiver_id != line.handover.staff_id for line in lines)
    receivers = {line.receiver_id for line in lines}
    assert running["checked"].witness_id not in receivers | {running["checked"].checked_by_id}
    away = {(row.staff.name, row.substitute.name): row for row in Absence.select()}
    now = away["钱峰", "王磊"]
    assert now.since <= today < now.until
    assert away["张敏", "李娜"].since > today >= away["何军", "郑洋"].until
    held = Request.select().where(Request.holder == now.substitute_id, Request.held_for == now.staff_id)
    assert held.count() > 0, "his open work is with who stands in"
