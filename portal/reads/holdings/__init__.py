"""Questions of holdings."""
