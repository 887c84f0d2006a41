"""Where the pizzeria is, when it is open and how it looks."""
