"""Questions of what several areas share."""
