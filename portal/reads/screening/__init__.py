"""Questions of screening (R2)."""
