"""What recruitment is asked, by HTTP."""
