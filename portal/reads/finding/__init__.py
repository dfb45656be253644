"""Questions of finding."""
