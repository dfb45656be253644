"""Imports: taking back."""
