"""Rules of events (R9)."""
