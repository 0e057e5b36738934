"""What a clerk does: plain functions, Session first; each writes its audit event."""
