"""Tests: what people do in this area."""
