"""Forms of events (R9)."""
