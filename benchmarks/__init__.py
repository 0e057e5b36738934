"""What we cost against what it could cost: `python -m benchmarks [--json]` prints one table of ratios."""
