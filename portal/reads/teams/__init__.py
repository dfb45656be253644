"""Questions of the teams (R3)."""
