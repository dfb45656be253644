"""Imports: the check."""
