"""Tables of tiers."""
