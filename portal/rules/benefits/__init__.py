"""Rules of the ledger of benefits (R8)."""
