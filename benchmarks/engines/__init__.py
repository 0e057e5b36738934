"""The same certificates by different means; each file has `make(records, work, target)`."""
