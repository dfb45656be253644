"""Rules of tiers."""
