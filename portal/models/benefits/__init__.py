"""Tables of benefits (R8): the catalogue and the ledger."""
