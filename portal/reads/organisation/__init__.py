"""Questions of organisation."""
