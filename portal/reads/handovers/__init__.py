"""Questions of the handovers (R3)."""
