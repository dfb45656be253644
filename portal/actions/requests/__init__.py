"""Deeds of requests."""
