"""The tables, and nothing else."""
