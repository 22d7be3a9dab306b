"""What recruitment remembers: tables and queries."""
