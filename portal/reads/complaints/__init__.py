"""Questions of complaints."""
