"""What people wish of notices, and the addresses that are switched off."""

from __future__ import annotations

from portal.ground import settings
from portal.models.notices import Notice
from portal.models.outbox import AddressOff, ChannelPreference
from portal.rules.notices.kinds import is_duty


def wishes_of(channel: str, account: int | None = None, client: int | None = None) -> dict[str, str]:
    """Kind or group → his wish in a channel (one statement)."""
    owner = ChannelPreference.account == account if account else ChannelPreference.client == client
    query = ChannelPreference.select(ChannelPreference.what, ChannelPreference.how)
    return dict(query.where(owner, ChannelPreference.channel == channel).tuples())


def kinds_had(account: int) -> list[str]:
    """Which kinds of notices somebody has had, without duties (one statement)."""
    query = Notice.select(Notice.kind).where(Notice.account == account).distinct()
    return sorted(kind for (kind,) in query.tuples() if not is_duty(kind))


def hmac_of(address: str) -> str:
    """Under which an address is found again without being readable."""
    return settings.keys().equality(address.strip().lower()) or ""


def is_off(address: str) -> bool:
    """Was this address refused for good?"""
    return AddressOff.select(AddressOff.id).where(AddressOff.address_hmac == hmac_of(address)).exists()
