"""Questions of tiers."""
