"""Deeds of events."""
