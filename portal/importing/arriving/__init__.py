"""Imports: files as they arrive."""
