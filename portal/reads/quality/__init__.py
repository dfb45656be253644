"""Questions of quality."""
