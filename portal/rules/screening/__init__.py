"""Rules of screening (R2)."""
