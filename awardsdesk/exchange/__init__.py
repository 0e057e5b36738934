"""What travels between offices: reading workbooks safely."""
