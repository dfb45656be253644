"""Imports: rows, and whom they mean."""
