"""Questions of clients."""
