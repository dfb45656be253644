"""Deeds of signatures."""
