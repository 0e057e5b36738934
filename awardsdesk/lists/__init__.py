"""What a clerk sees in a table: one definition feeds screen, workbook and printed roster."""
