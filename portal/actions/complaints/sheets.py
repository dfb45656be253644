"""A quarter's register of complaints as a workbook: the sums that supervisors ask for, and each complaint, without the
names of those who complain. Text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter

from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.reads.administration import settings
from portal.reads.complaints.register import Figures, Lines
from portal.rules.complaints import SPANS, Quarter, kept_until
from portal.words import complaint_register as words
from portal.words.complaints import CHANNELS, COMPLAINANTS, RESPONSES, STATES

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
WIDTHS = (18, 12, 12, 18, 14, 20, 22, 26, 22, 12, 12, 10, 10, 10, 14, 14, 16, 12, 16, 12)


def of_quarter(quarter: Quarter, figures: dict[str, Lines], rows: Iterable[Any]) -> bytes:
    """The file: one page of sums for each dimension, then the register. Amounts are yuan."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        formats = {
            "bold": book.add_format({"bold": True}),
            "yuan": book.add_format({"num_format": "#,##0.00"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        }
        _sums(book, formats, quarter, figures)
        _register(book, formats, rows)
    return target.getvalue()


def _sums(book: Any, formats: dict[str, Any], quarter: Quarter, figures: dict[str, Lines]) -> None:
    page = book.add_worksheet(_("Report"))
    page.set_column(0, 0, 44)
    page.set_column(1, 16, 12)
    page.write_string(0, 0, f"{_('Complaints')} · {words.quarter_name(quarter)}", formats["bold"])
    page.write_string(1, 0, _("Received in the quarter; a repeat is counted with the complaint that it repeats."))
    at = 3
    heads = [*(str(word) for _name, word in words.FIGURES), *words.span_names(SPANS)]
    tables = [(_("Together"), [("", 0, figures["all"].get("", Figures()))])]
    for title, lines in [*tables, *((table.title, table.lines) for table in words.tables(figures))]:
        page.write_string(at, 0, title, formats["bold"])
        for place, word in enumerate(heads, start=1):
            page.write_string(at, place, word, formats["bold"])
        for name, depth, line in lines:
            at += 1
            page.write_string(at, 0, ("    " if depth else "") + (name or _("Together")))
            for place, (code, _word) in enumerate(words.FIGURES, start=1):
                value = getattr(line, code)
                if code == "redress":
                    page.write_number(at, place, value / 100, formats["yuan"])
                elif value is not None:
                    page.write_number(at, place, value)
            for place, count in enumerate(line.spans, start=1 + len(words.FIGURES)):
                page.write_number(at, place, count)
        at += 2


def _register(book: Any, formats: dict[str, Any], rows: Iterable[Any]) -> None:
    page = book.add_worksheet(_("Register"))
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width)
    page.freeze_panes(1, 0)
    for place, word in enumerate(words.SHEET):
        page.write_string(0, place, str(word), formats["bold"])
    months = settings.value("complaints.keep_months")
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(_cells(row, months)):
            _write(page, at, place, value, formats)


def _write(page: Any, at: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        page.write_datetime(at, place, value, formats["day"])
    elif isinstance(value, float):
        page.write_number(at, place, value, formats["yuan"])
    elif isinstance(value, int):
        page.write_number(at, place, value)
    elif value:
        page.write_string(at, place, str(value))


def _cells(row: Any, months: int) -> list[Any]:
    """One complaint, in the order of words/complaints.py, SHEET."""
    yes = lambda value: _("Yes") if value else _("No")  # noqa: E731
    ended = clock.local(row.ended_at).date() if row.ended_at else None
    closed = clock.local(row.closed_at).date() if row.closed_at else None
    return [
        *(row.number, row.received_on, CHANNELS.get(row.channel, row.channel)),
        *(COMPLAINANTS.get(row.complainant, ""), words.branch_name(row.place), row.district or ""),
        words.class_name("channel", row.class_channel),
        words.class_name("business", row.class_business),
        *(words.class_name("cause", row.class_cause), words.class_name("inner", row.inner_cause)),
        *(str(STATES[row.state].word), ended, row.taken),
        None if row.timely is None else yes(row.timely),
        *(row.extended, RESPONSES.get(row.response or "", "")),
        None if row.redress is None else row.redress / 100,
        *(row.repeats or "", yes(row.review_asked_at)),
        kept_until(closed, months) if closed else None,
    ]
