"""Deeds of quality."""
