"""What the log keeps of a fault: where it arose, never whose data it was about."""

from __future__ import annotations

import sys

import pytest
from peewee import IntegrityError

from portal.ground import clock
from portal.ground.logs import WithoutValues
from portal.models import Account


def test_a_refused_row_is_not_quoted(app, served, liufang):
    """Two logins of one number: PostgreSQL says which number, the log does not."""
    number = "+8613912345678"
    login = Account.get(Account.client == served.id)
    Account.update(mobile=number).where(Account.id == login.id).execute()
    with pytest.raises(IntegrityError) as refused:
        Account.create(client=liufang.id, username="second", mobile=number, created_at=clock.now())
    text = WithoutValues().formatException((refused.type, refused.value, refused.tb))
    assert "13912345678" not in text and "mobile" in text and "IntegrityError" in text and "test_log.py" in text


def test_several_lines_of_a_row_are_left_out_and_what_follows_stays():
    words = "no\nDETAIL:  Failing row contains (7, 陈刚,\n139 1234 5678)."
    try:
        try:
            raise ValueError(words)
        except ValueError as error:
            raise IntegrityError(words) from error
    except IntegrityError:
        text = WithoutValues().formatException(sys.exc_info())
    assert "陈刚" not in text and "5678" not in text
    assert text.count("DETAIL: left out") == 2 and "direct cause" in text and text.count("Traceback") == 2
