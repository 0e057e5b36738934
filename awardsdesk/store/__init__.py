"""The file of the office: open, lock, read, write, upgrade."""
