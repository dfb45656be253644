"""Deeds of the ledger of benefits (R8)."""
