"""Questions of requests."""
