"""Rules of the teams (R3)."""
