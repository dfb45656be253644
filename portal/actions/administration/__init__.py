"""Deeds of administration."""
