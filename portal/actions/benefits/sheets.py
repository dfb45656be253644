"""A month of a partner as a workbook: each use, its price and amount, the sum. Text is never a formula."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models import Partner
from portal.reads.benefits.settlements import Line, totals
from portal.words.partners import note_of

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
WIDTHS = (16, 12, 24, 10, 14, 14, 48)


def of_month(partner: Partner, month: date, lines: list[Line], *, settled: bool) -> bytes:
    """The file. Amounts are yuan with two decimals; of an allowance in money the quantity is yuan, and it has no
    price."""
    target = io.BytesIO()
    count, amount = totals(lines)
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        yuan, bold, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True}), None
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        page = book.add_worksheet(month.isoformat()[:7])
        for place, width in enumerate(WIDTHS):
            page.set_column(place, place, width)
        page.write_string(0, 0, f"{named(partner)} · {formats.month(month)}", bold)
        state = _("Settled") if settled else _("Not closed yet, as of %(day)s", day=formats.date_alone(clock.today()))
        page.write_string(1, 0, state)
        heads = (
            *(_("Voucher"), _("Day"), _("Benefit"), _("Quantity")),
            *(_("Price (yuan)"), _("Amount (yuan)"), _("Note")),
        )
        for place, word in enumerate(heads):
            page.write_string(3, place, word, bold)
        page.freeze_panes(4, 0)
        for row, line in enumerate(lines, start=4):
            money = line.version.kind == "money"
            page.write_string(row, 0, line.number)
            page.write_datetime(row, 1, line.day, day)
            page.write_string(row, 2, named(line.version))
            page.write_number(row, 3, line.quantity / 100 if money else line.quantity, yuan if money else None)
            if line.price is not None and not money:
                page.write_number(row, 4, line.price / 100, yuan)
            page.write_number(row, 5, line.amount / 100, yuan)
            page.write_string(row, 6, note_of(line))
        page.write_string(count + 4, 0, _("Together"), bold)
        page.write_number(count + 4, 3, count)
        page.write_number(count + 4, 5, amount / 100, yuan)
    return target.getvalue()
