"""Forms of what several areas share."""
