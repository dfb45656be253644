"""Deeds of the teams (R3)."""
