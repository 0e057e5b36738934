"""What leaves for paper or publication: gather, check, draw."""
