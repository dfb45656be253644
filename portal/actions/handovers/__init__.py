"""Deeds of the handovers (R3)."""
