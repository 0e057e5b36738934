"""One file a screen; none imports another."""
