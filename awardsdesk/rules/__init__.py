"""What the regulations say: pure functions, no database, no window."""
