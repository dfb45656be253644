"""Deeds of organisation."""
