"""A menu as tables for a spreadsheet: what is wrong is said by row, and what was written is read back the same."""
