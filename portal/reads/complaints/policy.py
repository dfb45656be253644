"""The days that complaints are promised under, by the bank's dated settings."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from portal.models.complaints import Complaint
from portal.reads.administration import settings
from portal.rules.complaints import Policy


def policy_on(day: date) -> Policy:
    """The days in force on a day."""
    return Policy(**{one.name: settings.value(f"complaints.{one.name}_days", on=day) for one in fields(Policy)})


def policy_of(complaint: Complaint) -> Policy:
    """The days that a complaint was promised under, which no later setting moves."""
    known: Any = complaint.policy or {}
    return Policy(**known)
