"""Pages: one's own account, the links one arrives by, the staff, the programs that call the API."""
