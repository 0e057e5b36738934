"""Alembic revisions; store/upgrade.py runs them, one transaction an upgrade."""
