"""Questions about events (R9)."""
