"""Questions of administration."""
