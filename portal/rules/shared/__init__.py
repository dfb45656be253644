"""Rules of what several areas share."""
