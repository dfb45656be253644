"""Tests: what the portal says, in both languages."""
