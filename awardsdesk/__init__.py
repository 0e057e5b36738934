"""Awardsdesk: achievements, awards and their papers for a city science and technology bureau."""

__version__ = "0.1.0"
