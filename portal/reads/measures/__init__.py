"""Figures of how well clients are served, and the lists behind them."""
