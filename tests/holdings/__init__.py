"""Tests: products, what clients hold, their classes, what they lack, deals."""
