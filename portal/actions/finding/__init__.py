"""Deeds of finding."""
