"""Deeds of clients."""
