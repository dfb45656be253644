"""Questions of accounts."""
