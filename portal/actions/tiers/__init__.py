"""Deeds of tiers."""
