"""Rotation: when a seat has lasted too long."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.teams.rotation import began_by, full_years

D = date


@pytest.mark.parametrize(
    ("today", "years", "last"),
    [
        (D(2026, 11, 24), 4, D(2022, 11, 23)),
        (D(2026, 1, 1), 4, D(2021, 12, 31)),
        (D(2028, 2, 29), 4, D(2024, 2, 28)),
        (D(2028, 2, 29), 3, D(2025, 2, 27)),
        (D(2027, 3, 1), 4, D(2023, 2, 28)),
        (D(2026, 11, 24), 1, D(2025, 11, 23)),
    ],
)
def test_began_by(today, years, last):
    assert began_by(today, years) == last


@pytest.mark.parametrize(
    ("since", "years"),
    [(D(2022, 11, 24), 4), (D(2022, 11, 25), 3), (D(2026, 11, 24), 0), (D(2020, 2, 29), 6), (D(2022, 11, 23), 4)],
)
def test_full_years(since, years):
    assert full_years(since, D(2026, 11, 24)) == years
