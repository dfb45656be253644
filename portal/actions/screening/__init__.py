"""Deeds of screening (R2)."""
